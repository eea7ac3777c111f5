"""From the folder of a thesis to its PDF: the one place that names all stages.

thesis.yaml → manuscript → references → LaTeX → TeX, and the checks beside it → PDF. Each stage gives its value and its
diagnostics; the LaTeX is written after errors too, for pictures, characters and templates to be looked at in the same run,
but nothing is handed to TeX.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from typesetter.diagnostics import Code, as_json, sort_diagnostics
from typesetter.job import PIPELINE_ROOT, BuildResult, Findings, Options
from typesetter.record import Record
from typesetter.stamps import digesting_once, json_text, write_atomic, write_json
from typesetter.structs import replace
from typesetter.turns import alone

if TYPE_CHECKING:
    from typesetter.ahead import Ahead
    from typesetter.diagnostics import Diagnostic
    from typesetter.engine.handing import Handing
    from typesetter.engine.toolchain import Engine
    from typesetter.engine.warm import Warm
    from typesetter.latex.kept import KeptLatex
    from typesetter.latex.rendering import Rendering
    from typesetter.latex.sourcemap import LatexSource
    from typesetter.manuscript import Manuscript

__all__ = [
    "PIPELINE_ROOT", "BuildResult", "Options", "build", "carry_out", "check", "count", "finish", "latex", "tex",
]  # fmt: skip

DEBUG = "TYPESETTER_DEBUG"
"""The environment variable with which exceptions are shown as Python shows them."""


def build(options: Options, warm: Warm | None = None) -> BuildResult:
    """Build ``build/thesis.pdf``, if anything has changed; the PDF of the last good build stays when this one fails.

    ``warm`` has a TeX process that waits from build to build. One build of a folder runs at a time. One whose manuscript was
    saved while it was read is made again, unless the caller sees to that himself by ``options.on_wait``.
    """
    with alone(options), digesting_once():
        result, overtaken = _build(options, warm)
        for _ in range(0 if options.on_wait else 5):
            if overtaken:
                result, overtaken = _build(options, warm)
                result.why.insert(0, "build: repeated, since the manuscript was saved while it was read")
    return result


def _build(options: Options, warm: Warm | None) -> tuple[BuildResult, bool]:
    """A build, and whether something that it read was changed meanwhile."""
    record = Record(options)
    last, change = record.unchanged()
    if last is not None:
        last.why = [*(f"{name}: as before" for name in _STAGES), f"engine: as before, {last.engine}"]
        _write_down(options, last, findings=not record.told)
        return last, False
    found_by: dict[str, list[int]] = {}

    def steps(result: BuildResult) -> None:
        def idle() -> None:
            seen.settle()
            arranged = _arranged(result, typeset=True)
            text = json_text(as_json(arranged))
            result.findings = Findings(tuple(result.diagnostics), tuple(arranged), text)

        result.why.append(f"build: {change}")
        with _ahead(options, warm) as ahead:
            if not options.untrusted:
                ahead.resume(record.changed)
            from typesetter.engine.toolchain import decided_by  # TeX sets while all this is loaded
            from typesetter.manuscript import look_over, read
            from typesetter.typesetting import set_thesis

            manuscript = read(options, result, ahead.start, checked=False)
            if manuscript is not None:
                source, engine = _prepare(options, result, manuscript, ahead)
                if source is not None and engine is not None and not result.failed:
                    set_thesis(replace(options, on_idle=idle), result, manuscript, source, engine, ahead)
                    found_by.update(decided_by(engine, result.inputs))
                else:
                    look_over(options, result, manuscript)

    with record.reading() as seen:
        result = carry_out(options, steps)
    if result.made is not None:
        result.made = replace(result.made, read=tuple(sorted(map(seen.name, seen.files))))
    record.keep(result, found_by)
    return result, bool(seen.overtaken())


def tex(options: Options) -> BuildResult:
    """The LaTeX sources only, in ``build/tex``; on a machine without TeX as they are for a complete one."""

    def steps(result: BuildResult) -> None:
        from typesetter.manuscript import read

        manuscript = read(options, result)
        if manuscript is not None:
            source, _ = _prepare(options, result, manuscript, _ahead(options), for_others=True)
            if source is not None and not result.failed:
                from typesetter.engine.folder import write_sources

                write_sources(source, options.build / "tex")

    with alone(options):
        return carry_out(options, steps)


def check(options: Options) -> BuildResult:
    """All checks, no TeX."""
    return latex(options)[1]


def latex(options: Options) -> tuple[LatexSource | None, BuildResult]:
    """The LaTeX source as it is for a complete TeX Live, whatever is on this machine, and everything found on the way."""
    made: list[LatexSource | None] = [None]

    def steps(result: BuildResult) -> None:
        from typesetter.manuscript import read

        manuscript = read(options, result)
        if manuscript is not None:
            made[0] = _write(options, result, manuscript, None, _ahead(options).rendering(manuscript.thesis))

    result = carry_out(options, steps)
    return made[0], result


def count(options: Options) -> tuple[Manuscript | None, BuildResult]:
    """The manuscript with its counts; None when it has errors."""
    found: list[Manuscript | None] = [None]

    def steps(result: BuildResult) -> None:
        from typesetter.manuscript import read

        found[0] = read(options, result)

    result = carry_out(options, steps)
    return (None if result.failed else found[0]), result


def carry_out(options: Options, steps: Callable[[BuildResult], None]) -> BuildResult:
    """Take the steps of a command, unless the folder is unfit for any, and write down what was found."""
    from typesetter.checks.folder import check_folder, clear_kept, clear_links

    result = BuildResult()
    result.diagnostics += check_folder(
        options.root, options.build, PIPELINE_ROOT / "templates", untrusted=options.untrusted
    )
    if not any(d.code in (Code.FILE_OUTSIDE, Code.FILE_UNREADABLE) for d in result.diagnostics):
        try:
            clear_links(options.build)
            if options.untrusted:  # what is kept there would be believed
                clear_kept(options.build)
            steps(result)
        except OSError as error:  # a full disk, a folder that may not be written to
            if DEBUG in os.environ:
                raise
            from typesetter.config.unreachable import unreachable

            result.diagnostics.append(unreachable(error, options.root))
    return finish(options, result)


def finish(options: Options, result: BuildResult) -> BuildResult:
    """Put the findings in order and write ``diagnostics.json`` and ``build.json``."""
    known = result.findings
    if known is not None and result.pages > 0 and known.given == tuple(result.diagnostics):
        result.diagnostics = list(known.arranged)
    else:
        result.diagnostics, result.findings = _arranged(result, typeset=result.pages > 0), None
    _write_down(options, result)
    return result


def _arranged(result: BuildResult, *, typeset: bool) -> list[Diagnostic]:
    """The findings in order, without the silenced ones; ``typeset`` says that TeX has run."""
    from typesetter.checks.ignores import silence

    return sort_diagnostics(silence(result.diagnostics, result.ignores, judge=result.whole, typeset=typeset))


def _write_down(options: Options, result: BuildResult, *, findings: bool = True) -> None:
    """Write ``build.json`` and, with ``findings``, ``diagnostics.json``."""
    total = result.statistics.total if result.statistics else None
    summary: dict[str, Any] = {
        "passes": result.passes,
        "reasons": result.reasons,
        "timings": result.timings,
        "pages": result.pages,
        "words": total.words if total else 0,
        "characters": total.characters if total else 0,
        "standard_pages": result.statistics.standard_pages if result.statistics else None,
        "citations": result.statistics.citations if result.statistics else 0,
        "references": result.statistics.references if result.statistics else 0,
        "engine": result.engine,
    }
    if options.root.is_dir() and not options.build.is_symlink():
        with suppress(OSError):  # what stands in the way has been reported by the step that it stopped
            if findings:
                text = result.findings.text if result.findings else json_text(as_json(result.diagnostics))
                write_atomic(options.build / "diagnostics.json", text)
            write_json(options.build / "build.json", summary, durable=False)


# ----------------------------------------------------------------------------------------------------------- the stages


_STAGES = ("configuration", "manuscript", "references", "checks", "latex")
"""The stages before TeX, of which the summary speaks."""


def _ahead(options: Options, warm: Warm | None = None) -> Ahead:
    from typesetter.ahead import Ahead

    return Ahead(
        options.root,
        options.trusted_templates,
        options.cache,
        options.on_stage,
        warm,
        synctex=options.synctex,
        late=not options.strict,
    )


def _prepare(
    options: Options, result: BuildResult, manuscript: Manuscript, ahead: Ahead, *, for_others: bool = False
) -> tuple[LatexSource | None, Engine | None]:
    """The LaTeX source and the engine that will set it; with ``for_others`` the source even where there is no engine."""
    from typesetter.checks.log import first_place
    from typesetter.engine.toolchain import find_engine
    from typesetter.latex.packages import CORE_PACKAGES
    from typesetter.manuscript import stage

    thesis, late = manuscript.thesis, not (for_others or options.strict)
    if result.failed:  # written to find what else is wrong, for which no engine needs to be there
        return _write(options, result, manuscript, None, ahead.rendering(thesis)), None
    with stage(result, options, "engine"):
        engine, found = ahead.engine(thesis)
    before = len(result.diagnostics)
    source = _write(options, result, manuscript, engine, ahead.rendering(thesis), ahead.handing(), late=late)
    if engine is not None and source is not None and source.packages - CORE_PACKAGES:
        better, found = find_engine(thesis.engine, CORE_PACKAGES | source.needed_files, options.cache)
        if better is None and "cyrillic" in source.packages:
            place = first_place(re.compile("[\u0400-\u04ff]"), source)
            found = [replace(d, span=place) if d.code is Code.ENGINE_LACKS else d for d in found]
        elif better is not None and better != engine:
            del result.diagnostics[before:]
            source = _write(options, result, manuscript, better, _ahead(options).rendering(thesis), late=late)
        engine = better
    if not (engine is None and for_others):
        result.diagnostics += found
    if engine is not None:
        result.engine = f"{engine.name} ({engine.flavour})"
        result.why.append(f"engine: {engine.version}, at {engine.executable}")
    return source, engine


def _write(
    options: Options,
    result: BuildResult,
    manuscript: Manuscript,
    engine: Engine | None,
    rendering: Rendering,
    handing: Handing | None = None,
    *,
    late: bool = True,
) -> LatexSource | None:
    """The LaTeX source for ``engine``, or for a complete TeX Live when it is None.

    Without ``late`` it prints all numbers itself, in a second pass, as whoever else sets it will expect: the LaTeX of what is
    handed in is handed in too.
    """
    from typesetter.engine.toolchain import capabilities
    from typesetter.latex.settings import Settings
    from typesetter.latex.writer import write_document
    from typesetter.manuscript import named, stage
    from typesetter.typesetting import tagged

    total, standard = manuscript.statistics.total, manuscript.statistics.standard_pages
    with_tags = tagged(options, manuscript)
    settings = Settings(
        root=options.root,
        rendering=rendering,
        thesis=manuscript.thesis,
        file=manuscript.file,
        profile=manuscript.profile,
        embedded=engine is not None and engine.embedded,
        has=capabilities(engine, options.cache) if engine is not None else {},
        counts={"words": total.words, "characters": total.characters, "standard_pages": standard or 0},
        reference_spans=manuscript.library.spans,
        cache=options.cache,
        untrusted=options.untrusted,
        tagged=with_tags,
        late=late and not with_tags and manuscript.thesis.engine == "pdflatex",
        kept=_kept(options, manuscript),
        handing=handing,
    )
    kept = settings.kept
    plots = options.cache / "plots"
    drawn = set(plots.glob("*.pdf"))
    with stage(result, options, "latex"):
        source, found = write_document(manuscript.cited, settings)
    anew = len(set(plots.glob("*.pdf")) - drawn)
    result.why.append(f"plots: {anew} drawn anew, since data or attributes are new" if anew else "plots: as before")
    if kept is not None:
        kept.tidy()
        result.why.append(f"latex: {named(kept.anew)} written anew" if kept.anew else "latex: as before")
    result.diagnostics += found
    return source


def _kept(options: Options, manuscript: Manuscript) -> KeptLatex | None:
    """The chapters' LaTeX of the last build; none of a folder that is not trusted."""
    from typesetter.latex.kept import KeptLatex
    from typesetter.typesetting import tagged
    from typesetter.witness import tree_digest

    if options.untrusted or tagged(options, manuscript):
        return None
    shared = (
        repr(manuscript.thesis),
        repr(manuscript.profile),
        tree_digest(*options.templates),
    )
    return KeptLatex(options.root, options.cache / "latex", manuscript.identities, shared, manuscript.cited.stamps)

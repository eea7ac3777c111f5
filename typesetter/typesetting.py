"""The last stage: TeX sets the LaTeX, and the PDF is put in its place. While TeX runs, the manuscript is checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter.job import PIPELINE_ROOT, BuildResult, Made, Options
from typesetter.stamps import write_atomic

if TYPE_CHECKING:
    from typesetter.ahead import Ahead
    from typesetter.engine.run import EngineRun
    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource
    from typesetter.manuscript import Manuscript


class _Refused(Exception):  # noqa: N818  # the error is the thesis's, and told
    """The checks found errors: what TeX sets is not wanted."""


def tagged(options: Options, manuscript: Manuscript) -> bool:
    """Whether the PDF gets its structure: when it is asked for, or the university wants it in what is handed in."""
    return options.tagged or (options.strict and manuscript.profile.submission.tagged)


def set_thesis(
    options: Options, result: BuildResult, manuscript: Manuscript, source: LatexSource, engine: Engine, ahead: Ahead
) -> None:
    """Set ``source`` and check ``manuscript``; without errors in either, the PDF is replaced."""
    from typesetter.checks.lines import SourceLines
    from typesetter.checks.log import narrow
    from typesetter.config.thesis import UNDATED
    from typesetter.engine.resume import LastRun

    with_tags = tagged(options, manuscript)
    folder, cache = _folders(options, manuscript)
    run = _run(options, result, manuscript, source, engine, ahead)
    if run is None:
        return
    result.passes, result.reasons, result.pages = run.passes, list(run.reasons), run.pages
    result.inputs = run.inputs
    if run.passes:
        began = "TeX was started ahead" if run.ahead else "TeX was started when the LaTeX was there"
        result.why.append(f"preamble: {run.preamble}; {began}")
    result.diagnostics += narrow(run.diagnostics, source, SourceLines((options.root, PIPELINE_ROOT)))
    if run.pdf is None or result.failed:
        return
    date = manuscript.thesis.date or UNDATED
    if run.passes and not options.untrusted:
        LastRun(cache).keep(source, engine, date, run.precompiled, synctex=options.synctex)
    name = f"thesis{options.kind}.pdf"
    result.pdf = options.cache / "submission" / name if options.strict else options.build / name
    result.made = Made(
        manuscript.thesis, manuscript.profile, manuscript.cited, source, engine.version, tagged=with_tags
    )
    write_atomic(result.pdf, _finished(run.pdf, options, manuscript, with_tags=with_tags))
    _put_synctex(options, source, folder)


def _folders(options: Options, manuscript: Manuscript) -> tuple[Path, Path]:
    """TeX's folder and that of what is kept: each layout has its own auxiliary files."""
    other = ("tagged" if tagged(options, manuscript) else "") + options.kind
    return options.build / (other or "tex"), options.cache / other


def _run(
    options: Options,
    result: BuildResult,
    manuscript: Manuscript,
    source: LatexSource,
    engine: Engine,
    ahead: Ahead,
) -> EngineRun | None:
    """TeX's run, with the checks beside it; None when they found errors."""
    from typesetter.config.thesis import UNDATED
    from typesetter.engine.run import typeset
    from typesetter.manuscript import look_over, stage

    folder, cache = _folders(options, manuscript)
    beside = _Beside(result, options.on_wait, lambda: look_over(options, result, manuscript))
    before = result.timings.get("checks", 0.0)
    try:
        with stage(result, options, "tex"):
            run = typeset(
                source,
                folder,
                engine,
                manuscript.thesis.date or UNDATED,
                on_page=options.on_page,
                limit_seconds=options.limit_seconds,
                cache=cache,
                prove_at_once=len(options.templates) > 1,  # the pipeline's own templates are proved by its tests
                parked=ahead.parked,
                prepared=ahead.wait,
                on_wait=beside,
                synctex=options.synctex,
            )
    except _Refused:
        run = None
    checked = result.timings.get("checks", 0.0) - before
    result.timings["tex"] = round(max(result.timings["tex"] - checked, 0.0), 3)
    beside.look()
    return run


class _Beside:
    """What is done while TeX runs: once the checks, and whatever the caller wants again and again."""

    def __init__(self, result: BuildResult, on_wait: Callable[[], None] | None, check: Callable[[], None]) -> None:
        self._result, self._on_wait, self._check = result, on_wait, check
        self._looked = False

    def look(self) -> None:
        """Check, unless that has been done."""
        if not self._looked:
            self._looked = True
            self._check()

    def __call__(self) -> None:
        self.look()
        if self._result.failed:
            raise _Refused
        if self._on_wait is not None:
            self._on_wait()


def _finished(pdf: Path, options: Options, manuscript: Manuscript, *, with_tags: bool) -> bytes:
    """TeX's PDF as it is, or, when it is handed in or tagged, as strict validators want it."""
    if not (options.strict or with_tags):
        return pdf.read_bytes()
    from typesetter.conformance.conform import conform
    from typesetter.latex.destinations import destinations

    return conform(pdf, tagged=with_tags, destinations=destinations(manuscript.cited, manuscript.thesis.language))


def _put_synctex(options: Options, source: LatexSource, folder: Path) -> None:
    """Put what came from where beside the PDF, or take away what was of another one."""
    path = options.synctex_file
    if not options.synctex:
        if not options.strict:
            path.unlink(missing_ok=True)
        return
    from typesetter.engine.synctex import SUFFIX, to_manuscript

    data = (folder / f"thesis{SUFFIX}").read_bytes()
    write_atomic(path, to_manuscript(data, source, folder, options.root))

"""From the folder of a thesis to its PDF: the one place that names all stages.

thesis.yaml → manuscript → references → checks → LaTeX → TeX → PDF. Each stage gives its value and its diagnostics; the
build stops after a stage that found errors, with everything that was found so far.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.config.paths import read_text, resolve_inside
from typesetter.config.profile import Profile, load_profile
from typesetter.config.thesis import Thesis, load_thesis, thesis_span
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Diagnostic, as_json, has_errors, sort_diagnostics
from typesetter.stamps import write_atomic, write_json

if TYPE_CHECKING:
    from typesetter import model as m
    from typesetter.citations.library import Library
    from typesetter.counting import Statistics
    from typesetter.latex.sourcemap import LatexSource

UNDATED = datetime.date(2000, 1, 1)
"""The date that TeX is given for a thesis without one: any fixed day, so that the bytes are the same on every day."""
PIPELINE_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. ``style`` and ``university`` override thesis.yaml; ``strict`` is the submission."""

    root: Path
    style: str | None = None
    university: str | None = None
    untrusted: bool = False
    strict: bool = False
    limit_seconds: float = 300.0
    on_stage: Callable[[str], None] = lambda _name: None
    on_page: Callable[[int], None] = lambda _page: None

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def cache(self) -> Path:
        return self.build / "cache"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders of templates: the thesis's own before the pipeline's, each once."""
        own = self.root / "templates"
        return tuple(dict.fromkeys(p.resolve() for p in (own, PIPELINE_ROOT / "templates") if p.is_dir()))


@dataclass(slots=True)
class BuildResult:
    """What a build gave. ``pdf`` is None when it failed; ``timings`` are seconds by stage, in order."""

    pdf: Path | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    passes: int = 0
    reasons: list[str] = field(default_factory=list)
    pages: int = 0
    statistics: Statistics | None = None
    engine: str = ""

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


@dataclass(slots=True)
class Manuscript:
    """A thesis, read: what the stages before LaTeX give."""

    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    cited: m.CitedDocument
    library: Library
    statistics: Statistics


@contextmanager
def _stage(result: BuildResult, options: Options, name: str) -> Iterator[None]:
    options.on_stage(name)
    start = time.perf_counter()
    try:
        yield
    finally:
        result.timings[name] = round(result.timings.get(name, 0.0) + time.perf_counter() - start, 3)


def read(options: Options, result: BuildResult) -> Manuscript | None:
    """Everything before LaTeX: thesis.yaml, chapters, references, counts and checks. None when there were errors."""
    with _stage(result, options, "configuration"):
        configured = _configure(options, result)
    if configured is None:
        return None
    thesis, file, profile = configured
    with _stage(result, options, "manuscript"):
        document = _read_document(options, result, thesis, file, profile)
    with _stage(result, options, "references"):
        cited, library = _cite(options, result, thesis, file, document)
    if has_errors(result.diagnostics) or cited is None or library is None:
        return None
    with _stage(result, options, "checks"):
        from typesetter.checks.source import Subject, check_source
        from typesetter.counting import count

        result.statistics = count(cited, profile.counts.parts, profile.limits.standard_page_chars)
        result.diagnostics += check_source(Subject(thesis, file, profile, cited, result.statistics, options.strict))
    return Manuscript(thesis, file, profile, cited, library, result.statistics)


def build(options: Options) -> BuildResult:
    """Build ``build/thesis.pdf``; the PDF of the last good build stays when this one fails."""
    result = BuildResult()
    manuscript = read(options, result)
    if manuscript is not None:
        prepared = _prepare(options, result, manuscript)
        if prepared is not None and not has_errors(result.diagnostics):
            _typeset(options, result, manuscript, *prepared)
    return finish(options, result)


def tex(options: Options) -> BuildResult:
    """The LaTeX sources only, in ``build/tex``."""
    result = BuildResult()
    manuscript = read(options, result)
    if manuscript is not None:
        prepared = _prepare(options, result, manuscript)
        if prepared is not None and not has_errors(result.diagnostics):
            from typesetter.engine.run import write_sources

            write_sources(prepared[0], options.build / "tex")
    return finish(options, result)


def check(options: Options) -> BuildResult:
    """All checks, no TeX."""
    result = BuildResult()
    read(options, result)
    return finish(options, result)


def finish(options: Options, result: BuildResult) -> BuildResult:
    """Put the findings in order and write ``diagnostics.json`` and ``build.json``."""
    result.diagnostics = sort_diagnostics(result.diagnostics)
    if not options.root.is_dir():
        return result
    total = result.statistics.total if result.statistics else None
    write_json(options.build / "diagnostics.json", as_json(result.diagnostics))
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
    write_json(options.build / "build.json", summary)
    return result


# ----------------------------------------------------------------------------------------------------------- the stages


def _configure(options: Options, result: BuildResult) -> tuple[Thesis, YamlFile | None, Profile] | None:
    thesis, file, found = load_thesis(options.root)
    result.diagnostics += found
    if thesis is None:
        return None
    if options.style or options.university:
        citations = thesis.citations.model_copy(update={"style": options.style} if options.style else {})
        changes: dict[str, Any] = {"citations": citations}
        if options.university:
            changes["university"] = options.university
        thesis = thesis.model_copy(update=changes)
    search = [folder / "universities" for folder in options.templates]
    profile, found = load_profile(thesis.university, search, thesis_span(file, "university"))
    result.diagnostics += found
    return (thesis, file, profile) if profile is not None and not has_errors(found) else None


def _read_document(
    options: Options, result: BuildResult, thesis: Thesis, file: YamlFile | None, profile: Profile
) -> m.Document:
    from typesetter.sources.discover import list_files, read_chapters, with_own_roles
    from typesetter.sources.numbering import number_document

    listed, found = list_files(options.root, thesis, file)
    result.diagnostics += found
    chapters, read_problems = read_chapters(options.root, listed, options.templates, untrusted=options.untrusted)
    result.diagnostics += read_problems
    document, found = number_document(with_own_roles(chapters), numbering_depth=profile.numbering.depth - 1)
    if has_errors(result.diagnostics):  # labels of chapters that could not be read are not unknown
        from typesetter.diagnostics import Code

        found = [d for d in found if d.code is not Code.REF_UNKNOWN]
    result.diagnostics += found
    return document


def _cite(
    options: Options, result: BuildResult, thesis: Thesis, file: YamlFile | None, document: m.Document
) -> tuple[m.CitedDocument | None, Library | None]:
    from typesetter.citations.cache import ReferenceCache
    from typesetter.citations.driver import cite
    from typesetter.citations.variant import load_variant

    library = load_library_of(options, thesis, file, result.diagnostics)
    variant, found = load_variant(thesis.citations.style, options.root, thesis_span(file, "citations", "style"))
    result.diagnostics += found
    if variant is None:
        return None, library
    nocite = {key: thesis_span(file, "citations", "nocite", i) for i, key in enumerate(thesis.citations.nocite)}
    cache = ReferenceCache(options.cache / "references.json")
    cited, found = cite(document, library, variant, thesis.citations, cache=cache, nocite_spans=nocite)
    cache.save()
    result.diagnostics += found
    return cited, library


def load_library_of(
    options: Options, thesis: Thesis, file: YamlFile | None, diagnostics: list[Diagnostic]
) -> Library:
    """The references of the thesis's .bib files."""
    from typesetter.citations.library import load_library

    paths: Sequence[str]
    if thesis.bibliography is None:
        paths = sorted(p.relative_to(options.root).as_posix() for p in (options.root / "bib").glob("*.bib"))
    else:
        paths = thesis.bibliography
    texts: list[tuple[str, str]] = []
    for index, relative in enumerate(paths):
        path, found = resolve_inside(options.root, relative, thesis_span(file, "bibliography", index))
        diagnostics += found
        if path is not None:
            text, found = read_text(path, relative)
            diagnostics += found
            if text is not None:
                texts.append((relative, text))
    library, found = load_library(texts)
    diagnostics += found
    return library


def _prepare(options: Options, result: BuildResult, manuscript: Manuscript) -> tuple[LatexSource, Any] | None:
    """The LaTeX source and the engine that will set it."""
    from typesetter.engine.toolchain import capabilities, find_engine
    from typesetter.latex.writer import CORE_PACKAGES, Settings, write_document

    with _stage(result, options, "engine"):
        engine, found = find_engine(manuscript.thesis.engine, CORE_PACKAGES, options.cache, notify=options.on_stage)
    result.diagnostics += found
    if engine is None:
        return None
    result.engine = f"{engine.name} ({engine.flavour})"
    with _stage(result, options, "latex"):
        total = manuscript.statistics.total
        standard = manuscript.statistics.standard_pages
        settings = Settings(
            root=options.root,
            folders=options.templates,
            thesis=manuscript.thesis,
            profile=manuscript.profile,
            embedded=engine.embedded,
            has=capabilities(engine, options.cache),
            counts={"words": total.words, "characters": total.characters, "standard_pages": standard or 0},
            reference_spans={key: entry.span for key, entry in manuscript.library.entries.items()},
            cache=options.cache,
        )
        source, found = write_document(manuscript.cited, settings)
        result.diagnostics += found
        if source is None:
            return None
        needed = source.packages - CORE_PACKAGES
        if needed:
            better, found = find_engine(manuscript.thesis.engine, CORE_PACKAGES | source.needed_files, options.cache)
            result.diagnostics += found
            if better is None:
                return None
            if better != engine:
                engine = better
                settings = replace(settings, embedded=engine.embedded, has=capabilities(engine, options.cache))
                source, found = write_document(manuscript.cited, settings)
                if source is None:
                    return None
    return source, engine


def _typeset(options: Options, result: BuildResult, manuscript: Manuscript, source: LatexSource, engine: Any) -> None:
    from typesetter.engine.run import typeset

    with _stage(result, options, "tex"):
        run = typeset(
            source,
            options.build / "tex",
            engine,
            manuscript.thesis.date or UNDATED,
            on_page=options.on_page,
            limit_seconds=options.limit_seconds,
        )
    result.passes, result.reasons, result.pages = run.passes, list(run.reasons), run.pages
    result.diagnostics += run.diagnostics
    if run.pdf is not None and not has_errors(result.diagnostics):
        write_atomic(options.build / "thesis.pdf", run.pdf.read_bytes())
        result.pdf = options.build / "thesis.pdf"

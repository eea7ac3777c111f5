"""The stages before LaTeX: a thesis folder is read, its references formatted, its text counted and checked.

What was read in spite of errors goes on to the next stage, which may find more of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter.config.paths import read_text, resolve_inside
from typesetter.config.profile import ROOT, Profile, load_profile
from typesetter.config.thesis import CitationOptions, Thesis, load_thesis, thesis_span
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Code, Diagnostic, has_errors
from typesetter.job import PIPELINE_ROOT, BuildResult, Options
from typesetter.structs import Struct, replace

__all__ = ["PIPELINE_ROOT", "BuildResult", "Manuscript", "Options", "load_library_of", "named", "read", "stage"]

if TYPE_CHECKING:
    from typesetter import model as m
    from typesetter.checks.subject import Subject
    from typesetter.citations.library import Library
    from typesetter.counting import Statistics

_MANY = 4
_NOTHING_LOST = (Code.CITE_UNKNOWN, Code.REF_UNKNOWN)
"""Errors with which the manuscript is all there all the same."""
_OUT_OF_REACH = (Code.FILE_MISSING, Code.FILE_OUTSIDE, Code.FILE_ENCODING, Code.FILE_NUL, Code.FILE_UNREADABLE)


class Manuscript(Struct, frozen=False):
    """A thesis, read: what the stages before LaTeX give. After errors it holds what could be read all the same."""

    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    cited: m.CitedDocument
    library: Library
    statistics: Statistics
    identities: Mapping[str, str]
    """What tells the chapters, by path, from what they were in other builds."""


@contextmanager
def stage(result: BuildResult, options: Options, name: str) -> Iterator[None]:
    """Around a stage: tell its name, take its time."""
    options.on_stage(name)
    start = time.perf_counter()
    try:
        yield
    finally:
        result.timings[name] = round(result.timings.get(name, 0.0) + time.perf_counter() - start, 3)


def read(
    options: Options,
    result: BuildResult,
    configured_as: Callable[[Thesis, Profile], None] | None = None,
    *,
    checked: bool = True,
) -> Manuscript | None:
    """Everything before LaTeX: thesis.yaml, chapters, references, counts and checks. None when too little could be read.

    ``configured_as`` is told the thesis and the profile as soon as they are known. Without ``checked`` the checks are left to
    :func:`look_over`.
    """
    with stage(result, options, "configuration"):
        configured = _configure(options, result)
    if configured is None:
        return None
    thesis, file, profile = configured
    if configured_as is not None and not result.failed:
        with stage(result, options, "engine"):
            configured_as(thesis, profile)
    with stage(result, options, "manuscript"):
        document, identities = _read_document(options, result, thesis, file, profile)
    with stage(result, options, "references"):
        cited, library = _cite(options, result, thesis, file, document, identities)
    with stage(result, options, "checks"):
        from typesetter.counting import KeptCounts, count

        kept = None if options.untrusted else KeptCounts(options.cache / "counts", identities)
        statistics = count(cited, profile.counts.parts, profile.limits.standard_page_chars, kept)
        result.whole = all(d.code in _NOTHING_LOST for d in result.diagnostics if d.is_error)
        if not result.failed:
            result.statistics = statistics
    manuscript = Manuscript(thesis, file, profile, cited, library, statistics, identities)
    if checked:
        look_over(options, result, manuscript)
    return manuscript


def look_over(options: Options, result: BuildResult, manuscript: Manuscript) -> None:
    """Check a manuscript. Nothing that is printed depends on it."""
    overseer = Overseer(options, result, manuscript)
    overseer.refuse()
    overseer.remark()


class Overseer:
    """The checks of one manuscript: first what can refuse it, then all the rest, each once."""

    def __init__(self, options: Options, result: BuildResult, manuscript: Manuscript) -> None:
        self._options, self._result, self._manuscript = options, result, manuscript
        self._subject: Subject | None = None
        self._refused = False
        self._remarks: Iterator[Sequence[Diagnostic]] | None = None

    def refuse(self) -> None:
        """Make the checks that can find errors, of which there are some for what is handed in alone."""
        if self._refused:
            return
        self._refused = True
        if self._options.strict:
            from typesetter.checks.refusals import refusals

            with stage(self._result, self._options, "checks"):
                self._result.diagnostics += refusals(self._looked_at())

    def remark(self) -> None:
        """Make the checks that find warnings and notes, or what is left of them; the caller may be asked to stop between two."""
        while self.remark_once():
            if self._options.on_wait is not None:
                self._options.on_wait()

    def remark_once(self) -> bool:
        """Make the next of these checks; whether there may be more."""
        if self._remarks is None:
            self._options.on_stage("checks")
            self._remarks = self._remarking()
        start = time.perf_counter()
        found = next(self._remarks, None)
        spent = self._result.timings.get("checks", 0.0) + time.perf_counter() - start
        self._result.timings["checks"] = spent if found is not None else round(spent, 3)
        self._result.diagnostics += found or ()
        return found is not None

    def _remarking(self) -> Iterator[Sequence[Diagnostic]]:
        from typesetter.checks.source import remarks

        yield from remarks(self._looked_at())

    def _looked_at(self) -> Subject:
        if self._subject is None:
            from typesetter.checks.ignores import ignores_of
            from typesetter.checks.lines import SourceLines
            from typesetter.checks.subject import Subject

            options, result, manuscript = self._options, self._result, self._manuscript
            thesis, file, cited, library = manuscript.thesis, manuscript.file, manuscript.cited, manuscript.library
            source = SourceLines([options.root])
            bib_paths = {span.path for span in library.spans.values()}
            result.ignores = ignores_of(thesis, file, cited.document, bib_paths, source)
            self._subject = Subject(
                thesis,
                file,
                manuscript.profile,
                cited,
                manuscript.statistics,
                options.strict,
                library,
                source,
                result.whole,
                options.root,
                None if options.untrusted else options.cache,
                manuscript.identities,
            )
        return self._subject


def _configure(options: Options, result: BuildResult) -> tuple[Thesis, YamlFile | None, Profile] | None:
    cache = None if options.untrusted else options.cache
    thesis, file, found = load_thesis(options.root, cache)
    result.diagnostics += found
    if thesis is None and file is not None:
        from typesetter.config.salvage import salvage

        thesis = salvage(file, found)
    if thesis is None:
        return None
    if options.style or options.university:
        citations = replace(thesis.citations, style=options.style or thesis.citations.style)
        thesis = replace(thesis, citations=citations, university=options.university or thesis.university)
    search = [folder / "universities" for folder in options.templates]
    span = None if options.university else thesis_span(file, "university")
    profile, found = load_profile(thesis.university, search, span, cache)
    result.diagnostics += found
    if profile is None:  # the rest of the thesis can be looked at with any
        profile, _ = load_profile(ROOT, search, None)
    if options.print_copy and profile is not None:
        profile = profile.for_print()
    if options.untrusted and thesis.engine == "lualatex":
        message = "LuaLaTeX can read and delete any file, whatever its settings: --untrusted refuses it"
        where = thesis_span(file, "engine")
        result.diagnostics.append(Diagnostic(Code.RAW_REFUSED, message, where, ("build it with engine: pdflatex",)))
    return (thesis, file, profile) if profile is not None else None


def _read_document(
    options: Options, result: BuildResult, thesis: Thesis, file: YamlFile | None, profile: Profile
) -> tuple[m.Document, Mapping[str, str]]:
    from typesetter.sources.discover import list_files, read_chapters, with_own_roles
    from typesetter.sources.kept import KeptChapters
    from typesetter.sources.numbering import number_document

    listed, found = list_files(options.root, thesis, file)
    lost = has_errors(found)  # files that are named and not there, or that may not be read
    result.diagnostics += found
    kept = None if options.untrusted else KeptChapters(options.root, options.cache / "chapters", options.templates)
    chapters, found = read_chapters(options.root, listed, options.templates, untrusted=options.untrusted, kept=kept)
    if kept is not None:
        kept.tidy()
        result.why.append(f"chapters: {named(kept.anew)} read anew" if kept.anew else "chapters: as before")
    result.diagnostics += found
    lost = lost or any(d.code is Code.FILE_UNREADABLE for d in found)
    document, found = number_document(with_own_roles(chapters), numbering_depth=profile.numbering.depth - 1)
    paths = {item.path for item in listed} - {chapter.path for chapter in chapters}
    unread = "" if lost else _texts(options.root, paths)
    # what is labelled in a file that is not there, or that could not be read, is not unknown
    found = [d for d in found if d.code is not Code.REF_UNKNOWN or not (lost or d.message.split("'")[-2] in unread)]
    result.diagnostics += found
    return document, kept.identities if kept is not None else {}


def named(paths: Sequence[str]) -> str:
    """Some paths in words."""
    return ", ".join(paths) if len(paths) < _MANY else f"{len(paths)} of them"


def _texts(root: Path, paths: Iterable[str]) -> str:
    texts = [(root / path).read_bytes() for path in sorted(paths)]
    wide = (b"\xff\xfe", b"\xfe\xff")  # the byte-order marks of UTF-16
    return "\n".join(text.decode("utf-16" if text.startswith(wide) else "utf-8", "replace") for text in texts)


def _cite(
    options: Options,
    result: BuildResult,
    thesis: Thesis,
    file: YamlFile | None,
    document: m.Document,
    identities: Mapping[str, str],
) -> tuple[m.CitedDocument, Library]:
    from typesetter.citations.answers import KeptCiting
    from typesetter.citations.cache import FILE_NAME, ReferenceCache
    from typesetter.citations.driver import cite
    from typesetter.citations.sheets import load_variant

    broken: list[Diagnostic] = []
    library = load_library_of(options, thesis, file, broken)
    result.diagnostics += broken
    span = None if options.style else thesis_span(file, "citations", "style")
    cached = None if options.untrusted else options.cache
    variant, found = load_variant(thesis.citations.style, options.root, span, cache=cached)
    result.diagnostics += found
    if variant is None:  # the keys can be looked up in any style
        variant, problems = load_variant(CitationOptions().style, options.root)
        if variant is None:
            raise RuntimeError(f"the built-in style cannot be read: {problems}")
    nocite = {key: thesis_span(file, "citations", "nocite", i) for i, key in enumerate(thesis.citations.nocite)}
    cache = ReferenceCache(None if options.untrusted else options.cache / FILE_NAME)
    kept = None if options.untrusted else KeptCiting(options.cache / "citing", identities)
    cited, found = cite(document, library, variant, thesis.citations, cache=cache, nocite_spans=nocite, kept=kept)
    if not library.entries:
        found = _told_once(found, _bib_paths(options, thesis))
    cache.save()
    anew = cache.anew
    result.why.append(
        f"references: {anew} formatted anew, since entry or style is new" if anew else "references: as before"
    )
    if any(d.code in _OUT_OF_REACH for d in broken) or (not library.entries and has_errors(broken)):
        found = [d for d in found if d.code is not Code.CITE_UNKNOWN]  # its entries are not unknown, only out of reach
    result.diagnostics += found
    return cited, library


def _told_once(found: Sequence[Diagnostic], paths: Sequence[str]) -> list[Diagnostic]:
    """The findings with one for all citations, where the .bib files at ``paths`` have no entries at all."""
    unknown = [d for d in found if d.code is Code.CITE_UNKNOWN]
    if not unknown:
        return list(found)
    which = f"{named(paths)} {'has' if len(paths) == 1 else 'have'} no entries" if paths else "there is no .bib file"
    others = f", nor any of the {len(unknown) - 1} cited behind it" if len(unknown) > 1 else ""
    hint = f"add the works to {paths[0] if paths else 'bib/references.bib'}"
    hints = (f"{hint}, or name the right .bib file under bibliography: in thesis.yaml",)
    first = replace(unknown[0], message=f"{unknown[0].message}{others}: {which}", hints=hints)
    return [first if d is unknown[0] else d for d in found if d is unknown[0] or d.code is not Code.CITE_UNKNOWN]


def _bib_paths(options: Options, thesis: Thesis) -> Sequence[str]:
    if thesis.bibliography is not None:
        return thesis.bibliography
    return sorted(p.relative_to(options.root).as_posix() for p in (options.root / "bib").glob("*.bib"))


def load_library_of(options: Options, thesis: Thesis, file: YamlFile | None, diagnostics: list[Diagnostic]) -> Library:
    """The references of the thesis's .bib files."""
    from typesetter.citations.kept import load_kept_library

    texts: list[tuple[str, str]] = []
    for index, relative in enumerate(_bib_paths(options, thesis)):
        path, found = resolve_inside(options.root, relative, thesis_span(file, "bibliography", index))
        diagnostics += found
        if path is not None:
            text, found = read_text(path, relative)
            diagnostics += found
            if text is not None:
                texts.append((relative, text))
    library, found = load_kept_library(texts, None if options.untrusted else options.cache)
    diagnostics += found
    return library

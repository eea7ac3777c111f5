"""The cited document → everything that TeX needs: one file per chapter, the reference list, the main file, the map back."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from typesetter import model as m
from typesetter.config.thesis import thesis_span
from typesetter.latex.block_writer import BlockWriter
from typesetter.latex.escape import Latex, escape_title
from typesetter.latex.forecast import Forecast, forecast
from typesetter.latex.inline_writer import Writing
from typesetter.latex.kept import Consulted, PlacesOnDemand, Written
from typesetter.latex.main_file import MAIN, Item, Parts, groups, late_counts, likely_main, lists, parts_of, write_main
from typesetter.latex.metadata import conformance
from typesetter.latex.pictures import Pictures
from typesetter.latex.sourcemap import LatexSource, SourceMap, extract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typesetter.diagnostics import Diagnostic, Span
    from typesetter.latex.settings import Settings


def write_document(cited: m.CitedDocument, settings: Settings) -> tuple[LatexSource | None, list[Diagnostic]]:
    """The LaTeX of the whole thesis, or None when pictures, characters or templates are at fault."""
    unicode_engine = settings.thesis.engine == "lualatex"
    rendering, kept = settings.rendering, settings.kept
    places = rendering.places
    diagnostics: list[Diagnostic] = []
    layout = settings.profile.layout
    labels, citations = Consulted(cited.document.labels), Consulted(cited.citations)
    pictures = Pictures(settings.root, settings.cache, layout.text_width_pt, float(layout.size), diagnostics)

    def render_chapter(name: str, data: Mapping[str, Any], span: Span) -> Latex:
        variables = {
            **dict.fromkeys(_optional(rendering.folders, name)), **data, "language": settings.thesis.language,
            "thesis": settings.thesis, "profile": settings.profile,
        }  # fmt: skip
        latex, found = rendering.render(f"chapters/{name}.tex.j2", variables)
        diagnostics.extend(found)
        return latex if latex is not None else Latex(places.mark(span))

    writing = Writing(
        root=settings.root,
        labels=labels,
        citations=citations,
        language=settings.thesis.language,
        unicode_engine=unicode_engine,
        text_width=layout.text_width_pt,
        text_height=layout.text_height_pt,
        font_size=float(layout.size),
        image=pictures.image,
        plot=lambda plot: pictures.plot(plot, writing),
        template=render_chapter,
        places=places,
        diagnostics=diagnostics,
        untrusted=settings.untrusted,
        tagged=settings.tagged,
    )
    _check_title_page(writing, settings)
    files_of = [f"chapters/{index + 1:02d}-{_file_name(c.path)}" for index, c in enumerate(cited.document.chapters)]
    parts = parts_of(cited, _items(cited, files_of, writing))
    expected = Forecast(lambda: _expected(cited, settings, BlockWriter(writing), parts))
    handing = settings.handing if settings.late else None  # else the lists have page numbers, which nobody knows
    if handing is not None and (likely := likely_main(settings, parts, handing.packages)) is not None:
        handing.begin(likely, expected)
    written: dict[str, Written] = {}
    origins: dict[str, str] = {}
    for file, chapter in zip(files_of, cited.document.chapters, strict=True):
        write = partial(_write_chapter, BlockWriter(writing), chapter, pictures)
        name = f"{file}.tex"
        origins[name] = chapter.path
        made = kept.write(name, chapter, labels, citations, write) if kept is not None else write()
        written[name] = made
        diagnostics += made.diagnostics
        if handing is not None:
            handing.written(name, made.text, made.assets)
    if cited.bibliography:
        write = partial(_references, BlockWriter(writing), cited, settings)
        stamp = cited.stamps.get("")
        made = kept.apart("references.tex", stamp, citations, write) if kept is not None and stamp else write()
        written["references.tex"] = made
        diagnostics += made.diagnostics
    packages = frozenset[str]().union(*(made.packages for made in written.values()))
    main, found = write_main(settings, parts, packages)
    diagnostics += found
    if main is None:
        return None, diagnostics
    written[MAIN] = main
    files: dict[str, str] = {}
    spans = PlacesOnDemand()
    assets: dict[str, Path] = {}
    for name, made in written.items():
        files[name] = made.text
        spans.add(name, made.places)
        assets |= made.assets
    source_map, late = SourceMap(spans.lines, spans.pieces), late_counts(settings)
    assets |= conformance(settings)
    return LatexSource(files, assets, source_map, main.packages, MAIN, expected, late, origins), diagnostics


def _items(cited: m.CitedDocument, files: Sequence[str], writing: Writing) -> Mapping[str, Sequence[Item]]:
    """The chapters in their ``files``, by where they stand."""
    items = groups()
    for file, chapter in zip(files, cited.document.chapters, strict=True):
        title = BlockWriter(writing).inline.without_notes(chapter.title)
        template = next(iter(chapter.survey.templates), "")
        group = {m.Role.CHAPTER: "main", m.Role.APPENDIX: "appendices"}.get(chapter.role, "front")
        items[group].append(Item(file, chapter.role.value, template, title))
    return items


def _references(writer: BlockWriter, cited: m.CitedDocument, settings: Settings) -> Written:
    diagnostics = writer.w.diagnostics
    before = len(diagnostics)
    latex = writer.references(cited.bibliography, settings.reference_spans)
    text, spans, pieces = extract(latex.source, writer.w.places)
    found = tuple(diagnostics[before:])
    del diagnostics[before:]
    return Written(text, (spans, pieces), latex.packages, {}, found)


def _expected(cited: m.CitedDocument, settings: Settings, writer: BlockWriter, parts: Parts) -> Mapping[str, str]:
    """What TeX will write into its lists."""
    heading = escape_title(
        settings.thesis.citations.heading, unicode_engine=settings.thesis.engine == "lualatex"
    ).source
    return forecast(
        cited.document,
        writer.inline.without_notes,
        writer.inline.listed,
        job=MAIN.removesuffix(".tex"),
        depth=settings.profile.numbering.depth - 1,
        heading=heading if cited.bibliography else None,
        printed=lists(settings.profile, parts),
    )


def _write_chapter(writer: BlockWriter, chapter: m.Chapter, pictures: Pictures) -> Written:
    """A chapter without its marks; what was found goes into it, and not yet to the other findings."""
    diagnostics, pictures.assets = writer.w.diagnostics, {}
    before = len(diagnostics)
    latex = writer.chapter(chapter)
    text, spans, pieces = extract(latex.source, writer.w.places)
    found = tuple(diagnostics[before:])
    del diagnostics[before:]
    return Written(text, (spans, pieces), latex.packages, pictures.assets, found)


def _check_title_page(writing: Writing, settings: Settings) -> None:
    """The characters of thesis.yaml: they reach the templates as plain strings, without their places."""
    thesis = settings.thesis
    texts: list[tuple[str | None, tuple[str | int, ...]]] = [
        (getattr(thesis, name), (name,))
        for name in ("title", "subtitle", "degree", "institution", "department", "college", "semester")
    ]
    for i, author in enumerate(thesis.authors):
        texts += [(author.name, ("authors", i, "name")), (author.student_number, ("authors", i, "student_number"))]
    texts += [(name, ("supervisors", i)) for i, name in enumerate(thesis.supervisors)]
    texts += [(word, ("keywords", i)) for i, word in enumerate(thesis.keywords)]
    texts.append((thesis.citations.heading, ("citations", "heading")))
    for text, keys in texts:
        if text:
            span = thesis_span(settings.file, *keys)
            quoted = span.end_column - span.column == len(text) + 2
            writing.check_characters(text, span, column=int(quoted))


def _file_name(path: str) -> str:
    """The stem of a chapter's path in characters that TeX and every file system take."""
    stem = PurePosixPath(path).stem
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:40] or "chapter"


def _optional(folders: Sequence[Path], name: str) -> list[str]:
    """The keys that the template's schema allows, so that a template can ask for one that the chapter leaves out."""
    from typesetter.config.yamlfile import load_yaml

    for folder in folders:
        path = folder / "chapters" / f"{name}.schema.yaml"
        if path.is_file():
            file, _ = load_yaml(path.read_text("utf-8"), path.name)
            return list((file.data or {}).get("properties", {})) if file is not None else []
    return []

"""The cited document → everything that TeX needs: one file per chapter, the reference list, the main file, the map back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from typesetter import model as m
from typesetter.config.profile import Profile
from typesetter.config.thesis import Thesis, thesis_span
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Diagnostic, Span
from typesetter.latex.block_writer import BlockWriter
from typesetter.latex.escape import Latex, escape
from typesetter.latex.forecast import forecast
from typesetter.latex.inline_writer import Writing
from typesetter.latex.kept import Consulted, KeptLatex, PlacesOnDemand, Written, pack_places
from typesetter.latex.languages import babel_name
from typesetter.latex.metadata import xmp
from typesetter.latex.pictures import Pictures
from typesetter.latex.sourcemap import LatexSource, Places, SourceMap, extract
from typesetter.latex.templates import Templates
from typesetter.stamps import digest, write_atomic

MAIN = "thesis.tex"
CORE_PACKAGES = frozenset({
    "amsmath", "array", "babel", "bookmark", "enumitem", "etoolbox", "fancyhdr", "fontenc", "geometry", "graphicx", "hyperref",
    "inputenc", "lmodern", "longtable", "microtype", "needspace", "textcomp", "titlesec", "url", "xcolor",
})  # fmt: skip
"""What every thesis loads or may load; the embedded engine has all of them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the writing needs to know besides the document.

    ``templates`` are new for every document, since they number its places. ``has`` says what the engine offers (such as
    ``british_patterns``). ``counts`` are words, characters and standard pages, for the title page.
    ``kept`` are the chapters of the last build, if they may be used. ``tagged`` puts marks for assistive technology into it.
    """

    root: Path
    templates: Templates
    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    embedded: bool
    has: Mapping[str, bool]
    counts: Mapping[str, float]
    reference_spans: Mapping[str, Span]
    cache: Path
    untrusted: bool = False
    tagged: bool = False
    kept: KeptLatex | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """A chapter as the document template sees it."""

    file: str
    role: str
    template: str
    title: Latex


def write_document(cited: m.CitedDocument, settings: Settings) -> tuple[LatexSource | None, list[Diagnostic]]:
    """The LaTeX of the whole thesis, or None when pictures, characters or templates are at fault."""
    unicode_engine = settings.thesis.engine == "lualatex"
    templates, kept = settings.templates, settings.kept
    places = templates.places
    diagnostics: list[Diagnostic] = []
    layout = settings.profile.layout
    labels, citations = Consulted(cited.document.labels), Consulted(cited.citations)
    pictures = Pictures(settings.root, settings.cache, layout.text_width_pt, float(layout.size), diagnostics)

    def render_chapter(name: str, data: Mapping[str, Any], span: Span) -> Latex:
        variables = {
            **dict.fromkeys(_optional(templates.folders, name)), **data, "language": settings.thesis.language,
            "thesis": settings.thesis, "profile": settings.profile,
        }  # fmt: skip
        latex, found = templates.render(f"chapters/{name}.tex.j2", variables)
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
    written: dict[str, Written] = {}
    origins: dict[str, str] = {}
    groups: dict[str, list[_Item]] = {"front": [], "main": [], "appendices": []}
    for index, chapter in enumerate(cited.document.chapters):
        file = f"chapters/{index + 1:02d}-{_file_name(chapter.path)}"
        writer = BlockWriter(writing)
        write = partial(_write_chapter, writer, chapter, pictures)
        name = f"{file}.tex"
        origins[name] = chapter.path
        written[name] = kept.write(name, chapter, labels, citations, write) if kept is not None else write()
        diagnostics += written[name].diagnostics
        template = next((b.template for b in chapter.blocks if isinstance(b, m.TemplateBlock)), "")
        group = {m.Role.CHAPTER: "main", m.Role.APPENDIX: "appendices"}.get(chapter.role, "front")
        groups[group].append(_Item(file, chapter.role.value, template, writer.inline.without_notes(chapter.title)))
    rendered: dict[str, Latex] = {}
    if cited.bibliography:
        rendered["references.tex"] = BlockWriter(writing).references(cited.bibliography, dict(settings.reference_spans))
    packages = frozenset[str]().union(*(made.packages for made in written.values()))
    packages = packages.union(*(latex.packages for latex in rendered.values()))
    main, found = templates.render("document.tex.j2", _variables(settings, groups, cited, packages))
    diagnostics += found
    if main is not None and "cyrillic" in main.packages - packages:  # only the title page is in Cyrillic
        packages |= {"cyrillic"}
        main, _ = templates.render("document.tex.j2", _variables(settings, groups, cited, packages))
    if main is None:
        return None, diagnostics
    rendered[MAIN] = main
    assets = {name: path for latex in written.values() for name, path in latex.assets.items()}
    source = _source(written, rendered, places, {**assets, **_conformance(settings)}, packages)
    inline = BlockWriter(writing).inline
    heading = (
        escape(settings.thesis.citations.heading, unicode_engine=unicode_engine).source if cited.bibliography else None
    )
    expected = forecast(
        cited.document,
        inline.without_notes,
        inline.listed,
        job=MAIN.removesuffix(".tex"),
        depth=settings.profile.numbering.depth - 1,
        heading=heading,
    )
    return replace(source, forecast=expected, origins=origins), diagnostics


def _write_chapter(writer: BlockWriter, chapter: m.Chapter, pictures: Pictures) -> Written:
    """A chapter without its marks; what was found goes into it, and not yet to the other findings."""
    diagnostics, pictures.assets = writer.w.diagnostics, {}
    before = len(diagnostics)
    latex = writer.chapter(chapter)
    text, spans, pieces = extract(latex.source, writer.w.places)
    found = tuple(diagnostics[before:])
    del diagnostics[before:]
    return Written(text, pack_places(spans, pieces), latex.packages, pictures.assets, found)


def _conformance(settings: Settings) -> dict[str, Path]:
    """The files that make a PDF an archivable one: its metadata and the colour space of what is in RGB."""
    packet = xmp(settings.thesis, tagged=settings.tagged)
    path = settings.cache / "metadata" / f"{digest(packet)[:16]}.xml"
    if not path.is_file():
        write_atomic(path, packet)
    return {"metadata.xml": path, "srgb.icc": settings.templates.folders[-1] / "srgb.icc"}


def _check_title_page(writing: Writing, settings: Settings) -> None:
    """The characters of thesis.yaml: they reach the templates as plain strings, without their places."""
    thesis = settings.thesis
    texts: list[tuple[str | None, tuple[str | int, ...]]] = [
        (getattr(thesis, name), (name,)) for name in ("title", "subtitle", "degree", "institution")
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


def guess_preamble(settings: Settings, manuscript: str) -> LatexSource | None:
    """A main file whose preamble is probably the one that the thesis will have, told from the characters of its text.

    It lets the preamble be precompiled while the manuscript is still being read; a wrong guess costs nothing.
    """
    signs = {"amsmath": "$", "graphicx": "![", "array": "|--", "xcolor": "plot="}
    packages = {name for name, sign in signs.items() if sign in manuscript.replace("| -", "|-").replace("|:-", "|-")}
    if "plot=" in manuscript or ".csv" in manuscript:
        packages |= {"array"} if ".csv){#tbl" in manuscript else set()
    if re.search("[\u0400-\u04ff]", manuscript):
        packages.add("cyrillic")
    empty = m.CitedDocument(m.Document((), {}), {}, ())
    groups: dict[str, list[_Item]] = {"front": [], "main": [], "appendices": []}
    main, _ = settings.templates.render("document.tex.j2", _variables(settings, groups, empty, frozenset(packages)))
    if main is None:
        return None
    return _source({}, {MAIN: main}, settings.templates.places, _conformance(settings), frozenset(packages))


def _variables(
    settings: Settings,
    groups: Mapping[str, list[_Item]],
    cited: m.CitedDocument,
    packages: frozenset[str],
) -> dict[str, Any]:
    document = cited.document
    figures = sum(isinstance(n, (m.Figure, m.Plot)) and bool(n.caption) for n in m.walk(_blocks(document)))
    tables = sum(isinstance(n, m.Table) and bool(n.caption) for n in m.walk(_blocks(document)))
    return {
        "thesis": settings.thesis,
        "profile": settings.profile,
        "engine": settings.thesis.engine,
        "tagged": settings.tagged,
        "embedded": settings.embedded,
        "has": dict(settings.has),
        "packages": sorted(packages - {"cyrillic"}),
        "scripts": ["cyrillic"] if "cyrillic" in packages else [],
        **groups,
        "references": "references" if cited.bibliography else None,
        "references_heading": settings.thesis.citations.heading,
        "has_figures": figures,
        "has_tables": tables,
        "counts": dict(settings.counts),
        "lang": babel_name(settings.thesis.language, settings.has),
    }


def _blocks(document: m.Document) -> tuple[tuple[m.Block, ...], ...]:
    return tuple(chapter.blocks for chapter in document.chapters)


def _source(
    written: Mapping[str, Written],
    rendered: Mapping[str, Latex],
    places: Places,
    assets: Mapping[str, Path],
    packages: frozenset[str],
) -> LatexSource:
    files: dict[str, str] = {}
    found = PlacesOnDemand()
    for name, kept in written.items():
        files[name] = kept.text
        found.add(name, kept.places)
    for name, latex in rendered.items():
        files[name], spans, pieces = extract(latex.source, places)
        found.add(name, pack_places(spans, pieces))
    return LatexSource(files, dict(assets), SourceMap(found.lines, found.pieces), packages, MAIN)


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

"""The main file, which holds the preamble and reads the chapters: the one thing that is always a template.

What it is made of is little, and an edit seldom changes any of it. Then it is the one that was kept, and no template is loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typesetter import model as m
from typesetter.latex.filters import number, shapes
from typesetter.latex.kept import Consulted, Written
from typesetter.latex.languages import babel_name
from typesetter.latex.metadata import conformance
from typesetter.latex.sourcemap import LatexSource, SourceMap, bare, extract
from typesetter.stamps import digest_json
from typesetter.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typesetter.config.profile import Profile
    from typesetter.diagnostics import Diagnostic
    from typesetter.latex.escape import Latex
    from typesetter.latex.settings import Settings

MAIN = "thesis.tex"
_CYRILLIC = frozenset({"cyrillic"})


class Item(Struct):
    """A chapter as the document template sees it."""

    file: str
    role: str
    template: str
    title: Latex


class Parts(Struct):
    """What the main file reads, and what it says of it: the chapters by where they stand, how many floats there are."""

    groups: Mapping[str, Sequence[Item]]
    references: bool = False
    figures: int = 0
    tables: int = 0


def groups() -> dict[str, list[Item]]:
    """The places where chapters stand, still empty."""
    return {"front": [], "main": [], "appendices": []}


def parts_of(cited: m.CitedDocument, chapters: Mapping[str, Sequence[Item]]) -> Parts:
    """The parts of a document whose ``chapters`` have been written."""
    numbered = [node for chapter in cited.document.chapters for node in chapter.survey.numbered]
    return Parts(
        chapters,
        bool(cited.bibliography),
        sum(isinstance(node, (m.Figure, m.Plot)) and bool(node.caption) for node in numbered),
        sum(isinstance(node, m.Table) and bool(node.caption) for node in numbered),
    )


def lists(profile: Profile, parts: Parts) -> frozenset[str]:
    """The lists that are printed, by the suffixes of their files, as ``templates/parts/matter.tex.j2`` has it."""
    slots, contents = profile.matter.front, profile.contents
    printed = {
        "toc": "contents" in slots,
        "lof": "list-of-figures" in slots and parts.figures >= contents.figures_from,
        "lot": "list-of-tables" in slots and parts.tables >= contents.tables_from,
    }
    return frozenset(suffix for suffix, there in printed.items() if there)


def write_main(settings: Settings, parts: Parts, packages: frozenset[str]) -> tuple[Written | None, list[Diagnostic]]:
    """The main file of a document whose parts need ``packages``, with all packages in the end; None when a template is wrong."""
    found: list[Diagnostic] = []
    counts = Consulted[Any](_counts(settings))

    def write() -> Written | None:
        nonlocal found
        latex, found = _render(settings, parts, packages, counts)
        all_packages = packages
        if latex is not None and latex.packages & _CYRILLIC - packages:  # only the title page is in Cyrillic
            all_packages |= _CYRILLIC
            latex, _ = _render(settings, parts, all_packages, counts)
        if latex is None:
            return None
        text, spans, pieces = extract(latex.source, settings.rendering.places)
        return Written(text, (spans, pieces), all_packages, {}, tuple(found))

    if settings.kept is None:
        return write(), found
    written = settings.kept.apart(MAIN, _made_of(settings, parts, packages), counts, write)
    return written, found if written is None else list(written.diagnostics)


def _made_of(settings: Settings, parts: Parts, packages: frozenset[str]) -> str:
    """The digest of all that the main file depends on, but for what all chapters share and the counts."""
    variables = {**_variables(settings, parts, packages, {}), "thesis": None, "profile": None}
    chapters = [
        (place, item.file, item.role, item.template, extract(item.title.source, settings.rendering.places))
        for place, items in parts.groups.items()
        for item in items
    ]
    return digest_json([{k: v for k, v in variables.items() if k not in parts.groups}, repr(chapters)])


def guess_preamble(settings: Settings, manuscript: str) -> LatexSource | None:
    """A main file whose preamble is probably the one that the thesis will have, told from the characters of its text.

    It lets the preamble be precompiled while the manuscript is still being read; a wrong guess costs nothing.
    """
    signs = {"amsmath": "$", "graphicx": "![", "array": "|--", "xcolor": "plot="}
    packages = {name for name, sign in signs.items() if sign in manuscript.replace("| -", "|-").replace("|:-", "|-")}
    if "plot=" in manuscript or ".csv" in manuscript:
        packages |= {"array"} if ".csv){#tbl" in manuscript else set()
    if re.search("[\u0400-\u04ff]", manuscript):
        packages |= _CYRILLIC
    main, _ = _render(settings, Parts(groups()), frozenset(packages), _counts(settings))
    if main is None:
        return None
    return LatexSource(
        {MAIN: bare(main.source)},
        conformance(settings),
        SourceMap({}),
        frozenset(packages),
        MAIN,
        late=late_counts(settings),
    )


def likely_main(settings: Settings, parts: Parts, packages: frozenset[str]) -> str | None:
    """The main file if no other ``packages`` are needed than these; None when a template is wrong."""
    latex, _ = _render(settings, parts, packages, _counts(settings))
    return bare(latex.source) if latex is not None else None


def _render(
    settings: Settings, parts: Parts, packages: frozenset[str], counts: Mapping[str, Any]
) -> tuple[Latex | None, list[Diagnostic]]:
    return settings.rendering.render("document.tex.j2", _variables(settings, parts, packages, counts))


def late_counts(settings: Settings) -> Mapping[str, str] | None:
    """The counts as they are put into the finished PDF; None where TeX prints them."""
    if not settings.late:
        return None
    return {name: number(value, settings.thesis.language) for name, value in settings.counts.items()}


def _counts(settings: Settings) -> Mapping[str, Any]:
    """The counts by name, with their shapes where the pages hold no more than these."""
    return (
        {**settings.counts, **shapes(settings.counts, settings.thesis.language)} if settings.late else settings.counts
    )


def _variables(settings: Settings, parts: Parts, packages: frozenset[str], counts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "thesis": settings.thesis,
        "profile": settings.profile,
        "engine": settings.thesis.engine,
        "tagged": settings.tagged,
        "embedded": settings.embedded,
        "has": dict(settings.has),
        "packages": sorted(packages - _CYRILLIC),
        "scripts": sorted(packages & _CYRILLIC),
        **parts.groups,
        "references": "references" if parts.references else None,
        "references_heading": settings.thesis.citations.heading,
        "has_figures": parts.figures,
        "has_tables": parts.tables,
        "counts": counts,
        "late": settings.late,
        "lang": babel_name(settings.thesis.language, settings.has),
    }

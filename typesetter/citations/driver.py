"""From a document's citations to what is printed: in-text forms by citation, and the reference list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typesetter.citations import nearest
from typesetter.citations.cache import References, code_digest, from_data, to_data
from typesetter.citations.intext import Writer
from typesetter.citations.labels import Label, letters_of
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.model import Chapter, Citation, CitationItem, CitationMode, CitedDocument, Heading, Reference, walk
from typesetter.stamps import digest

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Entry, Library
    from typesetter.citations.variant import Variant
    from typesetter.config.thesis import CitationOptions
    from typesetter.model import Document

_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (("title",), ("journaltitle",)),
    "book": (("title",),),
    "chapter": (("title",), ("booktitle", "maintitle")),
    "thesis": (("title",), ("institution", "publisher")),
    "report": (("title",),),
    "online": (("title",), ("url", "doi", "howpublished", "eprint")),
    "misc": (("title",),),
}
_DATED = frozenset(("article", "book", "chapter", "thesis", "report"))
_NAMES_OF = {"journaltitle": "journal", "institution": "school"}


def cite(
    document: Document,
    library: Library,
    variant: Variant,
    options: CitationOptions,
    *,
    cache: References | None = None,
    nocite_spans: Mapping[str, Span] | None = None,
) -> tuple[CitedDocument, list[Diagnostic]]:
    """Answer every citation of the document and make the reference list of what is cited and of ``options.nocite``.

    ``cache`` keeps formatted references between builds; ``nocite_spans`` says where the keys of ``nocite`` stand.
    Diagnostics: CITE_UNKNOWN for every unknown key, CITE_UNCITED for works that are not listed, BIB_FIELD for listed works
    that lack what their kind of reference needs.
    """
    citations = [node for node in _reading_order(document) if isinstance(node, Citation)]
    diagnostics = _unknown(citations, options.nocite, library, variant, nocite_spans or {})
    listed = _listed(citations, options.nocite, library)
    labelled = letters_of((library[key] for key in listed), variant)
    writer = Writer(library, variant, {entry.key: label for entry, label in labelled}, ibid=options.ibid)
    answers: dict[str, Inlines] = {}
    for node in _reading_order(document):
        if isinstance(node, Citation):
            answers[node.id] = writer.write(node)
        else:
            writer.new_section()
    diagnostics += _lacks([entry for entry, _ in labelled])
    diagnostics += _uncited(citations, set(listed), library)
    references = tuple(
        Reference(e.key, c) for (e, _), c in zip(labelled, format_references(labelled, variant, cache), strict=True)
    )
    return CitedDocument(document, answers, references), diagnostics


def _reading_order(document: Document) -> Iterator[Chapter | Heading | Citation]:
    for node in walk(document.chapters):
        if isinstance(node, (Chapter, Heading, Citation)):
            yield node


def _listed(citations: Sequence[Citation], nocite: Sequence[str], library: Library) -> list[str]:
    """The keys of the reference list: for a work cited in another one, the other one."""
    keys = [item.via or item.key for citation in citations for item in citation.items]
    keys += library.entries if "*" in nocite else nocite
    return [key for key in dict.fromkeys(keys) if key in library]


def _unknown(
    citations: Sequence[Citation],
    nocite: Sequence[str],
    library: Library,
    variant: Variant,
    nocite_spans: Mapping[str, Span],
) -> list[Diagnostic]:
    wanted: list[tuple[str, Span | None]] = []
    for citation in citations:
        for item in citation.items:
            wanted.append((item.key, item.span))
            if item.via is not None:
                wanted.append((item.via, item.via_span or item.span))
    wanted += [(key, nocite_spans.get(key)) for key in nocite if key != "*"]
    hints: dict[str, tuple[str, ...]] = {}
    found = []
    for key, span in wanted:
        if key in library:
            continue
        if key not in hints:
            hints[key] = nearest.hints_for(key, library, variant)
            if not library.entries:
                hints[key] = ("the thesis has no references: name its .bib files under bibliography: in thesis.yaml",)
        found.append(Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", span, hints[key]))
    return found


def _uncited(citations: Sequence[Citation], listed: set[str], library: Library) -> list[Diagnostic]:
    used = listed | {item.key for citation in citations for item in citation.items} | library.parents
    return [
        Diagnostic(Code.CITE_UNCITED, f"'{key}' is never cited, so it is not listed", entry.span)
        for key, entry in library.entries.items()
        if key not in used
    ]


def _lacks(entries: Sequence[Entry]) -> list[Diagnostic]:
    found = []
    for entry in entries:
        lacking = [names[0] for names in _NEEDED.get(entry.kind, ()) if not any(name in entry.fields for name in names)]
        lacking = [_NAMES_OF.get(name, name) for name in lacking]
        if entry.kind in _DATED and not entry.date() and "pubstate" not in entry.fields:
            lacking.append("year")
        if lacking:
            message = f"'{entry.key}' (@{entry.type}) has no {' and no '.join(lacking)}: its reference is incomplete"
            found.append(Diagnostic(Code.BIB_FIELD, message, entry.span))
    return found


def format_references(
    labelled: Sequence[tuple[Entry, Label]], variant: Variant, cache: References | None = None
) -> list[Inlines]:
    """The references of labelled entries, formatted through pybtex or taken from the cache."""
    style = None
    formatted = []
    for entry, label in labelled:
        key = digest(entry.digest, variant.digest, label.letter, code_digest()) if cache is not None else ""
        if cache is not None and key in cache:
            try:
                formatted.append(from_data(cache[key], entry.span))
            except (ValueError, TypeError):
                del cache[key]
            else:
                continue
        from typesetter.citations.style import HarvardStyle, InlineBackend

        style = style if style is not None else HarvardStyle(variant)
        inlines: Inlines = style.reference(entry, label.letter).render(InlineBackend(entry.span))
        formatted.append(inlines)
        if cache is not None:
            cache[key] = to_data(inlines)
    return formatted


@dataclass(frozen=True, slots=True)
class KeyForms:
    """How a work is cited: pairs of what the writer types and what is printed, and its reference."""

    key: str
    forms: tuple[tuple[str, Inlines], ...]
    reference: Inlines


def cite_keys(library: Library, variant: Variant, keys: Sequence[str]) -> tuple[list[KeyForms], list[Diagnostic]]:
    """The in-text forms and the references of ``keys``, in their order. Unknown keys are CITE_UNKNOWN without a place."""
    known = [key for key in dict.fromkeys(keys) if key in library]
    diagnostics = [
        Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", None, nearest.hints_for(key, library, variant))
        for key in dict.fromkeys(keys)
        if key not in library
    ]
    labelled = letters_of((library[key] for key in known), variant)
    labels = {entry.key: label for entry, label in labelled}
    references = dict(zip((entry.key for entry, _ in labelled), format_references(labelled, variant), strict=True))
    writer = Writer(library, variant, labels, ibid=False)
    return [KeyForms(key, _forms(key, library[key].span, writer), references[key]) for key in known], diagnostics


def _forms(key: str, span: Span, writer: Writer) -> tuple[tuple[str, Inlines], ...]:
    parenthetical, narrative = CitationMode.PARENTHETICAL, CitationMode.NARRATIVE
    sources = (
        (f"[@{key}]", parenthetical, CitationItem(key, span)),
        (f"[@{key}, p. 12]", parenthetical, CitationItem(key, span, locator="p. 12")),
        (f"@{key}", narrative, CitationItem(key, span)),
        (f"@{key} [p. 12]", narrative, CitationItem(key, span, locator="p. 12")),
        (f"@{key}'s", narrative, CitationItem(key, span, possessive=True)),
        (f"[-@{key}]", parenthetical, CitationItem(key, span, suppress_author=True)),
    )
    return tuple((typed, writer.write(Citation(typed, mode, (item,), span))) for typed, mode, item in sources)

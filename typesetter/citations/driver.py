"""From a document's citations to what is printed: in-text forms by citation, and the reference list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typesetter.citations import nearest
from typesetter.citations.intext import Writer
from typesetter.citations.kept import labels_kept
from typesetter.citations.kinds import fallback
from typesetter.citations.labels import Label, is_personal, letters_of
from typesetter.citations.plaindata import DAMAGE, from_data, to_data
from typesetter.citations.reference import format_reference, repeats
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.model import Chapter, Citation, CitationItem, CitationMode, CitedDocument, Heading, Reference, walk

if TYPE_CHECKING:
    from typesetter.citations.cache import References
    from typesetter.citations.entries import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Library
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
    **dict.fromkeys(("dataset", "software", "podcast", "video", "post", "misc"), (("title",),)),
    "personal": (),
}
"""What a reference cannot be printed without, by kind; a kind that is not here is like the one that stands in for it."""
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
    Diagnostics: CITE_UNKNOWN for every unknown key, BIB_FIELD for listed works that
    lack what their kind of reference needs.
    """
    order = [_under_own_keys(n, library) if isinstance(n, Citation) else n for n in _reading_order(document)]
    citations = [node for node in order if isinstance(node, Citation)]
    diagnostics = _unknown(citations, options.nocite, library, nocite_spans or {})
    listed = _listed(citations, options.nocite, library, variant)
    labelled = labels_kept((library[key] for key in listed), variant, cache)
    writer = Writer(library, variant, {entry.key: label for entry, label in labelled}, ibid=options.ibid)
    answers: dict[str, Inlines] = {}
    for node in order:
        if isinstance(node, Citation):
            answers[node.id] = writer.write(node)
        else:
            writer.new_section(chapter=isinstance(node, Chapter))
    diagnostics += _lacks([entry for entry, _ in labelled])
    references = tuple(
        Reference(e.key, c) for (e, _), c in zip(labelled, format_references(labelled, variant, cache), strict=True)
    )
    return CitedDocument(document, answers, references), diagnostics


def _reading_order(document: Document) -> Iterator[Chapter | Heading | Citation]:
    for node in walk(document.chapters):
        if isinstance(node, (Chapter, Heading, Citation)):
            yield node


def _under_own_keys(citation: Citation, library: Library) -> Citation:
    """The citation with the entries' own keys in place of their aliases."""
    if not library.aliases:
        return citation
    items = tuple(
        replace(item, key=library.own_key(item.key), via=item.via and library.own_key(item.via))
        for item in citation.items
    )
    return replace(citation, items=items)


def _listed(citations: Sequence[Citation], nocite: Sequence[str], library: Library, variant: Variant) -> list[str]:
    """The keys of the reference list: for a work cited in another one, the other one; not personal communications."""
    keys = [item.via or item.key for citation in citations for item in citation.items]
    keys += library.entries if "*" in nocite else map(library.own_key, nocite)
    return [key for key in dict.fromkeys(keys) if key in library and not is_personal(library[key], variant)]


def _unknown(
    citations: Sequence[Citation],
    nocite: Sequence[str],
    library: Library,
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
    kin: nearest.Nearest | None = None
    found = []
    for key, span in wanted:
        if key in library:
            continue
        if key not in hints:
            kin = kin or nearest.Nearest(library)
            hints[key] = kin.hints(key)
            if not library.entries:
                hints[key] = ("the thesis has no references: name its .bib files under bibliography: in thesis.yaml",)
        found.append(Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", span, hints[key]))
    return found


def _lacks(entries: Sequence[Entry]) -> list[Diagnostic]:
    found = []
    for entry in entries:
        needed = _NEEDED[fallback(entry.kind, _NEEDED)]
        lacking = [names[0] for names in needed if not any(name in entry.fields for name in names)]
        lacking = [_NAMES_OF.get(name, name) for name in lacking]
        if fallback(entry.kind, _DATED) in _DATED and not entry.date() and "pubstate" not in entry.fields:
            lacking.append("year")
        if lacking:
            message = f"'{entry.key}' (@{entry.type}) has no {' and no '.join(lacking)}: its reference is incomplete"
            found.append(Diagnostic(Code.BIB_FIELD, message, entry.span))
    return found


def format_references(
    labelled: Sequence[tuple[Entry, Label]], variant: Variant, cache: References | None = None
) -> list[Inlines]:
    """The references of labelled entries in the order of the list, formatted or taken from the cache."""
    formatted = []
    before = None
    for entry, label in labelled:
        repeated = repeats(entry, before, variant)
        before = entry
        # digests have one length, so that no two works share a key
        key = f"{variant.digest}{entry.digest}{label.letter}{'=' if repeated else ''}"
        if cache is not None and key in cache:
            try:
                formatted.append(from_data(cache[key], entry.span))
            except DAMAGE:
                del cache[key]
            else:
                continue
        inlines = format_reference(entry, variant, label.letter, repeated=repeated)
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


def cite_keys(
    library: Library, variant: Variant, keys: Sequence[str], listed: Iterable[str] = ()
) -> tuple[list[KeyForms], list[Diagnostic]]:
    """The in-text forms and the references of ``keys``, in their order. Unknown keys are CITE_UNKNOWN without a place.

    ``listed`` are the other works of the list, from which these are told apart by letters and initials.
    """
    known = [key for key in dict.fromkeys(map(library.own_key, keys)) if key in library]
    diagnostics = [
        Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", None, nearest.hints_for(key, library))
        for key in dict.fromkeys(keys)
        if key not in library
    ]
    others = (key for key in listed if key in library.entries)
    labelled = letters_of((library[key] for key in dict.fromkeys((*known, *others))), variant)
    labels = {entry.key: label for entry, label in labelled}
    letters = {key: label.letter for key, label in labels.items()}
    references = {key: format_reference(library[key], variant, letters.get(key, "")) for key in known}
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

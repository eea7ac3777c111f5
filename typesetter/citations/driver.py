"""From a document's citations to what is printed: in-text forms by citation, and the reference list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from typesetter.citations.answers import Answers, KeptCiting, Listed
from typesetter.citations.cache import ReferenceCache
from typesetter.citations.intext import Writer
from typesetter.citations.kept import labels_kept
from typesetter.citations.kinds import fallback
from typesetter.citations.labels import Label, is_personal, letters_of
from typesetter.citations.plaindata import DAMAGE, from_data, pack, to_data
from typesetter.citations.reference import format_reference, repeats
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.model import Citation, CitationItem, CitationMode, CitedDocument, Reference, ReferenceList, walk
from typesetter.stamps import digest
from typesetter.structs import Struct, replace

if TYPE_CHECKING:
    from typesetter.citations.cache import References
    from typesetter.citations.entry import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Library
    from typesetter.citations.nearest import Nearest
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
    kept: KeptCiting | None = None,
) -> tuple[CitedDocument, list[Diagnostic]]:
    """Answer every citation of the document and make the reference list of what is cited and of ``options.nocite``.

    ``cache`` keeps formatted references between builds, and ``kept`` what of the answers need not be made again; with a
    :class:`~typesetter.citations.cache.ReferenceCache` the list is formatted when somebody asks for it, and saved then.
    ``nocite_spans`` says where the keys of ``nocite`` stand.
    Diagnostics: CITE_UNKNOWN for every unknown key, BIB_FIELD for listed works that
    lack what their kind of reference needs.
    """
    citations: list[Citation] = []
    if any(key not in library for key in set().union(*(chapter.survey.cited for chapter in document.chapters))):
        citations = [_under_own_keys(node, library) for node in walk(document.chapters) if isinstance(node, Citation)]
    diagnostics = _unknown(citations, options.nocite, library, nocite_spans or {})
    stamp = _stamp(document, library, variant, options) if kept is not None else ""
    known = kept.listed(stamp) if kept is not None and stamp else None
    if kept is not None and known is not None:
        listed = known
        labels: Mapping[str, Label] = kept.labels(stamp, known, library)
        references: Sequence[Reference] = ReferenceList(
            listed.keys, lambda: _references([(library[key], labels[key]) for key in listed.keys], variant, cache)
        )
    else:
        keys = _listed(document, options.nocite, library, variant)
        labelled = labels_kept((library[key] for key in keys), variant, cache)
        labels = {entry.key: label for entry, label in labelled}
        if isinstance(cache, ReferenceCache):  # the chapters, which come first, need the labels only
            cache.expect(key for key, _ in _digests(labelled, variant))
            references = ReferenceList(tuple(labels), lambda: _saved(_references(labelled, variant, cache), cache))
        else:
            references = _references(labelled, variant, cache)
        listed = Listed(tuple(labels), {}, tuple(_lacks([entry for entry, _ in labelled])))
        if kept is not None and stamp:
            with suppress(TypeError):  # what cannot be plain data is worked out again
                rows = {entry.key: pack(label, entry.span) for entry, label in labelled}
                kept.keep_listed(stamp, replace(listed, labels=rows))
    writer = Writer(library, variant, labels, ibid=options.ibid)
    answers = Answers(
        document.chapters,
        writer,
        lambda citation: _under_own_keys(citation, library),
        kept,
        digest(stamp, str(options.ibid)) if stamp else "",
    )
    diagnostics += [Diagnostic(Code.BIB_FIELD, message, library[key].span) for key, message in listed.lacks]
    stamps = {**answers.stamps, "": stamp} if stamp else {}
    return CitedDocument(document, answers, references, stamps), diagnostics


def _stamp(document: Document, library: Library, variant: Variant, options: CitationOptions) -> str:
    """A digest of all that the reference list and its labels follow from; empty when the library has none."""
    keys = set(map(library.own_key, set().union(*(chapter.survey.listed for chapter in document.chapters))))
    return digest(library.stamp, variant.digest, *options.nocite, "", "\0".join(sorted(keys))) if library.stamp else ""


def _references(
    labelled: Sequence[tuple[Entry, Label]], variant: Variant, cache: References | None
) -> tuple[Reference, ...]:
    formatted = format_references(labelled, variant, cache)
    return tuple(Reference(entry.key, inlines) for (entry, _), inlines in zip(labelled, formatted, strict=True))


def _saved(references: Sequence[Reference], cache: ReferenceCache) -> Sequence[Reference]:
    cache.save()
    return references


def _under_own_keys(citation: Citation, library: Library) -> Citation:
    """The citation with the entries' own keys in place of their aliases."""
    if not library.aliases:
        return citation
    items = tuple(
        replace(item, key=library.own_key(item.key), via=item.via and library.own_key(item.via))
        for item in citation.items
    )
    return replace(citation, items=items)


def _listed(document: Document, nocite: Sequence[str], library: Library, variant: Variant) -> list[str]:
    """The keys of the reference list: for a work cited in another one, the other one; not personal communications."""
    keys = [library.own_key(key) for chapter in document.chapters for key in chapter.survey.listed]
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
    kin: Nearest | None = None
    found = []
    for key, span in wanted:
        if key in library:
            continue
        if key not in hints:
            if kin is None:
                from typesetter.citations.nearest import Nearest

                kin = Nearest(library)
            hints[key] = kin.hints(key)
            if not library.entries:
                hints[key] = (
                    "the thesis has no references: fill its .bib file and name it under bibliography: in thesis.yaml",
                )
        found.append(Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", span, hints[key]))
    return found


def _lacks(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """The keys of entries that lack something, each with what to say of it."""
    for entry in entries:
        needed = _NEEDED[fallback(entry.kind, _NEEDED)]
        lacking = [names[0] for names in needed if not any(name in entry.fields for name in names)]
        lacking = [_NAMES_OF.get(name, name) for name in lacking]
        if fallback(entry.kind, _DATED) in _DATED and not entry.date() and "pubstate" not in entry.fields:
            lacking.append("year")
        if lacking:
            yield (
                entry.key,
                f"'{entry.key}' (@{entry.type}) has no {' and no '.join(lacking)}: its reference is incomplete",
            )


def format_references(
    labelled: Sequence[tuple[Entry, Label]], variant: Variant, cache: References | None = None
) -> list[Inlines]:
    """The references of labelled entries in the order of the list, formatted or taken from the cache."""
    formatted = []
    for (entry, label), (key, repeated) in zip(labelled, _digests(labelled, variant), strict=True):
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


def _digests(labelled: Sequence[tuple[Entry, Label]], variant: Variant) -> Iterator[tuple[str, bool]]:
    """What tells each reference of the list from all others, and whether it has the names of the one before it."""
    before = None
    for entry, label in labelled:
        repeated = repeats(entry, before, variant)
        before = entry
        # digests have one length, so that no two works share a key
        yield f"{variant.digest}{entry.digest}{label.letter}{'=' if repeated else ''}", repeated


class KeyForms(Struct):
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
    diagnostics = []
    for key in dict.fromkeys(keys):
        if key not in library:
            from typesetter.citations.nearest import hints_for

            hints = hints_for(key, library)
            diagnostics.append(Diagnostic(Code.CITE_UNKNOWN, f"no reference '{key}'", None, hints))
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

"""A work of a .bib file read: its fields decoded and given one set of names.

BibTeX's and biblatex's names for the same thing (``address`` and ``location``, ``year`` and ``date``) are made one here, so
that styles know one name each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from typesetter.citations.entry import SAME, Entry
from typesetter.citations.kinds import CONTAINERS, TYPES, kind_of
from typesetter.citations.latextext import Inlines, decode, verbatim
from typesetter.citations.mending import mend
from typesetter.citations.names import ROLES, Name, dropped, parse_names
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.model import Text, plain_text
from typesetter.stamps import digest

PEOPLE = (
    "author",
    "editor",
    "translator",
    "shortauthor",
    "shorteditor",
    "bookauthor",
    "editora",
    "editorb",
    "editorc",
    "sortname",
    *ROLES,
)
_EDITED = ("editor", "editora", "editorb", "editorc")
_ROLE_WORDS = {
    **{role: role for role in ROLES}, "editor": "editor", "translator": "translator", "execproducer": "producer",
    "executive producer": "producer", "scriptwriter": "writer", "screenwriter": "writer", "podcaster": "host",
    "guest": "presenter", "castmember": "performer", "cast member": "performer", "actor": "performer", "artist": "performer",
    "lecturer": "speaker", "organiser": "organizer", "redactor": "editor", "continuator": "collaborator",
    "contributor": "collaborator",
}  # fmt: skip
"""Words in ``editortype`` and its kin, of biblatex and of Zotero, and the role each names."""
_VERBATIM = frozenset(("url", "doi", "eprint", "isbn", "issn", "file", "crossref", "xdata", "pdf", "verba"))
_PROSE = frozenset(
    (
        "title", "subtitle", "titleaddon", "shorttitle", "booktitle", "booksubtitle", "booktitleaddon", "maintitle",
        "mainsubtitle", "journaltitle", "journalsubtitle", "issuetitle", "series", "publisher", "institution", "organization",
        "location", "edition", "note", "addendum", "howpublished", "type", "number", "volume", "pages", "chapter", "part",
        "eventtitle", "venue", "version", "origtitle", "origpublisher", "origlocation", "archive", "library", "collection",
        "shelfmark", "year", "language", "medium", "section",
    )
)  # fmt: skip
"""Fields that a reference prints: LaTeX in them that is not known is told."""
_INERT = frozenset(
    (
        "abstract", "annotation", "annote", "file", "pdf", "timestamp", "owner", "groups", "mendeley-tags", "creationdate",
        "modificationdate", "date-added", "date-modified", "bdsk-url-1", "bdsk-file-1",
    )
)  # fmt: skip


def make_entry(
    key: str, entry_type: str, source: Mapping[str, str], span: Span, places: Mapping[str, Span] | None = None
) -> tuple[Entry, list[Diagnostic]]:
    """An entry from its fields as LaTeX source, under BibTeX's or biblatex's names."""
    diagnostics: list[Diagnostic] = []
    if entry_type not in TYPES and entry_type not in CONTAINERS:
        message = f"'@{entry_type}' is no known type of entry; '{key}' is set like @misc"
        diagnostics.append(Diagnostic(Code.BIB_TYPE, message, span, did_you_mean(entry_type, TYPES)))
    fields: dict[str, Inlines] = {}
    people: dict[str, tuple[Name, ...]] = {}
    others = set()
    for label, value in source.items():
        name = SAME.get(label, label)
        if not value or name in fields or (name != label and name in source):
            continue
        at = (places or {}).get(label, span)
        if name in PEOPLE:
            people[name], more, problems = parse_names(value, name, key, at)
            diagnostics += problems + _unknown(key, label, decode(value, span).unknown if "\\" in value else (), at)
            others |= {name} if more else set()
        elif name in _VERBATIM:
            fields[name] = (Text(verbatim(_first_address(value) if name == "url" else value), span),)
        else:
            edtf = name.endswith("date")  # 1850~ is a year about which one is not sure, and no tie
            decoded = decode(re.sub(r"(?<=\d)~", r"\\textasciitilde{}", value) if edtf else value, span)
            if decoded.inlines:
                fields[name] = decoded.inlines
            diagnostics += _unknown(key, label, decoded.unknown if name in _PROSE else (), at)
    if re.search(r"useprefix\s*=\s*false", source.get("options", "")):
        people = {role: tuple(map(dropped, names)) for role, names in people.items()}
    _sort_roles(fields, people, others)
    mend(fields, span, _VERBATIM)
    entry = Entry(
        key,
        entry_type,
        kind_of(entry_type, lambda name: plain_text(fields.get(name, ()))),
        MappingProxyType(fields),
        MappingProxyType(people),
        frozenset(others),
        span,
        _digest(entry_type, source),
    )
    year = entry.date().year
    month = entry.text("month")
    if month and entry.date() and not (entry.date().month or entry.date().season):
        at = (places or {}).get("month", span)
        message = f"'{key}': the month '{month}' cannot be read and is not printed"
        diagnostics.append(Diagnostic(Code.BIB_FIELD, message, at, ("write month = may, without braces",)))
    odd = not re.search(r"\d{3,4}|\d\d?th|-\d+|\bBCE?\b", year) or re.search(
        r"\d{4}\s*[.;]\s*\S", year
    )  # "1995. 576 p."
    if year and re.search(r"\d", year) and odd:
        at = (places or {}).get("year", span)
        message = f"'{key}': '{year}' does not look like a year"
        diagnostics.append(Diagnostic(Code.BIB_FIELD, message, at, ("write four digits, or pubstate = {forthcoming}",)))
    return entry, diagnostics


def _unknown(key: str, label: str, names: Sequence[str], at: Span) -> list[Diagnostic]:
    if not names:
        return []
    commands = ", ".join(f"\\{name}" for name in names)
    message = f"'{key}': unknown LaTeX in the field '{label}': {commands}; the text in it is kept"
    return [Diagnostic(Code.BIB_FIELD, message, at, ("write the character itself, in UTF-8",))]


def _first_address(value: str) -> str:
    """The first of several addresses in one field, as Mendeley writes them."""
    return re.split(r"[\s;,]+(?=https?://)", value.strip())[0]


def _sort_roles(fields: dict[str, Inlines], people: dict[str, tuple[Name, ...]], others: set[str]) -> None:
    """Put editors whose ``editortype`` says that they did something else under that role."""
    for label in _EDITED:
        if label not in people:
            fields.pop(f"{label}type", None)
            continue
        said = plain_text(fields.pop(f"{label}type", ())).strip().casefold()
        role = _ROLE_WORDS.get(said, "editor" if label == "editor" or not said else "collaborator")
        if role == label:
            continue
        if label in others:
            others.remove(label)
            others.add(role)
        people[role] = (*people.get(role, ()), *people.pop(label))


def _digest(entry_type: str, source: Mapping[str, str]) -> str:
    """Of everything that print, order or labels may hang on, for what is kept between builds."""
    counting = sorted((k, v) for k, v in source.items() if k not in _INERT)
    return digest(entry_type, *(part for pair in counting for part in pair))

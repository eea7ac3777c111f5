"""The works that a thesis can cite: .bib files read into frozen entries, their fields decoded and given one set of names.

BibTeX's and biblatex's names for the same thing (``address`` and ``location``, ``year`` and ``date``) are made one here, so
that styles know one name each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from typesetter.citations.dates import Date, date_of
from typesetter.citations.latextext import Inlines, decode, verbatim
from typesetter.citations.names import Name, parse_names
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.model import Math, Text, plain_text
from typesetter.stamps import digest

if TYPE_CHECKING:
    from typesetter.citations.bibsyntax import RawEntry

_TYPES = {
    "article": "article suppperiodical review",
    "book": "book mvbook collection mvcollection proceedings mvproceedings booklet manual reference mvreference periodical",
    "chapter": "inbook incollection inproceedings conference bookinbook suppbook suppcollection inreference",
    "thesis": "thesis phdthesis mastersthesis",
    "report": "report techreport",
    "online": "online electronic www webpage dataset software video movie audio image",
    "misc": "misc unpublished letter standard patent legislation jurisdiction legal artwork music performance xdata set",
}
KINDS: Mapping[str, str] = {name: kind for kind, names in _TYPES.items() for name in names.split()}
"""Entry types of BibTeX and biblatex, and the template of a style that each is set by."""

_SAME = {
    "journal": "journaltitle", "address": "location", "school": "institution", "annote": "annotation",
    "issue": "number", "key": "sortkey", "archiveprefix": "eprinttype", "primaryclass": "eprintclass",
}  # fmt: skip
PEOPLE = ("author", "editor", "translator", "shortauthor", "shorteditor", "bookauthor", "editora")
_VERBATIM = frozenset(("url", "doi", "eprint", "isbn", "issn", "file", "crossref", "xdata", "pdf", "verba"))
_UNPRINTED = frozenset(
    (
        "abstract", "annotation", "keywords", "file", "pdf", "crossref", "xref", "xdata", "ids", "sortkey", "sortname",
        "sorttitle", "sortyear", "presort", "options", "entryset", "execute", "gender", "hyphenation", "langid", "label",
        "related", "relatedtype", "timestamp", "owner", "groups", "mendeley-tags", "creationdate", "modificationdate",
        "date-added", "date-modified", "bdsk-url-1", "bdsk-file-1",
    )
)  # fmt: skip
_EXPORTED_NOTE = re.compile(
    r"\s*(Publisher|_eprint|Num Pages|Section|Conference Name|Meeting Name|ISSN|Place|Type)\s*:"
)
_ACCESSED = re.compile(r"\W*(?:last\s+)?(?:accessed|retrieved|visited|viewed)\s*(?:on|:)?\s*(.*?)\W*$", re.IGNORECASE)
_TITLE_OF_PARENT = {"title": "booktitle", "subtitle": "booksubtitle"}
_NOT_INHERITED = frozenset(
    ("ids", "crossref", "xref", "xdata", "entryset", "label", "options", "shorttitle", "pages", "doi")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A work. ``type`` is as written, in lower case; ``kind`` names the template that sets it (:data:`KINDS`).

    ``fields`` are decoded (biblatex's names: journaltitle, location, institution …); ``people`` are by role, without
    ``others``, the roles whose list ends in "and others". ``span`` is the entry's head; ``digest`` is of its content.
    """

    key: str
    type: str
    fields: Mapping[str, Inlines] = field(hash=False)
    people: Mapping[str, tuple[Name, ...]] = field(hash=False)
    others: frozenset[str]
    span: Span
    digest: str

    @property
    def kind(self) -> str:
        """The template that sets it."""
        kind = KINDS.get(self.type, "misc")
        if self.type == "inbook" and "booktitle" not in self.fields:  # BibTeX's: pages of a book, whose title it has
            return "book"
        return "online" if kind == "misc" and "url" in self.fields and "publisher" not in self.fields else kind

    def text(self, name: str) -> str:
        """A field in plain characters, empty when the entry lacks it."""
        return plain_text(self.fields.get(name, ()))

    def date(self, prefix: str = "") -> Date:
        """The date: of publication, or with the prefixes ``url`` (access), ``orig`` (first edition), ``event``."""
        return date_of(self.text, prefix)

    @property
    def heads(self) -> tuple[str, tuple[Name, ...]]:
        """Whose name the work stands under, role and names: its authors, else its editors; ("", ()) for a title."""
        for role in ("author",) if self.kind == "chapter" else ("author", "editor"):
            if self.people.get(role):
                return role, self.people[role]
        return "", ()


@dataclass(frozen=True, slots=True)
class Library:
    """Every entry by key, in the order of the files. ``parents`` are entries that others take fields from (crossref)."""

    entries: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    parents: frozenset[str] = frozenset()

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Entry:
        return self.entries[key]

    def without_pages(self) -> frozenset[str]:
        """The keys of works that have no pages to name: web pages."""
        return frozenset(key for key, entry in self.entries.items() if entry.kind == "online")


def load_library(sources: Sequence[tuple[str, str]]) -> tuple[Library, list[Diagnostic]]:
    """Read .bib texts, each given as (path to show, text).

    Diagnostics: BIB_SYNTAX, BIB_DUPLICATE (the first of two entries is kept), BIB_TYPE, BIB_NAME, BIB_FIELD. Whatever can be
    read is returned, errors or not.
    """
    from pybtex.database.input.bibtex import month_names
    from pybtex.utils import CaseInsensitiveDict

    from typesetter.citations.bibsyntax import read_bib

    macros = CaseInsensitiveDict(month_names)
    raws: dict[str, RawEntry] = {}
    diagnostics: list[Diagnostic] = []
    for path, text in sources:
        found, problems = read_bib(path, text, macros, KINDS)
        diagnostics += problems
        for raw in found:
            if raw.key not in raws:
                raws[raw.key] = raw
                continue
            first = raws[raw.key].span
            message = f"the key '{raw.key}' is used twice"
            hint = f"it is first used at {first.path}:{first.line}; rename one of the two, or delete it"
            diagnostics.append(Diagnostic(Code.BIB_DUPLICATE, message, raw.span, (hint,)))
    entries = {}
    parents = set()
    for key, raw in raws.items():
        fields, used, problems = _inherited(raw, raws)
        parents |= used
        entry, more = make_entry(key, raw.type, fields, raw.span, raw.places)
        diagnostics += problems + more
        entries[key] = entry
    return Library(MappingProxyType(entries), frozenset(parents)), diagnostics


def _inherited(raw: RawEntry, raws: Mapping[str, RawEntry]) -> tuple[dict[str, str], set[str], list[Diagnostic]]:
    """The entry's fields with those it takes from its ``crossref`` or ``xdata`` parents, as biblatex does."""
    fields = dict(raw.fields)
    used: set[str] = set()
    diagnostics: list[Diagnostic] = []
    queue = [(link, name) for link in ("xdata", "crossref") for name in _names_in(raw.fields.get(link, ""))]
    while queue:
        link, name = queue.pop(0)
        parent = raws.get(name)
        if parent is None:
            hints = did_you_mean(name, raws)
            message = f"'{raw.key}' refers to an entry '{name}' that does not exist"
            diagnostics.append(Diagnostic(Code.BIB_FIELD, message, raw.span, hints))
            continue
        if name in used or name == raw.key:
            continue
        used.add(name)
        chapter = link == "crossref" and KINDS.get(raw.type) == "chapter" and KINDS.get(parent.type) == "book"
        for label, value in parent.fields.items():
            if label in _NOT_INHERITED and link == "crossref":
                continue
            target = _TITLE_OF_PARENT.get(label, label) if chapter else label
            if chapter and label == "author":
                target = "bookauthor"
            if target not in fields and _SAME.get(target) not in fields:
                fields[target] = value
        queue += [(other, n) for other in ("xdata", "crossref") for n in _names_in(parent.fields.get(other, ""))]
    return fields, used, diagnostics


def _names_in(source: str) -> list[str]:
    return [name.strip() for name in source.split(",") if name.strip()]


def make_entry(
    key: str, kind: str, source: Mapping[str, str], span: Span, places: Mapping[str, Span] | None = None
) -> tuple[Entry, list[Diagnostic]]:
    """An entry from its fields as LaTeX source, under BibTeX's or biblatex's names."""
    diagnostics: list[Diagnostic] = []
    if kind not in KINDS:
        message = f"'@{kind}' is no known type of entry; '{key}' is set like @misc"
        diagnostics.append(Diagnostic(Code.BIB_TYPE, message, span, did_you_mean(kind, KINDS)))
    fields: dict[str, Inlines] = {}
    people: dict[str, tuple[Name, ...]] = {}
    others = set()
    for label, value in source.items():
        name = _SAME.get(label, label)
        if not value or name in fields or (name != label and name in source):
            continue
        at = (places or {}).get(label, span)
        if name in PEOPLE:
            people[name], more, problems = parse_names(value, name, key, at)
            diagnostics += problems
            others |= {name} if more else set()
        elif name in _VERBATIM:
            fields[name] = (Text(verbatim(value), span),)
        else:
            decoded = decode(value, span)
            if decoded.inlines:
                fields[name] = decoded.inlines
            if decoded.unknown and name not in _UNPRINTED:
                commands = ", ".join(f"\\{c}" for c in decoded.unknown)
                message = f"'{key}': unknown LaTeX in the field '{label}': {commands}; the text in it is kept"
                diagnostics.append(Diagnostic(Code.BIB_FIELD, message, at, ("write the character itself, in UTF-8",)))
    _mend(fields, span)
    entry = Entry(
        key, kind, MappingProxyType(fields), MappingProxyType(people), frozenset(others), span, _digest(kind, source)
    )
    year = entry.date().year
    if year and re.search(r"\d", year) and not re.search(r"\d{3,4}|\d\d?th|-\d+|\bBCE?\b", year):
        at = (places or {}).get("year", span)
        message = f"'{key}': '{year}' does not look like a year"
        diagnostics.append(Diagnostic(Code.BIB_FIELD, message, at, ("write four digits, or pubstate = {forthcoming}",)))
    return entry, diagnostics


def _digest(kind: str, source: Mapping[str, str]) -> str:
    printed = sorted((k, v) for k, v in source.items() if k not in _UNPRINTED)
    return digest(kind, *(part for pair in printed for part in pair))


def _mend(fields: dict[str, Inlines], span: Span) -> None:
    """What exporters put into the wrong field goes to the right one; notes that only reference managers want go."""

    def put(name: str, text: str) -> None:
        fields.setdefault(name, (Text(text, span),))

    if "doi" in fields:
        doi = re.sub(r"(?i)^(?:doi:|(?:https?://)?(?:dx\.)?doi\.org/)+", "", plain_text(fields["doi"]))
        fields["doi"] = (Text(doi, span),)
    for name in ("howpublished", "note"):
        text = plain_text(fields.get(name, ()))
        if name == "note" and _EXPORTED_NOTE.match(text):
            del fields[name]
        elif (found := re.fullmatch(r"(?:[A-Za-z ]+:?\s+)?(https?://\S+)", text)) is not None:
            put("url", found[1].rstrip(".,;"))
            del fields[name]
        elif (found := _ACCESSED.fullmatch(text)) is not None and re.search(r"\d{4}", found[1]):
            put("urldate", found[1])
            del fields[name]
    eprint = plain_text(fields.get("eprint", ()))
    if eprint and plain_text(fields.get("eprinttype", ())).casefold() == "arxiv" and "doi" not in fields:
        put("url", f"https://arxiv.org/abs/{eprint}")
    for name, inlines in list(fields.items()):
        last = inlines[-1]
        if isinstance(last, Text) and name not in _VERBATIM and last.text[-1:] in (",", ";", ":"):
            trimmed = last.text.rstrip(",;: ")
            fields[name] = (*inlines[:-1], Text(trimmed, span)) if trimmed else inlines[:-1]
            if not fields[name]:
                del fields[name]
        elif not plain_text(inlines).strip() and not any(isinstance(n, Math) for n in inlines):
            del fields[name]

"""The works that a thesis can cite: .bib files read, their entries completed from the entries that they refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from typesetter.citations.entry import SAME, Entry
from typesetter.citations.kinds import CONTAINERS, TYPES, set_like
from typesetter.diagnostics import Code, Diagnostic, did_you_mean
from typesetter.stamps import digest
from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from typesetter.citations.entry import RawEntry
    from typesetter.citations.kept import Memory
    from typesetter.diagnostics import Span

_TITLES = ("title", "subtitle", "titleaddon")
_OF_BOOKS = frozenset(("inbook", "bookinbook", "suppbook"))
_NOT_INHERITED = frozenset(
    ("ids", "crossref", "xref", "xdata", "entryset", "label", "options", "shorttitle", "pages", "doi")
)


class Library(Struct):
    """Every entry by key, in the order of the files.

    ``parents`` are entries that others take fields from (crossref); ``aliases`` are further keys of entries (biblatex's
    ``ids``), under which they may be cited as well; ``stamp`` is a digest of the sources. ``places`` are those of the entries
    where they are known without reading these.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    parents: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict, hash=False)
    stamp: str = ""
    places: Mapping[str, Span] | None = field(default=None, hash=False, compare=False, repr=False)

    @property
    def spans(self) -> Mapping[str, Span]:
        """Where each entry stands."""
        return {key: entry.span for key, entry in self.entries.items()} if self.places is None else self.places

    def __contains__(self, key: str) -> bool:
        return key in self.entries or key in self.aliases

    def __getitem__(self, key: str) -> Entry:
        return self.entries[self.own_key(key)]

    def own_key(self, key: str) -> str:
        """The key that the entry cited under ``key`` has itself; ``key`` when there is none."""
        return key if key in self.entries else self.aliases.get(key, key)

    def without_pages(self) -> frozenset[str]:
        """The keys of works that have no pages to name: web pages."""
        return frozenset(key for key, entry in self.entries.items() if set_like(entry.kind, "online"))


def load_library(sources: Sequence[tuple[str, str]], memory: Memory | None = None) -> tuple[Library, list[Diagnostic]]:
    """Read .bib texts, each given as (path to show, text).

    Diagnostics: BIB_SYNTAX, BIB_DUPLICATE (the first of two entries is kept), BIB_TYPE, BIB_NAME, BIB_FIELD. Whatever can be
    read is returned, errors or not. ``memory`` spares reading what was read before.
    """
    from pybtex.database.input.bibtex import month_names
    from pybtex.utils import CaseInsensitiveDict

    from typesetter.citations.bibsyntax import read_bib
    from typesetter.citations.entries import make_entry

    macros = CaseInsensitiveDict(month_names)
    raws: dict[str, RawEntry] = {}
    diagnostics: list[Diagnostic] = []
    for path, text in sources:
        found, problems = read_bib(path, text, macros, {*TYPES, *CONTAINERS}, memory)
        diagnostics += problems
        for raw in found:
            if raw.key not in raws:
                raws[raw.key] = raw
                continue
            first = raws[raw.key].span
            message = f"the key '{raw.key}' is used twice"
            hint = f"it is first used at {first.path}:{first.line}; rename one of the two, or delete it"
            diagnostics.append(Diagnostic(Code.BIB_DUPLICATE, message, raw.span, (hint,)))
    entries: dict[str, Entry] = {}
    parents: set[str] = set()
    aliases: dict[str, str] = {}
    for key, raw in raws.items():
        fields, used, problems = inherited(raw, raws)
        parents |= used
        make = partial(make_entry, key, raw.type, fields, raw.span, raw.places)
        entry, more = make() if memory is None else memory.entry(raw, fields, make)
        diagnostics += problems + more
        if raw.type not in CONTAINERS:
            entries[key] = entry
            aliases |= {name: key for name in _names_in(raw.fields.get("ids", "")) if name not in raws}
    stamp = stamp_of(sources)
    return Library(MappingProxyType(entries), frozenset(parents), MappingProxyType(aliases), stamp), diagnostics


def stamp_of(sources: Sequence[tuple[str, str]]) -> str:
    """A digest of .bib texts and their paths: the same sources, the same library."""
    return digest(*(part for source in sources for part in source))


def inherited(raw: RawEntry, raws: Mapping[str, RawEntry]) -> tuple[dict[str, str], set[str], list[Diagnostic]]:
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
        if name == raw.key:
            message = f"'{raw.key}' takes fields from itself by way of '{link}'"
            hint = f"name the collection in {link}, or take the field out"
            diagnostics.append(Diagnostic(Code.BIB_FIELD, message, raw.places.get(link, raw.span), (hint,)))
            continue
        if name in used:
            continue
        used.add(name)
        holder = _holder(raw.type, parent.type) if link == "crossref" else ""
        for label, value in parent.fields.items():
            if label in _NOT_INHERITED and link == "crossref":
                continue
            targets = [holder + label if label in _TITLES else label]
            if holder == "book" and label == "author":
                targets = ["bookauthor", "author"] if raw.type in _OF_BOOKS else ["bookauthor"]
            for target in targets:
                if target not in fields and SAME.get(target) not in fields:
                    fields[target] = value
        queue += [(other, n) for other in ("xdata", "crossref") for n in _names_in(parent.fields.get(other, ""))]
    return fields, used, diagnostics


def _holder(child: str, parent: str) -> str:
    """What the title of a parent entry is to the child: the first part of ``maintitle``, ``booktitle`` or ``journaltitle``."""
    if parent.startswith("mv"):
        return "main"
    if parent == "periodical":
        return "journal"
    part = set_like(TYPES.get(child, "misc"), "chapter")
    return "book" if part and set_like(TYPES.get(parent, "misc"), "book") else ""


def _names_in(source: str) -> list[str]:
    return [name.strip() for name in source.split(",") if name.strip()]

"""The works that a citation typed by hand may mean: the one it certainly means, or those that are near."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from typesetter.checks.citation_grammar import TypedWork
from typesetter.citations.aliases import abbreviations, surnames
from typesetter.citations.collation import folded
from typesetter.citations.entry import Entry
from typesetter.citations.library import Library
from typesetter.citations.likeness import Candidate, Wanted
from typesetter.citations.names import Name
from typesetter.citations.nearest import Nearest
from typesetter.regexes import regex
from typesetter.structs import Struct

_YEARS = regex(r"1[4-9]\d\d|20\d\d")
_NAME_LENGTH = 3


class Match(Struct):
    """What one year of a typed work means. ``keys`` are the works of that name and year, of which one is meant.

    ``plain`` is whether the names are typed as the list has them; ``near`` are other candidates when there is no match.
    """

    work: TypedWork
    year: str
    keys: tuple[str, ...] = ()
    plain: bool = False
    near: tuple[Candidate, ...] = ()
    via: Match | None = None

    @property
    def key(self) -> str | None:
        """The work that is certainly meant; None too when the one it is quoted in is not certain."""
        known = len(self.keys) == 1 and (self.via is None or self.via.key is not None)
        return self.keys[0] if known else None


class Register:
    """A library by the names and years under which its works are cited."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[tuple[tuple[str, ...], str, bool], Match] = {}

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self._library)

    @cached_property
    def _by_name(self) -> dict[str, list[Entry]]:
        """The works by what their first names may be in a citation."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._library.entries.values():
            for name in dict.fromkeys(_first_names(entry)):
                found[name].append(entry)
        return found

    def match(self, work: TypedWork) -> list[Match]:
        """What a typed work means, for each of its years."""
        return [self._match(work, year) for year in work.years]

    def authors(self, key: str) -> str:
        """The names that the text cites a work under, as the list has them."""
        _, names = self._library[key].heads
        shown = [name.surname for name in names[:4]]
        if len(names) > len(shown):
            return ", ".join(shown) + " et al."
        return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)

    def knows(self, name: str) -> bool:
        """Whether works are cited under that very name: an organisation's, a title, a surname that lost its capital."""
        if len(_whole(name)) < _NAME_LENGTH:
            return False
        if name.islower() and name.isalpha():
            return _whole(name) in self._by_name
        return any(not entry.heads[1] or entry.heads[1][0].corporate for entry in self._by_name.get(_whole(name), ()))

    def is_author(self, name: str) -> bool:
        """Whether a person of that very name is the first author of a listed work."""
        return any(not entry.heads[1][0].corporate for entry in self._named(name) if entry.heads[1])

    def hints(self, match: Match) -> tuple[str, ...]:
        """Hints that name the works that are near, best first."""
        return self._nearest.shown(match.near) if match.near else ()

    def _match(self, work: TypedWork, year: str) -> Match:
        asked = (work.names, year, work.et_al)
        if asked not in self._known:
            self._known[asked] = self._find(work, year)
        known = self._known[asked]
        via = self._match(work.via, work.via.years[0]) if work.via is not None else None
        return Match(work, year, known.keys, known.plain, known.near, via)

    def _find(self, work: TypedWork, year: str) -> Match:
        found = [entry for entry in self._named(work.names[0]) if _of_year(entry, year)]
        fitting = [entry for entry in found if _has_names(entry, work.names)]
        letter = year[4:] if year[:4].isdigit() else ""
        if letter and len(fitting) > 1:
            fitting = [e for e in fitting if e.key.endswith(letter) or e.text("extradate") == letter] or fitting
        if fitting:
            plain = not letter and _as_listed(fitting[0], work.names, et_al=work.et_al)
            return Match(work, year, tuple(entry.key for entry in fitting), plain)
        names = tuple(tuple(_words(name)) for name in work.names)
        wanted = Wanted(tuple(name for name in names if name), year[:4] if year[:4].isdigit() else "")
        return Match(work, year, near=tuple(self._nearest.by_names(wanted)))

    def _named(self, name: str) -> list[Entry]:
        words = [folded(word).replace(" ", "") for word in name.split()]
        found: dict[str, Entry] = {}
        for start in range(len(words)):
            for entry in self._by_name.get("".join(words[start:]), ()):
                if _given_fits(entry, words[:start]):
                    found.setdefault(entry.key, entry)
            if found:
                break
        return list(found.values())


def _first_names(entry: Entry) -> Iterator[str]:
    """What the first name in a citation of the work may be, folded."""
    role, heads = entry.heads
    for name in entry.people.get(f"short{role}", ()) if role else ():
        yield _whole(name.surname)
    if heads:
        first = heads[0]
        yield _whole(first.surname)
        yield _whole(first.family)
        if first.corporate:
            yield from (_whole(short) for short in abbreviations(first.family))
        elif len(first.family.split()) > 1 and len(first.family.split()[0].rstrip(".")) == 1:
            yield _whole(surnames(first)[-1])  # an initial that went into the surname
    else:
        yield _whole(entry.text("title"))


def _whole(text: str) -> str:
    return folded(text).replace(" ", "")


def _words(name: str) -> list[str]:
    """The words of a name that can be compared: no initials, no "Jr."."""
    return [plain for word in name.split() if len(plain := _whole(word)) > 1 and plain not in ("jr", "sr")]


def _of_year(entry: Entry, year: str) -> bool:
    if not year[:4].isdigit():
        return not entry.date().year or bool(entry.text("pubstate"))
    return year[:4] in _YEARS.findall(f"{entry.date().year} {entry.date('orig').year}")


def _given_fits(entry: Entry, before: Iterable[str]) -> bool:
    """Whether the words typed before a surname may be the first author's given names."""
    _, heads = entry.heads
    words = [word for word in before if word]
    if not words or not heads or not heads[0].given:
        return True
    first = heads[0]
    given = [w for w in re.split(r"[\s.-]+", f"{first.given} {first.particle}") if w]
    initials = {folded(w)[:1] for w in given}
    return words[0][:1] in initials


def _has_names(entry: Entry, names: tuple[str, ...]) -> bool:
    """Whether the work has every further person that is named."""
    known = {part for name in entry.heads[1] for part in _parts(name)}
    return all(_whole(n) in known or any(w in known for w in _words(n)) for n in names[1:])


def _parts(name: Name) -> Iterator[str]:
    yield from (_whole(part) for part in surnames(name))
    yield from (_whole(part) for part in re.split(r"[\s.]+", name.given) if part)


def _as_listed(entry: Entry, names: tuple[str, ...], *, et_al: bool) -> bool:
    """Whether the names are just the surnames that the work is cited under."""
    role, heads = entry.heads
    listed = [_whole(name.surname) for name in heads]
    short = [_whole(name.surname) for name in entry.people.get(f"short{role}", ())]
    typed = [_whole(name) for name in names]
    if et_al:
        return typed == listed[: len(typed)] and len(listed) > len(typed)
    return typed in (listed, short) if heads else True

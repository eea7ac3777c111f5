"""How a work may be called by somebody who does not quite remember it, and what each slip of memory costs.

Each way to call a work (:mod:`typesetter.citations.aliases`) has a price; a slip of the pen has a
price that falls with the length of the name, another year has one that grows with the distance. The candidate with the lowest
sum is the work that was meant.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from typesetter.citations.aliases import (
    Form,
    Role,
    calls,
    double_calls,
    forms_of,
    heads_of,
    letters,
    surnames,
    title_words,
)
from typesetter.citations.collation import folded
from typesetter.regexes import regex
from typesetter.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typesetter.citations.entry import Entry
    from typesetter.citations.library import Library

FAR = 3.0
"""A candidate that costs more than this is not meant."""
_BESIDE = 0.5
_FOREIGN = 6
"""Texts with more letters than these that the other lacks are further apart than any slip."""
_YEAR = regex(r"1[4-9]\d\d|20\d\d")
_CAMEL = regex(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])|(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_KEY = regex(r"(?P<head>.*?)(?P<year>(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)|(?<!\d)\d\d(?!\d))(?P<tail>.*)", re.DOTALL)
_CERTAIN_ETAL = ("etal", "ea", "andothers")


class Wanted(Struct):
    """What somebody called a work: the words of each name (folded), the year ("" when none is given), further words."""

    names: tuple[tuple[str, ...], ...]
    year: str = ""
    words: tuple[str, ...] = ()
    key: str = ""

    @property
    def head(self) -> str:
        """All names in one word."""
        return "".join(word for name in self.names for word in name)


class Candidate(Struct):
    """A work that may be meant, what its likeness costs, and why it is thought to be that one (sentences, may be none)."""

    key: str
    cost: float
    reasons: tuple[str, ...]


def wanted_by_key(key: str) -> Wanted:
    """What a citation key says: ``morin_paquin2019b`` has two names and a year; ``deWaal:2019caucasus`` a title word too."""
    match = _KEY.fullmatch(key)
    head, year, tail = (match["head"], match["year"], match["tail"]) if match is not None else (key, "", "")
    if len(year) == 2:
        year = ("20" if int(year) < 40 else "19") + year
    words = [folded(w).replace(" ", "") for w in re.split(r"[\W_]+", _CAMEL.sub("-", head)) if w]
    more = [folded(w).replace(" ", "") for w in re.split(r"[\W_]+", _CAMEL.sub("-", tail)) if w]
    if not any(words):
        words, more = more, []
    for ending in _CERTAIN_ETAL:
        if words and words[-1] != ending and words[-1].endswith("etal"):
            words[-1] = words[-1].removesuffix("etal")
    words = [w for w in words if w and w not in ("et", "al", "etal", "and")]
    return Wanted(tuple((w,) for w in words), year, tuple(w for w in more if w), key)


def slips(a: str, b: str, limit: int) -> int:
    """The number of slips from ``a`` to ``b`` (a letter too many, too few, wrong, or two swapped); above ``limit`` inexact."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]


def pardoned(length: int) -> int:
    """How many slips a name of so many letters may have and still be that name."""
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 10 else 3


def likeness(word: str, mask: int, form: Form) -> float | None:
    """What it costs to take ``word`` for the form's text; None when they are not alike."""
    text = form.text
    if word == text:
        return 0.0
    shorter, longer = sorted((len(word), len(text)))
    limit = pardoned(longer)
    cost: float | None = None
    if longer - shorter <= limit and (mask ^ form.mask).bit_count() <= 2 * limit:
        count = slips(word, text, limit)
        if count <= limit:
            cost = 7 * count / longer + (0.0 if word[0] == text[0] else 0.4)
    if shorter >= 4 and (text.startswith(word) or word.startswith(text)):
        begun = 1.2 + 0.1 * (longer - shorter)
        cost = begun if cost is None else min(cost, begun)
    return cost


def years_apart(wanted: str, known: Sequence[str]) -> float:
    """What another year costs; nothing when one of them is the same, little when none is known."""
    if not wanted or not known:
        return 0.0 if wanted == "" else 0.4
    return min(_year_cost(wanted, year) for year in known)


def _year_cost(a: str, b: str) -> float:
    if a == b:
        return 0.0
    apart = abs(int(a) - int(b))
    if apart == 1 or sorted(a) == sorted(b):
        return 1.2
    if sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return 1.3 if apart < 20 else 1.5
    return (1.4 if apart <= 3 else 1.8 if apart <= 12 else 2.2) + min(apart, 99) / 1000


def years_of(entry: Entry) -> list[str]:
    """Every year under which a work is known: of publication, of the first edition, the one in its key."""
    texts = (entry.date().year, entry.date("orig").year, entry.key)
    return list(dict.fromkeys(year for text in texts for year in _YEAR.findall(text)))


class Kin:
    """The works of a library by everything they may be called."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._years = {key: years_of(entry) for key, entry in library.entries.items()}

    def rank(self, wanted: Wanted) -> list[Candidate]:
        """The works that may be meant, best first."""
        if not wanted.head:
            return []
        found: dict[str, Candidate] = {}
        for candidate in self._candidates(wanted, self._plain, by_name=True):
            _keep(found, candidate)
        if not found or min(c.cost for c in found.values()) > 1.5:
            for candidate in self._candidates(wanted, self._pairs, by_name=False):
                _keep(found, candidate)
        self._add_nameless(wanted, found)
        order = {key: i for i, key in enumerate(self._library.entries)}
        near = [c for c in found.values() if c.cost <= FAR]
        return sorted(near, key=lambda c: (round(c.cost, 3), order[c.key]))

    def _add_nameless(self, wanted: Wanted, found: dict[str, Candidate]) -> None:
        """Where the author is known and the year is not, works of that year without an author may be meant too."""
        best = min((c.cost for c in found.values()), default=FAR)
        if not wanted.year or not 1.0 < best < FAR - _BESIDE:
            return
        for key, entry in self._library.entries.items():
            if key not in found and not heads_of(entry) and wanted.year in self._years[key]:
                found[key] = Candidate(key, best + _BESIDE, ("it has no author, and its year fits",))

    def _candidates(self, wanted: Wanted, forms: Sequence[Form], *, by_name: bool) -> Iterator[Candidate]:
        whole = wanted.head
        mask = letters(whole)
        begun = whole[:4]
        for form in forms:
            if (mask ^ form.mask).bit_count() > _FOREIGN and not form.text.startswith(begun):
                continue  # most are, so this costs least
            cost = likeness(whole, mask, form)
            if cost is not None and cost + form.role.value <= FAR:
                yield self._weighed(wanted, form, cost, whole)
        if not by_name or (len(wanted.names) == 1 and len(wanted.names[0]) == 1):
            return
        best: dict[str, tuple[float, Form, float, str]] = {}
        firsts = [(w, letters(w)) for w in dict.fromkeys((*wanted.names[0], "".join(wanted.names[0])))]
        for form in forms:
            for word, bits in firsts:
                if (bits ^ form.mask).bit_count() > _FOREIGN and not form.text.startswith(word[:4]):
                    continue
                cost = likeness(word, bits, form)
                if cost is None:
                    continue
                total = cost + form.role.value
                if total <= FAR and (form.key not in best or total < best[form.key][0]):
                    best[form.key] = (total, form, cost, word)
        for key, (_, form, cost, word) in best.items():
            yield self._weighed(wanted, form, cost, word, more=self._others_cost(wanted, key))

    def _others_cost(self, wanted: Wanted, key: str) -> float:
        """What the further names cost: little when the work has persons so called."""
        known = self._words_of(key)
        total = 0.0
        for name in wanted.names[1:]:
            costs = [likeness(w, letters(w), form) for w in (*name, "".join(name)) for form in known]
            near = [cost for cost in costs if cost is not None]
            total += min(0.5 * min(near), 1.5) if near else 1.5
        return total

    def _words_of(self, key: str) -> list[Form]:
        if key not in self._named:
            names = heads_of(self._library[key])
            words = [w for name in names for w in (*surnames(name), *name.given.replace("-", " ").split(), name.given)]
            self._named[key] = list(forms_of(key, ((Role.NAME, w, w) for w in words)))
        return self._named[key]

    @cached_property
    def _named(self) -> dict[str, list[Form]]:
        return {}

    def _weighed(self, wanted: Wanted, form: Form, slip: float, typed: str, more: float = 0.0) -> Candidate:
        years = self._years[form.key]
        apart = years_apart(wanted.year, years)
        bonus = 0.0
        if wanted.words:
            title = [folded(w) for w in title_words(self._library[form.key].text("title"))]
            bonus = 0.25 * sum(
                any(t.startswith(w) or (len(w) == 1 and form.key.endswith(w)) for t in title) for w in wanted.words
            )
        cost = form.role.value + slip + apart + more - bonus
        return Candidate(form.key, cost, tuple(self._reasons(wanted, form, slip, typed, apart)))

    def _reasons(self, wanted: Wanted, form: Form, slip: float, typed: str, apart: float) -> Iterator[str]:
        entry = self._library[form.key]
        first = next((n.surname for n in heads_of(entry)), "")
        plain = form.role in (Role.KEY, Role.NAME, Role.NAMES, Role.FULL, Role.SHORT, Role.PAIR)
        if slip and plain and (form.role is not Role.KEY or form.shown != form.text):
            swapped = sorted(typed) == sorted(form.text)
            yield (
                f"two letters are swapped: the name is '{form.shown}'"
                if swapped
                else f"the name is spelt '{form.shown}'"
            )
        match form.role:
            case Role.PART:
                yield f"'{form.shown}' is a part of the name '{first}'"
            case Role.COAUTHOR:
                yield f"'{form.shown}' is an author of it, and '{first}' comes first"
            case Role.GIVEN | Role.OTHER_GIVEN:
                surname = next((n.surname for n in heads_of(entry) if form.shown in n.given), first)
                yield f"'{form.shown}' is a given name; the surname is '{surname}'"
            case Role.SHORT if not slip:
                yield f"'{form.shown}' is its author's abbreviation"
            case Role.WORD:
                yield f"'{form.shown}' is in the name of the organisation"
            case Role.EDITOR:
                yield f"'{form.shown}' edited the book that it is in"
            case Role.TITLE | Role.TITLE_WORD | Role.WORK_WORD:
                yield f"'{form.shown}' is in its title"
            case Role.PAIR:
                yield f"the first author's surname is '{first}'"
            case _:
                pass
        years = self._years[form.key]
        if apart and wanted.year and years:
            same = not slip and form.role in (Role.KEY, Role.NAME, Role.NAMES, Role.FULL, Role.SHORT, Role.PART)
            yield f"the same author, another year ({years[0]})" if same else f"its year is {years[0]}"
        elif not slip and form.role in (Role.KEY, Role.NAME, Role.NAMES, Role.FULL) and wanted.year and wanted.key:
            yield "author and year fit"

    @cached_property
    def _plain(self) -> list[Form]:
        return [form for entry in self._library.entries.values() for form in forms_of(entry.key, calls(entry))]

    @cached_property
    def _pairs(self) -> list[Form]:
        return [form for entry in self._library.entries.values() for form in forms_of(entry.key, double_calls(entry))]


def _keep(found: dict[str, Candidate], candidate: Candidate) -> None:
    if candidate.key not in found or candidate.cost < found[candidate.key].cost:
        found[candidate.key] = candidate

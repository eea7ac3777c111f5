"""What the checks of the whole thesis need to know of each chapter, gathered once and kept until the chapter changes.

A check of the whole is made of two halves: a function that looks at the passages of one chapter and gives plain values, and the
comparison of what all chapters gave. The first is the long half, and an edit changes one chapter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from typesetter.checks.passages import Passages
from typesetter.checks.prose import Kind, Passage
from typesetter.regexes import regex
from typesetter.shelf import Shelf

Gather = Callable[[Sequence[Passage]], Any]
"""Looks at the passages of a chapter; its answer is made of tuples, lists, dictionaries, strings and numbers."""
Find = Callable[[Passage], list[Any]]
"""Looks at one passage."""

_OTHERS = "others"
"""The name of what is kept of the whole."""
_WORD_TEXT = r"[^\W\d_]+(?:[’'][^\W\d_]+)*"
_WORD = regex(_WORD_TEXT)
_WORDS_AND_REST = regex(rf"({_WORD_TEXT})")
_POSSESSIVE = regex(r"[’'](?:s)?$")


class Facts:
    """The answers of such functions. ``chapters`` are the passages of each chapter with the name its answers are kept under."""

    def __init__(self, chapters: Sequence[tuple[str, Sequence[Passage]]], shelf: Shelf | None) -> None:
        self._chapters = chapters
        self._shelf = shelf
        self._known: list[dict[str, Any] | None] = [None] * len(chapters)
        self._changed: set[int] = set()
        self._others: dict[str, tuple[str, Any]] | None = None
        self._asked: dict[str, tuple[str, Any]] = {}

    def of(self, gather: Gather) -> list[tuple[Sequence[Passage], Any]]:
        """For each chapter its passages and the answer."""
        question = f"{gather.__module__}.{gather.__qualname__}"
        return [(passages, self._answer(i, question, gather)) for i, (_, passages) in enumerate(self._chapters)]

    def hits(self, find: Find) -> Iterator[tuple[Passage, list[Any]]]:
        """Each passage in which ``find`` finds something, with what it finds."""
        for passages, rows in self._hits(find):
            for index, _, found in rows:
                yield passages[index], found

    def places(self, find: Find) -> Iterator[tuple[Passage, list[Any]]]:
        """The same for those who ask few of the passages for more than their kind and chapter: the others are not made.

        A stand-in for a passage is the same each time, but is not the passage.
        """
        for passages, rows in self._hits(find):
            for index, kind, found in rows:
                yield distant(passages, index, Kind(kind)), found

    def _hits(self, find: Find) -> Iterator[tuple[Sequence[Passage], Any]]:
        question = f"{find.__module__}.{find.__qualname__}"

        def gather(passages: Sequence[Passage]) -> list[tuple[int, str, list[Any]]]:
            return [(i, p.kind.value, found) for i, p in enumerate(passages) if (found := find(p))]

        for i, (_, passages) in enumerate(self._chapters):
            yield passages, self._answer(i, question, gather)

    def stamped(self, question: str, stamp: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, kept until ``stamp``, which tells all that it follows from, is another; not kept without one."""
        if self._shelf is None or not stamp:
            return make()
        if self._others is None:
            self._others = self._shelf.get(_OTHERS) or {}
        kept = self._others.get(question)
        if kept is None or kept[0] != stamp:
            kept = stamp, make()
        self._asked[question] = kept
        return kept[1]

    def _answer(self, index: int, question: str, gather: Gather) -> Any:
        known = self._known[index]
        if known is None:
            name = self._chapters[index][0]
            known = (self._shelf.get(name) if self._shelf is not None and name else None) or {}
            self._known[index] = known
        if question not in known:
            known[question] = gather(self._chapters[index][1])
            self._changed.add(index)
        return known[question]

    def keep(self) -> None:
        """Put what is new where the next build finds it."""
        if self._shelf is None:
            return
        for index in sorted(self._changed):
            name = self._chapters[index][0]
            if name:
                self._shelf.put(name, self._known[index])
        self._changed.clear()
        if self._asked != (self._others or {}):
            self._shelf.put(_OTHERS, self._asked)
            self._others = dict(self._asked)
        self._shelf.tidy()

    @cached_property
    def small(self) -> Counter[str]:
        """How often each word is written small, somebody else's words aside."""
        total: Counter[str] = Counter()
        for _, (small, _) in self.of(_words):
            total.update(small)
        return total

    @cached_property
    def capital(self) -> Counter[str]:
        """How often each word, here in lower case, is written with a capital."""
        total: Counter[str] = Counter()
        for _, (_, capital) in self.of(_words):
            total.update(capital)
        return total


def distant(passages: Sequence[Passage], index: int, kind: Kind | None = None) -> Passage:
    """A passage of a chapter, or a stand-in for it while the chapter's passages have not been made."""
    return passages.distant(index, kind) if isinstance(passages, Passages) else passages[index]


def words_of(text: str) -> list[tuple[int, str]]:
    """The words of a text with their places, the mark of the possessive left out."""
    pieces = _WORDS_AND_REST.split(text)
    ends = list(accumulate(map(len, pieces)))
    return list(zip(ends[::2], map(_bare, pieces[1::2]), strict=False))


def _bare(word: str) -> str:
    return word if word.isalpha() else _POSSESSIVE.sub("", word)


def _words(passages: Sequence[Passage]) -> tuple[dict[str, int], dict[str, int]]:
    own = "\n".join(passage.text for passage in passages if not passage.is_quotation)
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for found, count in Counter(_WORD.findall(own)).items():
        word = _bare(found)
        if word:
            (capital if word[0].isupper() else small)[word.casefold()] += count
    return dict(small), dict(capital)

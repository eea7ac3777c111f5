"""The same thing said at two places in the same words, or nearly: sentences and paragraphs, across chapters.

Every sentence is a set of shingles (runs of three words), and an index by shingle finds the sentences that share some. A
shingle that many sentences have says nothing and is passed over, which keeps the search linear in the length of the text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from operator import add

from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import encloses
from typesetter.checks.sentences import sentences
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex
from typesetter.stamps import digest
from typesetter.structs import Struct

_WORD = regex(r"[^\W_]+(?:[’'-][^\W_]+)*")
_LEAST_WORDS = 8
"""Shorter sentences may well be said twice."""
_COMMON = 12
"""A shingle of more sentences than these is a turn of phrase."""
_SAME, _CERTAIN, _NEAR = 0.999, 0.75, 0.55
"""Shared shingles by all that either sentence has (Jaccard's index): the same, nearly the same for sure, and perhaps."""
_WARNED_WORDS = 12
"""A single sentence of fewer words is worth a note only."""
_READ = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION, Kind.DATA))
_OPENING = regex(r"([A-Z][^\W\d_]+(?:\s[^\W\d_]+){2,4}),")


class _Sentence(Struct):
    passage: Passage
    start: int
    end: int
    words: int


class _Match(Struct):
    index: int
    earlier: int
    likeness: float


_Said = tuple[list[tuple[int, int, int, int, int]], bytes]
"""The sentences of a chapter, each as the number of its passage, start, end, how many words and how many shingles it has; and
all their shingles, eight bytes each."""


def repetitions(subject: Subject) -> Iterator[Diagnostic]:
    """Sentences and paragraphs that stand at two places; those in a row that repeat others in a row are one finding."""
    text = _Text(subject.facts.of(_said))
    run: list[_Match] = []
    for match in text.matches():
        if run and (match.index, match.earlier) != (run[-1].index + 1, run[-1].earlier + 1):
            yield _finding(run, text)
            run = []
        run.append(match)
    if run:
        yield _finding(run, text)


def _said(passages: Sequence[Passage]) -> _Said:
    """The sentences of a chapter."""
    found: list[tuple[int, int, int, int, int]] = []
    shingles = array("Q")
    for number, passage in enumerate(passages):
        if passage.kind not in _READ or "\\" in passage.text:  # LaTeX that is text here
            continue
        quoted = passage.quoted
        for start, end in sentences(passage):
            if encloses(quoted, start + 1, end - 2):
                continue
            words = _WORD.findall(passage.text[start:end].lower())
            if len(words) >= _LEAST_WORDS:
                first, second, third = zip(*map(_fingerprints, words), strict=True)
                own = set(map(add, map(add, first, second[1:]), third[2:]))
                shingles.extend(own)
                found.append((number, start, end, len(words), len(own)))
    return found, shingles.tobytes()


@cache
def _fingerprints(word: str) -> tuple[int, int, int]:
    """Numbers for a word, the same in every run: as the first, the second and the third of three. Their sum is a shingle."""
    number = int(digest(word)[:_HEX], 16)
    return number & _MASK, number >> _BITS & _MASK, number >> 2 * _BITS


_HEX = 32
_BITS = _HEX * 4 // 3
_MASK = (1 << _BITS) - 1


class _Text:
    """The sentences of a thesis by their number in reading order."""

    def __init__(self, chapters: Sequence[tuple[Sequence[Passage], _Said]]) -> None:
        self._chapters = [(passages, rows) for passages, (rows, _) in chapters]
        self._shingles = array("Q")
        self._first: list[int] = []
        """By chapter the number of its first sentence."""
        self._begins: list[int] = []
        """By sentence where its shingles begin."""
        at = 0
        for _, (rows, shingles) in chapters:
            self._first.append(len(self._begins))
            self._shingles.frombytes(shingles)
            for *_, own in rows:
                self._begins.append(at)
                at += own
        self._begins.append(at)

    def __getitem__(self, index: int) -> _Sentence:
        chapter = bisect_right(self._first, index) - 1
        passages, rows = self._chapters[chapter]
        number, start, end, words, _ = rows[index - self._first[chapter]]
        return _Sentence(passages[number], start, end, words)

    def matches(self) -> Iterator[_Match]:
        """For each sentence the earlier one that is most like it, if any is like enough."""
        counts = Counter(self._shingles)
        repeated = {shingle for shingle, count in counts.items() if 1 < count <= _COMMON}
        seen: dict[int, list[int]] = {shingle: [] for shingle in repeated}
        last = -2
        for index, (start, end) in enumerate(pairwise(self._begins)):
            length = end - start
            own = repeated.intersection(self._shingles[start:end])
            if len(own) * 2 < _NEAR * length:  # neither like an earlier sentence nor like a later one
                continue
            there = [seen[shingle] for shingle in own]
            shared = Counter(chain.from_iterable(there))
            for sentences_of in there:
                sentences_of.append(index)
            best = _Match(index, -1, 0.0)
            least = _NEAR * length / 2
            for earlier, count in [pair for pair in shared.items() if pair[1] >= least]:
                if count * 2 < _NEAR * self._length(earlier):
                    continue
                both = len(self._of(index) & self._of(earlier))
                likeness = both / (length + self._length(earlier) - both)
                if (likeness, earlier == last + 1, -earlier) > (best.likeness, best.earlier == last + 1, -best.earlier):
                    best = _Match(index, earlier, likeness)
            if best.likeness >= _NEAR:
                last = best.earlier
                yield best

    def _length(self, index: int) -> int:
        return self._begins[index + 1] - self._begins[index]

    def _of(self, index: int) -> set[int]:
        """The shingles of a sentence."""
        return set(self._shingles[self._begins[index] : self._begins[index + 1]])


def _finding(run: Sequence[_Match], found: _Text) -> Diagnostic:
    first, last, earlier = found[run[0].index], found[run[-1].index], found[run[0].earlier]
    span = first.passage.span(first.start, first.end)
    end = last.passage.span(last.start, last.end)
    if end.path == span.path:
        span = span.to(end)
    same = all(match.likeness >= _SAME for match in run)
    place = earlier.passage.span(earlier.start, earlier.end)
    where = f"line {place.line}" if place.path == span.path else f"{place.path}:{place.line}"
    what = "this sentence" if len(run) == 1 else f"these {len(run)} sentences"
    verb = "stands" if len(run) == 1 else "stand"
    message = f"{what} {verb} {'already' if same else 'in nearly the same words'} in {where}"
    telling = first.passage.kind is Kind.PARAGRAPH and first.words >= _WARNED_WORDS  # tasks in a list are worded alike
    certain = len(run) > 1 or (telling and run[0].likeness >= _CERTAIN)
    hint = f"keep one of the two, and refer to it from the other place (the other begins: “{_start(earlier)} …”)"
    return Diagnostic(Code.TEXT_REPEATED, message, span, (hint,), Severity.WARNING if certain else Severity.INFO)


def _start(sentence: _Sentence) -> str:
    return " ".join(sentence.passage.text[sentence.start : sentence.end].replace("\ufffc", "").split()[:6])


def openings(subject: Subject) -> Iterator[Diagnostic]:
    """Two sentences of a paragraph that begin with the same phrase, such as "On the other hand"."""
    for passage in subject.passages:
        if passage.kind is not Kind.PARAGRAPH:
            continue
        before: dict[str, int] = {}
        for start, end in sentences(passage):
            opening = _OPENING.match(passage.text, start, end)
            if opening is None:
                continue
            phrase = opening[1].casefold()
            if phrase in before:
                yield Diagnostic(
                    Code.OPENING_REPEATED, f"'{opening[1]}' has begun a sentence of this paragraph before",
                    passage.span(*opening.span(1)), ("begin this one in other words",),
                )  # fmt: skip
            before[phrase] = start


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (repetitions,)
CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (openings,)

"""The same thing said at two places in the same words, or nearly: sentences and paragraphs, across chapters.

Every sentence is a set of shingles (runs of three words), and an index by shingle finds the sentences that share some. A
shingle that many sentences have says nothing and is passed over, which keeps the search linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import encloses
from typesetter.checks.sentences import sentences
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_LEAST_WORDS = 8
"""Shorter sentences may well be said twice."""
_COMMON = 12
"""A shingle of more sentences than these is a turn of phrase."""
_SAME, _CERTAIN, _NEAR = 0.999, 0.75, 0.55
"""Shared shingles by all that either sentence has (Jaccard's index): the same, nearly the same for sure, and perhaps."""
_WARNED_WORDS = 12
"""A single sentence of fewer words is worth a note only."""
_READ = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION, Kind.DATA))
_OPENING = re.compile(r"([A-Z][^\W\d_]+(?:\s[^\W\d_]+){2,4}),")


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int
    end: int
    words: int
    shingles: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Match:
    index: int
    earlier: int
    likeness: float


def repetitions(subject: Subject) -> Iterator[Diagnostic]:
    """Sentences and paragraphs that stand at two places; those in a row that repeat others in a row are one finding."""
    found = list(_sentences(subject.passages))
    run: list[_Match] = []
    for match in _matches(found):
        if run and (match.index, match.earlier) != (run[-1].index + 1, run[-1].earlier + 1):
            yield _finding(run, found)
            run = []
        run.append(match)
    if run:
        yield _finding(run, found)


def _sentences(passages: Sequence[Passage]) -> Iterator[_Sentence]:
    for passage in passages:
        if passage.kind not in _READ or "\\" in passage.text:  # LaTeX that is text here
            continue
        quoted = passage.quoted
        for start, end in sentences(passage):
            if encloses(quoted, start + 1, end - 2):
                continue
            words = _WORD.findall(passage.text[start:end].lower())
            if len(words) >= _LEAST_WORDS:
                shingles = frozenset(map(hash, zip(words, words[1:], words[2:], strict=False)))
                yield _Sentence(passage, start, end, len(words), shingles)


def _matches(found: Sequence[_Sentence]) -> Iterator[_Match]:
    """For each sentence the earlier one that is most like it, if any is like enough."""
    counts = Counter(shingle for sentence in found for shingle in sentence.shingles)
    seen: dict[int, list[int]] = {}
    last = -2
    for index, sentence in enumerate(found):
        shared: Counter[int] = Counter()
        telling = [shingle for shingle in sentence.shingles if 1 < counts[shingle] <= _COMMON]
        for shingle in telling:
            shared.update(seen.get(shingle, ()))
            seen.setdefault(shingle, []).append(index)
        best = _Match(index, -1, 0.0)
        for earlier, count in shared.items():
            other = found[earlier].shingles
            if count * 2 < _NEAR * max(len(sentence.shingles), len(other)):
                continue
            both = len(sentence.shingles & other)
            likeness = both / (len(sentence.shingles) + len(other) - both)
            if (likeness, earlier == last + 1, -earlier) > (best.likeness, best.earlier == last + 1, -best.earlier):
                best = _Match(index, earlier, likeness)
        if best.likeness >= _NEAR:
            last = best.earlier
            yield best


def _finding(run: Sequence[_Match], found: Sequence[_Sentence]) -> Diagnostic:
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

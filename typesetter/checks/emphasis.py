"""Emphasis that was begun and never ended: its marks are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from typesetter.checks.prose import Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_OPENS = regex(r"(?<![\w*\\])\*{1,3}(?=[“‘\"'(]?[^\W\d_])|(?<![\w\\])_{1,3}(?=[“‘\"'(]?[^\W\d_])")
_SIGNIFICANCE = regex(r"\*+p\s*[<>=≤≥]")
"""What the stars in a table mean: *p < 0.05."""
_ADDRESS = ("/", "@", "www.")
_LONGEST = 200
"""How far an address is looked for, however long a word is."""


def unclosed(subject: Subject) -> Iterator[Diagnostic]:
    """Asterisks and underscores before a word, which are printed since nothing in the paragraph ends what they begin."""
    for passage in subject.passages:
        text = passage.text
        for match in _OPENS.finditer(text) if "*" in text or "_" in text else ():
            start, end = match.span()
            if _SIGNIFICANCE.match(text, start) or _is_address(passage, start):
                continue
            span = passage.span(start, end)
            if span.path != passage.path or passage.raw(start, end) != match[0]:  # data, or written as \*
                continue
            literal = "".join(f"\\{mark}" for mark in match[0])
            yield Diagnostic(
                Code.EMPHASIS_UNCLOSED, f"'{match[0]}' begins an emphasis that never ends, and is printed", span,
                (f"write '{match[0]}' again where it ends, in the same paragraph and right behind a word",
                 f"or '{literal}' if the sign itself is meant"),
            )  # fmt: skip


def _is_address(passage: Passage, at: int) -> bool:
    """Whether the word around ``at`` is an address or a path."""
    text = passage.text
    least = max(0, at - _LONGEST)
    start = max(least, text.rfind(" ", least, at) + 1, text.rfind("\n", least, at) + 1)
    return any(sign in text[start:at] for sign in _ADDRESS)


CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (unclosed,)

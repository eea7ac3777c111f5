"""Where brackets, code spans and comments of an inline text close: found once for a text, so that no rule scans it twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from typesetter.structs import Struct

_MARK = re.compile(r"\\.|`+|[\[\]@]", re.DOTALL)


class Brackets(Struct):
    """The brackets of one text.

    ``closing``: the ``]`` of each ``[`` that is closed; ``owners``: each ``[`` with an ``@`` that is in no bracket inside it.
    """

    closing: dict[int, int]
    owners: frozenset[int]


@lru_cache(maxsize=8)
def brackets(text: str) -> Brackets:
    """The brackets of ``text``; escapes and code spans are skipped."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(run.end() - run.start(), []).append(run.start())
    closing: dict[int, int] = {}
    signs: dict[int, bool] = {}
    stack: list[int] = []
    position = 0
    while (mark := _MARK.search(text, position)) is not None:
        position = mark.end()
        match mark.group()[0]:
            case "`":
                same = runs[mark.end() - mark.start()] if text[mark.start() - 1 : mark.start()] != "`" else []
                after = bisect_right(same, mark.start())
                if after < len(same):
                    position = same[after] + mark.end() - mark.start()
            case "[":
                stack.append(mark.start())
            case "]" if stack:
                closing[stack.pop()] = mark.start()
            case "@" if stack:
                signs[stack[-1]] = True
    return Brackets(closing, frozenset(signs))


def closing_bracket(text: str, start: int, end: int) -> int:
    """The offset before ``end`` of the ``]`` that closes the ``[`` at ``start``, or -1."""
    close = brackets(text).closing.get(start, -1)
    return close if close < end else -1


def owns_at_sign(text: str, start: int) -> bool:
    """Whether an ``@`` stands directly inside the bracket that opens at ``start``."""
    return start in brackets(text).owners


@lru_cache(maxsize=8)
def first_match(text: str, pattern: re.Pattern[str]) -> int:
    """Where the pattern is found first in the whole text; its length when it is not."""
    found = pattern.search(text)
    return found.start() if found is not None else len(text)


@lru_cache(maxsize=8)
def _last(text: str, mark: str) -> int:
    return text.rfind(mark)


def find_mark(text: str, mark: str, start: int, end: int) -> int:
    """``text.find(mark, start, end)``, at once when there is no such mark behind ``start``."""
    return text.find(mark, start, end) if _last(text, mark) >= start else -1


@lru_cache(maxsize=8)
def _dollars(text: str) -> tuple[int, ...]:
    return tuple(mark.start() for mark in re.finditer(r"\\.|\$", text, re.DOTALL) if mark.group() == "$")


def next_dollar(text: str, start: int, end: int) -> int:
    """The offset of the first dollar sign in ``text[start:end]`` that no backslash precedes, or -1."""
    dollars = _dollars(text)
    index = bisect_right(dollars, start - 1)
    return dollars[index] if index < len(dollars) and dollars[index] < end else -1

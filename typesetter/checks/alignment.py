"""Where the characters of printed text stand in the source that they were made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from typesetter import model as m
from typesetter.diagnostics import Span
from typesetter.regexes import regex

SourceLine = Callable[[str, int], str | None]
"""Gives a line (from 1) of a file of the thesis, None when there is none."""


def place_in(node: m.Text, offset: int, source: SourceLine) -> Span:
    """Where one character of a text stands in the source."""
    span = node.span
    if span.line == span.end_line and span.end_column - span.column == len(node.text):
        return Span(span.path, span.line, span.column + offset, span.line, span.column + offset + 1)
    places, lines = _alignment(node, source)
    if not places:
        return span
    ends: list[int] = []
    for at in places[offset]:
        line = bisect_right(lines, at) - 1
        ends += [span.line + line, at - lines[line] + (span.column if line == 0 else 1)]
    return Span(span.path, *ends)


@lru_cache(maxsize=4096)
def _alignment(node: m.Text, source: SourceLine) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Where each character of a text begins and ends in its source, and where that source's lines begin."""
    raw = source_text(node.span, source)
    return _aligned(node.text, raw), (0, *(at for at, char in enumerate(raw, 1) if char == "\n"))


def source_text(span: Span, source: SourceLine) -> str:
    """The source that ``span`` covers, lines joined by line ends."""
    lines = [source(span.path, number) or "" for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


_WRITTEN = {"\N{EM DASH}": "---", "\N{EN DASH}": "--", "\N{HORIZONTAL ELLIPSIS}": "..."}
_ENTITY = regex(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);")
_ESCAPE = regex(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*|.)|''|\"\"|\n[ \t]*", re.DOTALL)
_OCTETS = regex(r"(?:%[0-9A-Fa-f]{2})+")  # of an address that is printed decoded
_QUOTES = {"‘": "'", "’": "'", "“": '"', "”": '"'}


def _aligned(text: str, raw: str) -> tuple[tuple[int, int], ...]:
    """For each character of ``text``, where what it was made of begins and ends in ``raw``.

    Forms that Markdown, YAML and CSV give a character are known; past anything else the next characters that agree are
    looked for. Empty when ``raw`` is not what ``text`` was made of, as for a cell that a picture's attributes name.
    """
    places: list[tuple[int, int]] = []
    at = lost = 0
    for index, char in enumerate(text):
        found = _made_of(char, raw, at)
        if found == 0:
            ahead = text[index : index + 4]
            there = raw.find(ahead, at) if len(ahead) == 4 else -1
            if 0 <= there - at < 40:
                at, found = there, 1
            else:
                lost += 1
        end = min(len(raw), at + (found or 1))
        if index == len(text) - 1 and _ENTITY.fullmatch(raw, at):
            end = len(raw)
        places.append((min(at, end), end))
        at = end
    return tuple(places) if 3 * lost < len(text) else ()


def _made_of(char: str, raw: str, at: int) -> int:
    """How many characters of ``raw`` from ``at`` on made ``char``; 0 when that cannot be told."""
    written = _WRITTEN.get(char)
    if written is not None and raw.startswith(written, at):
        return len(written)
    here = raw[at : at + 1]
    if here == "%" and char != "%" and (octets := _OCTETS.match(raw, at)) is not None:
        return min(3 * len(char.encode()), len(octets[0]))
    if here in ("&", "\\", "'", '"', "\n"):
        if here == "&" and (entity := _ENTITY.match(raw, at)) is not None and (char != "&" or raw[at + 1] in "#a"):
            return len(entity[0])
        escape = _ESCAPE.match(raw, at)
        if escape is not None and (char != "\\" or escape[0] == "\\\\") and here == "\\":
            skipped = escape[0].startswith("\\\n")
            return len(escape[0]) + (_made_of(char, raw, escape.end()) if skipped else 0)
        if escape is not None and here == "\n":
            return len(escape[0]) if char == " " else len(escape[0]) + _made_of(char, raw, escape.end())
        if escape is not None and char in ("'", "’", "‘", '"', "“", "”") and raw[at : at + 2] in ("''", '""'):
            return 2
    return 1 if here == char or _QUOTES.get(char) == here else 0

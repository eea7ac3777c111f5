"""Straight quotation marks → typographic ones, by markdown-it's rules, in a time that grows with the text and no faster.

markdown-it's own rule copies the text for every mark in it, and looks through all marks that are open for each that closes:
200 kB of quotation marks take a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from typesetter.structs import Struct, field

_QUOTE = re.compile(r"['\"]")
_BREAKS = ("softbreak", "hardbreak")
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_PAIRS = {
    '"': ("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    "'": ("\N{LEFT SINGLE QUOTATION MARK}", APOSTROPHE),
}


class _Level(Struct, frozen=False):
    """Marks at one level of nesting that may open a quotation: (running number, token, offset), for each kind of mark."""

    level: int
    marks: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: {"'": [], '"': []})

    def close(self, mark: str) -> tuple[int, int] | None:
        """The token and offset of the last open mark of this kind; what was opened after it is open no more."""
        if not self.marks[mark]:
            return None
        number, token, offset = self.marks[mark].pop()
        for others in self.marks.values():
            while others and others[-1][0] > number:
                others.pop()
        return token, offset


def quotes(state: StateCore) -> None:
    """Core rule."""
    for token in state.tokens:
        if token.type == "inline" and token.children and _QUOTE.search(token.content):
            _set(token.children)


def _set(tokens: Sequence[Token]) -> None:
    texts: dict[int, list[str]] = {}
    levels: list[_Level] = []
    number = 0
    before = dict(_edges(tokens, forward=True))
    after = dict(_edges(tokens, forward=False))
    for index, token in enumerate(tokens):
        while levels and levels[-1].level > token.level:
            levels.pop()
        if token.type != "text" or not _QUOTE.search(token.content):
            continue
        if not levels or levels[-1].level < token.level:
            levels.append(_Level(token.level))
        text = texts[index] = list(token.content)
        for found in _QUOTE.finditer(token.content):
            at, mark = found.start(), found.group()
            # The neighbours are looked at as they are by now: a mark that was set already is another character.
            last = text[at - 1] if at else _last(tokens, texts, before[index])
            following = text[at + 1] if at + 1 < len(text) else _first(tokens, after[index])
            can_open, can_close = _sides(mark, last, following)
            if not can_open and not can_close:
                if mark == "'":
                    text[at] = APOSTROPHE
                continue
            if can_close and (opened := levels[-1].close(mark)) is not None:
                other, offset = opened
                text[at] = _PAIRS[mark][1]
                texts[other][offset] = _PAIRS[mark][0]
            elif can_open:
                number += 1
                levels[-1].marks[mark].append((number, index, at))
            elif mark == "'":
                text[at] = APOSTROPHE
    for index, text in texts.items():
        tokens[index].content = "".join(text)


def _edges(tokens: Sequence[Token], *, forward: bool) -> Iterator[tuple[int, int | None]]:
    """For each token the nearest one with a content before it (or behind it), None where a line or the text begins."""
    near: int | None = None
    for index in range(len(tokens)) if forward else range(len(tokens) - 1, -1, -1):
        yield index, near
        if tokens[index].type in _BREAKS:
            near = None
        elif tokens[index].content:
            near = index


def _last(tokens: Sequence[Token], texts: dict[int, list[str]], index: int | None) -> str:
    if index is None:
        return " "
    return texts[index][-1] if index in texts else tokens[index].content[-1]


def _first(tokens: Sequence[Token], index: int | None) -> str:
    return " " if index is None else tokens[index].content[0]


def _sides(mark: str, last: str, following: str) -> tuple[bool, bool]:
    """Whether a mark between two characters may open a quotation, and whether it may close one."""
    last_punctuation = isMdAsciiPunct(ord(last)) or isPunctChar(last)
    next_punctuation = isMdAsciiPunct(ord(following)) or isPunctChar(following)
    last_space, next_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
    can_open = not next_space and (not next_punctuation or last_space or last_punctuation)
    can_close = not last_space and (not last_punctuation or next_space or next_punctuation)
    if following == '"' and mark == '"' and "0" <= last <= "9":
        return False, False  # 1"" is an inch
    if can_open and can_close:
        return last_punctuation, next_punctuation  # within a run of punctuation, not within a word
    return can_open, can_close

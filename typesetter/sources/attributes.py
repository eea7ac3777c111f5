"""Attribute blocks: ``{#id .class key=value key="two words"}``."""

from __future__ import annotations

import sys

from typesetter.regexes import regex
from typesetter.structs import Struct

_BLOCK = regex(r"\{((?:[^{}\"\n]|\"(?:\\\"|[^\"\n])*+\")*+)\}")
_PART = regex(
    r"\s*(?:#(?P<id>[^\s{}#.=\"]+)|\.(?P<cls>[A-Za-z][\w-]*)|(?P<unnumbered>-)|=(?P<raw>[a-z]+)"
    r"|(?P<key>[A-Za-z][\w:-]*)\s*=\s*(?:\"(?P<quoted>(?:\\\"|[^\"])*+)\"|(?P<bare>[^\s\"{}]+)))(?=\s|$)"
)

_ESCAPED = regex(r"\\([!-/:-@\[-`{-~])")
"""A sign with a backslash before it stands for itself, in quoted values as in text."""


class Attributes(Struct):
    """What an attribute block says. ``raw`` is the format of ``{=latex}``; ``end`` is where the block ends in its text."""

    id: str | None = None
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    raw: str | None = None
    end: int = 0

    def get(self, key: str, default: str = "") -> str:
        """The value of ``key=``."""
        return dict(self.pairs).get(key, default)

    @property
    def unnumbered(self) -> bool:
        """Whether ``.unnumbered`` or ``-`` is given."""
        return "unnumbered" in self.classes


NONE = Attributes()


def parse_attributes(text: str, start: int = 0, end: int = sys.maxsize) -> Attributes | None:
    """The attribute block that ``text[start:end]`` begins with, or None when there is none that can be read."""
    match = _BLOCK.match(text, start, end)
    if match is None:
        return None
    body = match.group(1)
    identifier: str | None = None
    classes: list[str] = []
    pairs: dict[str, str] = {}
    raw: str | None = None
    position = 0
    while position < len(body) and body[position:].strip():
        part = _PART.match(body, position)
        if part is None:
            return None
        if part["id"]:
            identifier = part["id"]
        elif part["cls"]:
            classes.append(part["cls"])
        elif part["unnumbered"]:
            classes.append("unnumbered")
        elif part["raw"]:
            raw = part["raw"]
        else:
            pairs[part["key"]] = part["bare"] if part["quoted"] is None else _ESCAPED.sub(r"\1", part["quoted"])
        position = part.end()
    if position == 0:
        return None
    return Attributes(identifier, tuple(classes), tuple(pairs.items()), raw, match.end())


def split_trailing(text: str) -> tuple[str, Attributes | None, int]:
    """``text`` without the attribute block that it ends with, the block, and the block's offset.

    The offset is -1 when there is no block; the block is None with an offset when what stands there begins like one
    (``{#`` or ``{.``) and cannot be read.
    """
    stripped = text.rstrip()
    if not stripped.endswith("}"):
        return text, None, -1
    start = stripped.rfind("{")
    if start < 0 or (start > 0 and stripped[start - 1] == "\\"):
        return text, None, -1
    found = parse_attributes(stripped, start)
    if found is not None and found.end == len(stripped) and found.raw is None:
        return stripped[:start].rstrip(), found, start
    if stripped[start + 1 : start + 2] in ("#", "."):
        return stripped[:start].rstrip(), None, start
    return text, None, -1

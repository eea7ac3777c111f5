"""Straight quotation marks and apostrophes of a .bib field as they are printed: O'Brien → O’Brien."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.model import Code, Emph, Link, Math, Strong, Styled, Subscript, Superscript, Text, plain_text
from typesetter.structs import replace

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.model import Inline

_MARK = re.compile(r"['\"]")
_CURLY = {"'": ("‘", "’"), '"': ("“", "”")}
_BEFORE_OPENING = tuple(" \u00a0([{—–/-‘“")


def typographic(inlines: Inlines) -> Inlines:
    """The same inlines with curly marks; code, mathematics and the text of addresses are left alone."""
    whole = plain_text(inlines)
    if "'" not in whole and '"' not in whole:
        return inlines
    return tuple(_Curler(whole).nodes(inlines))


class _Curler:
    def __init__(self, whole: str) -> None:
        self._whole = whole
        self._at = 0

    def nodes(self, inlines: Inlines) -> list[Inline]:
        return [self._node(node) for node in inlines]

    def _node(self, node: Inline) -> Inline:
        if isinstance(node, Text):
            start, self._at = self._at, self._at + len(node.text)
            return replace(node, text=_MARK.sub(lambda m: self._curly(m.group(), start + m.start()), node.text))
        if isinstance(node, (Code, Math, Link)):
            self._at += len(plain_text(node))
            return node
        if isinstance(node, (Emph, Strong, Styled, Subscript, Superscript)):
            return replace(node, children=tuple(self.nodes(node.children)))
        return node

    def _curly(self, mark: str, at: int) -> str:
        opening, closing = _CURLY[mark]
        before, after = self._whole[at - 1 : at], self._whole[at + 1 : at + 2]
        starts = (not before or before in _BEFORE_OPENING) and after.isalpha()
        partner = re.compile(rf"(?<=[^\s(\[]){mark}(?!\w)").search(self._whole, at + 1)
        return opening if starts and partner is not None else closing if mark == "'" or not starts else opening

"""Inline nodes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from typesetter.diagnostics import Span
from typesetter.structs import Struct

if TYPE_CHECKING:
    from typesetter.model.blocks import Block

Attributes = tuple[tuple[str, str], ...]
"""``key=value`` attributes in source order; keys are unique."""


class Text(Struct):
    """Characters to be printed as they stand (smart quotes and dashes are already in)."""

    text: str
    span: Span


class SoftBreak(Struct):
    """A line end inside a paragraph: a space in print, a line end in the generated LaTeX."""

    span: Span


class HardBreak(Struct):
    """A forced line break."""

    span: Span


class Emph(Struct):
    """Emphasis (italics)."""

    children: tuple[Inline, ...]
    span: Span


class Strong(Struct):
    """Strong emphasis (bold)."""

    children: tuple[Inline, ...]
    span: Span


class Strike(Struct):
    """Struck-out text."""

    children: tuple[Inline, ...]
    span: Span


class Superscript(Struct):
    """Raised text."""

    children: tuple[Inline, ...]
    span: Span


class Subscript(Struct):
    """Lowered text."""

    children: tuple[Inline, ...]
    span: Span


class Styled(Struct):
    """A bracketed span ``[text]{.class key=value}``; the class ``smallcaps`` and ``underline`` are known."""

    classes: tuple[str, ...]
    attributes: Attributes
    children: tuple[Inline, ...]
    span: Span


class Code(Struct):
    """Verbatim text in a line."""

    text: str
    span: Span


class Math(Struct):
    """Inline mathematics; ``tex`` is the body without the dollars."""

    tex: str
    span: Span


class RawInline(Struct):
    """LaTeX that the writer of the manuscript vouches for."""

    tex: str
    span: Span


class Link(Struct):
    """A link out of the document."""

    url: str
    children: tuple[Inline, ...]
    span: Span


class Anchor(Struct):
    """A link inside the document, to the target of that name (``ref-KEY`` for a reference, else a label)."""

    target: str
    children: tuple[Inline, ...]
    span: Span


class Target(Struct):
    """The place that :class:`Anchor` nodes of that name lead to."""

    name: str
    span: Span


class Note(Struct):
    """A footnote, at its mark."""

    blocks: tuple[Block, ...]
    span: Span


class CrossRef(Struct):
    """``@sec-method``: printed as word and number, linked. ``bare`` prints the number alone (``[-@sec-method]``)."""

    label: str
    span: Span
    bare: bool = False


class InlineImage(Struct):
    """A picture inside a line of text. ``path`` is relative to the thesis folder."""

    path: str
    alt: tuple[Inline, ...]
    attributes: Attributes
    span: Span


class CitationMode(StrEnum):
    """``[@a]`` parenthetical · ``@a`` narrative."""

    PARENTHETICAL = "parenthetical"
    NARRATIVE = "narrative"


class CitationItem(Struct):
    """One work in a citation.

    ``locator`` is what follows the key's comma when it names a place (``p. 12``, ``pp. 12-15``, ``ch. 3``), as written;
    ``suffix`` is any other text after the key. ``via`` is the key of the work that the cited one is quoted in, whose span
    is ``via_span``; the locator then belongs to ``via``.
    """

    key: str
    span: Span
    prefix: tuple[Inline, ...] = ()
    locator: str = ""
    suffix: tuple[Inline, ...] = ()
    suppress_author: bool = False
    possessive: bool = False
    via: str | None = None
    via_span: Span | None = None


class Citation(Struct):
    """``[see @a, p. 3; @b]`` or ``@a [p. 3]``. ``id`` is unique in the document, in reading order within its chapter."""

    id: str
    mode: CitationMode
    items: tuple[CitationItem, ...]
    span: Span


Inline = (
    Text
    | SoftBreak
    | HardBreak
    | Emph
    | Strong
    | Strike
    | Superscript
    | Subscript
    | Styled
    | Code
    | Math
    | RawInline
    | Link
    | Anchor
    | Target
    | Note
    | CrossRef
    | InlineImage
    | Citation
)

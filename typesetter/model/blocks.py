"""Block nodes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from typesetter.diagnostics import Span
from typesetter.model.inlines import Attributes, Inline
from typesetter.structs import Struct


class Paragraph(Struct):
    """A paragraph."""

    children: tuple[Inline, ...]
    span: Span


class Heading(Struct):
    """A section heading, level 2 (section) to 6; level 1 is the chapter's title and lives in :class:`Chapter`."""

    level: int
    children: tuple[Inline, ...]
    label: str | None
    numbered: bool
    span: Span


class Quotation(Struct):
    """A block quotation."""

    blocks: tuple[Block, ...]
    span: Span


class BulletList(Struct):
    """A list with bullets; ``tight`` when its source has no empty lines between the items."""

    items: tuple[tuple[Block, ...], ...]
    tight: bool
    span: Span


class OrderedList(Struct):
    """``start`` is the first number."""

    items: tuple[tuple[Block, ...], ...]
    start: int
    tight: bool
    span: Span


class DefinitionList(Struct):
    """Pairs of a term and its definitions."""

    items: tuple[tuple[tuple[Inline, ...], tuple[tuple[Block, ...], ...]], ...]
    span: Span


class CodeBlock(Struct):
    """Verbatim lines; ``text`` ends without a line end, its first line is at ``first_line`` of the source."""

    text: str
    language: str
    first_line: int
    span: Span


class MathBlock(Struct):
    """A displayed equation, numbered when it has a label. ``first_line`` as in :class:`CodeBlock`."""

    tex: str
    label: str | None
    first_line: int
    span: Span


class RawBlock(Struct):
    """Lines of LaTeX that the writer of the manuscript vouches for; ``first_line`` as in :class:`CodeBlock`."""

    tex: str
    first_line: int
    span: Span


class ThematicBreak(Struct):
    """A break in the text, such as a line of three dashes."""

    span: Span


class Alignment(StrEnum):
    """How a column of a table is set."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Cell(Struct):
    """A cell of a table."""

    children: tuple[Inline, ...]
    span: Span


class Table(Struct):
    """A table with a header row. Every row has as many cells as ``alignments``. ``caption`` is empty when there is none.

    ``data`` is the CSV file it was made from, relative to the thesis folder, or None for a pipe table.
    """

    alignments: tuple[Alignment, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: tuple[Inline, ...]
    label: str | None
    attributes: Attributes
    span: Span
    data: str | None = None


class Figure(Struct):
    """A picture with a caption, floating. ``path`` is relative to the thesis folder; ``alt`` is the text alternative."""

    path: str
    caption: tuple[Inline, ...]
    label: str | None
    alt: str
    attributes: Attributes
    span: Span


class Plot(Struct):
    """A figure drawn from the data file ``path``. ``kind``: bar, line, scatter, area or timeline."""

    path: str
    kind: str
    caption: tuple[Inline, ...]
    label: str | None
    alt: str
    attributes: Attributes
    span: Span


class Div(Struct):
    """A fenced div: ``kind`` is its first class (landscape, note, epigraph, quote, center, …)."""

    kind: str
    attributes: Attributes
    blocks: tuple[Block, ...]
    span: Span


class Rich(Struct):
    """A string of a YAML chapter, read as Markdown: ``blocks`` for a text of several, else one paragraph's inlines."""

    inlines: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    source: str
    span: Span

    @property
    def is_block(self) -> bool:
        """Whether it was read as blocks."""
        return bool(self.blocks)


class Record(Struct):
    """A YAML mapping: its values are :class:`Rich` text, plain scalars, records, or tuples of them."""

    items: tuple[tuple[str, Any], ...]
    span: Span

    def __getitem__(self, key: str) -> Any:
        return dict(self.items)[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, or ``default``."""
        return dict(self.items).get(key, default)


class TemplateBlock(Struct):
    """The data of a YAML chapter, to be rendered through ``templates/chapters/NAME.tex.j2``."""

    template: str
    data: Record
    span: Span


Block = (
    Paragraph
    | Heading
    | Quotation
    | BulletList
    | OrderedList
    | DefinitionList
    | CodeBlock
    | MathBlock
    | RawBlock
    | ThematicBreak
    | Table
    | Figure
    | Plot
    | Div
    | TemplateBlock
)

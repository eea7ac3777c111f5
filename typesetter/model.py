"""The document: frozen block and inline nodes, each with the span of the source it was read from.

The nodes know nothing of Markdown or LaTeX. ``sources`` makes them, ``citations`` answers the :class:`Citation` nodes among
them (as inlines again), ``latex`` writes them. Sequences are tuples, so a document can be compared and hashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from typesetter.diagnostics import Span

Attributes = tuple[tuple[str, str], ...]
"""``key=value`` attributes in source order; keys are unique."""

# ---------------------------------------------------------------------------------------------------------------- inlines


@dataclass(frozen=True, slots=True)
class Text:
    """Characters to be printed as they stand (smart quotes and dashes are already in)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class SoftBreak:
    """A line end inside a paragraph: a space in print, a line end in the generated LaTeX."""

    span: Span


@dataclass(frozen=True, slots=True)
class HardBreak:
    """A forced line break."""

    span: Span


@dataclass(frozen=True, slots=True)
class Emph:
    """Emphasis (italics)."""

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong emphasis (bold)."""

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Strike:
    """Struck-out text."""

    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Superscript:
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Subscript:
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Styled:
    """A bracketed span ``[text]{.class key=value}``; the class ``smallcaps`` and ``underline`` are known."""

    classes: tuple[str, ...]
    attributes: Attributes
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Code:
    """Verbatim text in a line."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Math:
    """Inline mathematics; ``tex`` is the body without the dollars."""

    tex: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawInline:
    """LaTeX that the writer of the manuscript vouches for."""

    tex: str
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the document."""

    url: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside the document, to the target of that name (``ref-KEY`` for a reference, else a label)."""

    target: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """The place that :class:`Anchor` nodes of that name lead to."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, at its mark."""

    blocks: tuple[Block, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CrossRef:
    """``@sec-method``: printed as word and number, linked. ``bare`` prints the number alone (``[-@sec-method]``)."""

    label: str
    span: Span
    bare: bool = False


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture inside a line of text. ``path`` is relative to the thesis folder."""

    path: str
    alt: tuple[Inline, ...]
    attributes: Attributes
    span: Span


class CitationMode(StrEnum):
    """``[@a]`` parenthetical · ``@a`` narrative."""

    PARENTHETICAL = "parenthetical"
    NARRATIVE = "narrative"


@dataclass(frozen=True, slots=True)
class CitationItem:
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


@dataclass(frozen=True, slots=True)
class Citation:
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

# ----------------------------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading, level 2 (section) to 6; level 1 is the chapter's title and lives in :class:`Chapter`."""

    level: int
    children: tuple[Inline, ...]
    label: str | None
    numbered: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    blocks: tuple[Block, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[tuple[Block, ...], ...]
    tight: bool
    span: Span


@dataclass(frozen=True, slots=True)
class OrderedList:
    """``start`` is the first number."""

    items: tuple[tuple[Block, ...], ...]
    start: int
    tight: bool
    span: Span


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Pairs of a term and its definitions."""

    items: tuple[tuple[tuple[Inline, ...], tuple[tuple[Block, ...], ...]], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Verbatim lines; ``text`` ends without a line end, its first line is at ``first_line`` of the source."""

    text: str
    language: str
    first_line: int
    span: Span


@dataclass(frozen=True, slots=True)
class MathBlock:
    """A displayed equation, numbered when it has a label. ``first_line`` as in :class:`CodeBlock`."""

    tex: str
    label: str | None
    first_line: int
    span: Span


@dataclass(frozen=True, slots=True)
class RawBlock:
    tex: str
    first_line: int
    span: Span


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    span: Span


class Alignment(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
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


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with a caption, floating. ``path`` is relative to the thesis folder; ``alt`` is the text alternative."""

    path: str
    caption: tuple[Inline, ...]
    label: str | None
    alt: str
    attributes: Attributes
    span: Span


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure drawn from the data file ``path``. ``kind``: bar, line, scatter, area or timeline."""

    path: str
    kind: str
    caption: tuple[Inline, ...]
    label: str | None
    alt: str
    attributes: Attributes
    span: Span


@dataclass(frozen=True, slots=True)
class Div:
    """A fenced div: ``kind`` is its first class (landscape, note, epigraph, quote, center, …)."""

    kind: str
    attributes: Attributes
    blocks: tuple[Block, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Rich:
    """A string of a YAML chapter, read as Markdown: ``blocks`` for a text of several, else one paragraph's inlines."""

    inlines: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    source: str
    span: Span

    @property
    def is_block(self) -> bool:
        return bool(self.blocks)


@dataclass(frozen=True, slots=True)
class Record:
    """A YAML mapping: its values are :class:`Rich` text, plain scalars, records, or tuples of them."""

    items: tuple[tuple[str, Any], ...]
    span: Span

    def __getitem__(self, key: str) -> Any:
        return dict(self.items)[key]

    def get(self, key: str, default: Any = None) -> Any:
        return dict(self.items).get(key, default)


@dataclass(frozen=True, slots=True)
class TemplateBlock:
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

# --------------------------------------------------------------------------------------------------------------- document


class Role(StrEnum):
    """Where a chapter stands: the abstract and other front matter, main matter, back matter."""

    ABSTRACT = "abstract"
    FRONT = "front"
    CHAPTER = "chapter"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the manuscript. ``path`` is relative to the thesis folder; ``digest`` is of the file's bytes."""

    path: str
    role: Role
    title: tuple[Inline, ...]
    label: str
    numbered: bool
    blocks: tuple[Block, ...]
    digest: str
    span: Span


class LabelKind(StrEnum):
    CHAPTER = "chapter"
    APPENDIX = "appendix"
    SECTION = "section"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"


@dataclass(frozen=True, slots=True)
class Label:
    """What a cross reference leads to. ``number`` ("2.1", "A") is empty for what is unnumbered; then ``title`` is printed."""

    name: str
    kind: LabelKind
    number: str
    title: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """The manuscript, read: chapters in printed order (front matter, chapters, appendices) and every label by name."""

    chapters: tuple[Chapter, ...]
    labels: Mapping[str, Label] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list, formatted."""

    key: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """The document with its citations answered: by :attr:`Citation.id` what is printed, and the reference list in order."""

    document: Document
    citations: Mapping[str, tuple[Inline, ...]] = field(hash=False)
    bibliography: tuple[Reference, ...]


# ------------------------------------------------------------------------------------------------------------------ walks


@cache
def _parts_of(kind: type) -> tuple[str, ...] | None:
    """The fields of a node class that can hold nodes; None for what is no node (a string, a span)."""
    if not is_dataclass(kind) or kind is Span:
        return None
    return tuple(f.name for f in fields(kind) if not set(_LEAF_TYPES).issuperset(str(f.type).replace(" ", "").split("|")))


_LEAF_TYPES = ("str", "int", "bool", "None", "Span", "Attributes", "CitationMode", "LabelKind", "Role", "tuple[str,...]",
               "tuple[Alignment,...]")  # fmt: skip


def walk(node: Any) -> Iterator[Any]:
    """``node`` and everything inside it, in reading order; descends into tuples and dataclasses of the model."""
    stack = [node]
    while stack:
        node = stack.pop()
        if type(node) is tuple:
            stack.extend(reversed(node))
            continue
        parts = _parts_of(type(node))
        if parts is not None:
            yield node
            for name in reversed(parts):
                value = getattr(node, name)
                if value is not None:
                    stack.append(value)


def plain_text(node: Any) -> str:
    """The words of an inline, a block or a sequence of them, without notes, citations or markup."""
    match node:
        case tuple():
            return "".join(plain_text(part) for part in node)
        case Text(text=text) | Code(text=text):
            return text
        case SoftBreak() | HardBreak():
            return " "
        case Math(tex=tex):
            return tex
        case Note() | Citation() | Target() | CrossRef() | RawInline():
            return ""
        case _ if hasattr(node, "children"):
            return plain_text(node.children)
        case _ if hasattr(node, "blocks"):
            return "\n".join(plain_text(b) for b in node.blocks)
        case _:
            return ""

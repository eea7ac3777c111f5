"""Tables → LaTeX: column types from the cells' lengths, a float for a short table, page breaks for a long one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from typesetter import model as m
from typesetter.latex.escape import EMPTY, Latex
from typesetter.latex.inline_writer import notes_below
from typesetter.latex.objects import environment, long_table, tabular
from typesetter.latex.sourcemap import one_line
from typesetter.latex.widths import column_widths
from typesetter.structs import replace

if TYPE_CHECKING:
    from typesetter.latex.block_writer import BlockWriter

LONG_ROWS = 30
"""A table of more rows than this, or of more lines than fit on most of a page, breaks over pages."""
LONG_LINES = 38
_SPEC = {m.Alignment.LEFT: "l", m.Alignment.CENTER: "c", m.Alignment.RIGHT: "r"}
_RAGGED = {
    m.Alignment.LEFT: r"\raggedright", m.Alignment.CENTER: r"\centering", m.Alignment.RIGHT: r"\raggedleft",
}  # fmt: skip


def _wide(text: str) -> int:
    """Characters of the text's width that a header takes, which is bold."""
    return math.ceil(1.2 * len(text))


def _characters(writer: BlockWriter) -> int:
    """Characters of table text (a size smaller than the text's) that fit on a line: about 0.47 em each."""
    width = writer.w.text_height if writer.landscape else writer.w.text_width
    return int(width / (writer.w.font_size * 0.9 * 0.47))


def _room(writer: BlockWriter) -> int:
    """The lines of a table that fit on most of a page."""
    return int(LONG_LINES * writer.w.text_width / writer.w.text_height) if writer.landscape else LONG_LINES


def write_table(writer: BlockWriter, node: m.Table) -> Latex:
    """The table as a float, as a fixed table, or as a long table."""
    characters = _characters(writer)
    cells = [node.header, *node.rows]
    texts = [[_text(writer, row[i]) for row in cells] for i in range(len(node.alignments))]
    lengths = [[_wide(column[0]), *map(len, column[1:])] for column in texts]
    words = [
        max(
            (
                measure(word)
                for measure, text in zip((_wide, *[len] * (len(column) - 1)), column, strict=True)
                for word in text.split()
            ),
            default=0,
        )
        for column in texts
    ]
    widths = _given_widths(node) or column_widths(lengths, words, characters)
    spec = "@{}" + "".join(_column(a, w) for a, w in zip(node.alignments, widths, strict=True)) + "@{}"
    lines = sum(
        max((-(-n // max(1, int(w * characters))) if w else 1) for n, w in zip(row, widths, strict=True))
        for row in zip(*lengths, strict=True)
    )
    if (len(node.rows) > LONG_ROWS or lines > _room(writer)) and not writer.in_note:
        return _long(writer, node, spec)

    def make() -> Latex:
        caption = writer.caption(node)
        body = Latex(writer.mark(node.span)) + _body(writer, node, spec)
        return (caption + Latex("\n") if caption else EMPTY) + body

    if node.caption:
        return writer.float("table", node.span, make)
    body, notes = writer.inline.deferring(make)
    return environment("tpcenter", Latex(writer.mark(node.span) + r"\small" + "\n") + body + notes_below(notes))


def _long(writer: BlockWriter, node: m.Table, spec: str) -> Latex:
    def make() -> Latex:
        header = _row(writer, node.header, head=True)
        again = [
            _cell(writer, replace(cell, children=_noteless(cell.children)), bold=True, kind="tprepeated")
            for cell in node.header
        ]
        rows = [_row(writer, row) for row in node.rows]
        return long_table(spec, header, again, rows, caption or None)

    caption, of_caption = writer.inline.deferring(lambda: writer.caption(node))
    body, of_cells = writer.inline.deferring(make)
    return Latex(writer.mark(node.span)) + body + notes_below([*of_caption, *of_cells])


def _body(writer: BlockWriter, node: m.Table, spec: str) -> Latex:
    header = _row(writer, node.header, head=True)
    rows = [_row(writer, row) for row in node.rows]
    return tabular(spec, header, rows)


def _cell(writer: BlockWriter, cell: m.Cell, *, bold: bool = False, kind: str = "tptd") -> Latex:
    latex = writer.inline.write(cell.children)
    source = one_line(latex.source)
    if bold and source:
        source = rf"\tptablehead{{{source}}}"
    tag = rf"\{kind}{{}}" if writer.w.tagged else ""
    return Latex(writer.mark(cell.span) + tag + source, latex.packages)


def _row(writer: BlockWriter, cells: Sequence[m.Cell], *, head: bool = False) -> list[Latex]:
    """The cells of a row; in a tagged document each says what it is, the first also that a row begins."""
    kind = "tpth" if head else "tptd"
    starts = [rf"tptr\{kind}", *[kind] * (len(cells) - 1)]
    return [_cell(writer, cell, bold=head, kind=start) for cell, start in zip(cells, starts, strict=True)]


def _noteless(inlines: Sequence[m.Inline]) -> tuple[m.Inline, ...]:
    """For a header that is printed again: a note belongs to the first."""
    return tuple(inline for inline in inlines if not isinstance(inline, m.Note))


def _text(writer: BlockWriter, cell: m.Cell) -> str:
    """A cell as it is printed, its citations included; what may be divided anywhere is divided."""
    parts = []
    addresses: set[int] = set()
    for inline in m.walk(cell.children):
        match inline:
            case m.Link(url=url, children=(m.Text(text=text) as shown,)) if text in (url, url.removeprefix("mailto:")):
                addresses.add(id(shown))
            case m.Text(text=text):
                parts.append(_divided(text) if id(inline) in addresses else text)
            case m.Code(text=text):
                parts.append(_divided(text))
            case m.SoftBreak():
                parts.append(" ")
            case m.Citation(id=number):
                parts.append(m.plain_text(writer.w.citations.get(number, ())))
            case m.CrossRef():
                parts.append("Chapter 10.1")
            case m.Math(tex=tex) | m.RawInline(tex=tex):
                parts.append(re.sub(r"\\[A-Za-z]+|[{}\s]", "", tex) or "xxxx")
    return "".join(parts)


def _divided(text: str) -> str:
    """Addresses and code, which break where they must."""
    return " ".join(text[i : i + 8] for i in range(0, len(text), 8))


def _given_widths(node: m.Table) -> list[float | None] | None:
    """Widths that the writer asked for with ``widths="20,50,30"``, in percent of the line."""
    given = dict(node.attributes).get("widths")
    if given is None:
        return None
    try:
        numbers = [float(part.strip().rstrip("%")) / 100 for part in given.split(",")]
    except ValueError:
        return None
    return list(numbers) if len(numbers) == len(node.alignments) else None


def _column(alignment: m.Alignment, width: float | None) -> str:
    if width is None:
        return _SPEC[alignment]
    # the skip of nothing lets TeX divide a cell's first word, which it otherwise never does
    return rf">{{{_RAGGED[alignment]}\arraybackslash\hspace{{0pt}}}}p{{{width:.3f}\linewidth}}"

"""Pipe tables: rows of equal length, each cell with its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markdown_it.token import Token

from typesetter import model as m
from typesetter.diagnostics import Code
from typesetter.regexes import regex

if TYPE_CHECKING:
    from typesetter.sources.reader import BlockReader

_ALIGNMENTS = {"text-align:right": m.Alignment.RIGHT, "text-align:center": m.Alignment.CENTER}
_BAR = regex(r"(?<!\\)\|")
_ESCAPED_BAR = regex(r"\\\|")


def build_table(reader: BlockReader, token: Token, inner: Sequence[Token]) -> m.Table:
    """The table of these tokens; rows with too many or too few cells are errors, since cells would be lost."""
    rows: list[tuple[m.Cell, ...]] = []
    alignments: list[m.Alignment] = []
    row: Token | None = None
    contents: list[Token] = []
    for part in inner:
        if part.type == "tr_open":
            row, contents = part, []
        elif part.type == "inline":
            contents.append(part)
        elif part.type == "th_open":
            alignments.append(_ALIGNMENTS.get(str(part.attrs.get("style")), m.Alignment.LEFT))
        elif part.type == "tr_close" and row is not None:
            rows.append(_row(reader, row, contents))
    span = reader.line_span(token)
    reader.reading.check_columns(len(alignments), span)
    return m.Table(tuple(alignments), rows[0], tuple(rows[1:]), (), None, (), span)


def _row(reader: BlockReader, row: Token, contents: Sequence[Token]) -> tuple[m.Cell, ...]:
    number = (row.map or (0, 1))[0]
    line = reader.lines[number]
    ranges = _ranges(line, row.meta["column"])
    if len(ranges) != len(contents):
        span = reader.reading.source.span(number, row.meta["column"], number, len(line.rstrip()))
        reader.reading.error(
            Code.TABLE_RAGGED, f"this row has {_count(len(ranges))} and the header {_count(len(contents))}", span,
            "give every row as many cells as the header; write \\| for a bar inside a cell",
        )  # fmt: skip
    cells = []
    for content, (start, end) in zip(contents, ranges, strict=False):
        dropped = [mark.start() - start - i for i, mark in enumerate(_ESCAPED_BAR.finditer(line, start, end))]
        children = reader.inlines(content, cell=(start, tuple(dropped))) if content.content else ()
        cells.append(m.Cell(children, reader.reading.source.span(number, start, number, end)))
    empty = reader.reading.source.span(number, len(line.rstrip()))
    return (*cells, *(m.Cell((), empty) for _ in range(len(contents) - len(cells))))


def _ranges(line: str, column: int) -> list[tuple[int, int]]:
    """Where the cells of a row stand that begins at ``column``, without the spaces around them."""
    end = len(line.rstrip())
    bars = [mark.start() for mark in _BAR.finditer(line, column, end)]
    edges = list(zip([column, *(bar + 1 for bar in bars)], [*bars, end], strict=True))
    if edges[0][0] == edges[0][1]:  # the bars around the row are no cells
        edges.pop(0)
    if edges and edges[-1][0] == edges[-1][1]:
        edges.pop()
    ranges = []
    for start, stop in edges:
        text = line[start:stop]
        lead = len(text) - len(text.lstrip())
        ranges.append((start + lead, start + max(lead, len(text.rstrip()))))
    return ranges


def _count(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"

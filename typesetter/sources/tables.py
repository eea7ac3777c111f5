"""Pipe tables: rows of equal length, each cell with its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from typesetter import model as m
from typesetter.diagnostics import Code, Span

if TYPE_CHECKING:
    from typesetter.sources.reader import BlockReader

_ALIGNMENTS = {"text-align:right": m.Alignment.RIGHT, "text-align:center": m.Alignment.CENTER}


def _cells_of(line: str) -> list[str]:
    cells = escapedSplit(line.strip())
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return cells


def build_table(reader: BlockReader, token: Token, inner: Sequence[Token]) -> m.Table:
    """The table of these tokens; rows with too many or too few cells are errors, since cells would be lost."""
    rows: list[tuple[m.Cell, ...]] = []
    alignments: list[m.Alignment] = []
    header_count = 0
    for index, row in enumerate(inner):
        if row.type != "tr_open":
            continue
        line_number = (row.map or (0, 1))[0]
        line = reader.lines[line_number] if line_number < len(reader.lines) else ""
        cells, column = [], 0
        position = index + 1
        while inner[position].type != "tr_close":
            if inner[position].type == "inline":
                cell, column = _cell(reader, inner[position], line_number, line, column)
                cells.append(cell)
            elif not rows and inner[position].type == "th_open":
                alignments.append(_ALIGNMENTS.get(str(inner[position].attrs.get("style")), m.Alignment.LEFT))
            position += 1
        if not rows:
            header_count = len(cells)
        found = len(_cells_of(_content_of(line)))
        if rows and found != header_count:
            span = Span(reader.line_span(row).path, *_whole_line(reader, line_number, line))
            reader.reading.error(
                Code.TABLE_RAGGED, f"this row has {_count(found)} and the header {_count(header_count)}", span,
                "give every row as many cells as the header; write \\| for a bar inside a cell",
            )  # fmt: skip
        rows.append(tuple(cells))
    return m.Table(tuple(alignments), rows[0], tuple(rows[1:]), (), None, (), reader.line_span(token))


def _count(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"


def _content_of(line: str) -> str:
    """The row without the marks of quotations and lists that it stands in."""
    return line.lstrip(" >").lstrip() if line.lstrip().startswith(">") else line.strip()


def _whole_line(reader: BlockReader, number: int, line: str) -> tuple[int, int, int, int]:
    indent = len(line) - len(line.lstrip())
    span = reader.reading.source.span(number, indent, number, len(line.rstrip()))
    return span.line, span.column, span.end_line, span.end_column


def _cell(reader: BlockReader, token: Token, number: int, line: str, column: int) -> tuple[m.Cell, int]:
    start = line.find(token.content, column) if token.content else -1
    at = start if start >= 0 else column
    children = reader.inlines(token, from_column=at) if token.content else ()
    end = at + len(token.content)
    span = reader.reading.source.span(number, at, number, end)
    bar = line.find("|", end)
    return m.Cell(children, span), (bar + 1 if bar >= 0 else end)

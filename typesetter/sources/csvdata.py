"""CSV files as tables in which every cell knows its line and column.

The form read is RFC 4180's with what spreadsheets make of it: a comma, a semicolon or a tab between cells, cells with
separators or line ends in double quotes, a byte-order mark, blank lines and rows of empty cells.
"""

from __future__ import annotations

import csv
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from typesetter.config.paths import read_text
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.stamps import digest
from typesetter.structs import Struct

__all__ = ["DataCell", "DataTable", "number", "numbers", "numeric_column", "read_csv", "select_columns"]

_SEPARATORS = {";": "semicolon", "\t": "tab", ",": "comma"}
"""In the order that settles a doubtful header: decimals and prose have commas, hardly ever the other two."""
_SAMPLE = 50
"""Rows from which the separator is recognised."""
_MOST = 20
"""Ragged rows that are reported one by one."""


class DataCell(Struct):
    """A cell: its text without quotes and outer spaces (``\\n`` for a quoted line end), and its place, quotes included."""

    text: str
    span: Span


class DataTable(Struct):
    """A CSV file, read. Every row has as many cells as there are ``columns``, whose names differ and are not empty.

    ``path`` is the path to show (relative to the thesis folder); ``digest`` is of the file's text.
    """

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[DataCell, ...], ...]
    digest: str

    def column(self, name: str) -> tuple[DataCell, ...]:
        """The cells of the column ``name``; ValueError when there is none."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


def read_csv(path: Path, shown: str) -> tuple[DataTable | None, list[Diagnostic]]:
    """The table in the file ``path``, called ``shown`` in messages; None when there is an error.

    Rows of empty cells are left out. Errors: those of :func:`read_text`; DATA_BAD for an empty file, an unclosed or
    misplaced quotation mark, columns without a name or with the same name, and rows that are shorter or longer than
    the header.
    """
    text, found = read_text(path, shown)
    if text is None:
        return None, found
    if not text.strip():
        message = "this file is empty: a table needs a first line with the names of its columns"
        return None, [Diagnostic(Code.DATA_BAD, message, Span(shown))]
    separator = _separator(text)
    records: list[tuple[DataCell, ...]] = []
    fault = _read_records(text, separator, shown, records)
    if fault is not None:
        return None, [fault]
    filled = [record for record in records if any(cell.text for cell in record)]
    if not filled:
        message = "this file has separators but no text: a table needs a first line with the names of its columns"
        return None, [Diagnostic(Code.DATA_BAD, message, Span(shown))]
    header, body = filled[0], filled[1:]
    found = _header_faults(header) + _row_faults(len(header), body, separator)
    if found:
        return None, found
    return DataTable(shown, tuple(_name(cell) for cell in header), tuple(body), digest(text)), []


def select_columns(
    table: DataTable, names: Sequence[str], span: Span | None
) -> tuple[DataTable | None, list[Diagnostic]]:
    """The table of the columns ``names`` in that order; ``span`` is where the manuscript names them.

    DATA_COLUMN for each name that is not a column, with the nearest one and the list of all.
    """
    found = []
    for name in names:
        if name not in table.columns:
            message = f"'{table.path}' has no column '{name}'"
            hints = (*did_you_mean(name, table.columns), f"its columns are {', '.join(table.columns)}")
            found.append(Diagnostic(Code.DATA_COLUMN, message, span, hints))
    if not names:
        found.append(Diagnostic(Code.DATA_COLUMN, f"no column of '{table.path}' is named", span))
    if found:
        return None, found
    places = [table.columns.index(name) for name in names]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return DataTable(table.path, tuple(names), rows, table.digest), []


# --------------------------------------------------------------------------------------------------------------- numbers

_PLAIN = regex(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+")
_SPACED = regex("[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_ENGLISH = regex(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_CONTINENTAL = regex(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_COMMA_DECIMAL = regex(r"[0-9]+,[0-9]+")
_EITHER = regex(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
"""``1,234`` and ``1.234``: thousands in one half of Europe, decimals in the other."""


def number(cell: DataCell | str, *, decimal_comma: bool = False) -> float | None:
    """The number that a cell holds, or None when it is not plainly one.

    Read are ``1234``, ``-12.5`` (also with the true minus sign), ``1e6``, groups of three as in ``1,234``, ``1 234`` and
    ``1.234,5``, a decimal comma as in ``1,5``, and a percent sign, which is dropped (``12 %`` is 12). With
    ``decimal_comma`` the two doubtful forms are read the continental way: ``1,234`` as 1.234 and ``1.234`` as 1234.
    """
    text, sign = _bare(cell)
    if decimal_comma and _EITHER.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _SPACED.fullmatch(text):
        text = re.sub("[ \u00a0\u2009\u202f]", "", text).replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    elif _CONTINENTAL.fullmatch(text) or _COMMA_DECIMAL.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(text):
        return None
    value = sign * float(text)
    return value if math.isfinite(value) else None


def numbers(cells: Sequence[DataCell]) -> tuple[float | None, ...]:
    """The numbers of a column, each as :func:`number`, but ``1,234`` and ``1.234`` as the rest of the column has it."""
    texts = [_bare(cell)[0] for cell in cells]
    sure = [text for text in texts if not _EITHER.fullmatch(text)]
    continental = any(
        _CONTINENTAL.fullmatch(t) or ("," in t and not _ENGLISH.fullmatch(t) and _COMMA_DECIMAL.fullmatch(t))
        for t in sure
    )
    english = any(_ENGLISH.fullmatch(t) or ("." in t and _PLAIN.fullmatch(t)) for t in sure)
    return tuple(number(cell, decimal_comma=continental and not english) for cell in cells)


def numeric_column(table: DataTable, name: str) -> bool:
    """Whether the column is set flush right: it has cells that are not empty, and all of those are numbers."""
    filled = [cell for cell in table.column(name) if cell.text]
    return bool(filled) and all(number(cell) is not None for cell in filled)


def _bare(cell: DataCell | str) -> tuple[str, int]:
    text = (cell if isinstance(cell, str) else cell.text).strip()
    negative = text.startswith(("-", "\N{MINUS SIGN}"))
    return text[negative:].removesuffix("%").strip(), -1 if negative else 1


# --------------------------------------------------------------------------------------------------------------- reading


def _separator(text: str) -> str:
    """The separator by which the most rows have as many cells as the header, which must have two or more."""
    sample = text.lstrip("\n").split("\n")[:_SAMPLE]
    best, best_score = ",", (0.0, 0)
    for candidate in _SEPARATORS:
        counts: list[int] = []
        rows = csv.reader((line + "\n" for line in sample), delimiter=candidate, skipinitialspace=True)
        with suppress(csv.Error):  # an oversized cell: what was read before it decides
            counts.extend(len(row) for row in rows if any(cell.strip() for cell in row))
        if not counts or counts[0] < 2:
            continue
        score = (counts.count(counts[0]) / len(counts), counts[0])
        if score > best_score:
            best, best_score = candidate, score
    return best


def _read_records(text: str, separator: str, shown: str, records: list[tuple[DataCell, ...]]) -> Diagnostic | None:
    """Append the rows that are not blank lines. The csv module reads the values, :func:`_places` finds where they stand.

    Gives the diagnosis of the first misplaced quotation mark, after which no cell could be trusted.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def span(start: int, end: int) -> Span:
        line, last = bisect_right(starts, start), bisect_right(starts, end)
        return Span(shown, line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)

    lines = (line + "\n" for line in text.split("\n"))
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    begun = 0
    try:
        for values in reader:
            if values:
                places = _places(text, starts[begun], separator)
                cells = zip(values, places, strict=True)  # were the two readings ever to differ, it must be noticed
                records.append(tuple(DataCell(value.strip(), span(start, end)) for value, (start, end) in cells))
            begun = reader.line_num
    except csv.Error as error:
        return _quote_fault(text, list(_places(text, starts[begun], separator)), span, separator, error)
    return None


def _places(text: str, at: int, separator: str) -> Iterator[tuple[int, int]]:
    """Start and end of each cell of the record that begins at ``at``, quotes included, outer spaces left out."""
    while True:
        while text.startswith(" ", at):
            at += 1
        begin, at = at, _quoted_end(text, at)
        while at < len(text) and text[at] != separator and text[at] != "\n":
            at += 1
        raw = text[begin:at]
        begin += len(raw) - len(raw.lstrip()) if raw.strip() else 0
        yield begin, begin + len(raw.strip())
        if at >= len(text) or text[at] == "\n":
            return
        at += 1


def _quoted_end(text: str, at: int) -> int:
    """The place after the quoted part that begins at ``at``; ``at`` itself when there is none."""
    if not text.startswith('"', at):
        return at
    at += 1
    while at < len(text):
        if text.startswith('""', at):
            at += 2
        elif text[at] == '"':
            return at + 1
        else:
            at += 1
    return at + 1  # past the end: never closed


def _quote_fault(
    text: str, places: Sequence[tuple[int, int]], span: Callable[[int, int], Span], separator: str, error: csv.Error
) -> Diagnostic:
    doubled = 'write "" for a quotation mark inside a quoted cell'
    for begin, _ in places:
        quoted = _quoted_end(text, begin)
        if quoted > len(text):
            message = "this quotation mark is never closed, so the rest of the file would be one cell"
            return Diagnostic(Code.DATA_BAD, message, span(begin, begin + 1), ("close it", doubled))
        if begin < quoted < len(text) and text[quoted] not in separator + "\n":
            after = "a space" if text[quoted] == " " else "text"
            message = (
                f"{after} after a closing quotation mark, where a {_SEPARATORS[separator]} or the line's end must stand"
            )
            return Diagnostic(Code.DATA_BAD, message, span(quoted, quoted + 1), (doubled,))
    begin, end = places[0]
    return Diagnostic(Code.DATA_BAD, f"this row cannot be read ({error})", span(begin, end))


def _name(cell: DataCell) -> str:
    return " ".join(cell.text.split())


def _header_faults(header: Sequence[DataCell]) -> list[Diagnostic]:
    found = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(header, 1):
        name = _name(cell)
        if not name:
            message = f"column {position} has no name"
            hint = "write its name, or delete the separator too many at the end of the lines"
            found.append(Diagnostic(Code.DATA_BAD, message, cell.span, (hint,)))
        elif name in seen:
            message = f"columns {seen[name]} and {position} are both called '{name}'"
            found.append(Diagnostic(Code.DATA_BAD, message, cell.span, ("rename one of them",)))
        else:
            seen[name] = position
    return found


def _row_faults(width: int, body: Sequence[Sequence[DataCell]], separator: str) -> list[Diagnostic]:
    ragged = [row for row in body if len(row) != width]
    word = _SEPARATORS[separator]
    found = []
    for row in ragged[:_MOST]:
        count = f"{len(row)} cells" if len(row) > 1 else "one cell"
        message = f"this row has {count}, the header has {width}"
        if len(row) > width:
            hint = f"put a cell with a {word} in it between double quotes"
        else:
            hint = f"the cells of this file are separated by a {word}; leave a cell empty for a missing value"
        found.append(Diagnostic(Code.DATA_BAD, message, row[0].span.to(row[-1].span), (hint,)))
    if len(ragged) > _MOST:
        message = f"{len(ragged) - _MOST} more rows do not have the header's {width} cells"
        found.append(Diagnostic(Code.DATA_BAD, message, ragged[_MOST][0].span))
    return found

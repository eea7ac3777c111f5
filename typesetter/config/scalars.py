"""The scalars of a YAML file as they are written, each character with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from typesetter.config.mapped import MappedText

_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|$))+")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\N{NO-BREAK SPACE}", "L": "\N{LINE SEPARATOR}", "P": "\N{PARAGRAPH SEPARATOR}",
}  # fmt: skip


class _Writer:
    """Text gathered with its places; lines and columns of the file are given from 0."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first = path, first_line
        self.lines: list[str] = []
        self.origins: list[tuple[int, int]] = []
        self.breaks: list[tuple[int, int, int, int]] = []

    def line(self, text: str, line: int, column: int) -> None:
        """A new line of text, which stands at that place."""
        self.lines.append(text)
        self.origins.append((self.first + line, column + 1))

    def add(self, text: str, line: int, column: int) -> None:
        """More text on the line, which stands at that place."""
        self.breaks.append((len(self.lines) - 1, len(self.lines[-1]), self.first + line, column + 1))
        self.lines[-1] += text

    def mapped(self) -> MappedText:
        return MappedText(self.path, "\n".join(self.lines), tuple(self.origins), tuple(self.breaks))


def scalar_text(node: yaml.ScalarNode, lines: Sequence[str], path: str, first_line: int) -> MappedText:
    """The text of a scalar as it is written: its lines stay lines, since Markdown folds them itself.

    ``lines`` are the file's, from line ``first_line`` on. A text that cannot be followed is given as YAML reads it, at the
    place where it begins.
    """
    line, column = _start(node, lines)
    value = str(node.value)
    if node.style in ("|", ">"):
        text = _block(node, lines, line + 1, _Writer(path, first_line))
    elif node.style in ("'", '"'):
        text = _quoted(node, lines, line, column + 1, _Writer(path, first_line))
    else:
        text = _plain(node, lines, line, column, _Writer(path, first_line))
    if text.origins and "".join(text.text.split()) == "".join(value.split()):
        return text
    line, column = clamped(lines, line, column)
    return MappedText(path, value, ((first_line + line, column + 1),) * (value.count("\n") + 1))


def clamped(lines: Sequence[str], line: int, column: int) -> tuple[int, int]:
    """The place, or the end of the last line with something in it when it is the end of the file (lines from 0)."""
    if line >= len(lines) or (0 < line == len(lines) - 1 and not lines[line]):
        line = max((i for i, row in enumerate(lines) if row.strip()), default=0)
        column = len(lines[line])
    return line, min(column, len(lines[line]))


def _start(node: yaml.ScalarNode, lines: Sequence[str]) -> tuple[int, int]:
    """Where the scalar itself begins, behind its anchor and tag."""
    line, column = node.start_mark.line, node.start_mark.column
    while line < min(node.end_mark.line + 1, len(lines)):
        match = _PROPERTIES.match(lines[line], column)
        column = match.end() if match is not None else column
        if lines[line][column:].strip():
            return line, column
        line, column = line + 1, 0
        if line < len(lines):
            column = len(lines[line]) - len(lines[line].lstrip())
    return node.start_mark.line, node.start_mark.column


def _plain(node: yaml.ScalarNode, lines: Sequence[str], line: int, column: int, out: _Writer) -> MappedText:
    end = node.end_mark
    for number in range(line, min(end.line + 1, len(lines))):
        whole = lines[number]
        start = column if number == line else len(whole) - len(whole.lstrip())
        out.line(whole[start : end.column if number == end.line else None].rstrip(), number, start)
    return out.mapped()


def _block(node: yaml.ScalarNode, lines: Sequence[str], start: int, out: _Writer) -> MappedText:
    end = min(node.end_mark.line, len(lines))
    if end < len(lines) and node.end_mark.column and lines[end].strip() and end == len(lines) - 1:
        end += 1  # a file that ends without a line end
    found = list(lines[start:end])
    while found and not found[-1].strip():
        found.pop()
    first = next((row for row in found if row.strip()), "")
    written = next((row for row in str(node.value).split("\n") if row.strip()), "")
    indent = len(first) - len(first.lstrip(" ")) - (len(written) - len(written.lstrip(" ")))
    for number, row in enumerate(found, start):
        out.line(row[indent:], number, indent)
    if not found:
        out.line("", start, 0)
    return out.mapped()


def _quoted(node: yaml.ScalarNode, lines: Sequence[str], line: int, column: int, out: _Writer) -> MappedText:
    double, end = node.style == '"', node.end_mark
    joined = False
    for number in range(line, min(end.line + 1, len(lines))):
        whole = lines[number]
        start = column if number == line else len(whole) - len(whole.lstrip())
        row = whole[start : end.column - 1 if number == end.line else None]
        row = row if number == end.line else row.rstrip()
        goes_on = double and number < end.line and (len(row) - len(row.rstrip("\\"))) % 2 == 1
        pieces = _pieces(row[:-1] if goes_on else row, double=double)
        if joined:
            out.add("", number, start)
        else:
            out.line("", number, start)
        for offset, text, after in pieces:
            if text == "\n":
                out.line("", number, start + after)
            else:
                out.lines[-1] += text
                if after - offset != len(text):
                    out.add("", number, start + after)
        joined = goes_on
    return out.mapped()


def _pieces(row: str, *, double: bool) -> list[tuple[int, str, int]]:
    """The row in pieces: (offset, text, offset behind it), an escape being a piece of its own."""
    pieces: list[tuple[int, str, int]] = []
    position = 0
    for match in (_ESCAPE if double else re.compile("''")).finditer(row):
        if match.start() > position:
            pieces.append((position, row[position : match.start()], match.start()))
        pieces.append((match.start(), _unescape(match) if double else "'", match.end()))
        position = match.end()
    return [*pieces, (position, row[position:], len(row))]


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return _ESCAPED.get(match[4], match[4])

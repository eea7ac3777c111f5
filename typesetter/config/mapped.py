"""A text taken out of a file, each character with its place there."""

from __future__ import annotations

from bisect import bisect_right

from typesetter.diagnostics import Span
from typesetter.structs import Struct


class MappedText(Struct):
    """A text taken out of a file, and where each of its lines stands there: (line, column) of its first character.

    ``breaks`` are the places inside lines from which on the file goes on elsewhere, such as behind an escape, sorted:
    (line and column in the text from 0, line and column in the file).
    """

    path: str
    text: str
    origins: tuple[tuple[int, int], ...]
    breaks: tuple[tuple[int, int, int, int], ...] = ()

    def span(self, line: int, column: int, end_line: int | None = None, end_column: int | None = None) -> Span:
        """The span in the file of a stretch of this text; lines and columns from 0."""
        start = self._place(line, column)
        end = self._place(line if end_line is None else end_line, column if end_column is None else end_column)
        return Span(self.path, *start, *end)

    def _place(self, line: int, column: int) -> tuple[int, int]:
        index = bisect_right(self.breaks, (line, column, 1 << 60, 0)) - 1
        if index >= 0 and self.breaks[index][0] == line:
            _, first, file_line, file_column = self.breaks[index]
            return file_line, file_column + column - first
        file_line, file_column = self.origins[min(line, len(self.origins) - 1)]
        return file_line, file_column + column

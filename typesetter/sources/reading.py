"""What the reading of one text carries along, and where the characters of its inline texts stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

from typesetter import model as m
from typesetter.config.mapped import MappedText
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.structs import Struct, field

MAX_PARAGRAPH = 100_000
"""Characters of one paragraph, 40 pages: TeX breaks a paragraph into lines and pages only when it has the whole of it."""

MAX_COLUMNS = 100
"""Of one table; TeX's memory ends at some two thousand, the page much earlier."""


class Reading(Struct, frozen=False):
    """What one chapter's reading carries along: its text, what was found, and what is shared by its parts."""

    source: MappedText
    env: dict[str, Any] = field(default_factory=dict)
    untrusted: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list)
    citations: int = 0
    id_prefix: str = ""
    note: Callable[[str, Span], tuple[m.Block, ...] | None] = lambda _label, _span: None
    used_links: set[str] = field(default_factory=set)
    nested: int = 0
    in_note: bool = False

    def error(self, code: Code, message: str, span: Span, *hints: str) -> None:
        """Note a finding."""
        self.diagnostics.append(Diagnostic(code, message, span, hints))

    def check_length(self, text: str, span: Span) -> None:
        """Say of one paragraph's text when it is too long to be set."""
        if len(text) > MAX_PARAGRAPH:
            message = f"a paragraph of {len(text):,} characters; at most {MAX_PARAGRAPH:,} can be set"
            self.error(Code.TEXT_LONG, message, span, "divide it into paragraphs, with an empty line between them")

    def check_columns(self, count: int, span: Span) -> None:
        """Say of a table when it has too many columns to be set."""
        if count > MAX_COLUMNS:
            message = f"a table of {count:,} columns; at most {MAX_COLUMNS} can be set"
            self.error(Code.TABLE_WIDE, message, span, "divide it, or turn its rows and columns round")

    def open_note(self, span: Span) -> bool:
        """Enter the text of a footnote (``in_note`` is to be taken back at its end), unless it stands in another one."""
        if self.in_note:
            self.error(
                Code.FOOTNOTE_NESTED,
                "a footnote inside a footnote",
                span,
                "put its text into the outer note, in brackets",
            )
            return False
        self.in_note = True
        return True

    def citation_id(self) -> str:
        """An identifier for the next citation, unique in the document."""
        self.citations += 1
        return f"{self.id_prefix or self.source.path}#{self.citations}"


class Stretch(Struct):
    """The text of one inline token, and where each of its lines stands in the source: (line from 0, column from 0)."""

    text: str
    places: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...] = ()
    """Offsets in the text before which a character of the source was left out: the backslash of ``\\|`` in a table."""
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        starts, end = [0], self.text.find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = self.text.find("\n", end + 1)
        object.__setattr__(self, "starts", tuple(starts))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the source, from 0."""
        line = bisect_right(self.starts, offset) - 1
        source_line, column = self.places[min(line, len(self.places) - 1)]
        dropped = bisect_left(self.dropped, offset) if self.dropped else 0
        return source_line, column + offset - self.starts[line] + dropped

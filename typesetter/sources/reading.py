"""What the reading of one text carries along, and where the characters of its inline texts stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from typesetter import model as m
from typesetter.config.scalars import MappedText
from typesetter.diagnostics import Code, Diagnostic, Span


@dataclass(slots=True)
class Reading:
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of one inline token, and where each of its lines stands in the source: (line from 0, column from 0)."""

    text: str
    places: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...] = ()
    """Offsets in the text before which a character of the source was left out: the backslash of ``\\|`` in a table."""
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        starts = (0, *(i for i, char in enumerate(self.text, 1) if char == "\n"))
        object.__setattr__(self, "starts", starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the source, from 0."""
        line = bisect_right(self.starts, offset) - 1
        source_line, column = self.places[min(line, len(self.places) - 1)]
        return source_line, column + offset - self.starts[line] + bisect_left(self.dropped, offset)

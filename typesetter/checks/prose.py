"""The manuscript as running text: what the checks of words read, each character with its place in the source.

A :class:`Passage` is one heading, paragraph, list item, caption, cell, note and so on, as it is printed: dashes are dashes,
a line end is a space, emphasis has left no mark. What is no text (a citation, a cross reference, a note's mark, mathematics,
code) is one object replacement character, :data:`OBJECT`, and stands in :attr:`Passage.marks`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum
from operator import itemgetter
from sys import intern
from typing import Any

from typesetter import model as m
from typesetter.checks.alignment import SourceLine, place_in, source_text
from typesetter.checks.regions import Regions, touches, united
from typesetter.diagnostics import Span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


class Kind(StrEnum):
    """What a passage is. ``DATA`` is a value of a YAML chapter that is one line, ``TERM`` what a definition defines."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    EPIGRAPH = "epigraph"
    CAPTION = "caption"
    CELL = "cell"
    NOTE = "note"
    TERM = "term"
    DEFINITION = "definition"
    DATA = "data"


_QUOTED = regex(r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|(?<!\w)‘[^‘]*?[^\s‘]’(?!\w)")
_OPENING = regex("[“«„‘]")
_LETTERS = regex(r"[^\W\d_]+")
_DIGIT = regex(r"\d")
_LETTERS_I = str.maketrans({"İ": "i", "ı": "i"})
"""What a pattern without regard to case holds for an i besides what lower case makes one."""


class Passage(Struct):
    """One stretch of running text.

    ``text`` is as printed, without its objects' words; ``marks`` are the objects by their offset in ``text``. ``chapter`` is the
    index of its chapter in the document, ``path`` the file. ``level`` (1 for a chapter's title), ``label`` and ``numbered`` are
    a heading's; ``label`` is a caption's too. ``key`` is the name that a YAML chapter has the text under. ``emphasised`` and
    ``foreign`` are regions of ``text``, the latter with their language. ``block`` is the node it was read from.
    """

    kind: Kind
    chapter: int
    path: str
    text: str
    block: Any = field(repr=False)
    marks: tuple[tuple[int, Any], ...] = ()
    level: int = 0
    label: str | None = None
    numbered: bool = True
    key: str = ""
    language: str = "en-GB"
    emphasised: tuple[tuple[int, int], ...] = ()
    foreign: tuple[tuple[int, int, str], ...] = ()
    starts: tuple[int, ...] = field(default=(), repr=False)
    """Where each of ``pieces`` begins in ``text``."""
    pieces: tuple[Any, ...] = field(default=(), repr=False)
    source: SourceLine = field(default=lambda _path, _line: None, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out once, as the regions are that every check asks for."""

    @property
    def is_quotation(self) -> bool:
        """Whether all of it is somebody else's words."""
        return self.kind in (Kind.QUOTATION, Kind.EPIGRAPH)

    @property
    def quoted(self) -> tuple[tuple[int, int], ...]:
        """The regions between quotation marks, these included."""
        if "quoted" not in self.kept:
            marked = _OPENING.search(self.text) is not None
            self.kept["quoted"] = tuple(found.span() for found in _QUOTED.finditer(self.text)) if marked else ()
        found: tuple[tuple[int, int], ...] = self.kept["quoted"]
        return found

    @property
    def borrowed(self) -> Regions:
        """The regions that need not be the writer's own words: quoted, emphasised as titles are, or in another language."""
        if "borrowed" not in self.kept:
            foreign = ((a, b) for a, b, _ in self.foreign)
            self.kept["borrowed"] = united((*self.quoted, *self.emphasised, *foreign))
        found: Regions = self.kept["borrowed"]
        return found

    @property
    def words(self) -> list[str]:
        """Its words in lower case, in order: what stands between other characters than letters."""
        if "words" not in self.kept:
            self.kept["words"] = list(map(intern, _LETTERS.findall(self.text.casefold())))
        found: list[str] = self.kept["words"]
        return found

    @property
    def vocabulary(self) -> frozenset[str]:
        """Each of its words once: a look at it tells whether a pattern that needs one of some words can be there at all."""
        if "vocabulary" not in self.kept:
            found = frozenset(self.words)
            self.kept["vocabulary"] = found.union(_LETTERS.findall(self.folded)) if self._has_other_i else found
        known: frozenset[str] = self.kept["vocabulary"]
        return known

    @property
    def folded(self) -> str:
        """The text for a look whether a pattern without regard to case is there at all; offsets may be others."""
        text = self.text
        return (text.translate(_LETTERS_I) if self._has_other_i else text).casefold()

    @property
    def has_digit(self) -> bool:
        """Whether there is a digit in it."""
        if "digit" not in self.kept:
            self.kept["digit"] = _DIGIT.search(self.text) is not None
        found: bool = self.kept["digit"]
        return found

    @property
    def _has_other_i(self) -> bool:
        return "ı" in self.text or "İ" in self.text

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether the stretch is in a quotation, or touches one between quotation marks."""
        return self.is_quotation or touches(self.quoted, start, end)

    def is_foreign(self, start: int, end: int) -> bool:
        """Whether the stretch touches text marked as being in another language."""
        if "foreign" not in self.kept:
            self.kept["foreign"] = united((a, b) for a, b, _ in self.foreign)
        return touches(self.kept["foreign"], start, end)

    def mark_at(self, offset: int) -> Any:
        """The object at ``offset``, None where there is none."""
        index = bisect_left(self.marks, offset, key=itemgetter(0))
        return self.marks[index][1] if index < len(self.marks) and self.marks[index][0] == offset else None

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where the characters from ``start`` to before ``end`` of the text stand in the source; the whole by default."""
        end = len(self.text) if end is None else min(end, len(self.text))
        if not self.pieces or start >= len(self.text):
            whole: Span = self.block.span if not self.pieces else self._place(len(self.text) - 1)
            return whole if not self.pieces else Span(whole.path, whole.end_line, whole.end_column)
        first = self._place(start)
        if end <= start:
            return Span(first.path, first.line, first.column)
        last = self._place(end - 1)
        return first.to(last) if first.path == last.path else first

    def raw(self, start: int = 0, end: int | None = None) -> str:
        """The source of that stretch, marks of Markdown and all."""
        return source_text(self.span(start, end), self.source)

    def _place(self, offset: int) -> Span:
        """Where one character stands."""
        index = bisect_right(self.starts, offset) - 1
        piece = self.pieces[index]
        if not isinstance(piece, m.Text):
            whole: Span = piece.span
            return whole
        return place_in(piece, offset - self.starts[index], self.source)

"""Counts of words and characters, by chapter and part and for the whole thesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typesetter.structs import Struct

ROLE_PARTS: Mapping[str, str] = {
    "abstract": "abstract", "front": "front", "chapter": "chapters", "appendix": "appendices",
}  # fmt: skip
"""The part that the text of a chapter belongs to, by its role in the model."""


class Count(Struct):
    """Words, and characters with and without spaces."""

    words: int = 0
    characters: int = 0
    characters_without_spaces: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.words + other.words,
            self.characters + other.characters,
            self.characters_without_spaces + other.characters_without_spaces,
        )


class ChapterCount(Struct):
    """The count of one chapter by part: its text, notes, captions and tables."""

    title: str
    path: str
    role: str
    parts: Mapping[str, Count]
    citations: int

    def total(self, included: Sequence[str]) -> Count:
        """What counts when ``included`` are the parts that do."""
        own = ROLE_PARTS[self.role]
        if own not in included:
            return Count()
        return sum((c for part, c in self.parts.items() if part == own or part in included), Count())

    @property
    def everything(self) -> Count:
        """What is printed, whether it counts or not."""
        return sum(self.parts.values(), Count())


class Statistics(Struct):
    """The counts of a thesis. ``total`` is what the university counts; ``standard_pages`` has one decimal."""

    chapters: tuple[ChapterCount, ...]
    total: Count
    standard_page_chars: int | None
    citations: int
    references: int

    @property
    def standard_pages(self) -> float | None:
        """The total in standard pages; None where the university has none."""
        return round(self.total.characters / self.standard_page_chars, 1) if self.standard_page_chars else None

"""What a university asks of a thesis: lengths, the abstract, the declaration, the file, and the page as it is measured."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ProfileModel(BaseModel):
    """Whatever a profile's file says: no other keys, and no changes."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


CountedPart = Literal[
    "title-page",
    "abstract",
    "front",
    "contents",
    "chapters",
    "notes",
    "captions",
    "tables",
    "references",
    "appendices",
]


class Counts(ProfileModel):
    """Which parts count towards the limits, and whether spaces are characters."""

    parts: tuple[CountedPart, ...]
    spaces: bool


class GroupPages(ProfileModel):
    """The standard pages asked of a thesis by so many authors (the last entry holds for larger groups too)."""

    authors: int = Field(ge=1)
    min: float | None = None
    max: float | None = None


class Limits(ProfileModel):
    """Lengths; what is None is not limited. A standard page is ``standard_page_chars`` characters."""

    standard_page_chars: Annotated[int, Field(ge=500)] | None = None
    standard_pages: tuple[GroupPages, ...] = ()
    min_words: int | None = None
    max_words: int | None = None
    max_characters: int | None = None
    max_pages: Annotated[int | None, Field(description="Pages of the PDF, blank ones included.")] = None
    extra_author: Annotated[
        float, Field(ge=0, description="What each further author adds, as a share: 0.5 is +50 %.")
    ] = 0

    def standard_pages_for(self, authors: int) -> GroupPages | None:
        """What holds for a group of so many authors, or None when nothing is asked."""
        groups = sorted(self.standard_pages, key=lambda g: g.authors)
        return next((g for g in reversed(groups) if g.authors <= authors), None)


class AbstractRules(ProfileModel):
    """What is asked of the abstract; ``language`` is a BCP 47 tag."""

    required: bool = False
    language: str | None = None
    min_pages: int | None = None
    max_pages: int | None = None
    max_words: int | None = None
    max_characters: int | None = None


class Declaration(ProfileModel):
    """A declaration of authorship in the thesis.

    ``paragraphs`` are the university's own words, which are set when the thesis has no declaration of its own; ``{author}``,
    ``{title}``, ``{degree}`` and ``{words}`` in them are the thesis's.
    """

    required: bool = False
    title: str = "Declaration"
    paragraphs: tuple[str, ...] = ()
    signature: bool = True


class Submission(ProfileModel):
    """What is asked of the file handed in.

    ``pdf_standard`` is such as ``PDF/A-2b``; ``tagged`` asks for an accessible file (PDF/UA-1). In ``file_name``, ``{author}``
    (the first author's last name), ``{student_number}``, ``{year}`` and ``{title}`` are the thesis's, in plain letters.
    """

    pdf_standard: Literal["PDF/A-2b", "PDF/A-2u", "PDF/A-2a"] | None = None
    tagged: bool = False
    max_megabytes: float | None = None
    file_name: str = "thesis.pdf"


class Printing(ProfileModel):
    """How a copy on paper differs: two-sided (chapters on right-hand pages, blank versos), and room for the binding in mm."""

    two_sided: bool = True
    binding: Annotated[float, Field(ge=0, le=30)] = 0


class Range(ProfileModel):
    """A figure's bounds, both included; None is no bound."""

    min: float | None = None
    max: float | None = None

    def holds(self, value: float, tolerance: float = 0.0) -> bool:
        """Whether ``value`` is inside, up to ``tolerance`` either way."""
        low = self.min is None or value >= self.min - tolerance
        return low and (self.max is None or value <= self.max + tolerance)


class MarginRules(ProfileModel):
    """The bounds of the margins in millimetres; the binding edge is the left one of a single-sided page."""

    inner: Range | None = None
    outer: Range | None = None
    top: Range | None = None
    bottom: Range | None = None


class PageRules(ProfileModel):
    """What the university asks of the printed page, to be measured in the PDF: type in points, spacing as in the layout."""

    paper: Literal["a4", "letter"] | None = None
    margins: MarginRules = MarginRules.model_construct()
    size: Range | None = None
    note_size: Range | None = None
    spacing: Range | None = None
    typefaces: Annotated[tuple[str, ...], Field(description="The faces asked for, by their usual names.")] = ()
    logo: Literal["forbidden"] | None = None


class Source(ProfileModel):
    """Where figures come from: dotted names such as ``limits.standard_page_chars``, the page's address, and a remark.

    ``date`` is the day on which the figures were entered or last compared with their source.
    """

    figures: tuple[str, ...] = Field(min_length=1)
    address: str | None = None
    verified: bool
    date: datetime.date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _verified_has_address(self) -> Source:
        if self.verified and not self.address:
            raise ValueError("a verified figure needs the address it was read at")
        return self

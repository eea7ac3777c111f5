"""What a university asks of a thesis: lengths, the abstract, the declaration, the file, and the page as it is measured."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from typesetter.config.constraints import Content, Described, Limited
from typesetter.structs import Struct

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


class Counts(Content, Struct):
    """Which parts count towards the limits, and whether spaces are characters."""

    parts: tuple[CountedPart, ...]
    spaces: bool


class GroupPages(Content, Struct):
    """The standard pages asked of a thesis by so many authors (the last entry holds for larger groups too)."""

    authors: Annotated[int, Limited(ge=1)]
    min: float | None = None
    max: float | None = None


class Limits(Content, Struct):
    """Lengths; what is None is not limited. A standard page is ``standard_page_chars`` characters."""

    standard_page_chars: Annotated[int, Limited(ge=500)] | None = None
    standard_pages: tuple[GroupPages, ...] = ()
    min_words: int | None = None
    max_words: int | None = None
    max_characters: int | None = None
    max_pages: Annotated[int | None, Described("Pages of the PDF, blank ones included.")] = None
    extra_author: Annotated[
        float, Limited(ge=0), Described("What each further author adds, as a share: 0.5 is +50 %.")
    ] = 0

    def standard_pages_for(self, authors: int) -> GroupPages | None:
        """What holds for a group of so many authors, or None when nothing is asked."""
        groups = sorted(self.standard_pages, key=lambda g: g.authors)
        return next((g for g in reversed(groups) if g.authors <= authors), None)


class AbstractRules(Content, Struct):
    """What is asked of the abstract; ``language`` is a BCP 47 tag."""

    required: bool = False
    language: str | None = None
    min_pages: int | None = None
    max_pages: int | None = None
    max_words: int | None = None
    max_characters: int | None = None


class Declaration(Content, Struct):
    """A declaration of authorship in the thesis.

    ``paragraphs`` are the university's own words, which are set when the thesis has no declaration of its own; ``{author}``,
    ``{title}``, ``{degree}`` and ``{words}`` in them are the thesis's.
    """

    required: bool = False
    title: str = "Declaration"
    paragraphs: tuple[str, ...] = ()
    signature: bool = True


class Submission(Content, Struct):
    """What is asked of the file handed in.

    ``pdf_standard`` is such as ``PDF/A-2b``; ``tagged`` asks for an accessible file (PDF/UA-1). In ``file_name``, ``{author}``
    (the first author's last name), ``{student_number}``, ``{year}`` and ``{title}`` are the thesis's, in plain letters.
    """

    pdf_standard: Literal["PDF/A-2b", "PDF/A-2u", "PDF/A-2a"] | None = None
    tagged: bool = False
    max_megabytes: float | None = None
    file_name: str = "thesis.pdf"


class Printing(Content, Struct):
    """How a copy on paper differs: two-sided (chapters on right-hand pages, blank versos), and room for the binding in mm."""

    two_sided: bool = True
    binding: Annotated[float, Limited(ge=0, le=30)] = 0


class Range(Content, Struct):
    """A figure's bounds, both included; None is no bound."""

    min: float | None = None
    max: float | None = None

    def holds(self, value: float, tolerance: float = 0.0) -> bool:
        """Whether ``value`` is inside, up to ``tolerance`` either way."""
        low = self.min is None or value >= self.min - tolerance
        return low and (self.max is None or value <= self.max + tolerance)


class MarginRules(Content, Struct):
    """The bounds of the margins in millimetres; the binding edge is the left one of a single-sided page."""

    inner: Range | None = None
    outer: Range | None = None
    top: Range | None = None
    bottom: Range | None = None


class PageRules(Content, Struct):
    """What the university asks of the printed page, to be measured in the PDF: type in points, spacing as in the layout."""

    paper: Literal["a4", "letter"] | None = None
    margins: MarginRules = MarginRules()
    size: Range | None = None
    note_size: Range | None = None
    spacing: Range | None = None
    typefaces: Annotated[tuple[str, ...], Described("The faces asked for, by their usual names.")] = ()
    logo: Literal["forbidden"] | None = None


class Source(Content, Struct, kw_only=True):
    """Where figures come from: dotted names such as ``limits.standard_page_chars``, the page's address, and a remark.

    ``date`` is the day on which the figures were entered or last compared with their source.
    """

    figures: Annotated[tuple[str, ...], Limited(min_length=1)]
    address: str | None = None
    verified: bool
    date: datetime.date | None = None
    note: str | None = None


def with_address(source: Source) -> Source:
    """The source, if it says where a figure that it calls verified was read; raises ValueError if not."""
    if source.verified and not source.address:
        raise ValueError("a verified figure needs the address it was read at")
    return source

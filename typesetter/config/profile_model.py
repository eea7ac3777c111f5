"""The model of a university profile: the page, the order of the parts, and what the university asks of a thesis.

Lengths are in millimetres and type sizes in points unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

ROOT = "generic"
"""The profile that every other one inherits from in the end; it states every figure."""

PAPERS_MM: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of the paper in millimetres."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Margins(_Model):
    """White space around the text in millimetres. ``binding`` is added on the inner side and lost from the text's width."""

    inner: float = Field(ge=10, le=80)
    outer: float = Field(ge=10, le=80)
    top: float = Field(ge=15, le=80)
    bottom: float = Field(ge=15, le=80)
    binding: float = Field(ge=0, le=30)


_Lead = Annotated[float, Field(ge=0.9, le=2.5)]


class Spacing(_Model):
    """Distance of lines, as a multiple of the type size's own leading (about 1.2 times the size)."""

    text: _Lead
    quotations: _Lead
    notes: _Lead
    floats: _Lead
    references: _Lead


class Layout(_Model):
    """The page and its type. ``size`` is in points.

    ``termes``, ``pagella`` and ``heros`` (TeX Gyre's Times, Palatino and Helvetica) need TeX Live; the embedded engine sets
    Latin Modern in their place. ``charter`` puts letters such as ğ together from two signs, which searching may miss.
    """

    paper: Literal["a4", "letter"]
    two_sided: bool
    margins: Margins
    typeface: Literal["latin-modern", "charter", "termes", "pagella", "heros"]
    size: Literal[10, 11, 12]
    spacing: Spacing

    @property
    def text_width_mm(self) -> float:
        """The paper's width without the margins."""
        m = self.margins
        return PAPERS_MM[self.paper][0] - m.inner - m.outer - m.binding

    @property
    def text_height_mm(self) -> float:
        """The paper's height without the margins; running heads and page numbers stand in these."""
        return PAPERS_MM[self.paper][1] - self.margins.top - self.margins.bottom

    @property
    def text_width_pt(self) -> float:
        """The width of the text in TeX points, 72.27 to the inch."""
        return self.text_width_mm / 25.4 * 72.27

    @property
    def text_height_pt(self) -> float:
        """The height of the text in TeX points."""
        return self.text_height_mm / 25.4 * 72.27

    @model_validator(mode="after")
    def _room_for_text(self) -> Layout:
        if self.text_width_mm < 80 or self.text_height_mm < 120:
            width, height = self.text_width_mm, self.text_height_mm
            raise ValueError(f"the margins leave {width:g} × {height:g} mm for the text; it needs 80 × 120 mm")
        return self


class RunningHeads(_Model):
    """The line above the text: ``left`` and ``right`` on a single-sided page, even and odd pages on a two-sided one."""

    style: Literal["small-caps", "italic", "none"]
    left: Literal["chapter", "section", "title", "none"]
    right: Literal["chapter", "section", "title", "none"]
    rule: bool


class Paging(_Model):
    """Page numbers. ``one_run`` counts front and main matter through; the title page counts and shows no number."""

    front: Literal["roman", "arabic", "none"]
    main: Literal["arabic"]
    one_run: bool
    place: Literal["foot-centre", "foot-outer", "head-outer"]


class Numbering(_Model):
    """How many levels of heading carry numbers, the chapter being the first (3: up to 1.1.1)."""

    depth: int = Field(ge=1, le=6)


class Contents(_Model):
    """The table of contents, as deep as ``depth`` (counted as in :class:`Numbering`), and the lists that follow it.

    A list of figures or tables appears from so many items on; ``front_matter`` lists front chapters in the contents too.
    """

    depth: int = Field(ge=1, le=6)
    front_matter: bool
    figures_from: int = Field(ge=1)
    tables_from: int = Field(ge=1)


Slot = Literal[
    "title-page",
    "declaration",
    "abstract",
    "acknowledgements",
    "front",
    "contents",
    "list-of-figures",
    "list-of-tables",
    "abbreviations",
]
"""A place in the front matter; ``front`` takes every front chapter that has no place of its own."""


class Matter(_Model):
    """The order of the parts."""

    front: tuple[Slot, ...]
    main: tuple[Literal["chapters", "references", "appendices"], ...]

    @model_validator(mode="after")
    def _each_once(self) -> Matter:
        needed = {"title-page", "abstract", "front", "contents"}
        if lacking := needed - set(self.front):
            raise ValueError(f"front lacks {', '.join(sorted(lacking))}")
        if sorted(self.main) != ["appendices", "chapters", "references"]:
            raise ValueError("main must name chapters, references and appendices, each once")
        if len(set(self.front)) != len(self.front):
            raise ValueError("front names a part twice")
        return self


TitleField = Literal[
    "institution",
    "title",
    "subtitle",
    "authors",
    "student_number",
    "degree",
    "semester",
    "supervisors",
    "date",
    "characters",
    "standard_pages",
    "words",
]


class TitlePage(_Model):
    """What the title page shows when the thesis gives it, and what it must show."""

    fields: tuple[TitleField, ...]
    required: tuple[TitleField, ...]

    @model_validator(mode="after")
    def _required_is_shown(self) -> TitlePage:
        if hidden := set(self.required) - set(self.fields):
            raise ValueError(f"required but not among fields: {', '.join(sorted(hidden))}")
        return self


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


class Counts(_Model):
    """Which parts count towards the limits, and whether spaces are characters."""

    parts: tuple[CountedPart, ...]
    spaces: bool


class GroupPages(_Model):
    """The standard pages asked of a thesis by so many authors (the last entry holds for larger groups too)."""

    authors: int = Field(ge=1)
    min: float | None = None
    max: float | None = None


class Limits(_Model):
    """Lengths; what is None is not limited. A standard page is ``standard_page_chars`` characters."""

    standard_page_chars: Annotated[int, Field(ge=500)] | None = None
    standard_pages: tuple[GroupPages, ...] = ()
    min_words: int | None = None
    max_words: int | None = None
    max_characters: int | None = None
    max_pages: int | None = None

    def standard_pages_for(self, authors: int) -> GroupPages | None:
        """What holds for a group of so many authors, or None when nothing is asked."""
        groups = sorted(self.standard_pages, key=lambda g: g.authors)
        return next((g for g in reversed(groups) if g.authors <= authors), None)


class AbstractRules(_Model):
    """What is asked of the abstract; ``language`` is a BCP 47 tag."""

    required: bool = False
    language: str | None = None
    min_pages: int | None = None
    max_pages: int | None = None
    max_words: int | None = None
    max_characters: int | None = None


class Submission(_Model):
    """What is asked of the file handed in. ``pdf_standard`` is such as ``PDF/A-2b``."""

    pdf_standard: str | None = None
    max_megabytes: float | None = None
    declaration: bool = False


class Source(_Model):
    """Where figures come from: dotted names such as ``limits.standard_page_chars``, the page's address, and a remark."""

    figures: tuple[str, ...] = Field(min_length=1)
    address: str | None = None
    verified: bool
    note: str | None = None

    @model_validator(mode="after")
    def _verified_has_address(self) -> Source:
        if self.verified and not self.address:
            raise ValueError("a verified figure needs the address it was read at")
        return self


class Profile(_Model):
    """Everything that a university's profile settles, its own figures and the inherited ones together."""

    name: str
    inherits: str | None = None
    institution: str | None = None
    language: str
    layout: Layout
    heads: RunningHeads
    paging: Paging
    numbering: Numbering
    contents: Contents
    matter: Matter
    title_page: TitlePage
    counts: Counts
    limits: Limits = Limits()
    abstract: AbstractRules = AbstractRules()
    submission: Submission = Submission()
    sources: tuple[Source, ...] = ()

    _lineage: tuple[str, ...] = PrivateAttr(default=(ROOT,))
    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def id(self) -> str:
        """The folder's name, such as ``aau-dir``."""
        return self._lineage[0]

    @property
    def lineage(self) -> tuple[str, ...]:
        """This profile's id and those it inherits from, nearest first."""
        return self._lineage

    def origin(self, figure: str) -> str | None:
        """The id of the profile that states ``figure`` (dotted), or None when none does and a default holds."""
        return self._origins.get(figure)

    @property
    def inherited(self) -> tuple[str, ...]:
        """The figures that this university's own profile does not state: taken from a profile it inherits from."""
        return tuple(figure for figure, origin in self._origins.items() if origin != self.id)

    def source(self, figure: str) -> Source | None:
        """The source of a figure: the nearest entry of ``sources`` that names it or a group that holds it."""
        wanted = [".".join(figure.split(".")[:n]) for n in range(figure.count(".") + 1, 0, -1)]
        return next((s for name in wanted for s in self.sources if name in s.figures), None)

    def located(self, lineage: tuple[str, ...], origins: dict[str, str]) -> Profile:
        """This profile, knowing the ids it is made of (its own first) and which of them states which figure."""
        copy = self.model_copy()
        copy._lineage, copy._origins = lineage, origins  # noqa: SLF001  # a copy of its own kind
        return copy

    def templates(self, name: str) -> list[str]:
        """Where to look for a template of the university's, such as ``titlepage``: its own first, then the inherited."""
        return [f"universities/{profile}/{name}.tex.j2" for profile in self._lineage]

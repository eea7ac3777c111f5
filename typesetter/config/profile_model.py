"""The model of a university profile: the page, the order of the parts, and what the university asks of a thesis.

Lengths are in millimetres and type sizes in points unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from typesetter.config.profile_rules import (
    AbstractRules,
    Counts,
    Declaration,
    Limits,
    PageRules,
    Printing,
    ProfileModel,
    Source,
    Submission,
)

ROOT = "generic"
"""The profile that every other one inherits from in the end; it states every figure."""

PAPERS_MM: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of the paper in millimetres."""


class Margins(ProfileModel):
    """White space around the text in millimetres. ``binding`` is added on the inner side and lost from the text's width."""

    inner: float = Field(ge=10, le=80)
    outer: float = Field(ge=10, le=80)
    top: float = Field(ge=15, le=80)
    bottom: float = Field(ge=15, le=80)
    binding: float = Field(ge=0, le=30)


_Lead = Annotated[float, Field(ge=0.9, le=2.5)]


class Spacing(ProfileModel):
    """Distance of lines, as a multiple of the type size's own leading (about 1.2 times the size)."""

    text: _Lead
    quotations: _Lead
    notes: _Lead
    floats: _Lead
    references: _Lead


class Layout(ProfileModel):
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
    chapter_drop: Annotated[
        float, Field(ge=0, le=60, description="From the top margin down to a chapter's heading, mm.")
    ] = 0

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


class RunningHeads(ProfileModel):
    """The line above the text: ``left`` and ``right`` on a single-sided page, even and odd pages on a two-sided one."""

    style: Literal["small-caps", "italic", "none"]
    left: Literal["chapter", "section", "title", "none"]
    right: Literal["chapter", "section", "title", "none"]
    rule: bool


class Paging(ProfileModel):
    """Page numbers. ``one_run`` counts front and main matter through; the title page counts and shows no number."""

    front: Literal["roman", "arabic", "none"]
    main: Literal["arabic"]
    one_run: bool
    place: Literal["foot-centre", "foot-outer", "head-outer"]


class Numbering(ProfileModel):
    """How many levels of heading carry numbers, the chapter being the first (3: up to 1.1.1)."""

    depth: int = Field(ge=1, le=6)


class Contents(ProfileModel):
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


class Matter(ProfileModel):
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
    "college",
    "department",
    "semester",
    "supervisors",
    "date",
    "characters",
    "standard_pages",
    "words",
]


class TitlePage(ProfileModel):
    """What the title page shows when the thesis gives it, and what it must show.

    ``expected`` is what the university's list names and a thesis may yet do without, such as a college. ``statement`` is the
    sentence for which degree the thesis is submitted; ``{degree}``, ``{institution}``, ``{department}`` and ``{year}`` in it
    are the thesis's, and it replaces the plain line of the degree.
    """

    fields: tuple[TitleField, ...]
    required: tuple[TitleField, ...]
    expected: tuple[TitleField, ...] = ()
    statement: str | None = None

    @model_validator(mode="after")
    def _required_is_shown(self) -> TitlePage:
        if hidden := {*self.required, *self.expected} - set(self.fields):
            raise ValueError(f"required but not among fields: {', '.join(sorted(hidden))}")
        return self


class Profile(ProfileModel):
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
    limits: Limits = Limits.model_construct()
    abstract: AbstractRules = AbstractRules.model_construct()
    declaration: Declaration = Declaration.model_construct()
    submission: Submission = Submission.model_construct()
    printing: Printing = Printing.model_construct()
    rules: PageRules = PageRules.model_construct()
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

    def for_print(self) -> Profile:
        """The same for a copy on paper: the layout as :attr:`printing` has it."""
        margins = self.layout.margins.model_copy(update={"binding": self.printing.binding})
        layout = self.layout.model_copy(update={"two_sided": self.printing.two_sided, "margins": margins})
        return self.model_copy(update={"layout": layout})

    def templates(self, name: str) -> list[str]:
        """Where to look for a template of the university's, such as ``titlepage``: its own first, then the inherited."""
        return [f"universities/{profile}/{name}.tex.j2" for profile in self._lineage]

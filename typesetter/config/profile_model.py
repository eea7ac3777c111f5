"""The model of a university profile: the page, the order of the parts, and what the university asks of a thesis.

Lengths are in millimetres and type sizes in points unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from typesetter.config.constraints import Checked, Content, Described, Limited
from typesetter.config.profile_rules import (
    AbstractRules,
    Counts,
    Declaration,
    Limits,
    PageRules,
    Printing,
    Source,
    Submission,
    with_address,
)
from typesetter.structs import Struct, field, fields, replace

ROOT = "generic"
"""The profile that every other one inherits from in the end; it states every figure."""

PAPERS_MM: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of the paper in millimetres."""


class Margins(Content, Struct):
    """White space around the text in millimetres. ``binding`` is added on the inner side and lost from the text's width."""

    inner: Annotated[float, Limited(ge=10, le=80)]
    outer: Annotated[float, Limited(ge=10, le=80)]
    top: Annotated[float, Limited(ge=15, le=80)]
    bottom: Annotated[float, Limited(ge=15, le=80)]
    binding: Annotated[float, Limited(ge=0, le=30)]


_Lead = Annotated[float, Limited(ge=0.9, le=2.5)]


class Spacing(Content, Struct):
    """Distance of lines, as a multiple of the type size's own leading (about 1.2 times the size)."""

    text: _Lead
    quotations: _Lead
    notes: _Lead
    floats: _Lead
    references: _Lead


class Layout(Content, Struct):
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
        float, Limited(ge=0, le=60), Described("From the top margin down to a chapter's heading, mm.")
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


def _with_room(layout: Layout) -> Layout:
    width, height = layout.text_width_mm, layout.text_height_mm
    if width < 80 or height < 120:
        raise ValueError(f"the margins leave {width:g} × {height:g} mm for the text; it needs 80 × 120 mm")
    return layout


class RunningHeads(Content, Struct):
    """The line above the text: ``left`` and ``right`` on a single-sided page, even and odd pages on a two-sided one."""

    style: Literal["small-caps", "italic", "none"]
    left: Literal["chapter", "section", "title", "none"]
    right: Literal["chapter", "section", "title", "none"]
    rule: bool


class Paging(Content, Struct):
    """Page numbers. ``one_run`` counts front and main matter through; the title page counts and shows no number."""

    front: Literal["roman", "arabic", "none"]
    main: Literal["arabic"]
    one_run: bool
    place: Literal["foot-centre", "foot-outer", "head-outer"]


class Numbering(Content, Struct):
    """How many levels of heading carry numbers, the chapter being the first (3: up to 1.1.1)."""

    depth: Annotated[int, Limited(ge=1, le=6)]


class Contents(Content, Struct):
    """The table of contents, as deep as ``depth`` (counted as in :class:`Numbering`), and the lists that follow it.

    A list of figures or tables appears from so many items on; ``front_matter`` lists front chapters in the contents too.
    """

    depth: Annotated[int, Limited(ge=1, le=6)]
    front_matter: bool
    figures_from: Annotated[int, Limited(ge=1)]
    tables_from: Annotated[int, Limited(ge=1)]


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


class Matter(Content, Struct):
    """The order of the parts."""

    front: tuple[Slot, ...]
    main: tuple[Literal["chapters", "references", "appendices"], ...]


def _each_once(matter: Matter) -> Matter:
    needed = {"title-page", "abstract", "front", "contents"}
    if lacking := needed - set(matter.front):
        raise ValueError(f"front lacks {', '.join(sorted(lacking))}")
    if sorted(matter.main) != ["appendices", "chapters", "references"]:
        raise ValueError("main must name chapters, references and appendices, each once")
    if len(set(matter.front)) != len(matter.front):
        raise ValueError("front names a part twice")
    return matter


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


class TitlePage(Content, Struct):
    """What the title page shows when the thesis gives it, and what it must show.

    ``expected`` is what the university's list names and a thesis may yet do without, such as a college. ``statement`` is the
    sentence for which degree the thesis is submitted; ``{degree}``, ``{institution}``, ``{department}`` and ``{year}`` in it
    are the thesis's, and it replaces the plain line of the degree.
    """

    fields: tuple[TitleField, ...]
    required: tuple[TitleField, ...]
    expected: tuple[TitleField, ...] = ()
    statement: str | None = None


def _all_shown(page: TitlePage) -> TitlePage:
    if hidden := {*page.required, *page.expected} - set(page.fields):
        raise ValueError(f"required but not among fields: {', '.join(sorted(hidden))}")
    return page


class ProfileContent(Content, Struct, kw_only=True):
    """Everything that a university's profile settles, its own figures and the inherited ones together."""

    name: str
    inherits: str | None = None
    institution: str | None = None
    language: str
    layout: Annotated[Layout, Checked(_with_room)]
    heads: RunningHeads
    paging: Paging
    numbering: Numbering
    contents: Contents
    matter: Annotated[Matter, Checked(_each_once)]
    title_page: Annotated[TitlePage, Checked(_all_shown)]
    counts: Counts
    limits: Limits = Limits()
    abstract: AbstractRules = AbstractRules()
    declaration: Declaration = Declaration()
    submission: Submission = Submission()
    printing: Printing = Printing()
    rules: PageRules = PageRules()
    sources: tuple[Annotated[Source, Checked(with_address)], ...] = ()


class Profile(ProfileContent, Struct, kw_only=True):
    """A profile that knows where its figures come from.

    ``lineage`` has its id and those of the profiles it inherits from, nearest first; ``origins`` says by dotted name which of
    them states a figure.
    """

    lineage: tuple[str, ...] = (ROOT,)
    origins: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def located(cls, content: ProfileContent, lineage: tuple[str, ...], origins: Mapping[str, str]) -> Profile:
        """The profile that says ``content``."""
        said = {name: getattr(content, name) for name in fields(ProfileContent)}
        return cls(**said, lineage=lineage, origins=origins)

    @property
    def id(self) -> str:
        """The folder's name, such as ``aau-dir``."""
        return self.lineage[0]

    def origin(self, figure: str) -> str | None:
        """The id of the profile that states ``figure`` (dotted), or None when none does and a default holds."""
        return self.origins.get(figure)

    @property
    def inherited(self) -> tuple[str, ...]:
        """The figures that this university's own profile does not state: taken from a profile it inherits from."""
        return tuple(figure for figure, origin in self.origins.items() if origin != self.id)

    def source(self, figure: str) -> Source | None:
        """The source of a figure: the nearest entry of ``sources`` that names it or a group that holds it."""
        wanted = [".".join(figure.split(".")[:n]) for n in range(figure.count(".") + 1, 0, -1)]
        return next((s for name in wanted for s in self.sources if name in s.figures), None)

    def for_print(self) -> Profile:
        """The same for a copy on paper: the layout as :attr:`printing` has it."""
        margins = replace(self.layout.margins, binding=self.printing.binding)
        return replace(self, layout=replace(self.layout, two_sided=self.printing.two_sided, margins=margins))

    def templates(self, name: str) -> list[str]:
        """Where to look for a template of the university's, such as ``titlepage``: its own first, then the inherited."""
        return [f"universities/{profile}/{name}.tex.j2" for profile in self.lineage]

"""A citation style as data: the model of the YAML style sheets in ``variants/`` and of those of users.

Code that formats asks the :class:`Variant` and knows no style by name; :mod:`typesetter.citations.sheets` loads one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from typesetter.citations.kinds import KINDS, TESTS, fallback
from typesetter.citations.names import ROLES
from typesetter.citations.template import Node, compile_template, slots_of
from typesetter.config.constraints import Content, Described, Limited, Made
from typesetter.structs import Struct, field, fields

SLOTS_OF = "x-slots"
"""In the JSON schema, marks a template and says which slots it may use."""
NAME_SLOTS = ("family", "given", "initials", "bare_initials", "spaced_initials", "particle", "suffix")
DATE_SLOTS = ("day", "day2", "day_ordinal", "month", "month2", "month_short", "year")
REFERENCE_SLOTS = (
    "head", "names", "editors", "editor_role", "translators", "book_authors", "year", "title", "shorttitle",
    "booktitle", "journal", "volume", "number", "pages", "chapter", "edition", "place", "publisher", "series",
    "type", "version", "event", "howpublished", "note", "doi", "doi_url", "url", "accessed", "date",
    "day_month", "language", "isbn", "original", "eprint", "container",
    # people: as a list inside the reference, and (…_inverted) in the form of its head
    *(form for role in ROLES for form in (f"{role}s", f"{role}s_inverted")), "editors_inverted", "translators_inverted",
    "editors_credited", "translators_credited",  # in the form of `credits`
    "authors", "authors_inverted",
    "role", "short_names",
    # dates
    "bare_year", "missing_year", "month", "day", "season", "published", "event_date", "event_days", "original_date", "year_only",
    # titles and numbers of what holds the work
    "maintitle", "work_volume", "titleaddon", "booktitleaddon", "issuetitle", "website", "part", "volumes",
    "series_number", "eid",
    "pages_plain", "pages_spaced", "first_page", "pagetotal", "edition_plain", "section", "medium", "scale", "duration",
    # law, archives, meetings
    "court", "reporter", "authority", "jurisdiction", "event_place", "archive", "archive_place", "collection", "shelfmark",
    # the first edition, other addresses
    "original_title", "original_publisher", "original_place", "original_language", "doi_plain", "url_plain", "issn", "status",
)  # fmt: skip
HEAD_SLOTS = tuple(name for name in REFERENCE_SLOTS if name != "head")


def _compiler(*slots: str, tests: frozenset[str] = frozenset()) -> Made:
    return Made(lambda source: compile_template(source, slots, tests), {SLOTS_OF: list(slots)})


NameTemplate = Annotated[Node, _compiler(*NAME_SLOTS)]
DateTemplate = Annotated[Node, _compiler(*DATE_SLOTS)]
HeadTemplate = Annotated[Node, _compiler(*HEAD_SLOTS, tests=TESTS)]
PagesTemplate = Annotated[Node, _compiler("pages")]
YearTemplate = Annotated[Node, _compiler("year")]
ReprintTemplate = Annotated[Node, _compiler("year", "original")]
TitleTemplate = Annotated[Node, _compiler(*HEAD_SLOTS, tests=TESTS)]
CorporateTemplate = Annotated[Node, _compiler("full", "short")]
DetailsTemplate = Annotated[Node, _compiler("words", "date", "year", "day_month")]
FixedTemplate = Annotated[Node, _compiler()]
EditionTemplate = Annotated[Node, _compiler("edition")]


class Guide(Content, Struct, kw_only=True):
    """The guide that a sheet follows, for docs/harvard.md; it changes nothing in print."""

    title: str
    edition: str | None = None
    url: str | None = None


class Initials(Content, Struct, kw_only=True):
    """How given names are cut short."""

    stop: str
    between: str
    hyphen: str


class NameList(Content, Struct, kw_only=True):
    """How names are listed: the form of each, what stands between them, when the list is cut."""

    form: NameTemplate
    rest: Annotated[NameTemplate | None, Described("The form of every name but the first, where it differs.")] = None
    separator: str
    last: str
    two: Annotated[str | None, Described("Between two names, where it differs from `last`.")] = None
    et_al_from: Annotated[
        Annotated[int, Limited(ge=2)] | None,
        Described("The number of names from which the list is cut; null: never."),
    ]
    et_al_show: Annotated[int, Limited(ge=1)]
    et_al: FixedTemplate

    @property
    def prints_given(self) -> bool:
        """Whether given names are printed, and not only their initials."""
        return "given" in slots_of(self.form)


class Words(Content, Struct, kw_only=True):
    """A word for one and for many; for locators, what stands between it and the number."""

    one: str
    many: str
    space: str | None = None


class Sort(Content, Struct, kw_only=True):
    """The order of the reference list."""

    particle: bool
    ignore: tuple[str, ...]
    short: Annotated[bool, Described("Whether organisations stand under their abbreviation: ABS before Austen.")] = (
        False
    )


_DAY_ENDINGS = {
    "1": "st", "2": "nd", "3": "rd", "21": "st", "22": "nd", "23": "rd", "31": "st", "other": "th",
}  # fmt: skip


class Dates(Content, Struct, kw_only=True):
    """Forms of dates and years."""

    months: Annotated[tuple[str, ...], Limited(min_length=12, max_length=12)]
    seasons: Annotated[tuple[str, ...], Limited(min_length=4, max_length=4)]
    full: DateTemplate
    accessed: Annotated[DateTemplate | None, Described("The date of access, where its form differs from `full`.")] = (
        None
    )
    published: Annotated[
        DateTemplate | None, Described("Day and month of publication, where they differ from `full`.")
    ] = None
    short_months: Annotated[tuple[str, ...], Limited(min_length=12, max_length=12)] | None = None
    day_endings: Annotated[
        Mapping[str, str],
        Described("What stands behind a day's number, `other` behind the rest.", default=_DAY_ENDINGS),
    ] = field(default_factory=_DAY_ENDINGS.copy)
    range: str
    circa: YearTemplate
    uncertain: YearTemplate
    decade: YearTemplate
    before_christ: YearTemplate
    no_date: str
    no_date_letter: str
    reprint: ReprintTemplate
    states: Mapping[str, str]


class Pages(Content, Struct, kw_only=True):
    """Pages in a reference."""

    one: PagesTemplate
    many: PagesTemplate


class Heads(Content, Struct, kw_only=True):
    """What a reference begins with. ``roles``: under whom the works of a kind stand, the first that it names."""

    roles: Mapping[str, tuple[str, ...]]
    anonymous: str
    repeated: Annotated[
        str | None, Described("For the names of a work when they are those of the one before it: ——.")
    ] = None
    author: HeadTemplate
    editor: HeadTemplate
    title: HeadTemplate

    def roles_of(self, kind: str) -> tuple[str, ...]:
        """The roles of persons that may head a work of the kind, the best first."""
        return self.roles.get(fallback(kind, self.roles), ())


class InText(Content, Struct, kw_only=True):
    """Citations in the text."""

    names: NameList
    narrative_last: str
    clash: Literal["by-cite", "always", "never"]
    clash_form: NameTemplate
    clash_given: NameTemplate
    et_al_clash: Literal["names", "letters"]
    title: TitleTemplate
    year_in_title: Annotated[
        tuple[str, ...], Described("Kinds whose year is left out where it is in the title already.")
    ]
    open: str
    close: str
    author_year: str
    narrative_open: str
    works: str
    order: Literal["as-cited", "chronological", "reverse-chronological", "alphabetical"]
    same_author: Literal["collapse", "repeat"]
    years: str
    same_year: Literal["repeat", "letters"]
    letters: str
    locator: str
    locator_other: Annotated[
        str | None, Described("Before a place that is no page, where it differs from `locator`.")
    ] = None
    cited_in: str
    reprint: Annotated[
        ReprintTemplate | None, Described("As `dates.reprint`, where the text differs from the list.")
    ] = None
    corporate_first: CorporateTemplate
    corporate_narrative: Literal["brackets", "with-year"]
    possessive: str
    possessive_after_s: str
    ibid: str | None
    ibid_locator: Annotated[str | None, Described("Between ibid. and a place, where it differs from `locator`.")] = None
    op_cit: str | None


class Personal(Content, Struct, kw_only=True):
    """Letters, conversations and the like, which the text alone cites. ``kinds`` are those that are never listed."""

    kinds: tuple[str, ...]
    form: NameTemplate
    separator: str
    words: str
    details: DetailsTemplate
    months: Annotated[tuple[str, ...], Limited(min_length=12, max_length=12)]
    date: DateTemplate


class Locators(Content, Struct, kw_only=True):
    """Words for places in a work."""

    space: str
    page: Words
    chapter: Words
    section: Words
    paragraph: Words
    figure: Words
    table: Words
    volume: Words
    book: Words
    part: Words
    number: Words
    verse: Words
    line: Words
    note: Words
    column: Words
    appendix: Words
    article: Words
    folio: Words
    timestamp: Words

    def words(self, kind: str) -> Words:
        """The words for a kind of place."""
        words: Words = getattr(self, kind)
        return words


class Sheet(Content, Struct, kw_only=True):
    """A whole style sheet, its parents' values included."""

    title: str
    parent: str | None = None
    guide: Guide | None = None
    inherit_references: Annotated[
        bool, Described("Whether `heads`, `shared` and `references` of the parent hold here.")
    ] = True
    initials: Initials
    names: NameList
    inner_names: NameList
    credits: Annotated[
        NameList | None,
        Described("Directors, composers and others, where they differ from `inner_names`."),
    ] = None
    roles: Mapping[str, Words]
    sort: Sort
    dates: Dates
    pages: Pages
    edition: EditionTemplate
    ordinals: Mapping[str, str]
    types: Mapping[str, str]
    heads: Heads
    shared: Annotated[
        Mapping[str, Any],
        Described("Parts of templates that several kinds of reference have in common."),
    ] = field(default_factory=dict)
    references: Mapping[str, Any]
    end: FixedTemplate
    text: InText
    personal: Personal
    locators: Locators


class Variant(Sheet, Struct, kw_only=True):
    """A style sheet with the templates of its references compiled, by kind of work and type of entry.

    ``digest`` is of everything in it that can change how the style prints.
    """

    templates: Mapping[str, Node]
    digest: str

    @classmethod
    def compiled(cls, sheet: Sheet, templates: Mapping[str, Node], digest: str) -> Variant:
        """The variant that the sheet describes."""
        said = {name: getattr(sheet, name) for name in fields(Sheet)}
        return cls(**said, templates=templates, digest=digest)

    def template(self, entry_type: str, kind: str) -> Node:
        """The template of an entry: its type's own, else its kind's, else that of the kind that stands in for it."""
        own = None if entry_type in KINDS else self.templates.get(entry_type)  # an @article may be a newspaper's
        return own if own is not None else self.templates[fallback(kind, self.templates)]

"""What a reference's template can print: the slots of one entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.citations.datewords import date_in_words, day_in_words, month_in_words, year_in_words, year_text
from typesetter.citations.heads import ANONYMOUS, head_of
from typesetter.citations.kinds import set_like
from typesetter.citations.locators import is_many, with_dashes
from typesetter.citations.namelists import format_names
from typesetter.citations.names import ROLES
from typesetter.citations.template import printed_slots, render
from typesetter.model import Link, Math, Text, plain_text

if TYPE_CHECKING:
    from typesetter.citations.dates import Date
    from typesetter.citations.entry import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.variant import NameList, Variant

_FIELDS = {
    "title": ("title",), "booktitle": ("booktitle", "maintitle"), "journal": ("journaltitle",),
    "volume": ("volume",), "number": ("number",), "chapter": ("chapter",), "place": ("location",),
    "publisher": ("publisher", "institution", "organization"), "series": ("series",), "version": ("version",),
    "event": ("eventtitle",), "howpublished": ("howpublished",), "note": ("note", "addendum"),
    "language": ("language",), "isbn": ("isbn",), "eprint": ("eprint",), "shorttitle": ("shorttitle",),
    "website": ("website", "maintitle", "booktitle", "journaltitle", "organization", "publisher"),
    "series_number": ("number",), "medium": ("medium", "howpublished"), "duration": ("duration", "runtime"),
    "court": ("court", "institution"), "reporter": ("reporter", "journaltitle", "booktitle"),
    "authority": ("authority", "institution", "organization", "publisher"), "jurisdiction": ("jurisdiction", "location"),
    "event_place": ("venue", "eventlocation", "event-place"), "archive": ("archive", "library"),
    "archive_place": ("archiveplace", "archive_place", "archive-place", "location"),
    "collection": ("collection", "archive_collection"),
    "shelfmark": ("shelfmark", "archivelocation", "archive_location", "callnumber"),
    "original_title": ("origtitle",), "original_publisher": ("origpublisher",), "original_place": ("origlocation",),
    "original_language": ("origlanguage",), "pagetotal": ("pagetotal", "numpages"), "status": ("pubstate",),
}  # fmt: skip
_SUBTITLES = {
    "title": "subtitle",
    "booktitle": "booksubtitle",
    "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
    "issuetitle": "issuesubtitle",
}
_REPEATABLE = frozenset(("names", "year", "editor_role"))
"""Slots of the head that may stand again in what follows it; a title or a journal that leads the reference does not."""
_LISTS = frozenset(
    f"{role}s{form}" for role in ("author", "editor", "translator", *ROLES) for form in ("", "_inverted")
)
_ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class ReferenceSlots:
    """The slots of one entry. The head is made first, so that a title that moved to the front is not printed twice."""

    def __init__(
        self, entry: Entry, variant: Variant, letter: str = "", *, head: bool = True, repeated: bool = False
    ) -> None:
        """``repeated``: the work before it in the list has the same names."""
        self.entry = entry
        self.variant = variant
        self.letter = letter
        self.repeated = repeated
        self._role, self._names = head_of(entry, variant)
        self._made: dict[str, Inlines] = {}
        self._spent: frozenset[str] = frozenset()
        if not head:
            return
        heads = variant.heads
        own = heads.author if self._role in ("author", ANONYMOUS) else heads.editor
        template = own if self._names else heads.title
        self._made["head"] = render(template, self, entry.span)
        self._spent = printed_slots(template, self) - _REPEATABLE
        for name in self._spent:
            self._made.pop(name, None)

    def __call__(self, name: str) -> Inlines:
        """The inlines of a slot, empty when the entry has nothing for it; of a test, not empty when it holds."""
        if name not in self._made:
            subject, dot, value = name.partition(".")
            if dot:
                return self._text(value) if value == (self.entry.kind if subject == "kind" else self.entry.type) else ()
            method = getattr(self, f"_slot_{name}", None)
            self._made[name] = () if name in self._spent else method() if method is not None else self._other(name)
        return self._made[name]

    def _other(self, name: str) -> Inlines:
        return self._others(name) if name in _LISTS else self._field(name)

    def _text(self, text: str) -> Inlines:
        return (Text(text, self.entry.span),) if text else ()

    def _slot_shorttitle(self) -> Inlines:
        """The short title, or the title without its subtitle: what the text cites a work without author by."""
        return self.entry.fields.get("shorttitle") or self.entry.fields.get("title", ())

    def _slot_container(self) -> Inlines:
        return self("booktitle") or self("journal")

    def _field(self, name: str) -> Inlines:
        fields = self.entry.fields
        source = next((f for f in _FIELDS.get(name, (name,)) if f in fields), None)
        if source is None:
            return ()
        subtitle = fields.get(_SUBTITLES.get(source, ""), ())
        if not subtitle:
            return fields[source]
        ended = plain_text(fields[source]).rstrip().endswith((".", "?", "!", ":", "…"))
        return (*fields[source], Text(" " if ended else ": ", self.entry.span), *subtitle)

    # people

    def _people(self, role: str, style: NameList) -> Inlines:
        entry = self.entry
        return format_names(entry.people.get(role, ()), style, self.variant, entry.span, others=role in entry.others)

    def _slot_names(self) -> Inlines:
        style = self.variant.names
        if self.repeated and self.variant.heads.repeated is not None:
            return self._text(self.variant.heads.repeated)
        if self._role in self.entry.people:
            return self._people(self._role, style)
        return format_names(self._names, style, self.variant, self.entry.span)

    def _others(self, name: str) -> Inlines:
        """A list of persons by the plural of their role, ``directors`` or ``directors_inverted``, not those of the head."""
        role, inverted = name.removesuffix("_inverted").removesuffix("s"), name.endswith("_inverted")
        return (
            ()
            if role == self._role
            else self._people(
                role, self.variant.names if inverted else self.variant.credits or self.variant.inner_names
            )
        )

    def _slot_editors_credited(self) -> Inlines:
        style = self.variant.credits or self.variant.inner_names
        return () if self._role == "editor" else self._people("editor", style)

    def _slot_translators_credited(self) -> Inlines:
        return self._people("translator", self.variant.credits or self.variant.inner_names)

    def _slot_short_names(self) -> Inlines:
        return self._people(f"short{self._role}", self.variant.inner_names)

    def _slot_editors(self) -> Inlines:
        return () if self._role == "editor" else self._people("editor", self.variant.inner_names)

    def _slot_translators(self) -> Inlines:
        return () if self._role == "translator" else self._people("translator", self.variant.inner_names)

    def _slot_shelfmark(self) -> Inlines:
        number = self.entry.fields.get("number", ()) if self.entry.kind == "archive" else ()  # where Zotero puts it
        return self._field("shelfmark") or number

    def _slot_series_number(self) -> Inlines:
        """The number within a series; BibTeX has it in ``volume``, where there is no ``number``."""
        return self._field("series_number") or (self._field("volume") if "series" in self.entry.fields else ())

    def _slot_work_volume(self) -> Inlines:
        """The volume of a book in several, where ``volume`` is not that of its series."""
        fields = self.entry.fields
        return () if "series" in fields and "number" not in fields else self._field("volume")

    def _slot_maintitle(self) -> Inlines:
        alone = "booktitle" not in self.entry.fields and set_like(self.entry.kind, "chapter")
        return () if alone else self._field("maintitle")  # else it is printed as the booktitle

    def _slot_book_authors(self) -> Inlines:
        same = self.entry.people.get("bookauthor") == self.entry.people.get("author")
        return () if same else self._people("bookauthor", self.variant.inner_names)

    def _slot_editor_role(self) -> Inlines:
        return self._role_word("editor")

    def _slot_role(self) -> Inlines:
        return self._role_word(self._role)

    def _role_word(self, role: str) -> Inlines:
        """The style's word for what the persons of the role did."""
        people = self.entry.people.get(role, ())
        words = self.variant.roles.get(role)
        if not people or words is None:
            return ()
        return self._text(words.many if len(people) > 1 or role in self.entry.others else words.one)

    # dates

    def _slot_year(self) -> Inlines:
        return self._text(year_text(self.entry, self.variant, self.letter))

    def _slot_original(self) -> Inlines:
        date = self.entry.date("orig")
        return self._text(year_in_words(date, self.variant.dates, self.entry.span)) if date else ()

    def _slot_accessed(self) -> Inlines:
        style = self.variant.dates
        return date_in_words(self.entry.date("url"), style, self.entry.span, form=style.accessed)

    def _slot_event_date(self) -> Inlines:
        return self._date(self.entry.date("event"))

    def _slot_event_days(self) -> Inlines:
        """The date of the event, without its year when that is the year of the reference."""
        date, year = self.entry.date("event"), self.entry.date().year
        return date_in_words(date, self.variant.dates, self.entry.span, year=not year or date.year != year)

    def _slot_original_date(self) -> Inlines:
        return self._date(self.entry.date("orig"))

    def _slot_bare_year(self) -> Inlines:
        return self._text(year_text(self.entry, self.variant))

    def _slot_year_only(self) -> Inlines:
        date = self.entry.date()
        return self._text(year_in_words(date, self.variant.dates, self.entry.span)) if date else ()

    def _slot_missing_year(self) -> Inlines:
        """The year, unless the title says it: "Equality Act 2010"."""
        year = self.entry.date().year
        return () if year and year in self.entry.text("title") else self("year")

    def _slot_month(self) -> Inlines:
        return self._text(month_in_words(self.entry.date(), self.variant.dates))

    def _slot_season(self) -> Inlines:
        date = self.entry.date()
        return self._text(self.variant.dates.seasons[date.season - 1]) if date.season else ()

    def _slot_day(self) -> Inlines:
        return self._text(day_in_words(self.entry.date(), self.variant.dates))

    def _slot_date(self) -> Inlines:
        return self._date(self.entry.date())

    def _slot_day_month(self) -> Inlines:
        date = self.entry.date()
        whole = date.month and date.day
        return date_in_words(date, self.variant.dates, self.entry.span, year=False) if whole else ()

    def _slot_published(self) -> Inlines:
        """The day and the month, or the month alone, as the style prints them for newspapers and the like."""
        dates = self.variant.dates
        date = self.entry.date()
        return (
            date_in_words(date, dates, self.entry.span, form=dates.published, year=False)
            if date.month or date.season
            else ()
        )

    def _date(self, date: Date) -> Inlines:
        return date_in_words(date, self.variant.dates, self.entry.span)

    # numbers

    def _slot_pages(self) -> Inlines:
        """The pages with their word; the number of an article that has no pages stands alone."""
        source = self.entry.fields.get("pages", ())
        if not source:
            return self.entry.fields.get("eid", ())
        if any(isinstance(node, Math) for node in source):
            return source
        text = self._pages(source)
        if not text:
            return ()
        form = self.variant.pages.many if is_many(text) else self.variant.pages.one
        return render(form, lambda _: self._text(text), self.entry.span)

    def _pages(self, source: Inlines) -> str:
        return with_dashes(re.sub(r"^(?:pp?\.?)\s*(?=\w)(?![a-z]{2})", "", plain_text(source).strip()))

    def _slot_pages_plain(self) -> Inlines:
        return self._text(self._pages(self.entry.fields.get("pages", ())))

    def _slot_pages_spaced(self) -> Inlines:
        """The pages with a space after their word, for a style that has none elsewhere."""
        return self._text(re.sub(r"^([a-z]+\.)(?=\S)", r"\1 ", plain_text(self("pages"))))

    def _slot_first_page(self) -> Inlines:
        return self._text(re.split(r"[–,;]", self._pages(self.entry.fields.get("pages", ())))[0].strip())

    def _slot_edition(self) -> Inlines:
        text = self._edition()
        return render(self.variant.edition, lambda _: self._text(text), self.entry.span) if text else ()

    def _slot_edition_plain(self) -> Inlines:
        return self._text(self._edition())

    def _edition(self) -> str:
        """The edition without that word: 2nd, Revised."""
        text = self.entry.text("edition").strip()
        bare = re.sub(r"(?i)[\s,]*(?:\bedition|\bedn?\b)\.?\s*$", "", text).strip()
        word = bare.casefold()
        if word in _ORDINAL_WORDS:
            bare = str(_ORDINAL_WORDS.index(word) + 1)
        if bare.isdigit():
            ordinals = self.variant.ordinals
            ending = ordinals.get(bare[-2:]) or ordinals.get(bare[-1]) or ordinals.get("other", "")
            bare += ending
        return bare or text

    def _slot_type(self) -> Inlines:
        given = self.entry.text("type")
        if given:
            return self._text(self.variant.types.get(given, "")) or self.entry.fields["type"]
        return self._text(self.variant.types.get(self.entry.type, ""))

    # addresses

    def _slot_doi(self) -> Inlines:
        return self._doi("")

    def _slot_status(self) -> Inlines:
        state = self.entry.text("pubstate")
        return self._text(self.variant.dates.states.get(state, state))

    def _slot_doi_plain(self) -> Inlines:
        return self._text(self.entry.text("doi"))

    def _slot_url_plain(self) -> Inlines:
        return self._text(self.entry.text("url"))

    def _slot_doi_url(self) -> Inlines:
        return self._doi("https://doi.org/")

    def _doi(self, before: str) -> Inlines:
        doi = self.entry.text("doi")
        span = self.entry.span
        return (Link(f"https://doi.org/{doi}", (Text(before + doi, span),), span),) if doi else ()

    def _slot_url(self) -> Inlines:
        url = self.entry.text("url")
        return (Link(url, (Text(url, self.entry.span),), self.entry.span),) if url else ()

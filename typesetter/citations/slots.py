"""What a reference's template can print: the slots of one entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.citations.dates import Date
from typesetter.citations.locators import is_many, with_dashes
from typesetter.citations.namelists import format_names
from typesetter.citations.template import render, slots_of
from typesetter.model import Link, Math, Text, plain_text

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Entry
    from typesetter.citations.variant import NameList, Variant

_FIELDS = {
    "title": ("title",), "booktitle": ("booktitle", "maintitle"), "journal": ("journaltitle",),
    "volume": ("volume",), "number": ("number",), "chapter": ("chapter",), "place": ("location",),
    "publisher": ("publisher", "institution", "organization"), "series": ("series",), "version": ("version",),
    "event": ("eventtitle",), "howpublished": ("howpublished",), "note": ("note", "addendum"),
    "language": ("language",), "isbn": ("isbn",), "eprint": ("eprint",), "shorttitle": ("shorttitle",),
}  # fmt: skip
_SUBTITLES = {
    "title": "subtitle",
    "booktitle": "booksubtitle",
    "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
}
_ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class ReferenceSlots:
    """The slots of one entry. The head is made first, so that a title that moved to the front is not printed twice."""

    def __init__(self, entry: Entry, variant: Variant, letter: str = "") -> None:
        self.entry = entry
        self.variant = variant
        self.letter = letter
        self._role, self._names = entry.heads
        self._made: dict[str, Inlines] = {}
        heads = variant.heads
        template = {"author": heads.author, "editor": heads.editor}.get(self._role, heads.title)
        self._spent: frozenset[str] = frozenset()
        self._made["head"] = render(template, self, entry.span)
        self._spent = slots_of(template) & {"title"}
        self._made.pop("title", None)

    def __call__(self, name: str) -> Inlines:
        """The inlines of a slot, empty when the entry has nothing for it."""
        if name not in self._made:
            method = getattr(self, f"_slot_{name}", None)
            self._made[name] = () if name in self._spent else method() if method is not None else self._field(name)
        return self._made[name]

    def _text(self, text: str) -> Inlines:
        return (Text(text, self.entry.span),) if text else ()

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
        return self._people(self._role, self.variant.names)

    def _slot_editors(self) -> Inlines:
        return () if self._role == "editor" else self._people("editor", self.variant.inner_names)

    def _slot_translators(self) -> Inlines:
        return self._people("translator", self.variant.inner_names)

    def _slot_book_authors(self) -> Inlines:
        same = self.entry.people.get("bookauthor") == self.entry.people.get("author")
        return () if same else self._people("bookauthor", self.variant.inner_names)

    def _slot_editor_role(self) -> Inlines:
        editors = self.entry.people.get("editor", ())
        words = self.variant.roles.editor
        many = len(editors) > 1 or "editor" in self.entry.others
        return self._text(words.many if many else words.one) if editors else ()

    # dates

    def _slot_year(self) -> Inlines:
        return self._text(year_text(self.entry, self.variant, self.letter))

    def _slot_original(self) -> Inlines:
        return self._text(self.entry.date("orig").year)

    def _slot_accessed(self) -> Inlines:
        return self._date(self.entry.date("url"))

    def _slot_date(self) -> Inlines:
        return self._date(self.entry.date())

    def _slot_day_month(self) -> Inlines:
        date = self.entry.date()
        return self._date(Date("", date.month, date.day)) if date.month and date.day else ()

    def _date(self, date: Date) -> Inlines:
        def slot(name: str) -> Inlines:
            number = date.day if name.startswith("day") else date.month
            if name == "year":
                return self._text(date.year)
            if not number:
                return ()
            if name == "month":
                return self._text(self.variant.dates.months[number - 1])
            return self._text(f"{number:02}" if name.endswith("2") else str(number))

        return render(self.variant.dates.full, slot, self.entry.span)

    # numbers

    def _slot_pages(self) -> Inlines:
        source = self.entry.fields.get("pages") or self.entry.fields.get("eid", ())
        if any(isinstance(node, Math) for node in source):
            return source
        text = with_dashes(re.sub(r"^(?:pp?\.?)\s*(?=\w)(?![a-z]{2})", "", plain_text(source).strip()))
        if not text:
            return ()
        form = self.variant.pages.many if is_many(text) else self.variant.pages.one
        return render(form, lambda _: self._text(text), self.entry.span)

    def _slot_edition(self) -> Inlines:
        text = self.entry.text("edition").strip()
        if not text:
            return ()
        bare = re.sub(r"(?i)[\s,]*(?:\bedition|\bedn?\b)\.?\s*$", "", text).strip()
        word = bare.casefold()
        if word in _ORDINAL_WORDS:
            bare = str(_ORDINAL_WORDS.index(word) + 1)
        if bare.isdigit():
            ordinals = self.variant.ordinals
            ending = ordinals.get(bare[-2:]) or ordinals.get(bare[-1]) or ordinals.get("other", "")
            bare += ending
        return render(self.variant.edition, lambda _: self._text(bare or text), self.entry.span)

    def _slot_type(self) -> Inlines:
        given = self.entry.text("type")
        if given:
            return self._text(self.variant.types.get(given, "")) or self.entry.fields["type"]
        return self._text(self.variant.types.get(self.entry.type, ""))

    # addresses

    def _slot_doi(self) -> Inlines:
        return self._doi("")

    def _slot_doi_url(self) -> Inlines:
        return self._doi("https://doi.org/")

    def _doi(self, before: str) -> Inlines:
        doi = self.entry.text("doi")
        span = self.entry.span
        return (Link(f"https://doi.org/{doi}", (Text(before + doi, span),), span),) if doi else ()

    def _slot_url(self) -> Inlines:
        url = self.entry.text("url")
        return (Link(url, (Text(url, self.entry.span),), self.entry.span),) if url else ()


def year_text(entry: Entry, variant: Variant, letter: str = "") -> str:
    """The year as printed: "2021a", "n.d.-a", "forthcoming", "1996 [1651]"."""
    dates = variant.dates
    date = entry.date()
    state = entry.text("pubstate")
    if not date:
        if state:
            return dates.states.get(state, state) + (f"{dates.no_date_letter}{letter}" if letter else "")
        return dates.no_date + (f"{dates.no_date_letter}{letter}" if letter else "")
    year = date.year + letter
    original = entry.date("orig").year
    if not original or original == date.year:
        return year
    values = {"year": year, "original": original}
    return plain_text(render(dates.reprint, lambda name: (Text(values[name], entry.span),), entry.span))

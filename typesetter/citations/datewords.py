"""Dates in a style's words: "5 Jan. 2024", "3–5 May 2019", "c.1850", "n.d.-a"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.citations.template import render, slots_of
from typesetter.model import Text, plain_text

if TYPE_CHECKING:
    from typesetter.citations.dates import Date
    from typesetter.citations.entry import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.template import Node
    from typesetter.citations.variant import Dates, Variant
    from typesetter.diagnostics import Span


def year_in_words(date: Date, style: Dates, span: Span, letter: str = "") -> str:
    """The year of a date, of a range both years; ``letter`` is the suffix that tells works of one year apart."""
    end = date.end.year if date.end is not None and date.end.year != date.year else ""
    text = f"{date.year}{style.range}{end}" if end else date.year
    if date.before or date.open:
        text = style.range + text if date.before else text + style.range
    text += letter
    for holds, form in (
        (date.decade, style.decade), (date.before_christ, style.before_christ), (date.circa, style.circa),
        (date.uncertain, style.uncertain),
    ):  # fmt: skip
        if holds:
            text = _filled(form, "year", text, span)
    return text


def _filled(form: Node, name: str, text: str, span: Span) -> str:
    return plain_text(render(form, lambda slot: (Text(text, span),) if slot == name else (), span))


def month_in_words(date: Date, style: Dates, *, short: bool = False) -> str:
    """The month, the two months of a range within a year, or the season; empty when there is none."""
    if date.season:
        return style.seasons[date.season - 1]
    if not date.month:
        return ""
    months = style.short_months or style.months if short else style.months
    word, end = months[date.month - 1], date.end
    if end is not None and end.month and end.year == date.year and end.month != date.month:
        return f"{word}{style.range}{months[end.month - 1]}"
    return word


def day_in_words(date: Date, style: Dates, width: int = 1) -> str:
    """The day, or the days of a range within a month; ``width`` is the least number of digits."""
    if not date.day:
        return ""
    end = date.end
    if end is not None and end.day and (end.year, end.month) == (date.year, date.month) and end.day != date.day:
        return f"{date.day:0{width}}{style.range}{end.day:0{width}}"
    return f"{date.day:0{width}}"


def date_in_words(date: Date, style: Dates, span: Span, *, form: Node | None = None, year: bool = True) -> Inlines:
    """A date in the style's full form, or in ``form``; a range over months or years is two dates."""
    end = date.end
    if end is not None and date.day and end.day and (end.year, end.month) != (date.year, date.month):
        begin = _one(date, style, span, form, year=year and end.year != date.year)
        return (*begin, Text(style.range, span), *_one(end, style, span, form, year=year)) if begin else ()
    return _one(date, style, span, form, year=year)


def _one(date: Date, style: Dates, span: Span, form: Node | None, *, year: bool) -> Inlines:
    def slot(name: str) -> Inlines:
        if name == "year":
            text = year_in_words(date, style, span) if year and date.year else ""
        elif name == "month2":
            text = f"{date.month:02}" if date.month else ""
        elif name == "month":
            text = month_in_words(date, style)
        elif name == "month_short":
            text = month_in_words(date, style, short=True)
        elif name == "day_ordinal":
            text = f"{date.day}{style.day_endings.get(str(date.day), style.day_endings['other'])}" if date.day else ""
        else:
            text = day_in_words(date, style, 2 if name == "day2" else 1)
        return (Text(text, span),) if text else ()

    return render(style.full if form is None else form, slot, span)


def year_text(entry: Entry, variant: Variant, letter: str = "", *, reprint: Node | None = None) -> str:
    """The year as printed: "2021a", "n.d.-a", "forthcoming", "1996 [1651]" (in the form ``reprint``, else the style's)."""
    dates = variant.dates
    date = entry.date()
    if not date:
        state = entry.text("pubstate")
        words = dates.states.get(state, state) if state else dates.no_date
        return words + (f"{dates.no_date_letter}{letter}" if letter else "")
    year = year_in_words(date, dates, entry.span, letter)
    original = entry.date("orig")
    if not original or original.year == date.year:
        return year
    form = dates.reprint if reprint is None else reprint
    first = "" if "year" in slots_of(form) else letter  # a style that dates works by their first edition alone
    values = {"year": year, "original": year_in_words(original, dates, entry.span, first)}
    return plain_text(render(form, lambda name: (Text(values[name], entry.span),), entry.span))

"""Dates of the bibliography: years that cannot be, and web pages without the day on which they were read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from typesetter.checks.bibfields import Work, works_of
from typesetter.checks.subject import Subject
from typesetter.citations.kinds import set_like
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_YEAR = regex(r"(?<![\d-])\d{4}(?!\d)")
_OLDEST = 1450
"""Before printing there is an edition to cite, and its year to give."""


def latest_year(subject: Subject) -> int:
    """The year of the thesis, this one when it has no date."""
    return (subject.thesis.date or datetime.datetime.now(datetime.UTC).date()).year


def dates(subject: Subject) -> Iterator[Diagnostic]:
    """Years after the thesis's own (or, when it has no date, after this one), and dates in the wrong order."""
    latest = latest_year(subject)
    for work in works_of(subject):
        yield from _published(work, latest)
        yield from _read(work, latest)


def _published(work: Work, latest: int) -> Iterator[Diagnostic]:
    for name in ("year", "date"):
        field = work.get(name)
        found = _YEAR.search(field.text) if field is not None else None
        if field is None or found is None or _OLDEST <= int(found[0]) <= latest + 1 or work.entry.text("pubstate"):
            continue
        year, key = int(found[0]), work.entry.key
        if year > latest:
            message = f"'{key}' is dated {year}, and the thesis {latest}"
            hint = "correct the year; for what is not out yet write pubstate = {forthcoming}"
            yield Diagnostic(Code.BIB_DATE, message, field.span(*found.span()), (hint,))
        elif work.get("origdate") is None and "-" not in field.text[:1]:
            message = f"'{key}' is dated {year}, before the first printed books"
            hint = "write the edition's year, and the work's in origdate"
            yield Diagnostic(Code.BIB_DATE, message, field.span(*found.span()), (hint,))


def _read(work: Work, latest: int) -> Iterator[Diagnostic]:
    if not work.has("urldate") and not work.has("url"):
        return
    read, published, key = work.entry.date("url").number, work.entry.date().number, work.entry.key
    field = work.get("urldate")
    if read is not None and field is not None:
        if published is not None and read < published:
            message = f"'{key}' was read in {read}, and published in {published}"
            yield Diagnostic(Code.BIB_DATE, message, field.span(), ("correct one of the two years",))
        elif read > latest + 1:
            message = f"'{key}' was read in {read}, and the thesis is dated {latest}"
            yield Diagnostic(Code.BIB_DATE, message, field.span(), ("correct the year",))


def accessed(subject: Subject) -> Iterator[tuple[str, Diagnostic]]:
    """Web pages without the day on which they were read."""
    for work in works_of(subject):
        entry = work.entry
        if not work.has("url") or work.has("urldate") or not set_like(entry.kind, "online"):
            continue
        if entry.text("url") and not entry.text("doi") and not entry.date("url"):
            message = f"'{entry.key}' is a web page, and does not say when it was read"
            yield entry.key, Diagnostic(Code.BIB_ACCESSED, message, entry.span, ("add urldate = {YYYY-MM-DD}",))


CHECKS = (dates,)
LISTED_CHECKS = (accessed,)

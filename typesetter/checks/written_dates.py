"""Dates in the text: one order of day and month, and no form that English does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.checks.forms import Hit, gathered, is_english, outside, rarer
from typesetter.checks.prose import Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_DATES = regex(
    rf"(?P<odd>\b{_MONTH},\s*{_DAY}(?:st|nd|rd|th)?,?\s+(?:of\s+)?(?:\d{{4}})\b|\b{_DAY}(?:st|nd|rd|th)?,\s*{_MONTH}(?:,?\s+of)?,?\s+\d{{4}}\b"
    rf"|\b{_DAY}\s+of\s+{_MONTH}\s+of\s+\d{{4}}\b)"
    rf"|\b(?P<dm>{_DAY}(?P<dth>st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})\b(?:,?\s+(?P<dy>\d{{4}})\b)?"
    rf"|\b(?P<md>{_MONTH}\s+(?:the\s+)?{_DAY}(?P<mth>st|nd|rd|th)?)(?![\d:.]\d|\d|\s*(?:per|%))(?:,?\s+(?P<my>\d{{4}})\b)?"
)
_DAY_FIRST, _MONTH_FIRST = "with the day first", "with the month first"
_ORDINAL, _PLAIN = "with an ordinal number", "with a plain number"


def dates(subject: Subject) -> Iterator[Diagnostic]:
    """Days before and after their months; ordinals; forms that English does not have."""
    found = gathered(subject, _dates)
    for use in (use for uses in found["odd"].values() for use in uses):
        message = f"'{use.text}' is no form of a date in English"
        span = use.passage.span(use.start, use.end)
        yield Diagnostic(Code.DATE_FORM, message, span, (f"write '{use.better}'",))
    main = _MONTH_FIRST if _is_american(subject.thesis.language) else _DAY_FIRST
    yield from rarer(found["order"], Code.DATE_FORM, main=main, least=1.0)
    yield from rarer(found["number"], Code.DATE_FORM, main=_PLAIN, least=1.5)
    for what in ("figures", "decade", "century"):
        yield from rarer(found[what], Code.DATE_FORM)


def _dates(passage: Passage) -> list[Hit]:
    if not is_english(passage) or not (passage.has_digit or _mentions(passage, _IN_WORDS)):
        return []
    hits: list[Hit] = []
    for found in _DATES.finditer(passage.text) if passage.has_digit and _mentions(passage, _MONTHS) else ():
        start, end = found.span()
        if not outside(passage, start, end):
            continue
        if found["odd"]:
            hits.append(("odd", "", start, end, _date(found[0], american=_is_american(passage.language))))
            continue
        first = found["dm"] is not None
        hits.append(("figures", "with the month in words", start, end, ""))
        hits.append(("order", _DAY_FIRST if first else _MONTH_FIRST, start, end, _date(found[0], american=first)))
        ordinal = bool(found["dth"] or found["mth"])
        hits.append(("number", _ORDINAL if ordinal else _PLAIN, start, end, _date(found[0], american=not first)))
    for what, form, words, pattern in _FORMS:
        if not (_mentions(passage, words) if words else passage.has_digit):
            continue
        hits += [
            (what, form, *found.span(), "")
            for found in pattern.finditer(passage.text)
            if outside(passage, *found.span())
        ]
    return hits


def _mentions(passage: Passage, words: frozenset[str]) -> bool:
    return not words.isdisjoint(passage.vocabulary)


_MONTHS = frozenset(_MONTH[3:-1].casefold().split("|"))
_DECADES = frozenset("twenties thirties forties fifties sixties seventies eighties nineties".split())
_CENTURIES = frozenset(("century", "centuries"))
_IN_WORDS = _DECADES | _CENTURIES
_FORMS = (
    (
        "figures",
        "in figures",
        None,
        regex(r"(?<![\w./-])(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d)(?![\w/-])"),
    ),
    ("decade", "without an apostrophe", None, regex(r"(?<![\w’])(?:1[5-9]|20)\d0s\b")),
    ("decade", "with an apostrophe", None, regex(r"(?<![\w’])(?:1[5-9]|20)\d0’s\b|(?<!\w)’\d0s\b")),
    (
        "decade",
        "in words",
        _DECADES,
        regex(
            r"\bthe\s(?:early\s|late\s|mid-)?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
            re.IGNORECASE,
        ),
    ),
    ("century", "in figures", _CENTURIES, regex(r"\b(?:1\d|2[01]|\d)(?:th|st|nd|rd)[ -]centur(?:y|ies)\b")),
    (
        "century",
        "in words",
        _CENTURIES,
        regex(r"\b(?:(?:six|seven|eight|nine)teenth|twentieth|twenty-first)[ -]centur(?:y|ies)\b", re.IGNORECASE),
    ),
)
"""What is compared, its form, words of which one must be there (None: a digit must), and the pattern."""


def _is_american(language: str) -> bool:
    return language.casefold().replace("_", "-") == "en-us"


def _date(text: str, *, american: bool) -> str:
    """The same date in the form of that country."""
    month = re.search(_MONTH, text)
    day = re.search(rf"\b{_DAY}(?=\D|$)", text)
    year = re.search(r"\b\d{4}\b", text)
    if month is None or day is None:
        return ""
    number = day[0].lstrip("0")
    if american:
        return f"{month[0]} {number}" + (f", {year[0]}" if year else "")
    return f"{number} {month[0]}" + (f" {year[0]}" if year else "")


CHECKS = (dates,)

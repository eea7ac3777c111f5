"""Quotation marks and dashes: one kind of each, and no hyphen in the place of a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.checks.forms import Hit, gathered, is_english, outside, rarer
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches, united
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_STRAIGHT = regex(r"(?<![\d\w])[\"'](?=\w)|(?<=[\w.,!?])[\"](?!\w)")


def quotation_marks(subject: Subject) -> Iterator[Diagnostic]:
    """Single and double marks around what is quoted, and straight ones among curly ones."""
    found = gathered(subject, _marks)["marks"]
    single, double = found["single"], found["double"]
    if len(single) + len(double) >= _ESTABLISHED:
        for use in found["straight"]:
            message = f"a straight quotation mark; the other {len(single) + len(double)} are curly"
            span = use.passage.span(use.start, use.end)
            yield Diagnostic(Code.QUOTES_MIXED, message, span, ("write “ ” or ‘ ’",))
    rare, usual, name, other = (
        (single, double, "single", "double") if len(single) < len(double) else (double, single, "double", "single")
    )
    if rare and len(usual) >= 2 * len(rare):
        for use in rare:
            message = f"{name} quotation marks; {len(usual)} quotations are in {other} ones"
            hint = f"use {other} marks, and {name} ones for a quotation within a quotation"
            yield Diagnostic(Code.QUOTES_MIXED, message, use.passage.span(use.start, use.end), (hint,))


def _marks(passage: Passage) -> list[Hit]:
    if not is_english(passage, (Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION)):
        return []
    hits: list[Hit] = []
    if "'" in passage.text or '"' in passage.text:
        hits += [("marks", "straight", *found.span(), "") for found in _STRAIGHT.finditer(passage.text)]
    last = 0
    for start, end in passage.quoted:
        if start >= last and passage.text[start] in "“‘":
            last = end
            hits.append(("marks", "double" if passage.text[start] == "“" else "single", start, end, ""))
    return hits


_ESTABLISHED = 3


# ------------------------------------------------------------------------------------------------------------- dashes

_YEARS = regex(r"(?<![\w./–-])(?P<a>1[5-9]\d\d|20\d\d)(?P<dash>-| [-–] |–)(?P<b>\d{4}|\d{2})(?![\w/–-]|\.\d)")
_RANGE = regex(
    r"(?<![\w.,/–-])(?P<a>\d{1,3}(?:,\d{3})?)(?P<dash>-)(?P<b>\d{1,3}(?:,\d{3})?)(?=\s?%|\s(?:per|percent|years|days|months|weeks|hours|minutes|pages|people|km|kg|metres|million|billion|times|participants)\b)"
)
_HYPHEN = regex(r"(?<=[^\W_]) - (?=[^\W_])")
_BETWEEN = regex(r"(?P<em>(?<=\w)—(?=\w))|(?P<wide>(?<=\S) — (?=\S))|(?P<en>(?<=[^\W\d]) – (?=\S))")


def dashes(subject: Subject) -> Iterator[Diagnostic]:
    """Two kinds of dash in one text."""
    yield from rarer(gathered(subject, _dashes)["dashes"], Code.DASH_FORM, least=4.0)


def _dashes(passage: Passage) -> list[Hit]:
    if not is_english(passage) or passage.kind is Kind.HEADING or not ("–" in passage.text or "—" in passage.text):
        return []
    return [
        ("dashes", f"a dash ({_DASHES[str(found.lastgroup)]})", *found.span(), "")
        for found in _BETWEEN.finditer(passage.text)
        if outside(passage, *found.span())
    ]


_DASHES = {"em": "unspaced —", "wide": "spaced —", "en": "spaced –"}


def hyphens(subject: Subject) -> Iterator[Diagnostic]:
    """Hyphens in ranges of numbers and between words; spaces around the dash of a range."""
    for passage in subject.passages:
        if not is_english(passage):
            continue
        if "-" in passage.text:
            yield from _hyphens(passage)
        if "–" in passage.text:
            for found in _YEARS.finditer(passage.text):
                if found["dash"] == " – ":
                    message = f"spaces around the dash of '{found[0]}'"
                    hint = f"write {found['a']}--{found['b']}, which prints {found['a']}–{found['b']}"
                    yield Diagnostic(Code.DASH_FORM, message, passage.span(*found.span()), (hint,))


def _hyphens(passage: Passage) -> Iterator[Diagnostic]:
    text = passage.text
    ranges = []
    for pattern in (_YEARS, _RANGE):
        for found in pattern.finditer(text):
            if "-" not in found["dash"] or not _rises(found["a"], found["b"]) or passage.is_quoted(*found.span()):
                continue
            ranges.append(found.span())
            message = f"a hyphen between the numbers of '{found[0]}'; a range has a dash"
            hint = f"write {found['a']}--{found['b']}, which prints {found['a']}–{found['b']}"
            yield Diagnostic(Code.DASH_FORM, message, passage.span(*found.span()), (hint,))
    within = united(ranges)
    for found in _HYPHEN.finditer(text):
        if touches(within, found.start(), found.start() + 1) or (
            text[found.start() - 1].isdigit() and text[found.end()].isdigit()
        ):
            continue
        names = (
            text[found.end()].isupper()
            and re.search(r"[A-Z]\w+$", text[max(0, found.start() - 40) : found.start()]) is not None
        )
        message = "a hyphen with spaces around it stands for no dash"
        hint = (
            "write -- without spaces between names (Baku--Supsa), or -- with spaces between thoughts"
            if names
            else "write ' -- ' or '---'"
        )
        yield Diagnostic(Code.DASH_FORM, message, passage.span(found.start() + 1, found.end() - 1), (hint,))


def _rises(a: str, b: str) -> bool:
    """Whether the second number is the greater; of a year its last two digits may stand alone."""
    one, other = a.replace(",", ""), b.replace(",", "")
    if len(one) == 4 and len(other) == 2:
        other = one[:2] + other
    return int(other) > int(one)


CHECKS = (quotation_marks, dashes)
CHAPTER_CHECKS = (hyphens,)

"""Numbers and amounts of money in the text: separators of thousands, per cent, words and figures, currencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.checks.forms import Hit, gathered, is_english, outside, rarer
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_NUMBER = regex(
    r"(?<![\w.,/:$€£–-])"
    r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]\d{3})+|[1-9]\d{3,8})"
    r"(?![\d/:–-]|[.,]\d|[\w%’])"
)
_NAMED = regex(
    r"(?:\bno\.|\bnumbers?|\bresolution|\bprotocol|#|\bpp?\.|\bpages?|\bISO|\bRFC|\bline|\bversion|\bcode|\b(?-i:[A-Z]{2,}))\s*$",
    re.IGNORECASE,
)
_WITH, _WITHOUT = "with a comma between the thousands", "without a comma between the thousands"


def numbers(subject: Subject) -> Iterator[Diagnostic]:
    """Separators of thousands, per cent, and small numbers in figures where the text writes words."""
    found = gathered(subject, _numbers)
    for what in ("of four digits", "of more digits"):
        yield from rarer(found[what], Code.NUMBER_FORM, main=_WITH, least=1.0)
    yield from rarer(found["per cent"], Code.NUMBER_FORM)
    yield from rarer(found["the word"], Code.NUMBER_FORM)
    yield from rarer(found["unit"], Code.NUMBER_FORM)
    figures, words = found["small"][_FIGURES], len(found["small"][_IN_WORDS])
    if words >= _SETTLED and words >= 3 * len(figures):
        for use in figures:
            message = f"'{use.text}' is in figures; the text writes numbers below ten in words ({words} times)"
            span = use.passage.span(use.start, use.end)
            yield Diagnostic(Code.NUMBER_FORM, message, span, (f"write '{use.better}'",))


_FIGURES, _IN_WORDS = "in figures", "in words"
_SETTLED = 5
"""So many numbers in words show that words are the form of the text."""


def _numbers(passage: Passage) -> list[Hit]:
    if not is_english(passage):
        return []
    finders = (_thousands, _per_cent, _small, _units) if passage.has_digit else (_per_cent, _small)
    return [hit for find in finders for hit in find(passage) if outside(passage, *hit[2:4])]


def _thousands(passage: Passage) -> Iterator[Hit]:
    for found in _NUMBER.finditer(passage.text):
        digits = re.sub(r"\D", "", found["n"])
        separated = len(digits) != len(found["n"])
        before = passage.text[max(0, found.start() - 14) : found.start()]
        if not separated and (_may_be_year(int(digits)) or len(digits) > 7 or _NAMED.search(before)):
            continue
        form = _WITHOUT if not separated else _WITH if "," in found["n"] else "with a space between the thousands"
        better = digits if separated else f"{int(digits):,}"
        yield "of four digits" if len(digits) == 4 else "of more digits", form, found.start(), found.end(), better


def _may_be_year(number: int) -> bool:
    return 1000 <= number <= 2100


_PERCENT = regex(
    r"(?P<sign>\d%)|(?P<spaced>\d[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]%)"
    r"|(?P<word>\w\s(?P<how>per cent|percent)\b)(?!age)"
)


def _per_cent(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    if "%" not in text and "per cent" not in text and "percent" not in text:
        return
    for found in _PERCENT.finditer(text):
        if found["word"]:
            start, end = found.span("how")
            yield "the word", f"'{found['how']}'", start, end, "percent" if found["how"] == "per cent" else "per cent"
            if text[found.start()].isdigit():
                yield "per cent", "in words", start, end, ""
        else:
            form = "with the sign" if found["sign"] else "with a space before the sign"
            yield "per cent", form, found.start(), found.end(), ""


_SMALL_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SPELT_WORDS = frozenset(_SMALL_WORDS)
_SPELT = regex(rf"\b(?:{'|'.join(_SMALL_WORDS)})\s+(?=[a-z]{{3}})")
_IN_FIGURES = regex(r"(?<![\w.,:/$€£#–+=<>±~*×(-])(?P<n>[2-9])\s+(?P<noun>[a-z]{4,})")
_MEASURES_TEXT = """
    million billion trillion thousand hundred percent degrees metres meters kilometres kilometers miles inches feet
    grams kilograms tonnes tons litres liters hours minutes seconds points times with from into and above below
    through dots pixels bits bytes percentage
"""
_MEASURES = frozenset(_MEASURES_TEXT.split())
_NUMBERED = regex(
    r"(?:\b(?:section|chapter|figure|table|part|step|phase|level|day|week|month|type|group|grade|version|volume|no\.|number|page|line|"
    r"model|stage|class|category|equation|question|example|experiment|study|article|item|option|point|appendix|tier|layer|case|and|or|to|"
    r"is|of|by|between|January|February|March|April|May|June|July|August|September|October|November|December)s?\s*|(?-i:[A-Z])[\w’]*\s+)$",
    re.IGNORECASE,
)


def _small(passage: Passage) -> Iterator[Hit]:
    """Numbers below ten before what they count, in words and in figures."""
    if passage.kind not in (Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE):
        return
    for found in _SPELT.finditer(passage.text) if not _SPELT_WORDS.isdisjoint(passage.vocabulary) else ():
        yield "small", _IN_WORDS, found.start(), found.end(), ""
    for found in _IN_FIGURES.finditer(passage.text) if passage.has_digit else ():
        before = passage.text[max(0, found.start() - 16) : found.start()]
        if found["noun"] not in _MEASURES and not _counted_name(before):
            yield "small", _FIGURES, found.start("n"), found.end("n"), _SMALL_WORDS[int(found["n"]) - 2]


_UNIT = regex(
    r"(?<![\w.,])\d[\d.,]*(?P<space>[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]?)"
    r"(?:km2?|kg|mg|cm|mm|ml|kWh?|MWh?|GWh?|TWh?|GB|MB|kB|GHz|MHz|kHz|Hz|ms|hPa|kPa)(?![\w’])"
)


def _units(passage: Passage) -> Iterator[Hit]:
    """Measures with and without a space before the unit."""
    for found in _UNIT.finditer(passage.text):
        form = "with a space before the unit" if found["space"] else "without a space before the unit"
        yield "unit", form, found.start(), found.end(), ""


def _counted_name(before: str) -> bool:
    """Whether the number before which this stands is a name's or a range's: Phase 3, between 2 and 4."""
    found = _NUMBERED.search(before)
    return found is not None and not (
        found[0].strip()[:1].isupper() and re.search(r"[.!?]\s+\w+\s+$", before) is not None
    )


# ------------------------------------------------------------------------------------------------------------ currency

_AMOUNT = r"\d[\d,.]*\d|\d"
_SCALE = r"(?:\s*(?:million|billion|trillion|thousand|bn|mn|m|k)\b)?"
_CURRENCIES = {
    "dollar": {
        "with $": rf"(?<![A-Z])\$\s?(?:{_AMOUNT}){_SCALE}(?!\s+(?:dollars|USD))",
        "with US$": rf"\bU\.?S\.?\s?\$\s?(?:{_AMOUNT}){_SCALE}",
        "with USD": rf"\bUSD\s?(?:{_AMOUNT}){_SCALE}|\b(?:{_AMOUNT}){_SCALE}\s?USD\b",
        "in words": rf"\b(?:{_AMOUNT}){_SCALE}\s+(?:US\s+)?dollars\b",
    },
    "euro": {
        "with € before the number": rf"€\s?(?:{_AMOUNT}){_SCALE}",
        "with € behind the number": rf"\b(?:{_AMOUNT}){_SCALE}\s?€",
        "with EUR": rf"\bEUR\s?(?:{_AMOUNT}){_SCALE}|\b(?:{_AMOUNT}){_SCALE}\s?EUR\b",
        "in words": rf"\b(?:{_AMOUNT}){_SCALE}\s+[Ee]uros?\b",
    },
    "pound": {
        "with £": rf"£\s?(?:{_AMOUNT}){_SCALE}",
        "with GBP": rf"\bGBP\s?(?:{_AMOUNT}){_SCALE}|\b(?:{_AMOUNT}){_SCALE}\s?GBP\b",
    },
}  # fmt: skip
_SCALED = regex(rf"[$€£]\s?(?:{_AMOUNT})\s?(?P<scale>million|billion|trillion|bn|mn|m|tn)\b")
_MONEY = ("$", "€", "£", "USD", "EUR", "GBP", "ollars", "uro")
"""One of these is in every amount."""


def currencies(subject: Subject) -> Iterator[Diagnostic]:
    """Amounts of one currency in two forms."""
    for forms in gathered(subject, _amounts).values():
        yield from rarer(forms, Code.CURRENCY_FORM, least=1.0)


def _amounts(passage: Passage) -> list[Hit]:
    text = passage.text
    if not any(sign in text for sign in _MONEY) or not is_english(passage):
        return []
    scales = [
        ("scale", "with the word" if len(found["scale"]) > 3 else "with an abbreviation", *found.span("scale"), "")
        for found in _SCALED.finditer(passage.text)
        if outside(passage, *found.span())
    ]
    return scales + [
        (name, form, found.start(), found.end(), "")
        for name, forms in _CURRENCIES.items()
        for form, pattern in forms.items()
        for found in re.finditer(pattern, passage.text)
        if outside(passage, *found.span())
    ]


CHECKS = (numbers, currencies)

"""Dates of .bib entries: biblatex's ``date`` and BibTeX's ``year`` and ``month``, and dates of access however written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_ISO = re.compile(r"(-?\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:T[\d:.Z+-]*)?[~?%]*")


@dataclass(frozen=True, slots=True)
class Date:
    """A date; what is not known is empty or 0. ``year`` is text ("2012", "1999–2000", "c. 1450"); months are 1 to 12."""

    year: str = ""
    month: int = 0
    day: int = 0

    def __bool__(self) -> bool:
        return bool(self.year)

    @property
    def number(self) -> int | None:
        """The year as a number for sorting, None when there is none in it."""
        found = re.search(r"-?\d+", self.year)
        return int(found.group()) if found is not None else None


def date_of(text: Callable[[str], str], prefix: str = "") -> Date:
    """The date that the fields ``{prefix}date``, or ``{prefix}year``, ``month`` and ``day``, give through ``text``."""
    whole = text(f"{prefix}date").strip()
    if whole:
        return parse_date(whole)
    year = text(f"{prefix}year").strip()
    if _ISO.fullmatch(year) is not None and "-" in year[1:]:
        return parse_date(year)
    day = text(f"{prefix}day").strip()
    month = text(f"{prefix}month").strip()
    if (both := re.fullmatch(r"(\d{1,2})\.?\s+(\w+)|(\w+)\s+(\d{1,2})(?:st|nd|rd|th)?", month)) is not None:
        day, month = both[1] or both[4], both[2] or both[3]
    return Date(year, month_number(month), int(day) if day.isdigit() and int(day) <= 31 else 0)


def parse_date(source: str) -> Date:
    """A date in ISO form (also a range, an open one, a year alone) or in words, English or with a numeric month."""
    begin, slash, end = source.partition("/")
    if (iso := _ISO.fullmatch(begin.strip())) is not None:
        year, month, day = iso[1], int(iso[2] or 0), int(iso[3] or 0)
        to = _ISO.fullmatch(end.strip())
        if slash and to is None:
            year = f"{year}–" if not end.strip(" .") else year
        elif to is not None and to[1] != iso[1]:
            return Date(f"{year}–{to[1]}")
        return Date(year, month if month <= 12 else 0, day if month <= 12 else 0)
    if (numeric := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", source)) is not None:  # day first, as in Europe
        return Date(numeric[3], int(numeric[2]), int(numeric[1])) if int(numeric[2]) <= 12 else Date(numeric[3])
    year_found = re.search(r"\d{4}", source)
    words = re.findall(r"[^\W\d_]+", source)
    month = next((m for m in map(month_number, words) if m), 0)
    day_found = re.search(r"(?<!\d)([12]?\d|3[01])(?:st|nd|rd|th)?(?!\d)", source)
    if year_found is not None and month:
        return Date(year_found.group(), month, int(day_found[1]) if day_found is not None else 0)
    return Date(source)


def month_number(month: str) -> int:
    """1 to 12 for a number, an English name or its first three letters; 0 for anything else."""
    if month.isdigit():
        return int(month) if 1 <= int(month) <= 12 else 0
    word = month.strip(". ").casefold()
    return next((i for i, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)), 0)

"""Dates of .bib entries: biblatex's ``date`` (EDTF) and BibTeX's ``year`` and ``month``, and dates of access however written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from typesetter.regexes import regex
from typesetter.structs import Struct, replace

_MONTHS = (
    "january janvier januar enero gennaio janeiro januari enero",
    "february février februar febrero febbraio fevereiro februari",
    "march mars märz marzo março maart",
    "april avril abril aprile",
    "may mai mayo maggio maio mei maj",
    "june juin juni junio giugno junho",
    "july juillet juli julio luglio julho",
    "august août agosto augustus augusti",
    "september septembre septiembre settembre setembro",
    "october octobre oktober octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december décembre dezember diciembre dicembre dezembro desember",
)
"""The names of the months in the languages that .bib files most often have them in."""
_SEASONS = ("spring", "summer", "autumn fall", "winter")
_SEASON_NUMBERS = range(21, 25)
_ISO = regex(r"(-?\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:.Z+-]*)?([~?%]*)")
_UNSPECIFIED = regex(r"(\d{4})-(?:XX|uu)(?:-(?:XX|uu))?|(\d\d)(?:XX|uu)|(\d{3})[Xu]")
_YEARS = regex(r"\d{4}-(?:1[3-9]|20|2[5-9]|[3-9]\d)")
"""Two years, 2012-13, where the second could be a month or a season of EDTF if it were smaller."""
_DAY_AND_MONTH = regex(
    r"(\d{1,2})\.?[\s~-]+(\D+)|(\D+?)[.,]?[\s~]+(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:--?|–)\s*(\d{1,2}))?"
)
_OPEN = ("", "..", "open", "unknown", "*")
_CIRCA = regex(r"\(?\[?\s*(?:c\.|ca\.?|circa|around|about|approx\.?|um)\s*(?=\d)", re.IGNORECASE)
_NONE = regex(r"[\[(]?(?:n\.?\s?d\.?|s\.?\s?a\.?|no date|undated|o\.?\s?j\.?|not dated)[\])]?", re.IGNORECASE)
_RANGE = regex(r"(\d{4})\s*(?:--?-?|[–—/])\s*(\d{2}|\d{4})")
_BEFORE_CHRIST = regex(r"(\d{1,4})\s*(?:BCE?|B\.C\.(?:E\.)?)")


class Date(Struct):
    """A date; what is not known is empty or 0.

    ``year`` is a year's digits, or what was written when no year can be read in it. Months are 1 to 12, seasons 1 (spring)
    to 4. ``end`` is where a range ends; ``open`` one that does not, ``before`` one whose beginning is not known. ``decade``:
    the year stands for ten.
    """

    year: str = ""
    month: int = 0
    day: int = 0
    season: int = 0
    end: Date | None = None
    open: bool = False
    before: bool = False
    circa: bool = False
    uncertain: bool = False
    before_christ: bool = False
    decade: bool = False

    def __bool__(self) -> bool:
        return bool(self.year)

    @property
    def number(self) -> int | None:
        """The year as a number for sorting, None when there is none in it."""
        found = re.search(r"\d+", self.year)
        return None if found is None else -int(found.group()) if self.before_christ else int(found.group())


def date_of(text: Callable[[str], str], prefix: str = "") -> Date:
    """The date that the fields ``{prefix}date``, or ``{prefix}year``, ``month`` and ``day``, give through ``text``."""
    whole = text(f"{prefix}date")
    if whole:
        date = parse_date(whole)
        alone = date and not date.month and not date.season and date.end is None
        return _from_parts(whole, text("month"), text("day")) if alone and not prefix else date
    return _from_parts(text(f"{prefix}year"), text(f"{prefix}month"), text(f"{prefix}day"))


@lru_cache(maxsize=8192)
def _from_parts(year: str, month: str, day: str) -> Date:
    """The date of BibTeX's fields; a month may have the day with it ("5 May"), or be two ("jan--feb") or a season."""
    date = parse_date(year)
    if re.fullmatch(r"\d\d(\d\d)-\d\d", year) and int(year[2:4]) + 1 == int(year[5:]):  # no month, no season of EDTF
        date = Date(date.year, end=Date(f"{year[:2]}{year[5:]}"))
    if not date or date.month or date.season:
        return date
    month = month.strip()
    if (both := _DAY_AND_MONTH.fullmatch(month)) is not None:
        day, month = (both[1] or both[4]) + (f"-{both[5]}" if both[5] else ""), both[2] or both[3]
    first, *second = [part.strip() for part in re.split(r"--?-?|[–—/]|\band\b|&", month) if part.strip()] or [""]
    days = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:--?|[–/])\s*(\d{1,2})(?:st|nd|rd|th)?)?\.?", day.strip())
    date = replace(date, month=month_number(first), season=season_number(first))
    last = month_number(second[0]) if second else 0
    if days is not None and date.month:
        date = replace(date, day=_day(days[1]))
    if date.end is None and (last or (days is not None and days[2] and date.day)):
        end = Date(date.year, last or date.month, _day(days[2] or "") if days is not None else 0)
        date = replace(date, end=end)
    return date


def _day(text: str) -> int:
    return int(text) if text.isdecimal() and 1 <= int(text) <= 31 else 0


@lru_cache(maxsize=8192)
def parse_date(source: str) -> Date:
    """A date in ISO form and EDTF (ranges, open ones, ``1850~``, ``1850?``, ``19XX``, ``-0043``), or in words."""
    source = source.strip()
    if not source or _NONE.fullmatch(source) is not None:
        return Date()
    if (slashed := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", source)) is not None:
        source = "-".join(slashed.groups())
    begin, slash, end = (part.strip() for part in source.partition("/"))
    first, last = _edtf(begin), _edtf(end)
    if first is not None and slash and end.casefold() in _OPEN:
        return replace(first, open=True)
    if last is not None and slash and begin.casefold() in _OPEN:
        return replace(last, before=True)
    if first is not None and last is not None:
        return replace(first, end=last) if last != first else first
    return first if first is not None and not slash else _in_words(source)


def _edtf(source: str) -> Date | None:
    """One point of time, or None when it is in no form of EDTF."""
    if (iso := _ISO.fullmatch(source)) is not None and not _YEARS.fullmatch(source):
        number, month, day = int(iso[1]), int(iso[2] or 0), int(iso[3] or 0)
        early = number < 0 or iso[1] == "0000"  # astronomers count a year 0
        date = Date(
            str(1 - number) if early else iso[1],
            circa="~" in iso[4] or "%" in iso[4],
            uncertain="?" in iso[4] or "%" in iso[4],
            before_christ=early,
        )
        if month in _SEASON_NUMBERS:
            return replace(date, season=month - 20)
        return replace(date, month=month, day=_day(str(day))) if 1 <= month <= 12 else date
    if (vague := _UNSPECIFIED.fullmatch(source)) is not None:
        if vague[1]:
            return Date(vague[1])
        return Date(f"{vague[3]}0", decade=True) if vague[3] else Date(f"{vague[2]}00", end=Date(f"{vague[2]}99"))
    return None


def _in_words(source: str) -> Date:
    """A date in words, English or with a numeric month (the day first, as in Europe), or a year with words about it."""
    if (numeric := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", source)) is not None:
        day, month = int(numeric[1]), int(numeric[2])
        day, month = (month, day) if month > 12 >= day else (day, month)
        return Date(numeric[3], month, _day(str(day))) if month <= 12 else Date(numeric[3])
    if (early := _BEFORE_CHRIST.fullmatch(source)) is not None:
        return Date(early[1], before_christ=True)
    circa = _CIRCA.match(source)
    bare = (source[circa.end() :] if circa is not None else source).strip("[]() ")
    date = _year_alone(bare.rstrip("?").strip())
    if date is None or (bare != source and circa is None and not bare.endswith("?")):
        return _with_month(source)
    return replace(date, circa=circa is not None, uncertain=bare.endswith("?"))


def _year_alone(source: str) -> Date | None:
    if re.fullmatch(r"\d{3,4}", source) is not None:
        return Date(source)
    if (years := _RANGE.fullmatch(source)) is not None:
        last = years[1][: 4 - len(years[2])] + years[2]
        return Date(years[1], end=Date(last)) if int(last) > int(years[1]) else None
    decade = re.fullmatch(r"(\d{3}0)['’]?s", source)
    return Date(decade[1], decade=True) if decade is not None else None


def _with_month(source: str) -> Date:
    year = re.search(r"(?<!\d)\d{4}(?!\d)", source)
    names = [word for word in re.findall(r"[^\W\d_]+", source) if month_number(word) or season_number(word)]
    if year is None or not names:
        return Date(source)
    rest = source[: year.start()] + " " + source[year.end() :]
    if month_number(names[0]) == 0:
        return Date(year.group(), season=season_number(names[0]))
    days = re.findall(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?(?![\d:])", rest)
    days = [day for day in days if _day(day)]
    month, last = month_number(names[0]), month_number(names[-1])
    date = Date(year.group(), month, _day(days[0]) if days else 0)
    if len(days) == 2 and re.search(rf"{days[0]}\D*(?:-|–|/|\bto\b|\band\b)\D*{days[1]}", rest):
        return replace(date, end=Date(date.year, last, _day(days[1])))
    if not days and last != month:
        return replace(date, end=Date(date.year, last))
    return date


def month_number(month: str) -> int:
    """1 to 12 for a number, a name or its first three letters (four where three would be two months); 0 for anything else."""
    if month.isdecimal():
        return int(month) if 1 <= int(month) <= 12 else 0
    return _month_of(month.strip(". ").casefold())


@lru_cache(maxsize=512)
def _month_of(word: str) -> int:
    if len(word) < 3:
        return 0
    plain = _plain(word)
    found = {i for i, names in enumerate(_MONTHS, 1) for name in names.split() if _plain(name).startswith(plain)}
    return found.pop() if len(found) == 1 else 0


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def season_number(season: str) -> int:
    """1 (spring) to 4 (winter) for an English name; 0 for anything else."""
    word = season.strip(". ").casefold()
    return next((i for i, names in enumerate(_SEASONS, 1) if word and word in names.split()), 0)

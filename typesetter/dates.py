"""Dates in words, and dates of history in the Extended Date/Time Format, by language.

Languages are BCP 47 tags; one that is not known here is treated as British English.
"""

from __future__ import annotations

import calendar
import datetime
import re

NBSP = "\N{NO-BREAK SPACE}"
_EN_DASH = "\N{EN DASH}"

# fmt: off
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "da": ("januar", "februar", "marts", "april", "maj", "juni",
           "juli", "august", "september", "oktober", "november", "december"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni",
           "Juli", "August", "September", "Oktober", "November", "Dezember"),
}
# fmt: on
_SEASONS = {
    "en": ("spring", "summer", "autumn", "winter"),
    "da": ("forår", "sommer", "efterår", "vinter"),
    "de": ("Frühjahr", "Sommer", "Herbst", "Winter"),
}
_PHRASES = {
    "en": {"circa": "c.", "from": "from", "until": "until", "decade": "{}s", "century": "{}00s"},
    "da": {"circa": "ca.", "from": "fra", "until": "indtil", "decade": "{}’erne", "century": "{}00-tallet"},
    "de": {"circa": "um", "from": "ab", "until": "bis", "decade": "{}er", "century": "{}00er"},
}


def language_of(tag: str) -> str:
    """The language of :data:`_MONTHS` that a tag means: ``en``, ``da`` or ``de``."""
    primary = tag.replace("_", "-").partition("-")[0].casefold()
    return primary if primary in _MONTHS else "en"


def _american(tag: str) -> bool:
    return tag.replace("_", "-").casefold() in ("en-us", "en-ca")


def long_date(date: datetime.date | None, language: str) -> str:
    """A day in words: ``31 May 2024``, ``31. maj 2024``, ``May 31, 2024`` (en-US); nothing for None.

    Day and month are tied by a no-break space.
    """
    return "" if date is None else _point((date.year, date.month, date.day), language)


# ------------------------------------------------------------------------------------------------------- dates of history

_Point = tuple[int, int | None, int | None]
_EDTF = re.compile(r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[~?%]?)")


def edtf_date(text: str, language: str) -> str:
    """A date of the Extended Date/Time Format (EDTF, ISO 8601-2) in words.

    ``1988-02-27`` gives ``27 February 1988``; ``1992-05`` ``May 1992``; ``1992`` itself; ``2020-09-27/2020-11-10``
    ``27 September – 10 November 2020``, saying once what both ends share; ``1994/..`` ``from 1994``; ``1992~`` ``c. 1992``;
    ``1992?`` ``1992 (?)``; ``199X`` ``1990s``; ``1992-21`` ``spring 1992``. Raises ValueError for anything else.
    """
    start, slash, end = text.strip().partition("/")
    if not slash:
        return _single(start, language)
    phrases = _PHRASES[language_of(language)]
    if start in ("", "..") or end in ("", ".."):
        if start in ("", "..") and end in ("", ".."):
            raise ValueError(f"'{text}' is a range without a date")
        word, known = ("from", start) if end in ("", "..") else ("until", end)
        return f"{phrases[word]} {_single(known, language)}"
    first, last = _exact(start), _exact(end)
    if first is None or last is None:
        return f"{_single(start, language)} {_EN_DASH} {_single(end, language)}"
    if tuple(part or 0 for part in first) > tuple(part or 0 for part in last):
        raise ValueError(f"'{text}' ends before it begins")
    return _range(first, last, language)


def is_edtf(text: object) -> bool:
    """Whether :func:`edtf_date` can read it: the check of the schemas' ``format: edtf``."""
    try:
        edtf_date(str(text), "en")
    except ValueError:
        return False
    return True


def _parse(text: str) -> re.Match[str]:
    match = _EDTF.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a date of the form YYYY, YYYY-MM, YYYY-MM-DD or a range of two with /")
    if "X" in match["year"] and match["month"]:
        raise ValueError(f"'{text}' has a month in a year that is not known")
    if match["month"] and not (
        1 <= int(match["month"]) <= 12 or (21 <= int(match["month"]) <= 24 and not match["day"])
    ):
        raise ValueError(f"'{text}' has no month of that number")
    if match["day"]:
        year, month, day = (int(match[g]) for g in ("year", "month", "day"))
        if not 1 <= day <= calendar.monthrange(max(year, 1), month)[1]:
            raise ValueError(f"'{text}' is a day that the calendar does not have")
    return match


def _exact(text: str) -> _Point | None:
    """The date in numbers when it is a plain year, month or day."""
    match = _parse(text)
    if match["mark"] or "X" in match["year"] or int(match["month"] or 1) > 12:
        return None
    return (
        int(match["year"]),
        int(match["month"]) if match["month"] else None,
        int(match["day"]) if match["day"] else None,
    )


def _single(text: str, language: str) -> str:
    match = _parse(text)
    tongue = language_of(language)
    phrases = _PHRASES[tongue]
    year, month = match["year"], match["month"]
    if "X" in year:
        known = year.rstrip("X")
        words = phrases["decade"].format(known + "0") if len(known) == 3 else phrases["century"].format(known)
    elif month and int(month) > 12:
        words = f"{_SEASONS[tongue][int(month) - 21]} {int(year)}"
    else:
        words = _point(
            (int(year), int(month) if month else None, int(match["day"]) if match["day"] else None), language
        )
    if match["mark"] in ("~", "%"):
        words = f"{phrases['circa']}{NBSP}{words}"
    return f"{words} (?)" if match["mark"] in ("?", "%") else words


def _day_month(month: int, day: int, language: str) -> str:
    name = _MONTHS[language_of(language)][month - 1]
    if _american(language):
        return f"{name}{NBSP}{day}"
    return f"{day}{NBSP}{name}" if language_of(language) == "en" else f"{day}.{NBSP}{name}"


def _point(point: _Point, language: str) -> str:
    year, month, day = point
    if month is None:
        return str(year)
    if day is None:
        return f"{_MONTHS[language_of(language)][month - 1]} {year}"
    comma = "," if _american(language) else ""
    return f"{_day_month(month, day, language)}{comma} {year}"


def _range(first: _Point, last: _Point, language: str) -> str:
    (year, month, day), (last_year, last_month, last_day) = first, last
    if first == last:
        return _point(first, language)
    if month is None and last_month is None:
        return f"{year}{_EN_DASH}{last_year}"
    if year != last_year or month is None or last_month is None or (day is None) != (last_day is None):
        return f"{_point(first, language)} {_EN_DASH} {_point(last, language)}"
    months = _MONTHS[language_of(language)]
    if day is None or last_day is None:
        return f"{months[month - 1]}{_EN_DASH}{months[last_month - 1]} {year}"
    if month != last_month:
        comma = "," if _american(language) else ""
        return (
            f"{_day_month(month, day, language)} {_EN_DASH} {_day_month(last_month, last_day, language)}{comma} {year}"
        )
    if _american(language):
        return f"{months[month - 1]}{NBSP}{day}{_EN_DASH}{last_day}, {year}"
    point = "" if language_of(language) == "en" else "."
    return f"{day}{point}{_EN_DASH}{last_day}{point}{NBSP}{months[month - 1]} {year}"

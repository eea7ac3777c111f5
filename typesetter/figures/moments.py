"""Dates on axes: years, months and days of the ISO form, and the ticks of a time axis."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "da": "jan. feb. mar. apr. maj juni juli aug. sep. okt. nov. dec.",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, a month or a day: its first and last day as ordinals, and which of the three (1, 2 or 3 parts) it is."""

    first: int
    last: int
    parts: int

    @property
    def middle(self) -> float:
        """The ordinal of its middle."""
        return (self.first + self.last + 1) / 2


def parse_moment(text: str) -> Moment | None:
    """``2020``, ``2020-09`` or ``2020-09-27``; None for anything else and for days that do not exist."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    year, month, day = (*parts, 0, 0)[:3]
    try:
        first = date(year, month if len(parts) > 1 else 1, day if len(parts) > 2 else 1)
    except ValueError:
        return None
    last = first
    if len(parts) == 1:
        last = date(year, 12, 31)
    elif len(parts) == 2:
        last = date(year, month, calendar.monthrange(year, month)[1])
    return Moment(first.toordinal(), last.toordinal(), len(parts))


def parse_range(text: str) -> tuple[Moment, Moment] | None:
    """A moment, or two of them with a slash between (``1988/1994``), the second not before the first."""
    start, slash, end = text.partition("/")
    first = parse_moment(start)
    last = parse_moment(end) if slash else first
    return (first, last) if first and last and last.last >= first.first else None


def _month(month: int, language: str) -> str:
    return _MONTHS.get(language.partition("-")[0].casefold(), _MONTHS["en"]).split()[month - 1]


def _day(moment: date, language: str) -> str:
    number = f"{moment.day}." if language.casefold().startswith(("da", "de")) else str(moment.day)
    return f"{number} {_month(moment.month, language)}"


def moment_text(moment: Moment, language: str) -> str:
    """``2020``, ``Sep 2020`` or ``27 Sep 2020``."""
    first = date.fromordinal(moment.first)
    if moment.parts == 1:
        return str(first.year)
    if moment.parts == 2:
        return f"{_month(first.month, language)} {first.year}"
    return f"{_day(first, language)} {first.year}"


def range_text(start: Moment, end: Moment, language: str) -> str:
    """``1988–1994``, or the moment when both are the same."""
    if start == end:
        return moment_text(start, language)
    dash = "–" if start.parts == end.parts == 1 else " – "
    return f"{moment_text(start, language)}{dash}{moment_text(end, language)}"


def time_ticks(low: float, high: float, most: int, language: str) -> list[tuple[float, str]]:
    """Ticks between two ordinals at the beginnings of years, months or days, ``most`` of them or fewer where possible."""
    first, last = date.fromordinal(max(1, int(low))), date.fromordinal(max(1, int(high)))
    days = high - low
    if days > 366 * 2:
        steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
        step = next((s for s in steps if days / 365.25 / s <= most), steps[-1])
        years = range(-(-first.year // step) * step, last.year + 1, step)
        ticks = [(float(date(y, 1, 1).toordinal()), str(y)) for y in years if y > 0]
    elif days > 62:
        step = next((s for s in (1, 2, 3, 6) if days / 30.4 / s <= most), 12)
        months = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13) if (m - 1) % step == 0]
        inside = [m for m in months if low <= m.toordinal() <= high]
        ticks = [
            (float(m.toordinal()), _month(m.month, language) + (f" {m.year}" if m.month == 1 or m == inside[0] else ""))
            for m in inside
        ]
    else:
        step = next((s for s in (1, 2, 5, 7, 10, 14) if days / s <= most), 31)
        whole = [date.fromordinal(o) for o in range(first.toordinal(), last.toordinal() + 1, step)]
        ticks = [
            (float(d.toordinal()), _day(d, language) + (f" {d.year}" if d == whole[0] or d.year > b.year else ""))
            for b, d in zip([whole[0], *whole], whole, strict=False)
        ]
    return [(place, label) for place, label in ticks if low - 0.5 <= place <= high + 0.5]

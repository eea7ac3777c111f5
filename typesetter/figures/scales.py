"""Numbers on axes: where ticks stand and how numbers are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_GROUPING = {
    "en": (",", "."), "de": (".", ","), "da": (".", ","), "nl": (".", ","), "es": (".", ","), "it": (".", ","),
    "pt": (".", ","), "sv": ("\N{NO-BREAK SPACE}", ","), "nb": ("\N{NO-BREAK SPACE}", ","),
    "nn": ("\N{NO-BREAK SPACE}", ","), "no": ("\N{NO-BREAK SPACE}", ","), "fi": ("\N{NO-BREAK SPACE}", ","),
    "fr": ("\N{NO-BREAK SPACE}", ","), "pl": ("\N{NO-BREAK SPACE}", ","), "cs": ("\N{NO-BREAK SPACE}", ","),
    "ru": ("\N{NO-BREAK SPACE}", ","), "uk": ("\N{NO-BREAK SPACE}", ","),
}  # fmt: skip
"""Between groups of three figures, and before decimals, by language."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from ``low`` to ``high`` onto places from ``start`` to ``end`` pt."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of ``value``, pt."""
        span = self.high - self.low
        return self.start + (value - self.low) / span * (self.end - self.start) if span else (self.start + self.end) / 2


def decimals(value: float, most: int = 3) -> int:
    """How many decimals write ``value`` out, at most ``most``."""
    for count in range(most):
        if math.isclose(value, round(value, count), rel_tol=1e-9, abs_tol=1e-12):
            return count
    return most


def format_number(value: float, places: int, language: str = "en") -> str:
    """``value`` with ``places`` decimals and its thousands set apart as ``language`` (``en-GB``) does; the true minus sign."""
    group, point = _GROUPING.get(language.partition("-")[0].casefold(), _GROUPING["en"])
    text = f"{abs(value):,.{places}f}".replace(",", "\x00").replace(".", point).replace("\x00", group)
    return ("\N{MINUS SIGN}" if value < 0 and any(c in "123456789" for c in text) else "") + text


def value_ticks(low: float, high: float, most: int, *, whole: bool = False) -> tuple[float, ...]:
    """Round numbers from at or below ``low`` to at or above ``high``, ``most`` steps or fewer (two at least).

    The steps are 1, 2 or 5 times a power of ten, or 2.5 where that needs no more digits; ``whole`` asks for integers.
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(2, most)
    power = math.floor(math.log10(rough))
    for exponent in (power, power + 1):
        for factor in (1.0, 2.0, 2.5, 5.0):
            step = factor * 10.0**exponent
            if (whole and step < 1) or (factor == 2.5 and exponent < 1):
                continue
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            if last - first <= max(2, most):
                return tuple(round(i * step, 12) for i in range(first, last + 1))
    step = 10.0 ** (power + 2)
    return tuple(i * step for i in range(math.floor(low / step), math.ceil(high / step) + 1))


def inner_ticks(low: float, high: float, most: int, *, whole: bool = False) -> tuple[float, ...]:
    """As :func:`value_ticks`, but only those between ``low`` and ``high``."""
    ticks = value_ticks(low, high, most, whole=whole)
    slack = (high - low) * 1e-9
    return tuple(tick for tick in ticks if low - slack <= tick <= high + slack)


def tick_labels(ticks: Sequence[float], language: str, suffix: str = "") -> tuple[str, ...]:
    """The ticks' numbers, all with the same decimals."""
    places = max((decimals(tick) for tick in ticks), default=0)
    return tuple(format_number(tick, places, language) + suffix for tick in ticks)


def fitting_ticks(
    make: Callable[[int], Sequence[tuple[float, str]]],
    width_of: Callable[[str], float],
    length: float,
    gap: float,
    most: int = 10,
) -> list[tuple[float, str]]:
    """The most ticks that ``make(count)`` gives, from ``most`` down, whose labels stand ``gap`` pt apart on ``length`` pt."""
    best: list[tuple[float, str]] = []
    for count in range(most, 1, -1):
        best = list(make(count))
        if sum(width_of(label) + gap for _, label in best) <= length + gap:
            break
    return best

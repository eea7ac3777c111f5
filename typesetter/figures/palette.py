"""How series are told apart: by colour, by its lightness, and by pattern, dash or marker.

The colours are of Paul Tol's high-contrast and medium-contrast schemes (personal.sron.nl/~pault), which stay apart for every
kind of colour blindness and, in the order used here, in grey; patterns and markers tell them apart without any colour.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """``fill`` and ``hatch`` for bars and areas; ``ink``, ``dash`` and ``marker`` for lines and points."""

    fill: str
    hatch: str
    ink: str
    dash: tuple[float, ...]
    marker: str


STYLES = (
    SeriesStyle("004488", "", "004488", (), "circle"),
    SeriesStyle("DDAA33", "", "A06A00", (5.0, 2.0), "square"),
    SeriesStyle("BB5566", "rising", "994455", (1.4, 1.6), "triangle"),
    SeriesStyle("6699CC", "falling", "3F77AB", (6.0, 1.6, 1.2, 1.6), "diamond"),
    SeriesStyle("555555", "dots", "333333", (3.0, 1.4), "down"),
    SeriesStyle("EECC66", "crossed", "997700", (8.0, 2.0), "plus"),
    SeriesStyle("882255", "level", "882255", (1.0, 1.0), "cross"),
    SeriesStyle("99BBBB", "upright", "447777", (6.0, 1.4, 1.0, 1.2, 1.0, 1.4), "star"),
)


def style(number: int) -> SeriesStyle:
    """The style of the series ``number`` (from 0); after the last one they begin again."""
    return STYLES[number % len(STYLES)]


def text_on(fill: str) -> str:
    """Black or white, whichever can be read on ``fill`` (WCAG's relative luminance)."""
    channels = [int(fill[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "FFFFFF" if luminance < 0.18 else "000000"

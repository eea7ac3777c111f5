"""What plots with axes have in common: the area, grid, tick labels, titles and legend.

An area has its lower edge at height 0; header and footer grow up and down from it, and the canvas finds its own height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from typesetter.figures.metrics import ASCENT, MIDDLE, wrap
from typesetter.figures.moments import time_ticks
from typesetter.figures.palette import SeriesStyle
from typesetter.figures.plotdata import Axis
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale, decimals, fitting_ticks, format_number, inner_ticks
from typesetter.figures.sketch import GREY, LIGHT, Canvas

TICK_GAP = 4.0
"""Between the area and the labels on its left, pt."""
NAME_GAP = 5.5
"""Between the area and the labels below it."""
SWATCH = 10.0
"""Width of a legend's swatch, pt; a line's is twice as long."""
LEGEND_SHARE = 0.24
"""Of the plot's width, for the names of a legend on the right."""
AXIS_WIDTH = 0.6
_TURN = 40.0
"""Degrees by which names that do not fit side by side are turned."""
GRID_WIDTH = 0.4


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: a series' name, its style, and how it is drawn: box, line, dot or mark."""

    name: str
    style: SeriesStyle
    form: str


@dataclass(slots=True)
class Frame:
    """The area of a plot, from ``left`` to ``right`` and from 0 to ``top`` pt; the header begins at ``edge``."""

    canvas: Canvas
    spec: PlotSpec
    left: float
    right: float
    top: float
    edge: float = 0.0

    def __post_init__(self) -> None:
        self.canvas.inner = self.top

    # ------------------------------------------------------------------------------------------------------ value axis

    def rows(self, scale: Scale, ticks: Sequence[float], labels: Sequence[str]) -> None:
        """Horizontal grid lines, their labels on the left."""
        for tick, label in zip(ticks, labels, strict=True):
            y = scale(tick)
            self.canvas.line([(self.left, y), (self.right, y)], LIGHT, GRID_WIDTH)
            self.canvas.text((self.left - TICK_GAP, y - MIDDLE * self.canvas.size), label, "rB", colour=GREY)

    def columns(self, scale: Scale, ticks: Sequence[tuple[float, str]], *, grid: bool) -> None:
        """Labels below the area, with grid lines or short ticks."""
        for place, label in ticks:
            x = scale(place)
            if grid:
                self.canvas.line([(x, 0), (x, self.top)], LIGHT, GRID_WIDTH)
            else:
                self.canvas.line([(x, 0), (x, -2.5)], GREY, 0.5)
            self.canvas.text((x, -NAME_GAP - ASCENT * self.canvas.size), label, "cB", colour=GREY)

    def base(self, y: float = 0.0) -> None:
        """The line that bars and lines stand on."""
        self.canvas.line([(self.left, y), (self.right, y)], GREY, AXIS_WIDTH)

    def names(self, scale: Scale, names: Sequence[str], slot: float) -> None:
        """Names below the area at 0, 1, 2 …, each ``slot`` pt wide: broken into lines, or turned where that does not help."""
        canvas, size = self.canvas, self.canvas.size
        if names_fit(canvas, names, slot):
            for place, name in enumerate(names):
                canvas.lines((scale(place), -NAME_GAP - ASCENT * size), wrap(name, size, slot - 5), "cB")
            return
        turn = radians(_TURN)
        for place, name in enumerate(names):
            lines = _turned(canvas, name, slot)
            for number, line in enumerate(lines):
                off = (number - (len(lines) - 1) / 2) * canvas.line_height
                x = scale(place) + 0.3 * size + off * sin(turn)
                y = -NAME_GAP - 0.5 * size - (off + (len(lines) - 1) / 2 * 0.5 * canvas.line_height) * cos(turn)
                canvas.text((x, y), line, "rB", rotation=_TURN)

    # ------------------------------------------------------------------------------------------------ header and footer

    def header(self, label: str, entries: Sequence[Entry]) -> None:
        """Above the area, from below: the legend when it goes there, what the values are, the title."""
        canvas, size = self.canvas, self.canvas.size
        y = max(self.top + MIDDLE * size, canvas.extent()[1]) + (1.0 if entries else 0.85) * size
        if entries and self.spec.legend in ("auto", "top"):
            y = self._legend_rows(entries, self.edge, y, upwards=True) + 0.25 * size
        for line in reversed(wrap(label, size, canvas.width - self.edge) if label else ()):
            canvas.text((self.edge, y), line, "lB")
            y += canvas.line_height
        if self.spec.title:
            y += 0.3 * size
            for line in reversed(wrap(self.spec.title, size + 1, canvas.width - self.edge)):
                canvas.text((self.edge, y), line, "lB", size=size + 1)
                y += canvas.line_height * 1.1

    def footer(self, label: str, entries: Sequence[Entry]) -> None:
        """Below the area: the name of the axis, and the legend when it goes there; a legend on the right beside it."""
        canvas, size = self.canvas, self.canvas.size
        for line in wrap(label, size, canvas.width) if label else ():
            middle = (self.left + self.right) / 2
            half = canvas.measure(line) / 2
            middle = min(max(middle, half), canvas.width - half)
            canvas.text((middle, canvas.extent()[0] - (ASCENT + 0.45) * size), line, "cB")
        if entries and self.spec.legend == "bottom":
            self._legend_rows(entries, 0.0, canvas.extent()[0] - (ASCENT + 0.7) * size, upwards=False)
        if entries and self.spec.legend == "right":
            left = canvas.width - legend_width(canvas, entries)
            y = self.top - ASCENT * size
            for entry in entries:
                for number, line in enumerate(wrap(entry.name, size, LEGEND_SHARE * canvas.width)):
                    self._entry(entry, left, y, line, swatch=number == 0)
                    y -= canvas.line_height
                y -= 0.2 * size

    def _legend_rows(self, entries: Sequence[Entry], left: float, y: float, *, upwards: bool) -> float:
        canvas = self.canvas
        rows: list[list[tuple[Entry, float]]] = [[]]
        x = left
        for entry in entries:
            width = _swatch(entry) + 4 + canvas.measure(entry.name)
            if rows[-1] and x + width > canvas.width:
                rows.append([])
                x = left
            rows[-1].append((entry, x))
            x += width + 1.4 * canvas.size
        step = canvas.line_height * 1.05
        for number, row in enumerate(rows):
            height = y + (len(rows) - 1 - number) * step if upwards else y - number * step
            for entry, start in row:
                self._entry(entry, start, height, entry.name, swatch=True)
        return y + len(rows) * step

    def _entry(self, entry: Entry, x: float, y: float, text: str, *, swatch: bool) -> None:
        canvas, size, width = self.canvas, self.canvas.size, _swatch(entry)
        if swatch:
            middle = y + MIDDLE * size
            if entry.form == "box":
                canvas.box(x, y - 0.02 * size, width, ASCENT * size, entry.style.fill, entry.style.hatch)
            if entry.form in ("line", "dot"):
                canvas.line([(x, middle), (x + width, middle)], entry.style.ink, 1.3, entry.style.dash)
            if entry.form in ("dot", "mark"):
                canvas.mark((x + width / 2, middle), entry.style.marker, 5.0, entry.style.ink)
        canvas.text((x + width + 4, y), text, "lB")


def _swatch(entry: Entry) -> float:
    return {"line": 2.2 * SWATCH, "dot": 2.2 * SWATCH, "mark": 0.7 * SWATCH}.get(entry.form, SWATCH)


def legend_width(canvas: Canvas, entries: Sequence[Entry]) -> float:
    """The width of a legend on the right, in which long names are broken."""
    widest = 0.0
    for entry in entries:
        lines = wrap(entry.name, canvas.size, LEGEND_SHARE * canvas.width)
        widest = max(widest, _swatch(entry) + 4 + canvas.widest(lines))
    return widest


def right_margin(canvas: Canvas, spec: PlotSpec, entries: Sequence[Entry]) -> float:
    """What a legend on the right takes from the area."""
    return legend_width(canvas, entries) + 1.2 * canvas.size if entries and spec.legend == "right" else 0.0


def names_fit(canvas: Canvas, names: Sequence[str], slot: float) -> bool:
    """Whether names side by side, each in ``slot`` pt, can be broken into three lines or fewer without touching."""
    for name in names:
        lines = wrap(name, canvas.size, slot - 5)
        if len(lines) > 3 or canvas.widest(lines) > slot - 5:
            return False
    return True


def overhang(canvas: Canvas, names: Sequence[str], left: float, right: float) -> float:
    """How far an area from ``left`` to ``right`` is to be drawn in for turned names to stay on the canvas, pt."""
    if names_fit(canvas, names, (right - left) / len(names)):
        return 0.0
    needed = left
    for _ in range(4):  # narrower slots can need longer lines
        slot = (right - needed) / len(names)
        for place, name in enumerate(names):
            reach = canvas.widest(_turned(canvas, name, slot)) * cos(radians(_TURN)) + 0.6 * canvas.size
            share = (place + 0.5) / len(names)
            needed = max(needed, (reach - share * right) / (1 - share))
    if needed - left > 0.3 * canvas.width:
        fault = "the names along the axis are too long to stand below it"
        canvas.faults.append((fault, "shorten them, or draw lying bars: plot=bar horizontal=true"))
    return needed - left


def _turned(canvas: Canvas, name: str, slot: float) -> tuple[str, ...]:
    """A turned name in two lines where the slots are wide enough for that, else in one."""
    if slot * sin(radians(_TURN)) < 2.1 * canvas.line_height:
        return (name,)
    width = max(80.0, 0.5 * canvas.measure(name))
    while len(lines := wrap(name, canvas.size, width)) > 2:
        width *= 1.05
    return lines


def tick_count(length: float, size: float) -> int:
    """How many steps a vertical axis of ``length`` pt gets."""
    return max(2, min(6, int(length / (3.0 * size))))


def within(canvas: Canvas, along: Scale, ticks: Sequence[tuple[float, str]]) -> Scale:
    """``along`` drawn in as far as the labels of its ticks need to stay on the canvas."""
    start = end = 0.0
    for place, label in ticks:
        half = canvas.measure(label) / 2
        start = max(start, half - along(place))
        end = max(end, along(place) + half - canvas.width)
    return Scale(along.low, along.high, along.start + start, along.end - end)


def along_ticks(
    canvas: Canvas,
    axis: Axis,
    ends: tuple[float, float],
    length: float,
    language: str,
    *,
    suffix: str = "",
    most: int = 10,
) -> list[tuple[float, str]]:
    """Ticks of a horizontal axis of numbers, years or days between ``ends``, as many as their labels leave room for."""
    low, high = ends

    def make(most: int) -> list[tuple[float, str]]:
        if axis is Axis.DAYS:
            return time_ticks(low, high, most, language)
        if axis is Axis.YEARS:
            return [(tick, f"{tick:.0f}") for tick in inner_ticks(low, high, most, whole=True)]
        ticks = inner_ticks(low, high, most)
        places = max((decimals(tick) for tick in ticks), default=0)
        return [(tick, format_number(tick, places, language) + suffix) for tick in ticks]

    return fitting_ticks(make, canvas.measure, length, 1.2 * canvas.size, most)

"""Line charts and areas: values along years, days, numbers or names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from typesetter.figures.frame import (
    TICK_GAP,
    Entry,
    Frame,
    along_ticks,
    overhang,
    right_margin,
    tick_count,
    within,
)
from typesetter.figures.metrics import ASCENT, LEADING, MIDDLE
from typesetter.figures.palette import style
from typesetter.figures.plotdata import Axis, SeriesData, display_name
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale, format_number, tick_labels, value_ticks
from typesetter.figures.sketch import BLACK, Canvas, Point

_MARKED = 40
"""Up to so many points a line are marked."""
_LABEL_SHARE = 0.3
"""Of the width, for the series' names at the lines' ends."""


class LineChart:
    """Lays out one line chart or area chart."""

    def __init__(self, canvas: Canvas, spec: PlotSpec, data: SeriesData, language: str) -> None:
        self.canvas = canvas
        self.spec = spec
        self.data = data
        self.language = language
        self.filled = spec.kind == "area"
        self.stacked = self.filled and spec.stacked is not False and len(data.series) > 1
        marked = len(data.places) <= _MARKED
        form = "box" if self.stacked else "dot" if marked and not self.filled else "line"
        self.marked = marked and not self.filled
        self.entries = [Entry(s.name, style(i), form) for i, s in enumerate(data.series)] if spec.has_series else []
        if spec.legend == "none":
            self.entries = []

    def draw(self, area: float | None) -> None:
        """With the series' names at their right ends where they fit there, else with a legend."""
        canvas, spec, data, size = self.canvas, self.spec, self.data, self.canvas.size
        top = area or 0.42 * canvas.width
        low, high = self._bounds()
        ticks = value_ticks(low, high, tick_count(top, size), whole=self.data.decimals == 0)
        labels = tick_labels(ticks, self.language, self.data.suffix)
        rise = Scale(ticks[0], ticks[-1], 0.0, top)
        ends = self._end_labels(rise, top)
        entries = [] if ends else self.entries
        left = canvas.widest(labels) + TICK_GAP
        right = canvas.width - right_margin(canvas, spec, entries)
        edge = 0.0
        if data.axis is Axis.NAMES:
            edge = overhang(canvas, data.names, left, right)
            left += edge
        if ends:
            right -= canvas.widest(s.name for s in self.data.series) + 6
        along, slot = self._along(left, right)
        below: list[tuple[float, str]] = []
        if self.data.axis is not Axis.NAMES:
            below = self._ticks(along)
            inset = (along.start - left, right - along.end)
            along = within(canvas, along, below)
            left, right = along.start - inset[0], along.end + inset[1]
        frame = Frame(canvas, spec, left, right, top, edge)
        frame.rows(rise, ticks, labels)
        if self.stacked:
            self._layers(along, rise)
        else:
            self._lines(along, rise)
        frame.base(rise(max(ticks[0], 0.0)) if ticks[-1] > 0 else 0.0)
        if below:
            frame.columns(along, below, grid=False)
        else:
            frame.names(along, data.names, slot)
        for y, number in ends:
            colour = BLACK if self.stacked else style(number).ink
            canvas.text((right + 6, y - MIDDLE * size), self.data.series[number].name, "lB", colour=colour)
        default = display_name(spec.y[0]) if len(spec.y) == 1 else ""
        frame.header(default if spec.ylabel is None else spec.ylabel, entries)
        xlabel = display_name(spec.x) if self.data.axis is Axis.NUMBERS and spec.xlabel is None else spec.xlabel
        frame.footer(xlabel or "", entries)

    # ------------------------------------------------------------------------------------------------------------- axes

    def _bounds(self) -> tuple[float, float]:
        """Zero belongs to an area, and to lines that come near it."""
        if self.stacked:
            sums = [sum(s.values[i] or 0.0 for s in self.data.series) for i in range(len(self.data.places))]
            return 0.0, max([*sums, 0.0]) or 1.0
        values = [v for s in self.data.series for v in s.values if v is not None]
        low, high = min(values), max(values)
        if self.filled or 0 < low < 0.5 * high:
            low = min(0.0, low)
        if self.filled or 0.5 * low < high < 0:
            high = max(0.0, high)
        return (low, high) if high > low else (min(0.0, low), max(0.0, high) or 1.0)

    def _along(self, left: float, right: float) -> tuple[Scale, float]:
        """The scale along the x axis, and the room that each name has."""
        places = self.data.places
        count = len(places)
        if self.data.axis is Axis.NAMES:
            slot = (right - left) / count
            return Scale(
                0, max(1, count - 1), left + slot / 2, right - slot / 2 if count > 1 else right + slot / 2
            ), slot
        inset = 0.0 if self.filled else 4.0
        low, high = places[0], places[-1]
        if low == high:
            low, high = low - 1, high + 1  # a single point stands in the middle
        return Scale(low, high, left + inset, right - inset), 0.0

    def _ticks(self, along: Scale) -> list[tuple[float, str]]:
        low, high = self.data.places[0], self.data.places[-1]
        if low == high:
            return [(low, self.data.names[0])]
        if self.data.axis is Axis.YEARS and self._apart([along(place) for place in self.data.places]):
            return list(zip(self.data.places, self.data.names, strict=True))
        return along_ticks(self.canvas, self.data.axis, (low, high), along.end - along.start, self.language)

    def _apart(self, places: Sequence[float]) -> bool:
        """Whether every year of the data can be named where it stands."""
        gap = self.canvas.widest(self.data.names) + self.canvas.size
        return all(right - left >= gap for left, right in pairwise(places))

    # ------------------------------------------------------------------------------------------------------------ series

    def _lines(self, along: Scale, rise: Scale) -> None:
        canvas = self.canvas
        base = rise(min(max(rise.low, 0.0), rise.high))
        for number, series in enumerate(self.data.series):
            look = style(number)
            runs = self._runs(series.values, along, rise)
            for run in runs:
                if self.filled and len(run) > 1:
                    opacity = 0.9 if len(self.data.series) == 1 else 0.35
                    canvas.area([(run[0][0], base), *run, (run[-1][0], base)], look.fill, "", opacity)
                if len(run) > 1 and not (self.filled and len(self.data.series) == 1):
                    canvas.line(run, look.ink, 1.3, look.dash)
        for number, series in enumerate(self.data.series):
            look = style(number)
            for run in self._runs(series.values, along, rise):
                for at in run if self.marked or len(run) == 1 else ():
                    canvas.mark(at, look.marker, 5.0, look.ink)
            self._values(series.values, along, rise)

    def _runs(self, values: Sequence[float | None], along: Scale, rise: Scale) -> list[list[Point]]:
        """The points of a series, broken where a value is missing."""
        runs: list[list[Point]] = [[]]
        for place, value in zip(self.data.places, values, strict=True):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((along(place), rise(value)))
        return [run for run in runs if run]

    def _values(self, values: Sequence[float | None], along: Scale, rise: Scale) -> None:
        """The values over the points, under them where the line comes down to a point and leaves it upwards."""
        canvas, size = self.canvas, self.canvas.size
        if not self.spec.labels:
            return
        known = [(place, value) for place, value in zip(self.data.places, values, strict=True) if value is not None]
        for index, (place, value) in enumerate(known):
            beside = [v for _, v in known[max(0, index - 1) : index + 2]]
            text = format_number(value, self.data.decimals, self.language) + self.data.suffix
            half = canvas.measure(text) / 2
            x = min(along(place), canvas.width - half)
            lowest = value == min(beside) < max(beside)
            canvas.text((x, rise(value) + (-(ASCENT + 0.6) if lowest else 0.6) * size), text, "cB")

    def _layers(self, along: Scale, rise: Scale) -> None:
        """Stacked areas, the first at the bottom, with a white seam between them."""
        below = [0.0] * len(self.data.places)
        seams = []
        for number, series in enumerate(self.data.series):
            above = [b + (v or 0.0) for b, v in zip(below, series.values, strict=True)]
            upper = [(along(p), rise(v)) for p, v in zip(self.data.places, above, strict=True)]
            lower = [(along(p), rise(v)) for p, v in zip(self.data.places, below, strict=True)]
            look = style(number)
            self.canvas.area([*upper, *reversed(lower)], look.fill, look.hatch)
            seams.append(upper)
            below = above
        for seam in seams[:-1]:
            self.canvas.line(seam, "FFFFFF", 0.8)

    def _end_labels(self, rise: Scale, top: float) -> list[tuple[float, int]]:
        """Heights of the series' names at the right, or nothing when they do not fit there or a legend is asked for."""
        canvas, data = self.canvas, self.data
        if not self.entries or self.spec.legend != "auto" or not 1 <= len(data.series) <= 6 or data.axis is Axis.NAMES:
            return []
        if canvas.widest(s.name for s in data.series) > _LABEL_SHARE * canvas.width:
            return []
        ends: list[tuple[float, int]] = []
        below = 0.0
        for number, series in enumerate(data.series):
            last = series.values[-1]
            if last is None:
                return []
            ends.append((rise(below + last / 2) if self.stacked else rise(last), number))
            below += last
        ends.sort()
        gap = 0.95 * canvas.size * LEADING
        placed = _spread([y for y, _ in ends], gap, 0.0, top + 0.3 * canvas.size)
        if any(abs(y - wanted) > 0.9 * gap for y, (wanted, _) in zip(placed, ends, strict=True)):
            return []
        return [(y, number) for y, (_, number) in zip(placed, ends, strict=True)]


def _spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Sorted heights moved apart to ``gap`` with the least movement, within ``low`` and ``high`` where that can be."""
    groups: list[tuple[float, int]] = []  # the middle of a run of labels that touch, and their number
    for height in heights:
        middle, count = height, 1
        while groups and middle - (count - 1) * gap / 2 - gap < groups[-1][0] + (groups[-1][1] - 1) * gap / 2:
            before, number = groups.pop()
            middle = (before * number + middle * count) / (number + count)
            count += number
        half = (count - 1) * gap / 2
        groups.append((max(low + half, min(high - half, middle)), count))
    return [middle + (i - (count - 1) / 2) * gap for middle, count in groups for i in range(count)]

"""Scatter plots: one column against another, in groups, with names beside the points where asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typesetter.figures.frame import TICK_GAP, Entry, Frame, along_ticks, right_margin, tick_count, within
from typesetter.figures.metrics import ASCENT, DESCENT, MIDDLE
from typesetter.figures.palette import style
from typesetter.figures.plotdata import Axis, DotData, display_name
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale, tick_labels, value_ticks
from typesetter.figures.sketch import GREY, Canvas, Point

_MARK = 5.5
Box = tuple[float, float, float, float]


class ScatterPlot:
    """Lays out one scatter plot."""

    def __init__(self, canvas: Canvas, spec: PlotSpec, data: DotData, language: str) -> None:
        self.canvas = canvas
        self.spec = spec
        self.data = data
        self.language = language
        self.entries = [Entry(name, style(i), "mark") for i, name in enumerate(data.groups)] if spec.by else []
        if spec.legend == "none":
            self.entries = []

    def draw(self, area: float | None) -> None:
        """The points over a light grid, whose lines are at round numbers beyond the points."""
        canvas, spec, data, size = self.canvas, self.spec, self.data, self.canvas.size
        top = area or 0.55 * canvas.width
        rises = value_ticks(*_bounds([d.y for d in data.dots]), tick_count(top, size))
        labels = tick_labels(rises, self.language, data.y_suffix)
        left = canvas.widest(labels) + TICK_GAP
        right = canvas.width - right_margin(canvas, spec, self.entries)
        xs = [d.x for d in data.dots]
        if data.axis is Axis.DAYS:
            low, high = min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1
            ticks = along_ticks(canvas, data.axis, (low, high), right - left, self.language, most=7)
            along = Scale(low, high, left + 6, right - 12)
        else:
            ends = value_ticks(*_bounds(xs), 6, whole=data.axis is Axis.YEARS)
            low, high = ends[0], ends[-1]
            ticks = along_ticks(
                canvas, data.axis, (low, high), right - left, self.language, suffix=data.x_suffix, most=7
            )
            along = Scale(low, high, left + 6, right - 6)
        along = within(canvas, along, ticks)
        rise = Scale(rises[0], rises[-1], 9.0 if spec.label else 4.0, top)
        frame = Frame(canvas, spec, left, right, top)
        frame.columns(along, ticks, grid=True)
        frame.rows(rise, rises, labels)
        places = [(along(d.x), rise(d.y)) for d in data.dots]
        for dot, at in zip(data.dots, places, strict=True):
            look = style(dot.group)
            canvas.mark(at, look.marker, _MARK, look.ink)
        self._labels(places, frame)
        default = display_name(spec.y[0])
        frame.header(default if spec.ylabel is None else spec.ylabel, self.entries)
        named = "" if data.axis in (Axis.YEARS, Axis.DAYS) else display_name(spec.x)
        frame.footer(named if spec.xlabel is None else spec.xlabel, self.entries)

    def _labels(self, places: list[Point], frame: Frame) -> None:
        """Names beside their points where they cover nothing, the nearest such place first; a far one gets a thin line.

        Names are placed one after the other, in the one of four orders that ends best.
        """
        named = [(at, dot.label) for at, dot in zip(places, self.data.dots, strict=True) if dot.label]
        orders = [sorted(named, key=lambda n: (sign * n[0][axis], n[1])) for axis in (1, 0) for sign in (-1, 1)]
        for spot, label in min((self._placed(order, places, frame) for order in orders), key=lambda found: found[0])[1]:
            if spot.leader:
                self.canvas.line(spot.leader, GREY, 0.4)
            self.canvas.text(spot.base, label, "lB")

    def _placed(
        self, named: Sequence[tuple[Point, str]], places: Sequence[Point], frame: Frame
    ) -> tuple[float, list[tuple[_Spot, str]]]:
        canvas, size = self.canvas, self.canvas.size
        half = _MARK / 2 + 1
        taken: list[Box] = [(x - half, y - half, x + half, y + half) for x, y in places]
        found = []
        total = 0.0
        for at, label in named:
            width = canvas.measure(label)
            ranked = []
            for number, spot in enumerate(_spots(at, width, size, half + 1.5)):
                x, y = spot.base
                box = (x, y - DESCENT * size, x + width, y + ASCENT * size)
                outside = max(0.0, frame.left - box[0]) + max(0.0, box[2] - canvas.width) + max(0.0, 0.5 - box[1])
                covered = sum(_overlap(part, other) for other in taken for part in (box, *spot.dots))
                ranked.append((50 * covered + 1000 * outside + spot.rank, number, spot, box))
            cost, _, spot, box = min(ranked, key=lambda one: one[:2])
            taken += [box, *spot.dots]
            total += cost
            found.append((spot, label))
        return total, found


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place for a name: where its baseline begins, how far from the best one it is, and the line that leads to it."""

    base: Point
    rank: float
    leader: tuple[Point, ...]

    @property
    def dots(self) -> list[Box]:
        """The line as a row of small boxes, its beginning at the point left out."""
        if not self.leader:
            return []
        (x0, y0), (x1, y1) = self.leader
        spots = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (0.25, 0.4, 0.55, 0.7, 0.85, 1.0)]
        return [(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in spots]


def _spots(at: Point, width: float, size: float, gap: float) -> list[_Spot]:
    """To the right, left, above, below and in the four corners of a point, near it and then farther away."""
    x, y = at
    found = []
    for ring in (0.0, 8.0, 16.0, 26.0, 38.0):
        for order, (h, v) in enumerate(((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))):
            away = (gap + ring) * (0.75 if h and v else 1.0)
            edge = (x + h * away, y + v * away)  # of the name, where the line to it ends
            left = edge[0] - (0.0 if h > 0 else width if h < 0 else width / 2)
            base = edge[1] - (MIDDLE * size if not v or (h and ring) else -0.5 if v > 0 else ASCENT * size)
            start = (x + h * (gap - 1.5) * (0.75 if v else 1.0), y + v * (gap - 1.5) * (0.75 if h else 1.0))
            end = (edge[0] - h * 1.5, edge[1])
            found.append(_Spot((left, base), order + 3 * ring, (start, end) if ring else ()))
    return found


def _bounds(values: list[float]) -> tuple[float, float]:
    """The range of the values, with zero where they come near it."""
    low, high = min(values), max(values)
    if 0 < low < 0.25 * high:
        low = 0.0
    return (low, high) if high > low else (low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2)


def _overlap(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0

"""Scatter plots: one column against another, in groups, with names beside the points where asked for."""

from __future__ import annotations

from typesetter.figures.frame import TICK_GAP, Entry, Frame, along_ticks, right_margin, tick_count, within
from typesetter.figures.metrics import ASCENT, DESCENT, MIDDLE
from typesetter.figures.palette import style
from typesetter.figures.plotdata import Axis, DotData, display_name
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale, tick_labels, value_ticks
from typesetter.figures.sketch import Canvas, Point

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
            ticks = along_ticks(canvas, data.axis, low, high, right - left, self.language, most=7)
            along = Scale(low, high, left + 6, right - 12)
        else:
            ends = value_ticks(*_bounds(xs), 6, whole=data.axis is Axis.YEARS)
            low, high = ends[0], ends[-1]
            ticks = along_ticks(canvas, data.axis, low, high, right - left, self.language, data.x_suffix, most=7)
            along = Scale(low, high, left + 6, right - 6)
        along = within(canvas, along, ticks)
        rise = Scale(rises[0], rises[-1], 4.0, top)
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
        """Names beside their points, each at the one of eight places where it covers the least."""
        canvas, size = self.canvas, self.canvas.size
        half = _MARK / 2 + 1
        taken: list[Box] = [(x - half, y - half, x + half, y + half) for x, y in places]
        gap = half + 1.5
        for dot, (x, y) in sorted(zip(self.data.dots, places, strict=True), key=lambda pair: (-pair[1][1], pair[1][0])):
            if not dot.label:
                continue
            width = canvas.measure(dot.label)
            level, above, below = y - MIDDLE * size, y + gap, y - gap - ASCENT * size
            options = [
                (x + gap, level), (x - gap - width, level), (x - width / 2, above), (x - width / 2, below),
                (x + 0.6 * gap, above - 1), (x + 0.6 * gap, below + 1), (x - 0.6 * gap - width, above - 1),
                (x - 0.6 * gap - width, below + 1),
            ]  # fmt: skip

            def cost(option: tuple[int, Point], width: float = width) -> tuple[float, int]:
                rank, (left, base) = option
                box = (left, base - DESCENT * size, left + width, base + ASCENT * size)
                outside = max(0.0, frame.left - box[0]) + max(0.0, box[2] - canvas.width) + max(0.0, 0.5 - box[1])
                return sum(_overlap(box, other) for other in taken) + 1000 * outside, rank

            _, (left, base) = min(enumerate(options), key=cost)
            taken.append((left, base - DESCENT * size, left + width, base + ASCENT * size))
            canvas.text((left, base), dot.label, "lB")


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

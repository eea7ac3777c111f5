"""Bar charts: upright or lying, one series, groups or stacks."""

from __future__ import annotations

from typesetter.figures.frame import (
    NAME_GAP,
    TICK_GAP,
    Entry,
    Frame,
    along_ticks,
    names_fit,
    overhang,
    right_margin,
    tick_count,
    within,
)
from typesetter.figures.metrics import ASCENT, MIDDLE, wrap
from typesetter.figures.palette import style, text_on
from typesetter.figures.plotdata import Axis, SeriesData, display_name
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale, format_number, tick_labels, value_ticks
from typesetter.figures.sketch import BLACK, FEWER, GREY, LIGHT, Canvas

_FEW = 14
"""Up to so many bars carry their values themselves; more are read from an axis."""
_FEW_LYING = 30
_WIDEST = 38.0
"""No bar is wider than this, pt."""
_NARROWEST = 2.5
_DENSE = 0.4
"""Years stand on a scale when its bars are at least so wide, pt, and so many of its years have one; else side by side."""
_TALLEST = 600.0
"""No page has room for a figure that is higher, pt."""
_SEAM = 0.6
"""White between the parts of a stack and the bars of a group, pt."""


class BarChart:
    """Lays out one bar chart. ``area`` is the height of the area within the axes in pt, or None for the natural one."""

    def __init__(self, canvas: Canvas, spec: PlotSpec, data: SeriesData, language: str) -> None:
        self.canvas = canvas
        self.spec = spec
        self.data = data
        self.language = language
        self.stacked = bool(spec.stacked)
        self.entries = [Entry(s.name, style(i), "box") for i, s in enumerate(data.series)] if spec.has_series else []
        if spec.legend == "none":
            self.entries = []
        self.abreast = 1 if self.stacked else len(data.series)
        self.count = len(data.names) * len(data.series)
        default = display_name(spec.y[0]) if len(spec.y) == 1 else ""
        self.value_label = default if spec.ylabel is None else spec.ylabel

    def draw(self, area: float | None) -> None:
        """Upright, unless the names need more room than that gives and nothing else is asked for."""
        lying = self.spec.horizontal
        if lying is None:
            lying = self.data.axis is Axis.NAMES and not names_fit(
                self.canvas, self.data.names, 0.9 * self.canvas.width / max(1, len(self.data.names))
            )
        if lying:
            self._lying(area)
        else:
            self._upright(area)

    # ----------------------------------------------------------------------------------------------------------- values

    def written(self, value: float) -> str:
        """A value as it stands beside its bar."""
        return format_number(value, self.data.decimals, self.language) + self.data.suffix

    def bounds(self) -> tuple[float, float]:
        """The lowest and highest value, zero among them; of whole stacks where they are stacked."""
        ends = [0.0]
        for place in range(len(self.data.names)):
            values = [s.values[place] or 0.0 for s in self.data.series]
            if self.stacked:
                ends += [sum(v for v in values if v > 0), sum(v for v in values if v < 0)]
            else:
                ends += values
        return min(ends), max(ends)

    def parts(self, place: int) -> list[tuple[int, float, float]]:
        """Of the bars at a place: the series' number, where each begins and its value; missing ones are left out."""
        up = down = 0.0
        found = []
        for number, series in enumerate(self.data.series):
            value = series.values[place]
            if value is None:
                continue
            start = 0.0
            if self.stacked:
                start, up, down = (up, up + value, down) if value >= 0 else (down, up, down + value)
            found.append((number, start, value))
        return found

    # ---------------------------------------------------------------------------------------------------------- upright

    def _upright(self, inner: float | None) -> None:
        canvas, data, spec, size = self.canvas, self.data, self.spec, self.canvas.size
        slots = len(data.names)
        years = data.axis is Axis.YEARS
        if years:
            span = int(data.places[-1] - data.places[0]) + 1
            bar = 0.8 * canvas.width / span / self.abreast
            years = span > 1 and bar >= _NARROWEST and len(data.names) >= _DENSE * span
            slots = span if years else slots
        low, high = self.bounds()
        few = not years and slots * self._widest_slot() < 0.7 * canvas.width
        area = inner or (0.33 if few else 0.40) * canvas.width
        ticks = value_ticks(low, high, tick_count(area, size), whole=self.data.decimals == 0)
        labels = tick_labels(ticks, self.language, self.data.suffix)
        right = canvas.width - right_margin(canvas, spec, self.entries)
        slot = min(right / slots, self._widest_slot()) if not years else right / slots
        values = spec.labels
        if values is None:
            values = not self.stacked and self.count <= _FEW and not years and self._values_fit(slot)
        direct = values and not self.stacked
        left = 0.0 if direct else canvas.widest(labels) + TICK_GAP
        edge = 0.0
        if not years:
            edge = overhang(canvas, data.names, left, right)
            left += edge
        slot = (right - left) / slots
        if spec.width is None and not years:
            slot = min(slot, self._widest_slot())
            narrow = left + slots * slot + (canvas.width - right)
            canvas.width = min(canvas.width, max(narrow, self._least_width()))
            right = canvas.width - right_margin(canvas, spec, self.entries)
            slot = (right - left) / slots
        frame = Frame(canvas, spec, left, right, area, edge)
        bottom, top = (low, high) if direct and high > low else (ticks[0], ticks[-1])
        rise = Scale(bottom, top, (1.6 * size if direct and low < 0 else 0.0), area)
        along = Scale(0, 1, left + slot / 2, left + slot * 1.5)
        below: list[tuple[float, str]] = []
        if years:
            ends = data.places[0], data.places[-1]
            below = along_ticks(canvas, Axis.YEARS, ends, right - left, self.language)
            along = within(canvas, Scale(*ends, left + slot / 2, right - slot / 2), below)
            slot = (along.end - along.start) / (slots - 1)
        if not direct:
            frame.rows(rise, ticks, labels)
        for index, place in enumerate(data.places):
            middle = along(place if years else index)
            self._bars_at(index, middle, slot, rise, values=values)
        frame.base(rise(0.0))
        if years:
            frame.columns(along, below, grid=False)
        else:
            frame.names(along, data.names, slot)
        frame.header(self.value_label, self.entries)
        frame.footer(spec.xlabel or "", self.entries)

    def _widest_slot(self) -> float:
        """The most room a place takes: its bars at their widest, or its name on one line."""
        names = self.canvas.widest(self.data.names) + 1.2 * self.canvas.size
        return max(1.9 * _WIDEST, (self.abreast + 0.9) * _WIDEST, min(names, 110.0))

    def _least_width(self) -> float:
        canvas = self.canvas
        legend = sum(canvas.measure(e.name) + 14 + 1.4 * canvas.size for e in self.entries)
        title = canvas.measure(self.spec.title, canvas.size + 1)
        return max(canvas.measure(self.value_label), legend, title, 0.3 * canvas.width)

    def _values_fit(self, slot: float) -> bool:
        values = [self.written(v) for s in self.data.series for v in s.values if v is not None]
        return self.canvas.widest(values) + 3 <= (0.84 * slot / self.abreast if self.abreast > 1 else 0.95 * slot)

    def _bars_at(self, index: int, middle: float, slot: float, rise: Scale, *, values: bool) -> None:
        canvas, size = self.canvas, self.canvas.size
        group = min((0.84 if self.abreast > 1 else 0.66) * slot, self.abreast * _WIDEST)
        if self.data.axis is Axis.YEARS and self.abreast == 1:
            group = min(0.8 * slot, _WIDEST)
        bar = group / self.abreast
        seam = min(_SEAM, 0.15 * bar) if self.abreast > 1 else 0.0
        for number, start, value in self.parts(index):
            look = style(number)
            left = middle - group / 2 + (0 if self.stacked else number * bar)
            bottom, top = rise(start), rise(start + value)
            if self.stacked and start:
                bottom += min(_SEAM, (top - bottom) / 3) if value > 0 else max(-_SEAM, (top - bottom) / 3)
            if value:
                canvas.box(left + seam / 2, bottom, bar - seam, top - bottom, look.fill, look.hatch)
            if not values:
                continue
            text = self.written(value)
            centre = left + bar / 2
            if not self.stacked:
                y = top + 0.35 * size if value >= 0 else top - (ASCENT + 0.3) * size
                canvas.text((centre, y), text, "cB")
            elif abs(top - bottom) > 1.2 * size and canvas.measure(text) < bar - 2:
                self._inside((centre, (top + bottom) / 2), text, number)
        for number in self._missing(index) if values and not self.stacked else ():
            centre = middle - group / 2 + (number + 0.5) * bar
            canvas.text((centre, rise(0.0) + 0.35 * size), "–", "cB", colour=GREY)

    def _inside(self, at: tuple[float, float], text: str, number: int) -> None:
        """A value within its part of a stack; on a patch of plain colour where the part is hatched."""
        canvas, look = self.canvas, style(number)
        width, size = canvas.measure(text), canvas.size
        if look.hatch:
            canvas.box(at[0] - width / 2 - 1.5, at[1] - 0.5 * size, width + 3, size, look.fill)
        canvas.text((at[0], at[1] - MIDDLE * size), text, "cB", colour=text_on(look.fill))

    def _missing(self, index: int) -> list[int]:
        return [number for number, series in enumerate(self.data.series) if series.values[index] is None]

    # ------------------------------------------------------------------------------------------------------------ lying

    def _lying(self, area: float | None) -> None:
        canvas, data, spec, size = self.canvas, self.data, self.spec, self.canvas.size
        names = [wrap(name, size, 0.36 * canvas.width) for name in data.names]
        thick = size * (1.15 if self.abreast == 1 else 1.12)
        heights = [max(self.abreast * thick, 0.92 * len(n) * canvas.line_height) + 0.75 * size for n in names]
        natural = sum(heights)
        factor = (area or natural) / natural
        if natural * factor > _TALLEST:
            canvas.faults.append((f"{len(names)} bars are more than one page has room for", FEWER))
        elif factor < 0.75:
            canvas.faults.append((f"{len(names)} bars do not fit the height that is asked for", FEWER))
        values = spec.labels
        if values is None:
            values = not self.stacked and self.count <= _FEW_LYING
        direct = values and not self.stacked
        low, high = self.bounds()
        left = max(canvas.widest(name) for name in names) + TICK_GAP + 1
        right = canvas.width - right_margin(canvas, spec, self.entries)
        written = [self.written(v) for s in data.series for v in s.values if v is not None]
        room = canvas.widest(written) + 4 if direct else 0.0
        top = natural * factor
        if direct:
            along = Scale(low, high if high > low else 1.0, left + (room if low < 0 else 0.0), right - room)
            ticks: list[tuple[float, str]] = []
        else:
            ends = value_ticks(low, high, 6, whole=self.data.decimals == 0)
            half = canvas.widest(tick_labels(ends[-1:], self.language, data.suffix)) / 2
            along = Scale(ends[0], ends[-1], left + (half if low < 0 else 0.0), right - half)
            ticks = along_ticks(
                canvas, Axis.NUMBERS, (ends[0], ends[-1]), along.end - along.start, self.language, suffix=data.suffix
            )
        frame = Frame(canvas, spec, left, right, top)
        for tick, _ in ticks:
            canvas.line([(along(tick), 0), (along(tick), top)], LIGHT, 0.4)
        y = top
        for index, (lines, height) in enumerate(zip(names, heights, strict=True)):
            middle = y - height * factor / 2
            self._row(
                index,
                middle,
                thick * min(1.0, factor) if factor < 1 else thick * min(factor, 1.6),
                along,
                values=values,
            )
            start = middle + ((len(lines) - 1) * canvas.line_height) / 2 - MIDDLE * size
            canvas.lines((left - TICK_GAP - 1, start), lines, "rB")
            y -= height * factor
        canvas.line([(along(0.0), 0), (along(0.0), top)], GREY, 0.6)
        for tick, label in ticks:
            canvas.text((along(tick), -NAME_GAP - ASCENT * size), label, "cB", colour=GREY)
        frame.header(spec.xlabel or "", self.entries)
        frame.footer(self.value_label, self.entries)

    def _row(self, index: int, middle: float, thick: float, along: Scale, *, values: bool) -> None:
        canvas, size = self.canvas, self.canvas.size
        seam = _SEAM if self.abreast > 1 else 0.0
        upper = middle + self.abreast * thick / 2
        for number, start, value in self.parts(index):
            look = style(number)
            top = upper if self.stacked else upper - number * thick
            left, right = along(start), along(start + value)
            if self.stacked and start:
                left += min(_SEAM, (right - left) / 3) if value > 0 else max(-_SEAM, (right - left) / 3)
            if value:
                canvas.box(left, top - thick + seam / 2, right - left, thick - seam, look.fill, look.hatch)
            if not values:
                continue
            text = self.written(value)
            centre = top - thick / 2
            if not self.stacked:
                anchor, x = ("lB", right + 3) if value >= 0 else ("rB", right - 3)
                canvas.text((x, centre - MIDDLE * size), text, anchor, colour=BLACK)
            elif canvas.measure(text) < abs(right - left) - 4:
                self._inside(((left + right) / 2, centre), text, number)
        for number in self._missing(index) if values and not self.stacked else ():
            y = upper - (number + 0.5) * thick - MIDDLE * size
            canvas.text((along(0.0) + 3, y), "–", "lB", colour=GREY)

"""Timelines: events and periods, each on a row of its own, in order of time from the top."""

from __future__ import annotations

from typesetter.figures.frame import Entry, Frame, along_ticks, within
from typesetter.figures.metrics import MIDDLE, wrap
from typesetter.figures.moments import range_text
from typesetter.figures.palette import style
from typesetter.figures.plotdata import Axis, Event, EventData
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import Scale
from typesetter.figures.sketch import FEWER, LIGHT, WHITE, Canvas

_TALLEST = 600.0
_GAP = 5.0
"""Between a mark and its text, pt."""
_MARK = 5.5


class Timeline:
    """Lays out one timeline."""

    def __init__(self, canvas: Canvas, spec: PlotSpec, data: EventData, language: str) -> None:
        self.canvas = canvas
        self.spec = spec
        self.data = data
        self.language = language
        periods = {e.group for e in data.events if e.end}
        self.entries = [
            Entry(name, style(i), "box" if i in periods else "mark") for i, name in enumerate(data.groups)
        ] if spec.by and spec.legend != "none" else []  # fmt: skip

    def draw(self, area: float | None) -> None:
        """Each text on the side of its mark that has more room, broken into lines where it needs to be."""
        canvas, spec, size = self.canvas, self.spec, self.canvas.size
        low = float(min(e.start.first for e in self.data.events))
        high = float(max((e.end or e.start).last + 1 for e in self.data.events))
        slack = max((high - low) * 0.01, 1.0)
        along = Scale(low - slack, high + slack, 4.0, canvas.width - 4.0)
        ticks = along_ticks(canvas, Axis.DAYS, (low - slack, high + slack), canvas.width, self.language)
        along = within(canvas, along, ticks)
        rows = [self._row(event, along) for event in self.data.events]
        pitch = canvas.line_height * 0.94
        heights = [len(lines) * pitch + 0.55 * size for lines, _, _ in rows]
        foot = 0.5 * size
        natural = sum(heights) + foot
        factor = (area or natural) / natural
        if natural * factor > _TALLEST:
            canvas.faults.append((f"{len(rows)} events are more than one page has room for", FEWER))
        elif factor < 0.75:
            canvas.faults.append((f"{len(rows)} events do not fit the height that is asked for", FEWER))
        top = natural * factor
        frame = Frame(canvas, spec, 0.0, canvas.width, top)
        for place, _ in ticks:
            canvas.line([(along(place), 0), (along(place), top)], LIGHT, 0.4)
        y = top
        for event, (lines, x, anchor), height in zip(self.data.events, rows, heights, strict=True):
            self._event(event, along, y - height * factor / 2, lines, x, anchor)
            y -= height * factor
        frame.base()
        frame.columns(along, ticks, grid=False)
        if self.entries or spec.title:
            frame.header("", self.entries)
        frame.footer(spec.xlabel or "", self.entries)

    def _ends(self, event: Event, along: Scale) -> tuple[float, float]:
        if event.end is None:
            middle = along(event.start.middle)
            return middle - _MARK / 2, middle + _MARK / 2
        left, right = along(event.start.first), along(event.end.last + 1)
        return left, max(right, left + 2.0)

    def _row(self, event: Event, along: Scale) -> tuple[tuple[str, ...], float, str]:
        """The lines of an event's text, where they begin or end, and their anchor."""
        canvas = self.canvas
        text = event.text
        if self.spec.labels:
            text += f" ({range_text(event.start, event.end or event.start, self.language)})"
        left, right = self._ends(event, along)
        room_left, room_right = left - _GAP, canvas.width - right - _GAP
        width = canvas.measure(text)
        if width <= room_right or room_right >= room_left:
            return wrap(text, canvas.size, room_right), right + _GAP, "lB"
        return wrap(text, canvas.size, room_left), left - _GAP, "rB"

    def _event(self, event: Event, along: Scale, middle: float, lines: tuple[str, ...], x: float, anchor: str) -> None:
        canvas, size, look = self.canvas, self.canvas.size, style(event.group)
        left, right = self._ends(event, along)
        if event.end is None:
            canvas.mark(((left + right) / 2, middle), look.marker, _MARK, look.ink)
        else:
            canvas.box(left, middle - 0.3 * size, right - left, 0.6 * size, look.fill, look.hatch)
        pitch = canvas.line_height * 0.94
        start = middle + (len(lines) - 1) * pitch / 2 - MIDDLE * size
        for number, line in enumerate(lines):
            base, width = start - number * pitch, canvas.measure(line)
            # White under the words, so that no grid line runs through them.
            canvas.box(x - (width if anchor == "rB" else 0) - 1, base - 0.25 * size, width + 2, size, WHITE)
            canvas.text((x, base), line, anchor)

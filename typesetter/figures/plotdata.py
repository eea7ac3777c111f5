"""The data of a plot: cells read as numbers, dates and names, and arranged in series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.figures.moments import Moment, moment_text, parse_moment, parse_range
from typesetter.figures.plotspec import PlotSpec
from typesetter.figures.scales import decimals
from typesetter.sources.csvdata import DataCell, DataTable, numbers

_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}|21[0-9]{2}")
_MOST = 20
"""Bad cells of one column that are reported one by one."""


class Axis(Enum):
    """What stands along an axis: names, numbers, years (integers without a thousands separator) or days."""

    NAMES = "names"
    NUMBERS = "numbers"
    YEARS = "years"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Series:
    """One value, or None for none, at each place along the axis."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SeriesData:
    """For bar, line and area. ``places`` are numbers, years or ordinals, or 0, 1, 2 … for ``names``; ``names`` as written."""

    axis: Axis
    names: tuple[str, ...]
    places: tuple[float, ...]
    series: tuple[Series, ...]
    decimals: int
    suffix: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a scatter plot, of the group number ``group``."""

    x: float
    y: float
    group: int
    label: str


@dataclass(frozen=True, slots=True)
class DotData:
    """For scatter."""

    axis: Axis
    dots: tuple[Dot, ...]
    groups: tuple[str, ...]
    x_suffix: str
    y_suffix: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event (``end`` is None) or a period of a timeline."""

    start: Moment
    end: Moment | None
    text: str
    group: int


@dataclass(frozen=True, slots=True)
class EventData:
    """For timeline, in order of time."""

    events: tuple[Event, ...]
    groups: tuple[str, ...]


PlotData = SeriesData | DotData | EventData


def arrange(spec: PlotSpec, data: DataTable, span: Span, language: str) -> tuple[PlotData | None, list[Diagnostic]]:
    """The data that ``spec`` draws; ``span`` is the plot's place in the manuscript, ``language`` that of dates in words.

    DATA_BAD for a table without rows or without a single value, DATA_VALUE at the cell for what is not a number or a date,
    for an empty cell where there must be one, and for a second value at the same place of the same series.
    """
    if not data.rows:
        message = f"'{data.path}' has a header but no rows, so there is nothing to plot"
        return None, [Diagnostic(Code.DATA_BAD, message, span)]
    reader = _Arranger(spec, data, span, language)
    if spec.kind == "timeline":
        return reader.done(reader.events())
    return reader.done(reader.dots() if spec.kind == "scatter" else reader.series())


class _Arranger:
    def __init__(self, spec: PlotSpec, data: DataTable, span: Span, language: str) -> None:
        self.language = language
        self.spec = spec
        self.data = data
        self.span = span
        self.found: list[Diagnostic] = []

    def done(self, value: PlotData) -> tuple[PlotData | None, list[Diagnostic]]:
        return (None if self.found else value), self.found

    # ------------------------------------------------------------------------------------------------------------ cells

    def bad(self, cells: Sequence[DataCell], column: str, what: str, *hints: str) -> None:
        """Report the cells, the first twenty one by one."""
        for cell in cells[:_MOST]:
            shown = (
                f"'{_line(cell)}' in column '{column}' is {what}"
                if cell.text
                else f"an empty cell in column '{column}'"
            )
            self.found.append(Diagnostic(Code.DATA_VALUE, shown, cell.span, hints))
        if len(cells) > _MOST:
            message = f"{len(cells) - _MOST} more cells of column '{column}' cannot be used"
            self.found.append(Diagnostic(Code.DATA_VALUE, message, cells[_MOST].span))

    def values(self, column: str, *, needed: bool = False) -> tuple[float | None, ...]:
        cells = self.data.column(column)
        values = numbers(cells)
        wrong = [c for c, v in zip(cells, values, strict=True) if v is None and (c.text or needed)]
        hint = "every point needs a number" if needed else "leave the cell empty for a missing value"
        self.bad(wrong, column, "not a number", hint)
        if not wrong and all(v is None for v in values):
            message = f"column '{column}' of '{self.data.path}' is empty, so there is nothing to plot"
            self.found.append(Diagnostic(Code.DATA_BAD, message, self.span))
        return values

    def texts(self, column: str, *, needed: bool = True) -> tuple[str, ...]:
        cells = self.data.column(column)
        if needed:
            self.bad([c for c in cells if not c.text], column, "empty", "write the name, or delete the row")
        return tuple(_line(cell) for cell in cells)

    def along(self, *, names_allowed: bool) -> tuple[Axis, tuple[float, ...]]:
        """What stands along the x axis and where; for names the places are 0, 1, 2 … in order of appearance."""
        column = self.spec.x
        texts = self.texts(column)
        if any(not text for text in texts):
            return Axis.NAMES, tuple(0.0 for _ in texts)
        if all(_YEAR.fullmatch(text) for text in texts):
            return Axis.YEARS, tuple(float(text) for text in texts)
        moments = [parse_moment(text) for text in texts]
        if all(moments) and any(m and m.parts > 1 for m in moments):
            return Axis.DAYS, tuple(float(m.first) for m in moments if m)
        cells = self.data.column(column)
        values = numbers(cells)
        if all(v is not None for v in values):
            return Axis.NUMBERS, tuple(v for v in values if v is not None)
        if not names_allowed:
            wrong = [c for c, v in zip(cells, values, strict=True) if v is None]
            hint = "plot=scatter needs numbers, years or dates (2020-09-27); plot=bar draws names"
            self.bad(wrong, column, "neither a number nor a date", hint)
        order = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        return Axis.NAMES, tuple(float(order[text]) for text in texts)

    # ----------------------------------------------------------------------------------------------------------- kinds

    def series(self) -> SeriesData:
        """Long data (one value a row, ``by`` naming its series) or wide (a column for each series), made alike."""
        spec = self.spec
        axis, places = self.along(names_allowed=True)
        texts = self.texts(spec.x, needed=False)
        if spec.kind == "bar" and axis in (Axis.NUMBERS, Axis.DAYS):
            # A bar stands for its number or day alone: side by side, days in order of time.
            first = sorted(set(places)) if axis is Axis.DAYS else list(dict.fromkeys(places))
            if axis is Axis.DAYS:
                texts = tuple(moment_text(m, self.language) if (m := parse_moment(text)) else text for text in texts)
            places = tuple(float(first.index(place)) for place in places)
            axis = Axis.NAMES
        first_texts: dict[float, str] = {}
        for place, text in zip(places, texts, strict=True):
            first_texts.setdefault(place, text)
        where = dict(sorted(first_texts.items()))
        found: dict[str, dict[float, float | None]] = {}
        keys = self.texts(spec.by) if spec.by else ()
        all_values: list[float] = []
        for column in spec.y:
            values = self.values(column)
            seconds = []
            for row, (place, value) in enumerate(zip(places, values, strict=True)):
                series = found.setdefault(keys[row] if spec.by else display_name(column), {})
                if place in series:
                    seconds.append(self.data.column(spec.x)[row])
                series[place] = value
                all_values += [] if value is None else [value]
            if seconds and not any(d.code is Code.DATA_VALUE for d in self.found):
                hint = (
                    "each place holds one value of a series"
                    if spec.by
                    else "name the column that tells the rows apart in by="
                )
                self.bad(seconds, spec.x, "there a second time", hint)
        made = [Series(name, tuple(values.get(p) for p in where)) for name, values in found.items()]
        self.check_stack(made)
        names = tuple(where.values())
        result = SeriesData(
            axis,
            names,
            tuple(where),
            tuple(made),
            max((decimals(v, 2) for v in all_values), default=0),
            self.suffix(spec.y),
        )
        return self.sorted(result)

    def check_stack(self, made: Sequence[Series]) -> None:
        """An area is stacked unless told otherwise; each layer then needs a value at every place, none below zero."""
        if self.spec.kind != "area" or self.spec.stacked is False or len(made) < 2 or self.found:
            return
        gaps = [s.name for s in made if any(v is None for v in s.values)]
        below = [s.name for s in made if any(v is not None and v < 0 for v in s.values)]
        for names, what in ((gaps, "lacks a value at some places"), (below, "has negative values")):
            for name in names:
                message = f"'{name}' {what}, so the areas cannot be stacked"
                hints = ("complete the data, or write stacked=false, or draw lines with plot=line",)
                self.found.append(Diagnostic(Code.DATA_VALUE, message, self.span, hints))

    def sorted(self, data: SeriesData) -> SeriesData:
        sort = self.spec.sort
        if not sort or data.axis is not Axis.NAMES:
            return data

        def key(index: int) -> tuple[float, str]:
            total = sum(s.values[index] or 0.0 for s in data.series)
            value = numbers([DataCell(data.names[index], self.span)])[0]
            if sort.endswith("y"):
                return total, ""
            return (value, "") if value is not None else (float("inf"), data.names[index].casefold())

        order = sorted(range(len(data.names)), key=key, reverse=sort.startswith("-"))
        return SeriesData(
            data.axis, tuple(data.names[i] for i in order), data.places,
            tuple(Series(s.name, tuple(s.values[i] for i in order)) for s in data.series), data.decimals, data.suffix,
        )  # fmt: skip

    def dots(self) -> DotData:
        spec = self.spec
        axis, places = self.along(names_allowed=False)
        values = self.values(spec.y[0], needed=True)
        keys = self.texts(spec.by) if spec.by else ("",) * len(places)
        labels = self.texts(spec.label, needed=False) if spec.label else ("",) * len(places)
        groups = tuple(dict.fromkeys(keys))
        dots = tuple(
            Dot(x, y or 0.0, groups.index(key), label)
            for x, y, key, label in zip(places, values, keys, labels, strict=True)
        )
        return DotData(axis, dots, groups, self.suffix((spec.x,)), self.suffix(spec.y))

    def events(self) -> EventData:
        spec = self.spec
        starts, texts = self.data.column(spec.x), self.texts(spec.label)
        ends: Sequence[DataCell | None] = self.data.column(spec.end) if spec.end else [None] * len(starts)
        keys = self.texts(spec.by) if spec.by else ("",) * len(starts)
        groups = tuple(dict.fromkeys(keys))
        form = "write 2020, 2020-09, 2020-09-27, or two of them with a slash between"
        events = []
        for start, end, text, key in zip(starts, ends, texts, keys, strict=True):
            period = parse_range(start.text)
            last = parse_moment(end.text) if end and end.text else None
            if period is None:
                self.bad([start], spec.x, "not a date", form)
            elif end and end.text and last is None:
                self.bad([end], spec.end, "not a date", "write 2020, 2020-09 or 2020-09-27")
            elif end and last and last.last < period[0].first:
                self.bad([end], spec.end, "before the start", "exchange the two dates")
            else:
                until = last or (period[1] if period[1] != period[0] else None)
                events.append(Event(period[0], until, text, groups.index(key)))
        events.sort(key=lambda e: (e.start.first, (e.end or e.start).last))
        return EventData(tuple(events), groups)

    def suffix(self, columns: Sequence[str]) -> str:
        """``%`` where every filled cell has it."""
        cells = [cell.text for column in columns for cell in self.data.column(column) if cell.text]
        return "%" if cells and all(text.endswith("%") for text in cells) else ""


def display_name(column: str) -> str:
    """A column's name as it is printed: ``arms_exports`` is ``Arms exports``."""
    name = " ".join(column.replace("_", " ").split())
    return name[:1].upper() + name[1:]


def _line(cell: DataCell) -> str:
    return " ".join(cell.text.split())

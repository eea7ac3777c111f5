"""The attributes of a plot, read and checked against the data's columns.

All mistakes are found in one go. The span of an attribute's mistake is the plot's own: the model keeps no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from typesetter.diagnostics import Code, Diagnostic, did_you_mean
from typesetter.model import Plot
from typesetter.sources.csvdata import DataTable

KINDS = ("bar", "line", "scatter", "area", "timeline")
LEGENDS = ("auto", "top", "bottom", "right", "none")
_CM = 72.27 / 2.54
_SIZE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?P<unit>cm|mm|in|pt|%)?")
_UNITS = {"cm": _CM, "mm": _CM / 10, "in": 72.27, "pt": 1.0}
_ORDERS = {"ascending": "y", "descending": "-y", "none": ""}
_COMMON = ("plot", "alt", "width", "height", "title", "xlabel", "legend", "by")
"""``plot`` and ``alt`` are read where the plot is made; here they are only known."""
_OF_KIND = {
    "bar": ("x", "y", "ylabel", "sort", "horizontal", "stacked", "labels"),
    "line": ("x", "y", "ylabel", "sort", "labels"),
    "scatter": ("x", "y", "ylabel", "label"),
    "area": ("x", "y", "ylabel", "stacked"),
    "timeline": ("x", "start", "end", "y", "label", "labels"),
}


@dataclass(frozen=True, slots=True)
class PlotSpec:
    """What a plot's attributes ask for.

    ``x``, ``by``, ``end`` and ``label`` are names of columns, ``""`` where none is given; ``y`` are one or more. ``width`` is
    a fraction of the text width or None; ``height`` a ratio to the plot's width, ``height_pt`` a length. ``xlabel`` and
    ``ylabel`` are None where the column's name serves. The booleans are None where the plot decides for itself.
    """

    kind: str
    x: str
    y: tuple[str, ...] = ()
    by: str = ""
    end: str = ""
    label: str = ""
    width: float | None = None
    height: float | None = None
    height_pt: float | None = None
    title: str = ""
    xlabel: str | None = None
    ylabel: str | None = None
    sort: str = ""
    horizontal: bool | None = None
    stacked: bool | None = None
    labels: bool | None = None
    legend: str = "auto"

    @property
    def has_series(self) -> bool:
        """Whether there are several series in principle, so that each needs its name."""
        return bool(self.by) or len(self.y) > 1


def read_spec(plot: Plot, data: DataTable) -> tuple[PlotSpec | None, list[Diagnostic]]:
    """The plot's attributes; None when there is an error.

    PLOT_KIND for an unknown kind or a missing attribute, ATTRIBUTE_BAD for an attribute that the kind does not have or
    whose value is not of its form, DATA_COLUMN for a column that ``data`` does not have.
    """
    return _Reader(plot, data).read()


class _Reader:
    def __init__(self, plot: Plot, data: DataTable) -> None:
        self.plot = plot
        self.data = data
        self.given = {key: value.strip() for key, value in plot.attributes}
        self.found: list[Diagnostic] = []

    def error(self, code: Code, message: str, *hints: str) -> None:
        self.found.append(Diagnostic(code, message, self.plot.span, hints))

    def read(self) -> tuple[PlotSpec | None, list[Diagnostic]]:
        kind = self.plot.kind
        if kind not in KINDS:
            known = f"the kinds are {', '.join(KINDS)}"
            self.error(Code.PLOT_KIND, f"no kind of plot is called '{kind}'", *did_you_mean(kind, KINDS), known)
            return None, self.found
        self.check_names()
        width, height = self.size("width"), self.size("height")
        spec = PlotSpec(
            kind=kind,
            x=self.column("start" if kind == "timeline" and "start" in self.given else "x", needed=True),
            y=() if kind == "timeline" else self.value_columns(),
            by=self.column("by"),
            end=self.column("end"),
            label=self.column("y" if kind == "timeline" and "label" not in self.given else "label",
                              needed=kind == "timeline"),
            width=width[0],
            height=height[0],
            height_pt=height[1],
            title=self.given.get("title", ""),
            xlabel=self.given.get("xlabel"),
            ylabel=self.given.get("ylabel"),
            sort=self.sort(),
            horizontal=self.truth("horizontal"),
            stacked=self.truth("stacked"),
            labels=self.truth("labels"),
            legend=self.legend(),
        )  # fmt: skip
        self.check_together(spec)
        return (None if self.found else spec), self.found

    # ------------------------------------------------------------------------------------------------------ attributes

    def check_names(self) -> None:
        kind = self.plot.kind
        known = (*_OF_KIND[kind], *_COMMON)
        for key in self.given:
            if key in known:
                continue
            homes = [k for k in KINDS if key in _OF_KIND[k]]
            shown = ", ".join(k for k in known if k not in ("plot", "alt"))
            if homes:
                self.error(
                    Code.ATTRIBUTE_BAD, f"plot={kind} has no attribute '{key}'", f"plot={' and plot='.join(homes)} has it",
                    f"plot={kind} knows {shown}",
                )  # fmt: skip
            else:
                near = did_you_mean(key, known)
                self.error(Code.ATTRIBUTE_BAD, f"unknown attribute '{key}'", *near, f"plot={kind} knows {shown}")
        if kind == "timeline":
            for one, other in (("x", "start"), ("y", "label")):
                if one in self.given and other in self.given:
                    self.error(Code.ATTRIBUTE_BAD, f"{one}= and {other}= name the same thing in a timeline", "keep one")

    def column(self, key: str, *, needed: bool = False) -> str:
        name = self.given.get(key, "")
        if not name:
            if needed or key in self.given:
                self.missing(key)
            return ""
        return name if self.has_column(name) else ""

    def missing(self, key: str) -> None:
        kind = self.plot.kind
        what = {"x": "the column along the axis", "y": "the column with the values"}.get(
            key, "the column it is drawn from"
        )
        if kind == "timeline":
            what = {"x": "the column with the dates", "y": "the column with the texts"}.get(key, what)
            key = {"y": "label"}.get(key, key)
        columns = f"the columns of '{self.data.path}' are {', '.join(self.data.columns)}"
        self.error(Code.PLOT_KIND, f"plot={kind} needs {key}=, {what}", columns)

    def has_column(self, name: str) -> bool:
        if name in self.data.columns:
            return True
        near = did_you_mean(name, self.data.columns)
        columns = f"its columns are {', '.join(self.data.columns)}"
        self.error(Code.DATA_COLUMN, f"'{self.data.path}' has no column '{name}'", *near, columns)
        return False

    def value_columns(self) -> tuple[str, ...]:
        """``y=`` names one column, or several with commas between; a column whose own name has commas goes first."""
        text = self.given.get("y", "")
        if not text:
            self.missing("y")
            return ()
        names = (
            (text,) if text in self.data.columns else tuple(part.strip() for part in text.split(",") if part.strip())
        )
        return tuple(dict.fromkeys(name for name in names if self.has_column(name)))

    def truth(self, key: str) -> bool | None:
        values = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "auto": None}
        text = self.given.get(key, "auto").casefold()
        if text not in values:
            self.error(Code.ATTRIBUTE_BAD, f"{key}={text} is neither true nor false", f"write {key}=true")
        return values.get(text)

    def legend(self) -> str:
        text = self.given.get("legend", "auto").casefold()
        text = {"true": "auto", "false": "none"}.get(text, text)
        if text not in LEGENDS:
            hints = (*did_you_mean(text, LEGENDS), f"legend= is {', '.join(LEGENDS[:-1])} or none")
            self.error(Code.ATTRIBUTE_BAD, f"there is no place '{text}' for a legend", *hints)
        return text

    def sort(self) -> str:
        text = self.given.get("sort", "").casefold()
        order = _ORDERS.get(text, text)
        sign, name = ("-", order[1:]) if order.startswith("-") else ("", order)
        named = {self.given.get("x", "").casefold(): "x", self.given.get("y", "").casefold(): "y"}
        name = name if name in ("x", "y", "") else named.get(name, name)
        if name not in ("x", "y", ""):
            hint = "write sort=x, sort=y, sort=-y (the largest first) or leave it out for the order of the file"
            self.error(Code.ATTRIBUTE_BAD, f"sort={text} is no order", hint)
        return sign + name

    def size(self, key: str) -> tuple[float | None, float | None]:
        """A ratio and a length in pt, at most one of them."""
        text = self.given.get(key)
        if text is None:
            return None, None
        match = _SIZE.fullmatch(text)
        hint = "write width=80%" if key == "width" else "write height=0.6 (of the plot's width) or height=7cm"
        if match is None or (key == "width" and match["unit"] not in ("%", None)):
            self.error(Code.ATTRIBUTE_BAD, f"{key}={text} cannot be read", hint)
            return None, None
        value = float(match["number"])
        unit = match["unit"]
        if unit in _UNITS:
            length = value * _UNITS[unit]
            if not 2 * _CM <= length <= 22 * _CM:
                self.error(Code.ATTRIBUTE_BAD, f"{key}={text} does not fit a page; a plot is 2 to 22 cm high", hint)
            return None, length
        ratio = value / 100 if unit == "%" else value
        low, high = (0.2, 1.0) if key == "width" else (0.1, 2.0)
        if not low <= ratio <= high:
            bounds = "20% to 100% of the text width" if key == "width" else "0.1 to 2 times the plot's width"
            self.error(Code.ATTRIBUTE_BAD, f"{key}={text} is out of range: {bounds}", hint)
        return ratio, None

    def check_together(self, spec: PlotSpec) -> None:
        rules: tuple[tuple[Callable[[], bool], str, str], ...] = (
            (lambda: bool(spec.by) and len(spec.y) > 1, "by= and several columns in y= cannot be had together",
             "give one column in y=, or leave by= out"),
            (lambda: spec.by != "" and spec.by in (spec.x, *spec.y), "by= names a column that is already x= or y=",
             "leave by= out, or name the column with the groups"),
            (lambda: spec.x != "" and spec.x in spec.y, "x= and y= name the same column", "give two columns"),
            (lambda: spec.kind == "scatter" and len(spec.y) > 1, "plot=scatter draws one column against another",
             "give one column in y=, and name the column with the groups in by="),
            (lambda: spec.kind == "bar" and spec.stacked is True and not spec.has_series,
             "stacked=true needs parts to stack", "name the column with the parts in by="),
        )  # fmt: skip
        for broken, message, hint in rules:
            if broken():
                self.error(Code.ATTRIBUTE_BAD, message, hint)

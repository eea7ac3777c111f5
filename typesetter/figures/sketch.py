"""A plot as shapes and texts in pt from its lower left corner, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import cos, radians, sin

from typesetter.figures.metrics import ASCENT, DESCENT, LEADING, text_width

Point = tuple[float, float]

BLACK = "000000"
GREY = "4D4D4D"
"""Of secondary text and axis lines."""
LIGHT = "D4D4D4"
"""Of grid lines: there when looked for."""
WHITE = "FFFFFF"

FEWER = "plot fewer rows, split the plot in two, or set another height="
"""The hint for what is too much for its height."""


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon. ``hatch`` is a white pattern over it: rising, falling, crossed, level, upright, dots or ``""``."""

    points: tuple[Point, ...]
    colour: str
    hatch: str = ""
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through the points; ``dash`` are lengths on and off in pt, empty for a solid line."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker: ``form`` is circle, square, triangle, diamond, down, plus, cross or star; ``size`` its diameter in pt."""

    at: Point
    form: str
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class PlotText:
    """A line of text over the picture.

    ``x``, ``y`` in TeX pt from the lower left corner; ``rotation`` in degrees, anticlockwise; ``anchor`` is l, c or r and
    t, c, b or B (baseline): the point of the text's box that stands at x, y and that it is turned about; ``size`` in pt;
    ``colour`` is RRGGBB. ``text`` is plain: not escaped, without line ends; a negative number has the true minus sign.
    """

    x: float
    y: float
    rotation: float
    anchor: str
    size: float
    colour: str
    text: str


Shape = Area | Stroke | Mark


@dataclass(frozen=True, slots=True)
class Sketch:
    """A plot laid out: its size in TeX pt, its shapes from the back to the front, and its texts."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    texts: tuple[PlotText, ...]


def text_box(text: PlotText) -> tuple[Point, Point]:
    """The lower left and upper right corner of the box around a text, turned as it is."""
    width = text_width(text.text, text.size)
    left = {"l": 0.0, "c": -width / 2, "r": -width}[text.anchor[0]]
    low, high = -DESCENT * text.size, ASCENT * text.size
    rise = {"B": 0.0, "b": -low, "t": -high, "c": -(low + high) / 2}[text.anchor[1]]
    turn = radians(text.rotation)
    corners = [(x, y) for x in (left, left + width) for y in (low + rise, high + rise)]
    xs = [text.x + x * cos(turn) - y * sin(turn) for x, y in corners]
    ys = [text.y + x * sin(turn) + y * cos(turn) for x, y in corners]
    return (min(xs), min(ys)), (max(xs), max(ys))


@dataclass(slots=True)
class Canvas:
    """Collects what a plot consists of. ``size`` is the size of its text in pt.

    Heights are free while it is drawn; :meth:`sketch` moves the whole so that the lowest thing on it stands at 0.
    ``inner`` is the height of the area within the axes; ``faults`` are what does not fit, each with a hint.
    """

    width: float
    size: float
    inner: float = 0.0
    shapes: list[Shape] = field(default_factory=list)
    texts: list[PlotText] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def line_height(self) -> float:
        """The distance of baselines, pt."""
        return self.size * LEADING

    def measure(self, text: str, size: float | None = None) -> float:
        """The width of a line of text in pt."""
        return text_width(text, size or self.size)

    def widest(self, texts: Iterable[str], size: float | None = None) -> float:
        """The width of the widest of ``texts``; 0 for none."""
        return max((self.measure(text, size) for text in texts), default=0.0)

    def text(
        self,
        at: Point,
        text: str,
        anchor: str = "lB",
        *,
        size: float | None = None,
        colour: str = BLACK,
        rotation: float = 0.0,
    ) -> None:
        """A line of text; an empty one is left out."""
        line = " ".join(text.split())
        if line:
            x, y = round(at[0], 3), round(at[1], 3)
            self.texts.append(PlotText(x, y, rotation, anchor, size or self.size, colour, line))

    def lines(self, at: Point, lines: Sequence[str], anchor: str = "lB", *, colour: str = BLACK) -> None:
        """Lines of text one below the other, the first at ``at``."""
        for number, line in enumerate(lines):
            self.text((at[0], at[1] - number * self.line_height), line, anchor, colour=colour)

    def line(
        self, points: Sequence[Point], colour: str = GREY, width: float = 0.5, dash: tuple[float, ...] = ()
    ) -> None:
        """A line through the points."""
        self.shapes.append(Stroke(_rounded(points), colour, width, dash))

    def area(self, points: Sequence[Point], colour: str, hatch: str = "", opacity: float = 1.0) -> None:
        """A filled polygon."""
        self.shapes.append(Area(_rounded(points), colour, hatch, opacity))

    def box(self, left: float, bottom: float, width: float, height: float, colour: str, hatch: str = "") -> None:
        """A filled rectangle; negative sizes extend to the left or down."""
        right, top = left + width, bottom + height
        self.area([(left, bottom), (right, bottom), (right, top), (left, top)], colour, hatch)

    def mark(self, at: Point, form: str, size: float, colour: str) -> None:
        """A marker."""
        self.shapes.append(Mark(_rounded([at])[0], form, size, colour))

    def extent(self) -> tuple[float, float]:
        """The lowest and the highest place that something is drawn at."""
        heights = [y for text in self.texts for _, y in text_box(text)]
        for shape in self.shapes:
            if isinstance(shape, Mark):
                heights += [shape.at[1] - shape.size / 2, shape.at[1] + shape.size / 2]
            else:
                heights += [y for _, y in shape.points]
        return min(heights, default=0.0), max(heights, default=0.0)

    def sketch(self) -> Sketch:
        """What has been collected, from its lowest to its highest point, with a point of air at either end."""
        low, high = self.extent()
        rise = 1.0 - low
        shapes: list[Shape] = []
        for shape in self.shapes:
            if isinstance(shape, Mark):
                shapes.append(replace(shape, at=_rounded([(shape.at[0], shape.at[1] + rise)])[0]))
            else:
                shapes.append(replace(shape, points=_rounded([(x, y + rise) for x, y in shape.points])))
        texts = tuple(replace(text, y=round(text.y + rise, 3)) for text in self.texts)
        return Sketch(round(self.width, 3), round(high - low + 2.0, 3), tuple(shapes), texts)


def _rounded(points: Sequence[Point]) -> tuple[Point, ...]:
    """To a thousandth of a point, so that the last digits of floating-point arithmetic change no picture."""
    return tuple((round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in points)

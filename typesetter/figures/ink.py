"""Draws a sketch as a PDF page of lines and areas with matplotlib, which is loaded when the first plot needs it."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from importlib.util import find_spec
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.figures.sketch import Area, Mark, Sketch, Stroke
from typesetter.stamps import shared_folder

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_MARKERS = {
    "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "down": "v", "plus": "P", "cross": "X", "star": "*",
}  # fmt: skip
_SCALE = {"square": 0.88, "diamond": 0.85, "star": 1.35, "triangle": 1.1, "down": 1.1, "plus": 1.15, "cross": 1.15}
"""Marks of one size look equally large at these diameters."""
_HATCHES: dict[str, tuple[float | None, ...]] = {
    "rising": (1.0,), "falling": (-1.0,), "crossed": (1.0, -1.0), "level": (0.0,), "upright": (None,),
}  # fmt: skip
"""The slopes of the lines of each pattern, None for upright ones."""
_PITCH = 4.0
"""Between the lines of a pattern, pt."""
_POINT = 72 / 72.27
"""A TeX point in PDF's."""


def renderer_version() -> str:
    """The version of matplotlib that is installed, ``""`` when it is not; nothing is imported."""
    if find_spec("matplotlib") is None:
        return ""
    try:
        return metadata.version("matplotlib")
    except metadata.PackageNotFoundError:
        return ""


_SHARED = Path(sys.prefix) / "share" / "thesis-typesetter" / "matplotlib"


def settings_folder(cache: Path) -> Path:
    """Where matplotlib keeps its list of fonts, which takes two seconds to make and which no plot of ours needs.

    In the virtual environment, made once for every thesis; without one, or where it cannot be written, in ``cache``.
    """
    return shared_folder("matplotlib") or cache / "matplotlib"


def draw_pdf(sketch: Sketch, settings: Path) -> bytes:
    """The sketch as a PDF of one page, without any text, date or name of a program: equal sketches give equal bytes.

    ``settings`` is a folder for matplotlib's own files. Raises ImportError when matplotlib is not installed.
    """
    matplotlib = _load(settings)
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # half a second, only when needed
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    out = BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # a matplotlibrc of the user's must not change a thesis
        matplotlib.rcParams.update({"pdf.compression": 9, "path.simplify": False})
        figure = Figure(figsize=(sketch.width / 72.27, sketch.height / 72.27), dpi=72, frameon=False)
        FigureCanvasPdf(figure)
        points = Affine2D().scale(_POINT)
        for order, shape in enumerate(sketch.shapes):
            for artist in _artists(shape, points):
                artist.set_zorder(order)
                figure.add_artist(artist)
        figure.savefig(out, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
    return out.getvalue()


def _load(settings: Path) -> Any:
    """matplotlib, kept from writing its font list anywhere but into ``settings`` and from heeding MPLBACKEND."""
    names = ("MPLCONFIGDIR", "MPLBACKEND")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    settings.mkdir(parents=True, exist_ok=True)
    for fonts in _SHARED.glob("fontlist-*.json"):  # shut in, the shared folder can be read and not be written
        if not (settings / fonts.name).exists():
            (settings / fonts.name).write_bytes(fonts.read_bytes())
    os.environ["MPLCONFIGDIR"] = str(settings)
    try:
        import matplotlib
        import matplotlib.font_manager  # reads the folder once and keeps it
    finally:
        del os.environ["MPLCONFIGDIR"]
        os.environ.update(before)
    return matplotlib


def _artists(shape: Area | Stroke | Mark, points: Any) -> list[Artist]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    if isinstance(shape, Area):
        polygon = Polygon(
            shape.points, closed=True, facecolor=f"#{shape.colour}", edgecolor="none", linewidth=0.0,
            alpha=shape.opacity if shape.opacity < 1 else None, transform=points,
        )  # fmt: skip
        return [polygon, *_hatching(shape, polygon, points)]
    if isinstance(shape, Stroke):
        xs, ys = zip(*shape.points, strict=True)
        style: Any = (0, tuple(length / shape.width for length in shape.dash)) if shape.dash else "-"
        line = Line2D(
            xs, ys, color=f"#{shape.colour}", linewidth=shape.width, linestyle=style, transform=points,
            solid_capstyle="butt", solid_joinstyle="round", dash_capstyle="butt",
        )  # fmt: skip
        return [line]
    mark = Line2D(
        [shape.at[0]], [shape.at[1]], linestyle="none", marker=_MARKERS[shape.form],
        markersize=shape.size * _SCALE.get(shape.form, 1.0), markerfacecolor=f"#{shape.colour}", markeredgecolor="#FFFFFF",
        markeredgewidth=0.5, transform=points,
    )  # fmt: skip
    return [mark]


def _hatching(shape: Area, polygon: Any, points: Any) -> list[Artist]:
    """White lines clipped to the area; matplotlib's own hatches are tiles, whose seams show in print."""
    from matplotlib.lines import Line2D

    left, right = min(x for x, _ in shape.points), max(x for x, _ in shape.points)
    bottom, top = min(y for _, y in shape.points), max(y for _, y in shape.points)
    lines: list[tuple[list[float], list[float]]] = []
    for slope in _HATCHES.get(shape.hatch, ()):
        # A line is where y - slope * x is a multiple of the pitch; upright lines where x is one.
        if slope is None:
            lines += [([x, x], [bottom, top]) for x in _multiples(left, right, _PITCH)]
            continue
        offsets = [y - slope * x for x in (left, right) for y in (bottom, top)]
        pitch = _PITCH * (1 + slope * slope) ** 0.5
        for offset in _multiples(min(offsets), max(offsets), pitch):
            lines.append(([left, right], [slope * left + offset, slope * right + offset]))
    found: list[Artist] = []
    for xs, ys in lines:
        found.append(Line2D(xs, ys, color="#FFFFFF", linewidth=0.7, solid_capstyle="butt", transform=points))
    if shape.hatch == "dots":
        rows = _multiples(bottom, top, 0.5 * _PITCH)
        dots = [(x + (row % 2) * _PITCH / 2, y) for row, y in enumerate(rows) for x in _multiples(left, right, _PITCH)]
        if dots:
            xs, ys = [x for x, _ in dots], [y for _, y in dots]
            found.append(Line2D(xs, ys, linestyle="none", marker="o", markersize=1.1, markerfacecolor="#FFFFFF",
                                markeredgewidth=0.0, transform=points))  # fmt: skip
    for artist in found:
        artist.set_clip_path(polygon)
    return found


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [number * step for number in range(ceil(low / step), floor(high / step) + 1)]

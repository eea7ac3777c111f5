"""Plots: from a plot of the manuscript and its data to a PDF of lines and areas and the texts that LaTeX sets over it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from typesetter.diagnostics import Code, Diagnostic, Severity, Span, has_errors
from typesetter.figures.bars import BarChart
from typesetter.figures.ink import draw_pdf, renderer_version, settings_folder
from typesetter.figures.lines import LineChart
from typesetter.figures.palette import STYLES
from typesetter.figures.plotdata import DotData, EventData, PlotData, SeriesData, arrange
from typesetter.figures.plotspec import PlotSpec, read_spec
from typesetter.figures.scatter import ScatterPlot
from typesetter.figures.sketch import Canvas, PlotText, Sketch
from typesetter.figures.timeline import Timeline
from typesetter.model import Plot
from typesetter.sources.csvdata import DataTable
from typesetter.stamps import digest, digest_file, digest_json, write_atomic, write_json

__all__ = ["Drawing", "PlotText", "draw", "lay_out"]

_LEAST_INNER = 45.0
"""A height that leaves less than this within the axes, pt, is too small."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn plot: its PDF without any text, its size in TeX pt, and the texts to set over it."""

    pdf: Path
    width_pt: float
    height_pt: float
    texts: tuple[PlotText, ...]


def draw(
    plot: Plot, data: DataTable, *, text_width_pt: float, font_size_pt: float, cache: Path, language: str = "en-GB"
) -> tuple[Drawing | None, list[Diagnostic]]:
    """Draw ``plot`` from ``data`` for a text of that width and size; the PDF is ``cache/DIGEST.pdf``.

    ``language`` decides how numbers and months are written. Equal arguments give equal bytes, and a PDF that is in the
    cache and undamaged is not drawn again. All mistakes of the attributes and the data are found together: PLOT_KIND,
    ATTRIBUTE_BAD, DATA_COLUMN, DATA_VALUE, DATA_BAD, PLOT_CROWDED; PLOT_LACKS when matplotlib is not installed. Raises
    OSError when the cache cannot be written.
    """
    sketch, found = lay_out(plot, data, text_width_pt=text_width_pt, font_size_pt=font_size_pt, language=language)
    if sketch is None:
        return None, found
    renderer = renderer_version()
    if not renderer:
        return None, [*found, _lacks(plot.span)]
    shapes = [[type(shape).__name__, asdict(shape)] for shape in sketch.shapes]
    key = digest_json([digest_file(Path(__file__).with_name("ink.py")), renderer, sketch.width, sketch.height, shapes])
    pdf, record = cache / f"{key}.pdf", cache / f"{key}.json"
    if not _is_sound(pdf, record):
        try:
            content = draw_pdf(sketch, settings_folder(cache))
        except ImportError:  # a part of it is missing
            return None, [*found, _lacks(plot.span)]
        write_atomic(pdf, content)
        write_json(record, {"width_pt": sketch.width, "height_pt": sketch.height, "pdf": digest(content)})
    return Drawing(pdf, sketch.width, sketch.height, sketch.texts), found


def _lacks(span: Span) -> Diagnostic:
    message = "plots are drawn with matplotlib, which is not installed, or not wholly"
    return Diagnostic(Code.PLOT_LACKS, message, span, ("run `make`, which installs it, or `pip install matplotlib`",))


def lay_out(
    plot: Plot, data: DataTable, *, text_width_pt: float, font_size_pt: float, language: str = "en-GB"
) -> tuple[Sketch | None, list[Diagnostic]]:
    """The plot as shapes and texts, and what is wrong with it; nothing is drawn and matplotlib is not needed."""
    spec, found = read_spec(plot, data)
    if spec is None:
        return None, found
    content, faults = arrange(spec, data, plot.span, language)
    found = [*found, *faults]
    if content is None:
        return None, found
    if _series_count(content) > len(STYLES):
        message = f"{_series_count(content)} series are more than can be told apart ({len(STYLES)})"
        hint = "leave out or join the small ones, or draw several plots"
        found.append(Diagnostic(Code.PLOT_CROWDED, message, plot.span, (hint,), Severity.WARNING))
    # The size of footnotes beside the text's, within what can be read.
    size = min(10.0, max(7.5, font_size_pt - 2))
    width = text_width_pt * (spec.width or 1.0)
    canvas = _filled(spec, content, width, size, None, language)
    height = spec.height_pt or (spec.height * canvas.width if spec.height else None)
    if height is not None:
        # The first layout shows what stands around the area; the second one's area has what remains.
        inner = height - (canvas.sketch().height - canvas.inner)
        canvas = _filled(spec, content, width, size, max(_LEAST_INNER, inner), language)
        if inner < _LEAST_INNER:
            fault = f"a height of {height / 72.27 * 2.54:.1f} cm leaves no room within the axes"
            canvas.faults.append((fault, "make it higher"))
    for fault, hint in dict.fromkeys(canvas.faults):
        found.append(Diagnostic(Code.PLOT_CROWDED, fault, plot.span, (hint,)))
    return (None if has_errors(found) else canvas.sketch()), found


def _filled(spec: PlotSpec, content: PlotData, width: float, size: float, inner: float | None, language: str) -> Canvas:
    canvas = Canvas(width, size)
    match content:
        case EventData():
            Timeline(canvas, spec, content, language).draw(inner)
        case DotData():
            ScatterPlot(canvas, spec, content, language).draw(inner)
        case SeriesData() if spec.kind == "bar":
            BarChart(canvas, spec, content, language).draw(inner)
        case SeriesData():
            LineChart(canvas, spec, content, language).draw(inner)
    return canvas


def _series_count(content: PlotData) -> int:
    return len(content.series) if isinstance(content, SeriesData) else len(content.groups)


def _is_sound(pdf: Path, record: Path) -> bool:
    """Whether a drawing of an earlier run is there and is what that run wrote."""
    try:
        noted = json.loads(record.read_text("utf-8"))
        return isinstance(noted, dict) and noted.get("pdf") == digest(pdf.read_bytes())
    except (OSError, ValueError):
        return False

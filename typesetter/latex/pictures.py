"""Pictures and plots as assets of the LaTeX source: checked, named by content, measured."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from typesetter import model as m
from typesetter.config.paths import resolve_inside
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.latex.escape import Latex
from typesetter.stamps import digest_file

if TYPE_CHECKING:
    from typesetter.latex.inline_writer import Writing


class Pictures:
    """Collects the assets of one document."""

    def __init__(
        self, root: Path, cache: Path, text_width: float, font_size: float, diagnostics: list[Diagnostic]
    ) -> None:
        self.root, self.cache = root, cache
        self.text_width, self.font_size = text_width, font_size
        self.diagnostics = diagnostics
        self.assets: dict[str, Path] = {}

    def image(self, relative: str, span: Span, page: str = "") -> tuple[str, float, float] | None:
        """The asset name, width and height (pt) of the picture ``relative``, or None with a diagnostic.

        ``page`` is the page of a PDF that is wanted, as written; its size is taken to be that of the first.
        """
        from typesetter.figures.images import inspect

        path, found = resolve_inside(self.root, relative, span)
        self.diagnostics += [
            Diagnostic(Code.IMAGE_MISSING if d.code is Code.FILE_MISSING else d.code, d.message, d.span, d.hints)
            for d in found
        ]
        if path is None:
            return None
        info, found = inspect(path, relative, span)
        if info is None or not page:
            self.diagnostics += found
        if info is None:
            return None
        if page and not (page.isascii() and page.isdigit() and 0 < int(page) <= info.pages):
            pages = f"{info.pages} page{'' if info.pages == 1 else 's'}"
            message = f"page={page} is no page of '{relative}', which has {pages}"
            self.diagnostics.append(Diagnostic(Code.ATTRIBUTE_BAD, message, span, ("write page=1 for the first",)))
            return None
        width, height = info.natural_size
        return self._asset(path, info.suffix), width, height

    def _asset(self, path: Path, suffix: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", PurePosixPath(path.name).stem).strip("-").lower()[:30] or "picture"
        name = f"assets/{stem}-{digest_file(path)[:8]}{suffix}"
        self.assets[name] = path
        return name

    def plot(self, plot: m.Plot, writing: Writing) -> Latex | None:
        """A plot, drawn anew only when its data or attributes changed, its words set in the document's font."""
        from typesetter.figures.plots import draw
        from typesetter.latex.escape import escape
        from typesetter.sources.csvdata import read_csv

        path, found = resolve_inside(self.root, plot.path, plot.span)
        self.diagnostics += found
        if path is None:
            return None
        data, found = read_csv(path, plot.path)
        self.diagnostics += found
        if data is None:
            return None
        drawing, found = draw(
            plot,
            data,
            text_width_pt=self.text_width,
            font_size_pt=self.font_size,
            cache=self.cache / "plots",
            language=writing.language,
        )
        self.diagnostics += found
        if drawing is None:
            return None
        name = self._asset(drawing.pdf, ".pdf")
        lines = [rf"\begin{{tpplot}}{{{drawing.width_pt:.2f}}}{{{drawing.height_pt:.2f}}}{{{name}}}%"]
        packages = frozenset({"graphicx", "xcolor"})
        for text in drawing.texts:
            writing.check_characters(text.text, plot.span, column=None)
            latex = escape(text.text, unicode_engine=writing.unicode_engine)
            packages |= latex.packages
            lines.append(
                rf"\tpplottext{{{text.x:.2f}}}{{{text.y:.2f}}}{{{text.rotation:g}}}{{{text.anchor}}}"
                rf"{{{text.size:.2f}}}{{{text.colour}}}{{{latex.source}}}%"
            )
        lines.append(r"\end{tpplot}")
        return Latex("\n".join(lines), packages)

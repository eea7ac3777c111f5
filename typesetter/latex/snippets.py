"""A few inlines as LaTeX outside any document, such as for the command ``cite``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from typesetter import model as m
from typesetter.latex.escape import EMPTY
from typesetter.latex.inline_writer import InlineWriter, Writing
from typesetter.latex.sourcemap import extract


def to_latex(inlines: Sequence[m.Inline]) -> str:
    """The LaTeX source of text, markup and links; there is no document, so notes, pictures and references have none."""
    writing = Writing(
        root=Path(),
        labels={},
        citations={},
        language="en-GB",
        unicode_engine=False,
        text_width=0,
        text_height=0,
        font_size=11,
        image=lambda _path, _span, _page: None,
        plot=lambda _plot: None,
        template=lambda _name, _data, _span: EMPTY,
    )
    latex = InlineWriter(writing, lambda _blocks: EMPTY).write(inlines)
    return extract(latex.source, writing.places)[0]

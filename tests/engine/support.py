"""A small document that has all that makes TeX run more than once, and a press that sets it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from typesetter.diagnostics import Span
from typesetter.engine.run import typeset
from typesetter.engine.session import EngineRun
from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource, SourceMap

DATE = datetime.date(2024, 5, 31)

PREAMBLE = r"""\documentclass[12pt]{report}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{xcolor}
\usepackage[english]{babel}
\usepackage{microtype}
\input{glyphtounicode}
\pdfgentounicode=1
\pdftrailerid{}
\usepackage[hidelinks]{hyperref}
%%tp-preamble-end
\begin{document}
"""

LUA_PREAMBLE = r"""\documentclass[12pt]{report}
\usepackage{fontspec}
\pdfvariable suppressoptionalinfo 512\relax
\usepackage[hidelinks]{hyperref}
%%tp-preamble-end
\begin{document}
"""

CHAPTERS = {
    "chapters/01-first.tex": (
        "\\chapter{First}\\label{first}\nOffice \u011f\u015f\u0131, see \\ref{second} on page~\\pageref{second}.\n\n"
        "Words of the first chapter that fill a line or two and end.\n"
    ),
    "chapters/02-second.tex": (
        "\\chapter{Second}\\label{second}\nBack to \\ref{first} on page~\\pageref{first}.\n\nThe second has its own words.\n"
    ),
}


def make_source(chapters: dict[str, str] | None = None, preamble: str = PREAMBLE) -> LatexSource:
    """A document of these chapters; each line of a chapter is mapped to the line of a Markdown file of its name."""
    chapters = CHAPTERS if chapters is None else chapters
    body = "".join(f"\\input{{{name.removesuffix('.tex')}}}\n" for name in chapters)
    main = f"{preamble}\\tableofcontents\n{body}\\end{{document}}\n"
    spans: dict[str, list[Span | None]] = {
        name: [Span(name.replace(".tex", ".md"), n) for n in range(1, text.count("\n") + 2)]
        for name, text in chapters.items()
    }
    spans["thesis.tex"] = [None] * (main.count("\n") + 1)
    return LatexSource({"thesis.tex": main, **chapters}, {}, SourceMap(spans), frozenset({"xcolor", "hyperref"}))


def with_chapter(source: LatexSource, name: str, change: Callable[[str], str]) -> LatexSource:
    """The source with one of its files changed."""
    chapters = {n: text for n, text in source.files.items() if n != source.main} | {name: change(source.files[name])}
    preamble = source.files[source.main].partition("\\tableofcontents")[0]
    return make_source(chapters, preamble)


class Press:
    """Sets sources one after the other in one build folder."""

    def __init__(self, engine: Engine, build: Path) -> None:
        self.engine = engine
        self.build = build

    def __call__(self, source: LatexSource, **options: object) -> EngineRun:
        return typeset(source, self.build / "tex", self.engine, DATE, **options)  # type: ignore[arg-type]

    def good(self, source: LatexSource, **options: object) -> bytes:
        """The PDF of a run that must succeed."""
        run = self(source, **options)
        assert run.pdf is not None, run.diagnostics
        return run.pdf.read_bytes()

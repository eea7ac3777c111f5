"""What TeX will write into its lists of contents, told beforehand, so that a first pass lays the pages out as the last one.

Numbers and titles are known from the model; only page numbers are not. With lists of the right length the first pass breaks
the pages where the second will, and a build without auxiliary files needs two passes instead of three. A wrong forecast
costs a pass and nothing else: TeX overwrites it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from typesetter import model as m
from typesetter.latex.escape import Latex
from typesetter.sources.numbering import chapter_numbers

_SECTIONS = {2: "section", 3: "subsection", 4: "subsubsection", 5: "paragraph", 6: "subparagraph"}
_PAGE = "10"
"""A page number of common width."""


class Forecast(Mapping[str, str]):
    """A forecast that is made when somebody asks for it: a build that knows the lists of the last one does not."""

    def __init__(self, make: Callable[[], Mapping[str, str]]) -> None:
        self._make = cache(make)

    def __getitem__(self, name: str) -> str:
        return self._make()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._make())

    def __len__(self) -> int:
        return len(self._make())


def forecast(
    document: m.Document,
    short: Callable[[Sequence[m.Inline]], Latex],
    listed: Callable[[m.Figure | m.Plot | m.Table], Latex],
    *,
    job: str,
    depth: int,
    heading: str | None,
) -> Mapping[str, str]:
    """The contents of the ``.toc``, ``.lof`` and ``.lot`` files by name.

    ``short`` writes a title as it goes into a list, ``listed`` a caption; ``depth`` is secnumdepth; ``heading`` is that of
    the reference list.
    """
    contents: list[str] = []
    figures: list[str] = []
    tables: list[str] = []
    appendices_begun = False
    for chapter, numbers in chapter_numbers(document.chapters, numbering_depth=depth):
        if chapter.role in (m.Role.ABSTRACT, m.Role.FRONT):
            continue
        if chapter.role is m.Role.APPENDIX and not appendices_begun:
            appendices_begun = True
            contents += _heading(heading)
        contents.append(_line("chapter", numbers.chapter, short(chapter.title)))
        for node, number in numbers.nodes:
            match node:
                case m.Heading(level=level):
                    contents.append(_line(_SECTIONS.get(level, "subparagraph"), number, short(node.children)))
                case m.Figure() | m.Plot() if node.caption:
                    figures.append(_line("figure", number, listed(node)))
                case m.Table() if node.caption:
                    tables.append(_line("table", number, listed(node)))
    if not appendices_begun:
        contents += _heading(heading)
    return {
        f"{job}.{suffix}": "\n".join(lines) + "\n"
        for suffix, lines in (("toc", contents), ("lof", figures), ("lot", tables))
        if lines
    }


def _heading(heading: str | None) -> list[str]:
    return [] if heading is None else [rf"\contentsline {{chapter}}{{{heading}}}{{{_PAGE}}}{{}}%"]


def _line(kind: str, number: str, title: Latex) -> str:
    text = rf"\numberline {{{number}}}{title.source}" if number else title.source
    return rf"\contentsline {{{kind}}}{{{text}}}{{{_PAGE}}}{{{kind}.{number}}}%"

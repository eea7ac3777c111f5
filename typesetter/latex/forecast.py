"""What TeX will write into its lists of contents, told beforehand, so that a first pass lays the pages out as the last one.

Numbers and titles are known from the model; only page numbers are not, and they are put into the finished PDF
(``engine/late.py``). With the lists as they will be one pass is enough, for a build without auxiliary files and for one whose
headings or captions were edited; where TeX prints the page numbers itself, two instead of three. A wrong forecast costs a pass
and nothing else: TeX overwrites it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from typesetter import model as m
from typesetter.latex.escape import Latex
from typesetter.regexes import regex
from typesetter.sources.numbering import chapter_numbers

_SECTIONS = {2: "section", 3: "subsection", 4: "subsubsection", 5: "paragraph", 6: "subparagraph"}
_PAGE = "10"
"""A page number of common width."""
_GAP = r"\addvspace {10\p@ }"
"""What a numbered chapter puts into the lists of figures and tables."""
_BRACES = regex(r"\\.|[{}]")
_TIE = r"\nobreakspace {}"


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
    printed: frozenset[str],
) -> Mapping[str, str]:
    """The contents of the ``.toc``, ``.lof`` and ``.lot`` files by name, as far as these lists are ``printed``.

    ``short`` writes a title as it goes into a list, ``listed`` a caption; ``depth`` is secnumdepth; ``heading`` is that of
    the reference list.
    """
    lists: dict[str, list[str]] = {"toc": [], "lof": [], "lot": []}
    contents, figures, tables = lists.values()
    unnumbered = _Unnumbered()
    appendices_begun = False
    for chapter, numbers in chapter_numbers(document.chapters, numbering_depth=depth):
        if chapter.role in (m.Role.ABSTRACT, m.Role.FRONT):
            continue
        appendix = chapter.role is m.Role.APPENDIX
        if appendix and not appendices_begun:
            appendices_begun = True
            contents += _heading(heading, unnumbered)
        target = (
            f"{'appendix' if appendix else 'chapter'}.{numbers.chapter}" if numbers.chapter else unnumbered("chapter")
        )
        contents.append(_line("chapter", numbers.chapter, short(chapter.title), target))
        if numbers.chapter:
            figures.append(_GAP)
            tables.append(_GAP)
        for node, number in numbers.nodes:
            match node:
                case m.Heading(level=level):
                    kind = _SECTIONS.get(level, "subparagraph")
                    target = f"{kind}.{number}" if number else unnumbered(kind)
                    contents.append(_line(kind, number, short(node.children), target))
                case m.Figure() | m.Plot() if node.caption:
                    figures.append(_caption("figure", number, listed(node)))
                case m.Table() if node.caption:
                    tables.append(_caption("table", number, listed(node)))
    if not appendices_begun:
        contents += _heading(heading, unnumbered)
    return {f"{job}.{suffix}": "\n".join(lines) + "\n" for suffix, lines in lists.items() if suffix in printed}


class _Unnumbered:
    """The targets of headings without a number, counted by their kind (``templates/parts/late.tex.j2``)."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def __call__(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}*.{self._counts[kind]}"


def _heading(heading: str | None, unnumbered: _Unnumbered) -> list[str]:
    return [] if heading is None else [_written("chapter", heading, unnumbered("chapter"))]


def _line(kind: str, number: str, title: Latex, target: str) -> str:
    return _written(kind, rf"\numberline {{{number}}}{title.source}" if number else title.source, target)


def _caption(kind: str, number: str, title: Latex) -> str:
    return _written(kind, rf"\numberline {{{number}}}{{\ignorespaces {title.source}}}", f"{kind}.{number}")


def _written(kind: str, text: str, target: str) -> str:
    return rf"\contentsline {{{kind}}}{{{_printed(text).replace('~', _TIE)}}}{{{_PAGE}}}{{{target}}}%"


def _printed(text: str) -> str:
    """``text`` without what is for bookmarks alone."""
    before, found, rest = text.partition(r"\texorpdfstring{")
    if not found:
        return text
    end = _closing(rest)
    after = rest[end + 2 :]
    return before + rest[:end] + _printed(after[_closing(after) + 1 :])


def _closing(text: str) -> int:
    """Where the brace is that closes what has been opened before ``text``."""
    depth = 1
    for sign in _BRACES.finditer(text):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if not depth:
            return sign.start()
    return len(text)

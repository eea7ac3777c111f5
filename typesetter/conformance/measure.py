"""What a PDF measures: where its text stands, how large it is and how its lines are spaced, told from the file alone."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MM = 72 / 25.4
"""PDF points in a millimetre."""
TEX_POINT = 72 / 72.27
"""PDF points in a point of TeX's, in which type sizes are asked for."""
_SAME_LINE = 1.0
_FEW = 100
"""Characters of a size that are no accident: a line and a half."""
_RAISED = 0.85
"""Type of less than this share of a line's is a raised number or a sign, not the line's size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its baseline, its ends and its type size, in PDF points; the face's name."""

    y: float
    left: float
    right: float
    size: float
    face: str
    characters: int


@dataclass(frozen=True, slots=True)
class Box:
    """The distance of text from the paper's edges, in millimetres."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, paper in millimetres, its running text's lines, and those of its head and foot."""

    number: int
    width: float
    height: float
    body: tuple[Line, ...] = field(repr=False)
    around: tuple[Line, ...] = field(repr=False)

    @property
    def text(self) -> Box | None:
        """The margins around the running text."""
        return _box(self.body, self.width, self.height)

    @property
    def ink(self) -> Box | None:
        """The margins around everything, running head and page number too."""
        return _box((*self.body, *self.around), self.width, self.height)


@dataclass(frozen=True, slots=True)
class Measures:
    """A document's figures: sizes and the distance of lines in points of TeX's (72.27 to the inch), margins in millimetres.

    ``leading`` is the usual distance between the baselines of running text; ``faces`` the share of characters by face.
    """

    pages: tuple[Page, ...]
    size: float
    note_size: float | None
    leading: float
    faces: dict[str, float]

    @property
    def spacing(self) -> float:
        """The distance of lines as a multiple of single spacing, which is 1.2 times the type size."""
        return self.leading / (1.2 * self.size) if self.size else 0.0


def measure(path: Path, *, top: float, bottom: float) -> Measures:
    """Measure the PDF at ``path``.

    ``top`` and ``bottom`` are the millimetres at the paper's edges in which running heads and page numbers stand: the profile's
    margins. Raises pypdfium2.PdfiumError for a file that is no PDF.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        pages = tuple(_page(page, number, top, bottom) for number, page in enumerate(document, 1))
    lines = [line for page in pages for line in page.body]
    sizes: Counter[float] = Counter()
    faces: Counter[str] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += line.characters
        faces[line.face] += line.characters
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    total = sum(faces.values()) or 1
    return Measures(
        pages,
        round(size / TEX_POINT, 1),
        _note_size(pages, size),
        _leading(pages, size),
        {face: count / total for face, count in faces.most_common()},
    )


def _box(lines: Sequence[Line], width: float, height: float) -> Box | None:
    if not lines:
        return None
    return Box(
        min(line.left for line in lines) / MM,
        width - max(line.right for line in lines) / MM,
        height - max(line.y + 0.7 * line.size for line in lines) / MM,
        min(line.y for line in lines) / MM,
    )


def _note_size(pages: Sequence[Page], size: float) -> float | None:
    """The smallest usual size of the lines at the foot of pages: notes are smaller than quotations and tables."""
    found: Counter[float] = Counter()
    for page in pages:
        for line in sorted(page.body, key=lambda one: one.y):
            if line.size > size - 0.5:
                break
            found[round(line.size, 1)] += line.characters
    usual = [step for step, characters in found.items() if characters >= _FEW]
    return round(min(usual) / TEX_POINT, 1) if usual else None


def _leading(pages: Sequence[Page], size: float) -> float:
    found: Counter[float] = Counter()
    for page in pages:
        lines = sorted((line for line in page.body if abs(line.size - size) < 0.3), key=lambda one: -one.y)
        for above, below in pairwise(lines):
            if above.characters > 20 and below.characters > 20:  # headings and short lines stand apart
                found[round((above.y - below.y) / TEX_POINT, 1)] += 1
    return found.most_common(1)[0][0] if found else 0.0


def _page(page: PdfPage, number: int, top: float, bottom: float) -> Page:
    width, height = page.get_size()
    body: list[Line] = []
    around: list[Line] = []
    for line in _lines(page):
        outside = line.y > height - top * MM or line.y < bottom * MM - 0.35 * line.size
        (around if outside else body).append(line)
    return Page(number, width / MM, height / MM, tuple(body), tuple(around))


def _lines(page: PdfPage) -> list[Line]:
    """The page's lines: characters whose baselines are the same, raised ones taken to the line they stand in."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    groups: list[list[tuple[float, float, float, float, str]]] = []
    for index in range(text.count_chars()):
        if pdfium.FPDFText_GetUnicode(text.raw, index) <= 32:
            continue
        pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
        pdfium.FPDFText_GetCharBox(text.raw, index, left, right, low, high)
        pdfium.FPDFText_GetFontInfo(text.raw, index, name, 128, flags)
        size = pdfium.FPDFText_GetFontSize(text.raw, index)
        if abs(pdfium.FPDFText_GetCharAngle(text.raw, index)) > 0.01:
            continue
        face = name.value.decode("latin-1")
        character = (y.value, left.value, right.value, size, face.partition("+")[2] or face)
        if groups and abs(groups[-1][-1][0] - y.value) <= max(_SAME_LINE, 0.45 * size):
            groups[-1].append(character)
        else:
            groups.append([character])
    return [_line(group) for group in groups]


def _line(group: Sequence[tuple[float, float, float, float, str]]) -> Line:
    largest = max(size for _, _, _, size, _ in group)
    main = [one for one in group if one[3] >= _RAISED * largest]
    size = Counter(round(one[3], 2) for one in main).most_common(1)[0][0]
    face = Counter(one[4] for one in main).most_common(1)[0][0]
    baseline = Counter(round(one[0], 1) for one in main).most_common(1)[0][0]
    return Line(baseline, min(one[1] for one in group), max(one[2] for one in group), size, face, len(group))

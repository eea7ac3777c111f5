"""What of a PDF can be seen: its pages in small, its pictures' resolution, its title page's words, its fonts."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_THUMBNAIL_POINTS_PER_PIXEL = 4.0
_CHANGEABLE = frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014\x02\ufffe'\u2018\u2019\"\u201c\u201d`")
"""What typesetting adds, drops or curls: hyphens, dashes and quotation marks (U+FFFE is PDFium's hyphen at a line's end)."""
_POINTS_IN_AN_INCH = 72.0


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A picture made of pixels as it is printed: on which page (from 1), its pixels, and pixels per inch of paper."""

    page: int
    width: int
    height: int
    dpi: float


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the file: its name without the mark of a subset, its kind, whether it is embedded and a subset."""

    name: str
    kind: str
    embedded: bool
    subset: bool


def thumbnails(path: Path) -> Iterator[bytes]:
    """The pages as small grey PNG pictures, in order. The same bytes for the same file."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            bitmap = page.render(scale=1 / _THUMBNAIL_POINTS_PER_PIXEL, grayscale=True)
            yield _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _png(data: bytes, width: int, height: int, stride: int) -> bytes:
    """Grey pixels, a byte each, as a PNG (ISO/IEC 15948)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + data[row * stride : row * stride + width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def printed_pictures(path: Path) -> list[PrintedPicture]:
    """All pictures of pixels, in the order of the pages."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    found = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
                width, height = image.get_px_size()
                left, bottom, right, top = image.get_bounds()
                across, down = (right - left) / _POINTS_IN_AN_INCH, (top - bottom) / _POINTS_IN_AN_INCH
                if across > 0 and down > 0 and width and height:
                    found.append(PrintedPicture(number, width, height, round(min(width / across, height / down), 1)))
    return found


def shows_pictures(path: Path, number: int) -> bool:
    """Whether a page (from 1) shows a picture, of pixels or drawn; lines and letters of the text are none."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM]
    with pypdfium2.PdfDocument(path) as document:
        return len(document) >= number and any(
            True for _ in document[number - 1].get_objects(filter=kinds, max_depth=1)
        )


def page_text(path: Path, number: int) -> str:
    """The words of a page (from 1), letters put together, without white space and hyphens: to look for words in it."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return squeezed(document[number - 1].get_textpage().get_text_bounded()) if len(document) >= number else ""


def squeezed(text: str) -> str:
    """Text without what typesetting changes: white space, hyphens, quotation marks and ligatures; in lower case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in _CHANGEABLE)


def fonts(path: Path) -> list[Font]:
    """The fonts of the pages, by name."""
    import pikepdf

    found: dict[tuple[str, str], Font] = {}
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/BaseFont" in item:
                font = _font(item)
                if font is not None:
                    found[font.name, font.kind] = font
    return [found[key] for key in sorted(found)]


def _font(item: Any) -> Font | None:
    kind = str(item.get("/Subtype", "")).lstrip("/")
    if kind.startswith("CIDFont"):
        return None  # told by the composite font that it belongs to
    inner = item.get("/DescendantFonts")
    descriptor = (inner[0] if inner is not None else item).get("/FontDescriptor")
    embedded = descriptor is not None and any(k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3"))
    name = str(item.get("/BaseFont")).lstrip("/")
    head, plus, tail = name.partition("+")
    subset = bool(plus) and len(head) == 6
    return Font(tail if subset else name, kind, embedded or kind == "Type3", subset)

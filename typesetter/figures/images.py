"""Pictures: what a file is, by its bytes and not by its name, and whether TeX can include it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.figures.raster import JPEG_MAGIC, PNG_MAGIC, BadImageError, read_jpeg, read_png

__all__ = ["ImageInfo", "ImageKind", "inspect"]

_MOST_PIXELS = 100_000_000
_LARGEST_PAGE = 14_400.0
"""PDF's own limit of a page's side, in PDF points (PDF 1.7, annex C)."""
_LARGEST_FILE = 512 * 1024 * 1024
_BIG_POINT = 72.27 / 72


class ImageKind(StrEnum):
    """The formats that pdfTeX and LuaTeX include."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """A picture that can be included.

    ``width`` and ``height`` are px for PNG and JPEG, PDF points (1/72 inch) for PDF; ``dpi`` is the resolution that the
    file states, None for PDF and where it states none; ``pages`` is the number of pages, 1 for PNG and JPEG.
    """

    kind: ImageKind
    width: float
    height: float
    dpi: float | None = None
    pages: int = 1

    @property
    def suffix(self) -> str:
        """The file-name suffix by which LaTeX's graphics package knows the format."""
        return ".jpg" if self.kind is ImageKind.JPEG else f".{self.kind.value}"

    @property
    def natural_size(self) -> tuple[float, float]:
        """Width and height in TeX pt when nothing else is asked for; 72 px an inch where the file states no resolution."""
        scale = _BIG_POINT if self.kind is ImageKind.PDF else 72.27 / (self.dpi or 72.0)
        return self.width * scale, self.height * scale


def inspect(path: Path, shown: str, span: Span) -> tuple[ImageInfo | None, list[Diagnostic]]:
    """What the picture ``path`` is; ``shown`` is its path in messages, ``span`` the place that names it.

    IMAGE_MISSING when it is not there; FILE_UNREADABLE; IMAGE_BAD when it is not a PDF, PNG or JPEG, is cut off or
    damaged, encrypted, without pages, or of an absurd size; IMAGE_BAD as a warning for a photograph that would lie on its
    side and for a PDF of several pages, of which the first is printed.
    """
    try:
        if not path.is_file():
            return None, [Diagnostic(Code.IMAGE_MISSING, f"there is no picture '{shown}'", span)]
        if path.stat().st_size > _LARGEST_FILE:
            return None, [_bad(shown, span, "it is larger than 512 MB", "export it at a size that can be printed")]
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [Diagnostic(Code.FILE_UNREADABLE, f"'{shown}' cannot be read: {reason}", span)]
    try:
        if data.startswith(PNG_MAGIC):
            return _raster(ImageKind.PNG, data, shown, span)
        if data.startswith(JPEG_MAGIC):
            return _raster(ImageKind.JPEG, data, shown, span)
        if b"%PDF-" in data[:1024]:
            return _pdf(path, data, shown, span)
    except BadImageError as error:
        hint = "export or download it again; if it opens in a viewer, saving it anew there mends it"
        return None, [_bad(shown, span, str(error), hint)]
    what, *hints = _other(data, shown)
    return None, [_bad(shown, span, what, *hints)]


def _bad(shown: str, span: Span, what: str, *hints: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(Code.IMAGE_BAD, f"'{shown}' {_verb(severity)}: {what}", span, hints, severity)


def _verb(severity: Severity) -> str:
    return "cannot be included" if severity is Severity.ERROR else "is included, but"


def _raster(kind: ImageKind, data: bytes, shown: str, span: Span) -> tuple[ImageInfo | None, list[Diagnostic]]:
    image = read_png(data) if kind is ImageKind.PNG else read_jpeg(data)
    if image.width * image.height > _MOST_PIXELS:
        size = f"{image.width:,} × {image.height:,} pixels"
        hint = "300 pixels an inch are enough in print: 2,000 to 4,000 across a page"
        return None, [_bad(shown, span, f"it has {size}, more than 100 million", hint)]
    found = []
    if image.orientation != 1:
        what = "it was taken with the camera turned, which LaTeX does not heed: it would be printed turned or mirrored"
        found.append(_bad(shown, span, what, f"turn the pixels: {_command('magick', shown, '-auto-orient', shown)}",
                          severity=Severity.WARNING))  # fmt: skip
    dpi = image.dpi if image.dpi and 1 <= image.dpi <= 100_000 else None
    return ImageInfo(kind, float(image.width), float(image.height), dpi), found


def _pdf(path: Path, data: bytes, shown: str, span: Span) -> tuple[ImageInfo | None, list[Diagnostic]]:
    import pikepdf  # 0.1 s, and few theses have PDF pictures

    if b"%%EOF" not in data[-2048:]:
        raise BadImageError("the file is cut off")
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                hint = f"remove the encryption: {_command('qpdf', '--decrypt', shown, _beside(shown, '-open.pdf'))}"
                return None, [_bad(shown, span, "it is encrypted", hint)]
            pages = len(pdf.pages)
            if not pages:
                raise BadImageError("it has no pages")
            page = pdf.pages[0]
            box = [float(number) for number in page.cropbox]
            unit = float(page.obj.get("/UserUnit", 1))
            turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
            _read_content(page)
    except pikepdf.PasswordError:
        return None, [_bad(shown, span, "it is protected by a password", "export it without a password")]
    except (pikepdf.PdfError, ValueError, TypeError, ArithmeticError, IndexError) as error:
        raise BadImageError("it is damaged") from error
    width, height = abs(box[2] - box[0]) * unit, abs(box[3] - box[1]) * unit
    if turned:
        width, height = height, width
    if min(width, height) < 1 or max(width, height) > _LARGEST_PAGE:
        hint = "export it at the size at which it is to be printed"
        return None, [_bad(shown, span, f"its page measures {width:,.0f} × {height:,.0f} points", hint)]
    found = []
    if pages > 1:
        hint = f"keep the page you mean: {_command('qpdf', shown, '--pages', '.', '1', '--', _beside(shown, '-1.pdf'))}"
        found.append(
            _bad(shown, span, f"only the first of its {pages} pages is printed", hint, severity=Severity.WARNING)
        )
    return ImageInfo(ImageKind.PDF, width, height, None, pages), found


def _read_content(page: object) -> None:
    """Unpack what the page draws, which shows damage that the file's structure does not."""
    import pikepdf

    content = getattr(page, "obj", {}).get("/Contents", None)
    streams = list(content) if isinstance(content, pikepdf.Array) else [] if content is None else [content]
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            stream.read_bytes()


# ---------------------------------------------------------------------------------------------------------- other formats


def _command(*words: str) -> str:
    return f"`{shlex.join(words)}`"


def _beside(shown: str, ending: str) -> str:
    pure = PurePosixPath(shown)
    return (pure.parent / f"{pure.stem}{ending}").as_posix()


def _other(data: bytes, shown: str) -> tuple[str, ...]:
    """What a file that cannot be included is, and the remedies."""
    if not data:
        return "it is empty", "export or download it again"
    head = data[:4096].lstrip(b"\xef\xbb\xbf").lstrip()
    to_pdf, to_png, to_jpeg = (_beside(shown, suffix) for suffix in (".pdf", ".png", ".jpg"))
    inkscape = _command("inkscape", shown, f"--export-filename={to_pdf}")
    as_pdf = f"convert it to PDF, which stays sharp: {inkscape} or {_command('rsvg-convert', '-f', 'pdf', '-o', to_pdf, shown)}"
    as_png = f"convert it to PNG: {_command('magick', shown, to_png)}"
    as_jpeg = f"convert it to JPEG: {_command('magick', shown, to_jpeg)}"
    if b"<svg" in head.lower() or data.startswith(b"\x1f\x8b"):
        return (
            "it is an SVG drawing" if b"<svg" in head.lower() else "it is a compressed file, perhaps an SVG drawing"
        ), as_pdf
    if data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        return "it is a PostScript drawing", f"convert it to PDF: {_command('epstopdf', shown)}"
    if head.lower().startswith((b"<!doctype html", b"<html")):
        return "it is a web page, not a picture", "the download went wrong: save the picture itself"
    if head.startswith(b"version https://git-lfs"):
        return "it is a placeholder of Git LFS, not the picture itself", "fetch it: `git lfs pull`"
    if data.startswith(b"PK\x03\x04"):
        return "it is a ZIP archive or an Office document", "open it and export the picture as PDF or PNG"
    name = _bitmap_format(data)
    if name:
        return f"it is a picture in the {name} format", as_jpeg if name in (
            "HEIC",
            "AVIF",
            "JPEG 2000",
            "JPEG XL",
        ) else as_png
    if data.startswith((PNG_MAGIC[:4], JPEG_MAGIC[:2])):
        return "its beginning is damaged", "export or download it again"
    if b"\x00" not in data[:4096]:
        return "it is a text file", "pictures are PDF, PNG or JPEG files; data in a .csv file is drawn with plot=bar"
    return "it is not a PDF, PNG or JPEG file", "export it as PDF (drawings), PNG (screenshots) or JPEG (photographs)"


def _bitmap_format(data: bytes) -> str:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] in (b"avif", b"avis") else "HEIC"
    starts = {
        b"GIF8": "GIF", b"II*\x00": "TIFF", b"MM\x00*": "TIFF", b"BM": "BMP", b"8BPS": "Photoshop",
        b"\x00\x00\x00\x0cjP  ": "JPEG 2000", b"\xff\x4f\xff\x51": "JPEG 2000", b"\xff\x0a": "JPEG XL",
        b"\x00\x00\x00\x0cJXL ": "JPEG XL", b"\x00\x00\x01\x00": "ICO", b"\xd7\xcd\xc6\x9a": "WMF", b"gimp xcf": "GIMP",
    }  # fmt: skip
    return next((name for start, name in starts.items() if data.startswith(start)), "")

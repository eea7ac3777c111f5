"""PNG and JPEG files, read as far as their size, and checked for being whole; no pixel is decoded.

PNG: W3C Recommendation, Third Edition. JPEG: ITU-T T.81; JFIF: ITU-T T.871; Exif: CIPA DC-008.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
_METRE = 0.0254
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""A marker within the coded data: neither a stuffed zero nor a restart."""


class BadImageError(Exception):
    """A picture that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Width and height in px, the resolution in px per inch where the file states one, and Exif's orientation (1 is upright)."""

    width: int
    height: int
    dpi: float | None = None
    orientation: int = 1


def read_png(data: bytes | memoryview) -> Raster:
    """The PNG file ``data``. BadImageError when it is cut off, damaged (a checksum is wrong) or of a wrong form."""
    view = memoryview(data)
    at = len(PNG_MAGIC)
    found: Raster | None = None
    dpi: float | None = None
    pixels = False
    while True:
        if at + 12 > len(view):
            raise BadImageError("the file is cut off" if found else "its header is cut off")
        length, kind = struct.unpack_from(">I4s", view, at)
        body = view[at + 8 : at + 8 + length]
        if length > 0x7FFFFFFF or at + 12 + length > len(view):
            raise BadImageError("the file is cut off" if kind.isalpha() else "it is damaged")
        (checksum,) = struct.unpack_from(">I", view, at + 8 + length)
        if zlib.crc32(body, zlib.crc32(kind)) != checksum:
            raise BadImageError(f"it is damaged (the checksum of its {_name(kind)} part is wrong)")
        if found is None:
            found = _png_header(kind, bytes(body))
        elif kind == b"pHYs" and length == 9:
            across, _, unit = struct.unpack(">IIB", body)
            dpi = across * _METRE if unit == 1 and across else None
        elif kind == b"IDAT":
            pixels = pixels or length > 0
        elif kind == b"IEND":
            break
        at += 12 + length
    if not pixels:
        raise BadImageError("it has no pixels")
    return Raster(found.width, found.height, dpi)


def _name(kind: bytes) -> str:
    return kind.decode("ascii", "replace") if kind.isalpha() else "next"


def _png_header(kind: bytes, body: bytes) -> Raster:
    if kind != b"IHDR" or len(body) != 13:
        raise BadImageError("it does not begin with a PNG header")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", body)
    if not 0 < width <= 0x7FFFFFFF or not 0 < height <= 0x7FFFFFFF:
        raise BadImageError("it has no width or no height")
    if depth not in _PNG_DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise BadImageError("its header is damaged")
    return Raster(width, height)


def read_jpeg(data: bytes) -> Raster:
    """The JPEG file ``data``. BadImageError when it is cut off, damaged, or of a kind that PDF cannot hold."""
    at = 2
    size: tuple[int, int] | None = None
    dpi: float | None = None
    orientation = 1
    scanned = False
    while True:
        marker, at = _next_marker(data, at, scanned=scanned)
        if marker == 0xD9:  # end of image
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        if at + 2 > len(data):
            raise BadImageError("the file is cut off")
        (length,) = struct.unpack_from(">H", data, at)
        body = data[at + 2 : at + length]
        if length < 2:
            raise BadImageError("it is damaged")
        if at + length > len(data):
            raise BadImageError("the file is cut off")
        if marker == 0xE0 and body.startswith(b"JFIF\x00"):
            dpi = _jfif_dpi(body) or dpi
        elif marker == 0xE1 and body.startswith(b"Exif\x00\x00"):
            orientation, exif_dpi = _exif(body[6:])
            dpi = dpi or exif_dpi
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = _jpeg_frame(marker, body)
        elif marker == 0xDA:  # start of scan: coded data follows
            if size is None:
                raise BadImageError("it is damaged")
            scanned = True
        at += length
    if size is None or not scanned:
        raise BadImageError("it has no pixels")
    return Raster(*size, dpi, orientation)


def _next_marker(data: bytes, at: int, *, scanned: bool) -> tuple[int, int]:
    """The code of the next marker and the place after it; between scans there may be coded data before it."""
    match = _MARKER.search(data, at) if scanned else _MARKER.match(data, at)
    if match is None:
        raise BadImageError("the file is cut off" if scanned or at >= len(data) - 1 else "it is damaged")
    return match[1][0], match.end()


def _jpeg_frame(marker: int, body: bytes) -> tuple[int, int]:
    if marker not in (0xC0, 0xC1, 0xC2):
        raise BadImageError("it is a lossless or arithmetic-coded JPEG, which a PDF cannot hold")
    if len(body) < 6:
        raise BadImageError("it is damaged")
    depth, height, width, parts = struct.unpack_from(">BHHB", body)
    if depth != 8 or parts not in (1, 3, 4):
        raise BadImageError(f"it is a JPEG of {depth} bits and {parts} colours, which a PDF cannot hold")
    if not width or not height:
        raise BadImageError("it has no width or no height")
    return width, height


def _jfif_dpi(body: bytes) -> float | None:
    if len(body) < 12:
        return None
    unit, across = struct.unpack_from(">BH", body, 7)
    return {1: float(across), 2: across * 2.54}.get(unit) or None


def _exif(tiff: bytes) -> tuple[int, float | None]:
    """Orientation (tag 0x112) and resolution (0x11A, unit 0x128) of the first directory; 1 and None when unreadable."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1, None
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        orientation, unit, resolution = 1, 2, None
        for entry in range(min(count, 200)):
            at = start + 2 + 12 * entry
            (tag,) = struct.unpack_from(order + "H", tiff, at)
            if tag == 0x112:
                (orientation,) = struct.unpack_from(order + "H", tiff, at + 8)
            elif tag == 0x128:
                (unit,) = struct.unpack_from(order + "H", tiff, at + 8)
            elif tag == 0x11A:
                (place,) = struct.unpack_from(order + "I", tiff, at + 8)
                above, below = struct.unpack_from(order + "II", tiff, place)
                resolution = above / below if above and below else None
    except struct.error:
        return 1, None
    if resolution is not None and unit == 3:
        resolution *= 2.54
    return orientation if 1 <= orientation <= 8 else 1, resolution if unit in (2, 3) else None

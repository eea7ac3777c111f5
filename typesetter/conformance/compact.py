"""Type 1 font programs → CFF, for the few that hold glyphs wider than Type 1 writes in two bytes (the signs of mathematics).

Not every validator reads Type 1's long numbers as the whole numbers that they are (Adobe Type 1 Font Format, 6.2).
"""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

_END = b"0" * 512 + b"\ncleartomark\n"


def compact_font(clear: bytes, encrypted: bytes, name: str) -> bytes:
    """The CFF table of a Type 1 program, given as its clear and its encrypted part. ``name`` is the PostScript name."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.t1Lib import T1Font

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "font.pfb"
        path.write_bytes(_segment(1, clear) + _segment(2, encrypted) + _segment(1, _END) + b"\x80\x03")
        font = T1Font(str(path))
        glyphs = font.getGlyphSet()
        charstrings = {}
        for glyph in sorted(glyphs.keys(), key=lambda n: (n != ".notdef", n)):
            drawn = glyphs[glyph]
            outline = T2CharStringPen(None, glyphs)
            drawn.draw(outline)  # also finds the width
            pen = T2CharStringPen(drawn.width, glyphs)
            drawn.draw(pen)
            charstrings[glyph] = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(list(charstrings))
    builder.setupCFF(name, {"FullName": name}, charstrings, {})
    table: bytes = builder.font["CFF "].compile(builder.font)
    return table


def _segment(kind: int, data: bytes) -> bytes:
    return b"\x80" + bytes([kind]) + struct.pack("<I", len(data)) + data

"""Embedded fonts as strict validators want them: plain widths in Type 1 programs, character maps of one form.

Latin Modern writes a glyph's width as a division of two large numbers. That is good Type 1 (Adobe Type 1 Font Format,
chapter 6), but not every validator can divide; the width is written as the nearest whole number. Viewers place glyphs by
the PDF's own /Widths, which stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from typesetter.conformance.compact import compact_font

_EEXEC, _CHARSTRING = 55665, 4330
_GLYPH = re.compile(rb"/[^\s/]+ (\d+) (?:RD|-\||\|-) ")
_NUMBER = rb"(?:[\x20-\xf6]|[\xf7-\xfe].|\xff.{4})"
_DIVIDED = re.compile(rb"(?s)(%b)(%b)(%b)\x0c\x0c\x0d" % (_NUMBER, _NUMBER, _NUMBER))
"""The beginning of a charstring: side bearing, numerator, denominator, div, hsbw."""
_PLAIN = re.compile(rb"(?s)%b(%b)\x0d" % (_NUMBER, _NUMBER))
"""The same, with the width as one number."""
_WIDEST = 1131
"""The largest number that a charstring writes in two bytes."""


def mend_fonts(pdf: pikepdf.Pdf) -> None:
    """Mend every font of the document, in place."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        if item.get("/Type") == "/Font" and isinstance(item.get("/ToUnicode"), pikepdf.Stream):
            _mend_map(item["/ToUnicode"], wide=item.get("/Subtype") == "/Type0")
        if item.get("/Type") == "/FontDescriptor" and "/FontFile" in item:
            _mend_program(pdf, item)


# ------------------------------------------------------------------------------------------------------ Type 1 programs


def _crypt(data: bytes, key: int, *, decrypt: bool) -> bytes:
    out = bytearray(len(data))
    for i, byte in enumerate(data):
        out[i] = byte ^ (key >> 8)
        key = ((byte if decrypt else out[i]) + key) * 52845 + 22719 & 0xFFFF
    return bytes(out)


def _mend_program(pdf: pikepdf.Pdf, descriptor: Any) -> None:
    stream = descriptor["/FontFile"]
    data = stream.read_bytes()
    length1, length2 = int(stream.get("/Length1", 0)), int(stream.get("/Length2", 0))
    if not length1 or not length2 or b"eexec" not in data[:length1]:
        return
    private = _crypt(data[length1 : length1 + length2], _EEXEC, decrypt=True)
    if _has_wide(private):
        table = compact_font(
            data[:length1], data[length1 : length1 + length2], str(descriptor["/FontName"]).lstrip("/")
        )
        del descriptor["/FontFile"]
        descriptor["/FontFile3"] = pdf.make_stream(table, Subtype=pikepdf.Name.Type1C)
        return
    mended = _mend_glyphs(private)
    if mended == private:
        return
    encrypted = _crypt(mended, _EEXEC, decrypt=False)
    stream.write(data[:length1] + encrypted + data[length1 + length2 :])
    stream["/Length1"], stream["/Length2"] = length1, len(encrypted)
    stream["/Length3"] = len(data) - length1 - length2


def _has_wide(private: bytes) -> bool:
    """Whether a glyph is wider than the numbers of two bytes."""
    return any((_width(glyph) or 0) > _WIDEST for glyph in _glyphs(private))


def _width(glyph: bytes) -> float | None:
    if found := _DIVIDED.match(glyph):
        return _number(found[2]) / (_number(found[3]) or 1)
    found = _PLAIN.match(glyph)
    return _number(found[1]) if found else None


def _glyphs(private: bytes) -> Iterator[bytes]:
    """The charstrings, decrypted."""
    at = private.find(b"/CharStrings")
    while at >= 0 and (found := _GLYPH.search(private, at)):
        at = found.end() + int(found[1])
        yield _crypt(private[found.end() : at], _CHARSTRING, decrypt=True)[4:]


def _mend_glyphs(private: bytes) -> bytes:
    start = private.find(b"/CharStrings")
    parts, at = [private[: max(start, 0)]], max(start, 0)
    while start >= 0 and (found := _GLYPH.search(private, at)):
        length = int(found[1])
        glyph = private[found.end() : found.end() + length]
        plain = _whole_width(_crypt(glyph, _CHARSTRING, decrypt=True)[4:])
        if plain is not None:
            glyph = _crypt(b"\0\0\0\0" + plain, _CHARSTRING, decrypt=False)
        head = private[found.start() : found.end()].replace(found[1], str(len(glyph)).encode(), 1)
        if plain is None:
            head = private[found.start() : found.end()]
        parts += [private[at : found.start()], head, glyph]
        at = found.end() + length
    return b"".join([*parts, private[at:]])


def _whole_width(glyph: bytes) -> bytes | None:
    """The charstring with its width as one whole number, or None when it has one."""
    found = _DIVIDED.match(glyph)
    if found is None:
        return None
    over, under = _number(found[2]), _number(found[3])
    return found[1] + _encoded(round(over / under)) + b"\x0d" + glyph[found.end() :] if under else None


def _number(code: bytes) -> int:
    first = code[0]
    if first == 255:
        return int.from_bytes(code[1:], "big", signed=True)
    if first <= 246:
        return first - 139
    return (first - 247) * 256 + code[1] + 108 if first <= 250 else -(first - 251) * 256 - code[1] - 108


def _encoded(number: int) -> bytes:
    if -107 <= number <= 107:
        return bytes([number + 139])
    if 108 <= number <= _WIDEST:
        return bytes([247 + (number - 108) // 256, (number - 108) % 256])
    if -_WIDEST <= number <= -108:
        return bytes([251 + (-number - 108) // 256, (-number - 108) % 256])
    return b"\xff" + number.to_bytes(4, "big", signed=True)


# ------------------------------------------------------------------------------------------------------- character maps

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_ENTRY = re.compile(rb"<([0-9A-Fa-f\s]+)>|(\[)|(\])")
_CMAP = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
{space}
endcodespacerange
{sections}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _mend_map(stream: Any, *, wide: bool) -> None:
    """Write a ToUnicode map in its simplest form: single codes in upper case, a hundred to a section."""
    text = stream.read_bytes()
    if b"begincidrange" in text or b"usecmap" in text:
        return
    codes = _codes(text)
    width = 4 if wide else 2
    rows = [f"<{code:0{width}X}> <{target}>" for code, target in sorted(codes.items()) if target]
    sections = ""
    for i in range(0, len(rows), 100):
        part = rows[i : i + 100]
        sections += f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
    space = f"<{'0' * width}> <{'F' * width}>"
    stream.write(_CMAP.format(space=space, sections=sections).encode("ascii"))


def _codes(text: bytes) -> dict[int, str]:
    """What a map says: UTF-16 in hexadecimal by character code."""
    codes: dict[int, str] = {}
    for kind, body in _SECTION.findall(text):
        words: list[Any] = []
        inside: list[str] | None = None
        for match in _ENTRY.finditer(body):
            if match[2]:
                inside = []
            elif match[3]:
                words.append(inside)
                inside = None
            else:
                code = b"".join(match[1].split()).decode("ascii").upper()
                (words if inside is None else inside).append(code)
        step = 2 if kind == b"bfchar" else 3
        for i in range(0, len(words) - step + 1, step):
            _enter(codes, words[i : i + step])
    return codes


def _enter(codes: dict[int, str], words: list[Any]) -> None:
    first, target = int(words[0], 16), words[-1]
    last = int(words[1], 16) if len(words) == 3 else first
    for offset, code in enumerate(range(first, min(last, first + 0xFFFF) + 1)):
        if isinstance(target, list):
            codes[code] = target[offset] if offset < len(target) else ""
        else:
            codes[code] = f"{int(target, 16) + offset:0{len(target)}X}" if target else ""

r"""The objects of a PDF as pdfTeX writes it, also while it is being written.

They follow each other, each ``N 0 obj``, a dictionary and mostly a stream, up to the stream of cross-references at the end
(PDF 1.5, ISO 32000-1, 7.5.7 and 7.5.8). pdfTeX writes a stream's ``/Length`` when the stream has ended, so that an object is
whole as soon as its length is there and the file is as long as that says.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE, COLLECTION, OTHER = "page", "collection", "other"
"""What an object may be: the content of a page, a stream of objects, anything else."""

_FIRST = re.compile(rb"%PDF-1\.\d\n%[^\n]*\n")
_HEAD = re.compile(rb"(\d+) 0 obj\n")
_BODY = re.compile(rb"stream\n|endobj\n")
_LENGTH = re.compile(rb"/Length (\d+) *\n")
_END = re.compile(rb"\n?endstream\nendobj\n")
_BARE = re.compile(rb"<<\n/Length \d+ *\n(?:/Filter /FlateDecode\n)?>>\n")
_PACKED = b"/Filter /FlateDecode\n"
_ABOUT_COLLECTION = re.compile(rb"/Type /ObjStm\n/N (\d+)\n/First (\d+)\n")
_FIELDS = re.compile(rb"/Type /XRef\n/Index \[0 \d+\]\n/Size \d+\n/W \[1 (\d) 1\]\n")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_TOP_LEVEL = 1


class Object(Struct):
    """One object at the top level: its number, where in the file it starts and ends, and where its stream does (in bytes)."""

    number: int
    start: int
    end: int
    kind: str
    stream: tuple[int, int] = (0, 0)


def read(data: bytes | bytearray, at: int = 0) -> Iterator[Object]:
    """The whole objects from the place ``at`` on, where one starts (0: the first); what follows the last is not whole yet."""
    if at == 0:
        first = _FIRST.match(data)
        if first is None:
            return
        at = first.end()
    while (head := _HEAD.match(data, at)) and (body := _BODY.search(data, head.end())):
        stream, kind, end = (0, 0), OTHER, body.end()
        if body[0] == b"stream\n":
            length = _LENGTH.search(data, head.end(), body.start())
            if length is None:
                return
            stream = (body.end(), body.end() + int(length[1]))
            last = _END.match(data, stream[1])
            if last is None:
                return
            end = last.end()
            if _BARE.fullmatch(data, head.end(), body.start()):
                kind = PAGE
            elif _ABOUT_COLLECTION.search(data, head.end(), body.start()):
                kind = COLLECTION
        yield Object(int(head[1]), at, end, kind, stream)
        at = end


def content(data: bytes | bytearray, found: Object) -> bytes:
    """An object's stream, unpacked. Raises zlib.error when it is damaged."""
    packed = bytes(data[found.stream[0] : found.stream[1]])
    return zlib.decompress(packed) if _PACKED in data[found.start : found.stream[0]] else packed


def collected(data: bytes | bytearray, found: Object) -> list[tuple[int, bytes]]:
    """The objects in a stream of objects, each with its number, in their order. Raises ValueError and zlib.error."""
    about = _ABOUT_COLLECTION.search(data, found.start, found.stream[0])
    if about is None:
        raise ValueError("no stream of objects")
    size, first = int(about[1]), int(about[2])
    text = content(data, found)
    numbers = [int(word) for word in text[:first].split()]
    starts = [first + start for start in numbers[1::2]]
    if len(numbers) != 2 * size:
        raise ValueError("another number of objects than is said")
    return [
        (number, text[start:end])
        for number, start, end in zip(numbers[::2], starts, [*starts[1:], len(text)], strict=True)
    ]


class End(Struct):
    """The stream of cross-references, which is the last object, and what follows it. ``width`` is that of an offset, in bytes."""

    about: Object
    references: bytes = field(repr=False)
    width: int


def read_end(data: bytes, last: Object) -> End | None:
    """The end of a whole file whose ``last`` object is this one; None when it is not as pdfTeX writes it with this zlib."""
    fields = _FIELDS.search(data, last.start, last.stream[0])
    start = _START.match(data, last.end)
    if fields is None or start is None or int(start[1]) != last.start:
        return None
    references = content(data, last)
    if _packed(references) != data[last.stream[0] : last.stream[1]]:
        return None
    return End(last, references, int(fields[1]))


def moved_end(data: bytes, end: End, offsets: Mapping[int, int], since: int, by: int) -> bytes | None:
    """The end of a file in which what stood from ``since`` on has moved ``by`` so many bytes.

    ``offsets`` are, by their numbers, where the objects before that are now. None when one is not among them, or has no room.
    """
    width = end.width
    size = width + 2
    references = bytearray(end.references)
    for number in range(len(references) // size):
        place = number * size
        if references[place] != _TOP_LEVEL:
            continue
        was = int.from_bytes(references[place + 1 : place + 1 + width], "big")
        now = was + by if was >= since else offsets.get(number, -1)
        if now < 0 or now.bit_length() > 8 * width:
            return None
        references[place + 1 : place + 1 + width] = now.to_bytes(width, "big")
    # The field is as wide as the largest offset needs.
    if (end.about.start + by).bit_length() <= 8 * (width - 1):
        return None
    packed = _packed(bytes(references))
    about = data[end.about.start : end.about.stream[0]]
    told = _LENGTH.search(about)
    if told is None:
        return None
    length = b"/Length " + b"%d" % len(packed)
    room = len(told[0]) - 1
    about = about[: told.start()] + length.ljust(room) + b"\n" + about[told.end() :]
    tail = data[end.about.stream[1] : end.about.end]
    return about + packed + tail + b"startxref\n%d\n%%%%EOF\n" % (end.about.start + by)


def _packed(references: bytes) -> bytes:
    return zlib.compress(references, 9)

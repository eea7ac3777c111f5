"""The objects of a PDF read while it grows, and its cross-references written anew."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pikepdf
import pytest

from tests.engine.support import Press, make_source
from typesetter.engine import objects
from typesetter.engine.toolchain import Engine
from typesetter.structs import replace


@pytest.fixture(scope="module")
def pdf(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    run = Press(engine, tmp_path_factory.mktemp("objects") / "build")(make_source())
    assert run.pdf is not None
    return Path(run.pdf).read_bytes()


def test_all_objects_are_found(pdf: bytes) -> None:
    found = list(objects.read(pdf))
    assert found[-1].end == pdf.index(b"startxref")
    assert [a.end for a in found[:-1]] == [b.start for b in found[1:]]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = {page.Contents.objgen[0]: page.Contents.read_bytes() for page in opened.pages}
        packed = {
            number: text
            for one in found
            if one.kind == objects.COLLECTION
            for number, text in objects.collected(pdf, one)
        }
        assert {one.number for one in found} | set(packed) == {o.objgen[0] for o in opened.objects} | {found[-1].number}
    for one in found:
        if one.number in pages:
            assert one.kind == objects.PAGE
            assert objects.content(pdf, one) == pages[one.number]


def test_what_is_not_whole_is_not_given(pdf: bytes) -> None:
    """Wherever the file has been cut, what is given is whole; and reading goes on where it stopped."""
    found = list(objects.read(pdf))
    for cut in range(0, len(pdf), 97):
        part = pdf[:cut]
        whole = list(objects.read(part))
        assert whole == [one for one in found if one.end <= cut]
    assert list(objects.read(pdf, found[3].start)) == found[3:]
    length = re.search(rb"/Length \d+", pdf)
    assert length is not None
    unknown = pdf[: length.start()] + b" " * len(length[0]) + pdf[length.end() :]
    assert all(one.end <= length.start() for one in objects.read(unknown))


def test_the_end_is_written_as_tex_writes_it(pdf: bytes) -> None:
    found = list(objects.read(pdf))
    end = objects.read_end(pdf, found[-1])
    assert end is not None
    offsets = {one.number: one.start for one in found}
    assert objects.moved_end(pdf, end, offsets, 0, 0) == pdf[found[-1].start :]
    # A longer content of the first page: all that follows moves, and the file still opens.
    page = next(one for one in found if one.kind == objects.PAGE)
    content = zlib.compress(objects.content(pdf, page) + b" " + b"%% more\n" * 9, 0)
    longer = b"%d 0 obj\n<<\n/Length %d\n/Filter /FlateDecode\n>>\nstream\n" % (page.number, len(content))
    longer += content + b"\nendstream\nendobj\n"
    by = len(longer) - (page.end - page.start)
    moved = objects.moved_end(pdf, end, offsets, page.end, by)
    assert moved is not None
    whole = pdf[: page.start] + longer + pdf[page.end : end.about.start] + moved
    assert [one.number for one in objects.read(whole)] == [one.number for one in found]
    with pikepdf.open(io.BytesIO(whole)) as opened:
        assert opened.check_pdf_syntax() == []
        assert b"%% more" in b"".join(p.Contents.read_bytes() for p in opened.pages)


def test_an_end_that_would_be_another_is_not_written(pdf: bytes) -> None:
    found = list(objects.read(pdf))
    end = objects.read_end(pdf, found[-1])
    assert end is not None
    assert objects.moved_end(pdf, end, {}, len(pdf), 0) is None  # nobody knows where its objects are
    assert objects.moved_end(pdf, end, {}, 0, 1 << 8 * end.width) is None  # no room
    assert objects.moved_end(pdf, end, {}, 0, (1 << 8 * (end.width - 1)) - 1 - end.about.start) is None  # too much room
    assert objects.read_end(pdf, found[-2]) is None
    assert objects.read_end(pdf[:-8], found[-1]) is None
    packed = zlib.compress(end.references, 1)
    start, after = found[-1].stream
    otherwise = replace(
        found[-1], stream=(start, start + len(packed)), end=found[-1].end + len(packed) - (after - start)
    )
    assert objects.read_end(pdf[:start] + packed + pdf[after:], otherwise) is None


def test_a_damaged_collection_is_an_error(pdf: bytes) -> None:
    found = list(objects.read(pdf))
    one = next(one for one in found if one.kind == objects.COLLECTION)
    other = next(one for one in found if one.kind == objects.PAGE)
    with pytest.raises(ValueError, match="no stream of objects"):
        objects.collected(pdf, other)
    with pytest.raises(zlib.error):
        objects.collected(pdf[: one.stream[0]] + b"x" * 9 + pdf[one.stream[0] + 9 :], one)

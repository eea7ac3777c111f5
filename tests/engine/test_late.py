"""Page numbers and counts put into a finished PDF: the places, the widths, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from typesetter.engine.late import MisplacedError, comparable, pages_of, put_in, settled

ROOM = b"%tp." + b" " * 40 + b"\n"
WIDTHS = b"%tp font 35 " + b" ".join(b"5000" if chr(n).isdigit() else b"2500" for n in range(33, 127)) + b"\n"
TOC = (
    b"\\babel@toc {british}{}\\relax \n\\contentsline {chapter}{\\numberline {1}A {title} 3}{1}{chapter.1}%\n"
    b"\\contentsline {section}{On}{112}{section*.1}%\n\\contentsline {chapter}{Front}{xii}{}%\n"
)


def put(tmp_path: Path, content: bytes, counts: dict[str, str] | None = None, toc: bytes = TOC) -> bytes:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(content)
    put_in(pdf, pages_of({"thesis.toc": toc}), counts or {})
    assert pdf.stat().st_size == len(content)
    return pdf.read_bytes()


@pytest.mark.parametrize(
    ("line", "drawn", "expected"),
    [
        (1, b" [-2388(0)]TJ", b" [-2388 0(1)]TJ"),
        (2, b" [-2388(0)]TJ", b" [-2388 1000(112)]TJ"),
        (2, b"/F35 11.9552 Tf 289.731 0 Td [(0)]TJ", b"/F35 11.9552 Tf 289.731 0 Td [ 1000(112)]TJ"),
        (3, b"BT\n/F35 9 Tf [(0)]TJ", b"BT\n/F35 9 Tf [ 250(xii)]TJ"),
    ],
)
def test_a_page_number_ends_where_the_nought_ended(line: int, drawn: bytes, expected: bytes, tmp_path: Path) -> None:
    """In a font with figures of half its size and letters of a quarter."""
    before = b"stream (%tp is text here)\n" + WIDTHS
    made = put(tmp_path, before + b"%%tp 35 toc %d\n" % line + drawn + b"\n" + ROOM + b" 0 -14 Td [(More)]TJ\n")
    rest = b"\n%tp." + b" " * (40 - len(expected) + len(drawn)) + b"\n 0 -14 Td [(More)]TJ\n"
    assert made == before + b"%%tp 35 toc %d\n" % line + expected + rest


@pytest.mark.parametrize(
    ("drawn", "value", "expected"),
    [
        (b" [(00,000)]TJ", "15,317", b" [(15,317)]TJ"),
        (b" [(0)-28(0)]TJ/F8 10 Tf [(,000)]TJ", "15,317", b" [(1)-28(5)]TJ/F8 10 Tf [(,317)]TJ"),
        (b" [(0)]TJ", "7", b" [(7)]TJ"),
    ],
)
def test_a_count_replaces_its_noughts(drawn: bytes, value: str, expected: bytes, tmp_path: Path) -> None:
    made = put(tmp_path, b"%tp 35 count words\n" + drawn + b"\n" + ROOM, {"words": value})
    assert made == b"%tp 35 count words\n" + expected + b"\n" + ROOM


@pytest.mark.parametrize(
    ("content", "toc", "said"),
    [
        (WIDTHS + b"%tp 35 toc 4\n[(0)]TJ\n" + ROOM, TOC, "line 4 of the table of contents"),
        (WIDTHS + b"%tp 35 lof 1\n[(0)]TJ\n" + ROOM, TOC, "line 1 of the list of figures"),
        (b"%tp 35 toc 1\n[(0)]TJ\n" + ROOM, TOC, "'1' in line 1"),  # no widths
        (WIDTHS + b"%tp 35 toc 1\n[(0)(0)]TJ\n" + ROOM, TOC, "line 1"),
        (WIDTHS + b"%tp 35 toc 1\n[(0)]TJ\n" + ROOM, TOC.replace(b"{1}{ch", b"{A\\textendash 1}{ch"), "A.textendash 1"),
        (WIDTHS + b"%tp 35 toc 1\n[(0)]TJ\n" + ROOM, TOC.replace(b"{1}{ch", b"{%s}{ch" % (b"1" * 50)), "line 1"),
        (b"%tp 35 count words\n[(000)]TJ\n" + ROOM, TOC, "words"),
    ],
)
def test_what_cannot_be_put_in_is_told(content: bytes, toc: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(MisplacedError, match=said):
        put(tmp_path, content, {"words": "1,317"}, toc)


def test_what_tex_reads_back_does_not_hold_page_numbers() -> None:
    moved = TOC.replace(b"{112}", b"{113}")
    assert settled({"thesis.toc": TOC}) == settled({"thesis.toc": moved})
    assert settled({"thesis.toc": TOC}) != settled({"thesis.toc": TOC.replace(b"{On}", b"{Of}")})
    assert settled({"thesis.toc": TOC}) != settled({"thesis.toc": TOC.replace(b"section*.1", b"section*.2")})


def test_auxiliary_files_are_kept_when_a_page_depends_on_them() -> None:
    inert = (
        b"\\relax \n\\BKM@entry{id=1,dest={61}}{62}\n\\@writefile{toc}{\\contentsline {chapter}{A}{1}{chapter.1}"
        b"\\protected@file@percent }\n\\gdef \\@abspage@last{3}\n"
    )
    assert settled({"thesis.aux": inert}) == {}
    label = b"\\newlabel{here}{{1}{3}{A}{chapter.1}{}}\n"
    kept = settled({"thesis.aux": inert + label})["thesis.aux"]
    assert label in kept
    assert b"{A}{0}" in kept
    assert b"abspage" not in kept
    assert settled({"thesis.aux": inert + b"\\gdef \\LT@i {\\LT@entry {1}{60pt}}\n"}) != {}


def test_spaces_that_tex_writes_after_commands_are_no_difference() -> None:
    read, written = b"\\contentsline {c}{\\emph{A}}{0}{x}%\n", b"\\contentsline {c}{\\emph  {A}}{0}{x}%\n"
    assert comparable({"a.toc": read}) == comparable({"a.toc": written})
    assert comparable({"a.toc": read}) != comparable({"a.toc": read.replace(b"A", b"B")})

"""Marks in a page's content → marked content and elements, on content written by hand."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Name

from typesetter.conformance.content import Reader


def parse(content: str) -> list[Any]:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(content.encode())
    return list(pikepdf.parse_content_stream(page))


def read(*pages: str, reader: Reader | None = None) -> tuple[Reader, list[str]]:
    reader = reader or Reader()
    out = []
    for index, content in enumerate(pages):
        made, _ = reader.page(parse(content), index)
        out.append(pikepdf.unparse_content_stream(made).decode("latin-1").replace("\n", " "))
    return reader, out


def texts(reader: Reader, *outs: str) -> dict[str, list[tuple[int, int]]]:
    return {
        f"{e.role}{e.id}": [(page, mcid) for _, page, mcid in e.content] for e in reader.structure.elements.values()
    }


def test_text_belongs_to_the_leaf_that_was_named_last() -> None:
    reader, (out,) = read("/tp<</L 2/R/P/U 1>>DP BT (a) Tj ET /tp<</L 3/R/P/U 1>>DP BT (b) Tj ET")
    assert texts(reader) == {"Document1": [], "P2": [(0, 0)], "P3": [(0, 1)]}
    assert out.count("BDC") == out.count("EMC") == 2
    assert "/tp" not in out


def test_text_before_any_mark_is_decoration() -> None:
    _, (out,) = read("BT (a) Tj ET")
    assert "/Artifact BMC" in out


def test_a_paragraph_goes_on_after_the_head_of_the_next_page() -> None:
    head = "/tp<</B 0>>DP BT (head) Tj ET /tp<</E 0>>DP "
    reader, outs = read("/tp<</L 2/R/P/U 1>>DP BT (a) Tj ET", head + "BT (b) Tj ET")
    assert texts(reader)["P2"] == [(0, 0), (1, 0)]
    assert "/Artifact BMC (head) Tj EMC" in outs[1]


def test_a_float_does_not_end_the_paragraph_around_it() -> None:
    floating = "/tp<</F 1>>DP /tp<</L 3/R/Caption/U 1>>DP BT (c) Tj ET /tp<</F 0>>DP "
    reader, _ = read("/tp<</L 2/R/P/U 1>>DP BT (a) Tj ET " + floating + "BT (b) Tj ET")
    assert texts(reader)["P2"] == [(0, 0), (0, 2)]
    assert texts(reader)["Caption3"] == [(0, 1)]


def test_a_note_that_is_split_goes_on_at_the_foot_of_the_next_page() -> None:
    first = "/tp<</L 2/R/P/U 1>>DP BT (a) Tj ET /tp<</N 3/R/Note>>DP /tp<</X 1>>DP /tp<</L 4/R/P/U 3>>DP BT (n) Tj ET"
    second = "BT (b) Tj ET /tp<</X 1>>DP BT (m) Tj ET"
    reader, _ = read(first, second)
    assert texts(reader)["P2"] == [(0, 0), (1, 0)]
    assert texts(reader)["P4"] == [(0, 1), (1, 1)]
    assert reader.structure.elements[3].parent == 2


def test_a_link_begins_and_ends_inside_its_paragraph() -> None:
    reader, _ = read("/tp<</L 2/R/P/U 1>>DP BT (a) Tj /tp<</B 3/R/Link>>DP (b) Tj /tp<</E 0>>DP (c) Tj ET")
    assert reader.structure.elements[3].parent == 2
    children = reader.structure.children()
    assert [c.id for c in children[2]] == [3]
    assert texts(reader)["P2"] == [(0, 0), (0, 2)]


def test_nothing_begins_inside_decoration() -> None:
    reader, (out,) = read("/tp<</B 0>>DP /tp<</B 5/R/Link>>DP BT (a) Tj ET /tp<</E 0>>DP /tp<</E 0>>DP")
    assert list(reader.structure.elements) == [1]
    assert "/Artifact BMC" in out


def test_lines_are_decoration_but_in_a_formula() -> None:
    reader, (out,) = read(
        "/tp<</L 2/R/P/U 1>>DP 0 0 m 9 0 l S /tp<</B 3/R/Formula/Alt(x)>>DP BT (x) Tj ET 0 0 9 1 re f /tp<</E 0>>DP"
    )
    assert out.startswith("/Artifact BMC 0 0 m 9 0 l S EMC")
    assert len(reader.structure.elements[3].content) == 2


def test_marked_content_and_text_objects_never_cross() -> None:
    """Inside or around, never across (ISO 32000-1, 14.6.1)."""
    _, (out,) = read("/tp<</L 2/R/P/U 1>>DP BT /F1 9 Tf (a) Tj ET q 1 0 0 1 0 0 cm BT (b) Tj ET Q")
    depth: list[str] = []
    for word in out.split():
        if word in ("BDC", "BMC", "BT", "q"):
            depth.append(word)
        elif word in ("EMC", "ET", "Q"):
            assert depth.pop() == {"EMC": "BDC", "ET": "BT", "Q": "q"}[word]
    assert depth == []


def test_an_element_without_content_is_left_out_but_a_cell_is_kept() -> None:
    table = [
        {"/TPD": 2, "/R": Name.Table, "/U": 1},
        {"/TPD": 3, "/R": Name.TR, "/U": 2},
        {"/TPD": 9, "/R": Name.L, "/U": 1},
    ]
    reader = Reader(pikepdf.Dictionary(one) for one in table)
    read("/tp<</L 4/R/TD/U 3>>DP /tp<</L 5/R/TD/U 3>>DP BT (b) Tj ET /tp<</L 6/R/P/U 1>>DP", reader=reader)
    children = reader.structure.children()
    assert [c.role for c in children[1]] == ["Table"]
    assert [c.id for c in children[3]] == [4, 5]


def test_the_label_of_an_item_stands_before_its_text() -> None:
    items = [
        {"/TPD": 2, "/R": Name.L, "/U": 1},
        {"/TPD": 3, "/R": Name.LI, "/U": 2},
        {"/TPD": 4, "/R": Name.LBody, "/U": 3},
    ]
    reader = Reader(pikepdf.Dictionary(one) for one in items)
    read("/tp<</L 5/R/P/U 4>>DP BT /tp<</B 6/R/Lbl/U 3>>DP (1) Tj /tp<</E 0>>DP (one) Tj ET", reader=reader)
    assert [c.role for c in reader.structure.children()[3]] == ["Lbl", "LBody"]


def test_each_line_of_running_text_ends_in_a_space() -> None:
    reader = Reader()
    content = (
        "/tp<</L 2/R/P/U 1>>DP BT /F1 9 Tf 0 700 Td (one) Tj 0 -12 Td (two-) Tj 0 -12 Td (three) Tj 0 -3 Td (low) Tj ET"
    )
    made, _ = reader.page(parse(content), 0, "/F9")
    out = pikepdf.unparse_content_stream(made).decode("latin-1").replace("\n", " ")
    assert out.count("/F9 9 Tf ( ) Tj /F1 9 Tf") == 1
    assert out.index("( ) Tj") < out.index("(two-)")

"""CSV files: separators, quoting, exact places of cells, and what is wrong with a file."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.sources.csvdata import (
    DataCell,
    DataTable,
    number,
    numbers,
    numeric_column,
    read_csv,
    select_columns,
)


def read(folder: Path, content: str | bytes) -> tuple[DataTable | None, list[Diagnostic]]:
    path = folder / "arms.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, "data/arms.csv")


def table(folder: Path, content: str | bytes) -> DataTable:
    found, diagnostics = read(folder, content)
    assert diagnostics == []
    assert found is not None
    return found


def texts(found: DataTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(tmp_path: Path, separator: str) -> None:
    found = table(tmp_path, f"year{separator}value\n2019{separator}12\n2020{separator}13\n")
    assert found.columns == ("year", "value")
    assert texts(found) == [["2019", "12"], ["2020", "13"]]
    assert found.path == "data/arms.csv"


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("year;value, in million\n2019;1,5\n2020;2,5\n", ("year", "value, in million")),
        ("a;b,c\n1,2\n3,4\n", ("a;b", "c")),
        ('"a;b",c\n1,2\n', ("a;b", "c")),
        ("branch\ttanks, all\n1\t2\n", ("branch", "tanks, all")),
        ("only\n1\n2\n", ("only",)),
        ('"a, quoted"\n"1, 2"\n', ("a, quoted",)),
        ("\n\na,b\n1,2\n", ("a", "b")),
    ],
)
def test_the_separator_is_the_one_that_fits_the_rows(tmp_path: Path, content: str, columns: tuple[str, ...]) -> None:
    assert table(tmp_path, content).columns == columns


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    assert texts(table(tmp_path, b"\xef\xbb\xbfa,b\r\n1,2\r\n")) == [["1", "2"]]
    assert table(tmp_path, b"\xef\xbb\xbfa,b\r\n1,2\r\n").columns == ("a", "b")


def test_places_of_cells(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b,c\n1, "x, ""y""",3\n"two\nlines",,z\nşç,ı,end')
    spans = [[cell.span for cell in row] for row in found.rows]
    path = "data/arms.csv"
    assert spans[0][0] == Span(path, 2, 1, 2, 2)
    assert spans[0][1] == Span(path, 2, 4, 2, 14)
    assert spans[1] == [Span(path, 3, 1, 4, 7), Span(path, 4, 8, 4, 8), Span(path, 4, 9, 4, 10)]
    assert spans[2] == [Span(path, 5, 1, 5, 3), Span(path, 5, 4, 5, 5), Span(path, 5, 6, 5, 9)]
    assert texts(found)[1] == ["two\nlines", "", "z"]


def test_spaces_around_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b\n  "x, y"  ,  z w \n'.replace('"  ,', '",'))
    assert texts(found) == [["x, y", "z w"]]
    assert found.rows[0][0].span == Span("data/arms.csv", 2, 3, 2, 9)
    assert found.rows[0][1].span == Span("data/arms.csv", 2, 12, 2, 15)


def test_blank_rows_are_left_out_and_a_header_alone_is_a_table(tmp_path: Path) -> None:
    assert texts(table(tmp_path, "a,b\n\n1,2\n,\n   \n3,4\n,\n")) == [["1", "2"], ["3", "4"]]
    assert table(tmp_path, "a,b\n").rows == ()


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        (" \n\n", 1, 1, "empty"),
        (",,\n", 1, 1, "no text"),
        ("a,b\n1,2\n3\n4,5\n", 3, 1, "one cell, the header has 2"),
        ("a,b\n1,2,3\n", 2, 1, "3 cells, the header has 2"),
        ('a,b\n1,"open\n2,3\n', 2, 3, "never closed"),
        ('a,b\n1,"x"y\n', 2, 6, "text after a closing quotation mark"),
        ('a,b\n1,"x" ,\n', 2, 6, "a space after a closing quotation mark"),
        ("a,b,a\n1,2,3\n", 1, 5, "both called 'a'"),
        ("a,b,\n1,2,\n", 1, 5, "column 3 has no name"),
    ],
)
def test_faults(tmp_path: Path, content: str, line: int, column: int, words: str) -> None:
    found, diagnostics = read(tmp_path, content)
    assert found is None
    assert [d.code for d in diagnostics] == [Code.DATA_BAD]
    assert words in diagnostics[0].message
    assert diagnostics[0].span is not None
    assert (diagnostics[0].span.line, diagnostics[0].span.column) == (line, column)


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, "a,a,\n1,2,3\n1\n2\n")
    assert len(diagnostics) == 4


def test_a_file_of_ragged_rows_is_summed_up(tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, "a,b,c\n" + "1,2\n" * 500)
    assert len(diagnostics) == 21
    assert diagnostics[-1].message.startswith("480 more rows")


def test_control_characters_and_encodings(tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, b"a,b\n1,\x002\n")
    assert [(d.code, d.span and (d.span.line, d.span.column)) for d in diagnostics] == [(Code.FILE_NUL, (2, 3))]
    _, diagnostics = read(tmp_path, "a,b\n1,é\n".encode("latin-1"))
    assert diagnostics[0].code is Code.FILE_ENCODING
    _, diagnostics = read_csv(tmp_path / "absent.csv", "data/absent.csv")
    assert diagnostics[0].code is Code.FILE_UNREADABLE


def test_an_oversized_cell(tmp_path: Path) -> None:
    found, diagnostics = read(tmp_path, "a,b\n1," + "x" * 200_000 + "\n")
    assert found is None
    assert diagnostics[0].code is Code.DATA_BAD


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    first = table(tmp_path, "a,b\n1,2\n").digest
    assert table(tmp_path, b"\xef\xbb\xbfa,b\r\n1,2\r\n").digest == first
    assert table(tmp_path, "a,b\n1,3\n").digest != first


def test_select_columns(tmp_path: Path) -> None:
    found = table(tmp_path, "year,country,value\n2019,Armenia,7\n")
    place = Span("chapters/05.md", 8, 3)
    chosen, diagnostics = select_columns(found, ["value", "year"], place)
    assert diagnostics == []
    assert chosen is not None
    assert chosen.columns == ("value", "year")
    assert texts(chosen) == [["7", "2019"]]
    assert chosen.rows[0][0].span == found.rows[0][2].span
    chosen, diagnostics = select_columns(found, ["contry", "year", "x"], place)
    assert chosen is None
    assert [(d.code, d.span) for d in diagnostics] == [(Code.DATA_COLUMN, place)] * 2
    assert diagnostics[0].hints == ("did you mean 'country'?", "its columns are year, country, value")
    assert select_columns(found, [], place)[0] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234), ("1,234", 1234), ("1 234", 1234), ("1\u202f234\u202f567", 1234567), ("1.234,5", 1234.5),
        ("1.234.567", 1234567), ("12,345,678.9", 12345678.9), ("1,5", 1.5), ("0,125", 0.125), ("1234,567", 1234.567),
        ("1.234", 1.234), (".5", 0.5), ("-3", -3), ("\N{MINUS SIGN}3.5", -3.5), ("12%", 12), ("12,5 %", 12.5), ("0", 0),
        ("1e6", 1e6), (" 7 ", 7), ("-1,234", -1234),
        ("", None), ("-", None), ("n/a", None), ("12 tanks", None), ("1,23,456", None), ("1 23", None), ("1e999", None),
        ("--3", None), ("2020-09-27", None), ("٣", None), ("%", None), ("1.2.3", None), ("1,234.5.6", None), ("€5", None),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


def cells(*values: str) -> tuple[DataCell, ...]:
    return tuple(DataCell(value, Span("d.csv", i)) for i, value in enumerate(values, 2))


def test_doubtful_numbers_follow_their_column() -> None:
    assert numbers(cells("1,234", "0,5")) == (1.234, 0.5)
    assert numbers(cells("1.234", "2.345,5")) == (1234, 2345.5)
    assert numbers(cells("1,234", "12")) == (1234, 12)
    assert numbers(cells("1,234", "0.5")) == (1234, 0.5)
    assert numbers(cells("1.234", "7,5", "1.5")) == (1.234, 7.5, 1.5)


def test_numeric_columns(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b,c\n1,x,\n,2,\n-3%,3,\n")
    assert [numeric_column(found, name) for name in "abc"] == [True, False, False]


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]) | st.sampled_from('",;\n'), max_size=8),
                 min_size=3, max_size=3),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_every_cell_stands_where_its_span_says(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        found = table(Path(folder), out.getvalue())
    assert found.columns == ("a", "b", "c")
    expected = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert texts(found) == expected
    lines = out.getvalue().split("\n")
    for row in found.rows:
        for cell in row:
            s = cell.span
            raw = lines[s.line - 1 : s.end_line]
            raw[-1] = raw[-1][: s.end_column - 1]
            raw[0] = raw[0][s.column - 1 :]
            quoted = "\n".join(raw)
            assert quoted[0] == quoted[-1] == '"'
            assert quoted[1:-1].replace('""', '"').strip() == cell.text

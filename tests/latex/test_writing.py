"""Parts of the writing that the golden files do not show: widths, one-line arguments, templates, messages."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.diagnostics import Code, Span
from typesetter.latex.escape import NOTE_END, Latex
from typesetter.latex.remedies import character_problem
from typesetter.latex.sourcemap import Places, SourceMap, bare, extract, leading_marks, one_line
from typesetter.latex.templates import Templates
from typesetter.latex.widths import column_widths, graphics_options, tex_length

# ----------------------------------------------------------------------------------------------------------------- widths


@given(st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=8), min_size=1, max_size=9), st.integers(20, 120))
def test_columns_fit_on_the_line(lengths: list[list[int]], characters: int) -> None:
    words = [min(12, max(column)) for column in lengths]
    widths = column_widths(lengths, words, characters)
    assert len(widths) == len(lengths)
    wrapped = [w for w in widths if w is not None]
    assert all(0 < w <= 1 for w in wrapped)
    assert sum(wrapped) <= 1.0001


def test_a_narrow_table_keeps_its_natural_widths() -> None:
    assert column_widths([[3, 4], [5, 2]], [4, 5], 80) == [None, None]


def test_a_long_column_is_wrapped_and_a_short_one_is_not() -> None:
    first, second = column_widths([[4, 4], [300, 200]], [4, 10], 80)
    assert first is None
    assert second is not None
    assert 0.8 < second < 1


def test_no_column_is_narrower_than_its_longest_word() -> None:
    widths = column_widths([[300], [20]], [10, 20], 60)
    assert widths[1] is None or widths[1] * 60 >= 20


@pytest.mark.parametrize(
    ("value", "length"),
    [("80%", r"0.8\x"), ("9cm", "9cm"), ("0.5", r"0.5\x"), ("12", "12pt"), ("1", r"1\x"), ("x", r"\x")],
)
def test_lengths(value: str, length: str) -> None:
    assert tex_length(value, r"\x") == length


def test_a_picture_is_never_larger_than_its_page() -> None:
    assert graphics_options({}, 100, 50, 400, 600) == "width=100.00pt"
    assert r"width=\linewidth" in graphics_options({}, 500, 50, 400, 600)
    assert r"height=0.78\textheight" in graphics_options({}, 100, 590, 400, 600)
    assert r"height=0.78\textheight" in graphics_options({"width": "80%"}, 100, 50, 400, 600)


# ------------------------------------------------------------------------------------------------------ lines and places


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\nb", "a b"),
        ("a%\nb", "ab"),
        (r"50\%" + "\nb", r"50\% b"),
        ("a\\\\%\nb", "a\\\\b"),
        ("a\n\nb", r"a\endgraf{} b"),
    ],
)
def test_one_line(source: str, line: str) -> None:
    assert one_line(source) == line


def test_marks_are_taken_out_and_kept_as_places() -> None:
    places = Places()
    one, two, three = Span("a.md", 1), Span("templates/t.j2", 7), Span("a.md", 3)
    text = f"{places.mark(one)}alpha\nbeta {places.mark(two)}gamma{places.mark(three)}delta\n\nend"
    plain, spans, pieces = extract(text, places)
    assert plain == "alpha\nbeta gammadelta\n\nend"
    assert spans == [one, one, three, three]
    source_map = SourceMap({"f.tex": spans}, {"f.tex": pieces})
    assert [source_map.locate_column("f.tex", 2, c) for c in (0, 4, 5, 9, 10)] == [one, one, two, two, three]
    assert leading_marks(f"{places.mark(one)}{places.mark(two)}x{places.mark(one)}")[1].startswith("x")


def test_text_without_its_places_is_the_same_text() -> None:
    dice, places = random.Random(1), Places()
    parts = ["a", "\n", " ", "}", "%\n", NOTE_END, places.mark(Span("a.md", 1)), places.mark(Span("b.md", 2))]
    for _ in range(500):
        text = "".join(dice.choices(parts, k=12))
        assert bare(text) == extract(text, places)[0]


def test_a_line_of_template_and_manuscript_is_the_manuscripts() -> None:
    places = Places()
    template, value = Span("templates/t.j2", 2), Span("a.yaml", 5)
    text = f"{places.mark(template)}\\x{{{places.mark(value)}words{places.mark(template)}}}\n{places.mark(template)}\\y"
    assert extract(text, places)[1] == [value, template]


# -------------------------------------------------------------------------------------------------------------- templates


def _templates(folder: Path, text: str) -> Templates:
    (folder / "t.tex.j2").write_text(text, "utf-8")
    return Templates([folder], unicode_engine=False)


def test_values_are_escaped_and_latex_is_not(tmp_path: Path) -> None:
    templates = _templates(tmp_path, r"\VAR{ a }|\VAR{ b }|\VAR{ none }|\VAR{ number }")
    latex, found = templates.render(
        "t.tex.j2", {"a": "50% & _", "b": Latex(r"\b", frozenset({"p"})), "none": None, "number": 3}
    )
    assert found == []
    assert latex is not None
    assert extract(latex.source, Places())[0] == r"50\% \& \_|\b||3"
    assert latex.packages == {"p"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\\VAR{ x }", 2, "'x' is not defined here"),
        ("a\n\\BLOCK{ if a }\nb", 2, "this \\BLOCK{ if … } is never closed"),
        (
            "\\BLOCK{ for i in a }\n\\BLOCK{ for j in a }\n\\BLOCK{ endfor }\n",
            1,
            "this \\BLOCK{ for … } is never closed",
        ),
        ("a\n\n\\VAR{ a.b }", 3, "there is no 'b' in this value"),
        ("\\VAR{ a|nofilter }", 1, "the template cannot be read: No filter named 'nofilter'"),
        ("\n\\VAR{ 1 / 0 }", 2, "division by zero"),
        ("\\VAR{ ''.__class__.__mro__ }", 1, "access to attribute '__class__' of 'str' object is unsafe"),
        ("\\BLOCK{ for i in range(1000000) }\\BLOCK{ endfor }", 1, "Range too big"),
    ],
)
def test_mistakes_of_templates(text: str, line: int, message: str, tmp_path: Path) -> None:
    latex, (found,) = _templates(tmp_path, text).render("t.tex.j2", {"a": "words"})
    assert latex is None
    assert found.code is Code.TEMPLATE_ERROR
    assert found.message.startswith(message)
    assert found.span == Span("templates/t.tex.j2", line)


def test_a_template_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "t.tex.j2").write_bytes(b"\xe9")
    latex, (found,) = Templates([tmp_path], unicode_engine=False).render("t.tex.j2", {})
    assert latex is None
    assert found.code is Code.FILE_ENCODING


def test_every_line_of_a_template_knows_its_number(tmp_path: Path) -> None:
    text = "first\n\\BLOCK{ if a }\nthird\n  \\BLOCK{ endif }\nfifth \\VAR{ a } more\n\\#{ a comment }\nseventh\n"
    templates = _templates(tmp_path, text)
    latex, _ = templates.render("t.tex.j2", {"a": "A"})
    assert latex is not None
    plain, spans, _ = extract(latex.source, Places())
    numbers = {line: span.line for line, span in zip(plain.split("\n"), spans, strict=True) if span and line}
    assert numbers == {"first": 1, "third": 3, "fifth A more": 5, "seventh": 7}


# --------------------------------------------------------------------------------------------------------------- messages


@pytest.mark.parametrize(
    ("clusters", "message", "hint"),
    [
        (["Հ"], "'Հ' (U+0540, ARMENIAN CAPITAL LETTER HO)", "transliterate the Armenian text"),
        (["日", "本"], "'日本' (2 Chinese characters, the first is U+65E5)", "transliterate the Chinese text"),
        (["😀"], "'😀' (U+1F600, GRINNING FACE)", "leave it out"),
        (["ə"], "'ə' (U+0259, LATIN SMALL LETTER SCHWA)", "transliterate it: e or a"),
        (["\ue000"], "(U+E000, a private-use character)", "write it another way"),
        (["a\u0348"], "'a\u0348' (U+0061 U+0348, LATIN SMALL LETTER A)", "write it another way"),
    ],
)
def test_characters_are_named_with_a_remedy(clusters: list[str], message: str, hint: str) -> None:
    got, hints = character_problem(clusters, unicode_engine=False)
    assert got == f"the document's fonts cannot show {message}"
    assert hints[0].startswith(hint)

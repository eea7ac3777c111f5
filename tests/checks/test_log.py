"""A LaTeX error brought nearer to its cause."""

from __future__ import annotations

import re

from typesetter.checks.log import first_place, narrow
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.latex.sourcemap import LatexSource, Places, SourceMap, extract

MANUSCRIPT = {
    "a.md": ["# Title", "", "words \\foo here", "and \\foobar there", "", "the end \\foo and \\foo"],
    "t.j2": ["\\begin{x}", "\\foo \\VAR{ a }", "\\end{x}"],
}


def _line_of(path: str, line: int) -> str | None:
    lines = MANUSCRIPT.get(path, [])
    return lines[line - 1] if 0 < line <= len(lines) else None


def _source(*lines: tuple[str, int, str]) -> LatexSource:
    """Generated lines, each with its place and its text; a ``|`` begins a piece that belongs to the line below."""
    places = Places()
    text = "\n".join(
        places.mark(Span(path, line)) + text.replace("|", places.mark(Span(path, line + 1)))
        for path, line, text in lines
    )
    plain, spans, pieces = extract(text, places)
    return LatexSource({"c.tex": plain}, {}, SourceMap({"c.tex": spans}, {"c.tex": pieces}), frozenset())


def _narrowed(message: str, span: Span | None, source: LatexSource) -> Span | None:
    (found,) = narrow([Diagnostic(Code.LATEX_ERROR, message, span)], source, _line_of)
    return found.span


def test_the_column_is_found() -> None:
    source = _source(("a.md", 3, r"words \foo here"))
    assert _narrowed(r"LaTeX does not know \foo", Span("a.md", 3), source) == Span("a.md", 3, 7, 3, 11)


def test_a_name_is_not_found_in_a_longer_one() -> None:
    source = _source(("a.md", 4, r"and \foobar there"))
    assert _narrowed(r"LaTeX does not know \foo", Span("a.md", 4), source) == Span("a.md", 4)


def test_two_uses_in_a_line_are_not_told_apart() -> None:
    source = _source(("a.md", 6, r"the end \foo and \foo"))
    assert _narrowed(r"LaTeX does not know \foo", Span("a.md", 6), source) == Span("a.md", 6)


def test_the_end_of_an_argument_leads_to_the_line_before() -> None:
    source = _source(("a.md", 3, r"words \foo here"), ("a.md", 4, "and"), ("a.md", 5, "}"))
    found = _narrowed(r"LaTeX does not know \foo", Span("a.md", 5), source)
    assert found == Span("a.md", 3, 7, 3, 11)


def test_a_piece_of_a_line_has_its_own_place() -> None:
    source = _source(("a.md", 2, r"\caption{|words \foo here}"))
    assert _narrowed(r"LaTeX does not know \foo", Span("a.md", 2), source) == Span("a.md", 3, 7, 3, 11)


def test_without_a_place_the_first_use_counts() -> None:
    source = _source(("t.j2", 2, r"\foo x"), ("a.md", 3, r"words \foo here"))
    assert _narrowed(r"LaTeX does not know \foo", None, source) == Span("t.j2", 2, 1, 2, 5)


def test_what_names_nothing_stays() -> None:
    source = _source(("a.md", 3, r"words \foo here"))
    assert _narrowed("a length without a unit", Span("a.md", 3), source) == Span("a.md", 3)
    assert _narrowed("a length without a unit", None, source) is None
    warning = Diagnostic(Code.LATEX_OVERFULL, r"sticks out: \foo", Span("a.md", 3))
    assert list(narrow([warning], source, _line_of)) == [warning]


def test_missing_characters_of_a_line_are_one_finding() -> None:
    def lines(_path: str, _line: int) -> str:
        return "and Россия too"

    found = [
        Diagnostic(Code.LATEX_MISSING_CHARACTER, f"the font has no '{c}' (U+{ord(c):04X})", Span("a.md", n))
        for n in (1, 2)
        for c in "Росия"
    ]
    first, second = narrow(found, _source(("a.md", 1, "x")), lines)
    assert (first.span, second.span) == (Span("a.md", 1, 5, 1, 11), Span("a.md", 2, 5, 2, 11))
    assert first.message.startswith("the font has no 'Р' (U+0420), 'и' (U+0438), ")


def test_a_lost_note_is_told_in_words() -> None:
    lost = Diagnostic(Code.LATEX_WARNING, "a link leads to 'Hfootnote.3', which does not exist")
    (found,) = narrow([lost], _source(("a.md", 1, "x")), _line_of)
    assert "note's text may be missing" in found.message
    assert found.severity is lost.severity


def test_a_link_to_what_was_never_set_is_no_second_mistake() -> None:
    link = Diagnostic(Code.LATEX_WARNING, "a link leads to 'sec-later', which does not exist")
    stop = Diagnostic(Code.LATEX_ERROR, "the argument of \\textbf is never closed", Span("a.md", 3))
    source = _source(("a.md", 3, r"words \textbf{x"))
    assert [found.code for found in narrow([link, stop], source, _line_of)] == [Code.LATEX_ERROR]
    assert list(narrow([link], source, _line_of)) == [link]


def test_first_place() -> None:
    source = _source(("a.md", 3, "words"), ("a.md", 4, "more|Ж"))
    assert first_place(re.compile("[Ѐ-ӿ]"), source) == Span("a.md", 5)
    assert first_place(re.compile("none"), source) is None

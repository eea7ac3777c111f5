"""LaTeX of the manuscript's own: what is found in it before TeX runs, and what is left in peace."""

from __future__ import annotations

import pytest

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.latex.scrutiny import Braces, check_math, check_raw


def _locate(start: int, end: int) -> Span:
    return Span("a.md", 1, start + 1, 1, end + 1)


def _math(tex: str, *, display: bool = False, untrusted: bool = False) -> list[Diagnostic]:
    return list(check_math(tex, _locate, display=display, untrusted=untrusted))


def _raw(*pieces: str, inline: bool = False) -> list[Diagnostic]:
    braces = Braces()
    found = [d for tex in pieces for d in check_raw(tex, _locate, braces, inline=inline)]
    return [*found, *braces.left_open()]


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1}{2}",
        r"\{ x \} \% \# \& \_",
        r"\text{a \& b}",
        r"\begin{matrix} a & b \\ c & d \end{matrix}",
        r"\begin{cases} \begin{array}{c} a \end{array} & b \end{cases}",
        r"x^{2^{3}}",
        r"\\{a}",
        r"\left\{ x \right.",
        "a\n+ b",
    ],
)
def test_sound_mathematics_is_left_in_peace(tex: str) -> None:
    assert _math(tex) == []
    assert _math(tex, display=True) == []
    assert _math(tex, untrusted=True) == []


def test_comments_and_alignment_in_displayed_mathematics() -> None:
    assert _math("a &= b \\\\ % a comment with { and ^^\nc &= d", display=True) == []


@pytest.mark.parametrize(
    ("tex", "column", "message"),
    [
        (r"\frac{1", 6, "never closed"),
        ("{{a}", 1, "never closed"),
        ("a}", 2, "closes nothing"),
        ("x^^2", 2, "two ^"),
        ("5%", 2, "hides the rest"),
        ("#1", 1, "#"),
        ("a & b", 3, "separates the cells"),
        (r"\begin{matrix} a", 1, "is never closed"),
        (r"a \end{matrix}", 3, "closes nothing"),
        (r"\begin{a}\begin{b}\end{a}", 19, r"comes before \end{b}"),
        (r"\input{/etc/passwd}", 1, "outside the thesis"),
        (r"\write18{x}", 1, "would run a program"),
    ],
)
def test_mistakes_of_mathematics(tex: str, column: int, message: str) -> None:
    (found,) = _math(tex)
    assert message in found.message
    assert found.span is not None
    assert found.span.column == column
    assert found.is_error
    assert found.hints


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{x}",
        r"\def\a{b}",
        r"\csname x\endcsname",
        r"\catcode`\|=0",
        r"\openin5=x",
        r"\directlua{}",
        r"\pdfliteral{}",
    ],
)
def test_primitives_are_refused_in_untrusted_mathematics(tex: str) -> None:
    assert Code.RAW_REFUSED in {d.code for d in _math(tex, untrusted=True)}


@pytest.mark.parametrize(
    "pieces",
    [
        (r"\textbf{a}",),
        (r"\textbf{", "}"),
        (r"{\small", r"\textit{", "}", "}"),
        (r"\{",),
        ("% { a comment\nx",),
        (r"\input{chapters/x}", r"\includegraphics[width=3cm]{assets/map.pdf}"),
        (r"\end{center}", r"\endinputs", r"\stopping"),
        (r"\write1{x}", r"\write180{x}"),
        (r"100\,\%",),
    ],
)
def test_sound_raw_latex_is_left_in_peace(pieces: tuple[str, ...]) -> None:
    assert _raw(*pieces) == []


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\end{document}", "ends the document here"),
        (r"\end  { document }", "ends the document here"),
        (r"\endinput", "ends the document here"),
        (r"\stop", "ends the document here"),
        (r"\input{/x}", "outside the thesis"),
        (r"\input ../x", "outside the thesis"),
        (r"\include{a/../../b}", "outside the thesis"),
        (r"\includegraphics[width=1cm]{~/x}", "outside the thesis"),
        (r"\openout3=/x", "outside the thesis"),
        (r"\input{C:\x}", "outside the thesis"),
        (r"\ShellEscape{x}", "would run a program"),
        (r"\directlua{x}", "would run a program"),
        (r"\immediate\write18{x}", "would run a program"),
    ],
)
def test_raw_latex_that_is_refused(tex: str, message: str) -> None:
    found = [d for d in _raw(tex) if d.is_error]
    assert len(found) == 1
    assert message in found[0].message
    assert _raw(f"% {tex}") == []


def test_a_brace_left_open_is_a_warning_at_the_brace() -> None:
    (found,) = _raw(r"\textbf{a", r"{b}")
    assert found.severity is Severity.WARNING
    assert found.span == Span("a.md", 1, 8, 1, 9)


def test_a_comment_at_the_end_of_a_piece_in_a_line() -> None:
    assert len(_raw(r"\foo%", inline=True)) == 1
    assert _raw("\\foo%\n", inline=True) == []
    assert _raw(r"\foo%") == []
    assert _raw(r"50\%", inline=True) == []

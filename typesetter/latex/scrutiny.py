r"""LaTeX that came with the manuscript, looked at before TeX sees it: raw LaTeX and the bodies of mathematics.

TeX notices an unequal brace or a ``%`` that swallows a ``$`` long after the place that is to blame, and some things it does
not notice at all: ``\end{document}`` in a chapter loses the rest of the text, ``x^^2`` prints another letter. What is found
here is found at its very character, together with all other mistakes of the manuscript.

This is a help for the writer, not the wall: TeX itself runs without a shell and cannot reach out of its folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from typesetter.diagnostics import Code, Diagnostic, Severity, Span

Locate = Callable[[int, int], Span]
"""The span of the characters from an offset to another."""

_TOKEN = re.compile(r"\\(?:[A-Za-z@]+\*?|.|\n)|\^\^|[{}%#&]", re.DOTALL)
_ENDS = {"\\endinput", "\\stop", "\\bye", "\\dump"}
_END_DOCUMENT = re.compile(r"\\end\s*\{\s*document\s*\}")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}")
_READS = re.compile(
    r"\\(?:input|include|includegraphics|includepdf|lstinputlisting|verbatiminput|InputIfFileExists|openin|openout|import"
    r"|subimport|graphicspath|pdffiledump|pdfximage|usepackage|RequirePackage|bibliography|addbibresource)"
    r"(?![A-Za-z@])\s*(?:\[[^\]]*\]\s*)?(?:-?\d+\s*=?\s*)?\{*\s*(?P<path>[^\s{}\\]*)"
)
_OUTSIDE = re.compile(r'"?(?:/|~|[A-Za-z]:[\\/]|\.\.(?:/|$)|.*/\.\.(?:/|$))')
_SHELL = re.compile(r"\\(?:write\s*18(?!\d)|ShellEscape(?![A-Za-z])|(?:directlua|latelua|luaexec|luadirect)(?![A-Za-z]))")
_PRIMITIVES = re.compile(
    r"\\(?:input|include|includegraphics|open(?:in|out)|read|write|immediate|special|(?:direct|late)lua|lua[a-z]+|pdf[a-z]+"
    r"|csname|catcode|scantokens|[egx]?def|(?:future)?let|expandafter|newcommand|renewcommand|providecommand"
    r"|DeclareMathOperator|usepackage|everymath|everydisplay|output|shipout|loop|aftergroup|newread|newwrite)(?![A-Za-z])\*?"
)


@dataclass(slots=True)
class Braces:
    """The braces of a chapter's raw LaTeX: one piece may open what a later one closes."""

    open: list[Span] = field(default_factory=list)

    def left_open(self) -> Iterator[Diagnostic]:
        """The braces that no later raw LaTeX closed; the chapter ends here."""
        for span in self.open:
            hint = "add the } that belongs to it; to print a brace write it outside raw LaTeX"
            yield Diagnostic(
                Code.LATEX_ERROR, "this { in raw LaTeX is never closed", span, (hint,), Severity.WARNING
            )
        self.open.clear()


def check_raw(tex: str, locate: Locate, braces: Braces, *, inline: bool = False) -> Iterator[Diagnostic]:
    """What is wrong with a piece of raw LaTeX. ``inline`` is what stands in a line of text, which goes on behind it."""
    last = tex.rfind("\n") + 1
    for match in _TOKEN.finditer(tex):
        token, span = match.group(), locate(match.start(), match.end())
        if inline and token == "%" and match.start() >= last:
            message, hint = "a % in raw LaTeX hides the rest of the line from LaTeX", r"write \% for the sign itself, or delete it"
            yield Diagnostic(Code.LATEX_ERROR, message, span, (hint,))
            break
        if token in _ENDS and not _in_comment(tex, match.start()):
            yield _ends_early(token, span)
        elif token == "{" and not _in_comment(tex, match.start()):
            braces.open.append(span)
        elif token == "}" and braces.open and not _in_comment(tex, match.start()):
            braces.open.pop()
    for match in _END_DOCUMENT.finditer(tex):
        if not _in_comment(tex, match.start()):
            yield _ends_early(match.group(), locate(*match.span()))
    yield from _reaching_out(tex, locate)


def check_math(
    tex: str, locate: Locate, *, display: bool = False, closing: str = "$", untrusted: bool = False
) -> Iterator[Diagnostic]:
    """What is wrong with the body of a formula. A displayed one may hold comments."""
    depth: list[Span] = []
    environments: list[tuple[str, Span]] = []
    for match in _TOKEN.finditer(tex):
        token, span = match.group(), locate(match.start(), match.end())
        if display and _in_comment(tex, match.start()):
            continue
        problem: tuple[str, str] | None = None
        if token == "{":
            depth.append(span)
        elif token == "}" and depth:
            depth.pop()
        elif token == "}":
            problem = "this } in the formula closes nothing", "delete it, or add the { that belongs to it"
        elif token == "^^":
            problem = "two ^ in a row in a formula", "write x^{2} for a superscript; ^^ stands for another character"
        elif token == "%" and not display:
            problem = "a % in a formula hides the rest of the line from LaTeX", r"write \% for the sign itself"
        elif token == "#":
            problem = "a # cannot stand in a formula", r"write \# for the sign itself"
        elif token == "&" and not environments and not depth and not display:
            problem = "& separates the cells of a table or matrix, and this formula is none", r"write \& to print it"
        elif token in ("\\begin", "\\end"):
            yield from _environments(tex, match.start(), locate, environments)
        if problem is not None:
            yield Diagnostic(Code.LATEX_ERROR, problem[0], span, (problem[1],))
    for span in depth:
        yield Diagnostic(
            Code.LATEX_ERROR, "this { in the formula is never closed", span, (f"add the missing }} before the {closing}",)
        )
    for name, span in environments:
        hint = f"add \\end{{{name}}}"
        yield Diagnostic(Code.LATEX_ERROR, f"\\begin{{{name}}} is never closed in this formula", span, (hint,))
    yield from _reaching_out(tex, locate)
    if untrusted:
        for match in _PRIMITIVES.finditer(tex):
            message = f"{match.group()} is refused in the mathematics of an untrusted thesis"
            yield Diagnostic(Code.RAW_REFUSED, message, locate(*match.span()), ("write the formula without it",))


def _environments(
    tex: str, start: int, locate: Locate, environments: list[tuple[str, Span]]
) -> Iterator[Diagnostic]:
    match = _ENVIRONMENT.match(tex, start)
    if match is None:
        return
    kind, name = match.groups()
    span = locate(*match.span())
    if kind == "begin":
        environments.append((name, span))
    elif environments and environments[-1][0] == name:
        environments.pop()
    elif any(opened == name for opened, _ in environments):
        inner = environments[-1][0]
        hint = f"add \\end{{{inner}}} before it"
        yield Diagnostic(Code.LATEX_ERROR, f"\\end{{{name}}} comes before \\end{{{inner}}}", span, (hint,))
        while environments.pop()[0] != name:
            pass
    else:
        message = f"\\end{{{name}}} closes nothing in this formula"
        yield Diagnostic(Code.LATEX_ERROR, message, span, (f"delete it, or add \\begin{{{name}}}",))


def _reaching_out(tex: str, locate: Locate) -> Iterator[Diagnostic]:
    """Commands that want to read or write outside the thesis, or to run something."""
    for match in _READS.finditer(tex):
        if _OUTSIDE.match(match["path"]) and not _in_comment(tex, match.start()):
            message = f"LaTeX may not reach '{match['path']}': it is outside the thesis"
            hint = "copy the file into the thesis folder and name it in Markdown"
            yield Diagnostic(Code.FILE_OUTSIDE, message, locate(*match.span()), (hint,))
    for match in _SHELL.finditer(tex):
        if not _in_comment(tex, match.start()):
            message = f"{match.group()} would run a program, and a thesis may run none"
            yield Diagnostic(Code.LATEX_ERROR, message, locate(*match.span()), ("take it out",))


def _ends_early(what: str, span: Span) -> Diagnostic:
    message = f"{what} ends the document here: what follows would be missing from the PDF"
    return Diagnostic(Code.LATEX_ERROR, message, span, (f"take {what} out of the raw LaTeX",))


def _in_comment(tex: str, offset: int) -> bool:
    """Whether a TeX comment hides the character at ``offset``."""
    line = tex[tex.rfind("\n", 0, offset) + 1 : offset]
    return re.search(r"(?<!\\)(?:\\\\)*%", line) is not None

r"""LaTeX that came with the manuscript, looked at before TeX sees it: raw LaTeX and the bodies of mathematics.

TeX notices an unequal brace or a ``%`` that swallows a ``$`` long after the place that is to blame, and some things it does
not notice at all: ``\end{document}`` in a chapter loses the rest of the text, ``x^^2`` prints another letter. What is found
here is found at its very character, together with all other mistakes of the manuscript.

This is a help for the writer, not the wall: TeX itself runs without a shell and cannot reach out of its folder.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

Locate = Callable[[int, int], Span]
"""The span of the characters from an offset to another."""

_TOKEN = regex(r"\\(?:[A-Za-z@]+\*?|\^\^|.|\n)|\^\^|[{}%#&]", re.DOTALL)
_ENDS = {"\\endinput", "\\stop", "\\bye", "\\dump"}
_END_DOCUMENT = regex(r"\\end\s*\{\s*document\s*\}")
_ENVIRONMENT = regex(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}")
_READS = regex(
    r"\\(?:input|include|includegraphics|includepdf|lstinputlisting|verbatiminput|InputIfFileExists|openin|openout|import"
    r"|subimport|graphicspath|pdffiledump|pdfximage|usepackage|RequirePackage|bibliography|addbibresource)"
    r"(?![A-Za-z@])\s*(?:\[[^\]\[]{0,300}\]\s*)?(?:-?\d+\s*=?\s*)?\{*\s*(?P<path>[^\s{}\\]*)"
)
_OUTSIDE = regex(r'"?(?:/|~|[A-Za-z]:|\.\.(?:/|$)|.*/\.\.(?:/|$))')
_SHELL = regex(r"\\(?:write\s*18(?!\d)|ShellEscape(?![A-Za-z])|(?:directlua|latelua|luaexec|luadirect)(?![A-Za-z]))")
_BEFORE_COMMENT = regex(r"(?:\\.|[^%\\])*")


class Braces(Struct, frozen=False):
    """The braces of a chapter's raw LaTeX: one piece may open what a later one closes."""

    open: list[Span] = field(default_factory=list)

    def left_open(self) -> Iterator[Diagnostic]:
        """The braces that no later raw LaTeX closed; the chapter ends here."""
        for span in self.open:
            hint = "add the } that belongs to it; to print a brace write it outside raw LaTeX"
            message = "this { in raw LaTeX is never closed"
            yield Diagnostic(Code.LATEX_ERROR, message, span, (hint,), Severity.WARNING)
        self.open.clear()


def check_raw(tex: str, locate: Locate, braces: Braces, *, inline: bool = False) -> Iterator[Diagnostic]:
    """What is wrong with a piece of raw LaTeX. ``inline`` is what stands in a line of text, which goes on behind it."""
    last = tex.rfind("\n") + 1
    hidden = _comments(tex)
    for match in _TOKEN.finditer(tex):
        found, span = match.group(), locate(match.start(), match.end())
        if inline and found == "%" and match.start() >= last:
            yield _error(
                "a % in raw LaTeX hides the rest of the line from LaTeX",
                span,
                r"write \% for the sign itself, or delete it",
            )
            break
        if hidden(match.start()):
            continue
        if found in _ENDS:
            yield _ends_early(found, span)
        elif found == "{":
            braces.open.append(span)
        elif found == "}" and braces.open:
            braces.open.pop()
    for match in _END_DOCUMENT.finditer(tex):
        if not hidden(match.start()):
            yield _ends_early(match.group(), locate(*match.span()))
    yield from _reaching_out(tex, locate, hidden)


def check_math(tex: str, locate: Locate, *, display: bool = False, untrusted: bool = False) -> Iterator[Diagnostic]:
    """What is wrong with the body of a formula. A displayed one may hold comments and alignment."""
    hidden = _comments(tex) if display else lambda _offset: False
    wrong = _ANYWHERE if display else _ANYWHERE | _IN_A_LINE
    braces: list[Span] = []
    environments: list[tuple[str, Span]] = []
    for match in _TOKEN.finditer(tex):
        found, span = match.group(), locate(match.start(), match.end())
        if hidden(match.start()):
            continue
        if found == "{":
            braces.append(span)
        elif found == "}" and braces:
            braces.pop()
        elif found in ("\\begin", "\\end"):
            yield from _environments(tex, match.start(), locate, environments)
        elif found in wrong and not (found == "&" and (environments or braces)):
            message, hint = wrong[found]
            yield _error(message, span, hint)
    for span in braces:
        closing = "$$" if display else "$"
        yield _error("this { in the formula is never closed", span, f"add the missing }} before the {closing}")
    for name, span in environments:
        yield _error(f"\\begin{{{name}}} is never closed in this formula", span, f"add \\end{{{name}}}")
    yield from _reaching_out(tex, locate, hidden)
    if untrusted:
        from typesetter.latex.untrusted import refused

        for start, end in refused(tex):
            message = f"{tex[start:end]} is refused in the mathematics of an untrusted thesis"
            yield Diagnostic(Code.RAW_REFUSED, message, locate(start, end), ("write the formula without it",))


_ANYWHERE = {
    "}": ("this } in the formula closes nothing", "delete it, or add the { that belongs to it"),
    "^^": ("two ^ in a row in a formula", "write x^{2} for a superscript; ^^ stands for another character"),
    "\\^^": (r"\^^ makes the name of a command from the number of a letter", r"write \^{} for the sign itself"),
    "#": ("a # cannot stand in a formula", r"write \# for the sign itself"),
}
_IN_A_LINE = {
    "%": ("a % in a formula hides the rest of the line from LaTeX", r"write \% for the sign itself"),
    "&": ("& separates the cells of a table or matrix, and this formula is none", r"write \& to print it"),
}


def _environments(tex: str, start: int, locate: Locate, environments: list[tuple[str, Span]]) -> Iterator[Diagnostic]:
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
        yield _error(f"\\end{{{name}}} comes before \\end{{{inner}}}", span, f"add \\end{{{inner}}} before it")
        while environments.pop()[0] != name:
            pass
    else:
        hint = f"delete it, or add \\begin{{{name}}}"
        yield _error(f"\\end{{{name}}} closes nothing in this formula", span, hint)


def _reaching_out(tex: str, locate: Locate, hidden: Callable[[int], bool]) -> Iterator[Diagnostic]:
    """Commands that want to read or write outside the thesis, or to run something."""
    for match in _READS.finditer(tex):
        if _OUTSIDE.match(match["path"]) and not hidden(match.start()):
            message = f"LaTeX may not reach '{match['path']}': it is outside the thesis"
            hint = "copy the file into the thesis folder and name it in Markdown"
            yield Diagnostic(Code.FILE_OUTSIDE, message, locate(*match.span()), (hint,))
    for match in _SHELL.finditer(tex):
        if not hidden(match.start()):
            message = f"{match.group()} would run a program, and a thesis may run none"
            yield _error(message, locate(*match.span()), "take it out")


def _ends_early(what: str, span: Span) -> Diagnostic:
    message = f"{what} ends the document here: what follows would be missing from the PDF"
    return _error(message, span, f"take {what} out of the raw LaTeX")


def _error(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(Code.LATEX_ERROR, message, span, (hint,))


def _comments(tex: str) -> Callable[[int], bool]:
    """Whether a TeX comment hides the character at an offset."""
    starts, ends = [], []
    position = 0
    for line in tex.split("\n"):
        match = _BEFORE_COMMENT.match(line) if "%" in line else None
        if match is not None and match.end() < len(line) and line[match.end()] == "%":
            starts.append(position + match.end())
            ends.append(position + len(line))
        position += len(line) + 1

    def hidden(offset: int) -> bool:
        index = bisect_left(starts, offset) - 1
        return index >= 0 and offset < ends[index]

    return hidden

r"""What the log says, brought nearer to its cause with the generated source at hand.

TeX reads the argument of ``\footnote`` or of a template's command whole, and names the line in which that argument ends.
The command that it does not know stands in the source, though, and can be looked for there; and in the manuscript's line
its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count, takewhile

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.latex.sourcemap import LatexSource
from typesetter.regexes import regex
from typesetter.structs import replace

_NAMED = regex(r"(\\(?:[A-Za-z@]+|[^A-Za-z\s]))")
_THESIS = "thesis.yaml"
_NO_NOTE = "a link leads to 'Hfootnote."
_NO_PLACE = "a link leads to '"
_LACKING = regex(r"the font has no '(.)' \(U\+")
_UNKNOWN = regex(r"LaTeX does not know (?:the environment '(?P<environment>[^']+)'|\\)")


def narrow(
    diagnostics: Iterable[Diagnostic], source: LatexSource, line_of: Callable[[str, int], str | None]
) -> Iterator[Diagnostic]:
    """The diagnostics of a log, each with the nearest place to its cause that can be found.

    ``line_of`` gives the text of a line of the manuscript or a template.
    """
    diagnostics = tuple(diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        # what TeX did not come to is no place to lead to, and no second mistake
        diagnostics = tuple(found for found in diagnostics if not found.message.startswith(_NO_PLACE))
    for diagnostic in _together(diagnostics, line_of):
        unknown, named = _UNKNOWN.match(diagnostic.message), _NAMED.search(diagnostic.message)
        environment = unknown["environment"] if unknown else None
        name = f"\\begin{{{environment}}}" if environment else named[1] if named else None
        if diagnostic.code is not Code.LATEX_ERROR or name is None:
            yield diagnostic
            continue
        span = _nearest_use(name, diagnostic.span, source) if unknown else diagnostic.span
        yield replace(diagnostic, span=_with_column(name, span, line_of) if span else None)


def _together(diagnostics: Iterable[Diagnostic], line_of: Callable[[str, int], str | None]) -> Iterator[Diagnostic]:
    """The characters that the fonts lack, line by line in one finding each, at the first of them; notes that are lost."""
    missing: dict[Span, list[str]] = {}
    for diagnostic in diagnostics:
        if diagnostic.message.startswith(_NO_NOTE):
            message = "the mark of a note leads nowhere: the note's text may be missing from the PDF"
            yield replace(diagnostic, message=message, hints=("look for a note inside raw LaTeX or a box",))
            continue
        match = _LACKING.match(diagnostic.message)
        if diagnostic.code is not Code.LATEX_MISSING_CHARACTER or match is None or diagnostic.span is None:
            yield diagnostic
        else:
            missing.setdefault(diagnostic.span, []).append(match[1])
    for span, characters in missing.items():
        place = _place_of("".join(characters), span, line_of)
        names = ", ".join(f"'{c}' (U+{ord(c):04X})" for c in sorted(set(characters)))
        hint = "write it in letters that the font has, or choose a typeface that has these"
        yield Diagnostic(Code.LATEX_MISSING_CHARACTER, f"the font has no {names}", place, (hint,))


def _place_of(characters: str, span: Span, line_of: Callable[[str, int], str | None]) -> Span:
    """Where one of the characters stands: in the line of ``span``, or, since templates print what it says, in thesis.yaml."""
    lines = [(span.path, span.line)]
    if span.path.startswith("templates/"):
        lines += [(_THESIS, number) for number in takewhile(lambda n: line_of(_THESIS, n) is not None, count(1))]
    pattern = re.compile("[" + re.escape(characters) + "]+")
    for path, number in lines:
        found = pattern.search(line_of(path, number) or "")
        if found is not None:
            return Span(path, number, found.start() + 1, number, found.end() + 1)
    return span


def first_place(pattern: re.Pattern[str], source: LatexSource) -> Span | None:
    """Where what became the first match of ``pattern`` in the generated source stands in the manuscript."""
    for file, text in source.files.items():
        for number, line in enumerate(text.split("\n"), 1):
            match = pattern.search(line)
            span = source.source_map.locate_column(file, number, match.start()) if match else None
            if span is not None:
                return span
    return None


def _nearest_use(name: str, span: Span | None, source: LatexSource) -> Span | None:
    """Where the generated source uses ``name``: in the line that ``span`` is, else in the nearest line before it."""
    uses = list(_uses(name, source))
    here = [use for place, use in uses if place == span]
    if here or not uses:
        return here[0] if here else span
    before = [use for _, use in uses if span and use.path == span.path and use.line <= span.line]
    if before:
        return max(before)
    return uses[0][1] if span is None or span not in [place for place, _ in uses] else span


def _uses(name: str, source: LatexSource) -> Iterator[tuple[Span, Span]]:
    """Each use of a command: the place of its line, and its own place."""
    pattern = _pattern(name)
    for file, text in source.files.items():
        if name not in text:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for match in pattern.finditer(line):
                place = source.source_map.locate(file, number)
                own = source.source_map.locate_column(file, number, match.start())
                if place is not None and own is not None:
                    yield place, own


def _with_column(name: str, span: Span, line_of: Callable[[str, int], str | None]) -> Span:
    """``span`` narrowed to ``name``, when it has it just once, or else its line from there on."""
    line = line_of(span.path, span.line) or ""
    within = span.end_column - 1 if span.end_line == span.line else len(line)
    for end in (within, len(line)):
        found = list(_pattern(name).finditer(line, span.column - 1, end))
        if found:
            break
    if len(found) != 1:
        return span
    return Span(span.path, span.line, found[0].start() + 1, span.line, found[0].end() + 1)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name) + ("(?![A-Za-z@])" if name[-1].isalpha() else ""))

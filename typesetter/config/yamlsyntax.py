"""What PyYAML says of a file that it cannot read, in words that help."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from typesetter.config.scalars import clamped
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex

_QUOTE = 'a text with ": " in it must be quoted, for example title: "War: a history"'
_ENTRY = regex(r"( *)(?:- +)?[^\s:#\"'\[{][^:]*:(?:\s|$)")
_CURLY = regex(r"[:\[,-]\s*[“”„«‘’]")
_PROBLEMS = (
    ("mapping values are not allowed", "a colon where YAML does not expect one", _QUOTE, False),
    ("could not find expected ':'", "a key without its colon", "write key: value, with a space after the colon", False),
    ("found unexpected end of stream", "a quotation mark that is never closed",
     "close the quotation mark that this text begins with", True),
    ("found unexpected document indicator", "a quotation mark that is never closed",
     "close the quotation mark that this text begins with", True),
    ("that cannot start any token", "a text that must be quoted", "quote it: a value may not begin with @, ` or %", False),
    ("expected ',' or", "a bracket that is never closed", "close the bracket that begins here, or quote the text", True),
    ("expected node content", "a bracket that is never closed, or a value missing in it",
     "close the bracket, or quote the text", False),
    ("expected <block end>", "the indentation does not fit the lines above", "line it up with its neighbours", False),
    ("did not find expected", "the indentation does not fit the lines above", "line it up with its neighbours", False),
    ("are not allowed in this context", "a list or a key where none can begin", "give it a line of its own", False),
    ("undefined alias", "an unknown alias", "a value that begins with * must be quoted", False),
    ("unknown escape", "an unknown escape in a text in double quotes", "write \\\\ for a backslash, or use single quotes", False),
    ("another document", "a second document begins here", "delete the line of three dashes", False),
)  # fmt: skip
"""What PyYAML says, what it means, what mends it, and whether the fault is where the construct began."""


def _quoting(lines: Sequence[str], line: int, hint: str) -> tuple[str, ...]:
    """What mends a colon too many: marks that YAML knows, a line moved to where it belongs, or marks at all."""
    shown = lines[line] if line < len(lines) else ""
    if _CURLY.search(shown):
        return ('the curly quotation marks are letters to YAML: put straight ones around the text: "…"',)
    entry = _ENTRY.match(shown)
    before = next((above for above in reversed(lines[:line]) if above.strip()), "")
    key = _ENTRY.match(before)
    if entry and key and len(entry[1]) > len(key[1]) and before[key.end() :].strip() and shown.count(": ") == 1:
        return ("line this key up with the keys it belongs to: it stands too far to the right", hint)
    return (hint,)


def syntax_error(error: Exception, text: str, path: str, first_line: int) -> Diagnostic:
    """The diagnostic for an exception of PyYAML's about ``text``, which begins in line ``first_line`` of ``path``."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error).strip()
    lines = text.split("\n")
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    refused = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if refused is not None:
        line, column = text.count("\n", 0, refused.start()), refused.start() - text.rfind("\n", 0, refused.start()) - 1
        problem = f"it does not allow the character U+{ord(refused.group()):04X}"
    shown = lines[line] if line < len(lines) else ""
    hints: tuple[str, ...] = ()
    indent = shown[: len(shown) - len(shown.lstrip())]
    if "\t" in indent or "'\\t'" in problem:
        column = indent.find("\t") if "\t" in indent else column
        problem, hints = "a tab where YAML wants spaces", ("replace the tab by two spaces",)
    else:
        context = getattr(error, "context_mark", None)
        for part, meaning, hint, at_context in _PROBLEMS:
            if part in problem:
                problem, hints = meaning, (hint,)
                if at_context and context is not None:
                    line, column = context.line, context.column
                if hint == _QUOTE:
                    hints = _quoting(lines, line, hint)
                break
    line, column = clamped(lines, line, column)
    return Diagnostic(Code.YAML_SYNTAX, f"not valid YAML: {problem}", Span(path, first_line + line, column + 1), hints)

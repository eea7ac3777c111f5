r"""TeX's error messages in words for someone who has never read TeX's.

:data:`RULES` is an ordered table: the first whose pattern fits the message explains it. Its ``kind`` says which later errors
are mere consequences (:data:`CONSEQUENCES`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from typesetter.codes import Code
from typesetter.engine.logfile import TexError
from typesetter.structs import Struct

_COMMAND = re.compile(r"(\\(?:[A-Za-z@]+|[^A-Za-z\s]))\s*$")


class Explained(Struct):
    """An error as it will be shown, and its kind."""

    kind: str
    message: str
    hints: tuple[str, ...] = ()
    code: Code = Code.LATEX_ERROR


class Rule(Struct):
    """A pattern for TeX's message, and what to say instead. ``{0}``, ``{1}`` … stand for the pattern's groups."""

    kind: str
    pattern: re.Pattern[str]
    message: str
    hints: tuple[str, ...] = ()
    code: Code = Code.LATEX_ERROR
    fill: Callable[[TexError, re.Match[str]], tuple[str, ...]] | None = None


def explain(error: TexError) -> Explained:
    """What to show for ``error``; TeX's own words where no rule knows better."""
    for rule in RULES:
        match = rule.pattern.search(error.message)
        if match is None:
            continue
        groups = rule.fill(error, match) if rule.fill else tuple(g or "" for g in match.groups())
        hints = tuple(h.format(*groups) for h in rule.hints)
        return Explained(rule.kind, rule.message.format(*groups), hints, rule.code)
    return Explained(
        "other", f"LaTeX: {_bare(error.message)}", (f"TeX stopped at: {_shown(error)}",) if error.before else ()
    )


def offending_command(error: TexError) -> str:
    """The command at which TeX stopped: the end of the uppermost context line, else of the input line."""
    for text in (error.top, error.before):
        match = _COMMAND.search(text)
        if match:
            return match[1]
    return ""


def _bare(message: str) -> str:
    return re.sub(r"^(?:LaTeX|Package [\w.@-]+|Class [\w.@-]+) Error: ", "", message).rstrip(".")


def _shown(error: TexError) -> str:
    return error.before.strip()[-60:]


def _command(error: TexError, _match: re.Match[str]) -> tuple[str, ...]:
    return (offending_command(error) or "this command",)


def _character(_error: TexError, match: re.Match[str]) -> tuple[str, ...]:
    return (match[1], match[2])


def _runaway(error: TexError, match: re.Match[str]) -> tuple[str, ...]:
    name = match[1].strip()
    internal = "@" in name
    start = re.sub(r"\s*\\par\b.*", "", error.runaway).lstrip("{").strip()[:50]
    return ("a command" if internal else name, f" (it begins: {start})" if start else "")


def _rule(
    kind: str,
    pattern: str,
    message: str,
    *hints: str,
    code: Code = Code.LATEX_ERROR,
    fill: Callable[[TexError, re.Match[str]], tuple[str, ...]] | None = None,
) -> Rule:
    return Rule(kind, re.compile(pattern), message, hints, code, fill)


RULES: tuple[Rule, ...] = (
    _rule(
        "unwritable",
        r"\b(?:fwrite|fflush)\(\) failed|^I can't write on file",
        "TeX cannot write its files",
        "see that the disk has room and that the folder may be written to",
        code=Code.FILE_UNREADABLE,
    ),
    _rule(
        "undefined",
        r"^Undefined control sequence",
        "LaTeX does not know {0}",
        "check its spelling; a command that a package defines needs that package, which the template loads",
        "to print a backslash, write it outside raw LaTeX: the text is escaped for you",
        fill=_command,
    ),
    _rule(
        "environment",
        r"Environment (\S+) undefined",
        "LaTeX does not know the environment '{0}'",
        "check its spelling in \\begin{{{0}}}, or take it out",
    ),
    _rule(
        "unclosed-environment",
        r"\\begin\{([^}]*)\} on input line \d+ ended by \\end\{([^}]*)\}",
        "\\begin{{{0}}} is never closed: \\end{{{1}}} came first",
        "add \\end{{{0}}} where it should end; environments close in the reverse order of their opening",
    ),
    _rule(
        "unopened-environment",
        r"\\begin\{document\} ended by \\end\{([^}]*)\}",
        "\\end{{{0}}} without \\begin{{{0}}}",
        "delete it, or add the \\begin{{{0}}} that belongs to it",
    ),
    _rule(
        "math",
        r"^Missing \$ inserted|^Display math should end with \$\$|Bad math environment delimiter|"
        r"^Extra \}, or forgotten \$",
        "mathematics is opened and not closed here, or _ or ^ stands outside mathematics",
        "give every $ its partner in the same paragraph; in raw LaTeX write \\_ and \\^{{}} for the characters themselves",
    ),
    _rule(
        "math",
        r"^Double (super|sub)script",
        "two {0}scripts in a row",
        "group them with braces: x^{{1^2}}",
    ),
    _rule(
        "math-command",
        r"(\\\S+) allowed only in math mode",
        "{0} is a command for mathematics",
        "write it between dollar signs: ${0}$",
    ),
    _rule(
        "runaway",
        r"^(?:File ended while scanning (?:use|definition|text) of|Paragraph ended before|Argument of) (\\\S+)",
        "the argument of {0} is never closed{1}",
        "add the closing brace }} that is missing",
        fill=_runaway,
    ),
    _rule(
        "brace",
        r"^Too many \}'s|^Extra \}, or forgotten",
        "a closing brace }} without an opening one",
        "delete it, or add the {{ that belongs to it; to print a brace in raw LaTeX write \\{{ or \\}}",
    ),
    _rule(
        "brace",
        r"^Missing [{}] inserted|^Missing \\?endgroup inserted",
        "a brace is missing here",
        "give every {{ its }}; look at the beginning of the paragraph too",
    ),
    _rule(
        "ampersand",
        r"^Misplaced alignment tab character &",
        "& separates the cells of a table, and this is none",
        "write \\& to print it",
    ),
    _rule(
        "hash",
        r"You can't use `macro parameter character #'",
        "# has a meaning of its own in LaTeX",
        "write \\# to print it",
    ),
    _rule(
        "cells",
        r"^Extra alignment tab has been changed to \\cr",
        "a table row has more cells than the table has columns",
        "delete a &, or add a column to the table's specification; a missing \\\\ at a row's end looks the same",
    ),
    _rule(
        "unicode",
        r"Unicode character (.+?) \(U\+([0-9A-F]{4,6})\)",
        "the fonts of this document have no '{0}' (U+{1})",
        "write it in letters that the fonts have, or set engine: lualatex in thesis.yaml with a font that has it",
        code=Code.CHARACTER_UNSUPPORTED,
        fill=_character,
    ),
    _rule(
        "unicode",
        r"Invalid UTF-8 byte",
        "this line is not valid UTF-8",
        "save the file as UTF-8 (most editors: Save with encoding)",
        code=Code.FILE_ENCODING,
    ),
    _rule(
        "package-file",
        r"File [`']([^']+\.(?:sty|cls|def|fd|clo|ldf|cfg))' not found",
        "TeX has no file '{0}'",
        "run `make setup`, which installs TeX Live with the packages that the templates use",
        code=Code.ENGINE_LACKS,
    ),
    _rule(
        "file",
        r"File [`']([^']+)' not found",
        "LaTeX cannot find the file '{0}'",
        "pictures and data are named in Markdown, ![Caption](figures/name.pdf), which also brings them along; "
        "raw LaTeX sees only what is in build/tex",
        code=Code.FILE_MISSING,
    ),
    _rule(
        "font",
        r"[Ff]ont (\S+).*? not found|(?:Metric|TFM).*not (?:loadable|found)",
        "TeX has no font '{0}'",
        "run `make setup`, which installs TeX Live with the fonts that the templates use",
        code=Code.ENGINE_LACKS,
    ),
    _rule(
        "image",
        r"^(?:pdf|lua)latex(?:\.exe)? \(file (?:\./)?([^)]*)\): (.+)",
        "TeX cannot use the picture '{0}': {1}",
        "export it anew as PDF, PNG or JPEG",
        code=Code.IMAGE_BAD,
    ),
    _rule(
        "capacity",
        r"^TeX capacity exceeded, sorry \[([^=\]]+)=?(\d*)",
        "TeX ran out of room ({0}): something repeats itself without end",
        "look at the commands on this line: one that is defined by itself never ends",
    ),
    _rule(
        "number",
        r"^Missing number, treated as zero",
        "a number is expected here",
        "lengths are a number with a unit: 3cm, 12pt",
    ),
    _rule(
        "number",
        r"^Illegal unit of measure",
        "a length without a unit",
        "write the unit after the number: 3cm, 12pt, 1em",
    ),
    _rule(
        "item",
        r"Lonely \\item",
        "\\item outside a list",
        "put it between \\begin{{itemize}} and \\end{{itemize}}, or write the list in Markdown",
    ),
    _rule(
        "item",
        r"Something's wrong--perhaps a missing \\item",
        "a list without an \\item",
        "begin each entry with \\item",
    ),
    _rule(
        "line-end",
        r"There's no line here to end",
        "\\\\ where there is no line to end",
        "leave a blank line to begin a new paragraph instead",
    ),
    _rule(
        "nesting", r"Too deeply nested", "lists are nested too deeply", "LaTeX allows four levels of one kind of list"
    ),
    _rule("verb", r"\\verb illegal", "\\verb cannot stand inside an argument", "write `code` in Markdown instead"),
    _rule(
        "verb",
        r"\\verb ended by end of line",
        "\\verb is not closed on its line",
        "end it with the character that it began with, or write `code` in Markdown",
    ),
    _rule(
        "preamble",
        r"Can be used only in preamble",
        "this command belongs before the document begins",
        "put it into the template's preamble",
    ),
    _rule(
        "floats",
        r"Too many unprocessed floats",
        "too many figures and tables wait for a place",
        "put text between them",
    ),
    _rule(
        "float-lost",
        r"Float\(s\) lost|Not in outer par mode",
        "a figure or table stands where none can float: in a footnote, a box or another float",
        "move it between two paragraphs",
    ),
    _rule(
        "counter",
        r"No counter '([^']+)' defined",
        "there is no counter '{0}'",
        "check its spelling: section, page, figure …",
    ),
    _rule(
        "exists", r"Command (\\\S+) already defined", "{0} exists already", "choose another name, or use \\renewcommand"
    ),
)

CONSEQUENCES: Mapping[str, frozenset[str]] = {
    "undefined": frozenset({"number"}),
    "environment": frozenset({"unopened-environment", "item", "ampersand", "math"}),
    "math": frozenset({"math", "brace"}),
    "math-command": frozenset({"math", "brace"}),
    "runaway": frozenset({"runaway", "brace", "math", "unclosed-environment", "unopened-environment"}),
    "brace": frozenset({"brace"}),
    "unclosed-environment": frozenset({"unclosed-environment", "unopened-environment", "brace"}),
    "verb": frozenset({"brace", "runaway"}),
}
"""Which other errors a kind of error brings about, in its line and in the rest of its paragraph."""

DISTINCT = frozenset({"undefined", "unicode", "file", "package-file", "environment"})
"""Kinds of which one line can have several that are told apart by what they name."""

"""The syntax of .bib files: where entries begin and end, what their fields hold, and what is wrong with them.

pybtex's parser reads each entry; this module finds the entries first, so that a brace that is never closed costs its own
entry and not the ones after it, and is reported where it was opened. Reading is linear in the length of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from typesetter.diagnostics import Code, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

_START = re.compile(r"%[^\n]*|@[ \t]*([A-Za-z]+)\s*([{(])|@")
_INSIDE = re.compile(
    r"""\n[ \t]*@[A-Za-z]+[ \t]*[{(]                 # what looks like the next entry
      | \n[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*(?=[{"])  # what looks like the next field
      | [{}"%)]""",
    re.VERBOSE,
)
_TOO_EARLY = re.compile(r"[\s},]*?,?\s*([A-Za-z][\w-]*)[ \t]*=[ \t]*[{\"\d]")
_KEYWORD = re.compile(r"[ \t\n]*@([A-Za-z]+)")
_NAME_CHAR = re.compile(r"[A-Za-z]")
_MAX_REPAIRS = 40


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as written: its type, key, and fields (LaTeX source, names in lower case) with the line of each."""

    type: str
    key: str
    fields: dict[str, str]
    lines: dict[str, int]
    span: Span


@dataclass(slots=True)
class _Chunk:
    """One entry's stretch of the file; ``text`` has its comments blanked and its faults repaired, offsets unchanged."""

    kind: str
    start: int
    text: str
    whole: bool = True


@dataclass(slots=True)
class _File:
    path: str
    text: str
    starts: list[int] = field(init=False)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *(m.end() for m in re.finditer("\n", self.text))]

    def span(self, start: int, end: int | None = None) -> Span:
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        last = bisect_right(self.starts, end) if end is not None else line
        return Span(self.path, line, column, last, (end - self.starts[last - 1] + 1) if end is not None else column + 1)

    def report(self, message: str, start: int, end: int | None = None, *hints: str) -> None:
        self.diagnostics.append(Diagnostic(Code.BIB_SYNTAX, message, self.span(start, end), hints))


def read_bib(path: str, text: str, macros: MutableMapping[str, str]) -> tuple[list[RawEntry], list[Diagnostic]]:
    """The entries of one file in order; ``macros`` holds the ``@string`` definitions and gains this file's.

    ``path`` is what spans name. Every entry that can be read is returned, whatever is wrong with its neighbours.
    """
    file = _File(path, text)
    entries = []
    for chunk in _chunks(file):
        entry = _parse(file, chunk, macros)
        if entry is not None:
            entries.append(entry)
    return entries, file.diagnostics


# ------------------------------------------------------------------------------------------------------ finding entries


def _chunks(file: _File) -> Iterator[_Chunk]:
    at = 0
    while (start := _START.search(file.text, at)) is not None:
        at = start.end()
        if start[1] is None:
            continue
        if start[1].lower() == "comment":
            at = _after_comment(file.text, start.end(), start[2])
            continue
        chunk, at = _scan(file, start)
        yield chunk


def _after_comment(text: str, at: int, opener: str) -> int:
    """The end of ``@comment{…}``; one that is never closed ends with its line."""
    depth = 1
    closer = "}" if opener == "{" else ")"
    for match in re.compile("[{}()]").finditer(text, at):
        depth += (match.group() == opener) - (match.group() == closer)
        if depth == 0:
            return match.end()
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _scan(file: _File, start: re.Match[str]) -> tuple[_Chunk, int]:
    """The entry that begins at ``start``, and where the search for the next one goes on."""
    text, begin, paren = file.text, start.start(), start[2] == "("
    stack = [start.end() - 1]
    quote: int | None = None
    swallowed: tuple[int, int] | None = None  # (opener of the field that was open, line end before the field it swallowed)
    blanks: list[tuple[int, int]] = []
    at, end, closed = start.end(), len(text), False
    while (match := _INSIDE.search(text, at)) is not None:
        token, at = match.group(), match.end()
        if token[0] == "\n":
            if "@" in token:
                if _looks_like_entry(token):
                    end = match.start()
                    break
                at = match.end() - 1
            elif swallowed is None and (len(stack) > 1 or quote is not None):
                swallowed = (quote if quote is not None else stack[1], match.start())
        elif token == "{":
            stack.append(match.start())
        elif token == '"':
            if len(stack) == 1:
                quote = match.start() if quote is None else None
        elif token == "%":
            if len(stack) == 1 and quote is None:
                line_end = text.find("\n", at)
                at = len(text) if line_end < 0 else line_end
                blanks.append((match.start(), at))
        elif len(stack) == 1 and token == (")" if paren else "}") and (quote is None or not paren):
            early = _TOO_EARLY.match(text, match.end())
            if early is not None and quote is None:
                what = "brace" if token == "}" else "bracket"
                message = f"this {what} closes the entry '{_key_of(text, start)}' before its field '{early[1]}'"
                file.report(message, match.start(), match.end(), f"delete the {what}, or open the one that it should close")
                blanks += [(i, i + 1) for i in range(match.start(), early.start(1)) if text[i] in "})"]
                if "," not in text[match.start() : early.start(1)] and not _comma_before(text, match.start()):
                    blanks.append((-match.start(), 0))
                continue
            end, closed = match.end(), True
            break
        elif token == "}" and len(stack) > 1:
            stack.pop()
    chunk = _Chunk(start[1], begin, _blanked(text, begin, end, blanks))
    if quote is not None and closed:
        _report_quote(file, start, quote)
        chunk.text, chunk.whole = _close_quote(chunk.text, quote - begin, swallowed, begin), False
    elif not closed:
        _report_unclosed(file, start, stack, quote, swallowed)
        chunk.text, chunk.whole = _closed(chunk.text, begin, stack, quote, swallowed, paren=paren), False
    return chunk, end


def _looks_like_entry(token: str) -> bool:
    from typesetter.citations.library import KINDS

    keyword = _KEYWORD.match(token)
    return keyword is not None and keyword[1].lower() in {*KINDS, "string", "preamble", "comment"}


def _comma_before(text: str, at: int) -> bool:
    return text[:at][-40:].rstrip().endswith(",")


def _blanked(text: str, begin: int, end: int, blanks: list[tuple[int, int]]) -> str:
    if not blanks:
        return text[begin:end]
    chars = list(text[begin:end])
    for a, b in blanks:
        if a < 0:
            chars[-a - begin] = ","
            continue
        for i in range(a - begin, min(b, end) - begin):
            if chars[i] != "\n" and chars[i] != ",":
                chars[i] = " "
            elif chars[i] == "," and text[a] == "%":
                chars[i] = " "
    return "".join(chars)


def _key_of(text: str, start: re.Match[str]) -> str:
    match = re.compile(r"\s*([^\s,}={\"]*)").match(text, start.end())
    return match[1] if match is not None and match[1] else "?"


def _field_before(text: str, opener: int) -> str:
    match = re.search(r"([A-Za-z][\w-]*)\s*=\s*$", text[max(0, opener - 80) : opener])
    return match[1] if match is not None else "?"


def _report_quote(file: _File, start: re.Match[str], quote: int) -> None:
    name, key = _field_before(file.text, quote), _key_of(file.text, start)
    file.report(f"the quotation mark of field '{name}' in '{key}' is never closed", quote, quote + 1, f"close it, or write {name} = {{…}}")


def _report_unclosed(
    file: _File, start: re.Match[str], stack: list[int], quote: int | None, swallowed: tuple[int, int] | None
) -> None:
    key = _key_of(file.text, start)
    opener = swallowed[0] if swallowed is not None else quote if quote is not None else stack[1] if len(stack) > 1 else None
    if opener is not None:
        name = _field_before(file.text, opener)
        what = "quotation mark" if file.text[opener] == '"' else "brace"
        after = f"; the field after it begins in line {file.span(swallowed[1]).line + 1}" if swallowed is not None else ""
        file.report(f"the {what} of field '{name}' in '{key}' is never closed{after}", opener, opener + 1, f"close the {what}")
        return
    head = file.text.find(key, start.start()) + len(key) if key != "?" else start.end()
    mark = "}" if start[2] == "{" else ")"
    file.report(
        f"the entry '{key}' is never closed", start.start(), head, f"add the missing {mark} after its last field"
    )


def _close_quote(text: str, quote: int, swallowed: tuple[int, int] | None, begin: int) -> str:
    place = swallowed[1] - begin if swallowed is not None else len(text) - 1
    return text[:place].rstrip().rstrip(",") + '",' + text[place:] if place > quote else text


def _closed(
    text: str, begin: int, stack: list[int], quote: int | None, swallowed: tuple[int, int] | None, *, paren: bool
) -> str:
    """The unclosed entry's text with what is missing added, so that its fields can be read."""
    text = text.rstrip()
    if swallowed is not None:
        place = swallowed[1] - begin
        mark = '"' if text[swallowed[0] - begin] == '"' else "}"
        head, tail = text[:place].rstrip().rstrip(","), text[place:]
        text = f"{head}{mark},{tail}"
        missing = _open_braces(text)
    else:
        missing = len(stack) if not paren else len(stack) - 1
        text = text.rstrip(",") + ('"' if quote is not None else "")
    return text + "}" * missing + (")" if paren else "")


def _open_braces(text: str) -> int:
    return max(0, text.count("{") - text.count("}"))


# -------------------------------------------------------------------------------------------------------- reading entries


def _parse(file: _File, chunk: _Chunk, macros: MutableMapping[str, str]) -> RawEntry | None:
    from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro

    text = chunk.text
    for _ in range(_MAX_REPAIRS):
        errors: list[Any] = []
        parser = _tolerant(LowLevelParser)(text, macros=macros, handle_error=errors.append)
        found = next(iter(parser), None)
        syntax = [e for e in errors if not isinstance(e, UndefinedMacro)]
        repaired = _with_comma(text, syntax[0]) if syntax else None
        if repaired is None or syntax[0].parser.current_entry_key is None:
            break
        if chunk.whole:
            place = _place(syntax[0])
            file.report("a comma is missing before this field", chunk.start + place, None, "put a comma after the field before it")
        text = repaired
    for error in errors:
        if isinstance(error, UndefinedMacro):
            _report_macro(file, chunk, error)
        elif chunk.whole:
            _report_error(file, chunk, error, text)
    if found is None or chunk.kind.lower() in ("string", "preamble"):
        return None
    key, fields = found[1]
    if not key:
        return None
    return _entry(file, chunk, text, str(key), fields)


@cache
def _tolerant(parser_class: Any) -> Any:
    class Parser(parser_class):  # type: ignore[misc]  # pybtex has no types
        """Keeps the name of a macro that is not defined as the text, so that the word is not lost."""

        def substitute_macro(self, name: str) -> str:
            value = super().substitute_macro(name)
            return str(value) if value or name in self.macros else name

    return Parser


def _place(error: Any) -> int:
    return int(error.error_context_info[2])


def _with_comma(text: str, error: Any) -> str | None:
    """The text with a comma where the parser met a field instead of one, or None when that is not what is wrong."""
    place = _place(error)
    if "'}' expected" not in str(error) and "')' expected" not in str(error):
        return None
    if _NAME_CHAR.match(text, place) is None or "=" not in text[place : place + 80]:
        return None
    before = len(text[:place].rstrip())
    return text[:before] + "," + text[before + 1 :] if before < place else None


def _report_macro(file: _File, chunk: _Chunk, error: Any) -> None:
    name = str(error.args[0])
    end = chunk.start + _place(error)
    file.diagnostics.append(
        Diagnostic(
            Code.BIB_FIELD,
            f"'{name}' is no @string abbreviation; it is printed as it stands",
            file.span(max(chunk.start, end - len(name)), end),
            (f"quote it: {{{name}}}",),
        )
    )


def _report_error(file: _File, chunk: _Chunk, error: Any, text: str) -> None:
    place = min(_place(error), len(text))
    parser, message = error.parser, str(error).partition(": ")[2]
    key, name = parser.current_entry_key, parser.current_field_name
    hint = ()
    if "entry key expected" in message or (key and text[place : place + 1] == "=" and not parser.current_fields and not name):
        message, hint = f"this @{chunk.kind} has no key", ("write @type{key, …",)
    elif "'=' expected" in message:
        message, hint = f"'{name}' in '{key}' is not followed by =", (f"write {name} = {{…}},",)
    elif "field value expected" in message:
        message, hint = f"the field '{name}' of '{key}' has no value", ("write it in braces: name = {…},",)
    elif "expected" in message and key and not parser.current_fields:
        message, hint = f"the key '{key}' must be followed by a comma", ("a key has no spaces in it",)
    elif "expected" in message and key:
        message, hint = f"a field or the end of '{key}' is expected here", ("fields are name = {value}, separated by commas",)
    file.report(message, chunk.start + place, None, *hint)


def _entry(file: _File, chunk: _Chunk, text: str, key: str, fields: list[tuple[str, list[str]]]) -> RawEntry:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    first = file.span(chunk.start).line
    for name, parts in fields:
        lower = name.lower()
        value = re.sub(r"\s+", " ", "".join(parts)).strip()
        if lower in values:
            if values[lower] != value:
                place = [m.start(1) for m in re.finditer(rf"[,\n]\s*({re.escape(name)})\s*=", text)]
                span = file.span(chunk.start + place[-1], chunk.start + place[-1] + len(name)) if place else None
                message = f"the field '{lower}' of '{key}' is given twice; the first is used"
                file.diagnostics.append(
                    Diagnostic(Code.BIB_FIELD, message, span or file.span(chunk.start), ("delete one of the two",))
                )
            continue
        values[lower] = value
    for match in re.finditer(r"\n[ \t]*,?[ \t]*([A-Za-z][\w-]*)[ \t]*=", text):
        lines.setdefault(match[1].lower(), first + text.count("\n", 0, match.start(1)))
    head = file.text.find(key, chunk.start + len(chunk.kind) + 1)
    return RawEntry(chunk.kind.lower(), key, values, lines, file.span(chunk.start, head + len(key)))

"""The entries of a .bib file: pybtex's parser run over each, its errors said in the file's own words and places."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from typesetter.citations.bibscan import BibFile, Chunk, chunks
from typesetter.citations.entry import RawEntry
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping, Sequence

    from typesetter.citations.kept import Memory

_MAX_REPAIRS = 40
_FIELD = regex(r"[,\n]\s*([A-Za-z][\w-]*)[ \t]*=")
_NEXT_FIELD = regex(r"[A-Za-z][\w-]*\s*=")
_DEFINITIONS = frozenset(("string", "preamble"))

PybtexError = Any
"""A pybtex syntax error; pybtex has no types."""


def read_bib(
    path: str, text: str, macros: MutableMapping[str, str], kinds: Collection[str], memory: Memory | None = None
) -> tuple[list[RawEntry], list[Diagnostic]]:
    """The entries of one file in order; ``macros`` holds the ``@string`` definitions and gains this file's.

    ``path`` is what spans name; ``kinds`` are the known entry types. Every entry that can be read is returned, whatever is
    wrong with its neighbours.
    """
    file = BibFile(path, text)
    found = [_remembered(file, chunk, macros, memory) for chunk in chunks(file, {*kinds, *_DEFINITIONS, "comment"})]
    if not found and text.strip() and "@" not in text:
        end = len(text.split("\n", 1)[0])
        file.report(
            "this file has no entries", 0, end, hint="a .bib file holds entries such as @book{key, title = {…}}"
        )
    return [entry for entry in found if entry is not None], file.diagnostics


def _remembered(
    file: BibFile, chunk: Chunk, macros: MutableMapping[str, str], memory: Memory | None
) -> RawEntry | None:
    """The entry of a chunk, from the last time when it was faultless then and the abbreviations are the same."""
    defining = chunk.kind.lower() in _DEFINITIONS
    if memory is not None and defining:
        memory.define(chunk.text)
    if memory is None or not chunk.whole or defining:
        return _parse(file, chunk, macros)

    def read() -> tuple[RawEntry | None, bool]:
        before = len(file.diagnostics) + file.untold
        return _parse(file, chunk, macros), len(file.diagnostics) + file.untold == before

    return memory.raw(chunk.text, file.span(chunk.start), read)


def _parse(file: BibFile, chunk: Chunk, macros: MutableMapping[str, str]) -> RawEntry | None:
    text = chunk.text
    for _ in range(_MAX_REPAIRS):
        errors: list[PybtexError] = []
        result = next(iter(_parser()(text, macros=macros, handle_error=errors.append)), None)
        syntax = [error for error in errors if error.error_type == "syntax error"]
        repaired = _with_comma(text, syntax[0]) if syntax and chunk.key else None
        if repaired is None:
            break
        if chunk.whole:
            place = chunk.start + _place(syntax[0])
            file.report("a comma is missing before this field", place, hint="put a comma after the field before it")
        text = repaired
    keyless = False
    for error in errors:
        if error.error_type == "undefined string":
            _report_macro(file, chunk, error)
        elif chunk.whole:
            keyless |= _report_error(file, chunk, error, text)
    if result is None or keyless or chunk.kind.lower() in _DEFINITIONS:
        return None
    key, fields = result[1]
    return _entry(file, chunk, text, str(key), fields) if key else None


@cache
def _parser() -> Any:  # pybtex has no types
    from pybtex.database.input.bibtex import LowLevelParser

    class Parser(LowLevelParser):  # type: ignore[misc]  # pybtex has no types
        """Keeps the name of a macro that is not defined as the text, so that the word is not lost."""

        def substitute_macro(self, name: str) -> str:
            value = super().substitute_macro(name)
            return str(value) if value or name in self.macros else name

    return Parser


def _place(error: PybtexError) -> int:
    return int(error.error_context_info[2])


def _with_comma(text: str, error: PybtexError) -> str | None:
    """The text with a comma where the parser met a field instead of one, or None when that is not what is wrong."""
    place = _place(error)
    wanted = str(error)
    if not wanted.endswith(("'}' expected", "')' expected")) or _NEXT_FIELD.match(text, place) is None:
        return None
    before = len(text[:place].rstrip())
    return text[:before] + "," + text[before + (before < place) :]


def _report_macro(file: BibFile, chunk: Chunk, error: PybtexError) -> None:
    name = str(error.args[0])
    if name.casefold() in file.undefined:
        file.untold += 1
        return
    file.undefined.add(name.casefold())
    end = min(chunk.start + _place(error), len(file.text))
    message = f"'{name}' is no @string abbreviation; it is printed as it stands"
    file.report(message, max(chunk.start, end - len(name)), end, hint=f"quote it: {{{name}}}", code=Code.BIB_FIELD)


def _report_error(file: BibFile, chunk: Chunk, error: PybtexError, text: str) -> bool:
    """Report pybtex's error; returns whether it is that the entry has no key."""
    place = min(_place(error), len(text))
    key, name = error.parser.current_entry_key, error.parser.current_field_name
    message = str(error).partition(": ")[2]
    hint = "fields are name = {value}, separated by commas"
    keyless = message.startswith("entry key") or (
        bool(key) and text[place : place + 1] == "=" and not error.parser.current_fields and not name
    )
    if keyless:
        message, hint = f"this @{chunk.kind} has no key", f"write @{chunk.kind}{{key, …"
    elif message.startswith("'='") and not error.parser.current_fields and text[place : place + 1] in (",", "}"):
        message, hint = f"the key '{key} {name}' has a space in it", "keys are letters, digits, hyphens and colons"
    elif message.startswith("'='"):
        message, hint = f"'{name}' in '{key}' is not followed by =", f"write {name} = {{…}},"
    elif message.startswith("field value"):
        message, hint = f"the field '{name}' of '{key}' has no value", f"write {name} = {{…}}, or delete it"
    elif message.endswith("expected") and key:
        message = f"a field or the end of '{key}' is expected here"
    file.report(message, chunk.start + place, hint=hint)
    return keyless


def _entry(file: BibFile, chunk: Chunk, text: str, key: str, fields: Sequence[tuple[str, Sequence[str]]]) -> RawEntry:
    values: dict[str, str] = {}
    places: dict[str, Span] = {}
    if chunk.whole:
        for match in _FIELD.finditer(text):
            places.setdefault(match[1].lower(), file.span(chunk.start + match.start(1), chunk.start + match.end(1)))
    for name, parts in fields:
        lower = name.lower()
        value = re.sub(r"\s+", " ", "".join(parts)).strip()
        if lower not in values:
            values[lower] = value
        elif values[lower] != value:
            again = [match.start(1) for match in _FIELD.finditer(text) if match[1] == name]
            at = chunk.start + (again[-1] if again and chunk.whole else 0)
            file.report(
                f"the field '{lower}' of '{key}' is given twice; the first is used",
                at,
                at + len(name),
                hint="delete one of the two",
                code=Code.BIB_FIELD,
            )
    head = file.text.find(key, chunk.start + len(chunk.kind) + 1) + len(key)
    return RawEntry(chunk.kind.lower(), key, values, places, file.span(chunk.start, head))

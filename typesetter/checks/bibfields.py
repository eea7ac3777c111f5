"""The fields of the bibliography as they are written in the .bib files, with the place of every character.

Entries hold decoded and mended fields; what is wrong with the writing has to be looked for in the writing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from typesetter.checks.subject import Subject
from typesetter.citations.entry import SAME, Entry
from typesetter.diagnostics import Span
from typesetter.regexes import regex
from typesetter.structs import Struct

_HEAD = regex(r"@\s*\w+\s*[{(]\s*[^,\s]+\s*")
_FIELD = regex(r"(?:[\s,]|%[^\n]*\n)*([A-Za-z][\w:-]*)\s*=\s*")
_BRACE = regex(r"(?<!\\)[{}]")
_QUOTE = regex(r"[{}\"]")
_BARE = regex(r"[^\s,{}\"#]+")
_MARKED = regex(r"[\\{}$~'`]|--")
_JOINED = regex(r"\s*#\s*")


class _File(Struct):
    """A .bib file's text and where its lines begin."""

    path: str
    text: str
    starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


class Written(Struct):
    """A field as it is written: what stands between its braces or quotes."""

    name: str
    text: str
    start: int
    file: _File

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where the characters from ``start`` to before ``end`` stand; the whole value by default."""
        last = len(self.text) if end is None else end
        return Span(self.file.path, *self.file.place(self.start + start), *self.file.place(self.start + last))


class Work(Struct):
    """An entry and its fields as written, by biblatex's names; those that other fields are joined to are left out."""

    entry: Entry
    written: Mapping[str, Written]

    def get(self, name: str) -> Written | None:
        """The field of that name (biblatex's) as written."""
        return self.written.get(name)

    def has(self, name: str) -> bool:
        """Whether the work has a field or persons of that name, its own or inherited."""
        field = self.written.get(name)
        return bool(field is not None and field.text.strip()) or name in self.entry.fields or name in self.entry.people

    def text(self, name: str) -> str:
        """A field in plain characters: as written when nothing in it is LaTeX, which is read fastest."""
        field = self.written.get(name)
        if field is None or _MARKED.search(field.text) is not None:
            return self.entry.text(name)
        return " ".join(field.text.split())

    def span(self, name: str) -> Span:
        """Where a field stands, or the entry's head when it has none of its own."""
        field = self.written.get(name)
        return field.span() if field is not None else self.entry.span


class LowerCase:
    """The words that the thesis uses in lower case, which are therefore nobody's name and no abbreviations.

    ``asked`` is what it was asked, and what it said: findings are the same as long as its answers are.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.asked: dict[str, bool] = {}

    @classmethod
    def of(cls, subject: Subject) -> LowerCase:
        """Those of ``subject``, one for all checks."""
        kept = vars(subject)  # as a cached property keeps its value
        if "lower_case" not in kept:
            kept["lower_case"] = cls(subject)
        words: LowerCase = kept["lower_case"]
        return words

    def __contains__(self, word: str) -> bool:
        answer = self.asked[word] = word in self._subject.facts.small
        return answer


def works_of(subject: Subject) -> tuple[Work, ...]:
    """Every work of the bibliography in the order of the files, read once and kept with ``subject``."""
    kept = vars(subject)  # as a cached property keeps its value
    if "bib_works" not in kept:
        kept["bib_works"] = tuple(_works(subject))
    works: tuple[Work, ...] = kept["bib_works"]
    return works


def _works(subject: Subject) -> Iterator[Work]:
    files: dict[str, _File] = {}
    for entry in subject.library.entries.values():
        path = entry.span.path
        if path not in files:
            files[path] = _read(subject, path)
        yield Work(entry, dict(_fields(files[path], entry)))


def _read(subject: Subject, path: str) -> _File:
    lines: list[str] = []
    while (line := subject.source(path, len(lines) + 1)) is not None:
        lines.append(line)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return _File(path, "\n".join(lines), tuple(starts) or (0,))


def _fields(file: _File, entry: Entry) -> Iterator[tuple[str, Written]]:
    if not 0 < entry.span.line <= len(file.starts):
        return
    head = _HEAD.match(file.text, file.starts[entry.span.line - 1] + entry.span.column - 1)
    if head is None:
        return
    at = head.end()
    while (field := _FIELD.match(file.text, at)) is not None:
        bounds = _value(file.text, field.end())
        if bounds is None:
            return
        start, end, at = bounds
        name = field[1].lower()
        if _JOINED.match(file.text, at) is None:
            yield SAME.get(name, name), Written(name, file.text[start:end], start, file)
            continue
        while (joint := _JOINED.match(file.text, at)) is not None:
            more = _value(file.text, joint.end())
            if more is None:
                return
            at = more[2]


def _value(text: str, start: int) -> tuple[int, int, int] | None:
    """Where the value that begins at ``start`` has its text, from and to, and where it ends with its delimiter."""
    opener = text[start : start + 1]
    if opener == "{":
        end = text.find("}", start)
        if end > 0 and text.find("{", start + 1, end) < 0 and text.find("\\", start + 1, end) < 0:
            return start + 1, end, end + 1
        depth = 0
        for brace in _BRACE.finditer(text, start):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return start + 1, brace.start(), brace.end()
    elif opener == '"':
        depth = 0
        for mark in _QUOTE.finditer(text, start + 1):
            if mark[0] == '"' and depth == 0:
                return start + 1, mark.start(), mark.end()
            depth += {"{": 1, "}": -1}.get(mark[0], 0)
    elif (bare := _BARE.match(text, start)) is not None:
        return start, bare.end(), bare.end()
    return None

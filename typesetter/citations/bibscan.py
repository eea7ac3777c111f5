"""Where the entries of a .bib file begin and end.

pybtex's parser reads each entry; finding them first means that a brace that is never closed costs its own entry and not the
ones after it, and is reported where it was opened. The scan is linear in the length of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_START = regex(r"%[^\n]*|@[ \t]*([A-Za-z]+)\s*([{(])|@")
_INSIDE = regex(
    r"""\n[ \t]*@(?P<entry>[A-Za-z]+)[ \t]*[{(]                # what looks like the next entry
      | (?P<field>\n[ \t]*(?:[A-Za-z][\w-]*[ \t]*=[ \t]*(?=[{"])  # what looks like the next field
                      |(?:year|volume|number|month|edition|pages)[ \t]*=[ \t]*(?=\d)))
      | [{}"%)]""",
    re.VERBOSE,
)
_EARLY = regex(r"[\s},)]*?([A-Za-z][\w-]*)[ \t]*=[ \t]*[{\"\d]")
_KEY = regex(r"\s*([^\s,}={\"]*)")
_FIELD_BEFORE = regex(r"([A-Za-z][\w-]*)\s*=\s*$")


class BibFile(Struct, frozen=False):
    """A .bib file being read, and what was found wrong with it."""

    path: str
    text: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    undefined: set[str] = field(default_factory=set)
    """Abbreviations without a definition that have been reported."""
    untold: int = 0
    """How many findings were not told, since the file has the like already."""
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int | None = None) -> Span:
        """The span of a stretch of the file; of one character without ``end``."""
        return Span(self.path, *self.place(start), *self.place(start + 1 if end is None else end))

    def report(
        self, message: str, start: int, end: int | None = None, *, hint: str = "", code: Code | None = None
    ) -> None:
        """Add a finding; BIB_SYNTAX without a ``code``."""
        hints = (hint,) if hint else ()
        self.diagnostics.append(Diagnostic(code or Code.BIB_SYNTAX, message, self.span(start, end), hints))


class Chunk(Struct, frozen=False):
    """One entry's stretch of the file, its comments blanked.

    ``whole`` is false when something was added to close what is open: then offsets in ``text`` are not the file's.
    """

    kind: str
    key: str
    start: int
    text: str
    whole: bool = True


def chunks(file: BibFile, kinds: Collection[str]) -> Iterator[Chunk]:
    """The entries in order; ``kinds`` are the words after @ at which a line certainly begins a new one."""
    at = 0
    while (start := _START.search(file.text, at)) is not None:
        at = start.end()
        if start[1] is None:
            continue
        if start[1].lower() == "comment":
            at = _after_comment(file.text, start.end(), start[2])
            continue
        entry = _Entry(file, start, kinds)
        at = entry.scan()
        yield entry.chunk(at)


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


class _Entry:
    """The scan of one entry, from its @ to what closes it."""

    def __init__(self, file: BibFile, start: re.Match[str], kinds: Collection[str]) -> None:
        self.file = file
        self.text = file.text
        self.kinds = kinds
        self.kind = start[1]
        self.begin, self.body = start.start(), start.end()
        self.closer = "}" if start[2] == "{" else ")"
        self.stack = [self.body - 1]  # offsets of the braces that are open, the entry's own first
        self.quote: int | None = None  # offset of the quotation mark that is open
        self.swallowed: tuple[int, int] | None = (
            None  # a field's brace, and the line in it that looks like the next field
        )
        self.closed = False
        self.blanks: list[tuple[int, int]] = []
        self.inserts: list[tuple[int, str]] = []
        match = _KEY.match(self.text, self.body)
        self.key = match[1] if match is not None else ""

    def scan(self) -> int:
        """Find the entry's end and return its offset; what is wrong is reported and its repair noted."""
        at = self.body
        end = len(self.text)
        while (match := _INSIDE.search(self.text, at)) is not None:
            at = match.end()
            if match["entry"]:
                if match["entry"].lower() in self.kinds:
                    end = match.start()
                    break
                at -= 1  # its brace counts
            elif match["field"]:
                self._field(match.start())
            elif match.group() == "%":
                at = self._comment(match.start(), at)
            elif self._mark(match.start(), match.group()):
                self.closed, end = True, at
                break
        if self.quote is not None:
            self._open_quote(self.quote, end - 1 if self.closed else end)
        if not self.closed:
            self._unclosed(end)
        return end

    def chunk(self, end: int) -> Chunk:
        """The entry's text up to ``end`` with its repairs."""
        chars = list(self.text[self.begin : end])
        for a, b in self.blanks:
            for i in range(a - self.begin, min(b, end) - self.begin):
                chars[i] = "\n" if chars[i] == "\n" else " "
        for place, added in sorted(self.inserts, reverse=True):
            chars.insert(place - self.begin, added)
        return Chunk(self.kind, self.key, self.begin, "".join(chars), not self.inserts)

    def _mark(self, place: int, mark: str) -> bool:
        """A brace, bracket or quotation mark; returns whether it closes the entry."""
        top = len(self.stack) == 1
        if mark == "{":
            self.stack.append(place)
        elif mark == '"':
            if top:
                self.quote = place if self.quote is None else None
        elif top and mark == self.closer and (self.quote is None or mark == "}"):
            return not self._too_early(place)
        elif mark == "}" and not top:
            self.stack.pop()
        return False

    def _comment(self, start: int, at: int) -> int:
        """A % between fields: a comment to the end of the line; within a value it is a character."""
        if len(self.stack) > 1 or self.quote is not None:
            return at
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        self.blanks.append((start, end))
        return end

    def _field(self, place: int) -> None:
        """A line that looks like a new field, which inside a value means that the value may never be closed."""
        if len(self.stack) > 1:
            self.swallowed = self.swallowed or (self.stack[1], place)
        elif self.quote is not None:
            self._open_quote(self.quote, place)
            self.quote = None

    def _too_early(self, place: int) -> bool:
        """Whether the brace closes the entry before a field of it: one brace too many was written."""
        early = _EARLY.match(self.text, place + 1)
        if early is None or self.quote is not None:
            return False
        what = "brace" if self.closer == "}" else "bracket"
        self.file.report(
            f"this {what} closes the entry '{self.key}' before its field '{early[1]}'",
            place,
            hint=f"delete the {what}, or open the one that it should close",
        )
        between = self.text[place : early.start(1)]
        self.blanks += [(place + i, place + i + 1) for i, char in enumerate(between) if char in "})"]
        if "," not in between and not self.text[self.body : place].rstrip().endswith(","):
            self.inserts.append((place, ","))
        return True

    def _open_quote(self, quote: int, end: int) -> None:
        name = self._field_name(quote)
        message = f"the quotation mark of field '{name}' in '{self.key}' is never closed"
        self.file.report(message, quote, hint=f"close it, or write {name} = {{…}}")
        self._insert_before(end, '"')

    def _unclosed(self, end: int) -> None:
        """Report what is open at the end and note what would close it."""
        braces = len(self.stack) - 1
        if self.swallowed is not None or braces:
            opener = self.swallowed[0] if self.swallowed is not None else self.stack[1]
            name = self._field_name(opener)
            message = f"the brace of field '{name}' in '{self.key}' is never closed"
            if self.swallowed is not None:
                message += f"; the next field begins in line {self.file.place(self.swallowed[1])[0] + 1}"
                self._insert_before(self.swallowed[1], "}")
                braces = max(0, braces - 1) if braces else 0
            self.file.report(message, opener, hint="close the brace")
            if self.swallowed is not None and len(self.stack) == 1:
                return  # the brace that was to close the entry closed the field
        else:
            head = self.text.find(self.key, self.body) + len(self.key) if self.key else self.body
            name = f"the entry '{self.key}'" if self.key else f"this @{self.kind}"
            self.file.report(
                f"{name} is never closed", self.begin, head, hint=f"add the missing {self.closer} after its last field"
            )
        self.inserts.append((len(self.text[:end].rstrip()), "}" * braces + self.closer))

    def _insert_before(self, place: int, mark: str) -> None:
        """Note a mark that closes the value before ``place``, and a comma after it where there is none."""
        ends = len(self.text[self.body : place].rstrip()) + self.body
        if self.text[ends - 1] == ",":
            self.inserts.append((ends - 1, mark))
        else:
            self.inserts.append((ends, mark + ","))

    def _field_name(self, opener: int) -> str:
        match = _FIELD_BEFORE.search(self.text[max(self.body, opener - 80) : opener])
        return match[1] if match is not None else "?"

"""The log of a TeX run taken apart: errors, boxes, warnings and missing characters, each with the file that was open.

TeX says which file it opens and closes with parentheses that it shares with every other text in the log. They are told
apart by what stands next to them, line by line; what belongs to a message is taken out first. With ``-file-line-error``
errors name their file themselves, and with wide log lines (:mod:`typesetter.engine.environment`) nothing is folded.
"""

from __future__ import annotations

import codecs
import re

from typesetter.regexes import regex
from typesetter.structs import Struct, field

_ERROR = re.compile(r"^(?P<file>(?:[A-Za-z]:)?[^:*?\n]*?\.\w{2,4}):(?P<line>\d+):\s(?P<message>.*)$")
_BARE_ERROR = re.compile(r"^!(?: |pdfTeX error: )(?P<message>.+)$")
_CONTEXT_LINE = regex(r"^l\.(?P<line>\d+)(?: (?P<text>.*))?$")
_BOX = regex(
    r"^(?P<kind>Overfull|Underfull) \\(?P<box>[hv])box \((?:(?P<points>[\d.]+)pt too (?:wide|high)|badness \d+)\)"
    r" (?P<where>in paragraph|in alignment|detected|has occurred while)(?: at lines? (?P<from>\d+)(?:--(?P<to>\d+))?)?"
)
_WARNING = re.compile(
    r"^(?P<who>LaTeX(?: Font)?|Package [\w.@-]+|Class [\w.@-]+|pdfTeX warning(?: \([^)]*\))?:?)(?P<colon> Warning: |:? )"
    r"(?P<text>.+)$"
)
_LUA_BACKEND = re.compile(r"^warning  \((?P<who>[^)]*)\): (?P<text>.+)$")
_MISSING = re.compile(
    r"^Missing character: There is no (?P<character>.+?)(?: \(U\+(?P<point>[0-9A-F]{4,6})\))? in font (?P<font>.+)!$"
)
_CONTINUED = re.compile(r"^\([\w.@-]+\) {2,}(?P<text>.*)$")
_ON_LINE = regex(r" on input line (\d+)\.?$")
_PAGE = re.compile(r"\[(\d+)(?=[\]{<\s]|$)")
_NAME = re.compile(r'"([^"]+)"|((?:[A-Za-z]:)?[^\s()"\[\]{}]*[./\\][^\s()"\[\]{}]*)')
_TURNS = re.compile(r"[()\[]")
"""Where a file, or a text in parentheses, may begin or end, or a page be shipped out."""
_ODD = re.compile(r"""[\s()"\[\]{}]""")
"""What :data:`_NAME` stops at, and the name of a file may hold all the same."""
_BOX_STARTS = ("Overfull \\", "Underfull \\")


class Where(Struct):
    """A place in TeX's terms: the file open (relative to the folder), the line when the log names one."""

    file: str
    line: int = 0


class TexError(Struct):
    """An error: its message on one line, its place, and what TeX shows of the input around it."""

    message: str
    where: Where
    before: str = ""
    """The input line up to the point where TeX stopped."""
    after: str = ""
    top: str = ""
    """The uppermost line of the context, which ends in the offending token when that came out of a macro."""
    runaway: str = ""
    """The beginning of an argument that never ended."""
    closed: str = ""
    """The file closed last before the error."""


class TexBox(Struct):
    """An overfull box. ``kind`` is ``paragraph``, ``alignment``, ``line`` or ``output``; ``points`` how far it sticks out."""

    points: float
    kind: str
    where: Where
    to_line: int
    excerpt: str
    vertical: bool
    page: int
    closed: str = ""


class TexWarning(Struct):
    """A warning: who gives it (``LaTeX``, ``LaTeX Font``, ``Package x``, ``pdfTeX``), its text on one line, its place."""

    who: str
    text: str
    where: Where


class TexMissing(Struct):
    """A character that a font lacks."""

    character: str
    font: str
    where: Where


Event = TexError | TexBox | TexWarning | TexMissing


class LogFile(Struct, frozen=False):
    """What one reading of a log found. ``opened`` are the files in the order of their opening."""

    events: list[Event] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    last_open: str = ""
    """The file that was open at the end of the log."""


def decode_log(data: bytes) -> str:
    """The text of a log. What is not UTF-8 is text of a box in the font's own encoding, which is taken to be T1."""
    text = data.decode("utf-8", _T1_ERRORS)
    return re.sub(r"\^\^([89a-f][0-9a-f])", lambda match: _t1(int(match[1], 16)), text)


def _t1(byte: int) -> str:
    return _T1_UPPER[byte - 0x80] if byte < 0xC0 else _T1_LATIN.get(byte, chr(byte))


def _t1_of(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_t1(b) for b in error.object[error.start : error.end]), error.end


_SYMBOLS = regex(r"ts1-|tc[a-z]{2}\d|[a-z0-9]+8c$|la[a-z]{2}\d{4}|lm(?:mi|sy|ex)")
"""Fonts of Latin Modern and others that are encoded otherwise than in T1: companion symbols, Cyrillic, mathematics."""
_T1_UPPER = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£"
_T1_LATIN = {0xD7: "Œ", 0xDF: "SS", 0xF7: "œ", 0xFF: "ß"}
_T1_ERRORS = "typesetter-t1"
codecs.register_error(_T1_ERRORS, _t1_of)


def read_log(text: str, known: frozenset[str] = frozenset()) -> LogFile:
    """Take a log apart. ``known`` are the names of the source's own files, which may hold spaces and parentheses."""
    return _Reader(text, known).read()


def plain_name(name: str) -> str:
    """A file's name as the source knows it."""
    return name.strip().strip('"').replace("\\", "/").removeprefix("./")


class _Reader:
    def __init__(self, text: str, known: frozenset[str]) -> None:
        self._lines = text.split("\n")
        self._at = 0
        self._known = known
        self._odd = sorted((name for name in known if _ODD.search(name)), key=len, reverse=True)
        self._stack: list[str | None] = []
        self._closed = ""
        self._page = 0
        self._found = LogFile()
        self._runaway = ""

    def read(self) -> LogFile:
        while self._at < len(self._lines):
            line = self._lines[self._at].rstrip("\r")
            self._at += 1
            if line:
                self._line(line)
        self._found.last_open = self._file()
        return self._found

    def _file(self) -> str:
        return next((name for name in reversed(self._stack) if name), "")

    def _peek(self) -> str | None:
        return self._lines[self._at].rstrip("\r") if self._at < len(self._lines) else None

    def _line(self, line: str) -> None:
        if line.startswith("Runaway "):
            self._runaway = (self._peek() or "").strip()
            self._at += 1
        elif (match := _ERROR.match(line)) and self._is_file(match["file"]):
            self._error(match["message"], Where(plain_name(match["file"]), int(match["line"])))
        elif match := _BARE_ERROR.match(line):
            self._error(match["message"], Where(self._file()))
        elif line.startswith(_BOX_STARTS):
            self._box(line)
        elif match := _MISSING.match(line):
            character = chr(int(match["point"], 16)) if match["point"] else match["character"]
            if _SYMBOLS.match(match["font"]):  # what its places hold is not T1's
                character = "\N{REPLACEMENT CHARACTER}"
            self._found.events.append(TexMissing(character, match["font"], Where(self._file())))
        elif match := _LUA_BACKEND.match(line):
            self._found.events.append(TexWarning("pdfTeX", match["text"], Where(self._file())))
        elif (match := _WARNING.match(line)) and (match["colon"] == " Warning: " or match["who"].startswith("pdfTeX")):
            self._warning(match["who"], match["text"])
        elif not line.startswith("l.") and not _CONTINUED.match(line):
            self._track(line)

    # ------------------------------------------------------------------------------------------------------------- files

    def _is_file(self, name: str) -> bool:
        """A colon and a number can stand in any text; an error's file has no blank in it, or it is one of ours."""
        return " " not in name or plain_name(name) in self._known

    def _track(self, line: str) -> None:
        match = _TURNS.search(line)
        while match is not None:
            at, character = match.start(), match[0]
            end = match.end()
            if character == "(":
                name, length = self._name_at(line, end)
                self._open(name)
                end += length
            elif character == ")":
                if (
                    (self._stack and self._stack[-1] is None)
                    or at == 0
                    or line[at - 1] in ")]}>"
                    or line[at - 1].isspace()
                ):
                    self._close()
            elif page := _PAGE.match(line, at):
                self._page += 1
                end = page.end()
            match = _TURNS.search(line, end)
        while self._stack and self._stack[-1] is None:  # text in parentheses ends with its line
            self._stack.pop()

    def _name_at(self, line: str, start: int) -> tuple[str | None, int]:
        for known in self._odd:
            for form in (f"./{known}", known, f'"./{known}"', f'"{known}"'):
                end = start + len(form)
                if line.startswith(form, start) and line[end : end + 1] in {"", " ", ")", "("}:
                    return known, len(form)
        match = _NAME.match(line, start)
        if match is None:
            return None, 0
        return plain_name(match[1] or match[2]), match.end() - start

    def _open(self, name: str | None) -> None:
        if name is not None:
            while self._stack and self._stack[-1] is None:
                self._stack.pop()
            self._found.opened.append(name)
        self._stack.append(name)

    def _close(self) -> None:
        if self._stack:
            name = self._stack.pop()
            if name is not None and not name.startswith("/"):
                self._closed = name

    # ------------------------------------------------------------------------------------------------------------ events

    def _error(self, message: str, where: Where) -> None:
        message = self._join(message)
        context: list[str] = []
        before = after = ""
        for _ in range(60):
            line = self._peek()
            if line is None or self._starts_event(line):
                break
            self._at += 1
            if match := _CONTEXT_LINE.match(line):
                before = match["text"] or ""
                after = (self._peek() or "").strip()
                self._at += 1
                where = where if where.line else Where(where.file, int(match["line"]))
                self._skip_help()
                break
            context.append(line)
        top = next((c for c in context if c.strip() and not c.startswith(("See the", "Type  H", " "))), "")
        self._found.events.append(TexError(message, where, before, after, top, self._runaway, self._closed))
        self._runaway = ""

    def _join(self, message: str) -> str:
        """A message and its continuation lines: ``(package)   more``, or a deeper indented line right after it."""
        while (line := self._peek()) is not None:
            match = _CONTINUED.match(line)
            if match is None and not (line.startswith("               ") and line.strip() and " Error: " in message):
                break
            message = f"{message} {(match['text'] if match else line).strip()}"
            self._at += 1
        return message.strip()

    def _starts_event(self, line: str) -> bool:
        match = _ERROR.match(line)
        return bool(match and self._is_file(match["file"])) or line.startswith(
            ("! ", "!pdfTeX", *_BOX_STARTS, "Here is how much")
        )

    def _skip_help(self) -> None:
        while (line := self._peek()) is not None and line.strip() and not self._starts_event(line):
            if re.match(r"^\)|^\(\./|^\[\d", line):
                return
            self._at += 1

    def _box(self, line: str) -> None:
        match = _BOX.match(line)
        excerpt: list[str] = []
        while (more := self._peek()) is not None and more.strip() and len(excerpt) < 3 and not self._starts_event(more):
            if re.match(r"^\)|^\(\./|^\[\d", more):
                break
            excerpt.append(more)
            self._at += 1
        if match is None or match["kind"] != "Overfull" or not match["points"]:
            return
        kinds = {"in paragraph": "paragraph", "in alignment": "alignment", "detected": "line"}
        first = int(match["from"] or 0)
        self._found.events.append(
            TexBox(
                float(match["points"]),
                kinds.get(match["where"], "output"),
                Where(self._file(), first),
                int(match["to"] or first),
                " ".join(excerpt),
                match["box"] == "v",
                self._page + 1,
                self._closed,
            )
        )

    def _warning(self, who: str, text: str) -> None:
        text = self._join(text)
        line = _ON_LINE.search(text)
        where = Where(self._file(), int(line[1]) if line else 0)
        self._found.events.append(TexWarning(who.split(" warning", maxsplit=1)[0], _ON_LINE.sub("", text), where))

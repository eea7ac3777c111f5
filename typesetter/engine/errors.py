"""TeX's errors as diagnostics: each cause once, at the line that is to blame."""

from __future__ import annotations

import re

from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine.explain import CONSEQUENCES, DISTINCT, Explained, explain, offending_command
from typesetter.engine.logfile import TexError, Where, plain_name
from typesetter.engine.texts import INPUT, Texts, runs_of
from typesetter.structs import Struct

AUXILIARY = (".aux", ".toc", ".lof", ".lot", ".out")
"""What TeX writes and reads back: an error there comes from a heading or a caption."""

_OPENED_AT = re.compile(r"\\begin\{([^}]*)\} on input line (\d+) ended by")
_HEADING = re.compile(
    r"\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph|caption|addcontentsline|tpunnumbered|tplisted)\b"
)
_FATAL = re.compile(r"^\s*(?:==> Fatal error|Emergency stop|Interruption|That makes 100 errors)")


class _Placed(Struct):
    where: Where
    explained: Explained

    @property
    def kind(self) -> str:
        return self.explained.kind


def errors_found(errors: list[TexError], texts: Texts) -> list[Diagnostic]:
    """The errors of a run, less those that another has brought about and TeX's last words after them."""
    diagnostics: list[Diagnostic] = []
    before: list[_Placed] = []
    pending: TexError | None = None  # an error without a line, whose place the fatal error after it names
    for error in errors:
        if _FATAL.match(error.message):
            if pending is not None:
                _report(TexError(pending.message, error.where, error.before, error.after), texts, before, diagnostics)
            elif error.message.startswith("Interruption"):
                diagnostics.append(Diagnostic(Code.LATEX_ERROR, "TeX was interrupted here", texts.locate(error.where)))
            pending = None
            continue
        if pending is not None:
            _report(pending, texts, before, diagnostics)
        pending = error if not error.where.line else None
        if pending is None:
            _report(error, texts, before, diagnostics)
    if pending is not None:
        _report(pending, texts, before, diagnostics)
    if not diagnostics and errors:
        last = errors[-1]
        message = f"TeX stopped: {last.message.strip().removeprefix('==> ')}"
        diagnostics.append(Diagnostic(Code.LATEX_ERROR, message, texts.locate(last.where)))
    return diagnostics


def _report(error: TexError, texts: Texts, before: list[_Placed], diagnostics: list[Diagnostic]) -> None:
    explained = explain(error)
    where = _place(error, explained, texts)
    if where.file.endswith(AUXILIARY) and any(not earlier.where.file.endswith(AUXILIARY) for earlier in before):
        return  # what was written there came from a line that has been reported
    if any(_follows(_Placed(where, explained), earlier, texts) for earlier in before):
        return
    before.append(_Placed(where, explained))
    span = texts.locate(where)
    message = explained.message if span else f"{explained.message}{_quoted(error, where)}"
    diagnostics.append(Diagnostic(explained.code, message, span, explained.hints))


def _follows(later: _Placed, earlier: _Placed, texts: Texts) -> bool:
    """Whether ``later`` is the same as ``earlier`` or has been brought about by it."""
    where, kind = later.where, later.kind
    if where == earlier.where:
        if kind == earlier.kind:
            return kind not in DISTINCT or later.explained == earlier.explained
        return kind in CONSEQUENCES.get(earlier.kind, ()) or kind == "other"
    if kind not in CONSEQUENCES.get(earlier.kind, ()) or kind == "number":
        return False
    if earlier.kind in {"runaway", "unclosed-environment", "verb"}:
        return True  # these swallow text to the file's end and beyond
    if earlier.kind == "environment":
        return where.file == earlier.where.file
    if where.file != earlier.where.file:
        return kind == "math" and where.line <= 1  # mathematics left open at the end of the chapter before
    return where.line <= earlier.where.line or texts.same_paragraph(where.file, earlier.where.line, where.line)


def _place(error: TexError, explained: Explained, texts: Texts) -> Where:
    """The line that is to blame, where TeX noticed it only later."""
    if explained.kind == "runaway" and error.runaway:
        found = _runaway_start(error, texts)
        if found:
            return found
    if where_written := _moving(error, texts):
        return where_written
    opened = _OPENED_AT.search(error.message)
    if opened:
        return _begin_line(opened[1], int(opened[2]), error, texts)
    called = INPUT.search(error.before)
    if called:  # noticed at the end of the file that this line reads
        name = plain_name(called[1] if called[1].endswith(".tex") else f"{called[1]}.tex")
        if name in texts.names and name != error.where.file:
            return Where(name, texts.last_line(name))
    return error.where


def _moving(error: TexError, texts: Texts) -> Where | None:
    """The heading or caption from which TeX took what it could not read back, by the command that it did not know."""
    command = offending_command(error)
    if not error.where.file.endswith(AUXILIARY) or not command:
        return None
    used = re.compile(re.escape(command) + r"(?![A-Za-z])")
    for name in texts.names:
        for number, line in enumerate(texts.lines(name), 1):
            if used.search(line) and _HEADING.search(line):
                return Where(name, number)
    return None


def _runaway_start(error: TexError, texts: Texts) -> Where | None:
    start = list(runs_of(re.sub(r"\\par\b.*", "", error.runaway)))[:6]
    if not start:
        return None
    for name in _likely(error, texts):
        lines = texts.lines(name)
        for number in range(1, len(lines) + 1):
            words = list(runs_of(lines[number - 1]))
            reach = words + [w for line in lines[number : number + 6] for w in runs_of(line)]
            for at in range(len(words)):
                if reach[at : at + len(start)] == start:
                    return Where(name, number)
    return None


def _begin_line(environment: str, line: int, error: TexError, texts: Texts) -> Where:
    for name in _likely(error, texts):
        lines = texts.lines(name)
        if 0 < line <= len(lines) and f"\\begin{{{environment}}}" in lines[line - 1]:
            return Where(name, line)
    return error.where


def _likely(error: TexError, texts: Texts) -> list[str]:
    """Files to search, the likeliest first: the one named, the one closed last, all others."""
    first = [n for n in (error.where.file, error.closed) if n in texts.names]
    return list(dict.fromkeys([*first, *texts.names]))


def _quoted(error: TexError, where: Where) -> str:
    place = f"{where.file}, line {where.line}" if where.line else where.file
    text = f"{error.before.strip()}{error.after}".strip()[:80]
    if where.file.endswith(AUXILIARY):
        return f" (in a heading or a caption, read back from {where.file}: {text})"
    if not place:
        return f" ({text})" if text else ""
    return f" ({place}: {text})" if text else f" ({place})"

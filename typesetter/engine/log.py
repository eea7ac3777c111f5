"""TeX's log as diagnostics that name the manuscript's lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine.logfile import TexError, read_log
from typesetter.engine.texts import INPUT, Texts, sets_label
from typesetter.regexes import regex

if TYPE_CHECKING:
    from pathlib import Path

    from typesetter.diagnostics import Span
    from typesetter.engine.logfile import LogFile
    from typesetter.latex.sourcemap import LatexSource, SourceMap

_ENDS = regex(r"\\(?:end\s*\{document\}|stop\b|endinput\b)")
_BITMAP = re.compile(r"[</](?P<font>[\w-]+)\.\d+pk>")
_FONTS_HINT = "run `make setup`, which installs TeX Live with outline fonts"


def parse(log: str, source_map: SourceMap, folder: Path, read: LogFile | None = None) -> list[Diagnostic]:
    """The findings of one log, errors in the order in which TeX met them.

    ``folder`` holds the LaTeX files that the log speaks of; their text narrows a paragraph to the line meant. ``read`` is the log
    taken apart, where that has been done. Each cause is reported once: what follows from it in the same paragraph, and TeX's
    last words after it, are left out.
    """
    texts = Texts(folder, source_map)
    events = (read or read_log(log, frozenset(texts.names))).events
    diagnostics: list[Diagnostic] = []
    if errors := [e for e in events if isinstance(e, TexError)]:
        from typesetter.engine.errors import errors_found  # what explains them is needed by nothing else

        diagnostics += errors_found(errors, texts)
    if events:
        from typesetter.engine.findings import findings

        seen: set[tuple[str, str]] = set()
        for event in events:
            for diagnostic, key in findings(event, texts):
                if key not in seen:
                    seen.add(key)
                    diagnostics.append(diagnostic)
    if "(That makes 100 errors" in log:
        diagnostics.append(Diagnostic(Code.LATEX_ERROR, "TeX gave up after a hundred errors; there may be more"))
    diagnostics += [
        Diagnostic(
            Code.LATEX_WARNING, f"the font '{name}' is embedded as a bitmap, which prints badly", None, (_FONTS_HINT,)
        )
        for name in dict.fromkeys(_BITMAP.findall(log))
    ]
    return diagnostics


def unreached(log: str, source: LatexSource, read: LogFile | None = None) -> list[Diagnostic]:
    """Text that TeX never saw: chapters after a raw ``\\end{document}``, lines after a raw ``\\endinput``.

    ``read`` is the log taken apart, where that has been done.
    """
    return _chapters_unopened(read or read_log(log, frozenset(source.files)), source) + _lines_unread(source)


def _lines_unread(source: LatexSource) -> list[Diagnostic]:
    diagnostics = []
    for name, text in source.files.items():
        lines = text.split("\n") if "\\endinput" in text and name.endswith(".tex") else []
        at = next((n for n, line in enumerate(lines, 1) if re.match(r"[^%]*\\endinput(?![A-Za-z])", line)), 0)
        if at and any(line.strip() for line in lines[at:]):
            message = "\\endinput ends this file: what follows is missing from the PDF"
            span = source.source_map.locate(name, at)
            diagnostics.append(Diagnostic(Code.LATEX_ERROR, message, span, ("take \\endinput out of the raw LaTeX",)))
    return diagnostics


def _chapters_unopened(found: LogFile, source: LatexSource) -> list[Diagnostic]:
    main = source.files.get(source.main, "")
    named = [f"{n}.tex" if not n.endswith(".tex") else n for n in INPUT.findall(re.sub(r"(?<!\\)%.*", "", main))]
    lost = [name for name in named if name in source.files and name not in found.opened]
    if not lost or not found.opened:
        return []
    message = f"the document ends too early: {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} missing from the PDF"
    last = next((name for name in reversed(found.opened) if name in source.files and name != source.main), source.main)
    for number, line in enumerate(source.files[last].split("\n"), 1):
        if _ENDS.search(line):
            hint = "take \\end{document} or \\stop out of the raw LaTeX"
            return [Diagnostic(Code.LATEX_ERROR, message, source.source_map.locate(last, number), (hint,))]
    return [Diagnostic(Code.LATEX_ERROR, message, source.source_map.locate(last, 1))]


def last_open(log: str, source: LatexSource) -> str:
    """The source's file that was open when the log broke off; empty when it is none of ours."""
    name = read_log(log, frozenset(source.files)).last_open
    return name if name in source.files else ""


def find_label(label: str, source: LatexSource) -> Span | None:
    """Where the source sets a label."""
    for name, text in source.files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if sets_label(line, label):
                return source.source_map.locate(name, number)
    return None

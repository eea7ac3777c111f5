"""``check --fix``: what the checks know for certain to be written otherwise is written so, and nothing else is changed.

A file keeps its byte-order mark and the ends of its lines; it is written beside and renamed. YAML is left to the writer: what
is right in prose (a bracket at the start) may be something else there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from typesetter.diagnostics import Diagnostic, Span
from typesetter.stamps import write_atomic

_FIXED = (".md", ".markdown", ".bib")
_LINE_END = re.compile("\r\n|[\r\n\x0c]")
"""What ends a line for a span: see :func:`typesetter.config.paths.read_text`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file; ``path`` is as spans name it, ``file`` the file itself, ``count`` how many places change."""

    path: str
    file: Path
    old: str
    new: str
    count: int

    def diff(self) -> str:
        """The unified diff."""
        old, new = self.old.splitlines(keepends=True), self.new.splitlines(keepends=True)
        lines = difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def changes(root: Path, diagnostics: Iterable[Diagnostic]) -> list[Change]:
    """What the certain remedies of ``diagnostics`` change in the files of the thesis folder ``root``, file by file.

    Of two that touch the same characters only the first is carried out; the other is found again by the next check.
    """
    wanted: dict[str, list[tuple[Span, str]]] = {}
    for diagnostic in diagnostics:
        span = diagnostic.span
        if diagnostic.fix is not None and span is not None and span.path.endswith(_FIXED):
            wanted.setdefault(span.path, []).append((span, diagnostic.fix))
    return [change for path in sorted(wanted) if (change := _change(root, path, wanted[path])) is not None]


def _change(root: Path, path: str, edits: Sequence[tuple[Span, str]]) -> Change | None:
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        return None
    try:
        old = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    bom = "\ufeff" if old.startswith("\ufeff") else ""
    text = old[len(bom) :]
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    places = sorted(
        (_offset(starts, s.line, s.column), _offset(starts, s.end_line, s.end_column), fix) for s, fix in edits
    )
    parts: list[str] = []
    at = count = 0
    for start, end, fix in places:
        if start < at or end < start or end > len(text):
            continue
        parts += [text[at:start], fix]
        at, count = end, count + 1
    new = bom + "".join(parts) + text[at:]
    return Change(path, file, old, new, count) if new != old else None


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    """The offset of a place; past the end of the text when there is no such line."""
    return starts[line - 1] + column - 1 if 0 < line <= len(starts) else starts[-1] + (1 << 30)


def apply(found: Iterable[Change]) -> None:
    """Write the changed files. Raises OSError when one cannot be written."""
    for change in found:
        write_atomic(change.file, change.new)

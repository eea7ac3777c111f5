"""Spans, diagnostics and the one shape in which they are shown.

Everything that a user can do wrong, whichever stage saw it, becomes a :class:`Diagnostic`. The printed form is the one of
section 5 of the contract: ``path:line:column: severity[code]: message``, the source line, a caret, the hints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from typesetter.codes import Code, Severity
from typesetter.structs import Struct

__all__ = [
    "Code",
    "Diagnostic",
    "Severity",
    "Span",
    "as_json",
    "did_you_mean",
    "format_diagnostic",
    "has_errors",
    "nearest",
    "sort_diagnostics",
]


class Span(Struct, order=True):
    """A stretch of a source file: lines and columns from 1 (columns in characters), the end exclusive.

    ``path`` is relative to the thesis folder (or to the pipeline's root for its own templates), with ``/``.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        if self.end_line < self.line:
            object.__setattr__(self, "end_line", self.line)
            object.__setattr__(self, "end_column", max(self.end_column, self.column))
        elif self.end_line == self.line and self.end_column < self.column:
            object.__setattr__(self, "end_column", self.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of ``other``."""
        return Span(self.path, self.line, self.column, other.end_line, other.end_column)


class Diagnostic(Struct):
    """One finding: what is wrong, where, and what to do about it.

    ``severity`` defaults to the code's own. ``hints`` are full sentences or phrases without a leading "hint:".
    ``fix`` is what the source at ``span`` certainly has to be instead; None where that is for the writer to decide.
    """

    code: Code
    message: str
    span: Span | None = None
    hints: tuple[str, ...] = ()
    severity: Severity = cast("Severity", None)  # filled from the code below
    fix: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "severity", self.severity or self.code.severity)

    @property
    def is_error(self) -> bool:
        """Whether it stops the build."""
        return self.severity is Severity.ERROR


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(d.is_error for d in diagnostics)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, then by severity; each finding once."""
    unique = dict.fromkeys(diagnostics)
    no_place = Span("", 0, 0)
    return sorted(unique, key=lambda d: (d.span or no_place, d.severity.rank, d.code.value, d.message))


def nearest(name: str, known: Iterable[str], *, count: int = 1, cutoff: float = 0.6) -> list[str]:
    """The names of ``known`` that ``name`` was most likely meant to be, best first, whatever their case."""
    import difflib

    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(candidate.casefold(), candidate)
    found = difflib.get_close_matches(name.casefold(), list(folded), n=count, cutoff=cutoff)
    return [folded[f] for f in found]


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """A hint that names the nearest valid name; empty when none is near."""
    found = nearest(name, known)
    return (f"did you mean '{found[0]}'?",) if found else ()


def _width(text: str) -> int:
    """Columns that ``text`` takes on a terminal: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


_VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(32)},
    **dict.fromkeys((*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"),
    ord("\t"): " ",
}
"""What would command a terminal, or turn the order of a line's letters about."""


def _visible(text: str) -> str:
    """Control characters made visible, tabs to one space, so that the caret stands where it should."""
    return text if text.isascii() and text.isprintable() else text.translate(_VISIBLE)


def _excerpt(span: Span, line: str) -> list[str]:
    number = str(span.line)
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    offset = 0
    if len(line) > 160:  # a paragraph on one line: show the neighbourhood of the fault
        offset = max(0, start - 60)
        shown = (
            ("…" if offset else "") + _visible(line[offset : offset + 150]) + ("…" if offset + 150 < len(line) else "")
        )
        offset -= 1 if offset else 0
    else:
        shown = _visible(line)
    pad = " " * _width(shown[: start - offset])
    carets = "^" * max(1, min(_width(line[start : min(end, start + 160)]), 160 - len(pad)))
    gutter = " " * len(number)
    return [f"   {number} | {shown}", f"   {gutter} | {pad}{carets}"]


def format_diagnostic(
    diagnostic: Diagnostic,
    line_of: Callable[[str, int], str | None],
    paint: Callable[[str, str], str] = lambda text, _style: text,
) -> str:
    """The printed form.

    ``line_of(path, line)`` gives the text of a source line or None; ``paint(text, style)`` colours a part, the style being
    ``error``, ``warning``, ``info``, ``path``, ``caret`` or ``hint``.
    """
    head = paint(f"{diagnostic.severity.value}[{diagnostic.code.value}]", diagnostic.severity.value)
    where = paint(_visible(f"{diagnostic.span}: "), "path") if diagnostic.span else ""
    first, *rest = map(_visible, diagnostic.message.splitlines() or [""])
    lines = [f"{where}{head}: {first}", *(f"  {r}" for r in rest)]
    if diagnostic.span is not None:
        text = line_of(diagnostic.span.path, diagnostic.span.line)
        if text is not None:
            source, caret = _excerpt(diagnostic.span, text)
            lines += [source, paint(caret, "caret")]
    lines += [paint("  hint:", "hint") + f" {_visible(hint)}" for hint in diagnostic.hints]
    return "\n".join(lines)


def as_json(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """The content of ``build/diagnostics.json``; a finding without a place has nulls for path and lines."""
    rows = []
    for d in diagnostics:
        s = d.span
        rows.append(
            {
                "code": d.code.value,
                "severity": d.severity.value,
                "message": d.message,
                "path": s.path if s else None,
                "line": s.line if s else None,
                "column": s.column if s else None,
                "end_line": s.end_line if s else None,
                "end_column": s.end_column if s else None,
                "hints": list(d.hints),
            }
        )
    return {"diagnostics": rows}

"""From a line of generated LaTeX back to the line of Markdown, YAML, .bib or template that it came from.

While LaTeX is being made, places travel inside it as marks of two noncharacters around a number. They pass through PyLaTeX
and Jinja like any other characters; :func:`extract` takes them out at the end and gives the map. A line without a mark of its
own belongs to the mark before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from typesetter.diagnostics import Span
from typesetter.latex.escape import MARK_CLOSE, MARK_OPEN, NOTE_END

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_NOTE_END = re.compile(f"{NOTE_END}((?:{MARK_OPEN}\\d+{MARK_CLOSE})*)([ \\n]?)")


class Places:
    """The places of one rendering, numbered."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._numbers: dict[Span, int] = {}

    def mark(self, span: Span) -> str:
        """The mark that says: from here on, ``span``."""
        number = self._numbers.get(span)
        if number is None:
            number = self._numbers[span] = len(self.spans)
            self.spans.append(span)
        return f"{MARK_OPEN}{number}{MARK_CLOSE}"


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Per generated file, the place of each of its lines."""

    lines: Mapping[str, Sequence[Span | None]] = field(repr=False)

    def locate(self, file: str, line: int) -> Span | None:
        """Where line ``line`` (from 1) of the generated ``file`` came from; None when it is the pipeline's own."""
        found = self.lines.get(file.removeprefix("./"))
        return found[line - 1] if found is not None and 0 < line <= len(found) else None


@dataclass(frozen=True, slots=True)
class LatexSource:
    """What the engine needs: generated files by name, files to copy beside them, the map back, the packages used."""

    files: Mapping[str, str] = field(repr=False)
    assets: Mapping[str, Path] = field(repr=False)
    source_map: SourceMap
    packages: frozenset[str]
    main: str = "thesis.tex"

    @property
    def needed_files(self) -> frozenset[str]:
        """The packages as TeX looks for them; Cyrillic is an encoding and its fonts."""
        cyrillic = frozenset({"t2aenc.def", "t2acmr.fd", "sfrm1000.pfb"})
        return (self.packages - {"cyrillic"}) | (cyrillic if "cyrillic" in self.packages else frozenset())


def _close_notes(match: re.Match[str]) -> str:
    """A note's closing brace ends its line; a space after it becomes the line end, and no space is made where none was."""
    marks, after = match.groups()
    if after == "\n":
        return f"\n{marks}"
    return f"\n{marks}" if after == " " else f"%\n{marks}"


def extract(text: str, places: Places) -> tuple[str, list[Span | None]]:
    """``text`` without its marks, and the place of each of its lines."""
    text = _NOTE_END.sub(_close_notes, text)
    lines, spans = [], []
    current: Span | None = None
    for line in text.split("\n"):
        marks = _MARK.findall(line)
        if marks:
            current = places.spans[int(marks[0])]
        spans.append(current)
        if marks:
            current = places.spans[int(marks[-1])]
            line = _MARK.sub("", line)
        lines.append(line)
    return "\n".join(lines), spans

"""From a line of generated LaTeX back to the line of Markdown, YAML, .bib or template that it came from.

While LaTeX is being made, places travel inside it as marks: two noncharacters around a number. They pass through PyLaTeX
and Jinja like any other characters; :func:`extract` takes them out at the end and gives the map. A line without a mark of its
own belongs to the mark before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from typesetter.diagnostics import Span
from typesetter.latex.escape import MARK_CLOSE, MARK_OPEN, NOTE_END
from typesetter.structs import Struct, field

_MARK = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]+){MARK_CLOSE}")
_NOTE_END = re.compile(f"{NOTE_END}((?:{MARK_OPEN}[^{MARK_CLOSE}]+{MARK_CLOSE})*)([ \\n]?)")

TEMPLATES = "templates/"
"""How the paths of templates begin, the thesis's own and the pipeline's."""


class Places:
    """The places of one rendering, numbered."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._numbers: dict[Span, int] = {}
        self._told: dict[str, Span] = {}

    def mark(self, span: Span) -> str:
        """The mark that says: from here on, ``span``."""
        number = self._numbers.get(span)
        if number is None:
            number = self._numbers[span] = len(self.spans)
            self.spans.append(span)
        return f"{MARK_OPEN}{number}{MARK_CLOSE}"

    def span(self, told: str) -> Span:
        """The span that a mark tells: by its number, or, in a template, by path and line."""
        if told.isdecimal():
            return self.spans[int(told)]
        span = self._told.get(told)
        if span is None:
            path, _, line = told.rpartition(":")
            span = self._told[told] = Span(path, int(line))
        return span


def template_mark(path: str, line: int) -> str:
    """The mark of a line of a template. It needs no numbering, so that compiled templates can be kept."""
    return f"{MARK_OPEN}{path}:{line}{MARK_CLOSE}"


Pieces = tuple[tuple[int, Span], ...]
"""The places of one generated line: from which column on (from 0) it came from where."""


class SourceMap(Struct):
    """Per generated file, the place of each of its lines; ``pieces`` tells the parts of a line apart."""

    lines: Mapping[str, Sequence[Span | None]] = field(repr=False)
    pieces: Mapping[str, Sequence[Pieces]] = field(default_factory=dict, repr=False)

    def locate(self, file: str, line: int) -> Span | None:
        """Where line ``line`` (from 1) of the generated ``file`` came from; None when it is the pipeline's own."""
        found = self.lines.get(file.removeprefix("./"))
        return found[line - 1] if found is not None and 0 < line <= len(found) else None

    def locate_column(self, file: str, line: int, column: int) -> Span | None:
        """Where the character at ``column`` (from 0) of that line came from."""
        pieces = self.pieces.get(file, ())
        found = self.locate(file, line)
        for start, span in pieces[line - 1] if 0 < line <= len(pieces) else ():
            if start <= column:
                found = span
        return found


class LatexSource(Struct):
    """What the engine needs: generated files by name, files to copy beside them, the map back, the packages used."""

    files: Mapping[str, str] = field(repr=False)
    assets: Mapping[str, Path] = field(repr=False)
    source_map: SourceMap
    packages: frozenset[str]
    main: str = "thesis.tex"
    forecast: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What TeX is expected to write into its lists of contents, for a start without auxiliary files."""

    late: Mapping[str, str] | None = field(default=None, repr=False)
    """What is put into the finished PDF, besides page numbers in the lists: counts by name. None: TeX prints all of it."""

    origins: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By generated file the path of the chapter that it was made of."""

    @property
    def needed_files(self) -> frozenset[str]:
        """The packages as TeX looks for them; Cyrillic is an encoding and its fonts."""
        cyrillic = frozenset({"t2aenc.def", "t2acmr.fd", "sfrm1000.pfb"})
        return (self.packages - {"cyrillic"}) | (cyrillic if "cyrillic" in self.packages else frozenset())


_HIDDEN_END = re.compile(r"(?<!\\)((?:\\\\)*)%\n")


def one_line(source: str) -> str:
    """``source`` on one line, for arguments that may hold no paragraph: headings, captions, cells."""
    return _HIDDEN_END.sub(r"\1", source).replace("\n\n", r"\endgraf{} ").replace("\n", " ")


def leading_marks(source: str) -> tuple[str, str]:
    """The marks that ``source`` begins with, and the rest: what is put before it is to belong to the same place."""
    match = re.match(f"(?:{_MARK.pattern})*", source)
    end = match.end() if match else 0
    return source[:end], source[end:]


def _close_notes(match: re.Match[str]) -> str:
    """A note's closing brace ends its line; a space after it becomes the line end, and no space is made where none was."""
    marks, after = match.groups()
    if after == "\n":
        return f"\n{marks}"
    return f"\n{marks}" if after == " " else f"%\n{marks}"


def bare(text: str) -> str:
    """``text`` without its marks, as :func:`extract` gives it, where nobody will ask for the places."""
    return _MARK.sub("", _NOTE_END.sub(_close_notes, text))


def extract(text: str, places: Places) -> tuple[str, list[Span | None], list[Pieces]]:
    """``text`` without its marks; the place of each of its lines; the places of the parts of each line.

    Where a template and the manuscript share a line, the line is the manuscript's: what it holds varies from thesis to
    thesis, the template around it does not.
    """
    text = _NOTE_END.sub(_close_notes, text)
    lines: list[str] = []
    spans: list[Span | None] = []
    pieces: list[Pieces] = []
    current: Span | None = None
    for line in text.split("\n"):
        if MARK_OPEN not in line:
            spans.append(current)
            pieces.append(((0, current),) if current is not None else ())
            lines.append(line)
            continue
        found: list[tuple[int, Span]] = [(0, current)] if current is not None else []
        plain, *rest = _MARK.split(line)
        for told_by, words in zip(rest[::2], rest[1::2], strict=True):
            found.append((len(plain), places.span(told_by)))
            plain += words
        ends = [*(start for start, _ in found[1:]), len(plain)]
        told = [span for (start, span), end in zip(found, ends, strict=False) if start < end]
        told = told or [span for _, span in found[-1:]]
        spans.append(next((s for s in told if not s.path.startswith(TEMPLATES)), told[0] if told else None))
        pieces.append(tuple(found))
        current = found[-1][1] if found else None
        lines.append(plain)
    return "\n".join(lines), spans, pieces

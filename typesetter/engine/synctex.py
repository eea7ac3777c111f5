"""SyncTeX, from a place in the PDF to a line of the manuscript and back.

TeX writes for every box, glue and rule the line of LaTeX that it came from. Here the lines are replaced by those of Markdown,
YAML, .bib or template that the LaTeX came from, so that viewers and editors jump to what the writer writes. The format is that
of SyncTeX's own documentation (``man 5 synctex``): lines ``Input:TAG:PATH`` name files, records such as ``(TAG,LINE:…`` point
to them.
"""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from typesetter.engine.parked import NAME
from typesetter.latex.sourcemap import LatexSource

_INPUT = re.compile(r"Input:(\d+):(.*)")
_RECORD = re.compile(r"([\[(vhxkg$r])(\d+),(\d+)(?:,\d+)?(:.*)")
_AT = re.compile(r"\d+,\d+")
_LISTS = (".toc", ".lof", ".lot", ".aux", ".out")

Place = tuple[Path, int]


def to_manuscript(data: bytes, source: LatexSource, folder: Path, root: Path) -> bytes:
    """What TeX wrote in ``folder`` for ``source``, gzipped, with the places of the manuscript instead of those of LaTeX.

    ``root`` is the thesis folder. What the pipeline made by itself, such as a title page, belongs to the file of its chapter, or
    else to thesis.yaml. Raises OSError or EOFError when ``data`` is damaged.
    """
    lines = gzip.decompress(data).decode("utf-8", "surrogateescape").split("\n")
    places = _Places(source, folder, root)
    content = lines.index("Content:") if "Content:" in lines else len(lines)
    for line in lines:  # files may be named behind the first records that point to them
        if found := _INPUT.fullmatch(line):
            places.name(found[1], found[2])
    head = [line for line in lines[:content] if not line.startswith("Input:")]
    body = places.records(line for line in lines[content:] if not line.startswith("Input:"))
    text = "\n".join([*head[:1], *places.inputs(), *head[1:], *body])
    return gzip.compress(text.encode("utf-8", "surrogateescape"), compresslevel=3, mtime=0)


class _Places:
    """The files by their tags, as TeX gave them and as they are given here."""

    def __init__(self, source: LatexSource, folder: Path, root: Path) -> None:
        self._source, self._folder = source, os.path.realpath(folder)
        self._root, self._fallback = root, root / "thesis.yaml"
        self._generated: dict[str, str] = {}
        self._foreign: dict[str, Path] = {}
        self._tags: dict[Path, int] = {}
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def name(self, tag: str, path: str) -> None:
        """Take note that ``tag`` stands for the file ``path``."""
        inside = os.path.relpath(os.path.realpath(Path(self._folder, path)), self._folder).replace(os.sep, "/")
        inside = self._source.main if inside == NAME else inside
        if inside in self._source.files or inside.endswith(_LISTS):
            self._generated[tag] = inside
        elif path:
            self._foreign[tag] = Path(path)

    def records(self, lines: Iterable[str]) -> list[str]:
        """The lines of the content, their places replaced."""
        made: list[str] = []
        page: list[tuple[int, tuple[int, int]]] = []
        for line in lines:
            found = _RECORD.fullmatch(line)
            if line.startswith("{"):
                page = []
            elif line.startswith("}"):
                _frame(made, page)
            if found is None:
                made.append(line)
                continue
            place = self._tagged(found[2], found[3])
            page.append((len(made), place))
            made.append(f"{found[1]}{place[0]},{place[1]}{found[4]}")
        return made

    def _tagged(self, tag: str, number: str) -> tuple[int, int]:
        known = self._known.get((tag, number))
        if known is None:
            path, there = self._place(tag, int(number))
            known = self._known[tag, number] = self._tags.setdefault(path, len(self._tags) + 1), there
        return known

    def _place(self, tag: str, line: int) -> Place:
        file = self._generated.get(tag)
        if file is None:
            return self._foreign.get(tag, self._fallback), line
        span = self._source.source_map.locate(file, line)
        if span is not None:
            path = self._root / span.path
            if path.is_file():
                return path, span.line
        origin = self._source.origins.get(file)
        return (self._root / origin if origin is not None else self._fallback), 1

    def inputs(self) -> list[str]:
        """The lines that name the files which records point to."""
        return [f"Input:{tag}:{path}" for path, tag in self._tags.items()]


def _frame(made: list[str], page: list[tuple[int, tuple[int, int]]]) -> None:
    """Give what frames a page, its first box among it, to the file that the page is of.

    It was made when TeX had gone on, perhaps to the next chapter. ``page`` holds the records' indices and places.
    """
    outside = page[0][1] if page else (0, 0)
    inside = Counter(tag for _, (tag, _) in page if tag != outside[0])
    if not inside or sum(inside.values()) < sum(1 for _, place in page if place[0] == outside[0] and place != outside):
        return
    tag = inside.most_common(1)[0][0]
    line = min(line for _, (other, line) in page if other == tag)
    for index, place in page:
        if place == outside:
            made[index] = _AT.sub(f"{tag},{line}", made[index], count=1)

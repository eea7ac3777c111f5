"""The generated LaTeX files of a run, and words of the log found again in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from typesetter.diagnostics import Span
from typesetter.engine.logfile import Where
from typesetter.latex.sourcemap import SourceMap

INPUT = re.compile(r"\\(?:input|include)\s*\{([^}]*)\}")
"""A command that reads a file, and the file's name."""


class Texts:
    """The LaTeX files of a run, read when they are asked for."""

    def __init__(self, folder: Path, source_map: SourceMap) -> None:
        self._folder = folder
        self._map = source_map
        self._lines: dict[str, list[str]] = {}
        files = sorted(folder.rglob("*.tex")) if folder.is_dir() else []
        self.names = [p.relative_to(folder).as_posix() for p in files]

    def lines(self, name: str) -> list[str]:
        """The lines of a file; none when it is not one of the run's."""
        if name not in self._lines:
            path = self._folder / name
            try:
                self._lines[name] = path.read_text("utf-8", "replace").split("\n") if name in self.names else []
            except OSError:
                self._lines[name] = []
        return self._lines[name]

    def locate(self, where: Where) -> Span | None:
        """Where in the manuscript a line came from."""
        return self._map.locate(where.file, where.line) if where.line else None

    def last_line(self, name: str) -> int:
        """The last line of a file with anything in it."""
        lines = self.lines(name)
        return next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip()), 1)

    def label(self, name: str) -> Where | None:
        """Where a label is set; the last place when there are several."""
        found: Where | None = None
        for file in self.names:
            for number, line in enumerate(self.lines(file), 1):
                if sets_label(line, name):
                    found = Where(file, number)
        return found

    def same_paragraph(self, name: str, first: int, second: int) -> bool:
        """Whether no blank line stands between two lines of a file."""
        low, high = sorted((first, second))
        return all(line.strip() for line in self.lines(name)[low : high - 1])


def sets_label(line: str, name: str) -> bool:
    """Whether a line of LaTeX sets the label."""
    return f"{{{name}}}" in line and bool(
        re.search(r"\\(?:label|tptarget|hypertarget)\s*\{" + re.escape(name) + r"\}", line)
    )


def runs_of(text: str) -> Iterator[str]:
    """The words of a piece of TeX input or of a box as the log shows it: letters and digits only, hyphens taken out.

    Font switches, commands and boxes (``[]``) are no words.
    """
    text = re.sub(r"\\[A-Z0-9]+/[\w.-]+(?:/[\w.-]+)* ?|\[\]", " ", text)
    text = re.sub(r"\\[A-Za-z@]+\*?|[{}$~]", " ", text)
    for word in text.split():
        plain = re.sub(r"[\W_]", "", word)
        if plain:
            yield plain.casefold()


@lru_cache(maxsize=1024)
def _words_of(line: str) -> tuple[str, ...]:
    """The words of a line, which a log may ask for as often as it has boxes: a paragraph is one line, however long."""
    return tuple(runs_of(line))


def best_line(wanted: list[str], lines: list[str], first: int, last: int, *, beyond: bool, least: int) -> int | None:
    """The line in which the last of the words wanted stands, by the longest run of words in common."""
    if not wanted:
        return None
    import difflib

    words = [
        (word, number)
        for number in range(first, last + 1)
        if number <= len(lines)
        for word in _words_of(lines[number - 1])
    ]
    present = [w for w, _ in words]
    matcher = difflib.SequenceMatcher(None, wanted, present, autojunk=False)
    longest = matcher.find_longest_match()
    if longest.size < least or sum(len(w) for w in wanted[longest.a : longest.a + longest.size]) < 4:
        return None
    end = longest.b + longest.size
    # a hyphen at the line's end leaves the beginning of a word, a command's name comes between: look a little further
    rest = wanted[longest.a + longest.size :]
    for word in rest:
        near = next((i for i in range(end, min(end + 6, len(present))) if present[i].startswith(word)), None)
        if near is None:
            break
        end = near + 1
    at = words[end - 1][1]
    if beyond and end < len(words) and words[end][1] == at + 1 and not any(n == at for _, n in words[end:]):
        return at + 1
    return at

"""The texts in the blocks of a chapter → inlines. In a process that builds again and again, those are read that have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from typesetter import model as m
from typesetter.regexes import regex
from typesetter.shelf import remembered
from typesetter.sources.attributes import split_trailing
from typesetter.sources.inlines import InlineBuilder
from typesetter.sources.markdown import children
from typesetter.sources.notes import Notes
from typesetter.sources.reading import Reading, Stretch

_HEADING_END = regex(r"\s#+\s*$")

_Known = dict[tuple[Any, ...], tuple[tuple[m.Inline, ...], int]]


class Texts:
    """Reads texts, whose source has these ``lines``."""

    def __init__(self, reading: Reading, lines: Sequence[str], notes: Notes, root: Path) -> None:
        self._reading, self._lines, self._notes, self._root = reading, lines, notes, root
        self._before: _Known = {}
        self._after: _Known = {}

    @contextmanager
    def remembered(self) -> Iterator[None]:
        """Around the reading of all texts: they are remembered for the next reading, as long as the process remembers.

        A link refers to a definition elsewhere, and what is taken out of YAML stands here and there: then nothing is.
        """
        reading = self._reading
        if reading.env.get("references") or reading.source.breaks:
            yield
            return
        place = self._root / reading.source.path / (reading.id_prefix or ".")
        known: _Known = remembered(place, (reading.source.path, reading.id_prefix, reading.untrusted), dict)
        self._before = known.copy()
        yield
        known.clear()
        known.update(self._after)

    def read(self, token: Token, cell: tuple[int, tuple[int, ...]] | None) -> tuple[m.Inline, ...]:
        """The inlines of ``token``; ``cell`` is the column of a table's cell and what its text leaves out.

        They follow from the text, its lines and where these stand, and from what was read before: how many citations, and
        whether in a note. What was found wrong is found again, and what asks for a note asks again.
        """
        reading = self._reading
        line, end = token.map or (0, 1)
        end = max(end, line + 1 + token.content.count("\n"))
        lines, origins = tuple(self._lines[line:end]), reading.source.origins[line:end]
        key = token.content, line, lines, origins, cell, reading.citations, reading.in_note, reading.nested
        known = self._before.get(key)
        if known is None:
            others = len(reading.diagnostics), self._notes.asked
            made = self._read(token, cell)
            known = made, reading.citations
            if others != (len(reading.diagnostics), self._notes.asked):
                return made
        self._after[key] = known
        made, reading.citations = known
        return made

    def _read(self, token: Token, cell: tuple[int, tuple[int, ...]] | None) -> tuple[m.Inline, ...]:
        line = (token.map or (0, 1))[0]
        self._reading.check_length(token.content, self._notes.place(token))
        stretch = self._stretch(token) if cell is None else Stretch(token.content, ((line, cell[0]),), cell[1])
        return InlineBuilder(self._reading, stretch).build(children(token, self._reading.env))

    def _stretch(self, token: Token) -> Stretch:
        """The text of the inline token ``token``, whose lines each end where the source's line ends, less what is no text."""
        start, end = token.map or (0, 1)
        texts = token.content.split("\n")
        while start + 1 < end and texts[0].strip() not in self._lines[start]:
            start += 1  # a line of nothing but, say, a non-breaking space, which markdown-it strips off
        places = []
        for number, text in enumerate(texts):
            line = self._lines[start + number] if start + number < len(self._lines) else ""
            places.append((start + number, _column(line, text.strip()) - (len(text) - len(text.lstrip()))))
        return Stretch(token.content, tuple(places))


def _column(line: str, text: str) -> int:
    """Where ``text`` stands in ``line``: at its end, but for the marks of a heading and an attribute block."""
    rest = line.rstrip()
    for shortened in (rest, split_trailing(rest)[0], _HEADING_END.sub("", rest).rstrip()):
        if shortened.endswith(text):
            return len(shortened) - len(text)
    return max(0, split_trailing(_HEADING_END.sub("", rest))[0].rfind(text))

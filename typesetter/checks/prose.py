"""The manuscript as running text: what the checks of words read, each character with its place in the source.

A :class:`Passage` is one heading, paragraph, list item, caption, cell, note and so on, as it is printed: dashes are dashes,
a line end is a space, emphasis has left no mark. What is no text (a citation, a cross reference, a note's mark, mathematics,
code) is one object replacement character, :data:`OBJECT`, and stands in :attr:`Passage.marks`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Any, overload

from typesetter import model as m
from typesetter.checks.alignment import SourceLine, place_in, source_text
from typesetter.checks.regions import Regions, touches, united
from typesetter.diagnostics import Span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


class Kind(StrEnum):
    """What a passage is. ``DATA`` is a value of a YAML chapter that is one line, ``TERM`` what a definition defines."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    EPIGRAPH = "epigraph"
    CAPTION = "caption"
    CELL = "cell"
    NOTE = "note"
    TERM = "term"
    DEFINITION = "definition"
    DATA = "data"


_QUOTATIONS = {"quote": Kind.QUOTATION, "epigraph": Kind.EPIGRAPH}
"""Divs whose text is somebody else's."""
_QUOTED = regex(r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|(?<!\w)‘[^‘]*?[^\s‘]’(?!\w)")


class Passage(Struct):
    """One stretch of running text.

    ``text`` is as printed, without its objects' words; ``marks`` are the objects by their offset in ``text``. ``chapter`` is the
    index of its chapter in the document, ``path`` the file. ``level`` (1 for a chapter's title), ``label`` and ``numbered`` are
    a heading's; ``label`` is a caption's too. ``key`` is the name that a YAML chapter has the text under. ``emphasised`` and
    ``foreign`` are regions of ``text``, the latter with their language. ``block`` is the node it was read from.
    """

    kind: Kind
    chapter: int
    path: str
    text: str
    block: Any = field(repr=False)
    marks: tuple[tuple[int, Any], ...] = ()
    level: int = 0
    label: str | None = None
    numbered: bool = True
    key: str = ""
    language: str = "en-GB"
    emphasised: tuple[tuple[int, int], ...] = ()
    foreign: tuple[tuple[int, int, str], ...] = ()
    starts: tuple[int, ...] = field(default=(), repr=False)
    """Where each of ``pieces`` begins in ``text``."""
    pieces: tuple[Any, ...] = field(default=(), repr=False)
    source: SourceLine = field(default=lambda _path, _line: None, repr=False, compare=False)
    kept: dict[str, Regions] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out once, as the regions are that every check asks for."""

    @property
    def is_quotation(self) -> bool:
        """Whether all of it is somebody else's words."""
        return self.kind in (Kind.QUOTATION, Kind.EPIGRAPH)

    @property
    def quoted(self) -> tuple[tuple[int, int], ...]:
        """The regions between quotation marks, these included."""
        if "quoted" not in self.kept:
            self.kept["quoted"] = tuple(found.span() for found in _QUOTED.finditer(self.text))
        return self.kept["quoted"]

    @property
    def borrowed(self) -> Regions:
        """The regions that need not be the writer's own words: quoted, emphasised as titles are, or in another language."""
        if "borrowed" not in self.kept:
            foreign = ((a, b) for a, b, _ in self.foreign)
            self.kept["borrowed"] = united((*self.quoted, *self.emphasised, *foreign))
        return self.kept["borrowed"]

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether the stretch is in a quotation, or touches one between quotation marks."""
        return self.is_quotation or touches(self.quoted, start, end)

    def is_foreign(self, start: int, end: int) -> bool:
        """Whether the stretch touches text marked as being in another language."""
        if "foreign" not in self.kept:
            self.kept["foreign"] = united((a, b) for a, b, _ in self.foreign)
        return touches(self.kept["foreign"], start, end)

    def mark_at(self, offset: int) -> Any:
        """The object at ``offset``, None where there is none."""
        index = bisect_left(self.marks, offset, key=itemgetter(0))
        return self.marks[index][1] if index < len(self.marks) and self.marks[index][0] == offset else None

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where the characters from ``start`` to before ``end`` of the text stand in the source; the whole by default."""
        end = len(self.text) if end is None else min(end, len(self.text))
        if not self.pieces or start >= len(self.text):
            whole: Span = self.block.span if not self.pieces else self._place(len(self.text) - 1)
            return whole if not self.pieces else Span(whole.path, whole.end_line, whole.end_column)
        first = self._place(start)
        if end <= start:
            return Span(first.path, first.line, first.column)
        last = self._place(end - 1)
        return first.to(last) if first.path == last.path else first

    def raw(self, start: int = 0, end: int | None = None) -> str:
        """The source of that stretch, marks of Markdown and all."""
        return source_text(self.span(start, end), self.source)

    def _place(self, offset: int) -> Span:
        """Where one character stands."""
        index = bisect_right(self.starts, offset) - 1
        piece = self.pieces[index]
        if not isinstance(piece, m.Text):
            whole: Span = piece.span
            return whole
        return place_in(piece, offset - self.starts[index], self.source)


# ------------------------------------------------------------------------------------------------- from the document


def passages(document: m.Document, source: SourceLine, language: str = "en-GB") -> tuple[Passage, ...]:
    """The running text of a document in reading order; a note's text follows the passage that holds its mark."""
    found: list[Passage] = []
    for index, chapter in enumerate(document.chapters):
        found += chapter_passages(chapter, index, source, language)
    return tuple(found)


def chapter_passages(chapter: m.Chapter, index: int, source: SourceLine, language: str) -> Iterator[Passage]:
    """The running text of one chapter, its title first."""
    reader = _Reader(chapter, index, source, language)
    title = m.Heading(1, chapter.title, chapter.label, chapter.numbered, chapter.span)
    yield from reader.passage(Kind.HEADING, title, chapter.title)
    yield from reader.blocks(chapter.blocks, Kind.PARAGRAPH)


class Passages(Sequence[Passage]):
    """The running text of a chapter, made when it is first looked at."""

    def __init__(self, chapter: m.Chapter, index: int, source: SourceLine, language: str) -> None:
        self._given = chapter, index, source, language
        self._made: tuple[Passage, ...] | None = None
        self._distant: dict[int, Any] = {}

    def _all(self) -> tuple[Passage, ...]:
        if self._made is None:
            self._made = tuple(chapter_passages(*self._given))
        return self._made

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, index: int | slice) -> Passage | tuple[Passage, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def distant(self, index: int, kind: Kind | None = None) -> Passage:
        """A stand-in for the passage with that index: the passages are made when it is asked for more than chapter and kind.

        It is the same each time, but is not the passage.
        """
        if index not in self._distant:
            self._distant[index] = _Distant(self, index, self._given[1])
        if kind is not None:
            self._distant[index].kind = kind
        found: Passage = self._distant[index]
        return found


class _Distant:
    """A passage that has not been made yet."""

    kind: Kind

    def __init__(self, there: Passages, index: int, chapter: int) -> None:
        self._there, self._index, self.chapter = there, index, chapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._there[self._index], name)


class _Reader:
    """Makes the passages of one chapter."""

    def __init__(self, chapter: m.Chapter, index: int, source: SourceLine, language: str) -> None:
        self.path, self.index, self.source, self.language = chapter.path, index, source, language

    def passage(
        self, kind: Kind, block: Any, inlines: Sequence[Any], *, key: str = "", label: str | None = None
    ) -> Iterator[Passage]:
        """The text of ``inlines``, and of the notes whose marks are in it."""
        text = _Text()
        text.add(inlines)
        if text.length:
            heading = block if isinstance(block, m.Heading) else None
            yield Passage(
                kind, self.index, self.path, "".join(text.parts), block, tuple(text.marks),
                level=heading.level if heading else 0, label=heading.label if heading else label,
                numbered=heading.numbered if heading else True, key=key, language=self.language,
                emphasised=tuple(text.emphasised), foreign=tuple(text.foreign),
                starts=tuple(text.starts), pieces=tuple(text.pieces), source=self.source,
            )  # fmt: skip
        for _, node in text.marks:
            if isinstance(node, m.Note):
                yield from self.blocks(node.blocks, Kind.NOTE)

    def blocks(self, blocks: Sequence[Any], kind: Kind) -> Iterator[Passage]:
        """The passages of ``blocks``, whose paragraphs are of that kind."""
        for block in blocks:
            match block:
                case m.Heading():
                    yield from self.passage(Kind.HEADING, block, block.children)
                case m.Paragraph():
                    yield from self.passage(kind, block, block.children)
                case m.Quotation():
                    yield from self.blocks(block.blocks, Kind.QUOTATION)
                case m.Div():
                    yield from self._div(block, kind)
                case m.BulletList() | m.OrderedList():
                    for item in block.items:
                        yield from self.blocks(item, Kind.ITEM if kind is Kind.PARAGRAPH else kind)
                case m.DefinitionList():
                    for term, definitions in block.items:
                        yield from self.passage(Kind.TERM, block, term)
                        for definition in definitions:
                            yield from self.blocks(definition, Kind.DEFINITION)
                case m.Table() | m.Figure() | m.Plot():
                    yield from self._float(block)
                case m.TemplateBlock():
                    yield from self._data(block.data, "")
                case _:
                    pass  # code, mathematics, raw LaTeX, breaks

    def _float(self, block: m.Table | m.Figure | m.Plot) -> Iterator[Passage]:
        yield from self.passage(Kind.CAPTION, block, block.caption, label=block.label)
        if isinstance(block, m.Table):
            for cell in (cell for row in (block.header, *block.rows) for cell in row):
                yield from self.passage(Kind.CELL, cell, cell.children)

    def _div(self, block: m.Div, kind: Kind) -> Iterator[Passage]:
        language, self.language = self.language, dict(block.attributes).get("lang", self.language)
        yield from self.blocks(block.blocks, _QUOTATIONS.get(block.kind, kind))
        self.language = language

    def _data(self, value: Any, key: str) -> Iterator[Passage]:
        match value:
            case m.Record():
                for name, item in value.items:
                    yield from self._data(item, name)
            case tuple():
                for item in value:
                    yield from self._data(item, key)
            case m.Rich() if value.is_block:
                yield from self.blocks(value.blocks, Kind.PARAGRAPH)
            case m.Rich():
                yield from self.passage(Kind.DATA, value, value.inlines, key=key)


class _Text:
    """Running text gathered from inlines, piece by piece."""

    def __init__(self) -> None:
        self.length = 0
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.pieces: list[Any] = []
        self.marks: list[tuple[int, Any]] = []
        self.emphasised: list[tuple[int, int]] = []
        self.foreign: list[tuple[int, int, str]] = []

    def add(self, inlines: Sequence[Any]) -> None:
        """The text of ``inlines``."""
        for node in inlines:
            kind = type(node)
            if kind is m.Text:
                self._put(node.text, node)
            elif kind is m.SoftBreak:
                self._put(" ", node)
            elif kind is m.HardBreak:
                self._put("\n", node)
            elif kind is m.Target:
                continue
            elif hasattr(node, "children"):
                self._group(node)
            else:
                self.marks.append((self.length, node))
                self._put(OBJECT, node)

    def _group(self, node: Any) -> None:
        start = self.length
        self.add(node.children)
        if self.length == start:  # a link without words: something stands there all the same
            self.marks.append((self.length, node))
            self._put(OBJECT, node)
        if isinstance(node, (m.Emph, m.Strong)):
            self.emphasised.append((start, self.length))
        if isinstance(node, m.Styled) and (language := dict(node.attributes).get("lang")):
            self.foreign.append((start, self.length, language))

    def _put(self, text: str, node: Any) -> None:
        self.parts.append(text)
        self.starts.append(self.length)
        self.pieces.append(node)
        self.length += len(text)

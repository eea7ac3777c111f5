"""A document made into passages: its running text in reading order, a chapter's when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from typesetter import model as m
from typesetter.checks.alignment import SourceLine
from typesetter.checks.prose import OBJECT, Kind, Passage

_QUOTATIONS = {"quote": Kind.QUOTATION, "epigraph": Kind.EPIGRAPH}
"""Divs whose text is somebody else's."""


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

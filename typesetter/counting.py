"""Words and characters as a university counts them: from the model, by the profile's own list of parts.

The counted text is what is printed: citations as they appear, cross references as word and number. Words are what stands
between white space and dashes (a sign that stands alone, such as & or %, too), as LibreOffice counts them; characters include
spaces, runs of white space counting once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from typesetter import model as m
from typesetter.shelf import Shelf
from typesetter.stamps import digest
from typesetter.tally import ROLE_PARTS, ChapterCount, Count, Statistics
from typesetter.witness import code_digest

__all__ = ["ChapterCount", "Count", "KeptCounts", "Statistics", "count", "count_text"]


def count_text(text: str) -> Count:
    """The count of a text."""
    stretches = text.split()
    characters = sum(map(len, stretches))
    words = len(text.replace("\u2013", " ").replace("\u2014", " ").split())
    return Count(words, characters + max(0, len(stretches) - 1), characters)


class _Texts:
    """Sorts the printed text of a chapter into parts."""

    def __init__(self, cited: m.CitedDocument, own: str) -> None:
        self.cited = cited
        self.own = own
        self.parts: dict[str, list[str]] = {own: []}
        self.citations = 0

    def block(self, block: Any, part: str) -> None:
        match block:
            case m.Paragraph() | m.Heading():
                self.line(block.children, part)
            case m.CodeBlock(text=text):
                self.add(text, part)
            case m.Figure() | m.Plot():
                self.line(block.caption, "captions")
            case m.Table():
                self.line(block.caption, "captions")
                for row in (block.header, *block.rows):
                    for cell in row:
                        self.line(cell.children, "tables")
            case m.BulletList(items=items) | m.OrderedList(items=items):
                for item in items:
                    self.all(item, part)
            case m.DefinitionList(items=pairs):
                for term, definitions in pairs:
                    self.line(term, part)
                    for definition in definitions:
                        self.all(definition, part)
            case m.TemplateBlock(data=data):
                self.value(data, part)
            case m.MathBlock() | m.RawBlock() | m.ThematicBreak():
                pass
            case _:
                self.all(block.blocks, part)

    def all(self, blocks: Sequence[Any], part: str) -> None:
        for block in blocks:
            self.block(block, part)

    def value(self, value: Any, part: str) -> None:
        match value:
            case m.Rich():
                self.all(value.blocks, part) if value.is_block else self.line(value.inlines, part)
            case m.Record():
                for _, inner in value.items:
                    self.value(inner, part)
            case tuple():
                for inner in value:
                    self.value(inner, part)
            case str() | int() | float() if not isinstance(value, bool):
                self.add(str(value), part)

    def line(self, inlines: Sequence[m.Inline], part: str) -> None:
        printed: list[str] = []
        self.inline(inlines, part, printed)
        self.add("".join(printed), part)

    def add(self, text: str, part: str) -> None:
        if text.strip():
            self.parts.setdefault(part, []).append(text)

    def inline(self, inlines: Sequence[Any], part: str, printed: list[str]) -> None:
        for node in inlines:
            kind = type(node)
            if kind is m.Text:
                printed.append(node.text)
            elif kind is m.Note:
                self.all(node.blocks, "notes")
            elif kind is m.Citation:
                self.citations += len(node.items)
                self.inline(self.cited.citations.get(node.id, ()), part, printed)
            elif kind is m.CrossRef:
                printed.append(_printed(self.cited.document.labels.get(node.label)))
            elif kind in _PRINTED:
                printed.append(m.plain_text(node))
            elif hasattr(node, "children"):
                self.inline(node.children, part, printed)


_PRINTED = frozenset((m.Code, m.SoftBreak, m.HardBreak, m.Math))
"""What else is printed as it is."""


class KeptCounts:
    """The counts of chapters kept between builds, in a folder of the cache, until something changes that is counted.

    ``identities`` tell the chapters, by path, from what they were before.
    """

    def __init__(self, folder: Path, identities: Mapping[str, str]) -> None:
        self._shelf = Shelf(folder, code_digest())
        self._identities = identities
        self._known: dict[str, Any] = self._shelf.get("chapters") or {}
        self._used: dict[str, Any] = {}

    def counted(self, chapter: m.Chapter, cited: m.CitedDocument, count: Callable[[], ChapterCount]) -> ChapterCount:
        """The count of a chapter: kept, or that of ``count``."""
        identity, answers = self._identities.get(chapter.path), cited.stamps.get(chapter.path)
        if identity is None or answers is None:
            return count()
        printed = "\0".join(_printed(cited.document.labels.get(name)) for name in chapter.survey.referred)
        stamp = digest(identity, answers, chapter.role.value, printed)
        kept = self._known.get(chapter.path)
        if kept is not None and kept[0] == stamp:
            self._used[chapter.path] = kept
            parts = {part: Count(*figures) for part, figures in kept[1].items()}
            return ChapterCount(m.plain_text(chapter.title), chapter.path, chapter.role, parts, kept[2])
        counted = count()
        parts_kept = {part: (c.words, c.characters, c.characters_without_spaces) for part, c in counted.parts.items()}
        self._used[chapter.path] = stamp, parts_kept, counted.citations
        return counted

    def save(self) -> None:
        """Put what is new where the next build finds it."""
        if self._used != self._known:
            self._shelf.put("chapters", self._used)


def _printed(label: m.Label | None) -> str:
    """What is printed where a label is referred to."""
    if label is None:
        return ""
    return f"{label.kind.value} {label.number}" if label.number else m.plain_text(label.title)


def count(
    cited: m.CitedDocument, included: Sequence[str], standard_page_chars: int | None, kept: KeptCounts | None = None
) -> Statistics:
    """Count the document. ``included`` are the profile's counted parts."""
    chapters = []
    for chapter in cited.document.chapters:
        counting = partial(_count, chapter, cited)
        chapters.append(kept.counted(chapter, cited, counting) if kept is not None else counting())
    if kept is not None:
        kept.save()
    total = sum((c.total(included) for c in chapters), Count())
    return Statistics(
        tuple(chapters), total, standard_page_chars, sum(c.citations for c in chapters), len(cited.bibliography)
    )


def _count(chapter: m.Chapter, cited: m.CitedDocument) -> ChapterCount:
    own = ROLE_PARTS[chapter.role]
    texts = _Texts(cited, own)
    texts.line(chapter.title, own)
    texts.all(chapter.blocks, own)
    parts = {part: count_text("\n".join(found)) for part, found in texts.parts.items()}
    return ChapterCount(m.plain_text(chapter.title), chapter.path, chapter.role, parts, texts.citations)

"""The outline of the manuscript: its headings with their numbers, as the checks of structure and references read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from typesetter import model as m
from typesetter.diagnostics import Span
from typesetter.sources.numbering import chapter_numbers
from typesetter.structs import Struct, field


class Section(Struct, frozen=False):
    """A heading with what stands under it.

    ``level`` is 1 for a chapter; ``number`` is empty for what has none. ``text`` says whether anything stands between the
    heading and the next.
    """

    title: str
    number: str
    level: int
    label: str | None
    chapter: int
    role: m.Role
    span: Span
    text: bool = False
    children: list[Section] = field(default_factory=list)

    def all(self) -> Iterator[Section]:
        """This section and those under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.all()


class Numbered(Struct):
    """Something with a number that a text can name: a section, a figure, a table, an equation."""

    kind: m.LabelKind
    number: str
    label: str | None
    title: str
    span: Span


class Outline(Struct):
    """The chapters as trees of sections, and everything that has a number, in reading order."""

    chapters: tuple[Section, ...]
    numbered: tuple[Numbered, ...]

    def sections(self) -> Iterator[Section]:
        """Every section, the chapters among them, in reading order."""
        for chapter in self.chapters:
            yield from chapter.all()


def outline(document: m.Document, numbering_depth: int) -> Outline:
    """The outline of a document; ``numbering_depth`` is LaTeX's secnumdepth."""
    chapters: list[Section] = []
    numbered: list[Numbered] = []
    for index, (chapter, numbers) in enumerate(chapter_numbers(document.chapters, numbering_depth=numbering_depth)):
        kind = m.LabelKind.APPENDIX if chapter.role is m.Role.APPENDIX else m.LabelKind.CHAPTER
        title = _line(chapter.title)
        root = Section(title, numbers.chapter, 1, chapter.label, index, chapter.role, chapter.span)
        chapters.append(root)
        if numbers.chapter:
            numbered.append(Numbered(kind, numbers.chapter, chapter.label, title, chapter.span))
        for node, number in numbers.nodes:
            if number:
                numbered.append(_numbered(node, number))
        _grow(root, chapter.survey.parts, numbers.nodes)
    return Outline(tuple(chapters), tuple(numbered))


def _grow(root: Section, parts: Sequence[tuple[int | None, bool]], nodes: Sequence[tuple[m.Numbered, str]]) -> None:
    """Hang the headings of a chapter under its root."""
    path = [root]
    for place, text in parts:
        node, number = nodes[place] if place is not None else (None, "")
        if isinstance(node, m.Heading):
            while len(path) > 1 and path[-1].level >= node.level:
                path.pop()
            title = _line(node.children)
            section = Section(title, number, node.level, node.label, root.chapter, root.role, node.span)
            path[-1].children.append(section)
            path.append(section)
        path[-1].text = text


def _line(inlines: tuple[m.Inline, ...]) -> str:
    return " ".join(m.plain_text(inlines).split())


_KINDS = {m.Figure: m.LabelKind.FIGURE, m.Plot: m.LabelKind.FIGURE, m.Table: m.LabelKind.TABLE}


def _numbered(node: Any, number: str) -> Numbered:
    if isinstance(node, m.Heading):
        return Numbered(m.LabelKind.SECTION, number, node.label, _line(node.children), node.span)
    kind = _KINDS.get(type(node), m.LabelKind.EQUATION)
    return Numbered(kind, number, node.label, _line(getattr(node, "caption", ())), node.span)

"""Numbers and labels: the model counts as LaTeX's report class does, so cross references need no TeX pass.

Chapters count 1, 2, …, appendices A, B, …; figures, tables and equations count within the chapter, and without its number
before the first numbered chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from typesetter import model as m
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean

_PREFIX = {m.LabelKind.FIGURE: "fig-", m.LabelKind.TABLE: "tbl-", m.LabelKind.EQUATION: "eq-"}
_OF_FLOATS = tuple(_PREFIX.values())
_NAME = re.compile(r"[^\W_][\w:.-]*")


def letter(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class ChapterNumbers:
    """The numbers of one chapter: its own, and those of what is in it in reading order; empty for what has none."""

    chapter: str
    nodes: tuple[tuple[m.Numbered, str], ...]


def chapter_numbers(
    chapters: Iterable[m.Chapter], *, numbering_depth: int
) -> Iterator[tuple[m.Chapter, ChapterNumbers]]:
    """Each chapter with its numbers. ``numbering_depth`` is LaTeX's secnumdepth."""
    counter = _Counter()
    for chapter in chapters:
        own = counter.next_chapter(chapter.role) if chapter.numbered else ""
        nodes: list[tuple[m.Numbered, str]] = []
        for node in chapter.survey.numbered:
            if isinstance(node, m.Heading):
                counted = chapter.numbered and node.numbered and node.level - 1 <= numbering_depth
                nodes.append((node, counter.next_heading(node.level) if counted else ""))
            elif isinstance(node, m.MathBlock):
                nodes.append((node, counter.next_float(m.LabelKind.EQUATION)))
            else:
                kind = m.LabelKind.TABLE if isinstance(node, m.Table) else m.LabelKind.FIGURE
                nodes.append((node, counter.next_float(kind) if node.caption else ""))
        yield chapter, ChapterNumbers(own, tuple(nodes))


class _Counter:
    """LaTeX's counters, for one document."""

    def __init__(self) -> None:
        self.chapters = 0
        self.appendices = 0
        self.chapter = ""
        self.levels = [0] * 7
        self.floats = dict.fromkeys(_PREFIX, 0)

    def next_chapter(self, role: m.Role) -> str:
        if role is m.Role.APPENDIX:
            self.appendices += 1
            self.chapter = letter(self.appendices)
        else:
            self.chapters += 1
            self.chapter = str(self.chapters)
        self.levels = [0] * 7
        self.floats = dict.fromkeys(_PREFIX, 0)
        return self.chapter

    def next_heading(self, level: int) -> str:
        self.levels[level] += 1
        for deeper in range(level + 1, 7):
            self.levels[deeper] = 0
        parts = [str(self.levels[i]) for i in range(2, level + 1)]
        return ".".join([self.chapter or "0", *parts])

    def next_float(self, kind: m.LabelKind) -> str:
        self.floats[kind] += 1
        return f"{self.chapter}.{self.floats[kind]}" if self.chapter else str(self.floats[kind])


def number_document(chapters: Sequence[m.Chapter], *, numbering_depth: int = 3) -> tuple[m.Document, list[Diagnostic]]:
    """The document of these chapters: labels numbered and checked, cross references to unknown labels reported.

    ``numbering_depth`` is LaTeX's secnumdepth: 1 numbers sections, 3 subsubsections too.
    """
    labels: dict[str, m.Label] = {}
    diagnostics: list[Diagnostic] = []

    def add(name: str | None, kind: m.LabelKind, number: str, title: tuple[m.Inline, ...], span: Span) -> None:
        if not name:
            return
        prefix = _PREFIX.get(kind)
        fits = name.startswith(prefix) if prefix else not name.startswith(_OF_FLOATS)
        if not _NAME.fullmatch(name):
            message, hint = f"'{name}' cannot be a label", "use letters, digits and hyphens"
            diagnostics.append(Diagnostic(Code.LABEL_INVALID, message, span, (hint,)))
        elif not fits:
            article = "an" if kind.value[0] in "aeiou" else "a"
            message = f"the label '{name}' does not fit {article} {kind.value}"
            hint = f"call it '{prefix or 'sec-'}{re.sub(r'^(fig|tbl|eq|sec)-', '', name)}'"
            diagnostics.append(Diagnostic(Code.LABEL_INVALID, message, span, (hint,)))
        if name in labels:
            message = f"a second label '{name}'"
            diagnostics.append(
                Diagnostic(Code.LABEL_DUPLICATE, message, span, (f"the first is at {labels[name].span}",))
            )
            return
        labels[name] = m.Label(name, kind, number, title, span)

    for chapter, numbers in chapter_numbers(chapters, numbering_depth=numbering_depth):
        kind = m.LabelKind.APPENDIX if chapter.role is m.Role.APPENDIX else m.LabelKind.CHAPTER
        add(chapter.label, kind, numbers.chapter, chapter.title, chapter.span)
        last_level, last = 1, chapter.span
        for node, number in numbers.nodes:
            match node:
                case m.Heading():
                    add(node.label, m.LabelKind.SECTION, number, node.children, node.span)
                    if node.level > last_level + 1:
                        message = f"this heading of level {node.level} follows one of level {last_level}"
                        hint = f"use {'#' * (last_level + 1)} here (the heading before is in line {last.line})"
                        diagnostics.append(Diagnostic(Code.HEADING_DEEP, message, node.span, (hint,)))
                    last_level, last = node.level, node.span
                case m.Figure() | m.Plot():
                    add(node.label, m.LabelKind.FIGURE, number, node.caption, node.span)
                case m.Table():
                    add(node.label, m.LabelKind.TABLE, number, node.caption, node.span)
                case m.MathBlock():
                    add(node.label, m.LabelKind.EQUATION, number, (), node.span)
    diagnostics += _unknown(chapters, labels)
    return m.Document(tuple(chapters), labels), diagnostics


def _unknown(chapters: Iterable[m.Chapter], labels: dict[str, m.Label]) -> list[Diagnostic]:
    diagnostics = []
    for chapter in chapters:
        if all(name in labels for name in (*chapter.survey.referred, *chapter.survey.linked)):
            continue
        for node in m.walk((chapter.title, chapter.blocks)):
            match node:
                case m.CrossRef(label=name, span=span) | m.Anchor(target=name, span=span) if name not in labels:
                    kind = {"fig": "figure", "tbl": "table", "eq": "equation"}.get(name.split("-")[0], "section")
                    same = [n for n in labels if n.split("-")[0] == name.split("-")[0]]
                    hints = did_you_mean(name, same) or did_you_mean(name, labels)
                    diagnostics.append(
                        Diagnostic(
                            Code.REF_UNKNOWN, f"no {kind} is labelled '{name}'", span,
                            hints or (f"label the {kind} meant with {{#{name}}}",),
                        )
                    )  # fmt: skip
    return diagnostics

"""Chapters, labels and the document, before and after its citations are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from typesetter.diagnostics import Span
from typesetter.model.blocks import Block
from typesetter.model.inlines import Inline


class Role(StrEnum):
    """Where a chapter stands: the abstract and other front matter, main matter, back matter."""

    ABSTRACT = "abstract"
    FRONT = "front"
    CHAPTER = "chapter"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the manuscript. ``path`` is relative to the thesis folder; ``digest`` is of the file's bytes."""

    path: str
    role: Role
    title: tuple[Inline, ...]
    label: str
    numbered: bool
    blocks: tuple[Block, ...]
    digest: str
    span: Span


class LabelKind(StrEnum):
    """What carries a label."""

    CHAPTER = "chapter"
    APPENDIX = "appendix"
    SECTION = "section"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"


@dataclass(frozen=True, slots=True)
class Label:
    """What a cross reference leads to. ``number`` ("2.1", "A") is empty for what is unnumbered; then ``title`` is printed."""

    name: str
    kind: LabelKind
    number: str
    title: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """The manuscript, read: chapters in printed order (front matter, chapters, appendices) and every label by name."""

    chapters: tuple[Chapter, ...]
    labels: Mapping[str, Label] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list, formatted."""

    key: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """The document with its citations answered: by :attr:`Citation.id` what is printed, and the reference list in order."""

    document: Document
    citations: Mapping[str, tuple[Inline, ...]] = field(hash=False)
    bibliography: tuple[Reference, ...]

"""Chapters, labels and the document, before and after its citations are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, overload

from typesetter.diagnostics import Span
from typesetter.model.blocks import Block
from typesetter.model.inlines import Inline
from typesetter.model.survey import Body, Survey
from typesetter.structs import Struct, field


class Role(StrEnum):
    """Where a chapter stands: the abstract and other front matter, main matter, back matter."""

    ABSTRACT = "abstract"
    FRONT = "front"
    CHAPTER = "chapter"
    APPENDIX = "appendix"


class Chapter(Struct):
    """One file of the manuscript. ``path`` is relative to the thesis folder; ``digest`` is of the file's bytes.

    An edit leaves most chapters as they were, so ``blocks`` may be given as a :class:`~typesetter.model.survey.Body`, which
    has them made when they are first asked for.
    """

    path: str
    role: Role
    title: tuple[Inline, ...]
    label: str
    numbered: bool
    blocks: tuple[Block, ...]
    digest: str
    span: Span

    @property
    def survey(self) -> Survey:
        """What the whole thesis asks of the chapter; known without its blocks where they are given so."""
        given = _BLOCKS.__get__(self)
        if type(given) is not Body:
            given = Body(given)
            _BLOCKS.__set__(self, given)
        return given.survey(self.title)

    def known_as(self, label: str, *, numbered: bool) -> Chapter:
        """The same chapter with another label, or without its number."""
        return Chapter(self.path, self.role, self.title, label, numbered, _BLOCKS.__get__(self), self.digest, self.span)


class _Blocks:
    """The field ``blocks``, whose value may be a :class:`~typesetter.model.survey.Body`."""

    def __get__(self, chapter: Chapter | None, _kind: type | None = None) -> Any:
        given = self if chapter is None else _BLOCKS.__get__(chapter)
        return given.blocks if type(given) is Body else given


_BLOCKS: Any = vars(Chapter)["blocks"]
"""Where it is."""
Chapter.blocks = _Blocks()  # type: ignore[assignment]  # which gives what the field says


class LabelKind(StrEnum):
    """What carries a label."""

    CHAPTER = "chapter"
    APPENDIX = "appendix"
    SECTION = "section"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"


class Label(Struct):
    """What a cross reference leads to. ``number`` ("2.1", "A") is empty for what is unnumbered; then ``title`` is printed."""

    name: str
    kind: LabelKind
    number: str
    title: tuple[Inline, ...]
    span: Span


class Document(Struct):
    """The manuscript, read: chapters in printed order (front matter, chapters, appendices) and every label by name."""

    chapters: tuple[Chapter, ...]
    labels: Mapping[str, Label] = field(hash=False)


class Reference(Struct):
    """One entry of the reference list, formatted."""

    key: str
    children: tuple[Inline, ...]


class ReferenceList(Sequence[Reference]):
    """The reference list, formatted by ``make`` when it is first looked into; ``keys`` are those of its works in order."""

    def __init__(self, keys: tuple[str, ...], make: Callable[[], Sequence[Reference]]) -> None:
        self.keys, self._make = keys, make
        self._made: tuple[Reference, ...] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Reference: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Reference, ...]: ...
    def __getitem__(self, index: int | slice) -> Reference | tuple[Reference, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made[index]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, (ReferenceList, tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))


class CitedDocument(Struct):
    """The document with its citations answered: by :attr:`Citation.id` what is printed, and the reference list in order.

    ``stamps`` are digests of all that the answers follow from, by the path of the chapter whose citations they answer, and
    under an empty name of what the list does. There are none of what is not kept between builds.
    """

    document: Document
    citations: Mapping[str, tuple[Inline, ...]] = field(hash=False)
    bibliography: Sequence[Reference]
    stamps: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False, repr=False)

    @property
    def listed(self) -> tuple[str, ...]:
        """The keys of the works on the reference list, in its order."""
        known = self.bibliography
        return known.keys if isinstance(known, ReferenceList) else tuple(reference.key for reference in known)

    @property
    def cites(self) -> bool:
        """Whether there is any citation."""
        return any(chapter.survey.cited for chapter in self.document.chapters)

"""What a chapter is to the rest of the thesis: its numbers, labels, references and citations, without its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from typesetter.model.blocks import Block, Div, Figure, Heading, MathBlock, Plot, Table, TemplateBlock
from typesetter.model.inlines import Anchor, Citation, CrossRef, Inline
from typesetter.model.walks import walk
from typesetter.structs import Struct, replace

Numbered = Heading | Figure | Plot | Table | MathBlock
"""What can have a number."""


class Survey(Struct):
    """What the whole thesis asks of a chapter. Names are in the order in which they first stand, each once.

    ``numbered`` are its headings, figures, plots, tables (without their cells) and labelled equations in reading order.
    ``parts`` are the chapter itself (None) and the headings that divide it, by their place in ``numbered``, each with
    whether anything stands between it and the next. ``referred`` are the labels of cross references, ``linked`` the targets
    of links inside the document. ``cited`` are the keys of works, ``listed`` those that this brings onto the reference list:
    for a work cited in another one, the other one. ``templates`` are those of template blocks that stand in no other block.
    """

    numbered: tuple[Numbered, ...]
    parts: tuple[tuple[int | None, bool], ...]
    referred: tuple[str, ...]
    linked: tuple[str, ...]
    cited: tuple[str, ...]
    listed: tuple[str, ...]
    templates: tuple[str, ...]


def survey(title: Sequence[Inline], blocks: tuple[Block, ...]) -> Survey:
    """The survey of a chapter with that title and those blocks."""
    numbered: list[Numbered] = []
    places: dict[int, int] = {}
    referred: dict[str, None] = {}
    linked: dict[str, None] = {}
    cited: dict[str, None] = {}
    listed: dict[str, None] = {}
    for node in walk((tuple(title), blocks)):
        kind = type(node)
        if kind is Heading:
            places[id(node)] = len(numbered)
            numbered.append(node)
        elif kind is Figure or kind is Plot or (kind is MathBlock and node.label):
            numbered.append(node)
        elif kind is Table:
            numbered.append(replace(node, header=(), rows=()))
        elif kind is CrossRef:
            referred[node.label] = None
        elif kind is Anchor:
            linked[node.target] = None
        elif kind is Citation:
            for item in node.items:
                cited[item.key] = listed[item.via or item.key] = None
                if item.via is not None:
                    cited[item.via] = None
    templates = tuple(block.template for block in blocks if isinstance(block, TemplateBlock))
    return Survey(
        tuple(numbered), _parts(blocks, places), tuple(referred), tuple(linked), tuple(cited), tuple(listed), templates
    )


def _parts(blocks: Sequence[Block], places: dict[int, int]) -> tuple[tuple[int | None, bool], ...]:
    parts: list[tuple[int | None, bool]] = [(None, False)]
    for block in flat(blocks):
        if isinstance(block, Heading):
            parts.append((places[id(block)], False))
        else:
            parts[-1] = (parts[-1][0], True)
    return tuple(parts)


def flat(blocks: Sequence[Any]) -> Iterator[Any]:
    """Blocks in reading order, those inside fenced divs among them."""
    for block in blocks:
        if isinstance(block, Div):
            yield from flat(block.blocks)
        else:
            yield block


class Body:
    """The blocks of a chapter and their survey, each worked out when it is first asked for.

    ``blocks`` may be a function that gives them.
    """

    __slots__ = ("_blocks", "_survey")

    def __init__(
        self, blocks: tuple[Block, ...] | Callable[[], tuple[Block, ...]], known: Survey | None = None
    ) -> None:
        self._blocks, self._survey = blocks, known

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks."""
        if not isinstance(self._blocks, tuple):
            self._blocks = self._blocks()
        return self._blocks

    def survey(self, title: Sequence[Inline]) -> Survey:
        """The survey, of a chapter with that title."""
        if self._survey is None:
            self._survey = survey(title, self.blocks)
        return self._survey

"""The structure of a tagged document as its pages tell it: elements, and which stretches of which pages belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ROOT = 1
"""The id of the Document element, the parent of whatever has no other."""
_KEPT_EMPTY = frozenset({"TD", "TH"})
"""Cells make a table's grid, empty or not."""


@dataclass(slots=True)
class Element:
    """A structure element (ISO 32000-1, 14.7.2). ``place`` orders it among its siblings; None: by its content.

    ``content`` are marked stretches: their place in the reading order, the page's index and the MCID.
    """

    id: int
    role: str
    parent: int
    attributes: dict[str, Any] = field(default_factory=dict)
    place: int | None = None
    content: list[tuple[int, int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)


class Structure:
    """All elements by id; those that a mark mentions before they are declared have no role yet."""

    def __init__(self) -> None:
        self.elements: dict[int, Element] = {ROOT: Element(ROOT, "Document", 0, place=0)}

    def declare(self, id_: int, role: str, parent: int, attributes: dict[str, Any], place: int | None) -> Element:
        """A new element; one that was declared before (a mark that TeX ships twice) stays as it is."""
        if id_ not in self.elements:
            self.elements[id_] = Element(id_, role, parent, attributes, place)
        return self.elements[id_]

    def children(self) -> dict[int, list[Element]]:
        """The children of every element in reading order, without those that have nothing in them."""
        by_parent: dict[int, list[Element]] = {}
        for element in self.elements.values():
            if element.id != ROOT:
                parent = element.parent if element.parent in self.elements else ROOT
                by_parent.setdefault(parent, []).append(element)
        places: dict[int, int | None] = {}
        kept: dict[int, list[Element]] = {}
        for element in self._leaves_first(by_parent):
            own = [c for c in by_parent.get(element.id, ()) if places[c.id] is not None]
            own.sort(key=lambda c: (_label_first(element, c), places[c.id] or 0, c.id))
            kept[element.id] = own
            inside = [p for c in own if (p := places[c.id]) is not None] + [c[0] for c in element.content]
            if inside or element.links or element.role in _KEPT_EMPTY:
                places[element.id] = element.place if element.place is not None else min(inside, default=0)
            else:
                places[element.id] = None
        return kept

    def _leaves_first(self, by_parent: dict[int, list[Element]]) -> Iterator[Element]:
        order: list[Element] = []
        waiting = [self.elements[ROOT]]
        while waiting:
            element = waiting.pop()
            order.append(element)
            waiting += by_parent.get(element.id, ())
        return reversed(order)


def _label_first(parent: Element, child: Element) -> int:
    """The label of an item or a note stands before its body, though TeX may put it on the page after it has begun."""
    return 0 if parent.role in ("LI", "Note") and child.role == "Lbl" else 1

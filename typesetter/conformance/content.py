"""The marks in the pages' content (templates/parts/tagging.tex.j2) → marked content with MCIDs, and the structure's elements.

Text belongs to the element that the last mark named; lines and areas outside formulas and figures are decoration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Name, Operator

from typesetter.conformance.elements import ROOT, Structure

_SHOWING = frozenset(("Tj", "TJ", "'", '"'))
_PATH = frozenset(("m", "l", "c", "v", "y", "re", "h", "W", "W*"))
_PAINTING = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"))
_OBJECTS = frozenset(("Do", "sh", "INLINE IMAGE"))
_LINE_PT = 7.0
"""A step down or up by more than this is a new line; raised numbers step less."""
_HYPHENS = (0x2D, 0x7F)
"""Where a line of a font in T1 encoding ends in one of these, its last word may go on in the next."""
_DRAWN = frozenset(("Formula", "Figure"))
"""Elements to which lines and areas belong: the bar of a fraction, a drawing."""

Instruction = tuple[Any, Any]


@dataclass(slots=True)
class _Flow:
    """Running text, notes or a float: the elements that are open, outermost first. 0 is decoration."""

    open: list[int] = field(default_factory=list)

    @property
    def current(self) -> int:
        return self.open[-1] if self.open else 0


class Reader:
    """Reads the pages of one document in their order; the running text and the notes go on from page to page."""

    def __init__(self, containers: Iterable[Any] = ()) -> None:
        self.structure = Structure()
        for container in containers:
            self._declare(int(container["/TPD"]), container, int(container["/U"]), None)
        self._text, self._notes = _Flow(), _Flow()
        self._flow = self._text
        self._interrupted: list[_Flow] = []
        self._place = 0

    def page(self, instructions: list[Instruction], index: int, space: str = "") -> tuple[list[Instruction], list[int]]:
        """The page's content with its marks made marked content, and the element of each MCID of the page.

        ``space`` is the page's name for the font of spaces between words; there, each line ends in a space as well.
        """
        page = _Page(self, index, space)
        self._flow, self._interrupted = self._text, []
        for operands, operator in instructions:
            name = str(operator)
            if name == "DP" and str(operands[0]) == "/tp":
                page.close()
                self._mark(operands[1])
            else:
                page.take(operands, operator, name)
        page.close()
        return page.out, page.owners

    def next_place(self) -> int:
        """The next place in the reading order."""
        self._place += 1
        return self._place

    @property
    def current(self) -> int:
        """The id of the element that text belongs to now; 0: none."""
        return self._flow.current

    def role(self, id_: int) -> str:
        """What an element is."""
        element = self.structure.elements.get(id_)
        return element.role if element is not None else ""

    def _mark(self, mark: Any) -> None:
        place = self.next_place()
        if "/N" in mark:
            self._declare(int(mark["/N"]), mark, self._flow.current or ROOT, place)
        elif "/L" in mark:
            leaf = int(mark["/L"])
            if self._flow.open[:1] != [0] or len(self._flow.open) < 2:  # nothing begins inside decoration
                self._flow.open = [leaf]
                if "/R" in mark:
                    self._declare(leaf, mark, self._parent(mark), place)
        elif "/B" in mark:
            element = int(mark["/B"])
            if element and 0 not in self._flow.open:
                self._declare(element, mark, self._parent(mark), place)
            self._flow.open.append(element if 0 not in self._flow.open else 0)
        elif "/E" in mark:
            if len(self._flow.open) > 1 or self._flow.current == 0:
                self._flow.open = self._flow.open[:-1]
        elif "/F" in mark:
            if int(mark["/F"]):
                self._interrupted.append(self._flow)
                self._flow = _Flow()
            elif self._interrupted:
                self._flow = self._interrupted.pop()
        elif "/X" in mark:
            self._flow = self._notes

    def _parent(self, mark: Any) -> int:
        return int(mark["/U"]) if "/U" in mark else self._flow.current or ROOT

    def _declare(self, id_: int, mark: Any, parent: int, place: int | None) -> None:
        attributes = {key: mark[key] for key in ("/A", "/Alt") if key in mark}
        self.structure.declare(id_, str(mark["/R"]).lstrip("/"), parent, attributes, place)


class _Page:
    """One page's content being written anew."""

    def __init__(self, reader: Reader, index: int, space: str) -> None:
        self.reader, self.index = reader, index
        self._line = _Line(space)
        self.out: list[Instruction] = []
        self.owners: list[int] = []
        self._in_text = False
        self._open = False
        self._foreign = 0
        self._path: list[Instruction] = []

    def take(self, operands: Any, operator: Any, name: str) -> None:
        """The next instruction of the page."""
        if self._in_text and self._open:
            self.out += self._line.ending(operands, name)
        self._line.take(operands, operator, name)
        if name in _SHOWING:
            self._begin(self.reader.current)
        elif name in ("BT", "ET"):
            if not self._foreign:
                self.close()
            self._in_text = name == "BT"
        elif name in ("BDC", "BMC"):
            if not self._foreign:
                self._begin(self.reader.current)
            self._foreign += 1
        elif name == "EMC":
            self._foreign -= 1
        if name in _PATH or (self._path and name in _PAINTING):
            self._path.append((operands, operator))
            if name in _PAINTING:
                self._draw(painted=name != "n")
            return
        if name in _OBJECTS:
            self._path.append((operands, operator))
            self._draw(painted=True)
            return
        self.out.append((operands, operator))

    def close(self) -> None:
        """End the marked content that is open."""
        if self._open:
            self.out.append(([], Operator("EMC")))
            self._open = False

    def _begin(self, element: int) -> None:
        if self._open or self._foreign:
            return
        if element:
            mcid = len(self.owners)
            self.owners.append(element)
            self.out.append(([Name("/" + self.reader.role(element)), pikepdf.Dictionary(MCID=mcid)], Operator("BDC")))
            owner = self.reader.structure.elements[element]
            owner.content.append((self.reader.next_place(), self.index, mcid))
        else:
            self.out.append(([Name.Artifact], Operator("BMC")))
        self._open = True

    def _draw(self, *, painted: bool) -> None:
        """A path or an object: part of the formula or figure that is open, or decoration."""
        instructions, self._path = self._path, []
        if not painted or self._foreign:
            self.out += instructions
            return
        current = self.reader.current
        element = current if self.reader.role(current) in _DRAWN else 0
        reopen = self._open
        self.close()
        self._begin(element)
        self.out += instructions
        if not (reopen and element == current):
            self.close()


class _Line:
    """Where the text of a page stands, to end each line of running text in a space."""

    def __init__(self, space: str) -> None:
        self.space = space
        self.font: Instruction | None = None
        self._height = 0.0
        self._last = 0x20

    def take(self, operands: Any, operator: Any, name: str) -> None:
        """Follow the font, the height on the page and the last character shown."""
        if name == "Tf":
            self.font = (operands, operator)
        elif name == "Td":
            self._height += float(operands[1])
        elif name == "Tm":
            self._height = float(operands[5])
        elif name == "BT":
            self._height, self._last = 0.0, 0x20
        elif name in ("Tj", "TJ") and self.font is not None:
            shown = (
                [operands[0]] if name == "Tj" else [item for item in operands[0] if isinstance(item, pikepdf.String)]
            )
            text = b"".join(bytes(part) for part in shown)
            if text:
                self._last = 0x20 if str(self.font[0][0]) == self.space else text[-1]

    def ending(self, operands: Any, name: str) -> list[Instruction]:
        """A space, when this instruction goes to another line and the one before has not ended in one."""
        if not self.space or self.font is None or self._last == 0x20 or self._last in _HYPHENS:
            return []
        step = float(operands[1]) if name == "Td" else float(operands[5]) - self._height if name == "Tm" else 0.0
        if abs(step) < _LINE_PT:
            return []
        self._last = 0x20
        size = self.font[0][1]
        return [([Name(self.space), size], Operator("Tf")), ([pikepdf.String(" ")], Operator("Tj")), self.font]

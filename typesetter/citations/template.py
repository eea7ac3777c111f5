"""The small language in which a style sheet says how a name, a date or a reference is put together.

A template is a string, or a list of parts that are printed one after the other:

- ``"{title}"`` prints a slot. A string with an empty slot in it prints nothing at all, so its punctuation goes with it.
  ``{a|b}`` is the first of the two that is not empty; ``{a:title-case}`` prints in a case of :mod:`lettercase`;
  ``*…*`` is italic, ``**…**`` bold; ``\\*`` and ``{{`` are the characters.
- ``[a, b, c]`` is a group: it prints when a part of it with a slot prints; its plain strings then print as well.
- ``{join: ", ", of: [a, b, c]}`` prints those of the parts that have something, with the separator between them.
- ``{either: [a, b]}`` prints the first that prints; ``{when: slot, then: a, else: b}`` chooses by whether a slot (or one of a
  list of slots) is filled.

Parts begin with the punctuation that separates them from what stands before. Where two separators meet, or a full stop meets
a text that ends in ``.``, ``?`` or ``!``, one goes: gaps in the data leave no doubled punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from typesetter.citations.lettercase import CASES, in_case
from typesetter.diagnostics import nearest
from typesetter.model import Emph, Strong, Text, plain_text
from typesetter.regexes import regex
from typesetter.structs import Struct

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.diagnostics import Span

Slots = Callable[[str], "Inlines"]
"""Gives the inlines of a slot; empty when there is nothing to print."""

_TOKEN = regex(r"\\(.)|(\{\{|\}\})|\{([^{}]*)\}|(\*\*|\*)|([^\\{}*]+)|(.)", re.DOTALL)
_SEPARATORS = ".,;:"
_ENDS = ".?!…"
_CLOSERS = "’”\"'»"


class Literal(Struct):
    """Characters of the style sheet's own."""

    text: str
    mark: str = ""


class Slot(Struct):
    """A place for data: the first of ``names`` that is filled. ``mark`` is "", "*" or "**"; ``case`` one of ``CASES``."""

    names: tuple[str, ...]
    mark: str = ""
    case: str = ""


class Phrase(Struct):
    """A string of the template: all of it or nothing."""

    parts: tuple[Literal | Slot, ...]


class Group(Struct):
    """A list of parts."""

    parts: tuple[Node, ...]


class Join(Struct):
    """Parts with ``separator`` between those that print."""

    separator: str
    parts: tuple[Node, ...]


class Either(Struct):
    """The first part that prints."""

    options: tuple[Node, ...]


class When(Struct):
    """A choice by whether one of ``slots`` is filled."""

    slots: tuple[str, ...]
    then: Node
    otherwise: Node


Node = Phrase | Group | Join | Either | When
_Piece = tuple[str | None, "Inlines", str]
"""(text of the style sheet or None, inlines of the data, mark)"""


def compile_template(source: Any, slots: Iterable[str], tests: Collection[str] = ()) -> Node:
    """Read a template; ``slots`` are the names it may use, and ``tests`` those that only ``when`` may (``kind.book``).

    Raises ValueError with a message for the writer of the sheet.
    """
    known = tuple(slots)
    match source:
        case str():
            return _phrase(source, known)
        case int() | float() if not isinstance(source, bool):
            return _phrase(str(source), known)
        case list() | tuple():
            return Group(tuple(compile_template(part, known, tests) for part in source))
        case {"join": str() as separator, "of": list() as parts, **rest} if not rest:
            return Join(separator, tuple(compile_template(part, known, tests) for part in parts))
        case {"either": options, **rest} if not rest and isinstance(options, list):
            return Either(tuple(compile_template(option, known, tests) for option in options))
        case {"when": names, **rest} if rest and rest.keys() <= {"then", "else"}:
            wanted = tuple(names) if isinstance(names, list) else (str(names),)
            for name in wanted:
                _check_slot(str(name), (*known, *tests))
            then, otherwise = (compile_template(rest.get(part, []), known, tests) for part in ("then", "else"))
            return When(wanted, then, otherwise)
    raise ValueError(
        "a part of a template is a text, a list, {join: text, of: [...]}, {either: [...]} or {when: slot, then: ..., else: ...}"
        + (f", not a mapping with {', '.join(map(str, source))}" if isinstance(source, dict) else "")
    )


def _check_slot(name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        near = nearest(name, known)
        raise ValueError(
            f"there is no slot '{{{name}}}'"
            + (f"; did you mean '{{{near[0]}}}'?" if near else f"; known here: {', '.join(sorted(known))}")
        )


def _phrase(source: str, known: tuple[str, ...]) -> Phrase:
    parts: list[Literal | Slot] = []
    mark = ""

    def add(text: str) -> None:
        if parts and isinstance(parts[-1], Literal) and parts[-1].mark == mark:
            parts[-1] = Literal(parts[-1].text + text, mark)
        else:
            parts.append(Literal(text, mark))

    for match in _TOKEN.finditer(source):
        escaped, doubled, slot, star, text, stray = match.groups()
        if slot is not None:
            slot, _, case = slot.partition(":")
            if case and case not in CASES:
                raise ValueError(f"'{{{slot}:{case}}}': the cases are {', '.join(CASES)}")
            names = tuple(name.strip() for name in slot.split("|"))
            for name in names:
                _check_slot(name, known)
            parts.append(Slot(names, mark, case))
        elif star is not None:
            if mark and mark != star:
                raise ValueError(f"'{source}': close {mark} before {star}")
            mark = "" if mark else star
        elif stray is not None and stray in "{}":
            raise ValueError(f"'{source}': a single {stray}; write {stray * 2} for the character")
        else:
            add(escaped or (doubled[0] if doubled else text or stray))
    if mark:
        raise ValueError(f"'{source}': {mark} is never closed")
    return Phrase(tuple(parts))


def slots_of(node: Node) -> frozenset[str]:
    """Every slot that the template can print."""
    match node:
        case Phrase(parts):
            return frozenset(name for part in parts if isinstance(part, Slot) for name in part.names)
        case Group(parts) | Join(_, parts) | Either(parts):
            return frozenset().union(*(slots_of(part) for part in parts))
        case When(_, then, otherwise):
            return slots_of(then) | slots_of(otherwise)


def printed_slots(node: Node, slots: Slots) -> frozenset[str]:
    """The slots that the template prints with this data: of a choice only those of the part chosen."""
    match node:
        case Phrase(parts):
            filled = [next((n for n in part.names if slots(n)), None) for part in parts if isinstance(part, Slot)]
            return frozenset() if None in filled else frozenset(name for name in filled if name is not None)
        case Group(parts) | Join(_, parts):
            return frozenset().union(*(printed_slots(part, slots) for part in parts))
        case Either(options):
            return next((printed_slots(o, slots) for o in options if _evaluate(o, slots)[1] is not False), frozenset())
        case When(names, then, otherwise):
            return printed_slots(then if any(slots(name) for name in names) else otherwise, slots)


def render(node: Node, slots: Slots, span: Span) -> Inlines:
    """The template with its slots filled, as inlines with ``span``."""
    line = Line(span)
    line.template(node, slots)
    return line.inlines()


def _evaluate(node: Node, slots: Slots) -> tuple[list[_Piece], bool | None]:
    """The pieces, and whether data printed: True, False (it had slots and they were empty), None (it has no slots)."""
    match node:
        case Phrase(parts):
            return _evaluate_phrase(parts, slots)
        case Group(parts):
            found = [_evaluate(part, slots) for part in parts]
            if any(printed for _, printed in found):
                return [piece for pieces, printed in found if printed is not False for piece in pieces], True
            if all(printed is None for _, printed in found):
                return [piece for pieces, _ in found for piece in pieces], None
            return [], False
        case Join(separator, parts):
            having = [pieces for pieces, printed in (_evaluate(part, slots) for part in parts) if printed]
            between: _Piece = (separator, (), "")
            joined = [piece for pieces in having for piece in (between, *pieces)][1:]
            return joined, bool(having)
        case Either(options):
            for option in options:
                pieces, printed = _evaluate(option, slots)
                if printed is not False:
                    return pieces, True
            return [], False
        case When(names, then, otherwise):
            chosen = then if any(slots(name) for name in names) else otherwise
            pieces, printed = _evaluate(chosen, slots)
            return pieces, bool(pieces) and printed is not False


def _evaluate_phrase(parts: tuple[Literal | Slot, ...], slots: Slots) -> tuple[list[_Piece], bool | None]:
    pieces: list[_Piece] = []
    filled: bool | None = None
    for part in parts:
        if isinstance(part, Literal):
            pieces.append((part.text, (), part.mark))
            continue
        inlines = next((found for name in part.names if (found := slots(name))), ())
        if not inlines:
            return [], False
        filled = True
        pieces.append((None, in_case(inlines, part.case) if part.case else inlines, part.mark))
    return pieces, filled


class Line:
    """A line of text in the making, which keeps punctuation single where separators and data meet."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._pieces: list[_Piece] = []
        self._tail = ""

    def data(self, inlines: Inlines, mark: str = "") -> None:
        """Add data as it is."""
        text = plain_text(inlines)
        if inlines:
            self._pieces.append((None, inlines, mark))
            self._tail = (self._tail + text)[-80:] if text else self._tail + "\ufffc"

    def template(self, node: Node, slots: Slots = lambda _: ()) -> None:
        """Add what a template prints."""
        for text, inlines, mark in _evaluate(node, slots)[0]:
            if text is None:
                self.data(inlines, mark)
            else:
                self.separator(text, mark)

    def separator(self, text: str, mark: str = "") -> None:
        """Add words or punctuation of the style sheet."""
        lead = text.lstrip()
        if not self._tail:
            text = lead.lstrip(_SEPARATORS).lstrip() if lead[:1] in tuple(_SEPARATORS) else lead
        elif lead[:1] == ".":
            self._trim(" ,;:")
            ended = self._tail.rstrip(_CLOSERS)[-1:] in tuple(_ENDS) or self._tail[-1:] in tuple(_ENDS)
            text = lead[1:] if ended and not lead.startswith("..") else lead
        elif lead[:1] in tuple(_SEPARATORS):
            spaced = self._tail[-1:] == " "
            last = self._tail.rstrip()[-1:]
            if last == lead[0] or last in ("(", "[") or (spaced and last in tuple(_SEPARATORS)):
                text = lead[1:]
            else:
                self._trim(" ")
        if self._tail[-1:] in (" ", "(", "[", "\u00a0") or not self._tail:
            text = text.lstrip(" ")
        if text:
            self._pieces.append((text, (), mark))
            self._tail = (self._tail + text)[-80:]

    def _trim(self, characters: str) -> None:
        """Take punctuation of the style sheet's own off the end."""
        while self._pieces:
            text, _, mark = self._pieces[-1]
            if text is None:
                return
            kept = text.rstrip(characters)
            self._tail = self._tail[: len(self._tail) - (len(text) - len(kept))]
            if kept:
                self._pieces[-1] = (kept, (), mark)
                return
            self._pieces.pop()

    def inlines(self) -> Inlines:
        """What was added, neighbours of one kind joined."""
        self._trim(" ")
        found: list[Any] = []
        run: list[Any] = []
        run_mark = ""
        for text, inlines, mark in [*self._pieces, (None, (), "end")]:
            if mark != run_mark:
                found += _marked(_joined(run), run_mark, self._span)
                run, run_mark = [], mark
            run += inlines if text is None else (Text(text, self._span),)
        return _joined(found)


def _marked(inlines: Inlines, mark: str, span: Span) -> Inlines:
    if not mark or not inlines:
        return inlines
    return (Emph(inlines, span),) if mark == "*" else (Strong(inlines, span),)


def _joined(inlines: Iterable[Any]) -> Inlines:
    joined: list[Any] = []
    for node in inlines:
        if joined and isinstance(node, Text) and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + node.text, node.span)
        else:
            joined.append(node)
    return tuple(joined)

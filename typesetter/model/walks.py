"""Going through the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typesetter.diagnostics import Span
from typesetter.model.inlines import Citation, Code, CrossRef, HardBreak, Math, Note, RawInline, SoftBreak, Target, Text
from typesetter.structs import fields, is_struct

_PARTS: dict[type, tuple[str, ...] | None] = {}
"""The fields of a class that can hold nodes; None for what is no node (a string, a span)."""


def _parts_of(kind: type) -> tuple[str, ...] | None:
    if kind not in _PARTS:
        _PARTS[kind] = _find_parts(kind)
    return _PARTS[kind]


def _find_parts(kind: type) -> tuple[str, ...] | None:
    if kind is Span or not is_struct(kind):
        return None
    return tuple(
        name
        for name, annotation in fields(kind).items()
        if not set(_LEAF_TYPES).issuperset(annotation.replace(" ", "").split("|"))
    )


_LEAF_TYPES = ("str", "int", "bool", "None", "Span", "Attributes", "CitationMode", "LabelKind", "Role", "tuple[str,...]",
               "tuple[Alignment,...]")  # fmt: skip


def walk(node: Any) -> Iterator[Any]:
    """``node`` and everything inside it, in reading order; descends into tuples and nodes."""
    stack = [node]
    pop, extend, known = stack.pop, stack.extend, _PARTS
    while stack:
        node = pop()
        kind = type(node)
        if kind is tuple:
            extend(reversed(node))
            continue
        parts = known[kind] if kind in known else _parts_of(kind)
        if parts is not None:
            yield node
            for name in reversed(parts):
                value = getattr(node, name)
                if value is not None:
                    stack.append(value)


def plain_text(node: Any) -> str:
    """The words of an inline, a block or a sequence of them, without notes, citations or markup."""
    if type(node) is Text:  # by far the most common, like a tuple of one of them
        return node.text
    if type(node) is tuple:
        return plain_text(node[0]) if len(node) == 1 else "".join(map(plain_text, node))
    match node:
        case tuple():
            return "".join(map(plain_text, node))
        case Text(text=text) | Code(text=text):
            return text
        case SoftBreak() | HardBreak():
            return " "
        case Math(tex=tex):
            return tex
        case Note() | Citation() | Target() | CrossRef() | RawInline():
            return ""
        case _ if hasattr(node, "children"):
            return plain_text(node.children)
        case _ if hasattr(node, "blocks"):
            return "\n".join(plain_text(b) for b in node.blocks)
        case _:
            return ""

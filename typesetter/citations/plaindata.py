"""Inlines, names and entries as plain data (what JSON holds) and back, for what is kept between builds.

Spans are kept relative to a span of the entry, so that an entry that only moved in its file is still the same. Data that
this module did not make raises ValueError, TypeError, KeyError or IndexError (:data:`DAMAGE`), never anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from typesetter.citations.entry import Entry, RawEntry
from typesetter.citations.labels import Label
from typesetter.citations.names import Name
from typesetter.diagnostics import Span
from typesetter.model import Code, Emph, Inline, Link, Math, Strong, Styled, Subscript, Superscript, Text
from typesetter.structs import fields

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines

DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What reading damaged data raises."""

_NODES: dict[str, Any] = {"em": Emph, "strong": Strong, "sup": Superscript, "sub": Subscript}
_NAMES = {node: name for name, node in _NODES.items()}
_RECORDS: dict[str, Any] = {"name": Name, "entry": Entry, "raw": RawEntry, "label": Label}
"""Structs that are kept field by field."""
_TAGS = {record: (tag, tuple(fields(record))) for tag, record in _RECORDS.items()}


def to_data(inlines: Inlines) -> list[Any]:
    """Inlines of a reference as plain data: a text is a string, any other node a list that begins with its name."""
    return [node.text if type(node) is Text else _node_data(node) for node in inlines]


def _node_data(node: Inline) -> list[Any]:
    match node:
        case Emph(children) | Strong(children) | Superscript(children) | Subscript(children):
            return [_NAMES[type(node)], to_data(children)]
        case Link(url, children):
            return ["link", to_data(children), url]
        case Code(text):
            return ["code", [], text]
        case Math(tex):
            return ["math", [], tex]
        case Styled(classes, _, children):
            return ["styled", to_data(children), *classes]
    raise TypeError(f"{type(node).__name__} cannot stand in a reference")


def from_data(data: Any, span: Span) -> Inlines:
    """Inlines from :func:`to_data`'s lists, with ``span``. Raises ValueError for anything else."""
    if type(data) is not list:
        raise ValueError("not a list of nodes")
    return tuple([Text(row, span) if type(row) is str else _data_node(row, span) for row in data])


def _data_node(row: Any, span: Span) -> Inline:
    match row:
        case [str(name), children] if name in _NODES:
            node: Inline = _NODES[name](from_data(children, span), span)
            return node
        case ["link", children, str(url)]:
            return Link(url, from_data(children, span), span)
        case ["code", [], str(text)]:
            return Code(text, span)
        case ["math", [], str(tex)]:
            return Math(tex, span)
        case ["styled", children, str(first), *more] if all(type(name) is str for name in more):
            return Styled((first, *more), (), from_data(children, span), span)
    raise ValueError(f"not a node: {row!r:.80}")


def respan(inlines: Inlines, span: Span) -> Inlines:
    """The same inlines at another place of the source."""
    return tuple([Text(n.text, span) if type(n) is Text else _data_node(_node_data(n), span) for n in inlines])


# ------------------------------------------------------------------------------------------------------------- any value


def pack(value: Any, base: Span) -> Any:
    """A value of an entry as plain data; ``base`` is what spans in it are relative to. Raises TypeError for others."""
    if value is None or type(value) in (str, int, bool):
        return value
    if type(value) is Span:
        return _packed_span(value, base)
    if type(value) is tuple:
        if value and all(isinstance(part, Inline) and part.span == base for part in value):
            return ["inlines", to_data(value)]
        return ["tuple", *(pack(part, base) for part in value)]
    if isinstance(value, frozenset):
        return ["set", *sorted(value)]
    if isinstance(value, Mapping):
        return ["mapping", {key: pack(part, base) for key, part in value.items()}]
    if type(value) not in _TAGS:
        raise TypeError(f"{type(value).__name__} is not kept")
    tag, names = _TAGS[type(value)]
    return [tag, *(pack(getattr(value, name), base) for name in names)]


def unpack(data: Any, base: Span) -> Any:
    """The value of :func:`pack`, at ``base``."""
    if data is None or type(data) in (str, int, bool):
        return data
    tag, *parts = data
    match tag:
        case "inlines":
            return from_data(parts[0], base)
        case "tuple":
            return tuple([unpack(part, base) for part in parts])
        case "set":
            return frozenset(parts)
        case "mapping":
            return _Unpacked(parts[0], base)
        case "span":
            return _unpacked_span(parts, base)
    return _RECORDS[tag](*[unpack(part, base) for part in parts])


class _Unpacked(Mapping[str, Any]):
    """A mapping whose values are unpacked when they are asked for: of most entries, little is."""

    __slots__ = ("_base", "_data", "_made")

    def __init__(self, data: dict[str, Any], base: Span) -> None:
        self._data = data
        self._base = base
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        made = self._made
        if key not in made:
            made[key] = unpack(self._data[key], self._base)
        return made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return repr(dict(self))


def _packed_span(span: Span, base: Span) -> list[Any]:
    """Lines from that of ``base``; columns in its own line from its column, so that an entry can move."""
    if span == base:
        return ["span"]
    line, end = span.line - base.line, span.end_line - base.line
    column = span.column - base.column if not line else span.column
    end_column = span.end_column - base.column if not end else span.end_column
    place = ["span", line, column, end, end_column]
    return place if span.path == base.path else [*place, span.path]


def _unpacked_span(parts: list[Any], base: Span) -> Span:
    if not parts:
        return base
    line, column, end, end_column = map(int, parts[:4])
    return Span(
        str(parts[4]) if len(parts) > 4 else base.path,
        base.line + line,
        column if line else base.column + column,
        base.line + end,
        end_column if end else base.column + end_column,
    )

"""Formatted references kept between builds, by content: entry, letter, style sheet and this code.

A cache that is damaged, or was written by other code, is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.model import Code, Emph, Inline, Link, Math, Strong, Styled, Subscript, Superscript, Text
from typesetter.stamps import digest, write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typesetter.citations.latextext import Inlines
    from typesetter.diagnostics import Span

FILE_NAME = "references.json"
_NODES: dict[str, Any] = {"em": Emph, "strong": Strong, "sup": Superscript, "sub": Subscript}
_NAMES = {node: name for name, node in _NODES.items()}

References = MutableMapping[str, Any]
"""Formatted references as plain data, by the digest of what they were made from."""


@cache
def code_digest() -> str:
    """A digest of this package's code, so that a change to it empties the cache."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return digest(*(path.read_bytes() for path in files))


class ReferenceCache(References):
    """A cache in a file of the build folder. Only what was asked for since loading is saved again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loaded: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["digest"] == _content_digest(content["references"]):
                self._loaded = dict(content["references"])

    def __getitem__(self, key: str) -> Any:
        if key not in self._used:
            self._used[key] = self._loaded[key]
        return self._used[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._used[key] = value

    def __delitem__(self, key: str) -> None:
        if key not in self._loaded and key not in self._used:
            raise KeyError(key)
        self._loaded.pop(key, None)
        self._used.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._loaded, **self._used})

    def __len__(self) -> int:
        return len({**self._loaded, **self._used})

    def save(self) -> None:
        """Write the file, if anything changed. Raises OSError when the folder cannot be written."""
        references = dict(sorted(self._used.items()))
        content = {"digest": _content_digest(references), "references": references}
        write_atomic(self._path, json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def _content_digest(references: Any) -> str:
    return digest(code_digest(), json.dumps(references, ensure_ascii=False, sort_keys=True))


def to_data(inlines: Inlines) -> list[Any]:
    """Inlines of a reference as plain data."""
    return [_node_data(node) for node in inlines]


def _node_data(node: Inline) -> list[Any]:
    match node:
        case Text(text):
            return ["text", text]
        case Code(text):
            return ["code", text]
        case Math(tex):
            return ["math", tex]
        case Link(url, children):
            return ["link", url, to_data(children)]
        case Styled(classes, _, children):
            return ["styled", list(classes), to_data(children)]
        case Emph(children) | Strong(children) | Superscript(children) | Subscript(children):
            return [_NAMES[type(node)], to_data(children)]
    raise TypeError(f"{type(node).__name__} cannot stand in a reference")


def from_data(data: Any, span: Span) -> Inlines:
    """Inlines from :func:`to_data`'s lists, with ``span``. Raises ValueError for anything else."""
    if not isinstance(data, list):
        raise ValueError("not a list of nodes")  # noqa: TRY004  # it is the data that is wrong, not the call
    return tuple(_data_node(row, span) for row in data)


def _data_node(row: Any, span: Span) -> Inline:
    match row:
        case ["text", str(text)]:
            return Text(text, span)
        case ["code", str(text)]:
            return Code(text, span)
        case ["math", str(tex)]:
            return Math(tex, span)
        case ["link", str(url), children]:
            return Link(url, from_data(children, span), span)
        case ["styled", list(classes), children]:
            return Styled(tuple(map(str, classes)), (), from_data(children, span), span)
        case [str(name), children] if name in _NODES:
            node: Inline = _NODES[name](from_data(children, span), span)
            return node
    raise ValueError(f"not a node: {row!r:.80}")


def respan(inlines: Inlines, span: Span) -> Inlines:
    """The same inlines at another place of the source."""
    return from_data(to_data(inlines), span)

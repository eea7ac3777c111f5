"""A YAML document read, with the place of every key and value.

A mistake in the file is a diagnostic at the key or value that causes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typesetter.config.mapped import MappedText
from typesetter.diagnostics import Diagnostic, Span
from typesetter.structs import Struct, field

Keys = tuple[str | int, ...]
"""The way to a value: mapping keys and list indices from the top."""


class YamlFile(Struct):
    """A YAML document: ``data`` in plain Python, and the span of every key and value by the way to it."""

    path: str
    data: Any
    spans: Mapping[Keys, Span] = field(repr=False)
    key_spans: Mapping[Keys, Span] = field(repr=False)
    texts: Mapping[Keys, MappedText] = field(repr=False)

    def span(self, keys: Keys) -> Span:
        """Where the value at ``keys`` stands, or the nearest value above it that the file has."""
        while keys and keys not in self.spans:
            keys = keys[:-1]
        return self.spans.get(keys, Span(self.path))

    def key_span(self, keys: Keys) -> Span:
        """Where the key of the value at ``keys`` stands; a list item's is its value's."""
        return self.key_spans.get(keys) or self.span(keys)

    def text(self, keys: Keys) -> MappedText:
        """The scalar at ``keys`` as it is written (a number or a date too), line by line."""
        return self.texts[keys]


def load_yaml(text: str, path: str, first_line: int = 1) -> tuple[YamlFile | None, list[Diagnostic]]:
    """Read one YAML document. ``first_line`` is the line of the file that ``text`` begins at (front matter: 2).

    Returns the file, or None with the diagnostics: syntax errors, tabs, duplicate keys, unsupported tags, alias bombs.
    """
    from typesetter.config.yamlreader import read_document  # and PyYAML with it: most builds find what they need kept

    return read_document(text, path, first_line)

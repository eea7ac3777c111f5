"""YAML read by PyYAML, whose marks become spans."""

from __future__ import annotations

import datetime
import re
from typing import Any

import yaml

from typesetter.config.mapped import MappedText
from typesetter.config.scalars import clamped, scalar_text
from typesetter.config.yamlfile import Keys, YamlFile
from typesetter.config.yamlsyntax import syntax_error
from typesetter.diagnostics import Code, Diagnostic, Span

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES = 200_000
"""Values that one file may hold once its aliases are followed; a bomb of nested aliases has billions."""
_MAX_DEPTH = 100
_LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""YAML ends lines at them, no editor does: lines would be counted differently."""


def read_document(text: str, path: str, first_line: int) -> tuple[YamlFile | None, list[Diagnostic]]:
    """:func:`~typesetter.config.yamlfile.load_yaml`, by PyYAML's node tree, which carries marks."""
    text = _LINE_SEPARATORS.sub(" ", text)
    try:
        if _depth(text) > _MAX_DEPTH:
            return None, [_too_deep(path, first_line)]
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an escape of a number that is no character
        return None, [syntax_error(error, text, path, first_line)]
    builder = _Builder(text, path, first_line)
    try:
        data = builder.build(node, (), 0) if node is not None else None
    except _TooLargeError as error:
        return None, [Diagnostic(Code.YAML_SYNTAX, str(error), Span(path, first_line))]
    return (
        YamlFile(path, data, builder.spans, builder.key_spans, builder.texts),
        builder.diagnostics,
    )


def _depth(text: str) -> int:
    """How deep the file nests: asked first, since the composer calls itself for each level and would exhaust the stack."""
    if sum(map(text.count, "[{?-:")) <= _MAX_DEPTH:
        return 0
    depth = deepest = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, (yaml.CollectionStartEvent, yaml.CollectionEndEvent)):
            depth += 1 if isinstance(event, yaml.CollectionStartEvent) else -1
            deepest = max(deepest, depth)
            if depth > _MAX_DEPTH:
                break
    return deepest


def _too_deep(path: str, first_line: int) -> Diagnostic:
    return Diagnostic(Code.YAML_SYNTAX, f"nested deeper than {_MAX_DEPTH} levels", Span(path, first_line))


def _tag(node: yaml.Node) -> str:
    return str(node.tag).replace("tag:yaml.org,2002:", "!!")


class _TooLargeError(Exception):
    pass


class _Builder:
    """Plain data and spans out of a node tree."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.first = first_line
        self.spans: dict[Keys, Span] = {}
        self.key_spans: dict[Keys, Span] = {}
        self.texts: dict[Keys, MappedText] = {}
        self.diagnostics: list[Diagnostic] = []
        self.count = 0
        self.constructor = yaml.SafeLoader("")

    def _span(self, node: yaml.Node) -> Span:
        line, column = clamped(self.lines, node.start_mark.line, node.start_mark.column)
        end_line, end_column = clamped(self.lines, node.end_mark.line, node.end_mark.column)
        if end_column == 0 and end_line > line:  # a block ends at the start of what follows it
            end_line -= 1
            while end_line > line and not self.lines[end_line].strip():
                end_line -= 1
            end_column = len(self.lines[end_line])
        return Span(self.path, self.first + line, column + 1, self.first + end_line, end_column + 1)

    def build(self, node: yaml.Node, keys: Keys, depth: int) -> Any:
        self.count += 1
        if self.count > _MAX_NODES:
            raise _TooLargeError(f"more than {_MAX_NODES} values once its aliases are followed")
        if depth > _MAX_DEPTH:
            raise _TooLargeError(f"nested deeper than {_MAX_DEPTH} levels")
        self.spans[keys] = self._span(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*keys, i), depth + 1) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            self.texts[keys] = scalar_text(node, self.lines, self.path, self.first)
            return self._scalar(node)
        raise TypeError(node)  # PyYAML has no other nodes

    def _mapping(self, node: yaml.MappingNode, keys: Keys, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.diagnostics.append(
                    Diagnostic(Code.YAML_SYNTAX, "a key must be a plain word", self._span(key_node))
                )
                continue
            key = str(key_node.value)
            if key in data:
                before = self.key_spans[(*keys, key)]
                self.diagnostics.append(
                    Diagnostic(
                        Code.YAML_DUPLICATE,
                        f"the key '{key}' stands here twice",
                        self._span(key_node),
                        (f"it is first given in line {before.line}",),
                    )
                )
                continue
            self.key_spans[(*keys, key)] = self._span(key_node)
            data[key] = self.build(value_node, (*keys, key), depth + 1)
        return data

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        try:
            value = self.constructor.construct_object(yaml.ScalarNode(node.tag, node.value, style=node.style))
        except (yaml.YAMLError, ValueError) as error:
            if isinstance(error, ValueError):  # 2024-02-31 looks like a date and is none
                return str(node.value)
            self.diagnostics.append(
                Diagnostic(Code.YAML_SYNTAX, f"the tag '{_tag(node)}' is not allowed here", self._span(node))
            )
            return str(node.value)
        return value.date() if isinstance(value, datetime.datetime) and "T" not in node.value else value

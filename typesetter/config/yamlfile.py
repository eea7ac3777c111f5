"""YAML read with the place of every key and value, and checked against pydantic models.

PyYAML's node tree carries marks; here they become :class:`~typesetter.diagnostics.Span`. A mistake in the file, in YAML or
against the model, is a diagnostic at the key or value that causes it.
"""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

import yaml

from typesetter.config.scalars import MappedText, clamped, scalar_text
from typesetter.config.yamlsyntax import syntax_error
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel

    M = TypeVar("M", bound=BaseModel)

Keys = tuple[str | int, ...]
"""The way to a value: mapping keys and list indices from the top."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES = 200_000
"""Values that one file may hold once its aliases are followed; a bomb of nested aliases has billions."""
_MAX_DEPTH = 100
_LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""YAML ends lines at them, no editor does: lines would be counted differently."""


@dataclass(frozen=True, slots=True)
class YamlFile:
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


# ---------------------------------------------------------------------------------------------------- against a model


def validate(model: type[M], file: YamlFile) -> tuple[M | None, list[Diagnostic]]:
    """``file`` as an instance of the pydantic ``model``, or None with a diagnostic for each unknown key, type or lack."""
    from pydantic import ValidationError

    data = {} if file.data is None else file.data
    if not isinstance(data, dict):
        message = f"this file must be a mapping of keys and values, not {_kind(data)}"
        return None, [Diagnostic(Code.CONFIG_TYPE, message, file.span(()))]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_model_error(model, file, dict(e)) for e in error.errors(include_url=False)]


_MESSAGES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
    "date_type": "a date such as 2024-05-31",
    "date_parsing": "a date such as 2024-05-31",
    "date_from_datetime_parsing": "a date such as 2024-05-31",
    "date_from_datetime_inexact": "a date such as 2024-05-31",
}


def _model_error(model: type[BaseModel], file: YamlFile, error: Mapping[str, Any]) -> Diagnostic:
    keys: Keys = tuple(k for k in error["loc"] if isinstance(k, (str, int)))
    kind = error["type"]
    name = ".".join(str(k) if isinstance(k, str) else f"{k + 1}" for k in keys)
    if kind == "extra_forbidden":
        known = _fields_at(model, keys[:-1])
        hints = did_you_mean(str(keys[-1]), known) or (f"known here: {', '.join(sorted(known))}",)
        where = f" in '{name.rpartition('.')[0]}'" if len(keys) > 1 else ""
        return Diagnostic(Code.CONFIG_UNKNOWN, f"unknown key '{keys[-1]}'{where}", file.key_span(keys), hints)
    if kind == "missing":
        span = file.span(keys[:-1])
        return Diagnostic(
            Code.CONFIG_MISSING,
            f"the key '{name}' is missing",
            Span(span.path, span.line, span.column),
            (f"add `{keys[-1]}: …`",),
        )
    if kind in ("literal_error", "enum"):
        expected = str(error.get("ctx", {}).get("expected", ""))
        choices = [c.strip().strip("'") for c in expected.replace(" or ", ", ").split(",")]
        hints = did_you_mean(str(error["input"]), choices)
        return Diagnostic(Code.CONFIG_TYPE, f"'{name}' must be one of: {', '.join(choices)}", file.span(keys), hints)
    if kind == "value_error":
        message = str(error["msg"]).removeprefix("Value error, ")
        return Diagnostic(Code.CONFIG_TYPE, f"'{name}': {message}", file.span(keys))
    if kind in ("too_short", "string_too_short"):
        return Diagnostic(Code.CONFIG_TYPE, f"'{name}' must not be empty", file.span(keys))
    wanted = _MESSAGES.get(kind)
    if wanted is None:
        text = str(error["msg"])
        return Diagnostic(Code.CONFIG_TYPE, f"'{name}': {text[:1].lower()}{text[1:]}", file.span(keys))
    hints = ("put it in quotation marks if the word itself is meant",) if isinstance(error["input"], bool) else ()
    message = f"'{name}' must be {wanted}, not {_kind(error['input'])}"
    return Diagnostic(Code.CONFIG_TYPE, message, file.span(keys), hints)


def _kind(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"{str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value}'" if len(value) < 40 else "a text"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case datetime.date():
            return f"the date {value}"
    return type(value).__name__


def _fields_at(model: type[BaseModel], keys: Keys) -> list[str]:
    """The names that the model knows at the place ``keys``."""
    current: Any = model
    for key in keys:
        if isinstance(key, int):
            continue  # a list's items are described by the list's own annotation
        annotation = getattr(getattr(current, "model_fields", {}).get(key), "annotation", None)
        current = _model_in(annotation)
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    if hasattr(annotation, "model_fields"):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, list, tuple, dict) or get_args(annotation):
        for part in get_args(annotation):
            found = _model_in(part)
            if found is not None:
                return found
    return None

"""What a YAML file says, validated: pydantic's core makes structs of it, and its complaints become diagnostics.

Imported only where there is something new to validate.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic_core import SchemaValidator, ValidationError

from typesetter.config.constraints import Content
from typesetter.config.coreschema import described, fields_of
from typesetter.config.yamlfile import Keys, YamlFile
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean

C = TypeVar("C", bound=Content)


def validate(content: type[C], file: YamlFile) -> tuple[C | None, list[Diagnostic]]:
    """``file`` as a ``content``, or None with a diagnostic for each unknown key, wrong type or lack."""
    data = {} if file.data is None else file.data
    if not isinstance(data, dict):
        message = f"this file must be a mapping of keys and values, not {_kind(data)}"
        return None, [Diagnostic(Code.CONFIG_TYPE, message, file.span(()))]
    known: Any = content  # for mypy, which takes no class for hashable
    try:
        return _validator(known).validate_python(data), []
    except ValidationError as error:
        found = [dict(e) for e in error.errors(include_url=False)]
        return None, [_diagnostic(content, file, e) for e in found if not _follows(e, found)]


def json_schema(content: type[Content]) -> dict[str, Any]:
    """The JSON schema of what :func:`validate` takes for ``content``."""
    from pydantic import TypeAdapter

    return TypeAdapter(content).json_schema()


def figures(content: type[Content], before: str = "") -> Iterator[str]:
    """The dotted names of every field, those of groups of fields and of the fields in them."""
    for name, annotation in fields_of(content).items():
        part = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        yield f"{before}{name}"
        if isinstance(part, type) and issubclass(part, Content):
            yield from figures(part, f"{before}{name}.")


@cache
def _validator(content: Any) -> SchemaValidator:
    return SchemaValidator(described(content))


def _follows(error: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list is said to be too short only because what is in it is wrong."""
    place = error["loc"]
    return error["type"] == "too_short" and any(e is not error and e["loc"][: len(place)] == place for e in found)


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
    "mapping_type": "a mapping of keys and values",
    "dataclass_type": "a mapping of keys and values",
    "date_type": "a date such as 2024-05-31",
    "date_parsing": "a date such as 2024-05-31",
    "date_from_datetime_parsing": "a date such as 2024-05-31",
    "date_from_datetime_inexact": "a date such as 2024-05-31",
}


def _diagnostic(content: type[Content], file: YamlFile, error: Mapping[str, Any]) -> Diagnostic:
    keys: Keys = tuple(k for k in error["loc"] if isinstance(k, (str, int)))
    kind = error["type"]
    name = ".".join(str(k) if isinstance(k, str) else f"{k + 1}" for k in keys)
    if kind == "unexpected_keyword_argument":
        known = _fields_at(content, keys[:-1])
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
        message, *remedies = error["ctx"]["error"].args
        return Diagnostic(Code.CONFIG_TYPE, f"'{name}': {message}", file.span(keys), tuple(remedies))
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


def _fields_at(content: type[Content], keys: Keys) -> list[str]:
    """The names that ``content`` knows at the place ``keys``."""
    current: type[Content] | None = content
    for key in keys:
        if isinstance(key, str) and current is not None:  # a list's items are described by the list's own annotation
            current = _content_in(fields_of(current).get(key))
    return list(fields_of(current)) if current is not None else []


def _content_in(annotation: Any) -> type[Content] | None:
    """The first content in a type such as a tuple of them, or one that may be lacking."""
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return annotation
    return next(filter(None, map(_content_in, get_args(annotation))), None)

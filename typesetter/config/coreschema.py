"""Structs of the configuration as pydantic's core wants them described.

Pydantic itself would make the same description of a dataclass; its import and its way there take three times as long as
everything else that is done with a new thesis.yaml, so a build goes without it. A test holds the two to each other.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import core_schema as core

from typesetter.config.constraints import Content

_PLAIN: Mapping[Any, Any] = {
    str: core.str_schema(),
    int: core.int_schema(),
    float: core.float_schema(),
    bool: core.bool_schema(),
    datetime.date: core.date_schema(),
    Any: core.any_schema(),
}


def described(annotation: Any) -> Any:
    """The core schema of a type that a field of a configuration may have. Raises TypeError for any other."""
    if (plain := _PLAIN.get(annotation)) is not None:
        return plain
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is None and issubclass(annotation, Content):
        return _struct(annotation)
    if origin is Annotated:
        return _marked(parts[0], parts[1:])
    if origin is Literal:
        return core.literal_schema(list(parts))
    if origin is tuple and parts[1:] == (...,):
        return core.tuple_variable_schema(described(parts[0]))
    if origin in (dict, Mapping):
        return core.dict_schema(described(parts[0]), described(parts[1]))
    if origin in (Union, types.UnionType) and parts[1:] == (type(None),):
        return core.nullable_schema(described(parts[0]))
    raise TypeError(f"no file of the configuration holds a {annotation}")


def _marked(annotation: Any, marks: Sequence[Any]) -> Any:
    """A type under marks, of which the last is asked first: it may ask for what the others make of the type."""
    if not marks:
        return described(annotation)
    hook = getattr(marks[-1], "__get_pydantic_core_schema__", None)
    if hook is None:
        return _marked(annotation, marks[:-1])
    return hook(annotation, lambda _annotation: _marked(annotation, marks[:-1]))


def fields_of(content: type[Content]) -> Mapping[str, Any]:
    """The fields of a part of the configuration, with their types as they are written."""
    known: Any = content  # for mypy, which takes no class for hashable
    return _types(known)


@cache
def _types(content: Any) -> Mapping[str, Any]:
    known = get_type_hints(content, include_extras=True)
    return {name: known[name] for name in content.__struct_fields__}


@cache
def _struct(content: Any) -> Any:
    fields = []
    for name, annotation in fields_of(content).items():
        schema, field = described(annotation), content.__struct_fields__[name]
        if field.default_factory is not None:
            schema = core.with_default_schema(schema, default_factory=field.default_factory)
        elif not field.required:
            schema = core.with_default_schema(schema, default=field.default)
        fields.append(core.dataclass_field(name, schema, kw_only=True))
    config = content.__pydantic_config__
    return core.dataclass_schema(
        content,
        core.dataclass_args_schema(content.__name__, fields),
        [field["name"] for field in fields],
        slots=True,
        config=core.CoreConfig(
            extra_fields_behavior=config["extra"], coerce_numbers_to_str=config.get("coerce_numbers_to_str", False)
        ),
    )

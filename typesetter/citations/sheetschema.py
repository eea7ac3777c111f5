"""The JSON schema of style sheets, with which editors complete and check a variant of one's own."""

from __future__ import annotations

import json
from typing import Any

from typesetter.citations.kinds import KINDS
from typesetter.citations.sheets import builtin_variants
from typesetter.citations.variant import REFERENCE_SLOTS, SLOTS_OF, Sheet
from typesetter.config.validation import json_schema

_TEMPLATE = "#/$defs/Template"
_CONDITION = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}


def _mapping(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_TEMPLATE_SCHEMA: dict[str, Any] = {
    "description": "A text with slots, a list of parts that are printed one after the other, or a choice. A text with an "
    "empty slot in it prints nothing. *…* is italic, **…** bold; {{ is a brace.",
    "anyOf": [
        {"type": ["string", "number"]},
        {"type": "array", "items": {"$ref": _TEMPLATE}},
        _mapping(["either"], either={"description": "The first that prints.", "type": "array", "items": {"$ref": _TEMPLATE}}),
        _mapping(
            ["join", "of"],
            join={"description": "What stands between the parts that print.", "type": "string"},
            of={"type": "array", "items": {"$ref": _TEMPLATE}},
        ),
        {
            **_mapping(
                ["when"],
                when={"description": "A slot, or several of which one is filled; kind.x and type.x ask the entry.", **_CONDITION},
                then={"$ref": _TEMPLATE},
                **{"else": {"$ref": _TEMPLATE}},
            ),
            "minProperties": 2,
        },
    ],
}  # fmt: skip


def variant_schema() -> str:
    """The JSON schema of a style sheet, as text. A sheet with a ``parent`` may leave out anything."""
    schema = _with_templates(json_schema(Sheet))
    required = [name for name in schema.pop("required") if name != "parent"]
    definitions = {name: _optional(part) for name, part in schema.pop("$defs").items()}
    properties = schema["properties"]
    properties["title"]["description"] = "What the style is called."
    properties["parent"] = {
        "description": "The style that this one differs from: a built-in one, or the path of a sheet in the thesis folder. "
        "Mappings are merged key by key, anything else is replaced.",
        "anyOf": [{"enum": builtin_variants()}, {"type": "string", "pattern": r"\.ya?ml$"}],
    }
    template = {"$ref": _TEMPLATE}
    reference = {"$ref": "#/$defs/Reference"}
    properties["shared"] = {
        "description": "Parts that several references have in common; `{name}` alone in a text stands for the part.",
        "type": "object",
        "additionalProperties": template,
    }
    properties["references"] = {
        "description": "The reference of each kind of work; a type of entry can have one of its own.",
        "type": "object",
        "properties": dict.fromkeys(KINDS, reference),
        "additionalProperties": reference,
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A citation style",
        "description": "A style sheet of the typesetter: what differs from its parent, or everything.",
        **{key: value for key, value in schema.items() if key != "description"},
        "anyOf": [{"required": ["parent"]}, {"required": required}],
        "$defs": {
            "Template": _TEMPLATE_SCHEMA,
            "Reference": {"description": _slots_text(REFERENCE_SLOTS), **template},
            **definitions,
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _with_templates(part: Any) -> Any:
    """The schema with what the model marks as a template replaced by a reference to the template's definition."""
    if isinstance(part, list):
        return [_with_templates(item) for item in part]
    if not isinstance(part, dict):
        return part
    if SLOTS_OF not in part:  # a title that only repeats its property's name goes
        return {key: _with_templates(value) for key, value in part.items() if key != "title" or type(value) is not str}
    said = [part["description"]] if "description" in part else []
    return {"description": " ".join([*said, _slots_text(part[SLOTS_OF])]), "$ref": _TEMPLATE}


def _slots_text(slots: Any) -> str:
    return "Slots: " + ", ".join(f"{{{slot}}}" for slot in slots) + "." if slots else "A text without slots."


def _optional(part: dict[str, Any]) -> dict[str, Any]:
    """A definition of which a sheet may give a part: the parent gives the rest."""
    return {key: value for key, value in part.items() if key != "required"}

"""The JSON schema of thesis.yaml, for editors that complete and check the file."""

from __future__ import annotations

import json

from typesetter.config.thesis import Thesis
from typesetter.config.validation import json_schema


def thesis_schema() -> str:
    """The JSON schema of thesis.yaml, as text."""
    schema = json_schema(Thesis)
    properties = schema["properties"]
    properties["authors"] = {
        "description": "Names, or mappings with name and student_number.",
        "anyOf": [
            {"type": "string"},
            {"$ref": "#/$defs/Author"},
            {"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Author"}]}},
        ],
    }
    for name in ("supervisors", "bibliography"):
        properties[name]["anyOf"] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
        properties[name].pop("type", None)
        properties[name].pop("items", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "thesis.yaml"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"

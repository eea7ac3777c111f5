"""The JSON schema of a university's profile, for editors that complete and check the file."""

from __future__ import annotations

import json
from typing import Any

from typesetter.config.profile_model import ProfileContent
from typesetter.config.validation import json_schema


def profile_schema() -> str:
    """The schema as text. Nothing but the name is asked for: what a profile does not say it inherits."""
    schema = _nothing_required(json_schema(ProfileContent))
    schema["required"] = ["name"]
    schema["title"] = "profile.yaml"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _nothing_required(value: Any, *, within: str = "") -> Any:
    """The schema without what its objects require; an entry of ``sources`` stays whole, and so does one of a group's pages."""
    if isinstance(value, list):
        return [_nothing_required(item) for item in value]
    if not isinstance(value, dict):
        return value
    whole = within in {"Source", "GroupPages"}
    kept = {key: inner for key, inner in value.items() if whole or key != "required" or isinstance(inner, dict)}
    return {key: _nothing_required(inner, within=key) for key, inner in kept.items()}

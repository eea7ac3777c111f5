"""The validator is what pydantic would make of the same structs: of every file the same values, or the same complaints."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, ValidationError

from typesetter.citations.variant import Sheet
from typesetter.config.constraints import Content
from typesetter.config.coreschema import described
from typesetter.config.profile_model import ProfileContent
from typesetter.config.thesis import Thesis
from typesetter.structs import Struct

ROOT = Path(__file__).resolve().parents[2]
WHOLE: dict[Any, Path] = {
    Thesis: ROOT / "thesis.yaml",
    ProfileContent: ROOT / "templates" / "universities" / "generic" / "profile.yaml",
    Sheet: ROOT / "typesetter" / "citations" / "variants" / "harvard.yaml",
}
VALUES = (
    None,
    True,
    0,
    3,
    2.5,
    -1,
    "",
    " ",
    "x",
    "12",
    "2024-05-31",
    [],
    ["x", 1],
    {},
    {"name": "x"},
    {"x": [1]},
    [[]],
)


@cache
def pydantic_of(content: Any) -> TypeAdapter[Any]:
    return TypeAdapter(content)


@cache
def ours_of(content: Any) -> SchemaValidator:
    return SchemaValidator(described(content))


def told(validator: Any, data: Any) -> Any:
    try:
        return validator.validate_python(data)
    except ValidationError as error:
        return sorted((e["type"], e["loc"], e["msg"]) for e in error.errors(include_url=False))


def spoilt(data: Any, chance: random.Random) -> Any:
    """The data with one value replaced, one key gone or one added, somewhere."""
    if isinstance(data, dict) and data:
        key = chance.choice(list(data))
        match chance.randrange(8):
            case 0:
                return {k: v for k, v in data.items() if k != key}
            case 1:
                return {**data, chance.choice(["titel", "x", "name"]): chance.choice(VALUES)}
            case 2:
                return {**data, key: chance.choice(VALUES)}
        return {**data, key: spoilt(data[key], chance)}
    if isinstance(data, list) and data and chance.random() < 0.7:
        index = chance.randrange(len(data))
        return [*data[:index], spoilt(data[index], chance), *data[index + 1 :]]
    return chance.choice(VALUES)


@pytest.mark.parametrize("content", WHOLE)
def test_as_pydantic_has_it(content: Any) -> None:
    whole = yaml.safe_load(WHOLE[content].read_text("utf-8"))
    assert isinstance(told(ours_of(content), whole), content)
    chance = random.Random(content.__name__)
    refused = 0
    for _ in range(400):
        data = whole
        for _ in range(chance.randrange(1, 4)):
            data = spoilt(data, chance)
        ours = told(ours_of(content), data)
        assert ours == told(pydantic_of(content), data), data
        refused += isinstance(ours, list)
    assert 100 < refused < 400


def test_a_type_that_no_file_holds() -> None:
    class Odd(Content, Struct):
        value: complex

    with pytest.raises(TypeError, match="complex"):
        described(Odd)

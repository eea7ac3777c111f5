"""The JSON schema of style sheets: right sheets pass, and what the loading refuses the schema refuses too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from typesetter.citations.sheets import FOLDER, load_variant
from typesetter.citations.sheetschema import variant_schema

SCHEMA = json.loads(variant_schema())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHEETS = sorted((*FOLDER.glob("*.yaml"), *(Path(__file__).parent / "own").glob("*.yaml")))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert all(f"#/$defs/{name}" in text for name in SCHEMA["$defs"])
    assert "x-slots" not in text


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_sheets_pass(path: Path) -> None:
    assert [e.message for e in VALIDATOR.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))] == []


RIGHT = [
    "{parent: my-base.yaml, title: T}",
    "{parent: harvard, title: T, text: {narrative_last: ' & '}}",
    "{parent: harvard, title: T, names: {form: ['{family}', ', {initials}'], et_al_from: null}}",
    "{parent: harvard, title: T, names: {form: '{family}', rest: null}}",
    "{parent: harvard, title: T, references: {book: ['{head}', {when: [url, doi], then: ['a', 1]}], mytype: '{head}'}}",
    "{parent: harvard, title: T, references: {book: {either: ['{head}', {join: ', ', of: ['{title}', '{url}']}]}}}",
    "{parent: harvard, title: T, guide: {title: Our guide, edition: 2nd, url: 'https://a.example'}}",
    "{parent: harvard, title: T, shared: {mine: ['{title}']}, references: {book: '{mine}'}}",
]
WRONG = [
    "{title: T}",
    "{parent: harvard, name: T}",
    "{parent: harvrd, title: T}",
    "{parent: 3, title: T}",
    "{parent: harvard, title: 3}",
    "{parent: harvard, title: T, text: {order: backwards}}",
    "{parent: harvard, title: T, text: {narative_last: and}}",
    "{parent: harvard, title: T, names: {et_al_from: 1}}",
    "{parent: harvard, title: T, names: {form: {what: x}}}",
    "{parent: harvard, title: T, names: {form: true}}",
    "{parent: harvard, title: T, dates: {months: [January]}}",
    "{parent: harvard, title: T, references: {book: ['{head}', {when: url}]}}",
    "{parent: harvard, title: T, references: {book: {if: url, then: a}}}",
    "{parent: harvard, title: T, references: {book: {join: ', '}}}",
]


@pytest.mark.parametrize(("source", "right"), [*((s, True) for s in RIGHT[1:]), *((s, False) for s in WRONG)])
def test_schema_and_loading_agree(source: str, right: bool, tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text(source, encoding="utf-8")
    variant, _ = load_variant("my.yaml", tmp_path)
    assert (VALIDATOR.is_valid(yaml.safe_load(source)), variant is not None) == (right, right)


def test_a_sheet_may_have_a_parent_of_ones_own() -> None:
    assert VALIDATOR.is_valid(yaml.safe_load(RIGHT[0]))


@pytest.mark.parametrize(
    ("path", "slots"),
    [
        (("NameList", "form"), ("{family}", "{initials}")),
        (("Pages", "one"), ("{pages}",)),
        (("InText", "title"), ("{shorttitle}",)),
    ],
)
def test_templates_name_their_slots(path: tuple[str, str], slots: Any) -> None:
    field = SCHEMA["$defs"][path[0]]["properties"][path[1]]
    assert field["$ref"] == "#/$defs/Template"
    assert all(slot in field["description"] for slot in slots)

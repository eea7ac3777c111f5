"""thesis.yaml: what the model reads, its diagnostics, and the schema for editors."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from typesetter.config.thesis import Thesis, load_thesis, thesis_span
from typesetter.config.thesisschema import thesis_schema
from typesetter.config.validation import validate
from typesetter.config.yamlfile import load_yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads(thesis_schema())


def load(tmp_path: Path, text: str) -> Thesis:
    (tmp_path / "thesis.yaml").write_text(text, encoding="utf-8")
    thesis, _, diagnostics = load_thesis(tmp_path)
    assert diagnostics == []
    assert thesis is not None
    return thesis


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    thesis = load(tmp_path, "title: T\nauthors: A. Example")
    assert [a.name for a in thesis.authors] == ["A. Example"]
    assert (thesis.university, thesis.language, thesis.engine, thesis.chapters) == (
        "generic",
        "en-GB",
        "pdflatex",
        None,
    )
    assert (thesis.citations.style, thesis.citations.ibid, thesis.citations.heading) == ("harvard", False, "References")


def test_forms_that_mean_the_same(tmp_path: Path) -> None:
    for authors in ("A", "[A]", "[{name: A}]", "{name: A}", "\n  - A", "\n  - name: A"):
        assert [a.name for a in load(tmp_path, f"title: T\nauthors: {authors}").authors] == ["A"]
    thesis = load(
        tmp_path,
        "title: 1984\nauthors: [{name: A, student_number: 20201234}]\nbibliography: b.bib\nsupervisors: S\ndate: 2024-05-31",
    )
    assert thesis.title == "1984"
    assert thesis.authors[0].student_number == "20201234"
    assert (thesis.bibliography, thesis.supervisors) == (("b.bib",), ("S",))
    assert thesis.date == datetime.date(2024, 5, 31)


def test_the_example_is_valid() -> None:
    thesis, file, diagnostics = load_thesis(ROOT)
    assert thesis is not None
    assert diagnostics == []
    assert str(thesis_span(file, "citations", "style")).startswith("thesis.yaml:")


def test_no_thesis(tmp_path: Path) -> None:
    thesis, file, (diagnostic,) = load_thesis(tmp_path)
    assert (thesis, file) == (None, None)
    assert diagnostic.message == "this folder has no thesis.yaml"
    (tmp_path / "thesis.yml").write_text("title: x", encoding="utf-8")
    assert load_thesis(tmp_path)[2][0].hints == ("there is a 'thesis.yml': rename it to thesis.yaml",)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("english", "write en-GB"),
        ("English (UK)", "write such a tag: en-GB, en-US, da, de …"),
        ("en-UK", "write en-GB"),
        ("Deutsch", "write de"),
        ("ger", "write de"),
        ("dk", "write da"),
        ("xx", "write such a tag: en-GB, en-US, da, de …"),
        ("en--GB", "write such a tag: en-GB, en-US, da, de …"),
        ("'norsk-bok'", "write nb"),
        ("''", "write such a tag: en-GB, en-US, da, de …"),
    ],
)
def test_what_is_no_tag_of_a_language(tmp_path: Path, written: str, remedy: str) -> None:
    (tmp_path / "thesis.yaml").write_text(f"title: T\nauthors: A\nlanguage: {written}\n", encoding="utf-8")
    thesis, _, (diagnostic,) = load_thesis(tmp_path)
    meant = written.strip("'")
    assert thesis is None
    assert diagnostic.message == f"'language': '{meant}' is not the tag of a language"
    assert str(diagnostic.span) == "thesis.yaml:3:11"
    assert diagnostic.hints == (remedy,)


@pytest.mark.parametrize(
    "tag", ["en-GB", "en_US", "EN", "da", "hy", "is", "de-AT-1996", "zh-Hant-TW", "sr-Latn", "hsb", "es-419"]
)
def test_every_language_may_be_named(tmp_path: Path, tag: str) -> None:
    """One that the pipeline has no words for as well: raw LaTeX and templates of one's own may have them."""
    assert load(tmp_path, f"title: T\nauthors: A\nlanguage: {tag}").language == tag


# ---------------------------------------------------------------------------------------------------------------- schema


def problems(data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)]


def plain(data: Any) -> Any:
    """What an editor's YAML reader sees: dates are texts to a JSON schema."""
    return json.loads(json.dumps(data, default=str))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_accepts_the_example() -> None:
    assert problems(plain(yaml.safe_load((ROOT / "thesis.yaml").read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("authors", ["A", ["A"], [{"name": "A"}], {"name": "A", "student_number": "1"}])
def test_the_schema_accepts_all_forms_of_authors(authors: Any) -> None:
    assert problems({"title": "T", "authors": authors}) == []


@pytest.mark.parametrize(
    "data",
    [
        {"title": "T", "authors": "A", "titel": "x"},
        {"title": "T", "authors": [{"name": "A", "numbr": "x"}]},
        {"title": "T", "authors": "A", "citations": {"styl": "x"}},
        {"title": "T"},
        {"title": "T", "authors": "A", "engine": "pdftex"},
        {"title": "T", "authors": "A", "chapters": 3},
        {"title": "T", "authors": []},
    ],
)
def test_the_schema_refuses_what_the_model_refuses(data: Any) -> None:
    assert problems(data)
    file, _ = load_yaml(yaml.safe_dump(data), "thesis.yaml")
    assert file is not None
    assert validate(Thesis, file)[0] is None


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 3000),
        st.floats(allow_nan=False),
        st.sampled_from(["", "x", "2024-05-31", "A b"]),
        st.dates(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "style", "ibid", "ignore", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.dictionaries(
        st.sampled_from([*(f.name for f in dataclasses.fields(Thesis)), "titel", "1"]), VALUES, max_size=6
    )
)
def test_every_mistake_is_said_in_words(data: dict[str, Any]) -> None:
    """No pydantic jargon reaches the user, every diagnostic has a place, and what the model takes the schema takes."""
    file, diagnostics = load_yaml(yaml.safe_dump(data), "thesis.yaml")
    assert file is not None, diagnostics
    thesis, found = validate(Thesis, file)
    assert (thesis is None) == bool(found)
    lines = yaml.safe_dump(data).split("\n")
    for d in found:
        assert d.span is not None
        assert 1 <= d.span.line <= len(lines)
        for word in (
            "Input should",
            "input should",
            "valid ",
            "validation",
            "Extra inputs",
            "pydantic",
            "_type",
            "instance of",
        ):
            assert word not in d.message, d.message

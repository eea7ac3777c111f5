from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.templates.support import TEMPLATES
from typesetter.config.profile import Profile, available, load_profile
from typesetter.config.profileschema import profile_schema
from typesetter.diagnostics import Code, Diagnostic, Span

UNIVERSITIES = TEMPLATES / "universities"
HERE = Span("thesis.yaml", 7, 13, 7, 20)


def load(name: str, *more: Path) -> tuple[Profile | None, list[Diagnostic]]:
    return load_profile(name, [*more, UNIVERSITIES], HERE)


def write(folder: Path, name: str, text: str) -> Path:
    universities = folder / "templates" / "universities"
    (universities / name).mkdir(parents=True, exist_ok=True)
    (universities / name / "profile.yaml").write_text(text, encoding="utf-8")
    return universities


@pytest.mark.parametrize("name", available([UNIVERSITIES]))
def test_every_profile_loads(name: str) -> None:
    profile, diagnostics = load(name)
    assert diagnostics == []
    assert profile is not None
    assert profile.id == name
    assert profile.lineage[-1] == "generic"
    assert profile.templates("titlepage")[-1] == "universities/generic/titlepage.tex.j2"


@pytest.mark.parametrize("name", available([UNIVERSITIES]))
def test_every_own_figure_of_a_profile_has_a_source(name: str) -> None:
    profile, _ = load(name)
    assert profile is not None
    own = [f for f in profile.origins if profile.origin(f) == name and f not in ("institution", "language")]
    assert [f for f in own if profile.source(f) is None] == []


def test_what_a_profile_does_not_say_is_inherited_and_said_so() -> None:
    profile, _ = load("aau-dir")
    generic, _ = load("generic")
    assert profile is not None
    assert generic is not None
    assert profile.layout == generic.layout
    assert profile.origin("layout.size") == "generic"
    assert profile.origin("limits.standard_page_chars") == "aau-dir"
    assert "layout.size" in profile.inherited
    assert "limits.standard_page_chars" not in profile.inherited
    assert generic.inherited == ()


def test_sources_say_what_is_verified() -> None:
    profile, _ = load("aau-dir")
    assert profile is not None
    source = profile.source("limits.standard_page_chars")
    assert source is not None
    assert source.verified
    assert source.address
    layout = profile.source("layout.margins.top")
    assert layout is not None
    assert not layout.verified


def test_pages_by_size_of_the_group() -> None:
    profile, _ = load("aau-dir")
    assert profile is not None
    pages = [profile.limits.standard_pages_for(n) for n in (1, 2, 4, 6)]
    assert [(p.min, p.max) for p in pages if p] == [(35, 70), (50, 100), (80, 130), (80, 130)]
    generic, _ = load("generic")
    assert generic is not None
    assert generic.limits.standard_pages_for(1) is None


@pytest.mark.parametrize("name", ["aau-dri", "AAU-DIR", "aau"])
def test_unknown_name_with_the_nearest(name: str) -> None:
    profile, diagnostics = load(name)
    assert profile is None
    assert [d.code for d in diagnostics] == [Code.PROFILE_UNKNOWN]
    assert diagnostics[0].span == HERE
    assert diagnostics[0].hints == ("did you mean 'aau-dir'?",)


@pytest.mark.parametrize("name", ["../universities/aau-dir", "", "/etc", "aau-dir/", "."])
def test_a_name_is_no_path(name: str) -> None:
    profile, diagnostics = load(name)
    assert profile is None
    assert diagnostics[0].code is Code.PROFILE_UNKNOWN


def test_own_profile_says_only_what_differs(tmp_path: Path) -> None:
    own = write(
        tmp_path, "mine", "name: Mine\ninherits: aau-dir\nlayout: {margins: {inner: 40}, spacing: {text: 1.5}}\n"
    )
    profile, diagnostics = load("mine", own)
    assert diagnostics == []
    assert profile is not None
    assert profile.lineage == ("mine", "aau-dir", "generic")
    assert profile.layout.margins.inner == 40
    assert profile.layout.margins.outer == 32.5
    assert profile.layout.spacing.text == 1.5
    assert profile.limits.standard_page_chars == 2400
    assert profile.layout.text_width_mm == pytest.approx(137.5)
    assert profile.layout.text_width_pt == pytest.approx(391.2, abs=0.05)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("name: Mine\nlayuot: {}\n", Code.CONFIG_UNKNOWN, 2, 1),
        ("name: Mine\nlayout:\n  size: 13\n", Code.CONFIG_TYPE, 3, 9),
        ("name: Mine\nlayout:\n  margins: {inner: wide}\n", Code.CONFIG_TYPE, 3, 20),
        ("name: Mine\nlayout: {margins: {inner: 80, outer: 80}}\n", Code.CONFIG_TYPE, 2, 9),
        ("inherits: generic\n", Code.CONFIG_MISSING, 1, 1),
        ("name: Mine\ninherits: genric\n", Code.PROFILE_UNKNOWN, 2, 11),
        ("name: Mine\ninherits: mine\n", Code.CONFIG_TYPE, 2, 11),
        ("name: Mine\nmatter: {front: [title-page, contents]}\n", Code.CONFIG_TYPE, 2, 9),
        ("name: Mine\ntitle_page: {required: [words, degree], fields: [title, authors]}\n", Code.CONFIG_TYPE, 2, 13),
        ("name: Mine\nsources:\n  - {figures: [limits.max_wrods], verified: false}\n", Code.CONFIG_UNKNOWN, 3, 16),
        ("name: Mine\nsources:\n  - {figures: [limits], verified: true}\n", Code.CONFIG_TYPE, 3, 5),
        ("name: [\n", Code.YAML_SYNTAX, 1, 8),
        ("- a list\n", Code.CONFIG_TYPE, 1, 1),
    ],
)
def test_mistakes_are_at_their_place(tmp_path: Path, text: str, code: Code, line: int, column: int) -> None:
    profile, diagnostics = load("mine", write(tmp_path, "mine", text))
    assert profile is None
    assert diagnostics[0].code is code
    span = diagnostics[0].span
    assert span is not None
    assert (span.path, span.line, span.column) == ("templates/universities/mine/profile.yaml", line, column)


def test_a_mistake_in_an_inherited_file_is_shown_there(tmp_path: Path) -> None:
    own = write(tmp_path, "parent", "name: Parent\nlayout: {size: 14}\n")
    write(tmp_path, "child", "name: Child\ninherits: parent\n")
    _, diagnostics = load("child", own)
    assert [str(d.span) for d in diagnostics] == ["templates/universities/parent/profile.yaml:2:16"]


@pytest.mark.parametrize("name", available([UNIVERSITIES]))
def test_every_profile_fits_the_schema(name: str) -> None:
    schema = json.loads(profile_schema())
    data = yaml.safe_load((UNIVERSITIES / name / "profile.yaml").read_text("utf-8"))
    for source in data["sources"]:  # a date of YAML's is text in JSON
        source["date"] = source["date"].isoformat()
    jsonschema.validate(data, schema)


@pytest.mark.parametrize(
    "wrong", ["layout: {margin: 3}", "limits: {max_words: many}", "paging: {front: greek}", "colour: red"]
)
def test_the_schema_refuses_what_the_model_refuses(wrong: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"name": "X", **yaml.safe_load(wrong)}, json.loads(profile_schema()))

"""What a profile asks of the manuscript, found at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theses import at, fill
from typesetter.diagnostics import Code
from typesetter.job import Options
from typesetter.pipeline import check

MINE = "templates/universities/mine/profile.yaml"
THESIS = "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nuniversity: mine\n"
TWO = "title: A Title\nauthors: [A. Writer, B. Writer]\ndate: 2024-05-31\nuniversity: mine\n"
ABSTRACT = {"chapters/00-abstract.md": "---\nrole: abstract\n---\n# Abstract\n\nOne two three four five.\n"}


def unmet(
    root: Path, rules: str, thesis: str = THESIS, files: dict[str, str] | None = None, *, strict: bool = True
) -> list[str]:
    fill(root, {"thesis.yaml": thesis, MINE: f"name: Mine\n{rules}", **(files or {})})
    found = check(Options(root.resolve(), strict=strict)).diagnostics
    return [f"{d.severity.value} {at(d)} {d.message}" for d in found if d.code is Code.RULE_UNMET]


@pytest.mark.parametrize(
    ("rules", "thesis", "files", "expected"),
    [
        pytest.param("abstract: {required: true}\n", THESIS, {}, ["error rule-unmet thesis.yaml:1:1 Mine asks for an abstract"], id="no-abstract"),
        pytest.param("abstract: {required: true, max_words: 6}\n", THESIS, ABSTRACT, [], id="abstract-in-time"),
        pytest.param(
            "abstract: {max_words: 5}\n", THESIS, ABSTRACT,
            ["error rule-unmet chapters/00-abstract.md:4:1 the abstract has 6 words, 1 too many: Mine allows 5"],
            id="abstract-too-long",
        ),
        pytest.param(
            "abstract: {max_characters: 20}\n", THESIS, ABSTRACT,
            ["error rule-unmet chapters/00-abstract.md:4:1 the abstract has 33 characters, 13 too many: Mine allows 20"],
            id="abstract-characters",
        ),
        pytest.param("limits: {max_words: 4, extra_author: 0.5}\n", TWO, {}, [], id="two-authors-may-write-more"),
        pytest.param(
            "limits: {max_words: 4, extra_author: 0.25}\n", TWO, {},
            ["error rule-unmet thesis.yaml:1:1 6 words, 1 too many: Mine allows 5"],
            id="and-no-more-than-that",
        ),
        pytest.param(
            "limits: {max_characters: 24}\ncounts: {spaces: false}\n", THESIS, {},
            ["error rule-unmet thesis.yaml:1:1 25 characters without spaces, 1 too many: Mine allows 24"],
            id="without-spaces",
        ),
        pytest.param(
            "declaration: {required: true}\n", THESIS, {},
            ["error rule-unmet thesis.yaml:1:1 Mine asks for a declaration of authorship"],
            id="no-declaration",
        ),
        pytest.param("declaration: {required: true, paragraphs: [It is mine.]}\n", THESIS, {}, [], id="the-university-has-its-words"),
        pytest.param(
            "title_page: {fields: [title, authors, college, degree], required: [degree], expected: [college]}\n", THESIS, {},
            [
                "error rule-unmet thesis.yaml:2:10 Mine wants the degree on the title page",
                "warning rule-unmet thesis.yaml:2:10 Mine expects the college on the title page",
            ],
            id="title-page",
        ),
    ],
)  # fmt: skip
def test_rules(rules: str, thesis: str, files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert unmet(tmp_path, rules, thesis, files) == expected


def test_what_is_not_verified_does_not_stop_a_submission(tmp_path: Path) -> None:
    rules = "limits: {max_words: 5}\nsources: [{figures: [limits], address: https://example.edu, verified: false}]\n"
    assert unmet(tmp_path, rules) == ["warning rule-unmet thesis.yaml:1:1 6 words, 1 too many: Mine allows 5"]


def test_a_draft_that_lacks_an_abstract_is_only_told(tmp_path: Path) -> None:
    rules = "abstract: {required: true}\n"
    assert unmet(tmp_path, rules, strict=False) == ["info rule-unmet thesis.yaml:1:1 Mine asks for an abstract"]

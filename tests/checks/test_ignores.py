"""Findings silenced where they stand, and ignores that silence nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.test_source import BIB, found

TODO = "warning placeholder chapters/01-one.md:{} placeholder text: 'TODO'"


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("<!-- check: ignore placeholder -->\nTODO one\n\nTODO two\n", ["6:1"]),
        ("<!-- check: ignore placeholder: a word of the source's own -->\n\n- TODO one\n- two\n  TODO three\n", []),
        ("Text\nTODO one <!-- check: ignore placeholder -->\nTODO two\n", ["5:1"]),
        ("<!-- check: ignore-file placeholder -->\n\nTODO one\n\nTODO two\n", []),
        ("<!-- check: ignore quote-locator, placeholder -->\n> TODO [@a]\n\nText [@a].\n", []),
        ("> <!-- check: ignore placeholder quote-locator -->\n> TODO [@a]\n", []),
        ("- Text\n\n  <!-- check: ignore placeholder -->\n  TODO\n- TODO\n", ["7:3"]),
    ],
)  # fmt: skip
def test_a_comment_silences_the_block_that_follows_or_its_line(body: str, rest: list[str], tmp_path: Path) -> None:
    rows = found(tmp_path, {"chapters/01-one.md": f"# One\n\n{body}", "bib/a.bib": BIB})
    assert [r for r in rows if "uncited" not in r] == [TODO.format(place) for place in rest]


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (
            "<!-- check: ignore placeholder -->\nText\n",
            "warning ignore-unused chapters/01-one.md:3:20 there is no 'placeholder' here any more to ignore",
        ),
        ("Text <!-- check: ignore placeholdr -->\n",
         "warning ignore-unknown chapters/01-one.md:3:25 no finding has the code 'placeholdr'"),
        ("```\n<!-- check: ignore placeholder -->\n```\n", None),
        ("The comment `<!-- check: ignore placeholder -->` is code.\n", None),
        ("<!-- check: ignore overfull -->\nTeX has not run.\n", None),
    ],
)  # fmt: skip
def test_an_ignore_that_silences_nothing_is_reported(body: str, row: str | None, tmp_path: Path) -> None:
    assert found(tmp_path, {"chapters/01-one.md": f"# One\n\n{body}"}) == ([row] if row else [])


def test_an_ignore_in_thesis_yaml_that_silences_nothing_is_a_note(tmp_path: Path) -> None:
    files = {"thesis.yaml": "title: T\nauthors: [A]\nchecks: {ignore: [quote-locator, quote-locater]}\n"}
    rows = found(tmp_path, files)
    assert rows == [
        "info ignore-unused thesis.yaml:3:19 there is no 'quote-locator' here any more to ignore",
        "warning ignore-unknown thesis.yaml:3:34 no finding has the code 'quote-locater'",
    ]


def test_in_yaml_a_comment_silences_the_value_that_follows(tmp_path: Path) -> None:
    chapter = (
        "title: Two\ntemplate: timeline\nevents:\n  # check: ignore placeholder: his motto\n"
        "  - date: '1990'\n    event: TODO one\n  - date: '1991'\n    event: TODO two  # check: ignore placeholder\n"
        "  - {date: '1992', event: TODO three}\n"
    )
    rows = found(tmp_path, {"chapters/02-two.yaml": chapter})
    assert rows == ["warning placeholder chapters/02-two.yaml:9:27 placeholder text: 'TODO'"]


def test_in_a_bib_file_a_comment_silences_the_entry_that_follows(tmp_path: Path) -> None:
    files = {"bib/a.bib": "% check: ignore cite-uncited: for later\n" + BIB + "\n" + BIB.replace("{a,", "{b,")}
    rows = found(tmp_path, files)
    assert len(rows) == 1
    assert rows[0].startswith("info cite-uncited bib/a.bib:4:1 ")


def test_errors_are_not_silenced(tmp_path: Path) -> None:
    rows = found(tmp_path, {"chapters/01-one.md": "# One\n\n<!-- check: ignore cite-unknown -->\nText [@b].\n"})
    assert [r.split(" ")[:2] for r in rows] == [["warning", "ignore-unused"], ["error", "cite-unknown"]]
    assert rows[0].endswith("'cite-unknown' is an error here, which cannot be silenced")

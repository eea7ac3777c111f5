"""Input/expected pairs: what the reader makes of each construct, with the place of every node."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.support import FIXTURES, Case, cases, listing, read, reading, update

READ = [case for path in sorted((FIXTURES / "read").glob("*.md")) for case in cases(path)]
DIAGNOSED = [case for path in sorted((FIXTURES / "diagnostics").glob("*.md")) for case in cases(path)]


def _compare(case: Case, got: str, request: pytest.FixtureRequest) -> None:
    if got != case.expected and request.config.getoption("--update-golden", default=False):
        update(case, got)
        return
    assert got.split("\n") == case.expected.split("\n"), f"{case}\n--- got ---\n{got}"


@pytest.mark.parametrize("case", READ, ids=str)
def test_reads(case: Case, folder: Path, request: pytest.FixtureRequest) -> None:
    text, diagnostics = reading(case, folder)
    problems = listing(diagnostics)
    _compare(case, f"{text}\n{problems}" if problems else text, request)


@pytest.mark.parametrize("case", DIAGNOSED, ids=str)
def test_diagnoses(case: Case, folder: Path, request: pytest.FixtureRequest) -> None:
    _, diagnostics = reading(case, folder)
    _compare(case, listing(diagnostics), request)


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "```\n| a | b | c |\n| --- | --- |\n```",
        "    | a | b | c |\n    | --- | --- |",
        "`| a | b | c |`\n`| --- | --- |`",
        "$$\n| a | b | c |\n| --- | --- |\n$$",
        "$| a | b | c |\n| --- | --- |$",
        "\\| a | b | c |\n\\| --- | --- |",
        "|x| is the length\nof x, |y| of y.",
        "|x| = |-3|\n|-3| = 3 |---",
        "| a verse\n| and another -- with a dash |",
        "In words: |---| is a row of dashes.",
        "| a |\n\n| --- | --- |",
    ],
)
def test_what_is_no_table_and_was_meant_for_none(text: str, tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, f"# Title\n\n{text}\n")
    assert [d.code.value for d in diagnostics if d.code.value.startswith("table")] == []


def test_every_case_is_found() -> None:
    """An empty list of cases would pass without looking at anything."""
    assert len(READ) > 100
    assert len(DIAGNOSED) > 60

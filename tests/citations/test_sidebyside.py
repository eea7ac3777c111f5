"""The page of the styles side by side says what each prints."""

from __future__ import annotations

import re

import pytest

from typesetter.citations.sheets import builtin_variants
from typesetter.citations.sidebyside import harvard_page, specimens


@pytest.fixture(scope="module")
def page() -> str:
    return harvard_page()


def test_the_specimens_are_sound() -> None:
    library, diagnostics = specimens()
    assert diagnostics == []
    assert len(library.entries) > 20


def test_every_table_has_every_style_once(page: str) -> None:
    tables = re.findall(r"^\| prints \| in \|\n\| --- \| --- \|\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert len(tables) > 40
    for table in tables:
        rows = [row.strip("| \n").rpartition(" | ") for row in table.splitlines()]
        names = [name for _, _, listed in rows for name in listed.split(", ")]
        assert sorted(names) in ([*builtin_variants()], ["all"])
        assert all(printed for printed, _, _ in rows)


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("harvard", "(Dufour and Evans, 2019)"),
        ("harvard", "Almeida (2015, p.12)"),
        ("harvard", "(International Harbour Board \\[IHB\\], 2018) … (IHB, 2018)"),
        ("harvard", "Haddad, L. (2022). *Storms and Insurance*. PhD thesis. University of the Bay."),
    ],
)
def test_rows(style: str, line: str, page: str) -> None:
    (row,) = [row for row in page.splitlines() if row.startswith(f"| {line} | ")]
    assert style in row.rpartition(" | ")[2].strip(" |").split(", ")


def test_no_link_leads_nowhere(page: str) -> None:
    assert "](#" not in page
    assert "ref-" not in page

"""Findings of single chapters are kept until the chapter changes, and are the same kept or made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theses import fill, put
from typesetter.checks import bibliography, source
from typesetter.checks.subject import Subject
from typesetter.job import Options
from typesetter.pipeline import check

ONE, TWO = "# One\n\nThe border to to it.\n", "# Two\n\nThey they left,, and.\n"


def findings(root: Path) -> list[str]:
    return [f"{d.span} {d.code.value} {d.message}" for d in check(Options(root.resolve())).diagnostics]


def test_only_a_chapter_that_changed_is_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": ONE, "chapters/02-two.md": TWO})
    first = findings(root)
    assert len(first) >= 3
    looked: list[str] = []

    def seen(subject: Subject) -> list[object]:
        looked.extend(chapter.path for chapter in subject.cited.document.chapters)
        return []

    monkeypatch.setattr(source, "CHAPTER_CHECKS", (*source.CHAPTER_CHECKS, seen))
    assert findings(root) == first
    assert looked == []
    put(root, {"chapters/02-two.md": TWO.replace("They they", "They then")})
    changed = findings(root)
    assert looked == ["chapters/02-two.md"]
    assert [row for row in first if row not in changed] == [row for row in first if "They they" in row]


def test_a_line_more_above_moves_what_was_found(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": ONE})
    assert findings(root)[0].startswith("chapters/01-one.md:3:12 word-repeated")
    put(root, {"chapters/01-one.md": ONE.replace("\n\n", "\n\n\n", 1)})
    assert findings(root)[0].startswith("chapters/01-one.md:4:12 word-repeated")


LIST = """
@book{coyle2018, author = {COYLE, James}, title = {Border Wars}, publisher = {P}, year = {2018}}
@book{lewis2019, author = {Lewis, David}, title = {REPORT on Russia}, year = {2019}}
@online{osce, author = {{OSCE Group}}, title = {Minsk}, year = {2020}, url = {https://osce.org}}
"""


def test_the_list_is_checked_again_when_it_or_what_it_depends_on_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": "# One\n\nA review [@coyle2018].\n", "bib/r.bib": LIST})
    first = findings(root)
    assert [row for row in first if "bib-name" in row]
    assert not [
        row for row in first if "bib-sparse" in row or "bib-accessed" in row
    ]  # what is not cited is not printed
    looked: list[str] = []
    monkeypatch.setattr(bibliography, "ALWAYS", (*bibliography.ALWAYS, lambda _: looked.append("list") or ()))
    assert findings(root) == first
    assert looked == []
    put(root, {"chapters/01-one.md": "# One\n\nA review [@coyle2018; @lewis2019; @osce].\n"})
    cited = findings(root)
    assert [row for row in cited if "bib-sparse" in row]
    assert [row for row in cited if "bib-accessed" in row]
    assert looked == []
    put(root, {"bib/r.bib": LIST.replace("COYLE", "Coyle")})
    assert not [row for row in findings(root) if "bib-name" in row]
    assert looked == ["list"]


def test_the_list_is_checked_again_when_the_text_has_a_word_in_lower_case(tmp_path: Path) -> None:
    entry = "@book{a, author = {Lewis, David}, title = {The ARMENIA Question}, publisher = {P}, year = {2019}}\n"
    root = fill(tmp_path, {"chapters/01-one.md": "# One\n\nIt is so [@a].\n", "bib/r.bib": entry})
    assert not [row for row in findings(root) if "bib-title" in row]
    put(root, {"chapters/01-one.md": "# One\n\nIt is so in armenia [@a].\n"})
    assert [row for row in findings(root) if "bib-title" in row]

"""Of chapters that did not change, an edit reads no text; and what is found and printed is what a fresh reading gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.theses import PNG, fill, put
from typesetter import pipeline
from typesetter.citations import answers
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read
from typesetter.sources import kept

BIB = """
@report{un, author = {{United Nations}}, shortauthor = {UN}, title = {Report}, year = {2001}}
@book{lewis, author = {Lewis, David}, title = {Borders}, publisher = {P}, year = {2002}}
@book{lewis2, author = {Lewis, David}, title = {Another}, publisher = {P}, year = {2002}}
"""
ONE = "# One\n\nThe border is as it was [@un; @lewis].\n\n## 1.1 Method {#sec-method}\n\nIt says so in @sec-two.\n"
TWO = "# Two {#sec-two}\n\nAgain [@un]. See @sec-method and @fig-a.\n\n## 7.3 Data\n\n![A picture.](a.png){#fig-a}\n"
THREE = "# Three\n\nThe end, an end.\n"
FILES: dict[str, str | bytes] = {
    "chapters/01-one.md": ONE, "chapters/02-two.md": TWO, "chapters/03-three.md": THREE, "bib/r.bib": BIB, "a.png": PNG,
}  # fmt: skip


def made(root: Path) -> Any:
    source, result = pipeline.latex(Options(root.resolve()))
    assert source is not None
    found = [(str(d.span), d.code.value, d.message, d.hints) for d in result.diagnostics]
    return dict(source.files), dict(source.forecast), found, result.statistics


EDITS: dict[str, dict[str, str | bytes]] = {
    "a word": {"chapters/03-three.md": THREE.replace("an end", "a start")},
    "a heading": {"chapters/02-two.md": TWO.replace("# Two", "# Deux")},
    "a first mention": {"chapters/01-one.md": ONE.replace("@un; ", "")},
    "a work more": {"chapters/03-three.md": THREE + "\nOr so [@lewis2].\n"},
    "another list": {"bib/r.bib": BIB.replace("2001", "1999")},
    "a label": {"chapters/01-one.md": ONE.replace("## 1.1", "## New\n\nText.\n\n## 1.1")},
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return fill(tmp_path / "kept", FILES)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_gives_what_a_fresh_reading_gives(root: Path, tmp_path: Path, edit: str) -> None:
    made(root)
    first = made(root)
    put(root, EDITS[edit])
    edited = made(root)
    assert edited != first
    assert edited == made(fill(tmp_path / "fresh", FILES | EDITS[edit]))


def test_an_edit_unpacks_no_other_chapter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(root)
    unpacked: list[bytes] = []
    answered: list[str] = []
    answer = answers.Answers._answer

    def seen(self: Any, index: int) -> Any:
        answered.append(self._chapters[index].path)
        return answer(self, index)

    monkeypatch.setattr(kept, "unpacked", unpacked.append)
    monkeypatch.setattr(answers.Answers, "_answer", seen)
    put(root, EDITS["a word"])
    manuscript = read(Options(root.resolve()), BuildResult(), checked=False)
    assert manuscript is not None
    assert manuscript.cited.document.labels["sec-method"].number == "1.1"
    assert (unpacked, answered) == ([], ["chapters/03-three.md"])


def test_what_cannot_be_unpacked_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(root)

    def damaged(_data: bytes) -> Any:
        raise ValueError

    monkeypatch.setattr(kept, "unpacked", damaged)
    shutil.rmtree(root / "build" / "cache" / "facts")  # so that the text is asked for
    assert made(root) == first

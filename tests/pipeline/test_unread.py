"""Cross references into files that could not be read are not called unknown; all others are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.theses import fill
from typesetter.manuscript import Options
from typesetter.pipeline import check

if TYPE_CHECKING:
    from pathlib import Path


def unknown(root: Path) -> list[str]:
    return [d.message for d in check(Options(root)).diagnostics if d.code.value == "ref-unknown"]


def test_labels_of_an_unread_chapter_are_not_unknown(tmp_path: Path) -> None:
    broken = "template: timeline\ntitle: T\nid: sec-time\nevents:\n\t- {}\n"
    text = "# One\n\nSee @sec-time and @sec-nowhere.\n"
    root = fill(tmp_path, {"chapters/01-one.md": text, "chapters/02-time.yaml": broken})
    assert unknown(root) == ["no section is labelled 'sec-nowhere'"]


def test_when_a_file_is_missing_nobody_knows_its_labels(tmp_path: Path) -> None:
    thesis = "title: T\nauthors: [A]\nchapters: [chapters/01-one.md, chapters/02-gone.md]\n"
    root = fill(tmp_path, {"thesis.yaml": thesis, "chapters/01-one.md": "# One\n\nSee @sec-nowhere.\n"})
    assert unknown(root) == []

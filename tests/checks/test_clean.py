"""Clean prose, of which nothing is found: the example thesis, and pages that are full of what looks wrong and is right."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.checks.test_text import check
from tests.theses import copy_example

HERE = Path(__file__).resolve().parent
MOST_IGNORES = 5


def test_nothing_is_found_in_clean_prose(tmp_path: Path) -> None:
    shutil.copytree(HERE / "clean", tmp_path / "clean")
    assert [f"{d.span} {d.code.value}: {d.message}" for d in check(tmp_path / "clean")] == []


def test_nothing_is_found_in_the_example_thesis(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "example")
    assert [f"{d.span} {d.code.value}: {d.message}" for d in check(root)] == []
    texts = [path.read_text("utf-8") for path in root.rglob("*") if path.suffix in (".md", ".yaml", ".bib")]
    ignores = [found for text in texts for found in re.findall(r"check:\s*ignore[^\n]*", text)]
    assert len(ignores) <= MOST_IGNORES
    assert all(":" in ignore.removeprefix("check:") for ignore in ignores)  # each has its reason

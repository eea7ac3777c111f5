"""What is remembered of a chapter's texts gives the chapter that reading all of it anew gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.support import FIXTURES, cases, read
from typesetter.shelf import remembering

FILES = [*sorted((FIXTURES / "read").glob("*.md")), *sorted((FIXTURES / "diagnostics").glob("*.md"))]
DEEDS = (
    lambda lines: ["# Title", "", *lines],
    lambda lines: ["# Title", "", "A paragraph[^n] with @key2020 in front.", "", *lines],
    lambda lines: ["# Title", "", "A paragraph with @key2020 in front.", "", *lines, "", "[^n]: Note."],
    lambda lines: ["# Title", "", *(line.replace("e", "é") for line in lines)],
    lambda lines: ["# Title", "", *(f"> {line}" for line in lines)],
    lambda lines: ["# Title", "", *lines, "", "[one]: https://one.org"],
    lambda lines: ["# Title", "", *lines[: len(lines) // 2]],
    lambda lines: ["# Title", "", *lines, "", *lines],
    lambda lines: ["---", "numbered: false", "---", "# Title", "", *lines],
)
"""Edits, one after the other."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_remembered_is_what_would_be_read(tmp_path: Path, path: Path) -> None:
    texts = ["\n".join(deed(case.source.split("\n"))) for case in cases(path) for deed in DEEDS]
    texts += texts[::-2]  # back to what was there before
    fresh = [read(tmp_path, text) for text in texts]
    with remembering():
        for text, expected in zip(texts, fresh, strict=True):
            for _ in range(2):
                chapter, diagnostics = read(tmp_path, text)
                assert (chapter, diagnostics) == expected


def test_a_paragraph_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    with remembering():
        before, _ = read(tmp_path, "# Title\n\nOne *word* of @key2020.\n\nAnother.\n\nA third of @key2020.\n")
        after, _ = read(tmp_path, "# Title\n\nOne *word* of @key2020.\n\nChanged.\n\nA third of @key2020.\n")
    assert before is not None
    assert after is not None
    same = [new.children is old.children for new, old in zip(after.blocks, before.blocks, strict=True)]
    assert same == [True, False, True]

"""CommonMark's own examples: each is read, its words in order, or refused with a diagnostic that says why."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.sources.support import listing, printed, read, words

EXAMPLES = json.loads((Path(__file__).parent / "data" / "commonmark-0.31.2.json").read_text(encoding="utf-8"))
REFUSED = {"html": 65, "heading-second-title": 25}
"""How many examples are refused, by code: HTML, and headings of level one. Both are promises of the manuscript's syntax."""


def _visible(rendered: str) -> list[str]:
    """The words that a browser shows."""
    pictures = re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r"\1", rendered)
    joined = re.sub(r"</?(em|strong|code|a)\b[^>]*>", "", pictures)
    return words(html.unescape(re.sub(r"<[^>]*>", "\n", joined)))


def test_the_examples(tmp_path: Path) -> None:
    assert len(EXAMPLES) == 652
    refused: Counter[str] = Counter()
    lost = []
    for example in EXAMPLES:
        chapter, diagnostics = read(tmp_path, "# T\n\n" + example["markdown"])
        assert all(d.span is not None for d in diagnostics)
        codes = {d.code.value for d in diagnostics if d.is_error}
        if codes:
            refused.update(codes)
            continue
        assert chapter is not None, f"example {example['example']} is refused without a word"
        rest = iter(words(printed(chapter.blocks)))
        missing = [word for word in _visible(example["html"]) if word not in rest]
        if missing:
            lost.append(f"example {example['example']} ({example['section']}): {missing}\n{listing(diagnostics)}")
    assert not lost, "\n".join(lost)
    assert refused == REFUSED, "the numbers of refused examples changed"


@pytest.mark.parametrize("number", [177, 606])
def test_examples_that_were_lost_once(number: int, tmp_path: Path) -> None:
    """A comment with text behind it, and an address with an escaped sign."""
    example = next(e for e in EXAMPLES if e["example"] == number)
    chapter, _ = read(tmp_path, "# T\n\n" + example["markdown"])
    assert chapter is not None
    assert words(printed(chapter.blocks)) == _visible(example["html"])

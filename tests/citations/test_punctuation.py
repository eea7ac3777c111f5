"""Gaps in the data leave no trace in print: every style sheet over the library of made-up works, a part of it for each sheet."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from typesetter.citations.driver import format_references
from typesetter.citations.labels import letters_of
from typesetter.citations.library import Entry, load_library
from typesetter.citations.render import to_text
from typesetter.citations.sheets import builtin_variants, load_variant

FOLDER = Path(__file__).parent / "library"
STRIDE = 3
"""Each sheet sees every third work, and another third than the sheet before it."""

TRACES = {
    "doubled punctuation": r"\.\.|,,|;;|::|,\.|:\.|;\.|[?!] ?\.",
    "space before punctuation": r" [.,;:)\]]",
    "empty brackets": r"\(\s*\)|\[\s*\]|‘\s*’|“\s*”",
    "doubled space": r"  ",
    "punctuation at the start": r"^[\s.,;:)\]]",
    "slot or mark of the template": r"\{|\}|\*\*\*",
}


@cache
def works() -> tuple[Entry, ...]:
    """The works of the library, in its order."""
    sources = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.bib"))]
    library, _ = load_library(sources)
    return tuple(library.entries.values())


def traces(text: str) -> list[str]:
    """What is wrong with a line."""
    return [name for name, pattern in TRACES.items() if re.search(pattern, text)]


@pytest.mark.parametrize(("index", "style"), list(enumerate(builtin_variants())))
def test_gaps_leave_no_trace(index: int, style: str) -> None:
    variant, _ = load_variant(style, FOLDER)
    assert variant is not None
    labelled = letters_of(works()[index % STRIDE :: STRIDE], variant)
    for (entry, _), reference in zip(labelled, format_references(labelled, variant), strict=True):
        text = to_text(reference)
        assert traces(text) == [], f"{entry.key}: {text}"
        assert text.count("(") == text.count(")"), f"{entry.key}: {text}"
        assert text.count("[") == text.count("]"), f"{entry.key}: {text}"


@pytest.mark.parametrize(
    "line",
    ["A, B. (2001).. Title.", "A (2001) Title , Press.", "A () Title.", "A  (2001)", ". (2001) T", "A (2001) {title}"],
)
def test_a_trace_is_seen(line: str) -> None:
    assert traces(line)

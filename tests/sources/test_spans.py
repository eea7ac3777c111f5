"""Places are exact: wherever a text stands, its span covers it in the source, and no word of the source is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.documents import WORDS, documents
from tests.sources.support import listing, misplaced, printed, read, words

SETTINGS = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
)  # fmt: skip


@SETTINGS
@given(text=documents())
def test_every_text_stands_where_its_span_says(folder: Path, text: str) -> None:
    chapter, diagnostics = read(folder, text)
    assert not diagnostics, f"{listing(diagnostics)}\n{text}"
    assert chapter is not None
    wrong = misplaced(text, chapter)
    assert not wrong, "\n".join([*wrong, text])


@SETTINGS
@given(text=documents())
def test_no_word_is_lost(folder: Path, text: str) -> None:
    chapter, _ = read(folder, text)
    assert chapter is not None
    got = printed((chapter.title, chapter.blocks))
    for word in [
        "Title",
        "word",
        "war",
        "peace",
        "Karabakh",
        "Şuşa",
        "état",
        "naïve",
        "1994",
        "quoted",
        "single",
        "wait",
        "Caption",
        "Heading",
        "Marked",
    ]:
        assert words(got).count(word) == words(text).count(word), f"{word!r} in\n{text}"


PLAIN = st.lists(WORDS.filter(lambda word: word[0] not in "\"'(" and not word.endswith(":")), min_size=1, max_size=8)


def _single(lines: list[str]) -> str:
    return "'" + "\n      ".join(line.replace("'", "''") for line in lines) + "'"


def _double(lines: list[str]) -> str:
    return '"' + "\n      ".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'


STYLES = {
    "plain": "\n      ".join,
    "single": _single,
    "double": _double,
    "double with breaks": lambda lines: json.dumps("\n".join(lines), ensure_ascii=False),
    "literal": lambda lines: "|\n      " + "\n      ".join(lines),
    "literal, kept": lambda lines: "|2+\n" + "\n".join(f"      {line}" for line in lines) + "\n\n",
    "folded": lambda lines: ">-\n      " + "\n      ".join(lines),
    "with an anchor": lambda lines: "&a !!str\n      " + _double(lines),
}


@pytest.mark.parametrize("style", STYLES)
@settings(SETTINGS, max_examples=25)
@given(lines=st.lists(PLAIN, min_size=1, max_size=3))
def test_texts_of_yaml(folder: Path, style: str, lines: list[list[str]]) -> None:
    texts = [" ".join(["word", *row[:2], "*em* @key2020 [p. 3]", *row[2:], "end"]) for row in lines]
    text = f"template: sections\ntitle: Title\nsections:\n  - title: A\n    text: {STYLES[style](texts)}\n"
    chapter, diagnostics = read(folder, text, name="c.yaml")
    assert not diagnostics, f"{listing(diagnostics)}\n{text}"
    assert chapter is not None
    wrong = [w for w in misplaced(text, chapter) if "''" not in w and '\\"' not in w]
    assert not wrong, "\n".join([*wrong, text])
    assert words(printed(chapter.blocks)).count("word") == len(lines)

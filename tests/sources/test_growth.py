"""The time that reading takes grows with the text and no faster; what is too long to be set is told."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_core import smartquotes
from markdown_it.token import Token

from tests.sources.support import listing, read
from typesetter.sources import discover, dispatch, reading
from typesetter.sources import markdown as reader
from typesetter.sources.discover import Listed, read_chapters

RATIO = 7.0
"""Four times the text may take at most so many times as long: quadratic reading takes sixteen times as long."""
CHARACTERS = 4_000
GROWING = {
    "open emphasis": "*a **a ", "emphasis in words": "a**b", "underscores": "_a*b ", "brackets": "[", "pictures": "![",
    "citations": "[@a ", "possessives": "@a' b ", "double quotes": '"', "quotes": "'a \"b ", "closing quotes": "'a 'a b\" ",
    "superscripts": "^a", "dollars": "$a ", "angles": "<![CDATA[", "code": "`a``b", "lists": "- a\n* b\n", "rows": "|a|b|\n|-|-|\n",
    "definitions": "[a\n", "words": "word ",
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_text_takes_four_times_the_time(name: str, folder: Path) -> None:
    piece = GROWING[name]
    short, long = ("# T\n\n" + piece * (length // len(piece)) for length in (CHARACTERS, 4 * CHARACTERS))
    assert any(_ratio(folder, short, long) <= RATIO for _ in range(3))


def test_quotations_do_not_multiply(folder: Path) -> None:
    """Sixty marks before a line cost what eight of them cost: deeper quotations are refused and not read."""
    shallow, deep = ("# T\n\n" + "> " * depth + "a\n" * 500 for depth in (8, 60))
    assert any(_ratio(folder, shallow, deep) <= 3 for _ in range(3))


def _ratio(folder: Path, first: str, second: str) -> float:
    """How many times as long the second text takes to be read as the first."""
    return _seconds(folder, second) / max(_seconds(folder, first), 0.005)


def _seconds(folder: Path, text: str) -> float:
    start = time.process_time()
    read(folder, text)
    return time.process_time() - start


# ------------------------------------------------------------------------------- the same tokens as markdown-it's own way

PIECES = [
    *"*_[]()!<>&`~^@${}\\:-#|\"'.,; \n\t=+1aé", "**", "***", "](", "\n\n", "\n- ", "\n> ", "\n1. ", "\n    ", '"a" ', "'b' ",
    "```\n", "[^1]", "[^1]: ", "@key", "[@key, p. 3]", "$$", "<!--", "-->", "::: note\n", ":::\n", "|a|b|\n|-|-|\n", "{.sc}",
    "{#fig-a}", "<br>", "&amp;", "<http://a.b>", "word ", "![", "[a]: b\n", ": def", "a\n: b\n", "---", "$x$", "o'clock", '1"', "''",
]  # fmt: skip


class _All:
    """All inline rules, whatever the character."""

    def __init__(self, rules: list[Any]) -> None:
        self._rules = rules

    def at(self, _character: str) -> list[Any]:
        return self._rules


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> MarkdownIt:
    """The parser with markdown-it's own rulers, which ask every rule everywhere, and its own quotation marks."""
    made = reader.parser.__wrapped__()
    ruler: Ruler[Any] = Ruler()
    ruler.__rules__ = made.block.ruler.__rules__
    made.block.ruler = ruler
    monkeypatch.setitem(made.inline.__dict__, "rules", _All(made.inline.ruler.getRules()))
    made.core.ruler.at("smartquotes", smartquotes)
    made.options["quotes"] = "“”‘’"
    return made


def _tokens(tokens: list[Token] | None) -> Iterator[tuple[Any, ...]]:
    for token in tokens or ():
        yield token.type, token.content, token.map, token.meta, token.level, token.attrs, token.hidden, token.markup
        yield from _tokens(token.children)


def _random_texts(pieces: list[str], count: int) -> Iterator[str]:
    dice = random.Random(7)
    for _ in range(count):
        yield "".join(dice.choices(pieces, k=dice.choice([4, 10, 30, 60])))


@pytest.mark.parametrize("pieces", [PIECES, [*"\"'\"' a.1*_(-\n", "**", "[a](b)", "`c`", '""']], ids=["all", "quotes"])
def test_the_tokens_are_those_of_all_rules(pieces: list[str], plain: MarkdownIt) -> None:
    ours = reader.parser()
    for text in _random_texts(pieces, 400):
        expected = list(_tokens(plain.parse(text, {})))
        assert list(_tokens(ours.parse(text, {}))) == expected, text


def test_a_start_that_is_lacking_is_found(plain: MarkdownIt, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would notice a rule that is not tried where it can begin."""
    monkeypatch.setitem(dispatch.INLINE_STARTS, "emphasis", "*")  # type: ignore[arg-type]  # only here
    lacking = reader.parser.__wrapped__()
    texts = list(_random_texts(PIECES, 200))
    assert any(list(_tokens(lacking.parse(t, {}))) != list(_tokens(plain.parse(t, {}))) for t in texts)


# ------------------------------------------------------------------------------------------------------- what is too long


@pytest.mark.parametrize("more", [0, 1])
def test_a_long_paragraph(more: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PARAGRAPH", 500)
    text = "# T\n\nfirst\n\n" + "word " * 99 + "words" + "x" * more + "\n\nlast\n"
    _, diagnostics = read(folder, text)
    message = (
        "c.md:5:1-502 error[text-long] a paragraph of 501 characters; at most 500 can be set\n"
        "  hint: divide it into paragraphs, with an empty line between them"
    )
    assert listing(diagnostics) == (message if more else "")


def test_a_long_text_in_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PARAGRAPH", 500)
    text = "template: sections\ntitle: T\nsections:\n  - title: A\n    text: |\n      " + "word " * 101 + "\n"
    _, diagnostics = read(folder, text, name="c.yaml")
    assert [(d.code.value, d.span.line) for d in diagnostics if d.span] == [("text-long", 6)]


@pytest.mark.parametrize("more", [0, 1])
def test_a_wide_table(more: int, folder: Path) -> None:
    count = reading.MAX_COLUMNS + more
    (folder / "data" / "wide.csv").write_text(
        ",".join(f"c{i}" for i in range(count)) + "\n" + "1," * (count - 1) + "1\n"
    )
    rows = "\n".join(f"|{'|'.join([cell] * count)}|" for cell in ("a", "-", "b"))
    _, diagnostics = read(folder, f"# T\n\n{rows}\n\n![Wide](data/wide.csv){{#tbl-wide}}\n")
    assert [(d.code.value, d.span.line) for d in diagnostics if d.span] == [("table-wide", 3), ("table-wide", 7)] * more


@pytest.mark.parametrize("more", [0, 1])
def test_a_large_chapter(more: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "MAX_BYTES", 1000)
    (folder / "chapters" / "large.md").write_text("# T\n\n" + "word " * 199 + "x" * more)
    listed = [Listed("chapters/large.md", None, None)]
    chapters, diagnostics = read_chapters(folder, listed, [], untrusted=False)
    assert len(chapters) == 1 - more
    assert [d.code.value for d in diagnostics] == ["text-long"] * more

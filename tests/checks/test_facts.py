"""What the checks of the whole thesis ask of each chapter is asked again only when the chapter changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.checks.marked import findings
from tests.checks.test_prose import of_text
from tests.theses import copy_example
from typesetter.checks.facts import Facts, words_of
from typesetter.checks.prose import Passage
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read
from typesetter.shelf import Shelf

asked: list[str] = []


def lengths(passages: Sequence[Passage]) -> list[int]:
    asked.append("lengths")
    return [len(passage.text) for passage in passages]


def capitals(passage: Passage) -> list[int]:
    asked.append("capitals")
    return [i for i, c in enumerate(passage.text) if c.isupper()]


def test_answers_are_kept_by_chapter(tmp_path: Path) -> None:
    one, two = of_text(tmp_path / "a", "Text of One."), of_text(tmp_path / "b", "nothing here")
    asked.clear()
    facts = Facts([("n1", one), ("n2", two)], Shelf(tmp_path / "kept", "v1"))
    assert [answer for _, answer in facts.of(lengths)] == [[12], [12]]
    assert [(passage.text, hits) for passage, hits in facts.hits(capitals)] == [("Text of One.", [0, 8])]
    facts.of(lengths)
    facts.keep()
    assert asked == ["lengths", "lengths", "capitals", "capitals"]

    asked.clear()
    again = Facts([("n1", one), ("n3", one)], Shelf(tmp_path / "kept", "v1"))
    assert [answer for _, answer in again.of(lengths)] == [[12], [12]]
    assert len(list(again.hits(capitals))) == 2
    assert asked == ["lengths", "capitals"]  # of the chapter that is new
    again.keep()
    assert sorted(path.stem for path in (tmp_path / "kept").iterdir()) == ["n1", "n3"]

    asked.clear()
    Facts([("n1", one)], Shelf(tmp_path / "kept", "v2")).of(lengths)  # other code
    Facts([("", one)], Shelf(tmp_path / "kept", "v1")).of(lengths)  # a chapter that cannot be told from others
    Facts([("n1", one)], None).keep()
    assert asked == ["lengths", "lengths"]


def test_words() -> None:
    assert words_of("Armenia’s war, O’Brien's states’ end") == [
        (0, "Armenia"), (10, "war"), (15, "O’Brien"), (25, "states"), (33, "end"),
    ]  # fmt: skip


def test_an_edit_is_seen_when_all_else_is_kept(tmp_path: Path) -> None:
    name = "08-conclusion.md"
    root = copy_example(tmp_path / "thesis").resolve()
    read(Options(root), BuildResult())
    chapter = root / "chapters" / name
    line = chapter.read_text("utf-8").count("\n") + 2
    chapter.write_text(chapter.read_text("utf-8") + "\nThe war in Nagorno-Karabaj went on.\n", "utf-8")
    result = BuildResult()
    read(Options(root), result)
    rows = [
        (d.code.value, d.span.path, d.span.line)
        for d in result.diagnostics
        if d.span and d.code.value == "name-variant"
    ]
    assert rows == [("name-variant", f"chapters/{name}", line)]


def test_the_same_is_found_with_and_without_what_was_kept(tmp_path: Path) -> None:
    text = "The ceasefire, a cease-fire, one cease-fire; on 5 May and May 6, 2020, on 7 May. The NKAO and 6500 or 2,500. See section 7.1."
    codes = "term date acronym number ref name spelling"
    first = findings(tmp_path, text, codes)
    assert first
    assert findings(tmp_path, text, codes) == first

"""The PDF of an edit told from the last one: it is what TeX makes, or nothing is told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.theses import fill, put
from typesetter import typesetting
from typesetter.engine import foretold, objects
from typesetter.engine.foretold import Foreteller, Foretelling
from typesetter.engine.parked import Parked
from typesetter.engine.process import Outcome
from typesetter.engine.session import Session
from typesetter.engine.warm import Warm
from typesetter.manuscript import BuildResult, Options
from typesetter.pipeline import build

SUBJECTS = ["The council", "A minister", "Every envoy", "The lower house", "No delegate"]
VERBS = ["signed", "read aloud", "sent back", "set aside", "answered"]
OBJECTS = ["the draft of the treaty", "a letter from the border", "what had been agreed upon", "the report"]
TIMES = ["in spring", "after the war", "before the vote", "at the end of a long session of both houses"]
EDITED = "chapters/02-two.md"
FRONT = "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nuniversity: generic\n"


def _sentences(seed: int, count: int, *, notes: bool = False) -> str:
    chosen = random.Random(seed)  # words to fill pages with
    lines = []
    for number in range(count):
        words = " ".join(chosen.choice(part) for part in (SUBJECTS, VERBS, OBJECTS, TIMES))
        note = "^[A note.]" if notes and number % 2 else ""
        lines.append(f"{words}.{note}" + ("\n" if number % 6 == 5 else ""))
    return "\n".join(lines)


def _chapter(title: str, seed: int, count: int, *, notes: bool = False) -> str:
    halves = (_sentences(seed + part, count // 2, notes=notes) for part in (0, 100))
    section = f"\n\n## A section {{#{title.lower()}-section}}\n\n"
    return f"# {title}\n\n{section.join(halves)}\n"


class Desk:
    """A thesis under the eyes of a writer who saves again and again."""

    def __init__(self, root: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self._warm = root, warm
        self.told: list[bytes] = []
        place = typesetting._Work._place_foretold

        def placed(work: typesetting._Work, pdf: bytes) -> None:
            self.told.append(pdf)
            place(work, pdf)
            assert self.pdf == pdf

        monkeypatch.setattr(typesetting._Work, "_place_foretold", placed)
        go_on = Session._go_on

        def gone_on(session: Session, parked: Parked) -> Outcome:
            outcome = go_on(session, parked)
            if session.foreteller is not None:
                session.foreteller.look()  # TeX may have been too quick for us: what counts here is what is told, not when
            return outcome

        monkeypatch.setattr(Session, "_go_on", gone_on)

    @property
    def pdf(self) -> bytes:
        return (self.root / "build" / "thesis.pdf").read_bytes()

    def build(self) -> BuildResult:
        result = build(Options(self.root.resolve(), pdf_first=True), self._warm)
        self._warm.edited([EDITED])
        self._warm.start()
        return result

    def save(self, text: str, name: str = EDITED) -> bool:
        """Save and build; whether the PDF was foretold. Then it was TeX's own."""
        self.told.clear()
        put(self.root, {name: text})
        result = self.build()
        assert not result.failed, result.diagnostics
        assert all(told == self.pdf for told in self.told)
        return bool(self.told)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    files = {
        "thesis.yaml": FRONT,
        "chapters/01-one.md": _chapter("One", 1, 150, notes=True),
        EDITED: _chapter("Two", 2, 240, notes=True),
        "chapters/03-three.md": _chapter("Three", 3, 400, notes=True),
    }
    root = fill(tmp_path / "thesis", files)
    with Warm(root / "build" / "cache", root / "build" / "tex") as warm:
        desk = Desk(root, warm, monkeypatch)
        first = desk.build()
        assert not first.failed, [d.message for d in first.diagnostics]
        assert desk.told == []
        yield desk


def test_words_exchanged(desk: Desk) -> None:
    """Words, lines and counts change; some edits move no page, others do, some bring new glyphs: what is told is right."""
    chosen = random.Random(7)  # words to exchange
    text = (desk.root / EDITED).read_text()
    foretold_times = 0
    for _ in range(8):
        lines = text.split("\n")
        long = [number for number, line in enumerate(lines) if len(line) > 40]
        number = chosen.choice(long)
        words = lines[number].split(" ")
        words[chosen.randrange(1, len(words) - 1)] = chosen.choice(["winter", "autumn and winter", "or", "nobody", "x"])
        lines[number] = " ".join(words)
        text = "\n".join(lines)
        foretold_times += desk.save(text)
    assert foretold_times >= 5


def test_two_places_of_a_chapter_far_apart(desk: Desk) -> None:
    """Between them both files are the same for long."""
    text = (desk.root / EDITED).read_text()
    first, second = text.find("spring"), text.rfind("spring")
    assert desk.save(text[:first] + "summer" + text[first + 6 : second] + "winter" + text[second + 6 :])


def test_what_changes_more_than_the_pages_is_not_told(desk: Desk) -> None:
    """Edits upon which the end of the file depends, each after one that is told."""
    text = (desk.root / EDITED).read_text()
    cases: dict[str, Callable[[str], str]] = {
        "a target renamed": lambda text: text.replace("#two-section", "#another-section"),
        "a heading": lambda text: text.replace("# Two", "# Twoo"),
        "a note": lambda text: text.replace("spring", "spring^[Or summer.]", 1),
        "pages": lambda text: text + "\n" + _sentences(9, 60),
        "a new character": lambda text: text.replace("spring", "Quebec", 1),
        "a new font": lambda text: text.replace("spring", "**spring**", 1),
    }
    for number, (what, edit) in enumerate(cases.items()):
        exchanged = text.replace("spring", "summer", 1 + number % 2)
        assert desk.save(exchanged), what
        assert not desk.save(edit(exchanged)), what
        assert desk.save(exchanged) is False, what  # and back: a character is gone, a name again another


def test_a_heading_that_moves_to_another_page_is_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page more and no number another, but the list of contents is."""
    monkeypatch.setattr(foretold, "_commands", lambda _latex: [])
    one = (desk.root / "chapters/01-one.md").read_text()
    put(desk.root, {"chapters/01-one.md": one + "\nMore of it in [another part](#two-section).\n"})
    page = "\n\n```{=latex}\n\\newpage\n```\n\n"
    heading, end = "\n\n## A section {#two-section}\n\n", "The end.\n"
    beginning = f"# Two\n\n{_sentences(2, 120, notes=True)}{page}Alone."
    assert not desk.save(beginning + page + heading + end)
    assert desk.save(beginning.replace("spring", "summer", 1) + page + heading + end)
    assert not desk.save(beginning + heading + page + end)


def test_another_beginning_is_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """TeX reads back other lists than in the end of the last run."""
    foretell = Session.foretell

    def other(session: Session, foretelling: Any, start: Mapping[str, bytes], on_foretold: Any) -> None:
        foretell(session, foretelling, {**start, "thesis.toc": b"\\relax"}, on_foretold)

    monkeypatch.setattr(Session, "foretell", other)
    assert not desk.save((desk.root / EDITED).read_text().replace("spring", "summer", 1))


def test_a_second_file_is_not_told(desk: Desk) -> None:
    put(desk.root, {"chapters/03-three.md": _chapter("Three", 4, 400, notes=True)})
    text = (desk.root / EDITED).read_text()
    assert not desk.save(text.replace("spring", "summer", 1))
    assert desk.save(text)
    assert not desk.save(FRONT.replace("A Title", "Another Title"), "thesis.yaml")
    assert desk.save(text.replace("spring", "autumn", 1))


def test_what_is_told_wrongly_is_put_right(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    good = desk.pdf
    text = (desk.root / EDITED).read_text()

    def look(self: Foreteller) -> None:
        if not self._over:
            self._over = True
            self._on_foretold(b"%PDF-nothing")

    monkeypatch.setattr(Foreteller, "look", look)
    put(desk.root, {EDITED: text.replace("spring", "summer", 1)})
    assert not desk.build().failed
    assert desk.told == [b"%PDF-nothing"]
    second = desk.pdf
    assert second[-6:] == b"%%EOF\n"
    assert second != good
    # TeX fails behind what was told: the last good PDF is put back
    monkeypatch.setattr(foretold, "_commands", lambda _latex: [])
    put(desk.root, {EDITED: text + "\n```{=latex}\n\\undefinedhere\n```\n"})
    assert desk.build().failed
    assert desk.told == [b"%PDF-nothing"] * 2
    assert desk.pdf == second


def test_an_error_that_tex_tells_is_heard(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    listen = Foreteller.hear

    def hear(self: Foreteller, piece: str) -> None:
        listen(self, piece + "\n./chapters/02-two.tex:12: Undefined control sequence.\n")

    monkeypatch.setattr(Foreteller, "hear", hear)
    assert not desk.save((desk.root / EDITED).read_text().replace("spring", "summer", 1))


def test_numbers_behind_the_chapter_are_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typesetter.engine.late.is_awaited", lambda _pdf, since: since > 0)
    assert not desk.save((desk.root / EDITED).read_text().replace("spring", "summer", 1))


def test_a_file_of_another_make_is_not_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where cross-references are packed in another way than TeX's, the bytes would not be TeX's."""
    monkeypatch.setattr(objects, "read_end", lambda _data, _last: None)
    text = (desk.root / EDITED).read_text()
    assert desk.save(text.replace("spring", "summer", 1))  # the run before was remembered
    assert not desk.save(text)


def test_nothing_is_remembered_of_a_build_alone() -> None:
    assert Foretelling()._last is None

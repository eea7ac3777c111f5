"""The running text and its places: every character is found again in the source that made it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.theses import fill
from typesetter.checks.lines import SourceLines
from typesetter.checks.passages import passages
from typesetter.checks.prose import OBJECT, Kind, Passage
from typesetter.manuscript import BuildResult, Options, read

ROOT = Path(__file__).resolve().parents[2]
_WRITTEN = {"—": ("---",), "–": ("--",), "…": ("...",), "’": ("'", "''"), "‘": ("'", "''"), "“": ('"', '""'), "”": ('"', '""')}  # fmt: skip


def read_passages(root: Path) -> tuple[Passage, ...]:
    manuscript = read(Options(root.resolve()), BuildResult())
    assert manuscript is not None
    return passages(manuscript.cited.document, SourceLines([root]))


def of_text(root: Path, text: str) -> tuple[Passage, ...]:
    return read_passages(fill(root, {"chapters/01-one.md": f"# One\n\n{text}\n"}))[1:]


def misplaced(passage: Passage) -> list[tuple[str, str]]:
    """The characters whose source could not have made them."""
    wrong = []
    for offset, char in enumerate(passage.text):
        raw = passage.raw(offset, offset + 1)
        if char in (OBJECT, " ", "\n"):
            continue
        made = raw == char or raw in _WRITTEN.get(char, ()) or raw.startswith(("\\", "&"))
        if not made and raw != passage.raw():  # what the source does not spell out has the place of the whole
            wrong.append((char, raw))
    return wrong


@pytest.mark.parametrize(
    ("source", "text", "part", "raw"),
    [
        ("Plain words here.", "Plain words here.", "words", "words"),
        ('He said "no -- never" twice.', "He said “no – never” twice.", "never” t", 'never" t'),
        ("A---b... it's **bold\nand** done.", "A—b… it’s bold and done.", "bold and done", "bold\nand** done"),
        ("Tom \\& Jerry &amp; Co &mdash; all", "Tom & Jerry & Co — all", "& Co — all", "&amp; Co &mdash; all"),
        ("See [the site](https://a.org/b) now.", "See the site now.", "site now", "site](https://a.org/b) now"),
        ("Said @a [p. 3] and $x$ `y`.", f"Said {OBJECT} and {OBJECT} {OBJECT}.", f"{OBJECT} and", "@a [p. 3] and"),
        ("One^[A note -- here.] two.", f"One{OBJECT} two.", "two", "two"),
        ("> Quoted 'so'\n> on.", "Quoted ‘so’ on.", "so’ on", "so'\n> on"),
        ("- *one*\n  two--three", "one two–three", "two–three", "two--three"),
        ("| a |\n|---|\n| b \\| c -- d |", "b | c – d", "| c – d", "\\| c -- d"),
        ("Word\\\nafter *break*", "Word\nafter break", "after break", "after *break"),
        ("H~2~O and E^2^ [sc]{.smallcaps}", "H2O and E2 sc", "2O", "2~O"),
        ("Ünïcode -- “curly” ☃ 'q'", "Ünïcode – “curly” ☃ ‘q’", "☃ ‘q", "☃ 'q"),
    ],
)  # fmt: skip
def test_a_stretch_of_printed_text_is_found_in_its_source(
    source: str, text: str, part: str, raw: str, tmp_path: Path
) -> None:
    found = next(p for p in of_text(tmp_path, source) if p.text == text)
    start = text.index(part)
    assert found.raw(start, start + len(part)) == raw
    assert misplaced(found) == []


def test_yaml_strings_are_read_with_their_places(tmp_path: Path) -> None:
    chapter = (
        "title: 'Time''s line'\ntemplate: timeline\nintro: >\n  Folded text\n  -- it's here.\nevents:\n"
        '  - {date: \'1990\', event: "Tab\\u00e9 \\"it\\" -- *goes* on"}\n'
    )
    found = read_passages(fill(tmp_path, {"chapters/01-one.md": "# One\n\nText.\n", "chapters/02-two.yaml": chapter}))
    texts = {p.text: p for p in found}
    title = texts["Time’s line"]
    assert (title.kind, title.raw(4, 6)) == (Kind.HEADING, "''s")
    intro = texts["Folded text – it’s here."]
    assert intro.raw(12, 17) == "-- it'"
    event = texts["Tabé “it” – goes on"]
    assert (event.kind, event.key) == (Kind.DATA, "event")
    assert event.raw(3, 4) == "\\u00e9"
    assert event.raw(10, 16) == "-- *goes"
    assert event.raw(17, 19) == "on"


def test_kinds_and_order(tmp_path: Path) -> None:
    text = (
        "Par^[Note.].\n\n## Head {#sec-h}\n\n> Quote\n\n- Item\n\nTerm\n:   Defined\n\n::: {.epigraph}\nMotto\n:::\n\n"
        "| H |\n|---|\n| c |\n\n: Cap {#tbl-c}\n"
    )
    found = [(p.kind.value, p.text) for p in of_text(tmp_path, text)]
    assert found == [
        ("paragraph", f"Par{OBJECT}."), ("note", "Note."), ("heading", "Head"), ("quotation", "Quote"), ("item", "Item"),
        ("term", "Term"), ("definition", "Defined"), ("epigraph", "Motto"), ("caption", "Cap"), ("cell", "H"), ("cell", "c"),
    ]  # fmt: skip


def test_regions(tmp_path: Path) -> None:
    (found,) = of_text(tmp_path, "It's \"said 'so'\" of *all* the students' 'own' rooms.")
    assert [found.text[a:b] for a, b in found.quoted] == ["“said ‘so’”", "‘own’"]
    assert [found.text[a:b] for a, b in found.emphasised] == ["all"]
    assert found.is_quoted(8, 9)
    assert not found.is_quoted(0, 3)


def test_the_example_thesis_is_placed_to_the_character() -> None:
    assert [w for p in read_passages(ROOT) for w in misplaced(p)] == []


def test_texts_put_together_at_random_are_placed_to_the_character(tmp_path: Path) -> None:
    chance = random.Random(7)
    atoms = [
        "word", "it's", '"said"', "'so'", "--", "---", "...", "\\*", "\\\\", "&amp;", "&eacute;", "&#8364;", "*em*", "**str**",
        "[link](https://x.org)", "<https://y.org/a%20b>", "`code`", "$x$", "@sec-h", "^[a note]", "\n", "\\ ", "^2^", "~n~",
        "é", "☃", "(", ")", ",", ".", "a_b_c", "* ", "--a", "\\&", "~~gone~~", "&", "[br]", "100%", "#", "!", "\\\n", "_",
    ]  # fmt: skip
    paragraphs = ["w " + " ".join(chance.choice(atoms) for _ in range(25)) + " w" for _ in range(300)]
    text = "# One {#sec-h}\n\n" + "\n\n".join(paragraphs) + "\n"
    found = read_passages(fill(tmp_path, {"chapters/01-one.md": text}))
    assert len(found) > 300
    assert [w for p in found for w in misplaced(p)] == []

"""Keys corrupted as people corrupt them: the work that was meant comes first."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from typesetter.citations.aliases import abbreviations
from typesetter.citations.entry import Entry
from typesetter.citations.library import Library, load_library
from typesetter.citations.likeness import wanted_by_key
from typesetter.citations.nearest import Nearest

BIB = Path(__file__).parents[2] / "bib" / "references.bib"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", letters)


def _names(entry: Entry) -> Iterator[tuple[str, str]]:
    """Surname and first given name of each person of a work, as a key has them."""
    for name in entry.heads[1]:
        if not name.corporate:
            yield _plain(name.surname), _plain(name.given.split()[0]) if name.given else ""


def _first(entry: Entry) -> str:
    return next((surname for surname, _ in _names(entry)), "")


def _year(entry: Entry) -> str:
    return entry.date().year


def _dropped(entry: Entry, dice: random.Random) -> str:
    name = _first(entry)
    at = dice.randrange(1, len(name)) if len(name) > 4 else 0
    return name[:at] + name[at + 1 :] + _year(entry) if at else ""


def _doubled(entry: Entry, dice: random.Random) -> str:
    name = _first(entry)
    at = dice.randrange(1, len(name)) if len(name) > 3 else 0
    return name[:at] + name[at] + name[at:] + _year(entry) if at else ""


def _swapped(entry: Entry, dice: random.Random) -> str:
    name = _first(entry)
    places = [i for i in range(1, len(name) - 1) if name[i] != name[i + 1]]
    if len(name) < 5 or not places:
        return ""
    at = dice.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] + _year(entry)


def _wrong_letter(entry: Entry, dice: random.Random) -> str:
    name = _first(entry)
    at = dice.randrange(1, len(name)) if len(name) > 4 else 0
    return name[:at] + dice.choice("aeiouy") + name[at + 1 :] + _year(entry) if at else ""


def _next_year(entry: Entry, dice: random.Random) -> str:
    return _first(entry) and _first(entry) + str(int(_year(entry)) + dice.choice((-1, 1)))


def _slip_in_year(entry: Entry, dice: random.Random) -> str:
    year = _year(entry)
    return _first(entry) and _first(entry) + year[:2] + year[3] + year[2]


def _given(entry: Entry, _dice: random.Random) -> str:
    given = next((given for _, given in _names(entry)), "")
    return given + _year(entry) if len(given) > 3 else ""


def _second_author(entry: Entry, _dice: random.Random) -> str:
    names = list(_names(entry))
    return names[1][0] + _year(entry) if len(names) > 1 else ""


def _two_authors(entry: Entry, _dice: random.Random) -> str:
    names = list(_names(entry))
    return f"{names[1][0]}_{names[0][0]}{_year(entry)}" if len(names) > 1 else ""


def _surname_and_given(entry: Entry, _dice: random.Random) -> str:
    return next((f"{surname}{given}{_year(entry)}" for surname, given in _names(entry) if given), "")


def _half_a_name(entry: Entry, _dice: random.Random) -> str:
    parts = re.split(r"[-\s]", entry.heads[1][0].surname) if entry.heads[1] and not entry.heads[1][0].corporate else []
    return _plain(parts[-1]) + _year(entry) if len(parts) > 1 else ""


def _organisation(entry: Entry, _dice: random.Random) -> str:
    name = entry.heads[1][0] if entry.heads[1] else None
    return _plain(name.family.split()[0]) + _year(entry) if name is not None and name.corporate else ""


def _abbreviated(entry: Entry, _dice: random.Random) -> str:
    name = entry.heads[1][0] if entry.heads[1] else None
    return f"{next(abbreviations(name.family))}_{_year(entry)}" if name is not None and name.corporate else ""


def _title(entry: Entry, _dice: random.Random) -> str:
    return "" if entry.heads[1] else _plain(entry.text("title").split()[-1]) + _year(entry)


def _accented(entry: Entry, _dice: random.Random) -> str:
    name = entry.heads[1][0].family if entry.heads[1] else ""
    return (
        "" if name.isascii() else name.lower().replace("ü", "ue").replace("ö", "oe").replace("ä", "ae") + _year(entry)
    )


CORRUPTIONS: tuple[Callable[[Entry, random.Random], str], ...] = (
    _dropped, _doubled, _swapped, _wrong_letter, _next_year, _slip_in_year, _given, _second_author, _two_authors,
    _surname_and_given, _half_a_name, _organisation, _abbreviated, _title, _accented,
)  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([("r.bib", BIB.read_text(encoding="utf-8"))])[0]


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda f: f.__name__.strip("_"))
def test_the_work_that_was_meant_comes_first(corrupt: Callable[[Entry, random.Random], str], library: Library) -> None:
    nearest = Nearest(library)
    dice = random.Random(7)
    wrong, count = [], 0
    for entry in library.entries.values():
        for _ in range(3):
            key = corrupt(entry, dice)
            if not key or key in library:
                continue
            count += 1
            found = nearest.by_key(key)
            # another work of that very name and year is as good an answer
            best = [c.key for c in found if c.cost <= found[0].cost]
            if entry.key not in best:
                wrong.append(f"{key}: {entry.key} expected, {best or 'nothing'} found")
    assert count
    assert len(wrong) <= count * 0.03, f"{len(wrong)} of {count}: " + "\n".join(wrong)


@pytest.mark.parametrize(
    "key", ["koroley2021", "morgenthau1989", "snyder1991", "kissinger1994", "buzan2003", "zzzzzz1888"]
)
def test_no_work_is_near(key: str, library: Library) -> None:
    assert Nearest(library).by_key(key) == []


@pytest.mark.parametrize(
    ("key", "names", "year", "words"),
    [
        ("coyle2019", [("coyle",)], "2019", ()),
        ("morin_paquin2018", [("morin",), ("paquin",)], "2018", ()),
        ("MorinPaquin:18", [("morin",), ("paquin",)], "2018", ()),
        ("deWaal2019caucasus", [("de",), ("waal",)], "2019", ("caucasus",)),
        ("Smith-etal-2001b", [("smith",)], "2001", ("b",)),
        ("2001smith", [("smith",)], "2001", ()),
        ("leviathan", [("leviathan",)], "", ()),
    ],
)
def test_what_a_key_says(key: str, names: list[tuple[str, ...]], year: str, words: tuple[str, ...]) -> None:
    wanted = wanted_by_key(key)
    assert (list(wanted.names), wanted.year, wanted.words) == (names, year, words)

"""One name in several spellings, and names that only look alike."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.checks.marked import findings, marked
from typesetter.checks.likeness import Likeness, edits, is_derived, likeness

SURE, NEAR, FAR, NONE = Likeness.SURE, Likeness.NEAR, Likeness.FAR, Likeness.NONE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Karabakh", "Karabaj", SURE),
        ("Karabakh", "Karabkh", SURE),
        ("Artsakh", "Arstaj", SURE),
        ("Arstaj", "Asrtaj", SURE),
        ("Artsakh", "Asrtaj", FAR),
        ("Russia", "Rusia", SURE),
        ("Gorbachev", "Gorbachov", SURE),
        ("Pashinyan", "Pashinian", SURE),
        ("Gomółka", "Gomolka", SURE),
        ("Kyrgyzstan", "Kirgyzstan", SURE),
        ("Asianism", "Assianist", SURE),
        ("Caucasus", "Caucusus", NEAR),
        ("Principles", "Principals", FAR),
        ("Armenia", "Armenian", NONE),
        ("Armenia", "Armenians", NONE),
        ("Turkey", "Turkish", NONE),
        ("Italy", "Italian", NONE),
        ("Germany", "German", NONE),
        ("Marxist", "Marxism", NONE),
        ("Iran", "Iraq", NONE),
        ("Minister", "Ministry", NONE),
        ("Berlin", "Merlin", NONE),
        ("Trump", "Truman", NONE),
        ("Putin", "Pushkin", NONE),
    ],
)
def test_how_alike_two_names_are(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other) is expected
    assert likeness(other, one) is expected


def test_edits() -> None:
    assert edits("abc", "abc") == (0, "")
    assert edits("karabakh", "karabkah") == (1, "exchanged")
    assert edits("russia", "rusia") == (1, "doubled")
    assert edits("karabakh", "karabkh") == (1, "missing")
    assert edits("armenia", "armenian") == (1, "ending")
    assert edits("iran", "iraq") == (1, "other")
    assert edits("kitten", "sitting") == (3, "")
    assert edits("a" * 30, "b" * 40) == (3, "")
    assert is_derived("Georgia", "Georgians")


REGION = "The Karabakh war in Karabakh, near Karabakh, was about Karabakh, as all of Karabakh knew. "
REPUBLIC = "The republic of Artsakh and again Artsakh, so that Artsakh and the republic of Artsakh stood. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REGION + "It is Karabaj, Karabkh and Karabagh's.", ["Karabaj", "Karabkh", "Karabagh"]),
        (REGION + "\n\n## First Karabaj War (1988)\n\nText.", ["Karabaj"]),
        (REGION + "Karabaj began it.", ["Karabaj"]),
        (REGION + "The Nagorno-Karabaj conflict, *Karabaj* by name.^[In Karabkh.]", ["Karabaj", "Karabaj", "Karabkh"]),
        (
            REPUBLIC + "In the republic of Arstaj, of Arstaj and in the republic of Asrtaj.",
            ["Arstaj", "Arstaj", "Asrtaj"],
        ),
        ("When Gorbachov spoke, nobody heard. Then Gorbachev resigned.", ["Gorbachov", "Gorbachev"]),
        ("The so-called “Basic Principals” of 2009. The Basic Principles clashed.", ["Principals", "Principles"]),
        (REGION + "| a |\n\n| place |\n|---|\n| Karabaj |", ["Karabaj"]),
    ],
)
def test_the_rarer_spelling_is_reported_where_it_stands(text: str, expected: list[str], tmp_path: Path) -> None:
    rows = findings(tmp_path, text, "name-variant")
    assert [source for _, source in marked(tmp_path, text, "name-variant")] == expected
    assert {d.severity.value for d in rows} == {"warning"}


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Armenians, the Armenian of Armenia; Russia, Russians, Russian and Russia's. Russia and Armenia.",
        "In Iran and Iraq, in Austria and Australia, in Slovakia and Slovenia, Niger and Nigeria. Iran, Iran, Austria, Austria.",
        "Smith (2009) and Smyth (2010) differ; as Coyle says (Coile, 2019), Coyle and Coyle do not.",
        "> The people of Karabaj wrote this.\n\n" + REGION,
        REGION + "He wrote “there was a war in Karabaj, and nobody went to it”.",
        "In March the Marsh Arabs marched; Mark and Marc met Marx. In March, Mark and Marx left.",
        "He met Anna and Anne, then Anna, Anna and Anna; Eric and Erik, Eric, Eric and Eric.",
        "Section and Selection, Theory and Theories. The theory of sections is a selection.",
        "The Turks, the Turkish and the Turkic; Turkey, Turkey and Turkmen of Turkmenistan in Turkey.",
        REGION + "[Karabaj]{lang=es} in Spanish.",
    ],
)
def test_names_that_are_two(text: str, tmp_path: Path) -> None:
    bib = "@book{s, author = {Smith, A}, title = {T}, year = 2009, publisher = {P}}\n@book{y, author = {Smyth, B}, title = {U}, year = 2010, publisher = {P}}\n"
    files = {"chapters/01-one.md": f"# One\n\n{text}\n", "bib/a.bib": bib}
    assert marked(tmp_path, files, "name-variant") == []


def test_two_people_of_the_list_may_have_like_names(tmp_path: Path) -> None:
    text = "Here Erickson argues. Then Erickson adds, and Erickson shows it. But Erikson denies it."
    assert [s for _, s in marked(tmp_path, text, "name-variant")] == ["Erikson"]
    bib = "".join(
        f"@book{{{n}, author = {{{n}, A}}, title = {{T {n}}}, year = 2009, publisher = {{P}}}}\n"
        for n in ("Erickson", "Erikson")
    )
    files = {"chapters/01-one.md": f"# One\n\n{text}\n", "bib/a.bib": bib}
    assert marked(tmp_path, files, "name-variant") == []


def test_the_title_page_is_read_too(tmp_path: Path) -> None:
    head = "subtitle: Russia and Nagorno-Karabaj\nkeywords: [war, 'Karabkh']"
    files = {"chapters/01-one.md": f"# One\n\n{REGION}\n"}
    assert [s for _, s in marked(tmp_path, files, "name-variant", head=head)] == ["Karabaj", "Karabkh"]


def test_a_given_name_of_its_own_makes_it_doubtful(tmp_path: Path) -> None:
    text = "So Johnson ruled; Johnson fell and Johnson left, as Johnson must. Then Martin Johnston wrote."
    assert [d.severity.value for d in findings(tmp_path, text, "name-variant")] == ["info"]


def test_what_thesis_yaml_allows(tmp_path: Path) -> None:
    text = REGION + "It is Karabaj and Karabkh."
    head = "checks: {allow: {name-variant: [Karabaj]}}"
    assert [s for _, s in marked(tmp_path, text, "name-variant", head=head)] == ["Karabkh"]


def test_many_names_take_little_time(tmp_path: Path) -> None:
    rng = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "ol")]
    names = ["".join(rng.choices(syllables, k=rng.choice((3, 4)))).capitalize() for _ in range(3000)]
    text = "\n\n".join(" and ".join(rng.choices(names, k=60)) + "." for _ in range(150))
    start = time.perf_counter()
    findings(tmp_path, f"He saw {text}", "name-variant")
    assert time.perf_counter() - start < 6  # 9,000 names, 3,000 different ones

"""Spelling by a dictionary, when it is asked for, and what is known besides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.theses import fill
from typesetter.checks import dictionary
from typesetter.diagnostics import Diagnostic
from typesetter.job import Options
from typesetter.pipeline import check

AFF = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwzESIANRTOLCDUGMPHBYFVKWZ'\nSFX S Y 1\nSFX S 0 s .\n"
WORDS = "the government/S refused talk/S and polar war of in fact it was a be/S one two text first word/S stood here".split()
DICTIONARY = {
    "dictionaries/en_GB.aff": AFF,
    "dictionaries/en_GB.dic": f"{len(WORDS)}\n" + "\n".join(WORDS) + "\n",
}
ASKED = "title: T\nauthors: [A]\nchecks: {spelling: en-GB}\n"


def misspelt(root: Path, text: str, **files: str) -> list[Diagnostic]:
    given = {"thesis.yaml": ASKED, **DICTIONARY, "chapters/01-one.md": f"# The first word\n\n{text}\n", **files}
    found = check(Options(fill(root, given).resolve())).diagnostics
    return [d for d in found if d.code.value in ("misspelt", "spelling-unavailable")]


def test_a_word_that_no_dictionary_has(tmp_path: Path) -> None:
    (found,) = misspelt(tmp_path, "The goverment refused the talks.")
    assert str(found.span) == "chapters/01-one.md:3:5"
    assert found.message == "'goverment' is not in the dictionary (en-GB)"
    assert found.hints[0] == "did you mean 'government'?"


@pytest.mark.parametrize(
    "text",
    [
        "The government refused Yerevan and Karabakhs talks.",
        "Multipolar wars, geopolar words: the NATO, COVID19, x2 and https://blaa.org/fooo.",
        "It was *Weltanschauung* and “somthing” in `kode`.",
        "Waltz was the first. In Waltz it stood.",
        "The government was de facto refused.",
        "Det var en regering som ikke ville tale og det var der ikke noget at stille op med i den krig.",
    ],
)
def test_names_prefixes_quotations_and_other_languages_are_left_alone(text: str, tmp_path: Path) -> None:
    assert misspelt(tmp_path, text) == []


def test_the_words_of_the_references_and_those_allowed_are_known(tmp_path: Path) -> None:
    bib = "@book{a, author = {A, B}, title = {Assertiveness revisited}, year = 2000, publisher = {P}}\n"
    text = "The assertiveness refused a chrononaut [@a]."
    files = {"bib/a.bib": bib}
    given = {"thesis.yaml": ASKED, **DICTIONARY, "chapters/01-one.md": f"# Two\n\n{text}\n", **files}
    found = check(Options(fill(tmp_path, given).resolve())).diagnostics
    assert [d.message.split("'")[1] for d in found if d.code.value == "misspelt"] == ["chrononaut"]
    allowed = ASKED.replace("en-GB", "en-GB, allow: {misspelt: [chrononaut]}")
    assert misspelt(tmp_path, "The chrononaut refused.", **{"thesis.yaml": allowed}) == []


def test_nothing_is_looked_up_unless_asked(tmp_path: Path) -> None:
    assert misspelt(tmp_path, "The goverment refused.", **{"thesis.yaml": "title: T\nauthors: [A]\n"}) == []


def test_without_a_dictionary_or_its_reader_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "_FOLDERS", ())
    (found,) = misspelt(tmp_path, "The goverment.", **{"thesis.yaml": ASKED.replace("en-GB", "xx-YY")})
    assert (str(found.code.value), str(found.span)) == ("spelling-unavailable", "thesis.yaml:3:20")
    assert "dictionaries/" in found.hints[1]


def test_what_was_looked_up_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = misspelt(tmp_path, "The goverment refused.")
    kept = json.loads((tmp_path / "build/cache/spelling.json").read_text("utf-8"))
    assert "goverment" in kept["unknown"]
    monkeypatch.setattr(dictionary.Dictionary, "_open", lambda _self: pytest.fail("the dictionary was read again"))
    again = check(Options(tmp_path.resolve())).diagnostics
    assert [d for d in again if d.code.value == "misspelt"] == first

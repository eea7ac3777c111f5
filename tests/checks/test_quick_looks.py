"""What the checks pass over after a quick look has nothing in it: without these looks they find the same."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.checks.marked import findings
from typesetter.checks import acronyms, capitals, library_titles, prose, punctuation, stops, wording
from typesetter.checks.prose import Passage
from typesetter.codes import Code

LOOKS = (
    (acronyms, "_MAY_BE"), (capitals, "_MAY_BE"), (library_titles, "_MAY_REMAIN"), (prose, "_OPENING"),
    (punctuation, "_TWO_MARKS"), (punctuation, "_GLUED"), (punctuation, "_SPACED"), (punctuation, "_MARKS"),
    (stops, "_MAY_CUT"), (stops, "_MAY_BE_LOWER"), (wording, "_TWO_ARTICLES"), (wording, "_WRONG_SOUND"),
    (wording, "_MAY_DISAGREE"),
)  # fmt: skip
STRAY = (
    """
TODO|XXXX|Lorem ipsum|[citation needed]|(ref?)|????|the the|The the|of the of|year by year by|the a road|this policies are
these nation is|THIS states were|could of|more better|,,|;.|: :|. .|?.|?”.|word.Word|word,word|door(see below)|(see it)then|Dr.Smith
no.5|before ,|before .|( inside)|“|”|‘quoted’|‘quoted’|“quoted words”|‘|"|«|it. ended it.|The nation it.|over the.|because .|We came and they!|end. lower start
5 May 1990|May 5, 1990|May the 5th|5th of May of 1990|MAY 1990|3.4.1990|1990-05-05|1990s|1990’s|the Nineties|20th century
Twentieth Century|1,000 men|10000 men|5%|5 %|five per cent|5 percent|three men|four men|six men|nine women|two states|3 women|5km|5 km|$5|US$ 5 million|USD 5m|5 euros
5 Dollars|£3bn|NATO|U.S.|US|US|US|US|Scholars argued|Scholars argued|North Atlantic Treaty Organization (NATO)|NTAO|see section 2.1|Section2|section two|TABLES|Figure 9
(see 2.1)|the Third chapter of this thesis|divided into three parts|This thesis consists of seven Chapters|colour|color|Centers
organise|Organize|Minsk Group|Minsk group|Studies have shown that|It is widely believed that|12 million people|12%|13%|a apple
A item|an book|AN BOOK|an university|plan a is|Although it rained and the road was closed to all the people|ıt ıt|İt İt|ſee ſee
""".strip()
    .replace("\n", "|")
    .split("|")
)
PLAIN = (
    "The war of 1992 went on until the armistice was signed in Bishkek, and nobody had won it.",
    "In the view of the mediators this was a problem of trust; the parties saw it as one of land.",
    "Its neighbours closed their borders. The economy of the country never recovered from that.",
)

TITLES = (
    "War, doi: 10.1080/09668136.2018", "War https://example.org/war", "War [online]", "War. Available at: the archive",
    "War in the East, pp. 3--5", "War: a history", "ARMISTICE and after", "An armistice in the East.", "War,peace",
)  # fmt: skip
BIB = "\n".join(
    f"@book{{a{number}, author = {{Coyle, Ann}}, title = {{{title}}}, publisher = {{Brill}}, year = {{{1990 + number}}}}}"
    for number, title in enumerate(TITLES)
)
EVERY_CODE = " ".join(str(code.value) for code in Code)


def _files() -> dict[str, str]:
    chance = random.Random(8)
    files = {"bib/a.bib": BIB, "chapters/00.md": "# Start\n\nThe war is over [@a1].\n"}
    for number in range(1, 4):
        paragraphs = [f"# Chapter {number}"]
        for _ in range(70):
            words = " ".join(chance.sample(PLAIN, chance.randint(1, 3))).split()
            for _ in range(chance.randint(1, 4)):
                words.insert(chance.randint(0, len(words)), chance.choice(STRAY))
            mark = chance.choice(("", "", "", "## ", "- ", "> "))
            paragraphs.append(mark + " ".join(words))
        files[f"chapters/{number:02}.md"] = "\n\n".join(paragraphs) + "\n"
    return files


def test_a_quick_look_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _files()
    quick = findings(tmp_path / "quick", files, EVERY_CODE)
    for module, name in LOOKS:
        assert hasattr(module, name)
        monkeypatch.setattr(module, name, re.compile(""))
    monkeypatch.setattr(wording, "_has_twins", lambda _words: True)
    everything = frozenset(re.findall(r"[^\W\d_]+", " ".join(STRAY).casefold()))
    monkeypatch.setattr(Passage, "vocabulary", property(lambda _passage: everything))
    monkeypatch.setattr(Passage, "has_digit", property(lambda _passage: True))
    assert findings(tmp_path / "thorough", files, EVERY_CODE) == quick
    assert len({d.code for d in quick}) > 20

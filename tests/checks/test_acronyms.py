"""Abbreviations: written out once, at their first use, in one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.marked import hints, marked
from typesetter.checks.definitions import definitions

FULL = "the Collective Security Treaty Organization (CSTO)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the Eurasian Economic Union (EAEU) it", [("EAEU", "Eurasian Economic Union")]),
        (
            "the Organization for Security and Co-operation in Europe (OSCE) Minsk",
            [("OSCE", "Organization for Security and Co-operation in Europe")],
        ),
        ("of the Baku-Tbilisi-Ceyhan (BTC) line", [("BTC", "Baku-Tbilisi-Ceyhan")]),
        ("of the Nagorno-Karabakh Autonomous Oblast (the “NKAO”)", [("NKAO", "Nagorno-Karabakh Autonomous Oblast")]),
        ("a principal components analysis (PCA) of", [("PCA", "principal components analysis")]),
        ("the EAEU (Eurasian Economic Union) grew", [("EAEU", "Eurasian Economic Union")]),
        ("non-governmental organisations (NGOs) helped", [("NGO", "non-governmental organisations")]),
        ("the Internet Movie Database (IMDB) has", [("IMDB", "Internet Movie Database")]),
        ("deoxyribonucleic acid (DNA) is", [("DNA", "deoxyribonucleic acid")]),
        ("from the Eurasian Economic Union, EAEU", []),
        ("from the European Economic Area, EEA, and so on", [("EEA", "European Economic Area")]),
        (
            "under complete spatial randomness (CSR for short), in the classical literature (CSR)",
            [("CSR", "complete spatial randomness")],
        ),
        ("It was in May, NATO said, and so, OK.", []),
        ("He went to Paris (FR) in (1988) and said (II) so.", []),
        ("It ended. Nothing (NATO) came of it.", []),
    ],
)
def test_where_a_text_writes_an_abbreviation_out(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(short, long) for short, long, _, _ in definitions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"It joined {FULL}; the CSTO helped, and {FULL} did not.", [("acronym-twice", FULL[4:])]),
        (f"The CSTO helped at first.\n\nThen {FULL} fell, and the CSTO ended.", [("acronym-late", "CSTO")]),
        ("The NKAO asked. The NKAO insisted.", [("acronym-undefined", "NKAO")]),
        (f"It joined {FULL}.", [("acronym-unused", FULL[4:])]),
        (
            "The Eurasian Economic Union (EAEU), the EAEU, the European Atomic Economic Unit (EAEU).",
            [("acronym-differs", "European Atomic Economic Unit (EAEU)")],
        ),
        (
            f"It joined {FULL}; the CSTO helped; the OSTC fled and the OSCT left.",
            [("acronym-variant", "OSTC"), ("acronym-variant", "OSCT")],
        ),
    ],
)
def test_what_is_found(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert marked(tmp_path, text, "acronym-") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The UN, NATO, the EU and the US agreed on a PhD. In chapter XIV of part III he said so.",
        f"It joined {FULL}. The CSTO's troops and all CSTO members came.",
        "The Eurasian Economic Union (EAEU) grew; the EAEU was one of many Unions.",
        "This is NOT true, and not new. DO NOT ENTER WITHOUT A COAT.",
        "# The war\n\nHe cited (SIPRI, 1998) and SIPRI (1999).",
        "> The NKAO asked, wrote somebody else.",
        "The network nestedness (NODF) was high; NODF fell.",
        "In the 1990s the World Trade Organisation (WTO) grew, the World Trade Organization as the WTO.",
        "He measured at 5 GHz with an API-1 probe of www.NKAO.org and F-16s.",
    ],
)
def test_what_is_right(text: str, tmp_path: Path) -> None:
    text = text.replace("# The war\n\n", "")
    assert marked(tmp_path, text, "acronym-") == []


LIST = "template: abbreviations\ntitle: Abbreviations\nrole: front\nitems:\n  - {short: CSTO, long: Collective Security Treaty Organization}\n  - {short: WTO, long: World Trade Organization}\n  - {short: BTC, long: Baku--Tbilisi--Ceyhan}\n"


def test_agreement_with_the_list(tmp_path: Path) -> None:
    files = {
        "chapters/00-short.yaml": LIST,
        "chapters/01-one.md": "# One\n\nThe CSTO, the Common Security Trade Office (CSTO) and the EAEU. The EAEU and the World Trade Organisation (WTO).\n",
    }
    assert marked(tmp_path, files, "acronym-") == [
        ("acronym-unused", "Baku--Tbilisi--Ceyhan"),
        ("acronym-differs", "Common Security Trade Office (CSTO)"),
        ("acronym-undefined", "EAEU"),
    ]
    assert "or add it to the list" in hints(tmp_path, files, "acronym-undefined")[0]


def test_a_citation_uses_and_explains_the_abbreviation_it_prints(tmp_path: Path) -> None:
    bib = "@report{s, author = {{Stockholm Institute of Peace}}, shortauthor = {SIP}, title = {T}, year = 1998, institution = {P}}\n"
    items = LIST.replace("WTO, long: World Trade Organization", "SIP, long: Stockholm Institute of Peace")
    files = {
        "bib/a.bib": bib,
        "chapters/00-short.yaml": items,
        "chapters/01-one.md": "# One\n\nThe CSTO and the BTC [@s].\n",
    }
    assert marked(tmp_path, files, "acronym-") == []


def test_an_abstract_stands_for_itself(tmp_path: Path) -> None:
    files = {
        "chapters/00-abstract.md": f"---\nrole: abstract\n---\n\n# Abstract\n\nIt joined {FULL}; the NKAO.\n",
        "chapters/01-one.md": f"# One\n\nIt joined {FULL}. The CSTO fell.\n",
    }
    assert marked(tmp_path, files, "acronym-") == []


def test_a_thesis_that_lost_a_chapter_is_not_told_what_is_missing(tmp_path: Path) -> None:
    files = {
        "chapters/01-one.md": "# One\n\nThe NKAO asked. The NKAO insisted.\n",
        "chapters/02-two.md": "no title <b>\n",
    }
    assert marked(tmp_path, files, "acronym-") == []


def test_what_thesis_yaml_allows(tmp_path: Path) -> None:
    head = "checks: {allow: {acronym-undefined: [NKAO], acronym-variant: [OSTC]}}"
    text = f"It joined {FULL}; the CSTO helped; the OSTC fled. The NKAO asked. The NKAO insisted."
    rows = marked(tmp_path, text, "acronym-", head=head)
    assert rows == [("acronym-undefined", "OSTC")]

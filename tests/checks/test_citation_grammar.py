"""What has the form of a citation typed by hand, and what only looks like one."""

from __future__ import annotations

import random

import pytest

from typesetter.checks.citation_grammar import Typed, TypedWork, typed_citations


def _shown(typed: Typed) -> str:
    """The works, as ``prefix|names|years|locator|suffix``."""
    return "; ".join(_work(work) for work in typed.works)


def _work(work: TypedWork) -> str:
    names = ", ".join(work.names) + (" +" if work.et_al else "")
    parts = [work.prefix, names, " ".join(work.years), work.locator, work.suffix]
    via = f" via {_work(work.via)}" if work.via is not None else ""
    return "|".join(parts).rstrip("|") + via


BRACKETS = {
    "(Coyle, 2018)": "|Coyle|2018",
    "[Coyle, 2018]": "|Coyle|2018",
    "(Kuchins, Andrew et al, 2016)": "|Kuchins, Andrew +|2016",
    "(see Coyle 2019: 12; Lewis and Smith, 2018, pp. 3-4)": "see|Coyle|2019|p. 12; |Lewis, Smith|2018|pp. 3-4",
    "(M. Hakan Yavuz and Gunter, 2022)": "|M. Hakan Yavuz, Gunter|2022",
    "(Jean-Frédéric Morin and Paquin, 2019)": "|Jean-Frédéric Morin, Paquin|2019",
    "(Smith, J. and Jones, K., 2019, p.4)": "|J. Smith, K. Jones|2019|p. 4",
    "(Waltz, 1979, 2000)": "|Waltz|1979 2000",
    "(Waltz 1979; 2000)": "|Waltz|1979; |Waltz|2000",
    "(Smith 2020, cited in Jones 2021, p. 4)": "|Smith|2020 via |Jones|2021|p. 4",
    "(Coyle, 2019, Lewis, 2018)": "|Coyle|2019; |Lewis|2018",
    "(Coyle 2019 and Lewis 2018)": "|Coyle|2019; |Lewis|2018",
    "(Smith et al. 2019a, b)": "|Smith +|2019a 2019b",
    "(O’Neill & Müller-Armack, 1994)": "|O’Neill, Müller-Armack|1994",
    "(de Waal, 2019, ch. 3)": "|de Waal|2019|ch. 3",
    "(Coyle,2018)": "|Coyle|2018",
    "(Coyle, no date)": "|Coyle|no date",
    "(al-Assad, 2015)": "|al-Assad|2015",
    "(Smith, n.d.)": "|Smith|n.d.",
    "(Smith, forthcoming)": "|Smith|forthcoming",
    "(Coyle, 2019, emphasis added)": "|Coyle|2019||emphasis added",
    "(Hall, 1990, p. 222; see also Gilroy, 1993)": "|Hall|1990|p. 222; see also|Gilroy|1993",
    "(Source: SIPRI, 2020)": "Source:|SIPRI|2020",
    "(Boban and Blažević, 2023, pp. 71–73)": "|Boban, Blažević|2023|pp. 71-73",
}  # fmt: skip

NARRATIVE = {
    "As Mearsheimer (2009) insists": ("Mearsheimer (2009)", "|Mearsheimer|2009"),
    "Later, Ripsman, Taliaferro and Lobell (2006) divided": (
        "Ripsman, Taliaferro and Lobell (2006)",
        "|Ripsman, Taliaferro, Lobell|2006",
    ),
    "Csurgai’s (2021) definition": ("Csurgai’s (2021)", "|Csurgai|2021"),
    "Mankoff (2012, p. 33) holds": ("Mankoff (2012, p. 33)", "|Mankoff|2012|p. 33"),
    "John J. Mearsheimer (2009)": ("John J. Mearsheimer (2009)", "|John J. Mearsheimer|2009"),
    "Van der Berg et al. (2012)": ("Van der Berg et al. (2012)", "|Van der Berg +|2012"),
    "Marrero et al. (2014 and 2017)": ("Marrero et al. (2014 and 2017)", "|Marrero +|2014 2017"),
    "It ended. Smith (2001) began": ("Smith (2001)", "|Smith|2001"),
}

NOTHING = [
    "(1988–1994)", "(1988-1994)", "(most of them in 2003)", "(in May 2009)", "(Resolution 822, 1993)", "(Obama 2009–2017)",
    "World War (1914–1918)", "the summer (2018)", "(the latter signed in Helsinki, 1975)", "(Act of 1998)", "(Tokyo: Smith, 2001)",
    "(of whom 2,000 were Azeris)", "(€ 1990 million)", "(see section 4.2)", "no brackets in 2009", "(p. 1999)",
    "(signed in Bishkek on 5 May 1994)",
]  # fmt: skip


@pytest.mark.parametrize("text", BRACKETS)
def test_in_brackets(text: str) -> None:
    (found,) = typed_citations(f"as was said {text}.")
    assert not found.narrative
    assert (f"as was said {text}."[found.start : found.end], _shown(found)) == (text, BRACKETS[text])


@pytest.mark.parametrize("text", NARRATIVE)
def test_in_the_sentence(text: str) -> None:
    (found,) = typed_citations(text)
    assert found.narrative
    assert (text[found.start : found.end], _shown(found)) == NARRATIVE[text]


@pytest.mark.parametrize("text", NOTHING)
def test_other_brackets(text: str) -> None:
    assert list(typed_citations(f"as was said {text} then.")) == []


def test_each_of_two_brackets() -> None:
    assert [_shown(c) for c in typed_citations("so (De Waal, 2019) (Steber, 2022) and")] == [
        "|De Waal|2019",
        "|Steber|2022",
    ]


def test_long_texts_take_no_longer_than_their_length() -> None:
    text = "A and B, C (" * 3000 + "x 2009" + ", Smith" * 3000 + " (2009)"
    assert list(typed_citations(text)) is not None


def test_any_text_can_be_read() -> None:
    pieces = ["(", ")", "[", "]", "2009", "2019a", ", ", "; ", "and ", "& ", "et al.", "Smith ", "Coyle", "J. ", "de ", "p. 3", ":",
              "“", "n.d.", "see ", "’s ", "É", "1988–1994", "cited in ", "\n", "."]  # fmt: skip
    dice = random.Random(1)
    for _ in range(3000):
        text = "".join(dice.choices(pieces, k=dice.randrange(1, 50)))
        for found in typed_citations(text, lambda name: name == "É"):
            assert 0 <= found.start < found.end <= len(text)
            for work in found.works:
                assert found.start <= work.start <= work.end <= found.end
                assert work.names
                assert work.years

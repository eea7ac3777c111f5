"""Citations and ibids typed by hand in a thesis: found at their place, with the Markdown to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.marked import findings, hints, marked
from typesetter.checks.alignment import source_text
from typesetter.checks.lines import SourceLines
from typesetter.diagnostics import Severity

BIB = """
@book{coyle2019, author = {Coyle, James J.}, title = {Border Wars}, publisher = {P}, year = 2019}
@book{coyle2021, author = {Coyle, James J.}, title = {Interventions}, publisher = {P}, year = 2021}
@book{waltz1979, author = {Waltz, Kenneth N.}, title = {Theory}, publisher = {P}, year = 1979}
@article{waltz2000, author = {Waltz, Kenneth N.}, title = {Realism}, journal = {J}, volume = 1, pages = {1--9}, year = 2000}
@book{smith2001a, author = {Smith, John}, title = {One}, publisher = {P}, year = 2001}
@book{smith2001b, author = {Smith, John}, title = {Two}, publisher = {P}, year = 2001}
@book{kuchins2016, author = {Kuchins, Andrew C. and Mankoff, Jeffrey and Backes, Oliver}, title = {Azerbaijan}, publisher = {P}, year = 2016}
@book{hudson2020, author = {Hudson, Valerie M. and Day, Benjamin S.}, title = {Analysis}, publisher = {P}, year = 2020}
@book{dewaal2019, author = {de Waal, Thomas}, title = {The Caucasus}, publisher = {P}, year = 2019}
@online{osce2009, author = {{Organization for Security and Co-operation in Europe}}, shortauthor = {OSCE}, title = {Declarations},
  year = 2009, url = {https://www.osce.org/mg/51152}, urldate = {2024-01-05}}
@book{borozna2021, author = {Borozna, Angela}, title = {The Sources}, publisher = {P}, year = 2021}
@book{ozkan2012, author = {Özkan, Güner}, title = {Spoils}, publisher = {P}, year = 2012}
"""


def thesis(text: str) -> dict[str, str]:
    return {"chapters/01-one.md": f"# One\n\n{text}\n", "bib/r.bib": BIB}


CERTAIN = {
    "(Coyle, 2019)": "[@coyle2019]",
    "(see Coyle 2019: 12; Waltz, 1979, pp. 3-4)": "[see @coyle2019, p. 12; @waltz1979, pp. 3-4]",
    "(Waltz, 1979, 2000)": "[@waltz1979; @waltz2000]",
    "(Kuchins, Andrew et al, 2016)": "[@kuchins2016]",
    "(Hudson and Day, 2020)": "[@hudson2020]",
    "(coyle,2019)": "[@coyle2019]",
    "(De Waal, 2019)": "[@dewaal2019]",
    "(OSCE, 2009)": "[@osce2009]",
    "(Organization for Security and Co-operation in Europe, 2009)": "[@osce2009]",
    "(e.g. Organization for Security and Co-operation in Europe, 2009)": "[e.g. @osce2009]",
    "(*Coyle*, 2019)": "[@coyle2019]",
    "(Waltz, 1979, cited in Coyle, 2019, p. 4)": "[@waltz1979 via @coyle2019, p. 4]",
    "Coyle (2019)": "@coyle2019",
    "Coyle (2019, p. 12)": "@coyle2019 [p. 12]",
    "Coyle's (2019)": "@coyle2019's",
    "Hudson and Day (2020)": "@hudson2020",
}  # fmt: skip


@pytest.mark.parametrize("typed", CERTAIN)
def test_a_certain_match_has_its_markdown(typed: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, thesis(f"The talks failed, said {typed} about that."), "cite-typed")
    assert finding.code.value == "cite-typed"
    assert (finding.fix, finding.hints[0]) == (CERTAIN[typed], f"write {CERTAIN[typed]}")
    assert finding.span is not None
    assert source_text(finding.span, SourceLines([tmp_path])) == typed


def test_given_names_stay_in_the_sentence(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, thesis("So argues James Coyle (2019) there."), "cite-typed")
    assert finding.fix == "[-@coyle2019]"


WRONG = {
    "(Coyle, 2018)": "did you mean 'coyle2019'",
    "(Borzona, 2021)": "did you mean 'borozna2021'",
    "(Güner, 2012)": "did you mean 'ozkan2012'",
    "(Day and Hudson, 2020)": "did you mean 'hudson2020'",
    "(Morgenthau et al., 1989)": "add the work to the .bib file",
    "as Morgenthau (1989) argues": "add the work to the .bib file",
}


@pytest.mark.parametrize("typed", WRONG)
def test_a_work_that_is_not_listed(typed: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, thesis(f"The talks failed {typed}."), "cite-typed")
    assert finding.code.value == "cite-typed-unknown"
    assert finding.fix is None
    assert finding.hints[0].startswith(WRONG[typed])


def test_two_works_of_a_name_and_year_are_not_decided(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, thesis("The talks failed (Smith, 2001)."), "cite-typed")
    assert finding.fix is None
    assert finding.hints == ("write [@smith2001a]", "write [@smith2001b]")


def test_each_work_of_a_bracket_that_is_half_known(tmp_path: Path) -> None:
    text = "The talks failed (Waltz, 1979; Coyle, 2018)."
    assert marked(tmp_path, thesis(text), "cite-typed") == [
        ("cite-typed", "Waltz, 1979"),
        ("cite-typed-unknown", "Coyle, 2018"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The treaty (Warsaw, 1955) held. Warsaw fell, and Warsaw rose.",
        "revolutions in Georgia (2003), Ukraine (2004) and Kyrgyzstan (2005). Georgia and Ukraine changed.",
        "NATO (1949) grew. NATO grew again, and NATO stayed.",
        'He read *War and Peace* (1869) and "The Trial" (1925) there.',
        "the Peace of Westphalia (1648) and the Congress of Vienna (1815)",
        "so it was (Apr. 2009), (COVID-19, 2020), (Q3 2020) and (Born 1975) there",
        "the years before (in May 2009) and (Resolution 822, 1993)",
        "## The war (2020)\n\nIt began.",
        "Said again [@coyle2019] and @waltz1979 there.",
    ],
)
def test_what_is_no_citation(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, thesis(text), "cite-typed") == []


def test_a_lone_name_is_only_noted(tmp_path: Path) -> None:
    found = findings(tmp_path, thesis("The dominance was challenged (Koroley, 2021)."), "cite-typed")
    assert [d.severity for d in found] == [Severity.INFO]


def test_where_it_is_the_habit_a_lone_name_is_a_citation(tmp_path: Path) -> None:
    text = "One (Coyle, 2019). Two (Coyle, 2021). Three (Waltz, 1979). It was challenged (Koroley, 2021)."
    (found,) = findings(tmp_path, thesis(text), "cite-typed-unknown")
    assert found.severity is Severity.WARNING


IBIDS = {
    "A [@coyle2019]. B (ibid.).": "write [@coyle2019]",
    "A (Coyle, 2019).\n\nB (ibid., p. 3).": "write [@coyle2019, p. 3]",
    "A [@coyle2019]. B (see Ibid: 12-14).": "write [see @coyle2019, pp. 12-14]",
    "A [@coyle2019; @waltz1979]. B (ibid.).": "write [@coyle2019] or [@waltz1979]",
    "A (Coyle, 2019) (Waltz, 1979). B (ibid.).": "write [@coyle2019] or [@waltz1979]",
    "A nothing. B (ibid.).": "write the key of the work",
    "A (Coyle, 2018). B (ibid.).": "correct the citation before it",
    "A [@coyle2019].\n\n## Next\n\nB (ibid.).": "if it is that one, write [@coyle2019]",
    "A [@coyle2019]. B (op. cit., p. 4).": "write [@coyle2019, p. 4]",
}
FIXED = {"A [@coyle2019]. B (ibid.).", "A (Coyle, 2019).\n\nB (ibid., p. 3).", "A [@coyle2019]. B (see Ibid: 12-14)."}


@pytest.mark.parametrize("text", IBIDS)
def test_ibids(text: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, thesis(text), "cite-ibid")
    assert finding.hints[0].startswith(IBIDS[text])
    assert (finding.fix is not None) == (text in FIXED)


def test_uncited_works(tmp_path: Path) -> None:
    text = "A [@coyle2019], (Waltz, 1979), (OSCE, 2009) and [@borzona2021]."
    found = findings(tmp_path, thesis(text), "cite-uncited")
    keys = [d.message.split("'")[1] for d in found]
    assert keys == [
        "coyle2021",
        "waltz2000",
        "smith2001a",
        "smith2001b",
        "kuchins2016",
        "hudson2020",
        "dewaal2019",
        "ozkan2012",
    ]


def test_works_that_the_list_takes_whole_are_not_uncited(tmp_path: Path) -> None:
    assert findings(tmp_path, thesis("A."), "cite-uncited", head='citations: {nocite: ["*"]}') == []


QUOTES = {
    'Coyle says "that nobody in the region wanted this war at all" [@coyle2019].': ["write [@coyle2019, p. …]"],
    '@coyle2019 says "that nobody in the region wanted this war at all" there.': ["write [@coyle2019, p. …]"],
    'Coyle says "that nobody in the region wanted this war at all" (Coyle, 2019).': ["write [@coyle2019, p. …]"],
    'Coyle says "that nobody in the region wanted this war at all" [@coyle2019, p. 3].': [],
    'The OSCE says "that nobody in the region wanted this war at all" [@osce2009].': [],
    'The word "frozen conflict" [@coyle2019] is wrong.': [],
    'His book "The Caucasus Between the Two Great Powers of the Region" [@coyle2019] is new.': [],
    'He asks "what are the motives behind the policy of the two states?" [@coyle2019]': [],
    "He wrote [@coyle2019]:\n\n> Nobody wanted this war at all.": ["write [@coyle2019, p. …]"],
    "> Nobody wanted this war at all. [@coyle2019]": ["write [@coyle2019, p. …]"],
    "> Nobody wanted this war at all. [@coyle2019, 3]": [],
}


@pytest.mark.parametrize("text", QUOTES)
def test_quotations_without_a_page(text: str, tmp_path: Path) -> None:
    assert hints(tmp_path, thesis(text), "quote-locator") == QUOTES[text]


SOURCES = {
    'It is so [@coyle2019].\n\nThey said "that nobody in the region wanted this war at all" then.': 1,
    "It is so [@coyle2019].\n\n> Nobody in the region wanted this war, then or later, at all.": 0,
    "It is so [@coyle2019].\n\nIt is.\n\n> Nobody in the region wanted this war, then or later, at all.": 1,
    'It is so.\n\nThey said "that nobody in the region wanted this war at all" then.': 0,
}


@pytest.mark.parametrize("text", SOURCES)
def test_quotations_without_a_source(text: str, tmp_path: Path) -> None:
    assert len(findings(tmp_path, thesis(text), "quote-source")) == SOURCES[text]


FIGURES = (
    "The region covers 4,800 square kilometres and had 200,000 inhabitants when the first war began in 1988. Of them 140,000 were "
    "Armenian, 76 % of all, and the others came from elsewhere in the republic, as the last census before the war had it."
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"It is so [@coyle2019].\n\n{FIGURES}", 1),
        (f"It is so [@coyle2019].\n\n{FIGURES} [@waltz1979]", 0),
        (f"It is so [@coyle2019].\n\n{FIGURES} (Waltz, 1979)", 0),
        (f"It is so [@coyle2019].\n\nIn my survey, {FIGURES}", 0),
        (FIGURES, 0),
        (f"It is so [@coyle2019].\n\nMany scholars have argued that this is {'so ' * 40}.", 1),
        (f"It is so [@coyle2019].\n\nThe war went on and {'on ' * 40}.", 0),
    ],
)
def test_paragraphs_without_a_source(text: str, count: int, tmp_path: Path) -> None:
    assert len(findings(tmp_path, thesis(text), "source-missing")) == count

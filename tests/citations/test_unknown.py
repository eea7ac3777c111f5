"""Keys that the bibliography does not have: every one reported at its place, with the work that was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from typesetter.citations.library import Library, load_library
from typesetter.citations.likeness import slips
from typesetter.citations.nearest import hints_for
from typesetter.diagnostics import Code, Severity, Span

ROOT = Path(__file__).parents[2]

REFERENCES = """
@book{borozna2021, author = {Borozna, Angela}, title = {The Sources of Russian Foreign Policy Assertiveness}, year = 2021}
@book{coyle2019, author = {Coyle, James J.}, title = {Border Wars}, year = 2019}
@book{coyle2021, author = {Coyle, James J.}, title = {Interventions}, year = 2021}
@article{termatevosyan2017, author = {Ter-Matevosyan, V. and Drnoian, A. and Mkrtchyan, N. and Yepremyan, T.},
  title = {Armenia in the Eurasian Economic Union: Reasons for Joining and Its Consequences for the Region and for Us}, year = 2017}
@book{x17, author = {Mankoff, Jeffrey}, title = {Russian Foreign Policy}, year = 2012}
@book{Özkan2012, author = {Özkan, Güner}, title = {Spoils}, year = 2012}
@misc{pamphlet, title = {Anonymous pamphlet}}
@misc{declarations, author = {{Organization for Security and Co-operation in Europe}}, title = {Declarations}, year = 2009}
"""

NEAR = {
    "borzona2021": "did you mean 'borozna2021' (Borozna, A., 2021, The Sources of Russian Foreign Policy Assertiveness)? Two letters are swapped: the name is 'Borozna'",
    "borozna2012": "did you mean 'borozna2021' (Borozna, A., 2021, The Sources of Russian Foreign Policy Assertiveness)? The same author, another year (2021)",
    "Borozna2021": "did you mean 'borozna2021' (Borozna, A., 2021, The Sources of Russian Foreign Policy Assertiveness)? Capitals count in keys",
    "mankof2013": "did you mean 'x17' (Mankoff, J., 2012, Russian Foreign Policy)? The name is spelt 'Mankoff'; its year is 2012",
    "mankoff2012": "did you mean 'x17' (Mankoff, J., 2012, Russian Foreign Policy)? Author and year fit",
    "ter-matevosyan2017": "did you mean 'termatevosyan2017' (Ter-Matevosyan, V., Drnoian, A., Mkrtchyan, N. et al., 2017, Armenia in the Eurasian Economic Union: Reasons for Joining and Its Consequences for the …)? Author and year fit",
    "ozkan2012": "did you mean 'Özkan2012' (Özkan, G., 2012, Spoils)? Author and year fit",
    "guner2012": "did you mean 'Özkan2012' (Özkan, G., 2012, Spoils)? 'Güner' is a given name; the surname is 'Özkan'",
    "yepremyan2017": "did you mean 'termatevosyan2017' (Ter-Matevosyan, V., Drnoian, A., Mkrtchyan, N. et al., 2017, Armenia in the Eurasian Economic Union: Reasons for Joining and Its Consequences for the …)? 'Yepremyan' is an author of it, and 'Ter-Matevosyan' comes first",
    "matevosyan2017": "did you mean 'termatevosyan2017' (Ter-Matevosyan, V., Drnoian, A., Mkrtchyan, N. et al., 2017, Armenia in the Eurasian Economic Union: Reasons for Joining and Its Consequences for the …)? 'Matevosyan' is a part of the name 'Ter-Matevosyan'",
    "osce2009": "did you mean 'declarations' (Organization for Security and Co-operation in Europe, 2009, Declarations)? 'OSCE' is its author's abbreviation",
    "pamflet": "did you mean 'pamphlet' (n.d., Anonymous pamphlet)?",
    "anonymous": "did you mean 'pamphlet' (n.d., Anonymous pamphlet)? 'Anonymous' is in its title",
}


@pytest.fixture
def library() -> Library:
    return load_library([("r.bib", REFERENCES)])[0]


@pytest.mark.parametrize("key", NEAR)
def test_hints(key: str, library: Library) -> None:
    assert hints_for(key, library) == (NEAR[key],)


def test_two_other_years(library: Library) -> None:
    found = hints_for("coyle2020", library)
    assert [hint[14:23] for hint in found] == ["coyle2019", "coyle2021"]
    assert all("The same author, another year" in hint for hint in found)


def test_nothing_near(library: Library) -> None:
    assert hints_for("zzzzzz1888", library) == ()


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abcd", 1),
        ("abc", "ab", 1),
        ("abc", "xbc", 1),
        ("abcd", "badc", 2),
        ("", "ab", 2),
    ],
)
def test_slips(a: str, b: str, count: int) -> None:
    assert slips(a, b, 3) == slips(b, a, 3) == count


def test_all_at_once_each_at_its_key(press: Any, make: Any) -> None:
    blocks = [
        make.paren("coyle2018", "lewis2018", "lewsi2018"),
        make.narrative("nobody"),
        make.paren(make.item("coyle2019", via="jonse2021", via_span=Span("c.md", 9, 5, 9, 15))),
    ]
    _, diagnostics = press.cite(*blocks, nocite=["waltz1980"])
    unknown = [d for d in diagnostics if d.code is Code.CITE_UNKNOWN]
    assert [d.message for d in unknown] == [
        f"no reference '{k}'" for k in ("coyle2018", "lewsi2018", "nobody", "jonse2021", "waltz1980")
    ]
    assert [str(d.span) for d in unknown] == ["chapters/01.md:1:2"] * 3 + ["c.md:9:5", "None"]
    assert unknown[0].span == Span("chapters/01.md", 1, 2, 1, 12)  # the key with its @
    assert {d.severity for d in unknown} == {Severity.ERROR}


def test_nocite_has_its_place(press: Any, make: Any) -> None:
    from typesetter.citations.driver import cite
    from typesetter.config.thesis import CitationOptions

    span = Span("thesis.yaml", 12, 12)
    options = CitationOptions(nocite=("waltz1980",))
    _, (first, *_) = cite(press.document(), press.library, press.variant, options, nocite_spans={"waltz1980": span})
    assert (first.code, first.span) == (Code.CITE_UNKNOWN, span)


def test_without_a_bibliography_the_hint_says_so(press_of: Any, make: Any) -> None:
    _, (diagnostic,) = press_of("").cite(make.paren("coyle2019"))
    assert "bibliography:" in diagnostic.hints[0]


def test_listed_works_with_gaps_are_told(press_of: Any, make: Any) -> None:
    text = "@article{a, title={A}}\n@online{b, title={B}}\n@book{c, year=2000}\n@phdthesis{d, title={D}, year=2000}\n@article{e, title={E}}"
    _, diagnostics = press_of(text).cite(make.paren("a", "b", "c", "d"))
    told = {d.message for d in diagnostics if d.code is Code.BIB_FIELD}
    assert told == {
        "'a' (@article) has no journal and no year: its reference is incomplete",
        "'b' (@online) has no url: its reference is incomplete",
        "'c' (@book) has no title: its reference is incomplete",
        "'d' (@phdthesis) has no school: its reference is incomplete",
    }

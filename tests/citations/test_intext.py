"""Section 3 of the manual: what each way of citing prints in the style `harvard`."""

from __future__ import annotations

from typing import Any

import pytest

from typesetter.citations.library import Library
from typesetter.citations.render import to_html
from typesetter.diagnostics import Span
from typesetter.model import Anchor, Note, Paragraph, Text, walk

TABLE = {
    "one": (lambda m: [m.paren("coyle2019")], ["(Coyle, 2019)"]),
    "page": (lambda m: [m.paren(m.item("coyle2019", locator="p. 12"))], ["(Coyle, 2019, p.12)"]),
    "prefix, pages, two works": (
        lambda m: [m.paren(m.item("coyle2019", prefix="see", locator="pp. 12-15"), "lewis2018")],
        ["(see Coyle, 2019, pp.12–15; Lewis, 2018)"],
    ),
    "prefix with its space": (lambda m: [m.paren(m.item("coyle2019", prefix="see "))], ["(see Coyle, 2019)"]),
    "narrative": (lambda m: [m.narrative("mankoff2012")], ["Mankoff (2012)"]),
    "narrative with page": (lambda m: [m.narrative(m.item("mankoff2012", locator="p. 33"))], ["Mankoff (2012, p.33)"]),
    "narrative with another": (
        lambda m: [m.narrative(m.item("mankoff2012", locator="p. 33"), "lewis2018")],
        ["Mankoff (2012, p.33; Lewis, 2018)"],
    ),
    "possessive": (lambda m: [m.narrative(m.item("csurgai2021", possessive=True))], ["Csurgai’s (2021)"]),
    "possessive in s": (lambda m: [m.narrative(m.item("lewis2018", possessive=True))], ["Lewis’s (2018)"]),
    "possessive of et al.": (
        lambda m: [m.narrative(m.item("four2017", possessive=True))],
        ["Ter-Matevosyan et al.’s (2017)"],
    ),
    "no author": (lambda m: [m.paren(m.item("rose1998", suppress_author=True))], ["(1998)"]),
    "no author, page": (
        lambda m: [m.paren(m.item("rose1998", suppress_author=True, locator="146"))],
        ["(1998, p.146)"],
    ),
    "no author, narrative": (lambda m: [m.narrative(m.item("rose1998", suppress_author=True))], ["(1998)"]),
    "one author, two years": (lambda m: [m.paren("waltz1979", "waltz2000")], ["(Waltz, 1979, 2000)"]),
    "one author, two years, pages": (
        lambda m: [m.paren(m.item("waltz1979", locator="p. 3"), m.item("waltz2000", locator="p. 7"), "lewis2018")],
        ["(Waltz, 1979, p.3; 2000, p.7; Lewis, 2018)"],
    ),
    "one author, words between": (
        lambda m: [m.paren("waltz1979", m.item("waltz2000", prefix="and again"))],
        ["(Waltz, 1979; and again Waltz, 2000)"],
    ),
    "letters": (lambda m: [m.paren("coyle2021a"), m.paren("coyle2021b")], ["(Coyle, 2021b)", "(Coyle, 2021a)"]),
    "letters together": (lambda m: [m.paren("coyle2021b", "coyle2021a")], ["(Coyle, 2021a, 2021b)"]),
    "one of a year has no letter": (lambda m: [m.paren("coyle2021a")], ["(Coyle, 2021)"]),
    "via": (
        lambda m: [m.paren(m.item("smith2020", via="jones2021", locator="p. 4"))],
        ["(Smith, 2020, cited in Jones, 2021, p.4)"],
    ),
    "via, narrative": (
        lambda m: [m.narrative(m.item("smith2020", via="jones2021", locator="p. 4"))],
        ["Smith (2020, cited in Jones, 2021, p.4)"],
    ),
    "organisation": (
        lambda m: [m.paren("osce2009"), m.paren("osce2009"), m.narrative("osce2010"), m.paren("osce2009", "osce2010")],
        [
            "(Organization for Security and Co-operation in Europe [OSCE], 2009)",
            "(OSCE, 2009)",
            "OSCE (2010)",
            "(OSCE, 2009, 2010)",
        ],
    ),
    "organisation, narrative first": (
        lambda m: [m.narrative("osce2009"), m.narrative(m.item("osce2009", possessive=True))],
        ["Organization for Security and Co-operation in Europe [OSCE] (2009)", "OSCE’s (2009)"],
    ),
    "a year alone introduces nobody": (
        lambda m: [m.paren(m.item("osce2009", suppress_author=True)), m.paren("osce2009")],
        ["(2009)", "(Organization for Security and Co-operation in Europe [OSCE], 2009)"],
    ),
    "two authors": (
        lambda m: [m.paren("two2015"), m.narrative("two2015")],
        ["(Abilov and Isayev, 2015)", "Abilov and Isayev (2015)"],
    ),
    "three authors": (lambda m: [m.paren("three2023")], ["(Atanesyan, Reynolds and Mkrtichyan, 2023)"]),
    "four authors": (
        lambda m: [m.paren("four2017"), m.narrative("four2017")],
        ["(Ter-Matevosyan et al., 2017)", "Ter-Matevosyan et al. (2017)"],
    ),
    "and others": (lambda m: [m.paren("others")], ["(Jansen et al., 2003)"]),
    "work without author": (lambda m: [m.paren("neorealism2018")], ["(Neorealism: Confusions and Criticism, 2018)"]),
    "particle": (lambda m: [m.paren("dewaal2019"), m.narrative("dewaal2019")], ["(de Waal, 2019)", "de Waal (2019)"]),
    "no date": (lambda m: [m.paren("undated"), m.narrative("undated")], ["(Nobody, n.d.)", "Nobody (n.d.)"]),
    "forthcoming": (lambda m: [m.paren("soon")], ["(Hopeful, forthcoming)"]),
    "reprint": (lambda m: [m.paren("hobbes")], ["(Hobbes, 1996 [1651])"]),
    "one surname, one year": (
        lambda m: [m.paren("jsmith2001"), m.narrative("asmith2001")],
        ["(J. Smith, 2001)", "A. Smith (2001)"],
    ),
    "one surname, two years": (
        lambda m: [m.paren("jsmith2001"), m.paren("smith2020")],
        ["(Smith, 2001)", "(Smith, 2020)"],
    ),
    "editors": (lambda m: [m.paren("lobell2009")], ["(Lobell, Ripsman and Taliaferro, 2009)"]),
    "suffix": (lambda m: [m.paren(m.item("coyle2019", suffix="emphasis added"))], ["(Coyle, 2019, emphasis added)"]),
    "suffix with its comma": (
        lambda m: [m.paren(m.item("coyle2019", locator="p. 3", suffix=", emphasis added"))],
        ["(Coyle, 2019, p.3, emphasis added)"],
    ),
    "as cited": (lambda m: [m.paren("rose1998", "coyle2019", "lewis2018")], ["(Rose, 1998; Coyle, 2019; Lewis, 2018)"]),
    "unknown": (
        lambda m: [m.paren(m.item("borzona2021", locator="p. 3")), m.narrative("nobody")],
        ["(@borzona2021, p.3)", "@nobody"],
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_forms(name: str, press: Any, make: Any) -> None:
    build, expected = TABLE[name]
    assert press.texts(*build(make)) == expected


LOCATORS = {
    "p. 12": "p.12",
    "pp. 12-15": "pp.12–15",
    "pp. 12--15": "pp.12–15",
    "p. 12-15": "pp.12–15",
    "pp. 12": "p.12",
    "p.12": "p.12",
    "page 12": "p.12",
    "12": "p.12",
    "12-15": "pp.12–15",
    "12, 15": "pp.12, 15",
    "pp. 12 and 15": "pp.12 and 15",
    "p. 12f.": "pp.12f.",
    "pp. 12ff.": "pp.12ff.",
    "p. xiv": "p.xiv",
    "pp. iv-vi": "pp.iv–vi",
    "p. A-12": "p.A-12",
    "pp. S12-S15": "pp.S12–S15",
    "ch. 3": "ch.3",
    "chap. 3": "ch.3",
    "chs. 3-4": "chs.3–4",
    "sec. 2.1": "sec.2.1",
    "§ 5": "sec.5",
    "para. 4": "para.4",
    "paras. 4-6": "paras.4–6",
    "¶ 4": "para.4",
    "fig. 2.1": "fig.2.1",
    "table 3": "table 3",
    "vol. 2": "vol.2",
    "vol. 2, p. 12": "vol.2, p.12",
    "ch. 3, pp. 4-5": "ch.3, pp.4–5",
    "v. 7": "v.7",
    "art. 5": "art.5",
    "12:34": "12:34",
    "1:02:30-1:04:00": "1:02:30–1:04:00",
    "at 12:34": "12:34",
    "Introduction": "Introduction",
    "passim": "passim",
}


@pytest.mark.parametrize("source", LOCATORS)
def test_locators(source: str, press: Any, make: Any) -> None:
    assert press.texts(make.paren(make.item("coyle2019", locator=source))) == [f"(Coyle, 2019, {LOCATORS[source]})"]


class TestIbid:
    def test_off_by_default(self, press: Any, make: Any) -> None:
        assert press.texts(make.paren("coyle2019"), make.paren("coyle2019")) == ["(Coyle, 2019)"] * 2

    def test_same_work_again(self, press: Any, make: Any) -> None:
        again = make.item("coyle2019", locator="p. 12")
        blocks = [make.paren("coyle2019"), make.paren("coyle2019"), make.paren(again)]
        assert press.texts(*blocks, ibid=True) == ["(Coyle, 2019)", "(ibid.)", "(ibid., p.12)"]

    def test_after_a_narrative_form_and_with_a_prefix(self, press: Any, make: Any) -> None:
        blocks = [make.narrative("coyle2019"), make.paren(make.item("coyle2019", prefix="see", locator="3"))]
        assert press.texts(*blocks, ibid=True) == ["Coyle (2019)", "(see ibid., p.3)"]

    def test_a_heading_ends_the_run(self, press: Any, make: Any) -> None:
        blocks = [make.paren("coyle2019"), "Next", make.paren("coyle2019")]
        assert press.texts(*blocks, ibid=True) == ["(Coyle, 2019)", "(Coyle, 2019)"]

    @pytest.mark.parametrize("between", [["lewis2018"], ["coyle2019", "lewis2018"], ["unknown"]])
    def test_another_citation_ends_the_run(self, between: list[str], press: Any, make: Any) -> None:
        blocks = [make.paren("coyle2019"), make.paren(*between), make.paren("coyle2019")]
        assert press.texts(*blocks, ibid=True)[-1] == "(Coyle, 2019)"

    def test_not_for_what_is_cited_in_another_work(self, press: Any, make: Any) -> None:
        blocks = [make.paren("smith2020"), make.paren(make.item("smith2020", via="jones2021")), make.paren("jones2021")]
        assert press.texts(*blocks, ibid=True)[1:] == ["(Smith, 2020, cited in Jones, 2021)", "(Jones, 2021)"]

    def test_it_links(self, press: Any, make: Any) -> None:
        again = make.paren("coyle2019")
        cited, _ = press.cite(make.paren("coyle2019"), again, ibid=True)
        assert to_html(cited.citations[again.id]) == '(<a href="#ref-coyle2019">ibid.</a>)'


class TestLinks:
    def test_each_work_is_one_link(self, press: Any, make: Any) -> None:
        citation = make.paren(make.item("coyle2019", prefix="see", locator="p. 1"), "waltz1979", "waltz2000")
        cited, _ = press.cite(citation)
        assert to_html(cited.citations[citation.id]) == (
            '(see <a href="#ref-coyle2019">Coyle, 2019</a>, p.1; <a href="#ref-waltz1979">Waltz, 1979</a>, '
            '<a href="#ref-waltz2000">2000</a>)'
        )

    def test_narrative_links_author_and_year(self, press: Any, make: Any) -> None:
        citation = make.narrative(make.item("mankoff2012", locator="p. 3"))
        cited, _ = press.cite(citation)
        link = '<a href="#ref-mankoff2012">'
        assert to_html(cited.citations[citation.id]) == f"{link}Mankoff</a> ({link}2012</a>, p.3)"

    def test_no_link_leads_nowhere(self, press: Any, make: Any, works: Library) -> None:
        blocks = [make.paren(make.item("smith2020", via="jones2021")), make.paren("nothing"), make.paren("coyle2019")]
        cited, _ = press.cite(*blocks)
        targets = {node.target for node in walk(tuple(cited.citations.values())) if isinstance(node, Anchor)}
        assert (
            targets
            == {f"ref-{reference.key}" for reference in cited.bibliography}
            == {"ref-jones2021", "ref-coyle2019"}
        )


class TestDocument:
    def test_every_citation_is_answered_wherever_it_stands(self, press: Any, make: Any) -> None:
        inside = make.paren("osce2009")
        note = Note((Paragraph((inside,), Span("c.md")),), Span("c.md"))
        outer, after = make.paren(make.item("lewis2018")), make.paren("osce2009")
        document = press.document(outer, after)
        chapter = document.chapters[0]
        first = Paragraph((Text("x", Span("c.md")), note), Span("c.md"))
        blocks = (first, *chapter.blocks)
        from dataclasses import replace

        from typesetter.citations.driver import cite
        from typesetter.citations.render import to_text
        from typesetter.config.thesis import CitationOptions

        document = replace(document, chapters=(replace(chapter, blocks=blocks),))
        cited, _ = cite(document, press.library, press.variant, CitationOptions())
        assert cited.citations.keys() == {inside.id, outer.id, after.id}
        assert to_text(cited.citations[inside.id]).startswith("(Organization")
        assert to_text(cited.citations[after.id]) == "(OSCE, 2009)"

    def test_the_list_holds_what_is_cited_and_nocite(self, press: Any, make: Any) -> None:
        cited, _ = press.cite(make.paren(make.item("smith2020", via="jones2021")), nocite=["waltz1979"])
        assert [r.key for r in cited.bibliography] == ["jones2021", "waltz1979"]
        everything, _ = press.cite(nocite=["*"])
        assert len(everything.bibliography) == len(press.library.entries)

    def test_references_carry_the_letters_of_the_text(self, press: Any, make: Any) -> None:
        lines = press.references(make.paren("coyle2021a", "coyle2021b", "coyle2019"))
        assert [line[:26] for line in lines] == [
            "Coyle, J.J. (2019). Russia",
            "Coyle, J.J. (2021a). Borde",
            "Coyle, J.J. (2021b). Inter",
        ]

    def test_spans_are_those_of_the_citation(self, press: Any, make: Any) -> None:
        citation = make.paren("coyle2019")
        cited, _ = press.cite(citation)
        assert {node.span.path for node in walk(cited.citations[citation.id])} == {"chapters/01.md"}

"""Headings and the numbers in them, and references typed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.marked import hints, marked
from typesetter.checks.structure import heading_case

TWO = {
    "chapters/01-one.md": "# Introduction\n\nText.\n\n## The puzzle {#sec-puzzle}\n\nText.\n\n## The plan\n\nText.\n",
    "data/m.csv": "a,b\n1,2\n",
    "chapters/02-two.md": "# Method\n\nText.\n\n![Map](data/m.csv){#fig-map plot=bar x=a y=b}\n\nAs @fig-map shows. @sec-puzzle\n",
}


def with_text(text: str) -> dict[str, str]:
    return {**TWO, "chapters/03-three.md": f"# Results\n\n{text}\n"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As noted in section 5.1, it fell.", [("ref-wrong", "section 5.1")]),
        ("As noted in Section 1.1, it fell.", [("ref-typed", "Section 1.1")]),
        ("See sections 1.1 and 1.7.", [("ref-typed", "sections 1.1"), ("ref-wrong", "1.7")]),
        (
            "It is shown in chapter two, and in chapter nine.",
            [("ref-typed", "chapter two"), ("ref-wrong", "chapter nine")],
        ),
        ("It was said before (see above, 1.2) and (cf. 4.2).", [("ref-typed", "1.2"), ("ref-wrong", "4.2")]),
        ("It is shown in Figure 2.1 and Figure 3.", [("ref-typed", "Figure 2.1"), ("ref-wrong", "Figure 3")]),
        ("The *theory* is in the first section of the project.", [("ref-typed", "first section of the project")]),
        ("As section\n5.1 of this thesis says.", [("ref-wrong", "section\n5.1")]),
        ("Chapter 1 shows it.^[See § 7.2.]", [("ref-typed", "Chapter 1"), ("ref-wrong", "§ 7.2")]),
    ],
)
def test_a_reference_typed_by_hand_is_held_against_the_numbers(
    text: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert marked(tmp_path, with_text(text), "ref-typed ref-wrong") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Section 5 of the Act forbids it, and Section 8 of it allows it.",
        "Under the Treaty, section 4 applies.",
        "Chapter VII of the UN Charter, and Chapter VII measures.",
        "It follows from Article 5, Protocol No. 5 and Resolution 822.",
        "Figure 3 in Coyle shows the arms; so does Table 2 of his book.",
        "See chapter 9 in *The Caucasus*, and chapter 12 of De Waal's book.",
        "In his chapter 9 he says so; Coyle's chapter 8 does not.",
        "(Coyle, 2019, chapter 9) and Coyle (2019: chapter 9) say so.",
        "[@a, chapter 9] says so, and @a in chapter 9 too.",
        "> As section 5.1 says, somebody else wrote this.",
        "It grew by 4.2 million, 5.1 per cent above the mean of 0.1 above.",
        "There are section heads; the table 1990 was bought in.",
        "He wrote “as section 5.1 says” in 1990.",
    ],
)
def test_what_is_no_reference_to_this_thesis(text: str, tmp_path: Path) -> None:
    files = {**with_text(text), "bib/a.bib": "@book{a, author = {A, B}, title = {T}, year = 2000, publisher = {P}}\n"}
    assert marked(tmp_path, files, "ref-typed ref-wrong") == []


def test_the_remedy_is_the_markdown_to_write(tmp_path: Path) -> None:
    files = with_text("As section 1.1 says, as section 1.2 says, as section 2.2 says and figure 1 shows.")
    assert hints(tmp_path, files, "ref-typed ref-wrong") == [
        "write @sec-puzzle",
        "label it with {#sec-the-plan} (at chapters/01-one.md:9:1) and write @sec-the-plan",
        "the nearest are 1.1 (The puzzle) is @sec-puzzle; 1.2 (The plan); 2 (Method) is @method",
        "figure number 1 in the thesis is 2.1: write @fig-map",
    ]


def test_a_thesis_without_figures_means_those_of_another_work(tmp_path: Path) -> None:
    assert marked(tmp_path, "Figure 3 shows it, and Table 4 too.", "ref-") == []


def test_labels_that_nothing_refers_to(tmp_path: Path) -> None:
    files = {**TWO, "chapters/03-three.md": "# Results\n\n## Arms {#sec-arms}\n\nText.\n\n$$ x $$ {#eq-x}\n"}
    assert [source for _, source in marked(tmp_path, files, "label-unused")] == [
        "## Arms {#sec-arms}",
        "$$ x $$ {#eq-x}",
    ]
    habit = "".join(f"## Part {n} {{#sec-p{n}}}\n\nText.\n\n" for n in "abcdefghi")
    assert marked(tmp_path, {**TWO, "chapters/03-three.md": f"# Results\n\n{habit}"}, "label-unused") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Data\n\nText.\n\n### Interviews\n\nText.\n\n## Plan\n\nText.", [("section-lone", "### Interviews")]),
        ("## Data\n\n## Plan\n\nText.", [("section-empty", "## Data")]),
        ("## Data\n\nText.\n\n## Plan", [("section-empty", "## Plan")]),
        ("## Data\n\n### A\n\nText.\n\n### B\n\nText.\n\n## Plan\n\n| a |\n|---|\n| 1 |", []),
        ("## Data\n\n::: {.note}\nText.\n:::\n\n## Plan\n\n> Text.", []),
    ],
)
def test_sections_that_are_alone_or_empty(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert marked(tmp_path, text, "section-") == expected


@pytest.mark.parametrize(
    ("heading", "typed"),
    [
        ("1.1 Data collection", "1.1"),
        ("1. Data collection", "1."),
        ("4.3.1 Russia and Armenia", "4.3.1"),
        ("A) Data collection", "A)"),
        ("Section 1: Data", "Section 1:"),
        ("1991--1999", ""),
        ("2000-2007", ""),
        ("3 reasons", ""),
        ("44 days of war", ""),
        ("A plan of work", ""),
        ("I saw it", ""),
        ("II. Data", "II."),
        ("A. Smith's theory", ""),
        ("Vi. Data", ""),
    ],
)
def test_a_number_typed_into_a_heading(heading: str, typed: str, tmp_path: Path) -> None:
    rows = marked(tmp_path, f"## {heading}\n\nText.\n\n## Other\n\nText.", "heading-number")
    assert [source for _, source in rows] == ([typed] if typed else [])


def test_a_number_typed_into_a_caption(tmp_path: Path) -> None:
    rows = marked(
        tmp_path, "| a |\n|---|\n| 1 |\n\n: Table 1: Arms {#tbl-arms}\n\nSee @tbl-arms.", "heading-number ref-"
    )
    assert rows == [("heading-number", "Table 1")]


def test_headings_in_another_case_than_those_beside_them(tmp_path: Path) -> None:
    names = "The war in Nagorno Karabakh went on; in Nagorno Karabakh it ended.\n\n"
    text = names + "".join(
        f"## {title}\n\nText.\n\n"
        for title in (
            "Inductive approach",
            "Case Study approach",
            "The Nagorno Karabakh war",
            "Data Collection and Limits",
            "NATO",
            "Data and plan",
        )
    )
    assert [source for _, source in marked(tmp_path, text, "heading-case")] == [
        "Case Study approach",
        "Data Collection and Limits",
    ]
    assert marked(tmp_path, text, "heading-case", head="language: de") == []


@pytest.mark.parametrize(
    ("title", "case"),
    [
        ("Descriptive and explanatory research", "sentence"),
        ("The Data and the Limits of It", "title"),
        ("Case Study approach", "mixed"),
        ("THEORETICAL FRAMEWORK", "capitals"),
        ("Method", ""),
        ("The UN and NATO", ""),
        ("Method: Data and plan", "sentence"),
        ("Don’t go 3D", "sentence"),
    ],
)
def test_the_case_of_a_heading(title: str, case: str) -> None:
    assert heading_case(title) == case


def test_headings_of_another_form(tmp_path: Path) -> None:
    text = "".join(f"## {title}\n\nText.\n\n" for title in ("One.", "Two:", "Why three?", "Four", "Five et al."))
    assert marked(tmp_path, text, "heading-form") == [
        ("heading-form", "."),
        ("heading-form", ":"),
        ("heading-form", "Why three?"),
    ]


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("This chapter is divided into three segments.", ["three segments"]),
        ("This chapter is divided into two parts.", []),
        ("The analysis will be divided into 4 sections.", ["4 sections"]),
        ("This chapter has three sections.", ["three sections"]),
        ("The country was divided into three parts.", []),
        ("This thesis is structured in nine chapters.", ["nine chapters"]),
        ("This thesis is structured in one way.", []),
    ],
)
def test_promised_parts(promise: str, expected: list[str], tmp_path: Path) -> None:
    text = f"{promise}\n\n## Data\n\nText.\n\n## Plan\n\nText."
    files = {"chapters/01-one.md": f"# One\n\n{text}\n", "chapters/02-two.md": "# Two\n\nText.\n"}
    assert [source for _, source in marked(tmp_path, files, "parts-promised")] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("da", "Som nævnt i afsnit 5.1 og kapitel 2.", ["afsnit 5.1", "kapitel 2"]),
        ("de", "Wie Abschnitt 1.1 und Abb. 3.4 zeigen; siehe Kapitel 9.", ["Abschnitt 1.1", "Abb. 3.4", "Kapitel 9"]),
        ("fr", "Voir section 5.1 et chapitre 2.", []),
    ],
)
def test_references_in_other_languages(language: str, text: str, expected: list[str], tmp_path: Path) -> None:
    rows = marked(tmp_path, with_text(text), "ref-typed ref-wrong", head=f"language: {language}")
    assert [source for _, source in rows] == expected

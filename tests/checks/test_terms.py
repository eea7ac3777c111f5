"""Terms, spelling, dates, numbers, money, quotation marks and dashes in two forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.marked import hints, marked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A cease-fire, the cease-fire and a cease-fire; then a ceasefire.", ["ceasefire"]),
        ("In Nagorno Karabakh, of Nagorno Karabakh; to Nagorno-Karabakh.", ["Nagorno-Karabakh"]),
        ("The status quo is kept; the status quo of it. The status-quo of the region.", ["status-quo"]),
        ("A dataset, the dataset, each dataset and all; one data set.", ["data set"]),
        ("The Minsk Group met, and the Minsk Group left. Later the Minsk group came.", ["Minsk group"]),
        (
            "The Nagorno Karabakh war; a second Nagorno Karabakh war. The third Nagorno Karabakh war. In the Nagorno Karabakh War it fell.",
            ["Karabakh War"],
        ),
        ("The US and the US, of the US; with U.S. troops and the USA.", ["U.S.", "USA"]),
        ("In the U.S. and for U.S. troops of the U.S. army; in the US.", ["US"]),
        ("By e-mail, by e-mail and by email.", ["email"]),
    ],
)
def test_terms_in_two_forms(text: str, expected: list[str], tmp_path: Path) -> None:
    assert [source for _, source in marked(tmp_path, text, "term-variant")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "In the long term and for the long term, a long-term plan; long-term plans.",
        "They re-sign and resign; a re-form of the reform; every day and everyday life.",
        "The talks broke down, the breakdown; they set up a setup and took over the takeover.",
        "The Organization for Security and Co-operation in Europe wants cooperation, and cooperation it gets.",
        "The Russian Government, the Russian government and the Russian parliament.",
        "Prime Minister Pashinyan, the prime minister; President Aliyev and the president.",
        "U.S. Smith and U. S. Grant; A.B. Jones (2019) and the AB.",
        "> The ceasefire of somebody else.\n\nA cease-fire, the cease-fire.",
    ],
)
def test_terms_that_are_two(text: str, tmp_path: Path) -> None:
    assert marked(tmp_path, text, "term-variant") == []


def test_terms_that_thesis_yaml_allows(tmp_path: Path) -> None:
    text = "A cease-fire, the cease-fire and a cease-fire; then a ceasefire."
    assert marked(tmp_path, text, "term-variant", head="checks: {allow: {term-variant: [ceasefire]}}") == []


US = "The behavior of the center, its defense, color and favorite neighbor. "
GB = "The behaviour of the centre, its defence, colour and favourite neighbour. "


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (GB + "The color changed.", "en-GB", ["color"]),
        (US + "The colour changed.", "en-US", ["colour"]),
        (GB + "They organise, realise and organize.", "en-GB", ["organize"]),
        (GB + "They organize, realize and recognise it.", "en-GB", ["recognise"]),
        (US + "They organise, organise and organize.", "en-US", ["organise", "organise"]),
        (US + "\n\n## Conceptualising it\n\nThey organize.", "en-US", ["Conceptualising"]),
        (GB + "They organize and realize it; the Collective Security Treaty Organisation.", "en-GB", []),
        (GB + "The Department of Defense and Pearl Harbor; “the color of it” and *color*.", "en-GB", []),
        (
            GB + "It comprises, advises, exercises, surprises and promises a prize of any size; likewise otherwise.",
            "en-GB",
            [],
        ),
        (US + "Several analyses of the dialogue, and he fulfilled it.", "en-US", []),
        ("The color of the centre.", "de", []),
        (US, "en-US", []),
    ],
)
def test_british_and_american_spelling(text: str, language: str, expected: list[str], tmp_path: Path) -> None:
    rows = marked(tmp_path, text, "spelling-mixed", head=f"language: {language}")
    assert [source for _, source in rows] == expected


def test_a_text_in_the_other_spelling_is_told_once(tmp_path: Path) -> None:
    rows = marked(tmp_path, US * 2, "spelling-mixed", head="language: en-GB")
    assert rows == [("spelling-mixed", "en-GB")]
    assert hints(tmp_path, US * 2, "spelling-mixed", head="language: en-GB") == [
        "set language: en-US, or change the spelling"
    ]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("On 27 September 2020 and 9 November 2020; on May 12, 1994.", "en-GB", [("May 12, 1994", "12 May 1994")]),
        ("On September 27, 2020 and November 9, 2020; on 12 May 1994.", "en-US", [("12 May 1994", "May 12, 1994")]),
        ("It began on September, 27 of 2020.", "en-GB", [("September, 27 of 2020", "27 September 2020")]),
        ("On 1 May, 2 May and 3rd May.", "en-GB", [("3rd May", "3 May")]),
        (
            "On 1 May 1990, on 2 May 1991 and on 03/05/1992.",
            "en-GB",
            [("03/05/1992", "write it with the month in words")],
        ),
        ("The 1980s, the 1990s and the 1970's.", "en-GB", [("1970's", "write it without an apostrophe")]),
        (
            "The 19th century, the 20th century, the nineteenth century.",
            "en-GB",
            [("nineteenth century", "write it in figures")],
        ),
        ("In May 1994, in May and on 12 May.", "en-GB", []),
        ("“On May 12, 1994”, he wrote on 12 May 1994.", "en-GB", []),
        ("It may 12 times be so; March 2020 and June 2021.", "en-GB", []),
    ],
)
def test_dates(text: str, language: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    head = f"language: {language}"
    rows = [source for _, source in marked(tmp_path, text, "date-form", head=head)]
    assert (
        list(
            zip(
                rows,
                [h.split("'")[1] if "'" in h else h for h in hints(tmp_path, text, "date-form", head=head)],
                strict=True,
            )
        )
        == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 5 km, 6 km and 7km long.", ["7km"]),
        ("There were 2,500 and 8,500 soldiers, and 6500 fell.", ["6500"]),
        ("There were 12,000 and 90,000 of them, and 56000 fled; 1988 and 2020 were years.", ["56000"]),
        ("It grew by 4%, 5% and 6 per cent; by 7 %.", ["per cent", "7 %"]),
        ("By 5 per cent, by 6 per cent and by 7 percent.", ["percent"]),
        ("two men, three men, four men, five men and six men; then 3 outbreaks.", ["3"]),
        ("two men, three men, four men, five men and six men; Phase 3 began, 3 km on, 5 million in 3 May.", []),
        ("By 2.5 and 3,5; ISO 9001, Resolution 2334, no. 6500 and 2,500.", []),
        ("A percentage of 5 per cent, and of 6 per cent.", []),
    ],
)
def test_numbers(text: str, expected: list[str], tmp_path: Path) -> None:
    assert [source for _, source in marked(tmp_path, text, "number-form")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost \\$4 billion and \\$24 billion, not USD 3 billion.", ["USD 3 billion"]),
        ("US\\$4 and US\\$5 and \\$6.", ["\\$6"]),
        ("\\$4 billion, \\$5 billion and \\$6bn.", ["bn"]),
        ("€5 and €6 and 7 euros; £5 and £6.", ["7 euros"]),
        ("\\$4 and €5 and £6 and 20 million people.", []),
    ],
)
def test_money(text: str, expected: list[str], tmp_path: Path) -> None:
    assert [source for _, source in marked(tmp_path, text, "currency-form")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 'velvet revolution', 'Black January' and the \"Prague process\".", ['"Prague process"']),
        ('The "velvet revolution", "Black January, the \'old\' one" and so on.', []),
        ("It's the soldiers' war, the '90s and 'n' so on.", []),
        ('"One", "two" and "three"; four&quot; and five.', ["&quot;"]),
    ],
)
def test_quotation_marks(text: str, expected: list[str], tmp_path: Path) -> None:
    assert [source for _, source in marked(tmp_path, text, "quotes-mixed")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The war (1988-1994) and 1993-96.", ["1988-1994", "1993-96"]),
        ("## 2008 - 2012\n\nText of 2008--2012 and 2013 -- 2020.", ["2008 - 2012", "2013 -- 2020"]),
        ("About 10-15% fled, 5-6 years on.", ["10-15", "5-6"]),
        ("The Baku - Supsa line - as it was.", ["-", "-"]),
        ("On 2020-09-27, no. 12-15, a F-16 and COVID-19, 9-11, 5 - 3 = 2.", []),
        ("It was -- then -- so -- and -- so -- it was---not.", ["---"]),
        ("He -- they say -- left.", []),
    ],
)
def test_dashes(text: str, expected: list[str], tmp_path: Path) -> None:
    assert [source.strip() for _, source in marked(tmp_path, text, "dash-form")] == expected


@pytest.mark.parametrize(
    ("language", "told"), [("is", True), ("hsb", True), ("de-LI", False), ("en-PH", False), ("NB", False)]
)
def test_a_language_that_the_document_is_not_set_in(language: str, told: bool, tmp_path: Path) -> None:
    rows = marked(tmp_path, "Text.", "language", head=f"language: {language}")
    assert rows == ([("language-unset", language)] if told else [])

from __future__ import annotations

import datetime

import pytest

from typesetter.dates import edtf_date, is_edtf, long_date
from typesetter.latex.filters import TERMS, number, term

DAY = datetime.date(2024, 5, 31)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "31 May 2024"),
        ("en-US", "May 31, 2024"),
        ("da", "31. maj 2024"),
        ("de-DE", "31. Mai 2024"),
        ("xx", "31 May 2024"),
    ],
)
def test_long_date(language: str, expected: str) -> None:
    assert long_date(DAY, language).replace("\u00a0", " ") == expected


def test_no_date_is_nothing() -> None:
    assert long_date(None, "en-GB") == ""


def test_day_and_month_are_tied() -> None:
    assert "31\u00a0May" in long_date(DAY, "en-GB")
    assert "27\u00a0February" in edtf_date("1988-02-27", "en-GB")


@pytest.mark.parametrize(
    ("text", "english", "danish"),
    [
        ("1992", "1992", "1992"),
        ("1992-05", "May 1992", "maj 1992"),
        ("1988-02-27", "27 February 1988", "27. februar 1988"),
        ("2020-09-27/2020-11-10", "27 September – 10 November 2020", "27. september – 10. november 2020"),
        ("1988-02-27/1988-02-29", "27–29 February 1988", "27.–29. februar 1988"),
        ("1991-12-30/1992-01-02", "30 December 1991 – 2 January 1992", "30. december 1991 – 2. januar 1992"),
        ("1988/1994", "1988–1994", "1988–1994"),
        ("1992-05/1992-06", "May–June 1992", "maj–juni 1992"),
        ("1992-05/1992-06-03", "May 1992 – 3 June 1992", "maj 1992 – 3. juni 1992"),
        ("1992/1992", "1992", "1992"),
        ("1994/..", "from 1994", "fra 1994"),
        ("../1994", "until 1994", "indtil 1994"),
        ("1992~", "c. 1992", "ca. 1992"),
        ("1992-05?", "May 1992 (?)", "maj 1992 (?)"),
        ("199X", "1990s", "1990’erne"),
        ("1992-21", "spring 1992", "forår 1992"),
        ("1992~/1994", "c. 1992 – 1994", "ca. 1992 – 1994"),
    ],
)
def test_edtf(text: str, english: str, danish: str) -> None:
    assert edtf_date(text, "en-GB").replace("\u00a0", " ") == english
    assert edtf_date(text, "da").replace("\u00a0", " ") == danish
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27 February 1988",
        "1988-13",
        "1988-02-30",
        "88",
        "1994/1988",
        "../..",
        "1988-2-7",
        "1992-05-01/1992-04",
        "/",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not is_edtf(text)
    with pytest.raises(ValueError, match=r"."):
        edtf_date(text, "en")


def test_american_ranges() -> None:
    assert edtf_date("1988-02-27/1988-02-29", "en-US").replace("\u00a0", " ") == "February 27–29, 1988"
    assert edtf_date("2020-09-27/2020-11-10", "en-US").replace("\u00a0", " ") == "September 27 – November 10, 2020"


def test_numbers() -> None:
    assert number(84210, "en-GB") == "84,210"
    assert number(84210, "da") == "84.210"
    assert number(35.09, "da", 1) == "35,1"


def test_every_language_has_every_term() -> None:
    assert {frozenset(words) for words in TERMS.values()} == {frozenset(TERMS["en"])}
    assert term("supervisor", "da-DK") == "Vejleder"
    assert term("supervisor", "fr") == "Supervisor"

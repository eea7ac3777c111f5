"""The parts of the proof: names of files, faces, ranges, the title page's words."""

from __future__ import annotations

import pytest

from typesetter.config.profile import load_profile
from typesetter.config.profile_rules import Range
from typesetter.conformance.looks import squeezed
from typesetter.conformance.measure import Line, Measures, Page
from typesetter.job import PIPELINE_ROOT
from typesetter.submission.naming import last_name, plain
from typesetter.submission.page_rules import bounds, family, margins


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alex Muster", "Muster"),
        ("Muster, Alex", "Muster"),
        ("Vincent van der Berg", "van der Berg"),
        ("van der Berg, Vincent", "van der Berg"),
        ("Plato", "Plato"),
    ],
)
def test_last_names(name: str, expected: str) -> None:
    assert last_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ångström-Øst", "Angstrom-Ost"),
        ("Müßig", "Mussig"),
        ("Łukasz Þór Æsir", "Lukasz-Thor-Aesir"),
        ("O’Brien", "OBrien"),
        ("Çağlı ığdır", "Cagli-igdir"),
        ("Достоевский", ""),
        ("a/b\\c: d", "a-b-c-d"),
    ],
)
def test_plain_letters(text: str, expected: str) -> None:
    assert plain(text).casefold() == expected.casefold()


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        ("TeXGyreTermes-Regular", "times"),
        ("LMRoman12-Regular", "computer modern"),
        ("TeXGyreHeros-Bold", "helvetica"),
        ("NimbusSanL-Regu", "helvetica"),
        ("XCharter-Roman", "charter"),
        ("Wingdings", None),
    ],
)
def test_families_of_faces(face: str, expected: str | None) -> None:
    assert family(face) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Range(min=30, max=35), "30 to 35 mm"),
        (Range(min=30), "at least 30 mm"),
        (Range(max=35), "at most 35 mm"),
        (Range(min=25, max=25), "25 mm"),
        (Range(), "nothing in particular"),
    ],
)
def test_ranges_in_words(asked: Range, expected: str) -> None:
    assert bounds(asked, "mm") == expected


def test_words_are_found_however_they_are_set() -> None:
    assert squeezed("Master’s De\u00ad\ngree in oﬃcial “sta-\ntistics”") == squeezed(
        'Master\'s Degree in official "statistics"'
    )
    assert squeezed("a b") != squeezed("a c")


def _page(number: int, left: float, right: float) -> Page:
    points = 72 / 25.4
    line = Line(400.0, left * points, (210 - right) * points, 12.0, "LMRoman12-Regular", 60)
    return Page(number, 210.0, 297.0, (line,), ())


def test_the_inner_margin_changes_sides() -> None:
    profile, _ = load_profile("generic", [PIPELINE_ROOT / "templates" / "universities"], None)
    assert profile is not None
    measures = Measures((_page(1, 40, 20), _page(2, 20, 40)), 12.0, None, 14.4, {})
    one_sided = margins(profile, measures)
    assert [(side, page, round(mm)) for side, (page, mm) in one_sided.items()][:2] == [
        ("inner", 2, 20),
        ("outer", 1, 20),
    ]
    paper = margins(profile.for_print(), measures)
    assert [(side, page, round(mm)) for side, (page, mm) in paper.items()][:2] == [("inner", 1, 40), ("outer", 1, 20)]

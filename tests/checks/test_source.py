"""What is noticed about a manuscript that can be read: quotations without a page, floats nobody mentions, rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theses import at, fill
from typesetter.diagnostics import Severity
from typesetter.manuscript import BuildResult, Options
from typesetter.pipeline import check

BIB = "@book{a, author = {A, B}, title = {T}, year = 2000, publisher = {P}}\n"


LOOKED_AT = frozenset(
    "quote-locator float-unmentioned placeholder rule-unmet ignore-unknown ignore-unused cite-unknown cite-uncited heading-missing".split()
)
"""What is looked at here; the other rules have files of their own."""


def found(root: Path, files: dict[str, str], *, strict: bool = False, university: str | None = None) -> list[str]:
    result: BuildResult = check(Options(fill(root, files).resolve(), strict=strict, university=university))
    return [f"{d.severity.value} {at(d)} {d.message}" for d in result.diagnostics if d.code.value in LOOKED_AT]


@pytest.mark.parametrize(
    ("quotation", "missing"),
    [
        ("> Words. [@a]", True),
        ("> Words. [@a, p. 3]", False),
        ("> @a [p. 3] says so.", False),
        ("> Words [see @a, chapter two].", False),
        ("Words [@a].", False),
        ("> Words without a source.", False),
    ],
)
def test_a_block_quotation_names_its_page(quotation: str, missing: bool, tmp_path: Path) -> None:
    rows = found(tmp_path, {"chapters/01-one.md": f"# One\n\n{quotation}\n", "bib/a.bib": BIB})
    rows = [r for r in rows if "cite-uncited" not in r and "cite-outside" not in r]
    assert [r.split(" ")[1] for r in rows] == (["quote-locator"] if missing else [])
    if missing:
        assert rows[0].startswith("warning quote-locator chapters/01-one.md:3:")


def test_floats_that_the_text_never_mentions(tmp_path: Path) -> None:
    table = "| a |\n|---|\n| 1 |\n\n: Caption {#tbl-%s}\n\n"
    text = "# One\n\n" + table % "one" + table % "two" + "See @tbl-two.\n\n| a |\n|---|\n| 1 |\n"
    rows = found(tmp_path, {"chapters/01-one.md": text})
    assert rows == ["info float-unmentioned chapters/01-one.md:3:1 the text never mentions this table"]


def test_a_mention_in_a_caption_note_or_data_counts(tmp_path: Path) -> None:
    table = "| a |\n|---|\n| 1 |\n\n: Caption%s {#tbl-%s}\n\n"
    files = {
        "chapters/01-one.md": "# One\n\n" + table % (", as @tbl-two", "one") + table % ("", "two") + "Text^[See @tbl-one.].\n\n"
        + table % ("", "three"),
        "chapters/02-two.yaml": "title: Two\ntemplate: timeline\nevents:\n  - {date: '1990', event: 'See @tbl-three'}\n",
    }  # fmt: skip
    assert found(tmp_path, files) == []


def test_placeholders(tmp_path: Path) -> None:
    text = "# One\n\nFirst line\nand TODO here, TODOS not.\n\n`FIXME` in code is code.\n"
    assert found(tmp_path, {"chapters/01-one.md": text}) == [
        "warning placeholder chapters/01-one.md:4:5 placeholder text: 'TODO'"
    ]


def test_placeholder_people_count_when_handing_in(tmp_path: Path) -> None:
    files = {"thesis.yaml": "title: T\nauthors: [Alex Example]\nsupervisors: [Sam Sample]\n"}
    assert found(tmp_path, files) == []
    assert found(tmp_path, files, strict=True) == ["error placeholder thesis.yaml:2:11 'Alex Example' is a placeholder"]


def test_rules_are_warnings_while_writing_and_errors_when_handing_in(tmp_path: Path) -> None:
    files = {"thesis.yaml": "title: T\nauthors: [A]\ndate: 2024-05-31\n"}
    rows = found(tmp_path, files, university="aau-dir")
    short = [r for r in rows if "asks for" in r]
    assert {r.split(" ")[0] for r in short} == {"info"}  # a draft is short and lacks parts for most of its life
    assert {r.split(" ")[0] for r in rows if r not in short} == {"warning"}
    assert any("wants the degree on the title page" in r for r in rows)
    assert any("wants the supervisors on the title page" in r for r in rows)
    strict = found(tmp_path, files, strict=True, university="aau-dir")
    assert {r.partition(" ")[2] for r in strict} >= {r.partition(" ")[2] for r in rows}
    assert any(r.startswith("error rule-unmet") and "degree" in r for r in strict)
    lengths = [r for r in strict if "standard pages" in r]
    assert lengths, strict
    assert all(r.startswith("warning") for r in lengths)  # this figure could not be verified


def test_what_thesis_yaml_silences(tmp_path: Path) -> None:
    files = {
        "thesis.yaml": "title: T\nauthors: [A]\nchecks: {ignore: [quote-locator, placeholder]}\n",
        "chapters/01-one.md": "# One\n\n> TODO [@a]\n",
        "bib/a.bib": BIB,
    }
    assert found(tmp_path, files) == []


def test_unknown_keys_keep_nothing_else_from_being_found(tmp_path: Path) -> None:
    rows = found(tmp_path, {"chapters/01-one.md": "# One\n\n> TODO [@nobody]\n"})
    assert {r.split(" ")[1] for r in rows} == {"cite-unknown", "placeholder", "quote-locator"}


def test_what_is_lost_to_a_mistake_is_not_found_missing(tmp_path: Path) -> None:
    table = "| a |\n|---|\n| 1 |\n\n: Caption {#tbl-one}\n"
    files = {"chapters/01-one.md": "# One\n\n" + table, "chapters/02-two.md": "See @tbl-one.\n"}
    assert [r.split(" ")[1] for r in found(tmp_path, files)] == ["heading-missing"]


def test_severities_have_an_order() -> None:
    assert sorted(Severity, key=lambda s: s.rank) == [Severity.ERROR, Severity.WARNING, Severity.INFO]

"""The benchmark of the checks: a plain text becomes a thesis folder, and a finding in it leads back to the text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.check_quality import CLASSES, DEFECTS, Defect, covers
from benchmarks.seed_thesis import key_of, make
from typesetter.codes import Code
from typesetter.diagnostics import Diagnostic, Span

TEXT = """Title

Abstract

What is asked and what is found.

1. Introduction

The border was closed to to all. (Coyle, 2019) As Steber (2022) writes, it was the

end of the matter.

1.1 The plan

So it ended in Georgia (2003) and Kyrgyzstan (2005).

Bibliography

Coyle, J.J. (2019). Russia's border wars. London: Springer.

Steber, S.A. (2022). Factors of policy. *Journal of Politics*, 3(2), pp.10-20. doi:10.1000/182
"""


def lines(keyed: bool, path: str) -> list[str]:
    return ["".join(line.parts) for line in make(TEXT, keyed=keyed).files[path] if line.parts]


def test_the_text_becomes_a_thesis() -> None:
    assert lines(False, "chapters/01.md") == ["# Abstract {.unnumbered}", "What is asked and what is found."]
    assert lines(True, "chapters/02.md") == [
        "# Introduction",
        "The border was closed to to all. [@coyle2019] As @steber2022 writes, it was the end of the matter.",
        "## The plan",
        "So it ended in Georgia (2003) and Kyrgyzstan (2005).",
    ]
    coyle, steber = lines(True, "bib/references.bib")
    assert coyle.startswith("@book{coyle2019, author = {Coyle, J.J.}")
    assert "journal = {Journal of Politics}" in steber
    assert "pages = {10-20}" in steber


@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize("wrong", ["to to", "matter"])
def test_a_finding_leads_back_to_the_text(wrong: str, keyed: bool) -> None:
    made = make(TEXT, keyed=keyed)
    start = TEXT.index(wrong)
    defect = Defect("repetition", start, start + len(wrong), wrong, "", 1)
    text = "".join(made.files["chapters/02.md"][2].parts)
    column = text.index(wrong) + 1
    found = Diagnostic(Code.WORD_REPEATED, "m", Span("chapters/02.md", 3, column, 3, column + len(wrong)))
    assert covers(found, defect, made)
    beside = Diagnostic(Code.WORD_REPEATED, "m", Span("chapters/02.md", 3, column - 4, 3, column - 1))
    assert not covers(beside, defect, made)


def test_keys_are_a_name_and_a_year() -> None:
    assert [key_of(*given) for given in (("Götz", "2016"), ("De Waal", "2019"), ("Somekh and Lewin", "2005"))] == [
        "gotz2016", "waal2019", "somekh2005",
    ]  # fmt: skip


def test_every_class_marked_by_hand_has_its_codes() -> None:
    codes = [str(code.value) for code in Code]
    with Path(DEFECTS).open(encoding="utf-8", newline="") as file:
        kinds = {row["class"] for row in csv.DictReader(file)}
    assert kinds <= CLASSES.keys()
    assert all(any(c.startswith(prefix) for c in codes) for kind in kinds for prefix in CLASSES[kind])

"""A PDF validated, and what fails told at its figure."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from typesetter.checks.validation import Verdict, complaints, validate_pdf
from typesetter.diagnostics import Code, Span


def test_a_file_that_is_no_archive_fails(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    (verdict,) = validate_pdf(tmp_path / "a.pdf", tagged=False)
    assert verdict.standard == "PDF/A-2u"
    assert not verdict.passed
    assert verdict.rules > 100
    assert [v.standard for v in validate_pdf(tmp_path / "a.pdf", tagged=True)] == ["PDF/A-2a", "PDF/UA-1"]


def test_a_file_that_cannot_be_read_fails(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    (verdict,) = validate_pdf(tmp_path / "a.pdf", tagged=False)
    assert not verdict.passed


def test_the_only_picture_of_a_page_is_to_blame() -> None:
    figure = Span("chapters/01-one.md", 5)
    verdict = Verdict(
        "V 1.0",
        "PDF/A-2u",
        146,
        ("bad colours in page 3/XObject /Im1 [R-1]", "no metadata [R-2]", *(f"x{n}" for n in range(20))),
    )
    found = complaints([verdict], {3: figure})
    assert found[0].code is Code.PDF_INVALID
    assert found[0].span == figure
    assert found[0].message == "the PDF fails PDF/A-2u (V 1.0): bad colours in page 3/XObject /Im1 [R-1]"
    assert found[1].span is None
    assert found[-1].message == "12 more failures of PDF/A-2u"

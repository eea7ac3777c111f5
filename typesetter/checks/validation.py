"""The finished PDF validated against the standards that it claims (ISO 19005-2, ISO 14289-1), rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex
from typesetter.structs import Struct

if TYPE_CHECKING:
    from page import ValidationProfile

_PAGE = regex(r"\bpage (\d+)\b")
_SHOWN = 10
"""Failures of one standard that are told: a mistake that every page has is told once or twice, not a hundred times."""


class Verdict(Struct):
    """What a validator says: by whom, on which standard, how many rules were looked at, and what failed."""

    validator: str
    standard: str
    rules: int
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the file follows the standard."""
        return not self.failures


def standards(*, tagged: bool) -> tuple[str, ...]:
    """The standards that a file is made to follow, with their usual names."""
    return ("PDF/A-2a", "PDF/UA-1") if tagged else ("PDF/A-2u",)


def validate_pdf(path: Path, *, tagged: bool) -> tuple[Verdict, ...]:
    """What the built-in validator says of a file, standard by standard. A file that it cannot read fails."""
    import page

    verdicts = []
    for standard in standards(tagged=tagged):
        name = f"page-validation {version('page-validation')}"
        try:
            report = page.validate_pdf(str(path), profile=_profile(standard))
        except (page.PageError, OSError) as error:
            verdicts.append(Verdict(name, standard, 0, (str(error),)))
            continue
        failures = tuple(dict.fromkeys(f"{f.message} [{f.rule_id}]" for f in report.failures))
        if not report.is_compliant and not failures:
            failures = ("the file is not compliant",)
        verdicts.append(Verdict(name, standard, int(report.rules.total), failures))
    return tuple(verdicts)


def _profile(standard: str) -> ValidationProfile:
    import page

    profiles = page.ValidationProfile
    return {"PDF/A-2u": profiles.PDF_A_2U, "PDF/A-2a": profiles.PDF_A_2A, "PDF/UA-1": profiles.PDF_UA_1}[standard]


def complaints(verdicts: Sequence[Verdict], figures: Mapping[int, Span]) -> list[Diagnostic]:
    """The failures as findings. ``figures`` are the only figures of pages, by page number: those are to blame there."""
    found = []
    for verdict in verdicts:
        for failure in verdict.failures[:_SHOWN]:
            number = _PAGE.search(failure)
            span = figures.get(int(number[1])) if number and "XObject" in failure else None
            hint = (
                "export this picture again, as PDF/A where the program offers that"
                if span
                else "what raw LaTeX or a template of the thesis's own adds may be the cause; please report it otherwise"
            )
            message = f"the PDF fails {verdict.standard} ({verdict.validator}): {failure}"
            found.append(Diagnostic(Code.PDF_INVALID, message, span, (hint,)))
        if len(verdict.failures) > _SHOWN:
            more = len(verdict.failures) - _SHOWN
            found.append(Diagnostic(Code.PDF_INVALID, f"{more} more failures of {verdict.standard}"))
    return found

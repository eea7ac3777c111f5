"""Checks of the cited document, before LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from typesetter import model as m
from typesetter.checks import (
    acronyms,
    alternatives,
    bibliography,
    capitals,
    compounds,
    crossrefs,
    dialect,
    emphasis,
    handtyped,
    ibid,
    marks,
    names,
    pictures,
    placeholders,
    promises,
    punctuation,
    quotations,
    repetition,
    rules,
    spelling,
    stops,
    structure,
    uncited,
    unsourced,
    wording,
    written_dates,
    written_numbers,
)
from typesetter.checks.kept import check_chapters
from typesetter.checks.refusals import refusals, refusing
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic

__all__ = ["CHECKS", "Subject", "check_source", "remarks"]


def unmentioned_floats(subject: Subject) -> Iterator[Diagnostic]:
    """Figures and tables are there because the text speaks of them."""
    if not subject.whole:
        return
    mentioned = {name for chapter in subject.cited.document.chapters for name in chapter.survey.referred}
    kinds = (m.LabelKind.FIGURE, m.LabelKind.TABLE)
    for label in subject.cited.document.labels.values():
        if label.kind in kinds and label.name not in mentioned:
            message = f"the text never mentions this {label.kind.value}"
            yield Diagnostic(Code.FLOAT_UNMENTIONED, message, label.span, (f"refer to it with @{label.name}",))


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    unmentioned_floats,
    alternatives.pictures_without_alternative,
    *placeholders.CHECKS,
    *pictures.CHECKS,
    *rules.CHECKS,
    *handtyped.CHECKS,
    *ibid.CHECKS,
    *quotations.CHECKS,
    *unsourced.CHECKS,
    *uncited.CHECKS,
    *bibliography.CHECKS,
    *repetition.CHECKS,
    *spelling.CHECKS,
    *structure.CHECKS,
    *promises.CHECKS,
    *crossrefs.CHECKS,
    *names.CHECKS,
    *acronyms.CHECKS,
    *compounds.CHECKS,
    *capitals.CHECKS,
    *dialect.CHECKS,
    *written_dates.CHECKS,
    *written_numbers.CHECKS,
    *marks.CHECKS,
)


CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    *placeholders.CHAPTER_CHECKS,
    *wording.CHAPTER_CHECKS,
    *punctuation.CHAPTER_CHECKS,
    *emphasis.CHAPTER_CHECKS,
    *stops.CHAPTER_CHECKS,
    *repetition.CHAPTER_CHECKS,
    *marks.CHAPTER_CHECKS,
)
"""Checks that look at one chapter at a time: they see a subject that has no other."""


def check_source(subject: Subject) -> list[Diagnostic]:
    """All checks."""
    return refusals(subject) + [d for found in remarks(subject) for d in found]


def remarks(subject: Subject) -> Iterator[Sequence[Diagnostic]]:
    """All that :func:`~typesetter.checks.refusals.refusals` left, none of it an error, one check after the other.

    What the checks of single chapters found in a chapter is kept until it changes.
    """
    done = refusing() if subject.strict else ()
    for check in CHECKS:
        if check not in done:
            yield tuple(check(subject))
    yield from check_chapters(subject, CHAPTER_CHECKS)
    subject.facts.keep()

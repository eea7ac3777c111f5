"""The checks that can refuse a manuscript: what only a submission must not have. All others give warnings and information.

They are few and quick, so a PDF can be put in its place before the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from typesetter.checks.subject import Subject

if TYPE_CHECKING:
    from typesetter.diagnostics import Diagnostic


def refusing() -> tuple[Callable[[Subject], Iterator[Diagnostic]], ...]:
    """The checks whose findings can be errors, which they are with :attr:`~typesetter.checks.subject.Subject.strict` only."""
    from typesetter.checks import alternatives, pictures, placeholders, rules

    return alternatives.pictures_without_alternative, *placeholders.CHECKS, *pictures.CHECKS, *rules.CHECKS


def refusals(subject: Subject) -> list[Diagnostic]:
    """What these checks find in what is handed in; nothing elsewhere, where they are made with the others."""
    return [d for check in refusing() for d in check(subject)] if subject.strict else []

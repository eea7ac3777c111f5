"""What the checks of terms share."""

from __future__ import annotations

from typesetter.checks.forms import Use
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic


def allowed_terms(subject: Subject) -> frozenset[str]:
    """The terms whose two forms thesis.yaml allows, in lower case."""
    return frozenset(term.casefold() for term in subject.thesis.checks.allow.get("term-variant", ()))


def variant(use: Use, other: str, count: int) -> Diagnostic:
    """The finding that a term is elsewhere written as ``other``, ``count`` times."""
    written = use.text
    times = "once" if count == 1 else f"{count} times"
    message = f"'{written}' is elsewhere '{other}' ({times})"
    return Diagnostic(
        Code.TERM_VARIANT, message, use.passage.span(use.start, use.end), (f"write it in one way, '{other}'",)
    )


def text_of(use: Use) -> str:
    """What stands there."""
    return use.passage.text[use.start : use.end]

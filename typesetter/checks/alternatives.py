"""Pictures have words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator

from typesetter import model as m
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity


def pictures_without_alternative(subject: Subject) -> Iterator[Diagnostic]:
    """A figure without ``alt=``: its caption stands in, which names the picture but does not say what it shows.

    An error in a submission for a university that wants accessible files (ISO 14289-1, 7.3; WCAG 2.1, 1.1.1).
    """
    wanted = subject.profile.submission.tagged
    severity = Severity.ERROR if wanted and subject.strict else Severity.WARNING if wanted else Severity.INFO
    for node in (node for chapter in subject.cited.document.chapters for node in chapter.survey.numbered):
        if isinstance(node, (m.Figure, m.Plot)) and not dict(node.attributes).get("alt", "").strip():
            kind = "plot" if isinstance(node, m.Plot) else "picture"
            hint = 'add alt="…" between the braces: one sentence that says what it shows'
            yield Diagnostic(Code.ALT_MISSING, f"this {kind} has no alternative text", node.span, (hint,), severity)

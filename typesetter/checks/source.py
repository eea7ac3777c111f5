"""Checks of the cited document, before LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from typesetter import model as m
from typesetter.config.profile import Profile
from typesetter.config.thesis import Thesis, thesis_span
from typesetter.config.yamlfile import YamlFile
from typesetter.counting import Statistics
from typesetter.diagnostics import Code, Diagnostic, Severity, Span


@dataclass(frozen=True, slots=True)
class Subject:
    """What the checks look at. ``strict`` is the submission: unmet rules are errors there, warnings elsewhere."""

    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    cited: m.CitedDocument
    statistics: Statistics
    strict: bool
    without_pages: frozenset[str] = frozenset()
    """The keys of works that have no pages to name, such as web pages."""


def quotations_without_locator(subject: Subject) -> Iterator[Diagnostic]:
    """A block quotation is somebody's words: its citation names the page."""
    for chapter in subject.cited.document.chapters:
        for node in m.walk(chapter.blocks):
            if not isinstance(node, m.Quotation):
                continue
            for citation in (n for n in m.walk(node.blocks) if isinstance(n, m.Citation)):
                last = citation.items[-1]
                if last.key not in subject.without_pages and not any(item.locator for item in citation.items):
                    yield Diagnostic(
                        Code.QUOTE_LOCATOR, f"the quotation from '{last.key}' has no page", last.span,
                        (f"write [@{last.key}, p. …]",),
                    )  # fmt: skip


def unmentioned_floats(subject: Subject) -> Iterator[Diagnostic]:
    """Figures and tables are there because the text speaks of them."""
    mentioned = {
        n.label
        for chapter in subject.cited.document.chapters
        for n in m.walk((chapter.title, chapter.blocks))
        if isinstance(n, m.CrossRef)
    }
    kinds = (m.LabelKind.FIGURE, m.LabelKind.TABLE)
    for label in subject.cited.document.labels.values():
        if label.kind in kinds and label.name not in mentioned:
            message = f"the text never mentions this {label.kind.value}"
            yield Diagnostic(Code.FLOAT_UNMENTIONED, message, label.span, (f"refer to it with @{label.name}",))


_PLACEHOLDER = re.compile(r"\b(?:TODO|FIXME|TBD|XXX|lorem ipsum)\b")


def placeholders(subject: Subject) -> Iterator[Diagnostic]:
    """What was to be replaced before handing in."""
    for chapter in subject.cited.document.chapters:
        for node in m.walk((chapter.title, chapter.blocks)):
            if isinstance(node, m.Text) and (found := _PLACEHOLDER.search(node.text)):
                span = node.span
                if span.line == span.end_line:
                    column = span.column + found.start()
                    span = Span(span.path, span.line, column, span.line, column + len(found[0]))
                yield Diagnostic(Code.PLACEHOLDER, f"placeholder text: '{found[0]}'", span)
    if subject.strict:
        people = [(f"authors.{i + 1}", ("authors", i), a.name) for i, a in enumerate(subject.thesis.authors)]
        people += [(f"supervisors.{i + 1}", ("supervisors", i), s) for i, s in enumerate(subject.thesis.supervisors)]
        for _, keys, name in people:
            if re.search(r"\bExample\b|\bYour Name\b", name):
                yield Diagnostic(Code.PLACEHOLDER, f"'{name}' is a placeholder", thesis_span(subject.file, *keys))


_FIELDS = {
    "title": "title", "subtitle": "subtitle", "authors": "authors", "degree": "degree", "supervisors": "supervisors",
    "date": "date", "institution": "institution",
}  # fmt: skip


def title_page(subject: Subject) -> Iterator[Diagnostic]:
    """The fields that the university wants on the title page."""
    severity = Severity.ERROR if subject.strict else Severity.WARNING
    for name in subject.profile.title_page.required:
        if name == "student_number":
            missing = any(not a.student_number for a in subject.thesis.authors)
            hint = "add `student_number:` to each author in thesis.yaml"
        elif name in _FIELDS:
            missing = not getattr(subject.thesis, _FIELDS[name])
            hint = f"add `{_FIELDS[name]}:` to thesis.yaml"
        else:
            continue
        if missing:
            message = f"{subject.profile.name} wants the {name.replace('_', ' ')} on the title page"
            yield Diagnostic(Code.RULE_UNMET, message, thesis_span(subject.file, "authors"), (hint,), severity)


def lengths(subject: Subject) -> Iterator[Diagnostic]:
    """The limits on words, characters and standard pages; that a draft is still too short is worth a note only."""
    limits, total = subject.profile.limits, subject.statistics.total
    severity = Severity.ERROR if subject.strict else Severity.WARNING
    pages = subject.statistics.standard_pages
    asked = limits.standard_pages_for(len(subject.thesis.authors))
    rules: list[tuple[str, float | None, float | None, float | None]] = [
        ("words", total.words, limits.min_words, limits.max_words),
        ("characters", total.characters, None, limits.max_characters),
        ("standard pages", pages, asked.min if asked else None, asked.max if asked else None),
    ]
    figures = {
        "words": "limits.max_words",
        "characters": "limits.max_characters",
        "standard pages": "limits.standard_pages",
    }
    for name, found, low, high in rules:
        source = subject.profile.source(figures[name])
        hint = (f"the rule: {source.address}",) if source is not None and source.address else ()
        level = (
            severity if source is None or source.verified else min(severity, Severity.WARNING, key=lambda s: -s.rank)
        )
        if found is not None and high is not None and found > high:
            message = f"{found:,g} {name}: {subject.profile.name} allows {high:,g}"
            yield Diagnostic(Code.RULE_UNMET, message, Span("thesis.yaml"), hint, level)
        if found is not None and low is not None and found < low:
            message = f"{found:,g} {name}: {subject.profile.name} asks for at least {low:,g}"
            yield Diagnostic(
                Code.RULE_UNMET, message, Span("thesis.yaml"), hint, level if subject.strict else Severity.INFO
            )


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    quotations_without_locator,
    unmentioned_floats,
    placeholders,
    title_page,
    lengths,
)


def check_source(subject: Subject) -> list[Diagnostic]:
    """All checks."""
    return [d for check in CHECKS for d in check(subject)]

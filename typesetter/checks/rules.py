"""What the university's profile asks of the manuscript: title page, lengths, abstract, declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from typesetter import model as m
from typesetter.checks.subject import Subject
from typesetter.config.profile import Profile
from typesetter.config.thesis import Thesis, thesis_span
from typesetter.diagnostics import Code, Diagnostic, Severity, Span

_FIELDS = {
    "title": "title", "subtitle": "subtitle", "authors": "authors", "degree": "degree", "supervisors": "supervisors",
    "date": "date", "institution": "institution", "department": "department", "college": "college", "semester": "semester",
}  # fmt: skip
"""The fields of the title page that thesis.yaml gives; the others are counted."""


def lacking(thesis: Thesis, name: str) -> bool:
    """Whether the thesis does not give a field of the title page. Counts are always there."""
    if name == "student_number":
        return any(not author.student_number for author in thesis.authors)
    return name in _FIELDS and not getattr(thesis, _FIELDS[name])


def level(profile: Profile, figure: str, *, strict: bool) -> Severity:
    """How bad it is not to meet a figure: an error in a submission where the rule was verified, else a warning."""
    source = profile.source(figure)
    return Severity.ERROR if strict and (source is None or source.verified) else Severity.WARNING


def address(profile: Profile, figure: str) -> tuple[str, ...]:
    """A hint with the address that a figure was found at; none when it has none."""
    source = profile.source(figure)
    return (f"the rule: {source.address}",) if source is not None and source.address else ()


def title_page(subject: Subject) -> Iterator[Diagnostic]:
    """The fields that the university wants on the title page; without what it only expects the thesis can be handed in."""
    if not subject.whole:
        return
    wanted = subject.profile.title_page
    for names, severity, verb in (
        (wanted.required, Severity.ERROR if subject.strict else Severity.WARNING, "wants"),
        (wanted.expected, Severity.WARNING, "expects"),
    ):
        for name in names:
            if not lacking(subject.thesis, name) or (verb == "expects" and name in wanted.required):
                continue
            key = "`student_number:` to each author" if name == "student_number" else f"`{_FIELDS[name]}:`"
            message = f"{subject.profile.name} {verb} the {name.replace('_', ' ')} on the title page"
            span = thesis_span(subject.file, "authors")
            yield Diagnostic(Code.RULE_UNMET, message, span, (f"add {key} in thesis.yaml",), severity)


def allowed(profile: Profile, figure: str, authors: int) -> float | None:
    """An upper limit of the profile's (``max_words`` …) for so many authors, or None where there is none."""
    most: float | None = getattr(profile.limits, figure)
    return None if most is None else most * (1 + profile.limits.extra_author * (authors - 1))


def lengths(subject: Subject) -> Iterator[Diagnostic]:
    """The limits on words, characters and standard pages; that a draft is still too short is worth a note only."""
    if not subject.whole:
        return
    profile, total, authors = subject.profile, subject.statistics.total, len(subject.thesis.authors)
    asked = profile.limits.standard_pages_for(authors)
    spaced = profile.counts.spaces
    characters = total.characters if spaced else total.characters_without_spaces
    standard = subject.statistics.standard_pages
    rules: list[tuple[str, str, float | None, float | None, float | None]] = [
        ("limits.max_words", "words", total.words, None, allowed(profile, "max_words", authors)),
        ("limits.min_words", "words", total.words, profile.limits.min_words, None),
        (
            "limits.max_characters", "characters" if spaced else "characters without spaces", characters, None,
            allowed(profile, "max_characters", authors),
        ),
        ("limits.standard_pages", "standard pages", standard, asked.min if asked else None, asked.max if asked else None),
    ]  # fmt: skip
    for figure, name, found, low, high in rules:
        if found is None:
            continue
        severity, hints = level(profile, figure, strict=subject.strict), address(profile, figure)
        place = _longest(subject) if high is not None and found > high else None
        if high is not None and found > high:
            over = f"{found:,g} {name}, {found - high:,g} too many: {profile.name} allows {high:,g}"
            more = (f"most of it is in {place}",) if place else ()
            yield Diagnostic(Code.RULE_UNMET, over, Span("thesis.yaml"), (*more, *hints), severity)
        if low is not None and found < low:
            message = f"{found:,g} {name}: {profile.name} asks for at least {low:,g}"
            yield Diagnostic(
                Code.RULE_UNMET, message, Span("thesis.yaml"), hints, severity if subject.strict else Severity.INFO
            )


def _longest(subject: Subject) -> str | None:
    """The chapter that counts most, in words."""
    counted = [(c.total(subject.profile.counts.parts).words, c.path) for c in subject.statistics.chapters]
    words, path = max(counted, default=(0, ""))
    return f"{path} ({words:,} words)" if words else None


def abstract(subject: Subject) -> Iterator[Diagnostic]:
    """The abstract that the university wants, and how long it may be."""
    if not subject.whole:
        return
    profile, rules = subject.profile, subject.profile.abstract
    found = [
        (chapter, counted)
        for chapter, counted in zip(subject.cited.document.chapters, subject.statistics.chapters, strict=True)
        if chapter.role is m.Role.ABSTRACT
    ]
    severity = level(profile, "abstract", strict=subject.strict)
    hints = address(profile, "abstract")
    if not found and rules.required:
        message = f"{profile.name} asks for an abstract"
        hint = "write chapters/00-abstract.md with `role: abstract` in its front matter, and list it under front:"
        yield Diagnostic(
            Code.RULE_UNMET, message, thesis_span(subject.file, "front"), (hint, *hints),
            severity if subject.strict else Severity.INFO,
        )  # fmt: skip
    for chapter, counted in found:
        count = counted.everything
        limits: tuple[tuple[str, int, int | None], ...] = (
            ("words", count.words, rules.max_words),
            ("characters", count.characters, rules.max_characters),
        )
        for name, number, most in limits:
            if most is not None and number > most:
                message = (
                    f"the abstract has {number:,} {name}, {number - most:,} too many: {profile.name} allows {most:,}"
                )
                yield Diagnostic(Code.RULE_UNMET, message, chapter.span, hints, severity)


def declaration(subject: Subject) -> Iterator[Diagnostic]:
    """The declaration of authorship, where the thesis must bring it because the profile does not know its words."""
    rules = subject.profile.declaration
    if not subject.whole or not rules.required or rules.paragraphs or declared(subject.cited.document):
        return
    hint = "write chapters/00-declaration.yaml with `template: declaration`, and list it under front:"
    yield Diagnostic(
        Code.RULE_UNMET, f"{subject.profile.name} asks for a declaration of authorship", thesis_span(subject.file, "front"),
        (hint, *address(subject.profile, "declaration")), level(subject.profile, "declaration", strict=subject.strict),
    )  # fmt: skip


def declared(document: m.Document) -> bool:
    """Whether the thesis brings a declaration of its own."""
    blocks = (block for chapter in document.chapters for block in chapter.blocks)
    return any(isinstance(block, m.TemplateBlock) and block.template == "declaration" for block in blocks)


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (title_page, lengths, abstract, declaration)

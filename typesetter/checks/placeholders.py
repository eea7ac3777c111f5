"""What was to be replaced before handing in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from typesetter.checks.subject import Subject
from typesetter.config.thesis import thesis_span
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_PLACEHOLDER = regex(
    r"\b(?:TODO|FIXME|TBD|XXX+)\b|(?i:\blorem ipsum\b)"
    r"|\[(?i:citation needed|ref(?:erence)?|source|cite|insert [^\]]*|add [^\]]*)\??\]"
    r"|\((?i:ref|refs|citation|cite)\??\)|\?{3,}|(?i:\bclick here to enter text\b|\byour text here\b)"
)
_SIGNS = ("XXX", "???", "[")
_WORDS = frozenset(("todo", "fixme", "tbd", "lorem", "click", "your", "ref", "refs", "citation", "cite"))
"""One of these signs or words is in every placeholder."""
_NOBODY = regex(r"\bExample\b|\bYour Name\b")
_STARTER = regex(r"Your [A-Z]\w+|0+")
"""What stands in a new thesis folder until it is replaced."""


def texts(subject: Subject) -> Iterator[Diagnostic]:
    """Placeholders in the text."""
    for passage in subject.passages:
        if _WORDS.isdisjoint(passage.vocabulary) and not any(sign in passage.text for sign in _SIGNS):
            continue
        for match in _PLACEHOLDER.finditer(passage.text):
            yield Diagnostic(Code.PLACEHOLDER, f"placeholder text: '{match[0]}'", passage.span(*match.span()))


_FIELDS = ("title", "subtitle", "degree", "institution", "department", "college", "semester")


def people(subject: Subject) -> Iterator[Diagnostic]:
    """The example's people, and what a new folder holds, on the title page of what is handed in."""
    if not subject.strict:
        return
    named: list[tuple[tuple[str | int, ...], str | None]]
    named = [(("authors", i), author.name) for i, author in enumerate(subject.thesis.authors)]
    named += [(("supervisors", i), name) for i, name in enumerate(subject.thesis.supervisors)]
    given: list[tuple[tuple[str | int, ...], str | None]] = [
        ((name,), getattr(subject.thesis, name)) for name in _FIELDS
    ]
    given += [(("authors", i, "student_number"), a.student_number) for i, a in enumerate(subject.thesis.authors)]
    named += [(keys, value) for keys, value in given if value and _STARTER.fullmatch(value)]
    for keys, name in named:
        if name and (_NOBODY.search(name) or _STARTER.fullmatch(name)):
            message = f"'{name}' is a placeholder"
            yield Diagnostic(Code.PLACEHOLDER, message, thesis_span(subject.file, *keys), (), Severity.ERROR)


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (people,)
CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (texts,)

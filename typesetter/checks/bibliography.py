"""The checks of the list of works, whose findings are kept until a .bib file changes.

What a finding may depend on besides is the year of the thesis and the words that its text has in lower case: which of them were
asked for is kept beside the findings. What matters in listed works only is found in all, and told of those that are cited.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typesetter.checks import (
    library_dates,
    library_names,
    library_needs,
    library_numbers,
    library_titles,
    library_twice,
)
from typesetter.checks.bibfields import LowerCase
from typesetter.checks.handtyped import HandTyped
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Diagnostic
from typesetter.shelf import Shelf
from typesetter.stamps import digest
from typesetter.witness import code_digest

ALWAYS = (
    *library_names.CHECKS,
    *library_titles.CHECKS,
    *library_numbers.CHECKS,
    *library_dates.CHECKS,
    *library_twice.CHECKS,
)
"""Checks of every entry."""
LISTED = (*library_needs.LISTED_CHECKS, *library_dates.LISTED_CHECKS)
"""Checks whose findings, each with its entry's key, are told of works that are cited."""


def bibliography(subject: Subject) -> Iterator[Diagnostic]:
    """What is wrong in the list of works, kept or found anew."""
    library = subject.library
    shelf = None
    if subject.cache is not None and library.stamp:
        shelf = Shelf(subject.cache / "library", digest(code_digest(), str(library_dates.latest_year(subject))))
    kept = shelf.get(library.stamp) if shelf is not None else None
    small = subject.facts.small
    if kept is None or any((word in small) is not answer for word, answer in kept[0].items()):
        kept = _found(subject)
        if shelf is not None:
            shelf.put(library.stamp, kept)
    if shelf is not None:
        shelf.tidy()
    _, always, listed = kept
    yield from always
    if listed:
        cited = set(subject.cited.listed)
        typed = HandTyped.of(subject).citations
        cited.update(key for found, _ in typed for match in found.matches for key in match.keys)
        yield from (diagnostic for key, diagnostic in listed if key in cited)


def _found(subject: Subject) -> tuple[dict[str, bool], tuple[Diagnostic, ...], tuple[Any, ...]]:
    """What was asked of the text; the findings of all entries; those of listed ones, with their keys."""
    always = tuple(d for check in ALWAYS for d in check(subject))
    listed = tuple(pair for check in LISTED for pair in check(subject))
    return LowerCase.of(subject).asked, always, listed


CHECKS = (bibliography,)

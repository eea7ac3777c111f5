"""Names and abbreviations written in two ways: Minsk Group and Minsk group, U.S. and US."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from typesetter.checks.forms import Use
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.subject import Subject
from typesetter.checks.terms import allowed_terms, text_of, variant
from typesetter.diagnostics import Diagnostic
from typesetter.regexes import regex

_DOTTED = regex(r"(?<![\w.])(?:[A-Z]\.){2,5}(?!\w)")
_PLAIN = regex(r"(?<![\w.-])[A-Z]{2,5}(?![\w-]|\.\w)")
_MAY_BE = regex(r"[A-Z][A-Z.]")
"""How every abbreviation begins."""
_CAPITAL_PAIR = regex(
    r"([A-Z](?<![\w’.-].)[a-z]{2,})(?= ([A-Za-z][a-z]{2,})(?![\w’-]))(?<!The)(?<!This)(?<!That)(?<!For)(?<!And)"
    r"(?<!But)(?<!When)(?<!While)(?<!Since)(?<!Both)(?<!All)"
)
_SENTENCE = regex(r"(?:[.!?:;…]|^)[”’)\]\s]*[“‘(\[]*$")


def capitals(subject: Subject) -> Iterator[Diagnostic]:
    """A name whose second word has a capital in one place and none in another: Minsk Group, Minsk group."""
    allowed = allowed_terms(subject)
    upper: dict[str, list[Use]] = defaultdict(list)
    lower: dict[str, list[Use]] = defaultdict(list)
    for passage, hits in subject.facts.places(_pairs):
        for start, end, pair in hits:
            (lower if pair.split(" ")[1][0].islower() else upper)[pair.casefold()].append(Use(passage, start, end))
    for term, uses in lower.items():
        others = upper.get(term, ())
        if not others or term in allowed or len(others) + len(uses) < 3:
            continue
        if len(others) >= 2 * len(uses):
            yield from (variant(use, text_of(others[0]), len(others)) for use in uses)
        elif len(uses) >= 3 * len(others):
            yield from (variant(use, text_of(uses[0]), len(uses)) for use in others)


def _pairs(passage: Passage) -> list[tuple[int, int, str]]:
    """The pairs of words within a sentence of which the first has a capital, and that are no part of a longer name."""
    kinds = (Kind.HEADING, Kind.CELL, Kind.CAPTION, Kind.DATA, Kind.TERM)
    if passage.is_quotation or passage.kind in kinds or not passage.language.startswith("en"):
        return []
    text = passage.text
    kept = None
    found = []
    for pair in _CAPITAL_PAIR.finditer(text):
        before, after = text[max(0, pair.start() - 14) : pair.start()], text[pair.end(2) : pair.end(2) + 6]
        if _SENTENCE.search(before):
            continue
        if pair[2][0].isupper() and re.match(r"\s[A-Z]", after):
            continue
        if kept is None:
            kept = passage.borrowed
        if not touches(kept, pair.start(), pair.start() + 1):
            found.append((pair.start(), pair.end(2), text[pair.start() : pair.end(2)]))
    return found


# ------------------------------------------------------------------------------------------- abbreviations with stops

_SAME = {"USA": "US"}


def full_stops(subject: Subject) -> Iterator[Diagnostic]:
    """Abbreviations with and without full stops: U.S., US; and USA beside US."""
    allowed = allowed_terms(subject)
    found: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for passage, hits in subject.facts.places(_abbreviations):
        for start, end, written in hits:
            letters = written.replace(".", "")
            found[_SAME.get(letters, letters)][written].append(Use(passage, start, end))
    for forms in found.values():
        if len(forms) < 2:
            continue
        usual = max(forms, key=lambda form: len(forms[form]))
        for form, uses in forms.items():
            if form != usual and form.casefold() not in allowed and len(forms[usual]) >= 2 * len(uses):
                yield from (variant(use, usual, len(forms[usual])) for use in uses)


def _abbreviations(passage: Passage) -> list[tuple[int, int, str]]:
    """The abbreviations of capitals, with stops or without; a person's initials are none."""
    if passage.is_quotation or passage.kind is Kind.CELL:
        return []
    text = passage.text
    if not _MAY_BE.search(text):
        return []
    found = [match.span() for match in _PLAIN.finditer(text)]
    found += [
        match.span() for match in _DOTTED.finditer(text) if not _PERSON.match(text[match.end() : match.end() + 24])
    ]
    return [(start, end, text[start:end]) for start, end in sorted(found) if not passage.is_quoted(start, end)]


_PERSON = regex(r"\s[A-Z]\.|\s?[A-Z][a-z]+,? (?:\(|\d{4})")


CHECKS = (capitals, full_stops)

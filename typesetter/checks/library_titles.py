"""Titles, publishers and places of the bibliography, as they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from typesetter.checks.bibfields import LowerCase, Work, Written, works_of
from typesetter.checks.subject import Subject
from typesetter.citations.aliases import letters as letters_of
from typesetter.citations.collation import folded
from typesetter.citations.likeness import slips
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_TITLES = ("title", "booktitle", "maintitle")
_GUARDED = regex(r"\{[^{}]*\}|\\[A-Za-z]+|\$[^$]*\$")
_SHOUTED_LETTERS = 6
_SHOUTED = regex(rf"(?<![\w-])[^\W\d_]{{{_SHOUTED_LETTERS},}}(?![\w-])")
_GENERIC = frozenset(
    ("report", "declaration", "declarations", "statement", "resolution", "speech", "interview", "review")
)
_REMAINS = regex(
    r"\bdoi:?\s*10\.\d+/\S+|https?://\S+|\[online\]|\bavailable at:|(?<=[.,] )pp?\.\s?\d+\S*", re.IGNORECASE
)
_MAY_REMAIN = regex(r"[.:\[](?:(?<=10\.)|(?<=[pP]\.)|(?<=[pPsSſtT]:)|(?<=\[))")
"""A quick look: what is in every such remainder."""
_SPACE = regex(r"\s+(?=[:;,?!](?:\s|$))")
_STOPS = regex(r"(?<![.\s])\.\s*$|(?<!\.)\.\.\s*$")
_GLUED = regex(r"[:,;](?<=[^\W\d_]{3}.)(?=[^\W\d_])")
_ABBREVIATED = regex(r"(?:\b(?:[A-Z]\.)+|\b(?:etc|al|Inc|Ltd|Co|Jr|Sr|vs|ca|St|Vol|No|Nr|Dr|Mr|Mrs|p|pp)\.)\s*$")
_NOWHERE = regex(
    r"\W*(?:s\.?\s?l|s\.?\s?n|n\.?\s?p|sine (?:loco|nomine)|no (?:place|publisher)|unknown|n/?a|tbd)\W*", re.IGNORECASE
)
_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD"
    " TN TX UT VT VA WA WV WI WY DC UK USA".split()
)  # fmt: skip
_STATE = regex(r",\s*([A-Z][a-z]{1,2}|[a-z]{2})\s*$")
_LONG_WORD = 12
"""From so many letters on a word may have two slips and still be the same."""
_ALIKE = 8
"""Names of publishers and journals this long are compared."""


_Words = Callable[[], frozenset[str]]


def titles(subject: Subject) -> Iterator[Diagnostic]:
    """Titles in capitals, with a space before a colon, or a full stop at their end."""
    works = works_of(subject)

    @cache
    def usual() -> frozenset[str]:
        texts = "\n".join(work.text(name) for work in works for name in _TITLES)
        return frozenset(word.casefold() for word in re.findall(r"[^\W\d_]{6,}", texts) if not word.isupper())

    prose = LowerCase.of(subject)
    for work in works:
        for name in _TITLES:
            field = work.get(name)
            if field is not None:
                yield from _title(work, name, field, usual, prose)
        journal = work.get("journaltitle")
        if journal is not None:
            yield from _spaces(work, "journal", journal)
            if len(journal.text.split()) > 1 and journal.text[:1].isalpha() and journal.text == journal.text.lower():
                message = f"the journal of '{work.entry.key}' is in lower case"
                hint = f"write '{_lowered(journal.text)}'"
                yield Diagnostic(Code.BIB_TITLE, message, journal.span(), (hint,), Severity.INFO)


def _title(work: Work, name: str, field: Written, usual: _Words, prose: LowerCase) -> Iterator[Diagnostic]:
    """One title. ``usual`` and ``prose``: words that other titles and the text have in small letters, so no abbreviations."""
    text, key = field.text, work.entry.key
    plain = _GUARDED.sub(lambda found: " " * len(found[0]), text)
    words = re.findall(r"[^\W\d_]{2,}", plain)
    upper = [w for w in words if w.isupper()]
    if len(words) >= 3 and len(upper) >= 0.8 * len(words) and any(len(w) > 4 for w in upper):
        message = f"the {name} of '{key}' is in capitals"
        yield Diagnostic(Code.BIB_TITLE, message, field.span(), (f"write it as '{_lowered(text)}'",))
    elif any(len(w) >= _SHOUTED_LETTERS for w in upper):
        for word in _SHOUTED.finditer(plain):
            if word[0].isupper() and ((small := word[0].casefold()) in usual() or small in _GENERIC or small in prose):
                message = f"'{word[0]}' in the {name} of '{key}' is in capitals"
                hint = f"write '{word[0].capitalize()}', or {{{word[0]}}} when it is an abbreviation"
                yield Diagnostic(Code.BIB_TITLE, message, field.span(*word.span()), (hint,), Severity.INFO)
    if len(words) >= 3 and not any(w[0].isupper() for w in words) and plain[:1].isalpha():
        message = f"the {name} of '{key}' begins with a small letter"
        yield Diagnostic(Code.BIB_TITLE, message, field.span(0, 1), (), Severity.INFO)
    rest = _REMAINS.search(text) if _MAY_REMAIN.search(text) else None
    if rest is not None:
        message = f"'{rest[0]}' in the {name} of '{key}': a piece of the reference got into it"
        hint = "give it its own field: pages, doi, url"
        yield Diagnostic(Code.BIB_TITLE, message, field.span(*rest.span()), (hint,))
    yield from _spaces(work, name, field)
    glued = _GLUED.search(plain)
    if glued is not None:
        message = f"no space after '{glued[0]}' in the {name} of '{key}'"
        yield Diagnostic(Code.BIB_TITLE, message, field.span(*glued.span()), (), fix=f"{glued[0]} ")
    stop = _STOPS.search(text) if text.rstrip().endswith(".") else None
    if stop is not None and not text.rstrip().endswith("...") and _ABBREVIATED.search(text) is None:
        message = f"the {name} of '{key}' ends with a full stop: the style sets its own"
        doubled = ".." in stop[0]
        severity = Severity.WARNING if doubled else Severity.INFO
        yield Diagnostic(Code.BIB_TITLE, message, field.span(*stop.span()), ("delete it",), severity, fix="")


def _spaces(work: Work, name: str, field: Written) -> Iterator[Diagnostic]:
    """Spaces before a colon or a comma."""
    for space in _SPACE.finditer(field.text):
        message = f"a space before '{field.text[space.end()]}' in the {name} of '{work.entry.key}'"
        yield Diagnostic(Code.BIB_TITLE, message, field.span(*space.span()), ("delete it",), fix="")


def _lowered(text: str) -> str:
    words = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize() if len(found[0]) > 3 else found[0].lower(), text)
    return words[:1].upper() + words[1:]


def places(subject: Subject) -> Iterator[Diagnostic]:
    """Publishers and places that say that there is none ("S.L."), and states in the wrong case ("New York, Ny")."""
    for work in works_of(subject):
        for name, what in (("location", "place"), ("publisher", "publisher")):
            field = work.get(name)
            if field is None:
                continue
            if _NOWHERE.fullmatch(field.text) is not None:
                message = f"'{field.text.strip()}' as the {what} of '{work.entry.key}' says that there is none"
                hint = f"look the {what} up, or leave the field out"
                yield Diagnostic(Code.BIB_PLACE, message, field.span(), (hint,))
            state = _STATE.search(field.text) if name == "location" else None
            if state is not None and state[1].upper() in _STATES:
                right = state[1].upper()
                message = f"'{state[1]}' in the place of '{work.entry.key}': the state is {right}"
                yield Diagnostic(Code.BIB_PLACE, message, field.span(*state.span(1)), (f"write {right}",), fix=right)


def variants(subject: Subject) -> Iterator[Diagnostic]:
    """Publishers and journals that are a slip of the pen from another that is used more often, or in the prose."""
    for name, what in (("publisher", "publisher"), ("journaltitle", "journal"), ("institution", "institution")):
        uses: dict[str, list[Work]] = {}
        for work in works_of(subject):
            if work.get(name) is not None and len(work.text(name)) >= _ALIKE:
                uses.setdefault(work.text(name), []).append(work)
        yield from _variants(name, what, uses)


def _variants(name: str, what: str, uses: dict[str, list[Work]]) -> Iterator[Diagnostic]:
    count = Counter({text: len(works) for text, works in uses.items()})
    plain = {text: folded(text) for text in uses}
    masks = {text: letters_of(plain[text]) for text in uses}
    for text, works in uses.items():
        for other in uses:
            if other == text or (count[other], len(other), other) <= (count[text], len(text), text):
                continue
            if (masks[text] ^ masks[other]).bit_count() > 4 or not _slipped(plain[text], plain[other]):
                continue
            for work in works:
                message = f"the {what} of '{work.entry.key}' is '{text}', and '{other}' elsewhere"
                severity = Severity.INFO if plain[text] == plain[other] else Severity.WARNING
                yield Diagnostic(Code.BIB_VARIANT, message, work.span(name), (f"write '{other}'",), severity)
            break


def _slipped(a: str, b: str) -> bool:
    """Whether the texts differ by a slip or two in one word, not by a number, nor in nothing but case and accents."""
    if re.findall(r"\d+", a) != re.findall(r"\d+", b) or abs(len(a) - len(b)) > 2:
        return False
    if a == b:
        return True
    ours, theirs = a.split(), b.split()
    unlike = [(x, y) for x, y in zip(ours, theirs, strict=False) if x != y]
    if len(ours) != len(theirs) or len(unlike) != 1:
        return False
    ((x, y),) = unlike
    limit = 0 if min(len(x), len(y)) < 4 or x[0] != y[0] else 1 if max(len(x), len(y)) < _LONG_WORD else 2
    return abs(len(x) - len(y)) <= limit and 0 < slips(x, y, limit) <= limit


CHECKS = (titles, places, variants)

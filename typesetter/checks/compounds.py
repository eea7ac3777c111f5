"""Compounds written in two ways: cease-fire and ceasefire, Nagorno-Karabakh and Nagorno Karabakh."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from typesetter.checks.forms import Use
from typesetter.checks.prose import Passage
from typesetter.checks.subject import Subject
from typesetter.checks.terms import allowed_terms, text_of, variant
from typesetter.diagnostics import Diagnostic
from typesetter.regexes import regex

_WORD = regex(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
_RUN = regex(r"[^\W\d_](?<![\w-].)[^\W\d_]*(?: [^\W\d_]+)+(?![\w-])")
_DIFFERENT_TEXT = """
    recover reform resign resort represent recreate resent reserve restore relay rebound remark resound react
    recount redress repress resolve return coop unionised unionized everyday sometime sometimes anyone someone
    everyone maybe already altogether into onto cannot however whatever wherever whenever whoever nobody anybody
    somebody everybody anyway anything something everything nothing awhile forever overall without within upon
    another today also although therefore whereas indeed meanwhile otherwise themselves himself herself itself
    anywhere somewhere everywhere nowhere underway alright throughout insofar inasmuch nevertheless nonetheless
    moreover furthermore hereby thereby whereby thus often times apart aside ahead along around away alone afoot
    abroad across alike amount ability asleep aware award arose among adrift alive abound about above goodbye layman
    inform inland inset insight intact intent income indeed instead infamous together tonight tomorrow yesterday
    understanding another become begin being being beside besides before behind below beneath between beyond because
    noone asset allow apiece apart
"""
_DIFFERENT = frozenset(_DIFFERENT_TEXT.split())
"""Closed words that mean something else than their two parts side by side, or that are spelt so by everyone."""
_PARTICLES_TEXT = """
    up down out over off in on back away through by about around under to with into for of at as a an the and or not
    no it is one ever self time day man men ness less
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
"""Second parts of verbs that are two words as verbs and one as nouns: break down, a breakdown."""
_AFTER_NOUN = regex(
    r"\s*(?:[.,;:!?)\]”’]|$|\s(?:of|in|and|is|was|are|were|that|to|for|with|by|on|as|at|or|but|from|which|has|had|will|would)\b)"
)


def compounds(subject: Subject) -> Iterator[Diagnostic]:
    """Compounds with and without a hyphen or a space, each where it is the rarer."""
    allowed = allowed_terms(subject)
    hyphened: dict[str, list[Use]] = defaultdict(list)
    for passage, hits in subject.facts.places(_hyphened):
        for start, end, word in hits:
            hyphened[word].append(Use(passage, start, end))
    closed = subject.facts.small + subject.facts.capital
    pairs = {tuple(word.split("-")) for word in hyphened}
    places: dict[str, list[Use]] = defaultdict(list)
    opened: dict[tuple[str, str], list[Use]] = defaultdict(list)
    wanted = {joined for word in hyphened if (joined := word.replace("-", "")) in closed}
    for passages, neighbours in subject.facts.of(_neighbours):
        sought = {
            pair for pair in neighbours if pair in pairs or (pair[0] + pair[1] in closed and _may_close(pair))
        }  # few
        if not sought and not wanted:
            continue
        needed = wanted | {part for pair in sought for part in pair}
        for passage in passages:
            for use, word, following in _where(passage, needed):
                if word in wanted:
                    places[word].append(use)
                if following is not None and (word, following[1]) in sought:
                    opened[word, following[1]].append(Use(passage, use.start, following[0]))
    yield from _hyphen_or_closed(hyphened, places, allowed)
    yield from _hyphen_or_open(hyphened, opened, allowed)
    yield from _open_or_closed(opened, closed, allowed)


def _is_read(passage: Passage) -> bool:
    return not passage.is_quotation and passage.language.startswith("en")


def _hyphened(passage: Passage) -> list[tuple[int, int, str]]:
    """The words of a passage with one hyphen."""
    if not _is_read(passage) or "-" not in passage.text:
        return []
    words = (found for found in _WORD.finditer(passage.text) if found[0].count("-") == 1)
    return [(found.start(), found.end(), found[0].casefold()) for found in words]


def _neighbours(passages: Sequence[Passage]) -> set[tuple[str, str]]:
    """The pairs of words of a chapter with a space between them, in lower case."""
    pairs: set[tuple[str, str]] = set()
    read = "\n".join(passage.text for passage in passages if _is_read(passage))
    for run in _RUN.findall(read.casefold()):
        pairs.update(pairwise(run.split(" ")))
    return {pair for pair in pairs if pair[0] not in _PARTICLES and pair[1] not in _PARTICLES}


def _where(passage: Passage, needed: set[str]) -> Iterator[tuple[Use, str, tuple[int, str] | None]]:
    """The needed words of a passage, each with the word one space behind it and where that ends."""
    if not _is_read(passage):
        return
    text = passage.text
    folded = text.casefold()
    for found in _WORD.finditer(text) if any(word in folded for word in needed) else ():
        word = found[0].casefold()
        if word in needed:
            following = _WORD.match(text, found.end() + 1) if text[found.end() : found.end() + 1] == " " else None
            after = (following.end(), following[0].casefold()) if following is not None else None
            yield Use(passage, found.start(), found.end()), word, after


def _hyphen_or_closed(
    hyphened: Mapping[str, Sequence[Use]], places: Mapping[str, Sequence[Use]], allowed: frozenset[str]
) -> Iterator[Diagnostic]:
    for word, uses in hyphened.items():
        joined = word.replace("-", "")
        first, _, second = word.partition("-")
        if (
            joined not in places
            or joined in _DIFFERENT
            or {word, joined} & allowed
            or (first == "re" and len(second) < 6)
        ):
            continue
        split, whole = _of_one_kind(uses, places[joined])
        if not split or not whole:
            continue
        rarer, usual, other = (split, whole, joined) if len(split) <= len(whole) else (whole, split, word)
        if len(rarer) * 3 > len(usual) * 2 and len(rarer) > 1:
            continue  # both are at home
        for use in rarer:
            yield variant(use, _like(usual[0], other), len(usual))


def _of_one_kind(one: Sequence[Use], other: Sequence[Use]) -> tuple[Sequence[Use], Sequence[Use]]:
    """The uses that can be compared: the common words, else, when there are none, the names."""
    common = [[use for use in uses if text_of(use)[0].islower()] for uses in (one, other)]
    return (common[0], common[1]) if common[0] or common[1] else (one, other)


def _like(use: Use, fallback: str) -> str:
    text = use.passage.text[use.start : use.end]
    return text if text.casefold() == fallback else fallback


def _hyphen_or_open(
    hyphened: Mapping[str, Sequence[Use]], opened: Mapping[tuple[str, str], Sequence[Use]], allowed: frozenset[str]
) -> Iterator[Diagnostic]:
    """A name with and without its hyphen; another word only where neither is an attribute, which takes the hyphen by rule."""
    for word, uses in hyphened.items():
        first, _, second = word.partition("-")
        others = opened.get((first, second), ())
        if not others or word in allowed or f"{first} {second}" in allowed:
            continue
        names = [use for use in uses if _is_name(use)]
        open_names = [use for use in others if _is_name(use)]
        if names and open_names and len(names) + len(open_names) == len(uses) + len(others):
            rarer, usual = (names, open_names) if len(names) < len(open_names) else (open_names, names)
            yield from (variant(use, text_of(usual[0]), len(usual)) for use in rarer)
            continue
        nouns = [use for use in uses if _AFTER_NOUN.match(use.passage.text, use.end)]
        open_nouns = [use for use in others if _AFTER_NOUN.match(use.passage.text, use.end)]
        if nouns and len(nouns) == len(uses) and len(open_nouns) >= 2 * len(nouns) and first not in _NUMBERS:
            yield from (variant(use, text_of(open_nouns[0]), len(open_nouns)) for use in nouns)


_NUMBERS_TEXT = """
    one two three four five six seven eight nine ten twenty thirty forty fifty half self non well
"""
_NUMBERS = frozenset(_NUMBERS_TEXT.split())


def _is_name(use: Use) -> bool:
    """Whether both parts have a capital."""
    return all(part[:1].isupper() for part in re.split(r"[-‑ ]", text_of(use)))


def _may_close(pair: tuple[str, str]) -> bool:
    joined = pair[0] + pair[1]
    return (
        min(len(pair[0]), len(pair[1])) > 2
        and joined not in _DIFFERENT
        and pair[1] not in _PARTICLES
        and pair[0] not in _PARTICLES
    )


def _open_or_closed(
    opened: Mapping[tuple[str, str], Sequence[Use]], closed: Counter[str], allowed: frozenset[str]
) -> Iterator[Diagnostic]:
    for pair, uses in opened.items():
        joined = pair[0] + pair[1]
        count = closed[joined]
        if not count or not _may_close(pair) or {joined, " ".join(pair)} & allowed or count < 2 * len(uses):
            continue
        for use in uses:
            yield variant(use, joined, count)


CHECKS = (compounds,)

"""Paragraphs of figures, or of what "scholars argue", that name no source at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from typesetter import model as m
from typesetter.checks.handtyped import HandTyped
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_NUMBER = r"(?<![\d.,])\d[\d.,]{0,14}"
_FIGURE = regex(
    rf"{_NUMBER}\s?(?:%|per ?cent\b)|[$€£]\s?\d|(?<![\d.,])\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}}){{1,4}}\b"
    rf"|{_NUMBER}\s(?:thousand|million|billion|trillion|people|inhabitants|soldiers|troops|deaths|casualties|refugees|km|"
    r"kilomet\w+|tonnes|barrels)\b",
    re.IGNORECASE,
)
_YEAR = regex(r"\b(?:1[5-9]\d\d|20\d\d)\b")
_SOME = r"(?:many|some|several|most|numerous|various|other|certain|recent|previous|few|official)"
_PEOPLE = (
    r"(?:studies|scholars|experts|researchers|academics|commentators|analysts|historians|critics|observers|surveys|statistics|"
    r"polls)"
)
_SAY = (
    r"(?:shown?|suggest(?:ed)?|argued?|finds?|found|claim(?:ed)?|agreed?|believed?|point(?:ed)? out|contend(?:ed)?|"
    r"maintain(?:ed)?|demonstrated?|indicated?|estimated?|conclude[ds]?|insist(?:ed)?|criticised|criticized)"
)
_CLAIM = regex(
    rf"\b(?:{_SOME} )?{_PEOPLE} (?:\w+ly )?(?:have |had |has )?(?:\w+ly )?{_SAY}\b"
    r"|\b[Ii]t (?:is|was|has been|had been) (?:widely|generally|commonly|often|frequently|also|well)[ -]"
    r"(?:known|believed|accepted|argued|held|assumed|acknowledged|recogni[sz]ed|claimed|estimated|reported) that\b"
    r"|\b[Ii]t (?:is|was|has been) (?:estimated|claimed|reported|rumoured) that\b"
    rf"|\b[Aa]ccording to (?:{_SOME} )?(?:{_PEOPLE}|reports|estimates|figures|sources|research)\b"
    r"|\b[Rr]esearch (?:has|shows|suggests|indicates|demonstrates)(?: shown| found| suggested| demonstrated)?\b"
)
_CLAIMING = frozenset(
    "studies scholars experts researchers academics commentators analysts historians critics observers surveys statistics polls "
    "according research".split()
)
"""One of these is in every such claim, or both it and that."""
_WORDS = 35
_FIGURES, _DATES = 3, 5
_OWN = regex(
    r"\b(?:I|we|my|our|this (?:thesis|project|chapter|section|study|paper)|respondents?|interviewees?|participants?)\b"
)


def unsourced(subject: Subject) -> Iterator[Diagnostic]:
    """Paragraphs of the chapters that state figures or others' claims without a citation, a note or a table of one's own."""
    typed = {id(found.passage) for found, _ in HandTyped.of(subject).citations}
    if not typed and not subject.cited.cites:
        return
    chapters = subject.cited.document.chapters
    for index, (passages, found) in enumerate(subject.facts.of(_without_source)):
        if chapters[index].role is not m.Role.CHAPTER:
            continue
        for number in found:
            passage = passages[number]
            if id(passage) not in typed and not _sourced_behind(_behind(subject, index, number)):
                yield from _told(passage)


def _without_source(passages: Sequence[Passage]) -> list[int]:
    """The paragraphs of a chapter of which something is to be told, by their numbers."""
    return [
        number
        for number, passage in enumerate(passages)
        if passage.kind is Kind.PARAGRAPH
        and not _has_source(passage)
        and len(passage.text.split()) >= _WORDS
        and any(_told(passage))
    ]


def _behind(subject: Subject, chapter: int, number: int) -> Passage | None:
    """The passage that follows."""
    passages = subject.by_chapter[chapter]
    if number + 1 < len(passages):
        return passages[number + 1]
    return next((passage for later in subject.by_chapter[chapter + 1 :] for passage in later), None)


def _sourced_behind(following: Passage | None) -> bool:
    """Whether what follows a paragraph has its source, or is what it leads to."""
    return following is not None and (following.kind in (Kind.QUOTATION, Kind.ITEM) or _begins_with_source(following))


def _has_source(passage: Passage) -> bool:
    sources = (m.Citation, m.CrossRef, m.Note, m.Link)
    return (
        any(isinstance(node, sources) for _, node in passage.marks) or "http" in passage.text or "bid." in passage.text
    )


def _begins_with_source(passage: Passage) -> bool:
    return any(isinstance(node, m.Citation) and offset < 3 for offset, node in passage.marks)


def _told(passage: Passage) -> Iterator[Diagnostic]:
    text = passage.text
    hint = ("cite the source at the sentence that it supports: [@key, p. …]",)
    vocabulary = passage.vocabulary
    claim = _CLAIM.search(text) if not _CLAIMING.isdisjoint(vocabulary) or {"it", "that"} <= vocabulary else None
    if claim is not None:
        message = f"'{claim[0]}': a paragraph that reports what others say, without any source"
        yield Diagnostic(Code.SOURCE_MISSING, message, passage.span(*claim.span()), hint)
        return
    if not passage.has_digit or _OWN.search(text):
        return
    figures = list(_FIGURE.finditer(text))
    dates = {found[0] for found in _YEAR.finditer(text)}
    if len(figures) >= _FIGURES or (len(figures) + len(dates) >= _DATES and figures):
        message = f"a paragraph with {len(figures) + len(dates)} figures and dates, without any source"
        yield Diagnostic(Code.SOURCE_MISSING, message, passage.span(*figures[0].span()), hint)


CHECKS = (unsourced,)

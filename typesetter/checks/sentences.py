"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from typesetter import model as m
from typesetter.checks.prose import Kind, Passage
from typesetter.regexes import regex

PROSE = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION, Kind.QUOTATION, Kind.EPIGRAPH, Kind.DATA))
"""What is written in sentences, if not always in whole ones; headings, captions, cells and terms need not be."""
ABBREVIATIONS = frozenset(
    "al approx art assn bd betw bros ca cap cf ch chap chaps co col corp cp dept diss dr ed edn eds eg esp est et etc fig figs "
    "fn fol ff gen gov hon ibid ie inc incl introd jr lt ltd max min mr mrs ms mt n nb no nos nr op ods para paras pl pp prof "
    "pt ref refs rep repr resp rev sec sect sects sen ser sgt sr ss st supp tab trans univ v viz vol vols vs "
    "jan feb mar apr jun jul aug sept oct nov dec bzw bspw usw vgl hrsg zb dvs fx osv mht jf p s".split()
)
"""Words that a full stop behind does not end a sentence with."""
_STOP = regex(r"[.!?…]+[”’\"')\]]*(?=\s|\ufffc|$)")
_OPENED = regex(r"[(“‘\[]")
_STARTS = regex(r"\ufffc|\s+[\"“‘'(\[]*[A-Z0-9À-ÖØ-ÞĀ-Ž\ufffc]|\s*$")
CITED = regex(r"\s*\((?:[^()\n]{1,80}?\b(?:1[5-9]|20)\d\d[a-z]?\b[^()\n]{0,60}|ibid\.?[^()\n]{0,20})\)", re.IGNORECASE)
"""A citation typed by hand, with the spaces before it."""


_ENGLISH = frozenset(
    "the of and to in a is that for it as with on are was by this be from or an not which have has were their at its but can "
    "we they these been also more such than will would there other between".split()
)
_LEAST_ENGLISH = 0.2
_JUDGED_WORDS = 12
"""So few words say nothing about their language."""


def is_english(passage: Passage) -> bool:
    """Whether a passage is in English: a thesis may have a summary in another language without saying so."""
    if "english" not in passage.kept:
        words = passage.words
        passage.kept["english"] = passage.language.startswith("en") and (
            len(words) < _JUDGED_WORDS or sum(map(_ENGLISH.__contains__, words)) >= _LEAST_ENGLISH * len(words)
        )
    found: bool = passage.kept["english"]
    return found


@lru_cache(maxsize=20_000)
def _bounds(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.start() < start:
            continue
        if stop[0].startswith(".") and is_abbreviation(text, stop.start()):
            continue
        if _STARTS.match(text, stop.end()) is None:
            continue
        found.append((start, stop.end()))
        start = stop.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if text[start:].strip():
        found.append((start, len(text.rstrip())))
    return tuple(found)


def sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """The sentences of a passage: where each begins in its text, and where it ends, its full stop included."""
    yield from _bounds(passage.text)


def is_abbreviation(text: str, stop: int) -> bool:
    """Whether the full stop at ``stop`` belongs to an abbreviation or an initial."""
    before = text[max(0, stop - 30) : stop].removesuffix("\n")
    if not before or before[-1].isspace():
        return False
    word = before.split()[-1]
    if not word.isalpha():
        word = _OPENED.split(word)[-1]
        if not word:
            return False
    if len(word) == 1 and word.isalpha() and (word.isupper() or text[stop + 1 : stop + 2].isalpha()):
        return word != "I"
    return "." in word.strip(".") or word.casefold().rstrip(".") in ABBREVIATIONS


def citations(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where the parenthetical citations of a passage stand, keyed or typed by hand, without the space before them."""
    for offset, node in passage.marks:
        if isinstance(node, m.Citation) and node.mode is m.CitationMode.PARENTHETICAL:
            yield offset, offset + 1
    if "(" in passage.text:
        for match in CITED.finditer(passage.text):
            yield match.start() + len(match[0]) - len(match[0].lstrip()), match.end()

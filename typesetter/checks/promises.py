"""What the text promises of its own structure, compared with the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from typesetter import model as m
from typesetter.checks.outline import Section
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex

_COUNTS = {
    word: n for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
_PROMISE = regex(
    r"\b(?P<whole>(?:thesis|dissertation|paper|project|study|report|essay|chapter|section|analysis|part|work|structure|it)\b[^.;:]{0,60}?)"
    r"\b(?:divided|structured|organi[sz]ed|split|broken)\s+(?:up\s+)?(?:down\s+)?(?:into|in|as)\s+(?P<a>[a-z]+|\d{1,2})\s+(?:\w+\s+)?"
    r"(?P<ua>parts|sections|segments|chapters|subsections|sub-sections|subchapters)\b"
    r"|\b(?P<whole2>(?:this|the|my|our)\s+(?:present\s+)?(?:thesis|dissertation|paper|project|study|report|essay|chapter|section))\s+"
    r"(?:consists\s+of|comprises|is\s+composed\s+of|is\s+made\s+up\s+of|has|contains)\s+(?P<b>[a-z]+|\d{1,2})\s+(?:\w+\s+)?"
    r"(?P<ub>parts|sections|segments|chapters|subsections|sub-sections|subchapters)\b",
    re.IGNORECASE,
)
_UNITS = frozenset("parts sections segments chapters subsections subchapters".split())
_VERBS = frozenset(
    "divided structured organised organized split broken consists comprises composed made has contains".split()
)
"""A promise has one of these and one of those."""
_WHOLE = regex(r"\b(?:thesis|dissertation|paper|project|study|report|essay|work)\b", re.IGNORECASE)


def promised_parts(subject: Subject) -> Iterator[Diagnostic]:
    """The number of parts that the text announces ("divided into three segments"), where the headings have another."""
    plan = subject.outline
    chapters = [chapter for chapter in plan.chapters if chapter.role is m.Role.CHAPTER and chapter.number]
    for passage, promises in subject.facts.hits(_promises):
        here = _section_of(passage, subject.cited.document.chapters[passage.chapter], plan.chapters[passage.chapter])
        for count, unit, whole, start, end in promises:
            has = _parts_of(here, plan.chapters[passage.chapter], chapters, unit, whole) if here is not None else set()
            if has and count not in has:
                have = " or ".join(map(str, sorted(has)))
                message = f"the text promises {count} {unit}, and the headings have {have}"
                hint = ("correct the number, or the headings",)
                yield Diagnostic(Code.PARTS_PROMISED, message, passage.span(start, end), hint)


def _section_of(passage: Passage, chapter: m.Chapter, root: Section) -> Section | None:
    """The section whose own text a passage's block is; None for one within another block."""
    sections = root.all()
    section = next(sections)
    for block in m.flat(chapter.blocks):
        if isinstance(block, m.Heading):
            section = next(sections)
        elif block is passage.block:
            return section
    return None


def _promises(passage: Passage) -> list[tuple[int, str, bool, int, int]]:
    """The promises in a passage: number and unit, whether they are of the whole thesis, and the stretch."""
    if passage.kind is not Kind.PARAGRAPH or not passage.language.startswith("en"):
        return []
    if _UNITS.isdisjoint(passage.vocabulary) or _VERBS.isdisjoint(passage.vocabulary):
        return []
    promises = []
    for found in _PROMISE.finditer(passage.text):
        group = "a" if found["a"] else "b"
        word, unit = found[group].casefold(), (found["ua"] or found["ub"]).casefold()
        count = _COUNTS.get(word) or (int(word) if word.isdigit() else 0)
        if count and not passage.is_quoted(*found.span()):
            whole = _WHOLE.search(found["whole"] or found["whole2"]) is not None
            promises.append((count, unit, whole, found.start(group), found.end()))
    return promises


def _parts_of(here: Section, chapter: Section, chapters: Sequence[Section], unit: str, whole: bool) -> set[int]:
    """The numbers of parts that the headings bear out: of the section it is said in, of its chapter, or of the whole."""
    if whole or unit == "chapters":
        total = len(chapters)  # with or without the introduction, and the conclusion
        counts = {total, total - 1, total - 2} if total > 1 else set()
        return counts | ({len(here.children)} if here.children else set()) if unit != "chapters" else counts
    return {n for n in (len(here.children), len(chapter.children)) if n > 0}


CHECKS = (promised_parts,)

"""How the thesis is divided: sections that are alone or empty, headings that do not match those beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from typesetter import model as m
from typesetter.checks.outline import Section
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex

_MAIN = (m.Role.CHAPTER, m.Role.APPENDIX)


def divisions(subject: Subject) -> Iterator[Diagnostic]:
    """Sections with one subsection only, and headings with nothing under them."""
    for chapter in subject.outline.chapters:
        for section in chapter.all():
            if chapter.role in _MAIN and len(section.children) == 1:
                only = section.children[0]
                where = f"'{section.title}'" if section.title else "this section"
                message = f"'{only.title}' is the only subsection of {where}"
                hint = "what is divided has two parts at least: add one, or take this heading away"
                yield Diagnostic(Code.SECTION_LONE, message, only.span, (hint,))
            if section.level > 1 and not section.text and not section.children:
                message = f"there is no text under the heading '{section.title}'"
                hint = "write the section, or take its heading away"
                yield Diagnostic(Code.SECTION_EMPTY, message, section.span, (hint,))


# ------------------------------------------------------------------------------------------------------ numbers typed

_TYPED = regex(
    r"(?:(?P<what>chapter|section|appendix|part)\s+)?(?P<number>(?:\d{1,2}|[IVX]{1,5}|[A-Z])"
    r"(?:\.\d{1,2}){0,4})(?P<mark>\.|:|\)|\s[-–—])?\s+(?=\w)",
    re.IGNORECASE,
)


_CAPTION = regex(
    r"((?:figure|fig\.|table|plot|abbildung|tabelle|figur|tabel)\s+\d{1,3}(?:\.\d{1,3})?)\s*[.:–—-]?\s*", re.IGNORECASE
)


def typed_numbers(subject: Subject) -> Iterator[Diagnostic]:
    """Headings and captions that begin with a number typed by hand, before which the printed number stands."""
    plan = subject.outline
    printed = {section.span: section for section in plan.sections() if section.level > 1}
    for passage, _ in subject.facts.hits(_may_begin_with_number):
        if passage.kind is Kind.CAPTION and (own := _CAPTION.match(passage.text)):
            message = f"'{own[1]}' is typed into the caption, before which its word and number are printed"
            hint = f"begin with '{passage.text[own.end() :][:40]}', and refer to it by a label"
            yield Diagnostic(Code.HEADING_NUMBER, message, passage.span(0, own.end(1)), (hint,))
        if passage.kind is not Kind.HEADING:
            continue
        found = _TYPED.match(passage.text)
        section = _chapter_of(plan.chapters, passage) or printed.get(passage.block.span)
        if found is None or section is None or not section.number:
            continue
        typed = found["number"]
        sure = "." in typed or bool(found["mark"]) or bool(found["what"]) or typed == section.number
        if not sure or (typed.isalpha() and not _letter_counts(found, section)) or _counts(passage.text, found):
            continue
        title = passage.text[found.end() :]
        message = f"the number '{found[0].strip()}' is typed into the heading, which prints as '{section.number} {passage.text}'"
        if typed != section.number and not typed.isalpha():
            message = f"the heading's own number is {section.number}, and '{found[0].strip()}' is typed into it"
        hint = f"write '{'#' * section.level} {title}'; refer to it by a label, {{#sec-…}} and @sec-…"
        end = found.end("mark") if found["mark"] else found.end("number")
        yield Diagnostic(Code.HEADING_NUMBER, message, passage.span(0, end), (hint,))


def _may_begin_with_number(passage: Passage) -> list[bool]:
    """Something for a heading or a caption that may begin with a number."""
    pattern = {Kind.CAPTION: _CAPTION, Kind.HEADING: _TYPED}.get(passage.kind)
    return [True] if pattern is not None and pattern.match(passage.text) else []


def _letter_counts(found: re.Match[str], section: Section) -> bool:
    """Whether a letter or a Roman number is one: "A) Data", "II. Data", "Appendix A"; not "A plan", "A. Smith"."""
    typed, mark = found["number"], (found["mark"] or "").strip()
    if not typed.isupper():
        return False
    return bool(found["what"]) or mark == ")" or (bool(mark) and (len(typed) > 1 or typed == section.number))


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether the number counts what follows ("10 Rules"), when nothing marks it as the heading's."""
    return not found["mark"] and "." not in found["number"] and not found["what"] and text.rstrip().endswith("s")


def _chapter_of(chapters: Sequence[Section], passage: Passage) -> Section | None:
    return chapters[passage.chapter] if passage.level == 1 and passage.chapter < len(chapters) else None


# ---------------------------------------------------------------------------------------------------- case and form

_SMALL_TEXT = """
    a an the and but or nor for so yet as at by in of off on per to up via with from into onto over than that vs
    versus between under after before about against among towards toward within without through during upon is are
    be not no
"""
_SMALL = frozenset(_SMALL_TEXT.split())
_WORD = regex(r"(?<!\w)[^\W\d_][\w’'-]*")
_OPENS = regex(r"[:.?!—–]\s*$")


def headings(subject: Subject) -> Iterator[Diagnostic]:
    """Headings in another case or form than those of their level."""
    if not subject.thesis.language.casefold().startswith("en"):
        return  # other languages have no title case to mix up
    proper = _proper_words(subject)
    passages = _Headings(subject)
    by_level: dict[int, Counter[str]] = {}
    cases: dict[int, str] = {}
    for section in subject.outline.sections():
        case = heading_case(section.title, proper)
        cases[id(section)] = case
        if case:
            by_level.setdefault(section.level, Counter())[case] += 1
    for siblings in _siblings(subject):
        yield from _cases(siblings, cases, by_level, passages)
        yield from _stops(siblings, passages)


class _Headings:
    """The passages of headings, looked for when a section's is asked for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def of(self, section: Section) -> Passage | None:
        """The passage of a section's heading; None for a chapter's title."""
        if section.level == 1:
            return None
        passages = self._subject.by_chapter[section.chapter]
        return next(
            (p for p in passages if p.kind is Kind.HEADING and p.level > 1 and p.block.span == section.span), None
        )


def heading_case(title: str, proper: frozenset[str] | set[str] = frozenset()) -> str:
    """``title``, ``sentence``, ``mixed`` or ``capitals``; empty when the words do not tell (names, abbreviations, one word)."""
    upper = lower = 0
    words = list(_WORD.finditer(title))
    for index, found in enumerate(words):
        word = found[0]
        if index == 0 or _OPENS.search(title[: found.start()]) or word.casefold() in _SMALL:
            continue
        if word.casefold() in proper or sum(c.isupper() for c in word) > 1 or "’" in word[:2]:
            continue
        if word[0].isupper():
            upper += 1
        else:
            lower += 1
    letters = [c for c in title if c.isalpha()]
    if len(words) > 1 and len(letters) > 8 and all(c.isupper() for c in letters):
        return "capitals"
    return "mixed" if upper and lower else "title" if upper else "sentence" if lower else ""


def _proper_words(subject: Subject) -> set[str]:
    """Words that the running text writes with a capital within a sentence more often than not."""
    upper: Counter[str] = Counter()
    for _, counted in subject.facts.of(_within_sentences):
        upper.update(counted)
    return {word for word, count in upper.items() if count > subject.facts.small[word]}


def _within_sentences(passages: Sequence[Passage]) -> dict[str, int]:
    """How often each word, in lower case, has a capital within a sentence of the running text."""
    upper: Counter[str] = Counter()
    for passage in passages:
        if passage.kind not in (Kind.HEADING, Kind.CELL, Kind.CAPTION):
            upper.update(map(str.casefold, _CAPITALISED_WITHIN.findall(passage.text)))
    return dict(upper)


_CAPITALISED_WITHIN = regex(r"[A-ZÀ-ÖØ-Þ](?<=[^.!?:”’)] .)[\w’-]*")


def _siblings(subject: Subject) -> Iterator[list[Section]]:
    """Headings that stand beside one another: the chapters, then the subsections of each section."""
    plan = subject.outline
    yield [chapter for chapter in plan.chapters if chapter.role is m.Role.CHAPTER and chapter.number]
    for section in plan.sections():
        if len(section.children) > 1:
            yield section.children


def _cases(
    siblings: Sequence[Section], cases: dict[int, str], by_level: dict[int, Counter[str]], passages: _Headings
) -> Iterator[Diagnostic]:
    told = [section for section in siblings if cases[id(section)]]
    counted = Counter(cases[id(section)] for section in told)
    plain = {case: n for case, n in counted.items() if case != "mixed"}
    if len(told) < 2 or len(counted) < 2 or not plain:
        return
    wanted = max(plain, key=lambda case: (plain[case], by_level[told[0].level][case], case == "sentence"))
    model = next(section for section in told if cases[id(section)] == wanted)
    for section in told:
        case = cases[id(section)]
        if case != wanted:
            has = {"mixed": "mixes title and sentence case", "capitals": "is in capitals"}.get(
                case, f"is in {case} case"
            )
            theirs = "capitals" if wanted == "capitals" else f"{wanted} case"
            message = f"this heading {has}, '{model.title}' beside it is in {theirs}"
            yield Diagnostic(
                Code.HEADING_CASE, message, _place(section, passages), ("write the headings of a level in one case",)
            )


def _stops(siblings: Sequence[Section], passages: _Headings) -> Iterator[Diagnostic]:
    for section in siblings:
        end = section.title.rstrip()
        if (
            end.endswith((".", ":", ";", ","))
            and not end.endswith(("...", "etc.", "al."))
            and not re.search(r"\b\w\.$", end)
        ):
            passage = passages.of(section)
            message = f"this heading ends with '{end[-1]}'"
            span = passage.span(len(passage.text.rstrip()) - 1) if passage is not None else section.span
            yield Diagnostic(Code.HEADING_FORM, message, span, (f"write '{end[:-1].rstrip()}'",))
    questions = [section for section in siblings if section.title.rstrip().endswith("?")]
    if len(questions) == 1 and len(siblings) >= 4:
        message = "this heading is a question, and those beside it are not"
        yield Diagnostic(
            Code.HEADING_FORM, message, _place(questions[0], passages), ("write the headings of a level in one form",)
        )


def _place(section: Section, passages: _Headings) -> Span:
    passage = passages.of(section)
    return passage.span() if passage is not None and passage.text.strip() else section.span


CHECKS = (divisions, typed_numbers, headings)

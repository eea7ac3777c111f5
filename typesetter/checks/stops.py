"""Full stops: about citations, and at the ends of sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from typesetter import model as m
from typesetter.checks.prose import OBJECT, Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.sentences import PROSE, citations, is_abbreviation, is_english, sentences
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_OPENERS = frozenset(
    "The This These Those That It Its In However Therefore Thus Hence Moreover Furthermore Although While When After Before "
    "Since He She They We There But And Nevertheless Nonetheless Meanwhile Also As At By For From On Another Such Both Each "
    "Finally First Second Third Later Then Here If Despite Because Consequently Similarly Likewise Instead Rather Yet So "
    "According Given Even Overall Indeed Some Many Most Several One Two What Which Who His Her Their Our My".split()
)
"""Words that with a capital begin a sentence."""
_LAST_WORDS = tuple("the and because although whose our my every an".split())
_MAY_CUT = regex(
    "[.?!](?:"
    + "".join(rf"(?<=(?<!\w){word}.)|" for word in (*_LAST_WORDS, "it", "he", "she", "they", "we"))
    + r"(?<=\s.))(?!\w)"
)
"""Quick looks: the words that a text which breaks off may end with, and the ends of sentences that the next two may find."""
_CUT = regex(r"(?<![\w’'-])(?:the|and|because|although|whose|our|my|every|an)\s*(?:[.?!](?=\s|$)|$)")
_CUT_SUBJECT = regex(
    r"(?<![\w’'-])(?:\w+(?:sis|tion|ment|ness|ity|ism) it|(?!(?:than|as|is|was|are|were|be|did|do|does|had|has|have|said|nor|so"
    r"|would|could|can|will|should|may|might|must|wrote|asked|replied|and|or|but|not|only|even)\b)[a-z]+ (?:he|she|they|we))"
    r"[.?!](?=\s|$)"
)
"""A subject that waits for its verb: it with a noun before it, or a form that is no object."""
_ENUMERATED = regex(r"(?:, (?:the )?[A-Z][\w’-]*(?: [A-Z][\w’-]*)*)+ and ")
"""Commas that part names, and no clauses: Russia, the United States and Turkey."""
_WORD_HERE = regex(r"[\w-]+")
_MAY_BE_LOWER = regex(r"\. +[a-zà-ÿ]")
_LOWER_START = regex(r"(?<=[a-zà-ÿ]{3}\.) +(?=[a-zà-ÿ]{2,}(?:\s|[,;]))")
_LOWER_NAMES = frozenset("de da di du del della der den van von zu al ibn bin la le el iPhone eBay bell".split())
_GOES_ON = regex(r"\s*(?:\$\$|```|~~~|[-*+]\s|\d+[.)]\s|>|\||:::|!\[|<|\\begin|\{)")
_SUBORDINATE = regex(r"(?:Although|Whereas|Because(?! of)|Though|Even though|So that|Despite the fact that)\s")
_LEAST_WORDS = 8
_NO_PROSE = regex(
    r"[\\{}|]|\S*(?://|www\.|@)\S*$|^(?:\w+ )?(?:sources?|note|e-?mail|keywords|data)\b[^.]{0,20}:", re.IGNORECASE
)
"""LaTeX, a line that ends with an address, the line that names a picture's source."""
_ENDS = tuple(".!?:;…—–" + OBJECT)
_END = regex(r"[.!?:;…—–][”’\"')\]]*$|[”’\"]$")


def stops_about_citations(subject: Subject) -> Iterator[Diagnostic]:
    """A citation stands inside its sentence: no stop before it, one behind it; no stop at all is a sentence unended."""
    for passage in subject.passages:
        if passage.kind not in PROSE:
            continue
        text = passage.text
        behind: dict[int, int] = {}
        for start, end in citations(passage):
            before = start
            while before and text[before - 1].isspace():
                before -= 1
            before = behind[end] = behind.get(before, before)  # the first of several in a row
            stopped = before > 0 and text[before - 1] in ".!?" and not is_abbreviation(text, before - 1)
            follows = text[end : end + 1]
            if stopped and text[before - 1] == follows == "." and text[end + 1 : end + 2] != ".":
                yield Diagnostic(
                    Code.STOP_TWICE, "a full stop stands both before and behind this citation",
                    passage.span(before - 1, end + 1), ("keep the one behind it: … sentence [@key].",),
                )  # fmt: skip
            elif stopped and _is_last(text, start, end) and not passage.is_quotation:
                yield Diagnostic(
                    Code.CITE_OUTSIDE, "the full stop stands before this citation, which is thus in no sentence",
                    passage.span(before - 1, end), ("put the stop behind it: … sentence [@key].",),
                )  # fmt: skip
            elif before and not stopped and _begins_sentence(text, end):
                yield Diagnostic(
                    Code.SENTENCE_UNENDED, "behind this citation a new sentence begins, and the one before has no full stop",
                    passage.span(start, end), ("write the full stop behind the citation",),
                )  # fmt: skip


def citations_apart(subject: Subject) -> Iterator[Diagnostic]:
    """Citations in a row that belong into one."""
    for passage in subject.passages:
        if passage.kind not in PROSE:
            continue
        last = -1
        for start, end in sorted(citations(passage)):
            if last >= 0 and passage.text[last:start] in ("", " "):
                yield Diagnostic(
                    Code.CITE_APART, "this citation stands directly behind another, in a bracket of its own",
                    passage.span(start, end), ("put both into one: [@first; @second]",),
                )  # fmt: skip
            last = end


def _is_last(text: str, start: int, end: int) -> bool:
    """Whether nothing of its sentence stands behind a citation that follows a full stop."""
    rest = text[end : end + 80].lstrip()
    return start > 0 and (not rest or rest[0].isupper() or rest[0] in "“‘(" + OBJECT)


def _begins_sentence(text: str, end: int) -> bool:
    word = re.match(r" ([A-Z][a-z]*)(?=[\s,])", text[end : end + 40])
    return word is not None and word[1] in _OPENERS


def unended(subject: Subject) -> Iterator[Diagnostic]:
    """Paragraphs that end without a full stop, and sentences that break off."""
    passages = subject.passages
    for index, passage in enumerate(passages):
        if passage.kind not in (Kind.PARAGRAPH, Kind.NOTE, Kind.ITEM, Kind.DEFINITION):
            continue
        yield from _cut(passage)
        if passage.kind is Kind.PARAGRAPH and _ends_openly(passage) and not _leads_on(passage):
            following = next((p for p in passages[index + 1 :] if p.kind is not Kind.NOTE), None)
            yield _open_end(passage, following)


def _cut(passage: Passage) -> Iterator[Diagnostic]:
    if not is_english(passage):
        return
    may_cut = _MAY_CUT.search(passage.text) is not None or passage.text.rstrip().endswith(_LAST_WORDS)
    for match in (*_CUT.finditer(passage.text), *_CUT_SUBJECT.finditer(passage.text)) if may_cut else ():
        if match[0][-1].isalpha() and (passage.kind is not Kind.PARAGRAPH or _leads_on(passage)):
            continue
        if not touches(passage.borrowed, match.start(), match.start() + 1):
            yield Diagnostic(
                Code.SENTENCE_CUT, f"the sentence breaks off at '{match[0]}'", passage.span(*match.span()),
                ("write what was to follow",),
            )  # fmt: skip
    for match in _LOWER_START.finditer(passage.text) if _MAY_BE_LOWER.search(passage.text) else ():
        word = _WORD_HERE.match(passage.text, match.end())
        stop = match.start() - 1
        if word is None or word[0] in _LOWER_NAMES or is_abbreviation(passage.text, stop):
            continue
        certain = word[0].capitalize() in _OPENERS  # another word may be a name that is written so
        yield Diagnostic(
            Code.SENTENCE_LOWER, f"behind the full stop '{word[0]}' begins in lower case",
            passage.span(stop, match.end() + len(word[0])), ("begin it with a capital, or make the stop a comma",),
            Severity.WARNING if certain else Severity.INFO,
        )  # fmt: skip


def _ends_openly(passage: Passage) -> bool:
    """Whether a paragraph of prose ends in the middle of nowhere."""
    text = passage.text.rstrip()
    while text and (isinstance(passage.mark_at(len(text) - 1), (m.Note, m.Citation))):
        text = text[:-1].rstrip()
    if text.endswith(_ENDS):
        return False
    last = text[[start for start, _ in sentences(passage)][-1] :] if text else ""
    if len(last.split()) < _LEAST_WORDS or "\n" in passage.text or _NO_PROSE.search(last):
        return False
    if text[-1] == OBJECT or _END.search(text) or (text.endswith(")") and "." in text[-60:]):
        return False
    return not any(a == 0 and b >= len(text) - 1 for a, b in passage.emphasised)


def _leads_on(passage: Passage) -> bool:
    """Whether what stands next in the source continues it: a list, an equation, a quotation, code."""
    span = passage.span()
    line = span.end_line + 1
    while (text := passage.source(span.path, line)) is not None and not text.strip():
        line += 1
    return text is not None and (_GOES_ON.match(text) is not None or not passage.path.endswith((".md", ".markdown")))


def _open_end(passage: Passage, following: Passage | None) -> Diagnostic:
    text = passage.text.rstrip()
    end = len(text)
    start = max(text.rfind(" ", 0, end) + 1, 0)
    if following is not None and following.kind is Kind.PARAGRAPH and following.text[:1].islower():
        message, hint = (
            "the paragraph breaks off here, and goes on in the next one",
            "take out the empty line between them",
        )
        return Diagnostic(Code.SENTENCE_CUT, message, passage.span(start, end), (hint,))
    if isinstance(passage.mark_at(end - 1), m.Citation) and text[:-1].rstrip()[-1:] in ".!?":
        start = end - 1
    message, hint = "the paragraph ends without a full stop", "write it, or the rest of the sentence"
    certain = len(list(sentences(passage))) > 1
    severity = Severity.WARNING if certain else Severity.INFO  # a paragraph of one line may be a label
    return Diagnostic(Code.SENTENCE_UNENDED, message, passage.span(start, end), (hint,), severity)


def fragments(subject: Subject) -> Iterator[Diagnostic]:
    """Sentences that begin as a clause and have no other: Although it rained and the road was closed."""
    for passage in subject.passages:
        if passage.kind is not Kind.PARAGRAPH or not is_english(passage):
            continue
        for start, end in sentences(passage):
            text = passage.text[start:end]
            opening = _SUBORDINATE.match(text)
            if (
                opening is not None
                and not re.search(r"[,;:?—–]", _ENUMERATED.sub(" ", text))
                and len(text.split()) >= _LEAST_WORDS
            ):
                word = opening[0].strip()
                yield Diagnostic(
                    Code.SENTENCE_FRAGMENT, f"'{word} …' is a clause, and no main clause follows it",
                    passage.span(start, start + len(word)), ("join it to its main clause with a comma",),
                )  # fmt: skip


CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    stops_about_citations,
    citations_apart,
    unended,
    fragments,
)

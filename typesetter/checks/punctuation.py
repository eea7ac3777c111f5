"""Punctuation: marks that stand twice, spaces that are missing or too many, brackets and quotation marks without a partner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from typesetter import model as m
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.sentences import is_abbreviation, is_english
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex
from typesetter.structs import replace

_TWO_MARKS = regex(r"[,;:.?!]\s*[,.;:]")
_GLUED = regex(r"[.!?,;][^\W_]")
_SPACED = regex(r"[,;.:!?](?<=\s.)")
"""Quick looks: what is in every text in which one of the patterns below finds anything."""
_TWICE = regex(
    r",\s*[,.;]|;\s*[;,.:]|:\s*[:;,]|:\s+\.(?=\s|$)|(?<![.\s/])\.\.(?![./\w])|\.\s+\.(?![.\w])|[?!]\s?\.(?=\s|$)"
)
_MISSING_AFTER = regex(
    r"(?<![\w./:@-])(?:[a-zà-ÿ]{3,}([.!?])[A-Z][a-zà-ÿ]+|[A-Za-zà-ÿ]{3,}([,;])[A-Za-zà-ÿ]{2,})(?![\w.]*[(@/])"
)
_AFTER_ABBREVIATION = regex(
    r"(?<![\w.])(?:[Nn]os?|[Vv]ols?|[Ff]igs?|[Cc]h|[Ss]ec|[Ee]d|Arts?|Dr|Mrs?|Prof)\.(?=\d|[A-Z][a-z])"
)
_QUESTION_QUOTED = regex(r"[?!][”’]\.(?=\s|$)")
_BEFORE_BRACKET = regex(r"(?:(?<=[.,;:!?”])|(?<=[^\W\d_]{3}))\((?=[^()]*?(?:\s|\d{4}|\ufffc|[A-Z][a-z]{2}))[^()]{2,}\)")
_AFTER_BRACKET = regex(r"(?<=[\s(])\([^()]*\s[^()]*\)(?=[^\W\d_]{2})")
_SPACE_BEFORE = regex(
    r"(?<=[\w”’)\]\ufffc])[^\S\n]+(?:[,;](?=\s|$|[a-zà-ÿ]{2})|[.:!?](?=\s*$|\s+[“‘(]?[A-ZÀ-Þ\ufffc]))"
)
_SPACE_INSIDE = regex(r"\(\s+(?=\w)|(?<=\w)\s+\)")
_MARKS = regex('[“”‘"]')
_OPEN, _CLOSE = "([{", ")]}"
_ENUMERATOR = regex(r"(?:^|[\s,;:(\ufffc])(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})$")
_INTERVAL = regex(r"[\[(][^\[\]()]{0,40},[^\[\]()]{0,40}$")
_LONGEST_INTERVAL = 90
_HABIT = 5
_FACE = regex(r"[:;][-‐–]?[()]")
_RUNNING = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION, Kind.QUOTATION, Kind.EPIGRAPH, Kind.CAPTION,
                      Kind.HEADING, Kind.DATA))  # fmt: skip


def doubled(subject: Subject) -> Iterator[Diagnostic]:
    """Two marks where one is enough."""
    for passage in _running(subject):
        for match in _TWICE.finditer(passage.text) if _TWO_MARKS.search(passage.text) else ():
            found = "".join(match[0].split())
            if found[0] == "." and is_abbreviation(passage.text, match.start()) and " " in match[0]:
                continue
            if _is_verbatim(passage, *match.span()):
                continue
            yield Diagnostic(
                Code.PUNCTUATION_DOUBLED, f"'{match[0]}': one mark too many", passage.span(*match.span()),
                (f"keep one: '{found[0]}' or '{found[-1]}'" if found[0] != found[-1] else f"write one '{found[0]}'",),
            )  # fmt: skip


def question_marks(subject: Subject) -> Iterator[Diagnostic]:
    """A full stop behind a quotation that ends with a question mark, which ends the sentence too."""
    for passage in _running(subject):
        for match in _QUESTION_QUOTED.finditer(passage.text):
            yield Diagnostic(
                Code.PUNCTUATION_DOUBLED, f"'{match[0]}': the mark inside the quotation ends the sentence",
                passage.span(*match.span()), ("take the full stop out",), Severity.INFO,
            )  # fmt: skip


def spaces(subject: Subject) -> Iterator[Diagnostic]:
    """Spaces missing before a bracket or behind a mark, or standing where none belongs."""
    for passage in _running(subject):
        text = passage.text
        yield from _missing(passage)
        before = _SPACED.search(text) is not None and not passage.language.startswith("fr")
        inside = "(" in text or ")" in text
        for pattern, where, may in (
            (_SPACE_BEFORE, "before a mark", before),
            (_SPACE_INSIDE, "inside a bracket", inside),
        ):
            if not may:
                continue
            for match in pattern.finditer(text):
                begins_line = match[0][-1] in ".:!?" and "\n" in passage.raw(*match.span())  # a name such as .NET
                if not begins_line and not _is_verbatim(passage, *match.span()):
                    yield Diagnostic(
                        Code.PUNCTUATION_SPACE, f"a space stands {where}", passage.span(*match.span()),
                        (f"write '{match[0].strip()}' without it",),
                    )  # fmt: skip


def _missing(passage: Passage) -> Iterator[Diagnostic]:
    text = passage.text
    if "(" in text:
        yield from _missing_at_brackets(passage)
    if not _GLUED.search(text):
        return
    for match in _MISSING_AFTER.finditer(text):
        at = match.start(1) if match[1] else match.start(2)
        if not _is_verbatim(passage, *match.span()):
            yield _space(passage, at, at + 2, "behind the mark")
    for match in _AFTER_ABBREVIATION.finditer(text):
        if not _is_verbatim(passage, *match.span()):
            yield replace(
                _space(passage, match.start(), match.end() + 1, "behind the abbreviation"), severity=Severity.INFO
            )


def _missing_at_brackets(passage: Passage) -> Iterator[Diagnostic]:
    text = passage.text
    for match in _BEFORE_BRACKET.finditer(text):
        word = re.search(r"[\w.]*$", text[max(0, match.start() - 60) : match.start()])
        if word is None or not _is_code(word[0]):
            yield _space(passage, match.start() - 1, match.start() + 1, "before the bracket")
    for match in _AFTER_BRACKET.finditer(text):
        yield _space(passage, match.end() - 1, match.end() + 1, "behind the bracket")


def spaces_at_citations(subject: Subject) -> Iterator[Diagnostic]:
    """Spaces missing before or behind a citation. Where most lack them it is a habit, of which one warning is enough."""
    before: list[tuple[Passage, int]] = []
    count = 0
    for passage in _running(subject):
        text = passage.text
        for offset, node in passage.marks:
            if not isinstance(node, m.Citation) or node.mode is not m.CitationMode.PARENTHETICAL:
                continue
            count += 1
            if offset and (text[offset - 1].isalnum() or text[offset - 1] in ".,;:!?”"):
                before.append((passage, offset))
            if text[offset + 1 : offset + 2].isalnum():
                yield _space(passage, offset, offset + 2, "behind the citation")
    habit = len(before) >= _HABIT and 2 * len(before) > count
    for number, (passage, offset) in enumerate(before):
        found = _space(passage, offset - 1, offset + 1, "before the citation")
        yield replace(found, severity=Severity.INFO) if habit and number else found


def _space(passage: Passage, start: int, end: int, where: str) -> Diagnostic:
    shown = passage.raw(start, end)
    shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
    return Diagnostic(
        Code.PUNCTUATION_SPACE, f"a space is missing {where}: '{shown}'", passage.span(start, end), ("put a space in",)
    )


def _is_code(word: str) -> bool:
    """Names of functions: print(…), read.csv(…), someName(…)."""
    return "_" in word or "." in word.strip(".") or any(c.isdigit() for c in word) or word[1:] != word[1:].lower()


def _is_verbatim(passage: Passage, start: int, end: int) -> bool:
    """Whether the stretch is (in) an address."""
    a, b = start, end
    text = passage.text
    while a and not text[a - 1].isspace():
        a -= 1
    while b < len(text) and not text[b].isspace():
        b += 1
    word = text[a:b]
    return "://" in word or "www." in word or "@" in word


def brackets(subject: Subject) -> Iterator[Diagnostic]:
    """Brackets that are opened and not closed, or closed and not opened, within a paragraph."""
    for passage in _running(subject):
        text = passage.text
        if "\\" in text or "![" in text or not any(c in text for c in "()[]{}"):  # LaTeX that is text here
            continue
        open_at: list[int] = []
        strays: list[int] = []
        for at, char in enumerate(text):
            if char in _OPEN:
                open_at.append(at)
            elif char in _CLOSE:
                if open_at and _are_partners(text, open_at[-1], at):
                    open_at.pop()
                elif not _ENUMERATOR.search(text[max(0, at - 8) : at]) and not _FACE.match(text, max(0, at - 1)):
                    strays.append(at)
        strays += [at for at in open_at if not _FACE.match(text, max(0, at - 1))]
        for at in sorted(strays):
            what = "opened and never closed" if text[at] in _OPEN else "closed and was never opened"
            yield Diagnostic(
                Code.BRACKET_UNBALANCED, f"'{text[at]}': this bracket is {what}", passage.span(at, at + 1),
                ("write its partner, or take it out",),
            )  # fmt: skip


def _are_partners(text: str, start: int, end: int) -> bool:
    """Whether two brackets are of one kind, or those of a half-open interval: [0, 1)."""
    if _OPEN.index(text[start]) == _CLOSE.index(text[end]):
        return True
    return end - start <= _LONGEST_INTERVAL and _INTERVAL.search(text[start:end]) is not None


def quotation_marks(subject: Subject) -> Iterator[Diagnostic]:
    """Quotation marks without a partner. A quotation of several paragraphs opens in each and closes in the last."""
    passages = [p for p in _running(subject) if p.kind is not Kind.HEADING or "“" in p.text or "”" in p.text]
    for index, passage in enumerate(passages):
        if not _MARKS.search(passage.text) or not is_english(passage):
            continue
        text, open_at = passage.text, -1
        for at, char in enumerate(text):
            if char == "“":
                if open_at >= 0:
                    yield _quote(passage, open_at, "opened and not closed before the next one opens")
                open_at = at
            elif char == "”":
                if open_at < 0:
                    yield _quote(passage, at, "closed and was never opened")
                open_at = -1
        straight = [at for at, c in enumerate(text) if c == '"' and not text[max(0, at - 1)].isdigit()]
        if len(straight) % 2 and (open_at < 0 or open_at > straight[-1]):
            yield _quote(passage, straight[-1], "alone in its paragraph")
        open_at = -1 if straight else open_at
        following = passages[index + 1].text if index + 1 < len(passages) else ""
        if open_at >= 0 and not following.startswith("“"):
            yield _quote(passage, open_at, "opened and never closed")
        yield from _single(passage)


def _single(passage: Passage) -> Iterator[Diagnostic]:
    """A single quotation mark that opens and that no later one can close."""
    text = passage.text
    for match in re.finditer(r"(?<![\w’”])‘(?=\w)", text):
        if not re.search(r"[\w.,;:!?…)\]\ufffc]’(?!\w)", text[match.end() :]) and not text[match.end()].isdigit():
            yield _quote(passage, match.start(), "opened and never closed")


def _quote(passage: Passage, at: int, what: str) -> Diagnostic:
    mark = passage.text[at]
    return Diagnostic(
        Code.QUOTE_UNBALANCED, f"{mark}: this quotation mark is {what}", passage.span(at, at + 1),
        ("write its partner, or take it out",),
    )  # fmt: skip


def _running(subject: Subject) -> Iterator[Passage]:
    return (p for p in subject.passages if p.kind in _RUNNING)


CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    doubled,
    question_marks,
    spaces,
    spaces_at_citations,
    brackets,
    quotation_marks,
)

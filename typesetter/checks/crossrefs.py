"""Cross references typed by hand, and labels that nothing refers to.

"section 5.1" in the prose is text: it stays when sections move. It is compared with the numbers that the headings, figures,
tables and equations have, and told from references to other works: "Section 5 of the Act", "Figure 3 in Coyle",
"Chapter VII of the UN Charter".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from typesetter import model as m
from typesetter.checks.outline import Numbered, Outline
from typesetter.checks.prose import OBJECT, Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex
from typesetter.structs import Struct

_SECTIONS = (m.LabelKind.CHAPTER, m.LabelKind.SECTION, m.LabelKind.APPENDIX)
_KINDS = {
    "section": _SECTIONS, "chapter": _SECTIONS, "appendix": (m.LabelKind.APPENDIX,), "figure": (m.LabelKind.FIGURE,),
    "table": (m.LabelKind.TABLE,), "equation": (m.LabelKind.EQUATION,),
}  # fmt: skip
_PREFIXES = {"section": "sec", "chapter": "sec", "appendix": "sec", "figure": "fig", "table": "tbl", "equation": "eq"}
_WORDS = {
    "en": {
        "section": r"sections?|secs?\.|sub-?sections?|sub-?chapters?|§§?",
        "chapter": r"chapters?|chaps?\.",
        "figure": r"figures?|figs?\.?",
        "table": r"tables?|tabs?\.",
        "appendix": r"appendix|appendices",
        "equation": r"equations?|eqs?\.|eqn\.?",
    },
    "da": {"section": "afsnit", "chapter": r"kapitel|kapitler", "figure": r"figure?r?", "table": r"tabel(?:ler)?",
           "appendix": "bilag"},
    "de": {
        "section": r"abschnitte?n?|abschn\.", "chapter": r"kapiteln?|kap\.", "figure": r"abbildung(?:en)?|abb\.",
        "table": r"tabellen?|tab\.", "appendix": r"anhang|anhänge", "equation": r"gleichung(?:en)?",
    },
}  # fmt: skip
"""The words for what has a number, by language."""

_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Z](?:\.\d{1,3}){0,4}(?![\w’'])|(?-i:[IVXLC]{1,6})(?![\w’']))"
_MORE = regex(rf"(?:\s*(?:,|–|-|&|and|or|to|und|og)\s*)+({_NUMBER})(?![\w%-])")

_OURS = (
    r"(?:this|the present|the|my|our)\s+(?:present\s+)?(?:thesis|dissertation|paper|study|project|report|essay|work)\b"
)
_OF_OURS = regex(rf"\s+(?:of|in)\s+{_OURS}", re.IGNORECASE)
_OF_OTHERS = regex(
    rf"\s*(?:’s\b|\s(?:of|from|by|under)\b|,?\s+in\s+(?:{OBJECT}|[A-Z(“‘]|(?:the|his|her|their|its|that|an?|volume|vol)\b)"
    rf"|,?\s*(?:and|or|&|,)?\s*\(?[A-Z]?\w*\s*{OBJECT}\s*(?:’s|for)|\s*\([a-z0-9]{{1,3}}\)|\s+of\b)"
)
_OTHERS_BEFORE = regex(
    rf"(?:{OBJECT}(?:’s)?[,:;]?\s*(?:in\s+|see\s+)?|\d{{4}}[a-z]?\)?[,:;]\s*|\b(?:his|her|their|its|whose)\s+|[A-Za-z]’s\s+"
    r"|\b(?-i:UN|EU|U\.S\.|US|USC|U\.S\.C\.|Charter|Act|Code|Treaty|Convention|Constitution|Law),?\s+)\(?$",
    re.IGNORECASE,
)
_CUE = regex(
    r"\b(?:see|cf\.?|above|below|in|as\s+\w+\s+(?:in|by)|according to|discussed|described|shown|noted|presented|outlined|"
    r"siehe|vgl\.|se|jf\.)\s+(?:also\s+)?(?:the\s+)?\(?$",
    re.IGNORECASE,
)
_AFTER_CUE = regex(r"\s*,?\s*(?:above|below|oben|unten|ovenfor|nedenfor)\b", re.IGNORECASE)
_LAWS = regex(
    r"\b(?:Act|Code|Law|Laws|Constitution|Charter|Treaty|Convention|Statute|Regulation|Directive|Agreement|Protocol|"
    r"Resolution|Covenant|Ordinance|Bill|Rules|Article|Articles)\b"
)
_BARE = regex(
    r"\b(?:see|cf\.|compare)\s+(?:also\s+)?(?:above|below)?,?\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?=\s*(?:[),.;:](?!\d)|$|above|below))"
    r"|(?<![\w.$€£])(?P<near>\d{1,2}(?:\.\d{1,2}){1,3})\s+(?:above|below)\b",
    re.IGNORECASE,
)
_ORDINAL = regex(
    rf"\b(?:the\s+)(?P<word>{'|'.join(_ORDINALS)})\s+(?P<what>section|chapter|part)\s+of\s+{_OURS}", re.IGNORECASE
)
_ORDINAL_WORDS = frozenset(_ORDINALS)
_ENGLISH = ("sec", "sub", "chap", "fig", "tab", "append", "eq")
"""The beginnings of the English words for what has a number."""
_HABIT = 8
"""So many unused labels show that headings are labelled for later, not for a reference that was forgotten."""
_SKIPPED = (Kind.HEADING, Kind.CELL, Kind.QUOTATION, Kind.EPIGRAPH, Kind.TERM)


class _Mention(Struct):
    """A number that the text names: ``what`` is the word's kind, ``sure`` whether the thesis itself is meant."""

    what: str
    number: str
    start: int
    end: int
    sure: bool
    doubtful: bool = False
    """A bare number that may well be a quantity: only one that something has is a reference."""


def typed_references(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers of sections, figures, tables and equations typed into the prose."""
    plan = subject.outline
    by_number: dict[str, list[Numbered]] = {}
    for item in plan.numbered:
        by_number.setdefault(item.number, []).append(item)
    for passage, mentions in subject.facts.hits(_named_numbers):
        for mention in mentions:
            yield from _judge(passage, _Mention(*mention), plan, by_number, whole=subject.whole)


def unused_labels(subject: Subject) -> Iterator[Diagnostic]:
    """Sections and equations that were labelled and that nothing refers to; figures and tables have a code of their own."""
    if not subject.whole:
        return
    document = subject.cited.document
    used: set[str] = set()
    given: set[str] = set()
    for chapter in document.chapters:
        used.update(chapter.survey.referred, chapter.survey.linked)
        numbered = (node for node in chapter.survey.numbered if isinstance(node, (m.Heading, m.MathBlock)))
        given.update(node.label for node in numbered if node.label)
    unused = sorted(given - used)
    if len(unused) >= _HABIT and 3 * len(unused) >= len(given):
        return  # everything is labelled as a matter of course
    for name in unused:
        label = document.labels.get(name)
        if label is not None and f"#{name}" in (subject.source(label.span.path, label.span.line) or ""):
            hint = (f"refer to it with @{name}, or delete {{#{name}}}",)
            yield Diagnostic(Code.LABEL_UNUSED, f"nothing refers to '{name}'", label.span, hint)


# ------------------------------------------------------------------------------------------------------------- finding


def _pattern(language: str) -> re.Pattern[str]:
    key = language.partition("-")[0].casefold()
    words = _WORDS.get(key, {})
    if key not in _PATTERNS:
        kinds = "|".join(f"(?P<{kind}>{word})" for kind, word in words.items()) or "(?!)"
        spelt = "|".join(_CARDINALS)
        _PATTERNS[key] = re.compile(
            rf"(?<![\w-])(?:{kinds})[\s\N{{NO-BREAK SPACE}}]*(?:nos?\.\s*)?\(?"
            rf"(?P<number>{_NUMBER}|(?:{spelt})(?![\w-]))(?![\w%’]|-\w|\.\d)",
            re.IGNORECASE,
        )
    return _PATTERNS[key]


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _named_numbers(passage: Passage) -> list[tuple[str, str, int, int, bool, bool]]:
    """The fields of the mentions in a passage."""
    if passage.kind in _SKIPPED:
        return []
    return [
        (one.what, one.number, one.start, one.end, one.sure, one.doubtful)
        for one in _mentions(passage)
        if not passage.is_quoted(one.start, one.end)
    ]


def _mentions(passage: Passage) -> Iterator[_Mention]:
    text = passage.text
    if passage.language.startswith("en") and passage.has_digit:
        for found in _BARE.finditer(text):
            group = "number" if found["number"] else "near"
            yield _Mention("section", found[group], *found.span(group), sure=True, doubtful=group == "near")
    if passage.language.startswith("en") and not _ORDINAL_WORDS.isdisjoint(passage.vocabulary):
        for found in _ORDINAL.finditer(text):
            number = str(_ORDINALS.index(found["word"].casefold()) + 1)
            yield _Mention("ordinal", number, found.start("word"), found.end(), sure=True)
    if passage.language.startswith("en") and "§" not in text and not any(map(_may_have_number, passage.vocabulary)):
        return
    for found in _pattern(passage.language).finditer(text):
        if passage.kind is Kind.CAPTION and not found.start():
            continue  # the caption's own number, typed
        what = next(kind for kind in _KINDS if found.groupdict().get(kind))
        written = found["number"]
        number = str(_CARDINALS.index(written.casefold()) + 1) if written.casefold() in _CARDINALS else written
        ends = [(found.start(), found.end(), number)]
        while (more := _MORE.match(text, ends[-1][1])) is not None:  # "2.1 and 2.2"
            ends.append((more.start(1), more.end(1), more[1]))
        before, after = text[max(0, found.start() - 60) : found.start()], text[ends[-1][1] : ends[-1][1] + 80]
        own = _OF_OURS.match(after) is not None
        if not own and (_OF_OTHERS.match(after) or _OTHERS_BEFORE.search(before)):
            continue
        sure = own or bool(_CUE.search(before) or _AFTER_CUE.match(after))
        if _is_letter(number) and (written.islower() or (_is_roman(number) and not own)):
            continue  # "section a"; "Chapter VII" is another work's, since no number here is Roman
        if "." not in number and what == "section" and not own and _in_law(text, found.start(), found.end()):
            continue
        for start, end, one in ends:
            yield _Mention(what, one, start, end, sure)


@cache
def _may_have_number(word: str) -> bool:
    return word.startswith(_ENGLISH)


def _is_letter(number: str) -> bool:
    return number[0].isalpha()


def _is_roman(number: str) -> bool:
    return number.isalpha() and (len(number) > 1 or number in "IVX")


def _in_law(text: str, start: int, end: int) -> bool:
    """Whether the sentence speaks of a law: its sections are that law's."""
    first = text.rfind(". ", 0, start) + 1
    last = text.find(". ", end)
    return _LAWS.search(text, first, last if last >= 0 else len(text)) is not None


# ------------------------------------------------------------------------------------------------------------- judging


def _judge(
    passage: Passage, mention: _Mention, plan: Outline, by_number: dict[str, list[Numbered]], *, whole: bool
) -> Iterator[Diagnostic]:
    written = passage.text[mention.start : mention.end]
    span = passage.span(mention.start, mention.end)
    what = "chapter" if mention.what == "ordinal" else mention.what
    kinds = _KINDS[what]
    found = next((item for item in by_number.get(mention.number, ()) if item.kind in kinds), None)
    if found is not None:
        named = (
            f"{found.kind.value} {found.number}, '{_short(found.title)}'"
            if found.title
            else f"{found.kind.value} {found.number}"
        )
        if mention.what == "ordinal":
            message = f"'{written}' is {named}; the words do not follow when chapters move"
        else:
            message = f"'{written}' is typed by hand; it is {named}, for as long as nothing moves"
        yield Diagnostic(Code.REF_TYPED, message, span, (_how_to_write(found, what),))
        return
    same = [item for item in plan.numbered if item.kind in kinds]
    if (
        not whole
        or not same
        or mention.doubtful
        or (what == "section" and "." not in mention.number and not mention.sure)
    ):
        return  # nothing of that kind here that could be meant: another work's
    certain = mention.sure or "." in mention.number or what not in ("section", "chapter")
    noun = "chapter" if mention.what == "ordinal" or (what in _PREFIXES and what == "chapter") else what
    message = f"'{written}' is typed by hand, and no {noun} has the number {mention.number}"
    severity = Severity.WARNING if certain else Severity.INFO
    yield Diagnostic(Code.REF_WRONG, message, span, tuple(_nearest(mention, what, same)), severity)


def _how_to_write(item: Numbered, what: str) -> str:
    if item.label:
        return f"write @{item.label}"
    name = f"{_PREFIXES[what]}-{_slug(item.title)}"
    return f"label it with {{#{name}}} (at {item.span}) and write @{name}"


def _nearest(mention: _Mention, what: str, same: Sequence[Numbered]) -> Iterator[str]:
    """What may be meant: the numbers next to it, or the item in that place when counting starts with the first."""
    if "." not in mention.number and mention.number.isdigit() and what in ("figure", "table", "equation"):
        place = int(mention.number)
        if 1 <= place <= len(same):
            item = same[place - 1]
            yield f"{what} number {place} in the thesis is {item.number}: {_how_to_write(item, what)}"
            return
    target = _sort_key(mention.number)
    near = sorted(same, key=lambda item: _distance(_sort_key(item.number), target))[:3]
    listed = "; ".join(
        f"{item.number}{f' ({_short(item.title)})' if item.title else ''}{f' is @{item.label}' if item.label else ''}"
        for item in sorted(near, key=lambda item: _sort_key(item.number))
    )
    yield f"the nearest are {listed}"
    if not any(item.label for item in near):
        yield f"label what is meant with {{#{_PREFIXES[what]}-…}} and write @{_PREFIXES[what]}-…"


def _sort_key(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 1000 + ord(part[0]) for part in number.split("."))


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Nearer when the parts behind agree (4.1 for 5.1), then when the numbers are close."""
    width = max(len(one), len(other))
    a, b = one + (0,) * (width - len(one)), other + (0,) * (width - len(other))
    return (
        abs(len(one) - len(other)),
        sum(x != y for x, y in zip(a, b, strict=True)),
        *(abs(x - y) for x, y in zip(a, b, strict=True)),
    )


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:57].rstrip() + "…"


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "-".join(words[:4]) or "name"


CHECKS = (typed_references, unused_labels)

"""The capitalised words of the manuscript: their spellings, where each is used, and the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from typesetter import model as m
from typesetter.checks.facts import distant, words_of
from typesetter.checks.likeness import plain
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.subject import Subject
from typesetter.config.thesis import thesis_span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

_SENTENCE_END = regex(r"(?:[.!?:;…]|^)[”’)\]\s\N{OBJECT REPLACEMENT CHARACTER}–—-]*[“‘(\[]*$")
_STOP_TEXT = """
    a an the and or of in on at to from by for with as is are was were be been has have had that this these those
    its it his her their our not no but into over under between after before during since until than who which what
    when where
"""
_STOP = frozenset(_STOP_TEXT.split())
_CITED = regex(
    r"\([^()]*?[A-Z]\w+[^()\d]{0,40},?\s+\(?(?:1[5-9]|20)\d\d[a-z]?\b[^()]*\)"
    r"|(?:[A-Z][\w’-]+(?:,\s+|,?\s+(?:and|&)\s+)){0,5}[A-Z][\w’-]+(?:\s+et\s+al\.?,?)?(?:’s)?\s+\((?:1[5-9]|20)\d\d[a-z]?[),:;]"
)
"""A citation typed by hand: its names are compared with the list of references, not with one another."""


class Use(Struct, frozen=False):
    """One place of a form: a stretch of a passage."""

    passage: Passage
    start: int
    end: int


class Form(Struct, frozen=False):
    """A spelling, where it is used, and the words beside it."""

    text: str
    uses: list[Use] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)
    within: int = 0
    """How often it has its capital within a sentence."""

    @property
    def count(self) -> int:
        """How often it is used."""
        return len(self.uses)


_Seen = tuple[int, int, str, bool, tuple[str, ...]]
"""A capitalised word of a chapter: the passage's number, where it begins, the word, whether a capital says nothing there, and
the words beside it."""


def _capitalised(passages: Sequence[Passage]) -> list[_Seen]:
    """The capitalised words of a chapter."""
    seen: list[_Seen] = []
    for number, passage in enumerate(passages):
        if passage.is_quotation or not passage.text:
            continue
        text = passage.text
        skipped = [
            *_long_quotes(passage),
            *((a, b) for a, b, _ in passage.foreign),
            *_cited(text),
        ]
        words = words_of(text)
        for index in [i for i, (_, word) in enumerate(words) if word[0].isupper()]:
            start, word = words[index]
            if len(word) < 2 or word.isupper() or any(a <= start < b for a, b in skipped):
                continue
            behind_word = start > 1 and text[start - 1] == " " and text[start - 2].isalpha()  # as most are
            begins = passage.kind in (Kind.HEADING, Kind.CELL) or bool(
                not behind_word and _SENTENCE_END.search(text[max(0, start - 6) : start])
            )
            seen.append((number, start, word, begins, _beside(words, index)))
    return seen


def _title_page(subject: Subject) -> list[Passage]:
    """The thesis's title, subtitle and keywords, which thesis.yaml has."""
    thesis = subject.thesis
    values: list[tuple[str, tuple[str | int, ...]]] = [
        (thesis.title, ("title",)),
        (thesis.subtitle or "", ("subtitle",)),
    ]
    values += [(word, ("keywords", i)) for i, word in enumerate(thesis.keywords)]
    found = []
    for text, keys in values:
        node = m.Text(text, thesis_span(subject.file, *keys))
        language = thesis.language
        found.append(
            Passage(
                Kind.HEADING, 0, node.span.path, text, node, language=language, starts=(0,), pieces=(node,),
                source=subject.source,
            )
        )  # fmt: skip
    return found


def forms_of(subject: Subject) -> dict[str, Form]:
    """Every spelling of a capitalised word with its uses."""
    forms: dict[str, Form] = {}
    front = _title_page(subject)
    for passages, seen in ((front, _capitalised(front)), *subject.facts.of(_capitalised)):
        for number, start, word, begins, beside in seen:
            form = forms.get(word)
            if form is None:
                form = forms[word] = Form(word)
            form.uses.append(Use(distant(passages, number), start, start + len(word)))
            form.within += not begins
            form.beside.update(beside)
    return forms


def _long_quotes(passage: Passage) -> Iterator[tuple[int, int]]:
    """Quotations within the text; a name or term of a few words between quotation marks is the writer's own."""
    for start, end in passage.quoted:
        if passage.text.count(" ", start, end) > 3:
            yield start, end


def _beside(words: Sequence[tuple[int, str]], index: int) -> tuple[str, ...]:
    """The next words on both sides that are more than grammar, each marked with its side."""
    found = []
    for side, near in (("<", words[max(0, index - 2) : index][::-1]), (">", words[index + 1 : index + 3])):
        for _, word in near:
            if word.casefold() not in _STOP:
                found.append(side + plain(word))
                break
    return tuple(found)


def _cited(text: str) -> tuple[tuple[int, int], ...]:
    """Where citations are typed by hand."""
    return tuple(found.span() for found in _CITED.finditer(text)) if "(" in text else ()


_PHRASE = regex(r"[A-Z](?<![\w.’-].)[a-z]{2,}(?: [A-Z][a-z]{2,})+(?![\w-])")


def neighbours(passage: Passage) -> list[tuple[int, str, int, str]]:
    """Neighbours in the names of a passage: where each begins, and the word."""
    if passage.is_quotation or passage.kind in (Kind.HEADING, Kind.CELL):
        return []
    cited = _cited(passage.text)
    found = []
    for name in _PHRASE.finditer(passage.text):
        if not touches(cited, name.start(), name.start() + 1):
            words = [(w.start() + name.start(), w[0]) for w in re.finditer(r"\w+", name[0])]
            found += [(*one, *other) for one, other in pairwise(words) if one[1].casefold() not in _STOP]
    return found

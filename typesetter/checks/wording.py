"""Words that stand twice, and small words that do not go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import eq

from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.sentences import is_english
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_TWICE = regex(r"(?<![\w’'-])([^\W\d_]+)\s+\1(?![\w’'-])", re.IGNORECASE)
_PAIR_TWICE = regex(r"(?<![\w’'-])(?=(([^\W\d_]+)\s+([^\W\d_]+)\s+([^\W\d_]+)\s+\3(?![\w’'-])))", re.IGNORECASE)
_MAY_STAND_TWICE = frozenset(
    "had that very her so no ha bye blah knock long far many much again over there now yes hear chop tut never".split()
)
_MAY_STAND_TWICE_IN = {
    "fr": frozenset(("nous", "vous")), "de": frozenset(("die", "der", "das", "sie")), "da": frozenset(("der", "den", "det")),
    "nl": frozenset(("dat", "die")),
}  # fmt: skip
_JOINING = frozenset("and after by or upon for to on in of over with within against at a the from is was that".split())
"""Between two of the same they mean something: year after year, state to state."""
_ON_AND_ON = frozenset(("and", "or", "over", "by"))
_OF_NOUNS = frozenset(("in", "of"))
"""What stands between a noun and its own plural: difference in differences, type of types."""
_ENDINGS = ("s", "es", "ed", "d", "ing")
_TWO_ARTICLES = regex(r"[ta](?<!\w[ta])(?:(?<=t)he|(?<=a)n?)\s+(?:the|an?)(?!\w)")
_WRONG_SOUND = regex(r"[Aa](?<!\w[Aa])(?:\s(?:[aeio]|u[bcdgklmnpr])|n\s(?:[bcdfgjklmnpqrstvwz]|uni|eu|use))")
"""Quick looks: what is in every text in which the next three find anything."""
_ARTICLES = regex(r"(?<![\w’'.-])(the|an?)\s+(the|an?)(?![\w’'.)-])")
_A = regex(r"(?:(?<![\w’'.&-])(?=a)|^|(?<=[.!?:] ))([Aa])\s([aeio][a-z]{2,}|u[bcdgklmnpr][a-z]+)(?![\w’'])")
_AN = regex(r"(?<![\w’'.&-])([Aa]n)\s([bcdfgjklmnpqrstvwz][a-z]{2,}|uni[a-z]+|eu[a-z]+|use[a-z]*)(?![\w’'])")
_SOUND_OF_A = regex(
    r"(?:uni(?!n|m|d)|eu|ew|on(?:e|ce)\b|one-|ub?iq|uk|ur(?:an|in|et|olog)|us[aeiu]|ut[eio]|ouija|ouabain)"
)
_NEVER_BEHIND = frozenset(("and", "are", "into", "our", "its", "also", "although"))
"""What no article stands before: the "a" is a letter, as in panels a and b."""
_LETTERED = regex(
    r"\b(?:type|vitamin|class|plan|group|hepatitis|grade|part|option|phase|level|figure)\s+$", re.IGNORECASE
)
_SLIPS = (
    ("ld of", r"(?:could|should|would) of(?! course)", "have"),
    ("the facto", r"the facto", "de facto"),
    ("despite of", r"despite of", "despite, or in spite of"),
    ("in spite ", r"in spite (?:the|his|her|its|their|this|these)", "in spite of"),
    ("in the other hand", r"in the other hand", "on the other hand"),
    ("in the contrary", r"in the contrary", "on the contrary"),
    ("for sake of", r"for sake of", "for the sake of"),
    (
        "more ",
        r"more (?:better|easier|bigger|smaller|stronger|weaker|higher|lower|faster|larger)",
        "the comparative alone",
    ),
    ("alot", r"alot", "a lot"),
    ("in regards to", r"in regards to", "with regard to"),
    ("irregardless", r"irregardless", "regardless"),
    ("anyways", r"anyways", "anyway"),
    ("the most ", r"the most (?:strongest|biggest|largest|highest|lowest|smallest|greatest)", "the superlative alone"),
    ("both of th", r"both of (?:this|that)", "both of these"),
)
"""What any such phrase has in it, the phrase, what to write instead."""
_MAY_DISAGREE = regex(r"th(?:is \w+s (?:are|were|have)|[eo]se \w+ (?:is|was|has))\b")
"""A quick look for what the next two find, in the folded text."""
_NUMBER = (
    (
        regex(
            r"(?<![\w’'-])(?<!\bof )(?<!\bin )(?<!\bfor )(?<!\bfrom )(?<!\bwith )(?<!\bby )"
            r"(this) ([a-z]{3,}[^s\W]s) (?:are|were|have)(?![\w’'-])",
            re.IGNORECASE,
        ),
        {"this": "these"},  # but not: the data of this analysis are
    ),
    (
        regex(
            r"(?<![\w’'-])(these|those) ([a-z]{3,}(?:ion|ment|ity|ism|ness|cy|ship|ance|ence|policy|state|war))"
            r" (?:is|was|has)(?![\w’'-])",
            re.IGNORECASE,
        ),
        {"these": "this", "those": "that"},
    ),
)
_NO_NOUNS = frozenset("means does always perhaps".split())


def repeated_words(subject: Subject) -> Iterator[Diagnostic]:
    """The the same word twice, as is left behind by an edit."""
    for passage in _prose(subject):
        if not _has_twins(passage.words):
            continue
        text, language = passage.text, passage.language[:2]
        language = "" if language == "en" and not is_english(passage) else language
        allowed = _MAY_STAND_TWICE | _MAY_STAND_TWICE_IN.get(language, frozenset())
        for match in _TWICE.finditer(text):
            word = match[1]
            second = text[match.end() - len(word) : match.end()]
            if word.casefold() in allowed or (len(word) == 1 and word != "a") or _is_name(word, second):
                continue
            severity = Severity.WARNING if language == "en" else Severity.INFO
            yield Diagnostic(
                Code.WORD_REPEATED, f"'{match[0]}': the word stands here twice", passage.span(*match.span()),
                (f"write '{word}' once",), severity,
            )  # fmt: skip
        if language != "en":
            continue
        for match in _PAIR_TWICE.finditer(text):
            first, joint, third = (word.casefold() for word in match.groups()[1:])
            if (first == third and _is_stutter(first, joint)) or (
                first != third and joint not in _OF_NOUNS and _same_verb(first, third)
            ):
                yield Diagnostic(
                    Code.WORD_REPEATED, f"'{match[1]}': the words stand here twice", passage.span(*match.span(1)),
                    ("keep one of the two",),
                )  # fmt: skip


def _has_twins(words: Sequence[str]) -> bool:
    """Whether a word is the same as the next one, or the one behind that; not all of such stand side by side in the text."""
    return any(map(eq, words, words[1:])) or any(map(eq, words, words[2:]))


def _is_name(first: str, second: str) -> bool:
    """Boutros Boutros, New York New York: both with a capital."""
    return first[0].isupper() and second[0].isupper()


def _is_stutter(first: str, joint: str) -> bool:
    """Of the of the, but not year after year after year, nor on and on and on."""
    return {first, joint}.isdisjoint(_ON_AND_ON) and (first in _JOINING) == (joint in _JOINING)


def _same_verb(first: str, third: str) -> bool:
    short, long = sorted((first, third), key=len)
    return len(short) >= 4 and any(
        long == short + ending or long == short.removesuffix("e") + ending for ending in _ENDINGS
    )


def articles(subject: Subject) -> Iterator[Diagnostic]:
    """Two articles in a row, and ``a`` or ``an`` before the wrong sound."""
    for passage in _prose(subject):
        if not is_english(passage):
            continue
        text = passage.text
        for match in _ARTICLES.finditer(text) if _TWO_ARTICLES.search(text) else ():
            if match[1] != match[2]:
                yield Diagnostic(
                    Code.WORD_REPEATED, f"'{match[0]}': two articles in a row", passage.span(*match.span()),
                    ("keep one of the two",),
                )  # fmt: skip
        for pattern, wanted in ((_A, "an"), (_AN, "a")) if _WRONG_SOUND.search(text) else ():
            for match in pattern.finditer(text):
                if _sounds_right(match[2], wanted == "an") or _is_letter(text, match.start()):
                    continue
                if passage.is_quoted(*match.span()) or touches(passage.borrowed, match.start(), match.start() + 1):
                    continue  # the source's words, or another language's
                right = ("A" if match[1][0] == "A" else "a") + wanted[1:]
                yield Diagnostic(
                    Code.ARTICLE_FORM, f"'{match[0]}': the sound that follows takes '{wanted}'",
                    passage.span(*match.span()), (f"write '{right} {match[2]}'",),
                )  # fmt: skip


def _sounds_right(word: str, vowel: bool) -> bool:
    """Whether ``word`` begins with another sound than ``vowel`` says, or is an abbreviation that is spelt out."""
    if word in _NEVER_BEHIND or not re.search("[aeiouy]", word):
        return True
    consonant = word[0] not in "aeiou" or _SOUND_OF_A.match(word) is not None
    return consonant == vowel


def _is_letter(text: str, start: int) -> bool:
    """Whether the ``a`` is a name, as in type A errors, vitamin a and plan A is."""
    return _LETTERED.search(text, max(0, start - 12), start) is not None


def agreement(subject: Subject) -> Iterator[Diagnostic]:
    """'this' before a plural and 'these' before a singular, where the verb leaves no doubt."""
    for passage in _prose(subject):
        if not _MAY_DISAGREE.search(passage.folded) or not is_english(passage):
            continue
        for pattern, right in _NUMBER:
            for match in pattern.finditer(passage.text):
                first, noun = match[1], match[2]
                if noun.casefold() not in _NO_NOUNS:
                    yield Diagnostic(
                        Code.PHRASE_SLIP, f"'{first} {noun}': one is singular, the other plural", passage.span(*match.span(0)),
                        (f"write '{right[first.casefold()]} {noun}', or the noun in the other number",),
                    )  # fmt: skip


def slips(subject: Subject) -> Iterator[Diagnostic]:
    """Phrases that no dictionary finds fault with and every reader does."""
    for passage in _prose(subject):
        if passage.is_quotation:
            continue
        lower = passage.text.lower()
        for needle, phrase, right in _SLIPS:
            if needle not in lower or not is_english(passage):
                continue
            for match in re.finditer(rf"(?<![\w’'-])(?:{phrase})(?![\w’'-])", passage.text, re.IGNORECASE):
                yield Diagnostic(
                    Code.PHRASE_SLIP, f"'{match[0]}' is a slip of the pen", passage.span(*match.span()),
                    (f"write: {right}",),
                )  # fmt: skip


def _prose(subject: Subject) -> Iterator[Passage]:
    return (p for p in subject.passages if p.kind is not Kind.CELL)


CHAPTER_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (repeated_words, articles, agreement, slips)

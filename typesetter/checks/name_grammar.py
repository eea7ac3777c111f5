"""Names of authors in running text: found backwards from where a year begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typesetter.regexes import regex

_UPPER = "".join(chr(c) for c in (*range(0x41, 0x530), *range(0x1E00, 0x1F00)) if chr(c).isupper())
_TOKEN = regex(rf"[{_UPPER}]\.(?:[ -]?[{_UPPER}]\.)*|[^\W\d_][\w’'‑-]*\.?|[&,]|\S")
_INITIALS = regex(rf"[{_UPPER}]\.?(?:[ -]?[{_UPPER}]\.?)*")
_CAPITAL = regex(rf"(?:[dlDLO][’'])?[{_UPPER}]|(?:al|el|as|ash|ad|at)[-‑][{_UPPER}]")
_PARTICLES = frozenset(
    ("de", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ten", "ter", "la", "le", "du", "des",
     "al", "el", "bin", "ibn", "af", "av", "zu", "zum", "zur", "y", "e", "d’", "d'", "st.", "st")
)  # fmt: skip
_NO_NAMES = frozenset(
    (
        "the", "a", "an", "in", "on", "at", "as", "by", "of", "for", "from", "to", "with", "and", "but", "or", "so", "if",
        "while", "when", "since", "although", "though", "because", "however", "furthermore", "moreover", "later", "earlier",
        "thus", "hence", "also", "according", "see", "cf", "cf.", "e.g.", "eg", "i.e.", "both", "this", "that", "these",
        "those", "his", "her", "their", "its", "our", "my", "it", "he", "she", "they", "we", "i", "is", "are", "was",
        "following", "like", "unlike", "despite", "after", "before", "until", "during", "between", "compare", "note",
        "source", "sources", "adapted", "quoted", "cited", "based", "here", "there", "then", "even", "similarly", "finally",
        "first", "second", "third", "secondly", "meanwhile", "recently", "nevertheless", "nonetheless", "instead", "indeed",
        "for example", "under", "through", "where", "what", "how", "why", "not", "no", "only", "another", "other", "such",
    )
)  # fmt: skip
_UNLIKE = """
january february march april may june july august september october november december spring summer autumn fall winter
monday tuesday wednesday thursday friday saturday sunday early late mid circa resolution article protocol act law decree
directive regulation treaty convention agreement amendment bill statute chapter section figure table appendix part
volume version edition press photo image map source author authors olympics cup war election elections referendum
conference summit session meeting congress release update report population census season series episode film album
jan feb mar apr jun jul aug sep sept oct nov dec born died founded established since ca updated revised
quarter term year age grade class group model windows python
"""
_UNLIKE_NAMES = frozenset(_UNLIKE.split())
_ETAL_END = regex(r"[,\s]*(?:\bet\.?\s*al\b\.?|\band (?:others|colleagues|co-?workers)|& al\.)[,\s]*$", re.IGNORECASE)
REACH = 160
"""How far before a year in brackets names are looked for, in characters."""


def has_initials(name: str) -> bool:
    """Whether a name has initials, as only persons have."""
    words = name.split()
    return len(words) > 1 and any(_INITIALS.fullmatch(word) is not None for word in words)


def names_before(text: str, *, listed: bool) -> tuple[list[str], int, bool]:
    """The names at the end of ``text``, where they begin, and whether "et al." follows them.

    ``listed``: in brackets, where commas alone part names; in running text an "and" must come with them.
    """
    ending = _ETAL_END.search(text)
    et_al = ending is not None
    end = ending.start() if ending is not None else len(text)
    tokens = list(_TOKEN.finditer(text, max(0, end - REACH), end))
    names: list[list[str]] = []
    word: list[str] = []
    start, joined = end, et_al
    for index in range(len(tokens) - 1, -1, -1):
        part = tokens[index][0]
        before = tokens[index - 1][0] if index else ""
        if part in ("and", "&") and word and (_starts_name(before) or before == ","):
            names.insert(0, word)
            word, joined = [], True
        elif part == "," and not word and names and _starts_name(before):
            continue  # the comma before "and"
        elif part == "," and word and _starts_name(before) and _only_initials(word):
            word.insert(0, ",")
        elif part == "," and word and _starts_name(before) and (listed or joined):
            names.insert(0, word)
            word = []
        elif _starts_name(part) or (part.casefold() in _PARTICLES and word and word[0] != ","):
            if _ends_sentence(tokens[index][0]) and word:
                break
            word.insert(0, part)
            start = tokens[index].start()
        else:
            break
        if len(word) > 6 or len(names) > 8:
            return [], end, et_al
    if word:
        names.insert(0, word)
    return [_turned(name) for name in names if name], start, et_al


def _ends_sentence(word: str) -> bool:
    """Whether the full stop at the end of a word ends a sentence, and does not cut a given name short."""
    return word.endswith(".") and len(word) > 3 and _INITIALS.fullmatch(word) is None


def _starts_name(token: str) -> bool:
    return _CAPITAL.match(token) is not None and token.casefold().rstrip(".") not in _NO_NAMES


def _only_initials(word: Sequence[str]) -> bool:
    return all(_INITIALS.fullmatch(part) is not None for part in word)


def _turned(parts: Sequence[str]) -> str:
    """A name in the order given name, surname: ``Smith , J.`` → ``J. Smith``."""
    if "," in parts:
        at = list(parts).index(",")
        parts = [*parts[at + 1 :], *parts[:at]]
    return " ".join(parts)


def unlike_a_name(name: str) -> bool:
    """Whether a capitalised word is a month, a law, a figure … and so nobody's name."""
    words = [w.casefold().rstrip(".") for w in name.split()]
    return any(w in _UNLIKE_NAMES for w in (*words[:1], *words[-1:]))

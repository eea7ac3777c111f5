"""Every way to call a work, each with what it costs to call the work by it.

A work is called by its authors, by a part of a name, by a given name taken for a surname, by its second author, by an
organisation's abbreviation, by a word of its title, by its key.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from typesetter.citations.collation import folded
from typesetter.regexes import regex
from typesetter.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typesetter.citations.entry import Entry
    from typesetter.citations.names import Name

_FEW_NAMES = 6
_SMALL_WORDS = """
a an the of and or for in on to from with by at as is are was its it und der die das de la le les du des et y el los between
towards toward after before into under over how what why who whom new case study introduction
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_YEAR_AND_REST = regex(r"(?<=\D)\d{4}.*", re.DOTALL)


class Role(Enum):
    """What a form is of the work; the value is what it costs to call the work by it."""

    KEY = 0.0
    NAME = 0.05
    NAMES = 0.06
    SHORT = 0.1
    FULL = 0.3
    PART = 0.35
    TITLE = 0.6
    PAIR = 0.7
    COAUTHOR = 0.9
    WORD = 0.95
    GIVEN = 1.0
    EDITOR = 1.1
    TITLE_WORD = 1.2
    OTHER_GIVEN = 1.6
    WORK_WORD = 1.9


class Form(Struct):
    """One way to call the work ``key``: folded letters, a set of them as bits, how people write it."""

    key: str
    text: str
    mask: int
    role: Role
    shown: str


def letters(text: str) -> int:
    """The set of the letters of ``text``, as bits."""
    mask = 0
    for char in text:
        mask |= 1 << (ord(char) & 63)
    return mask


def abbreviations(name: str) -> Iterator[str]:
    """What an organisation's name may be cut down to: the first letters of its words, and what it has in brackets."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\(.*?\)", " ", name))
    for chosen in (words, [w for w in words if w.casefold() not in _SMALL], [w for w in words if w[0].isupper()]):
        if len(chosen) > 1:
            yield "".join(w[0] for w in chosen).upper()
    yield from re.findall(r"\(([^()]{2,12})\)", name)


def title_words(title: str) -> list[str]:
    """The words of a title that say something."""
    return [w for w in re.findall(r"[^\W\d_]{4,}", title) if w.casefold() not in _SMALL]


def forms_of(key: str, calls: Iterator[tuple[Role, str, str]]) -> Iterator[Form]:
    """The forms of one work from its calls: role, text, how it is shown; of equal texts the cheapest."""
    seen: dict[str, Form] = {}
    for role, text, shown in calls:
        plain = folded(text).replace(" ", "").rstrip("{")
        if plain and (plain not in seen or role.value < seen[plain].role.value):
            seen[plain] = Form(key, plain, letters(plain), role, shown)
    yield from seen.values()


def heads_of(entry: Entry) -> tuple[Name, ...]:
    """Whose name a work stands under."""
    return entry.heads[1]


def surnames(name: Name) -> list[str]:
    """The surname as a person may write it: with its particle, without, and the parts of a double name."""
    parts = [p for p in re.split(r"[-‐‑\s]+", name.family) if len(p) > 2]
    return list(
        dict.fromkeys((name.surname, name.family, *(parts if len(parts) > 1 or len(name.family.split()) > 1 else ())))
    )


def calls(entry: Entry) -> Iterator[tuple[Role, str, str]]:
    """The simple ways to call a work: role, text, how it is shown."""
    heads = heads_of(entry)
    key = folded(_YEAR_AND_REST.sub("", entry.key)).replace(" ", "") or folded(entry.key)
    yield Role.KEY, key, next((w for n in heads for w in surnames(n) if folded(w).replace(" ", "") == key), key)
    short = entry.people.get("shortauthor") or entry.people.get("shorteditor") or ()
    for name in short:
        yield Role.SHORT, name.surname, name.surname
    for i, name in enumerate(heads[:_FEW_NAMES]):
        yield from _calls_of(name, first=i == 0)
    if len(heads) > 1:
        for count in (2, 3):
            joined = [name.surname for name in heads[:count]]
            yield Role.NAMES, "".join(joined), " and ".join(joined)
    if entry.heads[0] == "author":
        for name in entry.people.get("editor", ())[:_FEW_NAMES]:
            yield Role.EDITOR, name.surname, name.surname
    words = title_words(entry.text("title"))
    for i, word in enumerate(words):
        yield (Role.WORK_WORD if heads else Role.TITLE if i == 0 else Role.TITLE_WORD), word, word
    if not heads:
        for a, b in pairwise(words):
            yield Role.TITLE, a + b, f"{a} {b}"
        for word in title_words(entry.text("booktitle") or entry.text("journaltitle")):
            yield Role.WORK_WORD, word, word


def _calls_of(name: Name, *, first: bool) -> Iterator[tuple[Role, str, str]]:
    if name.corporate:
        yield Role.NAME if first else Role.COAUTHOR, name.family, name.family
        if first:
            for short in abbreviations(name.family):
                yield Role.SHORT, short, short
            for word in title_words(name.family):
                yield Role.WORD, word, word
        return
    surname, *parts = surnames(name)
    yield Role.NAME if first else Role.COAUTHOR, surname, surname
    for part in parts:
        yield (Role.PART if first else Role.COAUTHOR), part, (surname if folded(part) == folded(surname) else part)
    given = name.given.replace(".", " ").split()
    for word in (piece for whole in given for piece in dict.fromkeys((whole, *whole.split("-")))):
        if len(word) > 2:
            yield Role.GIVEN if first else Role.OTHER_GIVEN, word, word
    if first and given:
        initials = "".join(word[0] for word in given)
        for full in ("".join(given), initials, given[0]):
            yield Role.FULL, full + surname, surname
            yield Role.FULL, surname + full, surname


def double_calls(entry: Entry) -> Iterator[tuple[Role, str, str]]:
    """Two names of the work run together, in any order and of any kind: ``Özşahin and Cenap``, ``Vahram Matevosyan``."""
    words = [
        word
        for name in heads_of(entry)[:4]
        for word in (*surnames(name), *[g for g in re.split(r"[\s.-]+", name.given) if len(g) > 2][:2])
    ]
    for a, b in permutations(dict.fromkeys(words), 2):
        yield Role.PAIR, a + b, f"{a} {b}"

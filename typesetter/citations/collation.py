"""The order of names and titles: Unicode collation, whatever their case and punctuation.

Letters with accents sort with their base letters (Ö as o), as the Unicode Collation Algorithm orders them when no language
is given. Texts that come down to plain letters and digits need no table; for others (Greek, Cyrillic) pyuca's is loaded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from typesetter.citations.heads import head_of
from typesetter.citations.names import Name
from typesetter.citations.template import render
from typesetter.model import plain_text
from typesetter.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typesetter.citations.entry import Entry
    from typesetter.citations.variant import Variant

_LIKE = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h"})
"""Letters that the collation table puts with others and that Unicode does not decompose."""
_AFTER = str.maketrans({"ı": "i{", "ə": "e{", "þ": "z{", "ŋ": "n{"})
"""Letters of their own that the table puts behind another: the brace sorts behind every letter that may follow that one."""

_ASCII_MARKS = dict.fromkeys(i for i in range(128) if unicodedata.category(chr(i))[0] not in "LNZ")
"""Characters that do not count."""

DATED_SLOTS = frozenset(
    ("year", "bare_year", "year_only", "date", "month", "day", "day_month", "published", "accessed")
)
"""Slots of a reference's head that its place in the list does not hang on."""

_ARTICLE = regex(r"^(?:a[dlnrstz]|a[sdt]h|el|d|l|dell|dall)[-‐’'](?=\w)")
"""A particle that is written together with the surname, in lower case: al-Rahman, d’Aubignac."""

Parts = tuple[str, ...]


def folded(text: str) -> str:
    """The text without case, punctuation and accents; runs of spaces are one."""
    if text.isascii():  # most texts, and what follows is the same for them
        return " ".join(text.lower().translate(_ASCII_MARKS).split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIKE))
    kept = (c for c in decomposed if unicodedata.category(c)[0] in "LNZ")
    return re.sub(r"\s+", " ", "".join(kept)).strip().translate(_AFTER)


def sort_texts(items: Iterable[tuple[Any, tuple[str | int, ...]]]) -> list[Any]:
    """Items sorted by their keys: texts by collation, numbers by size. Equal keys are decided by accents and case."""
    rows = list(items)
    texts = {part: folded(part) for _, key in rows for part in key if isinstance(part, str)}
    simple = all(text.isascii() for text in texts.values())
    weigh = _identity if simple else _uca
    keys = {part: weigh(text) for part, text in texts.items()}

    def key_of(row: tuple[Any, tuple[str | int, ...]]) -> tuple[Any, ...]:
        return tuple([(0, part) if isinstance(part, int) else (1, keys[part]) for part in row[1]])

    def exact(row: tuple[Any, tuple[str | int, ...]]) -> tuple[str, ...]:
        return tuple([unicodedata.normalize("NFKD", str(part)) for part in row[1]])

    ordered = sorted(((key_of(row), row) for row in rows), key=itemgetter(0))
    found: list[Any] = []
    for _, equal in groupby(ordered, key=itemgetter(0)):
        group = [row for _, row in equal]
        found += [item for item, _ in (sorted(group, key=exact) if len(group) > 1 else group)]
    return found


def _identity(text: str) -> Any:
    return text


def _uca(text: str) -> Any:
    return _collator().sort_key(text)


@cache
def _collator() -> Any:
    import pyuca

    return pyuca.Collator()


def name_parts(name: Name, variant: Variant) -> Parts:
    """What a name sorts by: the surname, then what the list prints of the given names, then the rest."""
    family = name.surname if variant.sort.particle else _ARTICLE.sub("", name.family)
    return family, name.given if variant.names.prints_given else name.initials(""), name.particle, name.suffix


def entry_key(entry: Entry, variant: Variant) -> tuple[str | int, ...]:
    """What a reference sorts by: names (a single author before the same one with others), else title; year; title.

    biblatex's ``presort``, ``sortkey``, ``sortname``, ``sorttitle`` and ``sortyear`` stand in for what they are named after.
    """
    role, heads = head_of(entry, variant)
    short = entry.people.get(f"short{role}", ()) if variant.sort.short else ()
    names = entry.people.get("sortname") or short or heads
    title = entry.text("sorttitle") or _without_article(entry.text("title"), variant)
    own = entry.text("sortkey") or ("" if names else entry.text("key"))
    head: tuple[str | int, ...]
    if own:
        head = (own,)
    elif names:
        head = tuple(part for name in names for part in name_parts(name, variant))
    else:
        head = (entry.text("sorttitle") or _without_article(_title_that_heads(entry, variant), variant), "", "", "")
    date = entry.date("sort") or entry.date()
    number = date.number
    year = (0, number) if number is not None else (1, 0)
    # an empty text closes the head, so that fewer names come before more
    rest = (date.month, date.day, entry.text("volume"), entry.text("subtitle"), entry.key)
    return (entry.text("presort") or "mm", *head, "", *year, title, *rest)


def _title_that_heads(entry: Entry, variant: Variant) -> str:
    """What stands at the front of a work without names: its title, in some styles the newspaper or the website."""
    from typesetter.citations.slots import ReferenceSlots

    slots = ReferenceSlots(entry, variant, head=False)
    printed = render(variant.heads.title, lambda name: () if name in DATED_SLOTS else slots(name), entry.span)
    return plain_text(printed) or entry.text("title")


def _without_article(title: str, variant: Variant) -> str:
    first, _, rest = title.partition(" ")
    return rest if rest and first.casefold() in variant.sort.ignore else title


def sort_entries(entries: Iterable[Entry], variant: Variant) -> list[Entry]:
    """The entries in the order of the reference list; the order they come in does not matter."""
    return sort_texts((entry, entry_key(entry, variant)) for entry in entries)

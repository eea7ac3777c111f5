"""The order of names and titles: Unicode collation, whatever their case and punctuation.

Letters with accents sort with their base letters (Ö as o), as the Unicode Collation Algorithm orders them when no language
is given. Texts that come down to plain letters and digits need no table; for others (Greek, Cyrillic) pyuca's is loaded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from typesetter.citations.names import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typesetter.citations.library import Entry
    from typesetter.citations.variant import Variant

_LIKE = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h"})
"""Letters that the collation table puts with others and that Unicode does not decompose."""
_AFTER = str.maketrans({"ı": "i{", "ə": "e{", "þ": "z{", "ŋ": "n{"})
"""Letters of their own that the table puts behind another: the brace sorts behind every letter that may follow that one."""

Parts = tuple[str, ...]


def folded(text: str) -> str:
    """The text without case, punctuation and accents; runs of spaces are one."""
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
        parts = tuple((0, part) if isinstance(part, int) else (1, keys[part]) for part in row[1])
        return parts, tuple(unicodedata.normalize("NFKD", str(part)) for part in row[1])

    return [item for item, _ in sorted(rows, key=key_of)]


def _identity(text: str) -> Any:
    return text


def _uca(text: str) -> Any:
    return _collator().sort_key(text)


@cache
def _collator() -> Any:
    import pyuca

    return pyuca.Collator()


def name_parts(name: Name, variant: Variant) -> Parts:
    """What a name sorts by: the surname, then initials, then the rest."""
    family = name.surname if variant.sort.particle else name.family
    return family, name.initials(""), name.particle, name.suffix


def entry_key(entry: Entry, variant: Variant) -> tuple[str | int, ...]:
    """What a reference sorts by: names (a single author before the same one with others), else title; year; title."""
    _, names = entry.heads
    title = _without_article(entry.text("title"), variant)
    head: tuple[str | int, ...]
    if entry.text("sortkey") and not names:
        head = (entry.text("sortkey"),)
    elif names:
        head = tuple(part for name in names for part in name_parts(name, variant))
    else:
        head = (title, "", "", "")
    date = entry.date()
    number = date.number
    year = (0, number) if number is not None else (1, 0)
    # an empty text closes the head, so that fewer names come before more
    return (*head, "", *year, title, date.month, date.day, entry.text("volume"), entry.text("subtitle"), entry.key)


def _without_article(title: str, variant: Variant) -> str:
    first, _, rest = title.partition(" ")
    return rest if rest and first.casefold() in variant.sort.ignore else title


def sort_entries(entries: Iterable[Entry], variant: Variant) -> list[Entry]:
    """The entries in the order of the reference list; the order they come in does not matter."""
    return sort_texts((entry, entry_key(entry, variant)) for entry in entries)

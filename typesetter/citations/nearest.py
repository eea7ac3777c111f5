"""Which work was meant by a key that the bibliography does not have, and why it is thought to be that one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.citations.collation import folded
from typesetter.citations.labels import cited_names
from typesetter.citations.namelists import format_names
from typesetter.diagnostics import nearest
from typesetter.model import plain_text

if TYPE_CHECKING:
    from typesetter.citations.library import Entry, Library
    from typesetter.citations.variant import Variant

_KEY = re.compile(r"(.*?)[-_:]?(\d{4})(.*)")
_SHOWN_TITLE = 90
_SHOWN_NAMES = 3


def hints_for(key: str, library: Library, variant: Variant) -> tuple[str, ...]:
    """Hints that name the nearest entries, best first; empty when none is near."""
    if key.casefold() in (same := {k.casefold(): k for k in library.entries}):
        found = library[same[key.casefold()]]
        return (f"did you mean {describe(found, variant)}? Capitals count in keys",)
    closest = _closest(key, library)
    others = _other_years(key, library)
    if closest is not None and closest not in others:
        return (f"did you mean {describe(library[closest], variant)}?",)
    if others:
        why = "the same author, another year"
        return tuple(f"did you mean {describe(library[k], variant)}? It is {why}" for k in others[:3])
    by_author = _by_author(key, library)
    if by_author:
        return tuple(f"did you mean {describe(library[k], variant)}? Author and year fit" for k in by_author[:2])
    if found_keys := nearest(key, library.entries):
        return (f"did you mean {describe(library[found_keys[0]], variant)}?",)
    return ()


def describe(entry: Entry, variant: Variant) -> str:
    """``'borozna2021' (Borozna, A., 2021, The Sources of …)``: what a person knows the work by."""
    _, names = entry.heads
    shown = names[:_SHOWN_NAMES]
    who = plain_text(format_names(shown, variant.names, variant, entry.span, others=len(names) > len(shown)))
    title = entry.text("title")
    if len(title) > _SHOWN_TITLE:
        title = title[:_SHOWN_TITLE].rsplit(" ", 1)[0] + " …"
    year = entry.date().year or variant.dates.no_date
    return f"'{entry.key}' ({', '.join(part for part in (who, year, title) if part)})"


def _closest(key: str, library: Library) -> str | None:
    """The key within two slips of the pen (one in a short key)."""
    limit = 1 if len(key) < 6 else 2
    wanted = key.casefold()
    best: tuple[int, int, str] | None = None
    for i, candidate in enumerate(library.entries):
        if abs(len(candidate) - len(key)) > limit:
            continue
        distance = slips(wanted, candidate.casefold(), limit)
        if distance <= limit and (best is None or (distance, i) < best[:2]):
            best = (distance, i, candidate)
    return best[2] if best is not None else None


def slips(a: str, b: str, limit: int) -> int:
    """The number of slips from ``a`` to ``b`` (a letter too many, too few, wrong, or two swapped); above ``limit`` inexact."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]


def _split(key: str) -> tuple[str, str, str]:
    match = _KEY.fullmatch(key.casefold())
    return (folded(match[1]), match[2], match[3]) if match is not None else (folded(key), "", "")


def _other_years(key: str, library: Library) -> list[str]:
    """Keys of the same author with another year, the nearest year first."""
    who, year, _ = _split(key)
    if not who or not year:
        return []
    found = []
    for candidate in library.entries:
        their_who, their_year, _ = _split(candidate)
        if their_who == who and their_year and their_year != year:
            found.append((abs(int(their_year) - int(year)), candidate))
    return [candidate for _, candidate in sorted(found)]


def _by_author(key: str, library: Library) -> list[str]:
    """Keys of works whose author (and year, where the key has one) is in the key."""
    who, year, _ = _split(key)
    found = []
    for candidate, entry in library.entries.items():
        names = cited_names(entry)
        surname = folded(names[0].family).replace(" ", "") if names else ""
        if len(surname) > 2 and surname in who and (not year or entry.date().year == year):
            found.append(candidate)
    return found

"""How two spellings differ, when they may be spellings of one name."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from typesetter.regexes import regex


class Likeness(IntEnum):
    """How sure two forms are one name, by the way in which they differ; 0 when they are not alike."""

    NONE = 0
    FAR = 1
    """Two letters differ, or one of a short name."""
    NEAR = 2
    """One letter is another, or is missing from a short name."""
    SURE = 3
    """Letters exchanged or doubled, an accent, a letter missing within, or another transliteration of the same sound."""


_SOUNDS = (
    ("kh", "h"), ("gh", "h"), ("ph", "f"), ("ck", "k"), ("dzh", "h"), ("zh", "h"), ("j", "h"), ("yo", "o"), ("io", "o"),
    ("y", "i"), ("w", "v"), ("ff", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("tch", "ch"), ("tsch", "ch"), ("sch", "sh"),
    ("z", "s"), ("q", "k"), ("x", "ks"), ("'", ""), ("’", ""),
)  # fmt: skip
"""Spellings of one sound in transliterations (ISO 9, BGN/PCGN, the Spanish and German customs)."""
_ENDINGS = ("off", "ov", "ev", "yev", "iev", "eff"), ("ian", "yan", "jan"), ("sky", "ski", "skiy", "skii", "skyj")
"""Endings of family names that are transliterated in several ways."""
_DERIVED_TEXT = """
    s es n an ian ean ish ese i ic ics ism isms ist ists istic ans ians er ers ite ites a e y ia land al ial ical
    ally en ens in ina ine o os us um ova eva aya ness ly ed ing d ized ised ize ise ization isation ary ory or ors
    ry ries ies age ages ive ion ions tion ation ative y’s ment ments able ible ity ities t te ts es r rs li lie
    ling et ette el elle ch cht m man men woman women ey ie ville burg berg borg stad sen son sson ton stan stani ess
    esses hood ship ships dom like ward wards
"""
_DERIVED = frozenset(_DERIVED_TEXT.split()) | {""}
"""Endings that make another word of the same stem: an inhabitant, a language, a plural."""

_ADHERENT = regex(r"(.{5,}?)(?:isms?|ists?|istic)$")


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """The name in lower case without accents."""
    folded = name.casefold()
    if folded.isascii():
        return folded
    special = folded.translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", special) if not unicodedata.combining(c))


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """A form that transliterations of one name share."""
    text = plain(name)
    for written, heard in _SOUNDS:
        text = text.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", text)


def stem(name: str) -> str:
    """The name in lower case without the ending that makes an adherent or a doctrine of it: Asianist, Asianism."""
    found = _ADHERENT.match(plain(name))
    return found[1] if found is not None else plain(name)


def is_derived(one: str, other: str) -> bool:
    """Whether one is an inflection of the other, or both of the same stem: Armenia, Armenian; Turks, Turkish."""
    a, b = plain(one), plain(other)
    shared = 0
    while shared < min(len(a), len(b)) and a[shared] == b[shared]:
        shared += 1
    # the stem may end anywhere in the letters they share: Italy, Italian
    return shared >= 3 and any(
        a[stem:] in _DERIVED and b[stem:] in _DERIVED for stem in range(max(3, shared - 3), shared + 1)
    )


def likeness(one: str, other: str) -> Likeness:
    """How alike two names are."""
    if plain(one) == plain(other):
        return Likeness.SURE
    if is_derived(one, other) or plain(one)[:1] != plain(other)[:1]:
        return Likeness.NONE
    a, b = plain(one), plain(other)
    short, length = min(len(a), len(b)), max(len(a), len(b))
    if short < 4:
        return Likeness.NONE
    steps, kind = edits(a, b)
    heard = edits(sound(one), sound(other)) if short >= 5 else (9, "")
    if _same_ending(a, b) or heard[0] == 0 or kind in ("exchanged", "doubled"):
        return Likeness.SURE if short >= 5 else Likeness.NEAR
    if kind in ("missing", "other"):
        sure, fair = (Likeness.SURE, Likeness.NEAR) if kind == "missing" else (Likeness.NEAR, Likeness.FAR)
        return sure if length >= 7 else fair if length >= 5 else Likeness.NONE
    return _by_sound(a, b, steps, heard, short)


def _by_sound(a: str, b: str, steps: int, heard: tuple[int, str], short: int) -> Likeness:
    """Names that differ in more than a letter, compared as they are heard."""
    if heard == (1, "exchanged") and short >= 6:
        return Likeness.SURE
    if (stem(a), stem(b)) != (a, b) and edits(stem(a), stem(b))[1] in ("doubled", "exchanged"):
        return Likeness.SURE
    if heard[0] == 1 and short >= 6:
        return Likeness.NEAR
    return Likeness.FAR if min(steps, heard[0]) == 2 and short >= 6 else Likeness.NONE


def _same_ending(a: str, b: str) -> bool:
    for family in _ENDINGS:
        for x in family:
            if a.endswith(x):
                stem = a[: -len(x)]
                if len(stem) >= 3 and any(b == stem + y for y in family if y != x):
                    return True
    return False


def edits(a: str, b: str, limit: int = 3) -> tuple[int, str]:
    """The number of edits between two words, at most ``limit``, and for one edit its kind.

    The kinds: ``exchanged`` (neighbours), ``doubled`` (a letter once or twice), ``missing`` (within the word), ``ending`` (a
    letter more at an end), ``other`` (one letter for another). Exchanged neighbours count once (optimal string alignment).
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    x, y = a[start : len(a) - end], b[start : len(b) - end]
    if not x and not y:
        return 0, ""
    if len(x) == len(y) == 2 and x == y[::-1]:
        return 1, "exchanged"
    if len(x) == len(y) == 1:
        return 1, "other"
    if len(x) + len(y) == 1:
        letter = x or y
        longer = a if x else b
        if (start and longer[start - 1] == letter) or longer[start + 1 : start + 2] == letter:
            return 1, "doubled"
        return 1, "ending" if start in (0, len(longer) - 1) else "missing"
    if abs(len(x) - len(y)) >= limit or min(len(x), len(y)) > 8:
        return limit, ""
    return min(limit, _alignment(x, y)), ""


def _alignment(a: str, b: str) -> int:
    """The optimal string alignment distance."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]

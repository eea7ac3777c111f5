"""Where a text writes an abbreviation out.

A definition is a name with its abbreviation in brackets behind it, "Eurasian Economic Union (EAEU)", or the other way round.
Which words in front of the bracket belong to it is found from the letters, as in Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text" (2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.regexes import regex

SHORT = r"[A-Z](?:[A-Z&]|[a-z](?=[A-Z])|-(?=[A-Z])){1,8}[A-Z0-9]?"
_BRACKETED = regex(
    rf"\(\s*[“‘\"']?(?:(?:the|henceforth|hereafter|hereinafter|or|in short)\s+)?[“‘\"']?({SHORT})s?[”’\"']?\s*"
    r"(?:[;,][^()]*|for short)?\)"
)
_BEHIND_COMMA = regex(rf",\s+(?:or\s+)?({SHORT})s?(?=[,.;:)]|\s|$)")
_EXPANDED = regex(rf"(?<![\w-])({SHORT})s?\s+\(([^()]{{6,90}})\)")
WORDS = regex(r"[^\W_]+(?:[’'.][^\W_]+)*")
ROMAN = regex(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SMALL_TEXT = """
    of the and for in on to de la le du des for et und der die das von with by at an a
"""
_SMALL = frozenset(_SMALL_TEXT.split())
_REACH = 240
"""How far before an abbreviation its words are looked for, in characters."""


def definitions(text: str) -> Iterator[tuple[str, str, int, tuple[int, int]]]:
    """Short form, long form, where the short form begins, and the stretch of both."""
    for found in _BRACKETED.finditer(text):
        short = found[1]
        if ROMAN.fullmatch(short) or sum(c.isupper() for c in short) < 2:
            continue
        begin = max(0, found.start() - _REACH)
        start = _long_form(short, text[begin : found.start()].rstrip())
        if start is not None:
            start += begin
            yield short, " ".join(text[start : found.start()].split()), found.start(1), (start, found.end())
    for found in _BEHIND_COMMA.finditer(text):  # the initials must say it: after a comma much else stands
        start = _by_initials(_letters(found[1]), text[max(0, found.start() - _REACH) : found.start()])
        if start is not None and not ROMAN.fullmatch(found[1]):
            start += max(0, found.start() - _REACH)
            yield found[1], " ".join(text[start : found.start()].split()), found.start(1), (start, found.end())
    for found in _EXPANDED.finditer(text):
        long = found[2].strip(" “”‘’\"'")
        if not ROMAN.fullmatch(found[1]) and long.count(" ") >= 1 and _fits(_letters(found[1]), long):
            yield found[1], long, found.start(1), found.span()


def _letters(short: str) -> str:
    return "".join(c for c in short if c.isalnum()).casefold()


def _initials(long: str, *, small: bool = False) -> str:
    return "".join(
        w[0] for w in WORDS.findall(long.replace("-", " ")) if small or w.casefold() not in _SMALL
    ).casefold()


def _fits(letters: str, long: str) -> bool:
    """Whether the words have these initials, or begin with the first and are as many with a capital, give or take one."""
    if letters in (_initials(long), _initials(long, small=True)):
        return True
    capitals = [word[0].casefold() for word in WORDS.findall(long) if word[0].isupper()]
    return (
        bool(capitals) and capitals[0] == letters[0] and len(capitals) >= 3 and abs(len(capitals) - len(letters)) <= 1
    )


def _last_words(before: str, count: int) -> list[re.Match[str]]:
    return list(WORDS.finditer(before.replace("-", " ").replace("–", " ")))[-count:]


def _by_initials(letters: str, before: str) -> int | None:
    """Where the last words begin whose initials are ``letters``, grammar counted or not; the nearest such place."""
    best = None
    words = _last_words(before, min(len(letters) + 5, 2 * len(letters)))
    for count in range(len(words), 0, -1):
        start = words[-count].start()
        piece = before[start:]
        if letters in (_initials(piece), _initials(piece, small=True)):
            best = start
    return best


def _long_form(short: str, before: str) -> int | None:
    """Where in ``before`` the words begin that ``short`` abbreviates; None when none do.

    The letters are matched from the last to the first; the first must begin a word. At most as many words as letters and
    five, or twice the letters, are looked at.
    """
    letters = _letters(short)
    reach = min(len(letters) + 5, 2 * len(letters))
    words = _last_words(before, reach)
    if not words:
        return None
    best = _by_initials(letters, before)
    if best is not None:
        return best
    at = len(before) - 1
    floor = words[0].start()
    folded = before.casefold()
    begins = 0
    for index in range(len(letters) - 1, -1, -1):
        while at >= floor and (folded[at] != letters[index] or (index == 0 and at > 0 and folded[at - 1].isalnum())):
            at -= 1
        if at < floor:
            return None
        begins += not (at and folded[at - 1].isalnum())
        at -= 1
    start = at + 1
    if 2 * begins < len(letters):
        return None  # more of the letters stand within words than at their start: chance
    long = before[start:]
    if any(mark in long for mark in ".;:!?()") or len(long.split()) > reach or long.split()[0].casefold() in _SMALL:
        return None
    capitals = sum(word[0].isupper() for word in long.split())
    return start if len(long) > len(short) + 2 and (capitals or long.islower()) else None

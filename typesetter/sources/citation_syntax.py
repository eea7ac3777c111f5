"""Pandoc's citation syntax, as text positions: what ``[see @a, p. 3; -@b]`` and ``@a [p. 3]`` are made of."""

from __future__ import annotations

from typesetter.regexes import regex
from typesetter.structs import Struct

KEY = regex(r"@(?:\{(?P<braced>[^{}\s]+)\}|(?P<plain>[\w](?:[\w]|[:.#$%&+?<>~/-](?=[\w/]))*))")
REF_PREFIXES = ("sec-", "fig-", "tbl-", "eq-")

_LABEL = (
    r"(?i:(?:pp?|pgs?|chaps?|chs?|cap|secs?|sect|paras?|figs?|vols?|vv?|nos?|lines?|ll?|cols?|fols?|ff?|bks?|pts?|arts?|cl|apps?"
    r"|s\.v|ss?|tabs?|tbls?|nn?|fn|locs?|mins?|schs?|regs?|acts?|scenes?|clauses?|schedules?|regulations?|rules?"
    r"|locations?|pages?|chapters?|sections?|paragraphs?|figures?|volumes?|verses?|numbers?|columns?|folios?|books?"
    r"|parts?|articles?|appendix|appendices|tables?|slides?|stanza|notes?)\b\.?|[§¶]+)\s*"
)
_ARABIC = r"[A-Za-z]{0,2}\d\w*(?:[:/.(]\w+\)?)*(?:(?<=f)\.)?"
_LOWER = r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?!\w)"
_UPPER = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)"
_NUMBER = rf"(?:{_ARABIC}|{_LOWER}|{_UPPER}|[A-Z](?![\w.]))"
_BARE = rf"(?:{_ARABIC}|(?=[ivxl]{{2}}){_LOWER})"
_MORE = rf"(?:\s*(?:--?-?|[–—])\s*{_NUMBER}|(?:,\s*|\s*&\s*|\s+and\s+){_ARABIC})*"
_LOCATOR = regex(rf"\s*(?:{_LABEL}{_NUMBER}|{_BARE}){_MORE}(?:,\s*{_LABEL}{_NUMBER}{_MORE})*")
_VIA = regex(r"\s+via\s+-?(?=@)")


class Piece(Struct):
    """One work of a citation, as offsets into the text: half-open ranges, ``prefix`` and ``suffix`` may be empty."""

    key: str
    key_range: tuple[int, int]
    prefix: tuple[int, int]
    locator: tuple[int, int]
    suffix: tuple[int, int]
    suppress: bool
    via: str | None = None
    via_range: tuple[int, int] = (0, 0)


def key_at(text: str, position: int, end: int) -> tuple[str, int] | None:
    """The key that ``@`` at ``position`` begins, and where it ends (before ``end``).

    None when no key follows, and when the ``@`` is inside a word or an address.
    """
    if position > 0 and (text[position - 1].isalnum() or (text[position - 1] in "_.+-/@" and _in_word(text, position))):
        return None
    match = KEY.match(text, position, end)
    if match is None:
        return None
    return match["braced"] or match["plain"], match.end()


def _in_word(text: str, position: int) -> bool:
    if text[position - 1] == "-":  # -@key suppresses the author, a-@b is a word
        return position > 1 and not text[position - 2].isspace() and text[position - 2] not in "[;(,"
    before = position - 2
    if before >= 0 and text[before] == "\\":
        before -= 1
    return before >= 0 and text[before].isalnum()


def parse_group(text: str, start: int, end: int) -> list[Piece] | None:
    """The works of the citation whose inside is ``text[start:end]``, or None when this is no citation."""
    pieces: list[Piece] = []
    for a, b in _split(text, start, end):
        piece = _piece(text, a, b)
        if piece is None:
            return None
        pieces.append(piece)
    return pieces or None


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, depth, begin, position = [], 0, start, start
    while position < end:
        char = text[position]
        if char == "\\":
            position += 1
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        elif char == ";" and depth == 0:
            parts.append((begin, position))
            begin = position + 1
        position += 1
    return [*parts, (begin, end)]


def _piece(text: str, start: int, end: int) -> Piece | None:
    position = start
    while True:
        position = text.find("@", position, end)
        if position < 0:
            return None
        found = key_at(text, position, end)
        if found is not None and not (position > 0 and text[position - 1] == "\\"):
            break
        position += 1
    key, after = found
    suppress = position > start and text[position - 1] == "-"
    prefix = (start, position - 1 if suppress else position)
    via, via_range = None, (0, 0)
    match = _VIA.match(text, after, end)
    if match is not None:
        second = key_at(text, match.end(), end)
        if second is not None:
            via, via_range = second[0], (match.end(), second[1])
            after = second[1]
    locator, suffix = _locator(text, after, end)
    return Piece(key, (position, found[1]), _trim(text, *prefix), locator, suffix, suppress, via, via_range)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _locator(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Ranges of the locator and of the suffix in what follows a key."""
    a, b = _trim(text, start, end)
    if a == b:
        return (a, a), (a, a)
    inner = _trim(text, a + 1, b)[0] if text[a] == "," else a
    if text[inner : inner + 1] == "{":  # {p. 12}: a locator marked by hand
        close = text.find("}", inner, b)
        if close > 0:
            return _trim(text, inner + 1, close), _trim(text, close + 1, b)
    match = _LOCATOR.match(text, inner, b)
    if match is not None and match.end() > inner:
        return (inner, match.end()), _trim(text, match.end(), b)
    return (a, a), (a, b)


def parse_locator(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Locator and suffix of ``@key [ … ]``, whose bracket holds ``text[start:end]``."""
    a, b = _trim(text, start, end)
    match = _LOCATOR.match(text, a, b)
    if match is not None and match.end() > a:
        return (a, match.end()), _trim(text, match.end(), b)
    return (a, a), (a, b)

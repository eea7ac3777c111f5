"""Widths of text, for laying plots out before LaTeX sets their words.

The widths are those of Latin Modern Roman at 10 pt (GUST e-foundry, ``lmr10.afm``) and the factors those of its other design
sizes, so that a plot is laid out as the document's font will fill it. Text in a narrower face leaves a little air.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ASCENT = 0.70
"""Height of capitals, figures and ascenders above the baseline, in units of the size."""
DESCENT = 0.22
"""Depth of descenders below it."""
LEADING = 1.22
"""Distance of baselines."""
MIDDLE = 0.33
"""Half the height of a figure: from the baseline up to where a line of text looks centred."""

_GROUPS = {
    278: "!',.:;[]il|ı‘’\N{NO-BREAK SPACE}", 306: "fj", 333: " -", 336: "ł", 361: "I", 374: '"', 375: "°", 389: "()t", 392: "r",
    394: "s", 444: "cez", 472: "?“”", 484: "§", 500: "$*/0123456789\\`ago{}ßø–", 514: "J", 528: "kqvxy",
    556: "S^bdhnpu~«»þđð", 611: "Z", 625: "LŁ", 627: "€", 653: "F", 670: "…", 681: "EP", 708: "B", 722: "CTwæ", 736: "R",
    750: "AHNUVXY_£", 764: "D", 778: "&+<=>@KOQ±·×Øœ\N{MINUS SIGN}", 785: "G", 833: "#%m", 903: "Æ", 917: "M", 1000: "—",
    1014: "Œ", 1028: "W", 167: "\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}",
}  # fmt: skip
_WIDTHS = {character: width / 1000 for width, group in _GROUPS.items() for character in group}
_DESIGN_SIZES = (
    (5.5, 1.367), (6.5, 1.225), (7.5, 1.140), (8.5, 1.062), (9.5, 1.028), (11.0, 1.0), (15.0, 0.979), (1e9, 0.915),
)  # fmt: skip
_MARGIN = 1.02
"""For faces a little wider than Latin Modern, such as TeX Gyre Pagella."""


@lru_cache(maxsize=4096)
def _character(character: str) -> float:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    base = unicodedata.normalize("NFKD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.72 if character.isupper() else 0.56


def text_width(text: str, size: float) -> float:
    """The width of a line of text set at ``size`` pt, in pt."""
    factor = next(factor for limit, factor in _DESIGN_SIZES if size <= limit)
    return sum(_character(character) for character in text) * size * factor * _MARGIN


def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """``text`` broken at spaces, and after hyphens and slashes, into as few lines as ``width`` pt allow, evenly filled.

    A word wider than ``width`` keeps a line of its own and sticks out.
    """
    words = _pieces(text)
    lines = _greedy(words, size, width)
    if len(lines) > 1:
        # The narrowest width that needs no more lines gives lines of like length.
        low, high = 0.0, width
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (low, middle) if len(_greedy(words, size, middle)) <= len(lines) else (middle, high)
        lines = _greedy(words, size, high)
    return tuple(lines)


def _pieces(text: str) -> list[str]:
    """Words with the space that precedes them; a hyphen or slash inside a word ends a piece."""
    pieces: list[str] = []
    for word in text.split():
        start = 0
        for place, character in enumerate(word[:-1]):
            if character in "-/–" and place > start + 1 and word[place + 1].isalpha():
                pieces.append(word[start : place + 1] if start else " " + word[: place + 1])
                start = place + 1
        pieces.append(word[start:] if start else " " + word)
    return pieces


def _greedy(pieces: list[str], size: float, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        candidate = lines[-1] + piece if lines[-1] else piece.lstrip()
        if lines[-1] and text_width(candidate, size) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] = candidate
    return lines

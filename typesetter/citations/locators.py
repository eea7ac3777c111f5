"""Places in a work: ``p. 12``, ``pp. 12-15``, ``ch. 3``, ``1:02:30``, read from what was typed and printed as a style says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.regexes import regex

if TYPE_CHECKING:
    from typesetter.citations.variant import Variant

_WORDS = {
    "page": "p pp pg pgs page pages", "chapter": "ch chs chap chaps chapter chapters",
    "section": "§ §§ sec secs sect section sections",
    "paragraph": "¶ ¶¶ para paras par paragraph paragraphs", "figure": "fig figs figure figures",
    "table": "tab tbl table tables", "volume": "vol vols volume volumes", "book": "bk bks book books",
    "part": "pt pts part parts", "number": "no nos number numbers issue", "verse": "v vv verse verses",
    "line": "l ll line lines", "note": "n nn note notes fn footnote", "column": "col cols column columns",
    "appendix": "app apps appendix appendices", "article": "art arts article articles",
    "folio": "fol fols folio folios", "timestamp": "at time timestamp min",
}  # fmt: skip
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_LABEL = regex(r"(§§?|¶¶?|[^\W\d_]+)(\.?)\s*(?=\S)")
_NUMBER = r"[A-Za-z]{0,2}\d+[a-z]?(?:\.\d+)*|[ivxlcdm]+|[IVXLCDM]+|\d+:\d\d(?::\d\d)?"
_RANGE = regex(rf"(?<![\w.:])({_NUMBER})\s*(?:--?-?|–|—)\s*({_NUMBER})(?![\w:])")
_TIME = regex(r"\d+:\d\d(?::\d\d)?(?:\s*(?:--?|–)\s*\d+:\d\d(?::\d\d)?)?")
_NEXT = regex(r"[,;]\s+(?=(?:§|¶|[^\W\d_]+\.?\s*\S*\d))")
_MANY = regex(r"–|[,;&]|\band\b|\d\s*ff?\b|\+")


def is_many(places: str) -> bool:
    """Whether the text names several pages (a range, a list, "12ff.") and so takes the plural word."""
    return _MANY.search(places) is not None


def with_dashes(places: str) -> str:
    """Hyphens of ranges as en dashes: ``12-15`` → ``12–15``; the hyphen of ``A-12`` stays."""
    return _RANGE.sub(lambda m: f"{m[1]}–{m[2]}", places)


def format_locator(source: str, variant: Variant) -> str:
    """A locator as typed, in the style's words: ``pp. 12-15`` → ``pp.12–15``; a bare number is a page.

    The number decides between one and many, whatever was typed. What cannot be read is printed as it stands.
    """
    parts = [part.strip() for part in _NEXT.split(source.strip().rstrip(",;")) if part.strip()]
    return ", ".join(_format_part(part, variant) for part in parts)


def names_pages(source: str) -> bool:
    """Whether a locator as typed begins with a page."""
    return _kind_of(source.strip())[0] == "page"


def _format_part(source: str, variant: Variant) -> str:
    kind, number = _kind_of(source)
    if not kind:
        return with_dashes(source)
    number = with_dashes(number.strip())
    words = variant.locators.words(kind)
    word = words.many if is_many(number) else words.one
    space = variant.locators.space if words.space is None else words.space
    return f"{word}{space}{number}" if word else number


def _kind_of(source: str) -> tuple[str, str]:
    """What kind of place is named, and its number; ("", …) when it cannot be read."""
    label = _LABEL.match(source)
    kind = _KINDS.get(label[1].lower()) if label is not None else None
    if label is not None and kind is not None:
        number = source[label.end() :]
        if not label[2] and label[1].isalpha() and len(label[1]) == 1 and not number[:1].isdigit():
            return "", source  # "v and passim": a word that only looks like a label
        return ("", source) if kind == "timestamp" and _TIME.fullmatch(number) is None else (kind, number)
    if _TIME.fullmatch(source) is not None:
        return "timestamp", source
    return ("page" if re.match(rf"(?:{_NUMBER})(?!\w|\.\s*\d)", source) is not None else ""), source

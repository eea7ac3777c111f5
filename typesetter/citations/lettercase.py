"""Capital letters of titles, for styles that print titles otherwise than they are typed.

``title-case`` is the headline capitals of English: every word begins with a capital but articles, conjunctions and short
prepositions (the list is that of the CSL specification), which have one only as first or last word and after a colon, a
question mark or an exclamation mark. A word that has a capital anywhere keeps its letters as they are. ``capitalize-first``
raises the first letter alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from typesetter.model import Text
from typesetter.regexes import regex
from typesetter.structs import replace

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines

_SMALL_WORDS = """
    a an the and but for nor or so yet as at by down from in into of on onto over till to up via with
    d de et von van
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = regex(r"[^\s\-–—/.,;:?!()\[\]“”\"‘]+")
_OPENS_ANEW = regex(r"[:?!][’”\"]?\s+[(\[“‘\"]*$")


def _title_case(text: str) -> str:
    words = list(_WORD.finditer(text))
    letters = list(text)
    for i, word in enumerate(words):
        plain = word[0].strip("’'")
        first = i == 0 or _OPENS_ANEW.search(text, 0, word.start()) is not None
        edge = first or i == len(words) - 1
        if word[0] != word[0].lower() or (not edge and (plain in _SMALL or len(plain) == 1)):
            continue
        if len(plain) == 1 and not first:
            continue
        _raise(letters, word.start())
    return "".join(letters)


def _capitalize_first(text: str) -> str:
    letters = list(text)
    word = _WORD.search(text)
    if word is not None:
        _raise(letters, word.start())
    return "".join(letters)


def _raise(letters: list[str], at: int) -> None:
    """Make a capital of the letter; one that would become two (ß) stays, so that the text keeps its length."""
    capital = letters[at].upper()
    letters[at] = capital if len(capital) == 1 else letters[at]


CASES: Mapping[str, Callable[[str], str]] = {"title-case": _title_case, "capitalize-first": _capitalize_first}
"""What may stand after the colon of a slot, ``{title:title-case}``; none changes the length of a text."""


def in_case(inlines: Inlines, name: str) -> Inlines:
    """The inlines with their letters in the case of that name (see :data:`CASES`)."""
    letters = iter(CASES[name]("".join(_texts(inlines))))
    return _relettered(inlines, letters)


def _texts(inlines: Inlines) -> list[str]:
    found: list[str] = []
    for node in inlines:
        found += [node.text] if isinstance(node, Text) else _texts(getattr(node, "children", ()))
    return found


def _relettered(inlines: Inlines, letters: Iterator[str]) -> Inlines:
    made: list[Any] = []
    for node in inlines:
        if isinstance(node, Text):
            made.append(replace(node, text="".join(next(letters) for _ in node.text)))
        elif hasattr(node, "children"):
            whole: Any = node
            made.append(replace(whole, children=_relettered(whole.children, letters)))
        else:
            made.append(node)
    return tuple(made)

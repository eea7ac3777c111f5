"""Citations typed by hand, as grammar: where a text has "(see Coyle, 2019: 12; Lewis and Smith 2018)" or "Waltz (1979)".

Only the form is judged here. That "(Warsaw, 1999)" has the form of a citation and is none is for the list of works to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from typesetter.checks.name_grammar import REACH, has_initials, names_before
from typesetter.regexes import regex
from typesetter.structs import Struct, replace

_YEAR = regex(
    r"(?<![\w./–-])(?<!\d,)(?:(?:1[4-9]\d\d|20\d\d)(?:[a-z](?:[-–][a-z])?)?(?![\w–-]*\d)(?!\w)"
    r"|n\.\s?d\b\.?|no date\b|forthcoming\b|in press\b)"
)
_BRACKET = regex(r"\(([^()\[\]]{2,400})\)|\[([^()\[\]]{2,400})\]")
_DATED = regex(r"\b(?:1[4-9]\d\d|20\d\d)[a-z]?\b|\bn\.\s?d\b|\bno date\b|\bforthcoming\b|\bin press\b")
_PREFIX = regex(
    r"(?:(?:see|cf|e\.?g|i\.?e|for|viz|compare|as|also|in|from|quoted|cited|reprinted|adapted|based|on|following|per|via|"
    r"example|instance|discussion|overview|review|a|an|the|critique|critiques|more|further|details|recent|recently|most|"
    r"notably|especially|particularly|mainly|both|inter|alia|contra|but|and|or|similarly|respectively|to|of|by|according|"
    r"source|sources|data|author|after|taken|translated|emphasis|different|view|an|account|accounts|summary|examples|"
    r"among|others|including|discussed|argued|noted|described|reported|summarised|summarized|reviewed)\b[.,:]*\s*)*",
    re.IGNORECASE,
)
_CITING = regex(r"\b(?:see|cf|e\.g|compare|quoted|cited|adapted|source|contra|according|also)\b", re.IGNORECASE)
_NOT_BEFORE = regex(r"(?:^|\s)(?:in|from|of|to|by|on|since|until|at|the|during|between)\s*$", re.IGNORECASE)
_PLACE_WORD = (
    r"(?:pp?|pgs?|pages?|ch(?:ap)?s?|chapters?|secs?|sections?|paras?|paragraphs?|figs?|figures?|tables?|vols?|§{1,2})"
)
_TO = r"(?:\s*(?:--?|[–—])\s*\d+)?"
_NUMBERS = rf"[A-Za-z]?\d+(?:\.\d+)*{_TO}(?:ff?\.?)?(?:(?:,\s*|\s+and\s+|\s*&\s*)\d+{_TO})*"
_LOCATOR = regex(
    rf"\s*[,:;]?\s*(?P<label>{_PLACE_WORD}\b\.?)\s*(?P<places>{_NUMBERS}|[ivxlc]+(?:\s*[–-]\s*[ivxlc]+)?)"
    rf"|\s*(?P<mark>[,:])\s*(?P<bare>{_NUMBERS})"
)
_VIA = regex(r"\s*[,;]?\s*(?:as\s+)?(?:cited|quoted|qtd\.?|referenced)\s+(?:in|by)\s+", re.IGNORECASE)
_POSSESSIVE = regex(r"(?:[’']s|(?<=s)[’'])$")
_LETTERS = regex(r"(?<=[a-y])(?:(?:,\s*|\s*&\s*|,?\s+and\s+)[b-z](?!\w))+")
_SEPARATOR = regex(r"\s*(?:,|and|&|;|,\s*and)\s*")


Known = Callable[[str], bool]
"""Whether a text is a name that works of the bibliography are cited under."""


class TypedWork(Struct):
    """One work of a citation typed by hand; ``start`` and ``end`` are offsets in the text.

    ``names`` as typed, each whole ("J. Smith"); ``years`` with their letters; ``locator`` in Markdown's form ("p. 12");
    ``comma`` whether one stands between name and year. ``suffix`` is what is left and no locator.
    """

    names: tuple[str, ...]
    years: tuple[str, ...]
    start: int
    end: int
    et_al: bool = False
    prefix: str = ""
    locator: str = ""
    suffix: str = ""
    comma: bool = False
    via: TypedWork | None = None

    @property
    def initials(self) -> bool:
        """Whether a name has initials, as only persons have."""
        return any(has_initials(name) for name in self.names)

    @property
    def citing(self) -> bool:
        """Whether its words in front say that it is a citation."""
        return _CITING.search(self.prefix) is not None


class Typed(Struct):
    """A citation typed by hand: ``text[start:end]``. In a narrative one the names stand before the brackets at ``open``."""

    works: tuple[TypedWork, ...]
    start: int
    end: int
    narrative: bool = False
    possessive: bool = False
    open: int = 0


def may_cite(text: str) -> bool:
    """Whether anything in ``text`` can have the form of a citation, whatever names are known."""
    if _DATED.search(text) is None:
        return False
    inside = (bracket[1] if bracket[1] is not None else bracket[2] for bracket in _BRACKET.finditer(text))
    return any(_DATED.search(part) is not None and "\ufffc" not in part for part in inside)


def typed_citations(text: str, known: Known = lambda _name: False) -> Iterator[Typed]:
    """Everything in ``text`` that has the form of a citation, in order.

    ``known`` tells names that have not the form of one: of an organisation with small words in it, of a work without author.
    """
    if _DATED.search(text) is None:
        return
    for bracket in _BRACKET.finditer(text):
        group = 1 if bracket[1] is not None else 2
        inside = bracket[group]
        if _DATED.search(inside) is None or "\ufffc" in inside:
            continue
        offset = bracket.start(group)
        found = _in_brackets(inside, offset, known)
        if found:
            yield Typed(tuple(found), bracket.start(), bracket.end(), open=bracket.start())
        elif group == 1 and (narrative := _before_brackets(text, bracket)) is not None:
            yield narrative


def _in_brackets(inside: str, offset: int, known: Known) -> list[TypedWork]:
    """The works that the inside of a pair of brackets names; none when any of it is something else."""
    works: list[TypedWork] = []
    at = 0
    for part in re.split(r"(?<=;)", inside):
        found = _works(part.rstrip(";"), offset + at, works[-1] if works else None, known)
        if not found:
            return []
        works += found
        at += len(part)
    return works


def _works(text: str, offset: int, before: TypedWork | None, known: Known) -> list[TypedWork]:
    """The works between two semicolons: one as a rule, several where commas part them."""
    found: list[TypedWork] = []
    at = 0
    while at < len(text.rstrip()):
        year = _YEAR.search(text, at)
        if year is None:
            return found if found and _closes(found, text[at:], offset + at) else []
        head = text[at : year.start()]
        if found and _SEPARATOR.fullmatch(head):  # another year of the same author
            found[-1] = replace(found[-1], years=(*found[-1].years, year[0]), end=offset + year.end())
            at = year.end()
            continue
        work = _work(head, year, offset + at, offset + year.end(), known)
        if work is None and not head.strip() and before is not None and not found:
            work = TypedWork(before.names, (year[0],), offset + year.start(), offset + year.end(), before.et_al)
        if work is None:
            return []
        via = _VIA.match(head) if found else None
        at = year.end()
        letters = _LETTERS.match(text, at)
        if letters is not None:  # 2019a, b
            more = tuple(year[0][:4] + letter for letter in re.findall(r"[b-z]", letters[0].replace("and", "")))
            work = replace(work, years=(*work.years, *more), end=offset + letters.end())
            at = letters.end()
        locator = _LOCATOR.match(text, at)
        if locator is not None and not _more_years(locator[0]):
            work = replace(work, locator=_written(locator), end=offset + locator.end())
            at = locator.end()
        if via is not None:
            found[-1] = replace(found[-1], via=work, end=work.end)
        else:
            found.append(work)
    return found


def _closes(found: list[TypedWork], rest: str, offset: int) -> bool:
    """Whether ``rest`` may follow the last work; it becomes its suffix."""
    words = rest.strip()
    if not words.startswith((",", ":", "–", "-")) and words:
        return words in (".", "?") or re.match(r"(?:emphasis|my|own|author)", words) is not None
    found[-1] = replace(found[-1], suffix=words.lstrip(",: "), end=offset + len(rest.rstrip()))
    return len(words) < 80


def _more_years(text: str) -> bool:
    return re.fullmatch(r"\s*,\s*(?:1[4-9]\d\d|20\d\d)", text) is not None


def _written(locator: re.Match[str]) -> str:
    """The locator as Markdown has it: a bare number is a page."""
    places = re.sub(r"\s*(?:--?|[–—])\s*", "-", locator["places"] or locator["bare"])
    label = (locator["label"] or "").rstrip(".").casefold()
    many = re.search(r"[-,&]|and|ff", places) is not None
    if label in ("", "p", "pp", "pg", "pgs", "page", "pages"):
        return f"{'pp.' if many else 'p.'} {places}"
    return f"{label}{'.' if len(label) < 5 and label.isalpha() else ''} {places}"


def _work(head: str, year: re.Match[str], start: int, end: int, known: Known) -> TypedWork | None:
    """The work that the names before a year make."""
    via = _VIA.match(head)
    lead = via.end() if via is not None else 0
    joint = re.match(r"\s*(?:,|and|&)\s+", head[lead:])
    lead += joint.end() if joint is not None else 0
    body = head[lead:].rstrip()
    comma = body.endswith(",")
    names, begin, et_al = names_before(body.rstrip(",:( "), listed=True)
    prefix = body[:begin].strip()
    if prefix or not names:
        whole = body.rstrip(",:( ").strip()
        lead_in = _PREFIX.match(whole)
        name = whole[lead_in.end() :] if lead_in is not None and not known(whole) else whole
        if known(name):
            names, prefix = [name], whole[: len(whole) - len(name)].strip()
    if not names or _PREFIX.fullmatch(prefix) is None:
        return None
    if prefix and _NOT_BEFORE.search(prefix) and _CITING.search(prefix) is None:
        return None
    indent = len(body) - len(body.lstrip())
    return TypedWork(tuple(names), (year[0],), start + lead + indent, end, et_al, prefix, comma=comma)


def _before_brackets(text: str, bracket: re.Match[str]) -> Typed | None:
    """A narrative citation: the brackets hold a year (and a place), and names stand before them."""
    inside = bracket[1]
    years, at = [], 0
    while (year := _YEAR.match(inside, at)) is not None:
        years.append(year[0])
        at = year.end()
        joint = _SEPARATOR.match(inside, at)
        if joint is None or _YEAR.match(inside, joint.end()) is None:
            break
        at = joint.end()
    if not years:
        return None
    locator = _LOCATOR.match(inside, at)
    place = _written(locator) if locator is not None else ""
    rest = inside[locator.end() if locator is not None else at :].strip()
    begin = max(0, bracket.start() - REACH)
    before = text[begin : bracket.start()].rstrip()
    owned = _POSSESSIVE.search(before)
    body = before[: owned.start()] if owned is not None else before
    names, start, et_al = names_before(body, listed=False)
    if not names or (rest and not rest.startswith(",")) or before.endswith(","):
        return None
    first = begin + start
    work = TypedWork(tuple(names), tuple(years), first, bracket.end(), et_al, locator=place, suffix=rest.lstrip(", "))
    return Typed((work,), first, bracket.end(), True, owned is not None, bracket.start())

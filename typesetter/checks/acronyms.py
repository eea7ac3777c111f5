"""Abbreviations made of capitals: written out once, at their first use, and in one way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from typesetter import model as m
from typesetter.checks.definitions import ROMAN, SHORT, WORDS, definitions
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.regexes import regex
from typesetter.structs import Struct, field

_ACRONYM = regex(rf"(?<![\w.@#/’'&-])({SHORT})(?:s|[’']s)?(?![\w@/&]|\.\w|-?\d)")
_MAY_BE = regex(r"[A-Z](?:[A-Z&]|[a-z-][A-Z])")
"""How every abbreviation begins."""
_CITED = regex(r"[’']?s?,?\s+\(?(?:1[89]|20)\d\d[a-z]?[),:;]")
_BEHIND = regex(r"[^\W\d_]{3,}[”’*]*\s[(\[][“‘]?$")
_KNOWN_TEXT = """
    AD AM BA BBC BC BCE BSc CD CE CEO CNN CV DC DIY DNA DVD EC EU FAQ FAO FBI CIA KGB GDP GDR GMT GNP GPS HIV AIDS
    ID ILO IMF IOM IP IQ ISBN ISSN DOI IT JPEG LGBT LP MA MBA MIT MP MSc NASA NATO NB NGO NGOs OECD OK PC PDF PhD
    PIN PM PNG PR PS QC RAF RNA SMS APA CSS GIS IDE JSTOR LAN OCR ORCID OS QR RGB SD SIM SVG TV VR WLAN WiFi ZIP
    SPSS SQL SS TIFF UAE UFO UK UN UNESCO UNHCR UNICEF URL US USA USB USD EUR GBP USSR UTC UV VAT VIP WHO WTO WWI
    WWII WWW XML HTML HTTP HTTPS CSV JSON API CPU GPU RAM AC DJ FM LED LCD ASCII ISO UTF MHz GHz kHz TODO FIXME XXX
    TBD NA
"""
_KNOWN = frozenset(_KNOWN_TEXT.split())
"""Abbreviations that readers of a thesis in any field know, most of them in dictionaries as words."""
_AT_ONCE = 80
"""A definition that follows within so many characters comes with the first use."""
_PLACED = (Kind.PARAGRAPH, Kind.ITEM, Kind.DEFINITION)
"""Where a first use counts; headings, captions and notes may come early."""


class _Place(Struct, frozen=False):
    """A stretch of a passage; ``index`` is the passage's place in reading order."""

    index: int
    passage: Passage
    start: int
    end: int

    @property
    def order(self) -> tuple[int, int]:
        """Its place in reading order."""
        return self.index, self.start

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.passage.span(self.start, self.end)


class _Definition(Struct, frozen=False):
    """An abbreviation written out; ``long`` as in the text, ``listed`` when in the chapter of abbreviations."""

    place: _Place
    long: str
    listed: bool = False


class _Acronym(Struct, frozen=False):
    """An abbreviation, where it is written out and where it is used."""

    short: str
    uses: list[_Place] = field(default_factory=list)
    definitions: list[_Definition] = field(default_factory=list)
    introduced: bool = False
    """Whether it stands in brackets behind words once, which it abbreviates in a way that its letters do not tell."""

    @property
    def written_out(self) -> list[_Definition]:
        """Where the text, not the list, writes it out."""
        return [d for d in self.definitions if not d.listed]


def acronyms(subject: Subject) -> Iterator[Diagnostic]:
    """Abbreviations never, late, twice or differently written out, never used again, or mixed up."""
    found = _gather(subject)
    small = subject.facts.small
    variants = list(_mixed_up(found, _allowed(subject, "acronym-variant")))
    mistaken = {d.span for d in variants}
    has_list = any(d.listed for a in found.values() for d in a.definitions)
    cited = _cited(subject)  # the first citation writes it out
    listed = _listed(subject)
    for acronym in found.values():
        yield from _differing(acronym, _allowed(subject, "acronym-differs"))
        yield from _twice(acronym)
        if subject.whole:
            yield from _unused(acronym, cited | listed | _allowed(subject, "acronym-unused"))
            if acronym.definitions or not (
                len(acronym.short) > 5
                or acronym.short.casefold() in small
                or _of_two(acronym)
                or acronym.uses[0].span in mistaken
            ):
                yield from _undefined(
                    acronym, _KNOWN | cited | _allowed(subject, "acronym-undefined"), has_list=has_list
                )
    yield from variants


def _of_two(acronym: _Acronym) -> bool:
    """Whether it is too short, or too odd, to be missed when it stands once: initials of a person, a product's name."""
    return any(c.islower() for c in acronym.short) or (len(acronym.short) == 2 and len(acronym.uses) < 3)


def _allowed(subject: Subject, code: str) -> frozenset[str]:
    return frozenset(subject.thesis.checks.allow.get(code, ()))


def _cited(subject: Subject) -> frozenset[str]:
    """The abbreviations that citations print."""
    answers, stamps = subject.cited.citations, subject.cited.stamps
    chapters = subject.cited.document.chapters
    if not all(chapter.path in stamps for chapter in chapters):
        return _printed(answers.values())

    def printed(chapter: m.Chapter) -> frozenset[str]:
        nodes = (node for node in m.walk((chapter.title, chapter.blocks)) if isinstance(node, m.Citation))
        return _printed(answers.get(node.id, ()) for node in nodes)

    return frozenset().union(
        *(
            subject.facts.stamped(f"acronyms cited in {chapter.path}", stamps[chapter.path], partial(printed, chapter))
            for chapter in chapters
        )
    )


def _listed(subject: Subject) -> frozenset[str]:
    """The abbreviations that the entries of the reference list print."""
    found: frozenset[str] = subject.facts.stamped(
        "acronyms listed",
        subject.cited.stamps.get("", ""),
        lambda: _printed(reference.children for reference in subject.cited.bibliography),
    )
    return found


def _printed(texts: Iterable[tuple[m.Inline, ...]]) -> frozenset[str]:
    """The abbreviations in what citations, or entries of the list of references, print."""
    return frozenset(found[1] for inlines in texts for found in _ACRONYM.finditer(m.plain_text(inlines)))


# ----------------------------------------------------------------------------------------------------------- gathering


_Hit = tuple[str, str, int, int, bool]
"""An abbreviation in a passage: itself; its long form, "" for a use; the stretch; whether it stands in brackets behind words."""


def _find(passage: Passage) -> list[_Hit]:
    """The abbreviations of a passage; of an entry of an abbreviations chapter, what it says."""
    text = passage.text
    if passage.kind is Kind.DATA and passage.key in ("short", "long"):
        return [(text.strip(), passage.key, 0, len(text), False)]
    if passage.is_quotation or not _MAY_BE.search(text) or _in_capitals(text):
        return []
    found: list[_Hit] = []
    defined: set[int] = set()
    for short, long, where, (start, end) in definitions(text):
        defined.add(where)
        found.append((short, long, start, end, False))
    for use in _ACRONYM.finditer(text):
        start, end = use.span(1)
        if start not in defined and _is_acronym(use[1], text, start, end) and not passage.is_foreign(start, end):
            found.append((use[1], "", start, end, bool(_BEHIND.search(text[max(0, start - 40) : start]))))
    return found


def _gather(subject: Subject) -> dict[str, _Acronym]:
    found: dict[str, _Acronym] = {}
    roles = [chapter.role for chapter in subject.cited.document.chapters]
    listing = ""
    for index, (passage, hits) in enumerate(subject.facts.places(_find)):
        is_entry = passage.kind is Kind.DATA and passage.key in ("short", "long")
        if roles[passage.chapter] is m.Role.ABSTRACT and not is_entry:
            continue  # an abstract stands for itself
        for short, long, start, end, behind in hits:
            place = _Place(index, passage, start, end)
            if is_entry and long == "short":
                listing = short
            elif is_entry:
                found.setdefault(listing, _Acronym(listing)).definitions.append(_Definition(place, short, listed=True))
            else:
                acronym = found.setdefault(short, _Acronym(short))
                if long:
                    acronym.definitions.append(_Definition(place, long))
                else:
                    acronym.uses.append(place)
                    acronym.introduced |= behind
    return found


def _in_capitals(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 12 and sum(map(str.isupper, text)) > 0.7 * letters


def _is_acronym(short: str, text: str, start: int, end: int) -> bool:
    capitals = sum(c.isupper() for c in short)
    if capitals < 2 or (ROMAN.fullmatch(short) and short not in ("CD", "DC", "MD", "MC", "CM")):
        return False
    # a word in capitals among others is shouting, or a heading
    if _CITED.match(text, end):  # an organisation, cited by hand
        return False
    after, before = text[end : end + 12], text[max(0, start - 12) : start]
    shouted = re.match(r"\s+(?:[A-Z]+\s+)?[A-Z]{4,}\b", after) or re.search(r"\b[A-Z]{4,}\s+(?:[A-Z]+\s+)?$", before)
    return not (shouted and len(short) > 3 and short.isalpha())


# ------------------------------------------------------------------------------------------------------------ judging


def _fold(long: str) -> str:
    """A long form for comparison: articles, hyphens, plurals and the two spellings of -ise aside."""
    words = [w.casefold().replace("isation", "ization") for w in WORDS.findall(long.replace("-", ""))]
    return " ".join(w.rstrip("s") if len(w) > 3 else w for w in words if w not in ("the", "a", "an"))


def _differing(acronym: _Acronym, allowed: frozenset[str]) -> Iterator[Diagnostic]:
    if len(acronym.definitions) < 2 or acronym.short in allowed:
        return
    first = next((d for d in acronym.definitions if d.listed), acronym.definitions[0])
    for other in acronym.definitions:
        if other is first or _fold(other.long) == _fold(first.long) or _is_part(other.long, first.long):
            continue
        where = "the list of abbreviations has" if first.listed else f"at {first.place.span} it is"
        message = f"'{acronym.short}' is written out as '{other.long}'; {where} '{first.long}'"
        yield Diagnostic(Code.ACRONYM_DIFFERS, message, other.place.span, ("write it out in one way",))


def _is_part(one: str, other: str) -> bool:
    """Whether one is the other with a word more at an end, which is no other expansion."""
    a, b = sorted((_fold(one), _fold(other)), key=len)
    return f" {b} ".find(f" {a} ") >= 0


def _twice(acronym: _Acronym) -> Iterator[Diagnostic]:
    """Written out anew in the text; an abbreviation may be written out once more after a list of them."""
    written = acronym.written_out
    for other in written[1:]:
        if _fold(other.long) == _fold(written[0].long):
            message = f"'{acronym.short}' is written out again; it was at {written[0].place.span}"
            hint = f"write '{acronym.short}' alone here"
            yield Diagnostic(Code.ACRONYM_TWICE, message, other.place.span, (hint,))


def _unused(acronym: _Acronym, allowed: frozenset[str]) -> Iterator[Diagnostic]:
    if acronym.uses or not acronym.definitions or acronym.short in allowed or len(acronym.written_out) > 1:
        return
    first = acronym.definitions[0]
    if first.listed and acronym.written_out:
        return
    if first.listed:
        message = f"the text never uses '{acronym.short}', which is in the list of abbreviations"
        hint = "take it off the list"
    else:
        message = f"'{acronym.short}' is introduced here and never used again"
        hint = f"leave '({acronym.short})' out"
    yield Diagnostic(Code.ACRONYM_UNUSED, message, first.place.span, (hint,))


def _undefined(acronym: _Acronym, known: frozenset[str], *, has_list: bool) -> Iterator[Diagnostic]:
    if not acronym.uses or acronym.short in known or any(d.listed for d in acronym.definitions):
        return
    written = acronym.written_out
    if not written:
        if acronym.introduced or not any(use.passage.kind in _PLACED for use in acronym.uses):
            return
        message = f"'{acronym.short}' is nowhere written out" + (
            ", nor is it in the list of abbreviations" if has_list else ""
        )
        hint = f"write it out at its first use, '… ({acronym.short})'" + (", or add it to the list" if has_list else "")
        yield Diagnostic(Code.ACRONYM_UNDEFINED, message, acronym.uses[0].span, (hint,))
        return
    first = written[0].place
    early = [u for u in acronym.uses if u.order < first.order and u.passage.kind in _PLACED]
    if early and not (early[0].index == first.index and first.start - early[0].end < _AT_ONCE):
        message = f"'{acronym.short}' is used before it is written out (at {first.span})"
        hint = f"write '{written[0].long} ({acronym.short})' here, and '{acronym.short}' alone there"
        yield Diagnostic(Code.ACRONYM_LATE, message, early[0].span, (hint,))


def _mixed_up(found: Mapping[str, _Acronym], allowed: frozenset[str]) -> Iterator[Diagnostic]:
    """Abbreviations with the letters of another in another order, when only the other one is written out, or is usual."""
    groups: dict[str, list[_Acronym]] = defaultdict(list)
    for acronym in found.values():
        if len(acronym.short) >= 3 and acronym.short.isalpha() and acronym.short.isupper():
            groups["".join(sorted(acronym.short))].append(acronym)
    for group in groups.values():
        for wrong in group:
            right = _meant(wrong, group)
            if right is None or wrong.short in allowed:
                continue
            long = f" ({right.definitions[0].long})" if right.definitions else ""
            for use in wrong.uses:
                message = f"'{wrong.short}' has the letters of '{right.short}'{long} in another order"
                hint = f"write '{right.short}' if that is meant"
                severity = Severity.WARNING if len(wrong.short) > 3 else Severity.INFO
                yield Diagnostic(Code.ACRONYM_VARIANT, message, use.span, (hint,), severity)


def _meant(wrong: _Acronym, group: Sequence[_Acronym]) -> _Acronym | None:
    if wrong.definitions or wrong.short in _KNOWN:
        return None
    better = [
        a for a in group if a is not wrong and (a.definitions or a.short in _KNOWN or len(a.uses) > 2 * len(wrong.uses))
    ]
    if (
        len(wrong.short) == 3
    ):  # three letters make many pairs: only a slip of neighbours, once, beside a written-out one
        better = [
            a
            for a in better
            if a.definitions and len(wrong.uses) == 1 and len(a.uses) >= 4 and a.short[0] == wrong.short[0]
        ]
    return max(better, key=lambda a: (bool(a.definitions), len(a.uses)), default=None)


CHECKS = (acronyms,)

"""Citations typed by hand in the prose: matched against the list of works, with the Markdown to write instead.

A match of name and year is a citation beyond doubt. What only has the form of one ("(Warsaw, 1999)") is weighed: initials, a
page, "et al.", a verb of saying and a name that is near one of the list speak for it; a name that the prose uses otherwise
speaks against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from typesetter.checks.citation_grammar import Typed, TypedWork, may_cite, typed_citations
from typesetter.checks.name_grammar import unlike_a_name
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.register import Match, Register
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.regexes import regex
from typesetter.structs import Struct

_CAPITALISED = regex(r"[^\W\d_a-zß-öø-ÿ][\w’'-]+")
_LISTED = regex(r"[^\W\d_][\w’'-]+(?: [\w’'-]+)?, (?:[^\W\d_]\.[ -]?)+.{0,200}?\((?:\d{4}[a-z]?|n\.d\.)\)")
"""How an entry of a reference list typed by hand begins: ``Coyle, J.J. (2019)``."""
_SAYING = regex(
    r"\s*(?:,\s+for (?:example|instance),)?\s*(?:also |further |thus |has |have |had |then |rightly |convincingly |explicitly )?"
    r"(?:argu|insist|claim|point|note|noting|show|defin|suggest|find|found|describ|stat|writ|wrote|assert|maintain|contend|observ|"
    r"explain|conclud|propos|emphasi|stress|report|demonstrat|identif|mention|highlight|refer|introduc|develop|distinguish|divid|"
    r"examin|analys|analyz|discuss|use|call|see|saw|hold|held|put|present|offer|warn|acknowledg|critici|reject|comment|coment|"
    r"estimat|remind|believ|think|thought|consider|view|challeng|adopt|apply|applies|conceptuali|illustrat|list|adds?\b)"
)
_SOMEONES = regex(
    r"\s*(?:\w+ ){0,2}(?:definition|argument|theory|work|study|analysis|concept|model|framework|account|book|article|claim|view|"
    r"notion|essay|idea|approach|paper|chapter|thesis|typology|reading|critique|conclusion|findings?|research|survey)\b"
)
_BY = regex(r"\b(?:according to|by|see|following|like|with|cf\.|per|from|in|as|and|of|for)\s*$", re.IGNORECASE)
_BY_PERSON = regex(
    r"\b(?:according to|see|cf\.|as (?:argued|noted|shown|described|defined|cited|quoted) (?:by|in))\s*$", re.IGNORECASE
)
_CERTAIN, _LIKELY = 2.5, 2.0
"""From these weights on, what has the form of a citation is reported as a warning, as an information."""
_HABIT = 3
"""So many citations typed by hand make it the writer's habit."""


class Found(Struct):
    """A citation typed by hand in ``passage``, and what each of its works and years means."""

    passage: Passage
    typed: Typed
    matches: tuple[Match, ...]

    @property
    def certain(self) -> bool:
        """Whether every work of it is certain."""
        return all(match.key is not None for match in self.matches)

    @property
    def text(self) -> str:
        """The citation as it is printed."""
        return self.passage.text[self.typed.start : self.typed.end]

    def span(self) -> Span:
        """Where it stands."""
        return self.passage.span(self.typed.start, self.typed.end)


class HandTyped:
    """The citations typed by hand in a thesis."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.register = Register(subject.library)
        self._all = list(self._read())
        self.habit = sum(found.certain for found in self._all) >= _HABIT

    @classmethod
    def of(cls, subject: Subject) -> HandTyped:
        """Those of ``subject``, read once and kept with it."""
        kept = vars(subject)  # as a cached property keeps its value
        if "hand_typed" not in kept:
            kept["hand_typed"] = cls(subject)
        read: HandTyped = kept["hand_typed"]
        return read

    @cached_property
    def citations(self) -> tuple[tuple[Found, Severity], ...]:
        """Those that are citations, each with how sure that is."""
        judged = []
        for found in self._all:
            weight = 9.0 if any(match.keys for match in found.matches) else self._weight(found)
            if weight >= _LIKELY:
                judged.append((found, Severity.WARNING if weight >= _CERTAIN else Severity.INFO))
        return tuple(judged)

    def _read(self) -> Iterator[Found]:
        for passage, _ in self._subject.facts.hits(_may_cite):
            for typed in typed_citations(passage.text, self.register.knows):
                matches = tuple(match for work in typed.works for match in self.register.match(work))
                yield Found(passage, typed, matches)

    @cached_property
    def _ordinary(self) -> Counter[str]:
        """How often the prose has each capitalised word other than in a citation."""
        counts: Counter[str] = Counter()
        for _, words in self._subject.facts.of(_capitalised):
            counts.update(words)
        for found in self._all:
            for match in found.matches:
                counts.subtract(_CAPITALISED.findall(" ".join(match.work.names)))
        return counts

    def _weight(self, found: Found) -> float:
        """What speaks for a citation of works that the list does not have."""
        return min(self._weight_of(found, match.work, match) for match in found.matches)

    def _weight_of(self, found: Found, work: TypedWork, match: Match) -> float:
        typed, text = found.typed, found.passage.text
        if any(unlike_a_name(name) for name in work.names) and not (work.et_al or work.initials):
            return 0.0
        if any(name.islower() or any(char.isdigit() for char in name) for name in work.names):
            return 0.0
        if touches(found.passage.borrowed, typed.start, typed.open):
            return 0.0  # a title, and when it came out
        uses = [max((self._ordinary[w] for w in _CAPITALISED.findall(name)), default=0) for name in work.names]
        weight = 3.0 if work.et_al else 0.0
        weight += 2.0 * work.initials + 2.0 * (work.citing or work.locator.startswith("p")) + self.habit
        weight += 1.0 if len(work.names) > 1 else 0.0
        if self.register.is_author(work.names[0]):
            weight += 1.5  # that the prose speaks of an author says nothing
        else:
            weight += 1.0 if max(uses) <= 0 else 0.0 if max(uses) < 2 else -2.0
        weight += 0.5 if len(work.names) > 1 and min(uses) <= 0 else 0.0
        if match.near:
            cost = match.near[0].cost
            weight += 2.0 if cost <= 1.0 else 1.0 if cost <= 2.0 else 0.5
        if len(work.names) == 1 and work.names[0].isupper() and not match.near:
            weight -= 1.0
        if typed.narrative:
            return weight + self._said(found) - 1.0
        ends = re.match(r"\s*(?:[.;:,)]|$)", text[typed.end :]) or re.search(r"[.!?]\s*$", text[: typed.start])
        return weight + 0.5 * work.comma + (0.5 if ends else 0.0)

    def _said(self, found: Found) -> float:
        """What the words around a narrative citation say for it."""
        typed, text = found.typed, found.passage.text
        after, before = text[typed.end : typed.end + 60], text[max(0, typed.start - 40) : typed.start]
        if typed.possessive:
            return 3.0 if _SOMEONES.match(after) else 0.0
        if _SAYING.match(after) or _BY_PERSON.search(before):
            return 2.5
        return -1.0 if _BY.search(before) else 0.0


def _may_cite(passage: Passage) -> list[bool]:
    """Something for a passage that may have a citation typed by hand in it."""
    may = passage.kind is not Kind.HEADING and may_cite(passage.text) and not _LISTED.match(passage.text)
    return [True] if may else []


def _capitalised(passages: Sequence[Passage]) -> dict[str, int]:
    """How often each capitalised word stands in a chapter."""
    return dict(Counter(word for passage in passages for word in _CAPITALISED.findall(passage.text)))


def hand_typed_citations(subject: Subject) -> Iterator[Diagnostic]:
    """Citations typed by hand: those of listed works with the Markdown to write, the others with the works that are near."""
    hand_typed = HandTyped.of(subject)
    for found, severity in hand_typed.citations:
        if found.certain:
            yield _listed(hand_typed.register, found)
            continue
        for match in found.matches:
            yield _of_work(hand_typed.register, found, match, severity)


def _listed(register: Register, found: Found) -> Diagnostic:
    start, markdown = markdown_for(found.typed, found.matches)
    span = found.passage.span(start, found.typed.end)
    message = f"'{found.text}' is typed by hand: it has no link and puts nothing on the reference list"
    hints = [f"write {markdown}"]
    hints += [
        f"the authors of '{match.key}' are {register.authors(match.key)}"
        for match in found.matches
        if match.key and not match.plain and not match.work.et_al and len(match.work.names) > 1
    ]
    raw = found.passage.raw(start, found.typed.end)
    safe = (
        not any(w.suffix or w.prefix for w in found.typed.works) or raw == found.passage.text[start : found.typed.end]
    )
    return Diagnostic(Code.CITE_TYPED, message, span, tuple(hints), fix=markdown if safe else None)


def _of_work(register: Register, found: Found, match: Match, severity: Severity) -> Diagnostic:
    """One work of a citation that cannot be written anew as a whole."""
    typed = found.typed
    whole = len(found.matches) == 1 or typed.narrative
    span = found.span() if whole else found.passage.span(match.work.start, match.work.end)
    said = f"{_names(match.work)}, {match.year}"
    if match.key:
        message = f"'{said}' is typed by hand: it has no link and puts nothing on the reference list"
        return Diagnostic(Code.CITE_TYPED, message, span, (f"write [{_item(match)}]",))
    if match.keys:
        message = (
            f"'{said}' is typed by hand, and {len(match.keys)} works of that name and year are in the bibliography"
        )
        return Diagnostic(Code.CITE_TYPED, message, span, tuple(f"write [@{key}]" for key in match.keys[:3]))
    hints = register.hints(match)
    if hints:
        hints = (*hints, f"write {_with_key(typed, match)}" if whole else f"write [@{match.near[0].key}]")
    else:
        hints = ("add the work to the .bib file and cite it with its key: [@key, p. …]",)
    return Diagnostic(Code.CITE_TYPED_UNKNOWN, f"the bibliography has no '{said}'", span, hints, severity)


def _names(work: TypedWork) -> str:
    names = work.names
    said = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{said} et al." if work.et_al else said


def _with_key(typed: Typed, match: Match) -> str:
    meant = Match(match.work, match.year, (match.near[0].key,), plain=len(match.work.names) == 1)
    return markdown_for(typed, (meant,))[1]


def markdown_for(typed: Typed, matches: Sequence[Match]) -> tuple[int, str]:
    """Where the Markdown for a citation begins in the text, and that Markdown. Every match has its key."""
    if not typed.narrative:
        return (
            typed.start,
            f"[{'; '.join(_item(match, first=_is_first(i, matches)) for i, match in enumerate(matches))}]",
        )
    work = matches[0].work
    place = ", ".join(part for part in (work.locator, work.suffix) if part)
    if len(matches) == 1 and matches[0].plain:
        owned = "'s" if typed.possessive else ""
        return typed.start, f"@{matches[0].key}{owned}" + (f" [{place}]" if place else "")
    keys = "; ".join(f"-@{match.key}" for match in matches)
    return typed.open, f"[{keys}{', ' + place if place else ''}]"


def _is_first(index: int, matches: Sequence[Match]) -> bool:
    """Whether it is the first year of its work, which has the words in front."""
    return index == 0 or matches[index - 1].work is not matches[index].work


def _item(match: Match, *, first: bool = True) -> str:
    work = match.work
    last = match.year == work.years[-1]
    prefix = f"{work.prefix} " if work.prefix and first else ""
    via = f" via @{match.via.key}" if match.via is not None else ""
    place = work.via or work
    tail = ", ".join(part for part in ((place.locator, place.suffix) if last else ()) if part)
    return f"{prefix}@{match.key}{via}" + (f", {tail}" if tail else "")


CHECKS = (hand_typed_citations,)

"""One name in several spellings: Karabakh, Karabaj, Karabkh.

Forms of proper nouns are gathered over text, headings and captions, with the words beside them. Two forms are held for one
name by how they differ (:mod:`likeness`), by how often each is used, and by whether they stand in the same surroundings; each
rarer form is reported wherever it stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from typesetter.checks.facts import words_of
from typesetter.checks.known_names import CALENDAR, GIVEN, PLACES
from typesetter.checks.likeness import Likeness, is_derived, likeness, plain, sound, stem
from typesetter.checks.name_forms import Form, Use, forms_of, neighbours
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity

_COMMON = 3
"""A name that stands so often is established."""


def name_variants(subject: Subject) -> Iterator[Diagnostic]:
    """The rarer spellings of names, each where it stands."""
    forms, lower = forms_of(subject), subject.facts.small
    allowed = {plain(word) for word in subject.thesis.checks.allow.get("name-variant", ())}
    listed = _listed(subject)
    names = {
        text: form
        for text, form in forms.items()
        if len(text) > 3
        and (form.within or not lower[text.casefold()])
        and 2 * lower[text.casefold()] < form.count
        and plain(text) not in CALENDAR
    }
    twins = _Twins(names, listed, allowed, lower)
    reported: set[tuple[int, int]] = set()
    for text, better, severity in twins.found():
        for use in names[text].uses:
            reported.add((id(use.passage), use.start))
            yield _finding(use, text, better, names[better].count, severity)
    yield from _phrases(subject, allowed, reported, lower)


def _finding(use: Use, text: str, better: str, count: int, severity: Severity) -> Diagnostic:
    times = "once" if count == 1 else "twice" if count == 2 else f"{count} times"
    message = f"'{text}' is elsewhere spelt '{better}' ({times})"
    hints = (
        f"write '{better}' if both are one name",
        f"if they are two, add checks: {{allow: {{name-variant: [{text}]}}}} to thesis.yaml",
    )
    return Diagnostic(Code.NAME_VARIANT, message, use.passage.span(use.start, use.end), hints, severity)


def _listed(subject: Subject) -> frozenset[str]:
    """The family names of the bibliography: spelt alike, they are people apart."""

    def read() -> frozenset[str]:
        entries = subject.library.entries.values()
        people = (str(name) for entry in entries for role in entry.people.values() for name in role)
        return frozenset(plain(part) for _, part in words_of("\n".join(dict.fromkeys(people))))

    found: frozenset[str] = subject.facts.stamped("family names", subject.library.stamp, read)
    return found


# ---------------------------------------------------------------------------------------------------------- comparing


class _Twins:
    """Finds the forms that are one name."""

    def __init__(
        self, names: Mapping[str, Form], listed: frozenset[str], allowed: set[str], lower: Counter[str]
    ) -> None:
        self._names, self._listed, self._allowed, self._lower = names, listed, allowed, lower
        self._better: dict[str, tuple[str, Severity]] = {}

    def found(self) -> Iterator[tuple[str, str, Severity]]:
        """Each rarer form, the form it is measured by, and how sure that is."""
        links: dict[str, list[tuple[str, Severity]]] = defaultdict(list)
        for one, other in _near(self._names):
            severity = self._judge(self._names[one], self._names[other])
            if severity is not None:
                links[one].append((other, severity))
                links[other].append((one, severity))
        for text, near in links.items():
            best, severity = self._best(text, links)
            mine, theirs = self._names[text].count, self._names[best].count
            if best != text and plain(text) not in self._allowed and mine <= theirs:
                yield text, best, severity
            elif best == text:  # spelt in two ways as often: both places are shown
                for other, weight in near:
                    if self._names[other].count == mine and self._less_borne_out(text, other):
                        yield text, other, weight
                        break

    def _less_borne_out(self, text: str, other: str) -> bool:
        """Whether no more words of the same stem speak for one spelling than for the other, used as often."""
        if plain(text) in self._allowed:
            return False
        mine, theirs = (
            self._lower[form.casefold()]
            + sum(n.count for n in self._names.values() if n.text != form and is_derived(form, n.text))
            for form in (text, other)
        )
        return mine <= theirs

    def _best(self, text: str, links: Mapping[str, list[tuple[str, Severity]]]) -> tuple[str, Severity]:
        """The most used form that ``text`` is linked with, over other forms if need be."""
        seen = [text]
        for here in seen:  # grows as it is gone through
            seen += [other for other, _ in links[here] if other not in seen][: 12 - len(seen)]
        best = max(seen, key=lambda form: (self._names[form].count, plain(form) in self._listed, form == text))
        return best, min((severity for _, severity in links[text]), key=lambda s: s.rank)

    def _judge(self, one: Form, other: Form) -> Severity | None:
        """How sure it is that both are one name; None when they are two."""
        rare, usual = sorted((one, other), key=lambda form: form.count)
        if not self._comparable(rare.text, usual.text):
            return None
        alike = likeness(rare.text, usual.text)
        shared = bool(rare.beside & usual.beside)
        times = usual.count / rare.count
        if alike is Likeness.SURE and not shared and any(word[1:] in GIVEN for word in rare.beside if word[0] == "<"):
            return Severity.INFO if usual.within else None  # with a given name of its own: another person, perhaps
        if alike is Likeness.SURE:
            if usual.within and (times > 1.5 or shared or rare.count == 1):
                return (
                    Severity.WARNING
                    if len(rare.text) > 4 and (times >= 2 or shared or usual.count <= 2)
                    else Severity.INFO
                )
            return Severity.INFO
        if alike is Likeness.NEAR and rare.within + usual.within:
            if (shared and times >= 2) or (usual.count >= 5 and rare.count == 1 and times >= 5):
                return Severity.WARNING if shared else Severity.INFO
            return None
        if alike is Likeness.FAR and shared and rare.within and times >= _COMMON and usual.count >= _COMMON:
            return Severity.WARNING if len(rare.text) >= 7 and rare.count <= 2 else Severity.INFO
        return None

    def _comparable(self, one: str, other: str) -> bool:
        a, b = plain(one), plain(other)
        if {a, b} <= PLACES or {a, b} <= GIVEN or {a, b} <= self._listed:
            return a == b
        return not ((a in PLACES or a in GIVEN) and is_known(b)) and not one.isupper()


def is_known(word: str) -> bool:
    """Whether a word is a place, a given name or a day: right as it stands."""
    return word in PLACES or word in GIVEN or word in CALENDAR


def _near(names: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """Pairs that may be one name: those that agree when a letter or two are left out of each, or of their sounds."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for key in _keys(name):
            groups[key].append(name)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        if 1 < len(group) < 40:
            for i, one in enumerate(group):
                for other in group[i + 1 :]:
                    pair = (one, other) if one < other else (other, one)
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


def _keys(name: str) -> Iterable[str]:
    folded, heard = plain(name), sound(name)
    keys = dict.fromkeys((folded, heard, sound(stem(folded))))  # in an order that does not depend on a run's hashes
    for word, depth in ((folded, 1), (heard, 2 if len(heard) > 5 else 1)):
        level = {word: None}
        for _ in range(depth):
            level = {w[:i] + w[i + 1 :]: None for w in level for i in range(1, len(w))}
            keys |= level
    return keys


# ------------------------------------------------------------------------------------------------------------ phrases


def _phrases(
    subject: Subject, allowed: set[str], reported: set[tuple[int, int]], lower: Counter[str]
) -> Iterator[Diagnostic]:
    """Names of two words and more that differ in one: Basic Principles, Basic Principals."""
    groups: dict[tuple[str, str], dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for passage, pairs in subject.facts.places(neighbours):
        for left, first, right, second in pairs:
            groups[first, ">"][second].append(Use(passage, right, right + len(second)))
            groups[second, "<"][first].append(Use(passage, left, left + len(first)))
    for (beside, _), forms in groups.items():
        if plain(beside) in GIVEN or not 1 < len(forms) < 40:
            continue
        texts = list(forms)
        for i, one in enumerate(texts):
            for other in texts[i + 1 :]:
                yield from _two_words(one, other, forms, allowed, reported, lower)


def _two_words(
    one: str,
    other: str,
    forms: Mapping[str, list[Use]],
    allowed: set[str],
    reported: set[tuple[int, int]],
    lower: Counter[str],
) -> Iterator[Diagnostic]:
    a, b = plain(one), plain(other)
    if (
        min(len(a), len(b)) < 6
        or is_derived(one, other)
        or (is_known(a) and is_known(b))
        or likeness(one, other) is Likeness.NONE
    ):
        return
    weights = {text: (len(forms[text]), lower[text.casefold()]) for text in (one, other)}
    rare, usual = (one, other) if weights[one] <= weights[other] else (other, one)
    if len(forms[rare]) > 2 or (len(forms[rare]) == 2 and len(forms[usual]) < 4):
        return
    both = (rare, usual) if weights[one] == weights[other] else (rare,)
    for text in both:
        better = usual if text == rare else rare
        for use in forms[text]:
            if plain(text) not in allowed and (id(use.passage), use.start) not in reported:
                reported.add((id(use.passage), use.start))
                yield _finding(use, text, better, len(forms[better]), Severity.WARNING)


CHECKS = (name_variants,)

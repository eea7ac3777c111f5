"""Telling works apart that the text would cite alike though their authors differ.

What may be added, in this order and as the variant says: names that "et al." hides, initials, given names. Nothing is added
that does not tell two works apart, and only to works that need it; what is left to letters is left to
:func:`typesetter.citations.labels.letters_of`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from typesetter.citations.labels import PLAIN, Label, Wording, cited_names, is_personal, make_label
from typesetter.citations.names import Name, compatible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typesetter.citations.entry import Entry
    from typesetter.citations.variant import Variant

_LEVELS = (1, 2)


def tell_apart(ordered: Sequence[Entry], variant: Variant) -> dict[str, Label]:
    """The labels of the works by key, without letters."""
    teller = _Teller(ordered, variant)
    if variant.text.clash == "always":
        teller.always()
    for group in _groups(ordered, teller.labels):
        if variant.text.et_al_clash == "names":
            teller.refine(group, list(teller.more_names(group)))
    if variant.text.clash != "never":
        for group in _groups(ordered, teller.labels):
            teller.refine(group, list(teller.more_given(group)))
    return teller.labels


def _groups(entries: Iterable[Entry], labels: dict[str, Label]) -> list[list[Entry]]:
    """The works that share a label."""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[labels[entry.key].identity].append(entry)
    return [group for group in groups.values() if len(group) > 1]


class _Teller:
    def __init__(self, entries: Sequence[Entry], variant: Variant) -> None:
        self._variant = variant
        self._entries = [entry for entry in entries if not is_personal(entry, variant)]
        self._names = {entry.key: cited_names(entry, variant) for entry in entries}
        self._wordings: dict[str, Wording] = {}
        self.labels = {entry.key: make_label(entry, variant) for entry in entries}

    def always(self) -> None:
        """Initials for all first authors who share a surname with another person; given names where initials are shared."""
        surnames: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if names := self._names[entry.key]:
                surnames[names[0].surname.casefold()].append(entry)
        for group in surnames.values():
            for level in _LEVELS:
                alike: dict[str, list[Entry]] = defaultdict(list)
                for entry in group:
                    alike[self._names[entry.key][0].initials("") if level > 1 else ""].append(entry)
                for same in alike.values():
                    if not _one_person([self._names[entry.key][0] for entry in same]):
                        self._set(same, [self._wording(entry).raised(0, level) for entry in same])

    def more_names(self, group: Sequence[Entry]) -> Iterator[Wording]:
        """More and more names before "et al."."""
        style = self._variant.text.names
        most = max(len(self._names[entry.key]) for entry in group)
        if style.et_al_from is not None and most >= style.et_al_from:
            yield from (Wording(shown=n) for n in range(style.et_al_show + 1, most + 1))

    def more_given(self, group: Sequence[Entry]) -> Iterator[Wording]:
        """Initials, then given names, of the first name, of the second …."""
        most = max(len(self._names[entry.key]) for entry in group)
        for position in range(most):
            yield from (PLAIN.raised(position, level) for level in _LEVELS)

    def refine(self, group: Sequence[Entry], steps: list[Wording]) -> None:
        """Take the first step that makes some works of the group differ from others, then go on with those still alike."""
        if len(group) < 2 or self._one_list(group):
            return
        for i, step in enumerate(steps):
            wordings = [self._with(entry, step) for entry in group]
            labels = [make_label(entry, self._variant, w) for entry, w in zip(group, wordings, strict=True)]
            parts: dict[tuple[str, str], list[Entry]] = defaultdict(list)
            for entry, label in zip(group, labels, strict=True):
                parts[label.identity].append(entry)
            if len(parts) > 1:
                self._set(group, wordings)
                for part in parts.values():
                    self.refine(part, steps[i + 1 :])
                return

    def _with(self, entry: Entry, step: Wording) -> Wording:
        """The work's wording, and what a step adds to it; a name that "et al." hides has no given name to add."""
        now = self._wording(entry)
        if step.shown is not None:
            return Wording(step.shown, now.levels)
        return now.raised(len(step.levels) - 1, step.levels[-1])

    def _wording(self, entry: Entry) -> Wording:
        return self._wordings.get(entry.key, PLAIN)

    def _set(self, entries: Sequence[Entry], wordings: Sequence[Wording]) -> None:
        for entry, wording in zip(entries, wordings, strict=True):
            self._wordings[entry.key] = wording
            self.labels[entry.key] = make_label(entry, self._variant, wording)

    def _one_list(self, group: Sequence[Entry]) -> bool:
        """Whether the works may all be by the same authors."""
        lists = list(dict.fromkeys(self._names[entry.key] for entry in group))
        first = lists[0]
        return all(len(other) == len(first) for other in lists) and all(
            _one_person(column) for column in zip(*lists, strict=True)
        )


def _one_person(names: Iterable[Name]) -> bool:
    """Whether all the names may be one person's."""
    distinct = list(dict.fromkeys(names))
    return all(compatible(a, b) for i, a in enumerate(distinct) for b in distinct[i + 1 :])

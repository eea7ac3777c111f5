"""Which work was meant by a key that the bibliography does not have, and why it is thought to be that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.citations.likeness import FAR, Candidate, Kin, Wanted, pardoned, slips, wanted_by_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typesetter.citations.entry import Entry
    from typesetter.citations.library import Library

_SHOWN_TITLE = 90
_SHOWN_NAMES = 3
_SHOWN_HINTS = 3
_MARGIN = 0.8
"""How much more than the best a candidate may cost and still be shown beside it."""


class Nearest:
    """Finds the works that were meant by what somebody typed; made once for a library, since it reads all its names."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kin = Kin(library)
        self._same = {k.casefold(): k for k in library.entries}

    def hints(self, key: str) -> tuple[str, ...]:
        """Hints that name the works meant by an unknown key, best first; empty when none is near."""
        if key.casefold() in self._same:
            found = self._library[self._same[key.casefold()]]
            return (f"did you mean {describe(found)}? Capitals count in keys",)
        return self.shown(self.by_key(key))

    def by_key(self, key: str) -> list[Candidate]:
        """The works that may be meant by a key, best first."""
        found = {c.key: c for c in self._kin.rank(wanted_by_key(key))}
        for candidate in self._by_letters(key):
            if candidate.key not in found or candidate.cost < found[candidate.key].cost - 0.5:
                found[candidate.key] = candidate
        return sorted(found.values(), key=lambda c: round(c.cost, 3))

    def by_names(self, wanted: Wanted) -> list[Candidate]:
        """The works that may be meant by names and a year, best first."""
        return self._kin.rank(wanted)

    def shown(self, candidates: Sequence[Candidate]) -> tuple[str, ...]:
        """The hints for candidates in their order: the best, and those that are nearly as good."""
        near = [c for c in candidates if c.cost <= candidates[0].cost + _MARGIN][:_SHOWN_HINTS]
        return tuple(self._shown(c) for c in near)

    def _shown(self, candidate: Candidate) -> str:
        why = "; ".join(candidate.reasons)
        said = f"did you mean {describe(self._library[candidate.key])}?"
        return f"{said} {why[0].upper()}{why[1:]}" if why else said

    def _by_letters(self, key: str) -> list[Candidate]:
        """The keys within a few slips of the pen, whatever they are made of; the year must be the same."""
        wanted = key.casefold()
        limit = min(2, pardoned(len(wanted)))
        digits = [c for c in wanted if c.isdigit()]
        found = []
        for candidate in self._library.entries:
            if abs(len(candidate) - len(key)) > limit or digits != [c for c in candidate if c.isdigit()]:
                continue
            count = slips(wanted, candidate.casefold(), limit)
            if count <= limit:
                swapped = sorted(wanted) == sorted(candidate.casefold())
                why = ("two letters are swapped",) if swapped else ()
                found.append(Candidate(candidate, min(7 * count / len(wanted), FAR), why))
        return found


def hints_for(key: str, library: Library) -> tuple[str, ...]:
    """Hints that name the nearest entries, best first; empty when none is near."""
    return Nearest(library).hints(key)


def describe(entry: Entry) -> str:
    """``'borozna2021' (Borozna, A., 2021, The Sources of …)``: what a person knows the work by."""
    _, names = entry.heads
    shown = [f"{n.surname}, {n.initials()}" if n.given else n.surname for n in names[:_SHOWN_NAMES]]
    if len(names) > len(shown):
        who = ", ".join(shown) + " et al."
    else:
        who = " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
    title = entry.text("title")
    if len(title) > _SHOWN_TITLE:
        title = title[:_SHOWN_TITLE].rsplit(" ", 1)[0] + " …"
    return f"'{entry.key}' ({', '.join(part for part in (who, entry.date().year or 'n.d.', title) if part)})"

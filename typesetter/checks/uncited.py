"""Works of the bibliography that the thesis never cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typesetter import model as m
from typesetter.checks.handtyped import HandTyped
from typesetter.checks.subject import Subject
from typesetter.citations.likeness import Candidate
from typesetter.citations.nearest import Nearest
from typesetter.diagnostics import Code, Diagnostic

_CLEAR = 0.15
"""What a work must be nearer than the next to be the one that was meant."""


def uncited(subject: Subject) -> Iterator[Diagnostic]:
    """Entries that no citation means: none with their key, none typed by hand, none whose wrong key is nearest to theirs."""
    if not subject.whole:
        return
    library = subject.library
    cited = [
        key
        for node in m.walk(subject.cited.document.chapters)
        if isinstance(node, m.Citation)
        for item in node.items
        for key in (item.key, item.via)
        if key is not None
    ]
    used = {
        *map(library.own_key, cited),
        *library.parents,
        *(reference.key for reference in subject.cited.bibliography),
    }
    for found, _ in HandTyped.of(subject).citations:
        for match in found.matches:
            used.update(match.keys or _meant(match.near))
    if wrong := [key for key in dict.fromkeys(cited) if key not in library]:
        nearest = Nearest(library)
        used.update(meant for key in wrong for meant in _meant(nearest.by_key(key)))
    for key, entry in library.entries.items():
        if key not in used:
            message = f"'{key}' is never cited, so it is not listed"
            yield Diagnostic(Code.CITE_UNCITED, message, entry.span)


def _meant(near: Sequence[Candidate]) -> list[str]:
    """The work that is meant by a wrong citation, when it is nearer than any other."""
    if not near or (len(near) > 1 and near[1].cost - near[0].cost < _CLEAR):
        return []
    return [near[0].key]


CHECKS = (uncited,)

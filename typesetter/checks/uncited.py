"""Works of the bibliography that the thesis never cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    cited = [key for chapter in subject.cited.document.chapters for key in chapter.survey.cited]
    used = {*map(library.own_key, cited), *library.parents, *subject.cited.listed}
    for found, _ in HandTyped.of(subject).citations:
        for match in found.matches:
            used.update(match.keys or _meant(match.near))
    if wrong := [key for key in dict.fromkeys(cited) if key not in library]:
        nearest = Nearest(library)
        used.update(meant for key in wrong for meant in _meant(nearest.by_key(key)))
    spans = library.spans
    for key in library.entries:
        if key not in used:
            message = f"'{key}' is never cited, so it is not listed"
            yield Diagnostic(Code.CITE_UNCITED, message, spans[key])


def _meant(near: Sequence[Candidate]) -> list[str]:
    """The work that is meant by a wrong citation, when it is nearer than any other."""
    if not near or (len(near) > 1 and near[1].cost - near[0].cost < _CLEAR):
        return []
    return [near[0].key]


CHECKS = (uncited,)

"""What the checks of single chapters found, kept between builds until the chapter changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from typesetter.checks.subject import Subject
from typesetter.diagnostics import Diagnostic
from typesetter.shelf import Shelf
from typesetter.stamps import digest
from typesetter.witness import code_digest


def check_chapters(
    subject: Subject,
    checks: Sequence[Callable[[Subject], Iterator[Diagnostic]]],
) -> Iterator[Sequence[Diagnostic]]:
    """The findings of ``checks`` in one chapter after the other, which they see alone."""
    shelf = None
    if subject.cache is not None:
        shelf = Shelf(subject.cache / "findings", digest(code_digest(), subject.thesis.language))
    for index, chapter in enumerate(subject.cited.document.chapters):
        identity = subject.identities.get(chapter.path)
        name = digest(chapter.path, identity or "", chapter.digest)
        kept = shelf.get(name) if shelf is not None and identity else None
        if kept is None:
            alone = subject.alone(index)
            kept = tuple(d for check in checks for d in check(alone))
            if shelf is not None and identity:
                shelf.put(name, kept)
        yield kept
    if shelf is not None:
        shelf.tidy()

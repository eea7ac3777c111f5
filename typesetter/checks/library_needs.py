"""What a reference needs and its entry lacks, beyond what no reference of its kind can be printed without.

The fields are those that Cite Them Right (Pears and Shields) has in a Harvard reference of each kind of work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from typesetter.checks.bibfields import Work, works_of
from typesetter.checks.subject import Subject
from typesetter.citations.kinds import set_like
from typesetter.diagnostics import Code, Diagnostic

_FOUND = ("doi", "eprint", "eid")
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (("volume", "number", *_FOUND, "issuetitle"), ("pages", *_FOUND, "url")),
    "book": (("publisher", "institution", "organization"),),
    "chapter": (("publisher", "series", "doi"), ("pages", "chapter", "eid")),
    "report": (("institution", "publisher", "organization", "author"),),
}
_SHOWN = {"institution": "institution", "volume": "volume", "pages": "pages", "publisher": "publisher"}


def needs(subject: Subject) -> Iterator[tuple[str, Diagnostic]]:
    """Works without volume, pages or publisher; and those of nobody, which a list can only sort by their title."""
    for work in works_of(subject):
        if work.has("pubstate"):
            continue
        lacking = list(_lacking(work))
        if lacking:
            entry = work.entry
            message = f"'{entry.key}' (@{entry.type}) has no {' and no '.join(lacking)}"
            hint = f"add {' and '.join(f'{name} = {{…}}' for name in lacking)}"
            yield entry.key, Diagnostic(Code.BIB_SPARSE, message, entry.span, (hint,))


def _lacking(work: Work) -> Iterator[str]:
    entry = work.entry
    kind = next((kind for kind in _NEEDED if set_like(entry.kind, kind)), None)
    if not work.has("author") and not work.has("editor") and kind in ("article", "book", "chapter"):
        yield "author"
    if kind is None or entry.kind in ("newspaper", "magazine", "blog", "encyclopedia"):
        return
    for names in _NEEDED[kind]:
        if not any(map(work.has, names)):
            yield _SHOWN[names[0]]


LISTED_CHECKS = (needs,)

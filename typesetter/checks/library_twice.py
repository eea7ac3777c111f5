"""The same work twice in the bibliography: by its DOI, or by author, year and a title that is nearly the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from typesetter.checks.bibfields import Work, works_of
from typesetter.checks.subject import Subject
from typesetter.citations.collation import folded
from typesetter.citations.likeness import slips
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex
from typesetter.structs import Struct

_LENGTH = 12
"""Titles shorter than this ("Introduction", "Editorial") are many works'."""
_PER_SLIP = 15
"""One slip in so many letters leaves a title the same."""
_SURNAME = regex(r"\s*([^\W\d_](?:[^\W\d_]|[ ’'-])*),")
_RESOLVER = regex(r"^(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)+", re.IGNORECASE)


def twice(subject: Subject) -> Iterator[Diagnostic]:
    """Entries that are another one's work, told at the later of the two."""
    by_doi: dict[str, Work] = {}
    alike: dict[tuple[str, str], list[_Titled]] = defaultdict(list)
    parents = subject.library.parents
    for work in works_of(subject):
        entry = work.entry
        if entry.key in parents:
            continue
        first = None
        doi = _RESOLVER.sub("", work.text("doi").strip()).casefold()
        if doi:
            first = by_doi.setdefault(doi, work)
            first = None if first is work else first
        why = f"it has the same DOI, {doi}"
        if first is None:
            titled = _titled(work)
            who = _first_author(work)
            groups = [alike[who, year] for year in _years(work)]
            first = next((other.work for group in groups for other in group if _same(titled, other)), None)
            why = "author, year and title are the same"
            groups[0].append(titled)
        if first is not None:
            message = f"'{entry.key}' is the same work as '{first.entry.key}': {why}"
            place = f"it is at {first.entry.span.path}:{first.entry.span.line}"
            hint = f"{place}; keep one of the two, and cite that one"
            yield Diagnostic(Code.BIB_TWICE, message, entry.span, (hint,))


class _Titled(Struct):
    """A work, its title folded, and the words of that."""

    work: Work
    title: str
    words: frozenset[str]


def _titled(work: Work) -> _Titled:
    title = folded(f"{work.text('title')} {work.text('subtitle')}")
    return _Titled(work, title, frozenset(title.split()))


def _first_author(work: Work) -> str:
    """What works are grouped by."""
    field = work.get("author") or work.get("editor")
    if field is not None and (plain := _SURNAME.match(field.text)) is not None:
        return folded(plain[1])
    _, heads = work.entry.heads
    return folded(heads[0].family) if heads else ""


def _years(work: Work) -> list[str]:
    """The year, first its own and then those next to it, under which the same work may be entered again."""
    field = work.get("date") or work.get("year")
    number = int(field.text) if field is not None and field.text.isdigit() else work.entry.date().number
    return [str(year) for year in (number, number - 1, number + 1)] if number is not None else [""]


def _same(a: _Titled, b: _Titled) -> bool:
    """Whether two works of one author and year are the same: their titles are, and nothing numbers them apart."""
    ours, theirs = a.title, b.title
    shorter = min(len(ours), len(theirs))
    limit = shorter // _PER_SLIP
    if shorter < _LENGTH or min(len(a.words - b.words), len(b.words - a.words)) > limit:
        return False
    whole = ours == theirs or ours.startswith(f"{theirs} ") or theirs.startswith(f"{ours} ")
    if not whole and (abs(len(ours) - len(theirs)) > limit or slips(ours, theirs, limit) > limit):
        return False
    # a title without its subtitle is the same in the same year only: next year it may be the next volume
    if whole and ours != theirs and a.work.entry.date().number != b.work.entry.date().number:
        return False
    return re.findall(r"\d+|\b[ivx]+\b", ours) == re.findall(r"\d+|\b[ivx]+\b", theirs) and not _numbered_apart(
        a.work, b.work
    )


def _numbered_apart(a: Work, b: Work) -> bool:
    """Whether a volume, an edition or another kind tells two works of one title apart."""
    for name in ("volume", "number", "edition", "pages", "chapter", "part", "type", "doi", "version"):
        one, other = a.entry.text(name), b.entry.text(name)
        if one and other and re.sub(r"\W", "", one) != re.sub(r"\W", "", other):
            return True
    return a.entry.kind != b.entry.kind and bool({a.entry.kind, b.entry.kind} & {"review", "thesis", "conference"})


CHECKS = (twice,)

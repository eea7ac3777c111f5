"""A work of a .bib file, as written and as read. What reads it is loaded only when there is something to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from typesetter.citations.kinds import set_like
from typesetter.diagnostics import Span
from typesetter.model import plain_text
from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from typesetter.citations.dates import Date
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.names import Name

SAME = {
    "journal": "journaltitle", "address": "location", "school": "institution", "annote": "annotation",
    "issue": "number", "archiveprefix": "eprinttype", "primaryclass": "eprintclass",
    "arxivid": "eprint", "lastchecked": "urldate", "lastaccessed": "urldate", "accessed": "urldate", "access": "urldate",
    "accessdate": "urldate", "access_date": "urldate", "access-date": "urldate", "lastvisited": "urldate",
    "conference": "eventtitle",
    "scriptwriter": "writer", "screenwriter": "writer", "podcaster": "host", "lecturer": "speaker", "assignee": "holder",
}  # fmt: skip
"""Names of fields in BibTeX and in exports, and biblatex's name for the same."""


class RawEntry(Struct):
    """An entry as written: its type, key, and fields (LaTeX source, names in lower case) with the place of each."""

    type: str
    key: str
    fields: Mapping[str, str]
    places: Mapping[str, Span]
    span: Span


class Entry(Struct):
    """A work. ``type`` is as written, in lower case; ``kind`` is what it is (:data:`~typesetter.citations.kinds.KINDS`).

    ``fields`` are decoded (biblatex's names: journaltitle, location, institution …); ``people`` are by role, without
    ``others``, the roles whose list ends in "and others". ``span`` is the entry's head; ``digest`` is of its content.
    """

    key: str
    type: str
    kind: str
    fields: Mapping[str, Inlines] = field(hash=False)
    people: Mapping[str, tuple[Name, ...]] = field(hash=False)
    others: frozenset[str]
    span: Span
    digest: str

    def text(self, name: str) -> str:
        """A field in plain characters, empty when the entry lacks it."""
        return plain_text(self.fields.get(name, ()))

    def date(self, prefix: str = "") -> Date:
        """The date: of publication, or with the prefixes ``url`` (access), ``orig`` (first edition), ``event``."""
        from typesetter.citations.dates import date_of

        return date_of(self.text, prefix)

    @property
    def heads(self) -> tuple[str, tuple[Name, ...]]:
        """Whose name the work stands under, role and names: its authors, else its editors; ("", ()) for a title."""
        for role in ("author",) if set_like(self.kind, "chapter") else ("author", "editor"):
            if self.people.get(role):
                return role, self.people[role]
        return "", ()

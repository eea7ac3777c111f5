"""What reference managers and writers put into the wrong field goes to the right one.

The habits are those of Zotero (Better BibTeX), JabRef, Mendeley, BibDesk and Google Scholar: an address or a date of access
in ``howpublished`` or ``note``, "in press" for a year, a DOI with its resolver, notes that only the program wants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.model import Math, Text, plain_text
from typesetter.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from typesetter.citations.latextext import Inlines
    from typesetter.diagnostics import Span

_EXPORTED_NOTE = regex(
    r"\s*(Publisher|_eprint|Num Pages|Section|Conference Name|Meeting Name|ISSN|ISBN|Place|Type|Number|Series Number|"
    r"Library Catalog|Google-Books-ID|OCLC|ZSCC|PMCID|PMID|Citation Key|Archive Location|tex\.[\w-]+|arXiv|Backup Publisher|"
    r"Pages|Issue|Version|Container-title|Medium)\s*:"
)
_VERBS = r"(?:last\s+)?(?:accessed|retrieved|visited|viewed|checked|consulted)"
_ACCESSED = regex(
    rf"\W*(?:online\W+)?{_VERBS}\s*(?:on|:|at|in)?\s*(?P<date>[^()\[\]]*?\d{{4}}[^()\[\]]*?)\W*", re.IGNORECASE
)
_ADDRESS = regex(
    r"\W*(?:(?:online|web ?(?:site|page)|internet|url|link|see|(?:also\s+)?available(?:\s+(?:at|from|online|via|on))*|"
    rf"retrieved\s+from|accessed\s+at|from)\b\W*)*(?P<url>https?://[^\s\]>)]+?)[.,;>)\]]*(?:\s*\W*{_VERBS}\s*(?:on|:)?\s*"
    r"(?P<date>[^()\[\]]*?\d{4}[^()\[\]]*?)\W*)?",
    re.IGNORECASE,
)
_STATES = {
    "forthcoming": "forthcoming", "to appear": "forthcoming", "to be published": "forthcoming", "accepted": "forthcoming",
    "accepted for publication": "forthcoming", "in press": "inpress", "inpress": "inpress", "submitted": "submitted",
    "under review": "submitted", "in review": "submitted", "submitted for publication": "submitted",
    "in preparation": "inpreparation", "inpreparation": "inpreparation", "in progress": "inpreparation",
    "preprint": "prepublished", "prepublished": "prepublished", "online first": "prepublished",
    "advance online publication": "prepublished",
}  # fmt: skip
"""Words for works that have no year yet, and biblatex's ``pubstate`` for each."""
_RESOLVER = regex(r"(?i)^(?:doi:?\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)+")


def mend(fields: dict[str, Inlines], span: Span, verbatim: Collection[str]) -> None:
    """Put an entry's decoded fields right, in place. ``verbatim`` are the fields that are no prose."""

    def put(name: str, text: str) -> None:
        fields.setdefault(name, (Text(text, span),))

    if "doi" in fields:
        fields["doi"] = (Text(_RESOLVER.sub("", plain_text(fields["doi"])), span),)
    for name in ("howpublished", "note", "addendum"):
        if name in fields and _is_address(plain_text(fields[name]), put, plain_text(fields.get("url", ())), name):
            del fields[name]
    _put_state(fields, span)
    eprint = plain_text(fields.get("eprint", ()))
    if eprint and plain_text(fields.get("eprinttype", ())).casefold() == "arxiv" and "doi" not in fields:
        put("url", f"https://arxiv.org/abs/{eprint.removeprefix('arXiv:')}")
    for name, inlines in list(fields.items()):
        last = inlines[-1]
        if isinstance(last, Text) and name not in verbatim and last.text[-1:] in (",", ";", ":"):
            trimmed = last.text.rstrip(",;: ")
            fields[name] = (*inlines[:-1], Text(trimmed, span)) if trimmed else inlines[:-1]
            if not fields[name]:
                del fields[name]
        elif not plain_text(inlines).strip() and not any(isinstance(n, Math) for n in inlines):
            del fields[name]


def _is_address(text: str, put: Callable[[str, str], None], url: str, name: str) -> bool:
    """Whether the text is only an address or a date of access, which is put where it belongs, or a program's own note."""
    if name == "note" and _EXPORTED_NOTE.match(text):
        return True
    found = _ADDRESS.fullmatch(text)
    if found is not None and url in ("", found["url"]):
        put("url", found["url"])
        if found["date"]:
            put("urldate", found["date"].strip())
        return True
    found = _ACCESSED.fullmatch(text)
    if found is not None:
        put("urldate", found["date"].strip())
    return found is not None


def _put_state(fields: dict[str, Inlines], span: Span) -> None:
    """Words such as "in press" for the year, in the note or of the writer's own become biblatex's ``pubstate``."""
    for name in ("pubstate", "year", "date", "note", "addendum"):
        state = _STATES.get(plain_text(fields.get(name, ())).strip(" .()[]").casefold())
        if state is not None:
            fields.setdefault("pubstate", (Text(state, span),))
            if name == "pubstate":
                fields[name] = (Text(state, span),)
            else:
                del fields[name]

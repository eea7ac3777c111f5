"""Kinds of work: which one an entry is, and which kind's template stands in for one that a style sheet lacks.

A kind follows from the entry's type, from what ``entrysubtype`` or ``type`` say of it ("newspaper", "Blog post", "podcast"),
and from which fields it has. The types are those of BibTeX, biblatex and its APA extension, and what Zotero, JabRef, Mendeley
and BibDesk write besides; what exports mean by them follows Pandoc's reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from typesetter.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Container

FALLBACKS: Mapping[str, str] = {
    "magazine": "article", "newspaper": "article", "review": "article",
    "proceedings": "book", "manual": "book",
    "conference": "chapter", "encyclopedia": "chapter",
    "workingpaper": "report", "standard": "report",
    "blog": "online", "post": "online", "dataset": "online", "software": "online", "podcast": "online", "video": "online",
    "film": "video", "broadcast": "film",
    "bill": "legislation", "treaty": "legislation",
    "presentation": "unpublished",
    **dict.fromkeys(
        (
            "article", "book", "chapter", "thesis", "report", "online", "speech", "interview", "legislation", "case",
            "patent", "map", "artwork", "music", "archive", "unpublished", "personal",
        ),
        "misc",
    ),
}  # fmt: skip
"""The kind whose template sets a kind that has none of its own; every chain ends at ``misc``."""

KINDS: tuple[str, ...] = (*sorted(FALLBACKS), "misc")

_TYPES = {
    "article": "suppperiodical",
    "book": "mvbook collection mvcollection booklet pamphlet reference mvreference periodical commentary ebook",
    "proceedings": "mvproceedings",
    "chapter": "inbook incollection bookinbook suppbook suppcollection",
    "conference": "inproceedings",
    "encyclopedia": "inreference",
    "thesis": "phdthesis mastersthesis",
    "report": "techreport",
    "online": "electronic www webpage website web url arxiv",
    "dataset": "data",
    "software": "hardware softwareversion softwaremodule codefragment",
    "film": "movie",
    "broadcast": "tvbroadcast radiobroadcast",
    "legislation": "constitution legmaterial legadminmaterial",
    "treaty": "legal",
    "case": "jurisdiction",
    "artwork": "image performance",
    "music": "audio",
    "archive": "manuscript archived",
    "presentation": "talk",
    "personal": "letter conversation email",
    "misc": "generic nameonly set other customa customb customc customd custome customf",
}
TYPES: Mapping[str, str] = {
    **{kind: kind for kind in KINDS},
    **{name: kind for kind, names in _TYPES.items() for name in names.split()},
}
"""The known entry types, and the kind each is of when nothing in the entry says more."""

TESTS = frozenset((*(f"kind.{kind}" for kind in KINDS), *(f"type.{name}" for name in TYPES)))
"""What a template may ask of an entry with ``when`` besides its slots."""

CONTAINERS = frozenset(("xdata", "ieeetranbstctl", "control", "bibnote"))
"""Types that are no works: fields for other entries, and settings of BibTeX styles."""

_WORDS = {
    "newspaper": r"news(?:paper)?(?: article)?",
    "magazine": r"magazine(?: article)?",
    "review": r"(?:book )?review",
    "blog": r"(?:we)?blog(?: ?post| entry)?",
    "post": r"(?:.* )?(?:post|tweet|toot|thread)|forum(?: message)?|status update|twitter|facebook|instagram|linkedin|tiktok|"
            r"reddit|mastodon|social media",
    "workingpaper": r"(?:.* )?(?:working|discussion) paper(?: series)?|pre-?print",
    "standard": r"(?:.* )?standard",
    "dataset": r"data ?sets?(?: .*)?|data(?:base)?",
    "software": r"software|computer program(?:me)?|(?:mobile |smartphone )?app(?:lication)?|source code|"
                r"(?:[rR]|python) package(?: .*)?",
    "podcast": r"(?:audio )?podcast ?(?:episode)?",
    "broadcast": r"(?:tv|radio)(?:broadcast|episode|series|programme|program)|(?:.* )?(?:broadcast|episode|television|tv|radio)"
                 r"(?: (?:programme|program|series|show|episode|broadcast))?",
    "film": r"(?:.* )?(?:film|movie|motion picture|documentary)|dvd|blu-?ray",
    "video": r"(?:online |streaming |youtube )?video(?: recording| file| clip)?|youtube|vimeo|ted talk",
    "speech": r"(?:.* )?(?:speech|address|lecture|keynote|sermon)",
    "interview": r"(?:.* )?interview",
    "presentation": r"(?:.* )?(?:presentation|talk|slides|poster|seminar)|powerpoint(?: .*)?|"
                    r"(?:conference )?paper presented .*",
    "bill": r"(?:.* )?bill",
    "legislation": r"(?:.* )?(?:act|statute|law|regulation|directive|statutory instrument)",
    "treaty": r"(?:.* )?(?:treaty|convention)",
    "case": r"(?:court |legal )?case|judge?ment|hearing",
    "patent": r"(?:.* )?patent(?: application)?",
    "map": r"(?:.* )?map|atlas sheet",
    "artwork": r"artwork|painting|photograph|sculpture|drawing|engraving|etching|watercolou?r|illustration|installation",
    "music": r"song|album|music(?:al)?(?: (?:score|recording|album))?|score|sound recording|"
             r"audio recording|lp|audio cd|compact disc",
    "archive": r"archiv(?:e|al)(?: .*)?|manuscript|diary|charter|memorandum",
    "personal": r"personal communication|e-?mail|conversation|telephone call|phone call|letter|instant message|text message",
    "encyclopedia": r"encyclop(?:a?e|æ)dia(?: (?:article|entry))?|dictionary(?: entry)?",
    "thesis": r"(?:.* )?(?:thesis|dissertation)",
    "report": r"(?:.* )?report|white paper|policy brief|press release",
    "conference": r"conference paper",
}  # fmt: skip
_SAID = {kind: regex(words) for kind, words in _WORDS.items()}

_REFINED: Mapping[str, tuple[str, ...]] = {
    "article": ("newspaper", "magazine", "review"),
    "book": ("report", "standard", "film", "map", "dataset", "software", "case", "legislation", "bill"),
    "report": ("workingpaper", "standard", "dataset", "legislation", "bill", "treaty"),
    "legislation": ("bill", "treaty", "case"),
    "film": ("broadcast", "video", "podcast", "speech", "interview"),
    "video": ("broadcast", "film", "podcast", "speech", "interview"),
    "broadcast": ("podcast", "interview"),
    "music": ("podcast", "broadcast", "speech", "interview"),
    "artwork": ("map", "film", "video", "presentation"),
    "archive": ("personal", "map", "artwork", "interview"),
    "dataset": (),
    "online": tuple(kind for kind in _WORDS if kind not in ("conference", "archive")),
    "unpublished": tuple(kind for kind in _WORDS if kind not in ("post", "blog", "conference")),
    "misc": tuple(_WORDS),
}
"""The kinds that words in the entry may make of a kind. For the others the type is believed."""


_SHELVED = ("library", "shelfmark", "archivelocation", "collection")
_HELD = (*_SHELVED, "archive", "url", "publisher")
"""Fields that say where others can find a letter, which then is no personal communication."""


def fallback(kind: str, known: Container[str]) -> str:
    """The kind itself when it is known, else the nearest of those that stand in for it; ``misc`` at last."""
    while kind not in known and kind in FALLBACKS:
        kind = FALLBACKS[kind]
    return kind


def set_like(kind: str, other: str) -> bool:
    """Whether a kind is the other, or is set by its template when it has none of its own."""
    while kind != other:
        if kind not in FALLBACKS:
            return False
        kind = FALLBACKS[kind]
    return True


def kind_of(entry_type: str, text: Callable[[str], str]) -> str:
    """The kind of a work, one of :data:`KINDS`: ``entry_type`` in lower case, its fields through ``text``."""
    kind = TYPES.get(entry_type, "misc")
    found = _said(kind, text) or _by_fields(kind, entry_type, text)
    return "archive" if found == "personal" and any(map(text, _HELD)) else found


def _said(kind: str, text: Callable[[str], str]) -> str:
    """The kind that words in the entry make of one, empty when they make none."""
    allowed = _REFINED.get(kind, ())
    for field in ("entrysubtype", "type") if allowed else ():
        words = re.sub(r"\s+", " ", text(field)).strip(" .[]").casefold()
        if words:
            for said in allowed:
                if _SAID[said].fullmatch(words) is not None:
                    return said
    return ""


def _by_fields(kind: str, entry_type: str, text: Callable[[str], str]) -> str:
    """What the fields say of an entry whose type says little."""
    if entry_type == "inbook" and not text("booktitle"):  # BibTeX's: pages of a book, whose title it has
        return "book"
    if kind == "unpublished" and any(map(text, ("eventtitle", "venue"))):
        return "presentation"
    if kind in ("misc", "unpublished") and not text("publisher") and any(map(text, _SHELVED)):
        return "archive"
    if entry_type == "audio" and not any(map(text, ("publisher", "label"))) and any(map(text, ("url", "booktitle"))):
        return "podcast"
    return "online" if kind == "misc" and text("url") and not text("publisher") else kind

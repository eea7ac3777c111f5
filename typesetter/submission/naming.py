"""The name of the file that is handed in, by the university's pattern, in letters that every system takes."""

from __future__ import annotations

import re
import unicodedata

from typesetter.config.profile import Profile
from typesetter.config.thesis import Thesis

_LETTER = re.compile(r"LATIN (?P<case>SMALL|CAPITAL) (?:LETTER|LIGATURE) (?P<name>SHARP S|[A-Z]{1,7})\b")
_PLAIN = {"SHARP S": "SS", "ETH": "D", "THORN": "TH", "ENG": "NG", "DOTLESS": "I", "SCHWA": "E"}
_LONGEST = 80


def file_name(profile: Profile, thesis: Thesis) -> str:
    """The name by ``submission.file_name``; what the thesis does not give is left out with the sign before it."""
    author = thesis.authors[0]
    values = {
        "author": plain(last_name(author.name)),
        "student_number": plain(author.student_number or ""),
        "year": str(thesis.date.year) if thesis.date else "",
        "title": plain(thesis.title),
    }
    name = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), profile.submission.file_name)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    stem = re.sub(r"([-_.])[-_.]+", r"\1", name.removesuffix(".pdf")).strip("-_.")[:_LONGEST].rstrip("-_.")
    return f"{stem or 'thesis'}.pdf"


def last_name(name: str) -> str:
    """The family name: what stands before a comma, or the last word with the small words before it (``van der Berg``)."""
    family, comma, _ = name.partition(",")
    if comma:
        return family.strip()
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1][:1].islower():
        first -= 1
    return " ".join(words[first:])


def plain(text: str) -> str:
    """``text`` in unaccented Latin letters, figures and hyphens; letters of other scripts are left out."""
    letters = "".join(_letter(c) for c in unicodedata.normalize("NFKD", re.sub("['\u2019]", "", text)))
    return re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")


def _letter(character: str) -> str:
    if character.isascii() or unicodedata.combining(character):
        return character if character.isascii() else ""
    match = _LETTER.match(unicodedata.name(character, ""))
    if match is None:
        return " " if character.isspace() or unicodedata.category(character).startswith("P") else ""
    name = _PLAIN.get(match["name"], match["name"])
    if len(name) > 2:
        return ""
    return name if match["case"] == "CAPITAL" else name.lower()

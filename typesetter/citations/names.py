"""Names of persons and organisations: their parts, their initials, and who is the same person as whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic
from typesetter.model import plain_text
from typesetter.regexes import regex
from typesetter.structs import Struct, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from typesetter.diagnostics import Span

_ORGANISATION = regex(
    r"\b(Institut\w*|Universit\w*|Organi[sz]ation|Ministry|Council|Committee|Commission|Association|Agency|Department|"
    r"Foundation|Bank|Office|Bureau|Centre|Center|Group|Union|Assembly|Government|Parliament|Society|Federation)\b"
)
_SUFFIX = regex(
    r"(?:jr|sr|junior|senior|[ivx]+|\d+(?:st|nd|rd|th)|esq|ph\.?\s*d|m\.?\s*d|dr|snr|jnr|fils|père)\.?", re.IGNORECASE
)
_EXTENDED = regex(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_EDITOR = regex(r"\s*\((?:eds?|hrsg|hg|editors?)\.?\)\s*$", re.IGNORECASE)


ROLES = (
    "director", "producer", "writer", "host", "narrator", "presenter", "performer", "composer", "illustrator", "speaker",
    "interviewer", "interviewee", "recipient", "compiler", "holder", "annotator", "commentator", "introduction", "foreword",
    "afterword", "collaborator", "reviser", "founder", "organizer",
)  # fmt: skip
"""What persons may have done besides writing, editing and translating: biblatex's fields and types of editor, and CSL's."""


class Name(Struct):
    """A name in plain characters. An organisation (or anything in double braces) has only ``family``.

    ``particle`` is the lower-case part before the surname ("de", "van den"); ``dropping`` one that the surname is cited
    without (biblatex's ``useprefix=false``), which goes with the given names; ``suffix`` is "Jr." and the like.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    corporate: bool = False
    dropping: str = ""

    @property
    def surname(self) -> str:
        """The surname as the text cites it, with its particle."""
        return f"{self.particle} {self.family}".strip()

    def initials(self, stop: str = ".", between: str = "", hyphen: str = "-") -> str:
        """The initials of the given names: "J.-F.", "E.C.". A given name already cut short ("Yu.") is kept."""
        found = []
        for word in re.sub(r"\.(?=[^\W\d_])", ". ", self.given).split():
            parts = [p for p in re.split(r"[-‐‑]", word) if p]
            if len(parts) > 1 and any(p[0].isupper() for p in parts):
                parts = [p for p in parts if p[0].isupper()]  # al-Rahman: R.
            found.append(hyphen.join(_initial(p, stop) for p in parts))
        return between.join(f for f in found if f)


def _initial(word: str, stop: str) -> str:
    core = word.lstrip("'‘’ʿʾ\"(“").rstrip(".,\"')”’")
    if not core:
        return ""
    if word.endswith(".") and 1 < len(core) <= 3 and core[0].isupper() and core[1:].islower():
        return core + stop
    if 1 < len(core) <= 3 and core.isupper() and core.isascii():  # "JJ" stands for two names
        return "".join(letter + stop for letter in core)
    return core[0] + stop


def compatible(a: Name, b: Name) -> bool:
    """Whether two names may be the same person's: equal surnames, and no given name that contradicts another."""
    if a.surname.casefold() != b.surname.casefold() or a.corporate != b.corporate:
        return False
    if a.suffix.casefold() != b.suffix.casefold():
        return False
    ours, theirs = a.given.casefold().replace(".", ". ").split(), b.given.casefold().replace(".", ". ").split()
    for one, other in zip(ours, theirs, strict=False):
        short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
        if not long.startswith(short) or (
            short != long and len(short) > 1 and not one.endswith(".") and not other.endswith(".")
        ):
            return False
    return True


def parse_names(source: str, role: str, key: str, span: Span) -> tuple[tuple[Name, ...], bool, list[Diagnostic]]:
    """The names of a .bib field, whether it ends in "and others", and what is doubtful about them.

    Forms read: ``Surname, Given``, ``von Surname, Jr, Given``, ``Given von Surname``, ``{Organisation}`` and biblatex's
    ``family=…, given=…``.
    """
    from pybtex import errors
    from pybtex.bibtex.utils import split_name_list
    from pybtex.exceptions import PybtexError

    names: list[Name] = []
    others = False
    diagnostics: list[Diagnostic] = []

    def doubt(message: str, hint: str) -> None:
        diagnostics.append(Diagnostic(Code.BIB_NAME, f"{role} of '{key}': {message}", span, (hint,)))

    parts = [part.strip() for part in split_name_list(source)] if " " in source.strip() else [source.strip()]
    for part in (_EDITOR.sub("", part.rstrip(",; ")) for part in parts):
        if not part:
            doubt("an empty name", "there is one 'and' too many")
            continue
        if part.casefold() == "others":
            others = True
            continue
        if _whole_group(part):
            names.append(Name(_plain(part, span), corporate=True))
            continue
        with errors.capture() as captured:
            try:
                name = _extended(part, span) if _EXTENDED.match(part) else _person(part, span)
            except (PybtexError, ValueError, IndexError):
                name = Name(_plain(part, span), corporate=True)
                captured.append(part)
        if captured:
            doubt(f"'{part}' has too many commas for one name", "separate persons by ' and ', not by commas")
        else:
            _judge(name, part, doubt)
        names.append(name)
    return tuple(name for name in names if name.family), others, diagnostics


def _judge(name: Name, part: str, doubt: Callable[[str, str], None]) -> None:
    if re.fullmatch(r"(?:\w\.\s*)+\w.*", name.family) and name.given:
        doubt(f"the surname '{name.family}' begins with an initial", "write it as `Surname, Given names`")
    elif name.suffix and _SUFFIX.fullmatch(name.suffix) is None:
        doubt(f"'{part}' looks like several names", "separate persons by ' and ', not by commas")
    elif "," not in part and _ORGANISATION.search(name.surname + " " + name.given) and len(part.split()) > 2:
        doubt(
            f"'{part}' looks like an organisation, and is read as a person", f"put it in double braces: {{{{{part}}}}}"
        )
    elif ("&" in name.given or "&" in name.family or ";" in part) and not name.corporate:
        doubt(f"'{part}' looks like several names", "separate persons by ' and '")


def _plain(source: str, span: Span) -> str:
    from typesetter.citations.latextext import decode

    return plain_text(decode(source, span).inlines)


def _whole_group(part: str) -> bool:
    """Whether the name is one braced group: ``{World Bank}``; not ``{Ter} {Minassian}`` nor ``{\\"O}zkan``."""
    if not (part.startswith("{") and part.endswith("}")):
        return False
    depth = 0
    for i, char in enumerate(part):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return i == len(part) - 1
    return False


def _person(part: str, span: Span) -> Name:
    from pybtex.database import Person

    person = Person(part)

    def text(words: list[str]) -> str:
        return _plain(" ".join(words), span)

    given, suffix = text(person.first_names + person.middle_names), text(person.lineage_names)
    if suffix and _SUFFIX.fullmatch(given) is not None and _SUFFIX.fullmatch(suffix) is None:
        given, suffix = suffix, given  # King, Martin Luther, Jr.: the order of libraries
    return Name(family=text(person.last_names), given=given, particle=text(person.prelast_names), suffix=suffix)


def _extended(part: str, span: Span) -> Name:
    found = dict.fromkeys(("family", "given", "prefix", "suffix", "useprefix"), "")
    for item in re.split(r",(?![^{]*\})", part):
        label, _, value = item.partition("=")
        if label.strip().casefold() in found:
            found[label.strip().casefold()] = _plain(value.strip().strip('"'), span)
    if not found["family"]:  # a given name alone: Plato
        return Name(found["given"], suffix=found["suffix"])
    name = Name(found["family"], found["given"], found["prefix"], found["suffix"])
    return dropped(name) if found["useprefix"].casefold() == "false" else name


def dropped(name: Name) -> Name:
    """The name with its particle as one that the surname is cited and sorted without."""
    return replace(name, particle="", dropping=name.particle)

"""Names of persons in the bibliography, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.checks.bibfields import LowerCase, Work, Written, works_of
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_ROLES = ("author", "editor", "translator", "bookauthor")
_AND = regex(r"\s+and\s+", re.IGNORECASE)
_ETAL = regex(r"[\s,]*\bet\.?\s*al\b\.?", re.IGNORECASE)
_EDITORS = regex(r"\s*\(?\b(?:eds?|editors?|hrsg|trans|transl)\b\.?\)?\s*$", re.IGNORECASE)
_TITLES = regex(r"^(?:Prof|Dr|PhD|Sir|Mr|Mrs|Ms)\b\.?\s+|,?\s+(?:PhD|Ph\.\s?D|MD|MSc|MA)\b\.?$")
_STRAY = regex(r"^\s*[,;]|,\s*,|[,;]\s*$|;")
_SHOUTED = regex(r"[^\W\d_]{2}[A-ZÀ-ÖØ-Þ]")
"""Capitals within a word, as trade names have them; not those of "Jean-Frédéric" and "McDonald"."""
_WORD = regex(r"[^\W\d_][a-zß-öø-ÿ]{2,}")
_TURNABLE = regex(r"\s*([^\W\d_]{3,}),\s*([^\W\d_]{3,})\s*")
_SOUND = regex(r"\s*(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+[-’' ]?){1,3}, ?(?:[A-ZÀ-ÖØ-Þ](?:\.|[a-zß-öø-ÿ]+)[- ]?){1,3}\s*")
"""What most names look like, and nothing is wrong with: ``Ter-Matevosyan, Vahram``, ``Coyle, J. J.``."""
_COMMAND = regex(r"\\[A-Za-z]+\s*|[{}\\~^\"'`=]")
_ORGANISED = frozenset(
    """
    agency amnesty association authority bank board bureau center centre century charity church city club college commission
    committee community company conference congress consortium consulting convention cooperation corporation council country
    court data department development directorate economic education embassy environment european federal federation forum
    foundation freedom fund global government group health house human inc industry information initiative institute
    institution international journal laboratory law league library limited ltd media ministry mission movement museum nations
    national network news nuclear observatory office online organisation organization parliament party people police policy
    political press programme program project public radio reform republic research rights school science secretariat security
    senate service services society state states statistics studies survey systems team television times trust union united
    university watch west women world young youth royal american british english new north south east eastern western the
    """.split()
)


def names(subject: Subject) -> Iterator[Diagnostic]:
    """Names in capitals or in lower case, "et al." for "and others", stray commas, titles, persons taken for organisations."""
    prose = LowerCase.of(subject)
    for work in works_of(subject):
        for role in _ROLES:
            field = work.get(role)
            if field is None:
                continue
            for start, end in _persons(field.text):
                if _SOUND.fullmatch(field.text, start, end) is None:
                    yield from _judged(work, role, field, start, end, prose)


def _persons(text: str) -> Iterator[tuple[int, int]]:
    """Where each name of a list stands; an "and" inside braces is a part of a name."""
    start = depth = 0
    for mark in re.finditer(r"[{}]|\s+and\s+", text, re.IGNORECASE):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif depth == 0:
            yield start, mark.start()
            start = mark.end()
    yield start, len(text)


def _judged(work: Work, role: str, field: Written, start: int, end: int, prose: LowerCase) -> Iterator[Diagnostic]:
    name = field.text[start:end]
    key = work.entry.key
    bare = name.strip()
    inner = bare.strip("{}").strip()

    def told(message: str, hint: str, a: int = start, b: int = end, severity: Severity | None = None) -> Diagnostic:
        told_severity = severity or Code.BIB_NAME.severity
        return Diagnostic(Code.BIB_NAME, f"{role} of '{key}': {message}", field.span(a, b), (hint,), told_severity)

    if not inner or inner.casefold() == "others":
        return
    etal = _ETAL.search(name)
    if etal is not None and re.search(r"[A-Za-z]", etal[0]) and name[etal.start() :].strip(" .,}") != "":
        yield told("'et al.' is no name", "write `and others`", start + etal.start(), start + etal.end())
        return
    if "=" in name:  # biblatex's family=…, given=…
        return
    letters = _COMMAND.sub("", inner)
    editors = _EDITORS.search(inner)
    if editors is not None and editors.start() > 0:
        yield told(f"'{editors[0].strip()}' is no part of a name", "put editors into the field editor")
    elif _TITLES.search(inner) is not None and not bare.startswith("{"):
        yield told(f"'{inner}' carries an academic title", "write surname and given names only")
    elif _STRAY.search(inner) is not None and not bare.startswith("{"):
        yield told(f"'{inner}' has a stray comma or semicolon", "write `Surname, Given names and Surname, Given names`")
    elif re.search(r"\d", inner) and not bare.startswith("{"):
        yield told(f"'{inner}' has a digit in it", "correct the name; organisations go into double braces")
    elif not bare.startswith("{") or " " in inner:
        yield from (told(*found) for found in _cased(letters, braced=bare.startswith("{")))
    if (
        " " not in inner
        and "," not in inner
        and role == "author"
        and _WORD.fullmatch(inner)
        and not bare.startswith("{")
    ):
        message = f"'{inner}' is one word"
        hint = f"a person has initials: `{inner}, A.`; an organisation goes into double braces: {{{{{inner}}}}}"
        yield told(message, hint, severity=Severity.INFO)
    if bare.startswith("{") and bare.endswith("}") and _like_a_person(inner, prose):
        message = f"'{inner}' looks like a person, and is read as an organisation"
        yield told(message, "write it without the inner braces: `Surname, Given names`", severity=Severity.INFO)


def _cased(letters: str, *, braced: bool) -> Iterator[tuple[str, str]]:
    """A surname in capitals, or a whole name in lower case."""
    surname = letters.partition(",")[0] if "," in letters else letters.rsplit(maxsplit=1)[-1] if letters.split() else ""
    words = [w for w in re.findall(r"[^\W\d_]+", surname) if len(w) > 3]
    all_words = re.findall(r"[^\W\d_]{2,}", letters)
    if words and all(w.isupper() for w in words) and not braced and ("," in letters or len(letters.split()) > 1):
        yield f"'{letters.strip()}' is in capitals", f"write '{_titled(letters.strip())}'"
    elif all_words and all(w.islower() for w in all_words) and len("".join(all_words)) > 3:
        yield (
            f"'{letters.strip()}' is in lower case",
            f"write '{_titled(letters.strip())}', or an abbreviation in capitals",
        )


def _titled(name: str) -> str:
    return re.sub(r"[^\W\d_]{2,}", lambda found: found[0].capitalize(), name)


def _like_a_person(name: str, prose: LowerCase) -> bool:
    """Whether what stands in braces is two or three capitalised words, none of which an organisation is called by."""
    if re.search(r"[\d&/\\{}]|\b(?:of|for|the|and|de l|du)\b", name):
        return False
    initials = re.search(r"\b[A-Z]\.", name) is not None
    words = [w for w in name.replace(",", " ").split() if not re.fullmatch(r"(?:[A-Z]\.)+", w)]
    if not (2 <= len(words) <= 3 or (initials and words)) or not all(
        re.fullmatch(r"[^\W\d_][\w’'-]+", w) for w in words
    ):
        return False
    if any(
        w.isupper() or not w[0].isupper() or w.casefold() in _ORGANISED or any(c.isupper() for c in w[2:])
        for w in words
    ):
        return False
    return initials or not any(w.casefold() in prose for w in words)


def reversed_names(subject: Subject) -> Iterator[Diagnostic]:
    """The same person once as ``Coyle, James`` and once as ``James, Coyle``: the rarer way is the wrong one."""
    uses: dict[tuple[str, str], list[tuple[Work, Written, int, int]]] = {}
    for work in works_of(subject):
        for role in ("author", "editor"):
            field = work.get(role)
            for start, end in _persons(field.text) if field is not None else ():
                if field is not None and (both := _TURNABLE.fullmatch(field.text, start, end)) is not None:
                    uses.setdefault((both[1], both[2]), []).append((work, field, start, end))
    for (family, given), places in uses.items():
        others = uses.get((given, family), ())
        if len(others) > len(places):
            for work, field, start, end in places:
                message = f"{field.name} of '{work.entry.key}': surname and given name are swapped"
                hint = f"elsewhere it is `{given}, {family}`"
                yield Diagnostic(Code.BIB_NAME, message, field.span(start, end), (hint,))


CHECKS = (names, reversed_names)

"""Numbers of the bibliography: DOI, ISBN and ISSN, pages, volumes.

Sources: the form of a DOI is that of the DOI Handbook (prefix 10.NNNN, a slash, a suffix); check digits are those of ISO 2108
(ISBN) and ISO 3297 (ISSN).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.checks.bibfields import Work, Written, works_of
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_RESOLVER = regex(r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = regex(r"10\.\d{4,9}(?:\.\d+)*/\S+|10/[a-z0-9]{3,}", re.IGNORECASE)  # the latter of shortdoi.org
_ISBN = regex(r"(?<![\dXx-])(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx](?![\dXx])")
_ISSN = regex(r"(?<![\dXx-])\d{4}[ -‐–]?\d{3}[\dXx](?![\dXx])")
_RANGE = regex(r"(?P<first>\d+)(?P<dash>\s*(?:--?-?|[–—‐‑−])\s*)(?P<last>\d+)")
_LABEL = regex(r"\s*(?:pp?\.?|pages?)\s*(?=\d)", re.IGNORECASE)
_VOLUME_LABEL = regex(r"\s*(?:vol(?:ume)?|no|nr|number|issue|iss)\b\.?\s*(?=\d)", re.IGNORECASE)
_HIGHEST = 20_000
"""No series has more volumes; those of lecture notes and proceedings come near."""
_LONGEST = 3000
"""No volume has more pages than this."""


def dois(subject: Subject) -> Iterator[Diagnostic]:
    """DOIs with their address once too often, or that are none."""
    for work in works_of(subject):
        field = work.get("doi")
        if field is None or not field.text.strip():
            continue
        value = field.text.strip()
        bare = re.sub(rf"^(?:{_RESOLVER.pattern})+", "", value, flags=re.IGNORECASE)
        prefixes = len(_RESOLVER.findall(value))
        if prefixes > 1:
            message = f"the DOI of '{work.entry.key}' carries its address twice"
            yield Diagnostic(Code.BIB_DOI, message, field.span(), (f"write doi = {{{bare}}}",), fix=bare)
        elif _DOI.fullmatch(_unescaped(bare)) is None or bare.endswith((".", ",", ";")):
            message = f"'{value}' in '{work.entry.key}' has not the form of a DOI"
            hint = "a DOI is 10., four digits or more, a slash and a suffix: 10.1080/09668136.2018.1515348"
            if bare.endswith((".", ",", ";")) and _DOI.fullmatch(bare.rstrip(".,;")):
                hint = f"write doi = {{{bare.rstrip('.,;')}}}"
            yield Diagnostic(Code.BIB_DOI, message, field.span(), (hint,))
        elif prefixes:
            message = f"the DOI of '{work.entry.key}' is written as an address"
            hints = (f"write doi = {{{bare}}}",)
            yield Diagnostic(Code.BIB_DOI, message, field.span(), hints, Severity.INFO, fix=bare)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([_&%#$])", r"\1", text)


def check_digits(subject: Subject) -> Iterator[Diagnostic]:
    """ISBNs and ISSNs with a digit wrong."""
    for work in works_of(subject):
        for name, form, expected, lengths in (
            ("isbn", _ISBN, _isbn_digit, (10, 13)),
            ("issn", _ISSN, _issn_digit, (8,)),
        ):
            field = work.get(name)
            if field is None:
                continue
            numbers = list(form.finditer(field.text))
            for number in numbers:
                digits = re.sub(r"[^\dXx]", "", number[0]).upper()
                if digits[-1] != (right := expected(digits)):
                    message = f"the {name.upper()} {number[0]} of '{work.entry.key}' has a wrong digit"
                    hint = f"its last digit would have to be {right}; copy the number anew"
                    yield Diagnostic(Code.BIB_CHECK_DIGIT, message, field.span(*number.span()), (hint,))
            if not numbers and re.search(r"\d", field.text):
                message = f"'{field.text.strip()}' in '{work.entry.key}' is no {name.upper()}"
                hint = f"an {name.upper()} has {' or '.join(map(str, lengths))} digits"
                yield Diagnostic(Code.BIB_CHECK_DIGIT, message, field.span(), (hint,), Severity.INFO)


def _isbn_digit(digits: str) -> str:
    if len(digits) == 13:
        total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits[:12]))
        return str(-total % 10)
    return _eleven(sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])))


def _issn_digit(digits: str) -> str:
    return _eleven(sum(int(d) * (8 - i) for i, d in enumerate(digits[:7])))


def _eleven(total: int) -> str:
    rest = -total % 11
    return "X" if rest == 10 else str(rest)


def pages(subject: Subject) -> Iterator[Diagnostic]:
    """Ranges of pages that run backwards, are no ranges, or carry the word "pp." that the style writes itself."""
    for work in works_of(subject):
        field = work.get("pages")
        if field is not None and field.text.strip():
            yield from _pages(work, field)


def _pages(work: Work, field: Written) -> Iterator[Diagnostic]:
    key, text = work.entry.key, field.text
    label = _LABEL.match(text)
    if label is not None:
        bare = text[label.end() :]
        message = f"the pages of '{key}' carry their word: the style writes it itself"
        yield Diagnostic(Code.BIB_PAGES, message, field.span(0, label.end()), (f"write pages = {{{bare}}}",), fix="")
    ranges = list(_RANGE.finditer(text))
    for found in ranges:
        first, last = int(found["first"]), int(found["last"])
        if len(found["last"]) < len(found["first"]):  # 113--9 is 113--119
            last = int(found["first"][: -len(found["last"])] + found["last"])
        if last < first:
            message = f"the pages of '{key}' run backwards: {found['first']} to {found['last']}"
            yield Diagnostic(Code.BIB_PAGES, message, field.span(*found.span()), ("write the first page first",))
        elif last - first > _LONGEST:
            message = f"the pages of '{key}' are {last - first + 1:,}: a digit is too many"
            yield Diagnostic(Code.BIB_PAGES, message, field.span(*found.span()), ("correct the last page",))
        elif first == last:
            message = f"the pages of '{key}' begin and end on {first}"
            hints = (f"write pages = {{{first}}}",)
            yield Diagnostic(Code.BIB_PAGES, message, field.span(*found.span()), hints, Severity.INFO)
        elif found["dash"].strip() == "-" and text.strip() == found[0]:
            written = f"{found['first']}--{found['last']}"
            message = f"the pages of '{key}' have a hyphen: a range has a dash"
            hints = (f"write pages = {{{written}}}",)
            yield Diagnostic(Code.BIB_PAGES, message, field.span(*found.span()), hints, Severity.INFO, fix=written)
    alone = re.fullmatch(r"\s*(?:pp?\.?\s*)?(\d{1,4})\s*", text)
    if alone is not None and work.entry.type in ("article", "inproceedings", "incollection") and not work.get("eid"):
        message = f"'{key}' has one page only, {alone[1]}: its first, or the number of the article?"
        hints = (f"write the range, pages = {{{alone[1]}--…}}, or eid = {{{alone[1]}}} for an article's number",)
        yield Diagnostic(Code.BIB_PAGES, message, field.span(*alone.span(1)), hints, Severity.INFO)


def volumes(subject: Subject) -> Iterator[Diagnostic]:
    """Volumes and numbers that are none: with zeros in front, with their word, with what belongs elsewhere."""
    for work in works_of(subject):
        for name in ("volume", "number"):
            field = work.get(name)
            if field is None or (name == "number" and work.entry.type not in ("article", "periodical")):
                continue
            found = _odd_volume(name, field.text.strip(), work)
            if found is not None:
                message, hint = found
                yield Diagnostic(Code.BIB_VOLUME, message, field.span(), (hint,))


def _odd_volume(name: str, value: str, work: Work) -> tuple[str, str] | None:
    key = work.entry.key
    if re.fullmatch(r"0+\d+", value):
        return f"the {name} of '{key}' has zeros in front: {value}", f"write {name} = {{{value.lstrip('0') or '0'}}}"
    label = _VOLUME_LABEL.match(value)
    if label is not None:
        return f"the {name} of '{key}' carries its word: '{value}'", f"write {name} = {{{value[label.end() :]}}}"
    both = re.fullmatch(r"(\d+)\s*\(([^()]+)\)", value)
    if both is not None:
        return (
            f"the {name} of '{key}' holds two numbers: {value}",
            f"write volume = {{{both[1]}}}, number = {{{both[2]}}}",
        )
    year = work.entry.date().year
    if name == "volume" and value.isdigit() and int(value) > _HIGHEST:
        return f"{value} is an odd volume for '{key}'", "look the volume up; an article's number goes to eid"
    if name == "number" and year and re.search(rf"\d+\s*[-/]\s*{re.escape(year)}\b", value):
        return (
            f"the number of '{key}' holds the year: {value}",
            f"write number = {{{value[: -len(year)].strip(' -/')}}}",
        )
    if (
        name == "volume"
        and re.fullmatch(r"[\divxlcdmIVXLCDMA-Z./–-]+(?:\s*\w+)?|\d+\s*\(?\w+\)?.*", value) is None
        and not _is_word(value)
    ):
        return f"'{value}' is an odd volume for '{key}'", "write the number alone"
    return None


def _is_word(value: str) -> bool:
    """Whether a volume is named, as those of a handbook are ("Suppl.", "Index", "LNCS 1234")."""
    return re.search(r"[A-Za-z]{2,}|\{", value) is not None


CHECKS = (dois, check_digits, pages, volumes)

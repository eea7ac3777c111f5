"""What a log has besides errors: lines that stick out, characters that are missing, warnings that can be seen in the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.engine.logfile import Event, TexBox, TexMissing, TexWarning, Where
from typesetter.engine.texts import Texts, best_line, runs_of
from typesetter.regexes import regex

OVERFULL_POINTS = 5.0
"""Up to this much a line may stick out unnoticed (a millimetre and three quarters)."""

SIZE_POINTS = 1.0
"""Up to this much a font's size may be replaced by the nearest one unnoticed."""

OCCURRENCES = 10
"""Places reported at most for one missing character."""

_UNDEFINED = regex(r"^(?P<what>Reference|Citation|Hyper reference) [`'](?P<name>[^']+)'.* undefined")
_DUPLICATE = regex(r"^Label [`'](?P<name>[^']+)' multiply defined")
_SHAPE = regex(r"^Font shape [`'](?P<shape>[^']+)' undefined.*?using [`'](?P<instead>[^']+)' instead")
_SIZE = regex(
    r"^Font shape [`'](?P<shape>[^']+)' in size <(?P<size>[\d.]+)> not available.*?size <(?P<instead>[\d.]+)>"
)
_FLOAT = regex(r"^Float too large for page by (?P<points>[\d.]+)pt")
_DESTINATION = regex(r"name\{(?P<name>[^}]*)\}|the name '(?P<lua>[^']*)'")


def findings(event: Event, texts: Texts) -> Iterator[tuple[Diagnostic, tuple[str, str]]]:
    """Diagnostics of everything that is no error, each with what makes it the same as another."""
    if isinstance(event, TexBox):
        found = _box(event, texts)
        if found:
            yield found, ("box", f"{found.span}{found.message}")
    elif isinstance(event, TexMissing):
        for span in _occurrences(event, texts):
            message = _lacking(event)
            hint = "replace the character, or choose a font that has it"
            yield Diagnostic(Code.LATEX_MISSING_CHARACTER, message, span, (hint,)), (event.character, str(span))
    elif isinstance(event, TexWarning):
        found = _warning(event, texts)
        if found:
            key = found.message if found.code is Code.LATEX_WARNING else f"{found.message}{found.span}"
            yield found, ("warning", key)


def _box(box: TexBox, texts: Texts) -> Diagnostic | None:
    if box.points <= OVERFULL_POINTS:
        return None
    amount = f"{box.points:.1f} pt"
    if box.vertical:
        message = f"page {box.page} is {amount} too full: something on it is taller than the page"
        return Diagnostic(Code.LATEX_OVERFULL, message, None, ("make the figure or table smaller, or let it break",))
    where = _box_place(box, texts)
    words = _shown_words(box.excerpt)
    if box.kind == "alignment" or (not words and box.kind == "paragraph"):
        message = f"a table or picture sticks out into the margin by {amount}"
        hint = "make its columns or its width smaller, or put it on a landscape page"
    else:
        message = f"a line sticks out into the margin by {amount}" + (f": … {words}" if words else "")
        hint = "reword the sentence, or allow a break inside a long word or address"
    span = texts.locate(where) if where else None
    if span is None:
        message += f" (page {box.page})"
    return Diagnostic(Code.LATEX_OVERFULL, message, span, (hint,))


def _shown_words(excerpt: str) -> str:
    text = re.sub(r"\\[A-Z0-9]+/[\w.-]+(?:/[\w.-]+)* ?|\[\]|[$|]", " ", excerpt)
    text = re.sub(r"(?<=\w)-(?=[a-z])", "", text)
    words = text.split()
    return " ".join(words[-6:])[-70:] if any(re.search(r"\w", w) for w in words) else ""


def _box_place(box: TexBox, texts: Texts) -> Where | None:
    """The line whose words the log shows; the paragraph's first where no words help."""
    wanted = list(runs_of(box.excerpt))
    tail = box.excerpt.replace(" []", "", 1).rstrip() if box.excerpt.endswith(" []") else box.excerpt.rstrip()
    beyond = tail.endswith("[]")  # what sticks out is a box after the last word
    ranges: list[tuple[str, int, int]] = []
    if box.where.line:
        last = len(texts.lines(box.where.file))
        if box.where.line <= box.to_line <= last:
            ranges.append((box.where.file, box.where.line, box.to_line))
        if box.closed in texts.names:  # the paragraph began in a file that has been closed since
            ranges.append((box.closed, box.where.line, len(texts.lines(box.closed))))
    for name, first, last in ranges:
        number = best_line(wanted, texts.lines(name), first, last, beyond=beyond, least=1)
        if number:
            return Where(name, number)
    for name in texts.names if len(wanted) >= 3 else ():
        number = best_line(wanted, texts.lines(name), 1, len(texts.lines(name)), beyond=beyond, least=3)
        if number:
            return Where(name, number)
    return Where(*ranges[0][:2]) if ranges else None


def _lacking(missing: TexMissing) -> str:
    if missing.character[0] in "\N{REPLACEMENT CHARACTER}^":  # a byte of the font's own encoding: no character to name
        return f"the font {missing.font} lacks a character of this text"
    return f"the font has no '{missing.character}' (U+{ord(missing.character[0]):04X})"


def _occurrences(missing: TexMissing, texts: Texts) -> list[Span | None]:
    files = [missing.where.file, *texts.names] if missing.where.file in texts.names else texts.names
    spans = [
        texts.locate(Where(name, number))
        for name in dict.fromkeys(files)
        for number, line in enumerate(texts.lines(name), 1)
        if missing.character in line
    ]
    found: list[Span | None] = [s for s in dict.fromkeys(spans) if s is not None]
    return found[:OCCURRENCES] or [None]


def _warning(warning: TexWarning, texts: Texts) -> Diagnostic | None:
    text, span = warning.text, texts.locate(warning.where)
    if match := _UNDEFINED.match(text):
        if match["what"] == "Citation":
            hint = "cite with [@key] in Markdown"
            return Diagnostic(Code.CITE_UNKNOWN, f"no reference '{match['name']}' for \\cite", span, (hint,))
        return Diagnostic(Code.REF_UNKNOWN, f"nothing carries the label '{match['name']}'", span)
    if match := _DUPLICATE.match(text):
        where = texts.label(match["name"])
        span = texts.locate(where) if where else None
        return Diagnostic(Code.LABEL_DUPLICATE, f"the label '{match['name']}' is set twice", span)
    if match := _SHAPE.match(text):
        message = f"the font {match['shape']} does not exist; {match['instead']} is used instead"
        return Diagnostic(Code.LATEX_WARNING, message, span, ("choose a weight or shape that the typeface has",))
    if match := _SIZE.match(text):
        if abs(float(match["size"]) - float(match["instead"])) < SIZE_POINTS:
            return None
        message = (
            f"the font {match['shape']} does not exist in {match['size']} pt; {match['instead']} pt is used instead"
        )
        return Diagnostic(Code.LATEX_WARNING, message, span)
    if match := _FLOAT.match(text):
        message = f"a figure or table is {float(match['points']):.0f} pt taller than the page"
        return Diagnostic(Code.LATEX_WARNING, message, span, ("make it smaller: {width=60%}",))
    return _destination(warning) if warning.who == "pdfTeX" else None


def _destination(warning: TexWarning) -> Diagnostic | None:
    match = _DESTINATION.search(warning.text)
    name = (match["name"] or match["lua"]) if match else None
    if name is None or name.startswith("page."):  # two pages of one number are no mistake
        return None
    if "has been referenced but does not exist" in warning.text:
        return Diagnostic(Code.LATEX_WARNING, f"a link leads to '{name}', which does not exist")
    if "already used" in warning.text or "duplicate" in warning.text:
        return Diagnostic(Code.LATEX_WARNING, f"two places are called '{name}'; links lead to the first")
    return None

"""An ibid. typed by hand: which citation it repeats, or why that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from typesetter import model as m
from typesetter.checks.handtyped import Found, HandTyped
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.regexes import regex
from typesetter.structs import Struct

_IBID = regex(
    r"[(\[](?P<lead>(?:see|cf\.?|see also|compare|in)\s+)?(?P<word>ibid(?:em)?|idem|loc\.?\s?cit|op\.?\s?cit)\b\.?"
    r"(?P<rest>[^()\[\]]{0,40})[)\]]|^(?P<note>Ibid(?:em)?|Loc\.?\s?cit|Idem)\b\.?(?P<tail>[^.]{0,30}\.?)$",
    re.IGNORECASE,
)
_PLACE = regex(r"[\s,:;]*(?P<label>pp?\.?|pages?)?\s*(?P<number>\d+(?:\s*[-–]+\s*\d+)?|[ivxlc]+)\s*\.?", re.IGNORECASE)
_NEAR = 4
"""Citations with no more than so many characters between them stand together."""


class _Cited(Struct):
    """A citation that was read: its works (None for one that is not known), where, and how it is shown."""

    keys: tuple[str | None, ...]
    shown: tuple[str, ...]
    passage: Passage
    start: int
    end: int
    section: int


def hand_typed_ibids(subject: Subject) -> Iterator[Diagnostic]:
    """Every ibid. in the text, with the key to write; or with what it may mean, when that is not certain."""
    if not any(subject.facts.places(_mentioning)):
        return
    by_passage: dict[int, list[Found]] = {}
    for found, _ in HandTyped.of(subject).citations:
        by_passage.setdefault(id(found.passage), []).append(found)
    last: tuple[_Cited, ...] = ()
    section = chapter = -1
    for passage in subject.passages:
        if passage.chapter != chapter:
            chapter, last = passage.chapter, ()
        if passage.kind is Kind.HEADING:
            section += 1
            continue
        for event in _events(passage, by_passage.get(id(passage), ()), section):
            if isinstance(event, _Cited):
                last = (*last, event) if _together(last, event) else (event,)
            else:
                yield _judged(passage, event, last, section)


def _mentioning(passage: Passage) -> list[bool]:
    """Something for a passage in which an ibid. may be."""
    return [True] if _mentions(passage) else []


def _mentions(passage: Passage) -> bool:
    """Whether an ibid. may be in the text, which costs little to tell."""
    text = passage.text.casefold()
    return "ibid" in text or "idem" in text or "cit." in text or "cit)" in text


def _together(last: Sequence[_Cited], cited: _Cited) -> bool:
    return bool(last) and last[-1].passage is cited.passage and cited.start - last[-1].end <= _NEAR


def _events(passage: Passage, typed: Sequence[Found], section: int) -> list[Any]:
    """The citations and the ibids of a passage in their order."""
    events: list[tuple[int, Any]] = []
    for offset, node in passage.marks:
        if isinstance(node, m.Citation):
            keys = tuple(item.via or item.key for item in node.items)
            shown = tuple(f"@{key}" for key in keys)
            events.append((offset, _Cited(keys, shown, passage, offset, offset + 1, section)))
    for found in typed:
        keys_of = tuple(match.key for match in found.matches)
        shown = tuple(f"{match.work.names[0]}, {match.year}" for match in found.matches)
        start, end = found.typed.start, found.typed.end
        events.append((start, _Cited(keys_of, shown, passage, start, end, section)))
    if _mentions(passage):
        events += [(found.start(), found) for found in _IBID.finditer(passage.text)]
    return [event for _, event in sorted(events, key=lambda pair: pair[0])]


def _judged(passage: Passage, ibid: re.Match[str], last: Sequence[_Cited], section: int) -> Diagnostic:
    span = passage.span(ibid.start(), ibid.end())
    said = ibid[0]
    again = "with `citations: {ibid: true}` the thesis prints ibid. by itself where it is right"
    if not last:
        message = f"no citation comes before '{said}' in this chapter"
        return Diagnostic(Code.CITE_IBID, message, span, ("write the key of the work: [@key, p. …]",))
    works = dict(
        zip((s for cited in last for s in cited.shown), (k for cited in last for k in cited.keys), strict=False)
    )
    if len(works) > 1:
        message = f"'{said}' follows a citation of {len(works)} works: which one it repeats cannot be told"
        keys = [key for key in works.values() if key is not None]
        hint = (
            "write " + " or ".join(f"[@{key}]" for key in keys) if keys else "write the key of the work meant: [@key]"
        )
        return Diagnostic(Code.CITE_IBID, message, span, (hint,))
    shown, key = next(iter(works.items()))
    if key is None:
        message = f"'{said}' repeats '{shown}', which the bibliography does not have"
        return Diagnostic(
            Code.CITE_IBID, message, span, ("correct the citation before it, and write its key here too",)
        )
    markdown = _markdown(ibid, key)
    if last[-1].section != section:
        message = f"'{said}' has no citation before it in its section; the last one, in the section before, is '{key}'"
        return Diagnostic(Code.CITE_IBID, message, span, (f"if it is that one, write {markdown}",))
    message = f"'{said}' is typed by hand and repeats '{key}' only as long as no citation comes between"
    return Diagnostic(Code.CITE_IBID, message, span, (f"write {markdown}; {again}",), fix=_fix(ibid, markdown))


def _markdown(ibid: re.Match[str], key: str) -> str:
    rest = (ibid["rest"] or ibid["tail"] or "").strip()
    place = _PLACE.fullmatch(rest)
    lead = ibid["lead"] or ""
    if place is None:
        return f"[{lead}@{key}{rest.rstrip('.') if rest.startswith(',') else ''}]"
    number = re.sub(r"\s*[-–]+\s*", "-", place["number"])
    return f"[{lead}@{key}, {'pp.' if '-' in number else 'p.'} {number}]"


def _fix(ibid: re.Match[str], markdown: str) -> str | None:
    rest = (ibid["rest"] or ibid["tail"] or "").strip(" .")
    word = (ibid["word"] or ibid["note"]).casefold()
    if (rest and _PLACE.fullmatch(rest) is None) or word.startswith(("loc", "op")):
        return None
    return markdown if ibid["note"] is None else f"{markdown}."


CHECKS = (hand_typed_ibids,)

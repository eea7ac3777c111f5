"""Quotations and where they come from: each needs a citation, and the citation a page where the work has pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from typesetter import model as m
from typesetter.checks.handtyped import Found, HandTyped
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.citations.kinds import set_like
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.regexes import regex
from typesetter.structs import Struct

_ENOUGH_WORDS = 8
"""From so many words on, what stands in quotation marks is somebody's sentence and no term."""
_LONG_QUOTATION = 12
"""From so many words on, a citation elsewhere in the paragraph is too far."""
_AFTER = 90
_WORD = regex(r"[^\W\d_]{2,}")
_LONG = regex(r"[^\W\d_]{4,}")
_SENTENCE_END = regex(r"[.!?…][”’\"')\]]*\s+(?=[^\W\d_a-z])")
_CITE = ("cite it: [@key, p. …]",)
_PAGED = ("article", "book", "chapter", "thesis", "report")
_RUNNING = (Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE)


class _Source(Struct):
    """A citation beside a quotation: its place in the text, the works whose page is wanted, whether it has a place in one."""

    start: int
    end: int
    key: str
    span: Span
    located: bool


_Reader = Callable[[Passage], list[_Source]]
"""Gives the citations of a passage, in order."""


def quotations(subject: Subject) -> Iterator[Diagnostic]:
    """Quotations without a page, and those without any citation near."""
    typed: dict[int, list[Found]] = {}
    for found, _ in HandTyped.of(subject).citations:
        typed.setdefault(id(found.passage), []).append(found)

    def sources(passage: Passage) -> list[_Source]:
        return sorted(_sources(passage, typed.get(id(passage), ())), key=lambda s: s.start)

    if not typed and not subject.cited.cites:
        return  # a text that cites nothing is no thesis yet, or a novel
    if not any(subject.facts.places(_may_quote)):
        return
    passages = subject.passages
    for index, passage in enumerate(passages):
        if passage.kind is Kind.QUOTATION:
            if index == 0 or passages[index - 1].kind is not Kind.QUOTATION:
                yield from _block(subject, passages, index, sources)
        elif _may_quote(passage):
            following = passages[index + 1].kind if index + 1 < len(passages) else None
            led = passage.text.rstrip().endswith(":") and following is Kind.QUOTATION
            yield from _inline(subject, passage, sources(passage), led=led)


def _may_quote(passage: Passage) -> list[bool]:
    """Something for a passage with a quotation in it, or that is one."""
    marked = passage.kind in _RUNNING and ("“" in passage.text or "‘" in passage.text or "«" in passage.text)
    return [True] if marked or passage.kind is Kind.QUOTATION else []


def _sources(passage: Passage, typed: Sequence[Found]) -> Iterator[_Source]:
    for offset, node in passage.marks:
        if isinstance(node, m.Citation):
            last = node.items[-1]
            located = any(item.locator or item.suffix for item in node.items)
            yield _Source(offset, offset + 1, last.via or last.key, last.span, located)
        elif isinstance(node, m.Note):
            for inner in m.walk(node.blocks):
                if isinstance(inner, m.Citation):
                    last = inner.items[-1]
                    located = any(item.locator or item.suffix for item in inner.items)
                    yield _Source(offset, offset + 1, last.via or last.key, last.span, located)
    for found in typed:
        works = [match.work for match in found.matches]
        located = any(work.locator or work.suffix or (work.via and work.via.locator) for work in works)
        yield _Source(found.typed.start, found.typed.end, found.matches[-1].key or "", found.span(), bool(located))


def _block(subject: Subject, passages: Sequence[Passage], index: int, sources: _Reader) -> Iterator[Diagnostic]:
    """A block quotation: its citation is in it, or in the sentence that leads to it, or right after it."""
    end = index
    while end < len(passages) and passages[end].kind is Kind.QUOTATION:
        end += 1
    found = [source for passage in passages[index:end] for source in sources(passage)]
    if not found and index and passages[index - 1].chapter == passages[index].chapter:
        found = _last_sentences(passages[index - 1], sources(passages[index - 1]))
    if not found and end < len(passages):
        found = [source for source in sources(passages[end])[:1] if source.start < 3]
    if found:
        if not any(source.located for source in found):
            yield from _without_page(subject, found[-1])
        return
    first, last = passages[index], passages[end - 1]
    if len(_WORD.findall(first.text)) >= _ENOUGH_WORDS:
        span = first.span().to(last.span())
        yield Diagnostic(
            Code.QUOTE_SOURCE, "this quotation has no citation, nor has the sentence before it", span, _CITE
        )


def _last_sentences(passage: Passage, sources: Sequence[_Source]) -> list[_Source]:
    """The citations in the last sentence before a quotation, or in the whole of what leads to it with a colon."""
    ends = [found.end() for found in _SENTENCE_END.finditer(passage.text)]
    start = ends[-1] if ends and not passage.text.rstrip().endswith(":") else 0
    return [source for source in sources if source.end > start][-1:]


def _inline(subject: Subject, passage: Passage, sources: Sequence[_Source], *, led: bool) -> Iterator[Diagnostic]:
    """The quotations between quotation marks. ``led``: the last sentence leads to a block quotation, and its source."""
    told: set[int] = set()
    quoted = [(a, b) for a, b in passage.quoted if _is_sentence(passage.text[a:b])]
    for a, b in quoted:
        source = _source_of(passage.text, a, b, sources)
        if source is None:
            if led and _SENTENCE_END.search(passage.text, b) is None:
                continue
            if passage.kind is not Kind.NOTE and (
                not sources or len(_WORD.findall(passage.text[a:b])) >= _LONG_QUOTATION
            ):
                where = "its sentence" if sources else "its paragraph"
                message = f"this quotation has no citation, nor has {where}"
                yield Diagnostic(Code.QUOTE_SOURCE, message, passage.span(a, b), _CITE)
        elif not source.located and source.start not in told:
            told.add(source.start)
            yield from _without_page(subject, source)


def _is_sentence(text: str) -> bool:
    """Whether what is quoted is running text: long enough, no question of the writer's own, and no title."""
    words = _WORD.findall(text)
    if len(words) < _ENOUGH_WORDS or text.rstrip("”’»").rstrip().endswith("?") or "￼" in text[1:-2]:
        return False
    long = _LONG.findall(text)
    return len([word for word in long if word[0].isupper()]) < 0.6 * max(1, len(long))


def _source_of(text: str, start: int, end: int, sources: Sequence[_Source]) -> _Source | None:
    """The citation of a quotation: the next one after it in its sentence, else the last one before it in its sentence."""
    after = [s for s in sources if end <= s.start <= end + _AFTER]
    if (
        after
        and _SENTENCE_END.search(text[end : after[0].start].lstrip(" .,;")) is None
        and "“" not in text[end : after[0].start]
    ):
        return after[0]
    before = [s for s in sources if s.end <= start and _SENTENCE_END.search(text[s.end : start]) is None]
    return before[-1] if before else None


def _without_page(subject: Subject, source: _Source) -> Iterator[Diagnostic]:
    key = source.key
    if key and key in subject.library:
        if not any(set_like(subject.library[key].kind, kind) for kind in _PAGED):
            return
        message, hint = f"the quotation from '{key}' has no page", f"write [@{key}, p. …]"
    elif key and not subject.whole:
        return  # its entry may be in a file that is out of reach
    else:
        message, hint = "the citation of this quotation has no page", "add it: [@key, p. …]"
    yield Diagnostic(Code.QUOTE_LOCATOR, message, source.span, (hint,))


CHECKS = (quotations,)

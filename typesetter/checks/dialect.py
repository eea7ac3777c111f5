"""The language that thesis.yaml names, and British and American spelling in one text.

Two questions are asked apart. Words that each side of the Atlantic spells in its own way (centre, center) say which of the two a
text is written in. The verbs in -ise and -ize do not, since -ize is both American and, with Oxford, British; but one text has one
of them. What is rarer is reported where it stands; names, titles and quotations keep their own spelling.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from typesetter.checks.prose import Kind, Passage
from typesetter.checks.regions import touches
from typesetter.checks.subject import Subject
from typesetter.config.thesis import thesis_span
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.regexes import regex
from typesetter.structs import Struct

_PAIRS = """
    behaviour behavior|behavioural behavioral|colour color|favour favor|favourable favorable|
    favourite favorite|flavour flavor|harbour harbor|honour honor|honourable honorable|humour humor|
    labour labor|neighbour neighbor|neighbourhood neighborhood|neighbouring neighboring|rumour rumor|
    savour savor|savoury savory|splendour splendor|tumour tumor|valour valor|vapour vapor|vigour vigor|
    endeavour endeavor|parlour parlor|rigour rigor|armour armor|odour odor|candour candor|clamour clamor|
    fervour fervor|demeanour demeanor|ardour ardor|rancour rancor|succour succor|misbehaviour misbehavior|
    discolour discolor|colourful colorful|centre center|centred centered|theatre theater|fibre fiber|
    litre liter|metre meter|kilometre kilometer|millimetre millimeter|centimetre centimeter|
    calibre caliber|lustre luster|spectre specter|sombre somber|meagre meager|manoeuvre maneuver|
    sabre saber|defence defense|offence offense|pretence pretense|licence license|analyse analyze|
    analysed analyzed|analysing analyzing|catalyse catalyze|paralyse paralyze|paralysed paralyzed|
    catalogue catalog|catalogued cataloged|travelled traveled|travelling traveling|traveller traveler|
    cancelled canceled|cancelling canceling|modelled modeled|modelling modeling|labelled labeled|
    labelling labeling|levelled leveled|fuelled fueled|fuelling fueling|signalled signaled|
    signalling signaling|quarrelled quarreled|rivalled rivaled|counselled counseled|counselling counseling|
    counsellor counselor|channelled channeled|channelling channeling|marshalled marshaled|totalled totaled|
    tunnelling tunneling|dialled dialed|equalled equaled|initialled initialed|panelled paneled|
    jewellery jewelry|marvellous marvelous|woollen woolen|unravelled unraveled|fulfil fulfill|
    fulfils fulfills|fulfilment fulfillment|enrol enroll|enrolment enrollment|instalment installment|
    skilful skillful|wilful willful|instil instill|distil distill|sceptic skeptic|sceptical skeptical|
    scepticism skepticism|grey gray|mould mold|moult molt|plough plow|ageing aging|cosy cozy|
    pyjamas pajamas|tyre tire|kerb curb|sulphur sulfur|aluminium aluminum|artefact artifact|
    anaemia anemia|anaesthetic anesthetic|encyclopaedia encyclopedia|foetus fetus|leukaemia leukemia|
    oestrogen estrogen|paediatric pediatric|gynaecology gynecology|haemoglobin hemoglobin|
    oesophagus esophagus|orthopaedic orthopedic|programme program|towards toward|whilst while|
    amongst among|learnt learned|spelt spelled|dreamt dreamed|judgement judgment|
    acknowledgement acknowledgment|storey story|cheque check|draught draft|enquiry inquiry
"""
_LOOSE_TEXT = """
    programme program towards toward whilst while amongst among learnt learned spelt spelled dreamt dreamed
    judgement judgment acknowledgement acknowledgment storey story cheque check draught draft enquiry inquiry
    encyclopaedia encyclopedia tyre tire kerb curb licence license metre meter ageing aging artefact artifact
    catalogue catalog instil instill distil distill grey gray foetus fetus spectre specter sulphur sulfur savoury
    savory instalment installment cosy cozy enrol enroll mould mold
"""
_LOOSE = frozenset(_LOOSE_TEXT.split())
"""Words that one side uses too, with this meaning or another: they prove nothing."""


def _table() -> dict[str, tuple[str, str]]:
    """Each word with the side that spells it so, and the other side's word; plurals and simple inflections too."""
    words: dict[str, tuple[str, str]] = {}
    for pair in _PAIRS.split("|"):
        british, american = pair.split()
        if british in _LOOSE:
            continue
        for ending in ("", "s", "ed", "ing", "d"):
            one, other = _inflect(british, ending), _inflect(american, ending)
            if one and other and one != other:
                words.setdefault(one, ("British", other))
                words.setdefault(other, ("American", one))
    return words


def _inflect(word: str, ending: str) -> str:
    if not ending:
        return word
    if (word.endswith(("ed", "ing", "s", "y", "al", "able", "ful", "ism")) and ending != "s") or word in (
        "analyse",
        "analyze",
    ):
        return ""  # analyses is the plural of analysis too
    if word.endswith("l") and ending in ("ed", "ing"):
        return ""  # both double the consonant of a stressed syllable: fulfilled
    if ending == "d":
        return word + "d" if word.endswith("e") else ""
    if word.endswith("e") and ending in ("ed", "ing"):
        return word[:-1] + ending
    return word + ending


_WORDS = _table()
_SUFFIX = regex(r"(?P<stem>[a-z]{3,}?)(?P<s>[sz])(?P<end>e[ds]?|ers?|ing|ations?|ational|able)")
_NEVER_IZE = frozenset(
    """
    advertise advise anise appraise apprise arise braise bruise cerise chastise chemise circumcise compromise comprise concise
    counterpoise crise cruise demise despise devise disenfranchise disguise emprise enfranchise enterprise equipoise excise
    exercise expertise franchise fundraise guise improvise incise irise liaise malaise marquise mayonnaise merchandise mortise
    noise paradise poise polonaise porpoise practise praise precise premise prise promise raise reprise revise rise sunrise
    supervise surmise surprise televise tortoise treatise turquoise unwise uprise valise vise
    """.split()
)
_NEVER_ISE = frozenset(
    "assize baize capsize downsize maize outsize oversize prize resize seize size undersize upsize".split()
)
"""Words that merely end so; their inflections with them."""
_WORD = regex(r"(?<![\w.@/’'])[a-zA-Z][a-z]{3,}(?![\w@/]|\.\w)")


class _Found(Struct):
    """A word with a side: ``British`` or ``American``, or of the verbs ``-ise`` or ``-ize``; ``other`` is what the other has."""

    passage: Passage
    start: int
    word: str
    side: str
    other: str


def language_without_words(subject: Subject) -> Iterator[Diagnostic]:
    """A language that the document is not set in, whatever thesis.yaml says."""
    tag = subject.thesis.language
    if tag.casefold().startswith("en"):
        return
    from typesetter.latex.languages import is_known, known_tags

    if not is_known(tag):
        message = f"there is no hyphenation for '{tag}' here, nor a word such as 'Contents': the English ones are used"
        own = "or see to it in a template of your own, and put language-unset under checks: {ignore: […]}"
        hints = (f"the languages that have them: {', '.join(known_tags())}", own)
        yield Diagnostic(Code.LANGUAGE_UNSET, message, thesis_span(subject.file, "language"), hints)


def mixed_spelling(subject: Subject) -> Iterator[Diagnostic]:
    """Words of the rarer spelling, and one finding when all of it is not the language that thesis.yaml names."""
    language = subject.thesis.language.casefold().replace("_", "-")
    if not language.startswith("en"):
        return
    allowed = {word.casefold() for word in subject.thesis.checks.allow.get("spelling-mixed", ())}
    sides: dict[str, list[_Found]] = defaultdict(list)
    for passage, hits in subject.facts.places(_words):
        for start, word, side, other in hits:
            if word.casefold() not in allowed:
                sides[side].append(_Found(passage, start, word, side, other))
    british, american = len(sides["British"]), len(sides["American"])
    declared = "American" if language in ("en-us", "en-ca", "en-ph") else "British"
    main = declared if british == american else "British" if british > american else "American"
    if british and american:
        rarer = "American" if main == "British" else "British"
        yield from _rarer(
            sides[rarer], f"is {rarer} spelling", f"{len(sides[main])} other words here are {main}", len(sides[main])
        )
    if main != declared and abs(british - american) >= _CLEAR and min(british, american) * 4 <= max(british, american):
        tag = "en-US" if main == "American" else "en-GB"
        first = sides[main][0]
        others = f"'{first.word}' and {len(sides[main]) - 1} other words"
        message = f"the spelling is {main} ({others}), and thesis.yaml says language: {subject.thesis.language}"
        yield Diagnostic(
            Code.SPELLING_MIXED,
            message,
            thesis_span(subject.file, "language"),
            (f"set language: {tag}, or change the spelling",),
        )
    yield from _verbs(sides, main)


_CLEAR = 6


def _rarer(words: Sequence[_Found], what: str, why: str, usual: int) -> Iterator[Diagnostic]:
    """The rarer words. Where they are no exception, one warning says so and the other places are for information."""
    exception = len(words) * _EXCEPTION <= usual
    for index, found in enumerate(words):
        message = f"'{found.word}' {what}; {why}"
        span = found.passage.span(found.start, found.start + len(found.word))
        severity = Severity.WARNING if exception or not index else Severity.INFO
        yield Diagnostic(Code.SPELLING_MIXED, message, span, (f"write '{_cased(found)}'",), severity)


_EXCEPTION = 4
"""A spelling that is so many times as rare as the other is an exception."""


def _cased(found: _Found) -> str:
    return found.other.capitalize() if found.word[0].isupper() else found.other


def _verbs(sides: dict[str, list[_Found]], main: str) -> Iterator[Diagnostic]:
    """-ise beside -ize; in an American text -ise is foreign however often it stands."""
    ise, ize = sides["-ise"], sides["-ize"]
    if not ise or not ize:
        return
    american = main == "American" and len(sides["American"]) > 0
    rare, usual, form = (ise, ize, "-ise") if american or len(ise) < len(ize) else (ize, ise, "-ize")
    other = "-ize" if form == "-ise" else "-ise"
    if len(rare) == len(usual) and not american:
        return
    yield from _rarer(rare, f"is spelt with {form}", f"{len(usual)} words here are spelt with {other}", len(usual))


def _words(passage: Passage) -> list[tuple[int, str, str, str]]:
    """The words of a passage that one side spells so: where each begins, the word, the side, the other's word."""
    if passage.is_quotation or passage.kind is Kind.CELL or not passage.language.startswith("en"):
        return []
    if not any(map(_side, passage.vocabulary)):
        return []
    text = passage.text
    found = []
    kept = None
    for word in _WORD.finditer(text):
        side = _side(word[0].casefold())
        if side is None or _is_name(text, word.start(), word.end(), passage.kind):
            continue
        if kept is None:
            kept = passage.borrowed
        if not touches(kept, word.start(), word.start() + 1):
            found.append((word.start(), word[0], *side))
    return found


@cache
def _side(word: str) -> tuple[str, str] | None:
    """The side that spells the word so, and the other's spelling."""
    if word in _WORDS:
        return _WORDS[word]
    suffix = _SUFFIX.fullmatch(word)
    if suffix is None or not suffix["stem"].endswith("i"):
        return None
    base = f"{suffix['stem']}{suffix['s']}e"
    if base in _NEVER_IZE or base in _NEVER_ISE or base.endswith("wise"):
        return None
    if suffix["s"] == "s":
        return "-ise", f"{suffix['stem']}z{suffix['end']}"
    return "-ize", f"{suffix['stem']}s{suffix['end']}"


def _is_name(text: str, start: int, end: int, kind: Kind) -> bool:
    """Whether the word is part of a name: capitalised within a sentence, or beside another such word."""
    if not text[start].isupper():
        return False
    if kind is Kind.HEADING:
        return False
    before = text[:start].rstrip(" “‘(")
    if before and before[-1] not in ".!?:":
        return True
    return re.match(r"\s+(?:(?:of|for|and)\s+(?:the\s+)?)?[A-Z]", text[end : end + 12]) is not None


CHECKS = (language_without_words, mixed_spelling)

"""The tags of languages, as thesis.yaml has one: imported only where there is a new one to look at."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|[ix](?:-[a-z\d]{1,8})+)"
)
"""The form of a BCP 47 tag, in lower case."""
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu "
    "fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km "
    "kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to "
    "tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""The languages that have two letters (ISO 639-1); of three letters there are thousands."""
_MEANT = {
    "english": "en-GB", "british": "en-GB", "gb": "en-GB", "en-uk": "en-GB", "eng": "en-GB", "american": "en-US", "us": "en-US",
    "danish": "da", "dansk": "da", "dk": "da", "dan": "da", "german": "de", "ngerman": "de", "deutsch": "de", "deu": "de",
    "ger": "de", "french": "fr", "français": "fr", "francais": "fr", "fra": "fr", "fre": "fr", "spanish": "es", "español": "es",
    "spa": "es", "italian": "it", "italiano": "it", "ita": "it", "dutch": "nl", "nederlands": "nl", "nld": "nl",
    "norwegian": "nb", "norsk": "nb", "bokmål": "nb", "nynorsk": "nn", "nor": "nb", "swedish": "sv", "svenska": "sv",
    "swe": "sv", "finnish": "fi", "suomi": "fi", "fin": "fi", "polish": "pl", "polski": "pl", "pol": "pl",
    "portuguese": "pt", "português": "pt", "por": "pt", "brazilian": "pt-BR", "czech": "cs", "čeština": "cs", "cz": "cs",
}  # fmt: skip
"""What people write for a language, and its tag."""


def language_tag(value: str) -> str:
    """``value``, if it can be the tag of a language; a ValueError's second argument is what to write instead.

    Whether the pipeline has words and hyphenation for that language is another question.
    """
    tag = value.strip().casefold().replace("_", "-")
    first = tag.partition("-")[0]
    if tag in _MEANT or not _TAG.fullmatch(tag) or (len(first) == 2 and first not in _LANGUAGES):
        meant = _MEANT.get(tag) or _MEANT.get(first)
        remedy = f"write {meant}" if meant else "write such a tag: en-GB, en-US, da, de …"
        raise ValueError(f"'{value}' is not the tag of a language", remedy)
    return value.strip()

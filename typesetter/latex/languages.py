"""Languages: a BCP 47 tag and what babel calls it."""

from __future__ import annotations

from collections.abc import Mapping

_BABEL = {
    "en-gb": "british", "en-us": "american", "en-ca": "canadian", "en-au": "australian", "en-nz": "newzealand", "en": "english",
    "da": "danish", "de": "ngerman", "de-at": "naustrian", "de-ch": "nswissgerman", "fr": "french", "es": "spanish",
    "it": "italian", "nl": "dutch", "nb": "norsk", "no": "norsk", "nn": "nynorsk", "sv": "swedish", "fi": "finnish",
    "pl": "polish", "pt": "portuguese", "pt-br": "brazilian", "cs": "czech",
}  # fmt: skip


def babel_name(tag: str, has: Mapping[str, bool]) -> str:
    """The babel language of a tag; American hyphenation where the engine has no British patterns."""
    lowered = tag.replace("_", "-").lower()
    name = _BABEL.get(lowered) or _BABEL.get(lowered.split("-")[0]) or "english"
    if name == "british" and not has.get("british_patterns", True):
        return "english"
    return name

"""Languages: a BCP 47 tag and what babel calls it."""

from __future__ import annotations

from collections.abc import Mapping

_BABEL = {
    "en-gb": "british", "en-us": "american", "en-ca": "canadian", "en-au": "australian", "en-nz": "newzealand", "en": "english",
    "da": "danish", "de": "ngerman", "de-at": "naustrian", "de-ch": "nswissgerman", "fr": "french", "es": "spanish",
    "it": "italian", "nl": "dutch", "nb": "norsk", "no": "norsk", "nn": "nynorsk", "sv": "swedish", "fi": "finnish",
    "pl": "polish", "pt": "portuguese", "pt-br": "brazilian", "cs": "czech",
}  # fmt: skip


def is_known(tag: str) -> bool:
    """Whether the language of a tag is one that the document can be set in; others are set as English."""
    return _lookup(tag) is not None


def known_tags() -> tuple[str, ...]:
    """The tags of these languages, without regions, sorted."""
    return tuple(sorted(tag for tag in _BABEL if "-" not in tag))


def _lookup(tag: str) -> str | None:
    lowered = tag.replace("_", "-").lower()
    return _BABEL.get(lowered) or _BABEL.get(lowered.split("-")[0])


def babel_name(tag: str, has: Mapping[str, bool]) -> str:
    """The babel language of a tag; American hyphenation where the engine has no British patterns."""
    name = _lookup(tag) or "english"
    if name == "british" and not has.get("british_patterns", True):
        return "english"
    return name

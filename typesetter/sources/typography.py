"""What a typewriter has no keys for: dashes, ellipses, apostrophes.

markdown-it has paired the quotation marks of a paragraph before; here those that found no partner get their form.
"""

from __future__ import annotations

from typesetter.regexes import regex

_DASHES = regex(r"(?<!-)---?(?!-)|\.\.\.")
_SMART = {"---": "\N{EM DASH}", "--": "\N{EN DASH}", "...": "\N{HORIZONTAL ELLIPSIS}"}
_DECADE = regex(r"‘(?=\d0s\b)")  # the '90s
_OPENING = regex(r"(?:(?<=[\s(\[–—])|^)\"(?=\w)")  # dashes
_CLOSING = regex(r"(?<=[^\s\d(\[])\"(?=[\s.,;:!?)\]]|$)")


def smart(text: str) -> str:
    """Dashes, ellipses, apostrophes, and the quotation marks that found no partner in their paragraph."""
    text = _DASHES.sub(lambda match: _SMART[match[0]], text)
    text = _DECADE.sub("’", text.replace("'", "’"))  # the apostrophe
    return _CLOSING.sub("”", _OPENING.sub("“", text)) if '"' in text else text

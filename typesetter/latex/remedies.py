"""What to say about a character that no font of the document can show."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_SCRIPTS = (
    (0x0370, 0x0400, "Greek"), (0x0530, 0x0590, "Armenian"), (0x0590, 0x0600, "Hebrew"), (0x0600, 0x0700, "Arabic"),
    (0x0900, 0x0980, "Devanagari"), (0x0E00, 0x0E80, "Thai"), (0x10A0, 0x1100, "Georgian"), (0x1E00, 0x1F00, "Latin"),
    (0x1F00, 0x2000, "Greek"), (0x2D00, 0x2D30, "Georgian"), (0x3040, 0x3100, "Japanese"), (0x3400, 0xA000, "Chinese"),
    (0xAC00, 0xD7B0, "Korean"), (0xFB13, 0xFB18, "Armenian"), (0x0180, 0x0250, "Latin"), (0x0250, 0x02B0, "phonetic"),
    (0x0400, 0x0530, "Cyrillic"), (0x1F000, 0x1FC00, "emoji"), (0x2600, 0x27C0, "symbol"), (0x20000, 0x40000, "Chinese"),
)  # fmt: skip
_LOOKALIKES = {"ə": "e or a (common transliterations)", "Ə": "E or A", "ı": "ı"}  # the schwa of Azerbaijani


def _script(char: str) -> str:
    return next((name for low, high, name in _SCRIPTS if low <= ord(char) < high), "")


def character_problem(clusters: Sequence[str], *, unicode_engine: bool) -> tuple[str, tuple[str, ...]]:
    """Message and hints for a run of characters (each with its combining marks) that cannot be printed."""
    run = "".join(clusters)
    if len(clusters) == 1:
        what = _describe(run)
    else:
        script = _script(clusters[0][0])
        named = f" {script}" if script and all(_script(c[0]) == script for c in clusters) else ""
        what = f"'{run}' ({len(clusters)}{named} characters, the first is U+{ord(run[0]):04X})"
    message = f"the document's fonts cannot show {what}"
    if unicode_engine:
        return message, ("replace it, or set it in a font that has it",)
    script = _script(run[0])
    hints = []
    if run in _LOOKALIKES:
        hints.append(f"transliterate it: {_LOOKALIKES[run]}")
    elif script == "emoji":
        hints.append("leave it out, or include it as a picture")
    elif script in ("symbol", "phonetic", "Latin", ""):
        hints.append("write it another way")
    else:
        hints.append(f"transliterate the {script} text into Latin letters")
    hints.append("or set `engine: lualatex` in thesis.yaml (needs TeX Live: `make setup`) with a font that has it")
    return message, tuple(hints)


def _describe(cluster: str) -> str:
    codes = " ".join(f"U+{ord(c):04X}" for c in cluster)
    name = unicodedata.name(cluster[0], "a code point that Unicode leaves unassigned")
    category = unicodedata.category(cluster[0])
    if category == "Co":
        name = "a private-use character"
    shown = f"'{cluster}' " if category[0] not in "CZM" else ""
    return f"{shown}({codes}, {name})"

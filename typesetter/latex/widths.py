"""How wide pictures and table columns are set."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from typesetter.regexes import regex

_LENGTH = regex(r"(\d+(?:\.\d+)?)\s*(%|mm|cm|in|pt)?")
MAX_HEIGHT = 0.78
"""The part of the text's height that a picture may take, so that its caption has room."""


def tex_length(value: str, relative_to: str) -> str:
    """``80%`` → ``0.8\\linewidth``; ``9cm`` as it is; a bare number up to 1 is a fraction."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return relative_to
    number, unit = float(match[1]), match[2]
    if unit == "%":
        return f"{number / 100:g}{relative_to}"
    if unit is None:
        return f"{number:g}{relative_to}" if number <= 1 else f"{number:g}pt"
    return f"{number:g}{unit}"


def graphics_options(
    attributes: Mapping[str, str], width: float, height: float, text_width: float, text_height: float
) -> str:
    """The options of ``\\includegraphics`` for a picture of ``width`` × ``height`` pt.

    Without attributes a picture keeps its size unless it is wider than the text or higher than most of it.
    """
    options = []
    if "width" in attributes:
        options.append(f"width={tex_length(attributes['width'], chr(92) + 'linewidth')}")
    if "height" in attributes:
        options.append(f"height={tex_length(attributes['height'], chr(92) + 'textheight')}")
    if options:
        if len(options) == 1 and "width" in attributes:
            options.append(f"height={MAX_HEIGHT}\\textheight")
        return ",".join([*options, "keepaspectratio"])
    if width > text_width or height > MAX_HEIGHT * text_height:
        return f"width=\\linewidth,height={MAX_HEIGHT}\\textheight,keepaspectratio"
    return f"width={width:.2f}pt"


def column_widths(lengths: Sequence[Sequence[int]], words: Sequence[int], characters: int) -> list[float | None]:
    """How wide the columns of a table are: None for a column set at its natural width, else a part of the line.

    ``lengths`` are the characters of each column's cells, ``words`` those of its longest word, ``characters`` what fits on
    a line. A column that is wrapped is at least as wide as its longest word, and the wrapped columns fill the line.
    """
    gap = 2
    longest = [max(column, default=0) for column in lengths]
    room = characters - gap * (len(lengths) - 1)
    if sum(longest) <= room:
        return [None] * len(lengths)
    limit = max(12, room // (len(lengths) + 1))
    narrow = [n <= limit for n in longest]
    if all(narrow):
        narrow = [n < max(longest) for n in longest]
    rest = room - sum(n + 1 for n, keep in zip(longest, narrow, strict=True) if keep)  # digits and capitals are wide
    wrapped = [i for i, keep in enumerate(narrow) if not keep]
    weights = {i: math.sqrt(max(1, longest[i]) * max(1.0, sum(lengths[i]) / len(lengths[i]))) for i in wrapped}
    widths = _shares(weights, {i: float(words[i] + 1) for i in wrapped}, float(rest))
    return [None if keep else round(widths[i] / characters, 4) for i, keep in enumerate(narrow)]


def _shares(weights: Mapping[int, float], minimum: Mapping[int, float], room: float) -> dict[int, float]:
    """``room`` shared out by weight, none below its minimum; when the minima do not fit, they are shrunk alike."""
    if sum(minimum.values()) >= room:
        factor = max(room, 1.0) / sum(minimum.values())
        return {i: n * factor for i, n in minimum.items()}
    fixed: dict[int, float] = {}
    while True:
        free = {i: w for i, w in weights.items() if i not in fixed}
        left = room - sum(fixed.values())
        shares = {i: left * w / sum(free.values()) for i, w in free.items()}
        short = {i: minimum[i] for i, share in shares.items() if share < minimum[i]}
        if not short:
            return fixed | shares
        fixed |= short

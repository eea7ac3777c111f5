"""Inline rules on top of CommonMark's, in the order in which they are tried.

Each is a markdown-it rule: it looks at ``state.pos``, and when it matches, pushes tokens, moves on and returns True.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from typesetter.regexes import regex
from typesetter.sources.attributes import parse_attributes
from typesetter.sources.brackets import closing_bracket, find_mark, first_match, next_dollar, owns_at_sign
from typesetter.sources.citation_syntax import REF_PREFIXES, key_at, parse_group, parse_locator

Rule = Callable[[StateInline, bool], bool]

_NOTE_MARK = regex(r"\[\^([^\[\]\s^]+)\]")
_BARE_POSSESSIVE = regex(r"['’] [a-z]")
"""@jones' view: an apostrophe alone, unless it may close a quotation."""
_OPEN_QUOTE = regex(r"(?<!\w)['‘](?=\w|@)")
_APOSTROPHE = regex(r"['’]")
_VIA = regex(r"\s*via\s+-?(?=@)")
_POSSESSIVE = regex(r"['’]s(?!\w)")  # both apostrophes occur in manuscripts
_MATHEMATICS = (
    regex(r"(?!\d)(?:[^\s.,;$]*[\\^_={}]|[A-Za-z](?![\w'’$])|\s[^$]*[\\^_{}][^$]*\$)"),
    regex(r"[^$]*[\\^_={}]|[ \t]*(?:\n|$)"),
)
"""What follows one dollar sign, or two, that were meant to open mathematics."""


def _token(state: StateInline, kind: str, **meta: Any) -> Token:
    token = state.push(kind, "", 0)
    token.meta = {**token.meta, **meta}
    return token


def nonbreaking_space(state: StateInline, silent: bool) -> bool:
    """``\\`` followed by a space."""
    if state.src[state.pos] != "\\" or state.src[state.pos + 1 : state.pos + 2] != " ":
        return False
    if not silent:
        _token(state, "text_special").content = "\N{NO-BREAK SPACE}"
    state.pos += 2
    return True


def note_mark(state: StateInline, silent: bool) -> bool:
    """``[^name]`` that refers to a footnote."""
    match = _NOTE_MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _token(state, "note_mark", label=match[1])
    state.pos = match.end()
    return True


def inline_note(state: StateInline, silent: bool) -> bool:
    """``^[text of the note]``."""
    if not state.src.startswith("^[", state.pos):
        return False
    close = closing_bracket(state.src, state.pos + 1, state.posMax)
    if close < 0:
        return False
    if not silent:
        _token(state, "inline_note", range=(state.pos + 2, close))
    state.pos = close + 1
    return True


def citation_group(state: StateInline, silent: bool) -> bool:
    """``[see @a, p. 3; @b]``, or ``[-@sec-method]`` for a bare number."""
    start = state.pos
    if state.src[start] != "[" or not owns_at_sign(state.src, start):
        return False
    close = closing_bracket(state.src, start, state.posMax)
    if close < 0 or state.src[close + 1 : close + 2] == "(":
        return False
    bare = key_at(state.src, start + 2, close) if state.src.startswith("[-@", start) else None
    if bare is not None and bare[0].startswith(REF_PREFIXES) and bare[1] == close:
        if not silent:
            _token(state, "cross_ref", label=bare[0], bare=True)
        state.pos = close + 1
        return True
    pieces = parse_group(state.src, start + 1, close)
    if pieces is None:
        return False
    references = [piece.key.startswith(REF_PREFIXES) for piece in pieces]
    if all(references):  # [see @fig-map]: the brackets are only to hold it together
        if not silent:
            _nested(state, "references", start + 1, close)
    elif not silent:
        _token(state, "citation_mixed" if any(references) else "citation", narrative=False, pieces=pieces)
    state.pos = close + 1
    return True


def narrative_citation(state: StateInline, silent: bool) -> bool:
    """``@a``, ``@a's``, ``@a [p. 3]``, ``@sec-method``."""
    start = state.pos
    if state.src[start] != "@":
        return False
    found = key_at(state.src, start, state.posMax)
    if found is None:
        return False
    key, end = found
    if key.startswith(REF_PREFIXES):
        if not silent:
            _token(state, "cross_ref", label=key, bare=False)
        state.pos = end
        return True
    meta: dict[str, Any] = {"key": key, "key_range": (start, end), "possessive": False}
    possessive = _POSSESSIVE.match(state.src, end, state.posMax)
    if possessive is None and _BARE_POSSESSIVE.match(state.src, end, state.posMax) is not None:
        possessive = None if first_match(state.src, _OPEN_QUOTE) + 1 < start else _APOSTROPHE.match(state.src, end)
    if possessive is not None:
        meta["possessive"], end = True, possessive.end()
    bracket = end + 1 if state.src[end : end + 2] == " [" else end
    close = closing_bracket(state.src, bracket, state.posMax) if bracket < state.posMax else -1
    if close > bracket + 1 and (inside := _in_narrative_brackets(state.src, bracket, close)):
        meta |= inside
        end = close + 1
    if not silent:
        _token(state, "citation", narrative=True, **meta)
    state.pos = end
    return True


def _in_narrative_brackets(src: str, bracket: int, close: int) -> dict[str, Any]:
    """What the bracket behind a narrative citation holds: ``[p. 3]``, ``[p. 3; see @b]``, ``[via @b, p. 3]``.

    Empty when it is a link, a note, a picture, a citation of its own, or words.
    """
    if src[bracket + 1] in "^@-!" or src[close + 1 : close + 2] in ("(", "[", "{"):
        return {}
    found: dict[str, Any] = {}
    begin, end = bracket + 1, close
    if (via := _VIA.match(src, begin, close)) is not None and (second := key_at(src, via.end(), close)) is not None:
        found["via"], found["via_range"] = second[0], (via.end(), second[1])
        begin = second[1] + (src[second[1] : second[1] + 1] == ",")
    if (at := src.find("@", begin, close)) >= 0:
        end = src.find(";", begin, at)
        pieces = parse_group(src, end + 1, close) if end >= 0 else None
        if pieces is None or any(piece.key.startswith(REF_PREFIXES) for piece in pieces):
            return {}
        found["more"] = pieces
    found["locator"], found["suffix"] = parse_locator(src, begin, end)
    return found if "via" in found or found["locator"][0] != found["locator"][1] else {}


def math(state: StateInline, silent: bool) -> bool:
    """``$x$`` as Pandoc reads it: the next dollar closes, without space before it or digit behind it; ``$$x$$`` in a line."""
    start, src = state.pos, state.src
    if src[start] != "$":
        return False
    if src.startswith("$$$", start):
        return _dollar(state, len(src) - len(src[start:].lstrip("$")) - start, silent)
    if src.startswith("$$", start):
        close = find_mark(src, "$$", start + 2, state.posMax)
        if close <= start + 2:
            return _dollar(state, 2, silent)
        if not silent:
            _token(state, "math", display=True).content = src[start + 2 : close]
        state.pos = close + 2
        return True
    close = next_dollar(src, start + 1, state.posMax)
    if close < 0 or src[start + 1].isspace() or src[close - 1].isspace() or src[close + 1 : close + 2].isdigit():
        return _dollar(state, 1, silent)
    if not silent:
        _token(state, "math", display=False).content = src[start + 1 : close]
    state.pos = close + 1
    return True


def _dollar(state: StateInline, count: int, silent: bool) -> bool:
    """Dollars that close nowhere: currency signs, but a mistake when what follows looks like mathematics."""
    before = state.src[state.pos - 1 : state.pos]
    after = state.src[state.pos + count : min(state.posMax, state.pos + count + 60)]
    looks = count <= len(_MATHEMATICS) and _MATHEMATICS[count - 1].match(after) is not None
    if not silent and looks and not before.isalnum() and before not in ("$", "\\"):
        _token(state, "math_unclosed").content = "$" * count
    elif not silent:
        state.append_pending("$" * count)
    state.pos += count
    return True


def attributes(state: StateInline, silent: bool) -> bool:
    """``{…}`` directly behind a picture, a link, a code span, mathematics or a bracketed span."""
    if state.src[state.pos] != "{" or silent or state.pending or not state.tokens:
        return False
    token = state.tokens[-1]
    if token.type not in ("image", "code_inline", "link_close", "math") or token.meta.get("end") != state.pos:
        return False
    found = parse_attributes(state.src, state.pos, state.posMax)
    if found is None:
        if state.src[state.pos + 1 : state.pos + 2] in ("#", "."):
            _token(state, "attribute_bad")
            state.pos = max(state.src.find("}", state.pos) + 1, state.pos + 1)
            return True
        return False
    token.meta["attributes"] = found
    token.meta["end"] = found.end
    state.pos = found.end
    return True


def bracketed_span(state: StateInline, silent: bool) -> bool:
    """``[text]{.class}``."""
    start = state.pos
    if state.src[start] != "[":
        return False
    close = closing_bracket(state.src, start, state.posMax)
    if close < 0 or state.src[close + 1 : close + 2] != "{":
        return False
    found = parse_attributes(state.src, close + 1, state.posMax)
    if found is None or found.raw is not None:
        return False
    if not silent:
        _nested(state, "span", start + 1, close, attributes=found)
    state.pos = found.end
    return True


def _nested(state: StateInline, kind: str, start: int, end: int, **meta: Any) -> None:
    token = state.push(f"{kind}_open", "span", 1)
    token.meta = {**token.meta, **meta}
    maximum, state.posMax = state.posMax, end
    state.pos = start
    state.md.inline.tokenize(state)
    state.posMax = maximum
    state.push(f"{kind}_close", "span", -1)


def _script(marker: str, kind: str) -> Rule:
    def rule(state: StateInline, silent: bool) -> bool:
        start, src = state.pos, state.src
        if src[start] != marker or src[start + 1 : start + 2] == marker or (start > 0 and src[start - 1] == marker):
            return False
        end = start + 1
        while end < state.posMax and src[end] != marker:
            if src[end] == "\\":
                end += 1
            elif src[end].isspace():
                return False
            end += 1
        if end >= state.posMax or end == start + 1 or src[end + 1 : end + 2] == marker:
            return False
        if not silent:
            _nested(state, kind, start + 1, end)
        state.pos = end + 1
        return True

    rule.__doc__ = f"``{marker}x{marker}``: {kind}script without spaces."
    return rule


superscript = _script("^", "superscript")
subscript = _script("~", "subscript")


def comment(state: StateInline, silent: bool) -> bool:
    """``<!-- … -->``: never printed."""
    start, src = state.pos, state.src
    if not src.startswith("<!--", start):
        return False
    if src.startswith((">", "->"), start + 4):
        end = src.index(">", start) + 1
    else:
        close = find_mark(src, "-->", start + 4, state.posMax)
        end = close + 3 if close >= 0 else start + 4
    if not silent:
        _token(state, "comment" if end > start + 4 else "comment_unclosed").content = src[start:end]
    state.pos = end
    return True


BEFORE_ESCAPE: tuple[tuple[str, Rule], ...] = (("nonbreaking_space", nonbreaking_space), ("math", math))
BEFORE_LINK: tuple[tuple[str, Rule], ...] = (
    ("note_mark", note_mark),
    ("inline_note", inline_note),
    ("citation_group", citation_group),
    ("narrative_citation", narrative_citation),
    ("attributes", attributes),
    ("bracketed_span", bracketed_span),
    ("superscript", superscript),
    ("subscript", subscript),
    ("comment", comment),
)
"""The order matters: notes and citations before CommonMark's links, attributes before anything else that a brace begins."""

"""Block rules on top of CommonMark's: fenced divs, display mathematics, table captions, comments."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import blockquote as markdown_blockquote
from markdown_it.rules_block import html_block as markdown_html_block
from markdown_it.rules_block import table as markdown_table

from typesetter.regexes import regex
from typesetter.sources.attributes import Attributes, parse_attributes

Rule = Callable[[StateBlock, int, int, bool], bool]

MAX_LEVEL = 56
"""Levels of tokens (a list and its item are two) that are read; markdown-it's own limit must be above it."""

MAX_QUOTATIONS = 8
"""Quotations in one another that are read: more than LaTeX sets. Each of them reads all lines that it may go on for."""

_DIV = regex(r":{3,}\s*(\S.*?)?\s*:*\s*$")
_DEPTH = "quotations"
"""Where the parser's environment says in how many quotations a block stands."""
_CAPTION = regex(r":\s+\S")


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _div_attributes(spec: str) -> Attributes | None:
    if spec.startswith("{"):
        return parse_attributes(spec)
    if re.fullmatch(r"[A-Za-z][\w-]*", spec):
        return Attributes(classes=(spec,))
    return None


def fenced_div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``::: {.class}`` to the ``:::`` that closes it; divs nest, whatever the number of their colons."""
    if state.is_code_block(start):
        return False
    opening = _DIV.match(_line(state, start))
    if opening is None or not opening[1]:
        return False
    attributes = _div_attributes(opening[1])
    if attributes is None and not opening[1].startswith("{"):
        return False
    if silent:
        return True
    depth, line, fence = 1, start, ""
    while line + 1 < end:
        line += 1
        text = _line(state, line)
        if state.sCount[line] < state.blkIndent and text:
            break
        code = re.match(r"(`{3,}|~{3,})", text)
        if code and not fence:
            fence = code[1]
        elif fence and text.startswith(fence) and not text.strip(fence[0]).strip():
            fence = ""
        inner = state.sCount[line] >= state.sCount[start] + 2  # of a list item, whose opening line begins with its mark
        div = None if fence or inner else _DIV.match(text)
        if div is not None:
            depth += 1 if div[1] else -1
            if depth == 0:
                break
    closed = depth == 0
    stop = line if closed else (end if line + 1 >= end else line)
    token = state.push("div_open", "div", 1)
    token.map = [start, stop + 1 if closed else stop]
    token.meta = {"attributes": attributes, "closed": closed}
    old_max, old_parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = stop, "div"
    state.md.block.tokenize(state, start + 1, stop)
    state.lineMax, state.parentType = old_max, old_parent
    state.push("div_close", "div", -1)
    state.line = stop + 1 if closed else stop
    return True


def stray_div_end(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001  # markdown-it's signature
    """A ``:::`` that closes nothing."""
    if state.is_code_block(start) or not re.fullmatch(r":{3,}\s*", _line(state, start)):
        return False
    if silent:
        return True
    token = state.push("div_stray", "", 0)
    token.map = [start, start + 1]
    state.line = start + 1
    return True


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$ … $$ {#eq-name}``, on one line or several, alone in its block."""
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    if not first.startswith("$$"):
        return False
    line, body = start, [first[2:]]
    while (close := body[-1].find("$$")) < 0:
        line += 1
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            if silent:
                return False
            token = state.push("math_block_unclosed", "", 0)
            token.map = [start, start + 1]
            token.content = "\n".join(body)
            state.line = line
            return True
        body.append(_line(state, line))
    rest = body[-1][close + 2 :].strip()
    attributes = parse_attributes(rest) if rest else Attributes()
    if attributes is not None and rest and attributes.end != len(rest):
        return False
    if attributes is None and not rest.startswith(("{#", "{.")):
        return False
    if silent:
        return True
    body[-1] = body[-1][:close]
    token = state.push("math_block", "math", 0)
    token.map = [start, line + 1]
    token.content = "\n".join(body)
    token.meta = {"attributes": attributes}
    state.line = line + 1
    return True


def table_caption(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``: Caption {#tbl-name}`` behind a table, with or without an empty line between."""
    if state.is_code_block(start) or not _CAPTION.match(_line(state, start)):
        return False
    if silent:
        return state.parentType == "table"
    if not state.tokens or state.tokens[-1].type != "table_close":
        return False
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    text = "\n".join(_line(state, i) for i in range(start, line))
    token = state.push("table_caption", "caption", 1)
    token.map = [start, line]
    token = state.push("inline", "", 0)
    token.map, token.children, token.content = [start, line], [], text[1:].strip()
    state.push("table_caption_close", "caption", -1)
    state.line = line
    return True


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``<!-- … -->`` that ends at a line's end: never printed. With text behind it, it is left to the paragraph."""
    if state.is_code_block(start) or not _line(state, start).startswith("<!--"):
        return False
    line, blank = start, False
    text = _line(state, start)[4:]
    while "-->" not in text and line + 1 < end:
        line += 1
        text = _line(state, line)
        blank = blank or not text
    closed = "-->" in text
    if closed and (text.split("-->", 1)[1].strip() or (not blank and state.parentType == "paragraph")):
        return False  # a comment within a paragraph does not end it
    if silent:
        return True
    token = state.push("comment" if closed else "comment_unclosed", "", 0)
    token.map = [start, line + 1 if closed else start + 1]
    state.line = line + 1
    return True


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's extension for pipe tables, each row of which notes the column that it begins in."""
    made = len(state.tokens)
    if not markdown_table(state, start, end, silent):
        return False
    for token in state.tokens[made:]:
        if token.type == "tr_open" and token.map:
            first = state.bMarks[token.map[0]] + state.tShift[token.map[0]]
            token.meta = {"column": first - state.src.rfind("\n", 0, first) - 1}
    return True


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What stands deeper than markdown-it reads, where it would be dropped without a word."""
    if silent or state.level < MAX_LEVEL:
        return False
    return _skip(state, start, end)


def _skip(state: StateBlock, start: int, end: int) -> bool:
    """Leave unread, as too deep, what begins in a line."""
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    state.push("too_deep", "", 0).map = [start, start + 1]
    state.line = line
    return True


def blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's quotations, which end what stands above them at any depth but are read only so deep."""
    if silent:
        return markdown_blockquote(state, start, end, silent)
    depth = state.env.get(_DEPTH, 0)
    if depth >= MAX_QUOTATIONS and markdown_blockquote(state, start, end, True):
        return _skip(state, start, end)
    state.env[_DEPTH] = depth + 1
    try:
        return markdown_blockquote(state, start, end, silent)
    finally:
        state.env[_DEPTH] = depth


def html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's HTML blocks, without those that are comments."""
    return not _line(state, start).startswith("<!--") and markdown_html_block(state, start, end, silent)


RULES: tuple[tuple[str, str, Rule, tuple[str, ...]], ...] = (
    ("table", "too_deep", too_deep, ()),
    ("table", "table_caption", table_caption, ("blockquote",)),
    ("table", "comment_block", comment_block, ("paragraph", "blockquote", "list")),
    ("fence", "fenced_div", fenced_div, ("paragraph", "blockquote", "list", "table")),
    ("fence", "stray_div_end", stray_div_end, ("paragraph", "blockquote", "list", "table")),
    ("fence", "math_block", math_block, ("paragraph", "blockquote", "list")),
)
"""(CommonMark rule it is tried before, name, rule, the blocks that it may end)."""

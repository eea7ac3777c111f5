"""The Markdown parser: CommonMark with our rules, its inline tokens stamped with their offsets.

markdown-it's inline tokens carry no position. :class:`PositionedInline` notes, around every rule, where the tokens it made
begin and end in the inline text (``token.meta["pos"]``, ``["end"]``); ``inlines.py`` turns these into spans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from typesetter.sources import block_rules, inline_rules
from typesetter.sources.attributes import NONE, split_trailing
from typesetter.sources.dispatch import BlockRuler, InlineRules
from typesetter.sources.quotes import quotes

CoreRule = Callable[[StateCore], None]
MAX_NESTING = 60


class PositionedState(StateInline):
    """An inline state whose text tokens know where they began."""

    pending_start: int = 0

    def pushPending(self) -> Token:  # noqa: N802  # markdown-it's name
        """Make a token of the text gathered."""
        length = len(self.pending)
        token = super().pushPending()
        token.meta = {"pos": self.pending_start, "end": self.pending_start + length}
        return token


def _place(made: list[Token], start: int, end: int) -> None:
    """Say of the tokens that a rule made where they stand: each mark of a run such as ``***`` is a token of its own."""
    fresh = [token for token in made if "pos" not in token.meta]
    position = start
    for token in fresh:
        if len(fresh) > 1 and token.type == "text":
            token.meta = {**token.meta, "pos": position, "end": position + len(token.content)}
            position += len(token.content)
        else:
            token.meta = {**token.meta, "pos": start, "end": end}


class PositionedInline(ParserInline):
    """markdown-it's inline parser, with offsets."""

    @cached_property
    def rules(self) -> InlineRules:
        """The rules by character, known when the parser is complete."""
        return InlineRules(self.ruler)

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  # markdown-it's name
        """Go behind the next token without making it."""
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax  # too deep: nothing in the rest of the text is looked for
        else:
            state.level += 1
            if not any(rule(state, True) for rule in self.rules.at(state.src[start])):
                state.pos = start + 1
            state.level -= 1
        state.cache[start] = state.pos

    def tokenize(self, state: StateInline) -> None:
        """Read ``state.src`` up to ``state.posMax``, noting where each token stands."""
        rules = self.rules
        end = state.posMax
        limit = state.md.options["maxNesting"]
        while state.pos < end:
            start, made, had_pending = state.pos, len(state.tokens), bool(state.pending)
            matched = False
            if state.level < limit:
                for rule in rules.at(state.src[state.pos]):
                    if rule(state, False):
                        matched = True
                        break
            if not matched:
                state.append_pending(state.src[state.pos])
                state.pos += 1
            _place(state.tokens[made:], start, state.pos)
            if state.pending and (not had_pending or len(state.tokens) > made):
                state.pending_start = start  # type: ignore[attr-defined]  # our state, see parse
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """The tokens of a whole inline text."""
        state = PositionedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def trailing_attributes(state: StateCore) -> None:
    """Core rule: the attribute block that a heading or a table caption ends with is taken off before its text is read."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type in ("heading_open", "table_caption") and inline.type == "inline":
            text, found, offset = split_trailing(inline.content)
            if offset >= 0:
                opening.meta = {"attributes": found or NONE, "bad": found is None, "offset": offset}
                inline.content = text


class Markdown(MarkdownIt):
    """markdown-it, without its own refusal of schemes, which prints the link's source; inlines.py refuses them, and says so."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # markdown-it's name
        """Every address is a link."""
        return True


@cache
def parser() -> MarkdownIt:
    """The one parser, made at first use."""
    md = Markdown("commonmark", {"maxNesting": MAX_NESTING, "typographer": True, "store_labels": True})
    md.inline = PositionedInline()
    md.enable(["table", "strikethrough", "smartquotes"])
    md.disable(["text_join"])
    md.disable("linkify")
    md.inline.ruler2.disable("fragments_join")
    for name, rule in inline_rules.BEFORE_ESCAPE:
        md.inline.ruler.before("escape", name, rule)
    for name, rule in inline_rules.BEFORE_LINK:
        md.inline.ruler.before("link", name, rule)
    md.use(deflist_plugin)
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    for before, name, block_rule, alt in block_rules.RULES:
        md.block.ruler.before(before, name, block_rule, {"alt": list(alt)})
    md.block.ruler.at("table", block_rules.table, {"alt": ["paragraph", "reference"]})
    quotation_alt = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.at("blockquote", block_rules.blockquote, {"alt": quotation_alt})
    md.block.ruler.at("html_block", block_rules.html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler = BlockRuler(md.block.ruler)
    md.core.ruler.before("inline", "trailing_attributes", trailing_attributes)
    md.core.ruler.at("smartquotes", quotes)
    return md


@cache
def _steps() -> tuple[Sequence[CoreRule], Sequence[CoreRule]]:
    """What the parser does with a whole text, and with the lines in its blocks."""
    ruler = parser().core.ruler
    first = ruler.get_active_rules().index("inline")
    return ruler.getRules("")[:first], ruler.getRules("")[first:]


def parse_blocks(text: str) -> tuple[list[Token], dict[str, Any]]:
    """Block tokens of ``text``, and the parser's environment (link definitions), with which :func:`children` reads on."""
    env: dict[str, Any] = {}
    state = StateCore(text, parser(), env)
    for rule in _steps()[0]:
        rule(state)
    return state.tokens, env


def children(token: Token, env: dict[str, Any]) -> list[Token]:
    """Inline tokens of the text of the block token ``token``: many a text need not be read to its last mark."""
    token.children = []
    state = StateCore(token.content, parser(), env)
    state.tokens = [token]
    for rule in _steps()[1]:
        rule(state)
    return token.children


def parse_inline(text: str, env: dict[str, Any]) -> list[Token]:
    """Inline tokens of ``text``, sharing the link definitions of ``env``."""
    tokens = parser().parseInline(text, env)
    return tokens[0].children or []

"""Only the rules that a character can begin are tried there.

markdown-it asks every rule at every mark and every line; each looks at one character and mostly declines. Here it is known
beforehand which characters a rule begins with. The tokens are the same; a text full of marks takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

InlineRule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]

INLINE_STARTS: Mapping[str, str] = {
    "newline": "\n", "nonbreaking_space": "\\", "escape": "\\", "math": "$", "backticks": "`", "strikethrough": "~",
    "emphasis": "*_", "note_mark": "[", "inline_note": "^", "citation_group": "[", "narrative_citation": "@",
    "attributes": "{", "bracketed_span": "[", "superscript": "^", "subscript": "~", "comment": "<", "link": "[",
    "image": "!", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
"""The characters that an inline rule begins with; a rule that is not named here is tried at every character."""

BLOCK_STARTS: Mapping[str, str] = {
    "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*+-0123456789", "html_block": "<", "heading": "#",
    "footnote_def": "[", "deflist": ":~", "table_caption": ":", "comment_block": "<", "fenced_div": ":",
    "stray_div_end": ":", "math_block": "$",
}  # fmt: skip
"""The first characters of a line at which a block rule may end the block above it; others are tried at every line."""

_CHAINS = ("paragraph", "reference", "blockquote", "list", "table")


class InlineRules:
    """The active inline rules of a parser, by the character that they are tried at."""

    def __init__(self, ruler: Ruler[InlineRule]) -> None:
        rules = list(zip(ruler.get_active_rules(), ruler.getRules(), strict=True))
        self._marks = {
            mark: tuple(rule for name, rule in rules if mark in INLINE_STARTS.get(name, mark) and name != "text")
            for mark in sorted(set("".join(INLINE_STARTS.values())))
        }
        self._others = tuple(rule for name, rule in rules if name not in INLINE_STARTS)

    def at(self, character: str) -> Sequence[InlineRule]:
        """The rules to be tried, in their order. At a mark the rule ``text`` is none of them: it ends before every mark."""
        return self._marks.get(character, self._others)


class BlockRuler(Ruler[BlockRule]):
    """A ruler made once of a finished one: those rules that may end a block are one rule, which looks at the line first."""

    def __init__(self, ruler: Ruler[BlockRule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__  # by which a state asks whether a rule is active
        names = dict(zip(ruler.getRules(), ruler.get_active_rules(), strict=True))
        self._chains = {chain: [_first_character(ruler.getRules(chain), names)] for chain in _CHAINS}
        self._chains[""] = ruler.getRules()

    def getRules(self, chainName: str = "") -> list[BlockRule]:  # noqa: N802, N803  # markdown-it's names
        """The rules of a chain; ``""`` are all."""
        return self._chains.get(chainName, [])


def _first_character(rules: Sequence[BlockRule], names: Mapping[BlockRule, str]) -> BlockRule:
    starts = {
        mark: tuple(rule for rule in rules if mark in BLOCK_STARTS.get(names[rule], mark))
        for mark in set("".join(BLOCK_STARTS.values()))
    }
    others = tuple(rule for rule in rules if names[rule] not in BLOCK_STARTS)

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        chosen = starts.get(state.src[at], others) if at < state.eMarks[start] else rules
        return any(each(state, start, end, silent) for each in chosen)

    return rule

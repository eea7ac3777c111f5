"""Footnotes: their texts are taken out of the text and read at their marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it.token import Token

from typesetter import model as m
from typesetter.diagnostics import Code, Span, did_you_mean
from typesetter.sources.inlines import matching
from typesetter.sources.reading import Reading


class Notes:
    """The footnotes of one text. ``blocks`` reads block tokens, ``place`` says where one stands."""

    def __init__(
        self,
        reading: Reading,
        place: Callable[[Token], Span],
        blocks: Callable[[Sequence[Token]], tuple[m.Block, ...]],
    ) -> None:
        self.reading, self.place, self.blocks = reading, place, blocks
        self.texts: dict[str, tuple[Span, list[Token]]] = {}
        self.used: set[str] = set()
        self.asked = 0
        """How often a note was asked for."""

    def take(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens without the texts of footnotes, which are kept."""
        body: list[Token] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type != "footnote_reference_open":
                body.append(token)
                position += 1
                continue
            close = matching(tokens, position)
            label, span = token.meta["label"], self.place(token)
            if label in self.texts:
                first = self.texts[label][0].line
                hint = f"the first is in line {first}"
                self.reading.error(Code.FOOTNOTE_DUPLICATE, f"a second footnote '[^{label}]'", span, hint)
            else:
                self.texts[label] = (span, self.take(tokens[position + 1 : close]))
            position = close + 1
        return body

    def note(self, label: str, span: Span) -> tuple[m.Block, ...] | None:
        """The blocks of the footnote ``label``, for a mark at ``span``."""
        self.asked += 1
        if label not in self.texts:
            hints = did_you_mean(label, self.texts) or (f"write the note as `[^{label}]: …` in a paragraph of its own",)
            self.reading.error(Code.FOOTNOTE_UNKNOWN, f"there is no footnote '[^{label}]'", span, *hints)
            return None
        self.used.add(label)
        if not self.reading.open_note(span):
            return None
        blocks = self.blocks(self.texts[label][1])
        self.reading.in_note = False
        return blocks

    def report_unused(self) -> None:
        """Footnotes that no mark refers to, whose texts would be lost."""
        for label, (span, _) in self.texts.items():
            if label not in self.used:
                message = f"no mark refers to the footnote '[^{label}]': its text would be lost"
                hint = f"put [^{label}] where the note belongs, or delete it"
                self.reading.error(Code.FOOTNOTE_UNUSED, message, span, hint)

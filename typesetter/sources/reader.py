"""Block tokens → model blocks, with spans; footnotes, floats and divs are put in their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from markdown_it.token import Token

from typesetter import model as m
from typesetter.config.mapped import MappedText
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.sources.attributes import NONE, Attributes, parse_attributes
from typesetter.sources.floats import FloatBuilder
from typesetter.sources.inlines import COMMENT_HINTS, InlineBuilder, html_hints, matching
from typesetter.sources.markdown import parse_blocks, parse_inline
from typesetter.sources.notes import Notes
from typesetter.sources.reading import Reading, Stretch
from typesetter.sources.tables import build_table
from typesetter.sources.texts import Texts

KNOWN_DIVS = ("landscape", "note", "epigraph", "quote", "center")
_RAW_INFO = regex(r"\{=(\w+)\}")


def read_markdown(
    source: MappedText, root: Path, *, untrusted: bool = False, id_prefix: str = ""
) -> tuple[tuple[m.Block, ...], list[Diagnostic]]:
    """The blocks of a Markdown text. ``root`` is the thesis folder, where data tables are looked up."""
    reading = Reading(source, untrusted=untrusted, id_prefix=id_prefix)
    tokens, reading.env = parse_blocks(source.text)
    reader = BlockReader(reading, root)
    blocks = reader.read(tokens)
    return blocks, reading.diagnostics


def read_inline(
    source: MappedText, root: Path, *, untrusted: bool = False, id_prefix: str = ""
) -> tuple[tuple[m.Inline, ...], list[Diagnostic]]:
    """The inlines of a text that is one paragraph whatever it begins with (``1.`` and ``#`` are text)."""
    del root  # the same signature as read_markdown: a line of text looks nothing up
    reading = Reading(source, untrusted=untrusted, id_prefix=id_prefix)
    reading.note = lambda label, span: reading.error(
        Code.FOOTNOTE_UNKNOWN,
        f"there is no footnote '[^{label}]' here",
        span,
        "write the note in place: ^[text of the note]",
    )
    last = len(source.origins) - 1
    reading.check_length(source.text, source.span(0, 0, last, len(source.text.rpartition("\n")[2])))
    stretch = Stretch(source.text, tuple((i, 0) for i in range(last + 1)))
    return InlineBuilder(reading, stretch).build(parse_inline(source.text, reading.env)), reading.diagnostics


_LISTS = {
    "bullet_list_open": "bullet", "ordered_list_open": "ordered", "dl_open": "terms", "blockquote_open": "quotation",
    "div_open": "div",
}  # fmt: skip
_LIMITS = {"bullet": (4, "bullet lists"), "ordered": (4, "numbered lists"), "": (6, "lists and quotations")}
"""What LaTeX's own lists allow (itemize and enumerate have four labels each, \\@listdepth ends at six)."""
_LIST_DIVS = {"note", "epigraph", "quote"}
"""What templates/parts/blocks.tex.j2 sets as lists."""
_NO_TABLE = regex(r"\|[^\n]*\n[ \t]*\|[ \t]*:?-+:?[ \t]*\|[ \t:|-]*(?:\n|$)")
_TABLE_LABEL = regex(r"\{#(tbl-[^}\s]*)[^}]*\}\s*$")


class BlockReader:
    """Reads the block tokens of one text."""

    def __init__(self, reading: Reading, root: Path) -> None:
        self.reading = reading
        self.lines = reading.source.text.split("\n")
        self.floats = FloatBuilder(reading, root)
        self.open: list[str] = []
        self.notes = Notes(reading, self.line_span, self.blocks)
        reading.note = self.notes.note
        self.texts = Texts(reading, self.lines, self.notes, root)

    # ------------------------------------------------------------------------------------------------------ whole text

    def read(self, tokens: Sequence[Token]) -> tuple[m.Block, ...]:
        """The blocks of the whole text; what would be lost of it is reported."""
        with self.texts.remembered():
            blocks = self.blocks(self.notes.take(tokens))
        self.notes.report_unused()
        self._unused_links()
        return blocks

    def _unused_links(self) -> None:
        env = self.reading.env
        for label, definition in env.get("references", {}).items():
            if label not in self.reading.used_links:
                span = self.lines_span(*definition["map"])
                self.reading.error(Code.LINK_UNUSED, f"nothing refers to the link definition '[{label.lower()}]'", span)
        for definition in env.get("duplicate_refs", []):
            span, name = self.lines_span(*definition["map"]), definition["label"].lower()
            self.reading.error(Code.LINK_UNUSED, f"a second link definition '[{name}]' is ignored", span)

    # ---------------------------------------------------------------------------------------------------------- places

    def line_span(self, token: Token) -> Span:
        """The lines of a block token, without the spaces around them."""
        start, end = token.map or (0, 1)
        return self.lines_span(start, end)

    def lines_span(self, start: int, end: int) -> Span:
        """The lines from ``start`` to before ``end``."""
        last = max(start, min(end, len(self.lines)) - 1)
        while last > start and not self.lines[last].strip():
            last -= 1
        first = self.lines[start] if start < len(self.lines) else ""
        indent = len(first) - len(first.lstrip())
        return self.reading.source.span(start, indent, last, len(self.lines[last]) if last < len(self.lines) else 0)

    def inlines(self, token: Token, *, cell: tuple[int, tuple[int, ...]] | None = None) -> tuple[m.Inline, ...]:
        """The inlines of ``token``; ``cell`` is the column of a table's cell and what its text leaves out."""
        return self.texts.read(token, cell)

    # ---------------------------------------------------------------------------------------------------------- blocks

    def blocks(self, tokens: Sequence[Token]) -> tuple[m.Block, ...]:
        """The blocks of a part of it."""
        out: list[m.Block] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            close = matching(tokens, position) if token.nesting == 1 else position
            inner = tokens[position + 1 : close]
            nested = self._enter(token)
            if token.type == "table_caption":
                self.floats.caption(out, token, self.inlines(inner[0]), self.line_span(token))
            else:
                handler: Callable[[Token, Sequence[Token]], m.Block | None] | None = getattr(
                    self, f"_on_{token.type.removesuffix('_open')}", None
                )
                if handler is None:
                    span = self.line_span(token)
                    self.reading.error(Code.INTERNAL, f"no rule for the block token '{token.type}'", span)
                elif (block := handler(token, inner)) is not None:
                    out.append(block)
            if nested:
                self.open.pop()
            position = close + 1
        return tuple(out)

    def _enter(self, token: Token) -> bool:
        """Whether ``token`` begins one of LaTeX's lists, which can stand in one another only so deep."""
        kind = _LISTS.get(token.type)
        if kind is None or (kind == "div" and not set(getattr(token.meta["attributes"], "classes", ())) & _LIST_DIVS):
            return False
        self.open.append(kind)
        same, limit, what = self.open.count(kind), *_LIMITS.get(kind, _LIMITS[""])
        if same <= limit:
            same, limit, what = len(self.open), *_LIMITS[""]
        if same == limit + 1:  # once, not for each level further inside
            message = f"more than {limit} {what} in one another: LaTeX sets no more"
            self.reading.error(Code.NESTING_DEEP, message, self.line_span(token), "take some of the levels out")
        return True

    def _on_paragraph(self, token: Token, inner: Sequence[Token]) -> m.Block | None:
        children = self.inlines(inner[0])
        span = self.line_span(token)
        figure = self.floats.alone(children, span)
        if figure is not None:
            return figure
        if inner[0].content.startswith(":") and (stray := _TABLE_LABEL.search(inner[0].content)) is not None:
            self._stray_caption(stray[1], span)
        if inner[0].content.startswith("|") and _NO_TABLE.match(inner[0].content):
            self.reading.error(
                Code.TABLE_RAGGED, "this is no table: its row of dashes has more or fewer cells than its header", span,
                "give the row of dashes as many cells as the header; write \\| for a bar inside a cell",
            )  # fmt: skip
        return m.Paragraph(children, span) if children else None

    def _stray_caption(self, label: str, span: Span) -> None:
        self.reading.error(
            Code.TABLE_CAPTION, f"the caption '{label}' stands behind no table", span, "put it directly after its table"
        )

    def _on_heading(self, token: Token, inner: Sequence[Token]) -> m.Block:
        found: Attributes = token.meta.get("attributes", NONE)
        span = self.line_span(token)
        if token.meta.get("bad"):
            self.reading.error(
                Code.ATTRIBUTE_BAD,
                "the attributes of this heading cannot be read",
                span,
                "write {#sec-name .unnumbered}",
            )
        level = int(token.tag[1])
        return m.Heading(level, self.inlines(inner[0]), found.id, not found.unnumbered, span)

    def _on_blockquote(self, token: Token, inner: Sequence[Token]) -> m.Block:
        return m.Quotation(self.blocks(inner), self.line_span(token))

    def _items(self, inner: Sequence[Token]) -> tuple[tuple[tuple[m.Block, ...], ...], bool]:
        items, position, tight = [], 0, True
        while position < len(inner):
            close = matching(inner, position)
            body = inner[position + 1 : close]
            tight = tight and all(
                t.hidden for t in body if t.type == "paragraph_open" and t.level == inner[position].level + 1
            )
            items.append(self.blocks(body))
            position = close + 1
        return tuple(items), tight

    def _on_bullet_list(self, token: Token, inner: Sequence[Token]) -> m.Block:
        items, tight = self._items(inner)
        return m.BulletList(items, tight, self.line_span(token))

    def _on_ordered_list(self, token: Token, inner: Sequence[Token]) -> m.Block:
        items, tight = self._items(inner)
        return m.OrderedList(items, int(token.attrs.get("start", 1)), tight, self.line_span(token))

    def _on_dl(self, token: Token, inner: Sequence[Token]) -> m.Block:
        pairs: list[tuple[tuple[m.Inline, ...], list[tuple[m.Block, ...]]]] = []
        position = 0
        while position < len(inner):
            close = matching(inner, position)
            body = inner[position + 1 : close]
            if inner[position].type == "dt_open":
                pairs.append((self.inlines(body[0]), []))
            elif pairs:
                if (
                    body
                    and body[0].type == "paragraph_open"
                    and (stray := _TABLE_LABEL.search(body[1].content)) is not None
                ):
                    self._stray_caption(stray[1], self.line_span(inner[position]))
                pairs[-1][1].append(self.blocks(body))
            position = close + 1
        return m.DefinitionList(tuple((term, tuple(d)) for term, d in pairs), self.line_span(token))

    def _on_fence(self, token: Token, _inner: Sequence[Token]) -> m.Block | None:
        span = self.line_span(token)
        info = token.info.strip()
        first = span.line + 1
        text = token.content.removesuffix("\n")
        raw = _RAW_INFO.fullmatch(info)
        if raw is not None and raw[1] == "latex":
            if self.reading.untrusted:
                self.reading.error(
                    Code.RAW_REFUSED, "raw LaTeX is refused in an untrusted thesis", span, "write it in Markdown"
                )
                return None
            return m.RawBlock(text, first, span)
        if raw is not None:
            self.reading.error(
                Code.ATTRIBUTE_BAD,
                f"raw blocks can be {{=latex}}, not {{={raw[1]}}}",
                span,
                "only LaTeX reaches the PDF",
            )
            return None
        attributes = parse_attributes(info) if info.startswith("{") else None
        language = attributes.classes[0] if attributes and attributes.classes else info.split(" ")[0]
        return m.CodeBlock(text, language, first, span)

    def _on_code_block(self, token: Token, _inner: Sequence[Token]) -> m.Block:
        span = self.line_span(token)
        return m.CodeBlock(token.content.removesuffix("\n"), "", span.line, span)

    def _on_hr(self, token: Token, _inner: Sequence[Token]) -> m.Block:
        return m.ThematicBreak(self.line_span(token))

    def _on_comment_unclosed(self, token: Token, _inner: Sequence[Token]) -> None:
        self.reading.error(Code.HTML_REFUSED, "this comment is never closed", self.line_span(token), *COMMENT_HINTS)

    def _on_too_deep(self, token: Token, _inner: Sequence[Token]) -> None:
        if len(self.open) > _LIMITS[""][0]:  # said already, where it began
            return
        self.reading.error(
            Code.NESTING_DEEP, "lists and quotations stand too deep in one another here", self.line_span(token),
            "take some of the levels out",
        )  # fmt: skip

    def _on_comment(self, _token: Token, _inner: Sequence[Token]) -> None:
        return None

    def _on_html_block(self, token: Token, _inner: Sequence[Token]) -> m.Block | None:
        content = token.content.strip()
        first = content.split("\n")[0]
        self.reading.error(
            Code.HTML_REFUSED, f"HTML cannot be printed: {first[:60]}", self.line_span(token), *html_hints(content)
        )
        return None

    def _on_table(self, token: Token, inner: Sequence[Token]) -> m.Block | None:
        return build_table(self, token, inner)

    def _on_math_block(self, token: Token, _inner: Sequence[Token]) -> m.Block:
        span = self.line_span(token)
        found: Attributes = token.meta["attributes"] or NONE
        if token.meta["attributes"] is None:
            self.reading.error(
                Code.ATTRIBUTE_BAD,
                "the attributes of this equation cannot be read",
                span,
                "write {#eq-name} behind the $$",
            )
        return m.MathBlock(token.content, found.id, span.line, span)

    def _on_math_block_unclosed(self, token: Token, _inner: Sequence[Token]) -> m.Block | None:
        self.reading.error(
            Code.MATH_UNCLOSED, "this $$ opens an equation that is never closed", self.line_span(token),
            "close it with $$ at the end of the equation, which may hold no empty line",
        )  # fmt: skip
        return None

    def _on_div(self, token: Token, inner: Sequence[Token]) -> m.Block:
        span = self.line_span(token)
        found: Attributes | None = token.meta["attributes"]
        head = Span(span.path, span.line, span.column, span.line, span.column + 3)
        if not token.meta["closed"]:
            self.reading.error(
                Code.DIV_UNCLOSED, "this ::: is never closed", head, "close it with a line of three colons"
            )
        if found is None:
            self.reading.error(
                Code.ATTRIBUTE_BAD, "the attributes of this div cannot be read", head, "write ::: {.note}"
            )
        kind = found.classes[0] if found and found.classes else ""
        if found is not None and kind not in KNOWN_DIVS:
            message = f"no div of the class '{kind}'" if kind else "a div without a class"
            hints = did_you_mean(kind, KNOWN_DIVS) or (f"known: {', '.join(KNOWN_DIVS)}",)
            self.reading.error(Code.DIV_UNKNOWN, message, head, *hints)
        return m.Div(kind, found.pairs if found else (), self.blocks(inner), span)

    def _on_div_stray(self, token: Token, _inner: Sequence[Token]) -> None:
        self.reading.error(Code.DIV_UNCLOSED, "this ::: closes nothing", self.line_span(token), "delete it")

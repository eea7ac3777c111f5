"""Inline tokens → model inlines, each with its span."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from typesetter import model as m
from typesetter.diagnostics import Code, Diagnostic, Severity, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.sources.attributes import NONE, Attributes
from typesetter.sources.citation_syntax import Piece
from typesetter.sources.markdown import parse_inline
from typesetter.sources.reading import Reading, Stretch
from typesetter.sources.typography import smart

SPAN_CLASSES = ("smallcaps", "sc", "underline", "ul")
MAX_EMPHASIS = 20
"""Emphasis inside emphasis changes nothing any more at this depth; the words stay, the emphasis is left out."""
MAX_READINGS = 6
"""Notes and citations inside the text of citations."""


_REFUSED_SCHEME = regex(r"\s*(javascript|vbscript|file|data):", re.IGNORECASE)
_BRACKETS: dict[str, Callable[[tuple[m.Inline, ...], Span], m.Inline]] = {
    "em": m.Emph, "strong": m.Strong, "s": m.Strike, "superscript": m.Superscript, "subscript": m.Subscript,
}  # fmt: skip


class InlineBuilder:
    """Builds the inlines of one stretch of text. ``base`` is added to the tokens' offsets (for nested readings)."""

    def __init__(self, reading: Reading, stretch: Stretch, base: int = 0) -> None:
        self.reading = reading
        self.stretch = stretch
        self.base = base

    def span(self, start: int, end: int) -> Span:
        """Where the text between two offsets of this reading stands."""
        a, b = self.stretch.place(start + self.base), self.stretch.place(end + self.base)
        return self.reading.source.span(*a, *b)

    def _of(self, token: Token) -> Span:
        return self.span(token.meta.get("pos", 0), token.meta.get("end", 0))

    def build(self, tokens: Sequence[Token], depth: int = 0) -> tuple[m.Inline, ...]:
        """The inlines of ``tokens``, which stand ``depth`` pairs of marks inside the text."""
        out: list[m.Inline] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            flat = depth >= MAX_EMPHASIS and token.type.removesuffix("_open") in _BRACKETS
            if token.nesting == 1 and not flat:
                close = matching(tokens, position)
                out.extend(self._bracket(token, tokens[close], tokens[position + 1 : close], depth + 1))
                position = close
            elif token.nesting == 0 and not (token.type == "softbreak" and out and isinstance(out[-1], m.SoftBreak)):
                out.extend(self._single(token))  # a line with nothing but a comment is no second line end
            position += 1
        return tuple(out)

    def _bracket(self, opening: Token, closing: Token, inner: Sequence[Token], depth: int) -> tuple[m.Inline, ...]:
        kind = opening.type.removesuffix("_open")
        outer = 1 if kind == "strong" else 0  # of its two marks markdown-it keeps the inner one
        start, end = opening.meta.get("pos", 0), closing.meta.get("end", opening.meta.get("end", 0))
        span = self.span(start - outer, end + outer)
        if opening.info == "auto":  # <https://…>: the text stands between the angles, and its signs are an address's
            inner[0].meta = {"pos": opening.meta["pos"] + 1, "end": opening.meta["end"] - 1}
            typed = (inner[0].meta["pos"], inner[0].meta["end"])
            inner[0].type, inner[0].content = "text_special", self._slice(typed)
        children = self.build(inner, depth)
        if kind in _BRACKETS:
            return (_BRACKETS[kind](children, span),)
        if kind == "span":
            found: Attributes = opening.meta["attributes"]
            self._check_classes(found.classes, span)
            return (m.Styled(found.classes, found.pairs, children, span),)
        return self._link(opening, children, span) if kind == "link" else children

    def _check_classes(self, classes: Sequence[str], span: Span) -> None:
        for name in classes:
            if name not in SPAN_CLASSES:
                hints = did_you_mean(name, SPAN_CLASSES) or (f"known here: {', '.join(SPAN_CLASSES)}",)
                message = f"the class '{name}' changes nothing here"
                self.reading.diagnostics.append(Diagnostic(Code.ATTRIBUTE_BAD, message, span, hints, Severity.WARNING))

    def _link(self, token: Token, children: tuple[m.Inline, ...], span: Span) -> tuple[m.Inline, ...]:
        self._use_label(token)
        title = str(token.attrs.get("title", ""))
        if title:
            self.reading.error(
                Code.LINK_TITLE, f"the link's title '{title}' is not printed", span, "move it into the text"
            )
        url = str(token.attrs.get("href", ""))
        scheme = _REFUSED_SCHEME.match(url)
        if scheme is not None:
            self.reading.error(
                Code.LINK_REFUSED, f"a link with '{scheme[1].lower()}:' cannot stand in a thesis", span,
                "link to https:, mailto: or doi:, or write the address as text",
            )  # fmt: skip
        if url.startswith("#") and len(url) > 1:
            return (m.Anchor(unquote(url[1:]), children, span),)
        return (m.Link(url, children or (m.Text(url, span),), span),)

    def _use_label(self, token: Token) -> None:
        if label := token.meta.get("label"):
            self.reading.used_links.add(label)

    def _single(self, token: Token) -> tuple[m.Inline, ...]:
        handler = getattr(self, f"_on_{token.type}", None)
        if handler is None:
            span = self._of(token)
            self.reading.error(Code.INTERNAL, f"no rule for the inline token '{token.type}'", span)
            return ()
        result: tuple[m.Inline, ...] = handler(token, self._of(token))
        return result

    def _on_text(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        text = smart(token.content)
        return (m.Text(text, span),) if text else ()

    def _on_text_special(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        return (m.Text(token.content, span),)

    def _on_softbreak(self, _token: Token, span: Span) -> tuple[m.Inline, ...]:
        return (m.SoftBreak(span),)

    def _on_hardbreak(self, _token: Token, span: Span) -> tuple[m.Inline, ...]:
        return (m.HardBreak(span),)

    def _on_comment(self, _token: Token, _span: Span) -> tuple[m.Inline, ...]:
        return ()

    def _on_comment_unclosed(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        self.reading.error(Code.HTML_REFUSED, "this comment is never closed", span, *COMMENT_HINTS)
        return (m.Text(token.content, span),)

    def _on_code_inline(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        found: Attributes = token.meta.get("attributes", NONE)
        if found.raw == "latex":
            return self._raw(token.content, span)
        if found.raw is not None:
            self.reading.error(
                Code.ATTRIBUTE_BAD,
                f"raw text can be {{=latex}}, not {{={found.raw}}}",
                span,
                "only LaTeX reaches the PDF",
            )
        return (m.Code(token.content, span),)

    def _raw(self, tex: str, span: Span) -> tuple[m.Inline, ...]:
        if self.reading.untrusted:
            self.reading.error(
                Code.RAW_REFUSED, "raw LaTeX is refused in an untrusted thesis", span, "write it in Markdown"
            )
            return (m.Code(tex, span),)  # something stands there: the checks of the sentence must not see a gap
        return (m.RawInline(tex, span),)

    def _on_math(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        tex = token.content.strip()
        return (m.Math(f"\\displaystyle {tex}" if token.meta.get("display") else tex, span),)

    def _on_math_unclosed(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        self.reading.error(
            Code.MATH_UNCLOSED, f"this {token.content} opens mathematics that is never closed", span,
            f"close it with {token.content} in the same paragraph, with no space inside a single $, "
            "or write \\$ for the currency sign",
        )  # fmt: skip
        return (m.Text(token.content, span),)

    def _on_attribute_bad(self, _token: Token, span: Span) -> tuple[m.Inline, ...]:
        self.reading.error(
            Code.ATTRIBUTE_BAD, "these attributes cannot be read", span, 'write {#id .class key=value key="two words"}'
        )
        return ()

    def _on_html_inline(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        self.reading.error(
            Code.HTML_REFUSED, f"HTML cannot be printed: {token.content}", span, *html_hints(token.content)
        )
        return (m.Text(token.content, span),)

    def _on_cross_ref(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        return (m.CrossRef(token.meta["label"], span, token.meta["bare"]),)

    def _on_note_mark(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        blocks = self.reading.note(token.meta["label"], span)
        return (m.Note(blocks, span),) if blocks else ()

    def _on_inline_note(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        if not self.reading.open_note(span):
            return ()
        children = self.nested(token.meta["range"])
        self.reading.in_note = False
        return (m.Note((m.Paragraph(children, span),), span),)

    def _on_image(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        self._use_label(token)
        inner = InlineBuilder(self.reading, self.stretch, self.base + token.meta["pos"] + 2)
        alt = inner.build(token.children or [])
        found: Attributes = token.meta.get("attributes", NONE)
        pairs = found.pairs + ((("id", found.id),) if found.id else ())
        title = str(token.attrs.get("title", ""))
        if title:
            pairs += (("title", title),)
        return (m.InlineImage(unquote(str(token.attrs.get("src", ""))), alt, pairs, span),)

    def nested(self, offsets: tuple[int, int]) -> tuple[m.Inline, ...]:
        """The inlines of a part of this text that was cut out whole, such as a citation's prefix."""
        start, end = offsets
        if start >= end:
            return ()
        if self.reading.nested >= MAX_READINGS:
            self.reading.error(
                Code.CITE_SYNTAX, f"citations stand here more than {MAX_READINGS} deep in one another", self.span(start, end),
                "close the bracket of the outer citation before the next one begins",
            )  # fmt: skip
            return ()
        text = self.stretch.text[self.base + start : self.base + end]
        lead = len(text) - len(text.lstrip())  # markdown-it trims inline text
        tokens = parse_inline(text, self.reading.env)
        inner = InlineBuilder(self.reading, self.stretch, self.base + start + (lead if "\n" in text else 0))
        self.reading.nested += 1
        inlines = inner.build(tokens)
        self.reading.nested -= 1
        return inlines

    def _on_citation(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        meta = token.meta
        number = self.reading.citation_id()
        if not meta["narrative"]:
            items = tuple(self._item(piece) for piece in meta["pieces"])
            return (m.Citation(number, m.CitationMode.PARENTHETICAL, items, span),)
        item = m.CitationItem(
            meta["key"],
            self.span(*meta["key_range"]),
            locator=self._slice(meta.get("locator", (0, 0))),
            suffix=self.nested(meta.get("suffix", (0, 0))),
            possessive=meta["possessive"],
            via=meta.get("via"),
            via_span=self.span(*meta["via_range"]) if "via" in meta else None,
        )
        more = tuple(self._item(piece) for piece in meta.get("more", ()))
        return (m.Citation(number, m.CitationMode.NARRATIVE, (item, *more), span),)

    def _on_citation_mixed(self, token: Token, span: Span) -> tuple[m.Inline, ...]:
        keys = ", ".join(f"@{piece.key}" for piece in token.meta["pieces"])
        self.reading.error(
            Code.CITE_SYNTAX,
            f"a cross reference and a citation in one bracket: {keys}",
            span,
            "put them in brackets of their own",
        )
        return ()

    def _slice(self, offsets: tuple[int, int]) -> str:
        return " ".join(self.stretch.text[self.base + offsets[0] : self.base + offsets[1]].split())

    def _item(self, piece: Piece) -> m.CitationItem:
        return m.CitationItem(
            piece.key,
            self.span(*piece.key_range),
            prefix=self.nested(piece.prefix),
            locator=self._slice(piece.locator),
            suffix=self.nested(piece.suffix),
            suppress_author=piece.suppress,
            via=piece.via,
            via_span=self.span(*piece.via_range) if piece.via else None,
        )


COMMENT_HINTS = (
    "close it with -->, before the end of the paragraph if it begins within one",
    "or write \\< for the sign itself",
)


def html_hints(html: str) -> tuple[str, ...]:
    """What to write instead of a tag."""
    name = re.match(r"</?([A-Za-z][A-Za-z0-9]*)", html)
    tips = {
        "br": "end the line with a backslash for a line break",
        "b": "write **bold**", "strong": "write **bold**", "i": "write *italics*", "em": "write *italics*",
        "sup": "write ^superscript^", "sub": "write ~subscript~", "u": "write [underlined]{.underline}",
        "img": "write ![Caption](figures/file.pdf){#fig-name}", "table": "write a pipe table, or make it from a CSV file",
        "a": "write [text](address)", "p": "leave an empty line between paragraphs", "div": "write a fenced div :::",
        "span": "write [text]{.class}", "blockquote": "begin the lines with >", "hr": "write a line of three dashes",
    }  # fmt: skip
    tip = tips.get(name[1].lower()) if name else None
    return (
        (tip, "or write \\< if the sign itself is meant")
        if tip
        else ("write it in Markdown, or \\< for the sign itself",)
    )


def matching(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at ``start``."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1

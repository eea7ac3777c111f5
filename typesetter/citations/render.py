"""Inlines of citations and references as plain text, HTML or Markdown (LaTeX is the latex room's)."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from typesetter.model import (
    Anchor,
    Code,
    Emph,
    HardBreak,
    Inline,
    Link,
    Math,
    SoftBreak,
    Strike,
    Strong,
    Styled,
    Subscript,
    Superscript,
    Text,
)

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines

_HTML_TAGS = {Emph: "em", Strong: "strong", Strike: "s", Superscript: "sup", Subscript: "sub"}
_MARKDOWN_MARKS = {Emph: "*", Strong: "**", Strike: "~~", Superscript: "^", Subscript: "~"}


def to_text(inlines: Inlines) -> str:
    """The characters alone."""
    return "".join(_text(node) for node in inlines)


def _text(node: Inline) -> str:
    match node:
        case Text(text) | Code(text):
            return text
        case Math(tex):
            return tex
        case SoftBreak() | HardBreak():
            return " "
        case _:
            return to_text(getattr(node, "children", ()))


def to_html(inlines: Inlines) -> str:
    """HTML, as it stands in a paragraph."""
    return "".join(_html(node) for node in inlines)


def _html(node: Inline) -> str:
    match node:
        case Text(text):
            return html.escape(text, quote=False)
        case Code(text):
            return f"<code>{html.escape(text, quote=False)}</code>"
        case Math(tex):
            return rf"\({html.escape(tex, quote=False)}\)"
        case SoftBreak():
            return " "
        case HardBreak():
            return "<br>"
        case Link(url, children):
            return f'<a href="{html.escape(url)}">{to_html(children)}</a>'
        case Anchor(target, children):
            return f'<a href="#{html.escape(target)}">{to_html(children)}</a>'
        case Styled(classes, _, children):
            return f'<span class="{html.escape(" ".join(classes))}">{to_html(children)}</span>'
    inside = to_html(getattr(node, "children", ()))
    tag = _HTML_TAGS.get(type(node))
    return f"<{tag}>{inside}</{tag}>" if tag is not None else inside


def to_markdown(inlines: Inlines) -> str:
    """CommonMark with Pandoc's super- and subscript."""
    return "".join(_markdown(node) for node in inlines)


def _markdown(node: Inline) -> str:
    match node:
        case Text(text):
            return re.sub(r"([\\`*_{}\[\]<>~^$@|])", r"\\\1", text)
        case Code(text):
            fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            return f"{fence}{text}{fence}"
        case Math(tex):
            return f"${tex}$"
        case SoftBreak():
            return " "
        case HardBreak():
            return "\\\n"
        case Link(url, (Text(text),)) if text == url and re.match(r"https?:", url):
            return f"<{url}>"
        case Link(url, children):
            return f"[{to_markdown(children)}](<{url}>)"
        case Anchor(target, children):
            return f"[{to_markdown(children)}](#{target})"
        case Styled(classes, _, children):
            return f"[{to_markdown(children)}]{{{' '.join('.' + c for c in classes)}}}"
    inside = to_markdown(getattr(node, "children", ()))
    mark = _MARKDOWN_MARKS.get(type(node), "")
    return f"{mark}{inside}{mark}"

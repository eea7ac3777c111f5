"""Between the model's inlines and pybtex's rich text, in both directions.

:func:`rich` makes rich text that any of pybtex's backends can render, also where these know no markup for it (small
capitals, mathematics) or do not escape a character (LaTeX's ``$ \\ ^ { } ~``). :class:`InlineBackend` is a backend that
gives inlines.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from pybtex.backends import BaseBackend
from pybtex.backends.html import Backend as HtmlBackend
from pybtex.backends.latex import Backend as LatexBackend
from pybtex.backends.markdown import Backend as MarkdownBackend
from pybtex.richtext import HRef, String, Tag
from pybtex.richtext import Text as RichText

from typesetter.diagnostics import Span
from typesetter.model import Code, Emph, Inline, Link, Math, Strong, Styled, Subscript, Superscript, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from typesetter.citations.latextext import Inlines

_TAGS: dict[str, Callable[[Inlines, Span], Inline]] = {
    "em": Emph,
    "strong": Strong,
    "sup": Superscript,
    "sub": Subscript,
    "tt": lambda c, s: Code(_characters(c), s),
    "math": lambda c, s: Math(_characters(c), s),
    "smallcaps": lambda c, s: Styled(("smallcaps",), (), c, s),
    "underline": lambda c, s: Styled(("underline",), (), c, s),
}
_OWN_MARKUP = {
    "smallcaps": ("textsc", "font-variant: small-caps"),
    "underline": ("underline", "text-decoration: underline"),
    "strong": ("textbf", ""),
}
"""Tags that pybtex's LaTeX backend does not know, or that its HTML backend would make an element of: command and CSS."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


class _Words(String):  # type: ignore[misc]  # pybtex has no types
    """Characters; for LaTeX all of them are escaped."""

    def _typeinfo(self) -> tuple[type, tuple[()]]:
        return type(self), ()

    def render(self, backend: Any) -> Any:
        if not isinstance(backend, LatexBackend):
            return super().render(backend)
        parts = re.split(r"([\\{}$^~])", self.value)
        return "".join(_LATEX.get(part) or (backend.format_str(part) if part else "") for part in parts)


class _Formula(_Words):
    """Mathematics as TeX source."""

    def render(self, backend: Any) -> Any:
        if isinstance(backend, InlineBackend):
            return backend.format_tag("math", backend.format_str(self.value))
        if isinstance(backend, LatexBackend):
            return f"${self.value}$"
        return backend.format_str(rf"\({self.value}\)" if isinstance(backend, HtmlBackend) else f"${self.value}$")


class _Marked(Tag):  # type: ignore[misc]  # pybtex has no types
    """Markup of :data:`_OWN_MARKUP`, as each backend can show it; a backend that cannot shows the words."""

    def render(self, backend: Any) -> Any:
        if isinstance(backend, InlineBackend):
            return super().render(backend)
        inside = RichText(*self.parts).render(backend)
        command, style = _OWN_MARKUP[self.name]
        if isinstance(backend, LatexBackend):
            return f"\\{command}{{{inside}}}"
        if style and isinstance(backend, HtmlBackend | MarkdownBackend):
            return f'<span style="{style}">{inside}</span>'
        return inside if style else backend.format_tag(self.name, inside)


class _Address(HRef):  # type: ignore[misc]  # pybtex has no types
    """A link whose address is escaped, which pybtex's own is not."""

    def render(self, backend: Any) -> Any:
        text = RichText(*self.parts).render(backend)
        url = self.url
        if isinstance(backend, HtmlBackend):
            url = html.escape(url)
        elif isinstance(backend, MarkdownBackend):
            url = re.sub(r"[()<>\\\s]", lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), url)
        elif isinstance(backend, LatexBackend):
            url = re.sub(r"[\\{}^\s]", lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), url)
            return f"\\url{{{url}}}" if str(self) == self.url == url else f"\\href{{{_in_argument(url)}}}{{{text}}}"
        return backend.format_href(url, text, self.external)


def _in_argument(url: str) -> str:
    """An address as the argument of ``\\href``, wherever that stands."""
    return re.sub(r"[%#]", r"\\\g<0>", url)


def _characters(inlines: Inlines) -> str:
    return "".join(node.text for node in inlines if isinstance(node, Text))


def rich(inlines: Inlines) -> list[Any]:
    """The model's inlines as parts of pybtex rich text. Raises TypeError for a node that no reference holds."""
    parts: list[Any] = []
    for node in inlines:
        match node:
            case Text(text):
                parts.append(_Words(text))
            case Emph(children):
                parts.append(Tag("em", *rich(children)))
            case Strong(children):
                parts.append(_Marked("strong", *rich(children)))
            case Superscript(children):
                parts.append(Tag("sup", *rich(children)))
            case Subscript(children):
                parts.append(Tag("sub", *rich(children)))
            case Styled(classes, _, children):
                parts.append(_Marked(classes[0], *rich(children)))
            case Code(text):
                parts.append(Tag("tt", _Words(text)))
            case Math(tex):
                parts.append(_Formula(tex))
            case Link(url, children):
                parts.append(_Address(url, *rich(children)))
            case _:
                raise TypeError(f"{type(node).__name__} cannot stand in a reference")
    return parts


class InlineBackend(BaseBackend):  # type: ignore[misc]  # pybtex has no types
    """Renders pybtex rich text to a tuple of the model's inlines, each with ``span``.

    A tag that it does not know raises ValueError: text must not lose its markup silently.
    """

    RenderType = tuple
    default_suffix = None

    def __init__(self, span: Span | None = None) -> None:
        super().__init__("utf-8")
        self.span = span if span is not None else Span("", 1)
        self.symbols = {
            "nbsp": (Text("\u00a0", self.span),),
            "ndash": (Text("–", self.span),),
            "newblock": (Text(" ", self.span),),
        }

    def format_str(self, str_: str) -> Inlines:
        """Plain characters."""
        return (Text(str_, self.span),) if str_ else ()

    def format_tag(self, tag_name: str, text: Inlines) -> Inlines:
        """A tag's node; nothing when it is empty."""
        try:
            node = _TAGS[tag_name]
        except KeyError:
            raise ValueError(f"a reference has the tag '{tag_name}', which has no node in the model") from None
        return (node(text, self.span),) if text else ()

    def format_href(self, url: str, text: Inlines, external: bool = False) -> Inlines:  # noqa: ARG002
        """A link out of the document."""
        return (Link(url, text, self.span),) if text else ()

    def format_protected(self, text: Inlines) -> Inlines:
        """Braces only protect capitals, which no variant changes."""
        return text

    def render_sequence(self, rendered_list: list[Inlines]) -> Inlines:
        """One after the other."""
        return tuple(node for part in rendered_list for node in part)

    def write_entry(self, label: str, key: str, text: Inlines) -> None:
        """Not a backend for files: the pipeline writes LaTeX itself."""
        raise NotImplementedError("InlineBackend renders to nodes, not to a file")

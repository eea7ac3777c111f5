"""The pybtex side: a formatting style driven by a :class:`Variant`, and a backend that gives the model's inlines.

``HarvardStyle`` is also a pybtex plugin (``typesetter-harvard``): pybtex itself can format a .bib file with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pybtex.backends import BaseBackend
from pybtex.richtext import HRef, Tag
from pybtex.richtext import Text as RichText
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle

from typesetter.citations.labels import letters_of
from typesetter.citations.library import Entry, make_entry
from typesetter.citations.slots import ReferenceSlots
from typesetter.citations.template import Group, render
from typesetter.diagnostics import Span
from typesetter.model import Code, Emph, Inline, Link, Math, Strong, Styled, Subscript, Superscript, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typesetter.citations.latextext import Inlines
    from typesetter.citations.variant import Variant

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


def _characters(inlines: Inlines) -> str:
    return "".join(node.text for node in inlines if isinstance(node, Text))


class HarvardStyle(BaseStyle):  # type: ignore[misc]  # pybtex has no types
    """A pybtex style that prints references as a variant's data say; without one, as the built-in ``harvard``."""

    def __init__(self, variant: Variant | None = None, **options: Any) -> None:
        super().__init__(**options)
        if variant is None:
            from typesetter.citations.variant import load_variant

            variant, diagnostics = load_variant("harvard", Path())
            if variant is None:
                raise ValueError(diagnostics[0].message)
        self.variant = variant
        self._bib_data: Any = None

    def reference(self, entry: Entry, letter: str = "") -> RichText:
        """An entry of the library as pybtex rich text; ``letter`` is the suffix of its year."""
        slots = ReferenceSlots(entry, self.variant, letter)
        template = Group((self.variant.template(entry.type, entry.kind), self.variant.end))
        return RichText(*rich(render(template, slots, entry.span)))

    def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> FormattedEntry:
        """A pybtex entry, formatted without a letter."""
        ours = _from_pybtex(entry, bib_data)
        return FormattedEntry(entry.key, self.reference(ours), label)

    def format_bibliography(self, bib_data: Any, citations: Any = None) -> Any:
        """A whole pybtex bibliography. pybtex itself does not hand on the data that ``crossref`` needs."""
        self._bib_data = bib_data
        return super().format_bibliography(bib_data, citations)

    def format_entries(self, entries: Iterable[Any], bib_data: Any = None) -> Iterator[FormattedEntry]:
        """Pybtex entries sorted and lettered as the variant says; the label is the in-text author and year."""
        data = bib_data if bib_data is not None else self._bib_data
        ours = [_from_pybtex(entry, data) for entry in entries]
        for entry, label in letters_of(ours, self.variant):
            yield FormattedEntry(entry.key, self.reference(entry, label.letter), f"{label.author_text} {label.year}")


def _from_pybtex(entry: Any, bib_data: Any) -> Entry:
    source = {name.lower(): str(value) for name, value in entry.fields.items()}
    parent = bib_data.entries.get(source["crossref"]) if bib_data is not None and "crossref" in source else None
    people = {role.lower(): " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
    if parent is not None:
        inherited = {name.lower(): str(value) for name, value in parent.fields.items()}
        inherited.setdefault("booktitle", inherited.pop("title", ""))
        people = {role.lower(): " and ".join(map(str, p)) for role, p in parent.persons.items()} | people
        source = inherited | source
    return make_entry(entry.key, entry.type, source | people, Span("", 1))[0]


def rich(inlines: Inlines) -> list[Any]:
    """The model's inlines as parts of pybtex rich text. Raises TypeError for a node that no reference holds."""
    parts: list[Any] = []
    for node in inlines:
        match node:
            case Text(text):
                parts.append(text)
            case Emph(children):
                parts.append(Tag("em", *rich(children)))
            case Strong(children):
                parts.append(Tag("strong", *rich(children)))
            case Superscript(children):
                parts.append(Tag("sup", *rich(children)))
            case Subscript(children):
                parts.append(Tag("sub", *rich(children)))
            case Styled(classes, _, children):
                parts.append(Tag(classes[0], *rich(children)))
            case Code(text):
                parts.append(Tag("tt", text))
            case Math(tex):
                parts.append(Tag("math", tex))
            case Link(url, children):
                parts.append(HRef(url, *rich(children)))
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

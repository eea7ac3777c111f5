"""The page docs/harvard.md: every built-in style on the same works, what is printed alike said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.citations.driver import cite, format_references
from typesetter.citations.labels import letters_of
from typesetter.citations.library import Library, load_library
from typesetter.citations.render import to_markdown
from typesetter.citations.sheets import builtin_variants, load_variant
from typesetter.config.thesis import CitationOptions
from typesetter.diagnostics import Diagnostic, Span
from typesetter.model import (
    Anchor,
    Chapter,
    Citation,
    CitationItem,
    CitationMode,
    Document,
    Link,
    Paragraph,
    Role,
    Text,
)
from typesetter.structs import replace

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.variant import NameList, Variant

_SPECIMENS = Path(__file__).with_name("specimens.bib")
_SPAN = Span("specimens.md", 1)
_PAREN, _NARRATIVE = CitationMode.PARENTHETICAL, CitationMode.NARRATIVE

_HEAD = """\
# Harvard, style by style

Generated from the style sheets in `typesetter/citations/variants/` and the works of `typesetter/citations/specimens.bib` by
`python build.py generate`. Each table has one row for each way that something is printed, and the styles that print it so.
The works are made up.

A style is named in thesis.yaml (`citations: {style: leeds}`) or on the command line (`--style leeds`); how to write one of
your own is in [writing.md](writing.md#citations). Each is also a plugin of pybtex, `typesetter-` before its name, for
formatting, labels, names and sorting: `pybtex-format --style typesetter-leeds works.bib works.html` (also `.txt`, `.md`,
`.bbl`), and in Sphinx, with sphinxcontrib-bibtex, `bibtex_default_style = "typesetter-leeds"`.
"""

_RULES = """\
## Rules

When a list of names is cut short, in the text and in the list; whether *van der Berg* stands under V; the order of several
works in one citation.
"""

_WORKS = (
    ("Book, later edition", "book"),
    ("Edited book", "edited"),
    ("Chapter of an edited book", "chapter"),
    ("Translated book, first published earlier", "translated"),
    ("Journal article with a DOI", "article"),
    ("Newspaper article", "newspaper"),
    ("Conference paper", "conference"),
    ("Thesis", "thesis"),
    ("Report by an organisation", "report"),
    ("Web page of an organisation", "web"),
    ("Web page without a date", "undated"),
    ("Blog post", "blog"),
    ("Act of Parliament", "act"),
    ("Dataset", "dataset"),
    ("Film", "film"),
    ("No author", "anonymous"),
    ("Forthcoming", "soon"),
)


def _item(key: str, **more: Any) -> CitationItem:
    return CitationItem(key, _SPAN, **more)


_FORMS: tuple[tuple[str, str, tuple[tuple[CitationMode, tuple[CitationItem, ...]], ...]], ...] = (
    ("One author, in brackets", "[@book]", ((_PAREN, (_item("book"),)),)),
    ("One author, in the sentence", "@book", ((_NARRATIVE, (_item("book"),)),)),
    ("A page", "[@book, p. 12]", ((_PAREN, (_item("book", locator="p. 12"),)),)),
    ("Pages", "[@book, pp. 12-15]", ((_PAREN, (_item("book", locator="pp. 12-15"),)),)),
    ("A chapter", "[@book, ch. 3]", ((_PAREN, (_item("book", locator="ch. 3"),)),)),
    ("A page, in the sentence", "@book [p. 12]", ((_NARRATIVE, (_item("book", locator="p. 12"),)),)),
    ("The author’s", "@book's", ((_NARRATIVE, (_item("book", possessive=True),)),)),
    ("The year alone", "[-@book]", ((_PAREN, (_item("book", suppress_author=True),)),)),
    ("Two authors, in brackets", "[@article]", ((_PAREN, (_item("article"),)),)),
    ("Two authors, in the sentence", "@article", ((_NARRATIVE, (_item("article"),)),)),
    ("Three authors", "[@three]", ((_PAREN, (_item("three"),)),)),
    ("Four authors", "[@four]", ((_PAREN, (_item("four"),)),)),
    ("Several works", "[@three; @book; @article]", ((_PAREN, (_item("three"), _item("book"), _item("article"))),)),
    ("Several works of one author", "[@other; @same1]", ((_PAREN, (_item("other"), _item("same1"))),)),
    ("Works of one author and year", "[@same1; @same2]", ((_PAREN, (_item("same1"), _item("same2"))),)),
    ("Two persons of one surname", "[@other; @james]", ((_PAREN, (_item("other"),)), (_PAREN, (_item("james"),)))),
    ("Particle", "[@translated]", ((_PAREN, (_item("translated"),)),)),
    ("Cited in another work", "[@book via @chapter, p. 90]", ((_PAREN, (_item("book", via="chapter", locator="p. 90"),)),)),
    ("Organisation, first and later", "[@report] … [@report]", ((_PAREN, (_item("report"),)), (_PAREN, (_item("report"),)))),
    ("Organisation, in the sentence", "@report", ((_NARRATIVE, (_item("report"),)),)),
    ("No author", "[@anonymous]", ((_PAREN, (_item("anonymous"),)),)),
    ("No date", "[@undated]", ((_PAREN, (_item("undated"),)),)),
    ("Forthcoming", "[@soon]", ((_PAREN, (_item("soon"),)),)),
    ("Act of Parliament", "[@act]", ((_PAREN, (_item("act"),)),)),
    ("Personal communication", "[@letter]", ((_PAREN, (_item("letter"),)),)),
)  # fmt: skip
_SORTED = ("translated", "anonymous", "act", "other", "james", "same2", "same1", "edited", "chapter", "undated", "soon")


def specimens() -> tuple[Library, list[Diagnostic]]:
    """The works of the page, and what is wrong with them."""
    return load_library([(_SPECIMENS.name, _SPECIMENS.read_text(encoding="utf-8"))])


def harvard_page() -> str:
    """The text of docs/harvard.md. Raises ValueError when a built-in sheet has mistakes."""
    library = specimens()[0]
    variants = {name: _variant(name) for name in builtin_variants()}
    parts = [_HEAD, "## The styles\n", _guides(variants), _RULES, _rules(variants), "## In the text\n"]
    for title, typed, citations in _FORMS:
        parts += [f"### {title}: `{typed}`\n", _table(variants, partial(_cited, library, citations))]
    parts.append("## In the list\n")
    for title, key in _WORKS:
        parts += [f"### {title}\n", _table(variants, partial(_reference, library, key))]
    parts += ["### The order of the list\n", _table(variants, partial(_order, library))]
    return "\n".join(parts)


def _variant(name: str) -> Variant:
    variant, diagnostics = load_variant(name, Path())
    if variant is None:
        raise ValueError(f"{name}: {diagnostics[0]}")
    return variant


def _guides(variants: dict[str, Variant]) -> str:
    rows = ["| style | | guide |", "| --- | --- | --- |"]
    for name, variant in variants.items():
        guide = variant.guide
        text = "" if guide is None else guide.title + (f", {guide.edition} edition" if guide.edition else "")
        address = f"[{text}]({guide.url})" if guide is not None and guide.url else text
        rows.append(f"| `{name}` | {variant.title} | {address} |")
    return "\n".join(rows) + "\n"


def _rules(variants: dict[str, Variant]) -> str:
    rows = [
        "| style | in the text | in the list | under its particle | several works |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, variant in variants.items():
        cells = (
            _cut(variant.text.names),
            _cut(variant.names),
            "yes" if variant.sort.particle else "no",
            variant.text.order.replace("-", " "),
        )
        rows.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _cut(names: NameList) -> str:
    return "never" if names.et_al_from is None else f"{names.et_al_from} or more: the first {names.et_al_show}"


def _table(variants: dict[str, Variant], shown: Callable[[Variant], str]) -> str:
    """What the styles print, each form once, the form of the most styles first."""
    groups: dict[str, list[str]] = {}
    for name, variant in variants.items():
        groups.setdefault(shown(variant), []).append(name)
    rows = ["| prints | in |", "| --- | --- |"]
    for text, names in sorted(groups.items(), key=lambda group: -len(group[1])):
        rows.append(f"| {text} | {'all' if len(groups) == 1 else ', '.join(names)} |")
    return "\n".join(rows) + "\n"


def _cited(
    library: Library, citations: Sequence[tuple[CitationMode, tuple[CitationItem, ...]]], variant: Variant
) -> str:
    nodes = tuple(Citation(f"c{i}", mode, items, _SPAN) for i, (mode, items) in enumerate(citations))
    paragraphs = tuple(Paragraph((node,), _SPAN) for node in nodes)
    chapter = Chapter(
        _SPAN.path, Role.CHAPTER, (Text("Specimens", _SPAN),), "sec-specimens", True, paragraphs, "", _SPAN
    )
    cited, _ = cite(Document((chapter,), {}), library, variant, CitationOptions())
    return " … ".join(to_markdown(_unlinked(cited.citations[node.id])) for node in nodes)


def _reference(library: Library, key: str, variant: Variant) -> str:
    (reference,) = format_references(letters_of([library[key]], variant), variant)
    return to_markdown(_unlinked(reference))


def _order(library: Library, variant: Variant) -> str:
    labelled = letters_of((library[key] for key in _SORTED), variant)
    heads = (to_markdown(_unlinked(label.author)) + f" {label.year}" for _, label in labelled)
    return " · ".join(head.strip() for head in heads)


def _unlinked(inlines: Iterable[Any]) -> Inlines:
    """The inlines without their links, whose targets are not on the page."""
    found: list[Any] = []
    for node in inlines:
        if isinstance(node, Anchor | Link):
            found += _unlinked(node.children)
        elif hasattr(node, "children"):
            found.append(replace(node, children=_unlinked(node.children)))
        else:
            found.append(node)
    return tuple(found)

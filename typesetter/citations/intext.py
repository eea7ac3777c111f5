"""Citations in the text, one after the other in reading order: what is printed depends on what was printed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typesetter.citations.cache import respan
from typesetter.citations.labels import Label, make_label, same_authors
from typesetter.citations.locators import format_locator
from typesetter.citations.template import render
from typesetter.model import Anchor, Citation, CitationItem, CitationMode, SoftBreak, Text, plain_text

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Library
    from typesetter.citations.variant import Variant
    from typesetter.diagnostics import Span
    from typesetter.model import Inline


@dataclass(frozen=True, slots=True)
class _Run:
    """An item and how it joins the one before: ``collapsed``: the author is not repeated, ``letter``: nor the year."""

    item: CitationItem
    collapsed: bool = False
    letter: bool = False
    separator: str = ""


class Writer:
    """Writes the citations of a document, which must come in reading order.

    ``labels`` are those of the listed works by key; only they are linked, to ``ref-KEY``.
    """

    def __init__(self, library: Library, variant: Variant, labels: Mapping[str, Label], *, ibid: bool) -> None:
        self._library = library
        self._variant = variant
        self._text = variant.text
        self._labels = dict(labels)
        self._listed = frozenset(labels)
        self._ibid = ibid
        self._previous: str | None = None
        self._introduced: set[str] = set()

    def new_section(self) -> None:
        """A heading: what is cited next is cited in full."""
        self._previous = None

    def write(self, citation: Citation) -> Inlines:
        """What a citation prints."""
        if not citation.items:
            return ()
        single = citation.items[0] if len(citation.items) == 1 else None
        if citation.mode is CitationMode.NARRATIVE:
            printed = self._narrative(citation)
        elif single is not None and self._repeats(single):
            printed = self._brackets(citation.span, self._prefix(single), self._ibid_form(single), self._rest(single))
        else:
            printed = self._brackets(citation.span, self._works(self._runs(citation.items)))
        plain = single is not None and single.via is None and single.key in self._library
        self._previous = single.key if single is not None and plain else None
        return _joined(printed)

    # ---------------------------------------------------------------------------------------------------- whole citations

    def _brackets(self, span: Span, *parts: Sequence[Inline]) -> list[Inline]:
        inside = [node for part in parts for node in part]
        return [Text(self._text.open, span), *inside, Text(self._text.close, span)]

    def _repeats(self, item: CitationItem) -> bool:
        return self._ibid and item.key == self._previous and item.via is None and not item.suppress_author

    def _ibid_form(self, item: CitationItem) -> list[Inline]:
        return self._link(item.key, (Text(self._text.ibid, item.span),), item.span)

    def _narrative(self, citation: Citation) -> list[Inline]:
        item, *more = citation.items
        label = self._label(item.key)
        others = self._works(self._runs(more))
        tail = [Text(self._text.works, citation.span), *others] if others else []
        year: list[Inline]
        if label is None:
            author: list[Inline] = [Text(f"@{item.key}" + ("’s" if item.possessive else ""), item.span)]
            year = [*self._rest(item), *tail]
            if not year:
                return author
            if isinstance(year[0], Text):
                year[0] = Text(year[0].text.lstrip(" ,"), item.span)
            return [*author, Text(self._text.narrative_open, item.span), *year, Text(self._text.close, item.span)]
        year = self._link(item.key, (Text(label.year, item.span),), item.span)
        if item.suppress_author:
            return self._brackets(citation.span, self._prefix(item), year, self._rest(item), tail)
        names = self._author(label, item.span, narrative=True)
        if item.possessive:
            ending = self._text.possessive_after_s if plain_text(names)[-1:] in ("s", "S") else self._text.possessive
            names = (*names, Text(ending, item.span))
        return [
            *self._prefix(item),
            *self._link(item.key, names, item.span),
            Text(self._text.narrative_open, item.span),
            *year,
            *self._rest(item),
            *tail,
            Text(self._text.close, citation.span),
        ]

    # -------------------------------------------------------------------------------------------------- several works

    def _runs(self, items: Sequence[CitationItem]) -> list[_Run]:
        """The items in the variant's order, and how each joins its neighbour."""
        ordered = self._ordered(items)
        runs: list[_Run] = []
        for i, item in enumerate(ordered):
            before = ordered[i - 1] if i else None
            if before is None or not self._same_author(before, item):
                runs.append(_Run(item, separator=self._text.works if i else ""))
                continue
            ours, theirs = self._labels[item.key], self._labels[before.key]
            letter = self._text.same_year == "letters" and bool(ours.letter) and ours.bare_year == theirs.bare_year
            runs.append(_Run(item, collapsed=True, letter=letter and not self._located(before)))
        return self._separated(runs)

    def _separated(self, runs: list[_Run]) -> list[_Run]:
        """Commas between the years of one author, unless one of them has a place or words of its own."""
        start = 0
        for i in range(1, len(runs) + 1):
            if i < len(runs) and runs[i].collapsed:
                continue
            located = any(self._located(run.item) for run in runs[start:i])
            for j in range(start + 1, i):
                separator = self._text.letters if runs[j].letter else self._text.works if located else self._text.years
                runs[j] = replace(runs[j], separator=separator)
            start = i
        return runs

    def _located(self, item: CitationItem) -> bool:
        return bool(item.locator or item.suffix)

    def _same_author(self, a: CitationItem, b: CitationItem) -> bool:
        if self._text.same_author != "collapse" or a.via or b.via or b.prefix or a.key == b.key:
            return False
        if a.key not in self._listed or b.key not in self._listed or (a.suppress_author and not b.suppress_author):
            return False
        ours, theirs = self._labels[a.key], self._labels[b.key]
        same = same_authors(self._library[a.key], self._library[b.key])
        return same and ours.author_text.casefold() == theirs.author_text.casefold()

    def _ordered(self, items: Sequence[CitationItem]) -> list[CitationItem]:
        order = self._text.order
        plain = all(item.key in self._listed and not item.via for item in items) and not any(
            i.prefix for i in items[1:]
        )
        if order == "as-cited" or not plain or len(items) < 2:
            return list(items)
        rank = {key: i for i, key in enumerate(self._labels)}

        def age(item: CitationItem) -> tuple[int, int]:
            number = self._library[item.key].date().number
            return (0, number) if number is not None else (1, 0)

        bare = [replace(items[0], prefix=()), *items[1:]]
        if order == "alphabetical":
            bare.sort(key=lambda item: rank[item.key])
        else:  # works of one year stay as they were cited, but for their letters
            bare.sort(key=lambda item: self._labels[item.key].letter)
            bare.sort(key=age, reverse=order == "reverse-chronological")
        return [replace(bare[0], prefix=items[0].prefix), *bare[1:]]

    def _works(self, runs: Sequence[_Run]) -> list[Inline]:
        printed: list[Inline] = []
        for run in runs:
            if run.separator:
                printed.append(Text(run.separator, run.item.span))
            printed += [*self._prefix(run.item), *self._work(run), *self._rest(run.item)]
        return printed

    # ------------------------------------------------------------------------------------------------------ one work

    def _work(self, run: _Run) -> list[Inline]:
        item = run.item
        label = self._label(item.key)
        if label is None:
            printed: list[Inline] = [Text(f"@{item.key}", item.span)]
        elif run.letter:
            printed = self._link(item.key, (Text(label.letter, item.span),), item.span)
        elif item.suppress_author or run.collapsed:
            printed = self._link(item.key, (Text(label.year, item.span),), item.span)
        else:
            printed = self._link(item.key, self._author_year(label, item.span), item.span)
        return printed

    def _via(self, item: CitationItem) -> list[Inline]:
        if item.via is None:
            return []
        span = item.via_span or item.span
        label = self._label(item.via)
        words: list[Inline] = [Text(self._text.cited_in, span)]
        if label is None:
            return [*words, Text(f"@{item.via}", span)]
        return [*words, *self._link(item.via, self._author_year(label, span), span)]

    def _author_year(self, label: Label, span: Span) -> Inlines:
        author = self._author(label, span)
        return (*author, Text(self._text.author_year + label.year, span))

    def _author(self, label: Label, span: Span, *, narrative: bool = False) -> Inlines:
        """The author part; an organisation with an abbreviation is introduced by both at its first use."""
        if label.full and (name := plain_text(label.full)) not in self._introduced:
            self._introduced.add(name)
            parts = {"full": label.full, "short": label.short}
            return respan(render(self._text.corporate_first, lambda slot: parts[slot], span), span)
        return respan(label.narrative if narrative else label.author, span)

    def _rest(self, item: CitationItem) -> list[Inline]:
        """What follows the year: the work it is cited in, the place, the writer's own words."""
        printed = self._via(item)
        if item.locator:
            printed.append(Text(self._text.locator + format_locator(item.locator, self._variant), item.span))
        if item.suffix:
            lead = plain_text(item.suffix)[:1]
            if not (lead.isspace() or lead in tuple(",;:.)]’")) and not isinstance(item.suffix[0], SoftBreak):
                printed.append(Text(", ", item.span))
            printed += item.suffix
        return printed

    def _prefix(self, item: CitationItem) -> list[Inline]:
        if not item.prefix:
            return []
        ends = plain_text(item.prefix)[-1:]
        spaced = ends.isspace() or ends in tuple("([‘“") or isinstance(item.prefix[-1], SoftBreak)
        return [*item.prefix] if spaced else [*item.prefix, Text(" ", item.span)]

    def _label(self, key: str) -> Label | None:
        """A work's label; a work that is not listed (cited in another) gets one without a letter."""
        if key not in self._labels:
            if key not in self._library:
                return None
            self._labels[key] = make_label(self._library[key], self._variant)
        return self._labels[key]

    def _link(self, key: str, inlines: Inlines, span: Span) -> list[Inline]:
        return [Anchor(f"ref-{key}", inlines, span)] if key in self._listed else list(inlines)


def _joined(inlines: Sequence[Inline]) -> Inlines:
    joined: list[Inline] = []
    for node in inlines:
        if (
            isinstance(node, Text)
            and joined
            and isinstance(joined[-1], Text)
            and joined[-1].span.path == node.span.path
        ):
            joined[-1] = Text(joined[-1].text + node.text, joined[-1].span)
        else:
            joined.append(node)
    return tuple(joined)

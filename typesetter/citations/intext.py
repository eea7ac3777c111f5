"""Citations in the text, one after the other in reading order: what is printed depends on what was printed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from typesetter.citations.labels import Label, make_label, same_authors
from typesetter.citations.locators import format_locator, names_pages
from typesetter.citations.plaindata import respan
from typesetter.citations.template import render
from typesetter.model import Anchor, Citation, CitationItem, CitationMode, SoftBreak, Text, plain_text
from typesetter.structs import Struct, replace

if TYPE_CHECKING:
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Library
    from typesetter.citations.variant import Variant
    from typesetter.diagnostics import Span
    from typesetter.model import Inline


class _Run(Struct):
    """An item and how it joins the one before: ``collapsed``: the author is not repeated, ``letter``: nor the year."""

    item: CitationItem
    collapsed: bool = False
    letter: bool = False
    separator: str = ""


class Writer:
    """Writes the citations of a document, which must come in reading order.

    ``labels`` are those of the listed works by key, in the order of the list; only they are linked, to ``ref-KEY``.
    """

    def __init__(self, library: Library, variant: Variant, labels: Mapping[str, Label], *, ibid: bool) -> None:
        self._library = library
        self._variant = variant
        self._text = variant.text
        self._listed = labels
        self._unlisted: dict[str, Label] = {}
        self._ibid = ibid
        self._previous: CitationItem | None = None
        self._cited: set[str] = set()  # in this chapter, for op. cit.
        self._introduced: set[str] = set()

    def begin(self, introduced: Iterable[str]) -> None:
        """A chapter begins; ``introduced`` are the organisations with an abbreviation that the text has introduced."""
        self._introduced = set(introduced)
        self.new_section(chapter=True)

    @property
    def introduced(self) -> tuple[str, ...]:
        """The organisations introduced by now, in the order of the alphabet."""
        return tuple(sorted(self._introduced))

    def new_section(self, *, chapter: bool = False) -> None:
        """A heading: what is cited next is cited in full; ``chapter``: also what was cited long before."""
        self._previous = None
        if chapter:
            self._cited.clear()

    def write(self, citation: Citation) -> Inlines:
        """What a citation prints."""
        if not citation.items:
            return ()
        single = citation.items[0] if len(citation.items) == 1 else None
        if citation.mode is CitationMode.NARRATIVE:
            printed = self._narrative(citation)
        elif single is not None and (repeated := self._repeated(single)):
            printed = self._brackets(citation.span, self._prefix(single), repeated)
        else:
            printed = self._brackets(citation.span, self._works(self._runs(citation.items)))
        plain = single is not None and single.via is None and single.key in self._library
        self._previous = single if plain else None
        self._cited |= {item.key for item in citation.items if item.via is None}
        return _joined(printed)

    # ---------------------------------------------------------------------------------------------------- whole citations

    def _brackets(self, span: Span, *parts: Sequence[Inline]) -> list[Inline]:
        inside = [node for part in parts for node in part]
        return [Text(self._text.open, span), *inside, Text(self._text.close, span)]

    def _repeated(self, item: CitationItem) -> list[Inline]:
        """The form of a work cited directly before, or before in the chapter; empty when it is cited in full."""
        if not self._ibid or item.via is not None or item.suppress_author or item.key not in self._listed:
            return []
        before = self._previous
        if self._text.ibid is not None and before is not None and before.key == item.key:
            if item.locator == before.locator:  # the same place again
                return [*self._link(item.key, (Text(self._text.ibid, item.span),), item.span), *self._suffix(item)]
            if item.locator:
                words = self._link(item.key, (Text(self._text.ibid, item.span),), item.span)
                return [*words, *self._place(item, self._text.ibid_locator), *self._suffix(item)]
        if self._text.op_cit is not None and item.key in self._cited and self._only_work(item.key):
            label = self._listed[item.key]
            work = (*self._author(label, item.span), Text(self._text.author_year + self._text.op_cit, item.span))
            return [*self._link(item.key, work, item.span), *self._rest(item)]
        return []

    def _only_work(self, key: str) -> bool:
        """Whether no other listed work stands under the same names, so that they alone tell which one is meant."""
        names = self._listed[key].author_text.casefold()
        return sum(label.author_text.casefold() == names for label in self._listed.values()) == 1

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
        if item.suppress_author:
            year = self._link(item.key, (Text(label.year or label.bare_year, item.span),), item.span)
            return self._brackets(citation.span, self._prefix(item), year, self._rest(item), tail)
        introduced = self._text.corporate_narrative == "with-year" and self._is_new(label)
        names = self._author(label, item.span, narrative=True)
        if item.possessive:
            ending = self._text.possessive_after_s if plain_text(names)[-1:] in ("s", "S") else self._text.possessive
            names = (*names, Text(ending, item.span))
        year = self._link(item.key, (Text(label.year, item.span),), item.span) if label.year else []
        rest = [*self._rest(item), *tail]
        if not year and not rest:
            return [*self._prefix(item), *self._link(item.key, names, item.span)]
        if not year and isinstance(rest[0], Text):
            rest[0] = Text(rest[0].text.lstrip(" ,;"), rest[0].span)
        short = [*respan(label.short, item.span), Text(self._text.author_year, item.span)] if introduced else []
        return [
            *self._prefix(item),
            *self._link(item.key, names, item.span),
            Text(self._text.narrative_open, item.span),
            *short,
            *year,
            *rest,
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
            ours, theirs = self._listed[item.key], self._listed[before.key]
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
        ours, theirs = self._listed[a.key], self._listed[b.key]
        same = same_authors(self._library[a.key], self._library[b.key], self._variant)
        return same and ours.author_text.casefold() == theirs.author_text.casefold()

    def _ordered(self, items: Sequence[CitationItem]) -> list[CitationItem]:
        order = self._text.order
        plain = all(item.key in self._listed and not item.via for item in items) and not any(
            i.prefix for i in items[1:]
        )
        if order == "as-cited" or not plain or len(items) < 2:
            return list(items)

        def age(item: CitationItem) -> tuple[int, int]:
            number = self._library[item.key].date().number
            return (0, number) if number is not None else (1, 0)

        bare = [replace(items[0], prefix=()), *items[1:]]
        if order == "alphabetical":
            bare.sort(key=lambda item: self._rank[item.key])
        else:  # works of one year stay as they were cited, but for their letters
            bare.sort(key=lambda item: self._listed[item.key].letter)
            bare.sort(key=age, reverse=order == "reverse-chronological")
        return [replace(bare[0], prefix=items[0].prefix), *bare[1:]]

    @cached_property
    def _rank(self) -> dict[str, int]:
        """The places of the works on the list."""
        return {key: index for index, key in enumerate(self._listed)}

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
            printed = self._link(item.key, (Text(label.year or label.bare_year, item.span),), item.span)
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
        if not label.year:
            return author
        separator = self._text.author_year if label.separator is None else label.separator
        return (*author, Text(separator + label.year, span))

    def _is_new(self, label: Label) -> bool:
        """Whether an organisation's abbreviation has not been introduced yet."""
        return bool(label.full) and plain_text(label.full) not in self._introduced

    def _author(self, label: Label, span: Span, *, narrative: bool = False) -> Inlines:
        """The author part; an organisation with an abbreviation is introduced by both at its first use."""
        if self._is_new(label):
            self._introduced.add(plain_text(label.full))
            if narrative and self._text.corporate_narrative == "with-year":
                return respan(label.full, span)
            parts = {"full": label.full, "short": label.short}
            return respan(render(self._text.corporate_first, lambda slot: parts[slot], span), span)
        return respan(label.narrative if narrative else label.author, span)

    def _rest(self, item: CitationItem) -> list[Inline]:
        """What follows the year: the work it is cited in, the place, the writer's own words."""
        return [*self._via(item), *self._place(item), *self._suffix(item)]

    def _place(self, item: CitationItem, separator: str | None = None) -> list[Inline]:
        if not item.locator:
            return []
        other = self._text.locator_other
        if separator is None:
            separator = self._text.locator if other is None or names_pages(item.locator) else other
        return [Text(separator + format_locator(item.locator, self._variant), item.span)]

    def _suffix(self, item: CitationItem) -> list[Inline]:
        if not item.suffix:
            return []
        lead = plain_text(item.suffix)[:1]
        spaced = lead.isspace() or lead in tuple(",;:.)]’") or isinstance(item.suffix[0], SoftBreak)
        return [*item.suffix] if spaced else [Text(" " if item.locator else ", ", item.span), *item.suffix]

    def _prefix(self, item: CitationItem) -> list[Inline]:
        if not item.prefix:
            return []
        ends = plain_text(item.prefix)[-1:]
        spaced = ends.isspace() or ends in tuple("([‘“") or isinstance(item.prefix[-1], SoftBreak)
        return [*item.prefix] if spaced else [*item.prefix, Text(" ", item.span)]

    def _label(self, key: str) -> Label | None:
        """A work's label; a work that is not listed (cited in another) gets one without a letter."""
        if key in self._listed:
            return self._listed[key]
        if key not in self._unlisted:
            if key not in self._library:
                return None
            self._unlisted[key] = make_label(self._library[key], self._variant)
        return self._unlisted[key]

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

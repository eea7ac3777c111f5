"""In-text labels: the author part and the year of every listed work, so that no two works share a label.

Works that look alike are told apart by more names, initials or given names as the variant says
(:mod:`typesetter.citations.telling`); those that are still alike get letters, in the order of the reference list. Labels
follow from the set of works alone, not from the order of the .bib file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from typesetter.citations.datewords import date_in_words, year_text
from typesetter.citations.heads import head_of
from typesetter.citations.kinds import set_like
from typesetter.citations.namelists import format_names
from typesetter.citations.names import Name, compatible
from typesetter.citations.slots import ReferenceSlots
from typesetter.citations.template import render
from typesetter.model import Text, plain_text
from typesetter.structs import Struct, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typesetter.citations.entry import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.variant import Variant

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Wording(Struct):
    """How much of a work's names is printed to tell it from others.

    ``shown`` names before "et al.", None for as many as the style says; ``levels`` by position: 0 the plain surname,
    1 with initials, 2 with given names.
    """

    shown: int | None = None
    levels: tuple[int, ...] = ()

    def raised(self, position: int, level: int) -> Wording:
        """The wording with the name at a position at a level."""
        levels = [*self.levels, *[0] * (position + 1 - len(self.levels))]
        levels[position] = max(level, levels[position])
        return replace(self, levels=tuple(levels))


PLAIN = Wording()


class Label(Struct):
    """How a work is cited. ``author`` and ``narrative`` are its names inside and outside brackets, ``year`` with its letter.

    ``year`` is empty where the title says it. ``full`` and ``short`` are set for an organisation with an abbreviation, whose
    first citation prints both. ``separator`` stands between author and year, where a kind of work has its own.
    """

    author: Inlines
    narrative: Inlines
    year: str
    bare_year: str
    letter: str = ""
    full: Inlines = ()
    short: Inlines = ()
    separator: str | None = None

    @property
    def author_text(self) -> str:
        """The names in plain characters: the identity of the author part."""
        return plain_text(self.author)

    @property
    def identity(self) -> tuple[str, str]:
        """What two works must not share: author part and year, whatever their case."""
        return self.author_text.casefold(), self.year.casefold()


def cited_names(entry: Entry, variant: Variant) -> tuple[Name, ...]:
    """The names that the text cites a work under: the short ones where the entry has them."""
    role, names = head_of(entry, variant)
    return entry.people.get(f"short{role}", ()) or names if role else ()


def is_personal(entry: Entry, variant: Variant) -> bool:
    """Whether the work is cited in the text alone and never listed."""
    return entry.kind in variant.personal.kinds


def make_label(entry: Entry, variant: Variant, wording: Wording = PLAIN, letter: str = "") -> Label:
    """The label of one work; ``wording`` tells its authors from others of the same surnames."""
    text, span = variant.text, entry.span
    names = cited_names(entry, variant)
    role, heads = head_of(entry, variant)
    if is_personal(entry, variant):
        return _personal(entry, variant, names)
    reprint = text.reprint
    bare = year_text(entry, variant, reprint=reprint)
    year = year_text(entry, variant, letter, reprint=reprint) if letter else bare
    if not names:
        title = _title(entry, variant)
        said = not letter and any(set_like(entry.kind, kind) for kind in text.year_in_title)
        if said and re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", plain_text(title)) is not None:
            year = ""
        return Label(title, title, year, bare, letter)
    others = role in entry.others and len(names) == len(heads)
    forms = [{1: text.clash_form, 2: text.clash_given}.get(level) for level in wording.levels]

    def listed(last: str | None = None) -> Inlines:
        return format_names(
            names, text.names, variant, span, others=others, forms=forms, shown=wording.shown, last=last
        )

    author = listed()
    narrative = listed(text.narrative_last) if len(names) > 1 and text.narrative_last != text.names.last else author
    full: Inlines = ()
    if f"short{role}" in entry.people and all(name.corporate for name in heads):
        full = format_names(heads, text.names, variant, span)
    return Label(author, narrative, year, bare, letter, full, author if full else ())


def _personal(entry: Entry, variant: Variant, names: Sequence[Name]) -> Label:
    """The label of a conversation or letter: who, what it was, and when."""
    style, span = variant.personal, entry.span
    author = format_names(names, variant.text.names, variant, span, forms=[style.form] * len(names))

    def slot(name: str) -> Inlines:
        if name == "year":
            return (Text(year_text(entry, variant), span),)
        if name != "words":
            months = replace(variant.dates, months=style.months)
            return date_in_words(entry.date(), months, span, form=style.date, year=name == "date")
        kind = variant.types.get(entry.text("type")) or entry.text("type") or style.words
        return (Text(kind, span),)

    details = plain_text(render(style.details, slot, span))
    return Label(author or _title(entry, variant), author, details, details, separator=style.separator)


def _title(entry: Entry, variant: Variant) -> Inlines:
    slots = ReferenceSlots(entry, variant, head=False)
    return render(variant.text.title, slots, entry.span) or (Text(entry.key, entry.span),)


def letter(index: int) -> str:
    """The letter of the work at that index: a, b … z, aa, ab …."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = _ALPHABET[rest] + found
    return found


def letters_of(entries: Iterable[Entry], variant: Variant) -> list[tuple[Entry, Label]]:
    """The entries in the order of the reference list, each with its label."""
    from typesetter.citations.collation import sort_entries
    from typesetter.citations.telling import tell_apart

    ordered = sort_entries(entries, variant)
    labels = tell_apart(ordered, variant)
    alike: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in ordered:
        alike[labels[entry.key].identity].append(entry)
    taken = set(alike)
    for group in alike.values():
        if len(group) == 1 or is_personal(group[0], variant):
            continue
        index = 0
        for entry in group:
            label = labels[entry.key]
            while True:  # every suffix makes another identity: at most one round more than identities are taken
                suffix = letter(index)
                index += 1
                lettered = replace(
                    label, letter=suffix, year=year_text(entry, variant, suffix, reprint=variant.text.reprint)
                )
                if lettered.year == label.year:  # the style's form of the date has no place for it
                    lettered = replace(lettered, year=label.year + suffix)
                if lettered.identity not in taken:  # a year typed as "2020a" has its letter already
                    break
            taken.add(lettered.identity)
            labels[entry.key] = lettered
    return [(entry, labels[entry.key]) for entry in ordered]


def same_authors(a: Entry, b: Entry, variant: Variant) -> bool:
    """Whether two works have the same authors, as far as their names tell."""
    ours, theirs = cited_names(a, variant), cited_names(b, variant)
    return bool(ours) and len(ours) == len(theirs) and all(map(compatible, ours, theirs))

"""In-text labels: the author part and the year of every listed work, so that no two works share a label.

Two persons of one surname get initials where the variant says so; works that are still alike get letters, in the order of
the reference list. Labels follow from the set of works alone, not from the order of the .bib file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typesetter.citations.collation import sort_entries
from typesetter.citations.namelists import format_names
from typesetter.citations.names import Name, compatible
from typesetter.citations.slots import year_text
from typesetter.citations.template import render
from typesetter.model import Text, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Entry
    from typesetter.citations.variant import Variant

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Label:
    """How a work is cited. ``author`` and ``narrative`` are its names inside and outside brackets, ``year`` with its letter.

    ``full`` and ``short`` are set for an organisation with an abbreviation, whose first citation prints both.
    """

    author: Inlines
    narrative: Inlines
    year: str
    bare_year: str
    letter: str = ""
    full: Inlines = ()
    short: Inlines = ()

    @property
    def author_text(self) -> str:
        """The names in plain characters: the identity of the author part."""
        return plain_text(self.author)


def cited_names(entry: Entry) -> tuple[Name, ...]:
    """The names that the text cites a work under: the short ones where the entry has them."""
    role, names = entry.heads
    return entry.people.get(f"short{role}", ()) or names if role else ()


def make_label(entry: Entry, variant: Variant, *, initials: bool = False, letter: str = "") -> Label:
    """The label of one work; ``initials`` tells its first author from another of the same surname."""
    text = variant.text
    names = cited_names(entry)
    role, heads = entry.heads
    bare = year_text(entry, variant)
    year = year_text(entry, variant, letter) if letter else bare
    if not names:
        title = _title(entry, variant)
        return Label(title, title, year, bare, letter)
    others = role in entry.others and len(names) == len(heads)
    form = text.clash_form if initials else None
    author = format_names(names, text.names, variant, entry.span, others=others, form=form)
    narrative = author
    if len(names) > 1 and text.narrative_last != text.names.last:
        last = text.narrative_last
        narrative = format_names(names, text.names, variant, entry.span, others=others, form=form, last=last)
    full: Inlines = ()
    if f"short{role}" in entry.people and all(name.corporate for name in heads):
        full = format_names(heads, text.names, variant, entry.span)
    return Label(author, narrative, year, bare, letter, full, author if full else ())


def _title(entry: Entry, variant: Variant) -> Inlines:
    def slot(name: str) -> Inlines:
        if name == "container":
            return entry.fields.get("booktitle") or entry.fields.get("journaltitle", ())
        return entry.fields.get(name, ())

    return render(variant.text.title, slot, entry.span) or (Text(entry.key, entry.span),)


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
    ordered = sort_entries(entries, variant)
    labels = {entry.key: make_label(entry, variant) for entry in ordered}
    for entry in _clashing(ordered, labels, variant):
        labels[entry.key] = make_label(entry, variant, initials=True)
    alike: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in ordered:
        label = labels[entry.key]
        alike[label.author_text.casefold(), label.year.casefold()].append(entry)
    for group in alike.values():
        if len(group) > 1:
            for i, entry in enumerate(group):
                suffix = letter(i)
                labels[entry.key] = replace(labels[entry.key], letter=suffix, year=year_text(entry, variant, suffix))
    return [(entry, labels[entry.key]) for entry in ordered]


def _clashing(entries: Sequence[Entry], labels: Mapping[str, Label], variant: Variant) -> list[Entry]:
    """The works whose first author needs initials."""
    if variant.text.clash == "never":
        return []
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        names = cited_names(entry)
        if names and variant.text.clash == "always":
            groups[names[0].surname.casefold(), ""].append(entry)
        elif names:
            label = labels[entry.key]
            groups[label.author_text.casefold(), label.year.casefold()].append(entry)
    return [entry for group in groups.values() if len(group) > 1 and not _one_author(group) for entry in group]


def _one_author(group: Sequence[Entry]) -> bool:
    """Whether the first names of all the works may be one person's."""
    firsts = list(dict.fromkeys(cited_names(entry)[0] for entry in group if cited_names(entry)))
    return all(compatible(a, b) for i, a in enumerate(firsts) for b in firsts[i + 1 :])


def same_authors(a: Entry, b: Entry) -> bool:
    """Whether two works have the same authors, as far as their names tell."""
    ours, theirs = cited_names(a), cited_names(b)
    return bool(ours) and len(ours) == len(theirs) and all(map(compatible, ours, theirs))

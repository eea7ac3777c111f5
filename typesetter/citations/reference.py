"""One reference, set by a style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.citations.heads import head_of
from typesetter.citations.slots import ReferenceSlots
from typesetter.citations.template import Group, render

if TYPE_CHECKING:
    from typesetter.citations.entry import Entry
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.variant import Variant


def format_reference(entry: Entry, variant: Variant, letter: str = "", *, repeated: bool = False) -> Inlines:
    """The reference of an entry as inlines with its span; ``letter`` is the suffix of its year.

    ``repeated``: it follows a work of the same names, for which a style may have a dash.
    """
    template = Group((variant.template(entry.type, entry.kind), variant.end))
    return render(template, ReferenceSlots(entry, variant, letter, repeated=repeated), entry.span)


def repeats(entry: Entry, before: Entry | None, variant: Variant) -> bool:
    """Whether a style that says so once gives the names of ``before``, which stands before it in the list, again."""
    if before is None or variant.heads.repeated is None:
        return False
    (role, names), (role_before, names_before) = head_of(entry, variant), head_of(before, variant)
    same = bool(names) and role == role_before and names == names_before
    return same and (role in entry.others) == (role in before.others)

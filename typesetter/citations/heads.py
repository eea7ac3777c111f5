"""Whose name a work stands under, in the list and in the text, as the style sheet says for its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.citations.names import Name

if TYPE_CHECKING:
    from typesetter.citations.entry import Entry
    from typesetter.citations.variant import Variant

ANONYMOUS = "anonymous"
"""The role of the word that some styles print where a work names nobody."""


def head_of(entry: Entry, variant: Variant) -> tuple[str, tuple[Name, ...]]:
    """The role and the names that a work is listed and cited under; ("", ()) for one that stands under its title."""
    for role in variant.heads.roles_of(entry.kind):
        if role == ANONYMOUS:
            return role, (Name(variant.heads.anonymous, corporate=True),)
        if names := entry.people.get(role):
            return role, names
    return "", ()

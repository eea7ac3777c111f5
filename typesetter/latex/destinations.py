"""Words for the places that links inside the PDF lead to, for readers who hear them."""

from __future__ import annotations

from collections.abc import Mapping

from typesetter import model as m
from typesetter.latex.filters import term
from typesetter.latex.inline_writer import target_name

_LONGEST = 120
"""Characters of a reference that are worth hearing before following it."""


def destinations(cited: m.CitedDocument, language: str) -> Mapping[str, str]:
    """By the name of the PDF's destination: "Section 2.1: Method", "Reference: Coyle, J. (2019). …"."""
    words: dict[str, str] = {}
    for label in cited.document.labels.values():
        title = m.plain_text(label.title)
        number = f"{term(label.kind.value, language)} {label.number}" if label.number else ""
        words[target_name(label.name)] = ": ".join(part for part in (number, title) if part) or label.name
    for reference in cited.bibliography:
        text = " ".join(m.plain_text(reference.children).split())
        words[f"ref-{target_name(reference.key)}"] = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return words

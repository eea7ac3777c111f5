"""Labels of works: whatever the names and years, no two works are cited alike, and the order of the .bib file is nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typesetter.citations.entries import make_entry
from typesetter.citations.entry import Entry
from typesetter.citations.intext import Writer
from typesetter.citations.labels import letters_of
from typesetter.citations.library import Library
from typesetter.citations.render import to_text
from typesetter.citations.sheets import builtin_variants, load_variant
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Span
from typesetter.model import Anchor, Citation, CitationItem, CitationMode, walk
from typesetter.structs import replace

SPAN = Span("r.bib")
NAMES = [
    "Smith, John", "Smith, Jane", "Smith, J.", "Smith, Anna", "de Smith, J.", "Smith, Jr, John", "Jones, Bo", "Jones, B.",
    "Jones, Carl", "{World Bank}", "{WORLD BANK}", "Özkan, B.", "Ozkan, B.", "Plato", "al-Rahman, A.", "Ярош, И.",
]  # fmt: skip
WORK = st.fixed_dictionaries(
    {
        "author": st.lists(st.sampled_from(NAMES), max_size=6, unique=True).map(" and ".join),
        "others": st.booleans(),
        "shortauthor": st.sampled_from(["", "", "{WB}"]),
        "year": st.sampled_from(["2001", "2001", "2001a", "2002", "n.d.", "", "in press", "1999/2001", "2001~"]),
        "origdate": st.sampled_from(["", "", "1850"]),
        "title": st.sampled_from(["One", "Two", "The One", "Act 2001", "Two b"]),
        "type": st.sampled_from(["book", "article", "legislation", "online"]),
    }
)


def variants() -> list[Variant]:
    found = []
    for name in builtin_variants():
        variant, _ = load_variant(name, Path(__file__).parent)
        assert variant is not None
        found.append(variant)
    for clash in ("by-cite", "always", "never"):
        for et_al in ("names", "letters"):
            text = replace(found[0].text, clash=clash, et_al_clash=et_al)
            found.append(replace(found[0], text=text))
    return found


VARIANTS = variants()


def entry_of(key: str, row: dict[str, Any]) -> Entry:
    row = dict(row)
    others, kind = row.pop("others"), row.pop("type")
    if others and row["author"]:
        row["author"] += " and others"
    return make_entry(key, kind, {name: value for name, value in row.items() if value}, SPAN)[0]


@settings(deadline=None, max_examples=100)
@given(st.lists(WORK, min_size=1, max_size=9), st.sampled_from(range(len(VARIANTS))), st.integers(0, 9))
def test_every_work_is_cited_as_no_other_is(rows: list[dict[str, Any]], which: int, seed: int) -> None:
    variant = VARIANTS[which]  # by its number: a whole sheet is long to show
    entries = [entry_of(f"k{i}", row) for i, row in enumerate(rows)]
    labelled = letters_of(entries, variant)
    shuffled = list(entries)
    Random(seed).shuffle(shuffled)
    assert letters_of(shuffled, variant) == labelled

    writer = Writer(Library({e.key: e for e in entries}), variant, {e.key: label for e, label in labelled}, ibid=False)
    printed: dict[str, str] = {}
    for turn in range(2):  # the first citation may introduce an organisation
        for entry in entries:
            citation = Citation(
                f"{turn}{entry.key}", CitationMode.PARENTHETICAL, (CitationItem(entry.key, SPAN),), SPAN
            )
            inlines = writer.write(citation)
            assert {node.target for node in walk(inlines) if isinstance(node, Anchor)} == {f"ref-{entry.key}"}
            text = to_text(inlines).casefold()
            assert printed.setdefault(text, entry.key) == entry.key


@pytest.mark.parametrize("variant", VARIANTS[:16], ids=lambda variant: variant.title)
def test_reprints_of_one_year_get_letters_whatever_year_is_printed(variant: Variant) -> None:
    """Some styles date a reprint by its first edition alone: the letter stands there, too."""
    row = {"author": "Smith, J.", "year": "2001", "origdate": "1850"}
    entries = [make_entry(key, "book", row | {"title": key}, SPAN)[0] for key in ("one", "two", "three")]
    assert [label.letter for _, label in letters_of(entries, variant)] == ["a", "b", "c"]
    assert len({label.identity for _, label in letters_of(entries, variant)}) == len(entries)


@pytest.mark.parametrize("clash", ["by-cite", "always", "never"])
def test_labels_of_many_works_are_made_quickly(clash: str) -> None:
    text = replace(VARIANTS[0].text, clash=clash, et_al_clash="names")
    variant = replace(VARIANTS[0], text=text)
    rows = [
        {
            "author": f"Smith, {chr(65 + i % 26)}. and Jones, {i} and Lee, A. and Ray, B.",
            "year": str(2000 + i % 3),
            "title": f"T{i}",
        }
        for i in range(300)
    ]
    entries = [make_entry(f"k{i}", "book", row, SPAN)[0] for i, row in enumerate(rows)]
    labels = [label.identity for _, label in letters_of(entries, variant)]
    assert len(set(labels)) == len(entries)

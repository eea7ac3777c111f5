"""The styles as pybtex plugins: formatting, labels, names and sorting, each for every variant.

pybtex finds them by their entry points (``typesetter-harvard``, ``typesetter-cite-them-right`` …), so that its own commands
and sphinxcontrib-bibtex can use them. An entry point names a class of this module; the classes are made from the style
sheets when they are asked for: ``HarvardStyle``, ``HarvardLabels``, ``HarvardNames`` and ``HarvardSorting`` for
``harvard.yaml``, ``CiteThemRightStyle`` for ``cite-them-right.yaml``. For a style sheet of one's own there is :func:`plugins_of`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from pybtex.plugin import Plugin
from pybtex.richtext import Text as RichText
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.names import BaseNameStyle
from pybtex.style.sorting import BaseSortingStyle

from typesetter.citations.entries import make_entry
from typesetter.citations.entry import Entry, RawEntry
from typesetter.citations.labels import letters_of
from typesetter.citations.library import inherited
from typesetter.citations.namelists import format_name
from typesetter.citations.names import parse_names
from typesetter.citations.reference import format_reference, repeats
from typesetter.citations.richtext import rich
from typesetter.citations.sheets import builtin_variants, load_variant
from typesetter.diagnostics import Span
from typesetter.model import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from typesetter.citations.labels import Label
    from typesetter.citations.variant import Variant

_NOWHERE = Span("", 1)
_PLAIN = str.maketrans({"&": "and", "[": "(", "]": ")", "_": "-", **dict.fromkeys("<>%#$~^\\{}", " ")})


class _Listing:
    """What looks at all works of a list. ``everything`` has by key what they may take fields from (``crossref``)."""

    variant: ClassVar[Variant]
    everything: Mapping[str, Any] = MappingProxyType({})

    def listed(self, entries: Iterable[Any]) -> list[tuple[Entry, Label]]:
        """Our entries, in order, with their labels."""
        given = list(entries)
        everything = {**{entry.key: entry for entry in given}, **self.everything}
        return letters_of((_from_pybtex(entry, everything) for entry in given), self.variant)


class _Sorting(_Listing, BaseSortingStyle):  # type: ignore[misc]  # pybtex has no types
    """The order of the reference list."""

    def sort(self, entries: Iterable[Any]) -> list[Any]:
        """The entries in the order of the variant's list."""
        given = {entry.key: entry for entry in entries}
        return [given[entry.key] for entry, _ in self.listed(given.values())]


class _Labels(_Listing, BaseLabelStyle):  # type: ignore[misc]  # pybtex has no types
    """Author and year as the text cites them: "Coyle 2019a"."""

    def format_labels(self, sorted_entries: Iterable[Any]) -> Iterator[str]:
        """The label of each entry, no two alike."""
        given = {entry.key: entry for entry in sorted_entries}
        labels = {entry.key: _label_text(label) for entry, label in self.listed(given.values())}
        often = Counter(labels.values())
        return (label if often[label := labels[key]] == 1 else f"{label} ({_plain(key)})" for key in given)


class _Names(BaseNameStyle):  # type: ignore[misc]  # pybtex has no types
    """A name as it heads a reference: "Götz, E."."""

    variant: ClassVar[Variant]

    def format(self, person: Any, abbr: bool = False) -> RichText:  # noqa: ARG002  # the variant says how names are cut
        """A pybtex person as rich text."""
        names, _, _ = parse_names(str(person), "author", "", _NOWHERE)
        form = self.variant.names.form
        return RichText(*(part for name in names for part in rich(format_name(name, form, self.variant, _NOWHERE))))


class _Style(_Listing, BaseStyle):  # type: ignore[misc]  # pybtex has no types
    """References as a variant's style sheet says.

    The letters of years hang on all works of a list; they are taken from those that were last sorted or formatted together.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sort = self._sorted  # pybtex sets it on the instance, and others call it before format_entry
        self._letters: dict[str, str] = {}
        self._repeated: frozenset[str] = frozenset()

    def format_bibliography(self, bib_data: Any, citations: Any = None) -> Any:
        """A whole pybtex bibliography. pybtex itself does not hand on the data that ``crossref`` needs."""
        self._know(bib_data.entries)
        return super().format_bibliography(bib_data, citations)

    def format_entries(self, entries: Iterable[Any], bib_data: Any = None) -> Iterator[FormattedEntry]:
        """Pybtex entries in the order and with the labels that the sorting and the label style give."""
        if bib_data is not None:
            self._know(bib_data.entries)
        ordered = self.sort(list(entries))
        for label, entry in zip(self.format_labels(ordered), ordered, strict=True):
            yield self.format_entry(label, entry, bib_data)

    def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> FormattedEntry:
        """A pybtex entry, formatted under ``label``."""
        everything = bib_data.entries if bib_data is not None else self.everything
        ours = _from_pybtex(entry, everything)
        letter, repeated = self._letters.get(entry.key, ""), entry.key in self._repeated
        text = RichText(*rich(format_reference(ours, self.variant, letter, repeated=repeated)))
        return FormattedEntry(entry.key, text, label)

    def _sorted(self, entries: Iterable[Any]) -> list[Any]:
        given = list(entries)
        self._know({**{entry.key: entry for entry in given}, **self.everything})
        listed = self.listed(given)
        self._letters = {entry.key: label.letter for entry, label in listed}
        ordered = list(self.sorting_style.sort(given))
        ours = {entry.key: entry for entry, _ in listed}
        pairs = [(ours[a.key], ours[b.key]) for a, b in pairwise(ordered)]
        self._repeated = frozenset(after.key for before, after in pairs if repeats(after, before, self.variant))
        return ordered

    def _know(self, everything: Mapping[str, Any]) -> None:
        for part in (self, self.label_style, self.sorting_style):
            if isinstance(part, _Listing):
                part.everything = everything


def _from_pybtex(entry: Any, everything: Mapping[str, Any]) -> Entry:
    """Our entry for pybtex's, with what it takes from its parent among ``everything``."""
    raw = _raw(entry)
    parents = [
        name for link in ("crossref", "xdata") for name in re.split(r"\s*,\s*", raw.fields.get(link, "")) if name
    ]
    family = {name: _raw(everything[name]) for name in parents if name in everything}
    fields, _, _ = inherited(raw, family)
    return make_entry(raw.key, raw.type, fields, _NOWHERE)[0]


def _raw(entry: Any) -> RawEntry:
    fields = {name.lower(): str(value) for name, value in entry.fields.items()}
    people = {role.lower(): " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
    return RawEntry(entry.type.lower(), entry.key, people | fields, {}, _NOWHERE)


def _label_text(label: Label) -> str:
    return _plain(f"{plain_text(label.narrative)} {label.year}")


def _plain(text: str) -> str:
    """Characters that mean nothing to LaTeX nor HTML: pybtex writes labels into files as they are."""
    return " ".join(text.translate(_PLAIN).split())


@cache
def plugins_of(variant: str, folder: Path = Path()) -> dict[str, type[Plugin]]:
    """The plugin classes of a variant by pybtex's groups: ``formatting``, ``labels``, ``names``, ``sorting``.

    ``variant`` is a built-in name, or the path in ``folder`` of a style sheet, whose classes one can hand to
    ``pybtex.plugin.register_plugin``. Raises ValueError with the first finding when there is none or it has mistakes.
    """
    sheet, diagnostics = load_variant(variant, folder)
    if sheet is None:
        raise ValueError(diagnostics[0].message)
    stem = _class_stem(variant)
    own: dict[str, Any] = {"variant": sheet, "__module__": __name__}
    labels = type(f"{stem}Labels", (_Labels,), own)
    names = type(f"{stem}Names", (_Names,), own)
    sorting = type(f"{stem}Sorting", (_Sorting,), own)
    defaults = {"default_label_style": labels, "default_name_style": names, "default_sorting_style": sorting}
    style = type(f"{stem}Style", (_Style,), own | defaults)
    return {"formatting": style, "labels": labels, "names": names, "sorting": sorting}


def _class_stem(variant: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"\W+", Path(variant).stem))


_GROUPS = {"Style": "formatting", "Labels": "labels", "Names": "names", "Sorting": "sorting"}


def __getattr__(name: str) -> type[Plugin]:
    """The classes that the entry points name."""
    found = re.fullmatch(rf"(\w+?)({'|'.join(_GROUPS)})", name)
    for variant in builtin_variants() if found is not None else ():
        if found is not None and _class_stem(variant) == found[1]:
            return plugins_of(variant)[_GROUPS[found[2]]]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def entry_points() -> dict[str, dict[str, str]]:
    """What the package registers: name and class by group, one for each variant."""
    return {
        f"pybtex.style.{group}": {
            f"typesetter-{variant}": f"{__name__}:{_class_stem(variant)}{ending}" for variant in builtin_variants()
        }
        for ending, group in _GROUPS.items()
    }

"""The LaTeX of chapters kept between builds: one is written again only when something that its writing asked for has changed.

That is: the chapter itself, the labels it refers to, the answers to its citations, the pictures, data and templates that were
read, and what the whole thesis shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from typesetter import model as m
from typesetter.diagnostics import Diagnostic, Span, has_errors
from typesetter.latex.sourcemap import Pieces
from typesetter.shelf import Shelf, packed, unpacked
from typesetter.stamps import digest, digest_file
from typesetter.witness import code_digest, holds, witness

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Written:
    """The LaTeX of a chapter without its marks, the places of its lines (packed), and what it needs."""

    text: str
    places: bytes
    packages: frozenset[str]
    assets: Mapping[str, Path]
    diagnostics: Sequence[Diagnostic]


class Consulted(Mapping[str, V]):
    """A mapping that remembers what it was asked for, missing or not."""

    def __init__(self, values: Mapping[str, V]) -> None:
        self._values = values
        self.asked: dict[str, V | None] = {}

    def __getitem__(self, key: str) -> V:
        self.asked[key] = self._values.get(key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        for key in self._values:
            self.asked[key] = self._values[key]
            yield key

    def __len__(self) -> int:
        return len(self._values)


class KeptLatex:
    """The LaTeX of the chapters of one thesis in a folder of the cache; ``shared`` is what all of it depends on."""

    def __init__(self, root: Path, folder: Path, identities: Mapping[str, str], shared: Sequence[str]) -> None:
        self._root = root
        self._shelf = Shelf(folder, digest(code_digest(), *shared))
        self._identities = identities
        self.anew: list[str] = []
        """The paths of the chapters that were written and not taken from the cache."""

    def write(
        self,
        file: str,
        chapter: m.Chapter,
        labels: Consulted[m.Label],
        citations: Consulted[tuple[m.Inline, ...]],
        writer: Callable[[], Written],
    ) -> Written:
        """The LaTeX of ``chapter``, to be the file ``file``: kept, or written by ``writer``."""
        known = self._identities.get(chapter.path)
        name = digest(file)
        identity = digest(known or "", chapter.label, chapter.role.value, str(chapter.numbered))
        kept = self._shelf.get(name) if known is not None else None
        if kept is not None:
            written = self._still(kept, identity, labels, citations)
            if written is not None:
                return written
        labels.asked.clear()
        citations.asked.clear()
        with witness(self._root, alone=True) as seen:
            written = writer()
        self.anew.append(chapter.path)
        digests = seen.digests()
        if known is not None and digests is not None and not has_errors(written.diagnostics):
            assets = {n: (p.relative_to(self._root).as_posix(), digest_file(p)) for n, p in written.assets.items()}
            asked = {key: _of_label(label) for key, label in labels.asked.items()}
            value = (
                identity, asked, dict(citations.asked), digests, seen.listings(), assets,
                written.text, written.places, written.packages, tuple(written.diagnostics),
            )  # fmt: skip
            self._shelf.put(name, value)
        return written

    def _still(
        self, kept: Any, identity: str, labels: Consulted[m.Label], citations: Consulted[tuple[m.Inline, ...]]
    ) -> Written | None:
        """What was kept, if all that it was made from is as it was."""
        was, asked, answers, files, folders, assets, text, places, packages, diagnostics = kept
        if was != identity:
            return None
        if any(_of_label(labels.get(key)) != value for key, value in asked.items()):
            return None
        if any(citations.get(key) != value for key, value in answers.items()):
            return None
        if not holds(self._root, files, folders):
            return None
        paths = {name: self._root / path for name, (path, _) in assets.items()}
        if any(digest_file(paths[name]) != known for name, (_, known) in assets.items()):
            return None
        return Written(text, places, packages, paths, diagnostics)

    def tidy(self) -> None:
        """Forget the chapters that the thesis no longer has."""
        self._shelf.tidy()


def _of_label(label: m.Label | None) -> tuple[Any, ...] | None:
    """What is printed of a label: its place may move without the text that refers to it."""
    if label is None:
        return None
    return (label.kind.value, label.number, () if label.number else (label.name, label.title))


def pack_places(spans: Sequence[Span | None], pieces: Sequence[Pieces]) -> bytes:
    """The places of a file's lines as bytes."""
    return packed((list(spans), list(pieces)))


class PlacesOnDemand:
    """The places of the lines of files, unpacked for those files that are asked for: ``lines`` and ``pieces`` by file."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self._made: dict[str, tuple[Any, Any]] = {}
        self.lines: Mapping[str, Sequence[Span | None]] = _Column(self, 0)
        self.pieces: Mapping[str, Sequence[Pieces]] = _Column(self, 1)

    def add(self, file: str, places: bytes) -> None:
        """Add the places of a file as :func:`pack_places` made them."""
        self._packed[file] = places

    def files(self) -> list[str]:
        """The files there are."""
        return list(self._packed)

    def of(self, file: str) -> tuple[Any, Any]:
        """The places of a file's lines, and of their pieces. Raises KeyError when there is no such file."""
        if file not in self._made:
            self._made[file] = unpacked(self._packed[file])
        return self._made[file]


class _Column(Mapping[str, Any]):
    def __init__(self, places: PlacesOnDemand, index: int) -> None:
        self._places, self._index = places, index

    def __getitem__(self, file: str) -> Any:
        return self._places.of(file)[self._index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places.files())

    def __len__(self) -> int:
        return len(self._places.files())

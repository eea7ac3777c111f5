"""The LaTeX of chapters kept between builds: one is written again only when something that its writing asked for has changed.

That is: the chapter itself, the labels it refers to, the answers to its citations, the pictures, data and templates that were
read, and what the whole thesis shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from typesetter import model as m
from typesetter.diagnostics import Diagnostic, Span, has_errors
from typesetter.latex.sourcemap import Pieces
from typesetter.shelf import Later, Shelf, packed, unpacked
from typesetter.stamps import digest, digest_file
from typesetter.structs import Struct
from typesetter.witness import code_digest, holds, witness

V = TypeVar("V")


Places = tuple[Sequence[Span | None], Sequence[Pieces]]
"""The places of the lines of a file, and of their parts."""


class Written(Struct):
    """The LaTeX of a chapter without its marks, the places of its lines (packed where it was kept), and what it needs."""

    text: str
    places: bytes | Places
    packages: frozenset[str]
    assets: Mapping[str, Path]
    diagnostics: Sequence[Diagnostic]


W = TypeVar("W", bound=Written | None)


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
    """The LaTeX of the chapters of one thesis in a folder of the cache; ``shared`` is what all of it depends on.

    ``identities`` and ``stamps`` tell, by path, the chapters and the answers to their citations from those of other builds.
    """

    def __init__(
        self,
        root: Path,
        folder: Path,
        identities: Mapping[str, str],
        shared: Sequence[str],
        stamps: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._root = root
        self._shelf = Shelf(folder, digest(code_digest(), *shared))
        self._identities = identities
        self._stamps = stamps
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
            written = self._still(kept, identity, labels)
            if written is not None and self._answered_alike(name, kept, chapter, citations):
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
            answers, stamp = dict(citations.asked), self._stamps.get(chapter.path, "")

            def value() -> tuple[Any, ...]:
                return (
                    identity, asked, (stamp, tuple(answers), _digest_of(answers)), digests, seen.listings(), assets,
                    written.text, _packed(written.places), written.packages, tuple(written.diagnostics),
                )  # fmt: skip

            self._shelf.put(name, Later(value))
        return written

    def _answered_alike(
        self, name: str, kept: Any, chapter: m.Chapter, citations: Consulted[tuple[m.Inline, ...]]
    ) -> bool:
        """Whether the citations of a chapter are answered as they were: told by the stamp, else by the answers."""
        stamp, (was, asked, made) = self._stamps.get(chapter.path, ""), kept[2]
        if stamp and stamp == was:
            return True
        if _digest_of({number: citations.get(number) for number in asked}) != made:
            return False
        self._shelf.put(name, (*kept[:2], (stamp, asked, made), *kept[3:]))
        return True

    def _still(self, kept: Any, identity: str, labels: Consulted[m.Label]) -> Written | None:
        """What was kept, if all that it was made from, answers aside, is as it was."""
        was, asked, _, files, folders, assets, text, places, packages, diagnostics = kept
        if was != identity:
            return None
        if any(_of_label(labels.get(key)) != value for key, value in asked.items()):
            return None
        if not holds(self._root, files, folders):
            return None
        if any(files.get(path) != known and digest_file(self._root / path) != known for path, known in assets.values()):
            return None
        return Written(
            text, places, packages, {name: self._root / path for name, (path, _) in assets.items()}, diagnostics
        )

    def apart(self, file: str, made_of: str, answers: Consulted[Any], writer: Callable[[], W]) -> Written | W:
        """The LaTeX of ``file``, which is no chapter's: kept, or written by ``writer``, whose errors are not kept.

        ``made_of`` is the digest of what it depends on, besides what it asks ``answers`` for.
        """
        kept = self._shelf.get(digest(file))
        if kept is not None:
            was, asked, text, places, packages, diagnostics = kept
            if was == made_of and all(answers.get(key) == value for key, value in asked.items()):
                return Written(text, places, packages, {}, diagnostics)
        answers.asked.clear()
        written = writer()
        if written is not None and not has_errors(written.diagnostics):
            asked = dict(answers.asked)
            places = _packed(written.places)
            value = (made_of, asked, written.text, places, written.packages, tuple(written.diagnostics))
            self._shelf.put(digest(file), value)
        return written

    def tidy(self) -> None:
        """Forget the chapters that the thesis no longer has."""
        self._shelf.tidy()


def _digest_of(answers: Mapping[str, tuple[m.Inline, ...] | None]) -> str:
    return digest(*(f"{number} {inlines!r}" for number, inlines in answers.items()))


def _of_label(label: m.Label | None) -> tuple[Any, ...] | None:
    """What is printed of a label: its place may move without the text that refers to it."""
    if label is None:
        return None
    return (label.kind.value, label.number, () if label.number else (label.name, label.title))


def _packed(places: bytes | Places) -> bytes:
    return places if isinstance(places, bytes) else packed(places)


class PlacesOnDemand:
    """The places of the lines of files, unpacked for those files that are asked for: ``lines`` and ``pieces`` by file."""

    def __init__(self) -> None:
        self._known: dict[str, bytes | Places] = {}
        self.lines: Mapping[str, Sequence[Span | None]] = _Column(self, 0)
        self.pieces: Mapping[str, Sequence[Pieces]] = _Column(self, 1)

    def add(self, file: str, places: bytes | Places) -> None:
        """Add the places of a file, packed or not."""
        self._known[file] = places

    def files(self) -> list[str]:
        """The files there are."""
        return list(self._known)

    def of(self, file: str) -> Places:
        """The places of a file's lines, and of their pieces. Raises KeyError when there is no such file."""
        known = self._known[file]
        if isinstance(known, bytes):
            self._known[file] = known = unpacked(known)
        return known


class _Column(Mapping[str, Any]):
    def __init__(self, places: PlacesOnDemand, index: int) -> None:
        self._places, self._index = places, index

    def __getitem__(self, file: str) -> Any:
        return self._places.of(file)[self._index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places.files())

    def __len__(self) -> int:
        return len(self._places.files())

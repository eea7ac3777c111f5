"""What citations print and what is listed, worked out for what an edit has changed.

What a chapter's citations print follows from the chapter, from the labels of the works, and from which organisations were
introduced before it. A digest of all that (a *stamp*) tells whether the answers are those of the last build; then nobody
need ask for them, and they are not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.citations.plaindata import unpack
from typesetter.model import Chapter, Citation, Heading, walk
from typesetter.shelf import Shelf, remembered
from typesetter.stamps import digest
from typesetter.structs import Struct
from typesetter.witness import code_digest

if TYPE_CHECKING:
    from typesetter.citations.intext import Writer
    from typesetter.citations.labels import Label
    from typesetter.citations.latextext import Inlines
    from typesetter.citations.library import Library


class Listed(Struct):
    """A list of works as it is kept: keys in its order, labels as plain data, and what fields which works lack.

    ``lacks`` are pairs of a key and a message.
    """

    keys: tuple[str, ...]
    labels: Mapping[str, Any]
    lacks: tuple[tuple[str, str], ...]


class KeptCiting:
    """What is kept between the builds of one thesis, in a folder of the cache.

    ``identities`` tell the chapters, by path, from what they were before.
    """

    def __init__(self, folder: Path, identities: Mapping[str, str]) -> None:
        self._folder, self._shelf = folder, Shelf(folder, code_digest())
        self.identities = identities

    def listed(self, stamp: str) -> Listed | None:
        """The list of works with that stamp, if it was the last."""
        kept = self._shelf.get("listed")
        return Listed(*kept[1:]) if kept is not None and kept[0] == stamp else None

    def labels(self, stamp: str, listed: Listed, library: Library) -> KeptLabels:
        """The labels of the list with that stamp."""
        return remembered(self._folder / "labels", stamp, lambda: KeptLabels(listed, library))

    def keep_listed(self, stamp: str, listed: Listed) -> None:
        """Keep a list of works in the place of the last one."""
        self._shelf.put("listed", (stamp, listed.keys, listed.labels, listed.lacks))

    def introduced(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """By the path of each chapter its stamp, and the organisations that were introduced when it ended."""
        return dict(self._shelf.get("introduced") or {})

    def keep_introduced(self, known: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
        """Keep that of all chapters."""
        self._shelf.put("introduced", dict(known))


class KeptLabels(Mapping[str, "Label"]):
    """The labels of a kept list, each made when it is asked for."""

    def __init__(self, listed: Listed, library: Library) -> None:
        self._rows, self._order, self._library = listed.labels, listed.keys, library
        self._made: dict[str, Label] = {}

    def __getitem__(self, key: str) -> Label:
        if key not in self._made:
            label: Label = unpack(self._rows[key], self._library[key].span)
            self._made[key] = label
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class Answers(Mapping[str, "Inlines"]):
    """What each citation prints, by its id; a chapter's citations are answered when one of them is asked for.

    ``under_own_keys`` gives a citation with the entries' own keys. ``stamp`` is a digest of what the labels, and the form of
    citations, follow from.
    """

    def __init__(
        self,
        chapters: Sequence[Chapter],
        writer: Writer,
        under_own_keys: Callable[[Citation], Citation],
        kept: KeptCiting | None = None,
        stamp: str = "",
    ) -> None:
        self._chapters, self._writer, self._under_own_keys = chapters, writer, under_own_keys
        self._made: dict[str, Inlines] = {}
        self._before: list[tuple[str, ...]] = []
        self._answered: set[int] = set()
        self.stamps: dict[str, str] = {}
        """By the path of each chapter a digest of all that the answers in it follow from; none where nothing is kept."""
        known = kept.introduced() if kept is not None else {}
        ends: dict[str, tuple[str, tuple[str, ...]]] = {}
        introduced: tuple[str, ...] = ()
        for index, chapter in enumerate(chapters):
            self._before.append(introduced)
            identity = kept.identities.get(chapter.path) if kept is not None else None
            own = digest(stamp, identity, *introduced) if identity and stamp else ""
            last, ended = known.get(chapter.path, ("", ()))
            introduced = ended if own and own == last else self._answer(index)
            if own:
                self.stamps[chapter.path] = own
                ends[chapter.path] = own, introduced
        if kept is not None and ends != known:
            kept.keep_introduced(ends)

    def _answer(self, index: int) -> tuple[str, ...]:
        """Answer the citations of a chapter; the organisations introduced when it has ended."""
        self._answered.add(index)
        writer, chapter = self._writer, self._chapters[index]
        writer.begin(self._before[index])
        for node in walk((chapter.title, chapter.blocks)):
            if type(node) is Citation:
                self._made[node.id] = writer.write(self._under_own_keys(node))
            elif type(node) is Heading:
                writer.new_section()
        return writer.introduced

    def _answer_all(self) -> None:
        for index in range(len(self._chapters)):
            if index not in self._answered:
                self._answer(index)

    def __getitem__(self, number: str) -> Inlines:
        if number not in self._made:
            place = number.rpartition("#")[0]
            for index, chapter in enumerate(self._chapters):
                if index not in self._answered and place.startswith(chapter.path):
                    self._answer(index)
        return self._made[number]

    def __iter__(self) -> Iterator[str]:
        self._answer_all()
        return iter(self._made)

    def __len__(self) -> int:
        self._answer_all()
        return len(self._made)

"""Chapters kept between builds: one is read again only when something that its reading read has changed.

A kept chapter's blocks stay packed until somebody asks for them: of chapters that did not change hardly anybody does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from typesetter import model as m
from typesetter.diagnostics import Diagnostic, has_errors
from typesetter.shelf import Later, Shelf, packed, unpacked
from typesetter.stamps import digest
from typesetter.structs import replace
from typesetter.witness import code_digest, holds, tree_digest, witness

Read = tuple[m.Chapter | None, list[Diagnostic]]


class KeptChapters:
    """The chapters of one thesis in a folder of the cache. ``templates`` are the folders of templates."""

    def __init__(self, root: Path, folder: Path, templates: tuple[Path, ...]) -> None:
        self._root = root
        outside = [path for path in templates if not path.is_relative_to(root)]
        self._made_by = digest(code_digest(), tree_digest(*outside))
        self._shelf = Shelf(folder, self._made_by)
        self.identities: dict[str, str] = {}
        """By path: what tells a chapter as it was read from any other."""
        self.anew: list[str] = []
        """The paths of the chapters that were read and not taken from the cache."""

    def read(self, path: str, role: m.Role | None, reader: Callable[[], Read]) -> Read:
        """The chapter in the file ``path`` with the role that it was given: kept, or read by ``reader``."""
        name = digest(path, role.value if role is not None else "")
        kept = self._shelf.get(name)
        if kept is not None:
            files, folders, head, survey, blocks, found, identity = kept
            if holds(self._root, files, folders):
                self.identities[path] = identity
                return replace(head, blocks=m.Body(_unpacking(blocks, reader), survey)), list(found)
        with witness(self._root, alone=True) as seen:
            chapter, found = reader()
        self.anew.append(path)
        if chapter is None:
            self.identities[path] = digest(path)
            return None, found
        head, digests, listings = replace(chapter, blocks=()), seen.digests(), seen.listings()
        if digests is None:  # who knows what it was made of
            self.identities[path] = digest(packed((path, head)), packed(chapter.blocks))
            return chapter, found
        identity = digest(
            name, self._made_by, *(part for both in (digests, listings) for pair in both.items() for part in pair)
        )
        self.identities[path] = identity
        if not has_errors(found):

            def value() -> tuple[Any, ...]:
                return digests, listings, head, chapter.survey, packed(chapter.blocks), tuple(found), identity

            self._shelf.put(name, Later(value))
        return chapter, found

    def tidy(self) -> None:
        """Forget the chapters that the thesis no longer has."""
        self._shelf.tidy()


def _unpacking(blocks: bytes, reader: Callable[[], Read]) -> Callable[[], tuple[m.Block, ...]]:
    """What gives the blocks of a kept chapter: unpacked, or, when that cannot be done, read by ``reader``."""

    def unpack() -> tuple[m.Block, ...]:
        try:
            found = unpacked(blocks)
        except Exception:  # noqa: BLE001  # as of all that is kept: forged bytes can fail in any way
            found = None
        if isinstance(found, tuple):
            return found
        chapter, _ = reader()
        return chapter.blocks if chapter is not None else ()

    return unpack

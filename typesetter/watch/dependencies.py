"""What the last build read: only a change of that is a reason to build again.

A build's reading is seen (``witness.py``), whether it succeeded or not. A change is one of content: a file that was saved as it
was, a name that an editor uses for a moment, a folder that nobody asked about are none.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from typesetter.stamps import digest_file
from typesetter.witness import Witness, listing

_FIRST = ("", "bib", "chapters", "data", "figures", "templates")
"""Folders that a first build is expected to read."""


def paths_in(folder: str) -> list[str]:
    """What is in a folder; nothing when it cannot be read."""
    try:
        return [str(path) for path in Path(folder).iterdir()]
    except OSError:
        return []


class Dependencies:
    """Files and folders by their absolute paths, with the digests of their contents and names when they were looked at last."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._names: set[str] = set()
        """What was in these folders, by its paths."""
        for name in _FIRST:
            folder = root / name
            self._folders[str(folder)] = listing(folder)
            if folder.is_dir():
                self._files |= {str(p): digest_file(p) for p in folder.iterdir() if p.is_file()}

    def learn(self, seen: Witness) -> bool:
        """Take what a build read; whether some of it has changed since it was read, so that the build was overtaken."""
        files, folders = set(seen.files), set(seen.folders)
        for path in seen.outside:
            (folders if Path(path).is_dir() else files).add(path)
        # A file that is linked to from here is changed where it is.
        files |= {real for path in files if (real := os.path.realpath(path)) != path}
        before = self._files
        self._files = {path: digest_file(Path(path)) for path in files}
        self._folders = {path: listing(path) for path in folders}
        self._names = {path for folder in folders for path in paths_in(folder)}
        if any(self._folders.get(path) != known for path, known in seen.folders.items()):
            return True
        # what was only touched has the content that it had when it was looked at before the build
        return any(before.get(path) != self._files[path] for path in seen.overtaken())

    def changed(self, paths: Iterable[str]) -> list[str]:
        """Those of the files and folders named that are not what they were at the last look, as seen from the root."""
        found = []
        for path in sorted({p for named in paths for p in (named, str(Path(named).parent))}):
            if path in self._files:
                known, now = self._files[path], digest_file(Path(path))
                self._files[path] = now
            elif path in self._folders:
                known, now = self._folders[path], listing(path)
                self._folders[path] = now
            else:
                continue
            if known != now:
                found.append(os.path.relpath(path, self._root))
        return found

    def concerns(self, path: str) -> bool:
        """Whether a file was read, or is new in a folder of which the names were."""
        return path in self._files or (path not in self._names and os.path.split(path)[0] in self._folders)

    def all_changed(self) -> list[str]:
        """The same of everything that was read."""
        return self.changed([*self._files, *self._folders])

    def folders(self) -> dict[str, int]:
        """The folders in which changes are to be noticed, with their numbers: one that was replaced is another one."""
        found: dict[str, int] = {}
        for path in self._places():
            there = Path(path)
            while not there.is_dir():
                there = there.parent
            found[str(there)] = there.stat().st_ino
        return found

    def _places(self) -> Iterator[str]:
        yield from self._folders
        yield from {os.path.split(path)[0] for path in self._files}

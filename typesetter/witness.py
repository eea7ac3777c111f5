"""What a piece of work reads: not declared, but seen.

Python tells its audit hook of every file that it opens and every folder that it lists, so that nothing that is read can be
forgotten in a list of what is read. A file that is not there when it is opened counts too: it may come.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, digest_file, stamp

OWN = frozenset({"build", ".git", ".venv", "__pycache__", "node_modules"})
"""What lies in a thesis folder and is none of its text."""
_CODE = str(Path(__file__).resolve().parent) + os.sep
_PYTHON = tuple({f"{p}{os.sep}" for p in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev")} | {_CODE})
_SETTLED_NS = 20_000_000
"""A file changed so shortly before it was read may have been changed once more within the same tick of the clock."""


class Witness:
    """The files of ``root`` that were opened, with their states then, and the folders listed, with digests of their names.

    What lies in :data:`OWN` folders, and the pipeline's own code, is left out. Files and folders elsewhere are ``outside``,
    with their stamps; those of Python and its packages are left out.
    """

    def __init__(self, root: Path, thread: int | None = None) -> None:
        self._root = str(root)
        self._inside = str(root) + os.sep
        self._thread = thread
        self.files: dict[str, tuple[int, ...] | None] = {}
        self.folders: dict[str, str] = {}
        self.outside: dict[str, list[int]] = {}

    def _foreign(self, path: str) -> bool:
        if path != self._root and not path.startswith(self._inside):
            return True
        return path.startswith(_CODE) or not OWN.isdisjoint(path[len(self._inside) :].split(os.sep))

    def told(self, event: str, path: str, thread: int) -> None:
        """Take note of an event of the audit hook."""
        if self._thread in {None, thread}:
            path = os.path.abspath(path)
            if not path.startswith((self._inside, *_PYTHON)) and path != self._root:
                if path not in self.outside:
                    self.outside[path] = stamp(Path(path))
            elif event == "open":
                self.opened(path)
            else:
                self.listed(path)

    def opened(self, path: str) -> None:
        """Take note of a file; and, for a whole build, of what else is in its folder, where another may come to be read."""
        if path not in self.files and not self._foreign(path):
            self.files[path] = _state(path)
            if self._thread is None:
                self.listed(os.path.dirname(path))

    def listed(self, path: str) -> None:
        """Take note of a folder."""
        if path not in self.folders and not self._foreign(path):
            self.folders[path] = ""  # listing it is an event too
            self.folders[path] = listing(path)

    def name(self, path: str) -> str:
        """A path as seen from the root; empty for the root itself."""
        name = os.path.relpath(path, self._root)
        return "" if name == "." else name

    def digests(self) -> dict[str, str] | None:
        """The content digests by path in the root; None when a file is no longer what it was when it was read."""
        digests = {}
        for path, state in self.files.items():
            digests[self.name(path)] = digest_file(Path(path))
            if _state(path) != state or (state is not None and state[-1] < _SETTLED_NS):
                return None
        return digests

    def overtaken(self) -> list[str]:
        """The files that were written to or replaced since they were opened."""
        return [path for path, state in self.files.items() if (_state(path) or ())[:-1] != (state or ())[:-1]]

    def listings(self) -> dict[str, str]:
        """The digests of the folders by path in the root."""
        return {self.name(path): known for path, known in self.folders.items()}


@contextmanager
def witness(root: Path, *, alone: bool = False) -> Iterator[Witness]:
    """Around a piece of work: what it reads below ``root``. With ``alone`` only this thread's reading counts."""
    seen = Witness(root, threading.get_ident() if alone else None)
    _SEEING.append(seen)
    if not _HOOKED:
        _HOOKED.append(True)
        sys.addaudithook(_hook)
    try:
        yield seen
    finally:
        _SEEING.remove(seen)


def attest(*paths: Path) -> None:
    """Say that what is done depends on files that are not opened: whether they are there, or what was known of them."""
    for path in paths:
        _hook("open", (str(path), None, 0))


_SEEING: list[Witness] = []
_HOOKED: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's audit hook: it stays for as long as the process lives, and does nothing while nobody looks."""
    if not _SEEING or event not in {"open", "os.scandir", "os.listdir"}:
        return
    path = arguments[0]
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str) or (event == "open" and int(arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)):
        return
    thread = threading.get_ident()
    for seen in tuple(_SEEING):
        seen.told(event, path, thread)


def _state(path: str) -> tuple[int, ...] | None:
    """What tells whether a file has been written to since: its number, size and times; and how long ago it was changed."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    age = min(max(time.time_ns() - found.st_mtime_ns, 0), _SETTLED_NS)
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, age


def listing(path: str | Path) -> str:
    """A digest of the names in a folder and of what they are; empty when it is none. Temporary files do not count."""
    try:
        with os.scandir(path) as entries:
            names = sorted(
                f"{entry.name}\0{os.readlink(entry.path) if entry.is_symlink() else entry.is_dir()}"
                for entry in entries
                if not entry.name.startswith((".", "#")) and not entry.name.endswith(("~", ".swp", ".part", ".tmp"))
                and entry.name not in OWN
            )  # fmt: skip
    except OSError:
        return ""
    return digest(*names)


def holds(root: Path, files: Mapping[str, str], folders: Mapping[str, str]) -> bool:
    """Whether files and folders are what :meth:`Witness.digests` and :meth:`Witness.listings` said that they were."""
    return all(digest_file(root / name) == known for name, known in files.items()) and all(
        listing(root / name) == known for name, known in folders.items()
    )


def tree_digest(*tops: Path) -> str:
    """The digest of all files below some folders, by name and content."""
    parts: list[bytes | str] = []
    for top in tops:
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if name not in OWN)
            for name in sorted(names):
                with open(os.path.join(folder, name), "rb") as file:
                    parts += (os.path.relpath(os.path.join(folder, name), top), file.read())
    return digest(*parts)


@cache
def code_digest() -> str:
    """The digest of the package that runs: its code and the data beside it. What changes while it runs is not loaded."""
    return tree_digest(Path(_CODE))

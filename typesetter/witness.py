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
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, digest_file, once, shared_folder, stamp, write_atomic

OWN = frozenset({"build", ".git", ".venv", "__pycache__", "node_modules"})
"""What lies in a thesis folder and is none of its text."""
_PACKAGE = str(Path(__file__).resolve().parent)
_CODE = _PACKAGE + os.sep
_PYTHON = tuple({f"{p}{os.sep}" for p in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev")} | {_CODE})
_SETTLED_NS = 20_000_000
"""A file changed so shortly before it was read may be changed once more within the same tick of the clock: its content tells."""
_UNSURE_NS = 2_000_000_000
"""The same, with the coarsest clock of a file system."""


class Witness:
    """The files of ``root`` that were opened, with their states then, and the folders listed, with digests of their names.

    What lies in :data:`OWN` folders, and the pipeline's own code, is left out. Files and folders elsewhere are ``outside``,
    with their stamps; those of Python and its packages are left out.
    """

    def __init__(self, root: Path, thread: int | None = None) -> None:
        self._root = str(root)
        self._inside = str(root) + os.sep
        foreign = (*_PYTHON, *(f"{self._inside}{name}{os.sep}" for name in OWN))
        self._passed = tuple(prefix for prefix in foreign if not self._inside.startswith(prefix))
        self._thread = thread
        self.files: dict[str, tuple[int, ...] | None] = {}
        self._young: dict[str, str] = {}
        self._settled: dict[str, tuple[tuple[int, ...], str]] = {}
        self.folders: dict[str, str] = {}
        self.outside: dict[str, list[int]] = {}

    def _foreign(self, path: str) -> bool:
        if path != self._root and not path.startswith(self._inside):
            return True
        return path.startswith(_CODE) or not OWN.isdisjoint(path[len(self._inside) :].split(os.sep))

    def told(self, event: str, path: str, thread: int) -> None:
        """Take note of an event of the audit hook."""
        if self._thread in {None, thread}:
            if path.startswith(self._passed) and ".." not in path:  # modules and what is kept: most of all
                return
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
            self.files[path] = state = _state(path)
            if state is not None and state[-1] < _SETTLED_NS:
                self._young[path] = digest_file(Path(path))  # opening it is an event too, of a file that is known
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

    def settle(self) -> None:
        """Digest the files while there is time; later, those are digested again that have changed by then."""
        for path in tuple(self.files):
            self._settled[path] = (_state(path) or ())[:-1], digest_file(Path(path))

    def digests(self) -> dict[str, str] | None:
        """The content digests by path in the root; None when a file is no longer what it was when it was read."""
        digests = {}
        for path, state in self.files.items():
            now = (_state(path) or ())[:-1]
            before, known = self._settled.get(path, (None, ""))
            if before != now:
                known = digest_file(Path(path))
            digests[self.name(path)] = known
            if now != (state or ())[:-1] or self._young.get(path, known) != known:
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


def passing(name: str) -> bool:
    """Whether a file of this name is one that an editor has for a while, or hides."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".part", ".tmp"))


def listing(path: str | Path) -> str:
    """A digest of the names in a folder and of what they are; empty when it is none. Temporary files do not count."""
    try:
        with os.scandir(path) as entries:
            names = sorted(
                f"{entry.name}\0{os.readlink(entry.path) if entry.is_symlink() else entry.is_dir()}"
                for entry in entries
                if not passing(entry.name) and entry.name not in OWN
            )  # fmt: skip
    except OSError:
        return ""
    return digest(*names)


def holds(root: Path, files: Mapping[str, str], folders: Mapping[str, str]) -> bool:
    """Whether files and folders are what :meth:`Witness.digests` and :meth:`Witness.listings` said that they were."""
    top = os.fspath(root)
    return all(digest_file(os.path.join(top, name)) == known for name, known in files.items()) and all(
        listing(os.path.join(top, name)) == known for name, known in folders.items()
    )


# ------------------------------------------------------------------------------------------------------ folders as a whole


def tree_digest(*tops: Path) -> str:
    """The digest of all files below some folders, by name and content."""
    return digest(
        *(
            once(f"{top}{os.sep}", partial(_program_digest, top)) if _is_program(top) else _read_digest(top)
            for top in tops
        )
    )


@cache
def code_digest() -> str:
    """The digest of the package that runs: its code and the data beside it. What changes while it runs is not loaded."""
    return tree_digest(Path(_CODE))


def _is_program(top: Path) -> bool:
    """Whether a folder is the program's: the package, or the templates that come with it."""
    path = os.path.realpath(top)
    return f"{path}{os.sep}".startswith(_CODE) or path == os.path.join(os.path.dirname(_PACKAGE), "templates")


def _read_digest(top: Path) -> str:
    parts: list[bytes | str] = []
    for path in sorted(_files(str(top))):
        with open(path, "rb") as file:
            parts += (os.path.relpath(path, top), file.read())
    return digest(*parts)


def _files(folder: str) -> Iterator[str]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name not in OWN and not entry.is_symlink():
                yield from _files(entry.path)


def _program_digest(top: Path) -> str:
    """The digest of a folder of the program, remembered in the virtual environment beside the states of its files.

    Reading 250 files before every build costs more than all else that it takes to see that there is nothing to do. As in
    git's index, a file is as it was when its number, size and times are, of which the last cannot be set by hand; and what
    was changed within the last moments is not remembered, since it may be changed again within the same tick of the clock.
    A thesis folder is not trusted with this, and of its own files contents decide.
    """
    folder = shared_folder("code")
    if folder is None:
        return _read_digest(top)
    now = time.time_ns()
    states = [(path, os.stat(path)) for path in sorted(_files(str(top)))]
    known = digest(*(f"{path}\0{s.st_ino} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns}" for path, s in states))
    memory = folder / digest(os.path.realpath(top))
    with suppress(OSError, ValueError):
        before, found = memory.read_text("ascii").split()
        if before == known:
            return found
    found = _read_digest(top)
    if all(max(s.st_mtime_ns, s.st_ctime_ns) < now - _UNSURE_NS for _, s in states):
        with suppress(OSError):
            write_atomic(memory, f"{known} {found}\n", durable=False)
    return found

"""Linux's own notices of changes in folders: told at once, without a thread, and with whether a save is whole.

An editor that saves makes a file empty, writes to it and closes it, or writes another and renames it. What has been begun and
not closed, or is away for a moment, is *pending*; one waits until it no longer is, and not a fixed time. The constants and the
layout of an event are those of inotify(7).
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from typesetter.watch.dependencies import paths_in
from typesetter.witness import passing

_MODIFY, _CLOSE_WRITE, _MOVED_FROM, _MOVED_TO = 0x2, 0x8, 0x40, 0x80
_CREATE, _DELETE, _DELETE_SELF, _MOVE_SELF = 0x100, 0x200, 0x400, 0x800
_OVERFLOW, _IGNORED, _FOLDER, _ONLY_FOLDER = 0x4000, 0x8000, 0x40000000, 0x01000000
_WANTED = _MODIFY | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _DELETE_SELF | _MOVE_SELF
_HEAD = struct.Struct("iIII")
_READ_BYTES = 1 << 16

_STEP_SECONDS = 0.012
"""How long nothing may have been noticed for a save that was begun to be taken as it is."""
_BURST_SECONDS = 0.25
"""How long one waits for that."""
_WRITING_SECONDS = 1.0
"""How long one waits for a file that is being written to be closed: whoever writes may be kept from it for a while."""


class Unavailable(Exception):  # noqa: N818  # no error: others do it
    """The system does not tell."""


class Inotify:
    """Paths that something happened to, in the folders watched. Raises :class:`Unavailable` where Linux cannot tell."""

    def __init__(self) -> None:
        if sys.platform != "linux" or "microsoft" in os.uname().release.lower():  # Windows' drives tell nothing
            raise Unavailable
        if os.environ.get("WATCHFILES_FORCE_POLLING", "").lower() in {"1", "true"}:  # network drives neither
            raise Unavailable
        try:
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._descriptor: int = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, AttributeError):
            raise Unavailable from None
        if self._descriptor < 0:
            raise Unavailable
        self._poll = select.poll()
        self._poll.register(self._descriptor, select.POLLIN)
        self._folders: dict[int, list[str]] = {}  # by the watch's number: a folder may have several names
        self._numbers: dict[str, int] = {}
        self._watched: dict[str, int] = {}
        self._paths: set[str] = set()
        self._pending: set[str] = set()
        self._written: set[str] = set()
        """Files that somebody writes to and has not closed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def watch(self, folders: Mapping[str, int]) -> bool:
        """Watch these folders from now on, less what lies below them; whether they are others than before.

        What happened in a new one while nobody watched is not told: whoever asks for it looks at it once himself. Raises
        :class:`Unavailable` when the system will not watch so many.
        """
        if folders == self._watched:
            return False
        for path in [path for path, inode in self._watched.items() if folders.get(path) != inode]:
            self._forget(path)
        for path, inode in folders.items():
            if path not in self._watched and self._begin(path):
                self._watched[path] = inode
        return True

    def take(self, seconds: float = 0.0) -> set[str]:
        """The paths since the last call; if there are none, the next ones within so many seconds."""
        self._read(0 if self._paths else seconds)
        paths, self._paths = self._paths, set()
        return paths

    def settle(self, *, quiet: bool, concerns: Callable[[str], bool]) -> None:
        """Wait until what was begun is whole, or nothing happens any more; with ``quiet`` the latter in any case.

        A file that nobody ``concerns`` himself with may be written to for ever, such as a log.
        """
        start = time.monotonic()
        self._read(0)
        while quiet or any(map(concerns, self._pending)) or any(map(concerns, self._written)):
            waited = time.monotonic() - start
            happened = waited < _WRITING_SECONDS and self._read(_STEP_SECONDS)
            writing = any(map(concerns, self._written))
            if waited >= (_WRITING_SECONDS if writing else _BURST_SECONDS) or not (happened or writing):
                break
        self._pending.clear()
        self._written.clear()

    def _read(self, seconds: float) -> bool:
        """Note what happened; whether anything did within so many seconds."""
        happened = False
        while self._poll.poll(0 if happened else seconds * 1000):
            happened = True
            try:
                data = os.read(self._descriptor, _READ_BYTES)
            except BlockingIOError:
                break
            for number, mask, name in _events(data):
                self._told(number, mask, name)
        return happened

    def _told(self, number: int, mask: int, name: str) -> None:
        if mask & _OVERFLOW:  # too much at once: anything may have happened
            for folder in self._watched:
                self._paths.update(paths_in(folder))
            self._paths.update(self._watched)
            return
        folders = self._folders.get(number, [])
        if mask & _IGNORED:  # the folder is gone, or nobody wants to know of it
            self._folders.pop(number, None)
            for folder in folders:
                del self._numbers[folder], self._watched[folder]
            return
        for folder in folders:
            path = str(Path(folder, name)) if name else folder
            self._paths.add(path)
            self._written.discard(path)
            self._pending.discard(path)
            if mask & (_CLOSE_WRITE | _MOVED_TO | _FOLDER) or passing(name):
                continue
            (self._written if mask & _MODIFY else self._pending).add(path)

    def _begin(self, path: str) -> bool:
        """Watch a folder; whether that is possible. It is not when it has gone away meanwhile."""
        number: int = self._libc.inotify_add_watch(
            self._descriptor, ctypes.c_char_p(os.fsencode(path)), ctypes.c_uint32(_WANTED | _ONLY_FOLDER)
        )
        if number >= 0:
            self._folders.setdefault(number, []).append(path)
            self._numbers[path] = number
        elif ctypes.get_errno() in {errno.ENOSPC, errno.ENOMEM}:
            raise Unavailable
        return number >= 0

    def _forget(self, path: str) -> None:
        number = self._numbers.pop(path)
        del self._watched[path]
        self._folders[number].remove(path)
        if not self._folders[number]:
            self._libc.inotify_rm_watch(self._descriptor, number)


def _events(data: bytes) -> Iterator[tuple[int, int, str]]:
    """The events in what was read: the number of the folder's watch, what happened, and the name."""
    place = 0
    while place < len(data):
        number, mask, _, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size + length
        yield number, mask, os.fsdecode(data[place - length : place].rstrip(b"\0"))

r"""A TeX process started ahead: it has read the beginning of the main file, and waits for the rest.

The main file comes through a FIFO in TeX's folder. TeX sets what it has been given, which may be the preamble alone or all
chapters but the last, and then waits; nothing in what it reads tells it that it waited, so that its PDF is the one of a
process that read a file. It is used when everything that it may have read is still as it was, and killed otherwise. When the
program that feeds it dies, the FIFO ends, and TeX with it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from typesetter.engine.folder import files_in
from typesetter.engine.process import Outcome, Running
from typesetter.stamps import digest, digest_file
from typesetter.structs import Struct, replace

NAME = "thesis-parked.tex"
"""The FIFO; what TeX says about it is about the main file."""
_ROOM = 60_000
"""Bytes that may wait in the FIFO: Linux and macOS hold 64 KiB."""
_STEP_SECONDS = 0.001
_RECORD = "thesis.fls"
PRODUCTS = ("thesis.pdf", "thesis.log", "thesis.synctex.gz")
"""What TeX takes away or writes over as soon as it starts."""


class Ground(Struct):
    """What a parked process stands on.

    That is the ``beginning`` of the main file, the command and its environment, and, by name, the digests of the files that
    the beginning may have read. With ``preamble`` no chapter has been reached, nor what TeX reads back. ``later`` are the
    chapters, by the paths in the thesis, that have not been reached.
    """

    beginning: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    relied: Mapping[str, str]
    preamble: bool
    later: frozenset[str] = frozenset()

    @property
    def precompiled(self) -> bool:
        """Whether it began with a format."""
        return any(argument.startswith("-fmt=") for argument in self.command)


class Parked:
    """A waiting process in ``folder``. Either :meth:`go_on` or :meth:`leave` must be called."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        running: Running,
        pipe: int,
        saved: Mapping[Path, Path],
        strangers: frozenset[str],
    ) -> None:
        self.ground = ground
        self.strangers = strangers
        """The files that were in the folder beforehand and that it does not rely on."""
        self.folder, self._running, self._pipe, self._saved = folder, running, pipe, saved
        self._over = False

    def fits(
        self, main: str, command: Sequence[str], environment: Mapping[str, str], digests: Mapping[str, str]
    ) -> bool:
        """Whether it stands where a new process with this main file and these files would come by.

        ``digests`` are of all files in the folder by name, less the main file.
        """
        ground = self.ground
        if not self.waits or not main.startswith(ground.beginning):
            return False
        if tuple(command) != ground.command or dict(environment) != dict(ground.environment):
            return False
        if len(main.encode("utf-8")) - len(ground.beginning.encode("utf-8")) > _ROOM:
            return False
        return all(digests.get(name) == known for name, known in ground.relied.items())

    @property
    def waits(self) -> bool:
        """Whether it is still to be used."""
        return not self._over and self._running.alive and self._undisturbed

    @property
    def _undisturbed(self) -> bool:
        """Whether its FIFO is still in its place: another build in this folder would have swept it away."""
        try:
            return (self.folder / NAME).stat().st_ino == os.fstat(self._pipe).st_ino
        except OSError:
            return False

    def begin(self, ground: Ground) -> bool:
        """Put a process that has been given nothing yet on its ground; whether it was started as that asks for."""
        if (
            self.ground.beginning
            or ground.command != self.ground.command
            or ground.environment != self.ground.environment
        ):
            return False
        self.advance(ground.beginning, {})
        if self.ground.beginning != ground.beginning:
            return False
        self.ground, self.strangers = ground, self.strangers - set(ground.relied)
        return True

    def advance(self, beginning: str, relied: Mapping[str, str]) -> None:
        """Give it more of the main file, now ``beginning``, which may read what is ``relied`` on besides.

        What finds no room is left for later. The file must begin with what the process has been given before.
        """
        more = beginning[len(self.ground.beginning) :].encode("utf-8")
        if not self.waits or len(more) + _waiting(self._pipe) > _ROOM:
            return
        if _write(self._pipe, more) != len(more):  # nobody could say what it has read
            self._running.kill()
            return
        self.ground = replace(self.ground, beginning=beginning, relied={**self.ground.relied, **relied}, preamble=False)

    def go_on(
        self,
        main: str,
        *,
        limit_seconds: float,
        on_output: Callable[[str], None] | None,
        on_wait: Callable[[], object] | None = None,
        on_handed: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Give it the rest of the main file, and wait for its end; what ``on_wait`` raises ends both.

        ``on_handed`` is called once, when it has been given all, and may raise too.
        """
        self._over = True
        handed = False
        deadline = time.monotonic() + limit_seconds
        rest = main.encode("utf-8")[len(self.ground.beginning.encode("utf-8")) :]
        try:
            while (rest or _waiting(self._pipe)) and self._running.alive and time.monotonic() < deadline:
                if rest and (written := _write(self._pipe, rest)):
                    rest = rest[written:]
                elif not rest and not handed:
                    handed = True
                    on_handed()
                else:
                    if on_wait is not None:
                        on_wait()
                    time.sleep(_STEP_SECONDS)
        except BaseException:
            self._kill()
            raise
        finally:
            os.close(self._pipe)
            (self.folder / NAME).unlink(missing_ok=True)
            for path in self._saved.values():
                path.unlink(missing_ok=True)
        return self._running.finish(limit_seconds=deadline - time.monotonic(), on_output=on_output, on_wait=on_wait)

    def _kill(self) -> None:
        self._running.kill()
        program, *options = self.ground.command
        formats = [option.removeprefix("-fmt=") for option in options if option.startswith("-fmt=")]
        for begun in formats or [str(self.folder / Path(program).name)]:
            with suppress(OSError):  # the record of one that did not yet know the name of its job
                Path(f"{begun}{self._running.number}.fls").unlink(missing_ok=True)

    def leave(self) -> None:
        """End it, and put back what it had begun to write over."""
        if self._over:
            return
        self._over = True
        self._kill()
        undisturbed = self._undisturbed
        os.close(self._pipe)
        if not undisturbed:  # what is there now is somebody else's
            return
        with suppress(OSError):
            (self.folder / NAME).unlink(missing_ok=True)
            for path, saved in self._saved.items():
                path.unlink(missing_ok=True)
                if saved.is_file():
                    saved.replace(path)


def park(ground: Ground, folder: Path, keep: Path) -> Parked | None:
    """Start a process on its ground; None where that is impossible. ``keep`` is a folder for what it would write over.

    The files it relies on must be in ``folder`` already. Its command is completed with the name of what it reads.
    """
    beginning = ground.beginning.encode("utf-8")
    if sys.platform == "win32" or len(beginning) > _ROOM:
        return None
    pipe = None
    try:
        keep.mkdir(parents=True, exist_ok=True)
        saved = {}
        for name in PRODUCTS:
            saved[folder / name] = keep / name
            (keep / name).unlink(missing_ok=True)
            if (folder / name).is_file():
                (folder / name).replace(keep / name)
        (folder / _RECORD).unlink(missing_ok=True)  # else the new one, of the same name, would be taken for it
        strangers = frozenset(files_in(folder))
        fifo = folder / NAME
        fifo.unlink(missing_ok=True)
        os.mkfifo(fifo, 0o600)
        # Both ends are ours, so that opening waits for nobody; closing them, or our death, is the end of what TeX reads.
        pipe = os.open(fifo, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        os.write(pipe, beginning)
        running = Running(
            [*ground.command, "-no-parse-first-line", NAME], environment=ground.environment, folder=folder
        )
    except OSError:
        if pipe is not None:
            os.close(pipe)
        return None
    return Parked(ground, folder, running, pipe, saved, strangers - set(ground.relied))


def as_main(text: str, main: str) -> str:
    """A log in which the FIFO has the name of the main file that came through it."""
    return text.replace(NAME, main)


def state_as_main(state: Mapping[str, bytes], main: str) -> dict[str, bytes]:
    """The same of auxiliary files, in which LuaTeX's bookmarks name the file that they come from, in hexadecimal digits."""
    ours, its = (name.encode("utf-8").hex().upper().encode("ascii") for name in (NAME, main))
    return {name: content.replace(ours, its) for name, content in state.items()}


def preamble_end(main: str, marker: str) -> int:
    """Where in the main file the preamble ends: behind the line ``marker``; -1 without one."""
    found = main.find(f"\n{marker}\n")
    return found if found < 0 else found + len(marker) + 2


def after(main: str, end: int, files: Iterable[str]) -> set[str]:
    """Those of ``files`` that the main file reads by a line of their own behind the place ``end``."""
    return {file for file in files if before(main, file) >= end}


def before(main: str, file: str) -> int:
    r"""Where in the main file the line begins that reads ``file`` (``\input`` without its suffix); -1 without one."""
    found = main.find(f"\n\\input{{{file.removesuffix('.tex')}}}")
    return found if found < 0 else found + 1


def digests_of(files: Mapping[str, str], assets: Mapping[str, Path], state: Mapping[str, bytes]) -> dict[str, str]:
    """The digests of what will be in TeX's folder, by name."""
    found = {name: digest(text) for name, text in files.items()}
    found |= {name: digest_file(path) for name, path in assets.items()}
    return found | {name: digest(content) for name, content in state.items()}


def _write(pipe: int, data: bytes) -> int:
    try:
        return os.write(pipe, data)
    except OSError as error:
        if error.errno == errno.EAGAIN:
            return 0
        raise


def _waiting(pipe: int) -> int:
    """How many bytes TeX has not yet taken."""
    import array
    import fcntl
    import termios

    size = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, size)
    return size[0]

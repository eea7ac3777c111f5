"""Programs run to an end or to a time limit, with a cleared environment, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from typesetter.structs import Struct

_ASK_SECONDS = 0.05
"""How often one who waits is asked whether it is still worth it."""

GRACE_SECONDS = 2.0
"""How long an interrupted program has to say where it was before it is killed."""

OUTPUT_LIMIT = 8 << 20
"""Bytes that a program may print: TeX prints some hundred thousand about a thousand pages, a loop as many in a moment."""
_FLOOD_SECONDS = 0.5
"""How long one that prints too much has to say where it was."""

FILE_LIMIT = 1 << 30
"""Bytes that one file may reach, where the system can be told: a loop that ships pages does not fill the disk."""


class Outcome(Struct):
    """How a program ended: its exit status (negative: the signal), what it printed, whether time ran out."""

    status: int
    output: str
    timed_out: bool = False
    flooded: bool = False
    """Whether it was ended since it printed more than :data:`OUTPUT_LIMIT`; it counts as timed out."""

    @property
    def ok(self) -> bool:
        """Whether it ended by itself and with success."""
        return self.status == 0 and not self.timed_out


class Running:
    """A program that runs, in a process group of its own, without input, its output collected as it comes.

    Raises OSError when it cannot be started. :meth:`finish` or :meth:`kill` must be called.
    """

    def __init__(self, arguments: Sequence[str | Path], *, environment: Mapping[str, str], folder: Path | None) -> None:
        self._process = subprocess.Popen(
            [*_mortal(), *(str(a) for a in arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
        )
        self._pieces: list[str] = []
        self._flooded = False
        self._listener: Callable[[str], None] | None = None
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._collect, daemon=True)
        try:
            _limit_files(self._process.pid)
            self._reader.start()
        except BaseException:
            self.kill()
            raise

    @property
    def number(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def finish(
        self,
        *,
        limit_seconds: float,
        on_output: Callable[[str], None] | None = None,
        on_wait: Callable[[], object] | None = None,
    ) -> Outcome:
        """Wait for its end, at most so long.

        ``on_output`` is handed what it printed so far, and each piece to come; ``on_wait`` is called again and again, at once
        while it gives True, and after so many seconds when it gives a number. What either raises ends the program.

        At the limit the group is interrupted, and killed :data:`GRACE_SECONDS` later; on an exception (KeyboardInterrupt
        too) it is killed at once.
        """
        timed_out = False
        try:
            with self._lock:
                self._listener = on_output
                if on_output is not None and self._pieces:
                    on_output("".join(self._pieces))
            self._wait(max(limit_seconds, 0.01), on_wait)
            if self._error is not None:
                raise self._error
            if self._reader.is_alive():
                timed_out = True
                _signal(self._process, gently=True)
                self._reader.join(GRACE_SECONDS)
            if self._reader.is_alive():
                _signal(self._process, gently=False)
                self._reader.join()
            status = self._process.wait()
        finally:
            self.kill()
        return Outcome(status, "".join(self._pieces), timed_out or self._flooded, self._flooded)

    def _wait(self, seconds: float, on_wait: Callable[[], object] | None) -> None:
        if on_wait is None:
            self._reader.join(seconds)
            return
        deadline = time.monotonic() + seconds
        while self._reader.is_alive() and (left := deadline - time.monotonic()) > 0:
            wish = on_wait()
            pause = 0 if wish is True else wish if isinstance(wish, float) else _ASK_SECONDS
            self._reader.join(min(left, pause))

    def kill(self) -> None:
        """Kill the group: the program, and whatever it started and left behind."""
        _signal(self._process, gently=False)
        self._process.wait()
        if self._reader.ident is not None:
            self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _collect(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        room, until = OUTPUT_LIMIT, 0.0
        while piece := os.read(stream.fileno(), 65536):
            room -= len(piece)
            if room < 0:  # read on, so that it is not held up where it cannot be interrupted
                if not self._flooded or time.monotonic() > until:
                    _signal(self._process, gently=not self._flooded)
                    until = time.monotonic() + _FLOOD_SECONDS
                self._flooded = True
                continue
            text = piece.decode("utf-8", "replace")
            with self._lock:
                self._pieces.append(text)
                if self._listener is not None:
                    try:
                        self._listener(text)
                    except BaseException as error:  # noqa: BLE001  # raised where somebody waits for the end
                        self._error = error
                        return


def run(
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
    limit_seconds: float = 60,
    on_output: Callable[[str], None] | None = None,
    on_wait: Callable[[], object] | None = None,
) -> Outcome:
    """Run a program to its end, as :class:`Running` does. One that cannot be started gives status 127 and the reason."""
    try:
        running = Running(arguments, environment=environment, folder=folder)
    except OSError as error:
        return Outcome(127, error.strerror or str(error))
    return running.finish(limit_seconds=limit_seconds, on_output=on_output, on_wait=on_wait)


def end_children() -> None:
    """Kill all programs that this process has started and wait for their end, where the system can name them (Linux).

    For the end after an interruption, which may come when a program has been started and nobody knows of it yet.
    """
    for tasks in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, tasks.read_text("ascii").split()):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(child, signal.SIGKILL)
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(child, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(child, 0)


def _signal(process: subprocess.Popen[bytes], *, gently: bool) -> None:
    if sys.platform == "win32":
        if process.poll() is None and not gently:
            process.kill()
        return
    # The group outlives its leader; a group that is gone is no error.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGINT if gently else signal.SIGKILL)


@cache
def _mortal() -> tuple[str, ...]:
    """What makes a program end with ours however ours ends: Linux kills it, where there is the command to ask for that.

    The request is of the thread that starts the program, which must therefore stay until its end.
    """
    found = ("/usr/bin/setpriv", "/bin/setpriv") if sys.platform == "linux" else ()
    return next(((path, "--pdeathsig", "KILL", "--") for path in found if os.access(path, os.X_OK)), ())


def _limit_files(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))

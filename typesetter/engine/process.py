"""Programs run to an end or to a time limit, with a cleared environment, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GRACE_SECONDS = 2.0
"""How long an interrupted program has to say where it was before it is killed."""

FILE_LIMIT = 1 << 30
"""Bytes that one file may reach, where the system can be told: a loop that ships pages does not fill the disk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended: its exit status (negative: the signal), what it printed, whether time ran out."""

    status: int
    output: str
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """Whether it ended by itself and with success."""
        return self.status == 0 and not self.timed_out


def run(
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
    limit_seconds: float = 60,
    on_output: Callable[[str], None] | None = None,
) -> Outcome:
    """Run a program in a process group of its own, without input, and collect what it prints.

    ``on_output`` is handed each piece of the output as it comes. At the limit the group is interrupted, and killed
    :data:`GRACE_SECONDS` later; on an exception (KeyboardInterrupt too) it is killed at once. A program that cannot be
    started gives status 127 and the reason.
    """
    try:
        process = subprocess.Popen(
            [str(a) for a in arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError as error:
        return Outcome(127, error.strerror or str(error))
    timed_out = threading.Event()

    def interrupt() -> None:
        timed_out.set()
        _signal(process, gently=True)

    def kill() -> None:
        _signal(process, gently=False)

    timers = [threading.Timer(max(limit_seconds, 0.01), interrupt)]
    timers.append(threading.Timer(max(limit_seconds, 0.01) + GRACE_SECONDS, kill))
    try:
        _limit_files(process.pid)
        for timer in timers:
            timer.daemon = True
            timer.start()
        output = _collect(process, on_output)
        status = process.wait()
    finally:
        for timer in timers:
            timer.cancel()
        kill()  # whatever the program started and left behind
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return Outcome(status, output, timed_out.is_set())


def _collect(process: subprocess.Popen[bytes], on_output: Callable[[str], None] | None) -> str:
    pieces: list[str] = []
    stream = process.stdout
    if stream is None:
        return ""
    while piece := os.read(stream.fileno(), 65536):
        text = piece.decode("utf-8", "replace")
        pieces.append(text)
        if on_output is not None:
            on_output(text)
    return "".join(pieces)


def _signal(process: subprocess.Popen[bytes], *, gently: bool) -> None:
    if sys.platform == "win32":
        if process.poll() is None and not gently:
            process.kill()
        return
    # The group outlives its leader; a group that is gone is no error.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGINT if gently else signal.SIGKILL)


def _limit_files(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))

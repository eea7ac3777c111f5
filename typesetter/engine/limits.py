"""Work done in a process of its own, within limits of time and memory, and shut in where the system can.

For theses by somebody else. A loop that no check foresees, in the reading of a file as well as in TeX, ends at the limit,
and with it every process that it started.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from typesetter.engine import bubblewrap, sandbox

MEMORY_MIB = 4096
"""The default for one process, in MiB of address space: TeX takes 200, drawing a plot 700."""
GRACE_SECONDS = 5.0
"""What is granted beyond the limit of time: TeX is stopped at the limit, and there is to be time to say where."""
_OUT_OF_MEMORY = 70
_STEP_SECONDS = 0.01
_NOTE_BYTES = 4096
_OWN = ("build/", ".git/", ".venv/")


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` for the whole of the work; ``memory`` in bytes of address space, for each process."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How contained work ended: with an exit ``status``, or because of a limit: ``time`` or ``memory``.

    ``reading`` is the file of the folder that was opened last, relative to it; ``open_because`` says why the work could
    not be shut in, and is empty when it was.
    """

    status: int
    limit: str = ""
    reading: str = ""
    open_because: str = ""


def contained(
    work: Callable[[], int],
    root: Path,
    limits: Limits,
    *,
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
) -> Ended:
    """Do ``work`` within limits; it may read the folder ``root`` and write to ``writable`` only, where that can be had.

    Linux and other Unix systems only; this process must have one thread. All processes are gone when this returns, also by
    an exception such as KeyboardInterrupt.
    """
    worker = mmap.mmap(-1, 8)  # its process, known to the first child
    note = mmap.mmap(-1, _NOTE_BYTES)  # shared with the child: what it reads, and why it is not shut in
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _leave(lambda: _first(work, root, limits, (root, *readable), writable, note, known=worker))
    deadline = time.monotonic() + limits.seconds + GRACE_SECONDS
    try:
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > deadline:
                return Ended(1, "time", *_noted(note))
            time.sleep(_STEP_SECONDS)
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGTERM)  # time to take away what it has begun to write
        _wait(child, GRACE_SECONDS)
        raise
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        _wait(child, None)
        _wait_for_stranger(int.from_bytes(worker[:8], "little"))
    code = os.waitstatus_to_exitcode(status)
    reading, reason = _noted(note)
    if code == _OUT_OF_MEMORY or code < 0:  # libraries that get no memory end by a signal
        return Ended(1, "memory", reading, reason)
    return Ended(code, "", reading, reason)


def _wait(child: int, seconds: float | None) -> None:
    """Wait for the end of a child that may have been waited for."""
    deadline = time.monotonic() + seconds if seconds is not None else None
    with suppress(ChildProcessError):
        while not os.waitpid(child, 0 if deadline is None else os.WNOHANG)[0]:
            if deadline is not None and time.monotonic() > deadline:
                return
            time.sleep(_STEP_SECONDS)


def _wait_for_stranger(process: int) -> None:
    """Wait until a process that is not ours to wait for has ended; as the first of its namespace it ends after all others."""
    deadline = time.monotonic() + GRACE_SECONDS
    while process and time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return
        if state in "ZX":
            return
        time.sleep(_STEP_SECONDS)


def _first(
    work: Callable[[], int],
    root: Path,
    limits: Limits,
    readable: Sequence[Path],
    writable: Sequence[Path],
    note: mmap.mmap,
    *,
    known: mmap.mmap,
) -> int:
    """In the child: a group of processes of its own, limits, and, in namespaces of its own, the work."""
    os.setsid()
    _limit(limits)
    if bubblewrap.INSIDE in os.environ:
        return _do(work, root, note, "")
    reason = sandbox.unshare()
    if reason:
        return _do(work, root, note, reason)
    _end_with_parent()
    worker = os.fork()
    if worker == 0:

        def inside() -> int:
            _end_with_parent()
            return _do(work, root, note, sandbox.shut_in(readable, writable))

        _leave(inside)
    known[:8] = worker.to_bytes(8, "little")

    def pass_on(number: int, _frame: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker, number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    return code if code >= 0 else _OUT_OF_MEMORY


def _leave(work: Callable[[], int]) -> NoReturn:
    """Do what a child is for and end it: whatever is raised, it does not go on as a second one of its parent."""
    status = 1
    try:
        status = work()
    except BaseException:  # noqa: BLE001  # a mistake of our own, shown as Python shows it
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _do(work: Callable[[], int], root: Path, note: mmap.mmap, reason: str) -> int:
    _note(note, reason=reason)
    _take_note(root, note)
    try:
        status = work()
        sys.stdout.flush()
        sys.stderr.flush()
    except MemoryError:
        return _OUT_OF_MEMORY
    except KeyboardInterrupt:
        return 1
    return status


def _limit(limits: Limits) -> None:
    import resource

    for kind, value in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(kind)
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)  # noqa: PLW2901  # what the system allows at most
            resource.setrlimit(kind, (value, value))


def _end_with_parent() -> None:
    """Linux ends this process when the one that started it ends."""
    import ctypes

    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)


# ------------------------------------------------------------------------------------------------- what was read last


def _take_note(root: Path, note: mmap.mmap) -> None:
    inside = f"{root}{os.sep}"

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(inside):
            name = arguments[0][len(inside) :]
            if not name.startswith(_OWN):
                _note(note, reading=name)

    sys.addaudithook(hook)


def _note(note: mmap.mmap, *, reading: str | None = None, reason: str | None = None) -> None:
    """Two lines of half the size each."""
    half = _NOTE_BYTES // 2
    for text, start in ((reading, 0), (reason, half)):
        if text is not None:
            note[start : start + half] = os.fsencode(text)[:half].ljust(half, b"\0")


def _noted(note: mmap.mmap) -> tuple[str, str]:
    half = _NOTE_BYTES // 2
    first, second = (os.fsdecode(note[start : start + half].rstrip(b"\0")) for start in (0, half))
    return first, second

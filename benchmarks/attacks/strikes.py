"""A program that runs, and what may happen to it at any moment."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from attacks.ground import PROGRAM, WAIT_SECONDS

DID_NOT_END = 999
_AGAIN_SECONDS = 0.05
_ASLEEP_SECONDS = 0.4
_SHARE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "--")
"""What makes root an owner like others, whom permissions bind."""
_FUTURE = 4_000_000_000


class Victim:
    """A build or a watch, in a session of its own, with a terminal of its own when it is to have one."""

    def __init__(
        self,
        root: Path,
        said: Path,
        environment: Mapping[str, str],
        *arguments: str,
        terminal: bool = False,
        bound: bool = False,
    ) -> None:
        self.root, self._said, self._terminal = root, said, -1
        self.clock = said.with_name("clock")
        command = [*(_SHARE if bound and os.geteuid() == 0 else ()), *PROGRAM, "-q", "--thesis", str(root), *arguments]
        if not terminal:
            with said.open("wb") as out:
                self.process = subprocess.Popen(
                    command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
                )
            return
        self._terminal, inside = pty.openpty()

        def take_terminal() -> None:
            os.setsid()
            fcntl.ioctl(inside, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            preexec_fn=take_terminal,  # noqa: PLW1509  # this program has one thread
        )
        os.close(inside)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def type(self, keys: bytes) -> None:
        """Press keys at its terminal."""
        with suppress(OSError):
            os.write(self._terminal, keys)

    def hang_up(self) -> None:
        """Close its terminal."""
        os.close(self._terminal)
        self._terminal = -1

    def end(self) -> tuple[int, str]:
        """Wait for its end; its status and what it said, without the echo of keys and without empty lines."""
        try:
            status = self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # Python shows where it is
            self.process.wait()
            status = DID_NOT_END
        text = self._said.read_text("utf-8", "replace") if self._said.is_file() else ""
        if self._terminal >= 0:
            os.set_blocking(self._terminal, False)
            with suppress(OSError):  # the terminal has nothing more to say
                while piece := os.read(self._terminal, 65536):
                    text += piece.decode("utf-8", "replace")
            self.hang_up()
        self._said.unlink(missing_ok=True)
        lines = (re.sub(r"\^C|\x1b\[[0-9;?]*[a-zA-Z]", "", line).strip() for line in text.splitlines())
        return status, "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Strike:
    """What happens to a program. ``ends`` says that it is to end by it; ``undo`` makes the world whole again."""

    name: str
    hit: Callable[[Victim, random.Random], None]
    ends: bool = True
    terminal: bool = False
    bound: bool = False
    small: bool = False
    """Whether the thesis is to be on a small file system."""
    clock: bool = False
    tidy: bool = True
    """Whether the program can take away what it has begun."""
    undo: Callable[[Victim], None] = lambda _victim: None


_CLOCK = """import os, time
def put_back(ask, unit):
    return lambda: ask() - (3000 * 86400 * unit if os.path.exists(os.environ["RELIABILITY_CLOCK"]) else 0)
time.time, time.time_ns = put_back(time.time, 1), put_back(time.time_ns, 10**9)
"""
"""Read by Python at its start: a clock that goes back when a certain file is there."""


def clock_of(said: Path) -> dict[str, str]:
    """The environment of a program whose clock can be put back."""
    folder = said.with_name("python")
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_CLOCK, "utf-8")
    said.with_name("clock").unlink(missing_ok=True)
    return {"PYTHONPATH": str(folder), "RELIABILITY_CLOCK": str(said.with_name("clock"))}


def _signal(number: signal.Signals, *, tidy: bool = True) -> Strike:
    return Strike(number.name, lambda victim, _chance: victim.process.send_signal(number), tidy=tidy)


def _press_again(victim: Victim, chance: random.Random) -> None:
    for _ in range(3):
        victim.type(b"\x03")
        time.sleep(chance.uniform(0, _AGAIN_SECONDS))


def _fill(victim: Victim, _chance: random.Random) -> None:
    """Everything that is free is taken."""
    with suppress(OSError), (victim.root.parent / "filler").open("wb") as out:
        while True:
            out.write(bytes(1 << 16))
            out.flush()


def _forbid(victim: Victim, chance: random.Random) -> None:
    for name in chance.choice((("",), ("tex",), ("cache",), ("", "tex", "cache"))):
        with suppress(OSError):  # there is no such folder yet
            (victim.root / "build" / name).chmod(0o500)


def _allow(victim: Victim) -> None:
    for path in (victim.root / "build", victim.root / "build/tex", victim.root / "build/cache"):
        if path.is_dir():
            path.chmod(0o755)


def _sleep(victim: Victim, _chance: random.Random) -> None:
    """All processes stop, as when a laptop is closed, and go on."""
    numbers = [victim.process.pid, *_children(victim.process.pid)]
    for number in (signal.SIGSTOP, signal.SIGCONT):
        for process in numbers:
            with suppress(ProcessLookupError):
                os.kill(process, number)
        if number == signal.SIGSTOP:
            time.sleep(_ASLEEP_SECONDS)


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text("ascii").split()]
    return found + [below for child in found for below in _children(child)]


def _back(victim: Victim, _chance: random.Random) -> None:
    victim.clock.touch()


def _date(victim: Victim, _chance: random.Random) -> None:
    """Every file is of the future, the manuscript older than what was made from it."""
    for path in victim.root.rglob("*"):
        moment = 0 if "chapters" in path.parts else _FUTURE
        with suppress(OSError):
            os.utime(path, (moment, moment), follow_symlinks=False)


STRIKES = (
    _signal(signal.SIGKILL, tidy=False),
    _signal(signal.SIGTERM),
    _signal(signal.SIGINT),
    _signal(signal.SIGHUP),
    Strike("Ctrl-C", lambda victim, _chance: victim.type(b"\x03"), terminal=True),
    Strike("Ctrl-C three times", _press_again, terminal=True),
    Strike("terminal closed", lambda victim, _chance: victim.hang_up(), terminal=True),
    Strike(
        "disk full",
        _fill,
        ends=False,
        small=True,
        undo=lambda victim: (victim.root.parent / "filler").unlink(missing_ok=True),
    ),
    Strike("permission lost", _forbid, ends=False, bound=True, tidy=False, undo=_allow),
    Strike("asleep", _sleep, ends=False),
    Strike("clock put back", _back, ends=False, clock=True),
    Strike("files of the future", _date, ends=False),
)

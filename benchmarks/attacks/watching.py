"""Watches that something happens to at a random moment, and one that lives through thousands of saves."""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from attacks.ground import (
    PROGRAM,
    Figures,
    States,
    Trials,
    built,
    chance,
    fill,
    left_in_temporary,
    leftovers,
    next_build,
    pdf,
    processes_left,
    states,
    temporary,
    until,
)
from attacks.kills import small_disk
from attacks.strikes import STRIKES, Strike, Victim, clock_of

_START_SECONDS, _BUILD_SECONDS = 1.5, 0.8
"""Within the first a watch has started and built; within the second it has built again after a save."""
_EARLY = 0.3
"""How many are struck at their start."""
_PATIENCE_SECONDS = 60.0
_OVER = "No longer watching thesis."

_READER = """import subprocess, sys
program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
for line in program.stdout: pass
"""
"""A program that starts another and reads what that prints, as an editor does."""


class _Read(Victim):
    """A watch started by a program that reads what it prints; that program is the one that is struck."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root, self._said, self._terminal = root, root / "build" / "said", -1
        self.process = subprocess.Popen(
            [sys.executable, "-c", _READER, *PROGRAM, "--thesis", str(root), "watch"],
            env=environment, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip


PARENT_KILLED = Strike("parent killed", lambda victim, _chance: victim.process.kill(), tidy=False)


@dataclass
class _Trial:
    """One watch of a folder, which is in the state ``before``."""

    strike: Strike
    root: Path
    known: States
    before: int
    folder: Path
    environment: Mapping[str, str]
    luck: random.Random
    early: bool = False
    state: int = -1
    """The state that the folder is left in."""

    def run(self) -> list[str]:
        """What went wrong."""
        victim = self._start()
        self.state = self._another(self.before)
        self.early = self.luck.random() < _EARLY
        try:
            if self.early:
                self.known.put(self.root, self.state)
                time.sleep(self.luck.uniform(0.05, _START_SECONDS))
            else:
                self._wait(victim, self.before, "at its start")
                self.known.put(self.root, self.state)
                time.sleep(self.luck.uniform(0, _BUILD_SECONDS))
            self.strike.hit(victim, self.luck)
            wrong = self._ended(victim) if self.strike.ends else self._goes_on(victim)
        except TimeoutError as error:
            victim.process.kill()
            self.strike.undo(victim)
            self.known.put(self.root, self.state)
            wrong = [str(error)]
        return [*wrong, *next_build(self.root, self.known.pdfs[self.state], self.environment)]

    def _start(self) -> Victim:
        record = self.root / "build" / "build.json"
        record.unlink(missing_ok=True)
        if self.strike is PARENT_KILLED:
            return _Read(self.root, self.environment)
        said = self.folder / "said"
        more = clock_of(said) if self.strike.clock else {}
        return Victim(
            self.root,
            said,
            {**self.environment, **more},
            "watch",
            terminal=self.strike.terminal,
            bound=self.strike.bound,
        )

    def _another(self, state: int) -> int:
        return (state + self.luck.randint(1, len(self.known.files) - 1)) % len(self.known.files)

    def _wait(self, victim: Victim, state: int, when: str) -> None:
        """Until the watch has the PDF of a state and has written down that it has."""
        record = self.root / "build" / "build.json"

        def there() -> bool:
            return not victim.alive or (record.is_file() and pdf(self.root) == self.known.pdfs[state])

        if not until(there, _PATIENCE_SECONDS) or not victim.alive:
            raise TimeoutError(f"the watch did not build {when}: {victim.end() if not victim.alive else 'it waits'}")

    def _whole(self) -> list[str]:
        good = (self.known.pdfs[self.before], self.known.pdfs[self.state])
        return [] if pdf(self.root) in good else ["the PDF is neither the old nor the new one"]

    def _ended(self, victim: Victim) -> list[str]:
        status, said = victim.end()
        gone = processes_left(self.root)
        wrong = self._whole() + ([f"left running {gone}"] if gone else [])
        if said not in ("", "Stopped.", _OVER) or status not in (
            0,
            130,
            -signal.SIGTERM,
            -signal.SIGHUP,
            -signal.SIGKILL,
        ):
            wrong.append(f"ended with {status} and said {said!r}")
        if self.strike.tidy and status >= 0 and (found := leftovers(self.root)):
            wrong.append(f"left {found}")
        return wrong

    def _goes_on(self, victim: Victim) -> list[str]:
        """It must survive, and build the next save when all is well again."""
        wrong = self._whole()
        time.sleep(self.luck.uniform(0, _BUILD_SECONDS))
        self.strike.undo(victim)
        self.state = self._another(self.state)
        self.known.put(self.root, self.state)
        self._wait(victim, self.state, "after all was well again")
        victim.process.send_signal(signal.SIGINT)
        status, said = victim.end()
        complained = [line for line in said.splitlines() if line.startswith(("This is a mistake", "Traceback"))]
        if status or complained or not said.endswith(_OVER):
            wrong.append(f"ended with {status} and said {said!r}")
        if found := leftovers(self.root) + processes_left(self.root):
            wrong.append(f"left {found}")
        return wrong


def watch_kills(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` watches, each struck in one of the ways in turn, at its start or while it builds after a save."""
    with small_disk(folder) as small:
        return _watch_kills(folder, small, options)


def _watch_kills(folder: Path, small: Path | None, options: argparse.Namespace) -> Figures:
    known = states(folder)
    environment, luck = temporary(folder), chance(options)
    roots = {False: folder / "disk" / "thesis"} | ({True: small / "thesis"} if small else {})
    now = dict.fromkeys(roots, 0)
    for root in roots.values():
        known.put(fill(root), 0)
        built(root, environment)
    ways = [*(strike for strike in STRIKES if strike.small in roots), PARENT_KILLED]
    trials, moments = Trials(), Counter[bool]()
    for number in range(options.count):
        strike = ways[number % len(ways)]
        trial = _Trial(strike, roots[strike.small], known, now[strike.small], folder, environment, luck)
        wrong = trial.run()
        now[strike.small] = trial.state
        moments[trial.early] += 1
        wrong += [f"left in the folder for temporary files: {left}" for left in left_in_temporary(folder)]
        trials.note(f"{number} ({strike.name})", wrong)
    seen = f"{moments[True]} at the start, {moments[False]} after a save; {', '.join(strike.name for strike in ways)}"
    return Figures(options.count, trials.lost, seen, trials.failed)


# ----------------------------------------------------------------------------------------------------- thousands of saves

_BURST = 24
"""Saves that follow one another as fast as they can be written."""
_RENAMED = 0.5
"""How many are written beside the file and renamed, as some editors do; the others make the file empty and write."""


@dataclass(frozen=True)
class _Size:
    """What a watch holds while it rests."""

    kib: int
    descriptors: int
    processes: int
    threads: int
    files: int

    @classmethod
    def of(cls, process: int, root: Path) -> _Size:
        place = Path("/proc") / str(process)
        status = dict(line.split(":", 1) for line in (place / "status").read_text("ascii").splitlines())
        children = sum(len((task / "children").read_text("ascii").split()) for task in (place / "task").iterdir())
        files = sum(1 for path in (root / "build").rglob("*") if path.is_file())
        return cls(
            int(status["VmRSS"].split()[0]),
            len(list((place / "fd").iterdir())),
            children,
            int(status["Threads"]),
            files,
        )

    def outgrew(self, early: _Size) -> bool:
        """Whether this is more than what was there ``early``, by more than chance."""
        counts = (self.descriptors - early.descriptors, self.processes - early.processes, self.threads - early.threads)
        return max(counts) > 0 or self.files > early.files + 8 or self.kib > early.kib * 1.1 + 4096

    def __str__(self) -> str:
        return (
            f"{self.kib / 1024:.0f} MiB, {self.descriptors} descriptors, {self.processes} child processes, "
            f"{self.threads} threads, {self.files} files"
        )


def saves(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` saves under one watch, in bursts and one by one, each with a text that was never there before."""
    environment, luck = temporary(folder), chance(options)
    root = fill(folder / "thesis", {"chapters/02-two.md": "# Two\n\nText.\n"})
    victim = Victim(root, folder / "said", environment, "watch")
    lost: list[str] = []
    sizes: list[_Size] = []
    done, bursts, start = 0, 0, time.monotonic()

    def save() -> None:
        nonlocal done
        done += 1
        name, text = luck.choice(("01-one", "02-two")), f"# Chapter\n\nSave number {done}.\n"
        path = root / "chapters" / f"{name}.md"
        if luck.random() < _RENAMED:
            path.with_name(f".{name}.new").write_text(text, "utf-8")
            path.with_name(f".{name}.new").replace(path)
        else:
            path.write_text(text, "utf-8")

    def built_again() -> bool:
        """Whether the PDF is newer than the last save, and the watch is at rest."""
        report = root / "build" / "build.json"
        newest = max(path.stat().st_mtime_ns for path in (root / "chapters").iterdir())
        return not victim.alive or (report.is_file() and report.stat().st_mtime_ns > newest)

    until(built_again, _PATIENCE_SECONDS)
    while done < options.count and victim.alive:
        if bursts % 2:
            for _ in range(_BURST * 2):
                save()
        else:
            save()
        bursts += 1
        if not until(built_again, _PATIENCE_SECONDS):
            lost.append(f"save {done} was not built within {_PATIENCE_SECONDS:.0f} seconds")
            break
        time.sleep(luck.uniform(0, 0.3))
        if bursts % 20 == 0:
            with suppress(OSError):
                sizes.append(_Size.of(victim.process.pid, root))
    time.sleep(2)  # the waiting TeX of the next build is there again
    sizes.append(_Size.of(victim.process.pid, root))
    victim.process.send_signal(signal.SIGINT)
    status, said = victim.end()
    flashes = said.count("error[chapter-empty]")
    if status or not said.endswith(_OVER) or said.count("error[") > flashes or "mistake" in said:
        lost.append(f"ended with {status} and said {said[-2000:]!r}")
    last = pdf(root)
    lost += [f"left {found}" for found in [leftovers(root) + processes_left(root) + left_in_temporary(folder)] if found]
    clean = fill(folder / "clean", {f"chapters/{p.name}": p.read_text("utf-8") for p in (root / "chapters").iterdir()})
    built(clean, environment)
    if pdf(clean) != last:
        lost.append("the last PDF is not that of a clean build")
    early, late = sizes[min(len(sizes) // 5, len(sizes) - 1)], sizes[-1]
    if late.outgrew(early):
        lost.append(f"{early} became {late}")
    seconds = time.monotonic() - start
    return Figures(
        done,
        lost,
        f"after a fifth: {early}; at the end: {late}; {bursts} builds or more in {seconds:.0f} s, "
        f"of which {flashes} met a file that was being written and told that it is empty",
    )

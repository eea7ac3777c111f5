"""Many builds: one after the other in one process, several at once, and with saves in the middle; nothing may grow."""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from attacks.ground import (
    Figures,
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
    usual_seconds,
)
from attacks.strikes import Victim


@dataclass(frozen=True)
class _Held:
    """What this process and the folder hold between two builds."""

    kib: int
    descriptors: int
    threads: int
    children: int
    files: int

    @classmethod
    def now(cls, root: Path) -> _Held:
        gc.collect()
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
        children = sum(len((t / "children").read_text("ascii").split()) for t in Path("/proc/self/task").iterdir())
        return cls(
            int(status["VmRSS"].split()[0]),
            len(list(Path("/proc/self/fd").iterdir())),
            threading.active_count(),
            children,
            sum(1 for path in root.rglob("*") if path.is_file()),
        )

    def outgrew(self, early: _Held) -> bool:
        """Whether this is more than what was held ``early``, by more than chance."""
        exact = ((self.descriptors, early.descriptors), (self.threads, early.threads), (self.children, early.children))
        grown = any(late > before for late, before in exact) or self.files > early.files + 8
        return grown or self.kib > early.kib * 1.1 + 4096

    def __str__(self) -> str:
        return (
            f"{self.kib / 1024:.0f} MiB, {self.descriptors} descriptors, {self.threads} threads, {self.children} children, "
            f"{self.files} files"
        )


def load(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` builds in one process: a text that was never there before, then nothing new, in turn."""
    from tests.theses import build_in

    os.environ |= temporary(folder)
    tempfile.tempdir = None  # asked for again
    known = states(folder)
    root = fill(folder / "thesis")
    known.put(root, 1)
    held, lost = [], []
    for number in range(options.count):
        if number % 2 == 0:
            fill(root, {"chapters/01-one.md": f"# One\n\nText number {number} [@one].\n"})
        result = build_in(root)
        if result.pdf is None or result.passes != (number % 2 == 0) + (number == 0):
            lost.append(f"build {number}: {result.passes} passes, {result.diagnostics}")
        if number % 10 == 9:
            held.append(_Held.now(root))
    lost += [f"left {found}" for found in [leftovers(root) + processes_left(root) + left_in_temporary(folder)] if found]
    known.put(root, 2)
    lost += next_build(root, known.pdfs[2], os.environ)
    early, late = held[len(held) // 5], held[-1]
    if late.outgrew(early):
        lost.append(f"{early} became {late}")
    return Figures(options.count, lost, f"after a fifth: {early}; at the end: {late}")


def together(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` rounds of eight builds of one folder at the same time, each round after an edit."""
    known, environment = states(folder), temporary(folder)
    root = fill(folder / "thesis")
    trials = Trials()
    for number in range(options.count):
        state = number % len(known.files)
        known.put(root, state)
        if number % 5 == 4:
            shutil.rmtree(root / "build")
        ended = [
            victim.end()
            for victim in [
                Victim(root, folder / f"said{n}", environment, *(["--untrusted"] if n == 7 else [])) for n in range(8)
            ]
        ]
        wrong = [f"{one}" for one in ended if one != (0, "")]
        if pdf(root) != known.pdfs[state]:
            wrong.append("the PDF differs from that of a clean build")
        wrong += [
            f"left {found}" for found in [leftovers(root) + processes_left(root) + left_in_temporary(folder)] if found
        ]
        trials.note(f"round {number}", wrong)
    return Figures(
        options.count * 8, trials.lost, f"{options.count} rounds of 8, one of them with --untrusted", trials.failed
    )


def saved_meanwhile(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` builds during which another state, in three files, is saved at a random moment."""
    known, environment, luck = states(folder), temporary(folder), chance(options)
    root = fill(folder / "thesis")
    known.put(root, 0)
    built(root, environment)
    usual, _ = usual_seconds(root, known, environment)
    trials, given = Trials(), Counter[str]()
    for number in range(options.count):
        first, second = luck.sample(range(len(known.files)), 2)
        known.put(root, first)
        victim = Victim(root, folder / "said", environment)
        time.sleep(luck.uniform(0, usual * 1.05))
        known.put(root, second)
        status, said = victim.end()
        wrong = []
        if (status, said) != (0, ""):
            wrong.append(f"ended with {status} and said {said!r}")
        made = pdf(root)
        if made not in (known.pdfs[first], known.pdfs[second]):
            wrong.append("the PDF is of neither state")
        given["the later" if made == known.pdfs[second] else "the earlier"] += 1
        wrong += next_build(root, known.pdfs[second], environment)
        trials.note(str(number), wrong)
    seen = f"the PDF was of {given['the earlier']} earlier and {given['the later']} later states"
    return Figures(options.count, trials.lost, seen, trials.failed)

"""Builds that something happens to at a random moment; each time the next build is compared with a clean one."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attacks.ground import (
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
    usual_seconds,
)  # fmt: skip
from attacks.strikes import STRIKES, Strike, Victim, clock_of

_EARLY_SECONDS = 0.03
"""Before this it is the interpreter that starts, not the program."""
_SMALL_BYTES = 64 << 20
_COLD = 0.15
"""How many of the builds have nothing to go by."""
_UNTRUSTED = 0.1
"""How many are built as somebody else's work, in a process of its own."""
_TOLD = ("[file-unreadable]", "not enough")


def kills(folder: Path, options: argparse.Namespace) -> Figures:
    """``--count`` builds, each struck in one of the ways in turn."""
    with small_disk(folder) as small:
        return _kills(folder, small, options)


def _kills(folder: Path, small: Path | None, options: argparse.Namespace) -> Figures:
    known = states(folder)
    environment, luck = temporary(folder), chance(options)
    roots = {small: place for small, place in ((False, folder / "disk"), (True, small)) if place}
    for place in roots.values():
        known.put(fill(place / "thesis"), 0)
        built(place / "thesis", environment)
    usual = usual_seconds(roots[False] / "thesis", known, environment)
    now = dict.fromkeys(roots, 1)
    ways = [strike for strike in STRIKES if strike.small in roots]
    trials, ended = Trials(), Counter[str]()
    known.put(roots[False] / "thesis", 1)
    next_build(roots[False] / "thesis", known.pdfs[1], environment)
    now[True] = 0
    for number in range(options.count):
        strike = ways[number % len(ways)]
        root, before = roots[strike.small] / "thesis", now[strike.small]
        state = now[strike.small] = (before + luck.randint(1, len(known.files) - 1)) % len(known.files)
        known.put(root, state)
        cold = luck.random() < _COLD
        if cold:
            shutil.rmtree(root / "build" / "cache")
        others = luck.random() < _UNTRUSTED
        said = folder / "said"
        more = clock_of(said) if strike.clock else {}
        arguments = ["--untrusted"] if others else []
        victim = Victim(root, said, {**environment, **more}, *arguments, terminal=strike.terminal, bound=strike.bound)
        time.sleep(luck.uniform(_EARLY_SECONDS, usual[cold or others] * 1.05))
        ended["in time" if victim.alive else "after its end"] += 1
        strike.hit(victim, luck)
        wrong = judged(strike, victim, known, before, state)
        strike.undo(victim)
        wrong += next_build(root, known.pdfs[state], environment)
        wrong += [f"left in the folder for temporary files: {name}" for name in left_in_temporary(folder)]
        trials.note(f"{number} ({strike.name})", wrong)
    seen = f"{ended['in time']} before the build was done; {', '.join(strike.name for strike in ways)}"
    if len(ways) < len(STRIKES):
        seen += f"; left out: {', '.join(s.name for s in STRIKES if s not in ways)}"
    return Figures(options.count, trials.lost, seen, trials.failed)


def judged(strike: Strike, victim: Victim, known: States, before: int, state: int) -> list[str]:
    """What is wrong after a strike: with the PDF, with what was said, with what was left."""
    status, said = victim.end()
    there, wrong = pdf(victim.root), []
    if there not in (known.pdfs[before], known.pdfs[state]):
        wrong.append(f"the PDF is neither the old nor the new one, but {len(there)} bytes")
    if "mistake of the typesetter" in said or "Traceback" in said:
        wrong.append(f"said {said!r}")
    elif strike.ends:
        ends = {130: "Stopped.", 0: ""}  # a signal that comes before there is anything to tidy up says nothing
        if not (status < 0 and not said) and ends.get(status) != said and not (status == 130 and not said):
            wrong.append(f"ended with {status} and said {said!r}")
    elif status == 0:
        if there != known.pdfs[state]:
            wrong.append("ended well, and the PDF is not the new one")
    elif status != 1 or not any(told in said for told in _TOLD):
        wrong.append(f"ended with {status} and said {said!r}")
    if strike.ends and strike.tidy and status >= 0 and (found := leftovers(victim.root)):
        wrong.append(f"left {found}")
    if found := processes_left(victim.root):
        wrong.append(f"left running {found}")
    return wrong


_MOST_BYTES = 600 << 10


def full(folder: Path, options: argparse.Namespace) -> Figures:
    """An edited thesis built on ``--count`` file systems that have from nothing to enough left."""
    known, environment = states(folder, 2), temporary(folder)
    source = fill(folder / "source")
    known.put(source, 0)
    built(source, environment)
    shutil.rmtree(source / "build" / "cache")
    known.put(source, 1)
    taken = sum(-(-path.stat().st_size // 4096) * 4096 + 4096 for path in source.rglob("*"))
    trials, ended = Trials(), Counter[int]()
    for number in range(options.count):
        room = taken + _MOST_BYTES * number // options.count
        with small_disk(folder, room) as small:
            if small is None:
                return Figures(0, ["no file system can be mounted here"])
            root = small / "thesis"
            shutil.copytree(source, root)
            status, said = built(root, environment)
            ended[status] += 1
            wrong = [f"left {found}" for found in [leftovers(root) + processes_left(root)] if found]
            if pdf(root) != known.pdfs[status == 0]:
                wrong.append("the PDF is not the " + ("old one" if status else "new one"))
            if status and not (status == 1 and any(told in said for told in _TOLD)):
                wrong.append(f"ended with {status} and said {said!r}")
        wrong += [f"left in the folder for temporary files: {name}" for name in left_in_temporary(folder)]
        trials.note(f"{room - taken >> 10} KiB left", wrong)
    return Figures(
        options.count, trials.lost, f"{ended[0]} were built, {ended[1]} told that there is no room", trials.failed
    )


@contextmanager
def small_disk(folder: Path, size: int = _SMALL_BYTES) -> Iterator[Path | None]:
    """A small file system, where this process may mount one."""
    place = folder / "small"
    place.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def in_own_mounts() -> None:
    """Start this program again where it may mount file systems that nobody else sees, if it can be had."""
    if os.environ.get("RELIABILITY_MOUNTS") or shutil.which("unshare") is None:
        return
    rights = "-m" if os.geteuid() == 0 else "-rm"
    if subprocess.run(["unshare", rights, "true"], capture_output=True, check=False).returncode == 0:
        os.environ["RELIABILITY_MOUNTS"] = "yes"
        os.execvp("unshare", ["unshare", rights, "--", sys.executable, *sys.argv])

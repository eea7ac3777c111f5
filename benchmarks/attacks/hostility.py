"""Hostile theses, each through the command line with ``--untrusted``."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import time
from pathlib import Path

from attacks.ground import Figures, Trials, leftovers, processes_left

from tests.attack.hostile import CASES
from tests.attack.support import attacked
from tests.theses import cli

SECONDS, GRACE = 30.0, 10.0
_LIMITS = {"limit-time", "limit-memory", "engine-timeout"}


def hostile(folder: Path, options: argparse.Namespace) -> Figures:
    """Every case, or the first ``--count``: a message and status 1 within the limits, or a good end where it is harmless."""
    trials, longest, tried = Trials(), (0.0, ""), 0
    for number, (name, case) in enumerate(CASES.items()):
        if number == options.count:
            break
        tried += 1
        root = attacked(folder / str(number), case)
        before = leftovers(root)
        start = time.monotonic()
        ran = cli("--thesis", root, "--untrusted", "--quiet", "--limit-seconds", str(SECONDS))
        seconds = time.monotonic() - start
        longest = max(longest, (seconds, name))
        report = root / "build" / "diagnostics.json"
        found = json.loads(report.read_text("utf-8"))["diagnostics"] if report.is_file() else []
        errors = {d["code"] for d in found if d["severity"] == "error"} | {*re.findall(r"error\[([\w-]+)\]", ran.err)}
        told = ran.status == 1 and bool(errors & ({*case.codes} | _LIMITS))
        wrong = []
        if not (told if case.codes else ran.status == 0 or told):
            wrong.append(f"status {ran.status}, {sorted(errors)}: {ran.err[-300:]}")
        if seconds > SECONDS + GRACE:
            wrong.append(f"it took {seconds:.0f} s")
        if left := [name for name in leftovers(root) if name not in before] + processes_left(root):
            wrong.append(f"left {left}")
        trials.note(name, wrong)
        shutil.rmtree(root)
    return Figures(tried, trials.lost, f"the longest took {longest[0]:.1f} s ({longest[1]})", trials.failed)

"""The same thesis with every typesetter that is installed: cold, after a one-word edit, with nothing to do, and watching.

Run: ``make bench`` or ``.venv/bin/python benchmarks/bench.py [--sizes small,medium,large] [--runs 5] [--write]``. Times are of
whole processes, medians in seconds; every run of one tool is followed by one of the next (A B A B), so that a machine that
grows busier slows all of them. A tool that takes long is run less often: see ``--budget``. ``--write`` puts the tables and the
chart into ``docs/performance.md``. Public tools only; Typst may be a Python package of an interpreter that the environment
variable TYPST_PYTHON names.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from measuring import ROOT, BarePass, Usage, chapters, edit, run
from report import write_report
from residents import Resident, TypstResident, Watching, rest_seconds
from theses import SIZES, Size, write_all
from typesetters import CASES, OURS, PANDOC_LATEXMK, RESIDENT, TYPST, Tool, idle_commands, tools, typst_python, versions

WARM_UP = Size("warm-up", 2, 4, 2, 1)
"""Built once with every tool before anything is measured: what a system reads and makes only once is no part of it."""
REST_SECONDS = 0.05
_BUSY_LOAD = 0.5
_SLOW_PAGES = 1000
_SAVES_BUDGET = 2.0
"""Saves are measured with the rests and the passes of TeX between them: so many times the budget of a tool is theirs."""


@dataclass
class Measured:
    """Seconds of each case of a tool, run by run, and peaks of memory in MB."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: float = 0.0
    together: float = 0.0

    def add(self, case: str, usage: Usage) -> None:
        """One more run."""
        self.seconds.setdefault(case, []).append(usage.seconds)
        self.megabytes = max(self.megabytes, usage.megabytes)
        self.together = max(self.together, usage.together)

    def within(self, case: str, budget: float) -> bool:
        """Whether another run of this case may be expected to end within the seconds of its budget, or would be the first."""
        taken = self.seconds.get(case, [])
        return not taken or sum(taken) + max(taken) <= budget

    def figures(self) -> dict[str, Any]:
        """Medians, numbers of runs, memory."""
        return {
            **{case: median(taken) for case, taken in self.seconds.items()},
            "runs": {case: len(taken) for case, taken in self.seconds.items()},
            "megabytes": self.megabytes,
            "together": self.together,
        }


def _say(size: Size, case: str, name: str, seconds: float) -> None:
    print(f"{size.name:8} {case:16} {name:30} {seconds:7.2f} s", file=sys.stderr)


class Bench:
    """The measurements of one size, in a folder of their own."""

    def __init__(self, size: Size, found: list[Tool], work: Path, runs: int, budget: float) -> None:
        self._size, self._runs, self._budget = size, runs, budget
        self._tools = {tool: Measured() for tool in found}
        self._work = work
        write_all(size, work)
        self._folders: dict[Tool, Path] = {}
        for tool in found:
            self._folders[tool] = work / "tools" / str(len(self._folders))
            shutil.copytree(work / tool.part, self._folders[tool])
        self._passes: dict[str, list[float]] = {}
        self._idle: dict[str, list[float]] = {}
        self._watch: dict[str, dict[str, list[float]]] = {}
        self._watch_megabytes: dict[str, float] = {}
        self._told: dict[str, int] = {}

    def _of(self, name: str) -> Path | None:
        return next((folder for tool, folder in self._folders.items() if tool.name == name), None)

    def warm_up(self) -> None:
        """Run every tool once; nothing of it is kept."""
        for tool, folder in self._folders.items():
            run(tool.commands(folder), folder)

    def case(self, case: str) -> None:
        """Run one case with all tools in turn, as often as is wanted or a tool's budget allows."""
        for number in range(self._runs):
            for tool, measured in self._tools.items():
                if case not in tool.cases or not measured.within(case, self._budget):
                    continue
                folder = self._folders[tool]
                if case == "cold":
                    tool.clean(folder)
                elif case == "edit":
                    names = chapters(folder)
                    edit(names[len(names) // 2], number)
                time.sleep(REST_SECONDS)
                usage = run(tool.commands(folder), folder)
                measured.add(case, usage)
                _say(self._size, case, tool.name, usage.seconds)
            if case == "no edit":
                self._measure_idle()

    def _measure_idle(self) -> None:
        latex = next((f for t, f in self._folders.items() if t.name == PANDOC_LATEXMK), None)
        for name, commands in idle_commands().items():
            if name == "start" or latex is not None:
                usage = run(commands, latex or self._work)
                self._idle.setdefault(name, []).append(usage.seconds)

    def watch(self) -> None:
        """Saves of the middle chapter, then of the last one, each beside a pass of TeX over the LaTeX that we made."""
        ours, typst = self._of(OURS), self._of(TYPST)
        assert ours is not None
        bare = BarePass(ours, self._work / "bare")
        rest = rest_seconds(max(bare.seconds().values(), default=0.0))
        with ExitStack() as stack:
            watching = stack.enter_context(Watching(ours))
            residents: dict[str, tuple[Resident, Path]] = {OURS: (watching, ours)}
            if typst is not None and typst_python():
                residents[RESIDENT] = (stack.enter_context(TypstResident(typst)), typst)
            for case in ("middle", "last"):
                self._saves(case, residents, bare, rest)
        self._told = {"saves": watching.saves, "corrected": watching.corrected}
        for name, (resident, _) in residents.items():
            self._watch_megabytes[name] = resident.megabytes

    def _saves(self, case: str, residents: dict[str, tuple[Resident, Path]], bare: BarePass, rest: float) -> None:
        taken = 0.0
        for number in range(-1, self._runs):  # the first save tells which chapter is being edited: no part of it
            start = time.perf_counter()
            if number > 0 and taken > _SAVES_BUDGET * self._budget:
                break
            for name, (resident, folder) in residents.items():
                names = chapters(folder)
                seconds = resident.save(names[len(names) // 2 if case == "middle" else -1], number)
                if number >= 0:
                    self._watch.setdefault(name, {}).setdefault(case, []).append(seconds)
                    _say(self._size, f"watch, {case}", name, seconds)
                if name == OURS:
                    time.sleep(rest)  # a writer looks at the page, and what comes before the chapter is set
            for kind, seconds in bare.seconds().items():
                self._passes.setdefault(kind, []).append(seconds)
            taken += time.perf_counter() - start

    def figures(self) -> dict[str, Any]:
        """What was measured, as plain values."""
        ours = self._of(OURS)
        assert ours is not None
        pages = json.loads((ours / "build" / "build.json").read_text("utf-8"))["pages"]
        return {
            "size": self._size.name, "pages": pages, "references": self._size.references,
            "passes": {kind: median(taken) for kind, taken in self._passes.items()},
            "idle": {name: median(taken) for name, taken in self._idle.items()},
            "watch": {
                name: {case: median(taken) for case, taken in cases.items()} | {"megabytes": self._watch_megabytes[name]}
                for name, cases in self._watch.items()
            },
            "told": self._told,
            "tools": {tool.name: measured.figures() for tool, measured in self._tools.items()},
        }  # fmt: skip


def measure(size: Size, found: list[Tool], runs: int, budget: float) -> dict[str, Any]:
    """All cases of all tools on one size."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(size, found, Path(name), runs, budget)
        for case in CASES:
            bench.case(case)
        bench.watch()
        return bench.figures()


def main() -> None:
    """Measure, print, and with ``--write`` put the result into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="small,medium,large")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--budget", type=float, default=40.0, metavar="SECONDS",
                        help="a tool runs a case again only while all its runs of it stay within this time")  # fmt: skip
    parser.add_argument("--skip", action="append", default=[], metavar="TOOL", help="leave a tool out, by its name")
    parser.add_argument("--slow", action="store_true", help="biblatex/biber on a thousand pages too: 20 minutes a run")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    arguments = parser.parse_args()
    start, load = time.monotonic(), os.getloadavg()[0]
    if load > _BUSY_LOAD:
        print(f"this machine is busy (load {load:.1f}): the figures will be worth little", file=sys.stderr)
    known = tools()
    left_out = [f"{tool.name} (not installed: {tool.lacks})" for tool in known if tool.lacks]
    left_out += [tool.name for tool in known if not tool.lacks and tool.name in arguments.skip]
    installed = [tool for tool in known if not tool.lacks and tool.name not in arguments.skip]
    for name in left_out:
        print(f"left out: {name}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        Bench(WARM_UP, installed, Path(name), 1, 0).warm_up()
    results = []
    for name in arguments.sizes.split(","):
        size = SIZES[name]
        too_slow = [tool for tool in installed if tool.slow and size.pages > _SLOW_PAGES and not arguments.slow]
        left_out += [f"{tool.name} at {size.pages} pages, where a run takes 20 minutes" for tool in too_slow]
        chosen = [tool for tool in installed if tool not in too_slow]
        results.append(measure(size, chosen, arguments.runs, arguments.budget))
    figures = {
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "load": load, "versions": versions(), "runs": arguments.runs, "budget": arguments.budget,
        "left out": left_out,
        "minutes": (time.monotonic() - start) / 60, "results": results,
    }  # fmt: skip
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(write_report(figures, ROOT / "docs" if arguments.write else None))


if __name__ == "__main__":
    main()

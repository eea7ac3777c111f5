"""The same thesis with every typesetter that is installed: cold, after a one-word edit, and with nothing to do; in turn.

Run: ``make bench`` or ``.venv/bin/python benchmarks/bench.py [--sizes small,medium,large] [--runs 5] [--write]``. Times are of
whole processes, medians in seconds; every run of one tool is followed by one of the next, so that a machine that grows
busier slows all of them. ``--write`` puts the table and the chart into ``docs/performance.md``. Public tools only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from report import write_report
from theses import SIZES, Size, write_all

ROOT = Path(__file__).resolve().parents[1]
CASES = ("cold", "edit", "no edit")
LIMIT_SECONDS = 1800


@dataclass(frozen=True)
class Tool:
    """A typesetter: its commands in the folder ``part``, what it makes, and what it lacks when it is not installed."""

    name: str
    part: str
    commands: Callable[[Path], list[list[str]]]
    made: tuple[str, ...]
    lacks: str = ""
    keeps: bool = True
    """Whether anything is kept from run to run: if not, every run is a cold one."""


@dataclass
class Measured:
    """Seconds and the peak of memory in MB of each case of a tool."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: float = 0.0

    def median(self, case: str) -> float | None:
        """The median of a case; None when it was not run."""
        return statistics.median(self.seconds[case]) if self.seconds.get(case) else None


def _lacking(*programs: str) -> str:
    return ", ".join(program for program in programs if shutil.which(program) is None)


_LOOK = [
    "--toc", "--citeproc", "--bibliography=references.bib", "--top-level-division=chapter", "--number-sections",
    "--variable=documentclass=report", "--variable=fontsize=12pt", "--variable=linestretch=1.2", "--variable=papersize=a4",
    "--variable=geometry:left=32.5mm,right=32.5mm,top=30mm,bottom=36mm",
]  # fmt: skip


def _chapters(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "chapters").iterdir())


def _typst() -> tuple[list[str], str]:
    if shutil.which("typst"):
        return ["typst", "compile", "thesis.typ", "thesis.pdf"], ""
    program = "import typst; typst.compile('thesis.typ', output='thesis.pdf')"
    found = subprocess.run([sys.executable, "-c", "import typst"], capture_output=True, check=False)
    return [sys.executable, "-c", program], "typst" if found.returncode else ""


_LATEX = ("pdf", "tex", "aux", "log", "out", "toc", "fls", "fdb_latexmk", "bbl", "bcf", "blg", "run.xml")
_LATEXMK = ["latexmk", "-pdf", "-silent", "-interaction=nonstopmode", "thesis.tex"]


def _made(*, source: bool) -> tuple[str, ...]:
    """What latexmk leaves, and the LaTeX itself when it was made too."""
    return tuple(f"thesis.{suffix}" for suffix in _LATEX if source or suffix != "tex")


def _ours(folder: Path) -> list[list[str]]:
    return [[sys.executable, str(ROOT / "build.py"), "-q", "--thesis", str(folder)]]


def _pandoc(folder: Path) -> list[list[str]]:
    return [["pandoc", *_chapters(folder), *_LOOK, "--pdf-engine=pdflatex", "--output=thesis.pdf"]]


def _pandoc_latexmk(folder: Path) -> list[list[str]]:
    return [["pandoc", *_chapters(folder), *_LOOK, "--standalone", "--output=thesis.tex"], _LATEXMK]


def tools() -> list[Tool]:
    """All typesetters, with what each of them lacks on this machine."""
    typst, no_typst = _typst()
    no_pdflatex, no_latexmk, no_biber = (
        _lacking("pandoc", "pdflatex"), _lacking("pandoc", "latexmk"), _lacking("latexmk", "biber"),
    )  # fmt: skip
    return [
        Tool("ours", "ours", _ours, ("build",)),
        Tool("pandoc --citeproc + pdflatex", "pandoc", _pandoc, ("thesis.pdf",), no_pdflatex, keeps=False),
        Tool("pandoc --citeproc + latexmk", "pandoc", _pandoc_latexmk, _made(source=True), no_latexmk),
        Tool("latexmk + biblatex/biber", "biblatex", lambda _folder: [_LATEXMK], _made(source=False), no_biber),
        Tool("typst compile", "typst", lambda _folder: [typst], ("thesis.pdf",), no_typst),
    ]


def run(commands: list[list[str]], folder: Path) -> tuple[float, float]:
    """Seconds and the peak in MB of the largest process, of commands one after the other."""
    seconds = peak = 0.0
    for command in commands:
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            peak = max(peak, usage.ru_maxrss / 1024)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{command[0]} failed in {folder}:\n{said.read().decode('utf-8', 'replace')[-2000:]}")
    return seconds, peak


def edit(folder: Path, number: int) -> None:
    """Change one word in the middle chapter by one of the same length, another one each time."""
    names = _chapters(folder)
    path = folder / names[len(names) // 2]
    words = path.read_text("utf-8").split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 5]
    chosen = plain[len(plain) // 2 + number % 9]
    words[chosen] = words[chosen][:-2] + words[chosen][-1] + words[chosen][-2]
    path.write_text(" ".join(words), "utf-8")


def clean(tool: Tool, folder: Path) -> None:
    """Take away what the tool made."""
    for name in tool.made:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def bare_passes(folder: Path) -> dict[str, float]:
    """One pass of TeX over our own LaTeX, with and without a precompiled preamble: what no build can go below."""
    work, seconds = folder / "build" / "tex", {}
    formats = sorted((folder / "build" / "cache" / "format").glob("*.fmt"))
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1717113600", "FORCE_SOURCE_DATE": "1"}
    for name, more in (("plain", []), *([("precompiled", [f"-fmt={formats[-1]}"])] if formats else [])):
        start = time.perf_counter()
        command = ["pdflatex", "-interaction=batchmode", *more, "thesis.tex"]
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, check=False)
        if done.returncode == 0:
            seconds[name] = time.perf_counter() - start
    return seconds


def measure(size: Size, runs: int, *, skip: frozenset[str]) -> dict[str, object]:
    """All tools on one size."""
    found = {tool: Measured() for tool in tools() if not tool.lacks and tool.name not in skip}
    passes: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_all(size, work)
        folders = {}
        for tool in found:
            folders[tool] = work / "tools" / str(len(folders))
            shutil.copytree(work / tool.part, folders[tool])
        number = 0
        for case in CASES:
            for _ in range(runs):
                number += 1
                for tool, measured in found.items():
                    folder = folders[tool]
                    if case != "cold" and not tool.keeps:
                        continue
                    if case == "cold":
                        clean(tool, folder)
                    elif case == "edit":
                        edit(folder, number)
                    time.sleep(0.05)
                    seconds, peak = run(tool.commands(folder), folder)
                    measured.seconds.setdefault(case, []).append(seconds)
                    measured.megabytes = max(measured.megabytes, peak)
                    print(f"{size.name:7} {case:8} {tool.name:30} {seconds:7.2f} s {peak:6.0f} MB", file=sys.stderr)
                if case == "edit":
                    for kind, taken in bare_passes(next(iter(folders.values()))).items():
                        passes.setdefault(kind, []).append(taken)
        ours = next(iter(folders.values()))
        pages = json.loads((ours / "build" / "build.json").read_text("utf-8"))["pages"]
    return {
        "size": size.name, "pages": pages, "references": size.references,
        "passes": {kind: statistics.median(taken) for kind, taken in passes.items()},
        "tools": {
            tool.name: {"megabytes": m.megabytes, **{case: m.median(case) for case in CASES}} for tool, m in found.items()
        },
    }  # fmt: skip


def main() -> None:
    """Measure, print, and with ``--write`` put the result into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="small,medium,large")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip", action="append", default=[], metavar="TOOL", help="leave a tool out, by its name")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    arguments = parser.parse_args()
    for tool in tools():
        if tool.lacks:
            print(f"left out: {tool.name} (not installed: {tool.lacks})", file=sys.stderr)
    wanted = [SIZES[name] for name in arguments.sizes.split(",")]
    results = [measure(size, arguments.runs, skip=frozenset(arguments.skip)) for size in wanted]
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    if arguments.json:
        arguments.json.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n", "utf-8")
    print(write_report(results, machine, ROOT / "docs" if arguments.write else None))


if __name__ == "__main__":
    main()

"""Processes timed, with the memory they take; a word changed in a chapter; single passes of TeX over LaTeX that was made."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SAMPLE_SECONDS = 0.05
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_FIXED_DATE = {"SOURCE_DATE_EPOCH": "1717113600", "FORCE_SOURCE_DATE": "1"}


@dataclass(frozen=True)
class Usage:
    """What commands took: seconds; the peak in MB of the largest process, and of all that ran at a time, taken together.

    The second sum counts pages that processes share as often as they are shared, and is sampled 20 times a second.
    """

    seconds: float
    megabytes: float
    together: float


class _Memory:
    """The resident memory of a process and all below it, sampled while it runs (Linux; elsewhere zero)."""

    def __init__(self, process: int) -> None:
        self.megabytes = 0.0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop, and say what the peak was, in MB."""
        self._ended.set()
        self._thread.join()
        return self.megabytes

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.megabytes = max(self.megabytes, _resident(self._process) / 1e6)


def _resident(process: int) -> int:
    """Bytes of memory that a process and its descendants have."""
    total = 0
    with suppress(OSError, ValueError, IndexError):
        total = int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * _PAGE_BYTES
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                total += _resident(int(child))
    return total


def run(commands: Sequence[Sequence[str]], folder: Path) -> Usage:
    """Run commands one after the other; the program ends when one of them fails."""
    seconds = peak = together = 0.0
    for command in commands:
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
            )
            memory = _Memory(process.pid)
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - start
            together = max(together, memory.end())
            process.returncode = os.waitstatus_to_exitcode(status)
            peak = max(peak, usage.ru_maxrss * 1024 / 1e6)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{command[0]} failed in {folder}:\n{said.read().decode('utf-8', 'replace')[-2000:]}")
    return Usage(seconds, peak, max(together, peak))


def chapters(folder: Path) -> list[Path]:
    """The chapters of a thesis that ``theses.py`` made, in order."""
    return sorted((folder / "chapters").iterdir())


def edit(chapter: Path, number: int) -> None:
    """Exchange the last two letters of a word in the middle of a chapter: another word for each of nine numbers."""
    words = chapter.read_text("utf-8").split(" ")
    plain = [
        i
        for i, word in enumerate(words)
        if word.isalpha() and word.islower() and len(word) > 5 and word[-1] != word[-2]
    ]
    chosen = plain[len(plain) // 2 + number % 9]
    words[chosen] = words[chosen][:-2] + words[chosen][-1] + words[chosen][-2]
    chapter.write_text(" ".join(words), "utf-8")


class BarePass:
    """One pass of TeX over a copy of the LaTeX of our last build, with what it reads back.

    It is TeX as it comes: its tables are as large as TeX Live makes them, and the format is packed, as TeX dumps it.
    """

    def __init__(self, thesis: Path, work: Path) -> None:
        shutil.copytree(thesis / "build" / "tex", work / "tex")
        made = sorted((thesis / "build" / "cache" / "format").glob("*.fmt"), key=lambda path: path.stat().st_mtime)
        self._work, self._format = work / "tex", work / "precompiled.fmt"
        if made:
            known = made[-1].read_bytes()
            self._format.write_bytes(known if known.startswith(b"\x1f\x8b") else gzip.compress(known, compresslevel=1))

    def seconds(self) -> dict[str, float]:
        """Of a pass whose preamble is ``plain``, and of one whose preamble is ``precompiled``; empty without pdflatex."""
        taken = {}
        for kind, more in (("plain", []), ("precompiled", [f"-fmt={self._format}"])):
            if shutil.which("pdflatex") is None or (more and not self._format.is_file()):
                continue
            start = time.perf_counter()
            subprocess.run(
                ["pdflatex", "-interaction=batchmode", *more, "thesis.tex"],
                cwd=self._work, env=os.environ | _FIXED_DATE, stdin=subprocess.DEVNULL, capture_output=True, check=True,
            )  # fmt: skip
            taken[kind] = time.perf_counter() - start
        return taken

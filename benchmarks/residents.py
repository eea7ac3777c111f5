"""Typesetters that stay in memory and make the PDF again when a chapter is saved: our ``watch``, and Typst's compiler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol, Self

from measuring import ROOT, edit
from typesetters import typst_python

LIMIT_SECONDS = 120.0
_POLL_SECONDS = 0.0005
_REST_SECONDS = 1.5


def rest_seconds(plain_pass: float) -> float:
    """How long a writer looks at the page between two saves; TeX sets meanwhile what comes before the chapter."""
    return max(_REST_SECONDS, 0.5 + 1.3 * plain_pass)


class Resident(Protocol):
    """A typesetter that stays: ``save`` changes a word (:func:`measuring.edit`) and gives the seconds until the new PDF."""

    @property
    def megabytes(self) -> float:
        """The peak of the largest process, known at the end."""

    def save(self, chapter: Path, number: int) -> float:
        """Change a word of a chapter."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Watching:
    """``watch`` on a folder that was built before."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._pdf = folder, folder / "build" / "thesis.pdf"
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self.megabytes = 0.0
        self.saves = 0
        self.corrected = 0
        """The saves after which the PDF that the clock stopped at was replaced by another one."""

    def __enter__(self) -> Self:
        command = [sys.executable, str(ROOT / "build.py"), "-q", "--thesis", str(self._folder), "watch"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        time.sleep(1.0)  # it says nothing with -q; the first save after this is not measured
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self.megabytes = _wait(self._process)
        self._compare()

    def _compare(self) -> None:
        """See whether the PDF that was told before TeX had ended is still there: the same bytes are not put there again."""
        self.corrected += self._made not in (0, self._pdf.stat().st_ino)

    def save(self, chapter: Path, number: int) -> float:
        """Change a word; the seconds until ``build/thesis.pdf`` has been replaced."""
        self._compare()
        self.saves += 1
        known = self._pdf.stat().st_ino
        edit(chapter, number)
        start = time.perf_counter()
        while not self._pdf.is_file() or self._pdf.stat().st_ino == known:
            time.sleep(_POLL_SECONDS)
            if time.perf_counter() - start > LIMIT_SECONDS:
                sys.exit(f"no PDF within {LIMIT_SECONDS:.0f} seconds")
        seconds = time.perf_counter() - start
        self._made = self._pdf.stat().st_ino
        return seconds


_TYPST = """import sys, time, typst
compiler = typst.Compiler("thesis.typ")
for line in sys.stdin:
    start = time.perf_counter()
    compiler.compile(output="thesis.pdf")
    print(time.perf_counter() - start, flush=True)
"""
"""A compilation for each line that is read, and its seconds."""


class TypstResident:
    """Typst's compiler kept in one process, told of a save at once: what its own watch cannot be faster than."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.megabytes = 0.0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [typst_python(), "-c", _TYPST], cwd=self._folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._compile()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.megabytes = _wait(self._process)

    def _compile(self) -> float:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        said = process.stdout.readline()
        if not said:
            sys.exit(f"Typst failed in {self._folder}")
        return float(said)

    def save(self, chapter: Path, number: int) -> float:
        """Change a word, and compile: the seconds of the compilation alone."""
        edit(chapter, number)
        return self._compile()


def _wait(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> float:
    """Wait for the end of a process; the peak of its memory, or of the largest that it started, in MB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024 / 1e6

"""How long after a save the watch has the new PDF in place, beside one plain pass of pdflatex over the same LaTeX; in turn.

Run: ``.venv/bin/python benchmarks/watch.py [--sizes small,medium,large] [--runs 5]``. A save changes one word of the middle
or the last chapter; the clock stops when ``build/thesis.pdf`` has been replaced. Medians in seconds.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import ROOT, bare_passes
from theses import SIZES, Size, write_all

LIMIT_SECONDS = 120.0
REST_SECONDS = 1.5
"""Between two saves a writer looks at the page, and TeX sets what comes before."""


def edit(path: Path, number: int) -> None:
    """Turn the last letters of a word round, of another word each time."""
    words = path.read_text("utf-8").split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 5]
    chosen = plain[len(plain) // 2 + number % 9]
    words[chosen] = words[chosen][:-2] + words[chosen][-1] + words[chosen][-2]
    path.write_text(" ".join(words), "utf-8")


def _until_replaced(pdf: Path, known: int) -> float:
    start = time.perf_counter()
    while not pdf.is_file() or pdf.stat().st_ino == known:
        time.sleep(0.002)
        if time.perf_counter() - start > LIMIT_SECONDS:
            sys.exit(f"no PDF within {LIMIT_SECONDS:.0f} seconds")
    return time.perf_counter() - start


def measure(size: Size, runs: int) -> dict[str, list[float]]:
    """Seconds from a save to the PDF, and of a plain pass of TeX."""
    taken: dict[str, list[float]] = {"middle chapter": [], "last chapter": [], "one plain pass": []}
    with tempfile.TemporaryDirectory() as name:
        write_all(size, Path(name))
        folder, copy = Path(name) / "ours", Path(name) / "bare"
        build = [sys.executable, str(ROOT / "build.py"), "-q", "--thesis", str(folder)]
        subprocess.run(build, check=True)
        shutil.copytree(folder / "build", copy / "build", ignore=shutil.ignore_patterns("cache"))
        process = subprocess.Popen([*build, "watch"])
        try:
            time.sleep(2 * REST_SECONDS)
            chapters = sorted((folder / "chapters").iterdir())
            pdf = folder / "build" / "thesis.pdf"
            for case, chapter in (("middle chapter", chapters[len(chapters) // 2]), ("last chapter", chapters[-1])):
                for number in range(-1, runs):  # the first save tells the watch which chapter is being edited
                    known = pdf.stat().st_ino
                    edit(chapter, number)
                    seconds = _until_replaced(pdf, known)
                    if number >= 0:
                        taken[case].append(seconds)
                        print(f"{size.name:7} {case:15} {seconds:6.2f} s", file=sys.stderr)
                        taken["one plain pass"] += list(bare_passes(copy).values())[:1]
                    time.sleep(REST_SECONDS)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="small,medium")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    for name in arguments.sizes.split(","):
        taken = measure(SIZES[name], arguments.runs)
        plain = statistics.median(taken.pop("one plain pass"))
        print(f"{name}: one plain pass of pdflatex {plain:.2f} s")
        for case, seconds in taken.items():
            middle = statistics.median(seconds)
            print(f"{name}: {case} {middle:.2f} s, {middle / plain:.2f} of a plain pass")


if __name__ == "__main__":
    main()

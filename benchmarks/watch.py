"""How long after a save the watch has the new PDF in place, beside one plain pass of pdflatex over the same LaTeX; in turn.

Run: ``.venv/bin/python benchmarks/watch.py [--sizes small,medium,large] [--runs 5]``. A save changes one word of the middle
or the last chapter; the clock stops when ``build/thesis.pdf`` has been replaced. Medians in seconds. ``bench.py`` measures the
same beside other typesetters.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measuring import BarePass, chapters, run
from residents import Watching, rest_seconds
from theses import SIZES, Size, write_all
from typesetters import tools


def measure(size: Size, runs: int) -> tuple[dict[str, list[float]], list[float]]:
    """Seconds from a save to the PDF, by chapter, and of plain passes of TeX."""
    taken: dict[str, list[float]] = {"middle chapter": [], "last chapter": []}
    passes = []
    with tempfile.TemporaryDirectory() as name:
        write_all(size, Path(name))
        folder = Path(name) / "ours"
        run(tools()[0].commands(folder), folder)
        bare = BarePass(folder, Path(name) / "bare")
        rest = rest_seconds(bare.seconds()["plain"])
        with Watching(folder) as watching:
            names = chapters(folder)
            for case, chapter in (("middle chapter", names[len(names) // 2]), ("last chapter", names[-1])):
                for number in range(-1, runs):  # the first save tells the watch which chapter is being edited
                    seconds = watching.save(chapter, number)
                    time.sleep(rest)
                    if number >= 0:
                        taken[case].append(seconds)
                        print(f"{size.name:7} {case:15} {seconds:6.3f} s", file=sys.stderr)
                        passes.append(bare.seconds()["plain"])
        print(f"{size.name}: {watching.corrected} of {watching.saves} PDFs were corrected by TeX", file=sys.stderr)
        print(f"{size.name}: the largest process took {watching.megabytes:.0f} MB", file=sys.stderr)
    return taken, passes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="small,medium")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    for name in arguments.sizes.split(","):
        taken, passes = measure(SIZES[name], arguments.runs)
        plain = median(passes)
        print(f"{name}: one plain pass of pdflatex {plain:.2f} s")
        for case, seconds in taken.items():
            middle = median(seconds)
            print(f"{name}: {case} {middle:.3f} s, {middle / plain:.2f} of a plain pass")


if __name__ == "__main__":
    main()

"""A cold build beside `pandoc --citeproc` with pdflatex, on the same text, in turn: A B A B.

Run: ``.venv/bin/python benchmarks/cold.py [--runs 5] [--thesis DIR]``. Prints the medians of the whole processes in seconds and
their ratio, pair by pair. Plots are left out on both sides: pandoc has none. Needs pandoc and TeX Live.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PLOT = re.compile(r"!\[(?:[^\[\]]|\[[^\]]*\])*\]\([^)]*\.csv\)\{#fig-[^}]*\}")


def _without_plots(source: Path, target: Path) -> None:
    """A copy of the thesis whose plots, and the references to them, are gone."""
    ignore = shutil.ignore_patterns("build", ".venv", ".git", "typesetter", "templates", "tests")
    shutil.copytree(source, target, ignore=ignore)
    texts = {path: path.read_text("utf-8") for path in (target / "chapters").iterdir()}
    labels = {label for text in texts.values() for label in re.findall(r"\.csv\)\{#(fig-[\w-]+)", text)}
    for path, text in texts.items():
        cleaned = _PLOT.sub("", text)
        for label in labels:
            cleaned = cleaned.replace(f"@{label}", "the figure")
        path.write_text(cleaned, "utf-8")


def _for_pandoc(thesis: Path) -> str:
    """The Markdown chapters as one text that pandoc reads."""
    parts = []
    for path in sorted((thesis / "chapters").glob("*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"!\[(?:[^\[\]]|\[[^\]]*\])*\]\([^)]*\.csv\)(\{[^}]*\})?", "", text)
        parts.append(re.sub(r"@(sec|fig|tbl|eq)-[\w-]+", "Section 1", text))
    return "\n\n".join(parts)


def _seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--thesis", type=Path, default=ROOT)
    arguments = parser.parse_args()
    if shutil.which("pandoc") is None:
        sys.exit("pandoc is not installed")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        thesis = work / "thesis"
        _without_plots(arguments.thesis, thesis)
        (thesis / "whole.md").write_text(_for_pandoc(thesis), "utf-8")
        bibliography = [f"--bibliography={path}" for path in sorted((thesis / "bib").glob("*.bib"))]
        pandoc = [
            *("pandoc", "whole.md", "--toc", "--citeproc", *bibliography, "--pdf-engine=pdflatex"),
            *("--top-level-division=chapter", "--variable=documentclass=report", "--output=whole.pdf"),
        ]
        ours = [sys.executable, str(ROOT / "build.py"), "pdf", "--quiet", "--thesis", str(thesis)]
        _seconds(ours, ROOT)  # what set-up does once: byte code, TeX's own caches
        _seconds(pandoc, thesis)
        times: list[tuple[float, float]] = []
        for _ in range(arguments.runs):
            shutil.rmtree(thesis / "build", ignore_errors=True)
            times.append((_seconds(ours, ROOT), _seconds(pandoc, thesis)))
    ratios = [a / b for a, b in times]
    print(f"cold build  ours {statistics.median(a for a, _ in times):.2f} s", end="")
    print(f"  pandoc --citeproc + pdflatex {statistics.median(b for _, b in times):.2f} s", end="")
    print(f"  ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), {len(times)} pairs")


if __name__ == "__main__":
    main()

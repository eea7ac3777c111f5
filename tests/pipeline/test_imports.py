"""What a build loads: everything that it imports without need is time between a save and the page.

An edit of a chapter finds the configuration, the style, the references and the other chapters kept, so that what reads them
is for builds that have something new to read.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.theses import ROOT, fill

FILES = {
    "thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nbibliography: [bib/one.bib]\n",
    "chapters/01-one.md": "# One {#sec-one}\n\nText of a chapter [@a2001].\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: T {#tbl-t}\n",
    "chapters/02-two.md": "# Two\n\nMore, as @sec-one and @tbl-t have it [@a2001, p. 3].\n",
    "bib/one.bib": "@book{a2001, author={A. Writer}, title={Title}, year={2001}, publisher={P}}\n",
}
EDIT = (
    "annotated_types",
    "click",
    "concurrent.futures",
    "fontTools",
    "jinja2",
    "jsonschema",
    "matplotlib",
    "pikepdf",
    "pybtex",
    "pydantic",
    "pydantic_core",
    "pypdfium2",
    "rich",
    "typesetter.citations.bibsyntax",
    "typesetter.citations.entries",
    "typesetter.citations.latextext",
    "typesetter.citations.mending",
    "typesetter.config.validation",
    "typesetter.engine.explain",
    "typesetter.engine.findings",
    "typesetter.latex.templates",
    "typesetter.latex.untrusted",
    "watchfiles",
    "yaml",
)
"""What an edit of a Markdown chapter does not need."""


NOTHING = (
    "dataclasses",
    "difflib",
    "inspect",
    "shutil",
    "typesetter.citations",
    "typesetter.config",
    "typesetter.engine",
    "typesetter.latex",
    "typesetter.model",
    "typesetter.sources",
)
"""What it does not take, besides, to see that there is nothing to do."""


def loaded(root: Path) -> set[str]:
    """The names of the modules that a build of the folder, in a process of its own, has at its end."""
    program = (
        "import sys; from typesetter.cli import main; status = main(['-q', '--thesis', sys.argv[1]]);"
        "print(*sys.modules); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of the build after an edit."""
    root = fill(tmp_path_factory.mktemp("imports") / "thesis", FILES)
    chapter = root / "chapters" / "02-two.md"
    last: set[str] = set()
    for text in (
        "More",
        "Much more",
        "Even more",
    ):  # the second makes the precompiled preamble, where the first did not
        chapter.write_text(FILES["chapters/02-two.md"].replace("More", text), "utf-8")
        time.sleep(0.03)
        last = loaded(root)
    return last


@pytest.mark.parametrize("module", EDIT)
def test_an_edit_does_not_load(module: str, edited: set[str]) -> None:
    assert module not in edited


def test_the_build_was_one(edited: set[str]) -> None:
    assert {"typesetter.sources.kept", "typesetter.typesetting"} <= edited


def test_a_build_of_nothing_loads_nothing(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": "# One\n\nText.\n"})
    time.sleep(0.03)
    loaded(root)
    found = loaded(root)
    assert "typesetter.record" in found
    assert {*EDIT, *NOTHING} & found == set()

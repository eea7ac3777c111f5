"""The constructs of the manuscript's language, written as LaTeX once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from typesetter.latex.sourcemap import LatexSource
from typesetter.manuscript import BuildResult, Options
from typesetter.pipeline import latex

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Written:
    """The LaTeX source of a thesis folder, and what was found while it was made."""

    root: Path
    source: LatexSource
    result: BuildResult


def write(root: Path) -> Written:
    source, result = latex(Options(root.resolve()))
    assert source is not None, result.diagnostics
    return Written(root, source, result)


@pytest.fixture(scope="session")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The documents of this folder, one chapter for each family of constructs."""
    root = tmp_path_factory.mktemp("constructs") / "thesis"
    shutil.copytree(HERE / "documents", root)
    return write(root)

"""Real engines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engine.support import Press
from typesetter.engine.toolchain import FORCE, Engine, find_engine


def engine_of(name: str, flavour: str, cache: Path) -> Engine:
    variables = dict(os.environ) | {FORCE: flavour}
    engine, found = find_engine(
        "lualatex" if name == "lualatex" else "pdflatex", frozenset(), cache, variables=variables
    )
    if engine is None:
        pytest.skip(f"no {name} ({flavour}) on this machine: {found[0].message}")
    return engine


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the engines' answers are kept during the tests."""
    return tmp_path_factory.mktemp("answers")


@pytest.fixture(scope="session", params=["texlive", "embedded"])
def engine(request: pytest.FixtureRequest, answers: Path) -> Engine:
    """pdflatex, of TeX Live and embedded in turn."""
    return engine_of("pdflatex", request.param, answers)


@pytest.fixture(scope="session")
def any_engine(answers: Path) -> Engine:
    """Whatever pdflatex a thesis would be set with here."""
    found, problems = find_engine("pdflatex", frozenset(), answers)
    if found is None:
        pytest.skip(f"no TeX on this machine: {problems[0].message}")
    return found


@pytest.fixture(scope="session")
def lualatex(answers: Path) -> Engine:
    return engine_of("lualatex", "texlive", answers)


@pytest.fixture
def press(engine: Engine, tmp_path: Path) -> Press:
    return Press(engine, tmp_path / "build")


@pytest.fixture
def one_press(any_engine: Engine, tmp_path: Path) -> Press:
    """A press of one engine, for what does not depend on which."""
    return Press(any_engine, tmp_path / "build")

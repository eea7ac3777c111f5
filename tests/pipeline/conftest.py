"""The example thesis, built once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.theses import build_in, copy_example
from typesetter.manuscript import BuildResult


@dataclass(frozen=True)
class Built:
    """A thesis folder and what building it gave."""

    root: Path
    result: BuildResult

    @property
    def pdf(self) -> bytes:
        return (self.root / "build" / "thesis.pdf").read_bytes()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = copy_example(tmp_path_factory.mktemp("example") / "thesis")
    result = build_in(root)
    assert result.pdf is not None, result.diagnostics
    return Built(root, result)

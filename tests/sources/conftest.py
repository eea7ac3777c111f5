"""A thesis folder with a picture, a table of data and files that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def fill(root: Path) -> Path:
    """The files that the fixtures speak of."""
    for name in ("figures", "data", "chapters"):
        (root / name).mkdir(exist_ok=True)
    (root / "figures" / "map.png").write_bytes(PNG)
    (root / "data" / "arms.csv").write_text(
        "year,country,value\n1992,Armenia,1.5\n1993,Azerbaijan,\n", encoding="utf-8"
    )
    (root / "data" / "ragged.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    (root / "chapters" / "01-intro.md").write_text("# Introduction\n\ntext\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("thesis"))

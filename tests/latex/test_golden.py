"""What every construct becomes in LaTeX, file by file; and TeX takes all of it without a complaint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.latex.conftest import HERE, Written
from tests.theses import build_in
from typesetter.diagnostics import Code, Severity

GOLDEN = HERE / "golden"
CHAPTERS = sorted(p.stem for p in (HERE / "documents" / "chapters").iterdir())
_DRAWN = re.compile(r"assets/[0-9a-f]{30}-[0-9a-f]{8}\.pdf")
_PLACED = re.compile(r"(\\tpplottext)\{[^}]*\}\{[^}]*\}\{[^}]*\}\{(..)\}\{[^}]*\}\{[^}]*\}")
_SIZE = re.compile(r"(\\begin\{tpplot\})\{[^}]*\}\{[^}]*\}")


def _settled(text: str) -> str:
    """Without the places of a plot's words and the name of its drawing, which are another room's."""
    return _SIZE.sub(r"\1{…}{…}", _PLACED.sub(r"\1{…}{…}{…}{\2}{…}{…}", _DRAWN.sub("assets/DRAWING.pdf", text)))


@pytest.mark.parametrize("name", [*CHAPTERS, "references"])
def test_written_as_before(name: str, constructs: Written, update_golden: bool) -> None:
    file = next(
        n for n in constructs.source.files if n == f"{name}.tex" or re.fullmatch(rf"chapters/\d\d-{name}\.tex", n)
    )
    got = _settled(constructs.source.files[file])
    golden = GOLDEN / f"{name}.tex"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(got, "utf-8")
    assert got.split("\n") == golden.read_text("utf-8").split("\n"), f"{golden} (--update-golden writes it anew)"


def test_no_golden_file_is_left_over() -> None:
    assert {p.stem for p in GOLDEN.iterdir()} == {*CHAPTERS, "references"}


def test_nothing_is_wrong_with_the_constructs(constructs: Written) -> None:
    assert {d.code for d in constructs.result.diagnostics} <= {Code.FLOAT_UNMENTIONED}


def test_tex_takes_every_construct(constructs: Written) -> None:
    result = build_in(constructs.root)
    assert result.pdf is not None
    assert [d for d in result.diagnostics if d.severity is not Severity.INFO] == []
    assert result.passes <= 3


def test_assets_are_named_by_content(constructs: Written) -> None:
    names = [Path(n).name for n in constructs.source.assets if n.startswith("assets/")]
    assert sum(n.startswith("map-") for n in names) == 1  # one file, however often it is shown
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{8}\.(pdf|png|jpg)", n) for n in names)

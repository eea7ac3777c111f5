"""What a student sees for every mistake that is found before TeX runs: the printed text, word by word.

The cases are in ``mistakes/*.txt``: ``##### title``, files after ``==> path``, and after ``==> expected`` what is printed.
``<TAB>``, ``<0xNN>`` and ``<PNG>`` stand for what a text file does not show; ``<NONE>`` takes a file away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.theses import PNG, fill
from typesetter.manuscript import BuildResult, Options
from typesetter.pipeline import check
from typesetter.summary import findings

MISTAKES = Path(__file__).parent / "mistakes"


@dataclass(frozen=True)
class Case:
    title: str
    files: dict[str, bytes | None]
    options: frozenset[str]
    expected: str
    path: Path

    def __str__(self) -> str:
        return f"{self.path.name}: {self.title}"


def _bytes(text: str) -> bytes | None:
    if text.strip() == "<NONE>":
        return None
    data = text.replace("<TAB>", "\t").encode("utf-8").replace(b"<PNG>", PNG)
    return re.sub(rb"<0x([0-9A-F]{2})>", lambda m: bytes([int(m[1], 16)]), data)


def cases(path: Path) -> Iterator[Case]:
    for part in re.split(r"(?m)^##### ", path.read_text("utf-8"))[1:]:
        title, _, rest = part.partition("\n")
        pieces = re.split(r"(?m)^==> (.+)\n", rest)[1:]
        given = dict(zip(pieces[::2], pieces[1::2], strict=True))
        expected, options = given.pop("expected").strip("\n"), frozenset(given.pop("options", "").split())
        yield Case(title, {name: _bytes(text) for name, text in given.items()}, options, expected, path)


def update(case: Case, got: str) -> None:
    text = case.path.read_text("utf-8")
    start = text.index("==> expected\n", text.index(f"##### {case.title}\n")) + len("==> expected\n")
    end = text.find("##### ", start)
    case.path.write_text(text[:start] + got + "\n" + (text[end:] if end >= 0 else ""), "utf-8")


CASES = [case for path in sorted(MISTAKES.glob("*.txt")) for case in cases(path)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_printed(case: Case, tmp_path: Path, update_golden: bool) -> None:
    root = fill(tmp_path / "thesis", case.files)
    result = check(Options(root.resolve(), untrusted="untrusted" in case.options))
    got = findings(result.diagnostics, root, lambda text, _style: text, verbose=False)
    if update_golden:
        update(case, got)
    elif got != case.expected:
        assert got.split("\n") == case.expected.split("\n"), str(case)
    assert result.failed or "warning" in got
    _is_recorded(root, result)


def _is_recorded(root: Path, result: BuildResult) -> None:
    recorded = json.loads((root / "build" / "diagnostics.json").read_text("utf-8"))["diagnostics"]
    assert [(r["code"], r["message"]) for r in recorded] == [(d.code.value, d.message) for d in result.diagnostics]
    for row in recorded:
        assert not Path(row["path"] or "").is_absolute()
        assert (row["line"] is None) == (row["path"] is None)
        assert str(root) not in json.dumps(row)


def test_titles_are_unique() -> None:
    assert len({c.title for c in CASES}) == len(CASES)

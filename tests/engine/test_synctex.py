"""From the PDF to the line of the manuscript and back, with the stock command, which is what viewers do."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.engine.support import make_source
from tests.theses import build_in, fill, put
from typesetter.engine.synctex import to_manuscript

ONE = """\
# One

The first paragraph stands
on two lines of the file.

## A section with words

- an item of a list
- another item of it

A paragraph with a note[^n] and more of the text behind it.

[^n]: The text of the note.

> A quotation that is set apart.
"""
THESIS: dict[str, str | bytes | None] = {
    "thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\n",
    "chapters/01-one.md": ONE,
    "chapters/02-two.md": "# Two\n\n" + "Text of the second chapter.\n\n" * 60,
    "chapters/03-abstract.yaml": "template: abstract\ntitle: Abstract\nabstract: |\n  What it is about.\n",
}
needs_command = pytest.mark.skipif(shutil.which("synctex") is None, reason="needs the synctex command")


def _ask(root: Path, *arguments: str) -> dict[str, str]:
    """What the command says first of each kind."""
    done = subprocess.run(["synctex", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return dict(reversed(re.findall(r"^(\w+):(.*)$", done.stdout, re.MULTILINE)))


def _there_and_back(root: Path, name: str, line: int) -> tuple[str, int]:
    there = _ask(root, "view", "-i", f"{line}:1:{root / name}", "-o", "build/thesis.pdf")
    back = _ask(root, "edit", "-o", f"{there['Page']}:{there['x']}:{there['y']}:build/thesis.pdf")
    return Path(back["Input"]).relative_to(root).as_posix(), int(back["Line"])


@needs_command
def test_both_ways(tmp_path: Path) -> None:
    root = fill(tmp_path.resolve() / "thesis", {k: v for k, v in THESIS.items() if not k.endswith("abstract.yaml")})
    plain = build_in(root)
    assert plain.pdf is not None
    before = plain.pdf.read_bytes()
    assert not (root / "build" / "thesis.synctex.gz").exists()
    assert build_in(root, synctex=True).pdf is not None
    assert (root / "build" / "thesis.pdf").read_bytes() == before
    for line in (1, 3, 4, 6, 8, 9, 11, 13, 15):
        name, back = _there_and_back(root, "chapters/01-one.md", line)
        assert (name, abs(back - line) <= 1) == ("chapters/01-one.md", True), (line, back)
    for line in (1, 3, 61, 121):
        assert _there_and_back(root, "chapters/02-two.md", line)[0] == "chapters/02-two.md"
    time.sleep(0.03)
    # lines move without any ink: only the places are new
    put(root, {"chapters/01-one.md": "\n\n\n" + ONE})
    moved = build_in(root, synctex=True)
    assert moved.passes == 0
    assert _there_and_back(root, "chapters/01-one.md", 9) == ("chapters/01-one.md", 9)
    (root / "build" / "thesis.synctex.gz").unlink()
    assert build_in(root, synctex=True).pdf is not None
    assert (root / "build" / "thesis.synctex.gz").is_file()
    assert build_in(root).pdf is not None
    assert not (root / "build" / "thesis.synctex.gz").exists()  # it would be of another PDF one day


def test_places_are_those_of_the_manuscript(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "tex"
    put(tmp_path, {"chapters/01-first.md": "x", "chapters/02-second.md": "x", "thesis.yaml": "x"})
    folder.mkdir(parents=True)
    written = (
        f"SyncTeX Version:1\nInput:1:{folder}/./thesis-parked.tex\nInput:2:{folder}/./chapters/01-first.tex\n"
        "Output:pdf\nContent:\n!100\n{1\n[3,1:0,0:10,10,0\n(2,2:1,1:5,5,0\nx2,2:1,1\n)\nf9:1,1\ng2,3,4:2,2\n]\n}1\n"
        f"Input:3:{folder}/./chapters/02-second.tex\nInput:4:/usr/share/x.sty\n{{2\n[1,9:0,0:1,1,0\nk4,7:1,1:2\nk1,9:1,1:2\n]\n}}2\n"
    )
    text = gzip.decompress(to_manuscript(gzip.compress(written.encode()), make_source(), folder, tmp_path)).decode()
    tags = dict(re.findall(r"Input:(\d+):(.*)", text))
    files = {tag: Path(path).name for tag, path in tags.items()}
    named = re.sub(
        r"^([\[(xgk])(\d+),", lambda m: f"{m[1]}{files[m[2]]},", text.partition("Content:\n")[2], flags=re.MULTILINE
    )
    assert named == (
        "!100\n{1\n[01-first.md,2:0,0:10,10,0\n(01-first.md,2:1,1:5,5,0\nx01-first.md,2:1,1\n)\nf9:1,1\n"
        "g01-first.md,3:2,2\n]\n}1\n{2\n[x.sty,7:0,0:1,1,0\nkx.sty,7:1,1:2\nkx.sty,7:1,1:2\n]\n}2\n"
    )

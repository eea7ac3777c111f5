"""Two builds of one folder, and a manuscript saved while it is read."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.attack.support import leftovers, started
from tests.theses import ROOT, build_in, fill, put
from typesetter.pipeline import Options
from typesetter.sources import chapter
from typesetter.stamps import locked, remove_parts
from typesetter.turns import alone


def test_builds_of_one_folder_end_well(tmp_path: Path) -> None:
    root, clean = fill(tmp_path / "thesis"), fill(tmp_path / "clean")
    assert build_in(clean).pdf is not None
    both = [started(root) for _ in range(3)]
    assert [process.wait(60) for process in both] == [0, 0, 0]
    assert (root / "build" / "thesis.pdf").read_bytes() == (clean / "build" / "thesis.pdf").read_bytes()
    assert leftovers(root) == []


def test_who_waits_says_so(tmp_path: Path) -> None:
    root = fill(tmp_path)
    (root / "build").mkdir()
    told: list[str] = []
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(root / "build", lambda: None):
            holding.set()
            release.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(10)
    threading.Timer(0.1, release.set).start()
    with alone(Options(root, on_stage=told.append)), alone(Options(root, on_stage=told.append)):
        assert release.is_set()
    other.join()
    assert told == ["waiting for another build of this folder"]


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = "import sys,time; from pathlib import Path; from typesetter.stamps import locked\nwith locked(Path(sys.argv[1]), lambda: None): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    told: list[str] = []
    threading.Timer(0.1, process.kill).start()
    with locked(tmp_path, lambda: told.append("waits")):
        assert process.wait(10) < 0
    process.stdout.close()
    assert told == ["waits"]
    assert list(tmp_path.iterdir()) == []


def test_parts_of_the_dead_are_removed_and_of_the_living_are_not(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "cache").mkdir()
    gone = [
        f".a.pdf.{dead.pid}.x1.part",
        f"cache/.b.{dead.pid}.x2.part",
        f".work.{dead.pid}.x4.part/a/b",
        ".s.pdf.1.x5.part",
        f"cache/0a.fmt{dead.pid}.fls",
    ]
    alive = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    kept = [f".a.pdf.{alive.pid}.x3.part", f"0a.fmt{alive.pid}.fls", "thesis.fls", "a.part", ".other"]
    put(tmp_path, dict.fromkeys([*gone, *kept], b""))
    remove_parts(tmp_path)
    alive.communicate(b"\n")
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if not p.is_dir()) == sorted(kept)
    assert not (tmp_path / gone[2]).parents[1].exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_pipes_that_nobody_reads_are_removed(tmp_path: Path) -> None:
    (tmp_path / "tex").mkdir()
    for name in ("read", "left"):
        os.mkfifo(tmp_path / "tex" / name)
    reading = os.open(tmp_path / "tex" / "read", os.O_RDWR)
    remove_parts(tmp_path)
    assert os.listdir(tmp_path / "tex") == ["read"]  # noqa: PTH208
    remove_parts(tmp_path, ending=True)
    os.close(reading)
    assert list((tmp_path / "tex").iterdir()) == []


def test_saved_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One save that belongs to two chapters, between the reading of the one and of the other: the PDF is of the second state."""
    new = {"chapters/01-one.md": "# One\n\nNEWSTATE first.\n", "chapters/02-two.md": "# Two\n\nNEWSTATE second.\n"}
    root = fill(tmp_path / "thesis", {"chapters/02-two.md": "# Two\n\nOld.\n"})
    clean = fill(tmp_path / "clean", new)
    assert build_in(clean).pdf is not None
    reading = chapter.read_markdown_chapter
    saved: list[str] = []

    def save_after(folder: Path, path: str, *rest: Any, **more: Any) -> Any:
        read = reading(folder, path, *rest, **more)
        if not saved:
            saved.append(path)
            fill(root, new)
        return read

    monkeypatch.setattr(chapter, "read_markdown_chapter", save_after)
    result = build_in(root)
    assert saved
    assert result.pdf is not None
    assert "build: repeated, since the manuscript was saved while it was read" in result.why
    assert result.pdf.read_bytes() == (clean / "build" / "thesis.pdf").read_bytes()

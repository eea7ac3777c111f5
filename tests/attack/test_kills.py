"""Ended from outside at any moment: the PDF is the old or the new one, nothing is left, and the next build is as a clean one.

``make attack`` does this two hundred times at random moments.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.attack.support import leftovers, processes_in, started
from tests.theses import build_in, fill
from typesetter import stamps
from typesetter.stamps import write_atomic

EDITED = {"chapters/01-one.md": "# One {#sec-one}\n\nEdited, see @sec-one.\n\n## Two\n\nMore.\n"}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, bytes]:
    """A built folder, its PDF, and the PDF of the edited state as a clean folder gives it."""
    folder = tmp_path_factory.mktemp("kills")
    root, clean = fill(folder / "thesis"), fill(folder / "clean", EDITED)
    assert build_in(root).pdf is not None
    assert build_in(clean).pdf is not None
    return root, (root / "build/thesis.pdf").read_bytes(), (clean / "build/thesis.pdf").read_bytes()


@pytest.mark.parametrize(
    ("number", "seconds"),
    [(signal.SIGINT, 0.5), (signal.SIGTERM, 0.8), (signal.SIGHUP, 1.1), (signal.SIGKILL, 0.9)],
)
def test_ended_from_outside(number: int, seconds: float, states: Any, tmp_path: Path) -> None:
    built, old, new = states
    root = tmp_path / "thesis"
    shutil.copytree(built, root)
    fill(root, EDITED)
    process = started(root, stderr=subprocess.PIPE)
    time.sleep(seconds)
    process.send_signal(number)
    said = process.communicate(timeout=20)[1].decode()
    assert (root / "build/thesis.pdf").read_bytes() in (old, new)
    if number != signal.SIGKILL:
        assert (process.returncode, said.strip()) in ((130, "Stopped."), (0, "")), said  # behind the ^C of a terminal
        assert leftovers(root) == []
    time.sleep(0.05)  # the system ends the children of what was killed
    assert processes_in(root) == []
    assert build_in(root).pdf is not None
    assert (root / "build/thesis.pdf").read_bytes() == new
    assert leftovers(root) == []


def test_ctrl_c_again_and_again(states: Any, tmp_path: Path) -> None:
    """An impatient writer does not disturb the tidying up; one line says that it is over."""
    built, old, new = states
    root = tmp_path / "thesis"
    shutil.copytree(built, root)
    fill(root, EDITED)
    process = started(root, stderr=subprocess.PIPE)
    time.sleep(0.4)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    said = process.communicate(timeout=20)[1].decode()
    assert (process.returncode, said.strip()) in ((130, "Stopped."), (0, "")), said
    assert (root / "build/thesis.pdf").read_bytes() in (old, new)
    assert leftovers(root) == processes_in(root) == []


def test_a_watch_that_nobody_listens_to_ends(states: Any, tmp_path: Path) -> None:
    """The editor that started it was killed."""
    root = tmp_path / "thesis"
    shutil.copytree(states[0], root)
    process = started(root, "watch", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    time.sleep(1.0)
    process.stdout.close()
    assert process.wait(20) != 0
    assert leftovers(root) == processes_in(root) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_is_full(call: str, states: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written beside is taken away, and what was there stays."""
    path = tmp_path / "thesis.pdf"
    path.write_bytes(b"old")

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(stamps.os, call, full)
    with pytest.raises(OSError, match="space"):
        write_atomic(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.pdf"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    root = fill(tmp_path)
    root.chmod(0o500)
    try:
        result = build_in(root)
    finally:
        root.chmod(0o700)
    assert [d.code.value for d in result.diagnostics if d.is_error] == ["file-unreadable"]


def test_a_clock_that_goes_back(states: Any, tmp_path: Path) -> None:
    """Times decide nothing: files from the future, and an edit that is older than the build."""
    built, _, new = states
    root = tmp_path / "thesis"
    shutil.copytree(built, root)
    fill(root, EDITED)
    for path in root.rglob("*"):
        if path.is_file():
            moment = 0 if "chapters" in path.parts else 4_000_000_000
            os.utime(path, (moment, moment))
    assert build_in(root).pdf is not None
    assert (root / "build/thesis.pdf").read_bytes() == new

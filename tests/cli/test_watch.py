"""Watching builds again on every save, and ends at Ctrl-C without leaving anything behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.theses import ROOT, fill, put

WAIT_SECONDS = 40.0


def _until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    root = fill(tmp_path / "thesis")
    with (tmp_path / "told").open("w") as told:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "build.py"), "watch", "--thesis", str(root)],
            stdout=told,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield root, process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_builds_on_save_and_ends_at_ctrl_c(watching: tuple[Path, subprocess.Popen[str]]) -> None:
    root, process = watching
    pdf, findings = root / "build" / "thesis.pdf", root / "build" / "diagnostics.json"

    def builds_told() -> int:
        return (root.parent / "told").read_text("utf-8").count("Watching thesis; Ctrl-C ends.")

    _until(lambda: builds_told() == 1, process)  # a build that the next save overtakes would not be told of
    first = pdf.read_bytes()
    put(root, {"chapters/01-one.md": "# One\n\nOther words.\n"})
    _until(lambda: builds_told() == 2, process)
    second = pdf.read_bytes()
    assert second != first
    put(root, {"chapters/01-one.md": "# One\n\n[@unknown]\n"})
    _until(lambda: builds_told() == 3, process)
    assert "cite-unknown" in findings.read_text("utf-8")
    assert pdf.read_bytes() == second
    put(root, {"chapters/01-one.md": "# One\n\nMended.\n"})
    _until(lambda: builds_told() == 4, process)
    assert pdf.read_bytes() != second
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 0
    assert err.endswith("\nNo longer watching thesis.\n")
    assert "Traceback" not in err
    assert _left_behind(root) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("engine", ["embedded", "lualatex"])
def test_with_the_other_engines(engine: str, tmp_path: Path) -> None:
    """A save is a new PDF with each of them, which is that of a clean build."""
    front = "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\n"
    if engine == "lualatex":
        root = fill(tmp_path / "thesis", {"thesis.yaml": f"{front}engine: lualatex\n"})
        variables = dict(os.environ)
    else:
        root = fill(tmp_path / "thesis")
        variables = {**os.environ, "TYPESETTER_ENGINE": "embedded"}
    command = [sys.executable, str(ROOT / "build.py"), "-q", "--thesis"]
    process = subprocess.Popen(
        [*command, str(root), "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
    )
    try:
        pdf = root / "build" / "thesis.pdf"
        _until((root / "build" / "build.json").is_file, process)
        first = pdf.read_bytes()
        put(root, {"chapters/01-one.md": "# One\n\nOther words.\n"})
        _until(lambda: pdf.read_bytes() != first, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WAIT_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0
    assert _left_behind(root) == []
    clean = fill(tmp_path / "clean", {p.relative_to(root).as_posix(): p.read_bytes() for p in _sources(root)})
    subprocess.run([*command, str(clean)], check=True, env=variables)
    assert pdf.read_bytes() == (clean / "build" / "thesis.pdf").read_bytes()


def _sources(root: Path) -> list[Path]:
    return [root / "thesis.yaml", *(root / "chapters").iterdir()]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_while_tex_runs_nothing_is_left_behind(number: int, tmp_path: Path) -> None:
    loop = "# One\n\n```{=latex}\n\\loop\\iftrue\\repeat\n```\n"
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": loop})
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "--thesis", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = root / "build" / "tex" / "thesis.log"
    _until(log.is_file, process)
    time.sleep(0.5)
    process.send_signal(number)
    _, err = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 130
    assert err.strip() == "Stopped."
    assert _left_behind(root) == []


_ENDLESS = "# One\n\n```{=latex}\n\\loop\\iftrue\\repeat\n```\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")
@pytest.mark.parametrize("busy", [False, True])
def test_killed_it_leaves_no_tex_behind(busy: bool, watching: tuple[Path, subprocess.Popen[str]]) -> None:
    """Whether TeX waits for the next edit or runs for ever: it ends with the watch, of which nothing is left to end it."""
    root, process = watching
    _until((root / "build" / "thesis.pdf").is_file, process)
    _until(lambda: _left_behind(root), process)
    if busy:
        put(root, {"chapters/01-one.md": _ENDLESS})
        _until(lambda: "loop" in (root / "build/tex/chapters/01-01-one.tex").read_text("utf-8"), process)
        time.sleep(0.3)
    process.kill()
    process.wait()
    end = time.monotonic() + 10
    while _left_behind(root) and time.monotonic() < end:
        time.sleep(0.05)
    assert _left_behind(root) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_goes_on_after_a_sleep(watching: tuple[Path, subprocess.Popen[str]]) -> None:
    root, process = watching
    pdf = root / "build" / "thesis.pdf"
    _until(pdf.is_file, process)
    first = pdf.read_bytes()
    process.send_signal(signal.SIGSTOP)
    put(root, {"chapters/01-one.md": "# One\n\nWritten in its sleep.\n"})
    time.sleep(0.2)
    process.send_signal(signal.SIGCONT)
    _until(lambda: pdf.read_bytes() != first, process)


def _left_behind(root: Path) -> list[str]:
    """Processes whose working folder is in the thesis's."""
    if not Path("/proc/self/cwd").exists():
        return []
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink().is_relative_to(root):
                found.append((entry / "cmdline").read_text("utf-8", "replace"))
        except OSError:
            continue
    return found

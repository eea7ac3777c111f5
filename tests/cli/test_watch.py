"""Watching builds again on every save, and ends at Ctrl-C without leaving anything behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.theses import ROOT, fill, put
from typesetter.watch import relevant

WAIT_SECONDS = 40.0


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("chapters/01-one.md", True),
        ("thesis.yaml", True),
        ("templates/parts/matter.tex.j2", True),
        ("build/thesis.pdf", False),
        ("build/tex/chapters/01.tex", False),
        (".git/index", False),
        ("chapters/.01-one.md.swp", False),
        ("chapters/01-one.md~", False),
        ("chapters/.#01-one.md", False),
        ("chapters/4913", False),
        ("chapters/1984.md", True),
    ],
)
def test_what_counts_as_a_change(path: str, counts: bool) -> None:
    root = Path("/a/thesis")
    assert relevant(root, str(root / path)) is counts
    assert not relevant(root, f"/elsewhere/{path}")


def _until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    root = fill(tmp_path / "thesis")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "watch", "--thesis", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield root, process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_builds_on_save_and_ends_at_ctrl_c(watching: tuple[Path, subprocess.Popen[str]]) -> None:
    root, process = watching
    pdf, findings = root / "build" / "thesis.pdf", root / "build" / "diagnostics.json"
    _until(pdf.is_file, process)
    first = pdf.read_bytes()
    time.sleep(0.5)  # the watching begins after the first build
    put(root, {"chapters/01-one.md": "# One\n\nOther words.\n"})
    _until(lambda: pdf.read_bytes() != first, process)
    second = pdf.read_bytes()
    time.sleep(0.3)
    put(root, {"chapters/01-one.md": "# One\n\n[@unknown]\n"})
    _until(lambda: "cite-unknown" in findings.read_text("utf-8"), process)
    assert pdf.read_bytes() == second
    time.sleep(0.3)
    put(root, {"chapters/01-one.md": "# One\n\nMended.\n"})
    _until(lambda: pdf.read_bytes() != second, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode in {0, 130}
    assert "Traceback" not in err
    assert out.count("Watching thesis; Ctrl-C ends.") >= 3
    assert _left_behind(root) == []


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

"""Programs that are run: their output, their end, and that nothing of them is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.theses import ROOT
from typesetter.engine.process import run

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_output_and_status() -> None:
    pieces: list[str] = []
    outcome = run(["sh", "-c", "echo out; echo err >&2; exit 3"], environment=ENVIRONMENT, on_output=pieces.append)
    assert (outcome.status, outcome.timed_out, outcome.ok) == (3, False, False)
    assert sorted(outcome.output.split()) == ["err", "out"]
    assert "".join(pieces) == outcome.output
    assert run(["true"], environment=ENVIRONMENT).ok


def test_there_is_no_input_and_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    outcome = run(["sh", "-c", "cat; echo [$SECRET]"], environment=ENVIRONMENT, limit_seconds=10)
    assert outcome.output == "[]\n"


def test_a_program_that_is_not_there() -> None:
    outcome = run(["/nowhere/program"], environment=ENVIRONMENT)
    assert outcome.status == 127
    assert "No such file" in outcome.output


def test_at_the_limit_everything_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "child"
    # Neither the shell nor what it started hears the interrupt.
    script = f"trap '' INT; sleep 60 & echo $! > {note}; wait; sleep 60"
    start = time.monotonic()
    outcome = run(["sh", "-c", script], environment=ENVIRONMENT, limit_seconds=0.5)
    assert time.monotonic() - start < 10
    assert outcome.timed_out
    assert not outcome.ok
    assert not alive(int(note.read_text()))


def test_what_a_program_leaves_behind_goes_with_it(tmp_path: Path) -> None:
    note = tmp_path / "child"
    outcome = run(["sh", "-c", f"sleep 60 >/dev/null 2>&1 & echo $! > {note}"], environment=ENVIRONMENT)
    assert outcome.ok
    time.sleep(0.1)
    assert not alive(int(note.read_text()))


def test_ctrl_c_kills_the_program_too(tmp_path: Path) -> None:
    note = tmp_path / "child"
    script = (
        "from typesetter.engine.process import run\n"
        f"run(['sh', '-c', 'echo $$ > {note}; sleep 60'], environment={ENVIRONMENT!r})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if note.exists() and note.read_text().strip():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait(10)
    finally:
        process.kill()
    assert process.returncode != 0
    assert not alive(int(note.read_text()))


def test_an_exception_of_the_listener_kills_the_program(tmp_path: Path) -> None:
    note = tmp_path / "child"

    def listener(_piece: str) -> None:
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        run(["sh", "-c", f"echo $$ > {note}; echo x; sleep 60"], environment=ENVIRONMENT, on_output=listener)
    assert not alive(int(note.read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a running program's limits be set")
def test_a_file_cannot_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typesetter.engine.process.FILE_LIMIT", 1 << 20)
    outcome = run(["sh", "-c", "sleep 0.3; exec yes > big"], environment=ENVIRONMENT, folder=tmp_path, limit_seconds=20)
    assert outcome.status == -signal.SIGXFSZ
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_output_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that prints is ended, and little of what it printed is kept."""
    monkeypatch.setattr("typesetter.engine.process.OUTPUT_LIMIT", 1 << 20)
    start = time.monotonic()
    outcome = run(["sh", "-c", "trap '' INT; yes"], environment=ENVIRONMENT, limit_seconds=30)
    assert (outcome.flooded, outcome.timed_out, outcome.status) == (True, True, -signal.SIGKILL)
    assert len(outcome.output) <= 1 << 20
    assert time.monotonic() - start < 10


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are named in /proc")
def test_programs_that_nobody_knows_of_are_ended_too() -> None:
    """In a process of its own, since it ends all of them."""
    code = (
        "import subprocess, sys; from typesetter.engine.process import end_children\n"
        "started = [subprocess.Popen(['sleep', '60'], start_new_session=new) for new in (True, False)]\n"
        "end_children(); print(*(p.pid for p in started))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )
    assert not any(alive(int(pid)) for pid in done.stdout.split())

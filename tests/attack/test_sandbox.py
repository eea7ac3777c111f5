"""Namespaces, bubblewrap, or neither: what a thesis by somebody else sees in each case, and what its builder is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.theses import ROOT, Ran, fill
from typesetter.engine import bubblewrap, sandbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

LOOK = """
import os, socket, sys
from pathlib import Path
root, secret = map(Path, sys.argv[1:])
def tried(path, mode):
    try:
        with open(path, mode): return True
    except OSError: return False
print(tried(root / "thesis.yaml", "r"), tried(root / "build" / "made.txt", "w"), tried(root / "made.txt", "w"),
    tried(secret, "r"), tried("/etc/passwd", "r"), tried("/usr/made.txt", "w"), os.getpid() < 10,
    socket.socket().connect_ex(("192.0.2.1", 80)) == 0)
"""
SHUT_IN = "True True False False False False True False"

WITHOUT_NAMESPACES = """
import sys
from typesetter.engine import sandbox
sandbox.missing = sandbox.unshare = lambda: "it is forbidden"
if {without_bubblewrap}:
    from typesetter.engine import bubblewrap
    bubblewrap.program = lambda: ""
from typesetter.cli import main
sys.exit(main(sys.argv[1:]))
"""


def _without_namespaces(*arguments: str | Path, bwrap: bool) -> Ran:
    code = WITHOUT_NAMESPACES.format(without_bubblewrap=not bwrap)
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_whether_there_are_namespaces_is_found_out_before() -> None:
    reason = sandbox.missing()
    if reason:
        pytest.skip(reason)
    assert sandbox.missing() == ""  # in a child: this process is where it was


def test_a_system_that_forbids_namespaces() -> None:
    """In a namespace that allows no further ones, without a right to others."""
    code = "from typesetter.engine import sandbox; print(sandbox.missing())"
    script = 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all -- "$0" -c "$1"'
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, sys.executable, code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        pytest.skip(ran.stderr)
    assert ran.stdout.startswith("this system forbids user namespaces")


def test_bubblewrap_shows_no_more(tmp_path: Path) -> None:
    program = bubblewrap.program()
    if not program:
        pytest.skip("there is no bubblewrap that can work here")
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", "utf-8")
    root = fill(tmp_path / "thesis", {"build/.keep": ""})
    shown = bubblewrap.arguments([root, *sandbox.folders_needed()], [root / "build"], root)
    command = [program, *shown, "--", sys.executable, "-c", LOOK, str(root), str(secret)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == SHUT_IN, done.stderr


def test_bubblewrap_where_there_are_no_namespaces(tmp_path: Path) -> None:
    if not bubblewrap.program():
        pytest.skip("there is no bubblewrap that can work here")
    root = fill(tmp_path / "thesis")
    ran = _without_namespaces("check", "--thesis", root, "--untrusted", "--why", bwrap=True)
    assert (ran.status, "sandbox: no network, no files but the thesis" in ran.out) == (0, True), ran.out + ran.err


def test_neither_is_told(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis")
    ran = _without_namespaces("check", "--thesis", root, "--untrusted", bwrap=False)
    assert ran.status == 0, ran.err
    assert "sandbox: none, since it is forbidden" in ran.err
    assert "sandbox" not in _without_namespaces("check", "--thesis", root, "--untrusted", "-q", bwrap=False).err

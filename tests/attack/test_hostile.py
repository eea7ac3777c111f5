"""Theses that want to harm who builds them: a message, the right status, in time, and nothing read or left outside."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.attack.hostile import CASES, SLOW, png
from tests.attack.support import attacked, leftovers, processes_in
from tests.theses import cli, fill, recorded
from typesetter.diagnostics import Code, Diagnostic, Span, format_diagnostic
from typesetter.engine import sandbox
from typesetter.engine.limits import Limits, contained
from typesetter.latex.untrusted import refused
from typesetter.pipeline import Options, check

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
SECONDS = 10.0
"""Far above what each takes, far below what an attack that works takes."""


@pytest.mark.parametrize("name", [name for name in CASES if name not in SLOW])
def test_before_tex(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    root = attacked(tmp_path / "thesis", case)
    start = time.monotonic()
    result = check(Options(root.resolve(), untrusted=True))
    assert time.monotonic() - start < SECONDS
    errors = {d.code.value for d in result.diagnostics if d.is_error}
    assert bool(errors & case.codes) if case.codes else not errors, result.diagnostics
    assert "internal" not in errors


def test_what_a_folder_brings_along_is_not_believed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = attacked(tmp_path / "thesis", CASES["tex: format and auxiliary files brought along"])
    ran = cli("--thesis", root, "--untrusted")
    assert ran.status == 0, ran.err
    assert b"root:x:" not in (root / "build" / "thesis.pdf").read_bytes()
    assert list(outside.iterdir()) == []
    assert leftovers(root) == processes_in(root) == []


def test_out_of_memory(tmp_path: Path) -> None:
    root = attacked(tmp_path, CASES["bib: abbreviations that double"])
    ran = cli("check", "--thesis", root, "--untrusted", "--limit-memory", "512")
    assert (ran.status, ran.heads) == (1, ["limit-memory bib/references.bib:1:1"]), ran.err
    assert [d["code"] for d in recorded(root)] == ["limit-memory"]


def test_out_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With children that do not want to go."""
    root = fill(tmp_path)

    def work() -> int:
        import subprocess

        (root / "thesis.yaml").read_bytes()
        subprocess.Popen([sys.executable, "-c", f"import time; time.sleep(99) # {root}"], start_new_session=True)
        while True:
            pass

    monkeypatch.setattr("typesetter.engine.limits.GRACE_SECONDS", 0.3)
    ended = contained(work, root, Limits(1.0, 4 << 30), readable=sandbox.folders_needed())
    assert (ended.status, ended.limit, ended.reading) == (1, "time", "thesis.yaml")
    if not ended.open_because:
        assert processes_in(root) == []


@LINUX
def test_shut_in(tmp_path: Path) -> None:
    """Inside: the thesis to read, its build folder to write, no home, no network, no way to the rest."""
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", "utf-8")
    root = fill(tmp_path / "thesis")
    build = root / "build"
    build.mkdir()

    def tried(path: Path, mode: str) -> bool:
        try:
            with path.open(mode):
                return True
        except OSError:
            return False

    def work() -> int:
        import os
        import socket

        can = [
            tried(root / "thesis.yaml", "r"),
            tried(build / "made.txt", "w"),
            not tried(root / "made.txt", "w"),
            not tried(secret, "r"),
            not tried(Path("/etc/passwd"), "r"),
            not tried(Path("/usr/made.txt"), "w"),
            not any(Path("/tmp").iterdir()) or str(root).startswith("/tmp"),
            os.getpid() == 1,
        ]
        with socket.socket() as one:
            one.settimeout(1)
            can.append(one.connect_ex(("192.0.2.1", 80)) != 0)
        return sum(1 << i for i, good in enumerate(can) if not good) & 0xFF

    ended = contained(work, root, Limits(20, 4 << 30), readable=sandbox.folders_needed(), writable=[build])
    if ended.open_because:
        pytest.skip(ended.open_because)
    assert ended.status == 0
    assert (build / "made.txt").exists()


@pytest.mark.parametrize(
    ("tex", "found"),
    [
        (r"\frac{1}{2}\le\left(x\right)\newton\inputs\chi\ending", []),
        (r"\begin{pmatrix}a & b\end{pmatrix}", []),
        (r"\begin{input}{x}\end{input}", [r"\begin{input}", r"\end{input}"]),
        (r"\begin {write}18", [r"\begin {write}"]),
        (r"\begin\x", [r"\begin"]),
        (r"\input|x", [r"\input"]),
        (r"\UseName{input}{x}", [r"\UseName"]),
        (r"\pdffiledump length 9{x}", [r"\pdffiledump"]),
        (r"\NewDocumentCommand\a{}{\a}", [r"\NewDocumentCommand"]),
    ],
)
def test_mathematics_that_is_none(tex: str, found: list[str]) -> None:
    assert [tex[start:end] for start, end in refused(tex)] == found


def test_a_picture_bomb_is_small() -> None:
    assert len(png(2_000, 2_000)) < 2_000


@pytest.mark.parametrize("name", ["bib: crossref in a circle", "bib: crossref to itself"])
def test_a_circle_of_references_is_told(name: str, tmp_path: Path) -> None:
    result = check(Options(attacked(tmp_path, CASES[name]).resolve()))
    told = [d for d in result.diagnostics if "takes fields from itself" in d.message]
    assert told
    assert all(d.span is not None and d.span.path == "bib/references.bib" for d in told)


def test_messages_command_no_terminal() -> None:
    hostile = "a\x1b[2J\x9b31m\u202eb\x07"
    found = Diagnostic(Code.FILE_MISSING, f"no '{hostile}'", Span(hostile, 1, 2, 1, 5), (hostile,))
    printed = format_diagnostic(found, lambda _path, _line: hostile)
    assert not set(printed) & set("\x1b\x9b\u202e\x07")
    assert printed.count("␛[2J") == 4

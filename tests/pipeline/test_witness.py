"""What is read is seen; and of the program's own folders a digest is remembered, never a wrong one."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.theses import fill
from typesetter import stamps
from typesetter import witness as module
from typesetter.stamps import digest_file, digesting_once, write_atomic
from typesetter.witness import tree_digest, witness

FILES = {"a.txt": "one", "b/c.txt": "two", "__pycache__/x.pyc": "never"}
LONG_AGO = 1_600_000_000


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for the program's, with a memory that is shared; its files were changed long before."""
    root = fill(tmp_path / "program", FILES)
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(module, "_is_program", lambda _top: True)
    monkeypatch.setattr(module, "shared_folder", lambda _name: tmp_path / "memory")
    monkeypatch.setattr(module, "_UNSURE_NS", -(10**12))  # as if all had been changed long ago
    return root


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    reads: list[Path] = []
    read = module._read_digest
    monkeypatch.setattr(module, "_read_digest", lambda top: reads.append(top) or read(top))
    return reads


def test_a_digest_is_remembered(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = count_reads(monkeypatch)
    first = tree_digest(program)
    assert (tree_digest(program), reads) == (first, [program])
    monkeypatch.setattr(module, "_is_program", lambda _top: False)
    assert (tree_digest(program), len(reads)) == (first, 2)


def _same_size(root: Path) -> None:
    known = (root / "a.txt").stat()
    (root / "a.txt").write_text("eno", "utf-8")
    os.utime(root / "a.txt", ns=(known.st_atime_ns, known.st_mtime_ns))  # the time of the change of state cannot be set


@pytest.mark.parametrize(
    "change",
    [
        _same_size,
        lambda root: (root / "new.txt").write_text("", "utf-8"),
        lambda root: (root / "b" / "c.txt").unlink(),
        lambda root: (root / "b").rename(root / "d"),
        lambda root: (fill(root.parent, {"other": "eno"}) / "other").replace(root / "a.txt"),
    ],
)
def test_a_change_is_seen(change: object, program: Path) -> None:
    before = tree_digest(program)
    assert callable(change)
    change(program)
    assert tree_digest(program) != before


def test_what_was_changed_just_now_is_not_remembered(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_UNSURE_NS", 10**12)
    reads = count_reads(monkeypatch)
    assert tree_digest(program) == tree_digest(program)
    assert len(reads) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff\xfe", b"one two three", b"0 0"])
def test_a_damaged_memory_is_none(damage: bytes, program: Path, tmp_path: Path) -> None:
    before = tree_digest(program)
    (kept,) = (tmp_path / "memory").iterdir()
    kept.write_bytes(damage)
    assert tree_digest(program) == before


def test_without_a_place_to_remember_it_is_read(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree_digest(program)
    monkeypatch.setattr(module, "shared_folder", lambda _name: None)
    reads = count_reads(monkeypatch)
    assert (tree_digest(program), len(reads)) == (before, 1)


def test_a_thesis_is_not_the_program(tmp_path: Path) -> None:
    package = Path(module.__file__).parent
    assert module._is_program(package)
    assert module._is_program(package.parent / "templates")
    assert not module._is_program(fill(tmp_path, {"templates/x": ""}) / "templates")


# ----------------------------------------------------------------------------------------------------------- the audit hook


def test_files_of_the_thesis_are_seen_and_those_of_python_are_not(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {"a.md": "", "build/b.md": "", "c/d.md": ""})
    outside = fill(tmp_path, {"x.txt": ""}) / "x.txt"
    code = Path(module.__file__)
    with witness(root) as seen:
        for path in (root / "a.md", root / "build" / "b.md", root / "build" / ".." / "c" / "d.md", code, outside):
            path.read_bytes()
        (code.parent / "nothing" / ".." / ".." / "nowhere.txt").exists()
        with pytest.raises(OSError):
            Path(f"{code.parent}/model/../../../nowhere.txt").read_bytes()
    assert {seen.name(path) for path in seen.files} == {"a.md", "c/d.md"}
    assert set(seen.outside) == {str(outside), str(code.parent.parent.parent / "nowhere.txt")}


def test_a_thesis_inside_the_folder_of_python_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container with Python in /usr and the thesis in /usr/src."""
    monkeypatch.setattr(module, "_PYTHON", (f"{tmp_path}{os.sep}",))
    root = fill(tmp_path / "thesis", {"a.md": ""})
    with witness(root) as seen:
        (root / "a.md").read_bytes()
    assert [seen.name(path) for path in seen.files] == ["a.md"]


# ------------------------------------------------------------------------------------------------------------ atomic writes


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_file_has_the_permissions_that_the_user_wants(mask: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        assert write_atomic(tmp_path / "new" / "file", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "file").stat().st_mode) == 0o666 & ~mask
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file"]
    assert not write_atomic(tmp_path / "new" / "file", b"text")


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_atomic(tmp_path / "file", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("typesetter.stamps.os.fsync", full)
    with pytest.raises(OSError):
        write_atomic(tmp_path / "file", "new")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"file": "old"}


def test_what_was_digested_early_is_digested_again_where_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(tmp_path / "thesis", {"one.md": "one", "two.md": "two"})
    for name in ("one.md", "two.md"):
        os.utime(root / name, (LONG_AGO, LONG_AGO))
    with witness(root) as seen:
        for name in ("one.md", "two.md"):
            (root / name).read_bytes()
    digests = seen.digests()
    seen.settle()
    digested: list[Path] = []
    digest = module.digest_file
    monkeypatch.setattr(module, "digest_file", lambda path: digested.append(path) or digest(path))
    assert (seen.digests(), digested) == (digests, [])
    (root / "two.md").write_text("eno", "utf-8")
    assert seen.digests() is None  # an edit overtook the build
    assert digested == [root / "two.md"]


def test_a_build_reads_a_file_once_and_is_told_of_it_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fill(tmp_path, {"old.md": "one", "new.md": "one"})
    os.utime(root / "old.md", (LONG_AGO, LONG_AGO))
    monkeypatch.setattr(stamps, "_SETTLED_NS", -(10**12))  # as if all had been changed long ago
    digested: list[bytes] = []
    digest = stamps.digest
    monkeypatch.setattr(stamps, "digest", lambda *parts: digested.extend(parts) or digest(*parts))
    with digesting_once():
        known = digest_file(root / "old.md")
        with witness(root) as seen:
            assert digest_file(root / "old.md") == known
            assert digest_file(root / "missing.md") == ""
        assert digested == [b"one"]
        assert set(seen.files) == {str(root / "old.md"), str(root / "missing.md")}
        (root / "old.md").write_text("eno", "utf-8")
        os.utime(root / "old.md", (LONG_AGO, LONG_AGO))  # its size and time as they were
        assert digest_file(root / "old.md") != known
    assert digest_file(root / "old.md") != known
    assert digested == [b"one", b"eno", b"eno"]


def test_a_file_that_was_just_changed_is_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("one", "utf-8")
    now = time.time_ns()
    monkeypatch.setattr(stamps, "_state", lambda _name: (1, 3, now, now))  # the clock stands still
    with digesting_once():
        known = digest_file(path)
        path.write_text("two", "utf-8")
        assert digest_file(path) != known

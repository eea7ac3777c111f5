"""What Linux tells of saves, and when a save is whole; and values that a watch has in memory beside the disk."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from typesetter.shelf import Shelf, remembering, write_pending
from typesetter.watch.inotify import Inotify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Inotify]:
    with Inotify() as notices:
        assert notices.watch({str(tmp_path): tmp_path.stat().st_ino})
        yield notices


def test_a_save_that_was_begun_is_waited_for(tmp_path: Path, told: Inotify) -> None:
    path = tmp_path / "a.md"
    path.write_text("whole", "utf-8")
    assert told.take(1) == {str(path)}
    start = time.monotonic()
    told.settle(quiet=False)
    assert time.monotonic() - start < 0.01  # closed, so there is nothing to wait for
    with path.open("w", encoding="utf-8") as file:
        file.write("half")
        file.flush()
        assert told.take(1) == {str(path)}
        start = time.monotonic()
        told.settle(quiet=False)
        assert time.monotonic() - start > 0.01
    assert told.take(1) == {str(path)}
    assert told.take() == set()


def test_folders_come_and_go(tmp_path: Path, told: Inotify) -> None:
    inner, link = tmp_path / "inner", tmp_path / "link"
    inner.mkdir()
    link.symlink_to(inner)
    folders = {str(p): p.stat().st_ino for p in (tmp_path, inner, link)}
    assert told.watch(folders)
    assert not told.watch(folders)
    told.take()
    (inner / "a").touch()
    assert told.take(1) == {str(inner / "a"), str(link / "a")}  # under each of its names
    (inner / "a").unlink()
    inner.rmdir()
    assert str(inner) in told.take(1)
    assert not told.watch({str(tmp_path): tmp_path.stat().st_ino})  # what is gone is no longer watched anyway
    inner.mkdir()
    assert told.watch({str(p): p.stat().st_ino for p in (tmp_path, inner)})
    told.take()
    (inner / "b").touch()
    assert told.take(1) == {str(inner / "b")}


def test_what_lies_on_the_disk_decides(tmp_path: Path) -> None:
    value = ("kept", 1)
    with remembering():
        shelf = Shelf(tmp_path, "code")
        shelf.put("a", value)
        assert shelf.get("a") is value
        assert not list(tmp_path.iterdir())
        assert Shelf(tmp_path, "other code").get("a") is None
        write_pending()
        assert shelf.get("a") is value
        with remembering():
            Shelf(tmp_path, "code").put("b", 1)
        Shelf(tmp_path, "code").tidy()
        assert shelf.get("a") is None  # thrown away by a build that did not ask for it
        shelf.put("a", value)
        write_pending()
        path = tmp_path / "a.bin"
        path.write_bytes(os.urandom(40))
        assert shelf.get("a") is None
        shelf.put("a", value)
    assert Shelf(tmp_path, "code").get("a") == value  # written when the watch ends
    assert Shelf(tmp_path, "other code").get("a") is None

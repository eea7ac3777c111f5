"""What Linux tells of saves, and when a save is whole; and values that a watch has in memory beside the disk."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from typesetter.shelf import Later, Shelf, remembered, remembering, write_pending
from typesetter.watch.inotify import Inotify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")


WAIT_SECONDS = 0.5
"""Longer than a busy machine takes for nothing, shorter than what is not whole is waited for."""


def _settles(told: Inotify, path: Path) -> float:
    """The seconds that are waited when ``path`` is all that matters."""
    start = time.monotonic()
    told.settle(quiet=False, concerns=lambda named: named == str(path))
    return time.monotonic() - start


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Inotify]:
    with Inotify() as notices:
        assert notices.watch({str(tmp_path): tmp_path.stat().st_ino})
        yield notices


def test_a_save_that_was_begun_is_waited_for(tmp_path: Path, told: Inotify) -> None:
    path = tmp_path / "a.md"
    path.write_text("whole", "utf-8")
    assert told.take(1) == {str(path)}
    assert _settles(told, path) < WAIT_SECONDS  # closed, so there is nothing to wait for
    with path.open("w", encoding="utf-8") as file:
        file.write("half")
        file.flush()
        assert told.take(1) == {str(path)}
        assert _settles(told, path) > WAIT_SECONDS
        file.write("more")
        file.flush()
        assert told.take(1) == {str(path)}
        assert _settles(told, tmp_path / "b.md") < WAIT_SECONDS  # a log is never whole
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


def test_what_is_put_for_later_is_made_when_it_is_asked_for_or_written(tmp_path: Path) -> None:
    made: list[str] = []

    def later(name: str) -> Later:
        return Later(lambda: made.append(name) or name)

    with remembering():
        shelf = Shelf(tmp_path, "code")
        shelf.put("a", later("a"))
        shelf.put("b", later("b"))
        assert not made
        assert (shelf.get("a"), shelf.get("a"), made) == ("a", "a", ["a"])
        write_pending()
        assert sorted(made) == ["a", "b"]
        assert shelf.get("b") == "b"
    Shelf(tmp_path, "code").put("c", later("c"))
    assert [Shelf(tmp_path, "code").get(name) for name in "abc"] == ["a", "b", "c"]


def test_what_follows_from_the_same_is_made_once_while_the_process_remembers(tmp_path: Path) -> None:
    def made(of: object) -> object:
        return remembered(tmp_path, of, object)

    assert made(1) is not made(1)
    with remembering():
        first = made(1)
        assert made(1) is first
        assert made(2) is not first
        assert made(1) is not first
    assert made(1) is not made(1)

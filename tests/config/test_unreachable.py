"""What the system forbids, told so that it can be mended: the folder by its name, and the command."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from typesetter.config.unreachable import unreachable


def told(error: OSError, root: Path) -> tuple[str, str]:
    found = unreachable(error, root)
    assert found.is_error
    return found.message, found.hints[0]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "build" / "tex").mkdir(parents=True)
    (tmp_path / "build" / "tex" / "thesis.toc").touch()
    return tmp_path


def forbidden(path: Path, number: int = errno.EACCES) -> OSError:
    return OSError(number, os.strerror(number), str(path))


@pytest.mark.parametrize("name", ["build/.thesis.pdf.8638-1.part", "build/thesis.pdf", "build"])
def test_a_file_that_could_not_be_made(root: Path, name: str) -> None:
    error = forbidden(root / name)
    if name == "build":
        (root / "build" / "tex" / "thesis.toc").unlink()
        (root / "build" / "tex").rmdir()
        (root / "build").rmdir()
        message, hint = told(error, root)
        assert message == "the folder of the thesis may not be written to"
        assert hint == f"give yourself the right to: chmod -R u+rwX '{root}'"
    else:
        message, hint = told(error, root)
        assert message == "the folder build/ may not be written to"
        assert hint == "give yourself the right to: chmod -R u+rwX 'build'"


def test_a_folder_of_tex_that_is_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    message, hint = told(forbidden(root / "build" / "tex" / "thesis.toc"), root)
    assert message == "the folder build/tex/ may not be written to"
    assert hint == "give yourself the right to: chmod -R u+rwX 'build/tex'"


def test_a_folder_that_may_not_be_entered(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_given: False)
    message, hint = told(forbidden(root / "build" / "01-one.md"), root)
    assert message == "the folder build/ may not be entered"
    assert hint == "give yourself the right to: chmod -R u+rwX 'build'"


def test_a_file_that_is_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_given: True)
    message, hint = told(forbidden(root / "build" / "tex" / "thesis.toc", errno.EPERM), root)
    assert message == "'build/tex/thesis.toc' may not be read or written to"
    assert hint == "give yourself the right to: chmod -R u+rwX 'build/tex/thesis.toc'"


def test_a_disk_that_can_only_be_read(root: Path) -> None:
    message, hint = told(forbidden(root / "build" / "cache" / "x", errno.EROFS), root)
    assert message == "the folder build/cache/ may not be written to"
    assert "copy the thesis folder" in hint


def test_a_disk_that_is_full(root: Path) -> None:
    message, hint = told(forbidden(root / "build" / "thesis.pdf", errno.ENOSPC), root)
    assert message == f"'build/thesis.pdf' cannot be read or written: {os.strerror(errno.ENOSPC)}"
    assert "has room" in hint
    assert told(OSError(errno.ENOSPC, "full"), root)[0] == "a file cannot be read or written: full"


def test_a_file_elsewhere_has_its_whole_name(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("elsewhere")
    assert told(forbidden(place / "new"), root)[0] == f"the folder {place}/ may not be written to"

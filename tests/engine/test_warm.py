"""The process that waits from build to build: lent only where it fits, never in anybody's way, never left behind."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.support import CHAPTERS, DATE, Press, make_source
from tests.theses import build_in, fill, put
from typesetter import manuscript
from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine.parked import NAME
from typesetter.engine.process import Running
from typesetter.engine.resume import LastRun
from typesetter.engine.toolchain import Engine
from typesetter.engine.warm import Warm

FIRST, SECOND = (name.replace(".tex", ".md") for name in CHAPTERS)


@pytest.fixture
def built(any_engine: Engine, tmp_path: Path) -> Path:
    """A build folder after a good run."""
    source, build = make_source(), tmp_path / "build"
    run = Press(any_engine, build)(source)
    assert run.pdf is not None
    origins = {name: name.replace(".tex", ".md") for name in CHAPTERS}
    LastRun(build / "cache").keep(replace(source, origins=origins), any_engine, DATE, run.precompiled)
    return build


def test_it_is_lent_where_it_stands_before_every_change(built: Path) -> None:
    with Warm(built / "cache", built / "tex") as warm:
        assert warm.borrow([]) is None
        warm.edited([SECOND, "data/other.csv"])
        warm.start()
        assert warm.waits
        parked = warm.borrow([SECOND])
        assert parked is not None
        assert parked.ground.later == {SECOND}
        warm.take_back(parked)
        warm.start()  # it is there
        assert parked.waits
        assert warm.borrow([FIRST, SECOND]) is None  # it has read the first chapter
        assert warm.borrow([]) is None
        warm.edited([])
        warm.start()  # where it stood last
        parked = warm.borrow([SECOND])
        assert parked is not None
        warm.take_back(parked)
    assert not parked._running.alive
    assert (built / "tex" / "thesis.pdf").is_file()
    assert not (built / "tex" / NAME).exists()


def test_another_build_in_the_folder_ends_its_use(built: Path) -> None:
    with Warm(built / "cache", built / "tex") as warm:
        warm.edited([SECOND])
        warm.start()
        (built / "tex" / NAME).unlink()
        (built / "tex" / "thesis.pdf").unlink(missing_ok=True)
        (built / "tex" / "thesis.pdf").write_bytes(b"of another build")
        os.mkfifo(built / "tex" / NAME)
        assert not warm.waits
        assert warm.borrow([SECOND]) is None
    assert (built / "tex" / "thesis.pdf").read_bytes() == b"of another build"


def test_who_waits_can_give_up(tmp_path: Path) -> None:
    class Enough(Exception):  # noqa: N818
        pass

    end = time.monotonic() + 0.2

    def on_wait() -> None:
        if time.monotonic() > end:
            raise Enough

    running = Running(["sh", "-c", "sleep 60"], environment={"PATH": "/usr/bin:/bin"}, folder=tmp_path)
    with pytest.raises(Enough):
        running.finish(limit_seconds=60, on_wait=on_wait)
    assert not running.alive


def test_an_error_found_beside_tex_keeps_the_last_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fill(tmp_path / "thesis")
    first = build_in(root)
    assert first.pdf is not None
    before = first.pdf.read_bytes()

    def refuse(overseer: manuscript.Overseer) -> None:
        overseer._result.diagnostics.append(Diagnostic(Code.FILE_MISSING, "an error"))

    monkeypatch.setattr(manuscript.Overseer, "refuse", refuse)
    put(root, {"chapters/01-one.md": "# One\n\nOther text.\n"})
    result = build_in(root)
    assert result.failed
    assert result.pdf is None
    assert (root / "build" / "thesis.pdf").read_bytes() == before
    monkeypatch.undo()
    assert build_in(root).pdf is not None
    assert (root / "build" / "thesis.pdf").read_bytes() != before

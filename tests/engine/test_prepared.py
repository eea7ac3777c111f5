"""A format that is still being made: waited for by who needs it, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.support import DATE, Press, make_source
from tests.theses import fill
from typesetter.ahead import Ahead
from typesetter.engine.parked import NAME
from typesetter.engine.preamble import prepare_format
from typesetter.engine.resume import park_bare, park_preamble
from typesetter.engine.toolchain import Engine, likely_engine


def test_a_new_process_waits_for_it(any_engine: Engine, tmp_path: Path) -> None:
    press, source = Press(any_engine, tmp_path / "build"), make_source()
    run = press(
        source,
        prepared=lambda: prepare_format(source, any_engine, press.build / "cache", DATE),
        prove=False,
    )
    assert run.preamble == "preloaded"
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(any_engine, tmp_path / "plain").good(source, preload=False)


def test_a_waiting_process_begins_and_later_passes_have_it(any_engine: Engine, tmp_path: Path) -> None:
    press, source = Press(any_engine, tmp_path / "build"), make_source()
    cache = press.build / "cache"
    parked = park_preamble(source, press.build / "tex", any_engine, cache, DATE)
    if parked is None:
        pytest.skip("no FIFO here")
    begun: list[None] = []

    def meanwhile() -> None:
        if not begun:
            begun.append(None)
            prepare_format(source, any_engine, cache, DATE)

    run = press(
        source,
        parked=parked,
        prepared=lambda: pytest.fail("nobody has to wait"),
        on_wait=meanwhile,
        prove=False,
    )
    assert (run.ahead, run.passes > 1, run.preamble) == (True, True, "preloaded")
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(any_engine, tmp_path / "plain").good(source, preload=False)


def test_a_process_that_has_begun_with_nothing(any_engine: Engine, tmp_path: Path) -> None:
    press, source = Press(any_engine, tmp_path / "build"), make_source()
    folder, cache = press.build / "tex", press.build / "cache"
    bare = park_bare(folder, cache, DATE, draft=True)
    if bare is None:
        pytest.skip("no TeX Live, or no FIFO here")
    parked = park_preamble(source, folder, any_engine, cache, DATE, bare=bare)
    assert parked is not None
    assert (parked is bare) is (any_engine.executable == Path(bare.ground.command[0]))
    assert parked is bare or not bare._running.alive
    run = press(source, parked=parked, prove=False)
    assert run.ahead
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(any_engine, tmp_path / "plain").good(source, preload=False)


@pytest.mark.parametrize(
    "yaml", ["date: 2024-05-31", "title: T\ndate: '2024-05-31'  # handed in\n", "date: 2024-13-31", ""]
)
def test_one_that_is_not_needed_is_ended(yaml: str, tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {"thesis.yaml": yaml})
    with Ahead(root, [], root / "build" / "cache", lambda _text: None) as ahead:
        ahead.resume([])
        bare = ahead._bare
    assert (bare is not None) is ("-05-" in yaml and likely_engine() is not None)
    assert bare is None or not bare._running.alive
    assert not list((root / "build").rglob("*.fls"))
    assert not (root / "build" / "tex" / NAME).exists()

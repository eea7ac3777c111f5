"""A format that is still being made: waited for by who needs it, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.support import DATE, Press, make_source
from typesetter.engine.preamble import prepare_format
from typesetter.engine.resume import park_preamble
from typesetter.engine.toolchain import Engine


def test_a_new_process_waits_for_it(any_engine: Engine, tmp_path: Path) -> None:
    press, source = Press(any_engine, tmp_path / "build"), make_source()
    run = press(
        source,
        prepared=lambda: prepare_format(source, any_engine, press.build / "cache", DATE),
        prove_at_once=False,
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
        prove_at_once=False,
    )
    assert (run.ahead, run.passes > 1, run.preamble) == (True, True, "preloaded")
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(any_engine, tmp_path / "plain").good(source, preload=False)

"""Many builds leave nothing behind; ``make attack`` does five hundred."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

import pytest

from tests.attack.support import leftovers, processes_in
from tests.theses import build_in, fill


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted in /proc")
def test_builds_leave_no_descriptor_thread_or_file(tmp_path: Path) -> None:
    root = fill(tmp_path)
    assert build_in(root).pdf is not None

    def state() -> tuple[int, int, int]:
        gc.collect()
        files = sum(1 for p in root.rglob("*") if p.is_file())
        return len(os.listdir("/proc/self/fd")), threading.active_count(), files  # noqa: PTH208

    counts = []
    for number in range(6):
        fill(root, {"chapters/01-one.md": f"# One\n\nText {number % 2}.\n"})
        assert build_in(root).pdf is not None
        counts.append(state())
    assert counts[2:4] == counts[4:6]
    assert leftovers(root) == processes_in(root) == []

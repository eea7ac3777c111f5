"""Every check is linear in a paragraph: a text twice as long takes about twice the time, whatever the text is full of."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.theses import fill
from typesetter.checks import source
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Diagnostic
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read

Check = Callable[[Subject], Iterator[Diagnostic]]

FULL = (
    "The U.S. and the US met NATO and the CSTO (Collective Security Treaty Organisation) in Nagorno Karabakh.",
    "As Coyle (2018) says, “the region is small” (Mearsheimer, 2009, p. 3), in section 5.1 and Figure 3.",
    "On 4 May 2009, on May 5th, 2010, in the 1990s, 5 per cent and 7%, $5 million, USD 4 million, 1,000 and 10000.",
    "The color and colour of the centre - a *well known* wellknown ‘small’ state’s own [slovo]{lang=ru}, (ibid.) and Asrtaj.",
    "the the policy , of ( brackets ) ..  and an unit; Minsk Group and Minsk group -- pro–Russian and pro-Russian.",
)
LENGTH = 60_000
LEAST = 0.1
"""Seconds below which a time says nothing."""


def times(root: Path, length: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    text = " ".join(FULL[i % len(FULL)] for i in range(length // 90))[:length]
    fill(root, {"chapters/01-one.md": f"# One\n\n{text}\n"})
    taken: dict[str, float] = {}

    def timed(check: Check) -> Check:
        def run(subject: Subject) -> Iterator[Diagnostic]:
            start = time.process_time()
            found = list(check(subject))
            taken[f"{check.__module__}.{getattr(check, '__name__', '')}"] = time.process_time() - start
            return iter(found)

        return run

    gc.disable()  # it would come at the same place every time, and be taken for the check's
    with monkeypatch.context() as patch:
        patch.setattr(source, "CHECKS", tuple(map(timed, source.CHECKS)))
        patch.setattr(source, "CHAPTER_CHECKS", tuple(map(timed, source.CHAPTER_CHECKS)))
        patch.setattr(gc, "enable", lambda: None)
        read(Options(root.resolve()), BuildResult())
    gc.enable()
    return taken


def test_no_check_takes_more_than_twice_the_time_for_twice_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once: dict[str, float] = {}
    twice: dict[str, float] = {}
    for attempt in range(5):  # another process may have had the machine, and its caches
        alone = times(tmp_path / f"once-{attempt}", LENGTH, monkeypatch)
        again = times(tmp_path / f"twice-{attempt}", 2 * LENGTH, monkeypatch)
        once = {name: max(taken, once.get(name, taken)) for name, taken in alone.items()}
        twice = {name: min(taken, twice.get(name, taken)) for name, taken in again.items()}
        slow = {name: (once[name], taken) for name, taken in twice.items() if taken > max(LEAST, 3 * once[name])}
        if not slow:
            return
    pytest.fail(f"not linear: {slow}")

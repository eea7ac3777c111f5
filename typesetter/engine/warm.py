"""The TeX process that waits from one build of a thesis to the next, while somebody edits.

It stands before the chapter that was edited last, since that is probably the one that is edited next. A build borrows it; what
it cannot use, but has not spoilt either, goes back to waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from typesetter.engine.resume import LastRun

if TYPE_CHECKING:
    from typesetter.engine.parked import Parked


class Warm:
    """At most one waiting process, of the thesis with this ``cache``, in its folder of TeX's, ``folder``."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self._cache, self._folder = cache, folder
        self._parked: Parked | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    @property
    def waits(self) -> bool:
        """Whether there is a process that waits."""
        return self._parked is not None and self._parked.waits

    def start(self, changed: Sequence[str]) -> None:
        """Start a process for the next build: at the first of the chapters that ``changed`` in this one.

        One that stands at the same place or before it is left alone; where nothing is known there is none.
        """
        last = LastRun(self._cache)
        wanted = [path for path in changed if path in last.chapters()] or list(last.chapters())[-1:]
        if self.waits and self._parked is not None and self._parked.ground.at == last.place(wanted):
            return
        self.leave()
        if wanted:
            self._parked = last.resume(self._folder, wanted)

    def borrow(self, changed: Sequence[str]) -> Parked | None:
        """The waiting process, if it stands before all that ``changed``; otherwise it is ended, and there is none."""
        parked, self._parked = self._parked, None
        if parked is None or not parked.waits or not parked.ground.later.issuperset(changed):
            if parked is not None:
                parked.leave()
            return None
        return parked

    def take_back(self, parked: Parked) -> None:
        """Let a process wait on that was not used."""
        self.leave()
        if parked.waits:
            self._parked = parked
        else:
            parked.leave()

    def leave(self) -> None:
        """End the process, if there is one."""
        parked, self._parked = self._parked, None
        if parked is not None:
            parked.leave()

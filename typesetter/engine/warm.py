"""The TeX process that waits from one build of a thesis to the next, while somebody edits.

It stands before the chapter that was edited last, since that is probably the one that is edited next. A build borrows it; what
a build did not use goes back to waiting.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from typesetter.engine.foretold import Foretelling
from typesetter.engine.parked import Parked
from typesetter.engine.resume import LastRun


class Warm:
    """At most one waiting process, for the thesis with this ``cache``, in TeX's folder of its builds."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self._last, self._folder = LastRun(cache), folder
        self.foretelling = Foretelling()
        """What tells a PDF from the last one."""
        self._parked: Parked | None = None
        self._paths: set[str] = set()
        self._at: list[str] = []

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

    def edited(self, paths: Iterable[str]) -> None:
        """Say what was saved since the last good build: the next process starts at the first chapter among it."""
        self._paths = set(paths)

    def start(self) -> None:
        """Start a process for the next build, unless one waits: at the first of the edited chapters, if there are any."""
        if self.waits:
            return
        self.leave()
        chapters = self._last.chapters()
        self._at = sorted(chapters.intersection(self._paths)) or [p for p in self._at if p in chapters]
        self._parked = self._last.resume(self._folder, self._at)

    def borrow(self, changed: Iterable[str]) -> Parked | None:
        """The waiting process, if it has read nothing yet of what ``changed``; otherwise it is ended, and there is none."""
        if not self.waits or self._parked is None or not self._parked.ground.later.issuperset(changed):
            self.leave()
        parked, self._parked = self._parked, None
        return parked

    def take_back(self, parked: Parked) -> None:
        """Let a process wait on that was not used; one that was has ended."""
        if parked.waits and not self.waits:
            self.leave()
            self._parked = parked
        else:
            parked.leave()

    def leave(self) -> None:
        """End the process, if there is one."""
        parked, self._parked = self._parked, None
        if parked is not None:
            parked.leave()

"""The TeX process that waits from one build of a thesis to the next, while somebody edits.

It stands before the chapter that was edited last, since that is probably the one that is edited next. A build borrows it; what
a build did not use goes back to waiting.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from typesetter.engine.parked import Parked
from typesetter.engine.resume import LastRun


class Warm:
    """At most one waiting process, for the thesis with this ``cache``, in TeX's folder of its builds."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self._last, self._folder = LastRun(cache), folder
        self._parked: Parked | None = None
        self._edited: list[str] = []

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

    def start(self, edited: Iterable[str]) -> None:
        """Start a process for the next build, unless one waits: at the first of the ``edited`` chapters, if there are any."""
        chapters = self._last.chapters()
        self._edited = sorted(chapters.intersection(edited)) or [p for p in self._edited if p in chapters]
        if not self.waits:
            self.leave()
            self._parked = self._last.resume(self._folder, self._edited)

    def borrow(self, changed: Iterable[str]) -> Parked | None:
        """The waiting process, if it has read nothing yet of what ``changed``; otherwise it is ended, and there is none."""
        if not self.waits or self._parked is None or not self._parked.ground.later.issuperset(changed):
            self.leave()
        parked, self._parked = self._parked, None
        return parked

    def take_back(self, parked: Parked) -> None:
        """Let a process wait on that was not used, or see to its end."""
        self.leave()
        self._parked = parked
        if not self.waits:
            self.leave()

    def leave(self) -> None:
        """End the process, if there is one."""
        parked, self._parked = self._parked, None
        if parked is not None:
            parked.leave()

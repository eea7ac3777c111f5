"""One build after the other: each begun by a change of what the last one read, and ended when it is overtaken by the next."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from typesetter import pipeline
from typesetter.engine.warm import Warm
from typesetter.shelf import remembering, write_pending
from typesetter.turns import alone
from typesetter.watch.dependencies import Dependencies
from typesetter.watch.inotify import Inotify, Unavailable
from typesetter.watch.notices import Notices, Told
from typesetter.witness import witness

_PAUSE_SECONDS = 1.0
"""How long a wait goes on before Ctrl-C is looked for, where the system does not tell of it at once."""
_STEP_SECONDS = 0.02
"""How long one waits for Git before looking again."""
_CHECKOUT_SECONDS = 20.0
"""How long one waits for Git to finish: a lock that is older was left behind."""


_WHOLE_SWEEP = 20
"""Every so many searches for what nobody uses look at everything."""
_PATIENCE = 5
"""How many builds in a row are given up; the next is not, so that there is a PDF at last, however often something is saved."""


class Overtaken(Exception):  # noqa: N818  # nothing is wrong: what is being built is out of date
    """What a build reads has changed while it ran."""


def watch(options: pipeline.Options, done: Callable[[pipeline.BuildResult], None]) -> None:
    """Build, tell ``done``, and again whenever what was read has changed; until an exception, such as Ctrl-C's."""
    with Warm(options.cache, options.build / "tex") as warm, remembering(), _Sweeper() as sweeper:
        with suppress(Unavailable), Inotify() as told:
            _Watch(options, told, warm, sweeper).run(done)
        with Notices() as notices:
            _Watch(options, notices, warm, sweeper).run(done)


class _Sweeper:
    """Python's search for objects that hold each other, which takes longer than most of a build: not during one.

    What outlives a search is left out of the next ones, but for every so many.
    """

    def __init__(self) -> None:
        self._times = 0
        self._was_on = gc.isenabled()

    def __enter__(self) -> Self:
        gc.disable()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def sweep(self) -> None:
        """Search now."""
        self._times += 1
        if self._times % _WHOLE_SWEEP == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()


class _Watch:
    def __init__(self, options: pipeline.Options, notices: Told, warm: Warm, sweeper: _Sweeper) -> None:
        self._notices, self._warm, self._sweeper = notices, warm, sweeper
        self._root = options.root
        self._given = options
        self._options = replace(options, pdf_first=True, on_stage=self._stage, on_wait=self._look)
        self._dependencies = Dependencies(options.root)
        self._edited: set[str] = set()
        self._given_up = 0

    def run(self, done: Callable[[pipeline.BuildResult], None]) -> None:
        while True:
            self._notices.watch(self._dependencies.folders())
            self._settle()
            overtaken = self._build(done)
            # What was read in this build may be elsewhere; what changed before that was watched is looked for.
            if self._notices.watch(self._dependencies.folders()):
                overtaken = bool(self._changed(all_of_it=True)) or overtaken
            if not overtaken:
                self._wait()

    def _wait(self) -> None:
        """Until something has changed. What is no longer used is thrown away when nobody is in a hurry."""
        swept = False
        while True:
            paths = self._notices.take(_PAUSE_SECONDS)
            if paths:  # a file that is being saved is empty for a moment: that is not what is to be looked at
                self._notices.settle(quiet=False, concerns=self._dependencies.concerns)
            if self._changed(paths):
                return
            if not paths and not swept:
                swept = True
                self._sweeper.sweep()

    def _build(self, done: Callable[[pipeline.BuildResult], None]) -> bool:
        """Build once; whether that was overtaken."""
        self._warm.edited(self._edited)
        with witness(self._root) as seen:
            try:
                result = pipeline.build(self._options, self._warm)
                if result.failed:  # perhaps since it read a file that was being written: that is not to be told
                    self._look()
            except Overtaken:
                self._given_up += 1
                return True
        if self._is_overtaken():  # nobody wants to hear of what has been saved anew
            self._given_up += 1
            return True
        self._given_up = 0
        done(result)
        if not self._options.untrusted:
            with alone(self._given):
                self._warm.start()
                write_pending()
        if not result.failed:
            self._edited.clear()
        return self._dependencies.learn(seen)

    def _stage(self, name: str) -> None:
        self._look()
        self._given.on_stage(name)

    def _look(self) -> None:
        """Give up what is out of date."""
        if self._is_overtaken():
            raise Overtaken

    def _is_overtaken(self) -> bool:
        return self._given_up < _PATIENCE and bool(self._changed(self._notices.take()))

    def _changed(self, paths: set[str] | None = None, *, all_of_it: bool = False) -> list[str]:
        found = self._dependencies.all_changed() if all_of_it else self._dependencies.changed(paths or ())
        self._edited.update(found)
        return found

    def _settle(self) -> None:
        """Wait until Git has finished and until what was saved is whole."""
        end = time.monotonic() + _CHECKOUT_SECONDS
        lock = _git_lock(self._root)
        while lock is not None and lock.exists() and time.monotonic() < end:
            time.sleep(_STEP_SECONDS)
        self._notices.settle(quiet=self._given_up > 0, concerns=self._dependencies.concerns)
        self._changed(self._notices.take())


def _git_lock(root: Path) -> Path | None:
    """The file that is there while Git changes the working tree."""
    for folder in (root, *root.parents):
        if (folder / ".git").is_dir():
            return folder / ".git" / "index.lock"
    return None

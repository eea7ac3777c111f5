"""One build after the other: each begun by a change of what the last one read, and ended when it is overtaken by the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from typesetter import pipeline
from typesetter.engine.warm import Warm
from typesetter.turns import alone
from typesetter.watch.dependencies import Dependencies
from typesetter.watch.notices import Notices
from typesetter.witness import witness

_PAUSE_SECONDS = 1.0
"""How long a wait goes on before Ctrl-C is looked for, where the system does not tell of it at once."""
_SETTLED_SECONDS = 0.02
"""A file changed so shortly ago may change once more within the same tick of the file system's clock."""
_CHECKOUT_SECONDS = 20.0
"""How long one waits for Git to finish: a lock that is older was left behind."""


_PATIENCE = 5
"""How many builds in a row are given up; the next is not, so that there is a PDF at last, however often something is saved."""


class Overtaken(Exception):  # noqa: N818  # nothing is wrong: what is being built is out of date
    """What a build reads has changed while it ran."""


def watch(options: pipeline.Options, done: Callable[[pipeline.BuildResult], None]) -> None:
    """Build, tell ``done``, and again whenever what was read has changed; until an exception, such as Ctrl-C's."""
    with Notices() as notices, Warm(options.cache, options.build / "tex") as warm:
        _Watch(options, notices, warm).run(done)


class _Watch:
    def __init__(self, options: pipeline.Options, notices: Notices, warm: Warm) -> None:
        self._notices, self._warm = notices, warm
        self._root = options.root
        self._given = options
        self._options = replace(options, on_stage=self._stage, on_wait=self._look)
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
                while not self._changed(self._notices.take(_PAUSE_SECONDS)):
                    pass

    def _build(self, done: Callable[[pipeline.BuildResult], None]) -> bool:
        """Build once; whether that was overtaken."""
        with witness(self._root) as seen:
            try:
                result = pipeline.build(self._options, self._warm)
            except Overtaken:
                self._given_up += 1
                return True
        self._given_up = 0
        done(result)
        if not self._options.untrusted:
            with alone(self._given):
                self._warm.start(self._edited)
        if not result.failed:
            self._edited.clear()
        return self._dependencies.learn(seen)

    def _stage(self, name: str) -> None:
        self._look()
        self._given.on_stage(name)

    def _look(self) -> None:
        """Give up what is out of date."""
        if self._given_up < _PATIENCE and self._changed(self._notices.take()):
            raise Overtaken

    def _changed(self, paths: set[str] | None = None, *, all_of_it: bool = False) -> list[str]:
        found = self._dependencies.all_changed() if all_of_it else self._dependencies.changed(paths or ())
        self._edited.update(found)
        return found

    def _settle(self) -> None:
        """Wait until Git has finished and until what was saved is whole."""
        end = time.monotonic() + _CHECKOUT_SECONDS
        lock = _git_lock(self._root)
        while lock is not None and lock.exists() and time.monotonic() < end:
            time.sleep(_SETTLED_SECONDS)
        youngest = max((_changed_at(self._root / name) for name in self._edited), default=0.0)
        time.sleep(min(max(youngest + _SETTLED_SECONDS - time.time(), 0.0), _SETTLED_SECONDS))
        self._changed(self._notices.take())


def _git_lock(root: Path) -> Path | None:
    """The file that is there while Git changes the working tree."""
    for folder in (root, *root.parents):
        if (folder / ".git").is_dir():
            return folder / ".git" / "index.lock"
    return None


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

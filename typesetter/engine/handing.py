"""LaTeX handed to a TeX process that waits at the preamble, chapter by chapter, as it is written.

A cold build has nothing that TeX could be set upon beforehand. But the main file and the lists follow from the model, so TeX can
set the first chapters while the last ones are written. Whether all of it was right shows in the end, as with every process that
was started ahead (:meth:`~typesetter.engine.parked.Parked.fits`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.engine import auxiliary, late
from typesetter.engine.parked import before, digests_of
from typesetter.regexes import regex
from typesetter.stamps import write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from typesetter.engine.parked import Parked

_INPUT = regex(r"(?m)^\\input\{([^{}]+)\}$")


class Handing:
    """One document on its way to the waiting process ``parked``; ``packages`` are those of the preamble that it has read."""

    def __init__(self, parked: Parked, packages: frozenset[str]) -> None:
        self.packages = packages
        self._parked = parked
        self._main = ""
        self._unwritten: list[str] = []

    def begin(self, main: str, lists: Mapping[str, str]) -> None:
        """Say what the main file will be, if all goes well, and what its ``lists`` will hold, by the names of their files."""
        if not self._parked.waits or not main.startswith(self._parked.ground.beginning):
            return
        state = late.settled({name: text.encode("utf-8") for name, text in lists.items()})
        folder = self._parked.folder
        try:
            auxiliary.lay(folder, dict.fromkeys(self._parked.strangers, b""), state)
        except OSError:
            return
        rest = main[len(self._parked.ground.beginning) :]
        self._main, self._unwritten = main, [f"{name}.tex" for name in _INPUT.findall(rest)]
        self._hand(digests_of({}, {}, state))

    def written(self, name: str, text: str, assets: Mapping[str, Path]) -> None:
        """Take a generated file, and the files that it shows. What cannot be written now is left for later."""
        if name not in self._unwritten:
            return
        folder = self._parked.folder
        try:
            for asset, path in assets.items():
                write_atomic(folder / asset, path.read_bytes(), durable=False)
            write_atomic(folder / name, text, durable=False)
            relied = digests_of({name: text}, assets, {})
        except OSError:
            self._unwritten = []
            return
        self._unwritten.remove(name)
        self._hand(relied)

    def _hand(self, relied: Mapping[str, str]) -> None:
        """Hand over all before the first file that is not there; the end of the main file is never handed over here."""
        ends = [before(self._main, name) for name in self._unwritten]
        if ends:
            self._parked.advance(self._main[: min(ends)], relied)

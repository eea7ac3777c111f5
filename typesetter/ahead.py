"""What can be done while the manuscript is still being read: precompiling the preamble.

The engine is found and the preamble rendered first, which has to be done anyway; TeX then dumps the preamble on the second
core. When something here fails or is guessed wrong, the pipeline finds it out and does it itself, in its own time.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Self

from typesetter.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from typesetter.config.profile import Profile
    from typesetter.config.thesis import Thesis
    from typesetter.diagnostics import Diagnostic
    from typesetter.engine.foretold import Foretelling
    from typesetter.engine.handing import Handing
    from typesetter.engine.parked import Parked
    from typesetter.engine.toolchain import Engine
    from typesetter.engine.warm import Warm
    from typesetter.latex.rendering import Rendering
    from typesetter.latex.sourcemap import LatexSource

_DATE = regex(r"(?m)^date:[ \t]*[\"']?(\d{4}-\d\d-\d\d)[\"']?[ \t]*(?:#.*)?$")

Found = tuple["Engine | None", "list[Diagnostic]"]


class Ahead:
    """Work ahead of one build. ``notify`` is told what takes long, such as installing the embedded engine.

    ``warm`` has a process that waits from build to build. Without ``late`` the document prints all numbers itself.
    """

    def __init__(
        self,
        root: Path,
        folders: Sequence[Path],
        cache: Path,
        notify: Callable[[str], None],
        warm: Warm | None = None,
        *,
        synctex: bool = False,
        late: bool = True,
    ) -> None:
        self._root, self._folders, self._cache, self._notify = root, folders, cache, notify
        self._warm, self._synctex, self._late = warm, synctex, late
        self.parked: Parked | None = None
        """TeX, started and waiting."""
        self._bare: Parked | None = None
        """TeX, started when nothing was known yet."""
        self._format: Thread | None = None
        self._asking: Thread | None = None
        self._found: Found | None = None
        self._rendering: Rendering | None = None
        self._packages: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.parked is not None and self._warm is not None:
            self._warm.take_back(self.parked)
        elif self.parked is not None:
            self.parked.leave()
        self._leave_bare()
        self.wait()

    def resume(self, changed: Sequence[str]) -> None:
        """Start TeX where the files that ``changed`` since the last build first matter, if that can be told.

        A process that waits already is taken if it will do; it may when nothing is known of what changed.
        """
        from typesetter.engine.resume import LastRun

        if self._warm is not None:
            self.parked = self._warm.borrow(changed)
        if changed and self.parked is None:
            self.parked = LastRun(self._cache).resume(self._cache.parent / "tex", changed)
        if self.parked is None:
            self._bare = self._park_bare() if self._warm is None else None
            self._asking = Thread(target=_ask, args=(self._cache,))
            self._asking.start()

    def _park_bare(self) -> Parked | None:
        """TeX that loads its own format, which must know the date: the one that thesis.yaml probably has."""
        import datetime

        from typesetter.engine.resume import park_bare

        path = self._root / "thesis.yaml"
        try:
            found = _DATE.search(path.read_text("utf-8")) if path.is_file() else None
            day = datetime.date.fromisoformat(found[1]) if found else None
        except (OSError, ValueError):
            return None
        if day is None:
            return None
        return park_bare(self._cache.parent / "tex", self._cache, day, synctex=self._synctex, draft=not self._late)

    def _leave_bare(self) -> None:
        bare, self._bare = self._bare, None
        if bare is not None and bare is not self.parked:
            bare.leave()

    def start(self, thesis: Thesis, profile: Profile) -> None:
        """Begin, now that it is known what is to be set and how."""
        try:
            self._start(thesis, profile)
        finally:
            self._leave_bare()

    def _start(self, thesis: Thesis, profile: Profile) -> None:
        engine, _ = self.engine(thesis)
        if engine is None or engine.name != "pdflatex":
            return
        if self.parked is not None and self.parked.ground.precompiled:
            return  # the preamble is there, and in use
        from typesetter.config.thesis import UNDATED
        from typesetter.engine.resume import park_preamble
        from typesetter.engine.toolchain import capabilities
        from typesetter.latex.main_file import guess_preamble
        from typesetter.latex.settings import Settings

        rendering = self.rendering(thesis)
        settings = Settings(
            root=self._root,
            rendering=rendering,
            thesis=thesis,
            file=None,
            profile=profile,
            embedded=engine.embedded,
            has=capabilities(engine, self._cache),
            counts={"words": 0, "characters": 0, "standard_pages": 0},
            reference_spans={},
            cache=self._cache,
            late=self._late,
        )
        source = guess_preamble(settings, self._manuscript())
        self._rendering = rendering
        if source is not None:
            self._packages = source.packages
            date = thesis.date or UNDATED
            if self.parked is None:
                folder = self._cache.parent / "tex"
                self.parked = park_preamble(
                    source, folder, engine, self._cache, date, synctex=self._synctex, bare=self._bare
                )
            if "cyrillic" not in source.packages or (self._cache / "tex" / "texmf-var").is_dir():
                # else TeX makes the metrics of these fonts first, and two processes would be in each other's way
                self._format = Thread(target=_prepare, args=(source, engine, self._cache, date))
                self._format.start()

    def engine(self, thesis: Thesis) -> Found:
        """The engine for ``thesis``, as :func:`~typesetter.engine.toolchain.find_engine` finds it."""
        if self._asking is not None:
            self._asking.join()
        if self._found is None:
            from typesetter.engine.toolchain import find_engine
            from typesetter.latex.packages import CORE_PACKAGES

            self._found = find_engine(thesis.engine, CORE_PACKAGES, self._cache, notify=self._notify)
        return self._found

    def rendering(self, thesis: Thesis) -> Rendering:
        """What renders one document: what rendered the preamble where there is that, since it has read the templates."""
        from typesetter.latex.rendering import Rendering

        rendering, self._rendering = self._rendering, None
        return rendering or Rendering(self._folders, unicode_engine=thesis.engine == "lualatex")

    def handing(self) -> Handing | None:
        """What hands chapters to TeX as they are written: where it has read a preamble, and nothing is known of a last build."""
        from typesetter.engine.auxiliary import Kept

        if self.parked is None or not self.parked.ground.preamble or Kept(self._cache).load():
            return None
        from typesetter.engine.handing import Handing

        return Handing(self.parked, self._packages)

    @property
    def foretelling(self) -> Foretelling | None:
        """What tells the PDF from the last build's, where builds follow each other."""
        return self._warm.foretelling if self._warm is not None else None

    def stand_by(self) -> None:
        """Have a process wait for the next build already, where one is wanted: this build's has been used."""
        if self._warm is not None:
            self._warm.start()

    def wait(self) -> None:
        """Until everything that was begun is done."""
        for work in (self._asking, self._format):
            if work is not None:
                work.join()

    def _manuscript(self) -> str:
        paths = [p for p in sorted((self._root / "chapters").glob("*")) if p.suffix in (".md", ".yaml", ".yml")]
        texts = []
        for path in paths:
            with suppress(OSError):  # what may not be read is reported when the manuscript is
                if path.is_file():
                    texts.append(path.read_bytes().decode("utf-8", "replace"))
        return "\n".join(texts)


def _prepare(source: LatexSource, engine: Engine, cache: Path, day: date) -> None:
    from typesetter.engine.preamble import prepare_format

    with suppress(Exception):  # what failed is done again, and reported, by the pipeline
        prepare_format(source, engine, cache, day)


def _ask(cache: Path) -> None:
    from typesetter.engine.toolchain import ask_ahead
    from typesetter.latex.packages import CORE_PACKAGES

    with suppress(Exception):  # what could not be asked is asked again
        ask_ahead(CORE_PACKAGES, cache)

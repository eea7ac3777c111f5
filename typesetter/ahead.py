"""What can be done while the manuscript is still being read: precompiling the preamble.

The engine is found and the preamble rendered first, which has to be done anyway; TeX then dumps the preamble on the second
core. When something here fails or is guessed wrong, the pipeline finds it out and does it itself, in its own time.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from typesetter.config.profile import Profile
from typesetter.config.thesis import UNDATED, Thesis
from typesetter.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typesetter.engine.parked import Parked
    from typesetter.engine.toolchain import Engine
    from typesetter.engine.warm import Warm
    from typesetter.latex.templates import Templates

Found = tuple["Engine | None", list[Diagnostic]]


class Ahead:
    """Work ahead of one build. ``notify`` is told what takes long, such as installing the embedded engine.

    ``warm`` has a process that waits from build to build.
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
    ) -> None:
        self._root, self._folders, self._cache, self._notify = root, folders, cache, notify
        self._warm, self._synctex = warm, synctex
        self.parked: Parked | None = None
        """TeX, started and waiting."""
        self._pool: ThreadPoolExecutor | None = None
        self._format: Future[None] | None = None
        self._found: Found | None = None
        self._templates: Templates | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.parked is not None and self._warm is not None:
            self._warm.take_back(self.parked)
        elif self.parked is not None:
            self.parked.leave()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def resume(self, changed: Sequence[str]) -> None:
        """Start TeX where the files that ``changed`` since the last build first matter, if that can be told.

        A process that waits already is taken if it will do; it may when nothing is known of what changed.
        """
        from typesetter.engine.resume import LastRun

        if self._warm is not None:
            self.parked = self._warm.borrow(changed)
        if changed and self.parked is None:
            self.parked = LastRun(self._cache).resume(self._cache.parent / "tex", changed)

    def start(self, thesis: Thesis, profile: Profile) -> None:
        """Begin, now that it is known what is to be set and how."""
        from typesetter.engine.preamble import prepare_format
        from typesetter.engine.resume import park_preamble
        from typesetter.engine.toolchain import capabilities
        from typesetter.latex.writer import Settings, guess_preamble

        engine, _ = self.engine(thesis)
        if engine is None or engine.name != "pdflatex":
            return
        if self.parked is not None and self.parked.ground.precompiled:
            return  # the preamble is there, and in use
        templates = self.templates(thesis)
        settings = Settings(
            root=self._root,
            templates=templates,
            thesis=thesis,
            file=None,
            profile=profile,
            embedded=engine.embedded,
            has=capabilities(engine, self._cache),
            counts={"words": 0, "characters": 0, "standard_pages": 0},
            reference_spans={},
            cache=self._cache,
        )
        source = guess_preamble(settings, self._manuscript())
        self._templates = templates
        if source is not None:
            if self.parked is None:
                folder = self._cache.parent / "tex"
                self.parked = park_preamble(
                    source, folder, engine, self._cache, thesis.date or UNDATED, synctex=self._synctex
                )
            self._pool = ThreadPoolExecutor(1, "ahead")
            self._format = self._pool.submit(prepare_format, source, engine, self._cache, thesis.date or UNDATED)

    def engine(self, thesis: Thesis) -> Found:
        """The engine for ``thesis``, as :func:`~typesetter.engine.toolchain.find_engine` finds it."""
        if self._found is None:
            from typesetter.engine.toolchain import find_engine
            from typesetter.latex.writer import CORE_PACKAGES

            self._found = find_engine(thesis.engine, CORE_PACKAGES, self._cache, notify=self._notify)
        return self._found

    def templates(self, thesis: Thesis) -> Templates:
        """Templates for one document: those that the preamble was made from where there are any, since they are read."""
        from typesetter.latex.templates import Templates

        templates, self._templates = self._templates, None
        return templates or Templates(self._folders, unicode_engine=thesis.engine == "lualatex")

    def wait(self) -> None:
        """Until everything that was begun is done."""
        if self._format is not None:
            self._format.exception()  # what failed is done again, and reported, by the pipeline

    def _manuscript(self) -> str:
        paths = [p for p in sorted((self._root / "chapters").glob("*")) if p.suffix in (".md", ".yaml", ".yml")]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in paths if p.is_file())

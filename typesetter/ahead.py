"""What can be done while the manuscript is still being read: finding the engine, precompiling the preamble.

It runs on the second core. Its results are what the pipeline would have found later anyway; when something here fails or is
guessed wrong, the pipeline does it itself, in its own time.
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

    from typesetter.engine.toolchain import Engine
    from typesetter.latex.templates import Templates

Found = tuple["Engine | None", list[Diagnostic]]


class Ahead:
    """Work ahead of one build. ``notify`` is told what takes long, such as installing the embedded engine."""

    def __init__(self, root: Path, folders: Sequence[Path], cache: Path, notify: Callable[[str], None]) -> None:
        self._root, self._folders, self._cache, self._notify = root, folders, cache, notify
        self._pool: ThreadPoolExecutor | None = None
        self._found: Future[Found] | None = None
        self._format: Future[None] | None = None
        self._templates: Templates | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def start(self, thesis: Thesis, profile: Profile) -> None:
        """Begin, now that it is known what is to be set and how."""
        self._pool = ThreadPoolExecutor(1, "ahead")
        self._found = self._pool.submit(self._find, thesis)
        self._format = self._pool.submit(self._precompile, thesis, profile)

    def engine(self, thesis: Thesis) -> Found:
        """The engine for ``thesis``, as :func:`~typesetter.engine.toolchain.find_engine` finds it."""
        return self._found.result() if self._found is not None else self._find(thesis)

    def templates(self, thesis: Thesis) -> Templates:
        """Templates for one document, those that the preamble was already made from where there are any."""
        self.wait()
        templates, self._templates = self._templates, None
        return templates if templates is not None else self._new_templates(thesis)

    def wait(self) -> None:
        """Until everything that was begun is done."""
        if self._format is not None:
            self._format.exception()  # what failed is done again, and reported, by the pipeline

    def _new_templates(self, thesis: Thesis) -> Templates:
        from typesetter.latex.templates import Templates

        return Templates(self._folders, unicode_engine=thesis.engine == "lualatex")

    def _find(self, thesis: Thesis) -> Found:
        from typesetter.engine.toolchain import find_engine
        from typesetter.latex.writer import CORE_PACKAGES

        return find_engine(thesis.engine, CORE_PACKAGES, self._cache, notify=self._notify)

    def _precompile(self, thesis: Thesis, profile: Profile) -> None:
        from typesetter.engine.run import prepare_format
        from typesetter.engine.toolchain import capabilities
        from typesetter.latex.writer import Settings, guess_preamble

        engine, _ = self.engine(thesis)
        if engine is None or engine.name != "pdflatex":
            return
        templates = self._new_templates(thesis)
        settings = Settings(
            root=self._root,
            templates=templates,
            thesis=thesis,
            profile=profile,
            embedded=engine.embedded,
            has=capabilities(engine, self._cache),
            counts={"words": 0, "characters": 0, "standard_pages": 0},
            reference_spans={},
            file=None,
            cache=self._cache,
        )
        source = guess_preamble(settings, self._manuscript())
        self._templates = templates
        if source is not None:
            prepare_format(source, engine, self._cache, thesis.date or UNDATED)

    def _manuscript(self) -> str:
        paths = [p for p in sorted((self._root / "chapters").glob("*")) if p.suffix in (".md", ".yaml", ".yml")]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in paths if p.is_file())

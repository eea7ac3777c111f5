"""The last stage: TeX sets the LaTeX, and the PDF is put in its place. While TeX runs, the manuscript is checked."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic
from typesetter.job import PIPELINE_ROOT, BuildResult, Made, Options
from typesetter.manuscript import Manuscript, Overseer, stage
from typesetter.stamps import write_atomic

if TYPE_CHECKING:
    from typesetter.ahead import Ahead
    from typesetter.engine.session import EngineRun
    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource


class _Refused(Exception):  # noqa: N818  # the error is the thesis's, and told
    """The checks found errors: what TeX sets is not wanted."""


class _Endless(Exception):  # noqa: N818  # the same
    """TeX sets more pages than it may."""


def tagged(options: Options, manuscript: Manuscript) -> bool:
    """Whether the PDF gets its structure: when it is asked for, or the university wants it in what is handed in."""
    return options.tagged or (options.strict and manuscript.profile.submission.tagged)


def set_thesis(
    options: Options, result: BuildResult, manuscript: Manuscript, source: LatexSource, engine: Engine, ahead: Ahead
) -> None:
    """Set ``source`` and check ``manuscript``; without errors in either, the PDF is replaced.

    Nothing that is not an error can keep the PDF from its place, and what is kept for the next build does not come first
    either. With ``options.pdf_first`` the checks that find no errors are made when it is there.
    """
    work = _Work(options, result, manuscript, source, engine)
    run = work.run(ahead)
    if run is not None and work.placed and run.passes and not options.untrusted:
        from typesetter.config.thesis import UNDATED
        from typesetter.engine.resume import LastRun

        date = manuscript.thesis.date or UNDATED
        LastRun(work.cache).keep(source, engine, date, run.precompiled, synctex=options.synctex, digests=run.digests)
        if options.pdf_first:
            ahead.stand_by()
    work.look_over()


class _Work:
    """One thesis being set and checked."""

    def __init__(
        self, options: Options, result: BuildResult, manuscript: Manuscript, source: LatexSource, engine: Engine
    ) -> None:
        self._options, self._result, self._manuscript = options, result, manuscript
        self._source, self._engine = source, engine
        self._on_idle = options.on_idle
        self._tagged = tagged(options, manuscript)
        other = ("tagged" if self._tagged else "") + options.kind  # each layout has its own auxiliary files
        self._folder, self.cache = options.build / (other or "tex"), options.cache / other
        self._overseer = Overseer(options, result, manuscript)
        self._pdf = (options.cache / "submission" if options.strict else options.build) / f"thesis{options.kind}.pdf"
        self._taken = False
        self._overtaken: bytes | None = None
        """The last PDF, when a foretold one has taken its place."""
        self.placed = False
        """Whether the PDF is in its place."""

    def run(self, ahead: Ahead) -> EngineRun | None:
        """TeX's run, with checks beside it; None when they found errors."""
        from typesetter.config.thesis import UNDATED
        from typesetter.engine.run import typeset

        options, result = self._options, self._result
        before = result.timings.get("checks", 0.0)
        run = None
        try:
            with stage(result, options, "tex"):
                run = typeset(
                    self._source,
                    self._folder,
                    self._engine,
                    self._manuscript.thesis.date or UNDATED,
                    on_page=self._counted,
                    limit_seconds=options.limit_seconds,
                    cache=self.cache,
                    # the pipeline's own templates are proved by its tests, but what is handed in is proved again
                    prove=options.strict or len(options.templates) > 1,
                    parked=ahead.parked,
                    prepared=ahead.wait,
                    on_wait=self._beside,
                    on_good=self._place,
                    foretelling=ahead.foretelling if options.pdf_first else None,
                    on_foretold=self._place_foretold,
                    synctex=options.synctex,
                )
                if not self._taken:
                    self._place(run)
        except _Refused:
            run = None
        except _Endless:
            result.diagnostics.append(self._endless())
            run = None
        checked = result.timings.get("checks", 0.0) - before
        result.timings["tex"] = round(max(result.timings["tex"] - checked, 0.0), 3)
        return run

    def _counted(self, page: int) -> None:
        if page > self._options.limit_pages:
            raise _Endless
        self._options.on_page(page)

    def _endless(self) -> Diagnostic:
        """Too many pages, in the file that TeX had open; what it wrote to its log last is not there."""
        from typesetter.engine.log import last_open
        from typesetter.engine.parked import as_main

        log = self._folder / f"{PurePosixPath(self._source.main).stem}.log"
        text = log.read_bytes().decode("utf-8", "replace") if log.is_file() else ""
        place = last_open(as_main(text, self._source.main), self._source)
        span = self._source.source_map.locate(place, 1) if place else None
        message = f"TeX set more than {self._options.limit_pages} pages and was stopped"
        return Diagnostic(Code.LIMIT_PAGES, message, span, ("look for a loop in raw LaTeX, or raise --limit-pages",))

    def look_over(self) -> None:
        """Make what checks have not been made."""
        self._overseer.refuse()
        self._overseer.remark()

    def _beside(self) -> bool:
        """What is done while TeX runs: one check after the other, and whatever the caller wants again and again.

        TeX may end between two checks and begin its next pass. Gives whether there is more to do.
        """
        self._overseer.refuse()
        if self._result.failed:
            raise _Refused
        if self._options.on_wait is not None:
            self._options.on_wait()
        if self._options.pdf_first or self._overseer.remark_once():
            return not self._options.pdf_first
        on_idle, self._on_idle = self._on_idle, None
        if on_idle is not None:
            on_idle()
        return False

    def _place_foretold(self, pdf: bytes) -> None:
        """Put in its place what TeX's PDF will be; :meth:`_place` puts TeX's own there."""
        self._overtaken = self._pdf.read_bytes() if self._pdf.is_file() else None
        write_atomic(self._pdf, pdf)

    def _place(self, run: EngineRun) -> None:
        """Take what a run gave, and put its PDF in its place, unless there is an error anywhere."""
        from typesetter.checks.lines import SourceLines
        from typesetter.checks.log import narrow

        options, result, manuscript = self._options, self._result, self._manuscript
        self._taken = True
        self._overseer.refuse()
        if result.failed:
            raise _Refused
        result.passes, result.reasons, result.pages = run.passes, list(run.reasons), run.pages
        result.inputs = run.inputs
        if run.passes:
            began = "TeX was started ahead" if run.ahead else "TeX was started when the LaTeX was there"
            result.why.append(f"preamble: {run.preamble}; {began}")
        if run.diagnostics:
            result.diagnostics += narrow(run.diagnostics, self._source, SourceLines((options.root, PIPELINE_ROOT)))
        if run.pdf is None or result.failed:
            if self._overtaken is not None:  # TeX failed behind what was foretold
                write_atomic(self._pdf, self._overtaken)
            return
        result.pdf = self._pdf
        result.made = Made(
            manuscript.thesis,
            manuscript.profile,
            manuscript.cited,
            self._source,
            self._engine.version,
            tagged=self._tagged,
        )
        write_atomic(result.pdf, _finished(run.pdf, options, manuscript, with_tags=self._tagged))
        _put_synctex(options, self._source, self._folder)
        self.placed = True


def _finished(pdf: Path, options: Options, manuscript: Manuscript, *, with_tags: bool) -> bytes:
    """TeX's PDF as it is, or, when it is handed in or tagged, as strict validators want it."""
    if not (options.strict or with_tags):
        return pdf.read_bytes()
    from typesetter.conformance.conform import conform
    from typesetter.latex.destinations import destinations

    return conform(pdf, tagged=with_tags, destinations=destinations(manuscript.cited, manuscript.thesis.language))


def _put_synctex(options: Options, source: LatexSource, folder: Path) -> None:
    """Put what came from where beside the PDF, or take away what was of another one."""
    path = options.synctex_file
    if not options.synctex:
        if not options.strict:
            path.unlink(missing_ok=True)
        return
    from typesetter.engine.folder import SYNCTEX
    from typesetter.engine.synctex import to_manuscript

    data = (folder / f"thesis{SYNCTEX}").read_bytes()
    write_atomic(path, to_manuscript(data, source, folder, options.root))

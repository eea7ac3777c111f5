"""Passes of TeX over one source, from one starting state, until what TeX reads back stays as it is."""

from __future__ import annotations

import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from typesetter.engine import auxiliary, late
from typesetter.engine.folder import SYNCTEX, files_in, tex_command
from typesetter.engine.parked import as_main, digests_of, state_as_main
from typesetter.engine.process import Outcome, run
from typesetter.structs import Struct, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typesetter.diagnostics import Diagnostic
    from typesetter.engine.foretold import Foreteller, Foretelling
    from typesetter.engine.parked import Parked
    from typesetter.engine.preamble import Format
    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource


class EngineRun(Struct):
    """What TeX made of a source.

    ``pdf`` is None when there were errors. ``passes`` is 0 when nothing had changed since the last good run, and
    ``reasons`` has one entry a pass. ``seconds`` are the passes' durations; ``inputs`` the absolute paths of the system's
    files that TeX read; ``preamble`` says how the preamble came in, ``precompiled`` the name of the format's file
    that it, or else the next run, may begin with; with ``ahead`` the first pass was made by a process that had been waiting.
    ``digests`` are those of the source's files and assets.
    """

    pdf: Path | None
    log: str = field(repr=False)
    passes: int
    reasons: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    pages: int = 0
    seconds: tuple[float, ...] = ()
    inputs: tuple[str, ...] = field(default=(), repr=False)
    preamble: str = "read"
    precompiled: str = ""
    ahead: bool = False
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)


class Attempt(Struct, frozen=False):
    """Passes from one starting state with one way of reading the preamble."""

    outcome: Outcome
    state: auxiliary.State
    before: auxiliary.State
    reasons: list[str]
    seconds: list[float]
    record: str
    chosen: Format | None
    stable: bool = False
    ahead: bool = False
    preamble: str = "read"
    listed: Mapping[str, list[str]] = field(default_factory=dict)
    """By list of contents the page of each of its lines."""
    misplaced: str = ""
    """The number that could not be put into the finished PDF."""

    @property
    def failed(self) -> bool:
        """Whether the last pass ended with an error, or was ended."""
        return not self.outcome.ok

    @property
    def timed_out(self) -> bool:
        """Whether the last pass was ended since time ran out."""
        return self.outcome.timed_out


class Session(Struct, frozen=False):
    """What all passes of a run share. ``digests`` are those of the source's files and assets by name.

    ``on_wait`` is called again and again while TeX runs, ``on_handed`` once, when a waiting process has been given its rest.
    """

    source: LatexSource
    folder: Path
    engine: Engine
    cache: Path
    environment: dict[str, str]
    digests: Mapping[str, str]
    on_page: Callable[[int], None] | None
    deadline: float
    limit_seconds: float
    max_passes: int
    on_wait: Callable[[], object] | None = None
    on_handed: Callable[[], None] = lambda: None
    synctex: bool = False
    foreteller: Foreteller | None = None
    """Who looks at what the first pass makes while it makes it."""
    draft: bool = False
    """Whether the first pass makes no PDF, since what it reads back is a guess and another pass is to come anyway."""

    @property
    def job(self) -> str:
        """The name of TeX's job, which its files carry."""
        return PurePosixPath(self.source.main).stem

    @property
    def products(self) -> list[Path]:
        """What a run leaves: the PDF, the log, and what came from where."""
        suffixes = (".pdf", ".log", *([SYNCTEX] if self.synctex else []))
        return [self.folder / f"{self.job}{suffix}" for suffix in suffixes]

    @property
    def _forecast(self) -> auxiliary.State:
        return self.settled({name: text.encode("utf-8") for name, text in self.source.forecast.items()})

    def start(self, known: auxiliary.State, *, foreseen: bool) -> auxiliary.State:
        """What the first pass is to read back: what is ``known`` of the last good run, or what is forecast of this one.

        The forecast is believed where there is nothing else, and where the last run's was right (``foreseen``) and says
        something new: a heading or a caption was edited.
        """
        if known and not (foreseen and self.source.late is not None and not self.foresaw(known)):
            return self.settled(known)
        return self._forecast

    def foresaw(self, state: auxiliary.State) -> bool:
        """Whether TeX writes what the source forecasts."""
        return late.comparable(state) == late.comparable(self._forecast)

    def foretell(
        self, foretelling: Foretelling | None, start: auxiliary.State, on_foretold: Callable[[bytes], None]
    ) -> None:
        """Have the PDF of a first pass from ``start`` told from the last run's, if ``foretelling`` remembers one that will do."""
        self.foreteller = foretelling.begin(self, start, on_foretold) if foretelling is not None else None

    def remember(self, foretelling: Foretelling | None, attempt: Attempt) -> None:
        """Have ``foretelling`` remember a good run."""
        if foretelling is not None:
            foretelling.keep(self, attempt.state, attempt.listed)

    def fits(self, parked: Parked, start: auxiliary.State, chosen: Format | None) -> bool:
        """Whether a process started ahead can make the first pass from this state, with the format or without one."""
        if parked.folder != self.folder:
            return False
        main = self.source.files[self.source.main]
        there = {**self.digests, **digests_of({}, {}, start)}
        there.pop(self.source.main)
        ways = dict.fromkeys((chosen, None))
        return any(parked.fits(main, self.command(way, draft=self.draft), self.environment, there) for way in ways)

    def attempt(
        self,
        known: auxiliary.State,
        chosen: Format | None,
        parked: Parked | None = None,
        made_since: Callable[[], Format | None] = lambda: None,
        *,
        draft: bool = False,
    ) -> Attempt:
        """Passes until what TeX reads back stays, an error, or the limit of passes.

        ``made_since`` gives later passes a format that was not there before the first; the first may be a ``draft``.
        """
        state = dict(known)
        if parked is None:
            auxiliary.lay(self.folder, self._present(), state)
        elif parked.ground.preamble:  # what it reads back it has not yet read; what it writes it has not yet opened
            there = dict.fromkeys(parked.strangers, b"")
            auxiliary.lay(self.folder, {n: b"" for n in self._present() if n in there}, state)
        result = Attempt(Outcome(0, ""), state, {}, [], [], "", chosen, ahead=parked is not None)
        reason: str | None = "first pass"
        while reason is not None and len(result.reasons) < self.max_passes:
            if result.reasons and chosen is None:
                chosen = made_since()
            result.reasons.append(reason)
            start = time.perf_counter()
            outcome = self._pass(chosen, draft=draft) if parked is None else self._go_on(parked)
            result.outcome = outcome if draft else self._with_pdf(outcome)
            result.chosen = chosen if parked is None or parked.ground.precompiled else None
            result.preamble = "preloaded" if result.chosen else "read"
            parked = None
            result.seconds.append(time.perf_counter() - start)
            result.record = self.text(".fls")
            if result.failed:
                return result
            written = state_as_main(auxiliary.written(self.folder, result.record), self.source.main)
            result.before, result.state = result.state, self.settled(written)
            reason = self._change(result.before, result.state) or ("the first made no PDF" if draft else None)
            draft = False
            self.foreteller = None
        result.stable = reason is None
        if result.stable and self.source.late is not None:
            result.listed = late.pages_of(written)
            try:
                late.put_in(self.folder / f"{self.job}.pdf", result.listed, self.source.late)
            except late.MisplacedError as error:
                result.misplaced = str(error)
        return result

    def _change(self, before: auxiliary.State, after: auxiliary.State) -> str | None:
        if self.source.late is not None:
            before, after = late.comparable(before), late.comparable(after)
        return auxiliary.change(before, after)

    def settled(self, state: auxiliary.State) -> auxiliary.State:
        """The state as it is laid and compared: without the numbers that are put into the finished PDF."""
        return state if self.source.late is None else late.settled(state)

    def _pass(self, chosen: Format | None, *, draft: bool) -> Outcome:
        for suffix in (".pdf", ".log", ".fls", SYNCTEX):
            (self.folder / f"{self.job}{suffix}").unlink(missing_ok=True)
        return run(
            [*self.command(chosen, draft=draft), self.source.main],
            environment=self.environment,
            folder=self.folder,
            limit_seconds=self.deadline - time.monotonic(),
            on_output=self._listener(),
            on_wait=self._beside,
        )

    def command(self, chosen: Format | None, *, draft: bool = False) -> tuple[str, ...]:
        """How TeX is called, but for the file."""
        return tex_command(self.engine, self.job, chosen.path if chosen else None, synctex=self.synctex, draft=draft)

    def _go_on(self, parked: Parked) -> Outcome:
        return parked.go_on(
            self.source.files[self.source.main],
            limit_seconds=self.deadline - time.monotonic(),
            on_output=self._listener(),
            on_wait=self._beside,
            on_handed=self.on_handed,
        )

    def _listener(self) -> Callable[[str], None] | None:
        listeners: list[Callable[[str], None]] = [] if self.foreteller is None else [self.foreteller.hear]
        if self.on_page is not None:
            from typesetter.engine.progress import PageCounter

            listeners.append(PageCounter(self.on_page))

        def listen(piece: str) -> None:
            for listener in listeners:
                listener(piece)

        return listen if listeners else None

    def _beside(self) -> object:
        """What is done again and again while TeX runs; gives when it is to be done again (:meth:`Running.finish`)."""
        wish = self.on_wait() if self.on_wait is not None else None
        if self.foreteller is None:
            return wish
        pause = self.foreteller.look()
        return wish if wish is True else pause

    def _with_pdf(self, outcome: Outcome) -> Outcome:
        if outcome.ok and not (self.folder / f"{self.job}.pdf").is_file():
            return replace(outcome, status=1)
        return outcome

    def _present(self) -> dict[str, bytes]:
        """The files in the folder that neither the source nor its assets account for."""
        known = (self.source.files, self.source.assets)
        return {n: b"" for n in files_in(self.folder) if not any(n in names for names in known)}

    def text(self, suffix: str) -> str:
        """What TeX left in the file of the job with this suffix; nothing when it is not there."""
        from typesetter.engine.logfile import decode_log

        try:
            return as_main(decode_log((self.folder / f"{self.job}{suffix}").read_bytes()), self.source.main)
        except OSError:
            return ""

"""TeX run pass by pass, each with its reason, until what it reads back no longer changes."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from typesetter.diagnostics import Code, Diagnostic, has_errors
from typesetter.engine import auxiliary, log
from typesetter.engine.environment import tex_environment
from typesetter.engine.failures import timeout, unexplained, unstable, unwritable
from typesetter.engine.folder import tex_command, write_sources
from typesetter.engine.logfile import decode_log
from typesetter.engine.memory import Memory, request_key
from typesetter.engine.parked import Parked, as_main, digests_of
from typesetter.engine.preamble import Format, Formats, format_key
from typesetter.engine.process import Outcome, run
from typesetter.engine.progress import PageCounter, page_count
from typesetter.engine.synctex import SUFFIX
from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource
from typesetter.stamps import digest_file


@dataclass(frozen=True, slots=True)
class EngineRun:
    """What TeX made of a source.

    ``pdf`` is None when there were errors. ``passes`` is 0 when nothing had changed since the last good run, and
    ``reasons`` has one entry a pass. ``seconds`` are the passes' durations; ``inputs`` the absolute paths of the system's
    files that TeX read; ``preamble`` says how the preamble came in, ``precompiled`` the name of the format's file; with
    ``ahead`` the first pass was made by a process that had been waiting.
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


def typeset(  # noqa: PLR0913  # most of them are options
    source: LatexSource,
    folder: Path,
    engine: Engine,
    date: datetime.date,
    *,
    on_page: Callable[[int], None] | None = None,
    limit_seconds: float = 300,
    max_passes: int = 5,
    cache: Path | None = None,
    preload: bool = True,
    warm: bool = True,
    prove_at_once: bool = True,
    parked: Parked | None = None,
    prepared: Callable[[], None] | None = None,
    on_wait: Callable[[], None] | None = None,
    synctex: bool = False,
) -> EngineRun:
    """Set ``source`` in ``folder`` (``build/tex``) with ``engine``; the PDF is ``folder/thesis.pdf``.

    ``date`` is the thesis's date, which is TeX's today. ``on_page`` is told the number of the page being set, counted
    from 1 in each pass. ``limit_seconds`` holds for all passes together. ``cache`` is the folder for what is kept between
    builds (default: ``cache`` beside ``folder``). ``preload`` allows a precompiled preamble; ``warm`` allows the last
    good build's auxiliary files as a start. Both only save time: the PDF is the same, byte by byte. A format that was never
    proved is proved after its first use, or, without ``prove_at_once``, at the first edit. ``parked`` is a process that was
    started ahead, for the first pass if it fits; ``prepared`` returns when a format that is being made in another thread is
    there, which only a first pass by a new process waits for. ``on_wait`` is called again and again while TeX runs; what it
    raises ends TeX.
    With ``synctex`` TeX leaves ``thesis.synctex.gz`` beside the PDF.
    """
    session = _Session(
        source=source,
        folder=folder,
        engine=engine,
        cache=cache or folder.parent / "cache",
        environment={},
        on_page=on_page,
        deadline=time.monotonic() + limit_seconds,
        limit_seconds=limit_seconds,
        max_passes=max_passes,
        on_wait=on_wait,
        synctex=synctex,
    )
    session.environment = tex_environment(engine.executable, session.cache.absolute() / "tex", date, engine.extras)
    memory, request = Memory(session.cache), request_key(source, engine, session.environment)
    kept = auxiliary.Kept(session.cache)
    known = kept.load() if warm else {}
    start = known or {name: text.encode("utf-8") for name, text in source.forecast.items()}
    formats = Formats(session.cache / "format")
    key = format_key(source, engine, session.environment) if preload else None
    try:
        (session.cache / "tex").mkdir(parents=True, exist_ok=True)
        chosen = _choose(formats, key, session, make=False)
        if parked is not None and (memory.expects(request) or not session.fits(parked, start, chosen)):
            parked.leave()
            parked = None
        write_sources(source, folder, keep=session.products, tidy=parked is None)
    except OSError as error:
        return EngineRun(None, "", 0, (), (unwritable(error),))
    inputs = memory.holds(request, session.products) if warm and parked is None else None
    if inputs is not None:
        return session.again(inputs)
    if chosen is None and parked is None:
        if prepared is not None:
            prepared()
        chosen = _choose(formats, key, session, make=bool(known))
    attempt = session.attempt(start, chosen, parked, lambda: _choose(formats, key, session, make=False))
    if attempt.failed and not attempt.timed_out and (start or chosen):
        doubt = (
            "auxiliary files were damaged"
            if known
            else "the forecast of the lists or the precompiled preamble did not fit"
        )
        attempt = _again(session, attempt, doubt)
    elif (
        attempt.chosen is not None
        and key is not None
        and not (attempt.failed or attempt.chosen.proved)
        and (known or prove_at_once)
    ):
        attempt = _prove(session, attempt, formats, key)
    result = session.result(attempt)
    if result.pdf is not None:
        kept.save(attempt.state)
        memory.keep(request, session.products, result.inputs)
    return result


@dataclass(slots=True)
class _Attempt:
    """Passes from one starting state with one way of reading the preamble."""

    outcome: Outcome
    state: dict[str, bytes]
    before: dict[str, bytes]
    reasons: list[str]
    seconds: list[float]
    record: str
    chosen: Format | None
    stable: bool = False
    ahead: bool = False
    preamble: str = "read"

    @property
    def failed(self) -> bool:
        return not self.outcome.ok

    @property
    def timed_out(self) -> bool:
        return self.outcome.timed_out


@dataclass(slots=True)
class _Session:
    source: LatexSource
    folder: Path
    engine: Engine
    cache: Path
    environment: dict[str, str]
    on_page: Callable[[int], None] | None
    deadline: float
    limit_seconds: float
    max_passes: int
    on_wait: Callable[[], None] | None = None
    synctex: bool = False

    @property
    def job(self) -> str:
        return PurePosixPath(self.source.main).stem

    @property
    def products(self) -> list[Path]:
        """What a run leaves: the PDF, the log, and what came from where."""
        suffixes = (".pdf", ".log", *([SUFFIX] if self.synctex else []))
        return [self.folder / f"{self.job}{suffix}" for suffix in suffixes]

    def again(self, inputs: tuple[str, ...]) -> EngineRun:
        """The last run as it was: nothing that it depends on has changed."""
        text = self._text(".log")
        found = log.parse(text, self.source.source_map, self.folder)
        return EngineRun(self.products[0], text, 0, (), tuple(found), page_count(text), (), inputs, "not read")

    def fits(self, parked: Parked, start: auxiliary.State, chosen: Format | None) -> bool:
        """Whether a process started ahead can make the first pass from this state, with the format or without one."""
        if parked.folder != self.folder:
            return False
        main = self.source.files[self.source.main]
        files = {name: text for name, text in self.source.files.items() if name != self.source.main}
        digests = digests_of(files, self.source.assets, start)
        return any(
            parked.fits(main, self.command(way), self.environment, digests) for way in dict.fromkeys((chosen, None))
        )

    def attempt(
        self,
        known: auxiliary.State,
        chosen: Format | None,
        parked: Parked | None = None,
        made_since: Callable[[], Format | None] = lambda: None,
    ) -> _Attempt:
        """Passes until what TeX reads back stays, an error, or the limit of passes.

        ``made_since`` gives later passes a format that was not there before the first.
        """
        state = dict(known)
        if parked is None:
            auxiliary.lay(self.folder, self._present(), state)
        elif parked.ground.preamble:  # what it reads back it has not yet read; what it writes it has not yet opened
            there = dict.fromkeys(parked.strangers, b"")
            auxiliary.lay(self.folder, {n: b"" for n in self._present() if n in there}, state)
        result = _Attempt(Outcome(0, ""), state, {}, [], [], "", chosen, ahead=parked is not None)
        reason: str | None = "first pass"
        while reason is not None and len(result.reasons) < self.max_passes:
            if result.reasons and chosen is None:
                chosen = made_since()
            result.reasons.append(reason)
            start = time.perf_counter()
            result.outcome = self._pass(chosen) if parked is None else self._go_on(parked)
            result.chosen = chosen if parked is None or parked.ground.precompiled else None
            result.preamble = "preloaded" if result.chosen else "read"
            parked = None
            result.seconds.append(time.perf_counter() - start)
            result.record = self._text(".fls")
            if result.failed:
                return result
            result.before, result.state = result.state, auxiliary.written(self.folder, result.record)
            reason = auxiliary.change(result.before, result.state)
        result.stable = reason is None
        return result

    def _pass(self, chosen: Format | None) -> Outcome:
        for suffix in (".pdf", ".log", ".fls", SUFFIX):
            (self.folder / f"{self.job}{suffix}").unlink(missing_ok=True)
        outcome = run(
            [*self.command(chosen), self.source.main],
            environment=self.environment,
            folder=self.folder,
            limit_seconds=self.deadline - time.monotonic(),
            on_output=PageCounter(self.on_page) if self.on_page else None,
            on_wait=self.on_wait,
        )
        return self._with_pdf(outcome)

    def command(self, chosen: Format | None) -> tuple[str, ...]:
        """How TeX is called, but for the file."""
        return tex_command(self.engine, self.job, chosen.path if chosen else None, synctex=self.synctex)

    def _go_on(self, parked: Parked) -> Outcome:
        outcome = parked.go_on(
            self.source.files[self.source.main],
            limit_seconds=self.deadline - time.monotonic(),
            on_output=PageCounter(self.on_page) if self.on_page else None,
            on_wait=self.on_wait,
        )
        return self._with_pdf(outcome)

    def _with_pdf(self, outcome: Outcome) -> Outcome:
        if outcome.ok and not (self.folder / f"{self.job}.pdf").is_file():
            return replace(outcome, status=1)
        return outcome

    def _present(self) -> dict[str, bytes]:
        """The files in the folder that neither the source nor its assets account for."""
        names = (
            p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if not p.is_dir() or p.is_symlink()
        )
        return {n: b"" for n in names if n not in self.source.files and n not in self.source.assets}

    def _text(self, suffix: str) -> str:
        try:
            return as_main(decode_log((self.folder / f"{self.job}{suffix}").read_bytes()), self.source.main)
        except OSError:
            return ""

    def result(self, attempt: _Attempt) -> EngineRun:
        """The run as the rest of the pipeline sees it, with what the log says."""
        text = self._text(".log")
        found = log.parse(text, self.source.source_map, self.folder)
        lost = log.unreached(text, self.source) if attempt.stable else []
        if lost or not attempt.stable:  # what such a run does not know, a whole one may
            found = [d for d in found if d.code not in {Code.REF_UNKNOWN, Code.CITE_UNKNOWN}]
        if attempt.timed_out:
            found = [timeout(text, self.source, found, self.limit_seconds)]
        elif attempt.failed and not has_errors(found):
            found.append(unexplained(attempt.outcome, text))
        elif not attempt.failed:
            found += (
                lost if attempt.stable else [unstable(attempt.before, attempt.state, len(attempt.reasons), self.source)]
            )
        inputs = auxiliary.read(attempt.record)
        if attempt.chosen:
            inputs = tuple(dict.fromkeys([*attempt.chosen.inputs, *(i for i in inputs if not i.endswith(".fmt"))]))
        return EngineRun(
            None if has_errors(found) else self.folder / f"{self.job}.pdf",
            text,
            len(attempt.reasons),
            tuple(attempt.reasons),
            tuple(found),
            page_count(text),
            tuple(attempt.seconds),
            inputs,
            attempt.preamble,
            attempt.chosen.path.name if attempt.chosen else "",
            attempt.ahead,
        )


def _choose(formats: Formats, key: str | None, session: _Session, *, make: bool) -> Format | None:
    """The format to use. One is made only for a thesis that is being edited: a single build would gain nothing by it."""
    if key is None or formats.refused(key):
        return None
    found = formats.find(key, session.source.files)
    if found is not None or not make:
        return found
    return formats.make(key, session.source, session.engine, session.environment)


def _again(session: _Session, failed: _Attempt, doubt: str) -> _Attempt:
    """Once more from nothing: the error may lie in what was read back, or in the format."""
    attempt = session.attempt({}, None)
    why = "repeated from nothing, to be sure of the error" if attempt.failed else doubt
    attempt.reasons = [*failed.reasons, why, *attempt.reasons[1:]]
    attempt.seconds = [*failed.seconds, *attempt.seconds]
    return attempt


def _prove(session: _Session, made: _Attempt, formats: Formats, key: str) -> _Attempt:
    """Set the same once more without the format. Only when the bytes are the same is the format trusted from now on."""
    pdf = session.folder / f"{session.job}.pdf"
    expected = digest_file(pdf)
    session.on_page = None  # the reader has seen these pages
    proof = session.attempt(made.state, None)
    if not proof.failed and len(proof.reasons) == 1 and digest_file(pdf) == expected:
        formats.prove(key)
        made.preamble = "preloaded and proved"
        return made
    formats.refuse(key, "the PDF differs from one made without it")
    return proof

"""TeX run pass by pass, each with its reason, until what it reads back no longer changes."""

from __future__ import annotations

import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from typesetter.engine import auxiliary
from typesetter.engine.environment import is_roomy, tex_environment
from typesetter.engine.folder import write_sources
from typesetter.engine.memory import Memory, request_key
from typesetter.engine.parked import digests_of
from typesetter.engine.preamble import Formats, format_key
from typesetter.engine.session import Attempt, EngineRun, Session
from typesetter.stamps import digest_file

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from pathlib import Path

    from typesetter.engine.foretold import Foretelling
    from typesetter.engine.parked import Parked
    from typesetter.engine.preamble import Format
    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource


class _Damaged(Exception):  # noqa: N818  # told to nobody
    """The format that a waiting process began with is not the one that was made."""


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
    prove: bool = True,
    parked: Parked | None = None,
    prepared: Callable[[], None] | None = None,
    on_wait: Callable[[], object] | None = None,
    on_good: Callable[[EngineRun], None] = lambda _run: None,
    foretelling: Foretelling | None = None,
    on_foretold: Callable[[bytes], None] = lambda _pdf: None,
    synctex: bool = False,
) -> EngineRun:
    """Set ``source`` in ``folder`` (``build/tex``) with ``engine``; the PDF is ``folder/thesis.pdf``.

    ``date`` is the thesis's date, which is TeX's today. ``on_page`` is told the number of the page being set, counted from 1 in
    each pass. ``limit_seconds`` holds for all passes together. ``cache`` is the folder for what is kept between builds
    (default: ``cache`` beside ``folder``). ``preload`` allows a precompiled preamble; ``warm`` allows the last good build's
    auxiliary files as a start. Both only save time: the PDF is the same, byte by byte. With ``prove`` a format that was never
    proved is so after its first use: the same is set without it, and the bytes are compared. ``parked`` is a process that was
    started ahead, for the first pass if it fits; ``prepared`` returns when a format that is being made in another thread is
    there, which only a first pass by a new process waits for. ``on_wait`` is called again and again while TeX runs; what it
    raises ends TeX. ``on_good`` is handed a run without errors before anything of it is kept for the next. With ``foretelling``,
    which remembers the last run, ``on_foretold`` is handed the PDF before TeX has ended, where that can be told. With ``synctex``
    TeX leaves ``thesis.synctex.gz`` beside the PDF.
    """
    formats = Formats((cache or folder.parent / "cache") / "format")
    session = Session(
        source=source,
        folder=folder,
        engine=engine,
        cache=cache or folder.parent / "cache",
        environment={},
        digests={},
        on_page=on_page,
        deadline=time.monotonic() + limit_seconds,
        limit_seconds=limit_seconds,
        max_passes=max_passes,
        on_wait=on_wait,
        synctex=synctex,
    )
    session.environment = tex_environment(
        engine.executable, session.cache.absolute() / "tex", date, engine.extras, roomy=is_roomy(source.files)
    )
    key = format_key(source, engine, session.environment) if preload else None
    memory, kept = Memory(session.cache), auxiliary.Kept(session.cache)
    known = kept.load() if warm else {}
    session.draft = not known and source.late is None
    start = session.start(known, foreseen=memory.foreseen)
    try:
        session.digests = digests_of(source.files, source.assets, {})
        request = request_key(source, session.digests, engine, session.environment)
        (session.cache / "tex").mkdir(parents=True, exist_ok=True)
        # what a waiting process began with has been read already: whether it was whole is seen to while it goes on
        chosen = _choose(formats, key, session, make=False, whole=parked is None or not parked.ground.precompiled)
        if parked is not None and (memory.expects(request) or not session.fits(parked, start, chosen)):
            parked.leave()
            parked, chosen = None, _choose(formats, key, session, make=False)
        there = parked.ground.relied if parked is not None else ()
        write_sources(source, folder, keep=session.products, tidy=parked is None, there=there)
    except OSError as error:
        from typesetter.config.unreachable import unreachable

        return EngineRun(None, "", 0, (), (unreachable(error, folder.parent.parent),))
    inputs = memory.holds(request, session.products) if warm and parked is None else None
    if inputs is not None:
        from typesetter.engine.verdict import again

        return again(session, inputs)
    if chosen is None and parked is None:
        if prepared is not None:
            prepared()
        chosen = _choose(formats, key, session, make=bool(known))

    def handed() -> None:
        import_module("typesetter.engine.verdict")  # it will be asked as soon as TeX has ended
        if parked is not None and chosen is not None and parked.ground.precompiled and key is not None:
            if not formats.whole(key):
                raise _Damaged
            formats.unpack(key)

    session.on_handed = handed
    session.foretell(foretelling, start, on_foretold)
    try:
        made_since = partial(_choose, formats, key, session, make=False)
        attempt = session.attempt(start, chosen, parked, made_since, draft=session.draft)
    except _Damaged:
        write_sources(source, folder, keep=session.products)
        chosen = None
        attempt = session.attempt(start, None)
    if attempt.failed and not attempt.timed_out and (start or chosen):
        doubt = (
            "auxiliary files were damaged"
            if known
            else "the forecast of the lists or the precompiled preamble did not fit"
        )
        attempt = _again(session, attempt, doubt)
    elif prove and attempt.chosen is not None and key is not None and not (attempt.failed or attempt.chosen.proved):
        attempt = _prove(session, attempt, formats, key)
    from typesetter.engine.verdict import verdict

    following = attempt.chosen or _choose(formats, key, session, make=False)
    result = verdict(session, attempt, following)
    if result.pdf is not None:
        on_good(result)
        if attempt.state != known:
            kept.save(attempt.state)
        memory.keep(request, session.products, result.inputs, foreseen=session.foresaw(attempt.state))
        session.remember(foretelling, attempt)
    return result


def _choose(formats: Formats, key: str | None, session: Session, *, make: bool, whole: bool = True) -> Format | None:
    """The format to use. One is made only for a thesis that is being edited: a single build would gain nothing by it."""
    if key is None or formats.refused(key):
        return None
    found = formats.find(key, session.source.files, whole=whole)
    if found is not None or not make:
        return found
    return formats.make(key, session.source, session.engine, session.environment)


def _again(session: Session, failed: Attempt, doubt: str) -> Attempt:
    """Once more from nothing: the error may lie in what was read back, or in the format."""
    attempt = session.attempt({}, None)
    why = "repeated from nothing, to be sure of the error" if attempt.failed else doubt
    attempt.reasons = [*failed.reasons, why, *attempt.reasons[1:]]
    attempt.seconds = [*failed.seconds, *attempt.seconds]
    return attempt


def _prove(session: Session, made: Attempt, formats: Formats, key: str) -> Attempt:
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

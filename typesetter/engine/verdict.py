"""What a run of TeX has come to: its log read, its findings told, its products named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic, has_errors
from typesetter.engine import auxiliary, log
from typesetter.engine.logfile import read_log
from typesetter.engine.progress import page_count
from typesetter.engine.session import EngineRun

if TYPE_CHECKING:
    from typesetter.engine.preamble import Format
    from typesetter.engine.session import Attempt, Session


def verdict(session: Session, attempt: Attempt, following: Format | None) -> EngineRun:
    """The run as the rest of the pipeline sees it, with what the log says; ``following`` is the format for the next."""
    text = session.text(".log")
    read = read_log(text, frozenset(session.source.files))
    found = log.parse(text, session.source.source_map, session.folder, read)
    lost = log.unreached(text, session.source, read) if attempt.stable else []
    if lost or not attempt.stable:  # what such a run does not know, a whole one may
        found = [d for d in found if d.code not in {Code.REF_UNKNOWN, Code.CITE_UNKNOWN}]
    if attempt.failed or not attempt.stable:
        from typesetter.engine.failures import timeout, unexplained, unstable

        if attempt.timed_out:
            found = [timeout(text, session.source, found, session.limit_seconds, flooded=attempt.outcome.flooded)]
        elif not attempt.failed:
            found.append(unstable(attempt.before, attempt.state, len(attempt.reasons), session.source))
        elif not has_errors(found):
            found.append(unexplained(attempt.outcome, text))
    else:
        found += lost
    if attempt.misplaced:
        message = f"the number {attempt.misplaced} cannot be printed"
        hint = r"let \thepage give letters, digits, full stops and hyphens alone"
        found.append(Diagnostic(Code.LATEX_ERROR, message, None, (hint,)))
    inputs = auxiliary.read(attempt.record)
    if attempt.chosen:
        inputs = tuple(dict.fromkeys([*attempt.chosen.inputs, *(i for i in inputs if not i.endswith(".fmt"))]))
    return EngineRun(
        None if has_errors(found) else session.products[0],
        text,
        len(attempt.reasons),
        tuple(attempt.reasons),
        tuple(found),
        page_count(text),
        tuple(attempt.seconds),
        inputs,
        attempt.preamble,
        following.path.name if following else "",
        attempt.ahead,
        session.digests,
    )


def again(session: Session, inputs: tuple[str, ...]) -> EngineRun:
    """The last run as it was: nothing that it depends on has changed. ``inputs`` are the system's files that it read."""
    text = session.text(".log")
    found = log.parse(text, session.source.source_map, session.folder)
    pdf = session.products[0]
    return EngineRun(
        pdf, text, 0, (), tuple(found), page_count(text), inputs=inputs, preamble="not read", digests=session.digests
    )

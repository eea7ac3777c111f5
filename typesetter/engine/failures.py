"""Runs that went wrong as a whole: out of time, never at rest, or killed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine import log
from typesetter.engine.auxiliary import State, restless
from typesetter.engine.process import OUTPUT_LIMIT, Outcome
from typesetter.engine.toolchain import SETUP_HINT
from typesetter.latex.sourcemap import LatexSource

_NO_FORMAT = re.compile(r"can't find the format file|Fatal format file error|format file .* was written by")
_NO_ROOM = re.compile(r"\b(?:fwrite|fflush)\(\) failed|No space left on device|I can't write on file")
_FILE_TOO_LARGE = 25
"""The signal SIGXFSZ, which Windows's Python does not name."""


def timeout(
    text: str, source: LatexSource, found: Sequence[Diagnostic], limit_seconds: float, *, flooded: bool = False
) -> Diagnostic:
    """A run that was stopped, for its time or, ``flooded``, for what it printed.

    At the line where it was interrupted, else in the file that was open.
    """
    message = f"TeX did not end within {limit_seconds:g} seconds"
    if flooded:
        message = f"TeX printed more than {OUTPUT_LIMIT >> 20} MiB and was stopped"
    span = next((d.span for d in reversed(found) if d.span is not None and d.is_error), None)
    if span is None:
        place = log.last_open(text, source)
        span = source.source_map.locate(place, 1) if place else None
    code = Code.LATEX_ERROR if flooded else Code.ENGINE_TIMEOUT
    return Diagnostic(code, message, span, ("look for a loop in raw LaTeX near here",) if span else ())


def unstable(before: State, after: State, passes: int, source: LatexSource) -> Diagnostic:
    """A document whose numbers change with every pass: what still moved in the last one, and between which values."""
    found = restless(before, after)
    first, second = found.values
    message = f"after {passes} passes {found.what} still moves between {first} and {second}"
    span = log.find_label(found.label, source) if found.label else None
    hint = "move the float or heading, or reword the paragraph that refers to it, so that no line depends on its number"
    return Diagnostic(Code.LATEX_UNSTABLE, message, span, (hint,))


def unexplained(outcome: Outcome, text: str) -> Diagnostic:
    """A run that failed without an error in its log; ``text`` is the log as far as there is one."""
    said = [line.strip() for line in (text or outcome.output).splitlines() if line.strip()]
    if _NO_FORMAT.search(outcome.output):
        hints = ("the TeX installation is damaged or incomplete", SETUP_HINT)
        return Diagnostic(Code.ENGINE_LACKS, "TeX cannot find or read its own format file", None, hints)
    if outcome.status == 127:
        return Diagnostic(Code.ENGINE_MISSING, f"TeX cannot be started: {outcome.output}", None, (SETUP_HINT,))
    if _NO_ROOM.search(outcome.output):
        hint = "see that the disk has room and that the folder may be written to"
        return Diagnostic(Code.FILE_UNREADABLE, "TeX cannot write its files", None, (hint,))
    if outcome.status < 0:
        loop = "it wrote a file of more than a gigabyte; look for a loop in raw LaTeX"
        hint = loop if -outcome.status == _FILE_TOO_LARGE else "the system ended it, perhaps for want of memory"
        return Diagnostic(Code.LATEX_ERROR, f"TeX was killed (signal {-outcome.status})", None, (hint,))
    quoted = "; ".join(line for line in said if line.startswith("!"))[:300] or " ".join(said[-2:])[:300]
    return Diagnostic(Code.LATEX_ERROR, f"TeX failed without naming a place: {quoted}", None)

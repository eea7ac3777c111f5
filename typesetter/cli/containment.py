"""A command on a thesis by somebody else, done in a process of its own within limits."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

_COMMANDS = frozenset({"pdf", "tex", "check", "stats", "submission", "cite"})
"""Those that read a thesis and come to an end; each build of ``watch`` has TeX's limits alone."""


def containable(function: Callable[..., Any]) -> Callable[..., Any]:
    """The command ``function`` in a process of its own, when ``--untrusted`` or ``--limit-memory`` is given."""
    if function.__name__ not in _COMMANDS:
        return function

    @wraps(function)
    def command(*arguments: Any, **given: Any) -> Any:
        if not (given["untrusted"] or given["limit_memory"]) or not hasattr(os, "fork"):
            return function(*arguments, **given)
        return _contain(lambda: int(function(*arguments, **given) or 0), given)

    return command


def _contain(work: Callable[[], int], given: dict[str, Any]) -> int:
    from typesetter import pipeline
    from typesetter.cli.ending import reported
    from typesetter.cli.options import usage_told
    from typesetter.cli.screen import Output, exit_status, options_of, show
    from typesetter.diagnostics import Code, Diagnostic, Span
    from typesetter.engine import bubblewrap, sandbox
    from typesetter.engine.limits import MEMORY_MIB, Limits, contained

    options = options_of(given)
    memory = given["limit_memory"] or MEMORY_MIB
    writable = [options.root if given.get("fix") else options.build]
    if not (options.build.is_symlink() or options.build.exists()):
        options.build.mkdir()
    elsewhere = [path.resolve() for path in given.get("bibs", ())]
    sandbox.need_engine()
    readable = [pipeline.PIPELINE_ROOT, *sandbox.folders_needed(), *elsewhere]
    writable = [path for path in writable if path.is_dir() and not path.is_symlink()]
    if bubblewrap.INSIDE not in os.environ and sandbox.missing() and (program := bubblewrap.program()):
        return bubblewrap.again(program, [options.root, *readable], writable)
    ended = contained(
        lambda: reported(lambda: usage_told(work), stop_told=False),
        options.root,
        Limits(options.limit_seconds, memory << 20),
        readable=readable,
        writable=writable,
    )
    output = Output(given)
    if ended.open_because:  # who builds other people's work is to know it
        if not output.quiet:
            output.complain(f"sandbox: none, since {ended.open_because}; all else that SECURITY.md promises holds")
    elif output.why:
        output.say("sandbox: no network, no files but the thesis")
    if not ended.limit:
        return ended.status
    where = f"; the file opened last is '{ended.reading}'" if ended.reading else ""
    code, message = {
        "time": (Code.LIMIT_TIME, f"not done within {options.limit_seconds:g} seconds{where}"),
        "memory": (Code.LIMIT_MEMORY, f"more than {memory} MiB of memory were asked for{where}"),
    }[ended.limit]
    place = Span(Path(ended.reading).as_posix(), 1) if ended.reading else None
    result = pipeline.finish(options, pipeline.BuildResult(diagnostics=[Diagnostic(code, message, place)]))
    show(output, options, result)
    return exit_status(result)

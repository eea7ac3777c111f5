"""The command line: arguments, printing, exit status. The only module that prints.

Exit status: 0 built (warnings allowed), 1 the thesis has errors, 2 wrong usage, 3 the toolchain lacks something.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from typesetter import pipeline
from typesetter.cli.ending import THESIS_ERRORS, reported
from typesetter.cli.plain import COMMAND, plain
from typesetter.cli.screen import exit_status, run

__all__ = ["arrange", "exit_status", "main"]

_WITH_VALUE = (
    "--thesis",
    "--style",
    "--university",
    "--color",
    "--format",
    "--to",
    "--limit-seconds",
    "--limit-memory",
    "--limit-pages",
)

_OBJECTS = 5_000_000
"""New objects between two searches for rubbish: a build makes many and lets few go, and every search costs it time."""


def arrange(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command first, so that options may stand before it; ``pdf`` where none is named."""
    skip = False
    for index, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif argument in ("-h", "--help", "--version") and index == 0:
            return list(arguments)
        elif not argument.startswith("-"):
            return [argument, *arguments[:index], *arguments[index + 1 :]]
    return [COMMAND, *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(_OBJECTS)
    gc.enable()
    try:
        return reported(lambda: _carried_out(given))
    except MemoryError:
        print("There is not enough memory on this machine for this thesis.", file=sys.stderr)
        return THESIS_ERRORS


def _carried_out(arguments: list[str]) -> object:
    """The exit status of the command that ``arguments`` name."""
    options = plain(arguments)
    if options is not None:
        return run(options, pipeline.build)
    from typesetter.cli.commands import cli
    from typesetter.cli.options import usage_told

    return usage_told(lambda: cli.main(arrange(arguments), prog_name="build.py", standalone_mode=False))

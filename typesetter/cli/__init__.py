"""The command line: arguments, printing, exit status. The only module that prints.

Exit status: 0 built (warnings allowed), 1 the thesis has errors, 2 wrong usage, 3 the toolchain lacks something.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from typesetter import pipeline
from typesetter.cli.commands import cli
from typesetter.cli.screen import OK, STOPPED, THESIS_ERRORS, exit_status

__all__ = ["arrange", "cli", "exit_status", "main"]

_WITH_VALUE = ("--thesis", "--style", "--university", "--color", "--format", "--to", "--limit-seconds")

_OBJECTS = 100_000
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
    return ["pdf", *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = arrange(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(_OBJECTS)
    try:
        with _ended_by_signal():
            status = cli.main(given, prog_name="build.py", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception:  # a bug of ours: one clear message, the details in a file, never a traceback
        if pipeline.DEBUG in os.environ:
            raise
        import traceback

        click.echo("This is a mistake of the typesetter's own, not of your thesis.", err=True)
        click.echo(f"Please report it with the details in {_report(traceback.format_exc())}", err=True)
        return THESIS_ERRORS
    return status if isinstance(status, int) else OK


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Ending the program from outside is an interruption, so that TeX is not left running without it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(text: str) -> str:
    """The file that ``text`` was written to, outside the folders that people work in."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="typesetter-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name

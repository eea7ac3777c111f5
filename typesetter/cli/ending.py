"""How the program ends: by itself, by Ctrl-C or a signal, or by a mistake of its own; each with one clear message."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from typesetter import pipeline

OK, THESIS_ERRORS, TOOLCHAIN = 0, 1, 3  # 2 is wrong usage, which click sees to
STOPPED = 130
"""By Ctrl-C or a signal, as shells have it."""


def reported(work: Callable[[], object]) -> int:
    """The exit status of ``work``, with what it raises told. MemoryError alone is passed on."""
    try:
        with _ended_by_signal():
            status = work()
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MemoryError:
        raise
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
    """Ending the program from outside, or closing its terminal, is an interruption, so that TeX is not left running."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    # one that is ignored, as under nohup, stays ignored
    before = {n: signal.signal(n, interrupt) for n in numbers if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(text: str) -> str:
    """The file that ``text`` was written to, outside the folders that people work in."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="typesetter-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name

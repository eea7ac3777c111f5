"""How the program ends: by itself, by Ctrl-C or a signal, or by a mistake of its own; each with one clear message."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from typesetter import pipeline

OK, THESIS_ERRORS, TOOLCHAIN = 0, 1, 3  # 2 is wrong usage, which click sees to
STOPPED = 130
"""By Ctrl-C or a signal, as shells have it."""


_UNHEARD = (errno.EPIPE, errno.EIO)
"""What writing to a pipe that nobody reads gives, or to a terminal that was closed."""
_ONCE_SECONDS = 2.0
"""How long whoever asks again is not heard, since the end is under way; later, nothing more is waited for."""
_REMIND_SECONDS, _LONGEST_SECONDS = 4.0, 10.0
"""An interruption may come where Python drops it, in a finaliser: after the first it is repeated; after the second, the end."""


def reported(work: Callable[[], object], *, stop_told: bool = True) -> int:
    """The exit status of ``work``, with what it raises told. MemoryError alone is passed on.

    Without ``stop_told`` it is another process that says that the work was stopped.
    """
    with _stoppable() as stopped:
        try:
            status = work()
        except KeyboardInterrupt:
            if stop_told:
                _complain("Stopped.")
            return STOPPED
        except MemoryError:
            raise
        except Exception as error:  # a bug of ours: one clear message, the details in a file, never a traceback
            if stopped or (isinstance(error, OSError) and error.errno in _UNHEARD and error.filename is None):
                return STOPPED
            if pipeline.DEBUG in os.environ:
                raise
            import traceback

            _complain("This is a mistake of the typesetter's own, not of your thesis.")
            _complain(f"Please report it with the details in {_report(traceback.format_exc())}")
            return THESIS_ERRORS
    return status if isinstance(status, int) else OK


def end_when_unheard() -> None:
    """From now on, end as by a signal when whoever reads what is printed is gone: an editor that was killed, a terminal.

    For a program that would else go on for ever, with nobody to see what it does.
    """
    import select

    if not hasattr(select, "poll"):
        return
    listeners = select.poll()
    for stream in (1, 2):
        with suppress(OSError):
            os.fstat(stream)
            listeners.register(stream, 0)  # that it was closed is told unasked

    def listen() -> None:
        if any(state & (select.POLLERR | select.POLLHUP) for _, state in listeners.poll()):
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, daemon=True).start()


def _complain(text: str) -> None:
    """Say so, where there is still somebody to hear it: the terminal may be closed."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def _stoppable() -> Iterator[list[float]]:
    """Ctrl-C, an end from outside and a terminal that is closed all are one interruption, so that TeX is not left running.

    Gives a list that is empty until that happens. Who presses Ctrl-C twice does not disturb the tidying up; after
    :data:`_ONCE_SECONDS` the program ends where it is.
    """
    stopped: list[float] = []
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return

    def interrupt(_number: int, _frame: object) -> None:
        if not stopped:
            stopped.append(time.monotonic())
            if hasattr(signal, "setitimer"):
                signal.signal(signal.SIGALRM, remind)
                signal.setitimer(signal.ITIMER_REAL, _REMIND_SECONDS, _REMIND_SECONDS)
            raise KeyboardInterrupt
        if time.monotonic() > stopped[0] + _ONCE_SECONDS:
            os._exit(STOPPED)

    def remind(_number: int, _frame: object) -> None:
        if time.monotonic() > stopped[0] + _LONGEST_SECONDS:
            os._exit(STOPPED)
        raise KeyboardInterrupt

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    # one that is ignored, as under nohup, stays ignored
    before = {n: signal.signal(n, interrupt) for n in numbers if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield stopped
    finally:
        if stopped:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            from typesetter.engine.process import end_children

            end_children()
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(text: str) -> str:
    """The file that ``text`` was written to, outside the folders that people work in."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="typesetter-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name

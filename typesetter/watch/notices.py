"""The system's notices of changes in folders, collected by a thread while others work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Protocol, Self

_STEP_MS = 12
"""How long nothing may have been noticed for a burst of changes to be over."""
_BURST_MS = 250
"""How long a burst may go on before it is told of."""


class Told(Protocol):
    """Who tells of changes in folders."""

    def watch(self, folders: Mapping[str, int]) -> bool:
        """Watch these folders from now on, less what lies below them; whether they are others than before.

        What happened while nobody watched is not told: whoever asks for other folders looks at them once himself.
        """

    def take(self, seconds: float = 0.0) -> set[str]:
        """The paths since the last call; if there are none, the next ones within so many seconds."""

    def settle(self, *, quiet: bool, concerns: Callable[[str], bool]) -> None:
        """Wait until what was begun to be saved, and ``concerns`` the caller, is whole.

        With ``quiet``, until nothing happens any more.
        """


class Notices:
    """Paths that something happened to, in the folders watched, as the package watchfiles tells of them on any system."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._news = threading.Condition()
        self._watched: Mapping[str, int] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def watch(self, folders: Mapping[str, int]) -> bool:
        """Watch these folders from now on, less what lies below them; whether they are others than before.

        What happened while nobody watched is not told: whoever asks for other folders looks at them once himself.
        """
        if folders == self._watched and self._thread is not None and self._thread.is_alive():
            return False
        self._end()
        self._watched, self._stop = dict(folders), threading.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._collect, args=(list(folders), self._stop, ready), daemon=True)
        self._thread.start()
        ready.wait()
        return True

    def take(self, seconds: float = 0.0) -> set[str]:
        """The paths since the last call; if there are none, the next ones within so many seconds."""
        with self._news:
            if not self._paths and seconds > 0:
                self._news.wait(seconds)
            paths, self._paths = self._paths, set()
        return paths

    def settle(self, *, quiet: bool, concerns: Callable[[str], bool]) -> None:  # noqa: ARG002  # a log's next line is not waited for
        """Wait a moment for more, with ``quiet``; what is told of has been quiet that long already."""
        if quiet:
            time.sleep(_STEP_MS / 1000)

    def _collect(self, folders: Iterable[str], stop: threading.Event, ready: threading.Event) -> None:
        from watchfiles import watch

        class Started:
            """Told by the first question whether to stop, which comes when the folders are being watched."""

            def is_set(self) -> bool:
                ready.set()
                return stop.is_set()

        try:
            for changes in watch(
                *folders, watch_filter=None, debounce=_BURST_MS, step=_STEP_MS, stop_event=Started(),
                recursive=False, raise_interrupt=False, ignore_permission_denied=True,
            ):  # fmt: skip
                with self._news:
                    self._paths |= {path for _, path in changes}
                    self._news.notify_all()
        except OSError:  # a folder went away meanwhile: whoever asks next has others watched
            pass
        finally:
            ready.set()

    def _end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

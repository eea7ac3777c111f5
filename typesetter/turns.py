"""One build of a folder at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from typesetter.job import Options
from typesetter.stamps import locked, remove_parts


@contextmanager
def alone(options: Options) -> Iterator[None]:
    """Around work in the build folder: no other process is at it, and what one that was killed left there is gone.

    Who has to wait says so by ``options.on_stage``.
    """
    if options.build.is_symlink():  # refused by the check of the folder
        yield
        return
    with suppress(OSError):  # told by the step that it stops
        options.build.mkdir(exist_ok=True)
    with locked(options.build, lambda: options.on_stage("waiting for another build of this folder")):
        remove_parts(options.build)
        try:
            yield
        except KeyboardInterrupt:  # which may come where what is begun is not yet known to whom would take it away
            from typesetter.engine.process import end_children

            end_children()
            remove_parts(options.build, ending=True)
            raise

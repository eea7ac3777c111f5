"""Build again on every save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typesetter import pipeline

_IGNORED = {"build", ".git", ".venv", "__pycache__", "node_modules"}
_QUIET_MS = 80
"""A burst of saves within so many milliseconds is one."""
_DEBOUNCE_MS = 400


def relevant(root: Path, path: str) -> bool:
    """Whether a changed file can change the PDF: not the build's own output, not editors' temporary files."""
    try:
        parts = Path(path).relative_to(root).parts
    except ValueError:
        return False
    if not parts or _IGNORED.intersection(parts):
        return False
    name = parts[-1]
    return not name.endswith(("~", ".swp", ".swx", ".part", ".tmp")) and not name.startswith(".#") and name != "4913"


def watch(options: pipeline.Options, done: Callable[[pipeline.BuildResult], None]) -> None:
    """Build, tell ``done``, and again whenever a file of the thesis or of the pipeline's templates changes; ends at Ctrl-C."""
    from watchfiles import watch as watch_files

    folders = [options.root, *(t for t in options.templates if not t.is_relative_to(options.root))]

    def wanted(_change: object, path: str) -> bool:
        return any(relevant(folder, path) for folder in folders)

    done(pipeline.build(options))
    for _ in watch_files(*folders, watch_filter=wanted, debounce=_DEBOUNCE_MS, step=_QUIET_MS, raise_interrupt=False):
        done(pipeline.build(options))

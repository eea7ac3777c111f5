"""What the system does not let us read or write, told with its folder and what mends it. Imported when that happens."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from typesetter.diagnostics import Code, Diagnostic

_FORBIDDEN = (errno.EACCES, errno.EPERM)
_ROOM = "see that the disk has room and that the folder may be written to"
_READ_ONLY = "it is on a disk that can only be read: copy the thesis folder to another one, and build it there"


def unreachable(error: OSError, root: Path) -> Diagnostic:
    """A file or folder that could not be read or written, by its name within the folder ``root``."""
    given = error.filename2 or error.filename
    if not isinstance(given, str | os.PathLike):
        return _told(f"a file cannot be read or written: {error.strerror or error}", _ROOM)
    path = Path(given)
    if error.errno not in (*_FORBIDDEN, errno.EROFS):
        return _told(f"'{_within(path, root)}' cannot be read or written: {error.strerror or error}", _ROOM)
    folder = path if path.is_dir() else path.parent
    if os.path.lexists(path) and os.access(folder, os.W_OK | os.X_OK):
        what, place = f"'{_within(path, root)}' may not be read or written to", path
    else:  # also where a file was to be made or replaced: its own name would mean nothing to anybody
        shut = error.errno in _FORBIDDEN and not os.access(folder, os.R_OK | os.X_OK)
        denied = "entered" if shut and folder.is_dir() else "written to"
        what, place = f"the folder {_named(folder, root)} may not be {denied}", folder
    if error.errno == errno.EROFS:
        return _told(what, _READ_ONLY)
    shown = str(root) if place == root else _within(place, root)
    return _told(
        what, f"give yourself the right to: chmod -R u+rwX '{shown}'",
        f"if somebody else made it (a build as root, in a container): sudo chown -R \"$(id -un)\" '{shown}'",
    )  # fmt: skip


def _told(what: str, *hints: str) -> Diagnostic:
    return Diagnostic(Code.FILE_UNREADABLE, what, None, hints)


def _named(folder: Path, root: Path) -> str:
    return "of the thesis" if folder == root else f"{_within(folder, root)}/"


def _within(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

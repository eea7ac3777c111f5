"""The environment that TeX runs in: nothing of the caller's, so that it neither reaches out nor differs from day to day."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"

_WINDOWS = ("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP")
"""What Windows itself needs to start a program."""


def tex_environment(
    executable: Path, home: Path, date: datetime.date, extras: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
) -> dict[str, str]:
    """The variables for one run of TeX.

    ``home`` is a private folder for what TeX caches; ``date`` becomes TeX's today (00:00 UTC). Reading and writing are
    confined to the working folder (``openin_any``/``openout_any`` paranoid), the shell is out of reach, and a
    TEXMFCNF of the caller's, which could undo all that, is not passed on.
    """
    epoch = int(datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC).timestamp())
    variables = {
        "PATH": os.pathsep.join([str(executable.parent), *([] if os.name == "nt" else [SYSTEM_PATH])]),
        "HOME": str(home),
        "TEXMFHOME": str(home / "texmf"),
        "TEXMFVAR": str(home / "texmf-var"),
        "TEXMFCONFIG": str(home / "texmf-config"),
        "TEXMFCACHE": str(home / "texmf-var"),
        "SOURCE_DATE_EPOCH": str(max(epoch, 0)),
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        # Log lines are not folded, so that a message is one line and its words are whole.
        "max_print_line": "10000",
        "error_line": "254",
        "half_error_line": "238",
        # A paragraph is one line of LaTeX, however long: the most that TeX can be given, of which it takes what it needs.
        "buf_size": "30000000",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    if os.name == "nt":
        variables |= {name: os.environ[name] for name in _WINDOWS if name in os.environ}
    return variables | dict(extras)

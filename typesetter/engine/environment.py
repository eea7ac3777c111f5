"""The environment that TeX runs in: nothing of the caller's, so that it neither reaches out nor differs from day to day."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"

_LINE = 200_000
"""Characters of a line, each of up to four bytes, that fit into the buffer that TeX is given as a rule."""
_MUCH = 10_000_000
"""Characters of LaTeX from which on TeX has room for as many names as it can."""
_ROOM = {"buf_size": "1000000", "hash_extra": "200000"}
"""Bytes in a line, and names of commands besides 15,000: enough for a thesis of thousands of pages.

TeX fills both tables when it starts, which takes 40 ms of every pass where they are as large as can be.
"""
_MORE_ROOM = {"buf_size": "30000000", "hash_extra": "600000"}

_WINDOWS = ("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP")
"""What Windows itself needs to start a program."""


def is_roomy(files: Mapping[str, str]) -> bool:
    """Whether TeX needs more room than usual for this LaTeX: a paragraph is one line of it, however long."""
    return sum(map(len, files.values())) > _MUCH or any(
        len(text) > _LINE and max(map(len, text.split("\n"))) > _LINE for text in files.values()
    )


def tex_environment(
    executable: Path,
    home: Path,
    date: datetime.date,
    extras: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
    *,
    roomy: bool = False,
) -> dict[str, str]:
    """The variables for one run of TeX.

    ``home`` is a private folder for what TeX caches; ``date`` becomes TeX's today (00:00 UTC). Reading and writing are
    confined to the working folder (``openin_any``/``openout_any`` paranoid), the shell is out of reach, and a
    TEXMFCNF of the caller's, which could undo all that, is not passed on. With ``roomy`` TeX's tables are as large as may be.
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
        **(_MORE_ROOM if roomy else _ROOM),
        # Tables of 30 MB, looked up all over: in large pages, where the system has them, a pass takes a thirtieth less.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    if os.name == "nt":
        variables |= {name: os.environ[name] for name in _WINDOWS if name in os.environ}
    return variables | dict(extras)

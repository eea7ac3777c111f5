"""The options that most builds are asked for with, read without click.

Importing click and making its commands takes as long as seeing that there is nothing to do. What is read here is the default
command with options that need no conversion; for all else, and for every mistake, :func:`plain` gives None and click decides.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COMMAND = "pdf"
"""The command where none is named."""
COLOURS = ("auto", "always", "never")
DEFAULTS: Mapping[str, Any] = {
    "thesis": None, "style": None, "university": None, "untrusted": False, "limit_seconds": 300.0, "limit_memory": None,
    "limit_pages": 5000,
    "why": False, "quiet": False, "verbose": False, "color": "auto", "tagged": False, "print_copy": False, "synctex": False,
}  # fmt: skip
"""The value of every option of the default command when it is not given."""
SWITCHES: Mapping[str, str] = {
    "--tagged": "tagged", "--print": "print_copy", "--synctex": "synctex", "--why": "why", "-q": "quiet", "--quiet": "quiet",
    "-v": "verbose", "--verbose": "verbose",
}  # fmt: skip
VALUES: Mapping[str, str] = {"--thesis": "thesis", "--style": "style", "--university": "university", "--color": "color"}


def plain(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The options of the default command, as click would give them to it; None when click is to read the arguments."""
    given = dict(DEFAULTS)
    words = iter(arguments)
    named = False
    for word in words:
        option, equals, value = word.partition("=")
        if word in SWITCHES:
            given[SWITCHES[word]] = True
        elif option in VALUES:
            value = value if equals else next(words, "")
            if not value or value.startswith("-"):
                return None
            given[VALUES[option]] = value
        elif word == COMMAND and not named:
            named = True
        else:
            return None
    if given["color"] not in COLOURS:
        return None
    if given["thesis"] is not None:
        if not os.path.isdir(given["thesis"]):  # noqa: PTH112  # one that may not be entered is none here
            return None
        given["thesis"] = Path(given["thesis"])
    return given

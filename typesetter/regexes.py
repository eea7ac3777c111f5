"""Regular expressions that are compiled when they are first used.

Compiling one takes 0.05 to 1 ms, and Python keeps it in memory only: five hundred of them were a tenth of the time in which
an edit is in print, most of them for what an edit does not touch. What every build uses may as well be ``re.compile``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["regex"]


class _Regex:
    """Looks up the pattern's methods when they are first asked for; from then on they are its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = re.compile(*self._given)
        found = getattr(self._made, name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"regex{self._given!r}"


if TYPE_CHECKING:

    def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
        """A pattern that is compiled when it is first used; a mistake in it is raised then."""
else:

    def regex(pattern: str, flags: int = 0) -> _Regex:
        """A pattern that is compiled when it is first used; a mistake in it is raised then."""
        return _Regex(pattern, flags)

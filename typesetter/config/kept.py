"""Where thesis.yaml and the university's profile are kept as they were read last: what they say, and where.

They hold until the text of one of their files changes. So most builds neither parse YAML nor validate anything here, and import
nothing that does. What something is wrong with is not kept: it is found again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from typesetter.shelf import Shelf
from typesetter.stamps import digest, shared_folder
from typesetter.witness import code_digest


def shelf_in(cache: Path | None) -> Shelf | None:
    """The shelf of a thesis's configuration in the folder ``cache``; None without one."""
    return Shelf(cache / "configuration", _made_by()) if cache is not None else None


def shelf_beside(folder: Path) -> Shelf | None:
    """The shelf for what is made of nothing but files of the program's own ``folder``, for every thesis; None without a place.

    Several checkouts may share the virtual environment that it is in.
    """
    place = shared_folder(f"profiles-{digest(str(folder))[:8]}")
    return Shelf(place, _made_by()) if place is not None else None


def _made_by() -> str:
    return digest(code_digest(), sys.version)

"""The folders in which a TeX may be."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def folders(variables: Mapping[str, str]) -> list[Path]:
    """Folders that may hold TeX: those of PATH, then the usual ones, newest TeX Live first.

    Those that this user may not enter, such as another one's of whom PATH or HOME was left over, are none.
    """
    home, usual = home_of(variables), list(USUAL)
    for tree in filter(_is_open, yearly_trees(home)):
        usual += sorted(tree.glob("20*/bin/*"), reverse=True)
    for tree in filter(_is_open, tiny_trees(home, variables)):
        usual += sorted(tree.glob("bin/*"))
    return [f for f in dict.fromkeys([*on_path(variables), *usual]) if _is_open(f)]


def program_in(folder: Path, name: str) -> Path | None:
    """The program of this name in a folder; None when there is none that may be run."""
    path = folder.absolute() / (f"{name}.exe" if sys.platform == "win32" else name)
    return path if path.is_file() and os.access(path, os.X_OK) else None


def _is_open(folder: Path) -> bool:
    return os.path.isdir(folder) and os.access(folder, os.X_OK)  # noqa: PTH112  # Path's raises where the way is closed


USUAL = (
    Path("/usr/bin"),
    Path("/usr/local/bin"),
    Path("/Library/TeX/texbin"),
    Path("/opt/homebrew/bin"),
)
"""Where programs are, whatever PATH says."""


def home_of(variables: Mapping[str, str]) -> Path:
    """The user's folder."""
    return Path(variables.get("HOME") or Path("~").expanduser())


def on_path(variables: Mapping[str, str]) -> list[Path]:
    """The folders of PATH."""
    return [Path(p) for p in variables.get("PATH", "").split(os.pathsep) if p]


def yearly_trees(home: Path) -> list[Path]:
    """Folders with a TeX Live for each year."""
    return [Path("/usr/local/texlive"), Path("/opt/texlive"), Path("C:/texlive"), home / "texlive"]


def tiny_trees(home: Path, variables: Mapping[str, str]) -> list[Path]:
    """TinyTeX's folders."""
    return [home / ".TinyTeX", home / "Library/TinyTeX", Path(variables.get("APPDATA") or home) / "TinyTeX"]

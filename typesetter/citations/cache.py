"""Formatted references kept between builds, by content: entry, letter, style sheet and this code.

A cache that is damaged, or was written by other code, is as good as none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import suppress
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, write_atomic
from typesetter.witness import code_digest as program_digest

FILE_NAME = "references.json"

References = MutableMapping[str, Any]
"""Formatted references as plain data, by what they were made from."""


@cache
def code_digest() -> str:
    """A digest of the program's code and of pybtex's version, so that a change to them empties the caches."""
    found = find_spec("pybtex")
    packages = Path(found.origin).parents[1] if found is not None and found.origin is not None else None
    # the folder's name has the version; asking importlib.metadata takes longer than all else here
    versions: list[str] = []
    if packages is not None:
        with os.scandir(packages) as entries:
            versions = [e.name for e in entries if e.name.startswith("pybtex-") and e.name.endswith(".dist-info")]
    return digest(program_digest(), *sorted(versions))


def read_kept(path: Path) -> bytes | None:
    """What :func:`write_kept` wrote; None when there is nothing, it is damaged, or other code wrote it."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if head.decode("ascii", "replace") == digest(code_digest(), body) else None


def write_kept(path: Path, body: bytes) -> None:
    """Keep ``body`` under its digest. A folder that cannot be written keeps nothing, which costs only time.

    The disk is not waited for: what a power cut left of the file is not what its digest says.
    """
    with suppress(OSError):
        write_atomic(path, digest(code_digest(), body).encode("ascii") + b"\n" + body, durable=False)


class ReferenceCache(References):
    """A cache in a file of the build folder. Only what was asked for since loading is saved again, so it cannot grow."""

    def __init__(self, path: Path | None) -> None:
        """``path`` is None where nothing may be believed that a folder brings along: then nothing is kept."""
        self._path = path
        self._used: dict[str, Any] = {}
        self._expected: set[str] = set()
        self._changed = False

    @cached_property
    def _loaded(self) -> dict[str, Any]:
        """What was kept; read when it is first asked for."""
        body = read_kept(self._path) if self._path is not None else None
        if body is not None:
            with suppress(ValueError, TypeError):
                return dict(json.loads(body))
        return {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._used:
            self._used[key] = self._loaded[key]
        return self._used[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._used[key] = value
        self._changed = True

    def __delitem__(self, key: str) -> None:
        if key not in self._loaded and key not in self._used:
            raise KeyError(key)
        self._loaded.pop(key, None)
        self._used.pop(key, None)
        self._changed = True

    def __iter__(self) -> Iterator[str]:
        return iter({**self._loaded, **self._used})

    def __len__(self) -> int:
        return len({**self._loaded, **self._used})

    def expect(self, keys: Iterable[str]) -> None:
        """These are going to be asked for, and made if they are not there."""
        self._expected.update(keys)

    @property
    def anew(self) -> int:
        """How many references were, or will be, made since loading (lists of labels, whose keys are two words, do not count)."""
        return sum(" " not in key and key not in self._loaded for key in self._expected.union(self._used))

    def save(self) -> None:
        """Write the file, if anything was asked for and anything changed."""
        if self._path is None or not self._used:
            return
        saved = {**{key: self._loaded[key] for key in self._expected & self._loaded.keys()}, **self._used}
        if self._changed or len(saved) != len(self._loaded):
            content = json.dumps(saved, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            write_kept(self._path, content.encode("utf-8", "surrogatepass"))

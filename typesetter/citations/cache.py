"""Formatted references kept between builds, by content: entry, letter, style sheet and this code.

A cache that is damaged, or was written by other code, is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, write_atomic

FILE_NAME = "references.json"

References = MutableMapping[str, Any]
"""Formatted references as plain data, by what they were made from."""


@cache
def code_digest() -> str:
    """A digest of this package's code and of pybtex's version, so that a change to them empties the caches."""
    found = find_spec("pybtex")
    packages = Path(found.origin).parents[1] if found is not None and found.origin is not None else None
    # the folder's name has the version; asking importlib.metadata takes longer than all else here
    versions = sorted(path.name for path in packages.glob("pybtex-*.dist-info")) if packages is not None else []
    files = sorted(Path(__file__).parent.glob("*.py"))
    return digest(*versions, *(path.read_bytes() for path in files))


def read_kept(path: Path) -> bytes | None:
    """What :func:`write_kept` wrote; None when there is nothing, it is damaged, or other code wrote it."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if head.decode("ascii", "replace") == digest(code_digest(), body) else None


def write_kept(path: Path, body: bytes) -> None:
    """Keep ``body`` under its digest. A folder that cannot be written keeps nothing, which costs only time."""
    with suppress(OSError):
        write_atomic(path, digest(code_digest(), body).encode("ascii") + b"\n" + body)


class ReferenceCache(References):
    """A cache in a file of the build folder. Only what was asked for since loading is saved again, so it cannot grow."""

    def __init__(self, path: Path | None) -> None:
        """``path`` is None where nothing may be believed that a folder brings along: then nothing is kept."""
        self._path = path
        self._loaded: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        self._changed = False
        body = read_kept(path) if path is not None else None
        if body is not None:
            with suppress(ValueError, TypeError):
                self._loaded = dict(json.loads(body))

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

    @property
    def anew(self) -> int:
        """How many references were made since loading (lists of labels, whose keys are two words, do not count)."""
        return sum(key not in self._loaded and " " not in key for key in self._used)

    def save(self) -> None:
        """Write the file, if anything changed."""
        if self._path is not None and (self._changed or len(self._used) != len(self._loaded)):
            content = json.dumps(self._used, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            write_kept(self._path, content.encode("utf-8", "surrogatepass"))

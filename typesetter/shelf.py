"""Values kept between builds in files of the cache folder, each with its digest.

They are pickled, since nothing else reads a chapter back in less time than parsing it takes. A pickle can name anything that
Python can import, and a thesis folder may come from anybody with a ``build/cache`` in it; so only the plain classes named
here are ever looked up, of which none does anything but hold values.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, write_atomic

_ROOMS = (
    "typesetter.model.", "typesetter.diagnostics", "typesetter.codes", "typesetter.latex.escape",
    "typesetter.citations.variant", "typesetter.citations.template", "typesetter.config.thesis", "typesetter.config.profile_",
    "typesetter.config.mapped", "typesetter.config.yamlfile",
)  # fmt: skip
"""Where the classes of such values are: structs, dataclasses and enumerations."""
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date")}
_DIGEST = 32


_REMEMBERING: list[bool] = []
_REMEMBERED: dict[Path, tuple[bytes, str, Any]] = {}
"""Values by file, with what they were made by and the digests that their files begin with."""
_PENDING: dict[Path, tuple[str, str, Any]] = {}
"""Names, makers and values of files that have not yet been written."""


@contextmanager
def remembering() -> Iterator[None]:
    """Within this, values stay in memory, for a process that builds again and again, and are written when there is time.

    What lies on the disk still decides: a value is the file's for as long as that begins with the digest of the value, and
    one that nobody asks for any more is forgotten with its file.
    """
    _REMEMBERING.append(True)
    try:
        yield
    finally:
        _REMEMBERING.pop()
        write_pending()
        if not _REMEMBERING:
            _REMEMBERED.clear()


class _Writer(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Members of enumerations by their value: some versions of Python write them as a call of ``getattr``."""
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """A class of ours, and nothing that could be called to an end."""
        if "." not in name and ((module, name) in _PLAIN or module.startswith(_ROOMS)):
            found = super().find_class(module, name)
            if isinstance(found, type) and (found.__module__ == module):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


class Shelf:
    """The values in one folder, by name. What is damaged, or was put there by other code (``made_by``), is not there."""

    def __init__(self, folder: Path, made_by: str) -> None:
        self._folder = folder
        self._made_by = made_by
        self._used: set[str] = set()

    def get(self, name: str) -> Any:
        """The value, or None."""
        self._used.add(name)
        path = self._folder / f"{name}.bin"
        if (pending := _PENDING.get(path)) is not None:
            return pending[2] if pending[1] == self._made_by else None
        try:
            if (known := _REMEMBERED.get(path)) is not None:
                with path.open("rb") as file:
                    if file.read(_DIGEST) == known[0] and self._made_by == known[1]:
                        return known[2]
            data = path.read_bytes()
        except OSError:
            return None
        body = memoryview(data)[_DIGEST:]
        if data[:_DIGEST] != _seal(self._made_by, name, bytes(body)):
            return None
        try:
            value = unpacked(bytes(body))
        except Exception:  # noqa: BLE001  # a forged pickle can fail in any way; it is as good as none
            return None
        _remember(path, data[:_DIGEST], self._made_by, value)
        return value

    def put(self, name: str, value: Any) -> None:
        """Keep a value; when that is impossible it is made again next time."""
        self._used.add(name)
        path = self._folder / f"{name}.bin"
        if _REMEMBERING:
            _PENDING[path] = name, self._made_by, value
        else:
            _write(path, name, self._made_by, value)

    def tidy(self) -> None:
        """Throw away what was neither asked for nor put here."""
        for path in [path for path in _PENDING if path.parent == self._folder and path.stem not in self._used]:
            del _PENDING[path]
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.stem not in self._used:
                    path.unlink(missing_ok=True)
                    _REMEMBERED.pop(path, None)


def _seal(made_by: str, name: str, body: bytes) -> bytes:
    return digest(made_by, name, body).encode("ascii")


def _write(path: Path, name: str, made_by: str, value: Any) -> None:
    body = packed(value)
    seal = _seal(made_by, name, body)
    with suppress(OSError):
        write_atomic(path, seal + body, durable=False)
        _remember(path, seal, made_by, value)


def _remember(path: Path, seal: bytes, made_by: str, value: Any) -> None:
    if _REMEMBERING:
        _REMEMBERED[path] = seal, made_by, value


def write_pending() -> None:
    """Write what was put on shelves within :func:`remembering` and is in memory only."""
    while _PENDING:
        path, (name, made_by, value) = _PENDING.popitem()
        _write(path, name, made_by, value)


def packed(value: Any) -> bytes:
    """A value as bytes."""
    out = io.BytesIO()
    _Writer(out, protocol=5).dump(value)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """The value of :func:`packed`. Raises pickle.UnpicklingError for anything but plain values, and what else damage does."""
    return _Reader(io.BytesIO(data)).load()

"""Values kept between builds in files of the cache folder, each with its digest.

They are pickled, since nothing else reads a chapter back in less time than parsing it takes. A pickle can name anything that
Python can import, and a thesis folder may come from anybody with a ``build/cache`` in it; so only the plain classes named
here are ever looked up, of which none does anything but hold values.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from typesetter.stamps import digest, write_atomic

_ROOMS = (
    "typesetter.model.", "typesetter.diagnostics", "typesetter.codes", "typesetter.latex.escape",
    "typesetter.citations.variant", "typesetter.citations.template", "typesetter.config.thesis", "typesetter.config.profile_",
    "typesetter.config.mapped", "typesetter.config.yamlfile",
)  # fmt: skip
"""Where the classes of such values are: structs, dataclasses and enumerations."""
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date")}
_DIGEST = 32
V = TypeVar("V")


_REMEMBERING: list[bool] = []
_REMEMBERED: dict[str, tuple[bytes, str, Any]] = {}
"""Values by file, with what they were made by and the digests that their files begin with."""
_MADE: dict[Path, tuple[Any, Any]] = {}
"""What :func:`remembered` remembers, with what it was made of."""
_PENDING: dict[str, tuple[str, str, Any]] = {}
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
            _MADE.clear()


def remembered(place: Path, made_of: Any, make: Callable[[], V]) -> V:
    """What ``make`` gives, which follows from ``made_of``: within :func:`remembering` what it gave last, if that was the same.

    ``place`` is a file that stands for it. Whoever changes what he is given changes what is given next time.
    """
    known = _MADE.get(place)
    if known is not None and known[0] == made_of:
        found: V = known[1]
        return found
    made = make()
    if _REMEMBERING:
        _MADE[place] = made_of, made
    return made


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


class Later:
    """A value that is made when it is written, or asked for: no build need wait for it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def _made(value: Any) -> Any:
    return value.make() if isinstance(value, Later) else value


class Shelf:
    """The values in one folder, by name. What is damaged, or was put there by other code (``made_by``), is not there."""

    def __init__(self, folder: Path, made_by: str) -> None:
        self._folder = os.fspath(folder)
        self._made_by = made_by
        self._used: set[str] = set()

    def get(self, name: str) -> Any:
        """The value, or None."""
        self._used.add(name)
        path = f"{self._folder}{os.sep}{name}.bin"
        if (pending := _PENDING.get(path)) is not None:
            _PENDING[path] = pending = (*pending[:2], _made(pending[2]))
            return pending[2] if pending[1] == self._made_by else None
        try:
            if (known := _REMEMBERED.get(path)) is not None and self._made_by == known[1]:
                handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
                try:
                    if os.read(handle, _DIGEST) == known[0]:
                        return known[2]
                finally:
                    os.close(handle)
            with open(path, "rb") as file:
                data = file.read()
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
        """Keep a value, or what a :class:`Later` gives; when that is impossible it is made again next time."""
        self._used.add(name)
        path = f"{self._folder}{os.sep}{name}.bin"
        if _REMEMBERING:
            _PENDING[path] = name, self._made_by, value
        else:
            _write(path, name, self._made_by, _made(value))

    def tidy(self) -> None:
        """Throw away what was neither asked for nor put here."""
        for path, (name, _, _) in list(_PENDING.items()):
            if os.path.dirname(path) == self._folder and name not in self._used:
                del _PENDING[path]
        with suppress(OSError):
            for file in os.listdir(self._folder):
                if file.removesuffix(".bin") not in self._used:
                    path = f"{self._folder}{os.sep}{file}"
                    _REMEMBERED.pop(path, None)
                    os.unlink(path)


def _seal(made_by: str, name: str, body: bytes) -> bytes:
    return digest(made_by, name, body).encode("ascii")


def _write(path: str, name: str, made_by: str, value: Any) -> None:
    body = packed(value)
    seal = _seal(made_by, name, body)
    with suppress(OSError):
        write_atomic(Path(path), seal + body, durable=False)
        _remember(path, seal, made_by, value)


def _remember(path: str, seal: bytes, made_by: str, value: Any) -> None:
    if _REMEMBERING:
        _REMEMBERED[path] = seal, made_by, value


def write_pending() -> None:
    """Write what was put on shelves within :func:`remembering` and is in memory only."""
    while _PENDING:
        path, (name, made_by, value) = _PENDING.popitem()
        _write(path, name, made_by, _made(value))


def packed(value: Any) -> bytes:
    """A value as bytes."""
    out = io.BytesIO()
    _Writer(out, protocol=5).dump(value)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """The value of :func:`packed`. Raises pickle.UnpicklingError for anything but plain values, and what else damage does."""
    return _Reader(io.BytesIO(data)).load()

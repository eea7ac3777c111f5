"""Values kept between builds in files of the cache folder, each with its digest.

They are pickled, since nothing else reads a chapter back in less time than parsing it takes. A pickle can name anything that
Python can import, and a thesis folder may come from anybody with a ``build/cache`` in it; so only the plain classes named
here are ever looked up, of which none does anything but hold values.
"""

from __future__ import annotations

import io
import pickle
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from typesetter.stamps import digest, write_atomic

_ROOMS = (
    "typesetter.model.", "typesetter.diagnostics", "typesetter.codes", "typesetter.latex.escape",
    "typesetter.citations.variant", "typesetter.citations.template",
)  # fmt: skip
"""Where the classes of such values are: frozen dataclasses, pydantic's models and enumerations."""
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date")}
_DIGEST = 32


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
        try:
            data = (self._folder / f"{name}.bin").read_bytes()
        except OSError:
            return None
        body = memoryview(data)[_DIGEST:]
        if data[:_DIGEST] != self._seal(name, bytes(body)):
            return None
        try:
            return unpacked(bytes(body))
        except Exception:  # noqa: BLE001  # a forged pickle can fail in any way; it is as good as none
            return None

    def put(self, name: str, value: Any) -> None:
        """Keep a value; when that is impossible it is made again next time."""
        self._used.add(name)
        body = packed(value)
        with suppress(OSError):
            write_atomic(self._folder / f"{name}.bin", self._seal(name, body) + body, durable=False)

    def tidy(self) -> None:
        """Throw away what was neither asked for nor put here."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.stem not in self._used:
                    path.unlink(missing_ok=True)

    def _seal(self, name: str, body: bytes) -> bytes:
        return digest(self._made_by, name, body).encode("ascii")


def packed(value: Any) -> bytes:
    """A value as bytes."""
    out = io.BytesIO()
    _Writer(out, protocol=5).dump(value)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """The value of :func:`packed`. Raises pickle.UnpicklingError for anything but plain values, and what else damage does."""
    return _Reader(io.BytesIO(data)).load()

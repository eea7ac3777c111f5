"""What the last good run was made from: the same again needs no TeX at all."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.stamps import digest_file, digest_json, stamp, write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource


def request_key(source: LatexSource, digests: Mapping[str, str], engine: Engine, environment: dict[str, str]) -> str:
    """Everything of the caller's that a run depends on, digested; ``digests`` are those of the source's files and assets.

    The source map is not part of it: it moves no ink.
    """
    return digest_json([digests, source.main, engine.version, str(engine.executable), environment])


class Memory:
    """The record of the last good run, in ``typeset.json`` of the cache folder; it is read once, for one run."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "typeset.json"

    @cached_property
    def _record(self) -> dict[str, Any]:
        """What is remembered; nothing when that is not there, or damaged."""
        try:
            record = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def holds(self, key: str, products: Iterable[Path]) -> tuple[str, ...] | None:
        """The system's files that TeX read, when the last run had this key and nothing has changed since; else None.

        Neither the run's products (the PDF, the log) nor a file of TeX's may differ from what they were then.
        """
        try:
            inputs, made = self._record["inputs"], self._record["products"]
            if self._record["key"] != key or made != {p.name: digest_file(p) for p in products}:
                return None
            return None if any(stamp(name) != known for name, known in inputs.items()) else tuple(inputs)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def expects(self, key: str) -> bool:
        """Whether the last good run had this key, so that there may be nothing to do."""
        return bool(self._record.get("key") == key)

    @property
    def foreseen(self) -> bool:
        """Whether the last good run wrote what had been forecast of its lists, so that the next will."""
        return self._record.get("foreseen") is True

    def keep(self, key: str, products: Iterable[Path], inputs: Iterable[str], *, foreseen: bool) -> None:
        """Remember a good run."""
        record = {
            "key": key,
            "foreseen": foreseen,
            "products": {p.name: digest_file(p) for p in products},
            "inputs": {name: stamp(name) for name in inputs},
        }
        with suppress(OSError):
            write_atomic(self._path, json.dumps(record), durable=False)

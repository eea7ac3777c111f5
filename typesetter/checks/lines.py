"""The lines of the files that diagnostics name, read once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class SourceLines:
    """Gives the text of a line, from the first of ``folders`` that has the file: the thesis's own, then the pipeline's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._files: dict[str, list[str]] = {}

    def __call__(self, path: str, line: int) -> str | None:
        """Line ``line`` (from 1) of the file ``path``; None when there is none that a person could read."""
        if path not in self._files:
            self._files[path] = self._read(path)
        lines = self._files[path]
        return lines[line - 1] if 0 < line <= len(lines) else None

    def _read(self, path: str) -> list[str]:
        for folder in self._folders:
            try:
                data = (folder / path).read_bytes() if (folder / path).is_file() else None
            except OSError:
                return []
            if data is not None:
                if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                    return data.decode("utf-16", "replace").splitlines()
                text = data.decode("utf-8", "replace").removeprefix("\ufeff")
                return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
        return []

"""What TeX writes in one pass and reads back in the next: kept between builds, compared, and never trusted when damaged.

The state of the last good build is kept in one file of the cache with its digest. A build starts from that state, or from
nothing; what an interrupted or failed run left in TeX's folder is never read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from typesetter.stamps import digest, write_atomic
from typesetter.structs import Struct

State = Mapping[str, bytes]
"""The files that TeX reads back, by their names in its folder."""

_OWN = {".pdf", ".log", ".fls", ".gz"}
"""What TeX writes and never reads."""

_LISTS = (
    (".toc", "table of contents changed"),
    (".lof", "list of figures changed"),
    (".lot", "list of tables changed"),
)
_LABEL = r"(?m)^\\newlabel\{([^}]*)\}\{\{(.*?)\}\{([^}]*)\}"
_HEADING = r"(?m)^\\contentsline \{\w+\}\{(.*)\}\{([^{}]*)\}\{[^{}]*\}%?$"


class Kept:
    """The state of the last good build, in ``auxiliary.bin`` of the cache folder: a digest, names and sizes, the contents."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "auxiliary.bin"

    def load(self) -> dict[str, bytes]:
        """The state, or nothing when there is none or its digest does not fit."""
        state: dict[str, bytes] = {}
        try:
            seal, _, body = self._path.read_bytes().partition(b"\n")
            if digest(body).encode("ascii") != seal:
                return {}
            names, _, rest = body.partition(b"\n")
            start = 0
            for name, size in json.loads(names):
                state[str(name)] = rest[start : start + size]
                start += size
        except (OSError, ValueError, TypeError):
            return {}
        return state

    def save(self, state: State) -> None:
        """Replace the state; when that is impossible the next build starts from nothing."""
        ordered = sorted(state.items())
        names = json.dumps([(name, len(content)) for name, content in ordered]).encode("ascii")
        body = b"\n".join((names, b"".join(content for _, content in ordered)))
        with suppress(OSError):
            write_atomic(self._path, b"\n".join((digest(body).encode("ascii"), body)), durable=False)


def lay(folder: Path, present: State, wanted: State) -> None:
    """Make the state in ``folder`` the wanted one. Raises OSError when files cannot be written."""
    for name in present:
        if name not in wanted:
            (folder / name).unlink(missing_ok=True)
    for name, content in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # never through a link
        path.write_bytes(content)


def written(folder: Path, record: str) -> dict[str, bytes]:
    """The state after a pass: the files that TeX's record (``.fls``) lists as output, less the PDF and the log."""
    state: dict[str, bytes] = {}
    outputs = (line.removeprefix("OUTPUT ") for line in record.splitlines() if line.startswith("OUTPUT "))
    for name in dict.fromkeys(outputs):
        path = Path(name)
        if path.is_absolute() or ".." in path.parts or path.suffix in _OWN:
            continue
        with suppress(OSError):
            state[path.as_posix()] = (folder / path).read_bytes()
    return state


def read(record: str) -> tuple[str, ...]:
    """The files outside the folder that TeX's record lists as input, each once."""
    names = (line.removeprefix("INPUT ") for line in record.splitlines() if line.startswith("INPUT "))
    return tuple(name for name in dict.fromkeys(names) if Path(name).is_absolute())


def change(before: State, after: State) -> str | None:
    """Why another pass is needed, in words; None when TeX would read what it has just read."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed:
        return None
    for suffix, reason in _LISTS:
        if any(name.endswith(suffix) for name in changed):
            return reason
    for name in sorted(changed):
        if name.endswith(".aux"):
            old, new = _labels(before.get(name, b"")), _labels(after.get(name, b""))
            numbers_same = {k: v[0] for k, v in old.items()} == {k: v[0] for k, v in new.items()}
            return "page references changed" if old != new and numbers_same else "cross references changed"
    return "bookmarks changed" if all(name.endswith(".out") for name in changed) else f"{min(changed)} changed"


class Restless(Struct):
    """Something that does not come to rest: a label, or a line of a list, and its two last values."""

    what: str
    label: str | None
    values: tuple[str, str]


def restless(before: State, after: State) -> Restless:
    """What still moved between two passes: first a label, then a line of a list, then a file."""
    for name in sorted(after):
        old, new = _labels(before.get(name, b"")), _labels(after[name])
        for label in new:
            if label in old and old[label] != new[label]:
                values = _told_apart(old[label], new[label])
                return Restless(f"the label '{label}'", label, values)
    for name in sorted(after):
        pairs = (re.findall(_HEADING, state.get(name, b"").decode("utf-8", "replace")) for state in (before, after))
        for (text, old_page), (_, new_page) in zip(*pairs, strict=False):
            if old_page != new_page:
                return Restless(f"the heading '{_plain(text)}'", None, (f"page {old_page}", f"page {new_page}"))
    moved = sorted(name for name in after if before.get(name) != after[name])
    name = moved[0] if moved else "a file"
    old_line, new_line = _first_difference(before.get(name, b""), after.get(name, b""))
    return Restless(name, None, (old_line, new_line))


def _labels(content: bytes) -> dict[str, tuple[str, str]]:
    found = re.findall(_LABEL, content.decode("utf-8", "replace"))
    return {label: (number, page) for label, number, page in found}


def _told_apart(old: tuple[str, str], new: tuple[str, str]) -> tuple[str, str]:
    if old[1] != new[1]:
        return f"page {old[1]}", f"page {new[1]}"
    return f"number {old[0]}", f"number {new[0]}"


def _plain(text: str) -> str:
    return re.sub(r"\\numberline \{([^}]*)\}", r"\1 ", text)


def _first_difference(old: bytes, new: bytes) -> tuple[str, str]:
    lines = zip(old.decode("utf-8", "replace").splitlines(), new.decode("utf-8", "replace").splitlines(), strict=False)
    return next(((a, b) for a, b in lines if a != b), ("absent", "present"))

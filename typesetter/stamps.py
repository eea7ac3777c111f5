"""Digests, shared folders and atomic writes."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def shared_folder(name: str) -> Path | None:
    """A folder in the virtual environment for what is the same for every thesis; None without one, or without the right."""
    if sys.prefix == sys.base_prefix:
        return None
    folder = Path(sys.prefix) / "share" / "thesis-typesetter" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def digest(*parts: bytes | str) -> str:
    """A content digest (hex, 32 characters) of the parts; their boundaries count."""
    h = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "little"))
        h.update(data)
    return h.hexdigest()


def digest_file(path: Path) -> str:
    """The digest of a file's bytes, or of nothing when it is not there."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def stamp(path: Path) -> list[int]:
    """Size and time of change of a file of the system's; empty when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def digest_json(value: Any) -> str:
    """The digest of a value of plain data, whatever the order of its mappings' keys."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def write_atomic(path: Path, content: bytes | str, *, durable: bool = True) -> bool:
    """Write beside and rename, so that ``path`` is at all times the old or the new content.

    Returns whether anything changed; equal content is left alone. Without ``durable`` a power cut may leave it empty: for
    what is checked before it is used. Raises OSError when the folder cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with suppress(OSError):
        if path.read_bytes() == data:
            return False
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    # The number of this process says whether a file that was left can be taken away.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.{os.getpid()}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # mkstemp makes private files; the user's umask decides
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return True


def write_json(path: Path, value: Any, *, durable: bool = True) -> bool:
    """:func:`write_atomic` of a value as indented JSON."""
    return write_atomic(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n", durable=durable)


def remove_parts(folder: Path) -> None:
    """Delete below ``folder`` what :func:`write_atomic` left in processes that were killed."""
    for top, _, names in os.walk(folder):
        for name in names:
            number = name.rsplit(".", 3)[1:2]
            if name.startswith(".") and name.endswith(".part") and number and not _alive(number[0]):
                with suppress(OSError):
                    os.unlink(os.path.join(top, name))


def _alive(number: str) -> bool:
    if not number.isdecimal() or number == str(os.getpid()) or os.name == "nt":
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Around work in ``folder`` that one process, or one thread of it, does at a time; ``on_wait`` is told when another does.

    The folder itself is locked, so that there is no file to be left; the lock ends with the process, however that ends.
    Within the work the same thread may lock the folder again. Where a file system has no locks, nothing is locked.
    """
    held: set[str] = _HELD.__dict__.setdefault("folders", set())
    if os.name == "nt" or str(folder) in held:
        yield
        return
    import fcntl

    handle = None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if handle is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(handle, fcntl.LOCK_EX)
            except OSError:  # no locks here
                pass
        held.add(str(folder))
        yield
    finally:
        held.discard(str(folder))
        if handle is not None:
            os.close(handle)


_HELD = threading.local()


def remove_strangers(folder: Path, keep: Iterable[str]) -> None:
    """Delete the files below ``folder`` whose path relative to it is not in ``keep``, and folders left empty."""
    wanted = set(keep)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in wanted:
            path.unlink(missing_ok=True)

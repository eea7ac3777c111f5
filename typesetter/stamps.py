"""Digests, shared folders and atomic writes."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

try:  # hashlib, whose function this is, would load OpenSSL for the others: 2 ms in every build
    from _blake2 import blake2b
except ImportError:  # a Python that has it from elsewhere
    from hashlib import blake2b


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
    h = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "little"))
        h.update(data)
    return h.hexdigest()


_AT_HAND: list[dict[str, tuple[tuple[int, ...], str]]] = []
"""By path the digests of files, with the states that these were in, for as long as :func:`digesting_once` lasts."""
_ONCE: tuple[int, ...] = ()
"""The state of what is taken to be one and the same throughout a build."""
_SETTLED_NS = 2_000_000_000
"""A file changed so shortly before it was read may change once more and look the same by the coarsest clock of a file system."""


@contextmanager
def digesting_once() -> Iterator[None]:
    """Around one build, which asks for a file's digest several times: it is read once, unless it is written to meanwhile."""
    _AT_HAND.append({})
    try:
        yield
    finally:
        _AT_HAND.pop()


def digest_file(path: Path | str) -> str:
    """The digest of a file's bytes, or of nothing when it is not there."""
    name, at_hand = os.fspath(path), _AT_HAND[-1] if _AT_HAND else {}
    state = _state(name) if _AT_HAND else None
    known, made = at_hand.get(name, (None, ""))
    if state is not None and state == known:
        sys.audit("open", name, "r", os.O_RDONLY)  # those who look at what is read are to see this too
        return made
    try:
        with open(name, "rb") as file:
            made = digest(file.read())
    except OSError:
        return ""
    if state is not None and max(state[2:]) < time.time_ns() - _SETTLED_NS:
        at_hand[name] = state, made
    return made


def once(name: str, make: Callable[[], str]) -> str:
    """The digest that ``make`` gives of what is one and the same throughout a build, such as the program's own files."""
    if not _AT_HAND:
        return make()
    if name not in _AT_HAND[-1]:
        _AT_HAND[-1][name] = _ONCE, make()
    return _AT_HAND[-1][name][1]


def _state(name: str) -> tuple[int, ...] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def stamp(path: Path | str) -> list[int]:
    """Size and time of change of a file of the system's; empty when it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def digest_json(value: Any) -> str:
    """The digest of a value of plain data, whatever the order of its mappings' keys."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def write_atomic(path: Path, content: bytes | str, *, durable: bool = True) -> bool:
    """Write beside and rename, so that ``path`` is at all times the old or the new content.

    Returns whether anything changed; equal content is left alone. Without ``durable`` a power cut may leave it empty: for
    what is checked before it is used. Names of files that are not UTF-8 are written as JSON and Python write their bytes.
    Raises OSError when the folder cannot be written.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    with suppress(OSError):
        if os.stat(path).st_size == len(data) and path.read_bytes() == data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = _opened_beside(path)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return True


def sealed(value: Any) -> str:
    """A value of plain data as the text of a file that is read back by :func:`opened`: its digest in the first line."""
    text = json.dumps(value, ensure_ascii=False)
    return f"{digest(text)}\n{text}"


def opened(text: str) -> dict[str, Any] | None:
    """The mapping in a file's text that :func:`sealed` made; None when it is damaged. Raises ValueError and TypeError."""
    seal, _, body = text.partition("\n")
    return dict(json.loads(body)) if digest(body) == seal else None


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _opened_beside(path: Path) -> tuple[int, str]:
    """A new file beside ``path``, open for writing, and its name; its permissions are what the user's umask says.

    It does what ``tempfile`` does, which imports a dozen modules. The number of this process in the name says whether a
    file that was left can be taken away.
    """
    name = os.path.join(path.parent, f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    return os.open(name, _NEW_FILE, 0o666), name


def write_json(path: Path, value: Any, *, durable: bool = True) -> bool:
    """:func:`write_atomic` of a value as indented JSON."""
    return write_atomic(path, json_text(value), durable=durable)


def json_text(value: Any) -> str:
    """A value as the text of a file for people and programs: indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def remove_parts(folder: Path | str, *, ending: bool = False) -> None:
    """Delete below ``folder`` what processes that were killed left there.

    That are files and folders named ``.NAME.PID.X.part``, records of TeX named ``NAME.fmtPID.fls``, and pipes that nobody
    reads; ``ending``, all pipes.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:  # not there, or not ours to read
            continue
        for entry in entries:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    if _left(entry.name):
                        import shutil

                        shutil.rmtree(entry.path, ignore_errors=True)
                    else:
                        waiting.append(entry.path)
                elif _left(entry.name) or (_is_pipe(entry) and (ending or not _read(entry.path))):
                    os.unlink(entry.path)


def _is_pipe(entry: os.DirEntry[str]) -> bool:
    # the folder itself tells files and links from all else; only of that is the kind asked for
    return not (entry.is_file(follow_symlinks=False) or entry.is_symlink()) and stat.S_ISFIFO(entry.stat().st_mode)


def _read(pipe: str) -> bool:
    """Whether some process has the pipe open to read."""
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        return error.errno != errno.ENXIO
    return True


def _left(name: str) -> bool:
    if name.endswith(".fls"):  # TeX's record beside its format, until it knows the name of its job
        number = name.rpartition(".fmt")[2].removesuffix(".fls")
        return number.isdecimal() and not _alive(number)
    if not (name.startswith(".") and name.endswith(".part")):
        return False
    parts = name.rsplit(".", 3)
    return len(parts) == 4 and not _alive(parts[1])


def _alive(number: str) -> bool:
    # 1 is the first process of a sandbox that has ended: outside, none that builds has it
    if not number.isdecimal() or number in ("1", str(os.getpid())) or os.name == "nt":
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    try:  # one that has ended, and that nobody has asked after, as in a container without a first process that does
        with open(f"/proc/{number}/stat", "rb") as state:
            return state.read().rpartition(b")")[2].split()[:1] != [b"Z"]
    except OSError:
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

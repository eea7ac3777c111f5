"""A process shut in: on Linux, by namespaces, without network and with the thesis folder as its only files beside TeX's.

Namespaces of an ordinary user (``user_namespaces(7)``) need no right and no program; some systems forbid them, and then
nothing changes and the caller is told. What is seen inside: the system's programs and libraries, TeX's trees, this Python,
the pipeline and the thesis, all to read, and of the thesis what is to be written. No home folder, no ``/proc``, no device but
the harmless ones; a temporary folder that goes with the process.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from typesetter.engine import embedded
from typesetter.engine.places import folders, home_of, tiny_trees, yearly_trees

SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/opt/texlive",
    "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime",
    "/etc/texmf", "/var/lib/texmf",
)  # fmt: skip
"""What programs need of a Linux system: themselves, their libraries, and TeX's configuration and font maps."""
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_NONE = "this system has no namespaces"
_TEMPORARY_BYTES = 256 << 20

_NEW_NS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEV, _NO_EXEC, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_DETACH = 2
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_MOUNT_SETATTR = 442
_AT_RECURSIVE = 0x8000
_AT_FDCWD = -100
_NO_NEW_PRIVILEGES, _DROP_FROM_BOUNDS = 38, 24
_CAPABILITIES = 64
_CAPABILITY_VERSION = 0x20080522


class _Attributes(ctypes.Structure):
    """``struct mount_attr``."""

    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def folders_needed() -> list[Path]:
    """This Python, its packages, and TeX where it is not among the system's programs."""
    home = home_of(os.environ)
    trees = [*yearly_trees(home), *tiny_trees(home, os.environ)]
    return [Path(sys.base_prefix), Path(sys.prefix), *(Path(p) for p in sys.path if p), *trees]


def need_engine() -> None:
    """Install the embedded engine, when there is no TeX, as long as there is a network."""
    if not any((folder / "pdflatex").exists() for folder in folders(os.environ)):
        embedded.install()  # what stands in the way is told when the engine is looked for


def missing() -> str:
    """Why this process cannot be shut in by namespaces; empty when it can. It is tried in a child, which ends at once.

    Some systems give namespaces and then no right in them; the mount is what tells.
    """
    if not hasattr(os, "fork"):
        return _NONE
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            reason = unshare()
            if not reason:
                _call("mount", b"none", b"/", None, _REC | _PRIVATE, None)
        except OSError as error:
            reason = f"this system gives no rights in user namespaces ({error.strerror})"
        finally:
            os.write(writing, reason.encode("utf-8"))
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        reason = told.read().decode("utf-8")
    os.waitpid(child, 0)
    return reason


def unshare() -> str:
    """Leave the system's namespaces; the next child is the first process of its own. Returns why not, or nothing.

    A first process takes all others of its namespace with it when it ends. The caller must have one thread.
    """
    if not sys.platform.startswith("linux") or os.uname().machine not in _PIVOT_ROOT:
        return _NONE
    user, group = os.getuid(), os.getgid()
    own = _NEW_NS | _NEW_PID | _NEW_NET | _NEW_IPC
    try:
        _call("unshare", _NEW_USER | own)
    except OSError as error:
        if user:
            return f"this system forbids user namespaces ({error.strerror})"
        try:
            _call("unshare", own)  # root may need no user namespace for the others
        except OSError:
            return f"this system forbids user namespaces ({error.strerror})"
        return ""
    try:
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    except OSError as error:
        return f"this system forbids user namespaces ({error.strerror})"
    return ""


def shut_in(readable: Iterable[Path], writable: Iterable[Path]) -> str:
    """After :func:`unshare`: see nothing but the system's programs and these folders. Returns why not, or nothing.

    Folders are shown where they are. Those that do not exist are left out; a writable one may lie in a readable one. All
    rights over the new namespace are given up at the end.
    """
    folder = Path.cwd()
    try:
        _call("mount", b"none", b"/", None, _REC | _PRIVATE, None)
        options = f"mode=0755,size={_TEMPORARY_BYTES}".encode()
        _call("mount", b"tmpfs", b"/tmp", b"tmpfs", _NO_SUID | _NO_DEV, options)
        for name in ("old", "new"):
            Path("/tmp", name).mkdir()  # noqa: S108  # the one that was mounted, which nobody else sees
        _pivot(b"/tmp", b"/tmp/old")
        os.chdir("/")
        _call("mount", b"/new", b"/new", None, _BIND | _REC, None)
        for path in (*map(Path, SYSTEM), *readable):
            _show(path, writable=False)
        for path in (*map(Path, _DEVICES), *writable):
            _show(path, writable=True)
        temporary = Path("/new/tmp")
        temporary.mkdir(exist_ok=True)
        temporary.chmod(0o1777)
        os.chdir("/new")
        _pivot(b".", b".")
        _call("umount2", b".", _DETACH)
        os.chdir(folder if folder.is_dir() else "/")
        _give_up_rights()
    except OSError as error:
        return f"the folders could not be shut off ({error.strerror})"
    return ""


def _show(path: Path, *, writable: bool) -> None:
    """Mount a folder, a file or a device of the old root into the new one; a link stays a link."""
    old, new = Path("/old", *path.parts[1:]), Path("/new", *path.parts[1:])
    try:
        mode = old.lstat().st_mode
    except OSError:
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISLNK(mode):
        if not (new.exists() or new.is_symlink()):
            new.symlink_to(old.readlink())
        return
    if stat.S_ISDIR(mode):
        new.mkdir(exist_ok=True)
    elif not new.exists():
        new.touch()
    _call("mount", os.fsencode(old), os.fsencode(new), None, _BIND | _REC, None)
    if not writable:
        _protect(new)


def _protect(path: Path) -> None:
    """Nothing may be written below a mount: all mounts below it too, since Linux 5.12."""
    library = ctypes.CDLL(None, use_errno=True)
    wanted = _Attributes(attr_set=_READ_ONLY)
    if not library.syscall(
        _MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), _AT_RECURSIVE, ctypes.byref(wanted), ctypes.sizeof(wanted)
    ):
        return
    kept = os.statvfs(path).f_flag & (_NO_SUID | _NO_DEV | _NO_EXEC)  # what was forbidden outside must stay so
    _call("mount", None, os.fsencode(path), None, _BIND | _REMOUNT | _READ_ONLY | kept, None)


def _pivot(new: bytes, old: bytes) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(_PIVOT_ROOT[os.uname().machine], new, old):
        raise _error()


def _give_up_rights() -> None:
    """Neither this process nor any that it starts has a right over the namespace, nor gains one."""
    library = ctypes.CDLL(None, use_errno=True)
    for capability in range(_CAPABILITIES):
        library.prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0)  # the last ones are unknown to most kernels
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _call("capset", ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))


def _call(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))

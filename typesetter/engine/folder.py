"""TeX's folder filled, and the command that is run in it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from typesetter.stamps import remove_strangers, write_atomic

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from pathlib import Path

    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource

SYNCTEX = ".synctex.gz"
"""The suffix of the file in which TeX says what came from where."""


def tex_command(
    engine: Engine, job: str, precompiled: Path | None, *, synctex: bool = False, draft: bool = False
) -> tuple[str, ...]:
    """How TeX is called for a pass, but for the file it is to read; with ``synctex`` it writes what came from where.

    A ``draft`` is a pass that makes no PDF, which saves a twentieth to a tenth of its time: what it writes to be read back is
    the same.
    """
    return (
        str(engine.executable),
        *("-interaction=nonstopmode", "-file-line-error", "-no-shell-escape", "-recorder"),
        f"-jobname={job}",
        *(["-synctex=1"] if synctex else []),
        *(["-draftmode"] if draft else []),
        *([f"-fmt={precompiled.absolute()}"] if precompiled else []),
    )


def write_sources(
    source: LatexSource, folder: Path, *, keep: Sequence[Path] = (), tidy: bool = True, there: Container[str] = ()
) -> None:
    """Write the files of ``source`` and copy its assets; with ``tidy`` whatever else lies in ``folder``, less ``keep``, goes.

    The files named in ``there`` are known to be as they are to be. What a power cut leaves of the others does not matter: every
    build looks at them again. Raises OSError when writing is impossible.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if tidy:
        remove_strangers(folder, {*source.files, *source.assets, *(p.relative_to(folder).as_posix() for p in keep)})
    for name, text in source.files.items():
        if name not in there:
            write_atomic(folder / name, text, durable=False)
    for name, path in source.assets.items():
        if name not in there:
            write_atomic(folder / name, path.read_bytes(), durable=False)


def files_in(folder: Path) -> list[str]:
    """The names, relative to ``folder``, of all files and links in it and in its folders; links are not followed."""
    found: list[str] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with suppress(FileNotFoundError), os.scandir(folder / below) as entries:
            for entry in entries:
                into = waiting if entry.is_dir(follow_symlinks=False) else found
                into.append(f"{below}/{entry.name}" if below else entry.name)
    return found

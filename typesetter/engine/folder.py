"""TeX's folder filled, and the command that is run in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource
from typesetter.stamps import remove_strangers, write_atomic


def tex_command(engine: Engine, job: str, precompiled: Path | None, *, synctex: bool = False) -> tuple[str, ...]:
    """How TeX is called for a pass, but for the file it is to read; with ``synctex`` it writes what came from where."""
    return (
        str(engine.executable),
        *("-interaction=nonstopmode", "-file-line-error", "-no-shell-escape", "-recorder"),
        f"-jobname={job}",
        *(["-synctex=1"] if synctex else []),
        *([f"-fmt={precompiled.absolute()}"] if precompiled else []),
    )


def write_sources(source: LatexSource, folder: Path, *, keep: Sequence[Path] = (), tidy: bool = True) -> None:
    """Write the files of ``source`` and copy its assets; with ``tidy`` whatever else lies in ``folder``, less ``keep``, goes.

    Raises OSError when that is impossible.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if tidy:
        remove_strangers(folder, {*source.files, *source.assets, *(p.relative_to(folder).as_posix() for p in keep)})
    for name, text in source.files.items():
        write_atomic(folder / name, text)
    for name, path in source.assets.items():
        write_atomic(folder / name, path.read_bytes())

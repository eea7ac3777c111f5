"""Checks of the folder itself, before anything of it is read or written: no link may lead out of it.

Files that the manuscript names are checked where they are named; here are those that are found by their place: thesis.yaml,
the folder of templates, and the build folder, into which everything is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from typesetter.diagnostics import Code, Diagnostic, Span

_COPY = "replace the link by a copy of what it leads to"


def check_folder(root: Path, build: Path, own: Path, *, untrusted: bool) -> list[Diagnostic]:
    """What makes the thesis folder ``root`` unfit to be built. ``own`` is the pipeline's folder of templates."""
    found = list(_build_folder(root, build))
    found += _links(root, [root / "thesis.yaml"], (root,))
    templates = root / "templates"
    if templates.resolve() != own.resolve():
        found += _links(root, [templates, *_below(templates)], (root, own))
        if untrusted:
            found += _untrusted(root, templates)
    return found


def clear_links(build: Path) -> None:
    """Delete every link in the build folder: all that belongs there is made, and none of it is a link."""
    folders = [str(build)]
    while folders:
        for entry in _entries(folders.pop()):
            if entry.is_symlink():
                Path(entry.path).unlink(missing_ok=True)
            elif entry.is_dir():
                folders.append(entry.path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # it is not there, or no folder
        return []


def clear_kept(build: Path) -> None:
    """Delete what builds keep for the next one: a folder from anybody may hold TeX in it that no check has seen."""
    from shutil import rmtree

    for name in ("cache", "tex"):
        rmtree(build / name, ignore_errors=True)


def _build_folder(root: Path, build: Path) -> Iterator[Diagnostic]:
    name = build.relative_to(root).as_posix()
    if build.is_symlink():
        message = f"'{name}' is a symbolic link, and nothing is written outside the thesis folder"
        yield Diagnostic(Code.FILE_OUTSIDE, message, None, (f"delete the link '{name}'; the folder is made anew",))
    elif build.exists() and not build.is_dir():
        message = f"'{name}' is a file, and the PDF is to be made in a folder of that name"
        yield Diagnostic(Code.FILE_UNREADABLE, message, None, ("rename the file",))


def _links(root: Path, paths: list[Path], allowed: tuple[Path, ...]) -> Iterator[Diagnostic]:
    for path in paths:
        if not path.is_symlink():
            continue
        name = path.relative_to(root).as_posix()
        try:
            real = path.resolve()
        except (OSError, RuntimeError):  # a loop of links
            real = Path("/")
        if not any(real.is_relative_to(folder.resolve()) for folder in allowed):
            message = f"'{name}' is a symbolic link that leads out of the thesis folder"
            yield Diagnostic(Code.FILE_OUTSIDE, message, None, (_COPY,))


def _untrusted(root: Path, templates: Path) -> Iterator[Diagnostic]:
    for path in _below(templates):
        if path.suffix == ".j2":
            message = "a thesis's own templates are LaTeX, which --untrusted refuses"
            hint = "build without --untrusted, or delete the template"
            yield Diagnostic(Code.RAW_REFUSED, message, Span(path.relative_to(root).as_posix()), (hint,))


def _below(folder: Path) -> list[Path]:
    """Everything below ``folder``, links not followed, in name order."""
    found = [Path(top) / name for top, folders, files in os.walk(folder) for name in (*folders, *files)]
    return sorted(found)

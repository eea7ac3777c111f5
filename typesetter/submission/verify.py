"""A package made again from the sources in it, and compared byte by byte."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.job import BuildResult, Options
from typesetter.submission import package
from typesetter.submission.submit import submit

_LARGEST = 2_000_000_000
"""Bytes that the sources of a package may unpack to."""


def verify(folder: Path, options: Options) -> BuildResult:
    """Whether the package in ``folder`` is what its own sources give, and is as it was made.

    It is built in a folder of its own, from nothing; ``options`` say only where its thesis may lie and what is trusted.
    """
    result = BuildResult()
    told = _manifest(folder, result)
    if told is None:
        return result
    result.diagnostics += _changed(folder, told)
    if result.failed:
        return result
    with tempfile.TemporaryDirectory(prefix="typesetter-verify-") as name:
        root = Path(name).resolve() / "thesis"
        if not _unpack(folder, root, told, result):
            return result
        asked = told["options"]
        again = replace(
            options, root=root, university=asked["university"], style=asked["style"], tagged=asked["tagged"],
            print_copy=asked["print"], untrusted=options.untrusted or asked["untrusted"], strict=True,
        )  # fmt: skip
        made = submit(again)
        if made.failed:
            result.diagnostics += [d for d in made.diagnostics if d.is_error]
            message = "the sources in this package cannot be built here"
            result.diagnostics.append(Diagnostic(Code.PACKAGE_DIFFERS, message, None, _tools(told, made)))
            return result
        fresh = package.folder_of(again)
        for path in sorted(folder.iterdir()):
            other = fresh / path.name
            if not other.is_file() or other.read_bytes() != path.read_bytes():
                message = f"'{path.name}' is not what the sources give"
                result.diagnostics.append(Diagnostic(Code.PACKAGE_DIFFERS, message, None, _tools(told, made)))
        result.pages, result.statistics, result.passes = made.pages, made.statistics, made.passes
        result.engine, result.timings = made.engine, made.timings
    result.diagnostics += _since(options.root, folder, told)
    return result


def _manifest(folder: Path, result: BuildResult) -> dict[str, Any] | None:
    path = folder / package.MANIFEST
    try:
        told = json.loads(path.read_text("utf-8"))
        complete = {"options", "tools", "inputs", "outputs"} <= set(told)
    except (OSError, ValueError, TypeError):
        told, complete = None, False
    if complete and isinstance(told, dict):
        return told
    message = f"'{folder.name}' has no {package.MANIFEST} that can be read"
    result.diagnostics.append(
        Diagnostic(Code.PACKAGE_DIFFERS, message, None, ("name a folder that `submission` has made",))
    )
    return None


def _changed(folder: Path, told: dict[str, Any]) -> Iterator[Diagnostic]:
    """The files of the package that are not those of the manifest."""
    names = {path.name for path in folder.iterdir()} - {package.MANIFEST}
    for name in sorted(names | set(told["outputs"])):
        known = told["outputs"].get(name)
        if known is None:
            yield Diagnostic(Code.PACKAGE_DIFFERS, f"'{name}' does not belong to the package", None, ("take it out",))
        elif name not in names:
            yield Diagnostic(Code.PACKAGE_DIFFERS, f"'{name}' is missing from the package")
        elif package.sha256((folder / name).read_bytes()) != known:
            yield Diagnostic(Code.PACKAGE_DIFFERS, f"'{name}' has been changed since the package was made")


def _unpack(folder: Path, root: Path, told: dict[str, Any], result: BuildResult) -> bool:
    """Write the manuscript of the package's sources into ``root``; whether all of it is there and nothing else."""
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO((folder / package.SOURCES).read_bytes())) as archive:
            entries = [e for e in archive.infolist() if e.filename.startswith(package.MANUSCRIPT)]
            safe = sum(entry.file_size for entry in entries) <= _LARGEST and all(_inside(e.filename) for e in entries)
            for entry in entries if safe else ():
                name = entry.filename.removeprefix(package.MANUSCRIPT)
                data = archive.read(entry)
                target = root / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                found[name] = package.sha256(data)
    except (zipfile.BadZipFile, OSError, KeyError) as error:
        message = f"'{package.SOURCES}' cannot be unpacked: {error}"
        result.diagnostics.append(Diagnostic(Code.PACKAGE_DIFFERS, message))
        return False
    if found != told["inputs"]:
        message = f"'{package.SOURCES}' does not hold the files that the manifest lists"
        result.diagnostics.append(Diagnostic(Code.PACKAGE_DIFFERS, message))
        return False
    return True


def _inside(name: str) -> bool:
    """Whether an entry of an archive stays in the folder that it is unpacked into."""
    return ".." not in PurePosixPath(name).parts and not PurePosixPath(name).is_absolute() and "\\" not in name


def _tools(told: dict[str, Any], made: BuildResult) -> tuple[str, ...]:
    """A hint that names the tools that are of another version here."""
    if made.made is None:
        return ()
    here = package.tools(made.made)
    other = [
        f"{name} {value} (here {here.get(name)})" for name, value in told["tools"].items() if here.get(name) != value
    ]
    return (f"it was made with other tools: {', '.join(other)}",) if other else ()


def _since(root: Path, folder: Path, told: dict[str, Any]) -> Iterator[Diagnostic]:
    """For a package in its thesis's own build folder: what has been changed since in the thesis."""
    if not folder.resolve().is_relative_to(root):
        return
    for name, known in told["inputs"].items():
        path = root / name
        if not path.is_file() or package.sha256(path.read_bytes()) != known:
            message = f"'{name}' has been changed since the package was made"
            hint = "make it again with `build.py submission`, if the change is to be handed in"
            yield Diagnostic(Code.PACKAGE_DIFFERS, message, None, (hint,), Severity.WARNING)

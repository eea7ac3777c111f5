"""What is handed in, and what proves it: the PDF, the report, the sources, and a manifest of them all."""

from __future__ import annotations

import hashlib
import io
import platform
import shutil
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from typesetter import __version__
from typesetter.job import PIPELINE_ROOT, Made, Options
from typesetter.stamps import digest, write_atomic, write_json
from typesetter.witness import code_digest, tree_digest

MANIFEST = "manifest.json"
SOURCES = "source.zip"
MANUSCRIPT = "manuscript/"
_LIBRARIES = (
    "fonttools",
    "jinja2",
    "markdown-it-py",
    "matplotlib",
    "page-validation",
    "pikepdf",
    "pybtex",
    "pylatex",
    "pypdfium2",
)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell: the same sources give the same bytes on every day."""
_README = """\
The sources of {title}.

manuscript/  what was written: thesis.yaml, chapters, references, data, pictures.
             python build.py --thesis manuscript submission
latex/       the same as LaTeX, for any TeX Live of 2022 or later:
             cd latex && latexmk
"""


def folder_of(options: Options) -> Path:
    """Where the package is: ``build/submission``; a print copy's beside it."""
    return options.build / f"submission{options.kind}"


def input_files(options: Options, made: Made) -> dict[str, bytes]:
    """The files of the thesis folder that the PDF was made from, by path; the pipeline's own are no part of them."""
    root = options.root
    own_templates = root / "templates" if root.resolve() != PIPELINE_ROOT.resolve() else None
    paths = {root / name for name in made.read}
    paths |= {path for path in made.source.assets.values() if path.is_relative_to(root)}
    found = {}
    for path in sorted(paths):
        inside = path.relative_to(root)
        of_templates = inside.parts[:1] == ("templates",)
        if path.is_file() and "build" not in inside.parts and (not of_templates or own_templates is not None):
            found[inside.as_posix()] = path.read_bytes()
    return found


def fingerprint(options: Options, inputs: Mapping[str, bytes], made: Made) -> str:
    """A digest of the sources, of what was asked for and of the tools: the same of all gives the same PDF."""
    listed = [f"{sha256(data)}  {name}" for name, data in sorted(inputs.items())]
    listed += [f"{name} {value}" for name, value in (_asked(options) | tools(made)).items()]
    return sha256("\n".join(listed).encode("utf-8"))


def sha256(data: bytes) -> str:
    """The SHA-256 of ``data``, in hex."""
    return hashlib.sha256(data).hexdigest()


def tools(made: Made) -> dict[str, str]:
    """The tools that a PDF depends on, with their versions."""
    found = {
        "typesetter": __version__,
        "typesetter's code": digest(code_digest(), tree_digest(PIPELINE_ROOT / "templates")),
        "python": platform.python_version(),
        "tex": made.tex,
    }
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def source_zip(made: Made, inputs: Mapping[str, bytes]) -> bytes:
    """The manuscript and its LaTeX, to be compiled elsewhere; the same bytes for the same sources."""
    files = {"README.txt": _README.format(title=made.thesis.title).encode("utf-8")}
    files |= {f"{MANUSCRIPT}{name}": data for name, data in inputs.items()}
    files |= {f"latex/{name}": text.encode("utf-8") for name, text in made.source.files.items()}
    files |= {f"latex/{name}": path.read_bytes() for name, path in made.source.assets.items()}
    mode = 4 if made.thesis.engine == "lualatex" else 1
    files["latex/latexmkrc"] = f"$pdf_mode = {mode};\n@default_files = ('{made.source.main}');\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def manifest(options: Options, made: Made, inputs: Mapping[str, bytes], outputs: Mapping[str, bytes]) -> dict[str, Any]:
    """What went in, what came out, how it was asked for and by what it was made."""
    return {
        "generator": f"thesis-typesetter {__version__}",
        "options": _asked(options),
        "tools": tools(made),
        "fingerprint": fingerprint(options, inputs, made),
        "inputs": {name: sha256(data) for name, data in sorted(inputs.items())},
        "outputs": {name: sha256(data) for name, data in sorted(outputs.items())},
    }


def _asked(options: Options) -> dict[str, Any]:
    """What of the command line changes the PDF."""
    return {
        "university": options.university,
        "style": options.style,
        "tagged": options.tagged,
        "print": options.print_copy,
        "untrusted": options.untrusted,
    }


def write_package(folder: Path, outputs: Mapping[str, bytes], told: Mapping[str, Any]) -> None:
    """Make the package beside the old one, then put it in its place. Raises OSError when that is impossible."""
    new, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, data in outputs.items():
        write_atomic(new / name, data)
    write_json(new / MANIFEST, told)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)

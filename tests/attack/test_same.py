"""The same bytes where a folder is listed in another order, on one core, as another user; the rest is in `make attack`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.theses import ROOT, fill

CHAPTERS = {f"chapters/0{n}-c.md": f"# Chapter {n}\n\nText [@b{n}].\n" for n in range(1, 5)}
BOOKS = {
    f"bib/{n}.bib": f"@book{{b{n}, author = {{Writer, A.}}, title = {{T}}, year = 2000, publisher = {{P}}}}\n"
    for n in range(1, 5)
}
"""Works that only their place in the files could tell apart."""
SHUFFLED = """
import os, random
listdir, scandir = os.listdir, os.scandir
class Shuffled:
    def __init__(self, *given):
        with scandir(*given) as found: self.entries = list(found)
        random.Random(3).shuffle(self.entries)
        self.left = iter(self.entries)
    def __iter__(self): return self.left
    def __next__(self): return next(self.left)
    def __enter__(self): return self
    def __exit__(self, *given): pass
    def close(self): pass
def mixed(*given):
    names = listdir(*given)
    random.Random(3).shuffle(names)
    return names
os.listdir, os.scandir = mixed, Shuffled
"""


def _built(root: Path, *before: str, **variables: str) -> bytes:
    command = [*before, sys.executable, str(ROOT / "build.py"), "--thesis", str(root), "-q"]
    subprocess.run(command, env=os.environ | variables, check=True, timeout=60)
    return (root / "build" / "thesis.pdf").read_bytes()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _built(fill(tmp_path_factory.mktemp("same") / "thesis", {"chapters/01-one.md": None, **CHAPTERS, **BOOKS}))


def _files(root: Path) -> Path:
    files = {"chapters/01-one.md": None, **CHAPTERS, **BOOKS}
    return fill(root, dict(reversed(files.items())))


def test_in_whatever_order_files_are_listed_and_on_one_core(reference: bytes, tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(SHUFFLED, "utf-8")
    before = []
    if shutil.which("taskset"):
        before = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
    variables = {"PYTHONPATH": str(tmp_path / "python"), "PYTHONHASHSEED": "5", "SOURCE_DATE_EPOCH": "86400"}
    assert _built(_files(tmp_path / "thesis"), *before, **variables) == reference


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root")
def test_as_another_user(reference: bytes, tmp_path: Path) -> None:
    """As far as the pipeline lies where that user may read it."""
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
    if subprocess.run([*nobody, sys.executable, "-c", ""], check=False, capture_output=True).returncode:
        pytest.skip("that user may not run this Python")
    root = _files(tmp_path / "thesis")
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to(Path(tempfile.gettempdir()) / "pytest-of-root"):
            folder.chmod(folder.stat().st_mode | 0o011)
    assert _built(root, *nobody, HOME="/nonexistent") == reference

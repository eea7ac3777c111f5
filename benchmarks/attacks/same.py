"""One folder, many circumstances, one PDF: each circumstance is a build of its own, compared byte for byte."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from attacks.ground import PROGRAM, ROOT, Figures, Trials, pdf

_DOCUMENTS = ROOT / "tests" / "latex" / "documents"
_NOBODY = 65534
_FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
_SHUFFLED = """import os, random
listdir, scandir = os.listdir, os.scandir
class Shuffled:
    def __init__(self, *given):
        with scandir(*given) as found: self.entries = iter(mixed(list(found)))
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *given): pass
    def close(self): pass
def mixed(names):
    random.Random(os.environ["RELIABILITY_ORDER"]).shuffle(names)
    return names
os.listdir = lambda *given: mixed(listdir(*given))
os.scandir = Shuffled
"""
"""Read by Python at its start: folders are listed in another order."""


@dataclass(frozen=True)
class Circumstance:
    """What is different: the environment, what stands before the command, its arguments, and the folder."""

    name: str
    variables: Mapping[str, str | None] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    folder: str = "thesis"
    prepare: Callable[[Path], None] = lambda _root: None
    umask: int = 0o022
    on: str = ""
    """Where the folder is, if not among the others."""
    again: Callable[[Path], None] | None = None
    """What is done to the folder after a first build, before the one that counts."""


def _dates(seconds: int) -> Callable[[Path], None]:
    def set_all(root: Path) -> None:
        for path in root.rglob("*"):
            os.utime(path, (seconds, seconds))

    return set_all


def _edit_and_back(root: Path) -> None:
    path = root / "chapters" / "11-blocks.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Centred.", "Centred, and edited."), "utf-8")
    subprocess.run([*PROGRAM, "-q", "--thesis", str(root)], check=True)
    path.write_text(text, "utf-8")


def _to_nobody(root: Path) -> None:
    for path in (root.parent, root, *root.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY)


def _renewed(root: Path) -> None:
    """Every file is made anew, the last one first."""
    for path in sorted((p for p in root.rglob("*") if p.is_file()), reverse=True):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)


def circumstances(folder: Path) -> Iterator[Circumstance]:
    """All that can be had on this machine."""
    python = folder / "python"
    python.mkdir()
    (python / "sitecustomize.py").write_text(_SHUFFLED, "utf-8")
    yield Circumstance("the same again, in a second", again=lambda root: shutil.rmtree(root / "build"))
    yield Circumstance("built before", again=lambda _root: None)
    yield Circumstance("an edit taken back", again=_edit_and_back)
    yield Circumstance("without what TeX read back", again=lambda root: shutil.rmtree(root / "build" / "tex"))
    yield Circumstance("without the cache", again=lambda root: shutil.rmtree(root / "build" / "cache"))
    if _FAKETIME:
        for day in ("2001-02-28 23:59:58", "2037-12-31 12:00:00"):
            yield Circumstance(f"on {day[:10]}", {"LD_PRELOAD": str(_FAKETIME), "FAKETIME": f"@{day}"})
    yield Circumstance("another SOURCE_DATE_EPOCH", {"SOURCE_DATE_EPOCH": "86400", "FORCE_SOURCE_DATE": "0"})
    yield Circumstance("files of 1980", prepare=_dates(315532800))
    yield Circumstance("files of 2096", prepare=_dates(4_000_000_000))
    yield Circumstance("folder with spaces and accents", folder="another folder ü/of a 'thesis'")
    yield Circumstance("folder by a relative path", arguments=("--thesis", "thesis"))
    for zone in ("Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"):
        yield Circumstance(f"in {zone}", {"TZ": zone})
    for locale in ("C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_SA.UTF-8"):
        yield Circumstance(f"locale {locale}", {"LC_ALL": locale, "LANG": locale, "LANGUAGE": locale[:2]})
    yield Circumstance("Python's UTF-8 mode off", {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"})
    for mask in (0o077, 0o002, 0o000):
        yield Circumstance(f"umask {mask:03o}", umask=mask)
    for seed in ("1", "2", "random"):
        yield Circumstance(f"PYTHONHASHSEED={seed}", {"PYTHONHASHSEED": seed})
    for seed in ("1", "2", "3"):
        yield Circumstance(
            f"folders listed in order {seed}", {"PYTHONPATH": str(python), "RELIABILITY_ORDER": seed}, prepare=_renewed
        )
    if shutil.which("taskset"):
        cores = sorted(os.sched_getaffinity(0))
        yield Circumstance("on one core", before=("taskset", "-c", str(cores[0])))
        yield Circumstance("on all cores", before=("taskset", "-c", ",".join(map(str, cores))))
    yield Circumstance("at lowest priority", before=("nice", "-n", "19"))
    if os.geteuid() == 0 and shutil.which("setpriv"):
        user = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--")
        yield Circumstance("another user", {"HOME": "/nonexistent", "USER": "nobody"}, user, prepare=_to_nobody)
    yield Circumstance("no home", {"HOME": None, "USER": None, "LOGNAME": None})
    yield Circumstance("a poor environment", {name: None for name in os.environ if name != "PATH"})
    yield Circumstance("shut in by --untrusted", arguments=("--untrusted",))
    if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK):
        yield Circumstance("another file system", on="/dev/shm")


def _build(circumstance: Circumstance, folder: Path) -> bytes:
    """The PDF of a build under a circumstance; nothing when it failed, which is told."""
    if circumstance.on:
        with tempfile.TemporaryDirectory(dir=circumstance.on) as elsewhere:
            return _build(replace(circumstance, on=""), Path(elsewhere) / "1")
    root = folder / circumstance.folder
    shutil.copytree(_DOCUMENTS, root)
    for path in (root / "chapters").glob("*.md"):  # no raw LaTeX, which --untrusted refuses
        path.write_text(re.sub(r"(?s)```\{=latex\}.*?```\n|`[^`\n]*`\{=latex\}", "", path.read_text("utf-8")), "utf-8")
    circumstance.prepare(root)
    environment = os.environ | {name: value for name, value in circumstance.variables.items() if value is not None}
    for name in (name for name, value in circumstance.variables.items() if value is None):
        environment.pop(name, None)
    arguments = (
        circumstance.arguments
        if "--thesis" in circumstance.arguments
        else ("--thesis", str(root), *circumstance.arguments)
    )
    command = [*circumstance.before, *PROGRAM, "-q", *arguments]
    for again in (circumstance.again, None) if circumstance.again else (None,):
        done = subprocess.run(
            command,
            cwd=root.parent,
            env=environment,
            umask=circumstance.umask,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"{circumstance.name}: ended with {done.returncode}: {done.stderr[-800:]}", file=sys.stderr)
            return b""
        if again is not None:
            again(root)
    made = pdf(root)
    shutil.rmtree(folder)
    return made


def same(folder: Path, options: argparse.Namespace) -> Figures:
    """One PDF under all circumstances; ``--count`` is how many of them, all when it is not given."""
    folder.chmod(0o755)
    reference = _build(Circumstance("reference"), folder / "reference")
    if not reference:
        return Figures(1, ["the reference could not be built"])
    digest = hashlib.sha256(reference).hexdigest()
    trials, tried, names = Trials(), 0, []
    for number, circumstance in enumerate(circumstances(folder)):
        if number == options.count:
            break
        made = _build(circumstance, folder / str(number))
        tried += 1
        names.append(circumstance.name)
        found = hashlib.sha256(made).hexdigest() if made else "no PDF"
        print(f"{found[:16]} {circumstance.name}", file=sys.stderr, flush=True)
        trials.note(circumstance.name, [found] if found != digest else [])
    return Figures(tried, trials.lost, f"one hash, {digest[:16]}…: {'; '.join(names)}", trials.failed)

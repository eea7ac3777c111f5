"""What all attacks stand on: theses of a few pages whose clean PDFs are known, programs started on them, what they leave."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.attack.support import leftovers, processes_in  # noqa: E402
from tests.theses import fill  # noqa: E402

PROGRAM = (sys.executable, str(ROOT / "build.py"))
WAIT_SECONDS = 60.0
# ignored in the background or under nohup, which the programs started would inherit
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
_GONE_SECONDS = 3.0
"""How long the system may take to end the children of what was killed."""
_STEP_SECONDS = 0.01


@dataclass(frozen=True)
class Figures:
    """What an attack gave: how often it was tried, what was lost, and what else is worth knowing."""

    tried: int
    lost: Sequence[str]
    seen: str = ""
    lost_trials: int | None = None

    @property
    def failed(self) -> int:
        """How many of the trials lost something."""
        return len(self.lost) if self.lost_trials is None else self.lost_trials


@dataclass
class Trials:
    """Trials one after the other, and what each of them lost."""

    lost: list[str] = field(default_factory=list)
    failed: int = 0

    def note(self, name: str, wrong: Sequence[str]) -> None:
        """What went ``wrong`` in the trial of that ``name``; nothing, mostly."""
        self.lost += [f"{name}: {what}" for what in wrong]
        self.failed += bool(wrong)
        for what in wrong:
            print(f"lost: {name}: {what}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class States:
    """States of a thesis, each with the PDF of a clean build."""

    files: Sequence[Mapping[str, str]]
    pdfs: Sequence[bytes]

    def put(self, root: Path, state: int) -> None:
        """Write a state into a folder."""
        fill(root, self.files[state])


_BOOKS = "@book{{one, author = {{Writer, A.}}, title = {{Title {0}}}, year = {{200{0}}}, publisher = {{House}}}}\n"


def states(folder: Path, count: int = 4) -> States:
    """``count`` states with labels that move, notes, citations and a plot's data; each is built in a folder of its own."""
    files = []
    for number in range(count):
        sections = "".join(f"\n## Part {n} {{#sec-p{n}}}\n\nText {n} of state {number}.\n" for n in range(number % 3))
        also = " See @sec-p0." if number % 3 else ""
        files.append(
            {
                "chapters/01-one.md": f"# One\n\nState {number} [@one, p. {number + 1}].{also}\n{sections}",
                "chapters/02-two.md": f"# Two\n\nState {number} here too.[^1]\n\n[^1]: A note {number}.\n",
                "bib/references.bib": _BOOKS.format(number),
            }
        )
    pdfs = []
    for number, state in enumerate(files):
        root = fill(folder / f"clean{number}", state)
        done = subprocess.run([*PROGRAM, "-q", "--thesis", str(root)], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"a clean build failed:\n{done.stderr}")
        pdfs.append(pdf(root))
        shutil.rmtree(root)
    if len(set(pdfs)) != count:
        sys.exit("two states have the same PDF")
    return States(files, pdfs)


def pdf(root: Path) -> bytes:
    """The PDF that is there, or nothing."""
    path = root / "build" / "thesis.pdf"
    return path.read_bytes() if path.is_file() else b""


def temporary(folder: Path) -> dict[str, str]:
    """The environment with a folder for temporary files of its own, so that it is seen what is left there."""
    place = folder / "temporary"
    place.mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(place), "PYTHONFAULTHANDLER": "1"}


def left_in_temporary(folder: Path) -> list[str]:
    """What was left there, with the text of a report of a mistake; it is taken away."""
    found = []
    for path in sorted((folder / "temporary").iterdir()):
        text = path.read_text("utf-8", "replace")[-600:] if path.suffix == ".txt" else ""
        found.append(f"{path.name} {text}".strip())
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


def built(root: Path, environment: Mapping[str, str], *more: str) -> tuple[int, str]:
    """A build that is left alone: its status and what it complained of."""
    command = [*PROGRAM, "-q", "--thesis", str(root), *more]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.strip()


def processes_left(root: Path) -> list[str]:
    """The processes that are still there after the time that the system may take."""
    end = time.monotonic() + _GONE_SECONDS
    while (found := processes_in(root)) and time.monotonic() < end:
        time.sleep(_STEP_SECONDS)
    return found


def next_build(root: Path, wanted: bytes, environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the build after an attack: its PDF is not ``wanted``, or it leaves something."""
    status, said = built(root, environment)
    wrong = []
    if status or said:
        wrong.append(f"the next build ended with {status}: {said}")
    if pdf(root) != wanted:
        wrong.append("the next build differs from a clean one")
    if found := leftovers(root) + processes_left(root):
        wrong.append(f"the next build left {found}")
    return wrong


def until(what: Any, seconds: float = WAIT_SECONDS) -> bool:
    """Whether ``what()`` came true within so many seconds."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(_STEP_SECONDS)
    return True


def usual_seconds(root: Path, known: States, environment: Mapping[str, str]) -> tuple[float, float]:
    """How long a build takes after an edit, and with nothing kept."""
    taken = []
    for state, cold in ((1, False), (0, False), (1, True)):
        known.put(root, state)
        if cold:
            shutil.rmtree(root / "build" / "cache")
        start = time.monotonic()
        built(root, environment)
        taken.append(time.monotonic() - start)
    return min(taken[:2]), taken[2]


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for an attack."""
    return tempfile.TemporaryDirectory(prefix="reliability-")


def chance(options: Any) -> random.Random:
    """The attack's chances, the same again for the same ``--seed``."""
    return random.Random(options.seed)

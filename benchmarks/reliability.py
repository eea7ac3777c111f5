"""The long attacks: hostile theses, kills at random moments, load. Each prints what was tried, survived and lost.

python benchmarks/reliability.py hostile
python benchmarks/reliability.py kills --count 200 --seed 1
python benchmarks/reliability.py load --count 500
python benchmarks/reliability.py together --count 8
python benchmarks/reliability.py full
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.attack.hostile import CASES  # noqa: E402
from tests.attack.support import attacked, leftovers, processes_in, started  # noqa: E402
from tests.theses import build_in, cli, fill  # noqa: E402

SECONDS, GRACE = 30.0, 10.0


def hostile(folder: Path, _options: argparse.Namespace) -> list[str]:
    """Every hostile thesis through the command line with ``--untrusted``."""
    lost, longest = [], (0.0, "")
    for number, (name, case) in enumerate(CASES.items()):
        root = attacked(folder / str(number), case)
        start = time.monotonic()
        ran = cli("--thesis", root, "--untrusted", "--quiet", "--limit-seconds", str(SECONDS))
        seconds = time.monotonic() - start
        longest = max(longest, (seconds, name))
        found = json.loads((root / "build/diagnostics.json").read_text("utf-8"))["diagnostics"]
        errors = {d["code"] for d in found if d["severity"] == "error"}
        told = ran.status == 1 and errors & {*case.codes, "limit-time", "limit-memory", "engine-timeout"}
        good = told if case.codes else (ran.status == 0 or bool(told))
        if not good or seconds > SECONDS + GRACE or leftovers(root) or processes_in(root):
            lost.append(f"{name}: status {ran.status}, {sorted(errors)}, {seconds:.1f} s, {leftovers(root)}")
        shutil.rmtree(root)
    print(f"hostile theses: {len(CASES)} tried, {len(lost)} lost; the longest took {longest[0]:.1f} s ({longest[1]})")
    return lost


def kills(folder: Path, options: argparse.Namespace) -> list[str]:
    """Builds ended at random moments by random signals; each time the next build is compared with a clean one."""
    chance = random.Random(options.seed)
    texts = ["# One\n\nThe old state.\n", "# One {#sec-one}\n\nThe new one, see @sec-one.\n\n## Two\n\nMore.\n"]
    pdfs = []
    for number, text in enumerate(texts):
        root = fill(folder / f"clean{number}", {"chapters/01-one.md": text})
        build_in(root)
        pdfs.append((root / "build/thesis.pdf").read_bytes())
    root = fill(folder / "thesis", {"chapters/01-one.md": texts[0]})
    build_in(root)
    lost: list[str] = []
    ended: Counter[str] = Counter()
    for number in range(options.count):
        state = (number + 1) % 2
        fill(root, {"chapters/01-one.md": texts[state]})
        if chance.random() < 0.2:
            shutil.rmtree(root / "build/cache")
        sent = chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
        process = started(root, stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0.02, options.longest))
        process.send_signal(sent)
        said = process.communicate()[1].decode()
        ended["ended" if process.returncode else "was done"] += 1
        wrong = []
        if (root / "build/thesis.pdf").read_bytes() not in pdfs:
            wrong.append("the PDF is neither")
        if sent != signal.SIGKILL and said.strip() not in ("Stopped.", "") and process.returncode != -sent:
            wrong.append(f"said {said!r}")
        time.sleep(0.05)
        if processes_in(root):
            wrong.append(f"left {processes_in(root)}")
        again = cli("--thesis", root, "--quiet")
        if again.status or (root / "build/thesis.pdf").read_bytes() != pdfs[state]:
            wrong.append(f"the next build differs from a clean one: {again.err}")
        if leftovers(root):
            wrong.append(f"left {leftovers(root)}")
        lost += [f"{number} ({sent.name}): {what}" for what in wrong]
    print(f"kills: {options.count} tried ({ended['ended']} before the build was done), {len(lost)} lost")
    return lost


def load(folder: Path, options: argparse.Namespace) -> list[str]:
    """Builds in one process, each after an edit: memory, descriptors and files at the beginning and at the end."""
    root = fill(folder / "thesis")
    states = []
    for number in range(options.count):
        fill(root, {"chapters/01-one.md": f"# One\n\nText {number % 7}.\n"})
        if build_in(root).pdf is None:
            return [f"build {number} failed"]
        files = sum(1 for path in root.rglob("*") if path.is_file())
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        states.append((pages * resource.getpagesize() >> 20, len(list(Path("/proc/self/fd").iterdir())), files))
    early, late = states[len(states) // 5], states[-1]
    print(f"load: {options.count} builds; MiB, descriptors, files after a fifth {early}, at the end {late}")
    lost = [f"{processes_in(root)} {leftovers(root)}"] if processes_in(root) or leftovers(root) else []
    return lost + [f"{early} became {late}"] * (
        late[0] > early[0] * 1.15 or late[1] > early[1] or late[2] > early[2] + 8
    )


def together(folder: Path, options: argparse.Namespace) -> list[str]:
    """Builds of one folder at the same time."""
    clean, root = fill(folder / "clean"), fill(folder / "thesis")
    build_in(clean)
    found = [process.wait() for process in [started(root) for _ in range(options.count)]]
    same = (root / "build/thesis.pdf").read_bytes() == (clean / "build/thesis.pdf").read_bytes()
    print(f"together: {options.count} builds of one folder ended with {found}")
    return [f"{found}, same bytes: {same}, left {leftovers(root)}"] * (
        bool(any(found)) or not same or bool(leftovers(root))
    )


def full(folder: Path, options: argparse.Namespace) -> list[str]:
    """A disk that is full at every size from nothing to enough: a small file system in a namespace of its own."""
    script = (
        'mount -t tmpfs -o size="$1"k none "$2" && cp -r "$3"/. "$2" && "$4" "$5" --thesis "$2" -q 2>"$6"; echo $?; '
        'find "$2" -name "*.part"; cmp "$2/build/thesis.pdf" "$3/build/thesis.pdf" 2>&1; true'
    )
    source, there, said = fill(folder / "source"), folder / "there", folder / "said"
    build_in(source)
    good = source / "build/thesis.pdf"
    shutil.copy(good, folder / "good.pdf")
    shutil.rmtree(source / "build/cache")
    fill(source, {"chapters/01-one.md": "# One\n\nEdited.\n"})
    there.mkdir()
    base = sum(path.stat().st_size // 4096 * 4 + 8 for path in source.rglob("*"))
    lost, ended = [], Counter()
    for more in range(0, 12_000, 12_000 // options.count):
        given = [str(base + more), str(there), str(source), sys.executable, str(ROOT / "build.py"), str(said)]
        ran = subprocess.run(
            ["unshare", "-rm", "sh", "-c", script, "sh", *given], capture_output=True, text=True, check=False
        )
        status, *rest = ran.stdout.splitlines() or ["?"]
        ended[status] += 1
        text = said.read_text("utf-8")
        if (
            status not in ("0", "1")
            or any(".part" in line for line in rest)
            or "Traceback" in text
            or "typesetter's own" in text
        ):
            lost.append(f"{base + more} KiB: {status} {rest} {text[-300:]} {ran.stderr[-200:]}")
        if status == "1" and rest:
            lost.append(f"{base + more} KiB: the old PDF is gone: {rest}")
    print(f"full disk: {sum(ended.values())} sizes tried, {ended['0']} built, {ended['1']} told, {len(lost)} lost")
    return lost


def main() -> int:
    """Run what is named; the status is 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    attacks: dict[str, tuple[Callable[[Path, argparse.Namespace], list[str]], int]] = {
        "hostile": (hostile, 1), "kills": (kills, 200), "load": (load, 500), "together": (together, 8), "full": (full, 24),
    }  # fmt: skip
    parser.add_argument("names", nargs="*", choices=[[], *attacks], default=[])
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=2.0, help="kills: the latest moment, in seconds")
    options = parser.parse_args()
    asked, lost = options.count, []
    for name in options.names or attacks:
        attack, usual = attacks[name]
        options.count = asked or usual
        with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
            lost += attack(Path(folder).resolve(), options)
    print("\n".join(lost) or f"nothing lost ({os.uname().sysname})")
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())

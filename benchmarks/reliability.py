"""The long attacks: what happens to builds and watches at random moments, load, the same bytes, full disks, hostile theses.

    python benchmarks/reliability.py kills --count 200
    python benchmarks/reliability.py watch-kills saves --seed 7 --write

Without a name all of them. Each prints what was tried, survived and lost; ``--write`` puts that into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from attacks import hostility, kills, load, same, watching
from attacks.ground import Figures, scratch
from attacks.report import write


@dataclass(frozen=True)
class Attack:
    """An attack: what it does, in words, and how often it is tried unless something else is asked for."""

    run: Callable[[Path, argparse.Namespace], Figures]
    words: str
    count: int | None
    mounts: bool = False
    """Whether it needs a small file system of its own."""


ATTACKS = {
    "kills": Attack(
        kills.kills, "builds struck at a random moment; the next one compared with a clean one", 200, mounts=True
    ),
    "watch-kills": Attack(watching.watch_kills, "watches struck at a random moment", 200, mounts=True),
    "saved": Attack(load.saved_meanwhile, "builds during which another state, in three files, is saved", 200),
    "together": Attack(load.together, "rounds of eight builds of one folder at the same time", 25),
    "load": Attack(load.load, "builds in one process, each second one after an edit", 500),
    "saves": Attack(watching.saves, "saves under one watch, in bursts and one by one", 10_000),
    "full": Attack(kills.full, "a disk that is full, from no room at all to enough", 24, mounts=True),
    "same": Attack(same.same, "circumstances that are not to change a byte", None),
    "hostile": Attack(hostility.hostile, "hostile theses with `--untrusted`", None),
}


def main() -> int:
    """Run what is named; the status is 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(ATTACKS)}")
    parser.add_argument("--count", type=int, help="how often, instead of the usual number")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and ways")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in ATTACKS]:
        parser.error(f"there is no attack {unknown[0]!r}; there are {', '.join(ATTACKS)}")
    names = options.names or list(ATTACKS)
    if any(ATTACKS[name].mounts for name in names):
        kills.in_own_mounts()
    failed, asked = 0, options.count
    for name in names:
        attack = ATTACKS[name]
        options.count = asked or attack.count
        start = time.monotonic()
        with scratch() as folder:
            figures = attack.run(Path(folder).resolve(), options)
        failed += figures.failed
        minutes = (time.monotonic() - start) / 60
        print(f"{name}: {figures.tried} tried, {figures.tried - figures.failed} survived, {figures.failed} lost")
        print(f"  {figures.seen} ({minutes:.0f} min)")
        print("\n".join(f"  lost: {lost}" for lost in figures.lost), end="\n" if figures.lost else "")
        sys.stdout.flush()
        if options.write:
            command = f"python benchmarks/reliability.py {name}" + (f" --count {asked}" if asked else "")
            command += f" --seed {options.seed}" if options.seed != 1 else ""
            write(name, attack.words, command, figures)
    print(f"nothing lost ({os.uname().sysname})" if not failed else f"{failed} lost")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

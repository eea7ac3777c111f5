"""Fuzzing: ``python fuzz/run.py --seconds 60 [TARGET …]``.

With atheris installed (``pip install atheris``) inputs are chosen by what they reach in the code; without it they are made by
mutation of the first inputs, from a seed, so that a run can be repeated. What fails is written to ``fuzz/found``.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.targets import ROOT, TARGETS

FOUND = ROOT / "fuzz" / "found"
CORPUS = ROOT / "fuzz" / "corpus"
SLOW_SECONDS = 5.0
_MOST_BYTES = 20_000
_PIECES = [
    b"\0", b"\xff", b"\n", b"\n\n", b"\t", b"    ", b"\\", b"{", b"}", b"[", b"]", b"@", b"#", b"$", b"%", b"&", b"*", b"**",
    b"_", b"^", b"~", b"`", b"```", b":::", b"|", b"<!--", b"-->", b"![", b"](", b"[^1]", b"^[", b"{=latex}", b"{#a}", b"---",
    b": ", b"- ", b"&a", b"*a", b"!!", b"? ", b"@string{", b"@book{", b" = ", b"\\begin{", b"\\input", b"! ", b"l.1 ",
    b"(./chapters/01-one.tex", "\u202e\u0301\U0001f600\ufdd0\u2028".encode(), b"\xed\xa0\x80", b"0x", b"1e999", b"-1", b"<<: ",
]  # fmt: skip


def first_inputs(name: str) -> list[bytes]:
    """The seeded corpus of a target."""
    paths = [path for pattern in TARGETS[name][1] for path in sorted(ROOT.glob(pattern))]
    paths += sorted((CORPUS / name).glob("*"))
    return [path.read_bytes()[:_MOST_BYTES] for path in paths if path.is_file()] or [b"a: b\n"]


def mutations(inputs: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """Inputs as they are, then cut, joined, repeated and disturbed, without end."""
    yield from inputs
    while True:
        data = bytearray(chance.choice(inputs))
        start = chance.randrange(len(data) + 1)
        data = data[start : start + chance.choice([20, 200, 2000])]
        for _ in range(chance.randint(1, 8)):
            at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
            kind = chance.randrange(5)
            if kind == 0:
                del data[at:end]
            elif kind == 1:
                data[at:at] = chance.choice(_PIECES) * chance.choice([1, 1, 1, 2, 50])
            elif kind == 2:
                data[at:at] = data[at:end]
            elif kind == 3 and data:
                data[min(at, len(data) - 1)] = chance.randrange(256)
            else:
                other = chance.choice(inputs)
                cut = chance.randrange(len(other) + 1)
                data[at:end] = other[cut : cut + 100]
        yield bytes(data[:_MOST_BYTES])


def mutate(name: str, seconds: float, seed: int) -> tuple[int, list[Path]]:
    """Run a target on mutations; how many, and the files of those that failed."""
    target, chance = TARGETS[name][0], random.Random(seed)
    end, count, failed, known = time.monotonic() + seconds, 0, [], set()
    for data in mutations(first_inputs(name), chance):
        if time.monotonic() > end:
            break
        count += 1
        why = outcome(target, data)
        if why and why not in known:
            known.add(why)
            FOUND.mkdir(exist_ok=True)
            path = FOUND / f"{name}-{seed}-{count}"
            path.write_bytes(data)
            failed.append(path)
            print(f"{path.relative_to(ROOT)}: {why}")
    return count, failed


def outcome(target: Callable[[bytes], None], data: bytes) -> str:
    """Why a target failed on an input: the exception and the line, or its slowness; empty when it did not."""
    start = time.process_time()
    try:
        target(data)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {str(error)[:100]}"
    return "slow" if time.process_time() - start > SLOW_SECONDS else ""


def guided(name: str, seconds: float, seed: int) -> int:
    """Run a target with atheris, in a process of its own, which libFuzzer ends itself."""
    work = FOUND / "inputs" / name
    work.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(first_inputs(name)):
        (work / f"first-{number}").write_bytes(data)
    options = [
        f"-max_total_time={seconds:.0f}",
        f"-seed={seed}",
        f"-artifact_prefix={FOUND}/{name}-",
        f"-timeout={SLOW_SECONDS:.0f}",
    ]
    code = (
        "import atheris, importlib, pkgutil, sys\n"
        "with atheris.instrument_imports(include=['typesetter']):\n"
        "    from fuzz.targets import TARGETS\n"
        "    import typesetter\n"
        "    for module in pkgutil.walk_packages(typesetter.__path__, 'typesetter.'):\n"  # stages are imported when used
        "        importlib.import_module(module.name)\n"
        f"atheris.Setup(sys.argv, TARGETS[{name!r}][0])\n"
        "atheris.Fuzz()"
    )
    return subprocess.run([sys.executable, "-c", code, *options, str(work)], cwd=ROOT, check=False).returncode


def main() -> int:
    """Fuzz the targets named, or all, dividing the time among them; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="mutation, though atheris is there")
    parser.add_argument("names", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all without")
    options = parser.parse_args()
    names = options.names or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    bad = False
    for name in names:
        seconds = options.seconds / len(names)
        if find_spec("atheris") and not options.plain:
            bad = bool(guided(name, seconds, options.seed)) or bad
            continue
        count, failed = mutate(name, seconds, options.seed)
        bad = bad or bool(failed)
        print(f"{name}: {count} inputs in {seconds:.0f} s, {len(failed)} failures")
    return bad


if __name__ == "__main__":
    sys.exit(main())

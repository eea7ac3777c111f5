"""The references of a long list of works: cold, warm and after an edit, beside ``pandoc --citeproc`` on the same library.

Run: ``.venv/bin/python benchmarks/references.py [--works 3000] [--runs 3] [--style harvard] [--csl FILE] [--profile]``. Each
cited work is cited once. Prints medians in seconds, of whole processes where it says so. Needs pandoc for the comparison;
``--csl`` gives it a style, else it uses its own.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

_FAMILIES = (
    "Abrahamyan Baker Coyle de_Waal Erikson Fischer Götz Huseynov Ivanov Jensen King Lewis Mankoff Nielsen O'Brien Petrov "
    "Quist Rose Smith Ter-Matevosyan Ünal van_der_Berg Waltz Xu Yilmaz Zürcher"
).split()
_GIVEN = (
    "Anna B. Carl-Johan Dora E.F. Farid Gyula Henrik Ingrid Jean-Pierre Kenneth Laurence Mette Niels Ole Pia".split()
)
_WORDS = (
    "power balance region conflict border policy state order security identity memory energy empire union alliance treaty "
    "mediation sanctions diplomacy war peace nation theory change"
).split()
_PLACES = "London New_York Cambridge Copenhagen Moscow Washington,_D.C. Oxford".split()
_HOUSES = "Palgrave_Macmillan Routledge Cambridge_University_Press Springer SAGE Columbia_University_Press".split()


def library(works: int, seed: int = 1) -> str:
    """A .bib file of ``works`` made-up works of all common kinds; the same for the same numbers."""
    chance = random.Random(seed)
    return "\n".join(_entry(chance, index) for index in range(works)) + "\n"


def _title(chance: random.Random, words: int) -> str:
    text = " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize()
    return text.replace("nation", "{N}ation", 1) if chance.random() < 0.3 else text


def _people(chance: random.Random) -> str:
    names = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 5))):
        given = " ".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 1, 2))))
        names.append(f"{chance.choice(_FAMILIES).replace('_', ' ')}, {given}")
    return " and ".join(names)


def _entry(chance: random.Random, index: int) -> str:
    kind = chance.choice(("article",) * 5 + ("book",) * 4 + ("incollection",) * 3 + ("online",) * 3
                         + ("phdthesis", "techreport", "inproceedings", "misc"))  # fmt: skip
    fields = {
        "author": _people(chance),
        "title": _title(chance, chance.randint(4, 11)),
        "year": str(chance.randint(1960, 2024)),
    }
    house, place = chance.choice(_HOUSES).replace("_", " "), chance.choice(_PLACES).replace("_", " ")
    pages = f"{(first := chance.randint(1, 400))}--{first + chance.randint(3, 30)}"
    if kind == "article":
        fields |= {"journal": f"Journal of {_title(chance, 2)}", "volume": str(chance.randint(1, 90)), "pages": pages}
        if chance.random() < 0.8:
            fields |= {"number": str(chance.randint(1, 12)), "doi": f"10.1080/{index:08}.2020.{index * 7 % 9973}"}
    elif kind in ("book", "incollection", "inproceedings"):
        fields |= {"publisher": house, "address": place}
        if kind == "book" and chance.random() < 0.3:
            fields["edition"] = str(chance.randint(2, 5))
        if kind != "book":
            fields |= {"booktitle": _title(chance, 6), "editor": _people(chance), "pages": pages}
    elif kind in ("online", "misc"):
        fields |= {
            "url": f"https://www.example.org/{index}/{kind}_page",
            "urldate": f"2024-0{chance.randint(1, 9)}-1{index % 10}",
        }
    elif kind == "phdthesis":
        fields["school"] = f"University of {place}"
    else:
        fields |= {"institution": house, "number": str(chance.randint(1, 99)), "type": "Working Paper"}
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items())
    return f"@{kind}{{work{index:05}{lines}\n}}"


def thesis(folder: Path, bib: str, works: int, style: str) -> None:
    """A thesis folder whose one chapter cites every work."""
    (folder / "chapters").mkdir(parents=True)
    (folder / "bib").mkdir()
    (folder / "bib" / "all.bib").write_text(bib, "utf-8")
    (folder / "thesis.yaml").write_text(f"title: T\nauthors: [A]\ncitations: {{style: {style}}}\n", "utf-8")
    lines = [f"Something is said [@work{i:05}, p. {i % 90 + 1}]." for i in range(works)]
    (folder / "chapters" / "01-one.md").write_text("# One\n\n" + "\n\n".join(lines) + "\n", "utf-8")


def _references(folder: Path) -> dict[str, float]:
    """Seconds of the stages that answer the citations, in this process: what a build does between reading and LaTeX."""
    from typesetter import manuscript
    from typesetter.citations.cache import FILE_NAME, ReferenceCache, code_digest

    code_digest()
    start = time.perf_counter()
    ReferenceCache(folder / "build" / "cache" / FILE_NAME)
    load = time.perf_counter() - start
    result = manuscript.BuildResult()
    start = time.perf_counter()
    read = manuscript.read(manuscript.Options(folder), result)
    whole = time.perf_counter() - start
    if read is None:
        sys.exit("\n".join(str(d) for d in result.diagnostics[:5]))
    return {
        "references": result.timings["references"],
        "of it, loading the formatted ones": load,
        "everything before LaTeX": whole,
    }


def _process(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return time.perf_counter() - start


def _measured(folder: Path) -> dict[str, float]:
    """:func:`_references` in a process of its own, which has nothing in memory yet."""
    script = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]; import references as r\n"
    script += f"import json; from pathlib import Path; print(json.dumps(r._references(Path({str(folder)!r}))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=3000)
    parser.add_argument("--cited", type=int, help="how many of the works are cited (default: all)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--style", default="harvard")
    parser.add_argument("--csl", type=Path)
    parser.add_argument("--profile", action="store_true", help="where the time of a cold run goes")
    arguments = parser.parse_args()
    bib = library(arguments.works)
    cited = arguments.cited or arguments.works
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "thesis"
        thesis(folder, bib, cited, arguments.style)
        if arguments.profile:
            _profile(folder)
            return
        rows: dict[str, list[float]] = {}
        for run in range(arguments.runs):
            shutil.rmtree(folder / "build", ignore_errors=True)
            (folder / "bib" / "all.bib").write_text(bib, "utf-8")
            for state in ("cold", "warm", "one entry changed"):
                if state == "one entry changed":
                    (folder / "bib" / "all.bib").write_text(bib.replace("{1", "{2", 1) + f"% {run}\n", "utf-8")
                for stage, seconds in _measured(folder).items():
                    rows.setdefault(f"{state}: {stage}", []).append(seconds)
            if shutil.which("pandoc") is not None:
                csl = [f"--csl={arguments.csl}"] if arguments.csl else []
                command = [
                    "pandoc",
                    "chapters/01-one.md",
                    "--citeproc",
                    "--bibliography=bib/all.bib",
                    *csl,
                    "-o",
                    "out.html",
                ]
                rows.setdefault("pandoc --citeproc to HTML, whole process", []).append(_process(command, folder))
    print(f"{arguments.works} works, {cited} cited once, style {arguments.style}, medians of {arguments.runs}")
    for row, times in rows.items():
        print(f"  {statistics.median(times):7.3f} s  {row}")


def _profile(folder: Path) -> None:
    profile = cProfile.Profile()
    profile.enable()
    _references(folder)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()

"""Which TeX sets the thesis: TeX Live where it has what the thesis needs, else the embedded engine."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from typesetter.diagnostics import Code, Diagnostic
from typesetter.engine import embedded
from typesetter.engine.environment import tex_environment
from typesetter.engine.places import USUAL, folders, home_of, on_path, program_in, tiny_trees, yearly_trees
from typesetter.engine.process import run
from typesetter.stamps import stamp, write_json
from typesetter.structs import Struct

Name = Literal["pdflatex", "lualatex"]
Flavour = Literal["texlive", "embedded"]

FORCE = "TYPESETTER_ENGINE"
"""The environment variable that admits one flavour only: ``embedded`` or ``texlive``."""

SETUP_HINT = "run `make setup`, which installs TeX Live with everything needed"

_CACHE_FILE = "engine.json"
_PROBES: Mapping[str, tuple[str, ...]] = {
    "cyrillic": ("t2aenc.def", "t2acmr.fd", "sfrm1000.pfb"),
    "tex_gyre": ("tgtermes.sty", "qtmr.pfb"),
    "latin_modern": ("lmodern.sty", "lmr10.pfb"),
}
_LUA_PROBES: Mapping[str, tuple[str, ...]] = {
    "cyrillic": ("cmunrm.otf",),
    "tex_gyre": ("texgyretermes-regular.otf",),
    "latin_modern": ("lmroman10-regular.otf",),
}
_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "british_patterns": ("british", "ukenglish"),
    "danish_patterns": ("danish",),
    "german_patterns": ("ngerman",),
}
CAPABILITIES = (*_PATTERNS, *_PROBES)
"""What :func:`capabilities` tells of an engine."""


class Engine(Struct):
    """A TeX program that can be run. ``version`` is the first line of what it says of itself."""

    name: Name
    flavour: Flavour
    executable: Path
    version: str
    extras: tuple[tuple[str, str], ...] = ()
    """Variables to add to the cleared environment."""

    @property
    def embedded(self) -> bool:
        """Whether this is the engine that came in a wheel."""
        return self.flavour == "embedded"


def find_engine(
    wanted: Name,
    packages: frozenset[str],
    cache: Path,
    *,
    may_install: bool = True,
    notify: Callable[[str], None] | None = None,
    variables: Mapping[str, str] | None = None,
) -> tuple[Engine | None, list[Diagnostic]]:
    """The engine for a thesis that loads ``packages`` (names as in ``\\usepackage``, or file names with a suffix).

    ``cache`` is the folder in which answers are kept between builds (``build/cache``). The order: each TeX Live in turn,
    the first that lacks nothing; then the embedded engine, which is installed when ``may_install``. None comes with
    ENGINE_MISSING (no TeX at all) or ENGINE_LACKS (there is one, but it lacks what the message names).
    """
    variables = os.environ if variables is None else variables
    forced = variables.get(FORCE, "")
    if forced not in {"", "texlive", "embedded"}:
        message = f"{FORCE} is '{forced}'; it can be 'texlive' or 'embedded'"
        return None, [Diagnostic(Code.ENGINE_MISSING, message, None, (f"unset {FORCE}",))]
    answers = _Answers(cache)
    files = frozenset(p if "." in p else f"{p}.sty" for p in packages)
    lacking: dict[str, frozenset[str]] = {}  # what was looked at, and what it has not
    if forced != "embedded":
        for engine in _texlive(wanted, variables, answers):
            missing = answers.missing(engine, files)
            if not missing:
                return engine, []
            lacking.setdefault("TeX Live", missing)
    if forced != "texlive" and wanted == "pdflatex":
        problems = embedded.install(notify) if may_install else []
        found = _embedded_engine(answers)
        if found is not None:
            missing = answers.missing(found, files)
            if not missing:
                return found, _fallback(lacking)
            lacking["the embedded engine"] = missing
        elif not lacking:
            return None, problems or [_no_tex(wanted, forced=False)]
    if not lacking:
        return None, [_no_tex(wanted, forced=forced == "embedded")]
    return None, [_lacks(lacking)]


def ask_ahead(packages: frozenset[str], cache: Path) -> None:
    """Ask the first TeX Live, if nothing has been asked yet, what nearly every thesis that loads ``packages`` will ask.

    Programs are started for it; the answers are kept, and are there when thesis.yaml has been read.
    """
    if (cache / _CACHE_FILE).exists() or os.environ.get(FORCE) == "embedded":
        return
    answers = _Answers(cache)
    for engine in _texlive("pdflatex", os.environ, answers):
        files = frozenset(p if "." in p else f"{p}.sty" for p in packages)
        answers.missing(engine, files.union(*_PROBES.values()))
        answers.languages(engine)
        return


def engine_again(name: str, flavour: str, cache: Path) -> Engine | None:
    """The engine that was taken last time, found again without a look at what the thesis needs; None when it is gone."""
    answers = _Answers(cache)
    if flavour == "embedded":
        return _embedded_engine(answers)
    wanted: Name = "lualatex" if name == "lualatex" else "pdflatex"
    return next(_texlive(wanted, os.environ, answers), None)


def likely_engine() -> Engine | None:
    """The TeX Live that is asked first, not yet asked anything: its version is not known."""
    if os.environ.get(FORCE) == "embedded":
        return None
    found = (program_in(folder, "pdflatex") for folder in folders(os.environ) if program_in(folder, "kpsewhich"))
    path = next(filter(None, found), None)
    return Engine("pdflatex", "texlive", path, "") if path else None


def capabilities(engine: Engine, cache: Path) -> dict[str, bool]:
    """What the engine can do beyond the core: hyphenation patterns and fonts.

    Keys: ``british_patterns``, ``danish_patterns``, ``german_patterns``, ``cyrillic``, ``tex_gyre``, ``latin_modern``.
    """
    probes = _LUA_PROBES if engine.name == "lualatex" else _PROBES
    wanted = frozenset(file for files in probes.values() for file in files)
    answers = _Answers(cache)
    missing = answers.missing(engine, wanted)
    found = {name: not missing.intersection(files) for name, files in probes.items()}
    languages = answers.languages(engine)
    return {name: not languages.isdisjoint(names) for name, names in _PATTERNS.items()} | found


def installed_engines(cache: Path, variables: Mapping[str, str] | None = None) -> list[Engine]:
    """Every engine on this machine, whatever it lacks; nothing is installed."""
    variables = os.environ if variables is None else variables
    answers = _Answers(cache)
    names: tuple[Name, ...] = ("pdflatex", "lualatex")
    engines = [engine for name in names for engine in _texlive(name, variables, answers)]
    found = _embedded_engine(answers)
    return [*engines, found] if found else engines


def lacking_files(engine: Engine, files: Iterable[str], cache: Path) -> frozenset[str]:
    """Which of ``files`` the engine cannot find."""
    return _Answers(cache).missing(engine, frozenset(files))


# ------------------------------------------------------------------------------------------------------------ diagnostics


def _no_tex(wanted: Name, *, forced: bool) -> Diagnostic:
    if wanted == "lualatex":
        hints = (SETUP_HINT, "or write `engine: pdflatex` in thesis.yaml, which the embedded engine can do")
        if forced:
            return Diagnostic(Code.ENGINE_LACKS, "the embedded engine has no lualatex", None, hints)
        return Diagnostic(Code.ENGINE_MISSING, "lualatex was not found: it comes with TeX Live only", None, hints)
    return Diagnostic(Code.ENGINE_MISSING, f"no TeX on this machine: {wanted} was not found", None, (SETUP_HINT,))


def _lacks(lacking: Mapping[str, frozenset[str]]) -> Diagnostic:
    parts = [f"{who} lacks {', '.join(sorted({_shown(f) for f in files}))}" for who, files in lacking.items()]
    return Diagnostic(Code.ENGINE_LACKS, "; ".join(parts), None, (SETUP_HINT,))


def _fallback(lacking: Mapping[str, frozenset[str]]) -> list[Diagnostic]:
    if not lacking:
        return []
    names = ", ".join(sorted({_shown(f) for files in lacking.values() for f in files}))
    return [
        Diagnostic(Code.ENGINE_FALLBACK, f"TeX Live lacks {names}; the embedded engine is used", None, (SETUP_HINT,))
    ]


def _shown(file: str) -> str:
    if file in _PROBES["cyrillic"]:
        return "Cyrillic fonts"
    return file.removesuffix(".sty")


# ------------------------------------------------------------------------------------------------------- where TeX may be


def _texlive(wanted: Name, variables: Mapping[str, str], answers: _Answers) -> Iterator[Engine]:
    seen: set[Path] = set()
    for folder in folders(variables):
        path = program_in(folder, wanted)
        if path is None or program_in(folder, "kpsewhich") is None:
            continue
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        version = answers.version(path)
        if version:
            yield Engine(wanted, "texlive", path, version)


def decided_by(
    engine: Engine, inputs: Iterable[str], variables: Mapping[str, str] | None = None
) -> dict[str, list[int]]:
    """Stamps of what decided that ``engine`` was taken and what it has: as long as they stay, so does the decision.

    They are those of the program in each folder that is searched, there or not, and of the lists of files (``ls-R``) in the
    trees that ``inputs`` were read from.
    """
    variables = os.environ if variables is None else variables
    home = home_of(variables)
    paths = [engine.executable, engine.executable.resolve(), *yearly_trees(home), *tiny_trees(home, variables)]
    for folder in dict.fromkeys([*on_path(variables), *USUAL, *folders(variables)]):
        paths += [folder / engine.name, folder / "kpsewhich"]
    tops: dict[str, None] = {}
    for name in inputs:
        top = name.rpartition("/")[0]
        while top not in tops:
            tops[top] = None
            top = top.rpartition("/")[0]
    lists = (f"{top}/ls-R" for top in tops)
    found = {str(path): stamp(path) for path in paths}
    return found | {name: known for name in lists if (known := stamp(name))}


def _embedded_engine(answers: _Answers) -> Engine | None:
    program = embedded.program()
    version = answers.version(program) if program else ""
    return Engine("pdflatex", "embedded", program, version) if program and version else None


# ---------------------------------------------------------------------------------------------------- answers that are kept


class _Answers:
    """What programs said, kept in a file under the program's path, size and time of change.

    Only what is there is remembered: what is missing may have been installed since, so it is asked for again.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._path = cache / _CACHE_FILE
        self._known: dict[str, Any] = {}
        try:
            read = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(read, dict):
            self._known = {k: v for k, v in read.items() if isinstance(v, dict)}

    def _entry(self, program: Path) -> dict[str, Any]:
        try:
            stat = program.stat()
        except OSError:
            return {}
        entry: dict[str, Any] = self._known.setdefault(f"{program}|{stat.st_size}|{stat.st_mtime_ns}", {})
        return entry

    def _keep(self) -> None:
        try:
            write_json(self._path, self._known, durable=False)
        except OSError:  # an answer that cannot be kept is asked for again
            return

    def _ask(self, program: Path, *arguments: str) -> str:
        home = self._cache / "tex"
        environment = tex_environment(program, home, datetime.date(1970, 1, 1))
        outcome = run([program, *arguments], environment=environment, limit_seconds=60)
        return outcome.output if outcome.status in {0, 1} and not outcome.timed_out else ""

    def version(self, program: Path) -> str:
        """The first line of what ``--version`` prints; empty when the program does not run."""
        entry = self._entry(program)
        if not isinstance(entry.get("version"), str):
            entry["version"] = self._ask(program, "--version").split("\n", 1)[0].strip()
            if not entry["version"]:
                del entry["version"]
                return ""
            self._keep()
        return str(entry["version"])

    def missing(self, engine: Engine, files: frozenset[str]) -> frozenset[str]:
        """Those of ``files`` that the engine does not find; one call of kpsewhich at most."""
        entry = self._entry(engine.executable)
        known = entry.get("has")
        unknown = files.difference(known if isinstance(known, list) else ())
        if not unknown:
            return frozenset()
        if engine.embedded:
            found = unknown & embedded.package_files()
        else:
            lines = self._ask(_kpsewhich(engine), f"-progname={engine.name}", *sorted(unknown)).splitlines()
            found = unknown & {Path(line.strip()).name for line in lines}
        if found:
            entry["has"] = sorted(found.union(known if isinstance(known, list) else ()))
            self._keep()
        return unknown - found

    def languages(self, engine: Engine) -> frozenset[str]:
        """The languages whose hyphenation patterns are in the engine's format, lower case, with their other names."""
        if engine.embedded:  # its format has American English alone, and no list of languages to read
            return frozenset({"english", "usenglish", "american"})
        table = self._language_table(engine)
        try:
            lines = Path(table).read_text("utf-8", "replace").splitlines() if table else []
        except OSError:
            lines = []
        words = (line.partition("%")[0].split() for line in lines)
        return frozenset(w[0].removeprefix("=").lower() for w in words if w)

    def _language_table(self, engine: Engine) -> str:
        """Where the list of languages is: asked for again when it, or a list of files of the tree it is in, has changed."""
        entry = self._entry(engine.executable)
        known = entry.get("language_table")
        if isinstance(known, dict) and known and all(stamp(Path(path)) == value for path, value in known.items()):
            return str(next(iter(known)))
        table = self._ask(_kpsewhich(engine), "-progname=pdflatex", "language.dat").strip()
        if table:
            lists = [folder / "ls-R" for folder in Path(table).parents if (folder / "ls-R").is_file()]
            entry["language_table"] = {str(path): stamp(path) for path in (Path(table), *lists)}
            self._keep()
        return table


def _kpsewhich(engine: Engine) -> Path:
    suffix = ".exe" if sys.platform == "win32" else ""
    return engine.executable.parent / f"kpsewhich{suffix}"

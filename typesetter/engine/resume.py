"""TeX started before the manuscript is read, since what it begins with is probably what it was last time.

After a good run its main file, its files and its state are remembered by their digests. When it is known which files of the
thesis have changed since, TeX is started on the same beginning, up to the first chapter that changed; without such a record
it is started on the preamble. Whether that was right shows when the LaTeX is there (:meth:`Parked.fits`).
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from typesetter.engine import auxiliary
from typesetter.engine.environment import is_roomy, tex_environment
from typesetter.engine.folder import files_in, tex_command, write_sources
from typesetter.engine.parked import PRODUCTS, Ground, Parked, after, before, digests_of, park, preamble_end
from typesetter.engine.preamble import MARKER, Formats, format_key
from typesetter.engine.toolchain import engine_again, likely_engine
from typesetter.stamps import digest_file, opened, sealed, write_atomic
from typesetter.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource

_JOB = "thesis"


class LastRun:
    """What the last good run was made from, in ``run.json`` of the cache folder."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._path = cache / "run.json"

    def keep(
        self,
        source: LatexSource,
        engine: Engine,
        date: datetime.date,
        precompiled: str,
        *,
        synctex: bool = False,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        """Remember a good run; ``precompiled`` is the name of the format's file, if there is one.

        ``digests`` are those of the source's files and assets, where they are known.
        """
        record = {
            "engine": engine.name,
            "flavour": engine.flavour,
            "date": date.isoformat(),
            "format": precompiled,
            "main": source.main,
            "synctex": synctex,
            "roomy": is_roomy(source.files),
            "files": digests or digests_of(source.files, source.assets, {}),
            "chapters": {path: file for file, path in source.origins.items()},
        }
        with suppress(OSError):
            write_atomic(self._path, sealed(record), durable=False)

    def chapters(self) -> frozenset[str]:
        """The paths of the chapters that the last good run set; none when that is not known."""
        return frozenset((self._record() or {}).get("chapters", ()))

    def _record(self) -> dict[str, Any] | None:
        try:
            return opened(self._path.read_text("utf-8"))
        except (OSError, ValueError, TypeError):
            return None

    def resume(self, folder: Path, changed: Sequence[str]) -> Parked | None:
        """TeX on the beginning that the last run had, up to the first chapter among the ``changed`` paths.

        With other paths among them it is the preamble only. None when there is nothing to go by. What is read later may be
        as a build that was ended left it; what the beginning relies on may not.
        """
        record = self._record()
        try:
            return self._resume(record, folder, changed) if record is not None else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _resume(self, record: Mapping[str, Any], folder: Path, changed: Sequence[str]) -> Parked | None:
        engine = engine_again(record["engine"], record["flavour"], self._cache)
        state = auxiliary.Kept(self._cache).load()
        files: dict[str, str] = record["files"]
        main_name: str = record["main"]
        if engine is None or not state or digest_file(folder / main_name) != files[main_name]:
            return None
        precompiled = self._cache / "format" / record["format"] if record["format"] else None
        if precompiled is not None and not precompiled.is_file():
            return None
        main = (folder / main_name).read_text("utf-8")
        chapters = record["chapters"]
        places = {file: before(main, file) for file in chapters.values()}
        ends = [places[chapters[path]] if path in chapters else -1 for path in changed]
        preamble = not ends or min(ends) < 0
        end = preamble_end(main, MARKER) if preamble else min(ends)
        if end < 0:
            return None
        later = after(main, end, files) | {main_name}
        relied = {n: known for n, known in files.items() if n not in later}
        if any(digest_file(folder / n) != known for n, known in relied.items()):
            return None
        auxiliary.lay(folder, {n: b"" for n in files_in(folder) if n not in files and n not in PRODUCTS}, state)
        date = datetime.date.fromisoformat(record["date"])
        environment = tex_environment(
            engine.executable, self._cache.absolute() / "tex", date, engine.extras, roomy=record["roomy"]
        )
        relied |= {} if preamble else digests_of({}, {}, state)
        to_come = frozenset(path for path, file in chapters.items() if file in later)
        command = tex_command(engine, _JOB, precompiled, synctex=record["synctex"])
        ground = Ground(main[:end], command, environment, relied, preamble, to_come)
        return park(ground, folder, self._cache / "parked")


def park_bare(
    folder: Path, cache: Path, date: datetime.date, *, synctex: bool = False, draft: bool = False
) -> Parked | None:
    """TeX on nothing: it loads its own format while what it is to begin with is found out; None where a format was made."""
    engine = likely_engine()
    if engine is None or (cache / "format").exists():
        return None
    environment = tex_environment(engine.executable, cache.absolute() / "tex", date, engine.extras)
    try:
        (cache / "tex").mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    command = tex_command(engine, _JOB, None, synctex=synctex, draft=draft)
    return park(Ground("", command, environment, {}, preamble=True), folder, cache / "parked")


def park_preamble(
    source: LatexSource,
    folder: Path,
    engine: Engine,
    cache: Path,
    date: datetime.date,
    *,
    synctex: bool = False,
    bare: Parked | None = None,
) -> Parked | None:
    """TeX on the preamble of ``source``, which is all that is known of the thesis; with its format if there is one.

    ``bare`` is a process that waits for it, if it will do; otherwise that is ended.
    """
    main = source.files[source.main]
    end = preamble_end(main, MARKER)
    if end < 0:
        return None
    environment = tex_environment(engine.executable, cache.absolute() / "tex", date, engine.extras)
    rest = replace(source, files={n: text for n, text in source.files.items() if n != source.main})
    try:
        (cache / "tex").mkdir(parents=True, exist_ok=True)
        key = format_key(source, engine, environment)
        found = Formats(cache / "format").find(key, source.files) if key is not None else None
        write_sources(rest, folder, tidy=False)
    except OSError:
        return None
    draft = source.late is None and not auxiliary.Kept(cache).load()
    command = tex_command(engine, _JOB, found.path if found else None, synctex=synctex, draft=draft)
    relied = digests_of(rest.files, rest.assets, {})
    ground = Ground(main[:end], command, environment, relied, preamble=True)
    if bare is not None and bare.begin(ground):
        return bare
    if bare is not None:
        bare.leave()
    return park(ground, folder, cache / "parked")

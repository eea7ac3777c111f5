"""What the last good build read, and what it gave: with all of it as it was, there is nothing to do.

What a build reads is seen (see ``witness.py``). The record holds the content digests of those files, the names in their
folders, the pipeline's code, the options, and the stamps of the system's files that TeX read or was found by. The times of
the thesis's own files decide nothing; they only keep a build that was overtaken by an edit from being recorded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.job import PIPELINE_ROOT, BuildResult, Options
from typesetter.stamps import digest_file, digest_json, opened, sealed, stamp, write_atomic
from typesetter.witness import Witness, code_digest, listing, tree_digest, witness

FILE_NAME = "record.json"
_VERSION = "2"
_FOLDERS = ("", "bib", "chapters", "data", "figures", "templates")
"""Folders of a thesis in which a new file may mean something, besides those that the build lists."""
_VARIABLES = ("PATH", "HOME", "APPDATA", "TYPESETTER_ENGINE")
"""What of the environment a build depends on: where TeX is looked for."""
_NAMED = 3


class Record:
    """The record of one thesis folder, in ``record.json`` of the cache folder. Without trust in the folder there is none."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._root = options.root
        self._path = options.cache / FILE_NAME
        self._wanted = not (options.untrusted or options.strict or options.print_copy)
        self._seen: Witness | None = None
        self.told = False
        """Whether ``diagnostics.json`` is what the last good build wrote."""
        self.changed: tuple[str, ...] = ()
        """The files that have changed since the last good build, when that is all that is different from it."""

    def unchanged(self) -> tuple[BuildResult | None, str]:
        """The last result with its passes and timings taken out, when nothing has changed since; else None and what has."""
        options = self._options
        if not self._wanted:
            return None, "a submission, a print copy and a thesis that is not trusted are built from the ground up"
        if any(path.is_symlink() for path in (options.build, options.cache, self._path, options.build / "thesis.pdf")):
            return None, "the build folder holds links"
        try:
            first, second, gave = self._path.read_bytes().split(b"\n", 2)
            body = opened(f"{first.decode()}\n{second.decode()}")
            if body is None:
                return None, "the record of the last build is damaged"
            if change := self._change(body):
                return None, change
            stored = opened(gave.decode())
            if stored is None:
                return None, "the record of the last build is damaged"
            self.told = digest_file(options.build / "diagnostics.json") == body["told"]
            return _restored(options, stored), ""
        except FileNotFoundError:
            return None, "there is no record of a good build"
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None, "the record of the last build cannot be read"

    def _change(self, body: Mapping[str, Any]) -> str:
        """What has changed since the build that ``body`` tells of; empty when nothing has."""
        if body["setting"] != self._setting:
            return "options, environment, Python or the pipeline's code have changed"
        root = f"{self._root}{os.sep}"
        changed = [name for name, known in body["files"].items() if digest_file(root + name) != known]
        if changed:
            self.changed = tuple(changed)
            more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
            return f"{', '.join(sorted(changed)[:_NAMED])}{more} changed"
        for name, known in body["folders"].items():
            if listing(self._root / name) != known:
                return f"a file came into the folder '{name or '.'}' or left it"
        for name, real in body["places"].items():
            if os.path.realpath(self._root / name) != str(self._root / real):
                return f"'{name}' is another folder than it was"
        if any(stamp(name) != known for name, known in body["system"].items()):
            return "TeX or the packages have changed"
        if digest_file(self._options.build / "thesis.pdf") != body["pdf"]:
            return "build/thesis.pdf is not the one that was made"
        if self._options.synctex and not self._options.synctex_file.is_file():
            return "build/thesis.synctex.gz is missing"
        return ""

    @cached_property
    def _setting(self) -> str:
        options = self._options
        return digest_json([
            _VERSION, options.style, options.university, options.tagged, options.synctex, sys.version, sys.prefix,
            [os.environ.get(name) for name in _VARIABLES], code_digest(),
            tree_digest(PIPELINE_ROOT / "templates"),
        ])  # fmt: skip

    @contextmanager
    def reading(self) -> Iterator[Witness]:
        """Around a build: what it reads is seen."""
        _ = self._wanted and self._setting  # as it is before anything of it is read
        with witness(self._root) as seen:
            for name in _FOLDERS:
                seen.listed(str(self._root / name) if name else str(self._root))
            yield seen
        self._seen = seen

    def keep(self, result: BuildResult, found_by: Mapping[str, list[int]]) -> None:
        """Remember a good result. ``found_by`` are stamps of what decided which TeX was taken."""
        seen = self._seen
        if seen is None or result.pdf is None or result.failed or not self._wanted:
            return
        files = seen.digests()
        if files is None:  # an edit overtook the build
            return
        packages = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
        system = {name: stamp(name) for name in (*result.inputs, *packages)} | dict(found_by)
        # the pipeline's own files are in the setting, by their content
        system |= {name: known for name, known in seen.outside.items() if not Path(name).is_relative_to(PIPELINE_ROOT)}
        body = {
            "setting": self._setting,
            "files": files,
            "folders": seen.listings(),
            "places": {
                name: os.path.relpath(os.path.realpath(self._root / name), self._root)
                for name, known in seen.listings().items()
                if known
            },
            "system": system,
            "pdf": digest_file(result.pdf),
            "told": digest_file(self._options.build / "diagnostics.json"),
        }
        with suppress(OSError):  # what the build gave stands apart, since an edit does not ask for it
            write_atomic(self._path, f"{sealed(body)}\n{sealed(_stored(result))}", durable=False)


# --------------------------------------------------------------------------------------------------------- what a build gave


def _stored(result: BuildResult) -> dict[str, Any]:
    counts = result.statistics
    total = counts.total if counts is not None else None
    return {
        "diagnostics": [_row(d) for d in result.diagnostics],
        "pages": result.pages,
        "engine": result.engine,
        "counts": None
        if counts is None or total is None
        else [
            [total.words, total.characters, total.characters_without_spaces],
            counts.standard_page_chars,
            counts.citations,
            counts.references,
        ],
    }


def _restored(options: Options, stored: Mapping[str, Any]) -> BuildResult:
    result = BuildResult(options.build / "thesis.pdf", pages=int(stored["pages"]), engine=str(stored["engine"]))
    result.diagnostics = [_diagnostic(row) for row in stored["diagnostics"]]
    if stored["counts"] is not None:
        from typesetter.tally import Count, Statistics

        total, *rest = stored["counts"]
        result.statistics = Statistics((), Count(*total), *rest)
    return result


_CODES = {code.value: code for code in Code}


def _row(d: Diagnostic) -> dict[str, Any]:
    s = d.span
    place = [s.path, s.line, s.column, s.end_line, s.end_column] if s is not None else None
    return {
        "code": d.code.value,
        "message": d.message,
        "span": place,
        "hints": d.hints,
        "severity": d.severity.value,
        "fix": d.fix,
    }


def _diagnostic(row: Mapping[str, Any]) -> Diagnostic:
    span = Span(*row["span"]) if row["span"] is not None else None
    severity = Severity(row["severity"])
    return Diagnostic(_CODES[row["code"]], row["message"], span, tuple(row["hints"]), severity, row["fix"])

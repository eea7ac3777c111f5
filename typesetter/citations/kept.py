"""The library kept between builds: .bib files that did not change are not read again, of others only what changed is.

Two files of the build folder. ``library.json`` has the entries, one a line, read when they are asked for; with the same
sources it answers alone. ``parsed.json`` has the entries as they stand in the .bib files, for when a source did change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typesetter.citations.cache import read_kept, write_kept
from typesetter.citations.entry import Entry
from typesetter.citations.labels import letters_of
from typesetter.citations.library import Library, load_library, stamp_of
from typesetter.citations.plaindata import DAMAGE, pack, unpack
from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.shelf import remembered
from typesetter.stamps import digest
from typesetter.structs import fields

if TYPE_CHECKING:
    from typesetter.citations.entry import RawEntry
    from typesetter.citations.labels import Label
    from typesetter.citations.variant import Variant

_LIBRARY, _PARSED = "library.json", "parsed.json"
_LIBRARY_FIELDS = tuple(name for name in fields(Library) if name not in ("entries", "places"))
_NOWHERE = Span("", 1)
_LABELS = "labels "


def load_kept_library(sources: Sequence[tuple[str, str]], folder: Path | None) -> tuple[Library, list[Diagnostic]]:
    """As :func:`~typesetter.citations.library.load_library`, with what ``folder`` kept of the last time.

    Without a folder everything is read, and nothing kept.
    """
    if folder is None:
        return load_library(sources)
    library, diagnostics = remembered(folder / _LIBRARY, tuple(sources), lambda: _loaded(sources, folder))
    return library, list(diagnostics)


def _loaded(sources: Sequence[tuple[str, str]], folder: Path) -> tuple[Library, list[Diagnostic]]:
    stamp = stamp_of(sources)
    shelf = _Shelf(folder / _LIBRARY)
    found = shelf.whole(stamp)
    if found is not None:
        return found
    memory = Memory(folder / _PARSED, shelf.rows())
    library, diagnostics = load_library(sources, memory)
    with suppress(TypeError):  # what cannot be plain data is read again
        shelf.save(stamp, library, diagnostics, memory.entries)
        memory.save()
    return library, diagnostics


def labels_kept(
    entries: Iterable[Entry], variant: Variant, kept: MutableMapping[str, Any] | None
) -> list[tuple[Entry, Label]]:
    """As :func:`~typesetter.citations.labels.letters_of`, which is asked only when a work or the style is another.

    Order and letters of a list hang on all its works, so what is kept is the whole list.
    """
    works = {entry.key: entry for entry in entries}
    if kept is None:
        return letters_of(works.values(), variant)
    stamp = _LABELS + digest(variant.digest, *sorted(f"{entry.digest} {entry.key}" for entry in works.values()))
    if stamp in kept:
        with suppress(*DAMAGE):
            found = [(works[key], unpack(row, works[key].span)) for key, row in kept[stamp]]
            if len(found) == len(works):
                return found
    labelled = letters_of(works.values(), variant)
    with suppress(TypeError):
        kept[stamp] = [[entry.key, pack(label, entry.span)] for entry, label in labelled]
    return labelled


def listed_last(kept: Mapping[str, Any]) -> list[str]:
    """The keys of the list that :func:`labels_kept` kept last, in its order; none when it kept nothing."""
    with suppress(*DAMAGE):
        return [str(key) for name in kept if name.startswith(_LABELS) for key, _ in kept[name]]
    return []


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


class _Entries(Mapping[str, Entry]):
    """The entries of the file by key, each made when it is asked for."""

    def __init__(self, places: dict[str, tuple[int, list[Any]]], lines: Sequence[bytes]) -> None:
        self._places = places
        self._lines = lines
        self._made: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        try:
            return self._made[key]
        except KeyError:
            line, place = self._places[key]
            made: Entry = unpack(json.loads(self._lines[line]), Span(*place))
            self._made[key] = made
            return made

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Places(Mapping[str, Span]):
    """Where the entries stand, by key."""

    def __init__(self, places: dict[str, tuple[int, list[Any]]]) -> None:
        self._places = places

    def __getitem__(self, key: str) -> Span:
        return Span(*self._places[key][1])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Shelf:
    """``library.json``: a line that says what is there, then the entries."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head: dict[str, Any] = {}
        self._lines: list[bytes] = []
        body = read_kept(path)
        if body is not None:
            with suppress(*DAMAGE):
                first, *self._lines = body.split(b"\n")
                self._head = dict(json.loads(first))

    def whole(self, stamp: str) -> tuple[Library, list[Diagnostic]] | None:
        """The library and its diagnostics, when it was made from the sources of that stamp."""
        if self._head.get("sources") != stamp:
            return None
        try:
            paths = self._head["paths"]
            places = {
                key: (line, [paths[path], *place]) for line, (key, _, path, *place) in enumerate(self._head["entries"])
            }
            rest = {name: unpack(self._head["library"][name], _NOWHERE) for name in _LIBRARY_FIELDS}
            diagnostics = [_diagnostic(row) for row in self._head["diagnostics"]]
        except DAMAGE:
            return None
        return Library(entries=_Entries(places, self._lines), places=_Places(places), **rest), diagnostics

    def rows(self) -> dict[str, bytes]:
        """The lines of entries, by what they were made from."""
        with suppress(*DAMAGE):
            return {row[1]: self._lines[line] for line, row in enumerate(self._head["entries"]) if row[1]}
        return {}

    def save(
        self, stamp: str, library: Library, diagnostics: Sequence[Diagnostic], origins: Mapping[str, tuple[str, bytes]]
    ) -> None:
        """Keep all of it. ``origins`` has the origin and the line of entries that are known already, by key."""
        paths: dict[str, int] = {}
        entries, lines = [], []
        for key, entry in library.entries.items():
            span = entry.span
            origin, line = origins.get(key, ("", b""))
            path = paths.setdefault(span.path, len(paths))
            entries.append([key, origin, path, span.line, span.column, span.end_line, span.end_column])
            lines.append(line or _json(pack(entry, entry.span)))
        head = {
            "sources": stamp,
            "paths": list(paths),
            "entries": entries,
            "library": {name: pack(getattr(library, name), _NOWHERE) for name in _LIBRARY_FIELDS},
            "diagnostics": [_diagnostic_data(d) for d in diagnostics],
        }
        write_kept(self._path, b"\n".join([_json(head), *lines]))


def _diagnostic_data(found: Diagnostic) -> list[Any]:
    span = pack(found.span, _NOWHERE)
    return [found.code.value, found.message, span, list(found.hints), found.severity.value]


def _diagnostic(row: Sequence[Any]) -> Diagnostic:
    code, message, span, hints, severity = row
    where = unpack(span, _NOWHERE)
    return Diagnostic(_CODES[code], str(message), where, tuple(map(str, hints)), Severity(severity))


_CODES = {code.value: code for code in Code}


class Memory:
    """What entries became, by what they were made from. Only what was asked for is kept again.

    ``entries`` has, by key, the digest of what an entry was made from and its line of the file.
    """

    def __init__(self, path: Path, rows: Mapping[str, bytes]) -> None:
        self._path = path
        self._rows = rows
        self._parsed: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        self._defined = ""
        self.entries: dict[str, tuple[str, bytes]] = {}
        body = read_kept(path)
        if body is not None:
            with suppress(*DAMAGE):
                self._parsed = dict(json.loads(body))

    def define(self, source: str) -> None:
        """Abbreviations (``@string``) are defined here, on which the entries after them may depend."""
        self._defined = digest(self._defined, source)

    def raw(self, source: str, base: Span, read: Callable[[], tuple[RawEntry | None, bool]]) -> RawEntry | None:
        """The entry that ``source`` is at ``base``: remembered, or else read. ``read`` also says whether to remember it."""
        origin = digest(self._defined, source)
        if origin in self._parsed:
            with suppress(*DAMAGE):
                raw: RawEntry = unpack(self._parsed[origin], base)
                self._used[origin] = self._parsed[origin]
                return raw
        found, clean = read()
        if found is not None and clean:
            self._used[origin] = pack(found, base)
        return found

    def entry(
        self, raw: RawEntry, source: Mapping[str, str], make: Callable[[], tuple[Entry, list[Diagnostic]]]
    ) -> tuple[Entry, list[Diagnostic]]:
        """The entry of the fields ``source``: remembered, or else made. One with diagnostics is made each time."""
        origin = digest(raw.key, raw.type, *(part for pair in source.items() for part in pair))
        line = self._rows.get(origin)
        if line is not None:
            with suppress(*DAMAGE):
                entry: Entry = unpack(json.loads(line), raw.span)
                self.entries[raw.key] = origin, line
                return entry, []
        made, diagnostics = make()
        if not diagnostics:
            self.entries[raw.key] = origin, b""
        return made, diagnostics

    def save(self) -> None:
        """Write ``parsed.json``."""
        write_kept(self._path, _json(dict(sorted(self._used.items()))))

r"""The preamble read once and kept as a TeX format, which saves a third to a half of every later pass.

The format is dumped from the main file up to its line ``%%tp-preamble-end``. Used as ``-fmt``, it skips the main file's
lines up to that line (so that line numbers stay true) and goes on there. Four things that TeX does not put into a format
would make the PDF differ from one set without it; they are met one by one:

- ``\pdfinfo``, ``\pdfcatalog``, ``\pdfnames``, ``\pdftrailer``, ``\pdftrailerid``, ``\pdfmapline`` and ``\pdfmapfile`` are
  noted while the preamble is read and said again when the format is used;
- material that the preamble left on the main vertical list (xcolor pushes a colour there) is put into a box, which a
  format does hold, and unboxed again;
- a preamble that opens files for writing, allocates colour stacks, writes bookmarks or sets the random seed is refused;
- whatever else there may be shows in a proof: before a format is trusted, the PDF made with it was compared, byte by byte,
  with one made without it.
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter.engine.environment import tex_environment
from typesetter.engine.process import run
from typesetter.stamps import digest, stamp, write_json
from typesetter.structs import Struct

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from typesetter.engine.toolchain import Engine
    from typesetter.latex.sourcemap import LatexSource

MARKER = "%%tp-preamble-end"
VERSION = "2"
"""Changed with the code below, so that formats of another version are made again."""

KEPT = 4
"""Formats kept (20 MB each): the draft's, the submission's, and their predecessors."""

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 18
_TEX_WRITES = {".log", ".fmt", ".fls"}

_NOTED = ("pdfinfo", "pdfcatalog", "pdfnames", "pdftrailer", "pdftrailerid", "pdfmapline", "pdfmapfile")
_REFUSED = ("pdfoutline", "pdfsetrandomseed")

_AT_LETTER = r"""\edef\tpfmtat{\catcode64=\the\catcode64\relax}\makeatletter
"""

_BEFORE = r"""\def\tpfmt@again{}
\def\tpfmt@note#1#2{\edef\tpfmt@text{#2}%
  \xdef\tpfmt@again{\unexpanded\expandafter{\tpfmt@again}\noexpand#1{\unexpanded\expandafter{\tpfmt@text}}}%
  #1\expandafter{\tpfmt@text}}
\def\tpfmt@refuse#1{\errmessage{tpfmt: #1 in the preamble}}
"""

_AFTER = r"""\ifnum\pdfcolorstackinit direct{}=1 \else\tpfmt@refuse{a colour stack}\fi
\newbox\tpfmt@material
\edef\tpfmt@depth{\the\prevdepth}%
\begingroup
\output={\global\setbox\tpfmt@material\box255 \global\deadcycles=0 }%
\hbox{}\penalty-10000 %
\global\setbox\tpfmt@material\vbox{\unvbox\tpfmt@material\setbox0\lastbox\unskip}%
\endgroup
\begingroup
\catcode`\%=12 \gdef\tpfmt@marker{%%tp-preamble-end}
\endgroup
\begingroup
\catcode13=13 %
\gdef\tpfmt@skip{\begingroup\count255=0 %
\loop\ifnum\catcode\count255=11 \else\catcode\count255=12 \fi%
\ifnum\count255<255 \advance\count255 by 1 \repeat%
\catcode13=13 \tpfmt@line}%
\gdef\tpfmt@line#1^^M{\def\tpfmt@this{#1}%
\ifx\tpfmt@this\tpfmt@marker\expandafter\tpfmt@resume\else\expandafter\tpfmt@line\fi}%
\gdef\tpfmt@resume{\endgroup\tpfmt@again\unvbox\tpfmt@material\prevdepth\tpfmt@depth\relax}%
\endgroup
\everyjob\expandafter{\the\everyjob\tpfmt@skip}
\tpfmtat
\dump
"""


class Format(Struct):
    """A preamble in a format: its file, whether it was proved, the system files that it was read from."""

    path: Path
    proved: bool
    inputs: tuple[str, ...]


class Formats:
    """The formats of one thesis, in a folder of their own (``build/cache/format``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str, files: Mapping[str, str], *, whole: bool = True) -> Format | None:
        """The format of this key; None when there is none, when it is damaged, or when a file it was read from changed.

        Without ``whole`` the caller asks later whether it is damaged (:meth:`whole`).
        """
        record = self._read(key)
        path = self._folder / f"{key}.fmt"
        inputs, local = record.get("inputs"), record.get("local")
        if not isinstance(inputs, dict) or not isinstance(local, dict):
            return None
        if not (self.whole(key) if whole else path.is_file()):
            return None
        if any(stamp(name) != known for name, known in inputs.items()):
            return None
        if any(name not in files or digest(files[name]) != value for name, value in local.items()):
            return None
        return Format(path, record.get("proved") is True, tuple(inputs))

    def whole(self, key: str) -> bool:
        """Whether the format of this key is, byte for byte, the one that was made."""
        known = self._read(key).get("checksum")
        return known is not None and _checksum(self._folder / f"{key}.fmt") == known

    def refused(self, key: str) -> bool:
        """Whether it was found that this preamble cannot be put into a format."""
        return "unfit" in self._read(key)

    def make(self, key: str, source: LatexSource, engine: Engine, environment: Mapping[str, str]) -> Format | None:
        """Dump the preamble; None when TeX cannot, which is remembered. The format is not yet proved."""
        import shutil
        import tempfile

        self._folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".work.{os.getpid()}.", suffix=".part", dir=self._folder))
        try:
            for name, text in source.files.items():
                if name != source.main:
                    (work / name).parent.mkdir(parents=True, exist_ok=True)
                    (work / name).write_text(text, "utf-8")
            (work / "preamble.tex").write_text(_dump_file(source), "utf-8")
            outcome = run(
                [
                    engine.executable,
                    *("-ini", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-recorder"),
                    *("-jobname=thesis", "&pdflatex", "preamble.tex"),
                ],
                environment=environment,
                folder=work,
                limit_seconds=60,
            )
            made = work / "thesis.fmt"
            inputs, local, foreign = _recorded(work, source)
            if not outcome.ok or not made.is_file() or foreign:
                self.refuse(key, "it opens files for writing" if foreign else "TeX cannot dump it")
                return None
            record = {"checksum": _checksum(made), "proved": False, "inputs": inputs, "local": local}
            made.replace(self._folder / f"{key}.fmt")
            write_json(self._record(key), record, durable=False)
        except OSError:
            return None
        finally:
            shutil.rmtree(work, ignore_errors=True)
        self._forget_old()
        return self.find(key, source.files)

    def unpack(self, key: str) -> None:
        """Unpack a format, for the passes to come: TeX packs what it dumps and reads either, but to unpack it takes 70 ms.

        A single build would gain nothing by it, and what reads the packed one goes on reading it.
        """
        path = self._folder / f"{key}.fmt"
        unpacked = path.with_name(f".{path.name}.{os.getpid()}.x.part")
        with suppress(OSError):
            try:
                if _unpack(path, unpacked):
                    checksum = _checksum(unpacked)
                    unpacked.replace(path)
                    write_json(self._record(key), self._read(key) | {"checksum": checksum}, durable=False)
            finally:
                unpacked.unlink(missing_ok=True)

    def prove(self, key: str) -> None:
        """Remember that the PDF made with this format is the one made without it."""
        self._update(key, proved=True)

    def refuse(self, key: str, why: str) -> None:
        """Remember that this preamble must be read anew in every pass, and why."""
        with suppress(OSError):
            (self._folder / f"{key}.fmt").unlink(missing_ok=True)
            write_json(self._record(key), {"unfit": why}, durable=False)

    def _record(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _read(self, key: str) -> dict[str, object]:
        try:
            read = json.loads(self._record(key).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def _update(self, key: str, *, proved: bool) -> None:
        record = self._read(key)
        if record:
            with suppress(OSError):
                write_json(self._record(key), record | {"proved": proved}, durable=False)

    def _forget_old(self) -> None:
        with suppress(OSError):
            by_age = sorted(self._folder.glob("*.fmt"), key=lambda p: p.stat().st_mtime, reverse=True)
            for path in by_age[KEPT:]:
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)


def format_key(source: LatexSource, engine: Engine, environment: Mapping[str, str]) -> str | None:
    """What a format depends on, digested; None when this engine or this main file can have none.

    LuaTeX cannot dump fonts. A ``.sty`` or other support file of the thesis's own may shadow one of TeX's, so their
    content counts.
    """
    text = source.files.get(source.main, "")
    if engine.name != "pdflatex" or f"\n{MARKER}\n" not in text:
        return None
    support = sorted((n, digest(t)) for n, t in source.files.items() if not n.endswith(".tex"))
    assets = sorted(n for n in source.assets if "/" not in n)
    return digest(
        VERSION,
        text.partition(f"\n{MARKER}\n")[0],
        engine.version,
        str(engine.executable),
        environment.get("SOURCE_DATE_EPOCH", ""),
        json.dumps([support, assets]),
    )


def _unpack(path: Path, unpacked: Path) -> bool:
    """Write what gzip packed; whether it was packed at all. Raises OSError."""
    import zlib

    with path.open("rb") as packed:
        if packed.read(len(_GZIP)) != _GZIP:
            return False
        packed.seek(0)
        stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        try:
            with unpacked.open("wb") as out:
                while piece := packed.read(_PIECE):
                    out.write(stream.decompress(piece))
        except zlib.error as error:
            raise OSError(errno.EIO, "the format is damaged", str(path)) from error
    return stream.eof


def _checksum(path: Path) -> str:
    """What tells a format from a damaged one, as gzip's own did; empty without one. A digest takes four times as long."""
    import zlib

    value = total = 0
    piece = memoryview(bytearray(_PIECE))
    try:
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(piece):
                value, total = zlib.crc32(piece[:size], value), total + size
    except OSError:
        return ""
    return f"{total} {value:08x}"


def _dump_file(source: LatexSource) -> str:
    preamble = source.files[source.main].partition(f"\n{MARKER}\n")[0]
    noted = "".join(
        f"\\let\\tpfmt@{name}\\{name}\\protected\\def\\{name}#1{{\\tpfmt@note\\tpfmt@{name}{{#1}}}}\n"
        for name in _NOTED
    )
    refused = "".join(
        f"\\let\\tpfmt@{name}\\{name}\\protected\\def\\{name}{{\\tpfmt@refuse{{{name}}}}}\n" for name in _REFUSED
    )
    back = "".join(f"\\let\\{name}\\tpfmt@{name}\n" for name in (*_NOTED, *_REFUSED))
    return f"{_AT_LETTER}{_BEFORE}{noted}{refused}\\tpfmtat\n{preamble}\n{_AT_LETTER}{back}{_AFTER}"


def _recorded(work: Path, source: LatexSource) -> tuple[dict[str, list[int]], dict[str, str], bool]:
    """From TeX's own record: system files read (with stamps), files of ours read (digests), whether it wrote others."""
    try:
        lines = (work / "thesis.fls").read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}, {}, False
    inputs: dict[str, list[int]] = {}
    local: dict[str, str] = {}
    foreign = False
    for line in dict.fromkeys(lines):
        kind, _, name = line.partition(" ")
        if kind == "OUTPUT" and Path(name).suffix not in _TEX_WRITES:
            foreign = True
        elif kind == "INPUT" and Path(name).is_absolute():
            inputs[name] = stamp(name)
        elif kind == "INPUT" and (own := name.removeprefix("./")) in source.files:
            local[own] = digest(source.files[own])
    return inputs, local, foreign


def prepare_format(source: LatexSource, engine: Engine, cache: Path, date: datetime.date) -> None:
    """Precompile the preamble of ``source`` before it is asked for, if it is not there and the engine can.

    ``cache`` and ``date`` as for :func:`~typesetter.engine.run.typeset`. What goes wrong here is found again, and reported,
    when the thesis is set.
    """
    environment = tex_environment(engine.executable, cache.absolute() / "tex", date, engine.extras)
    with suppress(OSError):
        (cache / "tex").mkdir(parents=True, exist_ok=True)
        formats = Formats(cache / "format")
        key = format_key(source, engine, environment)
        if key is not None and not formats.refused(key) and formats.find(key, source.files) is None:
            formats.make(key, source, engine, environment)

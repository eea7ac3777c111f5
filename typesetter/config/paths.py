"""Files of a thesis folder: nothing outside it is ever read, and what is read is text that can be printed."""

from __future__ import annotations

import os
import re
import stat
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from typesetter.diagnostics import Code, Diagnostic, Span, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef]")
_SUSPECT = bytes((*range(9), 0xB, *range(0xE, 0x20), 0x7F, 0xC2, 0xEF))
"""The bytes with which these begin in UTF-8, and a few others: most texts have none of them."""


def resolve_inside(root: Path, relative: str, span: Span | None) -> tuple[Path | None, list[Diagnostic]]:
    """The file that ``relative`` names in the folder ``root``, following links, or None and why not.

    Refused: absolute paths, paths and symbolic links that lead out of ``root``, what is missing or is not a file.
    """

    def refuse(code: Code, message: str, *hints: str) -> tuple[None, list[Diagnostic]]:
        return None, [Diagnostic(code, message, span, hints)]

    if not relative.strip() or "\x00" in relative:
        return refuse(Code.FILE_MISSING, "an empty file name")
    pure = PurePosixPath(relative.replace("\\", "/"))
    if "\\" in relative and not re.match(r"[A-Za-z]:|\\", relative):
        return refuse(Code.FILE_MISSING, f"'{relative}' has backslashes", f"write '{pure}'")
    if pure.is_absolute() or re.match(r"[A-Za-z]:", relative) or relative.startswith("~"):
        return refuse(Code.FILE_OUTSIDE, f"'{relative}' is an absolute path", "paths are relative to the thesis folder")
    if ".." in pure.parts:
        return refuse(
            Code.FILE_OUTSIDE, f"'{relative}' leads out of the thesis folder", "copy the file into the thesis folder"
        )
    path = root / pure
    if _is_plain_file(os.fspath(root), pure.parts):
        return path, []
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            return refuse(
                Code.FILE_OUTSIDE,
                f"'{relative}' is a symbolic link that leads out of the thesis folder",
                "replace the link by a copy of the file",
            )
        if not real.exists():
            return refuse(Code.FILE_MISSING, f"there is no file '{relative}'", *_near_file(root, pure))
        if not real.is_file():
            return refuse(Code.FILE_MISSING, f"'{relative}' is a folder, not a file")
    except (OSError, RuntimeError) as error:
        shut = isinstance(error, PermissionError)
        hints = (f"give yourself the right to: chmod -R u+rwX '{pure.parts[0]}'",) if shut else ()
        return refuse(Code.FILE_UNREADABLE, f"'{relative}' cannot be reached: {_reason(error)}", *hints)
    return path, []


def _is_plain_file(place: str, parts: Sequence[str]) -> bool:
    """Whether ``parts`` lead from ``place`` to a file, by no link: then it is inside, wherever that lies."""
    if os.name == "nt":  # folders are joined there by other means as well
        return False
    mode = 0
    for part in parts:
        place = f"{place}/{part}"
        try:
            mode = os.lstat(place).st_mode
        except OSError:
            return False
        if stat.S_ISLNK(mode):
            return False
    return stat.S_ISREG(mode)


def _near_file(root: Path, pure: PurePosixPath) -> tuple[str, ...]:
    spelled = _as_spelled(root, pure)
    if spelled is not None:
        return (f"did you mean '{spelled}'? capital letters count",)
    folder = root / pure.parent
    elsewhere = sorted(
        p.relative_to(root).as_posix()
        for sub in ("chapters", "bib", "data", "figures")
        for p in (root / sub).glob(f"**/{_glob_escape(pure.name)}")
    )
    if elsewhere:
        return (f"a file of that name is at '{elsewhere[0]}'",)
    names = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    if found := nearest(pure.name, names):
        return (f"did you mean '{(pure.parent / found[0]).as_posix()}'?",)
    lacking = "" if folder.is_dir() else f"there is no folder '{pure.parent.as_posix()}' either: "
    return (f"{lacking}put the file there, or correct the path, which begins at the thesis folder",)


def _as_spelled(root: Path, pure: PurePosixPath) -> str | None:
    """The path with the letters of the files that exist, when it differs from one only in small and capital letters."""
    place, names = root, []
    for part in pure.parts:
        entries = [p.name for p in place.iterdir()] if place.is_dir() else []
        name = part if part in entries else next((e for e in entries if e.casefold() == part.casefold()), None)
        if name is None:
            return None
        names.append(name)
        place = place / name
    return "/".join(names)


def _glob_escape(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", "") or error)


def read_text(path: Path, shown: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a UTF-8 file, its line ends as ``\\n``, a byte-order mark dropped; ``shown`` is the path in messages.

    Bytes that are not UTF-8, NUL and other control characters (and the noncharacters that no text holds) are errors.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        hints = (f"give yourself the right to: chmod u+r '{shown}'",) if isinstance(error, PermissionError) else ()
        return None, [Diagnostic(Code.FILE_UNREADABLE, f"cannot be read: {_reason(error)}", Span(shown), hints)]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [
            Diagnostic(Code.FILE_ENCODING, "this file is UTF-16, not UTF-8", Span(shown), ("save it as UTF-8",))
        ]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")
        guess = data[error.start : error.start + 1].decode("cp1252", "replace")
        hint = f"in Windows-1252 this byte would be '{guess}'; save the file as UTF-8"
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return None, [Diagnostic(Code.FILE_ENCODING, message, Span(shown, line, len(before) + 1), (hint,))]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if len(data.translate(None, _SUSPECT)) == len(data):
        return text, []
    found = []
    for match in islice(_FORBIDDEN.finditer(text), 20):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        code = ord(match.group())
        name = f"the control character U+{code:04X}" if code else "a NUL byte"
        meant = bytes([code]).decode("cp1252", "replace") if 0x80 <= code <= 0x9F else "\N{REPLACEMENT CHARACTER}"
        hint = (
            "delete it"
            if meant == "\N{REPLACEMENT CHARACTER}"
            else f"in Windows-1252 it would be '{meant}': write that"
        )
        span = Span(shown, line, column, line, column + 1)
        found.append(Diagnostic(Code.FILE_NUL, f"{name} stands here", span, (hint,)))
    return (None, found) if found else (text, [])

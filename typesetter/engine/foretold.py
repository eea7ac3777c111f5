r"""The PDF of an edit, told from the last one before TeX has set what follows the edited chapter.

TeX makes the whole PDF as ever. But a chapter in which a word was exchanged mostly takes the same pages as before, and what
follows it is set as it was. So while TeX writes its file, that is compared with the last run's, object by object. Where both
have come together behind the chapter, the rest will be the rest of the last file, moved by some bytes: it is handed on at once.
TeX's own file replaces it; it is the same, byte by byte, unless something was overlooked here.

Together means: several objects in a row, whole pages and a stream of objects among them, have the numbers and the bytes that
they had. Then no page was lost or added, no link, note or target either, since each of them has a number; and TeX, which sees
of the chapter nothing but these, goes on as it did. What it does at the end depends on more, which is looked at:

- names of targets, the lists of contents, the outline: the commands in the chapter's LaTeX are the same but for words in print,
  and each target is on the page where it was;
- the characters that a font is embedded with: a character that is new on the pages that changed, or is gone from them, stands
  on another page too;
- page numbers and counts that are filled in late (:mod:`~typesetter.engine.late`) are filled in here as there.

Whenever there is a doubt, nothing is told.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from typesetter.engine import late, objects
from typesetter.engine.parked import before
from typesetter.engine.progress import pages_told
from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from typesetter.engine.auxiliary import State
    from typesetter.engine.objects import End, Object
    from typesetter.engine.session import Session
    from typesetter.latex.sourcemap import LatexSource

LOOK_SECONDS = 0.01
"""How often the growing file is looked at."""
_TOGETHER = 4
"""Objects in a row that are the same before the files count as having come together."""
_BEHIND = 2
"""Pages that must have ended since TeX opened the next file: the one it had begun, and one more."""
_LOOKED_THROUGH = 80
"""Pages that are searched for a character, at most."""

_COMMAND = re.compile(r"\\([A-Za-z@]+|.)\*?((?:\[[^][]*\]|\{[^{}]*\})*)")
_IN_PRINT = frozenset({"emph", "textbf", "textit", "textsc", "footnote", "tplink", "enquote", "foreignlanguage", "url"})
"""Commands whose arguments are words in print, or are seen in the objects."""
_ERROR = re.compile(r"(?m)^(?:! |\S+:\d+: )")
_PAGE_OF_TARGET = re.compile(rb"\A<<\n/D \[(\d+) 0 R ")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\d{3}|.)", re.DOTALL)


class _Last(Struct):
    """The last good run: what it set, and the PDF that came of it."""

    source: LatexSource
    digests: Mapping[str, str]
    way: tuple[object, ...]
    state: Mapping[str, bytes]
    listed: Mapping[str, list[str]]
    pdf: bytes = field(repr=False)
    found: Mapping[int, Object] = field(repr=False)
    end: End = field(repr=False)


class Foretelling:
    """What is remembered from build to build."""

    def __init__(self) -> None:
        self._last: _Last | None = None

    def keep(self, session: Session, state: State, listed: Mapping[str, list[str]]) -> None:
        """Remember a good run: what TeX would read back, and the page numbers in its lists (:func:`late.pages_of`)."""
        self._last = None
        if session.source.late is None or session.synctex:
            return
        pdf = session.products[0].read_bytes()
        found = list(objects.read(pdf))
        end = objects.read_end(pdf, found[-1]) if found else None
        if end is not None:
            numbered = {one.number: one for one in found}
            self._last = _Last(
                session.source, session.digests, _way(session), late.comparable(state), listed, pdf, numbered, end
            )

    def begin(self, session: Session, start: State, on_foretold: Callable[[bytes], None]) -> Foreteller | None:
        """One who foretells the PDF of ``session``, which starts from the state ``start``; None where nothing could be told."""
        last = self._last
        if last is None or session.source.late is None or session.synctex or _way(session) != last.way:
            return None
        if late.comparable(start) != last.state:
            return None
        source, digests = session.source, session.digests
        changed = [name for name in digests.keys() | last.digests.keys() if digests.get(name) != last.digests.get(name)]
        if len(changed) != 1 or changed[0] not in source.origins or source.forecast != last.source.forecast:
            return None
        name = changed[0]
        if name not in last.source.files or _commands(source.files[name]) != _commands(last.source.files[name]):
            return None
        following = _opening(source, name)
        return Foreteller(last, source, following, session.products[0], on_foretold) if following is not None else None


def _way(session: Session) -> tuple[object, ...]:
    return session.engine.version, str(session.engine.executable), tuple(sorted(session.environment.items()))


def _commands(latex: str) -> list[tuple[str, str]]:
    """The commands of a chapter with their arguments, but for those that are words in print."""
    return [(name, "" if name in _IN_PRINT else arguments) for name, arguments in _COMMAND.findall(latex)]


class _Refused(Exception):  # noqa: N818  # TeX's own file will do
    """It cannot be told what the PDF will be."""


class Foreteller:
    """Looks at one pass of TeX over a source of which one file has changed; ``following`` matches the opening of the next."""

    def __init__(
        self,
        last: _Last,
        source: LatexSource,
        following: re.Pattern[str],
        pdf: Path,
        on_foretold: Callable[[bytes], None],
    ) -> None:
        self._last, self._source, self._pdf, self._on_foretold = last, source, pdf, on_foretold
        self._following = following
        self._told = ""
        self._pieces: list[str] = []
        self._pages_before: int | None = None
        self._data = bytearray()
        self._found: list[Object] = []
        self._pages = 0
        self._together = 0
        self._over = False

    def hear(self, piece: str) -> None:
        """Take a piece of what TeX prints; from any thread."""
        self._pieces.append(piece)

    def look(self) -> float | None:
        """Look at TeX's file as far as it has come, and hand on the PDF as soon as that can be told.

        Gives after how many seconds to look again; None when there is nothing more to look for. Raises what is raised by the
        one to whom the PDF is handed.
        """
        if self._over:
            return None
        try:
            foretold = self._look()
        except (OSError, ValueError, zlib.error, _Refused):  # MisplacedError is a ValueError
            self._over = True
            return None
        if foretold is None:
            return LOOK_SECONDS
        self._over = True
        self._on_foretold(foretold)
        return None

    def _look(self) -> bytes | None:
        while self._pieces:
            self._told += self._pieces.pop(0)
        if self._pages_before is None:
            opened = self._following.search(self._told)
            if opened is None:
                return None
            self._pages_before = pages_told(self._told[: opened.start()])
        for meeting in self._read_on():
            if _ERROR.search(self._told):
                raise _Refused
            foretold = self._foretold(meeting)
            if foretold is not None:
                return foretold
        return None

    def _read_on(self) -> Iterable[Object]:
        """Read what has been written since; gives the objects behind which both files are the same, as far as one sees."""
        whole = self._found[-1].end if self._found else 0
        try:
            with self._pdf.open("rb") as file:
                file.seek(whole)
                self._data[whole:] = file.read()
        except FileNotFoundError:  # no page has been shipped yet
            return
        last = self._last
        for one in objects.read(self._data, whole):
            self._found.append(one)
            self._pages += one.kind == objects.PAGE
            was = last.found.get(one.number)
            same = was is not None and self._data[one.start : one.end] == last.pdf[was.start : was.end]
            self._together = self._together + 1 if same else 0
            if (
                self._together >= _TOGETHER
                and one.kind == objects.COLLECTION
                and self._pages >= (self._pages_before or 0) + _BEHIND
            ):
                yield one

    def _foretold(self, meeting: Object) -> bytes | None:
        """The PDF, if the files come together behind the object ``meeting``; None when that is seen further on."""
        last = self._last
        was = last.found[meeting.number]
        earlier = {one.number: one for one in self._found if one.end <= meeting.end}
        if earlier.keys() != {one.number for one in last.found.values() if one.end <= was.end}:
            return None
        begun = self._data[: meeting.end]
        if late.is_awaited(last.pdf, since=was.end):  # a number that would be the last run's
            raise _Refused
        for start, written in list(late.filled(bytes(begun), last.listed, self._source.late or {})):
            begun[start : start + len(written)] = written
        self._compare(begun, [one for one in earlier.values() if self._differs(begun, one)])
        offsets = {number: one.start for number, one in earlier.items()}
        end = objects.moved_end(last.pdf, last.end, offsets, was.end, meeting.end - was.end)
        if end is None:
            return None
        return bytes(begun) + last.pdf[was.end : last.end.about.start] + end

    def _differs(self, begun: bytearray, one: Object) -> bool:
        was = self._last.found[one.number]
        return begun[one.start : one.end] != self._last.pdf[was.start : was.end]

    def _compare(self, begun: bytearray, differing: list[Object]) -> None:
        """See to it that in the ``differing`` objects nothing differs on which the rest of the file depends."""
        last = self._last
        new: dict[bytes, set[int]] = {}
        old: dict[bytes, set[int]] = {}
        for one in differing:
            was = last.found[one.number]
            if one.kind != was.kind or one.kind == objects.OTHER:
                raise _Refused
            if one.kind == objects.PAGE:
                _add(new, late.without(objects.content(begun, one)))
                _add(old, late.without(objects.content(last.pdf, was)))
            elif _targets(objects.collected(begun, one)) != _targets(objects.collected(last.pdf, was)):
                raise _Refused
        missing = {
            (font, code) for font in new.keys() | old.keys() for code in new.get(font, set()) ^ old.get(font, set())
        }
        known = {one.number for one in differing}
        others = (one for one in last.found.values() if one.kind == objects.PAGE and one.number not in known)
        for number, one in enumerate(others):
            if not missing:
                return
            if number == _LOOKED_THROUGH:
                break
            there: dict[bytes, set[int]] = {}
            _add(there, late.without(objects.content(last.pdf, one)))
            missing = {(font, code) for font, code in missing if code not in there.get(font, ())}
        if missing:
            raise _Refused


def _opening(source: LatexSource, name: str) -> re.Pattern[str] | None:
    """How TeX says that it opens a file behind the file ``name``; None when none follows."""
    main = source.files[source.main]
    place = before(main, name)
    following = [re.escape(file) for file in source.files if place >= 0 and before(main, file) > place]
    return re.compile(rf"\((?:\./)?(?:{'|'.join(following)})\b") if following else None


def _targets(collection: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """The numbers of the objects in a collection, each with the number of the page that it is a place on, if it is one."""
    found = ((number, _PAGE_OF_TARGET.match(text)) for number, text in collection)
    return [(number, page[1] if page else b"") for number, page in found]


def _add(shown: dict[bytes, set[int]], page: bytes) -> None:
    """Add to ``shown`` the codes of the characters that a page shows, by font."""
    codes: set[int] = set()
    for font, text in _SHOWN.findall(page):
        if font:
            codes = shown.setdefault(font, set())
        else:
            codes.update(_ESCAPED.sub(_unescaped, text))


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return bytes((int(escape[1], 8),)) if len(escape[1]) == 3 else escape[1]

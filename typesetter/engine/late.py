r"""What is put into the PDF when TeX has ended: page numbers in the lists of contents, counts on the title page.

Both are known when the last page is set, and both are printed on one of the first. TeX leaves noughts in their places, between
two marks (comments in the page's content, which is not compressed there; ``templates/parts/late.tex.j2``)::

    %tp font 35 2777 5000 …         the widths of the characters from ! to ~ in a font, in ten-thousandths of its size
    %tp 35 toc 12                   the twelfth line of the table of contents, in that font
     [-2388(0)]TJ
    %tp.                            and room for more

The file keeps its length, and no other pass is made for a page number. What TeX reads back does not hold them either, so that
neither a process that stands after the lists nor the state of the last build is out of date when a page moves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from typesetter.engine.auxiliary import State

LISTS = (".toc", ".lof", ".lot")
_LINE = re.compile(rb"(?m)^(\\contentsline .*\{)([^{}]*)(\}\{[^{}]*\}%?)$")
_AUX_LINE = re.compile(
    rb"(?m)^(\\@writefile\{\w+\}\{\\contentsline .*\{)([^{}]*)(\}\{[^{}]*\}\\protected@file@percent \})$"
)
_INERT = tuple(
    rb"""\relax
\@nameuse{bbl@
\@writefile{
\AtEndDocument{\ifx
\BKM@entry{
\HyperFirstAtBeginDocument{
\babel@aux{
\fi
\gdef \@abspage@last{
\gdef\HyperFirstAtBeginDocument#
\gdef\newlabel#
\gdef\newlabelxx#
\global\let
\hyper@newdestlabel{
\let\newlabel\oldnewlabel
\providecommand""".splitlines()
)
"""How the lines of an ``.aux`` file begin that nothing on a page depends on."""
_FONT = re.compile(rb"%tp font (\d+)((?: -?\d+){94})\n")
_PLACE = re.compile(rb"%tp (\d+) (toc|lof|lot|count) (\w+)\n(.{1,400}?)\n%tp\.( {40})\n", re.DOTALL)
_ANY_PLACE = re.compile(rb"%tp \d+ (?:toc|lof|lot|count) \w+\n.{1,440}?\n%tp\. {0,40}\n", re.DOTALL)
_NAMES = {"toc": "table of contents", "lof": "list of figures", "lot": "list of tables"}
_AFTER_COMMAND = re.compile(rb"(\\[A-Za-z@]+) +")
_STRING = re.compile(rb"\([^()]*\)")
_PRINTED = re.compile(r"[A-Za-z0-9.-]+")
"""What a page number may consist of: TeX has put these characters into the font."""
_NOUGHT = b"(0)"


class MisplacedError(ValueError):
    """A page number or a count cannot be put into its place; the message says which."""


@lru_cache(maxsize=8)
def _settled(listed: bytes) -> bytes:
    """A list without its page numbers. It is asked for several times in each build of a watch, and mostly the same."""
    return _LINE.sub(rb"\g<1>0\g<3>", listed)


@lru_cache(maxsize=8)
def _comparable(listed: bytes) -> bytes:
    return _AFTER_COMMAND.sub(rb"\1", listed)


def settled(state: State) -> dict[str, bytes]:
    """What TeX reads back, without what no page depends on: page numbers in lists, and an ``.aux`` file that only has these."""
    kept: dict[str, bytes] = {}
    for name, content in state.items():
        if name.endswith(LISTS):
            kept[name] = _settled(content)
        elif not name.endswith(".aux"):
            kept[name] = content
        elif not all(line.startswith(_INERT) for line in content.splitlines() if line):
            kept[name] = re.sub(rb"(?m)^\\gdef ?\\@abspage@last\{\d+\}\n", b"", _AUX_LINE.sub(rb"\g<1>0\g<3>", content))
    return kept


def comparable(state: State) -> dict[str, bytes]:
    """The state without the spaces that TeX puts after commands when it writes its lists."""
    return {name: _comparable(content) if name.endswith(LISTS) else content for name, content in state.items()}


def pages_of(state: State) -> dict[str, list[str]]:
    """By list (``toc``, ``lof``, ``lot``) the page of each of its lines, as it is printed."""
    return {
        name.rpartition(".")[2]: [found[2].decode("utf-8", "replace") for found in _LINE.finditer(content)]
        for name, content in state.items()
        if name.endswith(LISTS)
    }


def put_in(pdf: Path, pages: Mapping[str, list[str]], counts: Mapping[str, str]) -> None:
    """Put the ``pages`` of the lists' lines (:func:`pages_of`), and the ``counts``, into the file ``pdf``, in their places.

    Raises OSError, and :class:`MisplacedError` when a number does not fit or a place is not as it was left.
    """
    with pdf.open("r+b") as file:
        for start, written in list(filled(file.read(), pages, counts)):
            file.seek(start)
            file.write(written)


def is_awaited(content: bytes, since: int = 0) -> bool:
    """Whether there is a place for a number, filled in or not, in a PDF from a place on."""
    return _ANY_PLACE.search(content, since) is not None


def without(page: bytes) -> bytes:
    """A page's content without what is in the places for numbers."""
    return _ANY_PLACE.sub(b"", page)


def filled(content: bytes, pages: Mapping[str, list[str]], counts: Mapping[str, str]) -> Iterator[tuple[int, bytes]]:
    """Where something is to be written in a PDF, and what. Raises :class:`MisplacedError`."""
    begin = content.find(b"%tp ")
    if begin < 0:
        return
    fonts = {found[1]: found[2].split() for found in _FONT.finditer(content, begin)}
    for place in _PLACE.finditer(content, begin):
        font, kind, which, drawn, room = place[1], place[2].decode(), place[3].decode(), place[4], len(place[5])
        if kind == "count":
            value = counts.get(which, "")
            text = _in_figures(drawn, value)
        else:
            listed = pages.get(kind, [])
            value = listed[int(which) - 1] if 0 < int(which) <= len(listed) else ""
            text = _right_aligned(drawn, value, fonts.get(font, []))
        room -= len(text) - len(drawn)
        if not text or room < 0:
            raise MisplacedError(f"'{value}' in line {which} of the {_NAMES[kind]}" if kind in _NAMES else which)
        yield place.start(4), text + b"\n%tp." + b" " * room


def _in_figures(drawn: bytes, value: str) -> bytes:
    """The noughts replaced by the figures of ``value``, one by one; nothing when there are more or fewer of them."""
    figures = re.sub("[^0-9]", "", value).encode("ascii")
    if b"".join(_STRING.findall(drawn)).count(b"0") != len(figures):
        return b""
    following = iter(figures)
    return _STRING.sub(lambda text: re.sub(b"0", lambda _: bytes((next(following),)), text[0]), drawn)


def _right_aligned(drawn: bytes, page: str, widths: list[bytes]) -> bytes:
    """A page number in place of the nought, so that it ends where that ended; nothing when it cannot be printed."""
    if not widths or drawn.count(_NOUGHT) != 1 or not _PRINTED.fullmatch(page):
        return b""
    back = sum(int(widths[ord(sign) - ord("!")]) for sign in page) - int(widths[ord("0") - ord("!")])
    return drawn.replace(_NOUGHT, f" {back / 10:g}({page})".encode("ascii"))

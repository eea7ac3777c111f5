"""Text → LaTeX, once and only here; and the frozen value that everything that is LaTeX already comes in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NoReturn

from typesetter.latex import characters
from typesetter.regexes import regex
from typesetter.structs import Struct

MARK_OPEN, MARK_CLOSE, NOTE_END = "\ufdd0", "\ufdd1", "\ufdd2"
"""Noncharacters that carry places through the rendering (see sourcemap.py); no manuscript can hold them."""

_LIGATURES = re.compile("[-–](?=-)|,(?=,)|<(?=<)|>(?=>)|['’](?=['’])|‘(?=‘)|(?<=[?!])(?=[`‘])|^(?=[-'’‘])")
"""Where a font would make one glyph of two characters that are typed, here or at the end of the text before this one."""
_PAIRS = frozenset((",,", "<<", ">>", "``", "?`", "!`", "?‘", "!‘"))
_NON_JOINER = "\u200c"
_NOTHING = {ord(c): None for c, tex in characters.TABLE.items() if not tex}
"""What is not printed, and must not keep two characters from being seen to be neighbours."""
_CYRILLIC = regex("[\u0400-\u04ff]")
_WITH_MARKS = regex("[^\u0300-\u036f][\u0300-\u036f]+")
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:()!?/+=*@\u2019\u201c\u201d\u2018\u2013\u2014\u00c0-\u00ff-]*")

_JOINED = re.compile("[-–]-|,,|’’|‘‘|[?!]‘")
_JOINING = ("-", "’", "‘")
"""What makes one glyph with the sign before it, and the signs that may do so with what stood before the text."""


class Latex(Struct):
    """LaTeX source, and the packages that it needs. Never becomes a string by accident: ``str()`` raises."""

    source: str
    packages: frozenset[str] = frozenset()

    def __str__(self) -> NoReturn:
        raise TypeError("LaTeX must be joined with Latex.join or taken as .source, not formatted into a string")

    def __format__(self, spec: str) -> NoReturn:
        self.__str__()

    def __add__(self, other: Latex) -> Latex:
        return Latex(self.source + other.source, self.packages | other.packages)

    def __bool__(self) -> bool:
        return bool(self.source)

    @staticmethod
    def join(parts: Iterable[Latex], separator: str = "") -> Latex:
        """The parts one after the other, with LaTeX between them."""
        found = list(parts)
        packages = frozenset[str]().union(*[p.packages for p in found if p.packages])
        return Latex(separator.join([p.source for p in found]), packages)


EMPTY = Latex("")


@lru_cache(maxsize=4096)
def _special(cluster: str, unicode_engine: bool) -> str | None:
    """One character (or a letter with its combining marks) as LaTeX; None when the fonts have nothing for it."""
    if unicode_engine and _CYRILLIC.match(cluster):
        return cluster
    if cluster in characters.TABLE:
        return characters.TABLE[cluster]
    composed = characters.compose(cluster)
    if composed is not None and not unicode_engine:
        return composed
    if unicode_engine and not any(unicodedata.category(c) in ("Cc", "Cn", "Cs", "Co") for c in cluster):
        return characters.TABLE[cluster[0]] + cluster[1:] if cluster[0].isascii() and len(cluster) > 1 else cluster
    return composed


def unsupported(text: str, *, unicode_engine: bool = False) -> list[tuple[int, str]]:
    """The characters of ``text`` that cannot be printed, with their offsets."""
    if _PLAIN.fullmatch(text):
        return []
    found, position = [], 0
    for cluster in _clusters(text):
        if _special(unicodedata.normalize("NFC", cluster), unicode_engine) is None:
            found.append((position, cluster))
        position += len(cluster)
    return found


def _clusters(text: str) -> Iterable[str]:
    position = 0
    for match in _WITH_MARKS.finditer(text):
        yield from text[position : match.start()]
        yield match.group()
        position = match.end()
    yield from text[position:]


def is_plain(text: str) -> bool:
    """Whether ``text`` is its own LaTeX, and its own bookmark: letters and signs that mean nothing to TeX or its fonts."""
    return _PLAIN.fullmatch(text) is not None and _JOINED.search(text) is None and not text.startswith(_JOINING)


def escape(text: str, *, unicode_engine: bool = False) -> Latex:
    """``text`` so that it is printed as it stands. What no font can show is left as it is (see :func:`unsupported`).

    Text with Cyrillic letters needs T2A fonts under pdflatex and so carries the package name ``cyrillic``.
    """
    if is_plain(text):
        return Latex(text)
    text = unicodedata.normalize("NFC", text)
    packages = frozenset({"cyrillic"}) if not unicode_engine and _CYRILLIC.search(text) else frozenset[str]()
    return Latex(_escape_run(text, unicode_engine), packages)


def apart(before: str, after: str, *, unicode_engine: bool) -> Latex:
    """What must stand between two texts that are escaped by themselves, so that no glyph is made of their signs.

    What begins with a hyphen or a quotation mark is set apart by :func:`escape`, whatever is before it.
    """
    return Latex(_break(unicode_engine)) if before[-1:] + after[:1] in _PAIRS else EMPTY


def _break(unicode_engine: bool) -> str:
    """What keeps two characters from becoming one glyph; an empty group does not keep OpenType fonts from it."""
    return r"\tpnolig{}" if unicode_engine else "{}"


def _escape_run(text: str, unicode_engine: bool) -> str:
    text = _LIGATURES.sub(lambda match: f"{match.group()}\x00", text.replace(_NON_JOINER, "\x00").translate(_NOTHING))
    out = []
    for cluster in _clusters(text):
        if cluster[0] == "\x00":  # a mark may stand on it
            out.append(_break(unicode_engine) + cluster[1:])
        else:
            tex = _special(cluster, unicode_engine)
            out.append(cluster if tex is None else tex)
    return "".join(out)


_CODE = {" ": r"\tpspace{}", "'": r"\textquotesingle{}", "\u00a0": r"\tpspace{}"}
_NOT_IN_TYPEWRITER = "™℠‱ẞ"
"""What Latin Modern's typewriter lacks in T1 and TS1: the text's own face has it."""
_CODE_PARTS = regex(rf"([ '\-,\u00a0{_NOT_IN_TYPEWRITER}])")


def escape_code(text: str, *, unicode_engine: bool = False) -> Latex:
    """``text`` as code: every space kept, straight quotes straight, no ligatures."""
    out, packages = [], frozenset[str]()
    for part in _CODE_PARTS.split(text.expandtabs(4)):
        if part in _CODE:
            out.append(_CODE[part])
        elif part in ("-", ","):
            out.append(part + _break(unicode_engine))
        elif part and part in _NOT_IN_TYPEWRITER and not unicode_engine:
            out.append(rf"{{\rmfamily {escape(part).source}}}")
        else:
            latex = escape(part, unicode_engine=unicode_engine)
            out.append(latex.source)
            packages |= latex.packages
    return Latex("".join(out), packages)


_URL_SAFE = regex(r"[A-Za-z0-9\-._:/?=@!*'(),;+\[\]|]")


def escape_url(url: str) -> str:
    """An address as the argument of hyperref's commands: everything outside ASCII percent-encoded, specials escaped."""
    out = []
    for char in url:
        if char in "~$":
            out.append(r"\string" + char)
        elif char in "%#&_":
            out.append("\\" + char)
        elif _URL_SAFE.match(char):
            out.append(char)
        else:
            out.extend(f"\\%{byte:02X}" for byte in char.encode("utf-8"))
    return "".join(out)


_BOOKMARK = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", **{c: f"\\{c}" for c in "{}$&%#_"},
}  # fmt: skip


def escape_bookmark(text: str) -> str:
    """Text of a PDF string (bookmark, document information): hyperref's Unicode strings take the characters themselves."""
    if is_plain(text):
        return text
    out = []
    for char in re.sub("-(?=-)|[?!](?=`)", "\\g<0>\x00", unicodedata.normalize("NFC", text)):
        if char == "\x00":
            out.append("{}")  # hyperref makes dashes of hyphens too
        elif char in _BOOKMARK:
            out.append(_BOOKMARK[char])
        elif ord(char) < 0x180 or char in "‘’‚“”„‹›–—…":  # as they are
            out.append(char)
        elif not unicodedata.category(char).startswith("C"):
            out.extend(rf'\unichar{{"{unit:04X}}}' for unit in _units(char))
    return "".join(out)


def escape_title(text: str, *, unicode_engine: bool = False) -> Latex:
    """``text`` as a heading that goes into the list of contents and the bookmarks."""
    latex, plain = escape(text, unicode_engine=unicode_engine), escape_bookmark(text)
    return latex if latex.source == plain else Latex(rf"\texorpdfstring{{{latex.source}}}{{{plain}}}", latex.packages)


def _units(char: str) -> list[int]:
    data = char.encode("utf-16-be", "replace")
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]

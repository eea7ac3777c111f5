"""The text of a .bib field: LaTeX accents, symbols and markup decoded to the model's inlines.

A field is UTF-8 words with some LaTeX in it. Accents become letters, dashes and ties characters, ``\\emph`` and its kin
nodes, ``$…$`` a :class:`~typesetter.model.Math`; braces, which only protect capitals, go. An unknown command loses its
name and keeps its argument, so that no word is lost.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from typesetter.citations.quotes import typographic
from typesetter.model import Code, Emph, Inline, Link, Math, Strong, Styled, Subscript, Superscript, Text, plain_text
from typesetter.regexes import regex
from typesetter.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from typesetter.diagnostics import Span

Inlines = tuple[Inline, ...]

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "d": "\u0323", "b": "\u0331",
    "r": "\u030a", "t": "\u0361", "h": "\u0309", "polhk": "\u0328", "capitalacute": "\u0301", "textcommabelow": "\u0326",
}  # fmt: skip
"""Accent commands and the combining character each stands for."""

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi"
    " chi psi omega"
)
_SYMBOLS = {
    "i": "ı", "j": "ȷ", "l": "ł", "L": "Ł", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "ss": "ß", "SS": "ẞ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", "-": "", "/": "", "@": "",
    " ": " ", ",": "\u202f", "\n": " ", "\\": " ", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textquotedbl": '"', "quotesinglbase": "‚", "quotedblbase": "„", "guillemotleft": "«",
    "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "flqq": "«", "frqq": "»", "glqq": "„",
    "grqq": "“", "S": "§", "P": "¶", "textsection": "§", "copyright": "©", "textcopyright": "©",
    "texttrademark": "™", "textregistered": "®", "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€",
    "textdegree": "°", "textbullet": "•", "textperiodcentered": "·", "textmu": "µ", "textonehalf": "½",
    "textexclamdown": "¡", "textquestiondown": "¿", "textless": "<", "textgreater": ">", "textbar": "|",
    "textnumero": "№", "nobreakspace": "\u00a0", "space": " ", "quad": " ", "newline": " ", "par": " ", "slash": "/",
    "addspace": " ", "hyphen": "-", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "relax": "", "protect": "",
    "textordfeminine": "ª", "textordmasculine": "º", "textdollar": "$", "cprime": "ʹ", "textasciiacute": "´",
    "textasciigrave": "`", "backslash": "\\", "adddot": ".", "adddotspace": ". ", "addcolon": ":", "addcomma": ",",
    "addsemicolon": ";", "addperiod": ".", "addabbrvspace": "\u00a0", "addnbspace": "\u00a0", "addnbthinspace": "\u202f",
    "addthinspace": "\u202f", "subtitlepunct": ": ", "psq": "f.", "psqq": "ff.", "textperthousand": "‰", "textdagger": "†",
    "dag": "†", "textyen": "¥", "textcent": "¢", "textpm": "±", "texttimes": "×", "textminus": "−", "texteuros": "€",
    "textonequarter": "¼", "textthreequarters": "¾", "textquotedblplain": '"', "textasteriskcentered": "*", "lq": "‘",
    "rq": "’", "textthinspace": "\u202f", "thinspace": "\u202f", "enspace": " ", "ifmmode": "", "fi": "", "nolinebreak": "",
    **{f"text{name}": letter for name, letter in zip(_GREEK.split(), "αβγδεζηθικλμνξοπρςστυφχψω", strict=True)},
    "centering": "", "noindent": "", "allowbreak": "", "break": "", "nobreak": "",
}  # fmt: skip

_WRAPPERS: dict[str, Callable[[Inlines, Span], Inline]] = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), Emph),
    **dict.fromkeys(("textbf", "mkbibbold"), Strong),
    "textsc": lambda c, s: Styled(("smallcaps",), (), c, s),
    "underline": lambda c, s: Styled(("underline",), (), c, s),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), Superscript),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), Subscript),
    "texttt": lambda c, s: Code(plain_text(c), s),
}
_DECLARATIONS = {"em": "emph", "it": "emph", "itshape": "emph", "sl": "emph", "slshape": "emph", "bf": "textbf",
                 "bfseries": "textbf", "sc": "textsc", "scshape": "textsc", "tt": "texttt", "ttfamily": "texttt",
                 "rm": "", "upshape": "", "normalfont": "", "sf": "", "small": ""}  # fmt: skip
_TRANSPARENT = frozenset(
    (
        "mbox", "text", "textrm", "textup", "textnormal", "textmd", "textsf", "hbox", "NoCaseChange", "autocap", "bibstring",
        "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "bibinfo", "bibnamefont", "textln", "foreignlanguage",
    )
)  # fmt: skip
_ENCLOSING = {"enquote": "‘’", "mkbibquote": "‘’", "mkbibparens": "()", "mkbibbrackets": "[]"}
_DROPPED_ARGUMENTS = frozenset(
    ("noopsort", "SortNoop", "noop", "hspace", "vspace", "vphantom", "hphantom", "phantom", "label", "cite")
)
_RAISED = regex(r"([_^])(?:([A-Za-z0-9+])|\{\s*(?:\\(?:text|mathrm|rm)\b\s*)?\{?([A-Za-z0-9+]+)\}?\s*\})")
"""Mathematics that is only a subscript or a superscript."""
_COMMAND = regex(r"\\([A-Za-z]+)\*?\s*")
_WORDS = regex(r"[^\\{}$~`'-]+")
_PLAIN = regex(r"[\\{}$~`\n\t\r]|--|''|  ")


class Decoded(Struct):
    """A field's inlines, and the names of the commands in it that are not known."""

    inlines: Inlines
    unknown: tuple[str, ...] = ()


def decode(source: str, span: Span) -> Decoded:
    """Decode the LaTeX of one field; every node gets the entry's ``span``."""
    if _PLAIN.search(source) is None:
        text = unicodedata.normalize("NFC", source.strip())
        return Decoded(typographic((Text(text, span),)) if text else ())
    reader = _Reader(source, span)
    nodes = reader.sequence("")
    return Decoded(typographic(_tidy(nodes, span)), tuple(dict.fromkeys(reader.unknown)))


def verbatim(source: str) -> str:
    """A field that is not prose (url, doi, file): only LaTeX's escapes are undone."""
    text = re.sub(r"\\(?:url|nolinkurl|path)\s*(?=\{)", "", source.strip())
    text = re.sub(r"\{?\\([_%&#$~{}])\}?(?:\{\})?", r"\1", text)
    text = re.sub(r"\{?\\text(?:ascii)?tilde(?:ascii)?\s*\}?(?:\{\})?", "~", text)
    return re.sub(r"\s+", "", text.replace("{", "").replace("}", ""))


class _Reader:
    """A reader of one field, left to right."""

    def __init__(self, source: str, span: Span) -> None:
        self.source = source
        self.span = span
        self.at = 0
        self.unknown: list[str] = []
        self.quoted = False  # a ` was seen, so ' is its partner and not a straight apostrophe

    def sequence(self, closing: str) -> list[Inline]:
        """Nodes up to ``closing`` (consumed) or to the end."""
        nodes: list[Inline] = []
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == closing:
                self.at += 1
                return nodes
            if char == "\\":
                declared = self._command(nodes)
                if declared is not None:  # {\em …}: the rest of the group
                    rest = _tidy(self.sequence(closing), self.span, strip=False)
                    nodes += [_WRAPPERS[declared](rest, self.span)] if declared and rest else rest
                    return nodes
            elif char == "{":
                self.at += 1
                nodes += self.sequence("}")
            elif char == "$":
                self._math(nodes)
            elif char == "}":
                self.at += 1
            else:
                self._text(nodes)
        return nodes

    def _add(self, nodes: list[Inline], text: str) -> None:
        if text:
            nodes.append(Text(text, self.span))

    def _text(self, nodes: list[Inline]) -> None:
        for pattern, printed in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("~", "\u00a0")):
            if self.source.startswith(pattern, self.at):
                self.at += len(pattern)
                self.quoted |= pattern == "`"
                self._add(nodes, printed)
                return
        if self.source[self.at] == "'":
            self.at += 1
            self._add(nodes, "’" if self.quoted else "'")
            return
        match = _WORDS.match(self.source, self.at)
        end = match.end() if match is not None else self.at + 1
        self._add(nodes, self.source[self.at : end])
        self.at = end

    def _math(self, nodes: list[Inline]) -> None:
        width = 2 if self.source.startswith("$$", self.at) else 1
        end = self.source.find("$" * width, self.at + width)
        if end < 0:
            self.at += 1
            self._add(nodes, "$")
            return
        tex = self.source[self.at + width : end].strip()
        raised = _RAISED.fullmatch(tex)
        if raised is not None and width == 1:  # CO$_2$ is text
            nodes.append(
                (Subscript if raised[1] == "_" else Superscript)((Text(raised[2] or raised[3], self.span),), self.span)
            )
        else:
            nodes.append(Math(tex, self.span))
        self.at = end + width

    def _command(self, nodes: list[Inline]) -> str | None:
        """One command; returns the wrapper that a declaration such as ``\\em`` asks for, else None."""
        match = _COMMAND.match(self.source, self.at)
        word = match[1] if match is not None else ""
        name = word or self.source[self.at + 1 : self.at + 2]
        self.at = match.end() if match is not None else self.at + 1 + len(name)
        if name in _DECLARATIONS:
            return _DECLARATIONS[name]
        if name in _ACCENTS:
            self._add(nodes, self._accented(_ACCENTS[name]))
        elif name in _SYMBOLS:
            self._add(nodes, _SYMBOLS[name])
            if word and self.source.startswith("{}", self.at):
                self.at += 2
        elif name in _WRAPPERS:
            if argument := self._argument():
                nodes.append(_WRAPPERS[name](argument, self.span))
        elif name in _ENCLOSING:
            self._add(nodes, _ENCLOSING[name][0])
            nodes += self._argument()
            self._add(nodes, _ENCLOSING[name][1])
        elif name in ("url", "nolinkurl", "href"):
            self._link(nodes, name)
        elif name in ("(", "ensuremath"):
            self._explicit_math(nodes, name)
        elif name in _DROPPED_ARGUMENTS:
            self._argument()
        else:
            self._transparent(nodes, name)
        return None

    def _next(self) -> str:
        return self.source[self.at : self.at + 1]

    def _argument(self) -> Inlines:
        """A braced group, or one character or command."""
        while self._next().isspace():
            self.at += 1
        if self._next() == "{":
            self.at += 1
            return _tidy(self.sequence("}"), self.span, strip=False)
        nodes: list[Inline] = []
        if self._next() == "\\":
            self._command(nodes)
        elif self._next() and self._next() != "}":
            self._add(nodes, self._next())
            self.at += 1
        return tuple(nodes)

    def _raw_argument(self) -> str:
        while self._next().isspace():
            self.at += 1
        if self._next() != "{":
            return ""
        depth, start = 0, self.at + 1
        while self.at < len(self.source):
            depth += {"{": 1, "}": -1}.get(self.source[self.at], 0)
            self.at += 1
            if depth == 0:
                return self.source[start : self.at - 1]
        return self.source[start:]

    def _accented(self, mark: str) -> str:
        base = plain_text(self._argument())
        base = {"ı": "i", "ȷ": "j"}.get(base[:1], base[:1]) + base[1:]
        return unicodedata.normalize("NFC", base[:1] + mark + base[1:]) if base else ""

    def _link(self, nodes: list[Inline], name: str) -> None:
        url = verbatim(self._raw_argument())
        shown = self._argument() if name == "href" else ()
        if url:
            nodes.append(Link(url, shown or (Text(url, self.span),), self.span))
        else:
            nodes += shown

    def _explicit_math(self, nodes: list[Inline], name: str) -> None:
        if name == "ensuremath":
            body = self._raw_argument()
        else:
            end = self.source.find("\\)", self.at)
            end = end if end >= 0 else len(self.source)
            body, self.at = self.source[self.at : end], end + 2
        if body := re.sub(r"(?<!\\)\$", "", body).strip():  # \($x$\) is mathematics once
            nodes.append(Math(body, self.span))

    def _transparent(self, nodes: list[Inline], name: str) -> None:
        if name not in _TRANSPARENT and name:
            self.unknown.append(name)
        if name in ("foreignlanguage", "bibinfo"):
            self._argument()
        if self._next() == "{":
            argument = self._argument()
            if name in ("uppercase", "MakeUppercase"):
                argument = (Text(plain_text(argument).upper(), self.span),)
            elif name in ("lowercase", "MakeLowercase"):
                argument = (Text(plain_text(argument).lower(), self.span),)
            nodes += argument


def _tidy(nodes: list[Inline], span: Span, *, strip: bool = True) -> Inlines:
    """Neighbouring texts joined, runs of spaces made one, none at the ends."""
    tidy: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and tidy and isinstance(tidy[-1], Text):
            tidy[-1] = Text(tidy[-1].text + node.text, span)
        else:
            tidy.append(node)
    for i, node in enumerate(tidy):
        if isinstance(node, Text):
            text = unicodedata.normalize("NFC", re.sub(r"[ \t\r\n]+", " ", node.text))
            text = text.lstrip(" ") if strip and i == 0 else text
            text = text.rstrip(" ") if strip and i == len(tidy) - 1 else text
            tidy[i] = Text(text, span)
    return tuple(node for node in tidy if not (isinstance(node, Text) and not node.text))

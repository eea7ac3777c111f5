r"""Texts that typesetters lose or break, put into every place of a thesis that takes a text.

A :class:`Piece` is such a text between two marker words, at one of :data:`POSITIONS`. A *literal* piece is written so that
every character is to be printed as it is (Markdown's and LaTeX's own signs are escaped); a *typed* one is what somebody types
who knows of no such signs, and only its words must not be lost.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.theses import PNG
from typesetter.latex.characters import TABLE

_SPECIALS = (
    *"\\{}$&#%_^~`'\"<>|-!?@[]()*+=/.,:;", "--", "---", "----", "?`", "!`", ",,", "<<", ">>", "``", "''", "^^", "^^M", "^^5c",
    "\\input", "\\end{document}", "\\par", "\\\\", "{}", "#1", "%%", "$$", "&&", "~~", "\\verb|", "\\,", "\\begin{x}", "@@",
    "...", "-|", "\\0", "\\^^M", "_{", "^{", "{[}", "\\char`\\", "\\csname", "//", "\\ ", "&amp;", "&#92;",
)  # fmt: skip
_TRAPS = (
    "ff", "fi", "fl", "ffi", "ffl", "shelf\u200cful", "f\u200ci", "f\u200df", "fj", "ft", "tt", "Th", "IJ", "ij", "st", "AV",
    "ﬁ", "ﬀ", "ﬆ", "ĳ", "ŉ", "ǆ", "f\u00adi",
)  # fmt: skip
_MARKS = (
    "e\u0301", "n\u0303", "a\u0323\u0302", "s\u0323", "i\u0307", "j\u030c", "o\u0328\u0304", "x\u0336", "Å", "\u0301", "q\u0307",
    "u\u0308\u0304", "İ", "ı", "ß", "ẞ", "Đ", "ə", "ʿ", "ʾ", "\u0345", "g\u0327", "ţ", "ț", "ķ", "а\u0301", "ё", "й", "ґ",
)  # fmt: skip
_INVISIBLE = (
    *"\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c\u180e\u034f\u206a",
    *"\u00a0\u2002\u2009\u202f\u3000\u2028\u2029\u0085\u1680\u2007\ufe0e\ufe0f\U000e0020\U000e0101\ufff9\ufffb\ufffc\ufffd",
)  # fmt: skip
_SCRIPTS = (
    "עברית", "العربية", "日本語", "中文", "한국어", "Ελληνικά", "Հայերեն", "ქართული", "हिन्दी", "ไทย", "Москва", "Ђорђе",
    "ܣܘܪܝܝܐ", "አማርኛ",
    "Şuşa", "Łódź", "Žižek", "Ağdam", "Ħ", "𐤀𐤁", "𝔘𝔫𝔦",
    "Ⅻ", "½", "①", "㎞", "℃", "№", "ﷺ", "ｆｕｌｌ", "ͺ", "ά", "ᾳ", "Ω",
)  # fmt: skip
_PICTURES = (
    "😀", "👨‍👩‍👧‍👦", "🇩🇰", "👍🏽", "❤️", "☺︎", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "★", "→", "∑", "≠", "−", "€",
    "†", "…", "–", "—", "‘", "’", "“", "”", "„", "«", "‹",
)  # fmt: skip
_REFUSED = (
    "\0", "\x01", "\x1b", "\x7f", "\x80", "\x9f", "\ufdd0", "\ufdd1", "\ufdd2", "\ufffe", "\uffff", "\U0001ffff", "\U0010ffff",
    "\ue000", "\U000f0000", "\u0378", "\ud800", "\udfff", "\udce9",
)  # fmt: skip
_PRINTABLE = tuple(c for c in TABLE if c not in "\n\t")
_WORDS = ("war", "office", "naïve", "1994", "Kur-Araz", "x", "shelfful", "A", "peace-making", "affluent")


def text(chance: random.Random, *, plain: bool = False) -> str:
    """A text of one to six parts; with ``plain`` of characters that T1 fonts have."""
    parts = []
    for _ in range(chance.randint(1, 6)):
        kind = chance.random()
        if plain or kind < 0.62:
            pool: Sequence[str] = chance.choice([_SPECIALS, _SPECIALS, _TRAPS, _WORDS, _PRINTABLE, _PRINTABLE])
        elif kind < 0.94:
            pool = chance.choice([_MARKS, _INVISIBLE, _SCRIPTS, _PICTURES])
        elif kind < 0.96:
            pool = _REFUSED
        else:
            pool = (chr(chance.choice([chance.randrange(0x20, 0x3000), chance.randrange(0x20, 0x110000)])),)
        parts.append(chance.choice(pool))
    return chance.choice(["", "", " "]).join(parts).strip(" \t\n")


# ------------------------------------------------------------------------------------------------- how a text is written


def markdown(shown: str) -> str:
    """Every sign escaped by a backslash, as CommonMark allows for all ASCII punctuation."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", shown)


def _yaml(shown: str) -> str:
    return json.dumps(shown, ensure_ascii=False)


def _yaml_markdown(shown: str) -> str:
    return _yaml(markdown(shown))


_BIB = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{c: f"\\{c}" for c in "{}$&%#_"},
}
_BIB_DASHES = re.compile(r"-(?=-)|`(?=`)|'(?=')|[!?](?=`)")


def _bib(shown: str) -> str:
    return "".join(_BIB.get(c, c) for c in _BIB_DASHES.sub(r"\g<0>{}", shown).replace("{}", "\0")).replace("\0", "{}")


def _csv(shown: str) -> str:
    return '"' + shown.replace('"', '""') + '"'


def _code(shown: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}"


def _as_typed(shown: str) -> str:
    return shown


@dataclass(frozen=True)
class Position:
    """A place for texts: the files and what to write into them, ``TEXT`` being the text and ``NUMBER`` the piece's number.

    ``looks`` names what is searched for it: the ``text`` of the pages, the ``outline``, the ``addresses`` of links, the
    ``properties`` of the document, the ``alternatives`` of pictures. Of a position that is ``single`` a thesis has one.
    ``exact``: letter by letter; else, as in a .bib file whose quotation marks and capitals a style sets, the words.
    """

    files: Mapping[str, str]
    escape: Callable[[str], str] = markdown
    looks: tuple[str, ...] = ("text",)
    single: bool = False
    exact: bool = True


def _chapter(form: str, **options: object) -> Position:
    return Position({"chapters/10-text.md": form}, **options)  # type: ignore[arg-type]


def _entry(field: str, before: str = "{{", after: str = "}}") -> Position:
    fields = {"author": "{{Body NUMBER}}", "title": "{{Title NUMBER}}", "year": "2000", "publisher": "{{House}}"}
    fields[field] = f"{before}TEXT{after}"
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    form = f"@{'article' if field == 'journal' else 'book'}{{kNUMBER,\n{lines}\n}}"
    return Position({"bib/NUMBER.bib": form, "chapters/10-text.md": "Cited [@kNUMBER]."}, _bib, exact=False)


_TABLE = "| TEXT | head |\n|---|---|\n| cell | cell |"
POSITIONS: Mapping[str, Position] = {
    # ---- Markdown
    "paragraph": _chapter("Before TEXT after."),
    "line of a paragraph": _chapter("Before\nTEXT\nafter."),
    "heading": _chapter("## TEXT", looks=("text", "outline")),
    "run-in heading": _chapter("##### TEXT\n\nText."),
    "title of a chapter": Position({"chapters/20-NUMBER.md": "# TEXT\n\nText."}, looks=("text", "outline")),
    "item": _chapter("- TEXT"),
    "numbered item": _chapter("1. TEXT"),
    "quotation": _chapter("> TEXT"),
    "term": _chapter("TEXT\n: Meaning."),
    "meaning": _chapter("Term\n: TEXT"),
    "emphasis": _chapter("Word *TEXT* word."),
    "strong": _chapter("Word **TEXT** word."),
    "struck": _chapter("Word ~~TEXT~~ word."),
    "underlined": _chapter("Word [TEXT]{.underline} word."),
    "small capitals": _chapter("Word [TEXT]{.smallcaps} word.", exact=False),
    "box": _chapter("::: {.note}\nTEXT\n:::"),
    "epigraph": _chapter("::: {.epigraph}\nTEXT\n:::"),
    "note": _chapter("Word^[TEXT] word."),
    "note below": _chapter("Word[^NUMBER] word.\n\n[^NUMBER]: TEXT"),
    "note of a caption": _chapter("![Picture^[TEXT]](figures/d.png)"),
    "caption": _chapter("![TEXT](figures/d.png)", looks=("text",)),
    "caption of a table": _chapter("| a | b |\n|---|---|\n| c | d |\n\n: TEXT"),
    "header of a table": _chapter(_TABLE),
    "cell": _chapter("| a | b |\n|---|---|\n| TEXT | d |"),
    "link": _chapter("[TEXT](https://example.org/NUMBER)"),
    "code": _chapter("Word TEXT word.", escape=_code),
    "block of code": _chapter("~~~~~~~~\nTEXT\n~~~~~~~~", escape=_as_typed),
    "address": _chapter("<https://example.org/TEXT>", escape=_as_typed, looks=("text", "addresses")),
    "target of a link": _chapter("[word](<https://example.org/TEXT>)", looks=("addresses",)),
    "citation's prefix": _chapter("Word [TEXT @known]."),
    "citation's suffix": _chapter("Word [@known, p. 3, TEXT]."),
    "citation's locator": _chapter("Word [@known, p. TEXT].", exact=False),  # a style sets its dashes
    "narrative citation": _chapter("Then @known [p. 3, TEXT] says."),
    "alternative text": _chapter('![Picture](figures/d.png){alt="TEXT"}', escape=markdown, looks=("alternatives",)),
    "short caption": _chapter('![Picture](figures/d.png){short="TEXT"}', escape=markdown),
    "abstract": Position({"chapters/00-abstract.md": "TEXT"}),
    "appendix": Position({"chapters/90-appendix.md": "TEXT"}),
    # ---- data
    "cell of data": Position({"data/NUMBER.csv": "a,b\nTEXT,1", "chapters/10-text.md": "![Data](data/NUMBER.csv)"}, _csv),
    "column of data": Position({"data/NUMBER.csv": "TEXT,b\nx,1", "chapters/10-text.md": "![Data](data/NUMBER.csv)"}, _csv),
    "label of a plot": Position(
        {"data/NUMBER.csv": "a,b\nTEXT,1\ny,2", "chapters/10-text.md": "![Data](data/NUMBER.csv){plot=bar x=a y=b}"}, _csv
    ),
    "thanks": Position({"chapters/02-thanks.yaml": "  - TEXT"}, _yaml_markdown),
    "event": Position({"chapters/30-time.yaml": '  - {date: "1999", event: TEXT}'}, _yaml_markdown),
    "abbreviation": Position({"chapters/03-short.yaml": "  - {short: TEXT, long: Long}"}, _yaml_markdown),
    "what is abbreviated": Position({"chapters/03-short.yaml": "  - {short: SNUMBER, long: TEXT}"}, _yaml_markdown),
    "question": Position(
        {"chapters/91-talks.yaml": "  - {name: Name, exchanges: [{question: TEXT, answer: Yes}]}"}, _yaml_markdown
    ),
    "answer": Position(
        {"chapters/91-talks.yaml": "  - {name: Name, exchanges: [{question: Who, answer: TEXT}]}"}, _yaml_markdown
    ),
    "section of data": Position({"chapters/40-parts.yaml": "  - {title: TEXT, text: Text}"}, _yaml_markdown, ("text", "outline")),
    "text of data": Position({"chapters/40-parts.yaml": "  - {title: Title, text: TEXT}"}, _yaml_markdown),
    # ---- thesis.yaml
    "title": Position({"thesis.yaml": "title: TEXT"}, _yaml, ("text", "properties", "metadata"), single=True),
    "subtitle": Position({"thesis.yaml": "subtitle: TEXT"}, _yaml, ("text", "properties", "metadata"), single=True),
    "author": Position({"thesis.yaml": "authors: [TEXT]"}, _yaml, ("text", "properties", "metadata"), single=True),
    "keyword": Position({"thesis.yaml": "keywords: [TEXT]"}, _yaml, ("properties", "metadata"), single=True),
    "degree": Position({"thesis.yaml": "degree: TEXT"}, _yaml, ("text", "properties", "metadata"), single=True),
    "supervisor": Position({"thesis.yaml": "supervisors: [TEXT]"}, _yaml, single=True),
    "institution": Position({"thesis.yaml": "institution: TEXT"}, _yaml, single=True, exact=False),
    "heading of the references": Position({"thesis.yaml": "citations: {heading: TEXT}"}, _yaml, ("text", "outline"), single=True),
    # ---- .bib
    "title of a work": _entry("title"),
    "author of a work": _entry("author"),
    "name of an author": _entry("author", "{", ", Given}"),
    "publisher": _entry("publisher"),
    "place": _entry("address"),
    "note of a work": _entry("note"),
    "journal": _entry("journal"),
    "edition": _entry("edition"),
    "series": _entry("series"),
}  # fmt: skip

YAML_TEXTS = frozenset(name for name, place in POSITIONS.items() if next(iter(place.files)).endswith(".yaml"))
HEADS: Mapping[str, str] = {
    "thesis.yaml": "date: 2024-05-31",
    "chapters/00-abstract.md": "---\nrole: abstract\n---\n\n# Abstract",
    "chapters/02-thanks.yaml": "template: acknowledgements\ntitle: Thanks\nrole: front\nparagraphs:\n  - Thanks.",
    "chapters/03-short.yaml": "template: abbreviations\ntitle: Short\nrole: front\nitems:\n  - {short: A, long: B}",
    "chapters/10-text.md": "# Text\n\nWords [@known].\n\n" + 3 * "![Picture](figures/d.png)\n\n" + "Words.",
    "chapters/30-time.yaml": 'template: timeline\ntitle: Time\nevents:\n  - {date: "1998", event: First}',
    "chapters/40-parts.yaml": "template: sections\ntitle: Parts\nsections:\n  - {title: First, text: Text}",
    "chapters/90-appendix.md": "---\nrole: appendix\n---\n\n# More",
    "chapters/91-talks.yaml": "template: interviews\ntitle: Talks\nrole: appendix\ninterviews:\n  - {name: First}",
    "bib/known.bib": "@book{known,\n  author = {Known, Ann},\n  title = {Title},\n  year = 2000,\n  publisher = {House}\n}",
}
"""What each file begins with."""
SINGLES = {"title": "title: Title", "author": "authors: [Writer]"}


@dataclass(frozen=True)
class Piece:
    """A text at a position. ``parts`` are joined by marker words when it is typed, else they are one text."""

    number: int
    position: str
    parts: tuple[str, ...]
    typed: bool = False
    gap: str = " "

    @property
    def begin(self) -> str:
        """The marker word before it, the same for no other piece and no part of another word."""
        return f"zq{self.number:04d}b"

    @property
    def end(self) -> str:
        """The marker word behind it."""
        return f"zq{self.number:04d}d"

    @property
    def words(self) -> list[str]:
        """All its marker words."""
        between = [f"zq{self.number:04d}w{i}x" for i in range(1, len(self.parts))] if self.typed else []
        return [self.begin, *between, self.end]

    @property
    def shown(self) -> str:
        """The text with its markers."""
        if not self.typed:
            return f"{self.begin}{self.gap}{self.parts[0]}{self.gap}{self.end}"
        words = self.words
        return self.gap.join([words[0], *(bit for pair in zip(self.parts, words[1:], strict=True) for bit in pair)])

    def files(self) -> dict[str, str]:
        """What it writes into which files."""
        position = POSITIONS[self.position]
        written = self.shown if self.typed else position.escape(self.shown)
        made = {}
        for path, form in position.files.items():
            numbered = form.replace("NUMBER", str(self.number))
            made[path.replace("NUMBER", str(self.number))] = numbered.replace("TEXT", written)
        return made


def pieces(
    chance: random.Random, count: int, names: Sequence[str] = tuple(POSITIONS), *, plain: float = 0.5
) -> list[Piece]:
    """``count`` pieces at the positions ``names`` in turn; of those that a thesis has once, one each."""
    made: list[Piece] = []
    singles: set[str] = set()
    number = 0
    while len(made) < count:
        number += 1
        name = names[number % len(names)]
        if name in singles:
            if singles.issuperset(names):
                break
            continue
        if POSITIONS[name].single:
            singles.add(name)
        typed = chance.random() < 0.35
        easy = chance.random() < plain
        parts = [text(chance, plain=easy) for _ in range(chance.randint(1, 3) if typed else 1)]
        if typed and name in YAML_TEXTS:  # where a sign of number after a space begins a comment
            parts = [part.replace("#", "") for part in parts]
        if name == "address":  # which no space and no angle bracket belongs to
            parts = [re.sub(r"[\s<>]", "", part) for part in parts]
        made.append(
            Piece(number, name, tuple(parts), typed, "" if name == "address" else chance.choice(["", " ", " "]))
        )
    return made


def thesis(chosen: Sequence[Piece], engine: str) -> tuple[dict[str, bytes], dict[int, list[tuple[str, int, int]]]]:
    """The files of a thesis with these pieces, and where each piece stands: path, first line and last."""
    texts = dict(HEADS)
    present = {piece.position for piece in chosen}
    texts["thesis.yaml"] += f"\nengine: {engine}" + "".join(
        f"\n{line}" for name, line in SINGLES.items() if name not in present
    )
    places: dict[int, list[tuple[str, int, int]]] = {}
    for piece in chosen:
        for path, written in piece.files().items():
            before = texts.get(path)
            if before is None:
                start, texts[path] = 1, written
            else:
                glue = "\n\n" if path.endswith(".md") else "\n"
                start, texts[path] = before.count("\n") + len(glue) + 1, before + glue + written
            places.setdefault(piece.number, []).append((path, start, start + written.count("\n")))
    files = {path: (content + "\n").encode("utf-8", "surrogatepass") for path, content in texts.items()}
    return {**files, "figures/d.png": PNG}, places

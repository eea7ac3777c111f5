"""The same thesis for four typesetters: our folder, Markdown for pandoc, LaTeX for biblatex, and Typst.

The text is put together from phrases, in an order that a seed fixes; it has sections, notes, lists, pictures, cross references
and citations in the proportions of a thesis in the humanities.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS_A_PAGE = 262
"""In the generic layout, measured."""
_WORDS_A_CITATION = 60


@dataclass(frozen=True)
class Size:
    """What a thesis is made of; ``pages`` are those of the generic layout, roughly."""

    name: str
    pages: int
    references: int
    chapters: int
    figures: int

    @property
    def words(self) -> int:
        """Words of running text."""
        return self.pages * WORDS_A_PAGE


SIZES = {
    size.name: size
    for size in (
        Size("small", 33, 60, 8, 6),
        Size("medium", 219, 500, 12, 40),
        Size("large", 1100, 3000, 100, 500),
    )
}


@dataclass(frozen=True)
class Piece:
    """A piece of a chapter: its kind, its text (words and ``[@key]``), the name of its label."""

    kind: str
    text: str = ""
    label: str = ""


Chapter = list[Piece]


_NOUNS = (
    "state", "power", "order", "border", "treaty", "alliance", "region", "market", "policy", "archive", "source",
    "crisis", "elite", "conflict", "balance", "threat", "economy", "minister", "congress", "party", "army",
    "election", "reform", "century", "empire", "settlement", "doctrine", "interest", "negotiation", "province",
)  # fmt: skip
_ADJECTIVES = (
    "formal", "regional", "economic", "military", "early", "late", "domestic", "foreign", "strategic", "limited",
    "public", "common", "recent", "central", "stable", "political", "legal", "material", "rival", "broad", "narrow",
    "modern",
)  # fmt: skip
_VERBS = (
    "shaped", "limited", "served", "weakened", "explained", "followed", "preceded", "changed", "tested",
    "supported", "divided", "reflected",
)  # fmt: skip
_LINKS = (
    "",
    "",
    "",
    "In this period",
    "By contrast",
    "For this reason",
    "As a result",
    "Later on",
    "At first",
    "In practice",
)
_ENDS = ("in the north", "over two decades", "after the war", "with some delay", "on both sides", "without much debate")


def _clause(dice: random.Random) -> str:
    first, second, third = dice.sample(_NOUNS, 3)
    one, two = dice.sample(_ADJECTIVES, 2)
    return dice.choice((
        f"the {one} {first} {dice.choice(_VERBS)} the {two} {second} of the {third}",
        f"the {first} of the {one} {second} {dice.choice(_VERBS)} the {third} {dice.choice(_ENDS)}",
        f"the {one} {first} and the {two} {second} {dice.choice(_VERBS)} the {third}",
        f"each {two} {first} {dice.choice(_VERBS)} the {second}, and the {third} {dice.choice(_VERBS)} it {dice.choice(_ENDS)}",
    ))  # fmt: skip


def write_text(size: Size, seed: int = 1) -> list[Chapter]:
    """The chapters of a thesis of this size; the same size and seed give the same text."""
    dice = random.Random(seed)
    keys = [f"work{number}" for number in range(1, size.references + 1)]
    wanted = iter(keys + [dice.choice(keys) for _ in range(size.words // _WORDS_A_CITATION)])

    def sentence() -> str:
        link = dice.choice(_LINKS)
        text = f"{link}, {_clause(dice)}" if link else _clause(dice)
        text = text[0].upper() + text[1:]
        if dice.random() < 0.25 and (key := next(wanted, None)):
            text += f" [@{key}]" if dice.random() < 0.7 else f" [@{key}, p. {dice.randrange(1, 300)}]"
        return f"{text}."

    def paragraph() -> str:
        return "\n".join(sentence() for _ in range(dice.randrange(3, 8)))

    def title() -> str:
        return f"The {dice.choice(_ADJECTIVES)} {dice.choice(_NOUNS)} and its {dice.choice(_NOUNS)}"

    chapters = []
    figures = 0
    for number in range(1, size.chapters + 1):
        pieces = [Piece("chapter", title(), f"sec-c{number}")]
        written, section = 0, 0
        while written < size.words // size.chapters:
            if written > section * 700:
                section += 1
                pieces.append(Piece("section", title(), f"sec-c{number}-s{section}"))
            text = paragraph()
            written += len(text.split())
            chance = dice.random()
            if chance < 0.06:
                text += f"{{{{{sentence()}}}}}"
            elif chance < 0.12:
                text += f" See {{@sec-c{dice.randrange(1, number + 1)}@}}."
            pieces.append(Piece("text", text))
            if figures * size.chapters < size.figures * number and dice.random() < 0.35:
                figures += 1
                pieces.append(Piece("figure", title(), f"fig-f{figures}"))
            elif dice.random() < 0.03:
                pieces.append(Piece("list", "\n".join(title() for _ in range(4))))
        chapters.append(pieces)
    while figures < size.figures:
        figures += 1
        chapters[figures % len(chapters)].append(Piece("figure", title(), f"fig-f{figures}"))
    rest = [f"[@{key}]" for key in wanted]
    for start in range(0, len(rest), 10):
        chapters[start // 10 % len(chapters)].append(
            Piece("text", f"Much has been written {' '.join(rest[start : start + 10])}.")
        )
    return chapters


def bibliography(size: Size, seed: int = 1) -> str:
    """The .bib file, which biblatex, pandoc, Typst and ours all read."""
    dice, words = random.Random(seed + 1), [word.capitalize() for word in (*_NOUNS, *_ADJECTIVES)]
    entries = []
    for number in range(1, size.references + 1):
        names = " and ".join(
            f"{dice.choice(words)}, {dice.choice('ABCDEFGHJKLM')}." for _ in range(dice.choice([1, 1, 2, 3]))
        )
        title = f"{dice.choice(words)} and {dice.choice(words)}: {_clause(dice)}"
        kind, more = (
            (
                "article",
                f"journaltitle = {{{dice.choice(words)} Review}}, volume = {{{number % 40 + 1}}}, pages = {{1--20}}",
            )
            if number % 2
            else ("book", f"publisher = {{{dice.choice(words)} Press}}, location = {{London}}")
        )
        year = dice.randrange(1950, 2024)
        lines = [f"author = {{{names}}}", f"title = {{{title}}}", f"date = {{{year}}}", more]
        entries.append(f"@{kind}{{work{number},\n  " + ",\n  ".join(lines) + "\n}\n")
    return "\n".join(entries)


def picture(number: int) -> bytes:
    """A small PNG, each of another colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colour = bytes((number * 37 % 256, number * 91 % 256, 128))
    rows = b"".join(b"\0" + colour * 120 for _ in range(80))
    head = struct.pack(">IIBBBBB", 120, 80, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# ------------------------------------------------------------------------------------------------------------- the formats


def _inline(text: str, cite: Callable[[str, str], str], note: Callable[[str], str], ref: Callable[[str], str]) -> str:
    text = re.sub(r"\[@(\w+)(?:, p\. (\d+))?\]", lambda m: cite(m[1], m[2] or ""), text)
    text = re.sub(r"\{\{(.*?)\}\}", lambda m: note(m[1]), text, flags=re.DOTALL)
    return re.sub(r"\{@([\w-]+)@\}", lambda m: ref(m[1]), text)


def _markdown(chapter: Chapter, *, ours: bool) -> Iterator[str]:
    def inline(text: str) -> str:
        return _inline(
            text,
            lambda key, page: f"[@{key}, p. {page}]" if page else f"[@{key}]",
            lambda note: f"^[{note}]",
            lambda label: f"@{label}" if ours else f"[this chapter](#{label})",
        )

    for piece in chapter:
        match piece.kind:
            case "chapter" | "section":
                yield f"{'#' if piece.kind == 'chapter' else '##'} {piece.text} {{#{piece.label}}}"
            case "figure":
                yield f"![{piece.text}](figures/{piece.label}.png){{#{piece.label} width=40%}}"
            case "list":
                yield "\n".join(f"- {item}" for item in piece.text.split("\n"))
            case _:
                yield inline(piece.text)


def _latex(chapter: Chapter) -> Iterator[str]:
    def inline(text: str) -> str:
        return _inline(
            text,
            lambda key, page: rf"\parencite[{page}]{{{key}}}" if page else rf"\parencite{{{key}}}",
            lambda note: rf"\footnote{{{note}}}",
            lambda label: rf"Chapter~\ref{{{label}}}",
        )

    for piece in chapter:
        match piece.kind:
            case "chapter" | "section":
                yield rf"\{piece.kind}{{{piece.text}}}\label{{{piece.label}}}"
            case "figure":
                name = f"figures/{piece.label}.png"
                yield (
                    rf"\begin{{figure}}\centering\includegraphics[width=.4\textwidth]{{{name}}}"
                    rf"\caption{{{piece.text}}}\label{{{piece.label}}}\end{{figure}}"
                )
            case "list":
                items = "\n".join(rf"\item {item}" for item in piece.text.split("\n"))
                yield f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
            case _:
                yield inline(piece.text)


def _typst(chapter: Chapter) -> Iterator[str]:
    def inline(text: str) -> str:
        return _inline(
            text,
            lambda key, page: f"#cite(<{key}>, supplement: [p. {page}])" if page else f"#cite(<{key}>)",
            lambda note: f"#footnote[{note}]",
            lambda label: f"@{label}",
        )

    for piece in chapter:
        match piece.kind:
            case "chapter" | "section":
                yield f"{'=' if piece.kind == 'chapter' else '=='} {piece.text} <{piece.label}>"
            case "figure":
                yield f'#figure(image("/figures/{piece.label}.png", width: 40%), caption: [{piece.text}]) <{piece.label}>'
            case "list":
                yield "\n".join(f"- {item}" for item in piece.text.split("\n"))
            case _:
                yield inline(piece.text)


_PREAMBLE = r"""\documentclass[12pt,a4paper]{report}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern,microtype,graphicx,csquotes}
\usepackage[british]{babel}
\usepackage[left=32.5mm,right=32.5mm,top=30mm,bottom=36mm]{geometry}
\linespread{1.2}
\usepackage[style=authoryear,backend=biber]{biblatex}
\addbibresource{references.bib}
\usepackage{hyperref}
\begin{document}
\tableofcontents
"""
_TYPST = """#set page(paper: "a4", margin: (x: 32.5mm, top: 30mm, bottom: 36mm), numbering: "1")
#set text(font: "New Computer Modern", size: 12pt, lang: "en")
#set par(justify: true, leading: 0.85em, spacing: 0.85em, first-line-indent: 1.5em)
#set heading(numbering: "1.1")
#show heading.where(level: 1): title => { pagebreak(weak: true); block(above: 5em, below: 3em, text(size: 24pt, title)) }
#show heading.where(level: 2): set block(above: 1.8em, below: 1.2em)
#outline()
"""


def write_all(size: Size, folder: Path, seed: int = 1) -> None:
    """The thesis in ``folder/ours``, ``folder/pandoc``, ``folder/biblatex`` and ``folder/typst``."""
    chapters, bib = write_text(size, seed), bibliography(size, seed)
    names = [f"{number:03d}" for number in range(1, len(chapters) + 1)]
    kinds: dict[str, Callable[[Chapter], Iterator[str]]] = {
        "ours": lambda c: _markdown(c, ours=True),
        "pandoc": lambda c: _markdown(c, ours=False),
        "biblatex": _latex,
        "typst": _typst,
    }
    suffixes = {"ours": "md", "pandoc": "md", "biblatex": "tex", "typst": "typ"}
    for tool, form in kinds.items():
        root = folder / tool
        for name in ("chapters", "figures", *(["bib"] if tool == "ours" else [])):
            (root / name).mkdir(parents=True, exist_ok=True)
        for name, chapter in zip(names, chapters, strict=True):
            (root / "chapters" / f"{name}.{suffixes[tool]}").write_text("\n\n".join(form(chapter)) + "\n", "utf-8")
        (root / ("bib/references.bib" if tool == "ours" else "references.bib")).write_text(bib, "utf-8")
        for number in range(1, size.figures + 1):
            (root / "figures" / f"fig-f{number}.png").write_bytes(picture(number))
    (folder / "ours" / "thesis.yaml").write_text(
        "title: A measured thesis\nauthors: [A. Writer]\ndate: 2024-05-31\nuniversity: generic\n", "utf-8"
    )
    inputs = "".join(f"\\input{{chapters/{name}}}\n" for name in names)
    (folder / "biblatex" / "thesis.tex").write_text(
        f"{_PREAMBLE}{inputs}\\printbibliography\n\\end{{document}}\n", "utf-8"
    )
    includes = "".join(f'#include "chapters/{name}.typ"\n' for name in names)
    style = '#bibliography("references.bib", style: "harvard-cite-them-right")\n'
    (folder / "typst" / "thesis.typ").write_text(f"{_TYPST}{includes}{style}", "utf-8")

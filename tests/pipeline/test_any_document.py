"""Documents that nobody would write, with every construct inside every other: TeX takes them, and no word is lost."""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from pathlib import Path

import pytest

from tests.theses import PNG, ROOT, build_in, fill
from typesetter.manuscript import Options
from typesetter.pipeline import check

BIB = "@book{a, author = {A, B}, title = {T}, year = 2000, publisher = {P}}\n"
WORDS = [
    "war",
    "Karabakh",
    "Şuşa",
    "état",
    "naïve",
    "1994",
    "don't",
    '"quoted"',
    "A&B",
    "C#",
    "50%",
    "x_y",
    "~",
    "^",
    "\\\\",
    "{a}",
    "\\<3",
    "...",
    "a--b",
    "€",
    "\\[x]",
    "(so)",
    "\\@",
    "!\\`",
    "?\\`",
    "fi",
    "ffl",
    "\\$5",
    "#5",
    "&",
]


class Author:
    """Writes Markdown at random. Every word ``zq…zq`` is written once."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def word(self) -> str:
        if self.random.random() < 0.5:
            self.count += 1
            return f"zq{self.count}zq"
        return self.random.choice(WORDS)

    def line(self, depth: int = 2, *, note: bool = True) -> str:
        return " ".join(self._inline(depth, note=note) for _ in range(self.random.randint(1, 4)))

    def _inline(self, depth: int, *, note: bool) -> str:
        kind = self.random.randrange(16) if depth else 0
        inner = self.line(depth - 1, note=note and kind != 7) if 4 <= kind <= 10 else ""
        marks = {
            4: ("*", "*"),
            5: ("**", "**"),
            6: ("[", "](https://e.org/x_y%20z#a)"),
            7: ("^[", "]"),
            8: ("~~", "~~"),
        }
        if kind == 7 and not note:
            return self.word()
        if kind in marks:
            return marks[kind][0] + inner + marks[kind][1]
        if kind in (9, 10):
            return f"[{inner}]{{.{'smallcaps' if kind == 9 else 'underline'}}}"
        others = (
            "`a  b %&$#_^~\\{}`", "$\\frac{1}{2}$", "[@a, p. 3]", "x^2^ H~2~O <https://example.org/a_b>", "![alt](figures/d.png)",
        )  # fmt: skip
        return others[kind - 11] if kind > 10 else self.word()

    def paragraph(self) -> str:
        end = self.random.choice(["\n", "\n", "\\\n", "  \n"])
        return end.join(f"w {self.line()}" for _ in range(self.random.randint(1, 3)))

    def table(self) -> str:
        columns = self.random.randint(1, 4)
        rows = self.random.choice([1, 2, 5, 40])
        lines = ["| " + " | ".join(self.line(1) for _ in range(columns)) + " |" for _ in range(rows + 1)]
        lines.insert(1, "|" + "---|" * columns)
        return "\n".join([*lines, "", f": Caption {self.line(1)}"] if self.random.random() < 0.6 else lines)

    def block(self, depth: int = 3) -> str:  # noqa: PLR0911  # one for each kind of block
        kind = self.random.randrange(15) if depth else 0
        match kind:
            case 4:
                return self._indented(self._blocks(depth), "> ", "> ").replace("\n\n", "\n>\n")
            case 5:
                return "\n".join(
                    self._indented(self._blocks(depth), "- ", "  ") for _ in range(self.random.randint(1, 3))
                )
            case 6:
                return "\n".join(self._indented(self.block(depth - 1), f"{n}. ", "   ") for n in (1, 2))
            case 7:
                return "```\n" + self.random.choice(["x = 1", "", "a\n\n  b", "%&$#_^~{}"]) + "\n```"
            case 8:
                return self.table()
            case 9:
                return f"![Cap {self.line(1)}](figures/d.png)"
            case 10:
                return "$$ a + b $$"
            case 11:
                fence, name = ":" * (depth + 2), self.random.choice(["note", "epigraph", "quote", "center"])
                return f"{fence} {{.{name}}}\n{self.block(depth - 1)}\n{fence}"
            case 12:
                return f"Term {self.line(1)}\n{self._indented(self.block(depth - 1), ': ', '  ')}"
            case 13:
                return "---"
            case 14 if depth == 3:
                return f"{'#' * self.random.randint(2, 5)} H {self.line(1)}"
        return self.paragraph()

    def _blocks(self, depth: int) -> str:
        return "\n\n".join(self.block(depth - 1) for _ in range(self.random.randint(1, 2)))

    @staticmethod
    def _indented(text: str, first: str, rest: str) -> str:
        head, *lines = text.split("\n")
        return "\n".join([first + head, *(rest + line if line else line for line in lines)])


def squash(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def text_of(pdf: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return squash("".join(page.get_textpage().get_text_range() for page in document))


def without_errors(root: Path) -> Path:
    """The thesis less the chapters that are refused."""
    result = check(Options(root.resolve()))
    refused = {d.span.path for d in result.diagnostics if d.is_error and d.span}
    assert all(d.span for d in result.diagnostics if d.is_error)
    for name in refused:
        (root / name).unlink()
    return root


@pytest.mark.parametrize("seed", [1])
def test_random_documents_lose_no_word(seed: int, tmp_path: Path) -> None:
    author = Author(seed)
    files: dict[str, str | bytes | None] = {"chapters/01-one.md": None, "figures/d.png": PNG, "bib/a.bib": BIB}
    for number in range(20):
        blocks = "\n\n".join(author.block() for _ in range(10))
        files[f"chapters/{number:02d}.md"] = f"# Chapter {number} {author.line(1)}\n\n{blocks}\n"
    root = without_errors(fill(tmp_path, files))
    result = build_in(root)
    assert result.pdf is not None, [d for d in result.diagnostics if d.is_error]
    assert not [d for d in result.diagnostics if "leads" in d.message]  # a mark of a note without its note
    wanted = {w for p in (root / "chapters").glob("*.md") for w in re.findall(r"zq\d+zq", p.read_text("utf-8"))}
    assert len(wanted) > 500
    text = text_of(result.pdf)
    assert [w for w in sorted(wanted) if w not in text] == []


def test_the_examples_of_commonmark_are_set(tmp_path: Path) -> None:
    """Each of CommonMark's examples that is not refused, in one document: no error, no word lost."""
    examples = json.loads((ROOT / "tests" / "sources" / "data" / "commonmark-0.31.2.json").read_text("utf-8"))
    files: dict[str, str | bytes | None] = {"chapters/01-one.md": None}
    for example in examples:
        files[f"chapters/{example['example']:03d}.md"] = f"# Xq{example['example']}qx\n\n{example['markdown']}"
    root = without_errors(fill(tmp_path, files))
    left = {int(p.stem) for p in (root / "chapters").iterdir()}
    assert len(left) > 500
    result = build_in(root)
    assert result.pdf is not None, [d for d in result.diagnostics if d.is_error]
    found = {d.code for d in result.diagnostics}
    assert found - {d.code for d in check(Options(root.resolve())).diagnostics} == set()  # TeX finds nothing more
    text = text_of(result.pdf)
    parts = dict(re.findall(r"chapter\d+xq(\d+)qx(.*?)(?=chapter\d+xq|$)", text))
    assert {int(n) for n in parts} == left
    lost = []
    for example in examples:
        if example["example"] not in left:
            continue
        position = 0
        for piece in re.split(r"<[^>]*>", example["html"]):
            wanted = squash(html.unescape(piece))
            found = parts.get(str(example["example"]), "").find(wanted, position)
            if wanted and found < 0:
                lost.append((example["example"], piece))
            position = max(position, found + len(wanted))
    assert lost == []

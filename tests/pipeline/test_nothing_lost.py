"""Every word of the example's Markdown is in the PDF, in order.

The Markdown is stripped here with a few crude patterns of its own, which know nothing of the reader that is tested.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pipeline.conftest import Built
from tests.theses import ROOT, build_in, copy_example
from typesetter.engine.toolchain import FORCE, find_engine

CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))
HEAD, FOOT = 80.0, 98.0
"""Points at the head and the foot of a page that hold running heads and page numbers."""

_GONE = re.compile(
    r"""
      <!--.*?-->                      # comments
    | ^:::.*$                         # fences of divs
    | \{[^{}\n]*\}                    # attributes
    | \[[^\[\]]*@[^\[\]]*\]           # citations in brackets
    | @[\w:.-]*\w(?:['’]s)?(?:\s\[[^\[\]]*\])?  # narrative citations, cross references
    | \[\^[^\]]+\]:?                  # marks of notes
    | \]\([^)]*\)                     # targets of links and pictures
    | \$\$.*?\$\$ | \$[^$\n]+\$       # mathematics
    | ^[ ]*[:|]?[-:| ]+$              # rules of tables
    | [|]                             # cells
    | ^\#+\s.*$(?=\n)                 # headings are stretches of their own (see below)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def _squash(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _stretches(markdown: str) -> Iterator[tuple[str, bool]]:
    """Stretches of text as squashed words, and whether they stand in the running text (not in a note, caption or table)."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n", re.sub(r"<!--.*?-->", " ", body, flags=re.DOTALL)):
        moving = bool(re.match(r"\s*(\[\^[^\]]+\]:|!\[|:\s|\|)", block))
        lines = re.sub(r"(?m)^\s*(?:>\s?)*((?:[-*+]|\d+[.)])\s)?", lambda m: "\0" if m[1] else "", block)
        heading = re.match(r"#+\s+(.*)", lines)
        if heading:
            lines = heading[1]
        for piece in _GONE.sub("\0", lines).split("\0"):
            squashed = _squash(piece)
            if squashed:
                yield squashed, not moving and heading is None


@dataclass(frozen=True)
class Pages:
    """The squashed text of a PDF, and where its pages begin."""

    text: str
    starts: tuple[int, ...]

    def page_of(self, position: int) -> int:
        return sum(start <= position for start in self.starts) - 1

    def follow(self, stretch: str, position: int) -> int | None:
        """The end of ``stretch``, which begins at ``position`` or later; where pages break it may go on overleaf."""
        found = self.text.find(stretch, position)
        if found >= 0:
            return found + len(stretch)
        low, high = 0, len(stretch)
        while low < high:  # the longest beginning that is found
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.text.find(stretch[:middle], position) >= 0 else (low, middle - 1)
        for length in range(low, 0, -1):
            end = self.text.find(stretch[:length], position) + length
            page = self.page_of(end - 1)
            for overleaf in self.starts[page + 1 : page + 4]:
                limit = min([s for s in self.starts if s > overleaf], default=len(self.text))
                rest = self.text.find(stretch[length:], overleaf, limit)
                if rest >= 0:
                    return rest + len(stretch) - length
            if length < low - 40:
                break
        return None


def _read(pdf: Path) -> Pages:
    import pypdfium2

    texts = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            texts.append(_squash(page.get_textpage().get_text_bounded(0, FOOT, width, height - HEAD)))
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text)
    return Pages("".join(texts), tuple(starts))


def _missing(chapter: Path, pages: Pages) -> list[str]:
    stretches = list(_stretches(chapter.read_text("utf-8")))
    first = next(s for s, running in stretches if running and len(s) > 30)
    begin = pages.follow(first, 0)
    assert begin is not None, f"{chapter.name} is not in the PDF at all: {first[:60]}"
    position = begin - len(first)
    chapter_begins = max(0, position - 2000)  # notes and floats may stand anywhere from there on
    missing = []
    for stretch, running in stretches:
        end = pages.follow(stretch, position if running else chapter_begins)
        if end is None:
            missing.append(stretch)
        elif running:
            position = end
    return missing


@pytest.fixture(scope="module", params=["texlive", "embedded"])
def pages(request: pytest.FixtureRequest, example: Built, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    if request.param == "texlive" and "texlive" in example.result.engine:
        return _read(example.root / "build" / "thesis.pdf")
    folder = tmp_path_factory.mktemp(request.param)
    engine, problems = find_engine(
        "pdflatex", frozenset(), folder, variables={FORCE: request.param, "PATH": "/usr/bin"}
    )
    if engine is None:
        pytest.skip(f"no {request.param} engine on this machine: {problems[0].message}")
    root = copy_example(folder / "thesis")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FORCE, request.param)
        result = build_in(root)
    assert result.pdf is not None, result.diagnostics
    assert request.param in result.engine
    return _read(result.pdf)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda p: p.stem)
def test_every_word_is_in_the_pdf(chapter: Path, pages: Pages) -> None:
    assert _missing(chapter, pages) == []


def test_a_lost_word_is_noticed(pages: Pages) -> None:
    chapter = CHAPTERS[1]
    stretches = [s for s, running in _stretches(chapter.read_text("utf-8")) if running and len(s) > 60]
    lost = stretches[len(stretches) // 2]
    at = pages.text.find(lost)
    assert at >= 0
    without = pages.text[: at + 20] + pages.text[at + 25 :]
    starts = tuple(s - 5 if s > at + 20 else s for s in pages.starts)
    assert _missing(chapter, Pages(without, starts)) == [lost]


def test_swapped_stretches_are_noticed(pages: Pages) -> None:
    chapter = CHAPTERS[1]
    stretches = [s for s, running in _stretches(chapter.read_text("utf-8")) if running and len(s) > 60]
    one, two = next((a, b) for a, b in pairwise(stretches[5:]) if a in pages.text and b in pages.text)
    swapped = pages.text.replace(one, "\0").replace(two, one).replace("\0", two)
    assert _missing(chapter, Pages(swapped, pages.starts)) != []

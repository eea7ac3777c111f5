"""Words and characters, as a word processor counts them, of the parts that the university counts."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.theses import ROOT, fill
from typesetter.counting import count_text
from typesetter.job import Options
from typesetter.pipeline import count
from typesetter.tally import Count

TEXTS = [
    "Plain words here.",
    "1988–1994 was a period",
    "word—word and word – word",
    "a hyphen-ated word",
    "e.g. this & that, and/or 50 % of 3.5",
    "“quoted” ‘text’ (in brackets) … and more",
    "see https://example.org/a-b",
    "a\u00a0b   c\n\nd",
    "Ångström’s naïveté, Достоевский",
]
COUNTS = [(3, 17), (5, 22), (5, 25), (3, 18), (9, 36), (7, 40), (2, 27), (4, 7), (3, 31)]


@pytest.mark.parametrize(("text", "expected"), list(zip(TEXTS, COUNTS, strict=True)))
def test_texts(text: str, expected: tuple[int, int]) -> None:
    found = count_text(text)
    assert (found.words, found.characters) == expected
    assert found.characters_without_spaces == len("".join(text.split()))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice to count with")
def test_libreoffice_counts_the_same(tmp_path: Path) -> None:
    texts = [" ".join(text.split()) for text in TEXTS]
    texts.append(_prose((ROOT / "chapters" / "03-methodology.md").read_text("utf-8")))
    for index, text in enumerate(texts):
        (tmp_path / f"{index}.txt").write_text(text, "utf-8")
    names = [str(tmp_path / f"{index}.txt") for index in range(len(texts))]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "odt:writer8",
         "--infilter=Text (encoded):UTF8,,,,", *names, "--outdir", str(tmp_path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for index, text in enumerate(texts):
        with zipfile.ZipFile(tmp_path / f"{index}.odt") as archive:
            meta = archive.read("meta.xml").decode("utf-8")
        told = [
            int(found[1])
            for name in ("word", "character", "non-whitespace-character")
            if (found := re.search(rf'meta:{name}-count="(\d+)"', meta))
        ]
        ours = count_text(text)
        assert told == [ours.words, ours.characters, ours.characters_without_spaces], text[:60]


def _prose(markdown: str) -> str:
    """The paragraphs of a chapter without their citations, dashes and quotation marks set."""
    body = re.sub(r"\[[^\]]*\](\{[^}]*\})?|^#.*$|^[:|>!].*$|^---.*?^---", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return " ".join(body.replace("---", "—").replace("--", "–").split())


THESIS = """title: A Title
authors: [A. Writer]
university: mine
front: [chapters/00-abstract.md]
chapters: [chapters/01-one.md]
appendices: [chapters/90-more.md]
"""
CHAPTER = """# One two {#sec-one}

Three four *five* six.[^a] As @sec-one says [@coyle2019, p. 12], @tbl-a shows.

[^a]: Seven eight nine.

> Ten eleven [@coyle2019].

- twelve
- thirteen fourteen

| a b | c |
|-----|---|
| d   | e |

: Fifteen sixteen {#tbl-a}

$$ x = y $$
"""
PARTS = {
    "chapters": "One two Three four five six. As Chapter 1 says (Coyle, 2019, p.12), Table 1.1 shows. Ten eleven (Coyle, 2019). twelve thirteen fourteen",
    "notes": "Seven eight nine.",
    "captions": "Fifteen sixteen",
    "tables": "a b c d e",
    "abstract": "Abstract In short.",
    "appendices": "More Much more.",
}


@pytest.mark.parametrize(
    "parts",
    [
        ["chapters"],
        ["chapters", "notes"],
        ["chapters", "notes", "captions", "tables"],
        ["chapters", "abstract", "appendices"],
    ],
)
def test_what_counts(parts: list[str], tmp_path: Path) -> None:
    root = fill(
        tmp_path,
        {
            "thesis.yaml": THESIS,
            "templates/universities/mine/profile.yaml": f"name: Mine\ncounts: {{parts: [{', '.join(parts)}]}}\n",
            "chapters/00-abstract.md": "---\nrole: abstract\n---\n# Abstract\n\nIn short.\n",
            "chapters/01-one.md": CHAPTER,
            "chapters/90-more.md": "# More\n\nMuch more.\n",
            "bib/references.bib": "@book{coyle2019, author = {Coyle, J.}, title = {T}, year = {2019}, publisher = {P}, address = {L}}\n",
        },
    )
    manuscript, result = count(Options(root.resolve()))
    assert manuscript is not None, result.diagnostics
    total = manuscript.statistics.total
    words = sum(len(PARTS[part].split()) for part in parts)
    letters = sum(len("".join(PARTS[part].split())) for part in parts)
    assert (total.words, total.characters_without_spaces) == (words, letters)
    assert manuscript.statistics.chapters[0].everything == Count(3, 18, 16)

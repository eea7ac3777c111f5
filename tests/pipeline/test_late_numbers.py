"""Page numbers in the lists and counts on the title page, in real PDFs: right, aligned, in one pass, the same however built."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.theses import PNG, build_in, fill
from typesetter.job import Options
from typesetter.pipeline import tex

WORDS = "Words of a paragraph that goes on for a line or two, so that there is something on the page. "
CHAPTER = (
    "# Naïve *reading* & the “rest” of it {{#sec-{n}}}\n\n" + WORDS * 6 + "\n\n## A section ~ with signs: 50 % {{-}}\n\n"
    "![A picture of *something*](figures/a.png){{#fig-{n}}}\n\n## Ein ‘Wort’ -- mehr {{#sec-{n}b}}\n\n" + WORDS * 60
    + "\n\n### Deeper\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: A table {{#tbl-{n}}}\n"
)  # fmt: skip
THESIS = "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nuniversity: generic\n"
FILES: dict[str, str | bytes | None] = {
    "thesis.yaml": THESIS,
    "figures/a.png": PNG,
    "chapters/00-abstract.md": "---\nrole: abstract\n---\n\n# Abstract\n\nShort.\n",
    "chapters/01-one.md": CHAPTER.format(n=1),
    "chapters/02-two.md": CHAPTER.format(n=2),
    "chapters/03-three.md": "# Unnumbered {-}\n\n```{=latex}\n\\setcounter{page}{998}\n```\n\n" + WORDS * 90 + "\n\n## In it\n\n" + WORDS,
    "chapters/04-four.md": CHAPTER.format(n=4),
    "chapters/90-more.md": "---\nrole: appendix\n---\n\n" + CHAPTER.format(n=9),
}  # fmt: skip


def pages(pdf: Path) -> list[str]:
    done = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", pdf, "-"], check=True, capture_output=True, text=True
    )
    return done.stdout.split("\f")


def listed(text: str) -> list[tuple[str, str]]:
    """The lines of a list with their pages, without dots and numbers."""
    lines = re.findall(r"^ *(?:[\dA]+(?:\.\d+)*)? *(\S.*?)(?: *\.)* +(\d+|[ivx]+)$", text, re.MULTILINE)
    return [(re.sub(r"[ .]+$", "", title), page) for title, page in lines]


def test_one_pass_gives_every_number(tmp_path: Path) -> None:
    """A cold build needs no second pass, whatever is in the headings; what is printed is where it says it is."""
    root = fill(tmp_path / "thesis", FILES)
    result = build_in(root)
    assert result.pdf is not None, result.diagnostics
    assert (result.passes, result.reasons) == (1, ["first pass"])
    text = pages(result.pdf)
    contents = next(page for page in text if re.search(r"^\s*Contents$", page, re.MULTILINE))
    found = listed(contents)
    assert len(found) >= 12
    assert dict(found)["Unnumbered"] == "998"
    assert dict(found)["In it"] == "1000"
    for title, page in found:
        there = [t for t in text if re.search(rf"^ *{page}$", t.rstrip()[-80:], re.MULTILINE) and t is not contents]
        assert any(title.split()[-1] in t for t in there), (title, page)
    figures = next(page for page in text if "List of figures" in page)
    assert len(re.findall(r"^ *[\dA]\.1 +A picture of something[ .]+\d+$", figures, re.MULTILINE)) == 4
    assert re.search(rf"Words +{result.statistics.total.words:,}\n", text[0]) if result.statistics else False


def test_numbers_end_at_one_edge(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", FILES)
    result = build_in(root)
    assert result.pdf is not None
    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", "3", "-l", "3", result.pdf, "-"], check=True, capture_output=True
    )
    found = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">(\d+)</word>', done.stdout.decode())
    ends = [(float(end), len(number)) for end, number in found if float(end) > 450]
    assert {digits for _, digits in ends} >= {1, 3, 4}
    assert max(ends)[0] - min(ends)[0] < 0.05


def test_what_moves_pages_costs_one_pass_and_gives_the_bytes_of_a_clean_build(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", FILES)
    assert build_in(root).pdf is not None
    chapter = root / "chapters" / "02-two.md"
    moved = chapter.read_text("utf-8").rstrip("\n") + "\n\n" + WORDS * 40 + "\n"
    listed = moved.replace("![A picture", "![Another picture") + "\n## One heading more\n\n" + WORDS * 3 + "\n"
    for text in (moved, listed):
        chapter.write_text(text, "utf-8")
        edited = build_in(root)
        assert edited.pdf is not None
        assert edited.reasons == ["first pass"]
        kept = edited.pdf.read_bytes()
        clean = tmp_path / "clean"
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns("build"))
        assert build_in(clean).pdf is not None
        assert (clean / "build" / "thesis.pdf").read_bytes() == kept
        shutil.rmtree(clean)


def test_a_count_that_changes_leaves_what_tex_has_set(tmp_path: Path) -> None:
    """TeX waits before the last chapter, with the title page set; another number of words does not undo that."""
    root = fill(tmp_path / "thesis", FILES)
    assert build_in(root).pdf is not None
    chapter = root / "chapters" / "04-four.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nThree words more.\n", "utf-8")
    result = build_in(root)
    assert result.pdf is not None
    assert "TeX was started ahead" in " ".join(result.why)
    assert result.statistics is not None
    assert f"{result.statistics.total.words:,}" in pages(result.pdf)[0]


def test_lists_that_were_forecast_wrongly_are_not_forecast_again(tmp_path: Path) -> None:
    """Raw LaTeX has written into them: an edit starts from what the last run wrote."""
    raw = "\n\n```{=latex}\n\\addcontentsline{toc}{section}{By hand}\n```\n\n"
    root = fill(tmp_path / "thesis", {**FILES, "chapters/03-three.md": f"# Three\n\nText.{raw}More.\n"})
    assert build_in(root).reasons == ["first pass", "table of contents changed"]
    chapter = root / "chapters" / "04-four.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nWords.\n", "utf-8")
    assert build_in(root).reasons == ["first pass"]
    chapter.write_text(chapter.read_text("utf-8").replace("## A section", "## Another section"), "utf-8")
    assert build_in(root).reasons == ["first pass", "table of contents changed"]


def test_a_page_number_that_cannot_be_printed_is_told(tmp_path: Path) -> None:
    raw = "\n\n```{=latex}\n\\renewcommand\\thepage{\\textbf{\\arabic{page}}}\n```\n\n"
    root = fill(
        tmp_path / "thesis", {**FILES, "chapters/03-three.md": f"# Three\n\nText.{raw}\\newpage\n\n## Odd\n\nMore.\n"}
    )
    result = build_in(root)
    assert result.pdf is None
    assert any("cannot be printed" in d.message and "table of contents" in d.message for d in result.diagnostics)


def test_the_other_engine_prints_the_numbers_itself(tmp_path: Path) -> None:
    if shutil.which("lualatex") is None:
        pytest.skip("no lualatex")
    root = fill(tmp_path / "thesis", {**FILES, "thesis.yaml": THESIS + "engine: lualatex\n"})
    result = build_in(root)
    assert result.pdf is not None, result.diagnostics
    text = pages(result.pdf)
    contents = next(page for page in text if re.search(r"^\s*Contents$", page, re.MULTILINE))
    assert dict(listed(contents))["In it"] == "1000"
    assert re.search(rf"Words +{result.statistics.total.words:,}\n", text[0]) if result.statistics else False


def test_latex_for_others_prints_the_numbers_itself(tmp_path: Path) -> None:
    """What ``tex`` writes, and what is handed in, is set by somebody else's TeX."""
    root = fill(tmp_path / "thesis", FILES)
    assert build_in(root).pdf is not None
    result = tex(Options(root.resolve()))
    assert not result.failed, result.diagnostics
    folder = root / "build" / "tex"
    for _ in range(2):
        subprocess.run(
            ["pdflatex", "-interaction=batchmode", "thesis.tex"], cwd=folder, check=True, capture_output=True
        )
    text = pages(folder / "thesis.pdf")
    contents = next(page for page in text if re.search(r"^\s*Contents$", page, re.MULTILINE))
    assert dict(listed(contents))["In it"] == "1000"
    assert not re.search(r"Words +0", text[0])

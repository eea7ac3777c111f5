"""The promises: the same bytes, no pass too many, the last good PDF at all times, nothing outside read or written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.theses import PNG, ROOT, build_in, cli, fill, recorded
from typesetter.diagnostics import Code
from typesetter.manuscript import Options
from typesetter.pipeline import check

DOCUMENTS = ROOT / "tests" / "latex" / "documents"


def _constructs(root: Path) -> Path:
    shutil.copytree(DOCUMENTS, root)
    return root


def _pdf(root: Path) -> bytes:
    return (root / "build" / "thesis.pdf").read_bytes()


# --------------------------------------------------------------------------------------------------------- the same bytes


def test_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    """Two folders, time zones, locales, umasks and homes; cold, then warm after an edit that was taken back."""
    first, second = _constructs(tmp_path / "a"), _constructs(tmp_path / "another folder ü" / "thesis")
    before = os.umask(0o077)
    try:
        ran = cli(
            "--thesis",
            first,
            variables={"TZ": "Asia/Tokyo", "LC_ALL": "C", "HOME": str(tmp_path), "PYTHONHASHSEED": "1"},
        )
        os.umask(0o002)
        here = {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "da", "PYTHONHASHSEED": "2"}
        again = cli("--thesis", "thesis", folder=second.parent, variables=here)
    finally:
        os.umask(before)
    assert (ran.status, again.status) == (0, 0), ran.err + again.err
    assert _pdf(first) == _pdf(second)
    chapter = second / "chapters" / "11-blocks.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("Centred.", "Centred, and edited."), "utf-8")
    assert build_in(second).pdf is not None
    assert _pdf(second) != _pdf(first)
    chapter.write_text(text, "utf-8")
    assert build_in(second).pdf is not None
    assert _pdf(second) == _pdf(first)


def test_umask_decides_who_may_read(tmp_path: Path) -> None:
    root = fill(tmp_path)
    before = os.umask(0o027)
    try:
        assert build_in(root).pdf is not None
    finally:
        os.umask(before)
    assert (root / "build" / "thesis.pdf").stat().st_mode & 0o777 == 0o640


# ------------------------------------------------------------------------------------------------------ no pass too many


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = _constructs(tmp_path_factory.mktemp("passes") / "thesis")
    assert build_in(root).pdf is not None
    return root


def test_no_edit_costs_no_pass(built: Path) -> None:
    before = _pdf(built)
    result = build_in(built)
    assert (result.passes, result.reasons) == (0, [])
    assert result.pdf is not None
    assert result.pages > 20
    assert _pdf(built) == before
    assert recorded(built, "build")["passes"] == 0
    ran = cli("--thesis", built, "--why")
    assert ran.status == 0
    assert "no pass, since nothing that TeX reads has changed" in ran.out
    assert "no pass needed" in ran.out


def test_findings_of_the_log_outlive_a_build_without_a_pass(tmp_path: Path) -> None:
    text = "# One\n\nwords before\n" + "M" * 90 + " and\nwords behind.\n"
    root = fill(tmp_path, {"chapters/01-one.md": text})
    first = build_in(root)
    assert [d.code for d in first.diagnostics] == [Code.LATEX_OVERFULL]
    again = build_in(root)
    assert again.passes == 0
    assert again.diagnostics == first.diagnostics
    fill(root, {"chapters/01-one.md": text.replace("# One\n", "<!-- one\nmore line -->\n# One\n")})
    moved = build_in(root)  # the LaTeX is the same, the manuscript's lines are not
    assert moved.passes == 0
    assert [d.span.line for d in moved.diagnostics if d.span] == [d.span.line + 2 for d in first.diagnostics if d.span]


def test_an_edit_that_moves_no_label_costs_one_pass(built: Path) -> None:
    chapter = built / "chapters" / "11-blocks.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("Centred.", "Middled."), "utf-8")
    assert build_in(built).passes == 1
    chapter.write_text(text, "utf-8")
    assert build_in(built).passes == 1


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "gone", "folder"])
def test_a_damaged_record_is_ignored(damage: str, built: Path, tmp_path: Path) -> None:
    root = tmp_path / "thesis"
    shutil.copytree(built, root)
    before = _pdf(root)
    for path in (root / "build" / "cache").glob("*.json"):
        data = path.read_bytes()
        if damage == "gone":
            path.unlink()
        elif damage == "folder":
            path.unlink()
            path.mkdir()
        else:
            path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "changed": data.replace(b"a", b"b")}[damage])
    result = build_in(root)
    if damage != "folder":
        assert result.pdf is not None, result.diagnostics
    assert _pdf(root) == before


@pytest.mark.parametrize("name", ["thesis.pdf", "tex/thesis.pdf"])
def test_a_damaged_pdf_is_made_anew(name: str, built: Path) -> None:
    before = _pdf(built)
    (built / "build" / name).write_bytes(b"damaged")
    assert build_in(built).pdf is not None
    assert _pdf(built) == before


# ------------------------------------------------------------------------------------------------ the last good PDF stays


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Killed as hard as can be, early and late, the next build gives what a clean one gives."""
    clean, root = fill(tmp_path / "clean"), fill(tmp_path / "thesis")
    edited = {"chapters/01-one.md": "# One {#sec-one}\n\nEdited, see @sec-one.\n\n## Two\n\nMore.\n"}
    assert build_in(root).pdf is not None
    good = _pdf(root)
    fill(root, edited)
    for seconds in (0.3, 0.6, 0.9, 1.2):
        process = subprocess.Popen([sys.executable, str(ROOT / "build.py"), "--thesis", str(root), "-q"])
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert _pdf(root).endswith(b"%%EOF\n")
    assert build_in(fill(clean, edited)).pdf is not None
    assert build_in(root).pdf is not None
    assert _pdf(root) == _pdf(clean) != good


# ------------------------------------------------------------------------------------ nothing outside is read or written

READING = r"""# One

```{=latex}
\def\there{/etc/passwd}
\newread\tpfile
\openin\tpfile=\there\relax \ifeof\tpfile refused\else OPENED\fi
\def\there{../outside.txt}
\openin\tpfile=\there\relax \ifeof\tpfile refused\else OPENED\fi
\def\there{.hidden.txt}
\openin\tpfile=\there\relax \ifeof\tpfile refused\else OPENED\fi
\edef\size{\pdffilesize{\there}}size[\size]
\def\shell{18}\immediate\write\shell{touch OUTSIDE/shell.txt}
```
"""

WRITING = r"""# One

```{=latex}
\def\there{OUTSIDE/written.txt}
\newwrite\tpout \immediate\openout\tpout=\there\relax \immediate\write\tpout{PWNED}
```
"""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the thesis's, where nothing is ever to be written."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def test_tex_reads_nothing_outside(tmp_path: Path, outside: Path) -> None:
    """Names that come out of macros, which no look at the source finds: TeX itself is confined."""
    root = fill(
        tmp_path / "thesis",
        {
            "chapters/01-one.md": READING.replace("OUTSIDE", str(outside)),
            "build/outside.txt": "SECRET",
        },
    )
    result = build_in(root)
    assert result.pdf is not None, result.diagnostics
    text = _text(root)
    assert text.count("refused") == 3
    assert "OPENED" not in text
    assert "size[]" in text.replace(" ", "")
    assert list(outside.iterdir()) == []


def test_tex_writes_nothing_outside(tmp_path: Path, outside: Path) -> None:
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": WRITING.replace("OUTSIDE", str(outside))})
    result = build_in(root)
    assert list(outside.iterdir()) == []
    assert result.pdf is None
    assert [d.span.line for d in result.diagnostics if d.span] == [5]


def _text(root: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(root / "build" / "thesis.pdf") as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


LINKS = (
    "chapters/01-one.md",
    "bib/references.bib",
    "figures/map.png",
    "data/a.csv",
    "thesis.yaml",
    "templates/parts/matter.tex.j2",
    "templates/chapters/timeline.schema.yaml",
    "bib/style.yaml",
)
_LINKED = {
    "thesis.yaml": "title: T\nauthors: [A]\ncitations: {style: bib/style.yaml}\n",
    "chapters/01-one.md": "# One\n\n![Map](figures/map.png)\n\n![Data](data/a.csv){#tbl-a}\n\n[@a]\n",
    "chapters/02-two.yaml": "title: Two\ntemplate: timeline\nevents:\n  - {date: '1990', event: E}\n",
    "bib/references.bib": "@book{a, author = {A, B}, title = {T}, year = 2000, publisher = {P}}\n",
    "bib/style.yaml": "parent: harvard\n",
    "data/a.csv": "a,b\n1,2\n",
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name in LINKS for kind in ("file", "folder") if kind == "file" or "/" in name]
)
def test_links_that_lead_out(name: str, kind: str, tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {**_LINKED, "figures/map.png": PNG})
    if name.startswith("templates/"):
        fill(root, {name: (ROOT / name).read_text("utf-8")})
    linked = root / (name if kind == "file" else name.partition("/")[0])
    target = tmp_path / "elsewhere" / linked.name
    target.parent.mkdir()
    shutil.move(linked, target)
    linked.symlink_to(target)
    result = check(Options(root.resolve()))
    assert Code.FILE_OUTSIDE in {d.code for d in result.diagnostics}, result.diagnostics
    assert result.failed


def test_links_within_the_thesis_are_followed(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/02-real.md": "# Two\n\nText.\n"})
    (root / "chapters" / "03-link.md").symlink_to("02-real.md")
    result = check(Options(root.resolve()))
    assert {d.code for d in result.diagnostics} <= {Code.LABEL_DUPLICATE}


def test_a_build_folder_that_is_a_link_is_refused(tmp_path: Path, outside: Path) -> None:
    root = fill(tmp_path / "thesis")
    (outside / "keep.txt").write_text("mine", "utf-8")
    (root / "build").symlink_to(outside)
    ran = cli("--thesis", root)
    assert (ran.status, ran.heads) == (1, ["file-outside"])
    assert [p.name for p in outside.iterdir()] == ["keep.txt"]


def test_links_in_the_build_folder_are_removed_and_never_followed(tmp_path: Path, outside: Path) -> None:
    root = fill(tmp_path / "thesis")
    (outside / "keep.txt").write_text("mine", "utf-8")
    (root / "build").mkdir()
    for name in ("tex", "cache", "submission", "thesis.pdf", "build.json"):
        (root / "build" / name).symlink_to(outside / ("keep.txt" if "." in name else ""))
    assert build_in(root).pdf is not None
    assert [p.name for p in outside.iterdir()] == ["keep.txt"]
    assert (outside / "keep.txt").read_text("utf-8") == "mine"
    assert not any(p.is_symlink() for p in (root / "build").rglob("*"))


def test_a_build_folder_that_is_a_file(tmp_path: Path) -> None:
    root = fill(tmp_path, {"build": "mine"})
    ran = cli("--thesis", root)
    assert (ran.status, ran.heads) == (1, ["file-unreadable"])
    assert (root / "build").read_text("utf-8") == "mine"


def test_writing_that_is_impossible_is_told(tmp_path: Path) -> None:
    root = fill(tmp_path, {"build/thesis.pdf/in the way": "x"})
    ran = cli("--thesis", root)
    assert (ran.status, ran.heads) == (1, ["file-unreadable"])
    assert "'build/thesis.pdf'" in ran.err

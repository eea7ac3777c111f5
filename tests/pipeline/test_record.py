"""A build with nothing to do does nothing, and every change that can change the PDF is seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.theses import ROOT, build_in, fill, put
from typesetter import typesetting
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.job import BuildResult, Findings, Options
from typesetter.pipeline import finish
from typesetter.record import FILE_NAME
from typesetter.stamps import opened, sealed

BIB = "@book{a2001, author={A. Writer}, title={Title}, year={2001}, publisher={P}}\n"
FILES = {
    "thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nbibliography: [bib/one.bib]\n",
    "chapters/01-one.md": "# One\n\nText of a chapter [@a2001].\n\n![Numbers](data/one.csv){#tbl-one}\n\nSee @tbl-one.\n",
    "chapters/02-two.md": "# Two\n\nMore.\n",
    "data/one.csv": "year,value\n2001,1\n2002,2\n",
    "bib/one.bib": BIB,
}


def _settle() -> None:
    """What was changed a moment before a build is not recorded; see the module."""
    time.sleep(0.03)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fill(tmp_path_factory.mktemp("record") / "thesis", FILES)
    _settle()
    assert build_in(root).pdf is not None
    return root


@pytest.fixture
def root(settled: Path) -> Path:
    put(settled, FILES)
    for name in ("chapters/03-three.md", "templates/parts/headings.tex.j2"):
        (settled / name).unlink(missing_ok=True)
    _settle()
    if not _idle(build_in(settled)):
        _settle()
        assert _idle(build_in(settled))
    return settled


def _idle(result: BuildResult) -> bool:
    return result.pdf is not None and not result.timings and result.passes == 0


def _write(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / name
        text = path.read_text("utf-8")
        assert old in text
        stat = path.stat()
        path.write_text(text.replace(old, new), "utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # times decide nothing

    return change


def _restamp(root: Path) -> None:
    """As when TeX is updated: one of its files has another stamp than the record tells."""
    path = root / "build" / "cache" / FILE_NAME
    seal, read, *gave = path.read_text("utf-8").split("\n")
    body = opened(f"{seal}\n{read}")
    assert body is not None
    name = next(n for n in body["system"] if n.endswith("report.cls"))
    body["system"][name][1] += 1
    path.write_text("\n".join((sealed(body), *gave)), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word of a chapter, its size and time as they were": _write("chapters/02-two.md", "More", "Less"),
    "a number of a table": _write("data/one.csv", "2002,2", "2002,3"),
    "a reference": _write("bib/one.bib", "{Title}", "{Ttile}"),
    "thesis.yaml": _write("thesis.yaml", "A Title", "B Title"),
    "a new chapter": lambda root: put(root, {"chapters/03-three.md": "# Three\n\nNew.\n"}),
    "a chapter gone": lambda root: (root / "chapters/02-two.md").unlink(),
    "a chapter with another name": lambda root: (root / "chapters/02-two.md").rename(root / "chapters/03-three.md"),
    "a template of the thesis's own": lambda root: put(
        root, {"templates/parts/headings.tex.j2": (ROOT / "templates/parts/headings.tex.j2").read_bytes() + b"% own\n"}
    ),
    "the PDF": lambda root: put(root, {"build/thesis.pdf": b"%PDF damaged"}),
    "the record": _write(f"build/cache/{FILE_NAME}", '"pages": ', '"pages": 1'),
    "another environment": lambda _root: None,
    "TeX's own files": _restamp,
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_every_change_is_seen(change: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CHANGES[change](root)
    if change == "another environment":
        monkeypatch.setenv("HOME", "/nowhere")
    result = build_in(root)
    assert not _idle(result)
    assert result.pdf is not None, result.diagnostics
    assert result.why[0].startswith("build: ")


def test_nothing_is_done_twice(root: Path) -> None:
    before = (root / "build" / "thesis.pdf").stat()
    put(root, {"chapters/.01-one.md.swp": "an editor's", "chapters/01-one.md~": "an editor's"})
    for path in (root / "chapters").iterdir():
        path.touch()
    result = build_in(root)
    assert _idle(result)
    assert result.pages > 1
    assert result.statistics is not None
    assert result.statistics.total.words > 5
    assert (root / "build" / "thesis.pdf").stat() == before
    assert json.loads((root / "build" / "build.json").read_text("utf-8"))["passes"] == 0


def test_the_findings_are_told_again(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": "# One\n\nwords\n" + "M" * 90 + " and\nmore.\n"})
    _settle()
    first = build_in(root)
    assert first.diagnostics
    again = build_in(root)
    assert _idle(again)
    assert again.diagnostics == first.diagnostics


def test_options_have_results_of_their_own(root: Path) -> None:
    assert not _idle(build_in(root, university="aau-dir"))
    assert _idle(build_in(root, university="aau-dir"))
    assert not _idle(build_in(root))
    assert not _idle(build_in(root, untrusted=True))
    assert not _idle(build_in(root, strict=True))


def test_an_edit_while_it_builds_is_built(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chapter = root / "chapters" / "02-two.md"
    chapter.write_text("# Two\n\nBefore.\n", "utf-8")
    _settle()
    set_thesis, edits = typesetting.set_thesis, ["# Two\n\nBehind.\n"]

    def overtaken(*arguments: object) -> None:
        if edits:
            chapter.write_text(edits.pop(), "utf-8")
        set_thesis(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(typesetting, "set_thesis", overtaken)
    assert "repeated" in build_in(root).why[0]
    assert "Behind." in (root / "build" / "tex" / "chapters" / "02-02-two.tex").read_text("utf-8")
    assert build_in(root).passes == 0


def test_a_revert_after_a_failed_build_needs_nothing(root: Path) -> None:
    chapter = root / "chapters" / "02-two.md"
    text = chapter.read_text("utf-8")
    chapter.write_text("# Two\n\nSee @sec-nowhere.\n", "utf-8")
    assert build_in(root).failed
    chapter.write_text(text, "utf-8")
    result = build_in(root)
    assert _idle(result)
    assert not result.diagnostics


def test_a_link_to_another_folder_is_a_change(root: Path, tmp_path: Path) -> None:
    (root / "data").rename(root / "numbers")
    (root / "data").symlink_to("numbers")
    try:
        assert not _idle(build_in(root))
    finally:
        (root / "data").unlink()
        (root / "numbers").rename(root / "data")


HEAVY = (
    "pydantic",
    "yaml",
    "jinja2",
    "pybtex",
    "markdown_it",
    "rich",
    "pylatex",
    "jsonschema",
    "pikepdf",
    "subprocess",
)


def test_what_does_nothing_loads_nothing(root: Path) -> None:
    program = (
        "import sys; from typesetter.cli import main; status = main(['--thesis', sys.argv[1]]);"
        f"print([n for n in {HEAVY!r} if n in sys.modules]); sys.exit(status)"
    )
    for _ in range(2):  # the environment of a program of its own may differ from the tests'
        done = subprocess.run(
            [sys.executable, "-c", program, str(root)], cwd=ROOT, capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[-1] == "[]"


def test_findings_are_written_as_arranged_early_unless_others_came(tmp_path: Path) -> None:
    late, early = (Diagnostic(Code.CITE_APART, "two", Span("a.md", line)) for line in (2, 1))
    other = Diagnostic(Code.LATEX_OVERFULL, "wide", Span("a.md", 3))
    root = fill(tmp_path / "thesis", {"a.md": "", "build/old": ""})
    for more in ([], [other]):
        result = BuildResult(diagnostics=[late, early, *more], pages=1)
        result.findings = Findings((late, early), (early, late), "arranged")
        assert finish(Options(root), result).diagnostics == [early, late, *more]
        written = (root / "build" / "diagnostics.json").read_text("utf-8")
        assert (written == "arranged") is not bool(more)

"""What the watch builds, when, how often, and that its PDFs are those of clean builds."""

from __future__ import annotations

import os
import queue
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.theses import build_in, fill, put
from typesetter import ahead
from typesetter.diagnostics import Diagnostic
from typesetter.engine.parked import Parked
from typesetter.job import BuildResult, Options
from typesetter.watch.dependencies import Dependencies
from typesetter.watch.loop import watch
from typesetter.witness import witness

WAIT_SECONDS = 30.0
QUIET_SECONDS = 0.5
CHAPTERS: dict[str, str | bytes | None] = {
    f"chapters/0{n}.md": f"# Chapter {n}\n\nSome words here of the text, in a line.\n" for n in range(1, 4)
}
BIB = """@book{a2001, author={Author, A.}, title={A Book}, year={2001}, publisher={House}, address={Town}}
@book{b2001, author={Baker, B.}, title={Other}, year={2001}, publisher={House}, address={Town}}
"""
SOURCES: dict[str, str | bytes | None] = {
    "chapters/02.md": "# Chapter 2\n\nSome words here of [@a2001], in @tbl-one.\n\n## X {#sec-x}\n\nMore.\n",
    "chapters/03.md": "# Chapter 3\n\nSome words here of the text, in a line.\n\n![Numbers](data/one.csv){#tbl-one}\n",
    "bib/works.bib": BIB,
    "data/one.csv": "year,value\n2001,1\n2002,2\n",
}
ENDLESS = "\n```{=latex}\n\\loop\\iftrue\\repeat\n```\n"


class End(Exception):  # noqa: N818
    """Ends the watch from within."""


class Watching:
    """A watch in a thread of its own, the results that it told of, and the stages that it began."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.results: queue.Queue[BuildResult] = queue.Queue()
        self.stages: list[str] = []
        self._over = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        def done(result: BuildResult) -> None:
            if self._over:
                raise End
            self.results.put(result)

        def on_stage(name: str) -> None:
            if self._over:
                raise End
            self.stages.append(name)

        with suppress(End):
            watch(Options(self.root, on_stage=on_stage), done)

    def next(self) -> BuildResult:
        """The next result."""
        return self.results.get(timeout=WAIT_SECONDS)

    def nothing(self) -> bool:
        """Whether nothing is built for a while."""
        time.sleep(QUIET_SECONDS)
        return self.results.empty()

    def pdf(self) -> bytes:
        """The PDF that is there."""
        return (self.root / "build" / "thesis.pdf").read_bytes()

    def end(self) -> None:
        """End it."""
        self._over = True
        put(self.root, {"chapters/99-last.md": f"# Last {random.random()}\n"})
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()


@pytest.fixture
def started() -> Iterator[Callable[[Path], Watching]]:
    begun: list[Watching] = []

    def start(root: Path) -> Watching:
        begun.append(Watching(root.resolve()))
        return begun[-1]

    yield start
    for watching in begun:
        watching.end()


def _clean(root: Path, folder: Path) -> bytes:
    return _clean_build(root, folder)[0]


def _clean_build(root: Path, folder: Path) -> tuple[bytes, list[Diagnostic]]:
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("build", ".git"))
    result = build_in(folder)
    assert result.pdf is not None
    return result.pdf.read_bytes(), result.diagnostics


def test_edits_give_the_bytes_of_clean_builds(
    tmp_path: Path, started: Callable[[Path], Watching], monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []
    go_on = Parked.go_on

    def counted(self: Parked, *arguments: object, **more: object) -> object:
        used.append(self._running._process.pid)
        return go_on(self, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Parked, "go_on", counted)
    # Each save changes the count of words on the title page, which a process beyond it has set already. One at the preamble
    # takes its place only while there is no precompiled one, so that is not made behind the test's back at some moment.
    monkeypatch.setattr(ahead, "_prepare", lambda *_given: None)
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": None, **CHAPTERS, **SOURCES})
    watching = started(root)
    assert watching.next().pdf is not None
    chance = random.Random(7)
    for number, kind in enumerate(("03", "bib", "data", "new", "02", "03", "profile", "03", "01")):
        _save(root, kind, number, chance)
        result = watching.next()
        assert result.pdf is not None, result.diagnostics
        if number in {5, 8}:
            clean, found = _clean_build(root, tmp_path / f"clean-{number}")
            assert watching.pdf() == clean
            assert result.diagnostics == found
    assert len(used) == len(set(used)) >= 7  # nearly each build had a process of its own that had waited


def _save(root: Path, kind: str, number: int, chance: random.Random) -> None:
    """Change something: a chapter's words, the bibliography, data, the university, or which chapters there are."""
    if kind == "bib":
        put(root, {"bib/works.bib": BIB.replace("year={2001}", "year={2002}")})
    elif kind == "data":
        put(root, {"data/one.csv": "year,value\n2001,1\n2002,3\n"})
    elif kind == "new":
        put(root, {"chapters/02b.md": "# Between\n\nA new one [@b2001], see @sec-x.\n"})
    elif kind == "profile":
        put(root, {"thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nuniversity: aau-generic\n"})
    else:
        path = root / "chapters" / f"{kind}.md"
        words = path.read_text("utf-8").split(" ")
        words[3] = words[3] + chance.choice(("", "s", "\n\n## A section\n\n", " [[to]]{.smallcaps}"))
        words.insert(3, f"w{number}")
        path.write_text(" ".join(words), "utf-8")


def test_one_save_is_one_build(tmp_path: Path, started: Callable[[Path], Watching]) -> None:
    root = fill(tmp_path / "thesis")
    watching = started(root)
    watching.next()
    chapter = root / "chapters" / "01-one.md"
    # as Vim does: a probe, a backup, the text beside it, put in its place
    (root / "chapters" / "4913").touch()
    (root / "chapters" / "4913").unlink()
    chapter.rename(root / "chapters" / "01-one.md~")
    chapter.write_text("# One\n\nSaved by renaming.\n", "utf-8")
    (root / "chapters" / "01-one.md~").unlink()
    assert watching.next().passes == 1
    assert watching.nothing()
    # as Emacs and others do
    beside = root / "chapters" / ".#one"
    beside.write_text("# One\n\nSaved by replacing.\n", "utf-8")
    beside.replace(chapter)
    assert watching.next().passes == 1
    # no change, or none of what is read
    chapter.touch()
    chapter.write_bytes(chapter.read_bytes())
    put(root, {"build/notes.txt": "x", "chapters/.01-one.md.swp": "x", ".idea/x.xml": "x"})
    assert watching.nothing()


def test_a_newer_edit_ends_what_is_being_built(tmp_path: Path, started: Callable[[Path], Watching]) -> None:
    root = fill(tmp_path / "thesis")
    watching = started(root)
    watching.next()
    put(root, {"chapters/01-one.md": "# One\n" + ENDLESS})
    written = root / "build" / "tex" / "chapters" / "01-01-one.tex"
    end = time.monotonic() + WAIT_SECONDS
    while "loop" not in written.read_text("utf-8") and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.2)
    put(root, {"chapters/01-one.md": "# One\n\nNewer.\n"})
    result = watching.next()
    assert not result.failed
    assert "loop" not in written.read_text("utf-8")
    assert watching.pdf() == _clean(root, tmp_path / "clean")
    assert watching.nothing()


def test_a_failed_build_is_told_and_mended(tmp_path: Path, started: Callable[[Path], Watching]) -> None:
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": None, **CHAPTERS})
    watching = started(root)
    watching.next()
    good = watching.pdf()
    put(root, {"chapters/02.md": "# Two\n\n[@unknown]\n"})
    assert [d.code.value for d in watching.next().diagnostics if d.is_error] == ["cite-unknown"]
    assert watching.pdf() == good
    put(root, {"bib/new.bib": "@book{unknown, author={Writer, A.}, title={A Book}, year={2001}, publisher={House}}\n"})
    assert watching.next().pdf is not None  # a folder and a file that were not there
    put(root, {"thesis.yaml": "title: A Title\nauthors: [A. Writer\n"})
    assert watching.next().failed
    put(root, {"thesis.yaml": "title: Another\nauthors: [A. Writer]\ndate: 2024-05-31\n", "chapters/01.md": None})
    assert watching.next().pdf is not None
    assert watching.nothing()
    assert watching.pdf() == _clean(root, tmp_path / "clean")


def _git(root: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=one"]
    subprocess.run(["git", *author, *arguments], cwd=root, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs Git")
def test_another_branch_is_one_build(tmp_path: Path, started: Callable[[Path], Watching]) -> None:
    root = fill(tmp_path / "thesis", {".gitignore": "build\n", "chapters/01-one.md": None, **CHAPTERS})
    _git(root, "init")
    _git(root, "add", ".")
    _git(root, "commit", "-m", "one")
    _git(root, "checkout", "-b", "two")
    put(root, {"chapters/01.md": "# Other\n", "chapters/02.md": None, "chapters/part.md": "# Part\n\nNew.\n"})
    _git(root, "add", ".")
    _git(root, "commit", "-m", "two")
    _git(root, "checkout", "one")
    watching = started(root)
    watching.next()
    _git(root, "checkout", "two")
    assert watching.next().pdf is not None
    assert watching.pdf() == _clean(root, tmp_path / "clean")
    assert watching.nothing()


def test_what_a_build_depends_on(tmp_path: Path) -> None:
    root = fill(tmp_path / "thesis", {"data/used.csv": "a,b\n1,2\n", "elsewhere/other.txt": "x"})
    (tmp_path / "linked.csv").write_text("a\n1\n", "utf-8")
    (root / "data" / "linked.csv").symlink_to(tmp_path / "linked.csv")
    with witness(root) as seen:
        for name in ("chapters/01-one.md", "data/used.csv", "data/linked.csv", "bib/missing.bib"):
            if (root / name).exists():
                (root / name).read_text("utf-8")
            else:
                with pytest.raises(FileNotFoundError):
                    (root / name).read_text("utf-8")
    known = Dependencies(root)
    assert not known.learn(seen)
    assert {str(root / "data"), str(root), str(tmp_path)} <= set(known.folders())

    def look(*names: str) -> list[str]:
        return known.changed(str(root / name) for name in names)

    assert look("elsewhere/other.txt", "data/used.csv") == []
    put(root, {"data/used.csv": "a,b\n1,3\n", "elsewhere/other.txt": "y"})
    assert look("data/used.csv", "elsewhere/other.txt") == ["data/used.csv"]
    assert look("data/used.csv") == []  # told once
    (tmp_path / "linked.csv").write_text("a\n2\n", "utf-8")
    assert known.changed([str(tmp_path / "linked.csv")]) == [f"..{os.sep}linked.csv"]
    put(root, {"data/.used.csv.swp": "x", "data/used.csv~": "x"})
    assert look("data/.used.csv.swp", "data/used.csv~") == []
    put(root, {"data/new.csv": "x"})
    assert look("data/new.csv") == ["data"]
    put(root, {"bib/missing.bib": "x"})
    assert known.all_changed() == ["bib", "bib/missing.bib", "data/linked.csv"]

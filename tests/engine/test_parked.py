"""TeX that was started ahead gives what TeX gives, or is ended without a trace."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.support import CHAPTERS, DATE, PREAMBLE, Press, make_source, with_chapter
from tests.theses import ROOT, build_in, fill
from typesetter.engine.parked import NAME, Parked, as_main, park
from typesetter.engine.resume import LastRun, park_preamble
from typesetter.engine.session import EngineRun
from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource

FIRST, SECOND = CHAPTERS
ORIGINS = {name: name.replace(".tex", ".md") for name in CHAPTERS}


class Ahead:
    """A press that starts TeX ahead of every run but the first."""

    def __init__(self, engine: Engine, build: Path) -> None:
        self.press, self.build = Press(engine, build), build
        self.used = False

    @property
    def last(self) -> LastRun:
        return LastRun(self.build / "cache")

    def first(self, source: LatexSource) -> bytes:
        run = self.press(source)
        self.keep(source, run)
        assert run.pdf is not None
        return run.pdf.read_bytes()

    def keep(self, source: LatexSource, run: EngineRun) -> None:
        self.last.keep(replace(source, origins=ORIGINS), self.press.engine, DATE, run.precompiled)

    def parked(self, *changed: str) -> Parked:
        found = self.last.resume(self.build / "tex", changed)
        assert found is not None
        return found

    def then(self, source: LatexSource, *changed: str) -> EngineRun:
        parked = self.parked(*changed)
        go_on = parked.go_on
        self.used = False

        def counted(*arguments: object, **more: object) -> object:
            self.used = True
            return go_on(*arguments, **more)  # type: ignore[arg-type]

        parked.go_on = counted  # type: ignore[method-assign,assignment]
        run = self.press(source, parked=parked)
        parked.leave()
        if run.pdf is not None:
            self.keep(source, run)
        return run


@pytest.fixture
def ahead(engine: Engine, tmp_path: Path) -> Ahead:
    return Ahead(engine, tmp_path / "build")


@pytest.fixture
def one_ahead(any_engine: Engine, tmp_path: Path) -> Ahead:
    return Ahead(any_engine, tmp_path / "build")


def _clean(engine: Engine, tmp_path: Path, source: LatexSource) -> bytes:
    return Press(engine, tmp_path / f"clean-{random.random()}").good(source)


def test_the_bytes_are_those_of_a_clean_run(ahead: Ahead, engine: Engine, tmp_path: Path) -> None:
    ahead.first(make_source())
    for number, name in enumerate((SECOND, FIRST, SECOND)):
        source = with_chapter(
            make_source(), name, lambda text, n=number: text.replace("own", f"own {n}").replace("fill", f"make {n}")
        )  # type: ignore[misc]
        run = ahead.then(source, ORIGINS[name], *([ORIGINS[FIRST]] if number else []))
        assert ahead.used
        assert run.passes <= 2
        assert run.pdf is not None
        assert run.pdf.read_bytes() == _clean(engine, tmp_path, source)
        assert not (ahead.build / "tex" / NAME).exists()


def test_a_preamble_can_be_waited_on(engine: Engine, tmp_path: Path) -> None:
    source = make_source()
    build = tmp_path / "build"
    guess = replace(source, files={source.main: source.files[source.main].replace("\\input", "% \\input")})
    parked = park_preamble(guess, build / "tex", engine, build / "cache", DATE)
    assert parked is not None
    run = Press(engine, build)(source, parked=parked)
    assert parked._over
    assert run.pdf is not None
    assert run.pdf.read_bytes() == _clean(engine, tmp_path, source)


def test_a_preamble_that_is_waited_on_again_costs_no_pass(engine: Engine, tmp_path: Path) -> None:
    """What the last run recorded has the name of what the waiting process records."""
    source, build = make_source(), tmp_path / "build"
    press = Press(engine, build)
    press.good(source)
    assert press(with_chapter(source, SECOND, lambda text: text.replace("own", "one"))).pdf is not None
    for word in ("two", "three"):
        changed = with_chapter(source, SECOND, lambda text, new=word: text.replace("own", new))  # type: ignore[misc]
        main = replace(source, files={source.main: source.files[source.main]})
        parked = park_preamble(main, build / "tex", engine, build / "cache", DATE)
        assert parked is not None
        time.sleep(0.5)
        run = press(changed, parked=parked)
        assert run.ahead
        assert (run.passes, run.reasons) == (1, ("first pass",))


@pytest.mark.parametrize("change", ["an earlier chapter", "the main file", "the preamble", "the date", "the labels"])
def test_what_does_not_fit_is_left(change: str, one_ahead: Ahead, any_engine: Engine, tmp_path: Path) -> None:
    source = make_source()
    one_ahead.first(source)
    parked = one_ahead.parked(ORIGINS[SECOND])
    date = DATE
    if change == "an earlier chapter":
        source = with_chapter(source, FIRST, lambda text: text.replace("fill", "make"))
    elif change == "the main file":
        main = source.files[source.main].replace("\\tableofcontents", "\\tableofcontents\\clearpage")
        source = replace(source, files={**source.files, source.main: main})
    elif change == "the preamble":
        source = make_source(preamble=PREAMBLE.replace("12pt", "11pt"))
    elif change == "the date":
        date = date.replace(year=2023)
    else:
        (one_ahead.build / "cache" / "auxiliary.bin").unlink()
    from typesetter.engine.run import typeset

    run = typeset(source, one_ahead.build / "tex", any_engine, date, parked=parked)
    assert not parked._running.alive
    assert run.pdf is not None
    if change != "the date":
        assert run.pdf.read_bytes() == _clean(any_engine, tmp_path, source)


def test_with_nothing_to_do_it_leaves_everything_as_it_was(one_ahead: Ahead) -> None:
    before = one_ahead.first(make_source())
    run = one_ahead.then(make_source(), ORIGINS[SECOND])
    assert (one_ahead.used, run.passes) == (False, 0)
    assert run.pdf is not None
    assert run.pdf.read_bytes() == before


def test_an_error_names_the_true_place(one_ahead: Ahead) -> None:
    one_ahead.first(make_source())
    run = one_ahead.then(with_chapter(make_source(), SECOND, lambda text: text + "\\nosuchcommand\n"), ORIGINS[SECOND])
    assert one_ahead.used
    assert [str(d.span) for d in run.diagnostics if d.is_error and d.span] == ["chapters/02-second.md:5:1"]
    assert NAME not in run.log
    assert as_main(f"./{NAME}:3: error", "thesis.tex") == "./thesis.tex:3: error"


def test_what_was_changed_by_hand_is_not_built_on(one_ahead: Ahead) -> None:
    one_ahead.first(make_source())
    path = one_ahead.build / "tex" / FIRST
    path.write_text(path.read_text("utf-8") + "more\n", "utf-8")
    assert one_ahead.last.resume(one_ahead.build / "tex", [ORIGINS[SECOND]]) is None


def test_a_format_that_is_damaged_beneath_it_is_not_built_on(one_ahead: Ahead, tmp_path: Path) -> None:
    """It is looked at when TeX has been given everything: a PDF that was made with it is not used."""
    one_ahead.first(make_source())
    if not one_ahead.press(with_chapter(make_source(), SECOND, lambda text: text + "More.\n")).precompiled:
        pytest.skip("this engine cannot dump a format")
    one_ahead.keep(make_source(), one_ahead.press(make_source()))
    again = with_chapter(make_source(), SECOND, lambda text: text + "And more.\n")
    parked = one_ahead.parked(ORIGINS[SECOND])
    assert parked.ground.precompiled
    (made,) = (one_ahead.build / "cache" / "format").glob("*.fmt")
    with made.open("r+b") as file:  # in its place: TeX may be reading it
        file.seek(-1, os.SEEK_END)
        file.write(b"?")
    run = one_ahead.press(again, parked=parked)
    assert not parked._running.alive
    assert (run.preamble, run.ahead) == ("read", False)
    assert run.pdf is not None
    assert run.pdf.read_bytes() == _clean(one_ahead.press.engine, tmp_path, again)


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"digest": "", "record": {"engine": "sh"}}'])
def test_a_damaged_record_starts_nothing(damage: bytes, one_ahead: Ahead) -> None:
    one_ahead.first(make_source())
    (one_ahead.build / "cache" / "run.json").write_bytes(damage)
    assert one_ahead.last.resume(one_ahead.build / "tex", [ORIGINS[SECOND]]) is None


def test_a_fifo_that_was_left_behind_stops_nobody(one_ahead: Ahead) -> None:
    one_ahead.first(make_source())
    os.mkfifo(one_ahead.build / "tex" / NAME)
    assert one_ahead.press(make_source()).passes == 0
    assert not (one_ahead.build / "tex" / NAME).exists()
    os.mkfifo(one_ahead.build / "tex" / NAME)
    source = with_chapter(make_source(), SECOND, lambda text: text + "More.\n")
    assert one_ahead.then(source, ORIGINS[SECOND]).passes == 1


def test_where_there_is_no_room_nothing_is_started(one_ahead: Ahead, tmp_path: Path) -> None:
    one_ahead.first(make_source())
    parked = one_ahead.parked(ORIGINS[SECOND])
    parked.leave()
    parked.leave()
    long = replace(parked.ground, beginning="%" * 100_000)
    assert park(long, one_ahead.build / "tex", tmp_path) is None
    assert park(parked.ground, tmp_path / "nowhere", tmp_path) is None


_WAITS = """
import sys, time
from pathlib import Path
from typesetter.engine.resume import LastRun
build = Path(sys.argv[1])
parked = LastRun(build / "cache").resume(build / "tex", ["chapters/02-second.md"])
print(parked._running._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_does_not_outlive_who_feeds_it(number: int, one_ahead: Ahead) -> None:
    one_ahead.first(make_source())
    program = [sys.executable, "-c", _WAITS, str(one_ahead.build)]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        os.kill(pid, 0)
        process.send_signal(number)
        process.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_thesis_that_is_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole builds: whichever chapter changes, the PDF is that of a clean build."""
    used: list[bool] = []
    go_on = Parked.go_on

    def counted(self: Parked, *arguments: object, **more: object) -> object:
        used.append(self.ground.preamble)
        return go_on(self, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Parked, "go_on", counted)
    chapters = {f"chapters/0{n}.md": f"# Chapter {n}\n\nSome words here of the text.\n" for n in range(1, 4)}
    root = fill(tmp_path / "thesis", {"chapters/01-one.md": None, **chapters})
    time.sleep(0.03)
    assert build_in(root).pdf is not None
    assert used == [False]  # the first one waited behind the preamble, and has been handed the chapters
    for name, old, new in (
        ("2", "text", "book"),
        ("3", "Some", "More"),
        ("1", "words", "marks"),
        ("3", "of the", "of all"),
    ):
        path = root / "chapters" / f"0{name}.md"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        time.sleep(0.03)
        used.clear()
        result = build_in(root)
        assert (result.passes, used) == (1, [False])
        texts: dict[str, str | bytes | None] = {
            f"chapters/{p.name}": p.read_bytes() for p in (root / "chapters").iterdir()
        }
        clean = fill(tmp_path / f"clean-{name}-{new}", {"chapters/01-one.md": None, **texts})
        assert build_in(clean).pdf is not None
        assert (root / "build" / "thesis.pdf").read_bytes() == (clean / "build" / "thesis.pdf").read_bytes()

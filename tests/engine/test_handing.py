"""Chapters handed to a waiting TeX while others are written: the bytes of a clean run, or nothing lost."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.support import CHAPTERS, DATE, Press, make_source
from typesetter.engine.handing import Handing
from typesetter.engine.parked import Parked
from typesetter.engine.resume import park_preamble
from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource

FIRST, SECOND = CHAPTERS


def _source() -> LatexSource:
    return replace(make_source(), late={})


def _parked(source: LatexSource, build: Path, engine: Engine) -> Parked:
    preamble = source.files[source.main].partition("\\begin{document}")[0] + "\\begin{document}\n"
    guess = replace(source, files={source.main: preamble})
    parked = park_preamble(guess, build / "tex", engine, build / "cache", DATE)
    assert parked is not None
    return parked


def _prints(parked: Parked, text: str) -> bool:
    """Whether TeX says this within some seconds."""
    for _ in range(400):
        if text in "".join(parked._running._pieces):
            return True
        time.sleep(0.05)
    return False


def test_tex_sets_a_chapter_before_the_next_is_written(engine: Engine, tmp_path: Path) -> None:
    source, build = _source(), tmp_path / "build"
    chapters = {
        FIRST: source.files[FIRST] + "\\newpage x" * 300,
        SECOND: source.files[SECOND],
    }
    source = replace(source, files={**source.files, **chapters})
    parked = _parked(source, build, engine)
    handing = Handing(parked, frozenset())
    handing.begin(source.files[source.main], {})
    assert parked.ground.beginning.endswith("\\tableofcontents\n")
    handing.written(FIRST, chapters[FIRST], {})
    assert parked.ground.beginning.endswith("\\input{chapters/01-first}\n")
    assert set(parked.ground.relied) == {FIRST}
    assert _prints(parked, "[250]")
    assert not (build / "tex" / SECOND).exists()
    handing.written(SECOND, chapters[SECOND], {})
    assert parked.ground.beginning.endswith("\\input{chapters/01-first}\n")  # the end is given by the run itself
    run = Press(engine, build)(source, parked=parked)
    assert run.ahead
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(engine, tmp_path / "clean").good(source)


@pytest.mark.parametrize("wrong", ["chapter", "main file", "list", "preamble"])
def test_what_was_handed_over_and_changed_is_set_anew(wrong: str, engine: Engine, tmp_path: Path) -> None:
    source, build = _source(), tmp_path / "build"
    main = source.files[source.main]
    parked = _parked(source, build, engine)
    handing = Handing(parked, frozenset())
    likely = {"main file": main.replace("\\tableofcontents", "\\tableofcontents Not so."), "preamble": "%\n" + main}
    lists = {"thesis.toc": "\\contentsline {chapter}{Wrong}{1}{}%\n"} if wrong == "list" else {}
    handing.begin(likely.get(wrong, main), lists)
    handing.written(FIRST, "\\chapter{Wrong}\n" if wrong == "chapter" else source.files[FIRST], {})
    run = Press(engine, build)(source, parked=parked)
    assert run.ahead == (wrong == "preamble")  # of which nothing was handed over
    assert run.pdf is not None
    assert run.pdf.read_bytes() == Press(engine, tmp_path / "clean").good(source)


def test_a_file_that_cannot_be_written_is_left_for_later(engine: Engine, tmp_path: Path) -> None:
    source, build = _source(), tmp_path / "build"
    parked = _parked(source, build, engine)
    handing = Handing(parked, frozenset())
    handing.begin(source.files[source.main], {})
    (build / "tex" / FIRST).mkdir(parents=True)
    handing.written(FIRST, source.files[FIRST], {})
    assert parked.ground.beginning.endswith("\\tableofcontents\n")
    (build / "tex" / FIRST).rmdir()
    run = Press(engine, build)(source, parked=parked)
    assert run.ahead
    assert run.pdf is not None

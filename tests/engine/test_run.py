"""TeX passes: how many, why, and that the result is the same bytes whatever way it came about."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.support import CHAPTERS, DATE, LUA_PREAMBLE, PREAMBLE, Press, make_source, with_chapter
from typesetter.diagnostics import Code, Span
from typesetter.engine.auxiliary import Kept
from typesetter.engine.environment import is_roomy, tex_environment
from typesetter.engine.folder import write_sources
from typesetter.engine.progress import PageCounter
from typesetter.engine.run import typeset
from typesetter.engine.session import EngineRun
from typesetter.engine.toolchain import Engine
from typesetter.latex.sourcemap import LatexSource

FIRST, SECOND = "chapters/01-first.tex", "chapters/02-second.tex"


def codes(run: EngineRun) -> list[Code]:
    return [d.code for d in run.diagnostics]


# ------------------------------------------------------------------------------------------------------------------ passes


def test_a_clean_build_runs_until_the_page_numbers_stand(press: Press) -> None:
    run = press(make_source())
    assert run.pdf == press.build / "tex" / "thesis.pdf"
    assert run.pdf.read_bytes().startswith(b"%PDF-")
    assert run.diagnostics == ()
    assert run.pages == 3
    assert run.reasons[0] == "first pass"
    assert run.reasons[1] == "table of contents changed"
    assert 2 <= run.passes <= 3
    assert run.passes == len(run.reasons) == len(run.seconds)
    assert any(name.endswith("hyperref.sty") for name in run.inputs)


def test_no_change_costs_no_pass(press: Press) -> None:
    before = press(make_source())
    again = press(make_source())
    assert (again.passes, again.reasons, again.pages) == (0, (), 3)
    assert again.pdf is not None
    assert again.inputs == before.inputs


def test_an_edit_that_moves_no_label_costs_one_pass(press: Press) -> None:
    press(make_source())
    run = press(with_chapter(make_source(), FIRST, lambda text: text.replace("fill", "make")))
    assert (run.passes, run.reasons) == (1, ("first pass",))


def test_an_edit_that_moves_pages_says_so(press: Press) -> None:
    press(make_source())
    run = press(with_chapter(make_source(), FIRST, lambda text: text + "\\newpage\nMore.\n"))
    assert run.reasons == ("first pass", "table of contents changed", "page references changed")[: run.passes]
    assert 2 <= run.passes <= 3
    assert run.pages == 4


def test_a_changed_label_without_a_list_is_a_reference_changed(one_press: Press) -> None:
    def unlisted(source: LatexSource) -> LatexSource:
        return replace(source, files={n: t.replace("\\tableofcontents\n", "") for n, t in source.files.items()})

    one_press(unlisted(make_source()))
    run = one_press(unlisted(with_chapter(make_source(), FIRST, lambda text: text + "\\newpage\nMore.\n")))
    assert "page references changed" in run.reasons


def test_pages_are_counted_as_they_are_set(press: Press) -> None:
    seen: list[int] = []
    run = press(make_source(), on_page=seen.append)
    assert seen[:2] == [1, 2]
    assert len(seen) <= run.pages * run.passes
    assert max(seen) == run.pages


def test_page_marks_are_found_wherever_the_output_is_cut() -> None:
    text = "(./a.tex [1{/x/pdftex.map}] [2] (./b.tex [3\n] a[4] [x] \\foo[5] </y/lmr10.pfb>[6] LaTeX [v7] [8<./f.pdf>]"
    for size in (1, 2, 3, 7, 1000):
        seen: list[int] = []
        counter = PageCounter(seen.append)
        for at in range(0, len(text), size):
            counter(text[at : at + size])
        assert seen[-1] == 5, size


# ------------------------------------------------------------------------------------------------------------- same bytes


def test_the_bytes_do_not_depend_on_the_folder_the_day_or_the_zone(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Press(engine, tmp_path / "one").good(make_source())
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    time.tzset()
    try:
        time.sleep(1.1)  # another second on the clock
        second = Press(engine, tmp_path / "another folder" / "deeper").good(make_source())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert first == second


def test_lualatex_too(lualatex: Engine, tmp_path: Path) -> None:
    source = make_source(preamble=LUA_PREAMBLE)
    first = Press(lualatex, tmp_path / "one").good(source)
    assert first == Press(lualatex, tmp_path / "two" / "deeper").good(source, preload=False, warm=False)


def test_a_warm_build_gives_what_a_clean_one_gives(press: Press, tmp_path: Path) -> None:
    edits = [make_source(), with_chapter(make_source(), FIRST, lambda t: t + "\\newpage More.\n"), make_source()]
    edits.append(
        with_chapter(make_source(), SECOND, lambda t: t.replace("\\label{second}", "\\label{second}\\section{New}"))
    )
    for number, source in enumerate(edits):
        warm = press.good(source)
        assert warm == Press(press.engine, tmp_path / f"clean{number}").good(source, warm=False, preload=False), number


def test_the_date_is_the_thesis_s(one_press: Press) -> None:
    source = with_chapter(
        make_source(), FIRST, lambda text: text + "\n\\message{<<\\the\\year-\\the\\month-\\the\\day>>}\n"
    )
    assert "<<2024-5-31>>" in one_press(source).log


def test_dates_before_1970_are_the_first_day_that_tex_can_be_told() -> None:
    environment = tex_environment(Path("/usr/bin/pdflatex"), Path("/x"), DATE.replace(year=1969))
    assert environment["SOURCE_DATE_EPOCH"] == "0"


def test_a_line_longer_than_usual_has_room(one_press: Press) -> None:
    """TeX reads a line as a whole, and what it reads it with is made larger only for those who need it."""
    usual = with_chapter(make_source(), FIRST, lambda text: f"%{'x' * 150_000}\n{text}")
    long = with_chapter(make_source(), FIRST, lambda text: f"%{'x' * 1_500_000}\n{text}")
    assert not is_roomy(usual.files)
    assert is_roomy(long.files)
    assert one_press.good(long) == one_press.good(usual)


# -------------------------------------------------------------------------------------- what an earlier run may have left


def test_damaged_leftovers_are_never_read(press: Press) -> None:
    good = press.good(make_source())
    tex = press.build / "tex"
    for name in ("thesis.aux", "thesis.toc", "thesis.out"):
        (tex / name).write_text("\\undefined{", "utf-8")
    (tex / "thesis.pdf").write_bytes(b"half a PDF")
    run = press(make_source())
    assert run.pdf is not None
    assert run.pdf.read_bytes() == good
    assert run.diagnostics == ()


def test_a_damaged_cache_is_a_clean_build(press: Press) -> None:
    good = press.good(make_source())
    for name in ("auxiliary.bin", "typeset.json"):
        path = press.build / "cache" / name
        path.write_bytes(path.read_bytes()[:-20])
    run = press(make_source())
    assert run.pdf is not None
    assert run.pdf.read_bytes() == good
    assert run.passes > 1


def test_a_label_that_no_longer_fits_is_forgotten(press: Press) -> None:
    preamble = PREAMBLE.replace("%%tp", "\\newcommand{\\oddity}{odd}\n%%tp")
    odd = CHAPTERS[FIRST].replace("\\chapter{First}", "\\chapter[\\protect\\oddity]{First}")
    press.good(make_source({**CHAPTERS, FIRST: odd}, preamble))
    run = press(make_source())
    assert run.pdf is not None, run.diagnostics
    assert run.reasons[:2] == ("first pass", "auxiliary files were damaged")


def test_a_forecast_saves_a_pass_and_a_wrong_one_does_no_harm(press: Press, tmp_path: Path) -> None:
    good = press.good(make_source())
    written = Kept(press.build / "cache").load()["thesis.toc"]
    right = replace(make_source(), forecast={"thesis.toc": written.decode("utf-8")})
    wrong = replace(make_source(), forecast={"thesis.toc": "\\oddity\n"})
    for number, source in enumerate((right, wrong)):
        run = Press(press.engine, tmp_path / str(number))(source)
        assert run.pdf is not None, run.diagnostics
        assert run.pdf.read_bytes() == good
    assert run.reasons[1].startswith("the forecast of the lists")


def test_a_failed_build_leaves_nothing_behind(press: Press, tmp_path: Path) -> None:
    press.good(make_source())
    broken = with_chapter(make_source(), FIRST, lambda t: t.replace("Words", "\\section{\\oddity Words"))
    run = press(broken)
    assert run.pdf is None
    assert codes(run)[0] is Code.LATEX_ERROR
    assert run.diagnostics[0].span is not None
    assert run.diagnostics[0].span.path == "chapters/01-first.md"
    edited = with_chapter(make_source(), FIRST, lambda t: t.replace("fill", "make"))
    assert press.good(edited) == Press(press.engine, tmp_path / "clean").good(edited)


def test_all_errors_of_a_run_come_together(one_press: Press) -> None:
    source = with_chapter(make_source(), FIRST, lambda t: t + "\n\\oddity\n\n\\stranger\n")
    source = with_chapter(source, SECOND, lambda t: t + "\na & b\n")
    found = one_press(source).diagnostics
    places = [(d.span.path, d.span.line) for d in found if d.span]
    assert places == [("chapters/01-first.md", 6), ("chapters/01-first.md", 8), ("chapters/02-second.md", 6)]


def test_strangers_go_and_links_are_not_followed(one_press: Press, tmp_path: Path) -> None:
    outside = tmp_path / "outside.tex"
    outside.write_text("precious", "utf-8")
    tex = one_press.build / "tex"
    (tex / "chapters").mkdir(parents=True)
    (tex / "stranger.sty").write_text("\\undefined", "utf-8")
    (tex / "thesis.aux").symlink_to(outside)
    (tex / "chapters" / "01-first.tex").symlink_to(outside)
    one_press.good(make_source())
    assert outside.read_text("utf-8") == "precious"
    assert not (tex / "stranger.sty").exists()
    assert not (tex / "chapters" / "01-first.tex").is_symlink()


def test_assets_are_copied(one_press: Press, tmp_path: Path) -> None:
    picture = tmp_path / "a picture.pdf"
    picture.write_bytes(one_press.good(make_source()))
    source = make_source(preamble=PREAMBLE.replace("{xcolor}", "{xcolor,graphicx}"))
    source = with_chapter(source, FIRST, lambda t: t + "\\includegraphics[width=2cm]{assets/one.pdf}\n")
    run = one_press(replace(source, assets={"assets/one.pdf": picture}))
    assert run.pdf is not None, run.diagnostics
    lost = one_press(replace(source, assets={"assets/one.pdf": tmp_path / "gone.pdf"}))
    assert codes(lost) == [Code.FILE_UNREADABLE]


def test_sources_alone_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "tex"
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "a.tex").write_text("", "utf-8")
    write_sources(make_source(), folder)
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*.tex")} == {"thesis.tex", *CHAPTERS}


# ------------------------------------------------------------------------------------------------------- what goes wrong


def test_an_oscillating_label_is_named(one_press: Press) -> None:
    # The label moves to the next page exactly when it is thought to be on this one.
    trap = (
        "\\chapter{First}\\label{first}\n"
        "\\makeatletter\\ifnum\\@ifundefined{r@trap}{0}{\\expandafter\\@secondoffive\\romannumeral-`0\\csname r@trap\\endcsname}"
        "=2 \\newpage\\fi\\makeatother\n\nText.\\label{trap}\n"
    )
    run = one_press(make_source({**CHAPTERS, FIRST: trap}))
    assert run.pdf is None
    assert run.passes == 5
    assert codes(run) == [Code.LATEX_UNSTABLE]
    assert "'trap'" in run.diagnostics[0].message
    assert {"page 2", "page 3"} <= set(
        run.diagnostics[0].message.replace(" and ", "|").replace("between ", "|").split("|")
    )
    assert run.diagnostics[0].span == Span("chapters/01-first.md", 4)


def test_a_loop_is_stopped_and_located(one_press: Press) -> None:
    source = with_chapter(make_source(), SECOND, lambda t: t + "\n\\def\\x{\\x}\\x\n")
    start = time.monotonic()
    run = one_press(source, limit_seconds=3)
    assert time.monotonic() - start < 8
    assert run.pdf is None
    assert codes(run) == [Code.ENGINE_TIMEOUT]
    assert run.diagnostics[0].span == Span("chapters/02-second.md", 6)


def test_an_end_of_the_document_in_a_chapter_is_an_error(one_press: Press) -> None:
    run = one_press(with_chapter(make_source(), FIRST, lambda t: t + "\\end{document}\n"))
    assert run.pdf is None
    assert [d.message for d in run.diagnostics] == [
        "the document ends too early: chapters/02-second.tex is missing from the PDF"
    ]
    assert run.diagnostics[0].span == Span("chapters/01-first.md", 5)


@pytest.mark.parametrize("name", ["/etc/passwd", "../../secret", ".hidden"])
def test_nothing_outside_the_folder_is_read(one_press: Press, name: str) -> None:
    for place in (one_press.build / "tex" / name, one_press.build / "tex" / f"{name}.tex"):
        if not name.startswith("/"):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("SECRET", "utf-8")
    source = with_chapter(make_source(), FIRST, lambda t: t + f"\\input{{{name}}}\n")
    run = one_press(source)
    assert run.pdf is None
    assert "SECRET" not in run.log


def test_the_shell_is_out_of_reach_whatever_the_environment_says(
    one_press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texmf.cnf").write_text("shell_escape=t\nopenout_any=a\nopenin_any=a\n", "utf-8")
    monkeypatch.setenv("TEXMFCNF", str(tmp_path))
    monkeypatch.setenv("shell_escape", "t")
    victim = tmp_path / "written"
    source = with_chapter(
        make_source(),
        FIRST,
        lambda t: t + f"\\immediate\\write18{{touch {victim}}}\n\\newwrite\\w\\immediate\\openout\\w={victim}\n",
    )
    one_press(source)
    assert not victim.exists()


def test_a_program_that_cannot_run_is_a_diagnostic(any_engine: Engine, tmp_path: Path) -> None:
    broken = replace(any_engine, executable=tmp_path / "nothing")
    run = typeset(make_source(), tmp_path / "tex", broken, DATE)
    assert codes(run) == [Code.ENGINE_MISSING]


def test_a_main_file_without_pages_is_a_diagnostic(one_press: Press) -> None:
    source = make_source({})
    main = "\\documentclass{report}\n%%tp-preamble-end\n\\begin{document}\n\\end{document}\n"
    run = one_press(LatexSource({"thesis.tex": main}, {}, source.source_map, frozenset()))
    assert run.pdf is None
    assert codes(run) == [Code.LATEX_ERROR]


def test_an_overfull_line_names_its_line(one_press: Press) -> None:
    long = (
        "One sentence comes first and fills the line\nto the end before\n\\mbox{an"
        + "unbreakable" * 8
        + "word}\nand others.\n"
    )
    run = one_press(with_chapter(make_source(), FIRST, lambda t: t + "\n" + long))
    assert run.pdf is not None
    assert codes(run) == [Code.LATEX_OVERFULL]
    assert run.diagnostics[0].span == Span("chapters/01-first.md", 8)


def test_what_is_kept_names_no_place_of_this_machine(one_press: Press) -> None:
    one_press(make_source())
    kept = Kept(one_press.build / "cache").load()
    assert {"thesis.aux", "thesis.toc"} <= set(kept)
    assert not any(os.fsencode(one_press.build) in content for content in kept.values())

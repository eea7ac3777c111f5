"""The precompiled preamble: the same bytes with it and without it, and never a damaged or a stale one."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.support import CHAPTERS, DATE, LUA_PREAMBLE, PREAMBLE, Press, make_source, with_chapter
from typesetter.engine.environment import tex_environment
from typesetter.engine.preamble import Formats, format_key
from typesetter.engine.toolchain import Engine

FIRST = "chapters/01-first.tex"


def edited(number: int, preamble: str = PREAMBLE):  # noqa: ANN201 # a source, each time another
    return with_chapter(make_source(preamble=preamble), FIRST, lambda t: t.replace("fill", f"fill{number}"))


def formats_of(press: Press) -> list[Path]:
    return sorted((press.build / "cache" / "format").glob("*.fmt"))


def test_a_format_is_made_when_a_thesis_is_edited_and_proved_before_it_is_used_again(press: Press) -> None:
    assert press(make_source()).preamble == "read"
    assert formats_of(press) == []
    second = press(edited(2))
    assert (second.preamble, second.passes) == ("preloaded and proved", 1)
    third = press(edited(3))
    assert (third.preamble, third.passes, third.reasons) == ("preloaded", 1, ("first pass",))
    assert len(formats_of(press)) == 1
    assert third.seconds[0] > 0
    assert any(name.endswith("hyperref.sty") for name in third.inputs)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "\\usepackage{tikz}\\usepackage{fancyhdr}\\pagestyle{fancy}\\usepackage{titlesec}\n",
        "\\pdfinfo{/Subject (A subject)}\\pdfcatalog{/PageLayout /OneColumn}\\pdfnames{/Test 1}\\pdftrailer{/Test 2}\n",
        "\\pdfmapline{+lmr12 <lmr10.pfb}\n",
        "\\color{red}\\begingroup\\catcode`\\%=12\\endgroup\\catcode`\\@=11\n",
        "\\AtBeginDocument{\\hrule}\\setlength{\\parskip}{3pt}\n",
    ],
    ids=["plain", "packages", "pdf", "fonts", "material", "hooks"],
)
def test_the_bytes_are_the_same(press: Press, tmp_path: Path, more: str) -> None:
    preamble = PREAMBLE.replace("%%tp", f"{more}%%tp")
    press.good(edited(1, preamble))
    press.good(edited(2, preamble))
    run = press(edited(3, preamble))
    assert run.preamble == "preloaded"
    assert run.pdf is not None
    plain = Press(press.engine, tmp_path / "plain")
    assert run.pdf.read_bytes() == plain.good(edited(3, preamble), preload=False)


@pytest.mark.parametrize(
    "more",
    [
        "\\pdfsetrandomseed 3\n",
        "\\edef\\stack{\\pdfcolorstackinit page direct{0 g}}\n",
        "\\newwrite\\notes\\immediate\\openout\\notes=thesis.notes\\relax\n",
        "\\edef\\moment{\\the\\pdfelapsedtime}\\AtBeginDocument{\\typeout{\\meaning\\dump}}\\let\\dump\\relax\n",
    ],
    ids=["seed", "colour", "files", "no dump"],
)
def test_what_cannot_be_kept_is_read_every_time(one_press: Press, more: str) -> None:
    preamble = PREAMBLE.replace("%%tp", f"{more}%%tp")
    for number in (1, 2, 3):
        run = one_press(edited(number, preamble))
        assert run.pdf is not None, run.diagnostics
        assert run.preamble == "read"
    assert formats_of(one_press) == []


def test_a_format_that_changes_the_pdf_is_found_out(one_press: Press) -> None:
    # An object written at once goes into the PDF of the run that dumps the format, which is thrown away.
    more = "\\immediate\\pdfobj{<</Test 1>>}\n"
    preamble = PREAMBLE.replace("%%tp", f"{more}%%tp")
    pdfs = [one_press.good(edited(number, preamble)) for number in (1, 2, 3)]
    assert formats_of(one_press) == []
    assert pdfs[2] == one_press.good(edited(3, preamble), warm=False, preload=False)


def test_a_damaged_format_is_made_again(press: Press) -> None:
    for number in (1, 2):
        press(edited(number))
    (path,) = formats_of(press)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    run = press(edited(3))
    assert run.pdf is not None
    assert run.preamble == "preloaded and proved"
    (path,) = formats_of(press)
    record = path.with_suffix(".json")
    record.write_text(record.read_text("utf-8")[:40], "utf-8")
    assert press(edited(4)).pdf is not None


def test_a_format_is_stale_when_a_file_that_it_was_read_from_changes(one_press: Press) -> None:
    preamble = PREAMBLE.replace("%%tp", "\\usepackage{own}\\input{parts/more}\n%%tp")

    def source(number: int, own: str, more: str):  # noqa: ANN202 # as above
        made = edited(number, preamble)
        package = f"\\ProvidesPackage{{own}}\n\\newcommand{{\\own}}{{{own}}}\n"
        files = {**made.files, "own.sty": package, "parts/more.tex": f"\\newcommand{{\\more}}{{{more}}}\n"}
        files[FIRST] += "\\own\\more\n"
        return replace(made, files=files)

    for number in (1, 2, 3):
        run = one_press(source(number, "x", "y"))
    assert run.preamble == "preloaded"
    assert one_press(source(4, "z", "y")).preamble == "preloaded and proved"
    assert one_press(source(5, "z", "y")).preamble == "preloaded"
    assert one_press(source(6, "z", "w")).preamble == "preloaded and proved"
    assert len(formats_of(one_press)) <= 4


def test_few_formats_are_kept(tmp_path: Path, any_engine: Engine) -> None:
    formats = Formats(tmp_path)
    environment = tex_environment(any_engine.executable, tmp_path / "home", DATE)
    for number in range(6):
        source = make_source(
            preamble="\\documentclass{report}\n%% " + str(number) + "\n%%tp-preamble-end\n\\begin{document}\n"
        )
        key = format_key(source, any_engine, environment)
        assert key is not None
        made = formats.make(key, source, any_engine, environment)
        assert made is not None
        os.utime(made.path, (number, number))
    assert len(list(tmp_path.glob("*.fmt"))) <= 5
    assert not list(tmp_path.glob(".work.*"))


def test_a_format_is_unpacked(tmp_path: Path, any_engine: Engine) -> None:
    environment = tex_environment(any_engine.executable, tmp_path / "home", DATE)
    source = make_source()
    key = format_key(source, any_engine, environment)
    assert key is not None
    formats = Formats(tmp_path)
    made = formats.make(key, source, any_engine, environment)
    assert made is not None
    packed = made.path.read_bytes()
    for _ in range(2):
        formats.unpack(key)
        assert formats.find(key, source.files) == made
    assert made.path.read_bytes() == gzip.decompress(packed)
    assert [path.name for path in sorted(tmp_path.iterdir()) if path.is_file()] == [f"{key}.fmt", f"{key}.json"]
    with made.path.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    assert not formats.whole(key)


def test_what_the_key_depends_on(any_engine: Engine, tmp_path: Path) -> None:
    environment = tex_environment(any_engine.executable, tmp_path, DATE)
    source = make_source()
    key = format_key(source, any_engine, environment)
    assert key == format_key(edited(1), any_engine, environment)
    assert key != format_key(make_source(preamble=PREAMBLE.replace("12pt", "11pt")), any_engine, environment)
    assert key != format_key(source, replace(any_engine, version="another"), environment)
    assert key != format_key(source, any_engine, environment | {"SOURCE_DATE_EPOCH": "0"})
    assert key != format_key(replace(source, files={**source.files, "xcolor.sty": ""}), any_engine, environment)
    unmarked = make_source(CHAPTERS, PREAMBLE.replace("%%tp-preamble-end\n", ""))
    assert format_key(unmarked, any_engine, environment) is None
    lua = replace(any_engine, name="lualatex")
    assert format_key(make_source(preamble=LUA_PREAMBLE), lua, environment) is None


def test_an_error_after_the_preamble_names_the_true_line(press: Press) -> None:
    for number in (1, 2):
        press(edited(number))
    source = edited(3)
    main = source.files["thesis.tex"].replace("\\tableofcontents\n", "\\tableofcontents\n\\oddity\n")
    run = press(replace(source, files={**source.files, "thesis.tex": main}))
    number = main.split("\n").index("\\oddity") + 1
    assert f"(thesis.tex, line {number}: \\oddity)" in run.diagnostics[0].message


def test_the_record_is_plain_json(one_press: Press) -> None:
    for number in (1, 2):
        one_press(edited(number))
    (path,) = formats_of(one_press)
    record = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert record["proved"] is True
    assert all(Path(name).is_absolute() for name in record["inputs"])

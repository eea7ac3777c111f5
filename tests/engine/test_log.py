"""Logs of TeX beside the diagnostics that they give: one file a case, with the LaTeX files that the log speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

from typesetter.diagnostics import Diagnostic, Span
from typesetter.engine import log
from typesetter.latex.sourcemap import LatexSource, SourceMap

CASES = sorted((Path(__file__).parent / "logs").glob("*.txt"))
MARK = "----- "


def split(text: str) -> dict[str, str]:
    """The parts of a case by name."""
    parts = (part.partition("\n") for part in ("\n" + text).split("\n" + MARK)[1:])
    return {name: content for name, _, content in parts}


def shown(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.span.path}:{diagnostic.span.line}" if diagnostic.span else "-"
    head = f"{place}: {diagnostic.severity.value}[{diagnostic.code.value}]: {diagnostic.message}"
    return "\n".join([head, *(f"  hint: {hint}" for hint in diagnostic.hints)])


def source_of(files: dict[str, str], folder: Path) -> LatexSource:
    """The files of a case, written and mapped to themselves; the main file is the pipeline's own."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    lines = {
        name: [None if name == "thesis.tex" else Span(name, n) for n in range(1, text.count("\n") + 2)]
        for name, text in files.items()
    }
    return LatexSource(files, {}, SourceMap(lines), frozenset())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_log_gives_these_diagnostics(case: Path, tmp_path: Path, update_golden: bool) -> None:
    text = case.read_text("utf-8")
    parts = split(text)
    expected = parts.pop("expected", "").rstrip("\n")
    transcript = parts.pop("log")
    source = source_of(parts, tmp_path)
    found = log.parse(transcript, source.source_map, tmp_path)
    if not any(d.is_error for d in found):
        found += log.unreached(transcript, source)
    given = "\n".join(shown(d) for d in found)
    if update_golden:
        case.write_text(text.split(f"\n{MARK}expected\n")[0].rstrip("\n") + f"\n{MARK}expected\n{given}\n", "utf-8")
    else:
        assert given == expected, f"{case}: the diagnostics differ"


def test_there_are_cases() -> None:
    assert len(CASES) > 40
    assert all(f"\n{MARK}expected\n" in case.read_text("utf-8") for case in CASES)


def test_a_log_of_nonsense_gives_nothing_and_does_not_fail(tmp_path: Path) -> None:
    source_map = SourceMap({})
    for text in ("", ")))", "(((", "l.5", "\x00\ufffd", "a.tex:x: y", "Overfull \\hbox", "Runaway argument?", "! "):
        assert log.parse(text, source_map, tmp_path) == []


def test_an_error_without_a_place_in_the_manuscript_quotes_tex(tmp_path: Path) -> None:
    text = "(./thesis.tex\n./thesis.tex:3: Undefined control sequence.\nl.3 \\foo\n         bar\n\n"
    (found,) = log.parse(text, SourceMap({}), tmp_path)
    assert found.span is None
    assert found.message == "LaTeX does not know \\foo (thesis.tex, line 3: \\foobar)"


def test_the_file_open_at_a_sudden_end_is_known(tmp_path: Path) -> None:
    source = source_of({"thesis.tex": "", "chapters/a.tex": ""}, tmp_path)
    assert log.last_open("(./thesis.tex (/usr/x.sty) (./chapters/a.tex [1] [2", source) == "chapters/a.tex"
    assert log.last_open("(./thesis.tex (./chapters/a.tex [1] [2]) (./thesis.aux", source) == ""


def test_a_label_is_found_where_it_is_set(tmp_path: Path) -> None:
    source = source_of({"chapters/a.tex": "See \\ref{x}.\n\\section{S}\\label{x}\n"}, tmp_path)
    assert log.find_label("x", source) == Span("chapters/a.tex", 2)
    assert log.find_label("y", source) is None

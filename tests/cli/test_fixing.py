"""``check --fix``: the diff first, the certain changes only, nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theses import fill
from typesetter.cli import main
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.fixing import apply, changes

BIB = "@book{coyle2019, author = {Coyle, James}, title = {Border Wars : Two}, publisher = {P}, year = 2019}\n"
CHAPTER = "# One\n\nThe talks failed (Coyle, 2019) and  went on\ttill (Coyle, 2018).\n\nAs Coyle (2019, p. 3) has it, “so” (ibid.).  \n"
FIXED = "# One\n\nThe talks failed [@coyle2019] and  went on\ttill (Coyle, 2018).\n\nAs @coyle2019 [p. 3] has it, “so” [@coyle2019].  \n"


def thesis(root: Path, chapter: str | bytes = CHAPTER) -> Path:
    return fill(root, {"chapters/01-one.md": chapter, "bib/r.bib": BIB, "thesis.yaml": "title: T\nauthors: [A. B]\n"})


def fix(root: Path, *more: str) -> int:
    return main(["check", "--thesis", str(root), "--fix", "--color", "never", *more])


def test_the_certain_ones_are_written_after_the_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(thesis(tmp_path), "--yes") == 0
    out = capsys.readouterr().out
    assert (tmp_path / "chapters/01-one.md").read_text(encoding="utf-8") == FIXED
    assert (tmp_path / "bib/r.bib").read_text(encoding="utf-8") == BIB.replace("Wars :", "Wars:")
    assert "--- a/chapters/01-one.md\n+++ b/chapters/01-one.md\n" in out
    assert "-The talks failed (Coyle, 2019) and  went" in out
    assert "+The talks failed [@coyle2019] and  went" in out
    assert out.index("+++ b/chapters") < out.index("Written: 4 changes in 2 files.")


def test_nothing_is_written_without_being_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fix(thesis(tmp_path))
    assert "run it again with --yes" in capsys.readouterr().err
    assert (tmp_path / "chapters/01-one.md").read_text(encoding="utf-8") == CHAPTER


def test_a_second_time_there_is_nothing_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fix(thesis(tmp_path), "--yes")
    capsys.readouterr()
    fix(tmp_path, "--yes")
    assert "Nothing to fix" in capsys.readouterr().out
    assert (tmp_path / "chapters/01-one.md").read_text(encoding="utf-8") == FIXED


def test_what_is_silenced_stays(tmp_path: Path) -> None:
    text = "# One\n\n<!-- check: ignore cite-typed -->\n\nThe talks failed (Coyle, 2019).\n"
    fix(thesis(tmp_path, text), "--yes")
    assert (tmp_path / "chapters/01-one.md").read_text(encoding="utf-8") == text


def test_only_text_goes_with_a_diff(tmp_path: Path) -> None:
    assert fix(thesis(tmp_path), "--format", "json") == 2


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_stay(end: str, mark: str, tmp_path: Path) -> None:
    fix(thesis(tmp_path, (mark + CHAPTER.replace("\n", end)).encode()), "--yes")
    assert (tmp_path / "chapters/01-one.md").read_bytes() == (mark + FIXED.replace("\n", end)).encode()


def _wanted(path: str, *edits: tuple[int, int, str]) -> list[Diagnostic]:
    return [Diagnostic(Code.CITE_TYPED, "m", Span(path, 1, a, 1, b), fix=fix) for a, b, fix in edits]


def test_changes_that_touch_are_made_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one two three", encoding="utf-8")
    (change,) = changes(tmp_path, _wanted("a.md", (5, 8, "2"), (7, 14, "x"), (1, 4, "1")))
    assert (change.new, change.count) == ("1 2 three", 2)


def test_yaml_and_what_lies_outside_are_left(tmp_path: Path) -> None:
    root = tmp_path / "thesis"
    root.mkdir()
    (tmp_path / "out.md").write_text("one two", encoding="utf-8")
    (root / "a.yaml").write_text("one two", encoding="utf-8")
    (root / "link.md").symlink_to(tmp_path / "out.md")
    edits = [d for path in ("a.yaml", "link.md", "gone.md") for d in _wanted(path, (1, 4, "1"))]
    assert changes(root, edits) == []


def test_places_that_do_not_exist_are_left(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    assert changes(tmp_path, [Diagnostic(Code.CITE_TYPED, "m", Span("a.md", 7, 1, 7, 2), fix="x")]) == []
    assert changes(tmp_path, _wanted("a.md", (2, 9, "x"))) == []


def test_a_link_within_the_thesis_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    (tmp_path / "b.md").symlink_to("a.md")
    apply(changes(tmp_path, _wanted("b.md", (1, 4, "two"))))
    assert (tmp_path / "b.md").is_symlink()
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "two"

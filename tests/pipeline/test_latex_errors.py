"""What only TeX can notice is reported at the manuscript's line, all of it in one run; the last good PDF stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theses import at, build_in, cli, cli_inside, fill, recorded
from typesetter.diagnostics import Code, Severity
from typesetter.manuscript import BuildResult

LONG = "M" * 90

FILES: dict[str, tuple[str, list[str]]] = {
    "chapters/01-paragraph.md": (
        "# Paragraph\n\nline three\nline four\nline five `\\foopar`{=latex} here\nline six.\n",
        ["latex chapters/01-paragraph.md:5:12 LaTeX does not know \\foopar"],
    ),
    "chapters/02-note.md": (
        "# Note\n\nText[^n] goes on\nand on.\n\n[^n]: first line\n    second line `\\foonote`{=latex} here\n    third line.\n",
        ["latex chapters/02-note.md:7:18 LaTeX does not know \\foonote"],
    ),
    "chapters/03-inline-note.md": (
        "# Inline note\n\nText\nand^[a note `\\fooplace`{=latex} here] more.\n",
        ["latex chapters/03-inline-note.md:4:14 LaTeX does not know \\fooplace"],
    ),
    "chapters/04-cells.md": (
        "# Cells\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | `\\foocell`{=latex} |\n| 5 | 6 |\n\n: Caption\n",
        ["latex chapters/04-cells.md:6:8 LaTeX does not know \\foocell"],
    ),
    "chapters/05-caption.md": (
        "# Caption\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: Words `\\foocaption`{=latex} {#tbl-x}\n",
        ["latex chapters/05-caption.md:7:10 LaTeX does not know \\foocaption"],
    ),
    "chapters/06-headings.md": (
        "# Title `\\footitle`{=latex}\n\nText.\n\n## Section `\\foosection`{=latex}\n\nText.\n",
        [
            "latex chapters/06-headings.md:1:10 LaTeX does not know \\footitle",
            "latex chapters/06-headings.md:5:13 LaTeX does not know \\foosection",
        ],
    ),
    "chapters/07-data.yaml": (
        "title: Data\ntemplate: timeline\nevents:\n  - date: '1991'\n    event: |\n      Words and\n      a `\\fooyaml`{=latex} here\n",
        ["latex chapters/07-data.yaml:7:10 LaTeX does not know \\fooyaml"],
    ),
    "chapters/08-lists.md": (
        "# Lists\n\n> quoted\n> and `\\fooquote`{=latex}\n\n- item\n  - inner\n    `\\fooitem`{=latex}\n\nTerm `\\footerm`{=latex}\n: Text\n",
        [
            "latex chapters/08-lists.md:4:8 LaTeX does not know \\fooquote",
            "latex chapters/08-lists.md:8:6 LaTeX does not know \\fooitem",
            "latex chapters/08-lists.md:10:7 LaTeX does not know \\footerm",
        ],
    ),
    "chapters/09-block.md": (
        "# Block\n\n```{=latex}\nfine\n\\fooblock\n\\begin{foobox}\nx\n\\end{foobox}\n```\n",
        [
            "latex chapters/09-block.md:5:1 LaTeX does not know \\fooblock",
            "latex chapters/09-block.md:6:1 LaTeX does not know the environment 'foobox'",
        ],
    ),
    "chapters/10-mathematics.md": (
        "# Mathematics\n\nline\n$\\foomath$ and\n$\\left( x$ and\n$x^2^3$.\n\n$$\na +\n\\foodisplay\n$$\n",
        [
            "latex chapters/10-mathematics.md:4:2 LaTeX does not know \\foomath",
            "latex chapters/10-mathematics.md:5:",
            "latex chapters/10-mathematics.md:6:",
            "latex chapters/10-mathematics.md:10:1 LaTeX does not know \\foodisplay",
        ],
    ),
    "chapters/11-template.yaml": (
        "title: Template\ntemplate: abbreviations\nitems:\n  - {short: A, long: B}\n",
        ["latex templates/chapters/abbreviations.tex.j2:2:1 LaTeX does not know \\footemplate"],
    ),
    "templates/chapters/abbreviations.tex.j2": (
        "\\begin{tpabbreviations}{}\n\\footemplate\n\\end{tpabbreviations}\n",
        [],
    ),
    "chapters/12-overfull.md": (
        "# Overfull\n\n"
        + "several words that fill the line\n" * 4
        + f"then {LONG} and\nseveral words that fill the line\n",
        ["overfull chapters/12-overfull.md:7:1 a line sticks out into the margin by"],
    ),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildResult, bytes]:
    """A thesis that was built, broken in every way at once, and built again; the bytes of its good PDF."""
    root = fill(tmp_path_factory.mktemp("errors") / "thesis")
    assert build_in(root).pdf is not None
    good = (root / "build" / "thesis.pdf").read_bytes()
    fill(root, {"chapters/01-one.md": None, **{name: text for name, (text, _) in FILES.items()}})
    return root, build_in(root), good


@pytest.mark.parametrize("name", [name for name, (_, expected) in FILES.items() if expected])
def test_each_error_is_found_where_it_is(name: str, failed: tuple[Path, BuildResult, bytes]) -> None:
    _, result, _ = failed
    expected = FILES[name][1]
    path = expected[0].split(" ")[1].split(":")[0]
    notable = [d for d in result.diagnostics if d.severity is not Severity.INFO]
    found = [f"{at(d)} {d.message}" for d in notable if d.span and d.span.path == path]
    assert len(found) == len(expected), found
    for got, wanted in zip(found, expected, strict=True):
        assert got.startswith(wanted)


def test_every_error_has_a_place_and_a_hint(failed: tuple[Path, BuildResult, bytes]) -> None:
    _, result, _ = failed
    errors = [d for d in result.diagnostics if d.severity is Severity.ERROR]
    assert [d for d in errors if d.span is None or not d.hints] == []
    assert len(errors) == sum(len(expected) for _, expected in FILES.values()) - 1


def test_the_last_good_pdf_stays(failed: tuple[Path, BuildResult, bytes]) -> None:
    root, result, good = failed
    assert result.pdf is None
    assert (root / "build" / "thesis.pdf").read_bytes() == good


def test_the_command_prints_what_is_recorded(failed: tuple[Path, BuildResult, bytes]) -> None:
    root, _, good = failed
    ran = cli("--thesis", root)
    assert ran.status == 1
    assert "Traceback" not in ran.out + ran.err
    assert "The PDF of the last good build is unchanged." in ran.out
    assert ran.heads == [at(row) for row in recorded(root) if row["severity"] != "info"]
    assert len(ran.heads) == sum(len(expected) for _, expected in FILES.values())
    assert (root / "build" / "thesis.pdf").read_bytes() == good


def test_mended_it_builds_again(failed: tuple[Path, BuildResult, bytes], tmp_path: Path) -> None:
    root, _, good = failed
    for name in FILES:
        (root / name).unlink()
    fill(root)
    result = build_in(root)
    assert result.diagnostics == []
    assert (root / "build" / "thesis.pdf").read_bytes() == good


# ------------------------------------------------------------------------- errors that TeX does not get over, each alone

FATAL = {
    "an argument that never ends": (
        "line four `\\textbf{open`{=latex} x\nline five.\n\nNext paragraph.\n",
        ["latex chapters/01-one.md:4:12", "latex chapters/01-one.md:4:19"],
        "never closed",
    ),
    "an environment that never ends": (
        "\n```{=latex}\n\\begin{center}\nx\n```\n\nNext paragraph.\n",
        ["latex chapters/01-one.md:6:1"],
        "\\begin{center} is never closed",
    ),
    "a brace too many": (
        "Text `}`{=latex} x\nfour.\n\nNext.\n",
        ["latex chapters/01-one.md:4:"],
        "without an opening one",
    ),
    "a file that is not there": ("Text\n`\\input{none}`{=latex}.\n", ["file-missing chapters/01-one.md:5:"], "'none"),
    "a macro that grows": (
        "\n```{=latex}\n\\def\\x{a\\x b}\\x\n```\n",
        ["latex chapters/01-one.md:6:"],
        "ran out of room",
    ),
}


@pytest.mark.parametrize("name", FATAL)
def test_fatal(name: str, tmp_path: Path) -> None:
    text, places, message = FATAL[name]
    root = fill(tmp_path, {"chapters/01-one.md": f"# One\n\nline three\n{text}"})
    result = build_in(root)
    assert result.pdf is None
    assert len(result.diagnostics) == len(places), result.diagnostics
    for diagnostic, place in zip(result.diagnostics, places, strict=True):
        assert at(diagnostic).startswith(place)
    assert message in result.diagnostics[0].message
    assert not (root / "build" / "thesis.pdf").exists()


def test_an_endless_loop_is_ended(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": "# One\n\nText.\n\n```{=latex}\n\\def\\x{\\x}\\x\n```\n"})
    result = build_in(root, limit_seconds=2.0)
    (found,) = result.diagnostics
    assert found.code is Code.ENGINE_TIMEOUT
    assert at(found).startswith("engine-timeout chapters/01-one.md:6:")


def test_pages_without_end_are_ended(tmp_path: Path) -> None:
    loop = "\\def\\x{Page\\newpage\\x}\\x"
    root = fill(tmp_path, {"chapters/01-one.md": f"# One\n\nText.\n\n```{{=latex}}\n{loop}\n```\n"})
    result = build_in(root, limit_pages=1500)
    (found,) = result.diagnostics
    assert found.code is Code.LIMIT_PAGES
    assert at(found).startswith("limit-pages chapters/01-one.md:")
    assert build_in(fill(root, {"chapters/01-one.md": "# One\n\nText.\n"}), limit_pages=1500).pdf is not None


# ------------------------------------------------------------------------------------------------------------- the engine


def test_an_engine_that_lacks_what_is_asked_of_it(tmp_path: Path) -> None:
    root = fill(tmp_path, {"thesis.yaml": "title: T\nauthors: [A]\nengine: lualatex\n"})
    ran = cli("--thesis", root, variables={"TYPESETTER_ENGINE": "embedded"})
    assert (ran.status, ran.heads) == (3, ["engine-lacks"])
    assert "make setup" in ran.err
    assert recorded(root)[0]["path"] is None


def test_no_engine_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("typesetter.engine.toolchain.folders", lambda _variables: [])
    monkeypatch.setenv("TYPESETTER_ENGINE", "texlive")
    ran = cli_inside(capsys, "--thesis", fill(tmp_path))
    assert (ran.status, ran.heads) == (3, ["engine-missing"])
    assert "make setup" in ran.err
    assert cli_inside(capsys, "--thesis", tmp_path, "check").status == 0  # which needs none
    assert cli_inside(capsys, "--thesis", tmp_path, "tex").status == 0


def test_a_wrong_name_for_the_engine(tmp_path: Path) -> None:
    ran = cli("--thesis", fill(tmp_path), variables={"TYPESETTER_ENGINE": "elsewhere"})
    assert (ran.status, ran.heads) == (3, ["engine-missing"])
    assert "'elsewhere'" in ran.err


@pytest.mark.parametrize("flavour", ["embedded"])
def test_what_the_embedded_engine_cannot_set(flavour: str, tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": "# One\n\nРоссия.\n"})
    ran = cli("--thesis", root, variables={"TYPESETTER_ENGINE": flavour})
    assert (ran.status, ran.heads) == (3, ["engine-lacks chapters/01-one.md:3:1"])
    assert "Cyrillic" in ran.err
    assert "make setup" in ran.err


def test_cyrillic_is_set(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": "# Россия\n\nРоссия и *Москва*, `код`.\n"})
    result = build_in(root)
    assert result.diagnostics == []
    assert result.pdf is not None

"""Every command does what the contract says, prints what a screen takes, and ends with the right status."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest

from tests.pipeline.test_mistakes import MISTAKES, cases
from tests.theses import PNG, ROOT, Ran, at, build_in, cli, cli_inside, fill, recorded
from typesetter import cli as command_line
from typesetter.cli.commands import cli as commands
from typesetter.cli.screen import called
from typesetter.codes import Code
from typesetter.manuscript import BuildResult, Options
from typesetter.pipeline import check
from typesetter.stamps import digest_file

BROKEN = {
    "chapters/01-one.md": "# One\n\nA <b>bold</b> word, [@unknown].\n",
    "chapters/02-two, 100%.md": "# Two\n\n100 <i>%</i>\n",
    "bib/references.bib": "@book{a, author = {A, B}, title = {T}, year = 2000, publisher = {P}}\n",
}
COMMANDS = sorted(commands.commands)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("broken") / "thesis", BROKEN)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thesis that has been built."""
    root = fill(tmp_path_factory.mktemp("good") / "thesis", {"bib/references.bib": BROKEN["bib/references.bib"]})
    fill(root, {"chapters/01-one.md": "# One\n\nText [@a, p. 3].\n"})
    assert build_in(root).pdf is not None
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    return cli_inside(capsys, *arguments)


# ------------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, name, "--help")
    assert ran.status == 0
    assert f"Example: python build.py {name}" in ran.out
    assert "Options:" in ran.out


def test_the_contracts_commands_are_all_there() -> None:
    wanted = {
        "pdf",
        "submission",
        "verify",
        "check",
        "watch",
        "tex",
        "stats",
        "setup",
        "doctor",
        "clean",
        "cite",
        "new",
        "universities",
    }
    assert wanted <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"setup", "generate"}))
def test_common_options(name: str) -> None:
    given = {o for p in commands.commands[name].params if isinstance(p, click.Option) for o in p.opts}
    assert {"--thesis", "--style", "--university", "--untrusted", "--why", "-q", "-v", "--color"} <= given


def test_version_and_general_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version").out.startswith("thesis-typesetter")
    ran = run(capsys, "--help")
    assert ran.status == 0
    assert all(name in ran.out for name in COMMANDS)


# ----------------------------------------------------------------------------------------------------- arguments, statuses


@pytest.mark.parametrize(
    ("given", "arranged"),
    [
        ([], ["pdf"]),
        (["-v"], ["pdf", "-v"]),
        (["--thesis", "x"], ["pdf", "--thesis", "x"]),
        (["--thesis", "check", "check", "-q"], ["check", "--thesis", "check", "-q"]),
        (["--thesis=x", "-q", "stats"], ["stats", "--thesis=x", "-q"]),
        (["cite", "a", "--to", "html", "b"], ["cite", "a", "--to", "html", "b"]),
        (["--to", "html", "cite", "a"], ["cite", "--to", "html", "a"]),
        (["--university", "generic", "new", "x"], ["new", "--university", "generic", "x"]),
    ],
)
def test_options_stand_before_or_after(given: list[str], arranged: list[str]) -> None:
    assert command_line.arrange(given) == arranged


@pytest.mark.parametrize(
    "arguments",
    [
        ["pfd"],
        ["pdf", "--colour"],
        ["pdf", "extra"],
        ["check", "--format", "xml"],
        ["cite"],
        ["new"],
        ["--thesis", "/nowhere/at/all"],
        ["--limit-seconds", "0"],
        ["--limit-seconds", "soon"],
    ],
)
def test_wrong_usage_is_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, *arguments)
    assert ran.status == 2
    assert "Error:" in ran.err
    assert "Traceback" not in ran.err


def test_the_home_folder_is_read_where_the_shell_did_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "new", "~/thesis").status == 0
    assert (tmp_path / "thesis" / "thesis.yaml").is_file()
    assert run(capsys, "check", "--thesis=~/thesis").status == 0
    assert run(capsys, "check", "--thesis=~/nothing").status == 2


def test_what_new_says_to_type_can_be_typed(tmp_path: Path) -> None:
    made = cli("new", tmp_path / "my thesis", folder=tmp_path)
    command = made.out.partition("Build it with: ")[2]
    done = subprocess.run(f"{command.rstrip()} check", shell=True, cwd=tmp_path, capture_output=True, check=False)
    assert (made.status, done.returncode) == (0, 0)
    assert not command.startswith("python ")


@pytest.mark.parametrize(
    ("program", "python", "expected"),
    [
        ("build.py", ".venv/bin/python", ".venv/bin/python build.py"),
        ("/opt/press/build.py", "/opt/press/.venv/bin/python", "/opt/press/.venv/bin/python /opt/press/build.py"),
        ("/home/me/.local/bin/typesetter", "/usr/bin/python3", "typesetter"),
    ],
)
def test_the_program_is_called_as_it_was(
    program: str, python: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [program, "new", "x"])
    monkeypatch.setattr("sys.executable", str(tmp_path / python))
    assert called() == expected


def test_a_file_is_no_thesis_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.yaml").write_text("title: T\n", "utf-8")
    ran = run(capsys, "--thesis", tmp_path / "thesis.yaml")
    assert ran.status == 2
    assert "is a file, not a folder" in ran.err


def test_statuses_of_results() -> None:
    def status(*codes: Code) -> int:
        from typesetter.diagnostics import Diagnostic

        return command_line.exit_status(BuildResult(diagnostics=[Diagnostic(c, "m") for c in codes]))

    assert status() == 0
    assert status(Code.QUOTE_LOCATOR, Code.CITE_UNCITED) == 0
    assert status(Code.CITE_UNKNOWN) == 1
    assert status(Code.ENGINE_MISSING) == 3
    assert status(Code.CITE_UNKNOWN, Code.ENGINE_LACKS) == 3
    assert status(Code.ENGINE_FALLBACK) == 0


def test_a_bug_of_ours_is_no_traceback(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_options: Options) -> BuildResult:
        raise ZeroDivisionError("within")

    monkeypatch.setattr("typesetter.pipeline.build", fail)
    monkeypatch.delenv("TYPESETTER_DEBUG", raising=False)
    ran = run(capsys, "--thesis", good)
    assert ran.status == 1
    assert "Traceback" not in ran.err
    report = Path(ran.err.split()[-1])
    assert "ZeroDivisionError: within" in report.read_text("utf-8")
    report.unlink()
    monkeypatch.setenv("TYPESETTER_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        command_line.main(["--thesis", str(good)])


def test_an_interruption_is_no_traceback(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_options: Options) -> BuildResult:
        raise KeyboardInterrupt

    monkeypatch.setattr("typesetter.pipeline.build", interrupt)
    ran = run(capsys, "--thesis", good)
    assert (ran.status, ran.err.strip()) == (130, "Stopped.")


# ------------------------------------------------------------------------------------------------------------ the commands


def test_pdf_prints_one_screen(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(good, {"chapters/01-one.md": "# One\n\nWords [@a, p. 3].\n"})  # with nothing changed no stage has a time
    ran = run(capsys, "--thesis", good)
    assert ran.status == 0
    assert ran.err == ""
    names = [line.split("  ")[0] for line in ran.out.splitlines()]
    assert names == ["PDF", "Pages", "Words", "Characters with spaces", "Citations", "Diagnostics", "TeX", "Seconds"]
    assert re.search(r"Seconds .*\(configuration \d.*manuscript .*references .*latex .*tex ", ran.out)
    assert len(ran.out.splitlines()) < 24
    kept = recorded(good, "build")
    assert {"passes", "reasons", "timings", "pages", "words"} <= set(kept)
    assert kept["words"] == 5


def test_quiet_is_quiet(good: Path, broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "-q", "--thesis", good)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    ran = run(capsys, "--thesis", broken, "-q")
    assert (ran.status, ran.out) == (1, "")
    assert "html chapters/01-one.md:3:3" in ran.heads


def test_verbose_shows_the_notes(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (good / "bib" / "more.bib").write_text(
        "@book{never, author = {A, B}, title = {T}, year = 1999, publisher = {P}}\n", "utf-8"
    )
    hidden, shown = run(capsys, "check", "--thesis", good), run(capsys, "check", "-v", "--thesis", good)
    assert (hidden.heads, shown.heads) == ([], ["cite-uncited bib/more.bib:1:1"])
    assert re.search(r"(?m)^Diagnostics +1 note \(-v shows it\)$", hidden.out)
    assert re.search(r"(?m)^Diagnostics +1 note$", shown.out)
    (good / "bib" / "more.bib").unlink()


def test_why(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "--why", "--thesis", good)
    assert "references: as before" in ran.out
    assert "engine: " in ran.out
    assert "tex: no pass" in ran.out
    shutil.rmtree(good / "build" / "cache")
    ran = run(capsys, "--why", "--thesis", good)
    assert "references: 1 formatted anew" in ran.out
    assert "tex, pass 1: first pass" in ran.out


@pytest.mark.parametrize(("choice", "painted"), [("always", True), ("never", False), ("auto", False)])
def test_colour(choice: str, painted: bool, broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "check", "--color", choice, "--thesis", broken)
    assert ("\x1b[" in ran.err) is painted


def test_style_and_university_override(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "check", "--thesis", good, "--university", "aau-dir")
    assert "rule-unmet" in " ".join(ran.heads)
    ran = run(capsys, "check", "--thesis", good, "--university", "aau-dri", "--style", "harvrad")
    assert ran.status == 1
    assert ran.heads == ["profile-unknown", "style-unknown"]  # on the command line, so at no place of a file


def test_check_needs_no_tex(good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("typesetter.engine.process.subprocess.Popen", None)
    assert run(capsys, "check", "--thesis", good).status == 0


def test_check_as_json(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "check", "--thesis", broken, "--format", "json")
    assert ran.status == 1
    rows = json.loads(ran.out)["diagnostics"]
    assert rows == recorded(broken)
    assert [at(r) for r in rows] == [
        "html chapters/01-one.md:3:3",
        "html chapters/01-one.md:3:10",
        "cite-unknown chapters/01-one.md:3:22",
        "html chapters/02-two, 100%.md:3:5",
        "html chapters/02-two, 100%.md:3:9",
    ]
    assert set(rows[0]) == {"code", "severity", "message", "path", "line", "column", "end_line", "end_column", "hints"}


def test_check_for_github(broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(broken.parent)
    ran = run(capsys, "check", "--thesis", broken, "--format", "github")
    lines = ran.out.splitlines()
    assert ran.status == 1
    assert all(re.fullmatch(r"::(error|warning|notice) title=[\w-]+(,\w+=[^,:]*)*::.+", line) for line in lines)
    assert "file=thesis/chapters/01-one.md,line=3,endLine=3,col=3,endColumn=6::" in lines[0]
    assert "file=thesis/chapters/02-two%2C 100%25.md," in ran.out


def test_check_as_sarif(broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(broken)
    ran = run(capsys, "check", "--thesis", broken, "--format", "sarif")
    sarif = json.loads(ran.out)
    assert sarif["version"] == "2.1.0"
    assert sarif["$schema"].endswith("sarif-2.1.0.json")
    (one,) = sarif["runs"]
    assert one["columnKind"] == "unicodeCodePoints"
    rules = one["tool"]["driver"]["rules"]
    assert one["tool"]["driver"]["name"] == "thesis-typesetter"
    assert len({r["id"] for r in rules}) == len(rules)
    assert len(one["results"]) == 5
    for result in one["results"]:
        _is_sarif_result(result, rules)
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in one["results"]}
    assert uris == {"chapters/01-one.md", "chapters/02-two%2C%20100%25.md"}


def _is_sarif_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert result["level"] in {"error", "warning", "note"}
    assert result["message"]["text"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert all(
        isinstance(region[k], int) and region[k] >= 1 for k in ("startLine", "startColumn", "endLine", "endColumn")
    )
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def test_nothing_found_in_every_format(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "check", "--thesis", good, "--format", "json").out) == {"diagnostics": []}
    assert run(capsys, "check", "--thesis", good, "--format", "github").out == ""
    assert json.loads(run(capsys, "check", "--thesis", good, "--format", "sarif").out)["runs"][0]["results"] == []


def test_tex_writes_sources_that_compile_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = fill(tmp_path, {"figures/dot.png": PNG, "chapters/01-one.md": "# One\n\n![Dot](figures/dot.png)\n"})
    ran = run(capsys, "tex", "--thesis", root)
    assert ran.status == 0
    assert "build/tex/thesis.tex" in ran.out
    names = {
        p.relative_to(root / "build" / "tex").as_posix() for p in (root / "build" / "tex").rglob("*") if p.is_file()
    }
    assert {"thesis.tex", "chapters/01-01-one.tex"} < names
    assert any(n.startswith("assets/dot-") for n in names)
    assert not (root / "build" / "thesis.pdf").exists()
    text = (root / "build" / "tex" / "thesis.tex").read_text("utf-8")
    assert text.count("\\begin{document}") == text.count("\\end{document}") == 1


def test_stats(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "stats", "--thesis", good, "--university", "aau-dir")
    assert ran.status == 0
    assert re.search(r"^One +5 +\d+ +0\.0 +1 +yes$", ran.out, re.MULTILINE)
    assert re.search(r"^Counted +5 +\d+ +0\.0 +1$", ran.out, re.MULTILINE)
    assert "Pages are standard pages of 2,400 characters with spaces." in ran.out
    assert "Source list: 1 work: 1 book" in ran.out
    assert "Years: 2000 to 2000" in ran.out
    assert "Cited most: a (1)" in ran.out


@pytest.mark.parametrize("form", ["text", "latex", "html", "markdown"])
def test_cite(form: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "cite", "a", "--to", form, "--thesis", good)
    assert ran.status == 0
    assert "[@a, p. 12]" in ran.out
    assert {"text": "(A, 2000, p.12)", "latex": r"\tplink{ref-a}", "html": "<em>T</em>", "markdown": "*T*"}[
        form
    ] in ran.out


def test_cite_an_unknown_key(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "cite", "b", "a", "--thesis", good)
    assert (ran.status, ran.heads) == (1, ["cite-unknown"])
    assert "(A, 2000)" in ran.out


def test_cite_from_a_file_without_a_thesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r.bib").write_text("@book{rose1998, author={Rose, G.}, title={T}, year=1998}\n", encoding="utf-8")
    (tmp_path / "s.bib").write_text("@book{waltz, author={Waltz, K.}, title={U}, year=1979\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run(capsys, "cite", "rose1998", "--bib", "r.bib")
    assert (ran.status, ran.heads) == (0, [])
    assert ran.out.splitlines()[0].endswith(" (Rose, 1998)")
    assert ran.out.splitlines()[-1] == "Rose, G. (1998). T."
    ran = run(capsys, "cite", "rose98", "waltz", "--bib", "r.bib", "--bib", "s.bib", "--style", "harvrd")
    assert (ran.status, ran.heads) == (1, ["bib-syntax s.bib:1:1", "style-unknown"])
    ran = run(capsys, "cite", "rose98", "rose1998", "--bib", "r.bib", "--to", "html")
    assert (ran.status, ran.heads) == (1, ["cite-unknown"])
    assert "did you mean 'rose1998'" in ran.err
    assert ran.out.splitlines()[-1] == "Rose, G. (1998). <em>T</em>."
    assert not (tmp_path / "build").exists()
    assert run(capsys, "cite", "a", "--bib", "nowhere.bib").status == 2


def test_cite_tells_works_apart_as_the_thesis_does(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thesis = tmp_path / "thesis"
    shutil.copytree(good, thesis, ignore=shutil.ignore_patterns("build"))
    bib = next((thesis / "bib").glob("*.bib"))
    text = bib.read_text(encoding="utf-8")
    bib.write_text(text + "\n@book{twin, author = {A}, title = {Other}, year = 2000}\n", encoding="utf-8")
    chapter = thesis / "chapters" / "01-one.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n\nMore [@a; @twin].\n", encoding="utf-8")
    assert "(A, 2000)" in run(capsys, "cite", "a", "--thesis", thesis).out
    assert run(capsys, "check", "--thesis", thesis).status == 0
    ran = run(capsys, "cite", "a", "--thesis", thesis)
    assert "(A, 2000b)" in ran.out
    assert "twin" not in ran.out


def test_cite_in_another_style(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (good / "my.yaml").write_text("title: M\nparent: harvard\ntext: {author_year: ' '}\n", encoding="utf-8")
    ran = run(capsys, "cite", "a", "--style", "my.yaml", "--thesis", good)
    assert ran.status == 0
    assert "(A 2000)" in ran.out


def test_universities(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "universities")
    assert ran.status == 0
    assert "35 to 70 standard pages by one author" in ran.out
    assert all(path.parent.name in ran.out for path in ROOT.glob("templates/universities/*/profile.yaml"))


_SET_BY_TEX = ("aau-dir", "michigan", "oxford", "tu-darmstadt", "ucl")
"""One of each typeface, paper, language and order of matter: TeX takes seconds for every one."""


@pytest.mark.parametrize(
    "university", sorted(p.parent.name for p in ROOT.glob("templates/universities/*/profile.yaml"))
)
def test_a_new_thesis_builds_at_once(university: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my thesis"
    assert run(capsys, "new", folder, "--university", university).status == 0
    if university in _SET_BY_TEX:
        result = build_in(folder)
        assert result.pdf is not None, result.diagnostics
    else:
        result = check(Options(folder))
        assert not result.failed, result.diagnostics
    assert {d.code for d in result.diagnostics} <= {Code.RULE_UNMET}  # it is too short to be handed in
    assert (folder / ".gitignore").read_text("utf-8") == "build/\n"
    ran = run(capsys, "new", folder)
    assert ran.status == 2
    assert "not empty" in ran.err


def test_new_with_an_unknown_university(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "new", tmp_path / "t", "--university", "aau-dri")
    assert ran.status == 2
    assert "did you mean 'aau-dir'?" in ran.err
    assert not (tmp_path / "t").exists()


def test_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = fill(tmp_path, {"build/thesis.pdf": "x"})
    assert run(capsys, "clean", "--thesis", root).status == 0
    assert sorted(p.name for p in root.iterdir()) == ["chapters", "thesis.yaml"]
    assert run(capsys, "--thesis", root, "clean").status == 0


def test_clean_follows_no_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, outside = fill(tmp_path / "thesis"), tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").touch()
    (root / "build").symlink_to(outside)
    run(capsys, "clean", "--thesis", root)
    assert (outside / "keep.txt").exists()


def test_doctor(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "doctor", "--thesis", good)
    assert ran.status in {0, 3}
    assert "found    Python" in ran.out
    lines = ran.out.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("missing"):
            assert lines[number + 1].startswith("         costs: ")
            assert lines[number + 2].startswith("         mend:  ")


def test_doctor_says_when_nothing_can_be_built(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from typesetter.engine.doctor import Finding

    findings = [Finding("pdflatex", False, "", "everything", "make setup", required=True)]
    monkeypatch.setattr("typesetter.engine.doctor.survey", lambda _cache: findings)
    ran = run(capsys, "doctor", "--thesis", good)
    assert ran.status == 3
    assert ran.out.splitlines() == ["missing  pdflatex", "         costs: everything", "         mend:  make setup"]


def test_setup_prints_and_returns_what_the_installer_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "typesetter.engine.setup.install_texlive", lambda notify: (notify("one moment"), (3, "type this"))[1]
    )
    ran = run(capsys, "setup")
    assert (ran.status, ran.out, ran.err) == (3, "type this\n", "one moment\n")


def test_generated_files_are_up_to_date() -> None:
    from typesetter.generated import generated_files

    for name, text in generated_files().items():
        assert (ROOT / name).is_file(), f"python build.py generate makes {name}"
        assert (ROOT / name).read_text("utf-8") == text, f"python build.py generate makes {name} anew"


# ------------------------------------------------------------------------------------------------------------- submission


def test_submission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = fill(tmp_path)
    ran = run(capsys, "submission", "--thesis", root)
    assert ran.status == 0, ran.err
    folder = root / "build" / "submission"
    assert sorted(p.name for p in folder.iterdir()) == [
        "manifest.json",
        "preflight.html",
        "preflight.json",
        "source.zip",
        "thesis.pdf",
    ]
    report = json.loads((folder / "preflight.json").read_text("utf-8"))
    assert report["verdict"] == "passed"
    assert report["counts"]["words"] == 6
    assert report["diagnostics"] == []
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert sorted(manifest["inputs"]) == ["chapters/01-one.md", "thesis.yaml"]
    assert sorted(manifest["outputs"]) == ["preflight.html", "preflight.json", "source.zip", "thesis.pdf"]
    assert "Preflight report" in (folder / "preflight.html").read_text("utf-8")

    before = {p.name: digest_file(p) for p in folder.iterdir()}
    fill(root, {"chapters/01-one.md": "# One\n\n[@unknown]\n"})
    ran = run(capsys, "submission", "--thesis", root)
    assert ran.status == 1
    assert {p.name: digest_file(p) for p in folder.iterdir()} == before
    fill(root)
    ran = run(capsys, "submission", "--thesis", root, "--university", "aau-dir")  # its rules are not met
    assert ran.status == 1
    assert "rule-unmet" in " ".join(ran.heads)
    assert {p.name: digest_file(p) for p in folder.iterdir()} == before
    assert sorted(p.name for p in (root / "build").iterdir() if "submission" in p.name) == ["submission"]


# --------------------------------------------------------------------------------------------------- as a program of its own


def test_build_py_from_anywhere(broken: Path, tmp_path: Path) -> None:
    ran = cli("check", "--format", "json", folder=broken)  # the thesis is where one stands
    assert ran.status == 1
    assert json.loads(ran.out)["diagnostics"] == recorded(broken)
    assert cli("--version", folder=tmp_path).status == 0


def test_mistakes_of_many_files_in_one_run(tmp_path: Path) -> None:
    case = next(c for p in sorted(MISTAKES.glob("*.txt")) for c in cases(p) if c.title.startswith("five mistakes"))
    root = fill(tmp_path / "thesis")
    assert build_in(root).pdf is not None
    good = (root / "build" / "thesis.pdf").read_bytes()
    ran = cli("--thesis", fill(root, case.files))
    assert ran.status == 1
    assert ran.err.strip() == case.expected.strip()
    assert len({head.split(" ")[1].split(":")[0] for head in ran.heads}) >= 5
    assert ran.heads == [at(row) for row in recorded(root) if row["severity"] != "info"]
    assert (root / "build" / "thesis.pdf").read_bytes() == good


def test_every_code_has_an_example_and_no_example_is_left_over() -> None:
    from typesetter.codes import Code
    from typesetter.examples import EXAMPLES

    assert sorted(EXAMPLES) == sorted(str(code.value) for code in Code)
    assert all(EXAMPLES.values())


def test_a_silenced_code_is_silent_whichever_stage_finds_it(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapter = next((good / "chapters").glob("*.md"))
    chapter.write_text(chapter.read_text("utf-8") + '\n[x](https://example.org "words")\n\n> Said. [@a]\n', "utf-8")
    found = run(capsys, "check", "--thesis", good)
    assert "link-title" in found.err
    assert "quote-locator" in found.err
    thesis = good / "thesis.yaml"
    thesis.write_text(thesis.read_text("utf-8") + "\nchecks: {ignore: [link-title, quote-locator]}\n", "utf-8")
    silenced = run(capsys, "check", "--thesis", good)
    assert silenced.status == 0
    assert silenced.err == ""

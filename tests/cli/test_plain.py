"""Arguments read without click are read as click reads them; all others are left to it."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from tests.theses import ROOT
from typesetter.cli import arrange
from typesetter.cli.commands import cli
from typesetter.cli.plain import COLOURS, COMMAND, DEFAULTS, SWITCHES, VALUES, plain
from typesetter.cli.screen import Output

PDF = cli.commands[COMMAND]


def by_click(arguments: list[str]) -> dict[str, Any]:
    command, *rest = arrange(arguments)
    assert command == COMMAND
    return PDF.make_context(COMMAND, rest).params


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "pdf",
        "-q",
        "pdf --thesis FOLDER -q --why",
        "--thesis=FOLDER pdf -v --synctex",
        "--style harvard --university=generic --tagged --print",
        "-q -q --color never --color always --quiet --verbose",
        "--style=a=b",
        "--style pdf pdf",
    ],
)
def test_plain_arguments_are_read_as_by_click(arguments: str, tmp_path: Path) -> None:
    words = arguments.replace("FOLDER", str(tmp_path)).split()
    assert plain(words) == by_click(words)


@pytest.mark.parametrize(
    "arguments",
    [
        "--help", "-h", "--version", "check", "watch", "pdf pdf", "pdf extra", "-qv", "--untrusted", "--limit-seconds 3",
        "--limit-memory 300", "--style", "--style=", "--style -q", "--thesis /nowhere/at/all", "--thesis build.py",
        "--color blue", "--quiet=1", "--sty harvard", "--", "-- pdf",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_click(arguments: str) -> None:
    assert plain(arguments.split()) is None


def test_no_option_of_the_command_is_forgotten() -> None:
    options = [p for p in PDF.params if isinstance(p, click.Option)]
    assert {p.name for p in options} == set(DEFAULTS)
    assert by_click([]) == DEFAULTS
    names = {name: p.name for p in options for name in p.opts}
    assert {**SWITCHES, **VALUES}.items() <= names.items()
    assert all(p.is_flag for p in options if set(p.opts) & set(SWITCHES))
    assert list(next(p.type.choices for p in options if isinstance(p.type, click.Choice))) == list(COLOURS)


# ----------------------------------------------------------------------------------------------------------- the terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("quiet", "seconds", "shown"), [(False, 60, True), (False, 0, False), (True, 60, False)])
def test_progress_is_shown_when_it_takes_long(
    quiet: bool, seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    context, on_stage, on_page = Output({**DEFAULTS, "quiet": quiet}).progress()
    start = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: start + seconds)
    with context:
        on_stage("latex")
        on_page(12)
    assert ("page 12" in screen.getvalue()) is shown


def test_colours_are_asked_for() -> None:
    painted = Output({**DEFAULTS, "color": "always"}).paint
    assert painted("x", "error") == "\x1b[31;1mx\x1b[0m"
    assert Output({**DEFAULTS, "color": "never"}).paint("x", "error") == "x"
    assert click.unstyle(painted("x", "hint")) == "x"


def test_a_pipe_that_nobody_reads_is_no_mistake() -> None:
    command = [sys.executable, str(ROOT / "build.py"), "universities"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode != 0

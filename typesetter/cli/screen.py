"""What every command shares: its options, what it prints, its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from typesetter import pipeline, summary
from typesetter.cli.containment import containable
from typesetter.cli.ending import OK, THESIS_ERRORS, TOOLCHAIN
from typesetter.diagnostics import Code, has_errors

_COLOURS: dict[str, Callable[[str], str]] = {
    "error": partial(click.style, fg="red", bold=True),
    "warning": partial(click.style, fg="yellow", bold=True),
    "info": partial(click.style, fg="cyan", bold=True),
    "path": partial(click.style, bold=True),
    "caret": partial(click.style, fg="red"),
    "hint": partial(click.style, fg="green"),
}


class Output:
    """Where and how much is printed."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.quiet: bool = options["quiet"]
        self.verbose: bool = options["verbose"]
        self.why: bool = options["why"]
        choice = options["color"]
        self.colour = choice == "always" or (choice == "auto" and sys.stderr.isatty() and "NO_COLOR" not in os.environ)

    def paint(self, text: str, style: str) -> str:
        """``text`` in the colour of ``style``, when colours are on."""
        return _COLOURS[style](text) if self.colour else text

    def say(self, text: str) -> None:
        """Print a result, unless quiet."""
        if not self.quiet and text:
            click.echo(text)

    def complain(self, text: str) -> None:
        """Print to standard error, quiet or not."""
        if text:
            click.echo(text, err=True, color=self.colour)

    def findings(self, result: pipeline.BuildResult, root: Path) -> None:
        """Print the diagnostics of a result."""
        text = summary.findings(result.diagnostics, root, self.paint, verbose=self.verbose)
        self.complain(text + "\n" if text else "")

    def progress(self) -> tuple[AbstractContextManager[Any], Callable[[str], None], Callable[[int], None]]:
        """A spinner with the stage and the page being set; nothing when the output is redirected."""
        if self.quiet or not sys.stderr.isatty():
            return nullcontext(), lambda _name: None, lambda _page: None
        from rich.console import Console

        status = Console(stderr=True).status("starting")
        return status, status.update, lambda page: status.update(f"tex: page {page}")


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command takes."""
    function = containable(function)
    for option in reversed(
        (
            click.option(
                "--thesis", type=click.Path(path_type=Path), default=None, help="The thesis folder (default: this one)."
            ),
            click.option("--style", default=None, help="Citation style instead of the one in thesis.yaml."),
            click.option("--university", default=None, help="University profile instead of the one in thesis.yaml."),
            click.option("--untrusted", is_flag=True, help="Refuse raw LaTeX: for theses by somebody else."),
            click.option(
                "--limit-seconds",
                type=click.FloatRange(1),
                default=300.0,
                show_default=True,
                help="Time limit of TeX; with --untrusted of everything.",
            ),
            click.option(
                "--limit-memory",
                type=click.IntRange(256),
                default=None,
                metavar="MIB",
                help="Memory limit of each process in MiB; 4096 with --untrusted, else none.",
            ),
            click.option("--why", is_flag=True, help="Say why each step ran."),
            click.option("-q", "--quiet", is_flag=True, help="Only errors and warnings."),
            click.option("-v", "--verbose", is_flag=True, help="Notes too."),
            click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
        )
    ):
        function = option(function)
    return function


def options_of(given: dict[str, Any], **more: Any) -> pipeline.Options:
    """The pipeline's options from the command line's. Raises UsageError when the thesis folder does not exist."""
    here = Path.cwd()
    known = [folder for folder in (here, pipeline.PIPELINE_ROOT) if (folder / "thesis.yaml").is_file()]
    root = given["thesis"] or (known[0] if known else here)
    if not root.is_dir():
        what = "is a file, not a folder" if root.is_file() else "does not exist"
        raise click.UsageError(f"the thesis folder '{root}' {what}")
    return pipeline.Options(
        root.resolve(),
        style=given["style"],
        university=given["university"],
        untrusted=given["untrusted"],
        limit_seconds=given["limit_seconds"],
        tagged=given.get("tagged", False),
        synctex=given.get("synctex", False),
        print_copy=given.get("print_copy", False),
        **more,
    )


def exit_status(result: pipeline.BuildResult) -> int:
    """The exit status that a result stands for."""
    if any(d.is_error and d.code in (Code.ENGINE_MISSING, Code.ENGINE_LACKS) for d in result.diagnostics):
        return TOOLCHAIN
    return THESIS_ERRORS if has_errors(result.diagnostics) else OK


def run(given: dict[str, Any], step: Callable[[pipeline.Options], pipeline.BuildResult], **more: Any) -> int:
    """Run a step of the pipeline with progress, and show what it gave."""
    output = Output(given)
    context, on_stage, on_page = output.progress()
    options = options_of(given, on_stage=on_stage, on_page=on_page, **more)
    with context:
        result = step(options)
    show(output, options, result)
    return exit_status(result)


def show(output: Output, options: pipeline.Options, result: pipeline.BuildResult) -> None:
    """Print everything about a build."""
    output.findings(result, options.root)
    if output.why:
        output.say(summary.reasons(result))
    output.say(summary.build_summary(result, shown(result.pdf)))
    if result.failed and (options.build / "thesis.pdf").is_file():
        output.say("The PDF of the last good build is unchanged.")


def folder_in_repository(root: Path) -> str:
    """The thesis folder as seen from here, which is where annotations of a repository are read from."""
    try:
        inside = root.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""
    return "" if inside == "." else f"{inside}/"


def shown(path: Path | None) -> str:
    """A path as seen from here, where it lies below."""
    if path is None:
        return ""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)

"""What every command shares: what it prints, its exit status. A build that click is not needed for does without it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from typesetter import pipeline, summary
from typesetter.cli.ending import OK, THESIS_ERRORS, TOOLCHAIN
from typesetter.diagnostics import Code, has_errors

if TYPE_CHECKING:
    from rich.status import Status

_COLOURS = {"error": "31;1", "warning": "33;1", "info": "36;1", "path": "1", "caret": "31", "hint": "32"}
"""The parameters of ANSI's SGR (select graphic rendition) for each style."""
_WORTH_SECONDS = 0.5
"""How long a build goes on before its progress is shown: what is done by then needs none, nor the library that draws it."""


class Progress:
    """A spinner with what is being done, drawn by rich on the terminal's last line and gone in the end."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, text: str) -> None:
        """Say what is being done."""
        if self._status is not None:
            self._status.update(text)
        elif time.monotonic() - self._start > _WORTH_SECONDS:
            from rich.console import Console

            self._status = Console(stderr=True).status(text)
            self._status.start()


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
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour else text

    def say(self, text: str) -> None:
        """Print a result, unless quiet."""
        if not self.quiet and text:
            print(text, flush=True)

    def complain(self, text: str) -> None:
        """Print to standard error, quiet or not."""
        if text:
            print(text, file=sys.stderr, flush=True)

    def findings(self, result: pipeline.BuildResult, root: Path) -> None:
        """Print the diagnostics of a result."""
        text = summary.findings(result.diagnostics, root, self.paint, verbose=self.verbose)
        self.complain(text + "\n" if text else "")

    def progress(self) -> tuple[AbstractContextManager[Any], Callable[[str], None], Callable[[int], None]]:
        """A spinner with the stage and the page being set; nothing when the output is redirected."""
        if self.quiet or not sys.stderr.isatty():
            return nullcontext(), lambda _name: None, lambda _page: None
        progress = Progress()
        return progress, progress.show, lambda page: progress.show(f"tex: page {page}")


def home_read(folder: Path) -> Path:
    """``~/thesis`` as it was meant: behind a ``=`` most shells leave it as it is typed (``--thesis=~/thesis``)."""
    if not folder.parts or not folder.parts[0].startswith("~") or folder.exists():
        return folder
    with suppress(RuntimeError):  # there is no such user
        return folder.expanduser()
    return folder


def options_of(given: dict[str, Any], **more: Any) -> pipeline.Options:
    """The pipeline's options from the command line's. Raises click.UsageError when the thesis folder does not exist."""
    here = Path.cwd()
    known = [folder for folder in (here, pipeline.PIPELINE_ROOT) if (folder / "thesis.yaml").is_file()]
    root = home_read(given["thesis"]) if given["thesis"] else known[0] if known else here
    if not os.path.isdir(root):  # noqa: PTH112  # where pathlib raises PermissionError
        import click

        what = "is a file, not a folder" if os.path.isfile(root) else "does not exist, or may not be entered"  # noqa: PTH113
        raise click.UsageError(f"the thesis folder '{root}' {what}")
    return pipeline.Options(
        root.resolve(),
        style=given["style"],
        university=given["university"],
        untrusted=given["untrusted"],
        limit_seconds=given["limit_seconds"],
        limit_pages=given["limit_pages"],
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
    output.say(summary.build_summary(result, shown(result.pdf), verbose=output.verbose))
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


def called(*arguments: str) -> str:
    """What to type to call the program again: many systems have no ``python``, and the packages are in one Python only."""
    import shlex

    program = Path(sys.argv[0])
    before = (program.name,) if program.suffix != ".py" else (shown(Path(sys.executable)), sys.argv[0])
    return shlex.join((*before, *arguments))

"""The command line: arguments, printing, exit status. The only module that prints.

Exit status: 0 built (warnings allowed), 1 the thesis has errors, 2 wrong usage, 3 the toolchain lacks something.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from typesetter import __version__, pipeline, summary
from typesetter.diagnostics import Code, has_errors

OK, THESIS_ERRORS, TOOLCHAIN = 0, 1, 3  # 2 is wrong usage, which click sees to
STOPPED = 130
"""By Ctrl-C or a signal, as shells have it."""
_COLOURS: dict[str, Callable[[str], str]] = {
    "error": partial(click.style, fg="red", bold=True),
    "warning": partial(click.style, fg="yellow", bold=True),
    "info": partial(click.style, fg="cyan", bold=True),
    "path": partial(click.style, bold=True),
    "caret": partial(click.style, fg="red"),
    "hint": partial(click.style, fg="green"),
}
_WITH_VALUE = ("--thesis", "--style", "--university", "--color", "--format", "--to", "--limit-seconds")


class _Output:
    """Where and how much is printed."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.quiet: bool = options["quiet"]
        self.verbose: bool = options["verbose"]
        self.why: bool = options["why"]
        choice = options["color"]
        self.colour = choice == "always" or (choice == "auto" and sys.stderr.isatty() and "NO_COLOR" not in os.environ)

    def paint(self, text: str, style: str) -> str:
        return _COLOURS[style](text) if self.colour else text

    def say(self, text: str) -> None:
        if not self.quiet and text:
            click.echo(text)

    def complain(self, text: str) -> None:
        if text:
            click.echo(text, err=True, color=self.colour)

    def findings(self, result: pipeline.BuildResult, root: Path) -> None:
        text = summary.findings(result.diagnostics, root, self.paint, verbose=self.verbose)
        self.complain(text + "\n" if text else "")

    def progress(self) -> tuple[AbstractContextManager[Any], Callable[[str], None], Callable[[int], None]]:
        """A spinner with the stage and the page being set; nothing when the output is redirected."""
        if self.quiet or not sys.stderr.isatty():
            return nullcontext(), lambda _name: None, lambda _page: None
        from rich.console import Console

        status = Console(stderr=True).status("starting")
        return status, status.update, lambda page: status.update(f"tex: page {page}")


def _common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command takes."""
    for option in reversed(
        (
            click.option(
                "--thesis", type=click.Path(path_type=Path), default=None, help="The thesis folder (default: this one)."
            ),
            click.option("--style", default=None, help="Citation style instead of the one in thesis.yaml."),
            click.option("--university", default=None, help="University profile instead of the one in thesis.yaml."),
            click.option("--untrusted", is_flag=True, help="Refuse raw LaTeX: for theses by somebody else."),
            click.option(
                "--limit-seconds", type=click.FloatRange(1), default=300.0, show_default=True, help="Time limit of TeX."
            ),
            click.option("--why", is_flag=True, help="Say why each step ran."),
            click.option("-q", "--quiet", is_flag=True, help="Only errors and warnings."),
            click.option("-v", "--verbose", is_flag=True, help="Notes too."),
            click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
        )
    ):
        function = option(function)
    return function


def _options(given: dict[str, Any], **more: Any) -> pipeline.Options:
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
        **more,
    )


def exit_status(result: pipeline.BuildResult) -> int:
    """The exit status that a result stands for."""
    if any(d.is_error and d.code in (Code.ENGINE_MISSING, Code.ENGINE_LACKS) for d in result.diagnostics):
        return TOOLCHAIN
    return THESIS_ERRORS if has_errors(result.diagnostics) else OK


def _run(given: dict[str, Any], step: Callable[[pipeline.Options], pipeline.BuildResult], **more: Any) -> int:
    """Run a step of the pipeline with progress, and show what it gave."""
    output = _Output(given)
    context, on_stage, on_page = output.progress()
    options = _options(given, on_stage=on_stage, on_page=on_page, **more)
    with context:
        result = step(options)
    _show(output, options, result)
    return exit_status(result)


def _show(output: _Output, options: pipeline.Options, result: pipeline.BuildResult) -> None:
    output.findings(result, options.root)
    if output.why:
        output.say(summary.reasons(result))
    output.say(summary.build_summary(result, _shown(result.pdf)))
    if result.failed and (options.build / "thesis.pdf").is_file():
        output.say("The PDF of the last good build is unchanged.")


def _folder_in_repository(root: Path) -> str:
    """The thesis folder as seen from here, which is where annotations of a repository are read from."""
    try:
        inside = root.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""
    return "" if inside == "." else f"{inside}/"


def _shown(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="thesis-typesetter")
def cli() -> None:
    """Builds a thesis: a folder of Markdown and YAML becomes the university's PDF.

    Example: python build.py --thesis ~/thesis pdf
    """


@cli.command()
@_common
def pdf(**given: Any) -> int:
    """Build build/thesis.pdf (the default command).

    Example: python build.py pdf --style harvard
    """
    return _run(given, pipeline.build)


@cli.command()
@_common
def tex(**given: Any) -> int:
    """Write the LaTeX sources only, to build/tex, to be compiled by hand with latexmk.

    Example: python build.py tex && (cd build/tex && latexmk -pdf thesis.tex)
    """
    status = _run(given, pipeline.tex)
    if status == OK:
        _Output(given).say(f"LaTeX: {_shown(_options(given).build / 'tex' / 'thesis.tex')}")
    return status


@cli.command()
@_common
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", show_default=True
)
def check(form: str, **given: Any) -> int:
    """Run all checks, without TeX.

    Example: python build.py check --format github
    """
    if form == "text":
        return _run(given, pipeline.check)
    options = _options(given)
    result = pipeline.check(options)
    if form == "json":
        click.echo(summary.as_json_text(result.diagnostics))
    else:
        make = {"github": summary.as_github, "sarif": summary.as_sarif}[form]
        click.echo(
            make(result.diagnostics, _folder_in_repository(options.root)),
            nl=bool(result.diagnostics or form != "github"),
        )
    return exit_status(result)


@cli.command()
@_common
def stats(**given: Any) -> int:
    """Count words, characters and standard pages by chapter, as the university counts.

    Example: python build.py stats --university generic
    """
    output = _Output(given)
    options = _options(given)
    manuscript, result = pipeline.count(options)
    output.findings(result, options.root)
    if manuscript is not None:
        output.say(summary.statistics_table(manuscript.statistics, manuscript.profile.counts.parts))
    return exit_status(result)


@cli.command()
@_common
def submission(**given: Any) -> int:
    """Build what is handed in, strictly: build/submission with PDF, preflight report and manifest.

    Example: python build.py submission --university aau-dir
    """
    from typesetter.submission import submit

    return _run(given, submit, strict=True)


@cli.command()
@_common
def watch(**given: Any) -> int:
    """Build again on every save, until Ctrl-C.

    Example: python build.py watch
    """
    from typesetter.watch import watch as watch_folder

    output = _Output(given)
    options = _options(given)

    def done(result: pipeline.BuildResult) -> None:
        _show(output, options, result)
        output.say(f"Watching {options.root.name}; Ctrl-C ends.")

    watch_folder(options, done)
    return OK


@cli.command()
@_common
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
@click.option(
    "--to", "form", type=click.Choice(["text", "latex", "html", "markdown"]), default="text", show_default=True
)
def cite(keys: Sequence[str], form: str, **given: Any) -> int:
    """Show the in-text forms and the reference of works, in the current style.

    Example: python build.py cite coyle2019 waltz1979 --to markdown
    """
    from typesetter.citing import show_keys

    output = _Output(given)
    options = _options(given)
    text, result = show_keys(options, keys, form)
    output.findings(result, options.root)
    if text:
        click.echo(text)
    return exit_status(result)


@cli.command()
@_common
def universities(**given: Any) -> int:
    """List the university profiles.

    Example: python build.py universities
    """
    from typesetter.starter import list_universities

    click.echo(list_universities(_options(given)))
    return OK


@cli.command()
@_common
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path, **given: Any) -> int:
    """Make a new thesis folder that builds at once.

    Example: python build.py new ~/thesis --university aau-dir
    """
    from typesetter.starter import make_thesis

    problem = make_thesis(folder, given["university"] or "generic")
    if problem:
        raise click.UsageError(problem)
    click.echo(f"Made {folder}. Build it with: python build.py --thesis {folder}")
    return OK


@cli.command()
@_common
def doctor(**given: Any) -> int:
    """Say what is there, what is missing, what each lack costs, and the command that mends it.

    Example: python build.py doctor
    """
    from typesetter.engine.doctor import survey

    options = _options(given)
    lacking = False
    for finding in survey(options.cache):
        mark = "found  " if finding.present else "missing"
        click.echo(f"{mark}  {finding.name}{f' ({finding.version})' if finding.version else ''}")
        if not finding.present:
            lacking = lacking or finding.required
            click.echo(f"         costs: {finding.needed_for}\n         mend:  {finding.remedy}")
    return TOOLCHAIN if lacking else OK


@cli.command()
def setup() -> int:
    """Install TeX Live with the packages needed, or print the command that does.

    Example: python build.py setup
    """
    from typesetter.engine.setup import install_texlive

    status, text = install_texlive(lambda line: click.echo(line, err=True))
    click.echo(text)
    return int(status)


@cli.command()
@_common
def clean(**given: Any) -> int:
    """Remove build/.

    Example: python build.py clean
    """
    shutil.rmtree(_options(given).build, ignore_errors=True)
    return OK


@cli.command()
def generate() -> int:
    """Write the generated files of the repository: schema/thesis.schema.json and docs/diagnostics.md.

    Example: python build.py generate
    """
    from typesetter.generated import write_generated

    for name in write_generated(pipeline.PIPELINE_ROOT):
        click.echo(f"wrote {name}")
    return OK


def arrange(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command first, so that options may stand before it; ``pdf`` where none is named."""
    skip = False
    for index, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif argument in ("-h", "--help", "--version") and index == 0:
            return list(arguments)
        elif not argument.startswith("-"):
            return [argument, *arguments[:index], *arguments[index + 1 :]]
    return ["pdf", *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = arrange(sys.argv[1:] if arguments is None else arguments)
    try:
        with _ended_by_signal():
            status = cli.main(given, prog_name="build.py", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception:  # a bug of ours: one clear message, the details in a file, never a traceback
        if pipeline.DEBUG in os.environ:
            raise
        click.echo("This is a mistake of the typesetter's own, not of your thesis.", err=True)
        click.echo(f"Please report it with the details in {_report(traceback.format_exc())}", err=True)
        return THESIS_ERRORS
    return status if isinstance(status, int) else OK


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Ending the program from outside is an interruption, so that TeX is not left running without it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(text: str) -> str:
    """The file that ``text`` was written to, outside the folders that people work in."""
    with tempfile.NamedTemporaryFile("w", prefix="typesetter-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name

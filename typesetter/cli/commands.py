"""The commands: each a function that returns the exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from typesetter import __version__, pipeline, summary
from typesetter.cli.ending import OK, TOOLCHAIN
from typesetter.cli.options import common
from typesetter.cli.screen import (
    Output,
    called,
    exit_status,
    folder_in_repository,
    home_read,
    options_of,
    run,
    show,
    shown,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="thesis-typesetter")
def cli() -> None:
    """Builds a thesis: a folder of Markdown and YAML becomes the university's PDF.

    Example: python build.py --thesis ~/thesis pdf
    """


_synctex = click.option(
    "--synctex", is_flag=True, help="Write build/thesis.synctex.gz, by which viewers jump to the manuscript and back."
)
_tagged = click.option("--tagged", is_flag=True, help="An accessible PDF (PDF/A-2a, PDF/UA-1), with its structure.")

_print = click.option("--print", "print_copy", is_flag=True, help="For paper: two-sided, with room for the binding.")


@cli.command()
@_tagged
@_print
@_synctex
@common
def pdf(**given: Any) -> int:
    """Build build/thesis.pdf (the default command).

    Example: python build.py pdf --style harvard
    """
    return run(given, pipeline.build)


@cli.command()
@common
def tex(**given: Any) -> int:
    """Write the LaTeX sources only, to build/tex, to be compiled by hand with latexmk.

    Example: python build.py tex && (cd build/tex && latexmk -pdf thesis.tex)
    """
    status = run(given, pipeline.tex)
    if status == OK:
        Output(given).say(f"LaTeX: {shown(options_of(given).build / 'tex' / 'thesis.tex')}")
    return status


@cli.command()
@common
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", show_default=True
)
@click.option("--fix", is_flag=True, help="Write what is certain to be meant, after showing the changes.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
def check(form: str, *, fix: bool, yes: bool, **given: Any) -> int:
    """Run all checks, without TeX.

    Example: python build.py check --format github
    """
    if fix:
        if form != "text":
            raise click.UsageError("--fix shows a diff: it goes with --format text only")
        return _check_and_fix(given, yes=yes)
    if form == "text":
        return run(given, pipeline.check)
    options = options_of(given)
    result = pipeline.check(options)
    if form == "json":
        click.echo(summary.as_json_text(result.diagnostics))
    else:
        make = {"github": summary.as_github, "sarif": summary.as_sarif}[form]
        click.echo(
            make(result.diagnostics, folder_in_repository(options.root)),
            nl=bool(result.diagnostics or form != "github"),
        )
    return exit_status(result)


def _check_and_fix(given: dict[str, Any], *, yes: bool) -> int:
    """Show what --fix changes, ask, write it, and check again."""
    from typesetter import fixing

    options = options_of(given)
    found = fixing.changes(options.root, pipeline.check(options).diagnostics)
    if not found:
        Output(given).say("Nothing to fix that is certain.")
        return run(given, pipeline.check)
    click.echo("\n".join(change.diff() for change in found), nl=False)
    count, files = sum(change.count for change in found), len(found)
    asked = f"{count} change{'s' if count > 1 else ''} in {files} file{'s' if files > 1 else ''}"
    if not yes and not sys.stdin.isatty():
        click.echo(f"{asked}, not written: run it again with --yes.", err=True)
    elif yes or click.confirm(f"Write {asked}?", err=True):
        fixing.apply(found)
        Output(given).say(f"Written: {asked}.")
    return run(given, pipeline.check)


@cli.command()
@common
def stats(**given: Any) -> int:
    """Count words, characters and standard pages by chapter, as the university counts.

    Example: python build.py stats --university generic
    """
    output = Output(given)
    options = options_of(given)
    manuscript, result = pipeline.count(options)
    output.findings(result, options.root)
    if manuscript is not None:
        output.say(summary.statistics_table(manuscript))
    return exit_status(result)


@cli.command()
@_tagged
@_print
@common
def submission(**given: Any) -> int:
    """Build what is handed in, strictly: build/submission with PDF, preflight report, sources and manifest.

    Example: python build.py submission --university aau-dir
    """
    from typesetter.submission import submit

    return run(given, submit, strict=True)


@cli.command()
@common
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR", required=False)
def verify(folder: Path | None, **given: Any) -> int:
    """Build a package of `submission` again from the sources in it, and compare every byte.

    Example: python build.py verify build/submission
    """
    from typesetter.submission import verify as verify_package

    output = Output(given)
    context, on_stage, on_page = output.progress()
    options = options_of(given, on_stage=on_stage, on_page=on_page, strict=True)
    package = folder or options.build / "submission"
    if not package.is_dir():
        raise click.UsageError(f"there is no package '{shown(package)}'; `build.py submission` makes one")
    with context:
        result = verify_package(package.resolve(), options)
    output.findings(result, options.root)
    if not result.failed:
        output.say(f"Made again from its sources, {shown(package)} is the same to the last byte.")
    return exit_status(result)


@cli.command()
@_synctex
@common
def watch(**given: Any) -> int:
    """Build again on every save, until Ctrl-C.

    Example: python build.py watch
    """
    from typesetter.cli.ending import end_when_unheard
    from typesetter.watch import watch as watch_folder

    end_when_unheard()
    output = Output(given)
    options = options_of(given)

    def done(result: pipeline.BuildResult) -> None:
        show(output, options, result)
        output.say(f"Watching {options.root.name}; Ctrl-C ends.")

    try:
        watch_folder(options, done)
    except KeyboardInterrupt:
        output.complain(f"\nNo longer watching {options.root.name}.")
    return OK


@cli.command()
@common
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
@click.option(
    "--to", "form", type=click.Choice(["text", "latex", "html", "markdown"]), default="text", show_default=True
)
@click.option(
    "--bib",
    "bibs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="The works of this .bib file instead of the thesis's; no thesis is needed then.",
)
def cite(keys: Sequence[str], form: str, bibs: Sequence[Path], **given: Any) -> int:
    """Show the in-text forms and the reference of works, in the current style.

    Example: python build.py cite coyle2019 waltz1979 --style cite-them-right --to markdown
    """
    from typesetter.citing import show_keys

    output = Output(given)
    options = options_of(given | ({"thesis": Path.cwd()} if bibs and given["thesis"] is None else {}))
    text, result = show_keys(options, keys, form, bibs)
    output.findings(result, options.root)
    if text:
        click.echo(text)
    return exit_status(result)


@cli.command()
@common
def universities(**given: Any) -> int:
    """List the university profiles.

    Example: python build.py universities
    """
    from typesetter.starter import list_universities

    click.echo(list_universities(options_of(given)))
    return OK


@cli.command()
@common
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path, **given: Any) -> int:
    """Make a new thesis folder that builds at once.

    Example: python build.py new ~/thesis --university aau-dir
    """
    from typesetter.starter import make_thesis

    folder = home_read(folder)
    problem = make_thesis(folder, given["university"] or "generic")
    if problem:
        raise click.UsageError(problem)
    click.echo(f"Made {folder}. Build it with: {called('--thesis', str(folder))}")
    return OK


@cli.command()
@common
def doctor(**given: Any) -> int:
    """Say what is there, what is missing, what each lack costs, and the command that mends it.

    Example: python build.py doctor
    """
    from typesetter.engine.doctor import survey

    options = options_of(given)
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
@common
def clean(**given: Any) -> int:
    """Remove build/.

    Example: python build.py clean
    """
    import shutil

    shutil.rmtree(options_of(given).build, ignore_errors=True)
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

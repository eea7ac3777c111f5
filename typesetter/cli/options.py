"""What click reads for every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from typesetter.cli.containment import containable
from typesetter.cli.plain import COLOURS, DEFAULTS


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
                default=DEFAULTS["limit_seconds"],
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
            click.option(
                "--limit-pages",
                type=click.IntRange(1),
                default=DEFAULTS["limit_pages"],
                show_default=True,
                help="How many pages TeX may set.",
            ),
            click.option("--why", is_flag=True, help="Say why each step ran."),
            click.option("-q", "--quiet", is_flag=True, help="Only errors and warnings."),
            click.option("-v", "--verbose", is_flag=True, help="Notes too."),
            click.option("--color", type=click.Choice(COLOURS), default=DEFAULTS["color"], show_default=True),
        )
    ):
        function = option(function)
    return function


def usage_told(work: Callable[[], object]) -> object:
    """What ``work`` gives; when click finds the arguments wrong, that is shown, and its exit status given.

    Raises KeyboardInterrupt when the user breaks off at a question.
    """
    try:
        return work()
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        return error.exit_code

"""What the checks find in a small thesis: the code, and the very source that is marked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.theses import fill
from typesetter.checks.alignment import source_text
from typesetter.checks.lines import SourceLines
from typesetter.diagnostics import Diagnostic, sort_diagnostics
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read


def marked(root: Path, files: Mapping[str, str] | str, codes: str, *, head: str = "") -> list[tuple[str, str]]:
    """Code and marked source of each finding whose code begins with one of ``codes``, in order of place.

    ``files`` is a whole thesis, or the text of its one chapter; ``head`` are lines of thesis.yaml.
    """
    lines = SourceLines([root])
    return [
        (str(d.code.value), source_text(d.span, lines))
        for d in findings(root, files, codes, head=head)
        if d.span is not None
    ]


def hints(root: Path, files: Mapping[str, str] | str, codes: str, *, head: str = "") -> list[str]:
    """The first hint of each of those findings."""
    return [d.hints[0] for d in findings(root, files, codes, head=head) if d.hints]


def findings(root: Path, files: Mapping[str, str] | str, codes: str, *, head: str = "") -> list[Diagnostic]:
    """Those findings."""
    written = {"chapters/01-one.md": f"# One\n\n{files}\n"} if isinstance(files, str) else dict(files)
    if head:
        written["thesis.yaml"] = f"title: T\nauthors: [A]\n{head}\n"
    result = BuildResult()
    read(Options(fill(root, written).resolve()), result)
    return sort_diagnostics(d for d in result.diagnostics if d.code.value.startswith(tuple(codes.split())))

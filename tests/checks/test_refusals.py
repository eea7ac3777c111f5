"""Errors come from a few checks only, and in what is handed in only: the PDF need not wait for the others."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.theses import fill
from typesetter.checks import source
from typesetter.checks.lines import SourceLines
from typesetter.checks.refusals import refusals, refusing
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read

STARTER = "title: Your Title\nauthors: [{name: Your Name}]\nuniversity: aau\n"


def subject_of(root: Path, *, strict: bool) -> Subject:
    manuscript = read(Options(root), BuildResult(), checked=False)
    assert manuscript is not None
    m = manuscript
    lines = SourceLines([root])
    return Subject(m.thesis, m.file, m.profile, m.cited, m.statistics, strict, m.library, lines, root=root)


def told(diagnostics: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return sorted((str(d.span), d.code.value, d.message) for d in diagnostics)


def test_all_errors_are_refusals(tmp_path: Path) -> None:
    subject = subject_of(fill(tmp_path, {"thesis.yaml": STARTER}).resolve(), strict=True)
    found = refusals(subject)
    assert {d.code for d in found if d.is_error} >= {Code.PLACEHOLDER}
    remarked = [d for some in source.remarks(subject) for d in some]
    assert not any(d.is_error for d in remarked)
    assert told(found + remarked) == told([d for check in source.CHECKS for d in check(subject)])


def test_nothing_is_refused_before_it_is_handed_in(tmp_path: Path) -> None:
    subject = subject_of(fill(tmp_path, {"thesis.yaml": STARTER}).resolve(), strict=False)
    assert refusals(subject) == []
    assert not any(d.is_error for some in source.remarks(subject) for d in some)


def test_no_other_check_can_give_an_error() -> None:
    may = {Path(check.__code__.co_filename).name for check in refusing()}
    folder = Path(source.__file__).parent
    others = {Path(check.__code__.co_filename) for check in (*source.CHECKS, *source.CHAPTER_CHECKS)}
    errors = {code.name for code in Code if code.severity is Severity.ERROR} | {"ERROR"}
    for path in others:
        if path.parent == folder and path.name not in may:
            named = {
                node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
            }
            assert not named & errors, path.name


def test_checks_are_made_one_after_the_other(tmp_path: Path) -> None:
    subject = subject_of(fill(tmp_path).resolve(), strict=False)
    assert len(list(source.remarks(subject))) == len(source.CHECKS) + len(subject.cited.document.chapters)

"""What stands beside the checks: why each code matters, and the hook for pre-commit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from typesetter.codes import Code
from typesetter.reasons import REASONS, reason

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("code", list(Code), ids=lambda code: str(code.value))
def test_every_code_says_why_it_matters(code: Code) -> None:
    assert re.fullmatch(r"[A-Z].*[.]", reason(str(code.value)))


def test_no_reason_is_without_a_code() -> None:
    slugs = [str(code.value) for code in Code]
    assert [key for key in REASONS if not any(s == key or s.startswith(f"{key}-") for s in slugs)] == []
    with pytest.raises(KeyError):
        reason("no-such-code")


def test_the_hook_for_pre_commit_calls_a_command_that_is_installed() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert hook["entry"].split() == ["typesetter", "check"]
    assert "typesetter" in scripts
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("thesis-check", "python", False)
    files = re.compile(hook["files"])
    assert all(files.search(path) for path in ("thesis.yaml", "chapters/01.md", "my/thesis/bib/a.bib", "data/a.csv"))
    assert not files.search("README.md")

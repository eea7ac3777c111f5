"""The rules of the house hold, and each of them can fail."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "typesetter"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES = 350
"""A module longer than this is split by node family, check or step."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {c["id"]: c for c in PROJECT["tool"]["importlinter"]["contracts"]}

VIOLATIONS = {
    "layers": "from typesetter import pipeline",
    "markdown-it": "import markdown_it",
    "pybtex": "import pybtex",
    "pyuca": "import pyuca",
    "pylatex": "import pylatex",
    "jinja": "import jinja2",
    "subprocess": "import subprocess",
    "yaml": "import yaml",
    "matplotlib": "import matplotlib",
    "hunspell": "import hunspell",
    "page": "import page",
    "pypdfium2": "import pypdfium2",
}
"""For each contract a line that breaks it in ``typesetter.diagnostics``."""


def lint(folder: Path) -> tuple[int, set[str]]:
    """What import-linter says in a folder: its status, and the names of the contracts broken."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, set(re.findall(r"^(.+?) BROKEN", done.stdout, re.MULTILINE))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its rules, to be broken."""
    shutil.copytree(PACKAGE, tmp_path / "typesetter", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds(copy: Path) -> None:
    assert lint(copy) == (0, set())


def test_every_contract_can_fail(copy: Path) -> None:
    assert set(VIOLATIONS) == set(CONTRACTS)
    with (copy / "typesetter" / "diagnostics.py").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in VIOLATIONS.values())
    status, broken = lint(copy)
    assert status == 1
    assert broken == {contract["name"] for contract in CONTRACTS.values()}


def test_a_room_that_no_layer_names_is_found(copy: Path) -> None:
    (copy / "typesetter" / "attic.py").write_text('"""A room of its own."""\n', "utf-8")
    assert lint(copy) == (1, {CONTRACTS["layers"]["name"]})


def test_modules_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in MODULES}
    assert len(lengths) > 30
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def prints(source: str) -> list[int]:
    """The lines on which a module prints, or writes to standard output or standard error."""
    found = []
    tree = ast.parse(source)
    flushed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "flush"}
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if (isinstance(called, ast.Name) and called.id == "print") or (
            isinstance(node, ast.Attribute)
            and node.attr in {"stdout", "stderr", "echo", "secho"}
            and _speaks(node.value)
            and id(node) not in flushed
        ):
            found.append(node.lineno)
    return sorted(found)


def _speaks(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"sys", "click"}


def test_only_the_command_line_prints() -> None:
    speakers = {p.relative_to(PACKAGE).as_posix() for p in MODULES if prints(p.read_text("utf-8"))}
    assert speakers == {"cli/__init__.py", "cli/commands.py", "cli/ending.py", "cli/screen.py"}


def test_printing_is_seen() -> None:
    assert prints("import sys, click\nprint(1)\nsys.stderr.write('x')\nclick.echo('x')\nprocess.stdout\n") == [2, 3, 4]
    assert prints("import sys\nsys.stdout.flush()\n") == []


def test_what_is_loaded_at_the_start_is_light() -> None:
    program = "import sys, typesetter.cli; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"click", "matplotlib", "pikepdf", "pypdfium2", "pybtex", "jsonschema", "rich", "watchfiles", "pyuca"}
    assert set(loaded) & heavy == set()


def test_build_py_stays_small() -> None:
    assert (ROOT / "build.py").read_text("utf-8").count("\n") < 20


# --------------------------------------------------------------------------------------------------- dependencies and locks


def requirements(name: str) -> set[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))}


def test_the_requirements_are_those_of_the_project() -> None:
    project = PROJECT["project"]
    backend = PROJECT["build-system"]["requires"]
    wanted = {*project["dependencies"], *project["optional-dependencies"]["plots"], *backend}
    assert requirements("requirements.in") == wanted
    assert requirements("requirements-dev.in") == set(PROJECT["dependency-groups"]["dev"])


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-engine"])
def test_the_locks_pin_everything_and_name_no_host(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE)
    wanted = {re.split(r"[\[<>=!~ ]", line)[0].lower() for line in requirements(f"{name}.in")}
    assert wanted <= set(pinned)
    assert "--hash=sha256:" in text
    assert not re.search(r"https?:|file:|--index|--find", text)
    blocks = re.split(r"\n(?=\S)", text)
    assert all("--hash" in block for block in blocks if "==" in block)


def test_the_dev_lock_agrees_with_the_lock() -> None:
    versions = [
        set(re.findall(r"^(\S+==\S+)", (ROOT / f"{name}.lock").read_text("utf-8"), re.MULTILINE))
        for name in ("requirements", "requirements-dev")
    ]
    assert versions[0] <= versions[1]

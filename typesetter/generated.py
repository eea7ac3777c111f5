"""Files of the repository that are made from the code: the schema of thesis.yaml and the list of diagnostics."""

from __future__ import annotations

from pathlib import Path

from typesetter.codes import Code
from typesetter.config.thesis import json_schema
from typesetter.stamps import write_atomic

_HEAD = """\
# Diagnostics

Generated from `typesetter/codes.py` by `python build.py generate`. Every finding has a code; codes are stable.
An error stops the build, a warning does not, a note is shown with `-v`.

| code | severity | what it means | what to do |
| --- | --- | --- | --- |
"""


def diagnostics_page() -> str:
    """The text of docs/diagnostics.md."""
    severity = {"error": "error", "warning": "warning", "info": "note"}
    rows = []
    for code in sorted(Code, key=lambda c: str(c.value)):
        what, remedy = (text.replace("|", "\\|") for text in (code.what, code.remedy))
        rows.append(f"| `{code.value}` | {severity[code.severity.value]} | {what} | {remedy} |")
    return _HEAD + "\n".join(rows) + "\n"


def generated_files() -> dict[str, str]:
    """Content by path."""
    return {"schema/thesis.schema.json": json_schema(), "docs/diagnostics.md": diagnostics_page()}


def write_generated(root: Path) -> list[str]:
    """Write what has changed; returns the paths of all generated files."""
    files = generated_files()
    for name, text in files.items():
        write_atomic(root / name, text)
    return list(files)

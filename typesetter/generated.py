"""Files of the repository that are made from the code: the schema of thesis.yaml and the list of diagnostics."""

from __future__ import annotations

from pathlib import Path

from typesetter.codes import Code
from typesetter.config.thesis import json_schema
from typesetter.examples import EXAMPLES
from typesetter.stamps import write_atomic

_HEAD = """\
# Diagnostics

Generated from `typesetter/codes.py` and `typesetter/examples.py` by `python build.py generate`. Every finding has a code; codes
are stable. An error stops the build, a warning does not, a note is shown with `-v`. Warnings and notes are silenced with
`checks: {ignore: [code]}` in thesis.yaml.
"""
_SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}


def diagnostics_page() -> str:
    """The text of docs/diagnostics.md. Raises KeyError for a code without an example."""
    parts = [_HEAD]
    for code in sorted(Code, key=lambda c: str(c.value)):
        slug = str(code.value)
        head = f"## {slug}\n\n*{_SEVERITIES[code.severity.value].capitalize()}.* {code.what}"
        parts.append(f"{head}\n\n```text\n{EXAMPLES[slug]}\n```\n\nWhat to do: {code.remedy}\n")
    return "\n".join(parts)


def generated_files() -> dict[str, str]:
    """Content by path."""
    return {"schema/thesis.schema.json": json_schema(), "docs/diagnostics.md": diagnostics_page()}


def write_generated(root: Path) -> list[str]:
    """Write what has changed; returns the paths of all generated files."""
    files = generated_files()
    for name, text in files.items():
        write_atomic(root / name, text)
    return list(files)

"""Files of the repository that are made from the code: schemas, the list of diagnostics, the styles side by side."""

from __future__ import annotations

from pathlib import Path

from typesetter.citations.sheetschema import variant_schema
from typesetter.citations.sidebyside import harvard_page
from typesetter.codes import Code
from typesetter.config.profileschema import profile_schema
from typesetter.config.thesisschema import thesis_schema
from typesetter.examples import EXAMPLES
from typesetter.reasons import reason
from typesetter.stamps import write_atomic

_HEAD = """\
# Diagnostics

Generated from `typesetter/codes.py`, `examples.py` and `reasons.py` by `python build.py generate`. Every finding has a code;
codes are stable. An error stops the build, a warning does not, a note is shown with `-v`.

Warnings and notes that you have judged can be silenced, errors cannot:

- for the paragraph, list, table or heading that follows, by a comment on a line of its own (a reason may stand behind a colon):
  `<!-- check: ignore text-repeated: a refrain -->`; behind text, it is for its line; `ignore-file` is for the whole file;
- in a YAML file for the value that follows, `# check: ignore code`; in a .bib file for the entry that follows,
  `% check: ignore code`;
- everywhere, by `checks: {ignore: [code]}` in thesis.yaml; words that are right as they are, by
  `checks: {allow: {name-variant: [word], misspelt: [word]}}`.

What no longer silences anything is reported, so that no later mistake hides behind it.
"""
_SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}


def diagnostics_page() -> str:
    """The text of docs/diagnostics.md. Raises KeyError for a code without an example."""
    parts = [_HEAD]
    for code in sorted(Code, key=lambda c: str(c.value)):
        slug = str(code.value)
        head = f"## {slug}\n\n*{_SEVERITIES[code.severity.value].capitalize()}.* {code.what}"
        parts.append(
            f"{head}\n\nWhy it matters: {reason(slug)}\n\n```text\n{EXAMPLES[slug]}\n```\n\nWhat to do: {code.remedy}\n"
        )
    return "\n".join(parts)


def generated_files() -> dict[str, str]:
    """Content by path."""
    return {
        "schema/thesis.schema.json": thesis_schema(),
        "schema/variant.schema.json": variant_schema(),
        "schema/profile.schema.json": profile_schema(),
        "docs/diagnostics.md": diagnostics_page(),
        "docs/harvard.md": harvard_page(),
    }


def write_generated(root: Path) -> list[str]:
    """Write what has changed; returns the paths of all generated files."""
    files = generated_files()
    for name, text in files.items():
        write_atomic(root / name, text)
    return list(files)

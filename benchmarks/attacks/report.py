"""The figures' place in ``docs/reliability.md``: a row and a note for each attack, replaced when it has been run again."""

from __future__ import annotations

from attacks.ground import ROOT, Figures

PATH = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
HEAD = ("| attack | what is tried | command | tried | survived | lost |", "| --- | --- | --- | --- | --- | --- |")


def row(name: str, words: str, command: str, figures: Figures) -> str:
    """The row of an attack."""
    numbers = (figures.tried, figures.tried - figures.failed, figures.failed)
    return f"| {name} | {words} | `{command}` | {' | '.join(f'{number:,}' for number in numbers)} |"


def replaced(text: str, name: str, line: str, note: str) -> str:
    """The document with the row and the note of the attack ``name`` replaced, or added behind the others."""
    before, _, rest = text.partition(BEGIN)
    known, _, after = rest.partition(END)
    lines = [one for one in known.strip().splitlines() if one and one not in HEAD]
    rows = _put([one for one in lines if one.startswith("| ")], f"| {name} |", line)
    notes = _put([one for one in lines if one.startswith("- ")], f"- {name}:", f"- {name}: {note}")
    return "\n".join((f"{before}{BEGIN}", *HEAD, *rows, "", *notes, f"{END}{after}"))


def _put(lines: list[str], start: str, line: str) -> list[str]:
    if not any(one.startswith(start) for one in lines):
        return [*lines, line]
    return [line if one.startswith(start) else one for one in lines]


def write(name: str, words: str, command: str, figures: Figures) -> None:
    """Write the row and the note of an attack."""
    note = " ".join(figures.seen.split())
    PATH.write_text(replaced(PATH.read_text("utf-8"), name, row(name, words, command, figures), note), "utf-8")

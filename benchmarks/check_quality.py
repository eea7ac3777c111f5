"""How well the checks find what a careful reader finds: recall and precision by class, on a thesis marked up by hand.

    python benchmarks/check_quality.py --seed FILE [--list]

FILE is the plain text of the thesis that ``tests/checks/seed/defects.csv`` marks up: line, column, class, wrong and right form
of each defect. The thesis is read twice, with its citations as they were typed and as keys. A defect is found when a finding
of a code of its class covers it. With ``--list`` the defects missed and the findings that mark no defect are shown.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.seed_thesis import Made, make
from typesetter.diagnostics import Code, Diagnostic
from typesetter.job import Options
from typesetter.pipeline import check

DEFECTS = Path(__file__).resolve().parents[1] / "tests" / "checks" / "seed" / "defects.csv"
CLASSES: Mapping[str, tuple[str, ...]] = {
    "citation-unlisted": ("cite-unknown", "cite-typed"),
    "citation-wrong": ("cite-unknown", "cite-typed"),
    "ibid": ("cite-ibid",),
    "uncited": ("cite-uncited",),
    "stop-outside": ("cite-outside",),
    "stop-twice": ("stop-twice",),
    "stop-missing": ("sentence-unended",),
    "space": ("punctuation-space",),
    "punctuation": ("punctuation-doubled", "bib-title"),
    "name-variant": ("name-variant",),
    "acronym": ("acronym",),
    "cross-reference": ("ref-",),
    "misspelt": ("misspelt", "bib-variant"),
    "repetition": ("text-repeated", "word-repeated", "opening-repeated"),
    "structure": ("section", "heading"),
    "slip": ("phrase-slip",),
    "spelling-variety": ("spelling",),
    "dash": ("dash",),
    "date-form": ("date",),
    "number-form": ("number",),
    "variant-form": ("name-variant", "term"),
    "agreement": ("phrase-slip",),
    "list-name": ("bib-name",),
    "list-title": ("bib-title",),
    "list-field": ("bib-",),
    "heading-form": ("heading",),
    "fragment": ("sentence",),
    "citation-apart": ("cite-apart",),
    "name-wrong": ("name-variant",),
    "quotation": ("quote-",),
    "quote-form": ("quotes",),
}
"""The codes, or what they begin with, that a finding of each class may have."""


@dataclass(frozen=True)
class Defect:
    """A defect marked by hand: its class, and where it begins and ends in the text."""

    kind: str
    start: int
    end: int
    wrong: str
    right: str
    line: int


def read_defects(text: str) -> list[Defect]:
    """The defects, which must stand where they are said to."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    defects = []
    with DEFECTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = starts[int(row["line"]) - 1] + int(row["column"]) - 1
            if not text.startswith(row["wrong"], start):
                raise SystemExit(f"this is another text: line {row['line']} has no '{row['wrong']}'")
            end = start + len(row["wrong"])
            defects.append(Defect(row["class"], start, end, row["wrong"], row["right"], int(row["line"])))
    return defects


def covers(diagnostic: Diagnostic, defect: Defect, made: Made) -> bool:
    """Whether a finding marks a defect."""
    span = diagnostic.span
    if span is None:
        return False
    start = made.place(span.path, span.line, span.column)
    end = made.place(span.path, span.end_line, max(1, span.end_column - 1))
    if span.path.endswith(".bib"):  # an entry is made anew: its fields stand elsewhere than in the list
        start, end = made.place(span.path, span.line, 1), made.place(span.path, span.line, 1 << 30)
    return start is not None and end is not None and start < defect.end and defect.start <= end


def measure(text: str, defects: Sequence[Defect], *, keyed: bool, show: bool) -> None:
    """Read the thesis, check it, print what was found and what was not."""
    made = make(text, keyed=keyed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        made.write(root)
        result = check(Options(root))
    words = result.statistics.total.words if result.statistics else len(text.split())
    known, found = Counter(d.kind for d in defects), Counter[str]()
    right: set[int] = set()
    missed = []
    for defect in defects:
        prefixes = CLASSES.get(defect.kind, ())
        marks = [
            i for i, d in enumerate(result.diagnostics) if d.code.value.startswith(prefixes) and covers(d, defect, made)
        ]
        marks = marks if prefixes else []
        right.update(marks)
        if marks:
            found[defect.kind] += 1
        else:
            missed.append(defect)
    print(f"\n{'keyed' if keyed else 'typed'} citations: {len(result.diagnostics)} findings, {words} words")
    print("  class                   recall         precision of its codes")
    covering = {i for i, d in enumerate(result.diagnostics) if any(covers(d, defect, made) for defect in defects)}
    for kind in sorted(known):
        own = {i for i, d in enumerate(result.diagnostics) if d.code.value.startswith(CLASSES.get(kind, ("?",)))}
        told = f"{len(own & covering):4} of {len(own):4}   {100 * len(own & covering) / len(own):4.0f} %" if own else ""
        print(f"  {kind:18} {found[kind]:4} of {known[kind]:4}   {100 * found[kind] / known[kind]:4.0f} %   {told}")
    print(
        f"  {'all':18} {sum(found.values()):4} of {len(defects):4}   {100 * sum(found.values()) / len(defects):4.0f} %"
    )
    wrong = [
        d
        for i, d in enumerate(result.diagnostics)
        if i not in right and d.code is not Code.CITE_TYPED and not any(covers(d, defect, made) for defect in defects)
    ]  # a citation typed by hand is a finding of its own kind: that it is typed
    by_code = Counter((d.severity.value, str(d.code.value)) for d in wrong)
    print("  findings that mark none of them:")
    for (severity, code), count in sorted(by_code.items()):
        print(f"    {severity:8} {code:24} {count:4}   {1000 * count / words:5.2f} per 1,000 words")
    if show:
        for defect in missed:
            print(f"  missed: line {defect.line}: {defect.kind}: {defect.wrong!r} → {defect.right!r}")
        for diagnostic in wrong:
            print(
                f"  unmarked: {diagnostic.span}: {diagnostic.severity.value}[{diagnostic.code.value}] {diagnostic.message}"
            )


def main() -> None:
    """Measure both forms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=Path, required=True, help="the plain text of the thesis marked up")
    parser.add_argument("--list", action="store_true", help="show what was missed and what marks nothing")
    options = parser.parse_args()
    text = options.seed.read_text("utf-8")
    defects = read_defects(text)
    for keyed in (True, False):
        measure(text, defects, keyed=keyed, show=options.list)


if __name__ == "__main__":
    main()

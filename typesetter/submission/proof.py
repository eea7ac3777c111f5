"""The finished PDF looked at: validated, measured, compared with the rules. What is found becomes rows and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from typesetter import model as m
from typesetter.checks.pdf import check_pdf, count_links, destination_pages
from typesetter.checks.validation import Verdict, complaints, standards, validate_pdf
from typesetter.conformance.looks import Font, PrintedPicture, fonts, printed_pictures
from typesetter.conformance.measure import Measures, measure
from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.engine import verapdf
from typesetter.figures.images import inspect
from typesetter.job import BuildResult, Made
from typesetter.latex.inline_writer import target_name
from typesetter.submission.page_rules import page_rows
from typesetter.submission.row import Row, complaint
from typesetter.submission.text_rules import file_rows, text_rows, title_rows

LEAST_DPI = 150.0
"""Pixels per inch below which a picture shows its pixels in print; printers ask for 300, screens show about 100."""
_FAR_MM = 3.0
"""How far a picture or a table may stand out into the margin and still be handed in."""
_STANDS_OUT = re.compile(r"table or picture sticks out .* by (?P<points>[\d.]+) pt")
_CHECKED_BEFORE = ("limits.max_words", "limits.max_characters", "limits.standard_pages", "abstract", "declaration")
"""Figures that the checks of the manuscript have compared, and told of at their place."""


@dataclass(frozen=True, slots=True)
class Proof:
    """All that the preflight report tells of the file; ``links`` are those inside the document and those out of it."""

    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    measures: Measures
    fonts: tuple[Font, ...]
    pictures: tuple[PrintedPicture, ...]
    links: tuple[int, int]
    findings: tuple[Diagnostic, ...]


def prove(path: Path, made: Made, result: BuildResult, root: Path) -> Proof:
    """Look at the PDF at ``path``, which was made from ``made``."""
    margins = made.profile.layout.margins
    measures = measure(path, top=margins.top, bottom=margins.bottom)
    verdicts = (*validate_pdf(path, tagged=made.tagged), *_second_opinion(path, tagged=made.tagged))
    valid = all(verdict.passed for verdict in verdicts)
    statistics, places = result.statistics, destination_pages(path)
    rows = [
        *page_rows(made.profile, measures),
        *(text_rows(made, statistics, result.pages, places) if statistics is not None else ()),
        *title_rows(made, statistics, path),
        *file_rows(made, path, standards(tagged=made.tagged), valid=valid),
    ]
    shown = tuple(printed_pictures(path))
    findings = [
        *complaints(verdicts, _figures_by_page(places, made)),
        *(
            complaint(made.profile, row)
            for row in rows
            if row.verdict == "unmet" and not row.chosen and not _told_before(row)
        ),
        *check_pdf(path),
        *_coarse(shown, made, root),
    ]
    return Proof(tuple(rows), verdicts, measures, tuple(fonts(path)), shown, count_links(path), tuple(findings))


def _told_before(row: Row) -> bool:
    missing_field = row.figure.startswith("title_page.") and row.found == "not in thesis.yaml"
    return row.figure in _CHECKED_BEFORE or missing_field or row.figure == "submission.pdf_standard"


def _second_opinion(path: Path, *, tagged: bool) -> Iterator[Verdict]:
    program = verapdf.installed()
    if program is None:
        return
    for standard in standards(tagged=tagged):
        told = verapdf.validate(program, path, standard)
        if told is not None:
            yield Verdict("veraPDF", standard, *told)


def hardened(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Findings as a submission takes them: placeholders, and pictures and tables far out in the margin, stop it."""
    return [replace(d, severity=Severity.ERROR) if _stops(d) else d for d in diagnostics]


def _stops(diagnostic: Diagnostic) -> bool:
    if diagnostic.code is Code.PLACEHOLDER:
        return True
    far = _STANDS_OUT.search(diagnostic.message) if diagnostic.code is Code.LATEX_OVERFULL else None
    return far is not None and float(far["points"]) / 72.27 * 25.4 > _FAR_MM


def _figures(made: Made) -> Iterator[m.Figure]:
    blocks = tuple(chapter.blocks for chapter in made.cited.document.chapters)
    return (node for node in m.walk(blocks) if isinstance(node, m.Figure))


def _figures_by_page(pages: Mapping[str, int], made: Made) -> dict[int, Span]:
    """By page the figure that stands on it, where there is just one."""
    found: dict[int, list[Span]] = {}
    for figure in _figures(made):
        number = pages.get(target_name(figure.label)) if figure.label else None
        if number is not None:
            found.setdefault(number, []).append(figure.span)
    return {number: spans[0] for number, spans in found.items() if len(spans) == 1}


def _coarse(shown: tuple[PrintedPicture, ...], made: Made, root: Path) -> Iterator[Diagnostic]:
    """Pictures with too few pixels for their size, each at the line of its figure: the one with as many pixels."""
    places: dict[tuple[int, int], list[m.Figure]] = {}
    for figure in _figures(made):
        info, _ = inspect(root / figure.path, figure.path, figure.span)
        if info is not None:
            places.setdefault((int(info.width), int(info.height)), []).append(figure)
    for picture in shown:
        if picture.dpi >= LEAST_DPI:
            continue
        waiting = places.get((picture.width, picture.height), [])
        shows = waiting.pop(0) if waiting else None
        name = f"'{shows.path}'" if shows is not None else "a picture"
        message = f"{name} has {picture.dpi:.0f} pixels an inch as printed on page {picture.page}: its pixels show"
        needed = round(picture.width * LEAST_DPI / picture.dpi)
        hint = f"export it {needed:,} pixels wide or more, or print it smaller with width="
        yield Diagnostic(Code.IMAGE_COARSE, message, shows.span if shows is not None else None, (hint,))

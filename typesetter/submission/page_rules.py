"""What the university asks of the page, compared with what the PDF measures; where it asks nothing, the profile's choice."""

from __future__ import annotations

from collections.abc import Iterator

from typesetter.config.profile import Profile
from typesetter.config.profile_model import PAPERS_MM
from typesetter.config.profile_rules import Range
from typesetter.conformance.measure import Box, Measures, Page
from typesetter.submission.row import Row, Verdict, row

_MARGIN_TOLERANCE = 1.0
"""Millimetres: a hyphen or a full stop hangs out of the text by design, and a letter's shape ends before or behind its box."""
_SIZE_TOLERANCE = 0.3
"""Points: Computer Modern's 12 pt is 11.95 pt, its 11 pt 10.95 pt."""
_SPACING_TOLERANCE = 0.06
"""Of a line: single spacing differs by as much between typefaces."""
_PAPER_TOLERANCE = 1.0
_FAMILIES = {
    "times": ("times", "termes", "nimbusrom", "stix"),
    "helvetica": ("helvet", "heros", "nimbussan", "arial", "liberationsans"),
    "computer modern": ("lmroman", "latinmodern", "cmr", "sfrm", "cmu"),
    "palatino": ("palatino", "pagella", "palladio"),
    "courier": ("courier", "cursor", "nimbusmon"),
    "charter": ("charter", "xcharter"),
}
"""Faces by the names that their free counterparts with the same widths have in a PDF."""
_SAME = {"times new roman": "times", "arial": "helvetica", "cambria": "times", "latin modern": "computer modern"}


def page_rows(profile: Profile, measures: Measures) -> Iterator[Row]:
    """A line for each figure of the page."""
    rules, layout = profile.rules, profile.layout
    yield _paper(profile, measures)
    sides = margins(profile, measures)
    for side in ("inner", "outer", "top", "bottom"):
        asked: Range | None = getattr(rules.margins, side)
        chosen = getattr(layout.margins, side) + (layout.margins.binding if side == "inner" else 0)
        page, found = sides[side]
        where = f"{found:.1f} mm (least, on page {page})"
        if asked is not None:
            asked = _with_binding(asked, side, layout.margins.binding)
            holds = asked.holds(found, _MARGIN_TOLERANCE)
            yield row(profile, f"rules.margins.{side}", f"Margin, {side}", bounds(asked, "mm"), where, holds)
        else:
            holds = found >= chosen - _MARGIN_TOLERANCE
            yield row(profile, f"layout.margins.{side}", f"Margin, {side}", f"at least {chosen:g} mm", where, holds)
    yield _figure(
        profile,
        "size",
        "Type size",
        chosen=float(layout.size),
        found=measures.size,
        unit="pt",
        tolerance=_SIZE_TOLERANCE,
    )
    if measures.note_size is not None:
        yield _figure(
            profile, "note_size", "Type size of notes",
            chosen=None, found=measures.note_size, unit="pt", tolerance=_SIZE_TOLERANCE,
        )  # fmt: skip
    yield _figure(
        profile, "spacing", "Line spacing",
        chosen=layout.spacing.text, found=measures.spacing, unit="times single", tolerance=_SPACING_TOLERANCE,
    )  # fmt: skip
    yield _typefaces(profile, measures)


def margins(profile: Profile, measures: Measures) -> dict[str, tuple[int, float]]:
    """For each side the page with the least margin, and that margin in millimetres; the text block alone is looked at."""
    boxes = [(page, box) for page in measures.pages if page.width <= page.height and (box := page.text) is not None]
    if not boxes:
        return dict.fromkeys(("inner", "outer", "top", "bottom"), (0, 0.0))
    return {
        side: min(((page.number, _side(box, page, side, two_sided=profile.layout.two_sided)) for page, box in boxes),
                  key=lambda pair: pair[1])
        for side in ("inner", "outer", "top", "bottom")
    }  # fmt: skip


def _side(box: Box, page: Page, side: str, *, two_sided: bool) -> float:
    if side in ("top", "bottom"):
        return float(getattr(box, side))
    left_is_inner = not two_sided or page.number % 2 == 1
    return box.left if (side == "inner") is left_is_inner else box.right


def bounds(asked: Range, unit: str) -> str:
    """A range in words."""
    if asked.min is not None and asked.max is not None:
        return f"{asked.min:g} {unit}" if asked.min == asked.max else f"{asked.min:g} to {asked.max:g} {unit}"
    if asked.min is not None:
        return f"at least {asked.min:g} {unit}"
    return f"at most {asked.max:g} {unit}" if asked.max is not None else "nothing in particular"


def _with_binding(asked: Range, side: str, binding: float) -> Range:
    """What is lost in a print copy's binding comes on top of the inner margin."""
    if side != "inner" or not binding or asked.max is None:
        return asked
    return Range(min=asked.min, max=asked.max + binding)


def _paper(profile: Profile, measures: Measures) -> Row:
    name = profile.rules.paper or profile.layout.paper
    figure = "rules.paper" if profile.rules.paper else "layout.paper"
    width, height = PAPERS_MM[name]
    odd = [
        page.number
        for page in measures.pages
        if abs(min(page.width, page.height) - width) > _PAPER_TOLERANCE
        or abs(max(page.width, page.height) - height) > _PAPER_TOLERANCE
    ]
    first = measures.pages[0] if measures.pages else None
    found = f"{first.width:.1f} × {first.height:.1f} mm" if first else "no page"
    if odd:
        found += f", but not page {odd[0]}" if first and odd[0] != first.number else ""
    return row(
        profile,
        figure,
        "Paper",
        f"{'A4' if name == 'a4' else name.capitalize()} ({width:g} × {height:g} mm)",
        found,
        not odd and first is not None,
    )


def _figure(
    profile: Profile, name: str, words: str, *, chosen: float | None, found: float, unit: str, tolerance: float
) -> Row:
    asked: Range | None = getattr(profile.rules, name)
    told = f"{found:.2f} {unit}" if unit == "times single" else f"{found:.1f} {unit}"
    figure = "layout.spacing.text" if name == "spacing" else f"layout.{name}"
    if asked is not None:
        holds: Verdict | bool = asked.holds(found, tolerance) if found else "not measured"
        return row(profile, f"rules.{name}", words, bounds(asked, unit), told, holds)
    if chosen is None:
        return row(profile, figure, words, "nothing in particular", told, "met")
    holds = abs(found - chosen) <= 2 * tolerance if found else "not measured"
    return row(profile, figure, words, f"{chosen:g} {unit}", told, holds)


def family(face: str) -> str | None:
    """The family that a face of a PDF belongs to, by its usual name in lower case; None for one that is not known."""
    flat = face.casefold().replace("-", "").replace(" ", "")
    return next(
        (name for name, signs in _FAMILIES.items() if any(flat.startswith(s) or f"gyre{s}" in flat for s in signs)),
        None,
    )


def _typefaces(profile: Profile, measures: Measures) -> Row:
    face, share = next(iter(measures.faces.items()), ("none", 0.0))
    found_family = family(face)
    told = f"{face}, {share:.0%} of the text" + (f" ({found_family.title()})" if found_family else "")
    asked = profile.rules.typefaces
    if not asked:
        return row(profile, "layout.typeface", "Typeface", profile.layout.typeface, told, "met")
    wanted = {_SAME.get(name.casefold(), name.casefold()) for name in asked}
    return row(profile, "rules.typefaces", "Typeface", " or ".join(asked), told, found_family in wanted)

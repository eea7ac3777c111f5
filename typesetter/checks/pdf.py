"""Checks of the finished PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typesetter.diagnostics import Code, Diagnostic


def check_pdf(path: Path) -> list[Diagnostic]:
    """What universities refuse a file for: fonts that are not embedded, encryption, links that lead nowhere."""
    import pikepdf

    found: list[Diagnostic] = []
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted:
            found.append(Diagnostic(Code.RULE_UNMET, "the PDF is encrypted"))
        missing = sorted({name for page in pdf.pages for name in open_fonts(page.obj.get("/Resources"), set())})
        dead = sorted(dead_links(pdf))
    for name in missing:
        message = f"the font '{name}' is not embedded in the PDF"
        hint = "an included picture uses it: export that picture with its fonts embedded"
        found.append(Diagnostic(Code.RULE_UNMET, message, None, (hint,)))
    for page, target in dead:
        message = f"a link on page {page} of the PDF leads to '{target}', which is nowhere in it"
        hint = "a link made in raw LaTeX needs its \\hypertarget"
        found.append(Diagnostic(Code.LINK_DEAD, message, None, (hint,)))
    return found


def open_fonts(resources: Any, seen: set[tuple[int, int]]) -> set[str]:
    """The names of fonts used here or in the forms used here that carry no font file."""
    names: set[str] = set()
    if resources is None:
        return names
    for font in (resources.get("/Font") or {}).values():
        descendants = font.get("/DescendantFonts")
        for one in descendants if descendants is not None else [font]:
            descriptor = one.get("/FontDescriptor")
            embedded = descriptor is not None and any(
                k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3")
            )
            if not embedded and one.get("/Subtype") != "/Type3":
                names.add(str(font.get("/BaseFont", "?")).lstrip("/"))
    for form in (resources.get("/XObject") or {}).values():
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            names |= open_fonts(form.get("/Resources"), seen)
    return names


def count_links(path: Path) -> tuple[int, int]:
    """How many links of the file at ``path`` lead to places inside it, and how many out of it."""
    import pikepdf

    inside = outside = 0
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for note in page.obj.get("/Annots", ()):
                if note.get("/Subtype") == "/Link":
                    action = note.get("/A")
                    if action is not None and action.get("/S") != "/GoTo":
                        outside += 1
                    else:
                        inside += 1
    return inside, outside


def dead_links(pdf: Any) -> set[tuple[int, str]]:
    """The links inside the document that do not resolve: page number from 1, and target."""
    known = set(_targets(pdf))
    pages = {page.obj.objgen for page in pdf.pages}
    dead: set[tuple[int, str]] = set()
    for number, page in enumerate(pdf.pages, 1):
        for note in page.obj.get("/Annots", ()):
            if note.get("/Subtype") != "/Link":
                continue
            action = note.get("/A")
            if action is not None and action.get("/S") != "/GoTo":
                continue
            target = note.get("/Dest") if action is None else action.get("/D")
            if target is None:
                dead.add((number, "nothing"))
            elif _is_array(target):
                if len(target) == 0 or getattr(target[0], "objgen", None) not in pages:
                    dead.add((number, "a page"))
            elif str(target) not in known:
                dead.add((number, str(target).lstrip("/")))
    return dead


def destination_pages(path: Path) -> dict[str, int]:
    """The page (from 1) of each named destination of the file at ``path``."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        found = {}
        for name, target in _named(pdf):
            aim: Any = target.get("/D") if isinstance(target, pikepdf.Dictionary) else target
            if _is_array(aim) and len(aim) and getattr(aim[0], "objgen", None) in numbers:
                found[name] = numbers[aim[0].objgen]
        return found


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


def _targets(pdf: Any) -> Iterator[str]:
    return (name for name, _ in _named(pdf))


def _named(pdf: Any) -> Iterator[tuple[str, Any]]:
    """The names of all destinations, each with where it is (ISO 32000-1, 12.3.2.3)."""
    yield from ((str(name), target) for name, target in (pdf.Root.get("/Dests") or {}).items())
    names = pdf.Root.get("/Names")
    waiting = [names.get("/Dests")] if names is not None else []
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        pairs = node.get("/Names")
        if pairs is not None:
            yield from ((str(pairs[index]), pairs[index + 1]) for index in range(0, len(pairs) - 1, 2))
        waiting += list(node.get("/Kids", ()))

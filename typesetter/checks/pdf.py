"""Checks of the finished PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typesetter.diagnostics import Code, Diagnostic


def check_pdf(path: Path) -> list[Diagnostic]:
    """What universities refuse a file for: fonts that are not embedded, encryption."""
    import pikepdf

    found: list[Diagnostic] = []
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted:
            found.append(Diagnostic(Code.RULE_UNMET, "the PDF is encrypted"))
        missing = sorted({name for page in pdf.pages for name in _open_fonts(page.obj.get("/Resources"), set())})
    for name in missing:
        message = f"the font '{name}' is not embedded in the PDF"
        hint = "an included picture uses it: export that picture with its fonts embedded"
        found.append(Diagnostic(Code.RULE_UNMET, message, None, (hint,)))
    return found


def _open_fonts(resources: Any, seen: set[tuple[int, int]]) -> set[str]:
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
            names |= _open_fonts(form.get("/Resources"), seen)
    return names

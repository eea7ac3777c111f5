"""Pictures that TeX can include and that an archivable PDF may not hold (ISO 19005-2, 6.2.4 and 6.2.11)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from typesetter import model as m
from typesetter.checks.pdf import open_fonts
from typesetter.checks.subject import Subject
from typesetter.config.paths import resolve_inside
from typesetter.diagnostics import Code, Diagnostic, Severity
from typesetter.shelf import Shelf
from typesetter.stamps import digest
from typesetter.witness import code_digest

_OPEN_FONT = "export it again with its fonts embedded (in Inkscape, LibreOffice and Word: PDF/A), or its words as paths"
_CMYK = "export it in RGB: the colours of a file for reading are those of screens"
_ALL = "all"
_Unfit = tuple[tuple[str, str], ...]
"""What is wrong with a picture, each with its remedy; kept for all pictures, by the digests of their bytes, in one value."""
_CMYK_OPERATORS = frozenset({"k", "K"})
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG's that begin a frame's header, in which the number of components stands (ITU-T T.81, B.2.2)."""


def unfit_pictures(subject: Subject) -> Iterator[Diagnostic]:
    """Pictures with fonts that are not embedded, or in CMYK: an error in what is handed in, a warning before."""
    shelf = Shelf(subject.cache / "pictures", code_digest()) if subject.cache is not None else None
    kept: dict[str, _Unfit] = (shelf.get(_ALL) if shelf is not None else None) or {}
    seen: dict[str, _Unfit] = {}
    severity = Severity.ERROR if subject.strict else Severity.WARNING
    for node in (node for chapter in subject.cited.document.chapters for node in chapter.survey.numbered):
        if not isinstance(node, m.Figure):
            continue
        path, _ = resolve_inside(subject.root, node.path, node.span)
        if path is None:
            continue
        try:
            data = path.read_bytes()
        except OSError:
            continue
        name = digest(data)
        if name not in seen:
            seen[name] = kept[name] if name in kept else tuple(unfit(data))
        for what, remedy in seen[name]:
            message = f"'{node.path}' {what}, which no archivable PDF may have"
            yield Diagnostic(Code.IMAGE_UNFIT, message, node.span, (remedy,), severity)
    if shelf is not None:
        if seen != kept:
            shelf.put(_ALL, seen)
        shelf.tidy()


def unfit(data: bytes) -> Iterator[tuple[str, str]]:
    """What is wrong with a picture of these bytes, and its remedy; nothing for one that is damaged, which others tell."""
    if data.startswith(b"\xff\xd8"):
        if _jpeg_components(data) == 4:
            yield "is a photograph in CMYK", _CMYK
    elif b"%PDF-" in data[:1024]:
        yield from _unfit_pdf(data)


def _unfit_pdf(data: bytes) -> Iterator[tuple[str, str]]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted or not pdf.pages:
                return
            page = pdf.pages[0]
            fonts = sorted(open_fonts(page.obj.get("/Resources"), set()))
            cmyk = _has_cmyk(page, page.obj.get("/Resources"), set())
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        return
    if fonts:
        named, many = " and ".join(f"'{name}'" for name in fonts), len(fonts) > 1
        what = (
            f"uses the fonts {named} without embedding them" if many else f"uses the font {named} without embedding it"
        )
        yield what, _OPEN_FONT
    if cmyk:
        yield "has colours in CMYK", _CMYK


def _has_cmyk(content: Any, resources: Any, seen: set[tuple[int, int]]) -> bool:
    """Whether a page or a form sets colours in DeviceCMYK, or shows a picture or a form that does."""
    import pikepdf

    instructions: Any = pikepdf.parse_content_stream(content, "k K")
    if any(str(operator) in _CMYK_OPERATORS for _, operator in instructions):
        return True
    if resources is None:
        return False
    if any(space == "/DeviceCMYK" for space in (resources.get("/ColorSpace") or {}).values()):
        return True
    for form in (resources.get("/XObject") or {}).values():
        if form.get("/Subtype") == "/Image" and form.get("/ColorSpace") == "/DeviceCMYK":
            return True
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            if _has_cmyk(form, form.get("/Resources"), seen):
                return True
    return False


def _jpeg_components(data: bytes) -> int:
    """The number of colour components of a JPEG, 0 when no frame is found."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return 0
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_FRAMES:
            return data[at + 9]
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (unfit_pictures,)

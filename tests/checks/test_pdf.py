"""What a finished PDF is refused for."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.theses import ROOT
from typesetter.checks.pdf import check_pdf, destination_pages
from typesetter.diagnostics import Code


def _pdf(path: Path, *, font: pikepdf.Dictionary | None = None, nested: bool = False, encrypted: bool = False) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        resources = pikepdf.Dictionary()
        if font is not None:
            resources["/Font"] = pikepdf.Dictionary(F1=font)
        if nested:
            form = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, Resources=resources)
            form.Resources["/XObject"] = pikepdf.Dictionary(Self=form)  # a form that shows itself must not loop
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X1=form))
        page.obj["/Resources"] = resources
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="") if encrypted else False)
    return path


def _font(**descriptor: pikepdf.Object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        FontDescriptor=pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, **descriptor),
    )


def test_a_sound_file(tmp_path: Path) -> None:
    assert check_pdf(_pdf(tmp_path / "a.pdf")) == []
    assert check_pdf(_pdf(tmp_path / "b.pdf", font=_font(FontFile=pikepdf.Dictionary()))) == []
    assert check_pdf(ROOT / "figures" / "transmission-belt.pdf") == []


@pytest.mark.parametrize("nested", [False, True])
def test_a_font_that_is_not_embedded(nested: bool, tmp_path: Path) -> None:
    (found,) = check_pdf(_pdf(tmp_path / "a.pdf", font=_font(), nested=nested))
    assert found.code is Code.RULE_UNMET
    assert found.message == "the font 'Helvetica' is not embedded in the PDF"
    assert found.hints


def test_encryption(tmp_path: Path) -> None:
    (found,) = check_pdf(_pdf(tmp_path / "a.pdf", encrypted=True))
    assert found.message == "the PDF is encrypted"


def _linked(path: Path, target: pikepdf.Object, **action: pikepdf.Object) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]))
        if action:
            link["/A"] = pikepdf.Dictionary(**action, D=target)
        else:
            link["/Dest"] = target
        page.obj["/Annots"] = pikepdf.Array([link])
        here = pikepdf.Array([page.obj, pikepdf.Name.Fit])
        names = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("here"), here]))
        pdf.Root["/Names"] = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Kids=pikepdf.Array([names])))
        pdf.save(path)
    return path


@pytest.mark.parametrize("kind", ["dest", "action"])
def test_links_inside_the_document(kind: str, tmp_path: Path) -> None:
    action = {"S": pikepdf.Name.GoTo} if kind == "action" else {}
    assert check_pdf(_linked(tmp_path / "a.pdf", pikepdf.String("here"), **action)) == []
    (found,) = check_pdf(_linked(tmp_path / "b.pdf", pikepdf.String("nowhere"), **action))
    assert found.code is Code.LINK_DEAD
    assert found.message == "a link on page 1 of the PDF leads to 'nowhere', which is nowhere in it"
    assert destination_pages(tmp_path / "a.pdf") == {"here": 1}

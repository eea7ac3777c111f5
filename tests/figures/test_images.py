"""Pictures: kinds by their bytes, sizes, and everything that cannot be included."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.figures.images import ImageInfo, ImageKind, inspect

PLACE = Span("chapters/05-case.md", 12, 1, 12, 40)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 3, height: int = 2, *, extra: bytes = b"", depth: int = 8) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    image = Image.effect_noise((40, 30), 80).convert(mode)
    image.save(out, "JPEG", **options)
    return out.getvalue()


def pdf(
    path: Path, *, pages: int = 1, box: tuple[float, ...] = (0, 0, 200, 100), encrypt: str | None = None, **keys: object
) -> None:
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(100, 100))
        page.obj.MediaBox = pikepdf.Array([pikepdf.Object.parse(str(number).encode()) for number in box])
        page.obj.Contents = document.make_stream(b"0 0 m 10 10 l S\n" * 50)
        for key, value in keys.items():
            page.obj[f"/{key}"] = value
    encryption = pikepdf.Encryption(owner="o", user=encrypt) if encrypt is not None else False
    document.save(path, encryption=encryption)


def look(folder: Path, content: bytes, name: str = "figures/map.png") -> tuple[ImageInfo | None, list[Diagnostic]]:
    path = folder / Path(name).name
    path.write_bytes(content)
    return inspect(path, name, PLACE)


def refused(folder: Path, content: bytes, words: str) -> Diagnostic:
    info, found = look(folder, content)
    assert info is None
    assert len(found) == 1
    assert found[0].code is Code.IMAGE_BAD
    assert found[0].severity is Severity.ERROR
    assert found[0].span == PLACE
    assert words in found[0].message, found[0].message
    assert found[0].hints
    return found[0]


def test_png(tmp_path: Path) -> None:
    assert look(tmp_path, png()) == (ImageInfo(ImageKind.PNG, 3, 2), [])
    info, _ = look(tmp_path, png(600, 300, extra=chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))))
    assert info is not None
    assert info.dpi == pytest.approx(300, abs=0.01)
    assert info.natural_size == pytest.approx((144.54, 72.27), abs=0.01)
    info, _ = look(tmp_path, png(extra=chunk(b"pHYs", struct.pack(">IIB", 1, 1, 0))))
    assert info is not None
    assert info.dpi is None


def test_the_bytes_decide_and_not_the_name(tmp_path: Path) -> None:
    info, found = look(tmp_path, jpeg(), "figures/map.png")
    assert found == []
    assert info is not None
    assert (info.kind, info.suffix, info.width, info.height) == (ImageKind.JPEG, ".jpg", 40, 30)


@pytest.mark.parametrize(
    ("mode", "options", "dpi"),
    [
        ("RGB", {}, None), ("L", {"dpi": (150, 150)}, 150), ("CMYK", {}, None),
        ("RGB", {"progressive": True, "dpi": (72, 72)}, 72), ("RGB", {"optimize": True, "quality": 95}, None),
    ],
)  # fmt: skip
def test_jpeg(tmp_path: Path, mode: str, options: dict[str, object], dpi: float | None) -> None:
    info, found = look(tmp_path, jpeg(mode, **options))
    assert found == []
    assert info == ImageInfo(ImageKind.JPEG, 40, 30, dpi)
    assert look(tmp_path, jpeg(mode, **options) + b"trailing bytes of a camera")[1] == []


def test_a_photograph_taken_sideways_is_a_warning(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x112] = 6
    info, found = look(tmp_path, jpeg(exif=exif.tobytes()))
    assert info is not None
    assert [(d.code, d.severity) for d in found] == [(Code.IMAGE_BAD, Severity.WARNING)]
    assert "-auto-orient" in found[0].hints[0]
    exif[0x112] = 1
    exif[0x11A], exif[0x128] = 300.0, 2
    info, found = look(tmp_path, jpeg(exif=exif.tobytes()))
    assert found == []
    assert info is not None
    assert info.dpi == 300


def test_pdf(tmp_path: Path) -> None:
    path = tmp_path / "map.pdf"
    pdf(path)
    assert inspect(path, "figures/map.pdf", PLACE) == (ImageInfo(ImageKind.PDF, 200, 100), [])
    pdf(path, Rotate=90, UserUnit=2)
    info, _ = inspect(path, "figures/map.pdf", PLACE)
    assert info == ImageInfo(ImageKind.PDF, 200, 400)
    pdf(path, CropBox=pikepdf.Array([10, 10, 60, 50]))
    info, _ = inspect(path, "figures/map.pdf", PLACE)
    assert info is not None
    assert (info.width, info.height) == (50, 40)
    assert info.natural_size == pytest.approx((50.1875, 40.15))


def test_a_pdf_of_several_pages_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "map.pdf"
    pdf(path, pages=3)
    info, found = inspect(path, "figures/map.pdf", PLACE)
    assert info is not None
    assert info.pages == 3
    assert [d.severity for d in found] == [Severity.WARNING]
    assert "first of its 3 pages" in found[0].message


def test_pdfs_that_cannot_be_included(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf(path, encrypt="secret")
    refused(tmp_path, path.read_bytes(), "password")
    pdf(path, encrypt="")
    refused(tmp_path, path.read_bytes(), "encrypted")
    pdf(path, pages=0)
    refused(tmp_path, path.read_bytes(), "no pages")
    pdf(path, box=(0, 0, 20000, 10))
    refused(tmp_path, path.read_bytes(), "20,000 × 10 points")
    pdf(path)
    whole = path.read_bytes()
    for end in range(10, len(whole) - 8, 29):
        refused(tmp_path, whole[:end], "")
    refused(tmp_path, whole.replace(b"/Pages", b"/Pigs!"), "")


@pytest.mark.parametrize(
    ("content", "words", "remedy"),
    [
        (b"", "empty", "again"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG", "rsvg-convert"),
        (b"\xef\xbb\xbf  <svg>", "SVG", "inkscape"),
        (b"\x1f\x8b\x08\x00", "compressed", "inkscape"),
        (b"GIF89a\x01\x00", "GIF", "magick"),
        (b"II*\x00\x08\x00\x00\x00", "TIFF", "magick"),
        (b"MM\x00*\x00\x00\x00\x08", "TIFF", "figures/map.png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP", "magick"),
        (b"BM\x00\x00\x00\x00", "BMP", "magick"),
        (b"\x00\x00\x00\x18ftypheic\x00", "HEIC", "JPEG"),
        (b"\x00\x00\x00\x18ftypavif\x00", "AVIF", "JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript", "epstopdf"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page", "save the picture"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS", "git lfs pull"),
        (b"PK\x03\x04\x14\x00", "ZIP", "export"),
        (b"year,count\n1999,3\n", "text file", "plot=bar"),
        (b"\x00\x01\x02\x03" * 40, "not a PDF, PNG or JPEG", "export it"),
        (b"\x89PNG\n\x1a\n\x00", "beginning is damaged", "again"),
    ],
)
def test_other_files(tmp_path: Path, content: bytes, words: str, remedy: str) -> None:
    assert any(remedy in hint for hint in refused(tmp_path, content, words).hints)


def test_damaged_pictures(tmp_path: Path) -> None:
    whole = png()
    for end in range(8, len(whole)):
        refused(tmp_path, whole[:end], "")
    for at in range(8, len(whole)):
        refused(tmp_path, whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], "")
    whole = jpeg()
    for end in range(3, len(whole), 7):
        refused(tmp_path, whole[:end], "")
    refused(tmp_path, whole[:-2], "cut off")
    refused(tmp_path, png(0, 5), "no width")
    refused(tmp_path, png(depth=3), "header is damaged")
    refused(tmp_path, png()[:33] + chunk(b"IEND", b""), "no pixels")
    refused(tmp_path, whole.replace(b"\xff\xc0", b"\xff\xc9", 1), "arithmetic")


def test_absurd_sizes_are_refused_by_their_header(tmp_path: Path) -> None:
    refused(tmp_path, png(60_000, 50_000), "60,000 × 50,000 pixels")
    assert look(tmp_path, png(10_000, 10_000))[1] == []


def test_missing_and_unreadable(tmp_path: Path) -> None:
    assert [d.code for d in inspect(tmp_path / "no.png", "figures/no.png", PLACE)[1]] == [Code.IMAGE_MISSING]
    assert [d.code for d in inspect(tmp_path, "figures", PLACE)[1]] == [Code.IMAGE_MISSING]


@settings(max_examples=150, deadline=None)
@given(
    start=st.sampled_from(
        [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7\n", b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II"]
    ),
    body=st.binary(max_size=300),
)
def test_no_file_raises(tmp_path_factory: pytest.TempPathFactory, start: bytes, body: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(start + body)
    info, found = inspect(path, "any.bin", PLACE)
    assert (info is None) == any(d.is_error for d in found)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(3, 600), value=st.integers(0, 255))
def test_no_damaged_photograph_raises(tmp_path_factory: pytest.TempPathFactory, at: int, value: int) -> None:
    whole = bytearray(jpeg(dpi=(96, 96)))
    whole[at % len(whole)] = value
    path = tmp_path_factory.getbasetemp() / "any.jpg"
    path.write_bytes(bytes(whole))
    inspect(path, "any.jpg", PLACE)

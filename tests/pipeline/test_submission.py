"""What is handed in: the package, its proof, and what stops it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.theses import at, fill, put
from typesetter.diagnostics import Code, Severity
from typesetter.job import BuildResult, Options
from typesetter.pipeline import build
from typesetter.starter import make_thesis
from typesetter.submission import submit, verify

MINE = "templates/universities/mine/profile.yaml"


def hand_in(root: Path, **options: Any) -> BuildResult:
    return submit(Options(root.resolve(), strict=True, **options))


def errors(result: BuildResult) -> list[str]:
    return [f"{at(d)} {d.message}" for d in result.diagnostics if d.is_error]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def png(width: int, height: int, colour: int = 2) -> bytes:
    """Colour 2 is RGB, 6 RGB with alpha."""
    channels = {2: 3, 6: 4}[colour]
    rows = (b"\0" + bytes((x * 7) % 256 for x in range(width * channels))) * height

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def drawing(content: bytes, **resources: pikepdf.Object) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj["/Resources"] = pikepdf.Dictionary(**resources)
        page.obj["/Contents"] = pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


OPEN_FONT = drawing(
    b"BT /F1 12 Tf 10 50 Td (Hello) Tj ET",
    Font=pikepdf.Dictionary(
        F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    ),
)
FIGURE = '# One\n\nAs @fig-a shows.\n\n![What it is](figures/{name}){{#fig-a alt="A picture"{more}}}\n'


def figure(name: str, data: bytes, more: str = "") -> dict[str, str | bytes | None]:
    return {"chapters/01-one.md": FIGURE.format(name=name, more=more), f"figures/{name}": data}


# ------------------------------------------------------------------------------------------------------- the package itself


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fill(
        tmp_path_factory.mktemp("submission") / "thesis",
        figure("a.png", png(900, 300))
        | {
            "thesis.yaml": "title: Grüße\nauthors: [Zoë Ångström-Øst]\ndate: 2024-05-31\nuniversity: mine\n",
            MINE: "name: Mine\nlayout: {size: 11}\nrules: {size: {min: 11}, margins: {inner: {min: 30}}}\n"
            'submission: {file_name: "{author}_{student_number}_{year}.pdf", max_megabytes: 5}\n'
            "sources: [{figures: [rules], address: https://example.edu/rules, verified: true, note: Read there.}]\n",
            "notes.txt": "none of the thesis",
        },
    )
    result = hand_in(root)
    assert errors(result) == []
    assert result.pdf == root.resolve() / "build" / "submission" / "Angstrom-Ost_2024.pdf"
    return root


def test_what_is_in_the_package(handed_in: Path) -> None:
    folder = handed_in / "build" / "submission"
    assert set(contents(folder)) == {
        "Angstrom-Ost_2024.pdf",
        "preflight.html",
        "preflight.json",
        "source.zip",
        "manifest.json",
    }
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["inputs"]) == {"thesis.yaml", "chapters/01-one.md", "figures/a.png", MINE}
    assert set(manifest["outputs"]) == set(contents(folder)) - {"manifest.json"}
    assert "pdfTeX" in manifest["tools"]["tex"] or "Tectonic" in manifest["tools"]["tex"]
    with zipfile.ZipFile(folder / "source.zip") as archive:
        names = set(archive.namelist())
    assert {f"manuscript/{name}" for name in manifest["inputs"]} <= names
    assert {"README.txt", "latex/thesis.tex", "latex/latexmkrc", "latex/chapters/01-01-one.tex"} <= names


def test_the_report_measures_the_pdf(handed_in: Path) -> None:
    report = json.loads((handed_in / "build" / "submission" / "preflight.json").read_text("utf-8"))
    rows = {row["figure"]: row for row in report["rules"]}
    assert rows["rules.margins.inner"] == {
        "date": None,
        "figure": "rules.margins.inner",
        "rule": "Margin, inner",
        "required": "at least 30 mm",
        "found": rows["rules.margins.inner"]["found"],
        "verdict": "met",
        "chosen": False,
        "address": "https://example.edu/rules",
        "verified": True,
        "note": "Read there.",
    }
    assert rows["rules.margins.inner"]["found"].startswith("32.")
    assert rows["rules.size"]["found"] in ("10.9 pt", "11.0 pt")
    assert rows["layout.margins.top"]["chosen"]
    assert rows["title_page.required"]["verdict"] == "met"
    assert rows["submission.file_name"]["found"] == "Angstrom-Ost_2024.pdf"
    assert [(v["standard"], v["passed"]) for v in report["validation"] if v["validator"] != "veraPDF"] == [
        ("PDF/A-2u", True)
    ]
    assert report["pictures"] == [{"page": 3, "width": 900, "height": 300, "dpi": report["pictures"][0]["dpi"]}]
    assert all(font["embedded"] for font in report["fonts"])


class Page(HTMLParser):
    """Collects what a page is made of, and fails where a tag is not closed."""

    void = frozenset("meta img br link hr input rect".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_is_self_contained_and_accessible(handed_in: Path) -> None:
    text = (handed_in / "build" / "submission" / "preflight.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.of("html")[0]["lang"] == "en-GB"
    assert [len(page.of(tag)) for tag in ("h1", "main", "header", "footer", "nav", "title")] == [1] * 6
    assert all(cell.get("scope") in ("row", "col") for cell in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))
    assert all(image.get("alt") and str(image["src"]).startswith("data:image/png;base64,") for image in page.of("img"))
    ids = {str(attributes["id"]) for _, attributes in page.tags if "id" in attributes}
    for link in page.of("a"):
        target = str(link["href"])
        assert target[1:] in ids if target.startswith("#") else target.startswith("https://")
    assert page.of("script") + page.of("link") == []
    assert "url(" not in text
    assert text.count("<li><figure>") == 3  # a thumbnail of every page


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium to look at the page with")
def test_the_page_prints(handed_in: Path, tmp_path: Path) -> None:
    page = handed_in / "build" / "submission" / "preflight.html"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"]
    subprocess.run(
        [*command, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "What the university asks" in text
    assert "at least 30 mm" in text


@pytest.mark.skipif(shutil.which("latexmk") is None, reason="no latexmk")
def test_the_sources_compile_elsewhere(handed_in: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(handed_in / "build" / "submission" / "source.zip", tmp_path)
    done = subprocess.run(["latexmk", "-quiet"], cwd=tmp_path / "latex", capture_output=True, text=True, check=False)
    assert (tmp_path / "latex" / "thesis.pdf").is_file(), done.stdout[-2000:]
    with pikepdf.open(tmp_path / "latex" / "thesis.pdf") as pdf:
        assert len(pdf.pages) == 3


def test_a_package_is_made_again(handed_in: Path, tmp_path: Path) -> None:
    first = contents(handed_in / "build" / "submission")
    again = fill(
        tmp_path / "elsewhere",
        {n: (handed_in / n).read_bytes() for n in ("thesis.yaml", "chapters/01-one.md", "figures/a.png", MINE)},
    )
    assert errors(hand_in(again)) == []
    assert contents(again / "build" / "submission") == first  # another folder, another day


def test_verify(handed_in: Path, tmp_path: Path) -> None:
    options = Options(handed_in.resolve())
    folder = handed_in / "build" / "submission"
    assert verify(folder.resolve(), options).diagnostics == []

    copy = shutil.copytree(folder, tmp_path / "copy")
    with (copy / "Angstrom-Ost_2024.pdf").open("ab") as file:
        file.write(b"\n")
    (copy / "more.txt").write_text("x", "utf-8")
    assert errors(verify(copy, options)) == [
        "package-differs 'Angstrom-Ost_2024.pdf' has been changed since the package was made",
        "package-differs 'more.txt' does not belong to the package",
    ]


def test_verify_finds_a_pdf_that_its_sources_do_not_give(handed_in: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(handed_in / "build" / "submission", tmp_path / "copy")
    name = "Angstrom-Ost_2024.pdf"
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["outputs"][name] = hashlib.sha256((copy / name).read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert errors(verify(copy, Options(handed_in.resolve()))) == [
        "package-differs 'Angstrom-Ost_2024.pdf' is not what the sources give",
        "package-differs 'manifest.json' is not what the sources give",
    ]


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a\\b"])
def test_verify_unpacks_nothing_elsewhere(name: str, handed_in: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(handed_in / "build" / "submission", tmp_path / "copy")
    with zipfile.ZipFile(copy / "source.zip", "w") as archive:
        archive.writestr(f"manuscript/{name}", "x")
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["outputs"]["source.zip"] = hashlib.sha256((copy / "source.zip").read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    found = verify(copy, Options(handed_in.resolve()))
    assert errors(found) == ["package-differs 'source.zip' does not hold the files that the manifest lists"]


def test_verify_of_what_is_no_package(tmp_path: Path) -> None:
    (found,) = verify(tmp_path, Options(tmp_path)).diagnostics
    assert found.code is Code.PACKAGE_DIFFERS


# ------------------------------------------------------------------------------------------------------------- what stops it


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            figure("a.pdf", OPEN_FONT),
            [
                "image-unfit chapters/01-one.md:5:1 'figures/a.pdf' uses the font 'Helvetica' without embedding it, which no archivable PDF may have"
            ],
            id="open-font",
        ),
        pytest.param(
            figure("a.pdf", drawing(b"0 1 0 0 k 10 10 50 50 re f")),
            [
                "image-unfit chapters/01-one.md:5:1 'figures/a.pdf' has colours in CMYK, which no archivable PDF may have"
            ],
            id="cmyk",
        ),
        pytest.param(
            figure("a.tiff", b"II*\x00" + b"\x00" * 1_000_000),
            [
                "image-bad chapters/01-one.md:5:1 'figures/a.tiff' cannot be included: it is a picture in the TIFF format"
            ],
            id="tiff",
        ),
        pytest.param(
            figure("a.png", png(300, 100), " width=140%"),
            ["overfull chapters/01-one.md:5:1 a table or picture sticks out into the margin by 165.1 pt"],
            id="wider-than-the-text",
        ),
        pytest.param(
            {"thesis.yaml": "title: A Title\nauthors: [Your Name]\ndate: 2024-05-31\n"},
            ["placeholder thesis.yaml:2:11 'Your Name' is a placeholder"],
            id="author",
        ),
        pytest.param(
            {"thesis.yaml": "title: Your Title\nauthors: [A. Writer]\ndate: 2024-05-31\n"},
            ["placeholder thesis.yaml:1:8 'Your Title' is a placeholder"],
            id="title",
        ),
        pytest.param(
            {"chapters/01-one.md": "# One\n\nTODO: write this.\n"},
            ["placeholder chapters/01-one.md:3:1 placeholder text: 'TODO'"],
            id="text",
        ),
    ],
)
def test_broken_inputs_are_caught_at_their_line(
    files: dict[str, str | bytes | None], expected: list[str], tmp_path: Path
) -> None:
    root = fill(tmp_path, files)
    assert errors(hand_in(root)) == expected
    assert not (root / "build" / "submission").exists()


def test_missing_alternative_text_where_it_is_wanted(tmp_path: Path) -> None:
    root = fill(
        tmp_path,
        figure("a.png", png(900, 300)) | {MINE: "name: Mine\nsubmission: {tagged: true}\n"},
    )
    put(root, {"chapters/01-one.md": FIGURE.format(name="a.png", more="").replace(' alt="A picture"', "")})
    assert errors(hand_in(root, university="mine")) == [
        "alt-missing chapters/01-one.md:5:1 this picture has no alternative text"
    ]


def test_a_picture_with_alpha_is_valid(tmp_path: Path) -> None:
    root = fill(tmp_path, figure("a.png", png(900, 300, 6)))
    assert errors(hand_in(root)) == []


def test_coarse_pictures_are_told_at_their_figure(tmp_path: Path) -> None:
    root = fill(tmp_path, figure("a.png", png(300, 100), " width=100%"))
    found = [d for d in hand_in(root).diagnostics if d.code is Code.IMAGE_COARSE]
    assert [(at(d), d.severity) for d in found] == [("image-coarse chapters/01-one.md:5:1", Severity.WARNING)]


@pytest.mark.parametrize(("most", "over"), [(6, 0), (5, 1)])
def test_a_word_over_the_limit(most: int, over: int, tmp_path: Path) -> None:
    root = fill(tmp_path, {MINE: f"name: Mine\nlimits: {{max_words: {most}}}\n"})
    expected = [f"rule-unmet thesis.yaml:1:1 6 words, 1 too many: Mine allows {most}"] if over else []
    assert errors(hand_in(root, university="mine")) == expected


def test_a_page_that_breaks_the_rule_is_named_and_an_earlier_package_stays(tmp_path: Path) -> None:
    root = fill(tmp_path)
    assert errors(hand_in(root)) == []
    before = contents(root / "build" / "submission")
    put(root, {MINE: "name: Mine\nlayout: {size: 10}\nrules: {margins: {inner: {min: 40}}, size: {min: 12}}\n"})
    found = errors(hand_in(root, university="mine"))
    assert [re.sub(r"\.\d mm .*?;", ";", line) for line in found] == [
        "rule-unmet thesis.yaml:1:1 Margin, inner: 32; Mine asks for at least 40 mm",
        "rule-unmet thesis.yaml:1:1 Type size: 10.0 pt; Mine asks for at least 12 pt",
    ]
    assert contents(root / "build" / "submission") == before


def test_a_copy_for_paper(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/02-two.md": "# Two\n\nText of the second chapter.\n"})
    result = hand_in(root, print_copy=True)
    assert errors(result) == []
    folder = root / "build" / "submission-print"
    report = json.loads((folder / "preflight.json").read_text("utf-8"))
    rows = {row["figure"]: row for row in report["rules"]}
    assert rows["layout.margins.inner"]["required"] == "at least 38.5 mm"
    assert rows["layout.margins.inner"]["verdict"] == "met"
    chapters = [
        page["number"] for page in report["measures"]["pages"] if page["text_margins_mm"] and page["number"] > 2
    ]
    assert all(number % 2 for number in chapters)  # on right-hand pages, with blank versos between them
    assert verify(folder.resolve(), Options(root.resolve())).diagnostics == []
    assert not (root / "build" / "submission").exists()


def test_a_copy_for_paper_leaves_the_one_for_reading_alone(tmp_path: Path) -> None:
    root = fill(tmp_path).resolve()
    assert build(Options(root)).passes > 0
    before = (root / "build" / "thesis.pdf").read_bytes()
    assert build(Options(root, print_copy=True)).pdf == root / "build" / "thesis-print.pdf"
    assert (root / "build" / "thesis.pdf").read_bytes() == before != (root / "build" / "thesis-print.pdf").read_bytes()
    assert build(Options(root)).passes == 0


def test_a_new_folder_is_not_handed_in_as_it_is(tmp_path: Path) -> None:
    assert make_thesis(tmp_path / "new", "melbourne") == ""
    found = [
        line.partition(" ")[2].partition(" ")[2]
        for line in errors(hand_in(tmp_path / "new"))
        if line.startswith("placeholder")
    ]
    assert found == [
        f"'Your {what}' is a placeholder" for what in ("Title", "Name", "Supervisor", "Degree", "Department")
    ]


def test_title_pages_are_read_back(tmp_path: Path) -> None:
    page = "templates/universities/mine/titlepage.tex.j2"
    rules = "name: Mine\nsources: [{figures: [title_page], address: https://example.edu, verified: true}]\n"
    root = fill(tmp_path, {MINE: rules, page: "\\begin{titlepage}\\VAR{ thesis.title }\\end{titlepage}\n"})
    (found,) = errors(hand_in(root, university="mine"))
    assert found == "rule-unmet thesis.yaml:1:1 Title page: authors: 'A. Writer' is not on page 1; Mine asks for it"

"""A tagged thesis through TeX: its structure read back from the PDF, and the judgement of a validator."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance.structure import Node, read_structure, unmarked_text
from tests.theses import PNG, build_in, fill

CHAPTER = """\
# Method {#sec-method}

A paragraph with a [link](https://example.org), a reference to @sec-data, $x^2$ and a note.[^n] ![Seal](figures/a.png)

[^n]: The text of the note, with @waltz1979 in it.

> Words of somebody else [@waltz1979, p. 5].

- one
- two
    1. nested

Term
:   its definition

## Data {#sec-data}

![Map of the area](figures/a.png){#fig-map alt="A map: the area lies between two rivers"}

| Year | Value |
| --- | --: |
| 2019 | 4 |
| 2020 |   |

: Values {#tbl-values}

$$ \\sum_{i} x_i $$ {#eq-sum}

See @fig-map, @tbl-values and @eq-sum.

#### A level too deep

```
code
```
"""
BIB = "@book{waltz1979, author = {Waltz, Kenneth}, title = {Theory}, year = {1979}, publisher = {McGraw-Hill}}\n"


@pytest.fixture(scope="module", params=["texlive", "embedded"])
def tagged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fill(
        tmp_path_factory.mktemp("tagged"),
        {"chapters/01-one.md": CHAPTER, "figures/a.png": PNG, "bib/references.bib": BIB},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TYPESETTER_ENGINE", request.param)
        result = build_in(root, tagged=True)
    assert result.pdf is not None, result.diagnostics
    return result.pdf


@pytest.fixture(scope="module")
def document(tagged: Path) -> Node:
    return read_structure(tagged)


def squeezed(text: str) -> str:
    return re.sub(r"[\s￼]+", "", text)


def test_every_character_is_in_the_structure_or_decoration(tagged: Path) -> None:
    assert unmarked_text(tagged) == ""


def test_headings_have_their_levels_and_skip_none(document: Node) -> None:
    headings = [(n.role, squeezed(n.all_text())) for n in document.walk() if re.fullmatch(r"H\d", n.role)]
    assert headings == [
        ("H1", "Contents"), ("H1", "Chapter1Method"), ("H2", "1.1Data"), ("H3", "Aleveltoodeep"), ("H1", "References"),
    ]  # fmt: skip


def test_the_paragraph_holds_its_link_formula_note_and_picture(document: Node) -> None:
    paragraph = next(n for n in document.find("P") if squeezed(n.text).startswith("Aparagraph"))
    roles = [child.role for child in paragraph.children]
    assert roles == ["Link", "Link", "Formula", "Link", "Note", "Figure"]
    assert [child.annotations for child in paragraph.children] == [1, 1, 0, 1, 0, 0]
    formula, note, picture = paragraph.children[2], paragraph.children[4], paragraph.children[5]
    assert formula.alt == "x^2"
    assert [c.role for c in note.children] == ["Lbl", "P"]
    assert "Thetextofthenote" in squeezed(note.all_text())
    assert picture.alt == "Seal"


def test_quotations_lists_and_definitions(document: Node) -> None:
    (quotation,) = document.find("BlockQuote")
    assert squeezed(quotation.all_text()).startswith("Wordsofsomebodyelse")
    lists = document.find("L")[1:]  # the first has the facts of the title page
    numbering = [str(one.attributes["/ListNumbering"]) for one in lists]
    assert numbering[:3] == ["/Disc", "/Decimal", "/None"]
    assert [c.role for c in lists[0].children] == ["LI", "LI"]
    assert [c.role for c in lists[0].children[0].children] == ["Lbl", "LBody"]
    assert lists[1] in list(lists[0].walk())
    assert squeezed(lists[2].children[0].all_text()) == "Termitsdefinition"


def test_tables_have_rows_headers_and_empty_cells(document: Node) -> None:
    (table,) = document.find("Table")
    assert [c.role for c in table.children] == ["Caption", "TR", "TR", "TR"]
    rows = [[(c.role, squeezed(c.all_text())) for c in row.children] for row in table.children[1:]]
    assert rows == [
        [("TH", "Year"), ("TH", "Value")], [("TD", "2019"), ("TD", "4")], [("TD", "2020"), ("TD", "")],
    ]  # fmt: skip
    assert str(table.children[1].children[0].attributes["/Scope"]) == "/Column"


def test_figures_have_alternative_text_and_captions(document: Node) -> None:
    figure = next(n for n in document.find("Figure") if n.alt != "Seal")
    assert figure.alt == "A map: the area lies between two rivers"
    captions = [squeezed(n.all_text()) for n in document.find("Caption")]
    assert captions == ["Figure1.1Mapofthearea", "Table1.1Values"]


def test_contents_are_a_list_of_links(document: Node) -> None:
    (contents,) = document.find("TOC")
    assert {c.role for c in contents.children} == {"TOCI"}
    assert [squeezed(c.all_text()) for c in contents.children] == ["1Method1", "1.1Data1", "References3"]


def test_validators_agree(tagged: Path) -> None:
    page = pytest.importorskip("page", reason="the validator is not installed")
    for profile in (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf(str(tagged), profile=profile)
        assert [(f.rule_id, f.message) for f in report.failures] == []


def test_tags_move_nothing(tmp_path: Path) -> None:
    """A tagged PDF looks as the other does: every letter at the same place, up to TeX's rounding."""
    root = fill(tmp_path, {"chapters/01-one.md": CHAPTER, "figures/a.png": PNG, "bib/references.bib": BIB})
    plain, marked = (_letters(build_in(root, tagged=tagged).pdf) for tagged in (False, True))
    assert [letter for letter, _, _ in plain] == [letter for letter, _, _ in marked]
    assert max(abs(a[1] - b[1]) + abs(a[2] - b[2]) for a, b in zip(plain, marked, strict=True)) < 0.3


def _letters(pdf: Path | None) -> list[tuple[str, float, float]]:
    """Every letter with its place in points."""
    import pypdfium2

    assert pdf is not None
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                letter = text.get_text_range(index, 1)
                if letter.strip():
                    left, bottom, _, _ = text.get_charbox(index)
                    found.append((letter, left, bottom))
    return found

"""The pages themselves: the document template with every construct, set by each engine that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.templates import sample
from tests.templates.support import (
    ENGINES,
    ROOT,
    TEMPLATES,
    Typeset,
    context,
    environment,
    profile,
    sample_thesis,
    typeset,
)
from typesetter.structs import replace

LONG = "A title that goes on about the foreign policy of the Russian Federation towards the South Caucasus in all its periods"


@pytest.fixture(scope="module", params=ENGINES)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Typeset:
    folder = tmp_path_factory.mktemp(request.param)
    return typeset(request.param, folder, sample.files(sample_thesis()))


def problems(log: str) -> list[str]:
    """Lines of a log that mean that something is wrong with a page."""
    pattern = re.compile(
        r"^\S+:\d+: |^! |Overfull|Missing character|undefined|multiply defined|Rerun (to|LaTeX)|has been referenced|same identifier"
    )
    return [line for line in log.splitlines() if pattern.search(line)]


def small(engine: str, folder: Path, text: str, **changes: Any) -> Typeset:
    """A document of one chapter."""
    files = {"chapters/03-theory.tex": f"\\chapter[One]{{One}}\n\n{text}\n"}
    lone = {
        "front": [],
        "main": context()["main"][:1],
        "appendices": [],
        "references": None,
        "has_figures": 0,
        "has_tables": 0,
    }
    return typeset(engine, folder, files, passes=2, **{**lone, **changes})


def test_nothing_goes_wrong(document: Typeset) -> None:
    assert problems(document.log) == []
    assert len(document.pages) > 20


def test_letters_with_marks_come_out_as_letters(document: Typeset) -> None:
    for word in (
        "Erdoğan, Çakmak, Özşahin, Güner Özkan, İstanbul, ışık, Šuša",
        "żółć, ćevapi, čeština, Götz, Frédéric",
    ):
        assert word in document.words
    assert "efficient, offices, flow, affluent" in document.words
    assert "“double”, ‘single’" in document.words
    assert "inline_code(x, 'y')" in document.words
    assert re.search(r"# --option \{\} \\input", document.words)


def test_every_font_is_an_outline_with_its_characters(document: Typeset) -> None:
    with pikepdf.open(document.folder / "thesis.pdf") as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        assert fonts
        assert {str(font.Subtype) for font in fonts} <= {"/Type1", "/Type0"}
        assert all("/ToUnicode" in font for font in fonts)


def test_no_note_is_lost(document: Typeset) -> None:
    for words in (
        "A note in struck text.",
        "A note to an abbreviation.",
        "A note in the note.",
        "The note of a caption.",
    ):
        assert document.words.count(words) == 1


def test_title_page(document: Typeset) -> None:
    first = " ".join(document.pages[0].split())
    for words in (
        "Aalborg University",
        "Holding the Balance",
        "Alex Example",
        "20201234",
        "Sam Example",
        "31 May 2024",
    ):
        assert words in first
    assert "Keystrokes, with spaces 84,210" in first
    assert "Standard pages 35" in first
    assert "Words" not in first


def test_order_of_the_parts(document: Typeset) -> None:
    openings = [
        "Abstract", "Acknowledgements", "Contents", "List of figures", "List of abbreviations", "CHAPTER 1", "CHAPTER 2",
        "Bibliography", "APPENDIX A", "APPENDIX B", "APPENDIX C",
    ]  # fmt: skip
    found = [
        next(i for i, page in enumerate(document.pages) if page.strip().upper().startswith(o.upper())) for o in openings
    ]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_outline_and_page_labels(document: Typeset) -> None:
    with pikepdf.open(document.folder / "thesis.pdf") as pdf:
        with pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
            theory = next(item for item in outline.root if str(item.title) == "1 Theoretical framework")
            sections = [str(item.title) for item in theory.children]
        assert titles == [
            "Title page", "Abstract", "Acknowledgements", "Contents", "List of figures", "List of tables",
            "List of abbreviations", "1 Theoretical framework", "2 Ten thousand words", "Bibliography",
            "A Timeline of the conflict", "B Interviews", "C Declaration",
        ]  # fmt: skip
        assert sections == [
            "1.1 Defensive neorealism",
            "1.2 Levels of analysis: the system, the state, and the person who decides",
        ]
        labels = list(pdf.Root.PageLabels.Nums)
        assert [str(labels[i].get("/S")) for i in range(1, len(labels), 2)] == ["/r", "/D"]
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]).startswith("Holding the Balance: Russian foreign policy")
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240531000000")


def test_a_link_leads_to_the_top_of_what_it_names(document: Typeset) -> None:
    with pikepdf.open(document.folder / "thesis.pdf") as pdf:
        places = destinations(pdf)
    for name in (
        "sec-theory",
        "sec-defensive",
        "fig-first",
        "tbl-forces",
        "tbl-long",
        "eq-balance",
        "ref-waltz1979",
        "sec-unnumbered",
    ):
        assert name in places
    assert places["sec-defensive"][1] > places["section.1.1"][1]
    assert places["fig-first"][1] > places["figure.1.1"][1] + 100  # the top of the drawing, not its caption
    assert 0 < places["tbl-land"][1] < 600  # a landscape page is one, not a turned one


def destinations(pdf: pikepdf.Pdf) -> dict[str, tuple[int, float]]:
    """Name → page object and height of every named destination."""
    found: dict[str, tuple[int, float]] = {}

    def visit(node: Any) -> None:
        for kid in node.get("/Kids", []):
            visit(kid)
        names = list(node.get("/Names", []))
        for name, value in zip(names[::2], names[1::2], strict=True):
            place = value.D if isinstance(value, pikepdf.Dictionary) else value
            found[str(name)] = (place[0].objgen[0], float(place[3]))

    visit(pdf.Root.Names.Dests)
    return found


def test_landscape_pages_have_the_other_format(document: Typeset) -> None:
    with pikepdf.open(document.folder / "thesis.pdf") as pdf:
        wide = [i for i, page in enumerate(pdf.pages) if float(page.mediabox[2]) > float(page.mediabox[3])]
    assert len(wide) == 1
    assert "A table on a landscape page" in document.pages[wide[0]]


def test_the_two_pdflatex_set_the_same_pages(tmp_path: Path) -> None:
    files = sample.files(sample_thesis())
    one, two = (typeset(engine, tmp_path / engine, files) for engine in ("pdflatex", "embedded"))
    assert one.pages == two.pages


@pytest.mark.parametrize("engine", ENGINES)
def test_same_input_same_bytes(engine: str, tmp_path: Path) -> None:
    one, two = (small(engine, tmp_path / name, sample.LOREM) for name in ("here", "there/deeper"))
    assert (one.folder / "thesis.pdf").read_bytes() == (two.folder / "thesis.pdf").read_bytes()


def test_the_preamble_is_that_of_the_profile_not_of_the_thesis() -> None:
    template = environment().get_template("document.tex.j2")
    other = sample_thesis(
        title="Another", authors=(), date=None, keywords=(), supervisors=(), subtitle=None, degree=None
    )
    preambles = set()
    for variables in (
        context(),
        context(thesis=other, has_figures=0, counts={"words": 1, "characters": 2, "standard_pages": 3}),
    ):
        text = template.render(**variables)
        preamble, mark, rest = text.partition("%%tp-preamble-end\n")
        assert mark
        assert rest.startswith("\\begin{document}\n")
        preambles.add(preamble)
    assert len(preambles) == 1


@pytest.mark.parametrize("place", ["foot-centre", "foot-outer", "head-outer"])
@pytest.mark.parametrize("two_sided", [False, True])
def test_long_titles_never_stick_out_of_the_running_head(place: str, two_sided: bool, tmp_path: Path) -> None:
    base = profile(two_sided=two_sided)
    chosen = replace(base, paging=replace(base.paging, place=place))
    text = rf"\chaptermark{{{LONG}}}\section[{LONG}]{{{LONG}}}" + "\n" + f"{sample.LOREM}\n\n" * 16
    done = small("pdflatex", tmp_path, text, profile=chosen)
    assert problems(done.log) == []
    assert "Package fancyhdr Warning" not in done.log
    assert "…" in done.pages[-1] or ". . ." in done.pages[-1]


@pytest.mark.parametrize(
    ("engine", "typeface"),
    [
        *(("pdflatex", face) for face in ("latin-modern", "charter", "termes", "pagella", "heros")),
        *(("lualatex", face) for face in ("charter", "termes", "heros")),
        *(("embedded", face) for face in ("charter", "termes")),
    ],
)
def test_typefaces(engine: str, typeface: str, tmp_path: Path) -> None:
    text = sample.VOCABULARY.partition("\n\n")[2].partition("\\begin{itemize}")[0]
    done = small(engine, tmp_path, text, profile=profile(typeface=typeface, size=11))
    assert problems(done.log) == []
    # Charter puts a letter that its maker left out together from two, which not every viewer reads as one
    assert ("Götz, Frédéric" if typeface == "charter" else "Erdoğan, Çakmak, Özşahin") in done.words


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_cyrillic(engine: str, tmp_path: Path) -> None:
    text = (
        "\\section[Внешняя политика]{Внешняя политика}\nРоссия и \\emph{Кавказ}, \\textbf{Нагорный Карабах}, "
        "\\textsc{Москва}, \\tpcode{код}, Київ, Ђорђе.\\footnote{Сноска.}"
    )
    done = small(engine, tmp_path, text, scripts=["cyrillic"])
    assert problems(done.log) == []
    assert "Внешняя политика" in done.words
    assert "Россия и Кавказ, Нагорный Карабах" in done.words
    with pikepdf.open(done.folder / "thesis.pdf") as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        assert {str(font.Subtype) for font in fonts} <= {"/Type1", "/Type0"}


@pytest.mark.parametrize("engine", ["pdflatex", "embedded"])
def test_danish_pages_speak_danish(engine: str, tmp_path: Path) -> None:
    thesis = sample_thesis(language="da", subtitle=None, authors=sample_thesis().authors * 2)
    done = small(engine, tmp_path, sample.LOREM, lang="danish", thesis=thesis)
    assert problems(done.log) == []
    for words in ("31. maj 2024", "Anslag med mellemrum", "Vejleder", "Indhold", "84.210"):
        assert words in done.words
    assert "KAPITEL 1" in done.words.upper()


def test_bare_thesis(tmp_path: Path) -> None:
    bare = sample_thesis(
        date=None,
        subtitle=None,
        supervisors=(),
        degree=None,
        institution=None,
        keywords=(),
        title="A & B: 100% of \\emph{c}_d #1",
    )
    done = small("pdflatex", tmp_path, "Text.", thesis=bare, profile=profile("generic"), packages=[])
    assert problems(done.log) == []
    assert "A & B: 100% of \\emph{c}_d #1" in done.words


def test_addresses_break_instead_of_sticking_out(document: Typeset) -> None:
    squeezed = re.sub(r"\s", "", document.text)
    assert "https://doi.org/10.1080/13569775.2016.1201312" in squeezed
    assert "withoutAnyPlaceToBreakItForQuiteSomeTimeBecauseSuchThingsHappenInLifeAndInLibraries&b=c" in squeezed
    assert not re.search(r"https?:/+\s*$", document.text, re.MULTILINE)


def test_matter_follows_the_profile(tmp_path: Path) -> None:
    base = profile()
    matter = replace(base.matter, main=("chapters", "appendices", "references"))
    paging = replace(base.paging, one_run=True)
    contents = replace(base.contents, front_matter=True)
    chosen = replace(base, matter=matter, paging=paging, contents=contents)
    done = typeset("pdflatex", tmp_path, sample.files(sample_thesis()), passes=2, profile=chosen)
    assert done.pages[-1].strip().startswith("Bibliography")
    assert done.pages[1].strip().endswith("2")
    contents_page = next(page for page in done.pages if page.strip().startswith("Contents"))
    assert "Abstract" in contents_page


def test_no_item_of_the_front_matter_is_lost() -> None:
    base = profile()
    front = tuple(
        slot for slot in base.matter.front if slot not in ("acknowledgements", "abbreviations", "declaration")
    )
    chosen = replace(base, matter=replace(base.matter, front=front))
    text = environment().get_template("document.tex.j2").render(**context(profile=chosen))
    inputs = re.findall(r"\\input\{(chapters/0[0-2][^}]*)\}", text)
    assert inputs == ["chapters/00-abstract", "chapters/01-abbreviations", "chapters/02-acknowledgements"]


def test_everything_that_the_writer_says_is_defined() -> None:
    defined = "\n".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "parts").glob("*.j2"))
    said: set[str] = set()
    for path in sorted((ROOT / "typesetter" / "latex").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        said |= set(re.findall(r"\\{1,2}(tp[a-z]+)\b", source)) | set(re.findall(r'"(tp[a-z]+)"', source))
    lacking = [name for name in sorted(said) if not re.search(rf"\\{name}(?![a-zA-Z@])|\{{{name}\}}", defined)]
    assert lacking == []

"""The reference list in the style `harvard`: the published lines, each kind of work, and works with gaps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from typesetter.citations.driver import format_references
from typesetter.citations.entries import make_entry
from typesetter.citations.kinds import TYPES
from typesetter.citations.labels import letters_of
from typesetter.citations.library import load_library
from typesetter.citations.render import to_html, to_text
from typesetter.citations.sheets import load_variant
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Span

SEED = Path(__file__).parent / "seed"
HARVARD, _ = load_variant("harvard", SEED)
assert HARVARD is not None
EXPECTED = yaml.safe_load((SEED / "expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def seed_lines(harvard: Variant) -> dict[str, str]:
    library, diagnostics = load_library([("references.bib", (SEED / "references.bib").read_text(encoding="utf-8"))])
    assert diagnostics == []
    labelled = letters_of(library.entries.values(), harvard)
    return {e.key: to_text(i) for (e, _), i in zip(labelled, format_references(labelled, harvard), strict=True)}


@pytest.mark.parametrize("key", EXPECTED)
def test_published_lines(key: str, seed_lines: dict[str, str]) -> None:
    plain = str.maketrans("‘’", "''")  # the published list has typewriter's marks
    assert seed_lines[key].translate(plain) == EXPECTED[key]["line"]


def test_the_published_lines_are_all_there(seed_lines: dict[str, str]) -> None:
    published = [key for key, row in EXPECTED.items() if row["published"]]
    assert (len(seed_lines), len(published)) == (61, 49)
    assert seed_lines.keys() == EXPECTED.keys()


KINDS_OF_WORK = {
    "article": (
        "@article{k, author={Götz, Elias}, title={Neorealism and policy}, journal={Contemporary Politics}, year=2016, volume=22, number=3, pages={301--323}, doi={https://doi.org/10.1080/1}}",
        'Götz, E. (2016). Neorealism and policy. <em>Contemporary Politics</em>, 22(3), pp.301–323. doi:<a href="https://doi.org/10.1080/1">https://doi.org/10.1080/1</a>.',
    ),
    "article online": (
        "@article{k, author={A, B.}, title={Why?}, journaltitle={J}, date={2016-05}, volume=2, url={https://a.b/c_d~e%20f}, urldate={2024-01-05}}",
        'A, B. (2016). Why? <em>J</em>, [online] 2. Available at: <a href="https://a.b/c_d~e%20f">https://a.b/c_d~e%20f</a> [Accessed 5 Jan. 2024].',
    ),
    "article without a volume": (
        "@article{k, author={A, B.}, title={T}, journal={J}, year=2016, url={https://a.b}, pages={1-23}}",
        'A, B. (2016). T. <em>J</em>, [online] pp.1–23. Available at: <a href="https://a.b">https://a.b</a>.',
    ),
    "newspaper": (
        "@article{k, author={A, B.}, title={T}, journal={The Guardian}, date={2020-11-09}}",
        "A, B. (2020). T. <em>The Guardian</em>, 9 Nov.",
    ),
    "book": (
        "@book{k, author={King, Jr., Martin Luther and Sartre, Jean-Paul}, title={Title}, subtitle={Sub}, edition=2, publisher={Pub \\& Co.}, address={London}, year=2012, translator={Smith, Ann B.}}",
        "King, M.L., Jr. and Sartre, J.-P. (2012). <em>Title: Sub</em>. Translated by A.B. Smith. 2nd edn. London: Pub &amp; Co.",
    ),
    "book online": (
        "@book{k, author={A, B.}, title={T}, location={London}, publisher={P}, year=2012, url={https://a.b}}",
        'A, B. (2012). <em>T</em>. [online] London: P. Available at: <a href="https://a.b">https://a.b</a>.',
    ),
    "book in a series": (
        "@book{k, author={A, B.}, title={T}, publisher={P}, year=2012, series={Studies}, number=4}",
        "A, B. (2012). <em>T</em>. P (Studies, 4).",
    ),
    "edited": (
        "@collection{k, editor={Lobell, Steven E. and Ripsman, Norrin M. and Taliaferro, Jeffrey W.}, title={T}, publisher={CUP}, address={Cambridge}, year=2009}",
        "Lobell, S.E., Ripsman, N.M. and Taliaferro, J.W. eds., (2009). <em>T</em>. Cambridge: CUP.",
    ),
    "edited by one": (
        "@book{k, editor={Cornell, Svante E.}, title={T}, year=2009}",
        "Cornell, S.E. ed., (2009). <em>T</em>.",
    ),
    "author and editor": (
        "@book{k, author={A, B.}, editor={C, D. and E, F.}, title={T}, year=2009}",
        "A, B. (2009). <em>T</em>. Edited by D. C and F. E.",
    ),
    "chapter": (
        "@incollection{k, author={Sherr, James}, title={Old and New}, booktitle={The Politics}, booksubtitle={Sub}, editor={Cornell, Svante}, publisher={Palgrave}, address={London}, year=2017, pages={81--100}}",
        "Sherr, J. (2017). Old and New. In: S. Cornell, ed., <em>The Politics: Sub</em>. London: Palgrave, pp.81–100.",
    ),
    "chapter, two editors": (
        "@inbook{k, author={A, B.}, title={T}, booktitle={BT}, editor={One, A. and Two, B.}, year=2017}",
        "A, B. (2017). T. In: A. One and B. Two, eds., <em>BT</em>.",
    ),
    "paper in proceedings": (
        "@inproceedings{k, author={A, B.}, title={T}, booktitle={Proc.}, organization={ACM}, year=2017, pages=7}",
        "A, B. (2017). T. In: <em>Proc.</em> ACM, p.7.",
    ),
    "old inbook": (
        "@inbook{k, author={A, B.}, title={T}, publisher={P}, year=2017, pages={1--9}}",
        "A, B. (2017). <em>T</em>. P, pp.1–9.",
    ),
    "online": (
        "@online{k, author={Putin, Vladimir}, title={Speech}, year=2007, url={http://a.b/c}, urldate={2024-01-05}}",
        'Putin, V. (2007). <em>Speech</em>. [online] Available at: <a href="http://a.b/c">http://a.b/c</a> [Accessed 5 Jan. 2024].',
    ),
    "misc as exported": (
        "@misc{k, author={Putin, V.}, title={Speech}, year=2007, howpublished={\\url{http://a.b/c}}, note={Accessed: 2024-01-05}}",
        'Putin, V. (2007). <em>Speech</em>. [online] Available at: <a href="http://a.b/c">http://a.b/c</a> [Accessed 5 Jan. 2024].',
    ),
    "thesis": (
        "@phdthesis{k, author={Steber, Sara A.}, title={Factors}, school={Webster University}, year=2022}",
        "Steber, S.A. (2022). <em>Factors</em>. PhD thesis. Webster University.",
    ),
    "biblatex thesis": (
        "@thesis{k, author={A, B.}, title={Factors}, institution={W}, type={mathesis}, date=2022}",
        "A, B. (2022). <em>Factors</em>. Master’s thesis. W.",
    ),
    "report": (
        "@techreport{k, author={{World Bank}}, title={T}, institution={The Bank}, number=12, year=2022, address={Washington, D.C.}}",
        "World Bank (2022). <em>T</em>. Technical report 12. Washington, D.C.: The Bank.",
    ),
    "no author": (
        "@incollection{k, title={Neorealism: Confusions}, booktitle={The Theory}, year=2018}",
        "Neorealism: Confusions. (2018). In: <em>The Theory</em>.",
    ),
    "no date": ("@book{k, author={A, B.}, title={T}}", "A, B. (n.d.). <em>T</em>."),
    "forthcoming": ("@book{k, author={A, B.}, title={T}, pubstate={inpress}}", "A, B. (in press). <em>T</em>."),
    "reprint": (
        "@book{k, author={Hobbes, T.}, title={T}, date=1996, origdate=1651}",
        "Hobbes, T. (1996 [1651]). <em>T</em>.",
    ),
    "and others": ("@book{k, author={A, B. and others}, title={T}, year=2000}", "A, B. et al. (2000). <em>T</em>."),
    "LaTeX": (
        "@book{k, author={{\\'{C}}apek, {\\v{S}}tefan}, title={On \\emph{War} and {NATO} -- $x^2$ \\& ``more''}, year=2000}",
        r"Ćapek, Š. (2000). <em>On <em>War</em> and NATO – \(x^2\) &amp; “more”</em>.",
    ),
    "crossref": (
        "@inbook{k, author={A, B.}, title={T}, crossref={p}} @book{p, title={Whole}, editor={E, F.}, publisher={P}, year=2001}",
        "A, B. (2001). T. In: F. E, ed., <em>Whole</em>. P.",
    ),
    "unknown type": (
        "@misc{k, author={A, B.}, title={T}, howpublished={Leaflet}, year=2001}",
        "A, B. (2001). <em>T</em>. Leaflet.",
    ),
    "an exporter's note": (
        "@book{k, author={A, B.}, title={T}, year=2001, note={Publisher: Routledge _eprint: x}}",
        "A, B. (2001). <em>T</em>.",
    ),
}


@pytest.mark.parametrize("name", KINDS_OF_WORK)
def test_kinds(name: str, harvard: Variant) -> None:
    source, expected = KINDS_OF_WORK[name]
    library, diagnostics = load_library([("r.bib", source)])
    assert diagnostics == []
    (reference,) = format_references(letters_of([library["k"]], harvard), harvard)
    assert to_html(reference) == expected


ENDINGS = st.sampled_from(["", ".", "?", "!", ",", ":", "’", ".”"])
FIELDS = [
    "title",
    "subtitle",
    "journal",
    "booktitle",
    "volume",
    "number",
    "pages",
    "publisher",
    "address",
    "edition",
    "series",
    "doi",
    "url",
    "urldate",
    "note",
    "year",
    "institution",
    "howpublished",
    "type",
    "origdate",
    "eid",
    "shorttitle",
    "organization",
]
SPECIAL = {
    "pages": ["3", "3--9", "ekw003"],
    "year": ["2001", "in press"],
    "urldate": ["2024-01-05"],
    "url": ["https://a.example/b"],
    "doi": ["10.1000/xyz"],
    "edition": ["2", "Revised", "3rd ed."],
    "origdate": ["1900"],
    "volume": ["4"],
    "number": ["5", "1-2022"],
}
PEOPLE = [
    "",
    "Doe, Jane",
    "de Waal, Thomas and {World Bank}",
    "Roe, Jr., R. and Poe, P. and Low, L. and Moe, M.",
    "Doe, J. and others",
]


@st.composite
def entries(draw: Any) -> tuple[str, dict[str, str]]:
    fields = {}
    for name in draw(st.sets(st.sampled_from(FIELDS))):
        if name in SPECIAL:
            fields[name] = draw(st.sampled_from(SPECIAL[name]))
        else:
            fields[name] = f"Some {name}" + draw(ENDINGS)
    for role in ("author", "editor", "translator"):
        if people := draw(st.sampled_from(PEOPLE)):
            fields[role] = people
    return draw(st.sampled_from(sorted(TYPES))), fields


@settings(max_examples=250, deadline=None)
@given(entry=entries())
@example(entry=("book", {}))
@example(entry=("article", {"journal": "J", "url": "https://a.example/b", "pages": "3"}))
@example(entry=("online", {"organization": "Inc."}))
def test_gaps_leave_no_stray_punctuation(entry: Any) -> None:
    made, _ = make_entry("k", *entry, Span("r.bib"))
    (inlines,) = format_references(letters_of([made], HARVARD), HARVARD)
    line = to_text(inlines)
    assert line.endswith((".", "?", "!", ".”")), line
    assert not re.search(r"\.\.|,,|::|[,;:] ?[.,;:]|\. [.,;:]|[?!]\.|\s[.,;:?!)]|\(\s|\(\)|\[\]|\s\s", line), line


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Smith, John", "Smith, Anna", "Smith, A.", "Jones, B. and Smith, J.", ""]),
            st.sampled_from(["2001", "2002", ""]),
            st.sampled_from(["One", "Two", "The One"]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.randoms(),
)
def test_labels_are_unique_and_do_not_hang_on_the_order_of_the_file(rows: Any, random: Any) -> None:
    made = [
        make_entry(
            f"k{i}", "book", {k: v for k, v in zip(("author", "year", "title"), row, strict=True) if v}, Span("r")
        )[0]
        for i, row in enumerate(rows)
    ]
    labelled = letters_of(made, HARVARD)
    shown = [(label.author_text, label.year) for _, label in labelled]
    assert len(set(shown)) == len(shown)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert letters_of(shuffled, HARVARD) == labelled


def test_every_variant_formats_every_kind(harvard: Variant) -> None:
    from typesetter.citations.sheets import builtin_variants

    for name in builtin_variants():
        variant, diagnostics = load_variant(name, SEED)
        assert diagnostics == []
        for kind in TYPES:
            entry, _ = make_entry("k", kind, {"title": "T", "author": "A, B.", "year": "2000"}, Span("r"))
            (inlines,) = format_references(letters_of([entry], variant), variant)
            assert "2000" in to_text(inlines)


def test_repeated_names(press_of: Any, own_variant: Any) -> None:
    variant, _ = own_variant("title: D\nparent: harvard\nheads: {repeated: ——}\n")
    source = """
@book{a, author={Smith, A.}, title={One}, year=2000} @book{b, author={Smith, A.}, title={Two}, year=2001}
@book{c, author={Smith, A. and others}, title={Three}, year=2002} @book{d, editor={Smith, A.}, title={Four}, year=2003}
@book{e, title={Five}, year=2003} @book{f, title={Five}, year=2004}
"""
    press = press_of(source, variant)
    cache: dict[str, Any] = {}
    for keys, expected in (
        ("ab", ["Smith, A. (2000). One.", "—— (2001). Two."]),
        ("b", ["Smith, A. (2001). Two."]),
        ("ac", ["Smith, A. (2000). One.", "Smith, A. et al. (2002). Three."]),
        ("bd", ["Smith, A. (2001). Two.", "Smith, A. ed., (2003). Four."]),
        ("ef", ["Five. (2003).", "Five. (2004)."]),
    ):
        labelled = letters_of([press.library[key] for key in keys], variant)
        for _ in range(2):
            assert [to_text(r) for r in format_references(labelled, variant, cache)] == expected
    assert press_of(source).references(nocite=["a", "b"])[1] == "Smith, A. (2001). Two."

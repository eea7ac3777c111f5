"""Reading .bib files: what is wrong with them stands beside each in ``bad/``; and what fields become."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.citations.dates import Date, date_of, parse_date
from typesetter.citations.driver import format_references
from typesetter.citations.entries import make_entry
from typesetter.citations.labels import letters_of
from typesetter.citations.latextext import decode, verbatim
from typesetter.citations.library import load_library
from typesetter.citations.names import Name, compatible, parse_names
from typesetter.citations.render import to_html, to_text
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Code, Span, format_diagnostic

BAD = sorted((Path(__file__).parent / "bad").glob("*.bib"), key=lambda path: path.name)
SPAN = Span("r.bib")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_files(path: Path) -> None:
    """The diagnostics and the entries that were read all the same, as the .txt file of the same name has them."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    library, diagnostics = load_library([(path.name, text)])
    shown = [format_diagnostic(d, lambda _path, line: lines[line - 1]) for d in diagnostics]
    entries = [f"{e.key}: " + ", ".join(f"{n} = {e.text(n)}" for n in e.fields) for e in library.entries.values()]
    assert "\n".join([*shown, "--", *entries]) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_two_files_name_both_places() -> None:
    library, (diagnostic,) = load_library([("a.bib", "\n@book{k, title={A}}"), ("b.bib", "@book{k, title={B}}")])
    assert diagnostic.code is Code.BIB_DUPLICATE
    assert str(diagnostic.span) == "b.bib:1:1"
    assert "a.bib:2" in diagnostic.hints[0]
    assert library["k"].text("title") == "A"


def test_strings_reach_the_next_file() -> None:
    sources = [
        ("a.bib", '@string{cup = "Cambridge University Press"}'),
        ("b.bib", "@book{k, publisher = CUP, title={T}, month = mar}"),
    ]
    library, diagnostics = load_library(sources)
    assert (diagnostics, library["k"].text("publisher")) == ([], "Cambridge University Press")
    assert library["k"].text("month") == "March"


def test_biblatex_and_bibtex_names_are_one() -> None:
    old = "@phdthesis{k, author={A, B.}, title={T}, school={S}, address={P}, year=2001, month=5}"
    new = "@thesis{k, author={A, B.}, title={T}, institution={S}, location={P}, date={2001-05}}"
    (one, _), (two, _) = load_library([("r", old)]), load_library([("r", new)])
    for name in ("institution", "location"):
        assert one["k"].text(name) == two["k"].text(name) != ""
    assert one["k"].date() == two["k"].date() == Date("2001", 5)


def test_crossref_fills_what_is_missing() -> None:
    text = "@incollection{c, title={Part}, crossref={p}, pages={3}} @book{p, title={Whole}, subtitle={Sub}, editor={E, F.}, year=2001, pages={1--99}}"
    library, diagnostics = load_library([("r", text)])
    entry = library["c"]
    assert diagnostics == []
    assert [entry.text(n) for n in ("title", "booktitle", "booksubtitle", "year", "pages", "subtitle")] == [
        "Part",
        "Whole",
        "Sub",
        "2001",
        "3",
        "",
    ]
    assert entry.people["editor"] == (Name("E", "F."),)
    assert library.parents == {"p"}


def test_a_large_file_is_read_in_linear_time() -> None:
    entry = "@article{{k{0},\n  author = {{Doe, Jane and Roe, Richard}},\n  title = {{A {{Title}} \\& more}},\n  year = 2001,\n}}\n"

    def seconds(count: int) -> float:
        text = "".join(entry.format(i) for i in range(count))
        start = time.process_time()
        library, diagnostics = load_library([("r", text)])
        assert (len(library.entries), diagnostics) == (count, [])
        return time.process_time() - start

    seconds(10)
    few, many = seconds(200), seconds(1600)
    assert many < 8 * 4 * few + 0.5


def test_a_file_of_open_entries_is_read_in_linear_time() -> None:
    text = "".join(f"@book{{k{i},\n  title = {{T{i}}},\n\n" for i in range(1000))
    start = time.process_time()
    library, diagnostics = load_library([("r", text)])
    assert len(library.entries) == len(diagnostics) == 1000
    assert time.process_time() - start < 4


DECODED = {
    r"{\"o} \'{c} \'e \`{\i} \^\i{} \~n \=a \.{I} \u{g} \v{c} \H{o} \c{c} \k{a} \d{s} \r{a}": "ö ć é ì î ñ ā İ ğ č ő ç ą ṣ å",
    r"\o\O{} {\l}{\L} \ss{} \ae \AE{} \oe \aa{} \i{} \dh \th \dj": "øØ łŁ ß æÆ œå ı ðþđ",
    r"Rowman \& Littlefield 100\% \$5 \#1 a\_b \{x\}": "Rowman & Littlefield 100% $5 #1 a_b {x}",
    "1991--2000---x~y": "1991–2000—x\u00a0y",
    "``a'' `b' don't": "“a” ‘b’ don’t",
    "Russia's 'Near Abroad'": "Russia’s ‘Near Abroad’",
    "'Soft' power: O'Brien's 1990s and the '90s": "‘Soft’ power: O’Brien’s 1990s and the ’90s",
    'the "new" wars': "the “new” wars",
    r"C\^ote \emph{d'Ivoire}'s \texttt{'x'}": "Côte d’Ivoire’s 'x'",
    "{NATO} and {{E}U}": "NATO and EU",
    r"\textquoteleft a\textquoteright{} \ldots{} \textendash{} \LaTeX": "‘a’ … – LaTeX",
    r"A\ B\,C\-D \slash E": "A B\u202fCD /E",
    r"\enquote{x} \mbox{y} \uppercase{z}": "‘x’ y Z",
    r"\unknown{kept} words": "kept words",
    "a\n   b": "a b",
    r"C\textcommabelow{s}": "Cș",
    r"{\noopsort{1973}}1973": "1973",
    "costs $5": "costs $5",
}


@pytest.mark.parametrize("source", DECODED)
def test_decode(source: str) -> None:
    assert to_text(decode(source, SPAN).inlines) == DECODED[source]


MARKUP = {
    r"On \emph{War} and \textit{Peace}": "On <em>War</em> and <em>Peace</em>",
    r"{\em War} {\bfseries Peace \emph{now}}": "<em>War</em> <strong>Peace <em>now</em></strong>",
    r"\textbf{b} \textsc{c} \textsuperscript{2} \textsubscript{i} \texttt{d}": '<strong>b</strong> <span class="smallcaps">c</span> <sup>2</sup> <sub>i</sub> <code>d</code>',
    r"$x^2$ and \(y_i\) and \ensuremath{z}": r"\(x^2\) and \(y_i\) and \(z\)",
    r"\($\lambda$\)-Tune for \ensuremath{\$5}": r"\(\lambda\)-Tune for \(\$5\)",
    r"\url{http://a.b/c_d} \href{http://a.b/c\%20}{here}": '<a href="http://a.b/c_d">http://a.b/c_d</a> <a href="http://a.b/c%20">here</a>',
}


@pytest.mark.parametrize("source", MARKUP)
def test_markup(source: str) -> None:
    assert to_html(decode(source, SPAN).inlines) == MARKUP[source]


@pytest.mark.parametrize(
    "source", ["{", "}", "\\", "\\'", "$", "{\\em", "\\emph{", "\\url{a", "\\(x", "{{}", "\\href{a}", "`", "\\'{}"]
)
def test_decode_of_broken_text_ends(source: str) -> None:
    decode(source, SPAN)
    verbatim(source)


def test_addresses_are_verbatim() -> None:
    assert verbatim(r"\url{https://a.b/c\_d--e~f%20g{\_}h\&i}") == "https://a.b/c_d--e~f%20g_h&i"


NAMES = {
    "family=Waal, given=Thomas, prefix=de, useprefix=true": [Name("Waal", "Thomas", "de")],
    "family=Sousa, given=Ana, given-i=A, prefix=de, useprefix=false": [Name("Sousa", "Ana", dropping="de")],
    "given=Plato": [Name("Plato")],
    "King, Martin Luther, Jr.": [Name("King", "Martin Luther", "", "Jr.")],
    "Smith, Ann (ed.)": [Name("Smith", "Ann")],
    "Whitney, Cory W.,": [Name("Whitney", "Cory W.")],
    "{García López}, María José": [Name("García López", "María José")],
    "al-Rahman, Abd": [Name("al-Rahman", "Abd")],
    "PARONYAN, Hamo": [Name("PARONYAN", "Hamo")],
    "Ярош, Иван": [Name("Ярош", "Иван")],
    "Götz, Elias": [Name("Götz", "Elias")],
    "Elias Götz": [Name("Götz", "Elias")],
    "de Waal, Thomas": [Name("Waal", "Thomas", "de")],
    "Thomas de Waal": [Name("Waal", "Thomas", "de")],
    "van den Berg, Jan": [Name("Berg", "Jan", "van den")],
    "De Waal, Thomas": [Name("De Waal", "Thomas")],
    "King, Jr., Martin Luther": [Name("King", "Martin Luther", suffix="Jr.")],
    "{World Bank}": [Name("World Bank", corporate=True)],
    "{Ministry of Defence and Security} and Doe, Jane": [
        Name("Ministry of Defence and Security", corporate=True),
        Name("Doe", "Jane"),
    ],
    r"{\"O}zkan, G{\"u}ner": [Name("Özkan", "Güner")],
    "{Ter Minassian}, Taline": [Name("Ter Minassian", "Taline")],
    "family=Waal, given=Thomas, prefix=de": [Name("Waal", "Thomas", "de")],
    "Atkinson": [Name("Atkinson")],
}


@pytest.mark.parametrize("source", NAMES)
def test_names(source: str) -> None:
    names, others, diagnostics = parse_names(source, "author", "k", SPAN)
    assert (list(names), others, diagnostics) == (NAMES[source], False, [])


INITIALS = {
    "Edward J.": "E.J.", "Jean-Frédéric": "J.-F.", "J.J.": "J.J.", "J. J.": "J.J.", "JJ": "J.J.", "M. Cüneyt": "M.C.", "Özgür": "Ö.",
    "Yu. V.": "Yu.V.", "Abd al-Rahman": "A.R.", "": "", "‘Abd": "A.", "Ali": "A.", "Ab": "A.", "J-P": "J.-P.",
}  # fmt: skip


@pytest.mark.parametrize("given", INITIALS)
def test_initials(given: str) -> None:
    assert Name("X", given).initials() == INITIALS[given]


def test_initials_follow_the_style() -> None:
    assert Name("X", "Jean-Luc Marie").initials("", " ", "") == "JL M"


def test_who_may_be_who() -> None:
    assert compatible(Name("Waltz", "K."), Name("Waltz", "Kenneth N."))
    assert compatible(Name("Waltz"), Name("Waltz", "Kenneth"))
    assert not compatible(Name("Smith", "John"), Name("Smith", "James"))
    assert not compatible(Name("Smith", "J."), Name("Smith", "A."))
    assert not compatible(Name("Smith", "Jo"), Name("Smyth", "Jo"))


DATES = {
    "2024-01-05": Date("2024", 1, 5),
    "2024-01": Date("2024", 1),
    "2024": Date("2024"),
    "1999/2000": Date("1999", end=Date("2000")),
    "1999/": Date("1999", open=True),
    "1990/..": Date("1990", open=True),
    "../1990": Date("1990", before=True),
    "2019-05-03/2020": Date("2019", 5, 3, end=Date("2020")),
    "2019-05-03/2019-05-05": Date("2019", 5, 3, end=Date("2019", 5, 5)),
    "2019/2019": Date("2019"),
    "1850~": Date("1850", circa=True),
    "1850?": Date("1850", uncertain=True),
    "1850%": Date("1850", circa=True, uncertain=True),
    "19XX": Date("1900", end=Date("1999")),
    "195X": Date("1950", decade=True),
    "1995-XX": Date("1995"),
    "-0043": Date("44", before_christ=True),
    "0000": Date("1", before_christ=True),
    "44 BC": Date("44", before_christ=True),
    "2001-21": Date("2001", season=1),
    "Summer 2001": Date("2001", season=2),
    "2024-01-05T12:30:00+01:00": Date("2024", 1, 5),
    "2024/01/05": Date("2024", 1, 5),
    "c. 1850": Date("1850", circa=True),
    "[ca. 1850]": Date("1850", circa=True),
    "[1850?]": Date("1850", uncertain=True),
    "1950s": Date("1950", decade=True),
    "2012-13": Date("2012", end=Date("2013")),
    "1998--2003": Date("1998", end=Date("2003")),
    "n.d.": Date(),
    "s.a.": Date(),
    "3-5 May 2019": Date("2019", 5, 3, end=Date("2019", 5, 5)),
    "May 3rd to 5th, 2019": Date("2019", 5, 3, end=Date("2019", 5, 5)),
    "30 April - 2 May 2019": Date("2019", 4, 30, end=Date("2019", 5, 2)),
    "Jan/Feb 2019": Date("2019", 1, end=Date("2019", 2)),
    "5. März 2019": Date("2019", 3, 5),
    "12/25/2019": Date("2019", 12, 25),
    "29-January-2018": Date("2018", 1, 29),
    "": Date(),
    "5 January 2024": Date("2024", 1, 5),
    "Jan. 5th, 2024": Date("2024", 1, 5),
    "05/01/2024": Date("2024", 1, 5),
    "forthcoming": Date("forthcoming"),
    "2024-13-40": Date("2024"),
}


@pytest.mark.parametrize("source", DATES)
def test_dates(source: str) -> None:
    assert parse_date(source) == DATES[source]


PARTS = {  # year, month, day
    ("2019", "may", ""): Date("2019", 5),
    ("2019", "5", "03"): Date("2019", 5, 3),
    ("2019", "5 May", ""): Date("2019", 5, 5),
    ("2019", "May 5th", ""): Date("2019", 5, 5),
    ("2019", "January–February", ""): Date("2019", 1, end=Date("2019", 2)),
    ("2019", "May", "3--5"): Date("2019", 5, 3, end=Date("2019", 5, 5)),
    ("2019", "Autumn", ""): Date("2019", season=3),
    ("2019", "mayo", ""): Date("2019", 5),
    ("2019", "juil.", ""): Date("2019", 7),
    ("2019-05-03", "", ""): Date("2019", 5, 3),
    ("2020-21", "", ""): Date("2020", end=Date("2021")),
    ("2019/2020", "", ""): Date("2019", end=Date("2020")),
    ("n.d.", "", ""): Date(),
    ("", "may", ""): Date(),
}


@pytest.mark.parametrize("parts", PARTS)
def test_dates_in_parts(parts: tuple[str, str, str]) -> None:
    fields = dict(zip(("year", "month", "day"), parts, strict=True))
    assert date_of(lambda name: fields.get(name, "")) == PARTS[parts]


@given(st.text(max_size=24) | st.from_regex(r"[-\d/.~?X]{1,12}", fullmatch=True))
def test_any_date_is_read(source: str) -> None:
    date = parse_date(source)
    assert 0 <= date.month <= 12
    assert 0 <= date.day <= 31
    assert date.number is None or isinstance(date.number, int)


EXPORTS = sorted((Path(__file__).parent / "exports").glob("*.bib"), key=lambda path: path.name)


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_exports(path: Path, harvard: Variant) -> None:
    """Files as reference managers write them: each entry's kind and reference, as the .txt file of the same name has them."""
    text = path.read_text(encoding="utf-8")
    library, diagnostics = load_library([(path.name, text)])
    labelled = letters_of(library.entries.values(), harvard)
    references = zip(labelled, format_references(labelled, harvard), strict=True)
    lines = {entry.key: f"{entry.key} [{entry.kind}] {to_text(printed)}" for (entry, _), printed in references}
    found = [f"{d.span}: {d.message}" for d in diagnostics]
    shown = "\n".join([*found, *(lines[key] for key in library.entries)]) + "\n"
    assert shown == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_work_is_cited_by_any_of_its_keys(press_of: Any, make: Any) -> None:
    press = press_of("@book{a, ids={b, c}, author={A, B.}, title={T}, year=2000} @xdata{x, publisher={P}}")
    assert press.texts(make.paren("b"), make.paren("a", "c")) == ["(A, 2000)", "(A, 2000; A, 2000)"]
    assert [r.key for r in press.cite(make.paren("c"), nocite=["b", "*"])[0].bibliography] == ["a"]
    assert "x" not in press.library


@pytest.mark.parametrize(
    ("year", "warned"),
    [("1995", False), ("c. 1995", False), ("1995/96", False), ("2001a", False), ("1995. 576 p.", True), ("20I9", True)],
)
def test_a_year_with_more_in_it_is_told(year: str, warned: bool) -> None:
    _, found = make_entry("k", "book", {"title": "T", "year": year}, SPAN)
    assert any("does not look like a year" in diagnostic.message for diagnostic in found) == warned

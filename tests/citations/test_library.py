"""Reading .bib files: what is wrong with them stands beside each in ``bad/``; and what fields become."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from typesetter.citations.dates import Date, parse_date
from typesetter.citations.latextext import decode, verbatim
from typesetter.citations.library import load_library
from typesetter.citations.names import Name, compatible, parse_names
from typesetter.citations.render import to_html, to_text
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
    "Russia's 'Near Abroad'": "Russia's 'Near Abroad'",
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
    "1999/2000": Date("1999–2000"),
    "1999/": Date("1999–"),
    "5 January 2024": Date("2024", 1, 5),
    "Jan. 5th, 2024": Date("2024", 1, 5),
    "05/01/2024": Date("2024", 1, 5),
    "forthcoming": Date("forthcoming"),
    "2024-13-40": Date("2024"),
}


@pytest.mark.parametrize("source", DATES)
def test_dates(source: str) -> None:
    assert parse_date(source) == DATES[source]

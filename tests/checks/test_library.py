"""What is wrong in the list of references, each at the characters that are wrong."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.checks.marked import findings, marked
from typesetter.checks.alignment import source_text
from typesetter.checks.lines import SourceLines
from typesetter.diagnostics import Severity

HEAD = "date: 2024-05-31\ncitations: {nocite: ['*']}"
SOUND = {"author": "Coyle, James J.", "title": "Border Wars {}", "publisher": "Palgrave", "year": "2019"}
ONE = "author = {Coyle, James J.}, title = {Border Wars of a Federation}, publisher = {Palgrave}, year = {2019}"


def bib(text: str) -> dict[str, str]:
    return {"chapters/01-one.md": "# One\n\nThe report of a review is there.\n", "bib/r.bib": text}


def books(cases: Iterable[str]) -> dict[str, str]:
    """A thesis of one book a case: the case's fields, and those of a sound book that they do not replace."""
    entries = []
    for number, fields in enumerate(cases):
        own = {field.partition("=")[0].strip() for field in fields.split("\n")}
        rest = "".join(f"{k} = {{{v.format(number)}}},\n" for k, v in SOUND.items() if k not in own)
        entries.append(f"@book{{key{number},\n" + fields.replace("\n", ",\n") + f",\n{rest}}}\n")
    return bib("\n".join(entries))


def found_by_case(root: Path, cases: Sequence[str]) -> list[list[tuple[str, str, Severity]]]:
    """Code, marked source and severity of the findings of each case."""
    files = books(cases)
    heads = [n for n, line in enumerate(files["bib/r.bib"].split("\n"), 1) if line.startswith("@")]
    lines = SourceLines([root])
    found: list[list[tuple[str, str, Severity]]] = [[] for _ in cases]
    for d in findings(root, files, "bib-", head=HEAD):
        assert d.span is not None
        case = bisect_right(heads, d.span.line) - 1
        found[case].append((str(d.code.value), source_text(d.span, lines), d.severity))
    return found


WRONG = {
    "doi = {https://doi.org/https://doi.org/10.1177/00471}": ("bib-doi", "https://doi.org/https://doi.org/10.1177/00471"),
    "doi = {doi:https://doi.org/10.1177/00471}": ("bib-doi", "doi:https://doi.org/10.1177/00471"),
    "doi = {10.1177}": ("bib-doi", "10.1177"),
    "doi = {10.1177/00471.}": ("bib-doi", "10.1177/00471."),
    "isbn = {978-0-19-935003-9}": ("bib-check-digit", "978-0-19-935003-9"),
    "isbn = {0-306-40615-3}": ("bib-check-digit", "0-306-40615-3"),
    "isbn = {978-0-306-40615-7 and 0-8044-2957-1}": ("bib-check-digit", "0-8044-2957-1"),
    "issn = {0378-5954}": ("bib-check-digit", "0378-5954"),
    "pages = {531--513}": ("bib-pages", "531--513"),
    "pages = {pp. 12--15}": ("bib-pages", "pp. "),
    "pages = {1--9999}": ("bib-pages", "1--9999"),
    "year = {2091}": ("bib-date", "2091"),
    "year = {1219}": ("bib-date", "1219"),
    "url = {https://a.org}\nurldate = {2011-02-03}": ("bib-date", "2011-02-03"),
    "author = {COYLE, James J.}": ("bib-name", "COYLE, James J."),
    "author = {coyle, james}": ("bib-name", "coyle, james"),
    "author = {Coyle, James et al.}": ("bib-name", " et al."),
    "author = {Lewis, David and Coyle, James (ed.)}": ("bib-name", "Coyle, James (ed.)"),
    "author = {Prof. James Coyle}": ("bib-name", "Prof. James Coyle"),
    "author = {Coyle, James,}": ("bib-name", "Coyle, James,"),
    "author = {Coyle, J. and Çakmak, C.; Özşahin, M.}": ("bib-name", "Çakmak, C.; Özşahin, M."),
    "title = {DECLARATIONS OF THE MINSK GROUP CO-CHAIRS}": ("bib-title", "DECLARATIONS OF THE MINSK GROUP CO-CHAIRS"),
    "title = {Foreign policy analysis : a toolbox}": ("bib-title", " "),
    "journal = {Misao : Časopis}": ("bib-title", " "),
    "title = {Border Wars and Frozen Conflicts..}": ("bib-title", ".."),
    "title = {Explaining Inertia, Europe-Asia Studies, 75:6, DOI: 10.1080/0966}": ("bib-title", "DOI: 10.1080/0966"),
    "title = {Russia and the Arms Trade. pp.168--175}": ("bib-title", "pp.168--175"),
    "title = {Foreign policy analysis:a toolbox}": ("bib-title", ":"),
    "address = {S.L.}": ("bib-place", "S.L."),
    "publisher = {[s.n.]}": ("bib-place", "[s.n.]"),
    "address = {New York, Ny}": ("bib-place", "Ny"),
    "volume = {0036}": ("bib-volume", "0036"),
    "volume = {Vol. 36}": ("bib-volume", "Vol. 36"),
    "volume = {36(2)}": ("bib-volume", "36(2)"),
    "volume = {119017}": ("bib-volume", "119017"),
}  # fmt: skip


def test_what_is_wrong(tmp_path: Path) -> None:
    found = found_by_case(tmp_path, list(WRONG))
    for (fields, expected), ours in zip(WRONG.items(), found, strict=True):
        assert (*expected, Severity.WARNING) in ours, fields


RIGHT = [
    "doi = {10.1002/(SICI)1097-4679(199911)55:11<1313::AID-JCLP1>3.0.CO;2-2}", "doi = {10.1000/a\\_b}", "doi = {10/gf6rtz}",
    "isbn = {978-0-306-40615-7}", "isbn = {0-306-40615-2}", "isbn = {080442957X}", "issn = {0378-5955}", "issn = {2434-561X}",
    "pages = {113--143}", "pages = {113--9}", "pages = {xii--xv}", "pages = {e0123}", "pages = {12, 15--17}",
    "year = {2024}", "year = {1513}", "year = {2030}\npubstate = {forthcoming}", "date = {-0380}", "date = {2019-05-02}",
    "author = {{World Bank}}", "author = {OSCE}", "author = {{OSCE}}", "author = {de Waal, Thomas and others}",
    "author = {Ter-Matevosyan, V.}", "author = {García Márquez, Gabriel}",
    "author = {van den Berg, J.-P. and O'Neill, Mary Ann}", 'author = {M{\\"u}ller, Jürgen}', "author = {McDonald, J. D.}",
    "author = {family=Waal, given=Thomas, prefix=de}", "author = {{Human Rights Watch} and {Médecins Sans Frontières}}",
    "title = {{NATO} and {CSTO}: {DECLARATIONS}}", "title = {NATO, OSCE and CSTO}", "title = {The WTO in the USA}",
    "title = {What Now?}", "title = {Essays for James et al.}", "title = {Wait...}", "title = {3:10 to Yuma}",
    "address = {Lanham, MD}", "address = {London; Thousand Oaks, Calif.}", "address = {Salzburg}", "publisher = {SN Verlag}",
    "volume = {36}", "volume = {IV}", "volume = {9212}", "volume = {2019}", "volume = {Suppl. 2}", "volume = {36A}",
]  # fmt: skip


def test_what_is_right(tmp_path: Path) -> None:
    for fields, ours in zip(RIGHT, found_by_case(tmp_path, RIGHT), strict=True):
        assert [finding for finding in ours if finding[2] is not Severity.INFO] == [], fields


NOTED = {
    "doi = {https://doi.org/10.1177/00471}": ("bib-doi", "https://doi.org/10.1177/00471"),
    "pages = {113-143}": ("bib-pages", "113-143"),
    "author = {{Domitilla Sagramoso}}": ("bib-name", "{Domitilla Sagramoso}"),
    "author = {{M. Hakan Yavuz} and Gunter, M.}": ("bib-name", "{M. Hakan Yavuz}"),
    "author = {Atkinson}": ("bib-name", "Atkinson"),
    "pages = {12--12}": ("bib-pages", "12--12"),
    "title = {REPORT on the Humanitarian Situation}": ("bib-title", "REPORT"),
    "journal = {finance and development}": ("bib-title", "finance and development"),
    "title = {Border wars of a republic.}": ("bib-title", "."),
    "publisher = {}": ("bib-sparse", "@book{key9"),
}


def test_what_is_only_noted(tmp_path: Path) -> None:
    found = found_by_case(tmp_path, list(NOTED))
    for (fields, expected), ours in zip(NOTED.items(), found, strict=True):
        assert (*expected, Severity.INFO) in ours, fields
        assert {severity for _, _, severity in ours} == {Severity.INFO}, fields


def test_a_field_in_quotes_over_two_lines_with_its_place(tmp_path: Path) -> None:
    text = '@book{key2019, author = "Coyle, James", title = {Border\n   Wars : Two}, publisher = cup # { Press}, year = 2091}'
    found = marked(tmp_path, bib('@string{cup = "Cambridge"}\n' + text), "bib-t bib-d", head=HEAD)
    assert found == [("bib-title", " "), ("bib-date", "2091")]


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ("author = {Coyle, J.}, title = {Border wars of a Federation}, year = 2019", True),
        ("author = {Coyle, J.}, title = {Border Wars of a Fedration}, year = 2019", True),
        ("author = {Coyle, J.}, title = {Border Wars of a Federation: A History}, year = 2019", True),
        ("author = {Coyle, J.}, title = {Border Wars of a Federation}, year = 2020", True),
        ("author = {Lewis, D.}, title = {Other}, year = 2001, doi = {https://doi.org/10.1/A}", True),
        ("author = {Coyle, J.}, title = {Border Wars of a Federation}, year = 2019, volume = 2", False),
        ("author = {Coyle, J.}, title = {Border Wars of a Federation 2}, year = 2019", False),
        ("author = {Lewis, D.}, title = {Border Wars of a Federation}, year = 2019", False),
        ("author = {Coyle, J.}, title = {Border Peace of a Federation}, year = 2019", False),
        ("author = {Coyle, J.}, title = {Border Wars of a Federation}, year = 1999", False),
    ],
)
def test_the_same_work_twice(second: str, same: bool, tmp_path: Path) -> None:
    text = f"@book{{a, {ONE}, volume = 1, doi = {{10.1/a}}}}\n@book{{b, {second}}}"
    assert [d.message.split("'")[1::2] for d in findings(tmp_path, bib(text), "bib-twice", head=HEAD)] == [
        ["b", "a"]
    ] * same


def test_ways_to_spell_one_publisher(tmp_path: Path) -> None:
    names = (
        "Palgrave Macmillan",
        "Palgrave Macmillan",
        "Palgrave Macmilla",
        "Springer",
        "Springer Nature",
        "Routledge",
    )
    text = "\n".join(
        f"@book{{k{i}, author = {{A{i}, B.}}, title = {{T{i}}}, publisher = {{{n}}}, year = 2001}}"
        for i, n in enumerate(names)
    )
    assert marked(tmp_path, bib(text), "bib-variant", head=HEAD) == [("bib-variant", "Palgrave Macmilla")]


def test_ways_to_spell_one_journal(tmp_path: Path) -> None:
    names = ("Journal of Peace 1", "Journal of Peace 2", "Journal of Geology", "Journal of Zoology", "Security Studies")
    text = "\n".join(
        f"@article{{k{i}, author = {{A{i}, B.}}, title = {{T{i}}}, journal = {{{n}}}, year = 2001}}"
        for i, n in enumerate(names)
    )
    assert findings(tmp_path, bib(text), "bib-variant", head=HEAD) == []


def test_a_person_turned_round(tmp_path: Path) -> None:
    names = ("Coyle, James", "Coyle, James", "James, Coyle")
    text = "\n".join(
        f"@book{{k{i}, author = {{{n}}}, title = {{T{i}}}, publisher = {{P}}, year = 2001}}"
        for i, n in enumerate(names)
    )
    (found,) = findings(tmp_path, bib(text), "bib-name", head=HEAD)
    assert (found.hints, str(found.span)[:11]) == (("elsewhere it is `Coyle, James`",), "bib/r.bib:3")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@online{k, author={A, B.}, title={T}, year=2001, url={https://a.org}}", "bib-accessed"),
        ("@online{k, author={A, B.}, title={T}, year=2001, url={https://a.org}, urldate={2002-03-04}}", ""),
        ("@article{k, author={A, B.}, title={T}, journal={J}, year=2001, url={https://a.org}, volume=1}", ""),
        ("@article{k, author={A, B.}, title={T}, journal={J}, year=2001}", "bib-sparse"),
        ("@article{k, author={A, B.}, title={T}, journal={J}, year=2001, doi={10.1000/a}}", ""),
        ("@article{k, author={A, B.}, title={T}, journal={J}, year=2001, pubstate={forthcoming}}", ""),
        ("@incollection{k, author={A, B.}, title={T}, booktitle={B}, publisher={P}, year=2001}", "bib-sparse"),
        ("@misc{k, author={A, B.}, title={T}, year=2001}", ""),
    ],
)
def test_what_a_reference_needs(text: str, code: str, tmp_path: Path) -> None:
    assert [d.code.value for d in findings(tmp_path, bib(text), "bib-", head=HEAD)] == [code] * bool(code)


def test_an_entry_that_is_broken_is_no_reason_to_stop(tmp_path: Path) -> None:
    text = "@book{a, title = {Open,\n year = 2001}\n\n@book{b, author = {COYLE, James}, title = {T}, publisher = {P}, year = 2001}"
    assert ("bib-name", "COYLE, James") in marked(tmp_path, bib(text), "bib-name", head=HEAD)


def test_no_list_is_too_broken_to_be_looked_at(tmp_path: Path) -> None:
    dice = random.Random(3)
    sound = books([*WRONG, *RIGHT])["bib/r.bib"]
    for _ in range(6):
        text = list(sound)
        for _ in range(40):
            at = dice.randrange(len(text))
            text[at : at + dice.randrange(2)] = dice.choice('{}",=@#%\\\n&;: é1')
        lines = "".join(text).split("\n")
        for d in findings(tmp_path, bib("".join(text)), "bib-", head=HEAD):
            assert d.span is not None
            assert d.span.path != "bib/r.bib" or d.span.end_column <= len(lines[d.span.end_line - 1]) + 1

"""Texts that typesetters lose, in every place of a thesis: all of each is in the PDF, or a finding at its place says what is not.

``python fuzz/lost.py --seconds 600`` goes on for as long as one likes.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzz.lost import Read, Tally, Trial, _found
from fuzz.pieces import POSITIONS, Piece, pieces
from tests.theses import build_in, fill
from typesetter.diagnostics import Code, Severity, Span
from typesetter.latex.addresses import link_target
from typesetter.latex.escape import apart, escape, escape_code, unsupported

NAMES = tuple(POSITIONS)


def _tried(root: Path, chosen: list[Piece], engine: str = "pdflatex", *, tagged: bool = False) -> Tally:
    tally = Tally()
    Trial(root, engine, tally, tagged=tagged).run(chosen)
    assert not tally.lost, "\n".join(f"{piece!r}: {why}" for piece, why in tally.lost)
    assert tally.tried == len(chosen)
    return tally


def test_texts_at_every_position(tmp_path: Path) -> None:
    chosen = pieces(random.Random(5), 140, plain=0.8)
    assert {piece.position for piece in chosen} == set(NAMES)
    tally = _tried(tmp_path, chosen, tagged=True)
    assert tally.printed.total() > 80
    assert tally.told.total() > 10


@settings(
    max_examples=1, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(texts=st.lists(st.text(max_size=8), min_size=50, max_size=50))
def test_any_text(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    places = [name for name in NAMES if not POSITIONS[name].single and name != "address"]
    chosen = [Piece(i, places[i % len(places)], (" ".join(t.split()),)) for i, t in enumerate(texts, 1)]
    _tried(tmp_path_factory.mktemp("any"), chosen)


def test_a_lost_text_is_noticed() -> None:
    piece = Piece(1, "heading", ("a--b « fi",))
    there = f"{piece.shown}\nmore"
    assert _found(Read((there, there), there, "", "", "", ""), piece, {}) == []
    assert _found(Read((there, there.replace("--", "–")), there, "", "", "", ""), piece, {}) == ["text"]
    assert _found(Read((there, there), there.replace("«", ""), "", "", "", ""), piece, {}) == ["outline"]
    typed = Piece(2, "paragraph", ("$", "{"), typed=True)
    gone = typed.shown.replace(typed.words[1], "")
    assert _found(Read((gone, gone), "", "", "", "", ""), typed, {}) == ["PDF"]


# ------------------------------------------------------------------------------------------------- what was lost once


@pytest.mark.parametrize("signs", [",,", "<<", ">>", "``", "?`", "!‘", ",\u200d,", "-\ufeff-", "f\u200ci"])
def test_two_signs_do_not_become_one(signs: str) -> None:
    """Nor where each is escaped by itself, as after a backslash, or where a character that is not printed stands between."""
    assert apart(signs[0], signs[-1], unicode_engine=False).source == ("" if signs[0] in "-f" else "{}")
    printed = escape(signs).source
    assert "{}" in printed, printed


@pytest.mark.parametrize("sign", list("\\%#$&{}~^_`"))
def test_a_mark_on_a_sign_does_not_let_it_through(sign: str) -> None:
    assert escape(f"{sign}\u0301", unicode_engine=True).source == escape(sign, unicode_engine=True).source + "\u0301"


def test_control_characters_are_told_on_every_engine() -> None:
    """Escapes in YAML can make them, where no file holds one."""
    for engine in (False, True):
        assert [c for _, c in unsupported("a\x1b\u0301b\x00\x7f", unicode_engine=engine)] == [
            "\x1b\u0301",
            "\x00",
            "\x7f",
        ]


def test_a_mark_behind_what_keeps_letters_apart() -> None:
    assert escape("f\u200c\u0301", unicode_engine=True).source == "f\\tpnolig{}\u0301"


def test_code_with_characters_that_typewriter_lacks() -> None:
    assert escape_code("a™").source == r"a{\rmfamily ™}"
    assert escape_code("a™", unicode_engine=True).source == "a™"


@pytest.mark.parametrize(
    ("url", "target", "severity"),
    [
        ("https://example.org/a", "https://example.org/a", None),
        ("mailto:a@example.org", "mailto:a@example.org", None),
        ("www.example.org/a", "http://www.example.org/a", None),
        ("\x01 JavaScript:alert(1)", "", Severity.ERROR),
        ("run:/bin/sh", "", Severity.ERROR),
        ("file:///etc/passwd", "", Severity.ERROR),
        ("smb://host/share", "", Severity.ERROR),
        ("//host/share", "", Severity.WARNING),
        ("C:/a.pdf", "", Severity.WARNING),
        ("notes.pdf", "", Severity.WARNING),
        ("", "", Severity.WARNING),
    ],
)
def test_where_links_may_lead(url: str, target: str, severity: Severity | None) -> None:
    found, problems = link_target(url, Span("a.md"))
    assert found == target
    assert [d.severity for d in problems] == ([severity] if severity else [])


def test_links_of_the_bibliography_and_titles(tmp_path: Path) -> None:
    """One build: bookmarks and properties have the characters themselves, and no link leads to a file."""
    import pikepdf

    title = "α ≤ ‘b’ -- “c” ﬁ"
    files = {
        "thesis.yaml": f"title: '{title}'\nauthors: [A]\ncitations: {{heading: 'Works ≤ α'}}\n",
        "chapters/01-one.md": "# One\n\nText [@a], [here](notes.pdf).\n",
        "bib/a.bib": "@book{a, author = {A, B}, title = {T}, year = 2000, note = {\\href{//host/share}{there}}}\n",
    }
    result = build_in(fill(tmp_path, files))
    assert result.pdf is not None, result.diagnostics
    told = [str(d.span) for d in result.diagnostics if d.code is Code.LINK_REFUSED]
    assert told == ["bib/a.bib:1:1", "chapters/01-one.md:3:12"]
    with pikepdf.open(result.pdf) as pdf:
        assert str(pdf.docinfo.Title) == title
        with pdf.open_outline() as outline:
            assert "Works ≤ α" in [item.title for item in outline.root]
        actions = [str(n.A.S) for page in pdf.pages for n in page.obj.get("/Annots", ()) if "/A" in n]
    assert set(actions) == {"/GoTo"}


def test_a_character_that_a_face_lacks_is_told_where_thesis_yaml_has_it(tmp_path: Path) -> None:
    from typesetter.checks.log import narrow
    from typesetter.diagnostics import Diagnostic
    from typesetter.latex.sourcemap import LatexSource, SourceMap

    lines = {("thesis.yaml", 1): "title: The Б", ("templates/t.tex.j2", 4): r"\VAR{ thesis.title }"}
    found = Diagnostic(Code.LATEX_MISSING_CHARACTER, "the font has no 'Б' (U+0411)", Span("templates/t.tex.j2", 4))
    source = LatexSource({}, {}, SourceMap({}), frozenset(), "thesis.tex")
    (told,) = narrow([found], source, lambda path, line: lines.get((path, line)))
    assert str(told.span) == "thesis.yaml:1:12"
    assert re.search("Б", told.message)

"""Citation styles as data: a user's sheet says what differs; mistakes in it are told at their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from typesetter.citations.render import to_html
from typesetter.citations.sheets import builtin_variants, load_variant
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Code, Span

HERE = Path(__file__).parent


def test_a_sheet_of_two_values(own_variant: Any, press_of: Any, harvard: Variant, make: Any) -> None:
    variant, diagnostics = own_variant("title: Mine\nparent: harvard\nnames: {last: ' & '}\ntext:\n  locator: ':'\n")
    assert diagnostics == []
    assert variant is not None
    assert variant.digest != harvard.digest
    text = "@book{k, author={A, B. and C, D.}, title={T}, year=2000}"
    citation = make.paren(make.item("k", locator="p. 3"))
    assert press_of(text, variant).texts(citation) == ["(A and C, 2000:p.3)"]
    assert press_of(text, variant).references(citation) == ["A, B. & C, D. (2000). T."]
    assert press_of(text).texts(citation) == ["(A and C, 2000, p.3)"]


def test_a_sheet_that_changes_nothing_has_the_digest_of_its_parent(own_variant: Any, harvard: Variant) -> None:
    variant, _ = own_variant("title: Mine\nparent: harvard\n")
    assert variant.digest == harvard.digest


MISTAKES = {
    "parent: harvard\ntitle: x\nnames: {lst: x}": (Code.CONFIG_UNKNOWN, 3, "last"),
    "parent: harvard\ntitle: x\ntext:\n  order: alphabetic": (Code.CONFIG_TYPE, 4, "alphabetical"),
    "parent: harvard\ntitle: x\ntext:\n  open: 3": (Code.CONFIG_TYPE, 4, "a text"),
    "parent: harvard\ntitle: x\nnames:\n  form: '{surname}'": (Code.CONFIG_TYPE, 4, "no slot"),
    "parent: harvard\ntitle: x\nreferences:\n  book:\n    - '{head}'\n    - '. *{titel}*'": (
        Code.CONFIG_TYPE,
        6,
        "did you mean '{title}'?",
    ),
    "parent: harvard\ntitle: x\nreferences:\n  book: ['{head}', '*{title}']": (Code.CONFIG_TYPE, 4, "never closed"),
    "parent: harvard\ntitle: x\nreferences:\n  book: [{if: url}]": (Code.CONFIG_TYPE, 4, "{when: slot"),
    "parent: harvard\ntitle: x\nshared: {a: '{b}', b: '{a}'}": (Code.CONFIG_TYPE, 3, "contains itself"),
    "parent: harvard\ntitle: x\nshared: {title: '{year}'}": (Code.CONFIG_TYPE, 3, "name of a slot"),
    "parent: harvrad\ntitle: x": (Code.STYLE_UNKNOWN, 1, "harvard"),
    "parent: my.yaml\ntitle: x": (Code.STYLE_UNKNOWN, 1, "own parent"),
    "parent: [a]\ntitle: x": (Code.CONFIG_TYPE, 1, "name of a style"),
    "title: x": (Code.CONFIG_MISSING, 1, "missing"),
    "parent: harvard\ntitle: 'x": (Code.YAML_SYNTAX, 2, "quotation"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text: str, own_variant: Any) -> None:
    code, line, words = MISTAKES[text]
    variant, diagnostics = own_variant(text)
    assert variant is None
    first = diagnostics[0]
    assert (first.code, first.span.line) == (code, line), first
    assert words in " ".join([first.message, *first.hints])


def test_unknown_names() -> None:
    span = Span("thesis.yaml", 4, 10)
    variant, (diagnostic,) = load_variant("havard", HERE, span)
    assert variant is None
    assert (diagnostic.code, diagnostic.span) == (Code.STYLE_UNKNOWN, span)
    assert diagnostic.hints[0] == "did you mean 'harvard'?"
    _, (diagnostic,) = load_variant("none.yaml", HERE, span)
    assert (diagnostic.code, diagnostic.span) == (Code.STYLE_UNKNOWN, span)
    _, (diagnostic,) = load_variant("../harvard.yaml", HERE, span)
    assert diagnostic.code is Code.FILE_OUTSIDE


def test_builtin_variants_are_valid() -> None:
    assert "harvard" in builtin_variants()
    for name in builtin_variants():
        variant, diagnostics = load_variant(name, HERE)
        assert (variant is not None, diagnostics) == (True, [])


WORKS = """
@article{art, author={Coyle, James J. and Gunter, Mae}, title={Neorealism and policy}, journal={Contemporary Politics},
  year=2016, volume=22, number=3, pages={301--323}, doi={10.1080/13569775.2016.1201312}}
@book{bk, author={Mankoff, Jeffrey A.}, title={Russian foreign policy: the return of great power politics}, edition=2,
  publisher={Rowman \\& Littlefield}, address={Lanham}, year=2012}
@incollection{chap, author={Sherr, James}, title={Old and new geopolitics}, booktitle={The International Politics},
  editor={Cornell, Svante E.}, publisher={Palgrave}, address={London}, year=2017, pages={81--100}}
@online{web, author={Putin, Vladimir}, title={Speech at Munich}, year=2007, url={http://en.kremlin.ru/a}, urldate={2023-10-05}}
@phdthesis{thesis, author={Steber, Sara A.}, title={Factors influencing policy}, school={Webster University}, year=2022}
@book{noauth, title={Anonymous pamphlet}, publisher={Press}, address={Oslo}, year=2018}
@book{a, author={Twice, Ann}, title={A}, year=2005} @book{b, author={Twice, Ann}, title={B}, year=2005}
@book{z, author={Zorba, Z.}, title={Z}, year=2010}
@book{j, author={Smith, John}, title={J}, year=2001} @book{s, author={Smith, Anna}, title={S}, year=2001}
@book{w, author={de Waal, Thomas}, title={W}, year=2019}
"""

# What these styles print for the works above: one with quotes, italics for et al. and chronological order; one without
# stops or commas, authors with "&" and pages after a colon.
OTHERS = {
    "quoted.yaml": {
        "art": "Coyle, J.J. and Gunter, M. (2016) ‘Neorealism and policy’, <em>Contemporary Politics</em>, 22(3), pp. 301–323. doi:10.1080/13569775.2016.1201312.",
        "bk": "Mankoff, J.A. (2012) <em>Russian foreign policy: the return of great power politics</em>. 2nd edn. Lanham: Rowman &amp; Littlefield.",
        "chap": "Sherr, J. (2017) ‘Old and new geopolitics’, in Cornell, S.E. (ed.) <em>The International Politics</em>. London: Palgrave, pp. 81–100.",
        "web": "Putin, V. (2007) <em>Speech at Munich</em>. Available at: http://en.kremlin.ru/a (Accessed: 5 October 2023).",
        "thesis": "Steber, S.A. (2022) <em>Factors influencing policy</em>. PhD thesis. Webster University.",
        "noauth": "<em>Anonymous pamphlet</em> (2018). Oslo: Press.",
        "text": [
            "(Mankoff, 2012, p. 12)",
            "(Twice, 2005a, 2005b)",
            "(Zorba, 2010; Mankoff, 2012; Sherr, 2017)",
            "(J. Smith, 2001; A. Smith, 2001)",
            "(de Waal, 2019)",
        ],
    },
    "bare.yaml": {
        "art": "Coyle JJ &amp; Gunter M (2016) Neorealism and policy. <em>Contemporary Politics</em> 22(3): 301–323. doi:10.1080/13569775.2016.1201312",
        "bk": "Mankoff JA (2012) <em>Russian foreign policy: the return of great power politics</em>. 2nd edn. Rowman &amp; Littlefield, Lanham",
        "chap": "Sherr J (2017) Old and new geopolitics. In Cornell SE (ed) <em>The International Politics</em>, Palgrave, London, 81–100",
        "web": "Putin V (2007) Speech at Munich, http://en.kremlin.ru/a, viewed 5 October 2023",
        "thesis": "Steber SA (2022) <em>Factors influencing policy</em> [PhD thesis], Webster University",
        "noauth": "<em>Anonymous pamphlet</em> (2018) Press, Oslo",
        "text": [
            "(Mankoff 2012: 12)",
            "(Twice 2005a, b)",
            "(Mankoff 2012, Sherr 2017, Zorba 2010)",
            "(Smith 2001a, Smith 2001b)",
            "(de Waal 2019)",
        ],
    },
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_harvards_are_only_data(name: str, press_of: Any, make: Any) -> None:
    variant, diagnostics = load_variant(name, HERE / "own")
    assert diagnostics == []
    press = press_of(WORKS, variant)
    blocks = [
        make.paren(make.item("bk", locator="p. 12")),
        make.paren("a", "b"),
        make.paren("z", "bk", "chap"),
        make.paren("j", "s"),
        make.paren("w"),
    ]
    expected = OTHERS[name]
    assert press.texts(*blocks) == expected["text"]
    cited, _ = press.cite(*blocks, nocite=["*"])
    lines = {r.key: to_html(r.children) for r in cited.bibliography}
    for key in ("art", "bk", "chap", "web", "thesis", "noauth"):
        assert (
            lines[key]
            .replace("</a>", "")
            .replace('<a href="https://doi.org/10.1080/13569775.2016.1201312">', "")
            .replace('<a href="http://en.kremlin.ru/a">', "")
            == expected[key]
        )

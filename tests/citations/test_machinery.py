"""The parts below the driver: templates, the order of the list, the cache, the pybtex side, rendering."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import pyuca
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.richtext import Tag
from pybtex.richtext import Text as RichText

from typesetter.citations.collation import sort_texts
from typesetter.citations.driver import cite_keys
from typesetter.citations.labels import letter
from typesetter.citations.library import Library
from typesetter.citations.plaindata import from_data, respan, to_data
from typesetter.citations.render import to_html, to_markdown, to_text
from typesetter.citations.richtext import InlineBackend, rich
from typesetter.citations.template import compile_template, render
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Code as DiagnosticCode
from typesetter.diagnostics import Span
from typesetter.model import (
    Anchor,
    Code,
    CrossRef,
    Emph,
    HardBreak,
    Link,
    Math,
    SoftBreak,
    Strong,
    Styled,
    Subscript,
    Superscript,
    Text,
    walk,
)

SPAN = Span("r.bib", 3, 1)
COLLATOR = pyuca.Collator()

# template, slots, what is printed
TEMPLATES = [
    ("{a}", {"a": "x"}, "x"),
    ("({a})", {}, ""),
    (["{a}", ", {b}"], {"b": "y"}, "y"),
    (["{a}", ". {b}", "."], {"a": "x?", "b": "y."}, "x? y."),
    (["{a}", ". {b}", "."], {"a": "x’", "b": "y!”"}, "x’. y!”"),
    (["{a}", [". ", "{b}", ", {c}"], "."], {"a": "x", "c": "z"}, "x. z."),
    (["{a}", ", ed.,", ". {b}"], {"a": "x", "b": "y"}, "x, ed. y"),
    (["{a}", ", ed.", ", {b}"], {"a": "x", "b": "y"}, "x, ed., y"),
    (["{a} (", "{b}", ")"], {"a": "x", "b": "y"}, "x (y)"),
    ("*{a}*: **{b}**", {"a": "x", "b": "y"}, "<em>x</em>: <strong>y</strong>"),
    ("*{a}, {b}*", {"a": "x", "b": "y"}, "<em>x, y</em>"),
    ("{a|b}", {"b": "y"}, "y"),
    ({"either": ["{a}", "{b}", "none"]}, {"b": "y"}, "y"),
    ({"either": ["{a}", "none"]}, {}, "none"),
    ({"when": "a", "then": "yes", "else": "no"}, {"a": "x"}, "yes"),
    ({"when": ["a", "b"], "then": "yes", "else": "no"}, {}, "no"),
    (["{a}", {"when": "b", "then": " [online]"}], {"a": "x", "b": "y"}, "x [online]"),
    (r"\*{{{a}}}\*", {"a": "x"}, "*{x}*"),
    (["{a}", " ", "{b}"], {"a": "x "}, "x "),
]


@pytest.mark.parametrize(("source", "slots", "expected"), TEMPLATES)
def test_templates(source: Any, slots: dict[str, str], expected: str) -> None:
    node = compile_template(source, ("a", "b", "c"))
    assert to_html(render(node, lambda name: (Text(slots[name], SPAN),) if name in slots else (), SPAN)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "{x}",
        "{a",
        "a}",
        "*a",
        "**a*",
        {"when": "x", "then": "a"},
        {"when": "a"},
        {"then": "a"},
        {"either": "a"},
        None,
        True,
    ],
)
def test_bad_templates(source: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_template(source, ("a", "b"))


def test_order_of_the_list(press_of: Any) -> None:
    press = press_of("""
@book{a, author={Zorba, Z.}, title={A}, year=2000}
@book{b, author={Özkan, B.}, title={A}, year=2000}
@book{c, author={Ozkan, A.}, title={A}, year=2000}
@book{d, author={de Waal, T.}, title={A}, year=2000}
@book{e, author={Smith, A. and Able, B.}, title={A}, year=1990}
@book{f, author={Smith, A.}, title={The Zebra}, year=2000}
@book{g, author={Smith, A.}, title={An Ape}, year=2000}
@book{h, author={Smith, A.}, title={A}}
@book{i, title={The Owl and the Pussycat}, year=2000}
@book{j, author={Ter-Matevosyan, V.}, title={A}, year=2000}
@book{k, author={Terzyan, A.}, title={A}, year=2000}
@book{l, author={{de l'Institut}}, title={A}, year=2000}
""")
    cited, _ = press.cite(nocite=["*"])
    assert "".join(r.key for r in cited.bibliography) == "licbgfhejkda"


def test_names_in_the_order_of_the_list(press_of: Any, own_variant: Any) -> None:
    text = """
@book{a, author={al-Rahman, Abd}, title={A}, year=2000}
@book{b, author={O'Brien, P.}, title={A}, year=2000}
@book{c, author={Obrecht, J.}, title={A}, year=2000}
@book{d, author={family=Sousa, given=Ana, prefix=de, useprefix=false}, title={A}, year=2000}
@book{e, author={de Waal, T.}, title={A}, year=2000}
@book{f, author={Ахматова, А.}, sortname={Akhmatova, A.}, title={A}, year=2000}
@book{g, author={Ярош, И.}, title={A}, year=2000}
@book{h, author={Zola, E.}, title={A}, year=2000, sortkey={Baa}}
@book{i, title={Xenophon}, sorttitle={Caa}, year=2000}
@book{j, author={Mann, T.}, title={A}, year=2000, presort={zz}}
@book{k, author={García López, M.}, title={A}, year=2000}
@book{l, author={Garcia, Z.}, title={A}, year=2000}
@book{m, author={King, Jr, M.}, title={A}, year=2000}
@book{n, author={King, M.}, title={A}, year=2000}
@book{o, author={Herodotus}, title={A}, date={-0439}}
@book{p, author={Herodotus}, title={A}, date={2000}, sortyear={0001}}
@book{q, author={McDonald, R.}, title={A}, year=2000}
@book{r, author={Macdonald, S.}, title={A}, year=2000}
@book{s, author={Ó Súilleabháin, A.}, title={A}, year=2000}
@book{t, author={{The 9/11 Commission}}, title={A}, year=2000}
"""
    order = "".join(r.key for r in press_of(text).cite(nocite=["*"])[0].bibliography)
    assert order == "fhilkopnmrqscbadtegj"
    variant, _ = own_variant("title: Mine\nparent: harvard\nsort: {particle: true}\n")
    with_particles = "".join(r.key for r in press_of(text, variant).cite(nocite=["*"])[0].bibliography)
    assert with_particles.index("e") < with_particles.index("l")  # de Waal under D


def primary(text: str) -> tuple[int, ...]:
    """The letters' own weights in the table: those before the first 0, which accents and case come after."""
    letters = "".join(c for c in text if c.isalnum() or c == " ")
    key = COLLATOR.sort_key(re.sub(" +", " ", letters).strip().casefold())
    return tuple(key[: key.index(0)])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="ascii"), max_size=8)
        | st.sampled_from(["Özkan", "Ozkan", "Çakmak", "Łukasz", "Ørsted", "Ægir", "Straße"]),
        max_size=8,
    )
)
def test_simple_texts_sort_as_with_the_table(texts: list[str]) -> None:
    quick = sort_texts((text, (text,)) for text in texts)
    assert [primary(t) for t in quick] == sorted(primary(t) for t in texts)


def test_other_letters_sort_by_the_table() -> None:
    names = ["Zola", "Łukasz", "Lem", "Lom", "Ørsted", "Ostrom", "Ярош", "Ахматова"]
    assert sort_texts((n, (n,)) for n in reversed(names)) == [
        "Lem",
        "Lom",
        "Łukasz",
        "Ørsted",
        "Ostrom",
        "Zola",
        "Ахматова",
        "Ярош",
    ]


def test_letters() -> None:
    assert [letter(i) for i in (0, 25, 26, 27, 51, 52, 701, 702)] == ["a", "z", "aa", "ab", "az", "ba", "zz", "aaa"]


NODES = (
    Text("a ", SPAN),
    Emph((Text("b", SPAN), Strong((Text("c", SPAN),), SPAN)), SPAN),
    Superscript((Text("2", SPAN),), SPAN),
    Subscript((Text("i", SPAN),), SPAN),
    Styled(("smallcaps",), (), (Text("d", SPAN),), SPAN),
    Code("e`f", SPAN),
    Math("x^2", SPAN),
    Link("https://a.b/<c>", (Text("https://a.b/<c>", SPAN),), SPAN),
    Link("https://a.b", (Text("here", SPAN),), SPAN),
    Text(" *z*", SPAN),
)


def test_nodes_survive_pybtex_and_the_cache() -> None:
    assert RichText(*rich(NODES)).render(InlineBackend(SPAN)) == NODES
    assert from_data(json.loads(json.dumps(to_data(NODES))), SPAN) == NODES
    assert {n.span for n in walk(respan(NODES, Span("x")))} == {Span("x")}


def test_what_no_reference_holds_is_refused() -> None:
    for function in (rich, to_data):
        with pytest.raises(TypeError):
            function((CrossRef("sec-a", SPAN),))
    with pytest.raises(ValueError, match="blink"):
        RichText(Tag("blink", "x")).render(InlineBackend(SPAN))
    with pytest.raises(NotImplementedError):
        InlineBackend().write_entry("a", "b", ())
    for data in ("x", [["text", 3]], [["what", []]], [3]):
        with pytest.raises(ValueError, match="node"):
            from_data(data, SPAN)


def test_rendering() -> None:
    nodes = (*NODES, Anchor("ref-a", (Text("A", SPAN),), SPAN), SoftBreak(SPAN), HardBreak(SPAN))
    assert to_text(nodes) == "a bc2ide`fx^2https://a.b/<c>here *z*A  "
    assert to_html(nodes) == (
        'a <em>b<strong>c</strong></em><sup>2</sup><sub>i</sub><span class="smallcaps">d</span><code>e`f</code>\\(x^2\\)'
        '<a href="https://a.b/&lt;c&gt;">https://a.b/&lt;c&gt;</a><a href="https://a.b">here</a> *z*<a href="#ref-a">A</a> <br>'
    )
    assert to_markdown(nodes) == (
        "a *b**c***^2^~i~[d]{.smallcaps}``e`f``$x^2$<https://a.b/<c>>[here](<https://a.b>) \\*z\\*[A](#ref-a) \\\n"
    )


def test_forms_of_a_key(works: Library, harvard: Variant) -> None:
    (osce, coyle), diagnostics = cite_keys(works, harvard, ["osce2009", "coyle2019", "coyel2019", "osce2009"])
    assert [(typed, to_text(printed)) for typed, printed in coyle.forms] == [
        ("[@coyle2019]", "(Coyle, 2019)"),
        ("[@coyle2019, p. 12]", "(Coyle, 2019, p.12)"),
        ("@coyle2019", "Coyle (2019)"),
        ("@coyle2019 [p. 12]", "Coyle (2019, p.12)"),
        ("@coyle2019's", "Coyle’s (2019)"),
        ("[-@coyle2019]", "(2019)"),
    ]
    assert to_text(coyle.reference) == "Coyle, J.J. (2019). Russia’s Border Wars. Palgrave."
    assert to_text(osce.forms[0][1]) == "(Organization for Security and Co-operation in Europe [OSCE], 2009)"
    assert to_text(osce.forms[1][1]) == "(OSCE, 2009, p.12)"
    assert [(d.code, d.span) for d in diagnostics] == [(DiagnosticCode.CITE_UNKNOWN, None)]
    assert "coyle2019" in diagnostics[0].hints[0]

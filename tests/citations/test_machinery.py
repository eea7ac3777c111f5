"""The parts below the driver: templates, the order of the list, the cache, the pybtex side, rendering."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import pyuca
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pybtex.richtext import Tag
from pybtex.richtext import Text as RichText

from typesetter.citations import cache as cache_module
from typesetter.citations.cache import ReferenceCache, from_data, respan, to_data
from typesetter.citations.collation import sort_texts
from typesetter.citations.driver import cite_keys, format_references
from typesetter.citations.labels import letter, letters_of
from typesetter.citations.library import Library
from typesetter.citations.render import to_html, to_markdown, to_text
from typesetter.citations.style import HarvardStyle, InlineBackend, rich
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


class TestCache:
    def test_it_spares_the_formatting(
        self, tmp_path: Path, works: Library, harvard: Variant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        labelled = letters_of(works.entries.values(), harvard)
        cache = ReferenceCache(tmp_path / "references.json")
        first = format_references(labelled, harvard, cache)
        cache.save()
        assert first == format_references(labelled, harvard)
        warm = ReferenceCache(tmp_path / "references.json")
        assert len(warm) == len(labelled)
        monkeypatch.setattr(HarvardStyle, "reference", lambda *_: pytest.fail("formatted again"))
        assert format_references(labelled, harvard, warm) == first

    def test_its_keys_are_contents(
        self, tmp_path: Path, works: Library, harvard: Variant, press_of: Any, own_variant: Any
    ) -> None:
        other, _ = own_variant("title: Mine\nparent: harvard\nend: '!'\n")
        cache: dict[str, object] = {}
        one = letters_of([works["coyle2021a"]], harvard)
        two = letters_of([works["coyle2021a"], works["coyle2021b"]], harvard)
        assert to_text(format_references(one, harvard, cache)[0]) == "Coyle, J.J. (2021). Interventions."
        assert [to_text(r)[-15:] for r in format_references(two, harvard, cache)] == [
            "). Border Wars.",
            "Interventions."[-15:].rjust(15),
        ]
        assert to_text(format_references(one, other, cache)[0]) == "Coyle, J.J. (2021). Interventions!"
        assert len(cache) == 4

    @pytest.mark.parametrize(
        "content", ["", "{", "[]", '{"digest": "x", "references": {}}', '{"digest": 3}', "\x00", "null"]
    )
    def test_a_damaged_file_is_no_cache(self, content: str, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        path.write_text(content, encoding="utf-8")
        cache = ReferenceCache(path)
        assert len(cache) == 0
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        assert len(ReferenceCache(path)) == 1

    def test_a_changed_letter_is_damage(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        cache = ReferenceCache(path)
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        path.write_text(path.read_text(encoding="utf-8").replace("Coyle", "Boyle"), encoding="utf-8")
        assert len(ReferenceCache(path)) == 0

    def test_damaged_values_are_made_anew(self, works: Library, harvard: Variant) -> None:
        labelled = letters_of([works["coyle2019"]], harvard)
        cache: dict[str, object] = {}
        good = format_references(labelled, harvard, cache)
        cache[next(iter(cache))] = ["rubbish"]
        assert format_references(labelled, harvard, cache) == good

    def test_other_code_empties_it(
        self, tmp_path: Path, works: Library, harvard: Variant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = ReferenceCache(tmp_path / "references.json")
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        monkeypatch.setattr(cache_module, "code_digest", lambda: "other")
        assert len(ReferenceCache(tmp_path / "references.json")) == 0

    def test_only_what_is_used_is_kept(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        cache = ReferenceCache(path)
        format_references(letters_of(works.entries.values(), harvard), harvard, cache)
        cache.save()
        cache = ReferenceCache(path)
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        assert len(ReferenceCache(path)) == 1
        del (again := ReferenceCache(path))[next(iter(again))]
        assert len(again) == 0


class TestPybtex:
    BIB = "@book{b, author={Waltz, Kenneth N.}, title={{Theory} of \\emph{Politics}}, year=1979} @book{a, author={Coyle, James}, title={T}, year=2021} @book{c, author={Coyle, James}, title={U}, year=2021} @inbook{d, author={A, B.}, title={Ch}, crossref={p}} @book{p, title={Whole}, editor={E, F.}, year=2000}"

    def test_pybtex_formats_with_the_style(self) -> None:
        data = parse_string(self.BIB, "bibtex")
        entries = list(HarvardStyle().format_bibliography(data, ["b", "a", "c", "d"]))
        assert [(e.key, e.label, e.text.render_as("text")) for e in entries] == [
            ("d", "A 2000", "A, B. (2000). Ch. In: F. E, ed., Whole."),
            ("a", "Coyle 2021a", "Coyle, J. (2021a). T."),
            ("c", "Coyle 2021b", "Coyle, J. (2021b). U."),
            ("b", "Waltz 1979", "Waltz, K.N. (1979). Theory of Politics."),
        ]
        assert entries[3].text.render_as("html") == "Waltz, K.N. (1979). <em>Theory of <em>Politics</em></em>."

    def test_one_entry(self) -> None:
        data = parse_string(self.BIB, "bibtex")
        formatted = HarvardStyle().format_entry("x", data.entries["a"])
        assert (formatted.label, str(formatted.text)) == ("x", "Coyle, J. (2021). T.")


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
    assert to_text(coyle.reference) == "Coyle, J.J. (2019). Russia's Border Wars. Palgrave."
    assert to_text(osce.forms[0][1]) == "(Organization for Security and Co-operation in Europe [OSCE], 2009)"
    assert to_text(osce.forms[1][1]) == "(OSCE, 2009, p.12)"
    assert [(d.code, d.span) for d in diagnostics] == [(DiagnosticCode.CITE_UNKNOWN, None)]
    assert "coyle2019" in diagnostics[0].hints[0]

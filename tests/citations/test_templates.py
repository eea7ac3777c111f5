"""Parts of the template language: headline capitals, and parts joined by a separator."""

from __future__ import annotations

import pytest

from typesetter.citations.lettercase import in_case
from typesetter.citations.render import to_html, to_text
from typesetter.citations.template import compile_template, render
from typesetter.diagnostics import Span
from typesetter.model import Emph, Text

SPAN = Span("r.bib")
TITLES = {
    "the international politics of the south": "The International Politics of the South",
    "russian foreign policy: the return of great power politics": "Russian Foreign Policy: The Return of Great Power Politics",
    "what is history? a reply": "What Is History? A Reply",
    "memory after the war between empires": "Memory After the War Between Empires",
    "a world to live in": "A World to Live In",
    "well-being and state-of-the-art care": "Well-Being and State-of-the-Art Care",
    "using mRNA on an iPhone in NATO": "Using mRNA on an iPhone in NATO",
    "vitamin c and e": "Vitamin c and e",
    "“on war” and its readers’ replies": "“On War” and Its Readers’ Replies",
    "öl und weiß": "Öl Und Weiß",
    "": "",
}


@pytest.mark.parametrize("title", TITLES)
def test_title_case(title: str) -> None:
    assert to_text(in_case((Text(title, SPAN),), "title-case")) == TITLES[title]


def test_case_goes_through_markup() -> None:
    inlines = (Text("the use of ", SPAN), Emph((Text("in vitro", SPAN),), SPAN), Text(" tests", SPAN))
    assert to_html(in_case(inlines, "title-case")) == "The Use of <em>in Vitro</em> Tests"


def test_a_slot_in_a_case() -> None:
    node = compile_template("*{title:title-case}*, {title:capitalize-first}", ["title"])
    title = (Text("on war", SPAN),)
    assert to_html(render(node, lambda _: title, SPAN)) == "<em>On War</em>, On war"
    with pytest.raises(ValueError, match="the cases are title-case"):
        compile_template("{title:upper}", ["title"])


@pytest.mark.parametrize(
    ("slots", "printed"),
    [("abc", "x: a, <em>b</em>, c"), ("bc", "x: <em>b</em>, c"), ("a", "x: a"), ("", "")],
)
def test_parts_joined_by_a_separator(slots: str, printed: str) -> None:
    source = ["x: ", {"join": ", ", "of": ["{a}", "*{b}*", ["{c}", " of {d}"]]}]
    node = compile_template(source, "abcd")
    assert to_html(render(node, lambda name: (Text(name, SPAN),) if name in slots else (), SPAN)) == printed


def test_a_join_needs_its_parts() -> None:
    with pytest.raises(ValueError, match="join: text, of"):
        compile_template({"join": ", "}, "abcd")

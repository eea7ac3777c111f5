"""The rules of the text: what each finds, at the very characters, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.test_source import BIB
from tests.theses import fill
from typesetter.checks.alignment import source_text
from typesetter.checks.ignores import silence
from typesetter.checks.lines import SourceLines
from typesetter.diagnostics import Diagnostic, sort_diagnostics
from typesetter.job import BuildResult, Options
from typesetter.manuscript import read

OF_THE_TEXT = (
    "word-repeated", "article-form", "phrase-slip", "punctuation-doubled", "punctuation-space", "bracket-unbalanced",
    "quote-unbalanced", "stop-twice", "cite-outside", "sentence-unended", "sentence-cut", "sentence-lower-case",
    "sentence-fragment", "cite-apart", "text-repeated", "opening-repeated", "emphasis-unclosed",
)  # fmt: skip


def check(root: Path) -> list[Diagnostic]:
    """What is found before any LaTeX is written."""
    result = BuildResult()
    read(Options(root.resolve()), result)
    return sort_diagnostics(silence(result.diagnostics, result.ignores, judge=result.whole, typeset=False))


def marked(root: Path, text: str, head: str = "") -> list[tuple[str, str]]:
    """The findings in a chapter of ``text``: code, and the source that is marked."""
    files = {"chapters/01-one.md": f"# One\n\n{text}\n", "bib/a.bib": BIB}
    if head:
        files["thesis.yaml"] = f"title: T\nauthors: [A]\n{head}\n"
    found = check(fill(root, files))
    lines = SourceLines([root])
    return [
        (str(d.code.value), source_text(d.span, lines))
        for d in found
        if d.span is not None and d.code.value in OF_THE_TEXT
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The border was closed to\nto all *traffic*.", [("word-repeated", "to\nto")]),
        ("They seem to respond to responds to it.", [("word-repeated", "respond to responds to")]),
        ("A part of the of the army.", [("word-repeated", "of the of the")]),
        ("He took the a road.", [("word-repeated", "the a")]),
        ("It was a *independent* state and an university.", [("article-form", "a *independent"), ("article-form", "an university")]),
        ("It could of ended; the facto ruler left.", [("phrase-slip", "could of"), ("phrase-slip", "the facto")]),
        ("Where this policies are weak, these policy is too.", [("phrase-slip", "this policies are"), ("phrase-slip", "these policy is")]),
        ('He asked "why?". Protocol No.5 said.', [("punctuation-doubled", '?".'), ("punctuation-space", "No.5")]),
        ("The treaty,, which lapsed.. It ended.", [("punctuation-doubled", ",,"), ("punctuation-doubled", "..")]),
        ("It failed,. Then it ended.", [("punctuation-doubled", ",.")]),
        ("The talks failed(see below) at once.", [("punctuation-space", "d(")]),
        ("The talks failed.(Coyle, 2019) Nothing came.", [("punctuation-space", ".("), ("cite-outside", ".(Coyle, 2019)")]),
        ("The talks failed[@a] at once.", [("punctuation-space", "d[@a]")]),
        ("The talks failed [@a]in May.", [("punctuation-space", "[@a]i")]),
        ("The talks failed.They ended.", [("punctuation-space", ".T")]),
        ("One,two and three;four.", [("punctuation-space", ",t"), ("punctuation-space", ";f")]),
        ("They ended . Nothing came , at all.", [("punctuation-space", " ."), ("punctuation-space", " ,")]),
        ("They ( all of them ) ended.", [("punctuation-space", "( "), ("punctuation-space", " )")]),
        ("The armistice (signed in May ended the war.", [("bracket-unbalanced", "(")]),
        ("The armistice signed in May) ended the war.", [("bracket-unbalanced", ")")]),
        ("It was *frozen for **years and _so on.",
         [("emphasis-unclosed", "*"), ("emphasis-unclosed", "**"), ("emphasis-unclosed", "_")]),
        ("The **war* ended; it was (*frozen then).", [("emphasis-unclosed", "*"), ("emphasis-unclosed", "*")]),
        ("The *word *and the *“Prague process”.", [("emphasis-unclosed", "*")] * 3),
        ("*It began here.\n\nIt ended here*.", [("emphasis-unclosed", "*")]),
        ("A note.^[In the *Times.]", [("emphasis-unclosed", "*")]),
        ("| A | B |\n|---|---|\n| *one | two |", [("emphasis-unclosed", "*")]),
        ('He called it "a frozen conflict and left.', [("quote-unbalanced", '"')]),
        ("He called it “a frozen conflict and left.", [("quote-unbalanced", "“")]),
        ("The talks failed. [@a]. Nothing came.", [("stop-twice", ". [@a].")]),
        ("The talks failed. (Coyle, 2019).", [("stop-twice", ". (Coyle, 2019).")]),
        ("The talks failed. [@a] Nothing came.", [("cite-outside", ". [@a]")]),
        ("The talks failed [@a] (Coyle, 2019). They met [@a].", [("cite-apart", "(Coyle, 2019)")]),
        ("The talks failed [@a] The next year they met.", [("sentence-unended", "[@a]")]),
        ("The talks failed. The parties met again in the spring of that year in the *city*",
         [("sentence-unended", "city")]),
        ("They were taken up again because of the two and. Then they ended.", [("sentence-cut", "and.")]),
        ("So, as the first war and at a time of crisis it. It went on.", [("sentence-cut", "crisis it.")]),
        ("This fits the qualitative method that was chosen, and the qualitative\n\nmethod serves it well.",
         [("sentence-cut", "qualitative")]),
        ("The talks failed. they met again in 1996.", [("sentence-lower-case", ". they")]),
        ("It met. Although the talks were taken up again in the spring of that year. It failed.",
         [("sentence-fragment", "Although")]),
        ("On the other hand, it won. On the other hand, it lost.", [("opening-repeated", "On the other hand")]),
    ],
)  # fmt: skip
def test_what_is_found(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert marked(tmp_path, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He said that that had had an effect; year after year after year, Boutros Boutros did.",
        "An hour, a university, a one-sided view, an MP, a European, a unique case, an heir, a unit, an unusual end, type A errors.",
        "They could of course have met, and so on, etc. Then, e.g. in May, they did, i.e. late...",
        "Cf. Smith et al. (2019, p. 3), no. 5, vol. 2, pp. 3--4, U.S. policy, J. J. Coyle, St. Petersburg and Mr. Putin.",
        "The word(s) of print(x), f(x), `call(a b)` and (re)thinking the (post)colonial in 4(1) of CO(2).",
        "Node.js, example.com, www.a.org,b and 3,5 or 1,000; 10:30, and/or A.I. at https://a.org/b,c;d.",
        "First, (a) this; second, b) that; 3) those; iv) these; and [0, 1) as well as (0, 1]. So it is :)",
        "It is \\*literal, \\_so and \\**both* and &ast;this; a * b, 5*3, 2*x, * and ** too; snake_case, f**k, 0.35** and __*both*__.",
        "Run `*args` and `_x`; see $*x$, `\\section*{x}`{=latex} and <https://a.org/*b/_c> or www.a.org/_d; me@_you; mail/*all.",
        "Note: *p < 0.05, **p < .01 and ***p<0.001.",
        "* one\n* two\n\n- three\n\n***\n\n```\n*args\n```",
        "She said: \"It 'is' so.\" The students' rooms, the '90s, rock 'n' roll, and a 5\" disk.",
        '"The first paragraph of a long quotation.\n\n"And its second."',
        'The talks failed (Coyle, 2019). The treaty (of 1995) held. "They failed" [@a]. It was over [@a; see also @a].',
        "> Somebody's own words. [@a, p. 3]",
        "The following are given:\n\n- one\n- two",
        "The energy of a body at rest is given by the product of its mass and\n\n$$ E = mc^2 $$\n\nwhere $c$ is constant.",
        "**A label of eight words that is no sentence**\n\nData source: the Bureau of Statistics of the Republic of Armenia, 2019",
        "They like it. He knew more than she. So did they. It is about it. Who was he? He had said it, and so could we.",
        "He asked why. de Waal knew. They met approx. twice vs. once.",
        'Was it over? No! It was not ... or was it? "Never!" she said. He worked for Yahoo!, too.',
        "Although it rained, they met. Because of the rain the meeting was held indoors in the old hall.",
        "Dette er en tekst på dansk, og den er der, der skal være a enkelte steder og an bestemte tider i alle dage, vist.",
    ],
)  # fmt: skip
def test_what_is_left_alone(text: str, tmp_path: Path) -> None:
    assert marked(tmp_path, text) == []


SENTENCE = (
    "The protection of Russian citizens was a pretext that served the government in each of the three wars it fought."
)


def test_sentences_and_paragraphs_that_stand_twice(tmp_path: Path) -> None:
    other = "This drift in the relationship with Moscow provoked a series of protests in the capital known to all."
    near = other.replace("to all", "to many")
    files = {
        "chapters/01-one.md": f"# One\n\nFirst of all. {SENTENCE} {other} It ended.\n\nSo it was.\n",
        "chapters/02-two.md": f"# Two\n\nThen again. {SENTENCE} {near} It did not end.\n\n“{SENTENCE}”\n",
    }
    found = check(fill(tmp_path, files))
    rows = [(str(d.span), d.severity.value, d.message) for d in found if d.code.value == "text-repeated"]
    assert rows == [
        ("chapters/02-two.md:3:13", "warning",
         "these 2 sentences stand in nearly the same words in chapters/01-one.md:3"),
    ]  # fmt: skip


def test_one_short_sentence_said_twice_is_a_note(tmp_path: Path) -> None:
    text = "The model is described in the next chapter.\n\nOther words.\n\nThe model is described in the next chapter."
    found = check(fill(tmp_path, {"chapters/01-one.md": f"# One\n\n{text}\n"}))
    assert [(d.code.value, d.severity.value) for d in found] == [("text-repeated", "info")]

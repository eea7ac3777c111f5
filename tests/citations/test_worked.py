"""Worked examples of the guides: what each style sheet must print for a work that its own guide shows.

A file of ``worked/`` is named after its style sheet and holds a list of examples. Each says its ``source`` (the guide, and the
place in it), the ``rule`` that it shows (its name here, so it stands once in a file), the ``entry`` as BibTeX, and at least
one of: ``cite`` and ``text``, the citation as it is typed and as it is printed; ``reference``, the line of the reference
list (or the list of them, in its order), with ``*…*`` for italics. ``worked/not-yet.yaml`` lists, by style, the rules of
the examples that are not met: one that is missing there fails when it is not met, and one that stands there fails when it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from typesetter.citations.driver import cite
from typesetter.citations.library import load_library
from typesetter.citations.render import to_text
from typesetter.citations.sheets import builtin_variants, load_variant
from typesetter.citations.variant import Variant
from typesetter.config.mapped import MappedText
from typesetter.config.thesis import CitationOptions
from typesetter.diagnostics import Severity
from typesetter.model import Chapter, Citation, Document, Emph, Paragraph, Role, Text
from typesetter.sources.reader import read_markdown

if TYPE_CHECKING:
    from typesetter.model import Inline

FOLDER = Path(__file__).parent / "worked"
NOT_YET = yaml.safe_load((FOLDER / "not-yet.yaml").read_text(encoding="utf-8")) or {}
EXAMPLES = {
    (path.stem, example["rule"]): example
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem != "not-yet"
    for example in yaml.safe_load(path.read_text(encoding="utf-8"))
}


@cache
def style_sheet(name: str) -> Variant:
    """The built-in style sheet of that name."""
    variant, diagnostics = load_variant(name, FOLDER)
    assert diagnostics == []
    assert variant is not None
    return variant


def marked(inlines: tuple[Inline, ...]) -> str:
    """Plain characters, with stars around what is in italics."""
    printed = ""
    for node in inlines:
        if isinstance(node, Emph):
            printed += f"*{marked(node.children)}*"
        elif isinstance(node, Text):
            printed += node.text
        else:
            printed += marked(getattr(node, "children", ())) or to_text((node,))
    return printed


def printed(style: str, example: dict[str, Any]) -> tuple[str, list[str]]:
    """The example's citations in the text and its lines of the reference list, as the style sheet prints them."""
    library, diagnostics = load_library([("works.bib", example["entry"])])
    assert [d for d in diagnostics if d.severity is Severity.ERROR] == []
    typed = str(example.get("cite", ""))
    lines = typed.split("\n")
    source = MappedText("chapter.md", typed, tuple((i + 1, 1) for i in range(len(lines))))
    blocks, _ = read_markdown(source, FOLDER, untrusted=True)
    span = blocks[0].span if blocks else next(iter(library.entries.values())).span
    chapter = Chapter("chapter.md", Role.CHAPTER, (Text("One", span),), "sec-one", True, blocks, "", span)
    options = CitationOptions(nocite=() if typed else tuple(library.entries))
    cited, _ = cite(Document((chapter,), {}), library, style_sheet(style), options)
    text = ""
    for block in blocks:
        assert isinstance(block, Paragraph)
        answered = (cited.citations[n.id] if isinstance(n, Citation) else (n,) for n in block.children)
        text += " " * bool(text) + "".join(map(marked, answered))
    return text, [marked(reference.children) for reference in cited.bibliography]


def differences(style: str, example: dict[str, Any]) -> list[str]:
    """What is printed otherwise than the guide prints it, each as two lines."""
    text, references = printed(style, example)
    pairs = [(example["text"], text)] if "text" in example else []
    if "reference" in example:
        wanted = example["reference"]
        wanted = wanted if isinstance(wanted, list) else [wanted]
        assert len(wanted) == len(references)
        pairs += zip(wanted, references, strict=True)
    assert pairs, "an example needs a text or a reference"
    return [f"guide:   {guide}\nprinted: {ours}" for guide, ours in pairs if guide != ours]


@pytest.mark.parametrize(("style", "rule"), EXAMPLES)
def test_worked_example(style: str, rule: str) -> None:
    found = differences(style, EXAMPLES[style, rule])
    if rule in NOT_YET.get(style, ()):
        assert found, "this example is met: take it out of worked/not-yet.yaml"
    else:
        assert not found, "\n".join(found)


def test_every_example_stands_for_one_rule_of_one_style_sheet() -> None:
    for path in FOLDER.glob("*.yaml"):
        if path.stem == "not-yet":
            continue
        assert path.stem in builtin_variants()
        examples = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert len({example["rule"] for example in examples}) == len(examples), f"{path.name}: a rule stands twice"
        for example in examples:
            assert example.keys() <= {"source", "rule", "entry", "cite", "text", "reference"}, example
            assert {"source", "rule", "entry"} <= example.keys(), example
            assert ("cite" in example) == ("text" in example), example


def test_what_is_not_yet_met_exists() -> None:
    unknown = [(style, rule) for style, rules in NOT_YET.items() for rule in rules if (style, rule) not in EXAMPLES]
    assert unknown == []

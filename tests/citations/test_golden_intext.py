"""Citations in the text: Markdown and what it prints, in ``intext/*.yaml``, a style a file.

Each file has a ``style``, a ``bib`` and ``cases``: the rule, the Markdown, the printed text (notes in angle brackets, blocks
separated by lines) and, where it matters, options of thesis.yaml's ``citations:``, changes to the style, the list.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from typesetter import model as m
from typesetter.citations.driver import cite
from typesetter.citations.library import Library, load_library
from typesetter.citations.render import to_text
from typesetter.citations.sheets import load_variant
from typesetter.citations.variant import Variant
from typesetter.config.thesis import CitationOptions
from typesetter.diagnostics import Severity
from typesetter.sources.chapter import read_markdown_chapter
from typesetter.sources.numbering import number_document

FOLDER = Path(__file__).parent / "intext"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
PRINTED = ("children", "blocks", "items", "head", "header", "rows", "cells", "caption", "title")
CASES = [(name, case) for name, content in FILES.items() for case in content["cases"]]


def variant_of(style: str, changes: Any, folder: Path) -> Variant:
    if changes:
        (folder / "own.yaml").write_text(yaml.safe_dump({"title": "Own", "parent": style, **changes}), encoding="utf-8")
        style = "own.yaml"
    variant, diagnostics = load_variant(style, folder)
    assert diagnostics == []
    assert variant is not None
    return variant


def library_of(bib: str) -> Library:
    library, diagnostics = load_library([("works.bib", bib)])
    assert diagnostics == []
    return library


def printed(node: Any, answers: dict[str, Any]) -> str:
    """The words of a node with its citations answered."""
    match node:
        case m.Citation(id=identity):
            return to_text(answers[identity])
        case m.Text(text) | m.Code(text):
            return text
        case m.SoftBreak() | m.HardBreak():
            return " "
        case m.Note():
            return "<" + printed(node.blocks, answers) + ">"
        case tuple():
            inline = all(isinstance(part, m.Inline) for part in node)
            return ("" if inline else "\n").join(filter(None, (printed(part, answers) for part in node)))
    parts = [getattr(node, f.name) for f in fields(node) if f.name in PRINTED] if is_dataclass(node) else []
    return "\n".join(filter(None, (printed(part, answers) for part in parts)))


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['rule']}" for name, case in CASES])
def test_printed(name: str, case: dict[str, Any], tmp_path: Path) -> None:
    content = FILES[name]
    (tmp_path / "c.md").write_text(f"# One\n\n{case['markdown']}\n", encoding="utf-8")
    chapter, problems = read_markdown_chapter(tmp_path, "c.md", None, untrusted=False)
    assert [d for d in problems if d.severity is Severity.ERROR] == []
    assert chapter is not None
    document, _ = number_document([chapter])
    library = library_of(content["bib"] + case.get("bib", ""))
    variant = variant_of(content["style"], case.get("style"), tmp_path)
    cited, found = cite(document, library, variant, CitationOptions(**case.get("options", {})))
    assert [d.message for d in found if d.severity is Severity.ERROR] == []
    assert printed(chapter.blocks, dict(cited.citations)) == case["prints"].rstrip("\n")
    if "list" in case:
        assert [to_text(reference.children) for reference in cited.bibliography] == case["list"]

"""Nothing that anyone can type raises an exception or takes long; whatever is refused is refused at a place."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.support import listing, read
from typesetter import model as m
from typesetter.config.yamlfile import load_yaml
from typesetter.diagnostics import Diagnostic
from typesetter.sources.numbering import number_document

SETTINGS = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)  # fmt: skip
LIMIT_SECONDS = 2.0
"""Far above what linear reading of the texts below takes, far below what quadratic reading did."""

MARKS = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "~",
        "~~",
        "^",
        "`",
        "```",
        "~~~",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        "<!--",
        "-->",
        "!",
        "![",
        "][",
        "](a)",
        "{#id}",
        "{.c}",
        "{=latex}",
        ":::",
        ":::",
        "{.note}",
        "$",
        "$$",
        "@",
        "@a",
        "@fig-x",
        "[@a",
        "[-@a",
        ";",
        ",",
        "|",
        "|---|",
        ":",
        "-",
        "+",
        "1.",
        "#",
        "##",
        ">",
        "[^1]",
        "[^1]:",
        "^[",
        "\\",
        "&",
        "&amp;",
        "'",
        '"',
        "--",
        "...",
        "---",
        "===",
        "http://a.b",
        "<b>",
        "<https://a.b>",
    ]
)
SPACES = st.sampled_from(
    [" ", "\n", "\n\n", "\n    ", "\n> ", "\n- ", "\t", "", "\N{NO-BREAK SPACE}", "\u2028", "\r", "\x0c"]
)
SOUP = st.lists(st.one_of(MARKS, SPACES, st.sampled_from(["word", "x", "7", "é", "😀", "e\u0301"])), max_size=60).map(
    "".join
)


def _whole(chapter: m.Chapter | None, diagnostics: list[Diagnostic], text: str) -> None:
    """What is read can be walked and numbered; what is not has an error; every diagnostic lies inside the text."""
    if chapter is None:
        assert any(d.is_error for d in diagnostics)
    else:
        assert list(m.walk(chapter.blocks)) is not None
        m.plain_text(chapter.blocks)
        diagnostics += number_document([chapter])[1]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    for d in diagnostics:
        assert d.code.value != "internal", listing([d])
        assert d.span is not None
        assert 1 <= d.span.line <= max(1, len(lines)), listing([d])
        assert 1 <= d.span.column <= len(lines[d.span.line - 1]) + 1, listing([d])


@SETTINGS
@given(text=SOUP)
def test_markdown_of_marks(folder: Path, text: str) -> None:
    text = "# T\n\n" + text
    _whole(*read(folder, text), text)


@SETTINGS
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text(folder: Path, text: str) -> None:
    _whole(*read(folder, text), text)
    _whole(*read(folder, text, name="c.yaml"), text)


@SETTINGS
@given(
    text=st.lists(
        st.sampled_from(
            [
                *"abc:-?|>[]{},&*!#%@`'\"\\ \n\t0.~=<",
                "\n  ",
                ": ",
                "- ",
                "---\n",
                "\\u00e9",
                "\\ud800",
                "\\x",
                "é",
                "\u2028",
                "\x85",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_yaml(text: str) -> None:
    file, diagnostics = load_yaml(text, "x.yaml")
    assert file is not None or diagnostics
    lines = text.split("\n")
    spans = [
        *(d.span for d in diagnostics),
        *(file.spans.values() if file else ()),
        *(file.key_spans.values() if file else ()),
    ]
    for span in spans:
        assert span is not None
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    for mapped in (file.texts if file else {}).values():
        mapped.text.encode("utf-8")
        assert len(mapped.origins) == mapped.text.count("\n") + 1


@SETTINGS
@given(text=SOUP)
def test_front_matter_and_yaml_chapters_of_marks(folder: Path, text: str) -> None:
    front = f"---\ntitle: {text}\n---\n\ntext"
    _whole(*read(folder, front), front)
    chapter = "template: sections\ntitle: T\nsections:\n  - title: A\n    text: |\n" + "".join(
        f"      {line}\n" for line in text.split("\n")
    )
    _whole(*read(folder, chapter, name="c.yaml"), chapter)


N = 1500
HOSTILE: dict[str, str] = {
    "brackets": "[" * N, "closed brackets": "[" * N + "]" * N, "brackets around a key": "[" * N + "@a" + "]" * N,
    "links": "[" * N + "a" + "](x)" * N, "pictures": "![" * N + "a" + "](x)" * N, "citations": "[@a " * N + "]" * N,
    "prefixes": "[x @a; " * N + "]" * N, "via": "[@a via " * N, "locators": "[@a, " + "1-" * N + "]", "romans": "[@a, p. " + "i" * N + "]",
    "narrative": "@a [" * N, "narrative with pages": "@a [p. 1" * N, "suppressed": "-@a[-@" * N, "signs": "@" * N, "braced keys": "@{" * N,
    "addresses": "a@b.c " * N, "keys": "@" + "a." * N, "notes in place": "^[a " * N + "]" * N, "open notes": "^[a" * N,
    "spans": "[" * N + "a" + "]{.x}" * N, "open attributes": "[x]{a" * N, "bad attributes": "`a`{#" * N, "quoted attributes": '[x]{"' * N,
    "braces": "{" * N, "backticks": "".join("`" * i + "a" for i in range(1, 150)), "emphasis": "a**a" * N, "open emphasis": "*a " * N,
    "stars": "*" * N + "a" + "*" * N, "underscores": "_" * N + "a" + "_" * N, "struck": "~~a " * N, "superscripts": "^a" * N,
    "subscripts": "~a" * N, "comments": "<!--" * N, "comments in text": "a <!-- b" * N, "comment lines": "<!-- a\n\n" * N,
    "dollars": "$" * N, "open dollars": "$a " * N, "prices": "$a 1$1" * N, "double dollars": "$$a " * N, "open equations": "$$\na\n\n" * N,
    "quotations": ">" * 10_000 + "a", "spaced quotations": "> " * N + "a", "lists": "- " * N + "a", "numbers": "1. " * N + "a",
    "rules": "* " * N, "hashes": "#" * 10_000, "indented lists": "\n".join(" " * (2 * i) + "- a" for i in range(200)),
    "divs": "::: {.note}\n" * N + ":::\n" * N, "open divs": "::: {.note}\na\n" * N, "ends of divs": ":::\n" * N, "div fences": "::: note\n```\n" * N,
    "columns": "a|" * N + "\n" + "-|" * N + "\n" + "b|" * N, "rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * N, "ragged": "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|x\n" * 200,
    "bars": "|" * N, "captions": ": a\n\n" * N, "definitions": "a\n: b\n\n" * N, "nested definitions": "a\n" + ": " * N + "b",
    "footnotes": "x " + " ".join(f"[^{i}]" for i in range(N)) + "\n\n" + "\n\n".join(f"[^{i}]: note" for i in range(N)),
    "chain of footnotes": "x[^0]\n\n" + "\n\n".join(f"[^{i}]: note[^{i + 1}]" for i in range(300)),
    "doubling footnotes": "x[^0]\n\n" + "\n\n".join(f"[^{i}]: n[^{i + 1}][^{i + 1}]" for i in range(40)),
    "nested footnotes": "".join(f"[^{i}]: " for i in range(300)) + "a", "a long mark": "[^" + "a" * 50_000,
    "link definitions": "\n".join(f"[a{i}]: /x" for i in range(N)), "open definitions": "[a\n" * N, "references": "[a]" * N + "\n\n[a]: /b",
    "tags": "<a " * N, "angles": "<" * N, "instructions": "<?" * N, "data sections": "<![CDATA[" * N, "automatic links": "<http://a" * N,
    "entities": "&a;" * N, "backslashes": "\\" * N, "quotes": '"' * N, "open quotes": '"a ' * N, "single quotes": "a' 'b" * N,
    "open and closing quotes": "'a " * N + 'b" ' * N, "possessives": "@a' b " * N, "going on behind quotations": "> " * 60 + "a\n" * N,
    "hyphens": "-" * 50_000, "dashes": "a--b" * N, "dots": "." * 50_000, "a long line": "word " * 10_000, "a long word": "a" * 50_000,
    "lines": "a\n" * N, "breaks": "a\\\n" * N, "fences": "```\n" * N, "an underlined text": "a\n" * N + "=", "tabs": "\t" * N + "a",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_quickly(name: str, folder: Path) -> None:
    text = f"# T\n\n{HOSTILE[name]}\n"
    start = time.process_time()
    chapter, diagnostics = read(folder, text)
    spent = time.process_time() - start
    _whole(chapter, diagnostics, text)
    assert spent < LIMIT_SECONDS


def _yaml(head: str) -> Callable[[], str]:
    return lambda: head


HOSTILE_YAML = {
    "brackets": "[" * 50_000, "lists": "- " * 50_000, "mappings": "{a: " * 50_000, "keys": "? " * 50_000,
    "indents": "\n".join(" " * i + "a:" for i in range(1000)), "quotes": 'a: "' + "\\n" * 20_000 + '"', "single quotes": "a: '" + "''" * 20_000 + "'",
    "aliases": "a: &a [x, x]\n" + "\n".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(20)),
    "itself": "a: &a [*a]", "long": "a: " + "word " * 20_000, "keys of one mapping": "\n".join(f"k{i}: v" for i in range(3000)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_YAML)
def test_hostile_yaml_is_read_quickly(name: str) -> None:
    start = time.process_time()
    file, diagnostics = load_yaml(HOSTILE_YAML[name], "x.yaml")
    assert file is not None or diagnostics
    assert time.process_time() - start < LIMIT_SECONDS * 2


def _descriptions() -> list[tuple[str, str]]:
    """The descriptions of the installed packages that are written in Markdown."""
    found = {}
    for distribution in distributions():
        metadata = distribution.metadata
        body = metadata.get_payload()
        if "markdown" in (metadata.get("Description-Content-Type") or "") and isinstance(body, str) and body.strip():
            found[metadata["Name"].lower()] = body
    return sorted(found.items())


def test_real_documents(folder: Path) -> None:
    read_ones = _descriptions()
    assert len(read_ones) > 10
    for name, body in read_ones:
        text = f"# {name}\n\n{body}"
        chapter, diagnostics = read(folder, text)
        _whole(chapter, diagnostics, text)

"""The templates of YAML chapters and their schemas."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.templates.support import TEMPLATES, Latex, chapter_from_template, sample_thesis
from typesetter.config.yamlfile import load_yaml
from typesetter.dates import is_edtf

NAMES = sorted(path.name.removesuffix(".schema.yaml") for path in (TEMPLATES / "chapters").glob("*.schema.yaml"))
FORMATS = {"markdown", "markdown-blocks", "edtf"}


def schema(name: str) -> dict[str, Any]:
    path = TEMPLATES / "chapters" / f"{name}.schema.yaml"
    file, diagnostics = load_yaml(path.read_text(encoding="utf-8"), path.name)
    assert file is not None
    assert diagnostics == []
    assert isinstance(file.data, dict)
    return file.data


def checker(name: str) -> jsonschema.Draft202012Validator:
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("edtf")(is_edtf)
    return jsonschema.Draft202012Validator(schema(name), format_checker=formats)


def formats_of(node: Any) -> set[str]:
    match node:
        case dict():
            own = {node["format"]} if isinstance(node.get("format"), str) else set()
            return own.union(*(formats_of(v) for v in node.values()))
        case list():
            return set().union(*(formats_of(v) for v in node))
    return set()


def rich(node: Any) -> Any:
    """The data as the templates get it: markdown strings are LaTeX already (here, all but dates)."""
    match node:
        case dict():
            return {k: v if k in ("date", "place") else rich(v) for k, v in node.items()}
        case list():
            return [rich(v) for v in node]
        case str():
            return Latex(node)
    return node


def render(name: str, data: dict[str, Any], **thesis: Any) -> str:
    checker(name).validate(data)
    return chapter_from_template(name, rich(data), sample_thesis(**thesis))


def test_the_promised_templates_are_there() -> None:
    assert NAMES == ["abbreviations", "acknowledgements", "declaration", "interviews", "sections", "timeline"]
    for name in NAMES:
        assert (TEMPLATES / "chapters" / f"{name}.tex.j2").is_file() or name == "sections"


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert schema(name)["additionalProperties"] is False
    assert formats_of(schema(name)) <= FORMATS


def test_abbreviations() -> None:
    text = render(
        "abbreviations", {"items": [{"short": "CSTO", "long": r"A \& B"}, {"short": "UN", "long": "Nations"}]}
    )
    assert text.count(r"\tpwidest{") == 2
    assert r"\tpabbreviation{CSTO}{A \& B}" in text


def test_timeline() -> None:
    events = [{"date": "1988-02-27", "event": "E"}, {"date": "1988/1994", "event": "F"}]
    text = render("timeline", {"events": events})
    assert r"\tpevent{27~February 1988}{E}" in text
    assert r"\tpevent{1988–1994}{F}" in text
    assert r"\tpevent{27.~februar 1988}{E}" in render("timeline", {"events": events}, language="da")


def test_acknowledgements() -> None:
    assert "\\par\nLast.\\par\n" in render("acknowledgements", {"paragraphs": ["First.", "Last."]})
    assert r"{\raggedleft A.E.\par}" in render("acknowledgements", {"paragraphs": ["First."], "signature": "A.E."})


def test_declaration() -> None:
    text = render("declaration", {"paragraphs": ["I wrote it."]})
    assert "\\noindent 31~May 2024\\par" in text
    assert r"\tpsignature{Alex Example}{20201234}" in text
    text = render(
        "declaration", {"paragraphs": ["I wrote it."], "place": "Aalborg", "date": "2024-06-01", "signatures": False}
    )
    assert "Aalborg, 1~June 2024" in text
    assert "tpsignature" not in text
    assert "noindent" not in render("declaration", {"paragraphs": ["I wrote it."]}, date=None)


def test_interviews() -> None:
    full = {
        "name": "Interviewee A",
        "position": "Official",
        "date": "2024-02-12",
        "facts": [{"label": "Place", "value": "Aalborg"}],
        "note": "Context.",
        "exchanges": [{"question": "Why?", "answer": "Because."}],
    }
    text = render("interviews", {"interviews": [full, {"name": "B"}]})
    for piece in (
        r"\begin{tpinterview}{Interviewee A}{Official}",
        r"\tpfact{Date}{12~February 2024}",
        r"\tpfact{Place}{Aalborg}",
        r"\tpquestion{Why?}",
        r"\begin{tpinterview}{B}{}",
    ):
        assert piece in text
    assert text.count(r"\begin{tpfacts}") == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("abbreviations", {}),
        ("abbreviations", {"items": []}),
        ("abbreviations", {"items": [{"short": "A"}]}),
        ("timeline", {"events": [{"date": "27 February 1988", "event": "E"}]}),
        ("timeline", {"events": [{"date": "1988", "event": "E", "evnt": "F"}]}),
        ("acknowledgements", {"paragraphs": "one"}),
        ("sections", {"sections": [{"title": "A"}]}),
        ("sections", {"sections": [{"title": "A", "text": "t", "id": "fig-a"}]}),
        ("interviews", {"interviews": [{"position": "P"}]}),
    ],
)
def test_mistakes_are_seen(name: str, data: dict[str, Any]) -> None:
    assert list(checker(name).iter_errors(data))


def test_sections_nest() -> None:
    inner = {"title": "Inner", "text": "t"}
    checker("sections").validate({"sections": [{"title": "A", "id": "sec-a", "text": "t", "sections": [inner]}]})

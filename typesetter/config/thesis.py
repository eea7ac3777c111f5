"""thesis.yaml: the model, its reading, and the JSON schema that editors complete and check the file with."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from typesetter.config.paths import read_text
from typesetter.config.yamlfile import YamlFile, load_yaml, validate
from typesetter.diagnostics import Code, Diagnostic, Span

FILE_NAME = "thesis.yaml"
UNDATED = datetime.date(2000, 1, 1)
"""The date that TeX is given for a thesis without one: any fixed day, so that the bytes are the same on every day."""


class _Model(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, coerce_numbers_to_str=True)


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, (str, int)) and not isinstance(value, bool) else value


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Line = Annotated[str, AfterValidator(_not_blank)]


class Author(_Model):
    """A person who wrote the thesis."""

    name: Line
    student_number: str | None = None


class CitationOptions(_Model):
    """How the thesis cites."""

    style: str = Field("harvard", description="A built-in Harvard variant, or the path of a .yaml file of your own.")
    ibid: bool = Field(False, description="Print (ibid.) for a work cited directly after itself in the same section.")
    heading: str = Field("References", description="The heading of the reference list.")
    nocite: tuple[str, ...] = Field((), description='Keys to list without citing; ["*"] lists every entry.')


class CheckOptions(_Model):
    """Which findings to silence, and what to check besides."""

    ignore: tuple[str, ...] = ()
    spelling: str | None = Field(None, description="The language whose dictionary the spelling is checked by: en-GB.")
    allow: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Thesis(_Model):
    """What the thesis is. Only ``title`` and ``authors`` are required; paths are relative to the thesis folder."""

    title: Line
    authors: Annotated[
        tuple[Annotated[Author, BeforeValidator(_named)], ...], BeforeValidator(_one_or_many), Field(min_length=1)
    ]
    subtitle: str | None = None
    supervisors: Annotated[tuple[Line, ...], BeforeValidator(_one_or_many)] = ()
    degree: str | None = None
    institution: str | None = None
    department: str | None = None
    college: str | None = None
    semester: str | None = None
    university: str = Field("generic", description="A profile: templates/universities/ID/profile.yaml.")
    date: datetime.date | None = None
    language: str = Field("en-GB", description="A BCP 47 tag: en-GB, en-US, da, de …")
    keywords: tuple[str, ...] = ()
    citations: CitationOptions = CitationOptions.model_construct()
    bibliography: Annotated[tuple[str, ...] | None, BeforeValidator(_one_or_many)] = None
    front: tuple[str, ...] | None = None
    chapters: tuple[str, ...] | None = None
    appendices: tuple[str, ...] | None = None
    engine: Literal["pdflatex", "lualatex"] = "pdflatex"
    checks: CheckOptions = CheckOptions.model_construct()


def load_thesis(root: Path) -> tuple[Thesis | None, YamlFile | None, list[Diagnostic]]:
    """Read ``thesis.yaml`` of the folder ``root``: the model, the file with its spans, and what is wrong with it."""
    path = root / FILE_NAME
    if not path.is_file():
        hint = "make one with `python build.py new DIR`, or name the folder with --thesis DIR"
        near = next((n for n in ("thesis.yml", "Thesis.yaml", "_quarto.yml") if (root / n).is_file()), None)
        hints = (f"there is a '{near}': rename it to {FILE_NAME}",) if near else (hint,)
        return None, None, [Diagnostic(Code.FILE_MISSING, f"this folder has no {FILE_NAME}", None, hints)]
    text, diagnostics = read_text(path, FILE_NAME)
    if text is None:
        return None, None, diagnostics
    file, found = load_yaml(text, FILE_NAME)
    diagnostics += found
    if file is None:
        return None, None, diagnostics
    thesis, found = validate(Thesis, file)
    return thesis, file, diagnostics + found


def thesis_span(file: YamlFile | None, *keys: str | int) -> Span:
    """Where a value of thesis.yaml stands (its first line, when the file does not give it)."""
    return file.span(keys) if file is not None else Span(FILE_NAME)


def json_schema() -> str:
    """The JSON schema of thesis.yaml, as text."""
    schema = Thesis.model_json_schema()
    properties = schema["properties"]
    properties["authors"] = {
        "description": "Names, or mappings with name and student_number.",
        "anyOf": [
            {"type": "string"},
            {"$ref": "#/$defs/Author"},
            {"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Author"}]}},
        ],
    }
    for name in ("supervisors", "bibliography"):
        properties[name]["anyOf"] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
        properties[name].pop("type", None)
        properties[name].pop("items", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "thesis.yaml"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"

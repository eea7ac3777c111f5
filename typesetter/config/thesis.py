"""thesis.yaml: what it says, and its reading."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from typesetter.config.constraints import Checked, Content, Described, Limited, Prepared
from typesetter.config.kept import shelf_in
from typesetter.config.paths import read_text
from typesetter.config.yamlfile import YamlFile, load_yaml
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.stamps import digest
from typesetter.structs import Struct, field

FILE_NAME = "thesis.yaml"
UNDATED = datetime.date(2000, 1, 1)
"""The date that TeX is given for a thesis without one: any fixed day, so that the bytes are the same on every day."""


class _ThesisContent(Content):
    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "coerce_numbers_to_str": True}


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, (str, int)) and not isinstance(value, bool) else value


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _language(value: str) -> str:
    from typesetter.config.languages import language_tag

    return language_tag(value)


Line = Annotated[str, Checked(_not_blank)]


class Author(_ThesisContent, Struct):
    """A person who wrote the thesis."""

    name: Line
    student_number: str | None = None


class CitationOptions(_ThesisContent, Struct):
    """How the thesis cites."""

    style: Annotated[str, Described("A built-in Harvard variant, or the path of a .yaml file of your own.")] = "harvard"
    ibid: Annotated[bool, Described("Print (ibid.) for a work cited directly after itself in the same section.")] = (
        False
    )
    heading: Annotated[str, Described("The heading of the reference list.")] = "References"
    nocite: Annotated[tuple[str, ...], Described('Keys to list without citing; ["*"] lists every entry.')] = ()


class CheckOptions(_ThesisContent, Struct):
    """Which findings to silence, and what to check besides."""

    ignore: tuple[str, ...] = ()
    spelling: Annotated[str | None, Described("The language whose dictionary the spelling is checked by: en-GB.")] = (
        None
    )
    allow: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Thesis(_ThesisContent, Struct):
    """What the thesis is. Only ``title`` and ``authors`` are required; paths are relative to the thesis folder."""

    title: Line
    authors: Annotated[tuple[Annotated[Author, Prepared(_named)], ...], Limited(min_length=1), Prepared(_one_or_many)]
    subtitle: str | None = None
    supervisors: Annotated[tuple[Line, ...], Prepared(_one_or_many)] = ()
    degree: str | None = None
    institution: str | None = None
    department: str | None = None
    college: str | None = None
    semester: str | None = None
    university: Annotated[str, Described("A profile: templates/universities/ID/profile.yaml.")] = "generic"
    date: datetime.date | None = None
    language: Annotated[str, Checked(_language), Described("A BCP 47 tag: en-GB, en-US, da, de …")] = "en-GB"
    keywords: tuple[str, ...] = ()
    citations: CitationOptions = CitationOptions()
    bibliography: Annotated[tuple[str, ...] | None, Prepared(_one_or_many)] = None
    front: tuple[str, ...] | None = None
    chapters: tuple[str, ...] | None = None
    appendices: tuple[str, ...] | None = None
    engine: Literal["pdflatex", "lualatex"] = "pdflatex"
    checks: CheckOptions = CheckOptions()


def load_thesis(root: Path, cache: Path | None = None) -> tuple[Thesis | None, YamlFile | None, list[Diagnostic]]:
    """Read ``thesis.yaml`` of the folder ``root``: what it says, the file with its spans, and what is wrong with it.

    ``cache`` is a folder in which it is kept until it changes.
    """
    path = root / FILE_NAME
    if not path.is_file():
        hint = "make one with `.venv/bin/python build.py new DIR`, or name the folder with --thesis DIR"
        near = next((n for n in ("thesis.yml", "Thesis.yaml", "_quarto.yml") if (root / n).is_file()), None)
        hints = (f"there is a '{near}': rename it to {FILE_NAME}",) if near else (hint,)
        return None, None, [Diagnostic(Code.FILE_MISSING, f"this folder has no {FILE_NAME}", None, hints)]
    text, diagnostics = read_text(path, FILE_NAME)
    if text is None:
        return None, None, diagnostics
    shelf, told = shelf_in(cache), digest(text)
    match shelf.get(FILE_NAME) if shelf is not None else None:
        case [known, Thesis() as kept, YamlFile() as read] if known == told:
            return kept, read, diagnostics
    file, found = load_yaml(text, FILE_NAME)
    diagnostics += found
    if file is None:
        return None, None, diagnostics
    from typesetter.config.validation import validate

    thesis, found = validate(Thesis, file)
    diagnostics += found
    if shelf is not None and thesis is not None and not diagnostics:
        shelf.put(FILE_NAME, (told, thesis, file))
    return thesis, file, diagnostics


def thesis_span(file: YamlFile | None, *keys: str | int) -> Span:
    """Where a value of thesis.yaml stands (its first line, when the file does not give it)."""
    return file.span(keys) if file is not None else Span(FILE_NAME)

"""A citation style as data: the YAML style sheet's model, its inheritance, and its loading.

The built-in sheets are in ``variants/``; a user's own sheet says ``parent:`` and only what differs. Code that formats asks
the :class:`Variant` and knows no style by name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, PrivateAttr

from typesetter.citations.template import Group, Node, compile_template
from typesetter.config.paths import read_text, resolve_inside
from typesetter.config.yamlfile import YamlFile, load_yaml, validate
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.stamps import digest_json

FOLDER = Path(__file__).parent / "variants"

NAME_SLOTS = ("family", "given", "initials", "particle", "suffix")
DATE_SLOTS = ("day", "day2", "month", "month2", "year")
HEAD_SLOTS = ("names", "editor_role", "title", "year")
REFERENCE_SLOTS = (
    "head", "names", "editors", "editor_role", "translators", "book_authors", "year", "title", "shorttitle",
    "booktitle", "journal", "volume", "number", "pages", "chapter", "edition", "place", "publisher", "series",
    "type", "version", "event", "howpublished", "note", "doi", "doi_url", "url", "accessed", "date",
    "day_month", "language", "isbn", "original", "eprint",
)  # fmt: skip


def _compiler(*slots: str) -> PlainValidator:
    return PlainValidator(lambda source: compile_template(source, slots))


NameTemplate = Annotated[Node, _compiler(*NAME_SLOTS)]
DateTemplate = Annotated[Node, _compiler(*DATE_SLOTS)]
HeadTemplate = Annotated[Node, _compiler(*HEAD_SLOTS)]
PagesTemplate = Annotated[Node, _compiler("pages")]
ReprintTemplate = Annotated[Node, _compiler("year", "original")]
TitleTemplate = Annotated[Node, _compiler("title", "shorttitle", "container")]
CorporateTemplate = Annotated[Node, _compiler("full", "short")]
FixedTemplate = Annotated[Node, _compiler()]
EditionTemplate = Annotated[Node, _compiler("edition")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Initials(_Model):
    """How given names are cut short."""

    stop: str
    between: str
    hyphen: str


class NameList(_Model):
    """How names are listed: the form of each, what stands between them, when the list is cut."""

    form: NameTemplate
    rest: NameTemplate | None = Field(None, description="The form of every name but the first, where it differs.")
    separator: str
    last: str
    two: str | None = Field(None, description="Between two names, where it differs from `last`.")
    et_al_from: int | None = Field(description="The number of names from which the list is cut; null: never.", ge=2)
    et_al_show: int = Field(ge=1)
    et_al: FixedTemplate


class Words(_Model):
    """A word for one and for many; for locators, what stands between it and the number."""

    one: str
    many: str
    space: str | None = None


class Roles(_Model):
    """Words for what a person did."""

    editor: Words


class Sort(_Model):
    """The order of the reference list."""

    particle: bool
    ignore: tuple[str, ...]


class Dates(_Model):
    """Forms of dates and years."""

    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    full: DateTemplate
    no_date: str
    no_date_letter: str
    reprint: ReprintTemplate
    states: Mapping[str, str]


class Pages(_Model):
    """Pages in a reference."""

    one: PagesTemplate
    many: PagesTemplate


class Heads(_Model):
    """What a reference begins with."""

    author: HeadTemplate
    editor: HeadTemplate
    title: HeadTemplate


class InText(_Model):
    """Citations in the text."""

    names: NameList
    narrative_last: str
    clash: Literal["by-cite", "always", "never"]
    clash_form: NameTemplate
    title: TitleTemplate
    open: str
    close: str
    author_year: str
    narrative_open: str
    works: str
    order: Literal["as-cited", "chronological", "reverse-chronological", "alphabetical"]
    same_author: Literal["collapse", "repeat"]
    years: str
    same_year: Literal["repeat", "letters"]
    letters: str
    locator: str
    cited_in: str
    corporate_first: CorporateTemplate
    possessive: str
    possessive_after_s: str
    ibid: str


class Locators(_Model):
    """Words for places in a work."""

    space: str
    page: Words
    chapter: Words
    section: Words
    paragraph: Words
    figure: Words
    table: Words
    volume: Words
    book: Words
    part: Words
    number: Words
    verse: Words
    line: Words
    note: Words
    column: Words
    appendix: Words
    article: Words
    folio: Words
    timestamp: Words

    def words(self, kind: str) -> Words:
        """The words for a kind of place."""
        words: Words = getattr(self, kind)
        return words


class Variant(_Model):
    """A whole style sheet. ``digest`` is of its content, the parents' included."""

    title: str
    parent: str | None = None
    initials: Initials
    names: NameList
    inner_names: NameList
    roles: Roles
    sort: Sort
    dates: Dates
    pages: Pages
    edition: EditionTemplate
    ordinals: Mapping[str, str]
    types: Mapping[str, str]
    heads: Heads
    shared: Mapping[str, Any]
    references: Mapping[str, Any]
    end: FixedTemplate
    text: InText
    locators: Locators
    _templates: dict[str, Node] = PrivateAttr(default_factory=dict)
    _digest: str = PrivateAttr("")

    @property
    def digest(self) -> str:
        """A digest of everything that can change how this style prints."""
        return self._digest

    def template(self, entry_type: str, kind: str) -> Node:
        """The template of an entry: its type's own, else its kind's, else that of ``misc``."""
        return self._templates.get(entry_type) or self._templates.get(kind) or self._templates["misc"]


def _compile_references(variant: Variant, file: YamlFile) -> tuple[dict[str, Node], list[Diagnostic]]:
    """The templates of the references with the shared parts put in, and what is wrong with them."""
    templates: dict[str, Node] = {}
    diagnostics: list[Diagnostic] = []

    def compiled(source: Any, keys: tuple[str | int, ...]) -> Node:
        try:
            return compile_template(_expanded(source, variant.shared, ()), REFERENCE_SLOTS)
        except ValueError as error:
            name = ".".join(str(k) for k in keys if isinstance(k, str))
            diagnostics.append(Diagnostic(Code.CONFIG_TYPE, f"'{name}': {error}", file.span(keys)))
            return Group(())

    for name, source in variant.shared.items():
        if name in REFERENCE_SLOTS:
            message = f"'shared.{name}': this is the name of a slot"
            diagnostics.append(Diagnostic(Code.CONFIG_TYPE, message, file.key_span(("shared", name))))
        compiled(source, ("shared", name))
    if not diagnostics:  # a mistake in a shared part would come back in every reference
        for kind, source in variant.references.items():
            parts = source if isinstance(source, list) else [source]
            templates[kind] = Group(tuple(compiled(part, ("references", kind, i)) for i, part in enumerate(parts)))
        if "misc" not in templates:
            message = "'references' needs a template `misc` for the types that have none of their own"
            diagnostics.append(Diagnostic(Code.CONFIG_MISSING, message, file.key_span(("references",))))
    return templates, diagnostics


def _expanded(source: Any, shared: Mapping[str, Any], inside: tuple[str, ...]) -> Any:
    """The template with ``"{name}"`` replaced by the shared part of that name."""
    match source:
        case str() if source[:1] == "{" and source[-1:] == "}" and source[1:-1] in shared:
            name = source[1:-1]
            if name in inside:
                raise ValueError(f"the shared part '{name}' contains itself")
            return _expanded(shared[name], shared, (*inside, name))
        case list():
            return [_expanded(part, shared, inside) for part in source]
        case dict():
            return {k: _expanded(v, shared, inside) if k != "when" else v for k, v in source.items()}
    return source


def builtin_variants() -> list[str]:
    """The names of the variants that ship with the pipeline."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_variant(
    name_or_path: str, thesis_root: Path, span: Span | None = None
) -> tuple[Variant | None, list[Diagnostic]]:
    """A built-in variant by name, or a style sheet of the user's by its path in the thesis folder.

    ``span`` is where the style is named. Diagnostics: STYLE_UNKNOWN, and those of reading and checking the sheet.
    """
    file, data, diagnostics = _read(name_or_path, thesis_root, span, ())
    if file is None:
        return None, diagnostics
    merged = dataclasses.replace(file, data=data)
    variant, found = validate(Variant, merged)
    if variant is not None:
        variant._templates, problems = _compile_references(variant, merged)  # noqa: SLF001
        if problems:
            return None, diagnostics + problems
        variant._digest = digest_json({k: v for k, v in data.items() if k not in ("title", "parent")})  # noqa: SLF001
    return variant, diagnostics + found


def _read(
    name: str, root: Path, span: Span | None, children: tuple[str, ...]
) -> tuple[YamlFile | None, dict[str, Any], list[Diagnostic]]:
    """A sheet as YAML, and its data with its parents' below."""
    if name in children:
        chain = " → ".join((*children, name))
        return None, {}, [Diagnostic(Code.STYLE_UNKNOWN, f"this style is its own parent: {chain}", span)]
    text, shown, diagnostics = _text(name, root, span)
    if text is None:
        return None, {}, diagnostics
    file, found = load_yaml(text, shown)
    diagnostics += found
    if file is None or found:
        return None, {}, diagnostics
    data = file.data if isinstance(file.data, dict) else {}
    parent = data.get("parent")
    if parent is None:
        return file, data, diagnostics
    if not isinstance(parent, str):
        return (
            None,
            {},
            [
                *diagnostics,
                Diagnostic(Code.CONFIG_TYPE, "'parent' must be the name of a style", file.span(("parent",))),
            ],
        )
    above, inherited, found = _read(parent, root, file.span(("parent",)), (*children, name))
    diagnostics += found
    return (None if above is None else file), _merged(inherited, data), diagnostics


def _text(name: str, root: Path, span: Span | None) -> tuple[str | None, str, list[Diagnostic]]:
    builtin = builtin_variants()
    if name in builtin:
        path = FOLDER / f"{name}.yaml"
        text, diagnostics = read_text(path, f"typesetter/citations/variants/{name}.yaml")
        return text, f"typesetter/citations/variants/{name}.yaml", diagnostics
    if not name.endswith((".yaml", ".yml")):
        hints = did_you_mean(name, builtin)
        own = f"known styles: {', '.join(builtin)}; or the path of a .yaml file of your own in the thesis folder"
        return None, name, [Diagnostic(Code.STYLE_UNKNOWN, f"no citation style '{name}'", span, (*hints, own))]
    path_found, diagnostics = resolve_inside(root, name, span)
    if path_found is None:
        return (
            None,
            name,
            [
                dataclasses.replace(d, code=Code.STYLE_UNKNOWN) if d.code is Code.FILE_MISSING else d
                for d in diagnostics
            ],
        )
    text, diagnostics = read_text(path_found, name)
    return text, name, diagnostics


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` over ``below``: mappings merge key by key, everything else (templates too) is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        template = isinstance(value, dict) and (value.keys() & {"when", "either"})
        merged[key] = (
            _merged(old, value) if isinstance(value, dict) and isinstance(old, dict) and not template else value
        )
    return merged

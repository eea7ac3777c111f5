"""YAML chapters: data, checked against its template's schema, its strings read as Markdown.

A template ``templates/chapters/NAME.tex.j2`` has its JSON schema beside it, ``NAME.schema.yaml``. In the schema,
``format: markdown`` marks a string of inline Markdown and ``format: markdown-blocks`` one of paragraphs, lists and so on;
``format: edtf`` is a date of history.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typesetter import model as m
from typesetter.config.paths import read_text
from typesetter.config.yamlfile import Keys, YamlFile, load_yaml
from typesetter.dates import edtf_date
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean, has_errors
from typesetter.sources.chapter import effective_role, role_of, slug
from typesetter.sources.reader import read_inline, read_markdown
from typesetter.stamps import digest

_MAX_REFERENCES = 10
"""Definitions of a schema that refer on to one another."""
DATE_FORMS = "write YYYY, YYYY-MM, YYYY-MM-DD, or two of them with / for a range"
COMMON = ("template", "title", "id", "role", "intro", "outro", "numbered")


def template_names(folders: Sequence[Path]) -> list[str]:
    """The chapter templates that exist, by name: those with a schema."""
    return sorted({p.name.removesuffix(".schema.yaml") for f in folders for p in f.glob("chapters/*.schema.yaml")})


def read_yaml_chapter(
    root: Path, path: str, role: m.Role | None, templates: Sequence[Path], *, untrusted: bool
) -> tuple[m.Chapter | None, list[Diagnostic]]:
    """Read a ``.yaml`` chapter. ``templates`` are the folders searched for its template, the thesis's own first."""
    text, diagnostics = read_text(root / path, path)
    if text is None:
        return None, diagnostics
    file, found = load_yaml(text, path)
    diagnostics += found
    if file is None:
        return None, diagnostics
    if file.data is None:
        diagnostics.append(
            Diagnostic(Code.CHAPTER_EMPTY, "this chapter is empty", Span(path), ("write it, or take it off the list",))
        )
        return None, diagnostics
    if not isinstance(file.data, dict):
        diagnostics.append(Diagnostic(Code.CONFIG_TYPE, "a YAML chapter must be keys and values", file.span(())))
        return None, diagnostics
    schema, found = _schema(file, templates)
    diagnostics += found
    own_role, found = role_of(file.data.get("role"), file, ("role",))
    diagnostics += found
    if schema is None:
        return None, diagnostics
    diagnostics += check_schema(file, schema)
    if has_errors(diagnostics):
        return None, diagnostics
    reader = _DataReader(root, file, schema, untrusted)
    title = reader.rich(("title",), block=False).inlines
    label = str(file.data.get("id") or slug(str(file.data["title"])))
    blocks = reader.chapter_blocks()
    diagnostics += reader.diagnostics
    chapter = m.Chapter(
        path,
        effective_role(role, own_role),
        title,
        label,
        file.data.get("numbered") is not False,
        blocks,
        digest(text),
        file.span(("title",)),
    )
    return chapter, diagnostics


def _schema(file: YamlFile, templates: Sequence[Path]) -> tuple[dict[str, Any] | None, list[Diagnostic]]:
    name = file.data.get("template")
    known = template_names(templates)
    if name is None:
        hint = f"add `template:` with one of: {', '.join(known)}"
        return None, [Diagnostic(Code.CONFIG_MISSING, "the key 'template' is missing", Span(file.path), (hint,))]
    if not isinstance(name, str) or name not in known:
        hints = did_you_mean(str(name), known) or (f"there are: {', '.join(known)}",)
        return None, [
            Diagnostic(Code.TEMPLATE_UNKNOWN, f"no chapter template '{name}'", file.span(("template",)), hints)
        ]
    path = next(p for f in templates if (p := f / "chapters" / f"{name}.schema.yaml").is_file())
    text, diagnostics = read_text(path, f"templates/chapters/{path.name}")
    if text is None:
        return None, diagnostics
    schema, found = load_yaml(text, f"templates/chapters/{path.name}")
    if schema is None or not isinstance(schema.data, dict):
        return None, diagnostics + found
    return schema.data, diagnostics + found


# ------------------------------------------------------------------------------------------------------ against a schema


def _as_text(data: Any, schema: Any, defs: dict[str, Any], file: YamlFile, keys: Keys) -> Any:
    """``data`` with numbers, dates and booleans as they are written wherever the schema wants a text."""
    schema = _resolve(schema, defs)
    if isinstance(data, dict):
        properties = schema.get("properties", {})
        return {k: _as_text(v, properties.get(k, {}), defs, file, (*keys, k)) for k, v in data.items()}
    if isinstance(data, list):
        return [_as_text(v, schema.get("items", {}), defs, file, (*keys, i)) for i, v in enumerate(data)]
    if schema.get("type") == "string" and data is not None and not isinstance(data, str):
        return file.text(keys).text
    return data


def _resolve(schema: Any, defs: dict[str, Any]) -> dict[str, Any]:
    for _ in range(_MAX_REFERENCES):
        if not isinstance(schema, dict):
            break
        if "$ref" not in schema:
            return schema
        schema = defs.get(str(schema["$ref"]).rsplit("/", 1)[-1], {})
    return {}


def check_schema(file: YamlFile, schema: dict[str, Any]) -> list[Diagnostic]:
    """What in ``file`` the template's schema does not allow."""
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import SchemaError
    from referencing.exceptions import Unresolvable

    data = _as_text(file.data, schema, schema.get("$defs", {}), file, ())
    common = {
        "template": {"type": "string"}, "title": {"type": "string"}, "id": {"type": "string"}, "role": {"type": "string"},
        "intro": {"type": "string"}, "outro": {"type": "string"}, "numbered": {"type": "boolean"},
    }  # fmt: skip
    whole = {
        **schema,
        "properties": {**common, **schema.get("properties", {})},
        "required": sorted({"title", *schema.get("required", [])}),
        "additionalProperties": False,
    }
    try:
        Draft202012Validator.check_schema(whole)
        formats = FormatChecker(())
        formats.checks("edtf", raises=ValueError)(
            lambda value: not isinstance(value, str) or bool(edtf_date(value, "en"))
        )
        errors = list(Draft202012Validator(whole, format_checker=formats).iter_errors(data))
    except (SchemaError, Unresolvable, RecursionError) as error:
        reason = getattr(error, "message", "") or str(error) or "it refers to itself"
        message = f"the schema of the template '{file.data['template']}' is not valid: {reason}"
        return [Diagnostic(Code.TEMPLATE_ERROR, message, file.span(("template",)))]
    return [diagnostic for error in errors for diagnostic in _schema_error(error, file)]


_KINDS = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false", "array": "a list",
    "object": "keys and values", "null": "empty",
}  # fmt: skip


def _schema_error(error: Any, file: YamlFile) -> list[Diagnostic]:
    keys: Keys = tuple(error.absolute_path)
    name = ".".join(str(k) if isinstance(k, str) else str(k + 1) for k in keys) or "the chapter"
    span = file.span(keys)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            return [
                Diagnostic(
                    Code.CONFIG_UNKNOWN, f"unknown key '{key}'", file.key_span((*keys, key)),
                    did_you_mean(key, known) or (f"known here: {', '.join(known)}",),
                )
                for key in error.instance
                if key not in known
            ]  # fmt: skip
        case "required":
            missing = [k for k in error.validator_value if k not in error.instance and f"'{k}'" in error.message]
            start = Span(span.path, span.line, span.column)
            return [
                Diagnostic(Code.CONFIG_MISSING, f"the key '{k}' is missing here", start, (f"add `{k}: …`",))
                for k in missing
            ]
        case "type":
            kinds: list[str] = (
                error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            )
            wanted = " or ".join(_KINDS.get(k, k) for k in kinds)
            return [Diagnostic(Code.CONFIG_TYPE, f"'{name}' must be {wanted}", span)]
        case "enum":
            hints = did_you_mean(str(error.instance), [str(v) for v in error.validator_value])
            choices = ", ".join(str(v) for v in error.validator_value)
            return [Diagnostic(Code.CONFIG_TYPE, f"'{name}' must be one of: {choices}", span, hints)]
        case "minItems" | "minLength":
            return [Diagnostic(Code.CONFIG_TYPE, f"'{name}' must not be empty", span)]
        case "format":
            return [Diagnostic(Code.CONFIG_TYPE, str(error.cause or error.message), span, (DATE_FORMS,))]
        case "pattern":
            wanted = error.schema.get("description", f"it must be of the form {error.validator_value}")
            return [Diagnostic(Code.CONFIG_TYPE, f"'{name}' has the wrong form: '{error.instance}'", span, (wanted,))]
        case "anyOf" if all(set(part) == {"required"} for part in error.validator_value):
            choices = " or ".join(f"'{key}'" for part in error.validator_value for key in part["required"])
            start = Span(span.path, span.line, span.column)
            return [Diagnostic(Code.CONFIG_MISSING, f"{choices} is missing in '{name}'", start)]
    return [Diagnostic(Code.CONFIG_TYPE, f"'{name}': {error.message}", span)]


# -------------------------------------------------------------------------------------------------------- data to model


class _DataReader:
    """The data of one YAML chapter as records, its Markdown read."""

    def __init__(self, root: Path, file: YamlFile, schema: dict[str, Any], untrusted: bool) -> None:
        self.root, self.file, self.schema, self.untrusted = root, file, schema, untrusted
        self.defs = schema.get("$defs", {})
        self.diagnostics: list[Diagnostic] = []

    def rich(self, keys: Keys, *, block: bool) -> m.Rich:
        source = self.file.text(keys)
        prefix = f"{self.file.path}:{'.'.join(str(k) for k in keys)}"
        read = read_markdown if block else read_inline
        content, found = read(source, self.root, untrusted=self.untrusted, id_prefix=prefix)
        self.diagnostics += found
        inlines, blocks = ((), content) if block else (content, ())
        return m.Rich(inlines, blocks, source.text, self.file.span(keys))  # type: ignore[arg-type]  # as block says

    def chapter_blocks(self) -> tuple[m.Block, ...]:
        data = self.file.data
        blocks: list[m.Block] = []
        if data.get("intro"):
            blocks.extend(self.rich(("intro",), block=True).blocks)
        if data["template"] == "sections":
            blocks.extend(self._sections(data.get("sections", []), ("sections",), 2))
        else:
            items = tuple((k, self._value(data[k], self._property(k), (k,))) for k in data if k not in COMMON)
            blocks.append(
                m.TemplateBlock(str(data["template"]), m.Record(items, self.file.span(())), self.file.span(()))
            )
        if data.get("outro"):
            blocks.extend(self.rich(("outro",), block=True).blocks)
        return tuple(blocks)

    def _property(self, key: str) -> dict[str, Any]:
        return _resolve(self.schema.get("properties", {}).get(key, {}), self.defs)

    def _value(self, value: Any, schema: Any, keys: Keys) -> Any:
        schema = _resolve(schema, self.defs)
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            items = tuple((k, self._value(v, properties.get(k, {}), (*keys, k))) for k, v in value.items())
            return m.Record(items, self.file.span(keys))
        if isinstance(value, list):
            return tuple(self._value(v, schema.get("items", {}), (*keys, i)) for i, v in enumerate(value))
        if schema.get("format") in ("markdown", "markdown-blocks"):
            return self.rich(keys, block=schema["format"] == "markdown-blocks")
        if schema.get("type") == "string" and value is not None and not isinstance(value, str):
            return self.file.text(keys).text  # a date or a number, as it is written
        return value

    def _sections(self, sections: list[Any], keys: Keys, level: int) -> list[m.Block]:
        """The template ``sections``: its headings are the model's own, so that they are numbered and can be referred to."""
        blocks: list[m.Block] = []
        for i, section in enumerate(sections):
            if not isinstance(section, dict) or "title" not in section:
                continue  # the schema of a template of the thesis's own allowed it
            here: Keys = (*keys, i)
            title = self.rich((*here, "title"), block=False)
            label = section.get("id")
            numbered = section.get("numbered") is not False
            blocks.append(m.Heading(level, title.inlines, label, numbered, self.file.span((*here, "title"))))
            if section.get("text"):
                blocks.extend(self.rich((*here, "text"), block=True).blocks)
            blocks.extend(self._sections(section.get("sections", []), (*here, "sections"), level + 1))
        return blocks

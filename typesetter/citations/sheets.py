"""Style sheets read, laid over their parents, and compiled into a :class:`~typesetter.citations.variant.Variant`.

The built-in sheets are in ``variants/``; a user's own sheet says ``parent:`` and only what differs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typesetter.citations.kinds import TESTS
from typesetter.citations.template import Group, Node, compile_template
from typesetter.citations.variant import REFERENCE_SLOTS, Sheet, Variant
from typesetter.config.paths import read_text, resolve_inside
from typesetter.config.yamlfile import YamlFile, load_yaml
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.shelf import Shelf
from typesetter.stamps import digest, digest_json, shared_folder
from typesetter.structs import replace
from typesetter.witness import code_digest

FOLDER = Path(__file__).parent / "variants"


def _compile_references(sheet: Sheet, file: YamlFile) -> tuple[dict[str, Node], list[Diagnostic]]:
    """The templates of the references with the shared parts put in, and what is wrong with them."""
    templates: dict[str, Node] = {}
    diagnostics: list[Diagnostic] = []

    def compiled(source: Any, keys: tuple[str | int, ...]) -> Node:
        try:
            return compile_template(_expanded(source, sheet.shared, ()), REFERENCE_SLOTS, TESTS)
        except ValueError as error:
            name = ".".join(str(k) for k in keys if isinstance(k, str))
            diagnostics.append(Diagnostic(Code.CONFIG_TYPE, f"'{name}': {error}", file.span(keys)))
            return Group(())

    for name, source in sheet.shared.items():
        if name in REFERENCE_SLOTS:
            message = f"'shared.{name}': this is the name of a slot"
            diagnostics.append(Diagnostic(Code.CONFIG_TYPE, message, file.key_span(("shared", name))))
        compiled(source, ("shared", name))
    if not diagnostics:  # a mistake in a shared part would come back in every reference
        for kind, source in sheet.references.items():
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
    name_or_path: str, thesis_root: Path, span: Span | None = None, *, cache: Path | None = None
) -> tuple[Variant | None, list[Diagnostic]]:
    """A built-in variant by name, or a style sheet of the user's by its path in the thesis folder.

    ``span`` is where the style is named. With ``cache``, what a built-in sheet compiles to is kept until the code changes, of
    which it is a part: like compiled modules beside the program, else in that folder.
    Diagnostics: STYLE_UNKNOWN, and those of reading and checking the sheet.
    """
    kept = None
    if cache is not None and name_or_path in builtin_variants():
        # several checkouts may share a virtual environment
        place = shared_folder(f"styles-{digest(str(FOLDER))[:8]}")
        kept = Shelf(place or cache / "styles", digest(code_digest(), sys.version))
    known = kept.get(name_or_path) if kept is not None else None
    if isinstance(known, Variant):
        return known, []
    from typesetter.config.validation import validate

    file, data, diagnostics = _read(name_or_path, thesis_root, span, ())
    if file is None:
        return None, diagnostics
    merged = replace(file, data=data)
    sheet, found = validate(Sheet, merged)
    diagnostics += found
    variant = None
    if sheet is not None:
        templates, problems = _compile_references(sheet, merged)
        if problems:
            return None, diagnostics + problems
        told = digest_json({k: v for k, v in data.items() if k not in ("title", "parent", "guide")})
        variant = Variant.compiled(sheet, templates, told)
    if kept is not None and variant is not None and not diagnostics:
        kept.put(name_or_path, variant)
    return variant, diagnostics


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
    if data.get("inherit_references") is False:
        inherited = {key: value for key, value in inherited.items() if key not in ("references", "shared", "heads")}
    inherited.pop("guide", None)  # a sheet that differs follows another guide
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
            [replace(d, code=Code.STYLE_UNKNOWN) if d.code is Code.FILE_MISSING else d for d in diagnostics],
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

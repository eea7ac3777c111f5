"""University profiles: what a university asks of a thesis, and how its pages are set.

``templates/universities/ID/profile.yaml`` says only what is known of that university; what it does not say it inherits from
the profile that its ``inherits:`` names (``generic`` when it names none), and :meth:`Profile.origin` tells which of the two
a figure came from. Each figure that a university prescribes has its source, verified or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from typesetter.config.kept import shelf_beside, shelf_in
from typesetter.config.paths import read_text
from typesetter.config.profile_model import ROOT, Profile, ProfileContent
from typesetter.config.yamlfile import Keys, YamlFile, load_yaml
from typesetter.diagnostics import Code, Diagnostic, Span, has_errors, nearest
from typesetter.stamps import digest
from typesetter.structs import Struct

__all__ = ["FILE_NAME", "ROOT", "Profile", "available", "load_profile"]

FILE_NAME = "profile.yaml"


def available(search: Sequence[Path]) -> list[str]:
    """The ids of all profiles in the folders ``search`` (each holding ``ID/profile.yaml``), in alphabetical order."""
    return sorted({p.parent.name for folder in search if folder.is_dir() for p in folder.glob(f"*/{FILE_NAME}")})


class _Part(Struct):
    """One of the files that a profile is made of: the folder of profiles that it is in, and its text by its digest."""

    id: str
    folder: Path
    text: str
    file: YamlFile


def load_profile(
    name: str, search: Sequence[Path], span: Span | None, cache: Path | None = None
) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile ``name``, with what it inherits.

    ``search`` are folders that hold ``ID/profile.yaml``; the first one that has an id wins. ``span`` is where the thesis
    names the profile. An unknown name, a loop of inheritance, and mistakes in any of the files are diagnostics.

    With ``cache``, a profile is kept until one of its files changes: in that folder, or beside the program when all of its
    files are the program's own, which are in the last of the folders.
    """
    slot = digest(FILE_NAME, name)
    own, beside = (shelf_in(cache), shelf_beside(search[-1])) if cache is not None else (None, None)
    for shelf in (own, beside):
        match shelf.get(slot) if shelf is not None else None:
            case [tuple() as chain, Profile() as kept] if all(_text_of(id_, search) == text for id_, text in chain):
                return kept, []
    parts, diagnostics = _chain(name, search, span)
    if not parts or has_errors(diagnostics):
        return None, diagnostics
    from typesetter.config.validation import validate

    merged = _merge([part.file for part in parts])
    content, found = validate(ProfileContent, merged)
    diagnostics += found
    if content is None:
        return None, diagnostics
    diagnostics += _unknown_figures(content, merged)
    if has_errors(diagnostics):
        return None, diagnostics
    origins = {figure: part.id for part in reversed(parts) for figure in _figures(part.file.data)}
    profile = Profile.located(content, tuple(part.id for part in parts), origins)
    place = beside or own if all(part.folder == search[-1] for part in parts) else own
    if place is not None and not diagnostics:
        place.put(slot, (tuple((part.id, part.text) for part in parts), profile))
    return profile, diagnostics


def _text_of(name: str, search: Sequence[Path]) -> str | None:
    """The digest of the text of the file ``name``; None when it cannot be read."""
    path = _find(name, search)
    text, _ = read_text(path, "") if path is not None else (None, [])
    return digest(text) if text is not None else None


def _chain(name: str, search: Sequence[Path], span: Span | None) -> tuple[list[_Part], list[Diagnostic]]:
    """The files from ``name`` up to the root, nearest first."""
    parts: list[_Part] = []
    diagnostics: list[Diagnostic] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in [part.id for part in parts]:
            way = " → ".join([*(part.id for part in parts), wanted])
            return [], [*diagnostics, Diagnostic(Code.CONFIG_TYPE, f"a profile inherits from itself: {way}", span)]
        path = _find(wanted, search)
        if path is None:
            return [], [*diagnostics, _unknown(wanted, search, span)]
        shown = "/".join(path.parts[-4:])
        text, found = read_text(path, shown)
        diagnostics += found
        file, found = load_yaml(text, shown) if text is not None else (None, [])
        diagnostics += found
        if text is None or file is None:
            return [], diagnostics
        if not isinstance(file.data, dict):
            message = "this file must be a mapping of keys and values"
            return [], [*diagnostics, Diagnostic(Code.CONFIG_TYPE, message, file.span(()))]
        parts.append(_Part(wanted, path.parents[1], digest(text), file))
        parent = file.data.get("inherits")
        span = file.span(("inherits",))
        if parent is not None and not isinstance(parent, str):
            return [], [*diagnostics, Diagnostic(Code.CONFIG_TYPE, "'inherits' must be the id of a profile", span)]
        wanted = parent if parent is not None else None if wanted == ROOT else ROOT
    return parts, diagnostics


def _find(name: str, search: Sequence[Path]) -> Path | None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        return None
    return next((path for folder in search if (path := folder / name / FILE_NAME).is_file()), None)


def _unknown(name: str, search: Sequence[Path], span: Span | None) -> Diagnostic:
    known = available(search)
    near = nearest(name, known) or [k for k in known if k.partition("-")[0] == name.casefold().partition("-")[0]]
    hints = (f"did you mean '{near[0]}'?",) if near else (f"known profiles: {', '.join(known)}",) if known else ()
    return Diagnostic(Code.PROFILE_UNKNOWN, f"no university profile '{name}'", span, hints)


def _merge(files: Sequence[YamlFile]) -> YamlFile:
    """One file of all, the nearest profile's values first, each value with the span of the file that states it."""
    first, *parents = files
    data, spans, key_spans = dict(first.data), dict(first.spans), dict(first.key_spans)
    texts = dict(first.texts)
    for parent in parents:
        inherited = {k: v for k, v in parent.data.items() if k not in ("name", "inherits", "sources")}
        taken = dict(_fill(data, inherited, ()))
        for source, target in ((parent.spans, spans), (parent.key_spans, key_spans)):
            target.update({k: s for k, s in source.items() if _under(k, taken)})
        texts.update({k: t for k, t in parent.texts.items() if _under(k, taken)})
        own = len(data.get("sources") or ())
        more = parent.data.get("sources")
        if isinstance(more, list) and isinstance(data.setdefault("sources", []), list):
            data["sources"] = [*data["sources"], *more]
            moved = {
                ("sources", k[1] + own, *k[2:]): s
                for k, s in parent.spans.items()
                if len(k) > 1 and k[0] == "sources" and isinstance(k[1], int)
            }
            spans.update(moved)
    return YamlFile(first.path, data, spans, key_spans, texts)


def _fill(data: dict[str, Any], parent: Mapping[str, Any], keys: Keys) -> Iterator[tuple[Keys, None]]:
    """Put into ``data`` what only ``parent`` says; yield the way to each value taken."""
    for key, value in parent.items():
        if key not in data:
            data[key] = value
            yield (*keys, key), None
        elif isinstance(data[key], dict) and isinstance(value, dict):
            data[key] = dict(data[key])
            yield from _fill(data[key], value, (*keys, key))


def _under(keys: Keys, tops: Mapping[Keys, None]) -> bool:
    return any(keys[:n] in tops for n in range(1, len(keys) + 1))


def _figures(data: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The dotted names of all values of a profile's file, groups not counted."""
    for key, value in data.items():
        if before or key not in ("name", "inherits", "sources"):
            if isinstance(value, dict):
                yield from _figures(value, f"{before}{key}.")
            else:
                yield f"{before}{key}"


def _unknown_figures(profile: ProfileContent, file: YamlFile) -> list[Diagnostic]:
    from typesetter.config.validation import figures

    known = list(figures(ProfileContent))
    found = []
    for i, source in enumerate(profile.sources):
        for j, figure in enumerate(source.figures):
            if figure not in known:
                near = nearest(figure, known)
                hints = (f"did you mean '{near[0]}'?",) if near else ()
                span = file.span(("sources", i, "figures", j))
                found.append(
                    Diagnostic(Code.CONFIG_UNKNOWN, f"a source for '{figure}', which is no figure", span, hints)
                )
    return found

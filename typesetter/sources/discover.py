"""Which files make the thesis, in which order, and their reading."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath

from typesetter import model as m
from typesetter.config.paths import resolve_inside
from typesetter.config.thesis import FILE_NAME, Thesis
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.sources.kept import KeptChapters
from typesetter.structs import Struct

_ORDER = (m.Role.ABSTRACT, m.Role.FRONT, m.Role.CHAPTER, m.Role.APPENDIX)
MAX_BYTES = 4_000_000
"""Of one chapter: the text of 1,500 pages."""
_SUFFIXES = (".md", ".markdown", ".yaml", ".yml")


class Listed(Struct):
    """A file of the manuscript: its path in the thesis folder, the role that thesis.yaml gives it, where it is named."""

    path: str
    role: m.Role | None
    span: Span | None


def list_files(root: Path, thesis: Thesis, file: YamlFile | None) -> tuple[list[Listed], list[Diagnostic]]:
    """The files of the manuscript in the order of thesis.yaml, or all of ``chapters/`` in name order."""
    listed: list[Listed] = []
    diagnostics: list[Diagnostic] = []
    groups = (("front", m.Role.FRONT), ("chapters", m.Role.CHAPTER), ("appendices", m.Role.APPENDIX))
    seen: dict[str, Span] = {}
    for key, role in groups:
        for index, given in enumerate(getattr(thesis, key) or ()):
            span = file.span((key, index)) if file else Span(FILE_NAME)
            found, problems = resolve_inside(root, given, span)
            path = str(PurePosixPath(given))  # ./a.md is a.md
            diagnostics += problems
            if path in seen:
                message = f"'{path}' is listed a second time"
                diagnostics.append(Diagnostic(Code.CHAPTER_TWICE, message, span, (f"first in line {seen[path].line}",)))
            elif found is not None and found.suffix.lower() not in _SUFFIXES:
                message = f"'{path}' is neither Markdown nor YAML"
                diagnostics.append(Diagnostic(Code.CONFIG_TYPE, message, span, ("chapters end in .md or .yaml",)))
            elif found is not None:
                listed.append(Listed(path, role, span))
            seen.setdefault(path, span)
    if thesis.chapters is None:
        folder = root / "chapters"
        paths = sorted(p for p in folder.glob("*") if p.suffix.lower() in _SUFFIXES and not p.name.startswith("."))
        for path_ in paths:
            relative = path_.relative_to(root).as_posix()
            found, problems = resolve_inside(root, relative, None)
            diagnostics += problems
            if found is not None and relative not in seen:
                listed.append(Listed(relative, None, None))
    if not listed and not diagnostics:
        hint = "write chapters/01-introduction.md, or list your files under `chapters:` in thesis.yaml"
        place = file.key_span(("chapters",)) if file is not None and thesis.chapters is not None else None
        diagnostics.append(Diagnostic(Code.CHAPTERS_NONE, "this thesis has no chapters", place, (hint,)))
    return listed, diagnostics


def read_chapters(
    root: Path,
    listed: Sequence[Listed],
    templates: Sequence[Path],
    *,
    untrusted: bool,
    kept: KeptChapters | None = None,
) -> tuple[list[m.Chapter], list[Diagnostic]]:
    """Read every file, or take it from what was kept, in printed order. What cannot be read is left out, with its diagnostics."""
    chapters: list[m.Chapter] = []
    diagnostics: list[Diagnostic] = []
    for item in listed:
        read = partial(_read_chapter, root, item, templates, untrusted=untrusted)
        chapter, found = kept.read(item.path, item.role, read) if kept is not None else read()
        diagnostics += found
        if chapter is not None:
            chapters.append(chapter)
    return _distinct(sorted(chapters, key=lambda c: _ORDER.index(c.role))), diagnostics


def _read_chapter(
    root: Path, item: Listed, templates: Sequence[Path], *, untrusted: bool
) -> tuple[m.Chapter | None, list[Diagnostic]]:
    with suppress(OSError):  # what cannot be reached is told by those who read it
        if (size := (root / item.path).stat().st_size) > MAX_BYTES:
            message = f"this file has {size / 1e6:,.1f} MB; of a chapter, {MAX_BYTES // 1_000_000} MB can be read"
            hint = "divide it into several chapters; data that fill it belong into CSV files"
            return None, [Diagnostic(Code.TEXT_LONG, message, Span(item.path), (hint,))]
    if item.path.lower().endswith((".yaml", ".yml")):
        from typesetter.sources.yaml_chapter import read_yaml_chapter

        return read_yaml_chapter(root, item.path, item.role, templates, untrusted=untrusted)
    from typesetter.sources.chapter import read_markdown_chapter

    return read_markdown_chapter(root, item.path, item.role, untrusted=untrusted)


def _distinct(chapters: Sequence[m.Chapter]) -> list[m.Chapter]:
    """Labels that were made of titles, made distinct: two chapters may be called Summary."""
    taken: set[str] = set()
    out: list[m.Chapter] = []
    for chapter in chapters:
        label, number = chapter.label, 1
        while label in taken and chapter.label == _slug(m.plain_text(chapter.title)):
            number += 1
            label = f"{chapter.label}-{number}"
        taken.add(label)
        out.append(chapter if label == chapter.label else chapter.known_as(label, numbered=chapter.numbered))
    return out


def _slug(text: str) -> str:
    from typesetter.sources.chapter import slug

    return slug(text)


def with_own_roles(chapters: Sequence[m.Chapter]) -> list[m.Chapter]:
    """Front matter is numbered by nobody: abstracts and other front chapters lose their numbers."""
    unnumbered = (m.Role.ABSTRACT, m.Role.FRONT)
    return [c.known_as(c.label, numbered=False) if c.numbered and c.role in unnumbered else c for c in chapters]

"""One file of the manuscript → a :class:`~typesetter.model.Chapter`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from typesetter import model as m
from typesetter.config.mapped import MappedText
from typesetter.config.paths import read_text
from typesetter.config.yamlfile import YamlFile, load_yaml
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.sources.reader import read_markdown
from typesetter.stamps import digest
from typesetter.structs import Struct

_KEYS = ("title", "role", "id", "numbered")
_FENCE = regex(r"-{3}[ \t]*")
_FENCE_END = regex(r"(-{3}|\.{3})[ \t]*")


class FrontMatter(Struct):
    """What a chapter says of itself before its text, and the text with its first line's number (from 1)."""

    file: YamlFile | None
    body: str
    first_line: int

    def get(self, key: str) -> Any:
        """The value of a key, None without one."""
        return self.file.data.get(key) if self.file is not None and isinstance(self.file.data, dict) else None


def split_front_matter(text: str, path: str) -> tuple[FrontMatter, list[Diagnostic]]:
    """Take the YAML between ``---`` lines off the top of a chapter."""
    lines = text.split("\n")
    if not lines or not _FENCE.fullmatch(lines[0]):
        return FrontMatter(None, text, 1), []
    end = next((i for i, line in enumerate(lines[1:], 1) if _FENCE_END.fullmatch(line)), None)
    looks_like_yaml = len(lines) > 1 and re.match(r"[A-Za-z_]+:(\s|$)", lines[1]) is not None
    if end is None or (not looks_like_yaml and any(line.strip() for line in lines[1:end])):
        if not looks_like_yaml:  # a thematic break at the top of a chapter
            return FrontMatter(None, text, 1), []
        message = "the front matter that begins here is never closed"
        return FrontMatter(None, "", 1), [
            Diagnostic(Code.MD_FRONT_MATTER, message, Span(path, 1, 1, 1, 4), ("close it with a line of three dashes",))
        ]
    body = "\n".join(lines[end + 1 :])
    file, diagnostics = load_yaml("\n".join(lines[1:end]), path, first_line=2)
    if file is not None and file.data is not None and not isinstance(file.data, dict):
        diagnostics.append(Diagnostic(Code.MD_FRONT_MATTER, "front matter must be keys and values", file.span(())))
        file = None
    if file is not None and file.data:
        for key in file.data:
            if key not in _KEYS:
                hints = did_you_mean(key, _KEYS) or (f"known here: {', '.join(_KEYS)}",)
                diagnostics.append(
                    Diagnostic(Code.CONFIG_UNKNOWN, f"unknown key '{key}'", file.key_span((key,)), hints)
                )
    return FrontMatter(file, body, end + 2), diagnostics


def role_of(value: Any, file: YamlFile | None, keys: tuple[str | int, ...]) -> tuple[m.Role | None, list[Diagnostic]]:
    """The role that a chapter names, None when it names none."""
    if value is None:
        return None, []
    known = [r.value for r in m.Role]
    if isinstance(value, str) and value in known:
        return m.Role(value), []
    span = file.span(keys) if file is not None else None
    hints = did_you_mean(str(value), known)
    return None, [Diagnostic(Code.CONFIG_TYPE, f"'role' must be one of: {', '.join(known)}", span, hints)]


def effective_role(given: m.Role | None, own: m.Role | None) -> m.Role:
    """The role that counts: thesis.yaml's, except that a file listed as front matter may call itself the abstract."""
    if given is m.Role.FRONT and own is m.Role.ABSTRACT:
        return own
    return given or own or m.Role.CHAPTER


def slug(text: str) -> str:
    """A label for a chapter without one: its title's words in lower case."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "chapter"


def read_markdown_chapter(
    root: Path, path: str, role: m.Role | None, *, untrusted: bool
) -> tuple[m.Chapter | None, list[Diagnostic]]:
    """Read a ``.md`` chapter. ``role`` is what thesis.yaml says; without it, the front matter's, else ``chapter``."""
    text, diagnostics = read_text(root / path, path)
    if text is None:
        return None, diagnostics
    front, found = split_front_matter(text, path)
    diagnostics += found
    own_role, found = role_of(front.get("role"), front.file, ("role",))
    diagnostics += found
    title_text = front.get("title")
    if any(d.code is Code.MD_FRONT_MATTER for d in diagnostics):
        return None, diagnostics
    if not front.body.strip():
        diagnostics.append(
            Diagnostic(Code.CHAPTER_EMPTY, "this chapter is empty", Span(path), ("write it, or take it off the list",))
        )
        return None, diagnostics
    lines = front.body.split("\n")
    source = MappedText(path, front.body, tuple((front.first_line + i, 1) for i in range(len(lines))))
    blocks, found = read_markdown(source, root, untrusted=untrusted)
    diagnostics += found
    title, blocks, found = _title(blocks, title_text, front.file, path)
    diagnostics += found
    if title is None:
        return None, diagnostics
    label = front.get("id") or title.label or slug(m.plain_text(title.children))
    numbered = title.numbered and front.get("numbered") is not False
    chapter = m.Chapter(
        path, effective_role(role, own_role), title.children, str(label), numbered, blocks, digest(text), title.span
    )
    return chapter, diagnostics  # with its mistakes: its labels and citations are looked at in the same run


def _title(
    blocks: tuple[m.Block, ...], given: Any, file: YamlFile | None, path: str
) -> tuple[m.Heading | None, tuple[m.Block, ...], list[Diagnostic]]:
    """The chapter's title, and its blocks without it."""
    diagnostics: list[Diagnostic] = []
    first = next((b for b in blocks if isinstance(b, m.Heading) and b.level == 1), None)
    diagnostics += [
        Diagnostic(
            Code.HEADING_SECOND,
            f"a second title in one chapter: '{m.plain_text(second.children)}'",
            second.span,
            ("make it a section with ##, or give it a file of its own",),
        )
        for second in m.walk(blocks)
        if isinstance(second, m.Heading) and second.level == 1 and second is not first
    ]
    if first is None and given is not None and file is not None:
        span = file.span(("title",))
        return m.Heading(1, (m.Text(str(given), span),), None, True, span), blocks, diagnostics
    if first is None:
        where = blocks[0].span if blocks else Span(path)
        span = Span(where.path, where.line, where.column)
        message = "this chapter has no title"
        diagnostics.append(Diagnostic(Code.HEADING_NONE, message, span, ("begin the file with `# Title {#sec-name}`",)))
        return None, blocks, diagnostics
    if not m.plain_text(first.children).strip():
        hint = "write it behind the #"
        diagnostics.append(Diagnostic(Code.HEADING_NONE, "the title of this chapter is empty", first.span, (hint,)))
    index = blocks.index(first)
    if index > 0:
        span = blocks[0].span
        diagnostics.append(
            Diagnostic(
                Code.HEADING_NONE, "text stands before the chapter's title", Span(span.path, span.line, span.column),
                (f"move the title from line {first.span.line} to the top",),
            )
        )  # fmt: skip
    return first, blocks[:index] + blocks[index + 1 :], diagnostics

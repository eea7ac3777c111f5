"""Findings that the writer has judged and silenced: in the text, in the list of references, in thesis.yaml.

``<!-- check: ignore CODE … -->`` on a line of its own is for the block that follows, behind text for its line;
``ignore-file`` is for the whole file. In YAML the comment is ``# check: ignore CODE`` and in a .bib file
``% check: ignore CODE``, for the value or the entry that follows. A reason may stand behind a colon. Errors stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from typesetter import model as m
from typesetter.checks.alignment import SourceLine
from typesetter.config.thesis import Thesis, thesis_span
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Code, Diagnostic, Severity, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.structs import Struct

_DIRECTIVE = r"\s*check:\s*(?P<what>ignore(?:-file)?)\b(?P<codes>[^:]*?)(?::.*?)?"
_COMMENTS = {
    "markdown": re.compile(r"<!--" + _DIRECTIVE + r"\s*-->"),
    "yaml": re.compile(r"(?:^|(?<=\s))#" + _DIRECTIVE + r"\s*$"),
    "bib": re.compile(r"%" + _DIRECTIVE + r"\s*$"),
}
_SLUG = regex(r"[\w-]+")
_END = 1 << 30
_OF_THE_PDF = frozenset(
    code for code in Code if code.value.startswith(("latex", "engine-")) or code is Code.LATEX_OVERFULL
)
"""What only TeX finds: without a run of it, silence about them says nothing."""
_KNOWN = {str(code.value): code for code in Code}


class Ignore(Struct):
    """A code silenced in the lines of ``path`` from ``first`` to ``last`` (everywhere without a path), as ``span`` says."""

    slug: str
    span: Span
    path: str = ""
    first: int = 0
    last: int = _END

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it silences that finding."""
        if diagnostic.is_error or diagnostic.code.value != self.slug:
            return False
        place = diagnostic.span
        return not self.path or (
            place is not None and place.path == self.path and self.first <= place.line <= self.last
        )


def silence(
    diagnostics: Sequence[Diagnostic], ignores: Sequence[Ignore], *, judge: bool, typeset: bool
) -> list[Diagnostic]:
    """``diagnostics`` without the silenced ones, and with a finding for each unknown code.

    With ``judge`` everything was looked at that can be without TeX, and ignores that silence nothing are reported too;
    ``typeset`` says that TeX has run.
    """
    by_code: dict[str, list[tuple[int, Ignore]]] = {}
    for index, ignore in enumerate(ignores):
        by_code.setdefault(ignore.slug, []).append((index, ignore))
    used: set[int] = set()
    kept: list[Diagnostic] = []
    for diagnostic in diagnostics:
        covering = [i for i, ignore in by_code.get(str(diagnostic.code.value), ()) if ignore.covers(diagnostic)]
        used.update(covering)
        if not covering:
            kept.append(diagnostic)
    for index, ignore in enumerate(ignores):
        code = _KNOWN.get(ignore.slug)
        if code is None:
            hints = did_you_mean(ignore.slug, _KNOWN) or ("the codes are listed in docs/diagnostics.md",)
            kept.append(Diagnostic(Code.IGNORE_UNKNOWN, f"no finding has the code '{ignore.slug}'", ignore.span, hints))
        elif index not in used and judge and (typeset or code not in _OF_THE_PDF):
            kept.append(_unused(ignore, code, diagnostics))
    return kept


def _unused(ignore: Ignore, code: Code, diagnostics: Iterable[Diagnostic]) -> Diagnostic:
    if any(d.is_error and d.code is code for d in diagnostics):
        message, hint = f"'{ignore.slug}' is an error here, which cannot be silenced", "mend what it names"
    else:
        message, hint = f"there is no '{ignore.slug}' here any more to ignore", f"take '{ignore.slug}' out"
    severity = Severity.WARNING if ignore.path else Severity.INFO
    return Diagnostic(Code.IGNORE_UNUSED, message, ignore.span, (hint,), severity)


# --------------------------------------------------------------------------------------------------------- their places


def ignores_of(
    thesis: Thesis, file: YamlFile | None, document: m.Document, bib_paths: Iterable[str], source: SourceLine
) -> list[Ignore]:
    """Every ignore of a thesis. ``bib_paths`` are the files of its references."""
    found = [Ignore(slug, thesis_span(file, "checks", "ignore", i)) for i, slug in enumerate(thesis.checks.ignore)]
    for chapter in document.chapters:
        found += _in_yaml(chapter.path, source) if _is_yaml(chapter.path) else _in_markdown(chapter, source)
    for path in sorted(set(bib_paths)):
        found += _in_bib(path, source)
    return found + list(_in_yaml("thesis.yaml", source))


def _is_yaml(path: str) -> bool:
    return path.lower().endswith((".yaml", ".yml"))


def _directives(kind: str, path: str, source: SourceLine) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Each comment for us: the number of its line, the line, the match."""
    number = 0
    while (line := source(path, number := number + 1)) is not None:
        if "check:" in line:
            for match in _COMMENTS[kind].finditer(line):
                yield number, line, match


def _made(match: re.Match[str], path: str, line: int, first: int, last: int) -> Iterator[Ignore]:
    if match["what"] == "ignore-file":
        first, last = 0, _END
    for slug in _SLUG.finditer(match["codes"]):
        column = match.start("codes") + slug.start() + 1
        yield Ignore(slug[0], Span(path, line, column, line, column + len(slug[0])), path, first, last)


def _in_markdown(chapter: m.Chapter, source: SourceLine) -> Iterator[Ignore]:
    blocks: list[Span] | None = None
    verbatim: list[Span] = []
    for number, line, match in _directives("markdown", chapter.path, source):
        if blocks is None:
            nodes = [n for n in m.walk(chapter.blocks) if hasattr(n, "span") and isinstance(n, m.Block)]
            blocks = [chapter.span, *(n.span for n in nodes)]
            verbatim = [n.span for n in nodes if isinstance(n, (m.CodeBlock, m.RawBlock))]
        if any(s.line <= number <= s.end_line for s in verbatim) or line[: match.start()].count("`") % 2:
            continue
        first = last = number
        if not (line[: match.start()] + line[match.end() :]).strip(" \t>"):
            last = _end_of_block(number, blocks)
        yield from _made(match, chapter.path, number, first, last)


def _end_of_block(number: int, blocks: Sequence[Span]) -> int:
    """The last line of the block behind a comment in line ``number``, which may be read as a part of it."""
    follows = [s for s in blocks if s.line > number or s.line == number < s.end_line]
    return min(follows, key=lambda s: (s.line, -s.end_line)).end_line if follows else number


def _in_yaml(path: str, source: SourceLine) -> Iterator[Ignore]:
    for number, line, match in _directives("yaml", path, source):
        last = number
        if not line[: match.start()].strip():
            last = _end_of_value(path, number + 1, source)
        yield from _made(match, path, number, number, last)


def _end_of_value(path: str, number: int, source: SourceLine) -> int:
    """The last line of the YAML value that begins at or after line ``number``."""
    while (line := source(path, number)) is not None and (not line.strip() or line.lstrip().startswith("#")):
        number += 1
    indent = _indent(line or "")
    while (line := source(path, number + 1)) is not None and (not line.strip() or _indent(line) > indent):
        number += 1
    return number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _in_bib(path: str, source: SourceLine) -> Iterator[Ignore]:
    for number, line, match in _directives("bib", path, source):
        last = number
        if not line[: match.start()].strip():
            last = number + 1
            while (line_ := source(path, last)) is not None and not line_.lstrip().startswith("@"):
                last += 1
            while (line_ := source(path, last + 1)) is not None and not line_.lstrip().startswith("@"):
                last += 1
        yield from _made(match, path, number, number, last)

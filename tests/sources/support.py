"""What the tests of the sources share: reading a text as a chapter, a readable dump of the model, fixture files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from typesetter import model as m
from typesetter.config.mapped import MappedText
from typesetter.config.thesis import load_thesis
from typesetter.diagnostics import Diagnostic, Span, sort_diagnostics
from typesetter.sources.chapter import read_markdown_chapter
from typesetter.sources.discover import list_files
from typesetter.sources.numbering import number_document
from typesetter.sources.reader import read_markdown
from typesetter.sources.yaml_chapter import read_yaml_chapter

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Case:
    """One input and what is expected of it, with the line of the fixture file that it begins in."""

    title: str
    source: str
    expected: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.title}"


def cases(path: Path) -> Iterator[Case]:
    """The cases of a fixture file in markdown-it's format: title, ``.``, input, ``.``, expected, ``.``.

    ``<TAB>``, ``<NBSP>`` and ``<SPACE>`` in the input stand for what cannot be seen in an editor.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    position = 0
    while True:
        marks = [i for i in range(position, len(lines)) if lines[i] == "."][:3]
        if not marks:
            return
        assert len(marks) == 3, f"{path.name}:{position + 1}: a case that is not closed"
        titles = [i for i in range(position, marks[0]) if lines[i].strip()]
        source = "\n".join(lines[marks[0] + 1 : marks[1]])
        for name, char in (("<TAB>", "\t"), ("<NBSP>", "\N{NO-BREAK SPACE}"), ("<SPACE>", " ")):
            source = source.replace(name, char)
        expected = "\n".join(lines[marks[1] + 1 : marks[2]])
        yield Case(" ".join(lines[i].strip() for i in titles), source, expected, path, (titles or marks)[0] + 1)
        position = marks[2] + 1


def update(case: Case, got: str) -> None:
    """Replace what ``case`` expects by what was got (``pytest --update-golden``); the cases behind it move."""
    text = case.path.read_text(encoding="utf-8")
    lines = text.split("\n")
    titles = [i for i, line in enumerate(lines) if line.strip() == case.title]
    start = min(titles, key=lambda i: abs(i - case.line + 1))
    marks = [i for i in range(start, len(lines)) if lines[i] == "."][:3]
    lines[marks[1] + 1 : marks[2]] = got.split("\n") if got else []
    case.path.write_text("\n".join(lines), encoding="utf-8")


# -------------------------------------------------------------------------------------------------------------- reading


def read(
    root: Path, text: str, *, name: str = "c.md", untrusted: bool = False
) -> tuple[m.Chapter | None, list[Diagnostic]]:
    """``text`` read as the chapter file ``name`` of the thesis folder ``root``."""
    (root / name).write_bytes(text.encode("utf-8"))
    if name.endswith(".yaml"):
        return read_yaml_chapter(root, name, None, [root / "templates", TEMPLATES], untrusted=untrusted)
    return read_markdown_chapter(root, name, None, untrusted=untrusted)


def listing(diagnostics: list[Diagnostic]) -> str:
    """One line for each diagnostic, and one for each hint."""
    out = []
    for d in sort_diagnostics(diagnostics):
        where = f"{d.span}" if d.span else "(nowhere)"
        end = ""
        if d.span and (d.span.end_line, d.span.end_column) != (d.span.line, d.span.column):
            end = (
                f"-{d.span.end_column}" if d.span.end_line == d.span.line else f"-{d.span.end_line}:{d.span.end_column}"
            )
        out.append(f"{where}{end} {d.severity.value}[{d.code.value}] {d.message}")
        out += [f"  hint: {hint}" for hint in d.hints]
    return "\n".join(out)


# ----------------------------------------------------------------------------------------------------------------- dump


def dump(chapter: m.Chapter) -> str:
    """The chapter, a node a line: kind, properties, text in guillemets, span as line:column-column."""
    out = [
        f"chapter {chapter.role.value} {chapter.label}{'' if chapter.numbered else ' unnumbered'}{_span(chapter.span)}"
    ]
    out += _nodes(chapter.title, 1)
    out += _nodes(chapter.blocks, 0)
    return "\n".join(out)


def _span(span: Span) -> str:
    if span.end_line == span.line:
        return f" {span.line}:{span.column}-{span.end_column}"
    return f" {span.line}:{span.column}-{span.end_line}:{span.end_column}"


def _quote(text: str) -> str:
    return "«" + text.replace("\n", "↵").replace("\N{NO-BREAK SPACE}", "⍽") + "»"


def _attributes(pairs: m.Attributes) -> str:
    return "".join(f" {k}={_quote(v)}" for k, v in pairs)


def _nodes(nodes: Any, depth: int) -> list[str]:
    out: list[str] = []
    for node in nodes:
        out += _node(node, depth)
    return out


def _sub(name: str, nodes: Any, depth: int) -> list[str]:
    return [f"{'  ' * depth}{name}:", *_nodes(nodes, depth + 1)] if nodes else []


def _node(node: Any, depth: int) -> list[str]:  # noqa: PLR0911, PLR0912  # one case per node
    pad, inner = "  " * depth, depth + 1

    def line(head: str, *rest: list[str]) -> list[str]:
        return [f"{pad}{head}{_span(node.span)}", *(row for rows in rest for row in rows)]

    match node:
        case m.Text(text=text):
            return line(f"text {_quote(text)}")
        case m.Code(text=text):
            return line(f"code {_quote(text)}")
        case m.Math(tex=tex) | m.RawInline(tex=tex):
            return line(f"{_name(node)} {_quote(tex)}")
        case m.SoftBreak() | m.HardBreak() | m.ThematicBreak():
            return line(_name(node))
        case m.Styled():
            return line(
                "styled" + "".join(f" .{c}" for c in node.classes) + _attributes(node.attributes),
                _nodes(node.children, inner),
            )
        case m.Link():
            return line(f"link {_quote(node.url)}", _nodes(node.children, inner))
        case m.Anchor():
            return line(f"anchor {node.target}", _nodes(node.children, inner))
        case m.CrossRef():
            return line(f"ref {node.label}{' bare' if node.bare else ''}")
        case m.InlineImage():
            return line(f"image {_quote(node.path)}{_attributes(node.attributes)}", _nodes(node.alt, inner))
        case m.Citation():
            return line(f"citation {node.mode.value}", *(_item(i, inner) for i in node.items))
        case m.Heading():
            label = f" #{node.label}" if node.label else ""
            return line(
                f"heading {node.level}{label}{'' if node.numbered else ' unnumbered'}", _nodes(node.children, inner)
            )
        case m.BulletList() | m.OrderedList():
            start = f" from {node.start}" if isinstance(node, m.OrderedList) else ""
            rows = [r for item in node.items for r in [f"{'  ' * inner}item", *_nodes(item, inner + 1)]]
            return line(f"{_name(node)}{start}{' tight' if node.tight else ' loose'}", rows)
        case m.DefinitionList():
            rows = []
            for term, definitions in node.items:
                rows += [f"{'  ' * inner}term", *_nodes(term, inner + 1)]
                for definition in definitions:
                    rows += [f"{'  ' * inner}definition", *_nodes(definition, inner + 1)]
            return line("definitionlist", rows)
        case m.CodeBlock():
            return line(f"codeblock {node.language or '-'} from {node.first_line} {_quote(node.text)}")
        case m.RawBlock():
            return line(f"rawblock from {node.first_line} {_quote(node.tex)}")
        case m.MathBlock():
            label = f" #{node.label}" if node.label else ""
            return line(f"mathblock{label} from {node.first_line} {_quote(node.tex)}")
        case m.Table():
            head = f"table {' '.join(a.value for a in node.alignments)}" + (f" #{node.label}" if node.label else "")
            head += (f" data {node.data}" if node.data else "") + _attributes(node.attributes)
            rows = [
                r
                for row in (node.header, *node.rows)
                for r in [f"{'  ' * inner}row", *(x for c in row for x in _cell(c, inner + 1))]
            ]
            return line(head, rows, _sub("caption", node.caption, inner))
        case m.Figure() | m.Plot():
            head = f"{_name(node)} {_quote(node.path)}" + (f" #{node.label}" if node.label else "")
            head += (
                (f" {node.kind}" if isinstance(node, m.Plot) else "")
                + f" alt {_quote(node.alt)}"
                + _attributes(node.attributes)
            )
            return line(head, _nodes(node.caption, inner))
        case m.Div():
            return line(f"div {node.kind}{_attributes(node.attributes)}", _nodes(node.blocks, inner))
        case m.TemplateBlock():
            return line(f"template {node.template}", _value(node.data, inner))
        case _ if hasattr(node, "children"):
            return line(_name(node), _nodes(node.children, inner))
    return line(_name(node), _nodes(node.blocks, inner))


def _name(node: Any) -> str:
    return type(node).__name__.lower()


def _cell(cell: m.Cell, depth: int) -> list[str]:
    return [f"{'  ' * depth}cell{_span(cell.span)}", *_nodes(cell.children, depth + 1)]


def _item(item: m.CitationItem, depth: int) -> list[str]:
    head = f"{'-' if item.suppress_author else ''}{item.key}{' possessive' if item.possessive else ''}"
    head += f" at {_quote(item.locator)}" if item.locator else ""
    head += f" via {item.via}{_span(item.via_span)}" if item.via and item.via_span else ""
    rows = [f"{'  ' * depth}{head}{_span(item.span)}"]
    return rows + _sub("prefix", item.prefix, depth + 1) + _sub("suffix", item.suffix, depth + 1)


def _value(value: Any, depth: int) -> list[str]:
    pad = "  " * depth
    match value:
        case m.Record():
            return [row for k, v in value.items for row in [f"{pad}{k}:", *_value(v, depth + 1)]]
        case tuple():
            return [row for v in value for row in [f"{pad}-", *_value(v, depth + 1)]]
        case m.Rich():
            return _nodes(value.blocks or value.inlines, depth)
    return [f"{pad}{value!r}"]


# ----------------------------------------------------------------------------------------------------------- properties


def source_at(text: str, span: Span) -> str:
    """The stretch of ``text`` that ``span`` covers."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    if not lines:
        return "<no such line>"
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


_SMART = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--"), ("…", "..."))


def unsmart(text: str) -> str:
    """Text with what smart typography made of it taken back."""
    for smart, plain in _SMART:
        text = text.replace(smart, plain)
    return text


def misplaced(text: str, chapter: m.Chapter) -> list[str]:
    """The texts of ``chapter`` whose span does not cover them in ``text``; for texts without escapes and entities."""
    wrong = []
    for node in m.walk((chapter.title, chapter.blocks)):
        if isinstance(node, m.Text):
            found = source_at(text, node.span).replace("\\|", "|")
            if unsmart(found) != unsmart(node.text) and not (node.text == "\N{NO-BREAK SPACE}" and found == "\\ "):
                wrong.append(f"{node.span}: {node.text!r} stands at {found!r}")
    return wrong


def words(text: str) -> list[str]:
    """The words of a text, smart typography taken back."""
    return re.findall(r"\w+", unsmart(text))


def reading(case: Case, root: Path) -> tuple[str, list[Diagnostic]]:
    """The dump of a fixture's input and the diagnostics. What the file's name begins with says how it is read:

    ``chapter``: as a whole chapter; ``yaml``: as a YAML chapter; ``thesis``: as thesis.yaml; else as a text without title.
    """
    kind = case.path.stem.split("-")[0]
    untrusted = "untrusted" in case.title
    if kind == "thesis":
        return "", _read_thesis(case.source, root)
    if kind in ("chapter", "yaml"):
        chapter, diagnostics = read(root, case.source, name="c.yaml" if kind == "yaml" else "c.md", untrusted=untrusted)
        if chapter is not None:
            diagnostics += number_document([chapter])[1] if "numbered" in case.path.stem else []
        return dump(chapter) if chapter else "", diagnostics
    lines = case.source.count("\n") + 1
    source = MappedText("c.md", case.source, tuple((i, 1) for i in range(1, lines + 1)))
    blocks, diagnostics = read_markdown(source, root, untrusted=untrusted)
    return "\n".join(_nodes(blocks, 0)), diagnostics


def _read_thesis(text: str, root: Path) -> list[Diagnostic]:
    (root / "thesis.yaml").write_text(text, encoding="utf-8")
    thesis, file, diagnostics = load_thesis(root)
    if thesis is not None:
        diagnostics += list_files(root, thesis, file)[1]
    return diagnostics


def printed(node: Any) -> str:
    """All that is printed of a part of the model, notes and captions included, blocks on lines of their own."""
    match node:
        case tuple():
            return "".join(printed(part) for part in node)
        case m.Text(text=text) | m.Code(text=text):
            return text
        case m.CodeBlock(text=text) | m.RawBlock(tex=text) | m.MathBlock(tex=text):
            return f"\n{text}\n"
        case m.Math(tex=text) | m.RawInline(tex=text):
            return text
        case m.SoftBreak() | m.HardBreak():
            return "\n"
        case m.InlineImage():
            return printed(node.alt)
        case Span() | str():
            return ""
        case _ if is_dataclass(node):
            inner = "".join(printed(getattr(node, f.name)) for f in fields(node))
            return (
                f"\n{inner}\n"
                if isinstance(node, (m.Paragraph, m.Heading, m.Quotation, m.Cell, m.Note, m.Figure, m.Table))
                else inner
            )
    return ""

"""Model blocks → LaTeX, one source line per line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typesetter import model as m
from typesetter.diagnostics import Span
from typesetter.latex.escape import EMPTY, Latex, escape_code
from typesetter.latex.fragments import environment, items
from typesetter.latex.inline_writer import (
    InlineWriter,
    Writing,
    notes_at_foot,
    notes_below,
    target_name,
    with_alternative,
)
from typesetter.latex.scrutiny import check_math, check_raw
from typesetter.latex.sourcemap import one_line
from typesetter.latex.widths import graphics_options
from typesetter.regexes import regex

_SECTIONS = {2: "section", 3: "subsection", 4: "subsubsection", 5: "paragraph", 6: "subparagraph"}
_DIVS = {
    "note": "tpnotebox",
    "epigraph": "tpepigraph",
    "landscape": "tplandscape",
    "quote": "tpquotation",
    "center": "tpcenter",
}
_SELF_SET = regex(r"\s*\\begin\{(equation|align|gather|multline|flalign|alignat|eqnarray)\*?\}")


class BlockWriter:
    """Writes blocks. ``fixed`` is true where floats cannot float: in notes, lists, boxes and on landscape pages."""

    def __init__(self, writing: Writing) -> None:
        self.w = writing
        self.inline = InlineWriter(writing, self._in_note)
        self.fixed = False
        self.in_note = False
        self.landscape = False
        self.numbered_chapter = True
        self.in_contents = True

    def mark(self, span: Span) -> str:
        """The mark of a place, see :class:`~typesetter.latex.sourcemap.Places`."""
        return self.w.places.mark(span)

    def write(self, blocks: Sequence[m.Block]) -> Latex:
        """The blocks, an empty line between them."""
        return Latex.join([self.one(block) for block in blocks], "\n\n")

    def _in_note(self, blocks: Sequence[m.Block]) -> Latex:
        outer = self.fixed, self.in_note
        self.fixed = self.in_note = True
        latex = self.write(blocks)
        self.fixed, self.in_note = outer
        return latex

    def one(self, block: m.Block) -> Latex:
        """One block, at its place."""
        handler: Callable[[Any], Latex] = getattr(self, f"_{type(block).__name__.lower()}")
        latex = handler(block)
        return Latex(self.mark(block.span)) + latex if latex else latex

    # ----------------------------------------------------------------------------------------------------------- texts

    def _paragraph(self, node: m.Paragraph) -> Latex:
        match node.children:
            case (m.InlineImage(path=path),) if _is_data(path):
                return EMPTY  # a table of data that could not be made; the reader has said why
        return self.inline.write(node.children)

    def chapter(self, chapter: m.Chapter) -> Latex:
        """A whole chapter, its title first."""
        self.numbered_chapter = chapter.numbered
        self.in_contents = chapter.role in (m.Role.CHAPTER, m.Role.APPENDIX)
        title = self.inline.write(chapter.title)
        short = self.inline.without_notes(chapter.title)
        head = self.mark(chapter.span)
        target = rf"\tptarget{{{target_name(chapter.label)}}}"
        title_source = one_line(title.source)
        if chapter.numbered:
            source = f"{head}\\chapter[{{{short.source}}}]{{{title_source}}}{target}"
        else:
            source = f"{head}\\chapter*{{{title_source}}}\\tpunnumbered{{{short.source}}}{target}"
        body = self.write(chapter.blocks)
        self.w.diagnostics += self.w.braces.left_open()
        return Latex(f"{source}\n\n{body.source}\n", title.packages | short.packages | body.packages)

    def _heading(self, node: m.Heading) -> Latex:
        name = _SECTIONS.get(node.level, "subparagraph")
        title = self.inline.write(node.children)
        short = self.inline.without_notes(node.children)
        target = rf"\tptarget{{{target_name(node.label)}}}" if node.label else ""
        source = one_line(title.source)
        if node.numbered and self.numbered_chapter:
            made = f"\\{name}[{{{short.source}}}]{{{source}}}{target}"
        else:
            line = rf"\tplisted{{{name}}}{{{short.source}}}" if self.in_contents else ""
            made = f"\\{name}*{{{source}}}{line}{target}"
        return Latex(self.mark(node.span) + made, title.packages | short.packages)

    def _quotation(self, node: m.Quotation) -> Latex:
        return self._boxed("tpquotation", node.blocks)

    def _boxed(self, name: str, blocks: Sequence[m.Block], **more: Any) -> Latex:
        outer, self.fixed = self.fixed, True
        body = self.write(blocks)
        self.fixed = outer
        return environment(name, body, **more)

    def _codeblock(self, node: m.CodeBlock) -> Latex:
        lines = []
        packages = frozenset[str]()
        for index, text in enumerate(node.text.split("\n")):
            span = Span(node.span.path, node.first_line + index, node.span.column)
            self.w.check_characters(text, span)
            latex = escape_code(text, unicode_engine=self.w.unicode_engine)
            packages |= latex.packages
            lines.append(f"{self.mark(span)}\\tpcodeline{{{latex.source}}}")
        return environment("tpcode", Latex("\n".join(lines), packages))

    def _mathblock(self, node: m.MathBlock) -> Latex:
        locate = _lines_of(node.tex, node, lead=2)
        self.w.diagnostics += check_math(node.tex, locate, display=True, untrusted=self.w.untrusted)
        lines = [
            self.mark(Span(node.span.path, node.first_line + index, 1)) + text
            for index, text in enumerate(node.tex.split("\n"))
            if text.strip()
        ]
        body = Latex("\n".join(lines), frozenset({"amsmath"}))
        if not lines:
            return EMPTY
        target = rf"\tptarget{{{target_name(node.label)}}}" if node.label else ""
        if opening := _SELF_SET.match(node.tex):
            if self.w.tagged:
                body = _inside(body, opening[1], with_alternative(self.w, "formula", node.tex, EMPTY).source)
            return Latex(target) + body
        body = with_alternative(self.w, "formula", node.tex, body)
        made = environment("equation" if node.label else "equation*", body)
        return Latex(target + made.source, made.packages)

    def _rawblock(self, node: m.RawBlock) -> Latex:
        self.w.diagnostics += check_raw(node.tex, _lines_of(node.tex, node), self.w.braces)
        lines = [
            self.mark(Span(node.span.path, node.first_line + index, 1)) + text
            for index, text in enumerate(node.tex.split("\n"))
        ]
        return Latex("\n".join(lines))

    def _thematicbreak(self, node: m.ThematicBreak) -> Latex:
        return Latex(self.mark(node.span) + r"\tpbreakline{}")

    def _div(self, node: m.Div) -> Latex:
        if node.kind == "landscape":
            self.landscape = True
            turned = self._boxed("tplandscape", node.blocks, packages=("lscape",))
            self.landscape = False
            return turned
        return self._boxed(_DIVS.get(node.kind, "tpcenter"), node.blocks)

    # ----------------------------------------------------------------------------------------------------------- lists

    def _item(self, blocks: Sequence[m.Block], span: Span) -> Latex:
        body = self.write(blocks)
        return body if blocks else Latex(self.mark(span) + r"\leavevmode")

    def _list(self, name: str, node: m.BulletList | m.OrderedList, options: str | None) -> Latex:
        outer, self.fixed = self.fixed, True
        bodies = [self._item(item, node.span) for item in node.items]
        self.fixed = outer
        made = items(name, bodies, options=options)
        if node.tight:
            source = made.source.replace(r"\item", r"\tptight\item", 1)
            return Latex(source, made.packages)
        return made

    def _bulletlist(self, node: m.BulletList) -> Latex:
        return self._list("itemize", node, None)

    def _orderedlist(self, node: m.OrderedList) -> Latex:
        return self._list("enumerate", node, f"start={node.start}" if node.start != 1 else None)

    def _definitionlist(self, node: m.DefinitionList) -> Latex:
        outer, self.fixed = self.fixed, True
        labels, bodies = [], []
        for term, definitions in node.items:
            label, notes = self.inline.deferring(lambda term=term: self.inline.write(term))  # type: ignore[misc]
            mark = self.mark(term[0].span) if term else ""
            labels.append(Latex(f"{{{mark}{one_line(label.source)}}}", label.packages))
            written = Latex.join([self._item(definition, node.span) for definition in definitions], "\n\n")
            bodies.append(notes_at_foot(notes) + written)
        self.fixed = outer
        return items("tpdefinitions", bodies, labels=labels)

    # ---------------------------------------------------------------------------------------------------------- floats

    def _table(self, node: m.Table) -> Latex:
        from typesetter.latex.table_writer import write_table

        return write_table(self, node)

    def caption(self, node: m.Figure | m.Plot | m.Table) -> Latex:
        """``\\caption[short]{long}`` and the link target; nothing for an empty caption without a label."""
        target = Latex(rf"\tptarget{{{target_name(node.label)}}}") if node.label else EMPTY
        if not node.caption:
            return target
        long, short = self.inline.write(node.caption), self.inline.listed(node)
        long_source = one_line(long.source)
        packages = long.packages | short.packages
        mark = self.mark(node.caption[0].span)
        return Latex(f"{mark}\\caption[{{{short.source}}}]{{{target.source}{long_source}}}", packages)

    def float(self, kind: str, span: Span, make: Callable[[], Latex]) -> Latex:
        """A figure or table environment around what ``make`` gives, standing fast where it cannot float."""
        body, notes = self.inline.deferring(make)
        name = f"tpfixed{kind}" if self.fixed else kind
        return environment(name, Latex(self.mark(span)) + body + notes_below(notes))

    def _figure(self, node: m.Figure) -> Latex:
        attributes = dict(node.attributes)
        page = attributes.get("page", "")
        found = self.w.image(node.path, node.span, page)
        if found is None:
            return EMPTY
        name, width, height = found
        options = graphics_options(attributes, width, height, self.w.text_width, self.w.text_height)
        if page:
            options = f"page={page},{options}"
        picture = Latex(rf"\includegraphics[{options}]{{{name}}}", frozenset({"graphicx"}))
        return self._float_figure(picture, node)

    def _float_figure(self, picture: Latex, node: m.Figure | m.Plot) -> Latex:
        picture = with_alternative(self.w, "figure", node.alt, picture)
        if not node.caption:
            target = self.caption(node)
            return environment("tpcenter", Latex(self.mark(node.span)) + target + picture)
        return self.float("figure", node.span, lambda: picture + Latex("\n") + self.caption(node))

    def _plot(self, node: m.Plot) -> Latex:
        drawn = self.w.plot(node)
        return self._float_figure(drawn, node) if drawn is not None else EMPTY

    # ------------------------------------------------------------------------------------------------------- templates

    def _templateblock(self, node: m.TemplateBlock) -> Latex:
        data = {key: self._value(value, node.data.span) for key, value in node.data.items}
        return self.w.template(node.template, data, node.span)

    def _value(self, value: Any, around: Span) -> Any:
        match value:
            case str():
                self.w.check_characters(value, around, column=None)
            case m.Rich():
                latex = self.write(value.blocks) if value.is_block else self.inline.write(value.inlines)
                first = next(iter(value.inlines or value.blocks), value)  # a block scalar begins in the line below
                return Latex(self.mark(first.span)) + latex
            case m.Record():
                return {key: self._value(inner, value.span) for key, inner in value.items}
            case tuple():
                return [self._value(inner, around) for inner in value]
        return value

    # ------------------------------------------------------------------------------------------------------ references

    def references(self, bibliography: Sequence[m.Reference], spans: Mapping[str, Span]) -> Latex:
        """The entries of the reference list, each a paragraph that belongs to its place in the .bib file."""
        parts = []
        for reference in bibliography:
            body = self.inline.write(reference.children)
            mark = self.mark(spans[reference.key]) if reference.key in spans else ""
            source = one_line(body.source)
            parts.append(Latex(f"{mark}\\tpreference{{{target_name(reference.key)}}}{{}}{source}", body.packages))
        return environment("tpreferences", Latex.join(parts, "\n\n"))


def _is_data(path: str) -> bool:
    from typesetter.sources.floats import DATA_SUFFIXES  # which brings the reader of Markdown

    return path.lower().endswith(DATA_SUFFIXES)


def _inside(body: Latex, name: str, marks: str) -> Latex:
    """A display that brings its own environment, with the two marks of a formula at the beginning and end of its content."""
    begin, _, _ = marks.partition(r"\tpendformula")
    opening = rf"(\\begin\{{{name}\*?\}}(?:\{{[^{{}}]*\}})?)"
    source = re.sub(opening, lambda found: found[1] + begin, body.source, count=1)
    ending = source.rindex(rf"\end{{{name}")
    return Latex(source[:ending] + r"\tpendformula{}" + source[ending:], body.packages)


def _lines_of(tex: str, node: m.MathBlock | m.RawBlock, lead: int = 0) -> Callable[[int, int], Span]:
    """The span of a stretch of a block's LaTeX, whose first line begins ``lead`` characters into the block's own."""
    starts = [0, *(i for i, char in enumerate(tex, 1) if char == "\n")]

    def locate(start: int, end: int) -> Span:
        line = bisect_right(starts, start) - 1
        column = node.span.column + start - starts[line] + (lead if line == 0 else 0)
        number = node.first_line + line
        return Span(node.span.path, number, column, number, column + end - start)

    return locate

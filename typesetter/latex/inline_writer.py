"""Model inlines → LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from typesetter import model as m
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.latex import filters
from typesetter.latex.addresses import link_target
from typesetter.latex.escape import (
    EMPTY,
    NOTE_END,
    Latex,
    apart,
    escape,
    escape_bookmark,
    escape_code,
    escape_url,
    is_plain,
    unsupported,
)
from typesetter.latex.fragments import command
from typesetter.latex.scrutiny import Braces, check_math, check_raw
from typesetter.latex.sourcemap import Places, one_line
from typesetter.regexes import regex
from typesetter.structs import Struct, field, replace


class Writing(Struct, frozen=False):
    """What the writing of one document shares: the answers to citations, labels, places, what was found wrong.

    ``text_width`` and ``text_height`` are in pt. ``image`` checks a picture (a path, where it is named, the page
    wanted of a PDF) and gives its name among the assets and its natural width and height in pt.
    """

    root: Path
    labels: Mapping[str, m.Label]
    citations: Mapping[str, tuple[m.Inline, ...]]
    language: str
    unicode_engine: bool
    text_width: float
    text_height: float
    font_size: float
    image: Callable[[str, Span, str], tuple[str, float, float] | None]
    plot: Callable[[m.Plot], Latex | None]
    template: Callable[[str, Mapping[str, Any], Span], Latex]
    places: Places = field(default_factory=Places)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    untrusted: bool = False
    tagged: bool = False
    braces: Braces = field(default_factory=Braces)

    def check_characters(self, text: str, span: Span | None, *, column: int | None = 0) -> None:
        """Report what cannot be printed, a run of such characters once.

        The text begins ``column`` characters into ``span``; None when it stands somewhere in it.
        """
        found = unsupported(text, unicode_engine=self.unicode_engine)
        if not found:
            return
        from typesetter.latex.remedies import character_problem

        runs: list[tuple[int, list[str]]] = []
        for offset, cluster in found:
            if runs and runs[-1][0] + len("".join(runs[-1][1])) == offset:
                runs[-1][1].append(cluster)
            else:
                runs.append((offset, [cluster]))
        for offset, clusters in runs:
            place = span
            if span is not None and column is not None and span.end_line == span.line:
                start = span.column + column + offset
                place = Span(span.path, span.line, start, span.line, start + len("".join(clusters)))
            elif span is not None:
                place = self._place_in(span, "".join(clusters))
            message, hints = character_problem(clusters, unicode_engine=self.unicode_engine)
            self.diagnostics.append(Diagnostic(Code.CHARACTER_UNSUPPORTED, message, place, hints))

    def _place_in(self, span: Span, text: str) -> Span:
        """Where ``text`` stands in the lines of ``span``, which is looked up in the file; the span itself where it does not."""
        try:
            lines = (self.root / span.path).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return span
        for number in range(span.line, min(span.end_line, len(lines)) + 1):
            column = lines[number - 1].find(text) + 1
            if column:
                return Span(span.path, number, column, number, column + len(text))
        return span


T = TypeVar("T")

_WRAPPERS = {
    m.Emph: "emph", m.Strong: "textbf", m.Superscript: "textsuperscript", m.Subscript: "textsubscript", m.Strike: "tpstrike",
}  # fmt: skip
_NAME = regex("[A-Za-z0-9:.-]*")
_DISPLAYED = "\\displaystyle "
"""What the reader puts before the body of ``$$…$$`` inside a line."""
_CLASSES = {"smallcaps": "textsc", "sc": "textsc", "underline": "tpunderline", "ul": "tpunderline"}


class InlineWriter:
    """Writes inlines. Notes inside a *deferred* stretch (caption, cell) only leave their mark; their texts are collected."""

    def __init__(self, writing: Writing, blocks: Callable[[Sequence[m.Block]], Latex]) -> None:
        self.w = writing
        self.blocks = blocks
        self.deferred: list[Latex] | None = None
        self.linked = True

    def write(self, inlines: Sequence[m.Inline]) -> Latex:
        """The LaTeX of these inlines; source lines stay lines."""
        parts, before = [], ""
        for inline in inlines:
            text = inline.text if isinstance(inline, m.Text) else ""
            if before and text:
                parts.append(apart(before, text, unicode_engine=self.w.unicode_engine))
            parts.append(self.one(inline))
            before = text
        return Latex.join(parts)

    def text(self, text: str, span: Span | None = None) -> Latex:
        """Escaped text; what cannot be printed is reported at its place in ``span``."""
        if is_plain(text):
            return Latex(text)
        self.w.check_characters(text, span)
        return escape(text, unicode_engine=self.w.unicode_engine)

    def one(self, inline: m.Inline) -> Latex:  # noqa: PLR0911, C901, PLR0912  # one case per node
        """One inline."""
        match inline:
            case m.Text(text=text, span=span):
                return self.text(text, span)
            case m.SoftBreak(span=span):
                return Latex("\n" + self._next_line(span))
            case m.HardBreak(span=span):
                return Latex("\\newline{}%\n" + self._next_line(span))
            case m.Citation(id=number):
                return self.write(self.w.citations.get(number, ()))
            case m.Anchor(target=target, children=children):
                return Latex(rf"\tplink{{{target_name(target)}}}") + _braced(self.write(children))
            case m.Emph() | m.Strong() | m.Superscript() | m.Subscript() | m.Strike():
                return command(_WRAPPERS[type(inline)], self.write(inline.children))
            case m.Styled(classes=classes, children=children):
                latex = self.write(children)
                for name in classes:
                    if name in _CLASSES:
                        latex = command(_CLASSES[name], latex)
                return latex
            case m.Code(text=text, span=span):
                self.w.check_characters(text, span, column=1)
                return command("tpcode", escape_code(text, unicode_engine=self.w.unicode_engine))
            case m.Math():
                return self._math(inline)
            case m.RawInline(tex=tex, span=span):
                locate = _within(tex, span, tex, ((1, 1), (1, 9)))
                self.w.diagnostics += check_raw(tex, locate, self.w.braces, inline=True)
                return Latex(tex)
            case m.Link():
                return self._link(inline)
            case m.Target(name=name):
                return Latex(rf"\tptarget{{{target_name(name)}}}")
            case m.Note():
                return self._note(inline)
            case m.CrossRef():
                return self._cross_ref(inline)
            case m.InlineImage():
                found = self.w.image(inline.path, inline.span, "")
                if found is None:
                    return EMPTY
                picture = Latex(rf"\includegraphics[height=1em]{{{found[0]}}}", frozenset({"graphicx"}))
                return with_alternative(self.w, "figure", m.plain_text(inline.alt), picture)

    def _next_line(self, span: Span) -> str:
        return self.w.places.mark(Span(span.path, span.end_line, 1))

    def _math(self, math: m.Math) -> Latex:
        tex, span = math.tex, math.span
        own = tex.removeprefix(_DISPLAYED)
        locate = _within(tex, span, own, ((1, 1), (2, 2)))
        self.w.diagnostics += check_math(tex, locate, untrusted=self.w.untrusted)
        first, *more = tex.split("\n")
        lines = [self.w.places.mark(Span(span.path, span.line + i, 1)) + line for i, line in enumerate(more, 1)]
        formula = Latex("$" + "\n".join([first, *lines]) + "$", frozenset({"amsmath"}))
        return with_alternative(self.w, "formula", tex.removeprefix(_DISPLAYED), formula)

    def _link(self, link: m.Link) -> Latex:
        shown = m.plain_text(link.children)
        if escape_url(shown) in (escape_url(link.url), escape_url(link.url.removeprefix("mailto:"))):
            text = self.text(shown, link.span)
            body = Latex(rf"\tpshowurl{{{text.source}}}", text.packages)
        else:
            body = self.write(link.children)
        target, found = link_target(link.url, link.span)
        self.w.diagnostics += found
        return Latex(rf"\tpurl{{{escape_url(target)}}}") + _braced(body) if target else body

    def _cross_ref(self, ref: m.CrossRef) -> Latex:
        label = self.w.labels.get(ref.label)
        if label is None:
            return self.text(f"@{ref.label}", ref.span)
        if not label.number:
            text = self.without_notes(label.title) if label.title else self.text(label.name)
        elif ref.bare:
            text = Latex(label.number)
        else:
            text = Latex(f"{filters.term(label.kind.value, self.w.language)}~{label.number}")
        return Latex(rf"\tplink{{{target_name(ref.label)}}}") + _braced(text) if self.linked else text

    def _note(self, note: m.Note) -> Latex:
        outer, self.deferred = self.deferred, None
        body = self.blocks(note.blocks)
        self.deferred = outer
        content = Latex(f"%\n{body.source.strip()}", body.packages)
        if outer is not None:
            outer.append(content)
            return Latex(r"\protect\footnotemark{}")
        return Latex(r"\footnote{") + content + Latex("}" + NOTE_END + self.w.places.mark(note.span))

    # ---------------------------------------------------------------------------------------------- for special places

    def deferring(self, write: Callable[[], T]) -> tuple[T, list[Latex]]:
        """What ``write`` gives with its notes reduced to marks, and the notes' texts, to be put elsewhere."""
        outer, self.deferred = self.deferred, []
        written, notes = write(), self.deferred
        self.deferred = outer
        return written, notes

    def without_notes(self, inlines: Sequence[m.Inline]) -> Latex:
        """For tables of contents and running heads: no notes, no citations, on one line, with a text for bookmarks."""
        match inlines:
            case [m.Text(text=text)] if is_plain(text) and text == " ".join(text.split()):
                return Latex(text)  # as all of what follows would have it
        kept = for_lists(inlines)
        outer, self.linked = self.linked, False
        latex = self.write(kept)
        self.linked = outer
        source = " ".join(one_line(latex.source).split())
        plain = escape_bookmark(" ".join(m.plain_text(kept).split()))
        if source == plain:
            return Latex(source, latex.packages)
        return Latex(rf"\texorpdfstring{{{source}}}{{{plain}}}", latex.packages)

    def listed(self, node: m.Figure | m.Plot | m.Table) -> Latex:
        """The caption as the list of figures or tables shows it: the one of ``short=`` where there is one."""
        short = dict(node.attributes).get("short")
        return self.text(short, node.span) if short else self.without_notes(node.caption)


def notes_at_foot(notes: Sequence[Latex]) -> Latex:
    """Texts of notes for the foot of the page, where their marks stand in a box just before."""
    if not notes:
        return EMPTY
    back = Latex(rf"\addtocounter{{footnote}}{{-{len(notes)}}}" + "%\n")
    texts = [Latex(r"\stepcounter{footnote}\footnotetext{") + note + Latex("}%\n") for note in notes]
    return Latex.join([back, *texts])


def notes_below(notes: Sequence[Latex]) -> Latex:
    """Texts of notes to stand below the figure or table that their marks stand in, with the numbers of their marks."""
    if not notes:
        return EMPTY
    back = Latex("\n" + rf"\addtocounter{{footnote}}{{-{len(notes)}}}" + "%\n")
    return Latex.join([back, *(Latex(r"\tpfloatnote{") + note + Latex("}%\n") for note in notes)])


def for_lists(inlines: Sequence[m.Inline]) -> tuple[m.Inline, ...]:
    """As titles and captions go into lists and running heads: on one line, without notes, citations and links.

    The space that stood before a note or a citation goes with it.
    """
    kept: list[m.Inline] = []
    for inline in inlines:
        match inline:
            case m.Note() | m.Citation():
                if kept and isinstance(last := kept[-1], m.Text):
                    kept[-1] = m.Text(last.text.rstrip(), last.span)
            case m.SoftBreak(span=span) | m.HardBreak(span=span):
                kept.append(m.Text(" ", span))
            case m.Link(children=children) | m.Anchor(children=children):
                kept += for_lists(children)
            case m.Emph() | m.Strong() | m.Strike() | m.Superscript() | m.Subscript() | m.Styled():
                kept.append(replace(inline, children=for_lists(inline.children)))
            case m.Target():
                pass
            case _:
                kept.append(inline)
    return tuple(kept)


_ALTERNATIVES = {"figure": (r"\tpfigure", r"\tpendfigure"), "formula": (r"\tpformula", r"\tpendformula")}


def with_alternative(writing: Writing, kind: str, text: str, latex: Latex) -> Latex:
    """A picture or formula between the marks of a tagged document, which give its alternative text."""
    if not writing.tagged:
        return latex
    code = " ".join(text.split()).encode("utf-16-be", "replace").hex().upper()
    begin, end = _ALTERNATIVES[kind]
    return Latex(f"{begin}{{{code}}}{latex.source}{end}{{}}", latex.packages)


def target_name(name: str) -> str:
    """A label or key as the name of a PDF destination: ASCII letters, digits and hyphens, distinct names staying distinct."""
    if _NAME.fullmatch(name):
        return name
    return "".join(c if c.isascii() and (c.isalnum() or c in "-:.") else f"+{ord(c):x}+" for c in name)


def _within(tex: str, span: Span, own: str, frames: Sequence[tuple[int, int]]) -> Callable[[int, int], Span]:
    """The span of a stretch of ``tex``, which is ``own`` after what the reader put before it.

    ``frames`` are the lengths of the marks before and after it in the source. Where none of them fits (the source had
    spaces or escapes that were taken out) the stretch is not told apart: its span is the line's.
    """
    lead = len(tex) - len(own)
    length = span.end_column - span.column
    before = next((a for a, b in frames if a + len(own) + b == length), None) if span.line == span.end_line else None

    def locate(start: int, end: int) -> Span:
        if before is not None:
            column = span.column + before - lead
            return Span(span.path, span.line, column + start, span.line, column + end)
        line = tex.count("\n", 0, start)
        return span if not line else Span(span.path, span.line + line, 1)

    return locate


def _braced(latex: Latex) -> Latex:
    return Latex("{" + latex.source + "}", latex.packages)

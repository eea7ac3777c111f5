"""The document's LaTeX objects, on PyLaTeX: environments, commands, tables, lists. The only room that knows PyLaTeX.

PyLaTeX's own escaping is never used: what comes in is :class:`~typesetter.latex.escape.Latex`, and every object is dumped at
once, so that its ``NoEscape`` strings cannot get lost on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pylatex import LongTable, Tabular
from pylatex.base_classes import Arguments, Command, Environment, Options
from pylatex.utils import NoEscape

from typesetter.latex.escape import Latex
from typesetter.latex.sourcemap import leading_marks


class _Environment(Environment):  # type: ignore[misc]  # PyLaTeX has no types
    """An environment whose name is given; its content is one ready string."""

    escape = False
    content_separator = ""

    def __init__(self, name: str, options: str | None, arguments: Sequence[str], content: str) -> None:
        self._latex_name = name
        super().__init__(
            options=Options(NoEscape(options)) if options else None,
            arguments=Arguments(*(NoEscape(a) for a in arguments)) if arguments else None,
            data=[NoEscape(content)],
        )


def environment(
    name: str, body: Latex, *, options: str | None = None, arguments: Sequence[str] = (), packages: Sequence[str] = ()
) -> Latex:
    """``\\begin{name}[options]{arguments}``, the body in lines of its own, ``\\end{name}``."""
    source = _Environment(name, options, arguments, f"%\n{body.source}").dumps()
    return Latex(str(source), body.packages | frozenset(packages))


def command(name: str, *arguments: Latex | str, options: str | None = None, packages: Sequence[str] = ()) -> Latex:
    """``\\name[options]{argument}…``; plain strings are LaTeX too (lengths, names)."""
    sources = [a.source if isinstance(a, Latex) else a for a in arguments]
    needed = frozenset(packages).union(*(a.packages for a in arguments if isinstance(a, Latex)))
    made = Command(name, [NoEscape(s) for s in sources], NoEscape(options) if options else None)
    return Latex(str(made.dumps()), needed)


def tabular(spec: str, header: Sequence[Latex], rows: Sequence[Sequence[Latex]]) -> Latex:
    """A table without float, with the rules of a good book: above, below the header, below."""
    table = Tabular(NoEscape(spec), width=len(header), booktabs=False)
    return _fill(table, header, rows, None)


def long_table(
    spec: str,
    header: Sequence[Latex],
    again: Sequence[Latex],
    rows: Sequence[Sequence[Latex]],
    caption: Latex | None,
) -> Latex:
    """A table that breaks over pages: ``header`` stands on the first one below the caption, ``again`` on all others."""
    table = LongTable(NoEscape(spec), width=len(header), booktabs=False)
    if caption is not None:
        table.append(NoEscape(caption.source + "\\\\"))
    filled = _fill(table, header, rows, again)
    packages = filled.packages | {"longtable"} | (caption.packages if caption else frozenset())
    return Latex(filled.source, packages)


def _fill(table: Any, header: Sequence[Latex], rows: Sequence[Sequence[Latex]], again: Sequence[Latex] | None) -> Latex:
    table.escape = False
    for head, end in ((header, "\\endfirsthead"), (again, "\\endhead")) if again else ((header, ""),):
        table.append(NoEscape("\\tptoprule"))
        table.add_row([NoEscape(cell.source) for cell in head or ()], escape=False, strict=False)
        table.append(NoEscape("\\tpmidrule" + end))
    for row in rows:
        table.add_row([NoEscape(cell.source) for cell in row], escape=False, strict=False)
    table.append(NoEscape("\\tpbottomrule"))
    packages = frozenset({"array"}).union(*(c.packages for c in header), *(c.packages for r in rows for c in r))
    return Latex(str(table.dumps()), packages)


def items(name: str, bodies: Sequence[Latex], *, options: str | None = None, labels: Sequence[Latex] = ()) -> Latex:
    """A list environment: ``\\item`` before each body, with its label in brackets where ``labels`` has one."""
    parts = []
    for index, body in enumerate(bodies):
        marks, rest = leading_marks(body.source)
        if labels:
            own, _ = leading_marks(labels[index].source.removeprefix("{"))
            parts.append(Latex(f"{own}\\item[{labels[index].source}] {body.source}", body.packages))
        else:
            parts.append(Latex(f"{marks}\\item{{}} {rest}", body.packages))
    needed = frozenset[str]().union(*(label.packages for label in labels))
    made = environment(name, Latex.join(parts, "\n"), options=options)
    return Latex(made.source, made.packages | needed)

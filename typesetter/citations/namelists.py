"""Lists of names as a style prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typesetter.citations.template import Line, Node, render
from typesetter.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typesetter.citations.latextext import Inlines
    from typesetter.citations.names import Name
    from typesetter.citations.variant import NameList, Variant
    from typesetter.diagnostics import Span


def format_name(name: Name, form: Node, variant: Variant, span: Span) -> Inlines:
    """One name; an organisation's is printed whole, whatever the form."""
    if name.corporate:
        return (Text(name.family, span),)

    def slot(label: str) -> Inlines:
        initials = variant.initials
        if label == "initials":
            text = name.initials(initials.stop, initials.between, initials.hyphen)
        else:
            text = str(getattr(name, label))
        return (Text(text, span),) if text else ()

    return render(form, slot, span)


def format_names(
    names: Sequence[Name],
    style: NameList,
    variant: Variant,
    span: Span,
    *,
    others: bool = False,
    last: str | None = None,
    form: Node | None = None,
) -> Inlines:
    """A list of names. ``others``: it ends in "and others"; ``last`` and ``form`` replace the style's."""
    first = form if form is not None else style.form
    rest = form if form is not None else style.rest if style.rest is not None else style.form
    shown = list(names)
    if style.et_al_from is not None and len(names) >= style.et_al_from:
        shown, others = shown[: style.et_al_show], others or len(names) > style.et_al_show
    line = Line(span)
    for i, name in enumerate(shown):
        if i and i == len(shown) - 1 and not others:
            line.separator(
                style.two if style.two is not None and len(shown) == 2 and last is None else last or style.last
            )
        elif i:
            line.separator(style.separator)
        line.data(format_name(name, rest if i else first, variant, span))
    if others and shown:
        line.template(style.et_al)
    return line.inlines()

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
        elif label == "bare_initials":
            text = name.initials("", " ", initials.hyphen)
        elif label == "spaced_initials":
            text = name.initials(initials.stop, " ", initials.hyphen)
        else:
            text = str(getattr(name, label))
        if name.dropping and label in ("given", "initials", "bare_initials", "spaced_initials"):
            text = f"{text} {name.dropping}".strip()
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
    forms: Sequence[Node | None] = (),
    shown: int | None = None,
) -> Inlines:
    """A list of names. ``others``: it ends in "and others".

    Instead of the style's: ``last`` before the last name, ``forms`` of single names by position, ``shown`` names before et al.
    """
    rest = style.rest if style.rest is not None else style.form
    given = list(names)
    if style.et_al_from is not None and len(given) >= style.et_al_from:
        given = given[: shown or style.et_al_show]
        others = others or len(names) > len(given)
    line = Line(span)
    for i, name in enumerate(given):
        if i and i == len(given) - 1 and not others:
            line.separator(
                style.two if style.two is not None and len(given) == 2 and last is None else last or style.last
            )
        elif i:
            line.separator(style.separator)
        form = forms[i] if i < len(forms) else None
        line.data(format_name(name, form or (rest if i else style.form), variant, span))
    if others and given:
        line.template(style.et_al)
    return line.inlines()

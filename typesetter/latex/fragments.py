"""The objects of ``objects.py``, whose PyLaTeX is loaded when the first of them is made: plain text needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typesetter.latex.escape import Latex


def environment(
    name: str, body: Latex, *, options: str | None = None, arguments: Sequence[str] = (), packages: Sequence[str] = ()
) -> Latex:
    """See :func:`typesetter.latex.objects.environment`."""
    from typesetter.latex import objects

    return objects.environment(name, body, options=options, arguments=arguments, packages=packages)


def command(name: str, *arguments: Latex | str, options: str | None = None, packages: Sequence[str] = ()) -> Latex:
    """See :func:`typesetter.latex.objects.command`."""
    from typesetter.latex import objects

    return objects.command(name, *arguments, options=options, packages=packages)


def items(name: str, bodies: Sequence[Latex], *, options: str | None = None, labels: Sequence[Latex] = ()) -> Latex:
    """See :func:`typesetter.latex.objects.items`."""
    from typesetter.latex import objects

    return objects.items(name, bodies, options=options, labels=labels)

"""The rendering of one document: its places, and its templates, which are loaded when the first of them is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typesetter.latex.sourcemap import Places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from typesetter.diagnostics import Diagnostic
    from typesetter.latex.escape import Latex
    from typesetter.latex.templates import Templates


class Rendering:
    """``folders`` of templates, the thesis's own first, and the ``places`` that this document's LaTeX numbers."""

    def __init__(self, folders: Sequence[Path], *, unicode_engine: bool) -> None:
        self.folders = list(folders)
        self.places = Places()
        self._unicode_engine = unicode_engine
        self._templates: Templates | None = None

    def render(self, name: str, variables: Mapping[str, Any]) -> tuple[Latex | None, list[Diagnostic]]:
        """The template ``name`` with these variables, or None and what is wrong with it."""
        if self._templates is None:
            from typesetter.latex.templates import Templates  # Jinja, of which an edit has mostly no need

            self._templates = Templates(self.folders, unicode_engine=self._unicode_engine)
        return self._templates.render(name, variables)

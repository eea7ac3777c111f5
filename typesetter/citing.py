"""The command ``cite``: how works are cited in the current style."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter import pipeline
from typesetter.config.paths import read_text
from typesetter.config.thesis import CitationOptions, load_thesis, thesis_span

if TYPE_CHECKING:
    from typesetter.citations.library import Library


def show_keys(
    options: pipeline.Options, keys: Sequence[str], form: str, bibs: Sequence[Path] = ()
) -> tuple[str, pipeline.BuildResult]:
    """The in-text forms and the reference of each of ``keys``, as text, LaTeX, HTML or Markdown, and what was wrong.

    The works are the thesis's, told apart from those that it listed when it was last built or checked; or those of the .bib
    files ``bibs``, which need no thesis.
    """
    from typesetter.citations.cache import FILE_NAME, ReferenceCache
    from typesetter.citations.driver import cite_keys
    from typesetter.citations.kept import listed_last
    from typesetter.citations.render import to_html, to_markdown, to_text
    from typesetter.citations.sheets import load_variant
    from typesetter.latex.snippets import to_latex
    from typesetter.manuscript import load_library_of

    result = pipeline.BuildResult()
    thesis, file, found = load_thesis(options.root)
    if thesis is None and not bibs:
        result.diagnostics = found
        return "", result
    if bibs:
        library = _library_of(options.root, bibs, result)
    elif thesis is not None:
        result.diagnostics = found
        library = load_library_of(options, thesis, file, result.diagnostics)
    citations = thesis.citations if thesis is not None else CitationOptions()
    span = thesis_span(file, "citations", "style") if thesis is not None and options.style is None else None
    variant, found = load_variant(options.style or citations.style, options.root, span)
    result.diagnostics += found
    if variant is None:
        return "", result
    render = {"text": to_text, "html": to_html, "markdown": to_markdown, "latex": to_latex}[form]
    listed = [] if bibs or options.untrusted else listed_last(ReferenceCache(options.cache / FILE_NAME))
    forms, found = cite_keys(library, variant, keys, listed)
    result.diagnostics += found
    blocks = []
    for work in forms:
        width = max(len(typed) for typed, _ in work.forms)
        lines = [f"{typed:<{width}}  {render(printed)}" for typed, printed in work.forms]
        blocks.append("\n".join([*lines, render(work.reference)]))
    return "\n\n".join(blocks), result


def _library_of(root: Path, bibs: Sequence[Path], result: pipeline.BuildResult) -> Library:
    """The works of .bib files wherever they are; messages name them relative to ``root``."""
    from typesetter.citations.library import load_library

    texts = []
    for path in bibs:
        shown = Path(os.path.relpath(path.resolve(), root)).as_posix()
        text, found = read_text(path, shown)
        result.diagnostics += found
        if text is not None:
            texts.append((shown, text))
    library, found = load_library(texts)
    result.diagnostics += found
    return library

"""The command ``cite``: how works are cited in the current style."""

from __future__ import annotations

from collections.abc import Sequence

from typesetter import pipeline
from typesetter.config.thesis import load_thesis, thesis_span


def show_keys(options: pipeline.Options, keys: Sequence[str], form: str) -> tuple[str, pipeline.BuildResult]:
    """The in-text forms and the reference of each of ``keys``, as text, LaTeX, HTML or Markdown, and what was wrong."""
    from typesetter.citations.driver import cite_keys
    from typesetter.citations.render import to_html, to_markdown, to_text
    from typesetter.citations.variant import load_variant
    from typesetter.latex.snippets import to_latex

    result = pipeline.BuildResult()
    thesis, file, result.diagnostics = load_thesis(options.root)
    if thesis is None:
        return "", result
    library = pipeline.load_library_of(options, thesis, file, result.diagnostics)
    style = options.style or thesis.citations.style
    variant, found = load_variant(style, options.root, thesis_span(file, "citations", "style"))
    result.diagnostics += found
    if variant is None:
        return "", result
    render = {"text": to_text, "html": to_html, "markdown": to_markdown, "latex": to_latex}[form]
    forms, found = cite_keys(library, variant, keys)
    result.diagnostics += found
    blocks = []
    for work in forms:
        width = max(len(typed) for typed, _ in work.forms)
        lines = [f"{typed:<{width}}  {render(printed)}" for typed, printed in work.forms]
        blocks.append("\n".join([*lines, render(work.reference)]))
    return "\n\n".join(blocks), result

"""A thesis.yaml with mistakes, less the keys that have them: enough to look for more mistakes in the same run."""

from __future__ import annotations

from collections.abc import Sequence

from typesetter.config.thesis import Thesis
from typesetter.config.validation import validate
from typesetter.config.yamlfile import YamlFile
from typesetter.diagnostics import Diagnostic, nearest
from typesetter.structs import replace

_FILES = ("front", "chapters", "appendices", "bibliography")
"""Keys that say which files make the thesis: without them, it would be looked at in the wrong ones."""
_REQUIRED = {"title": "Untitled", "authors": ["Nobody"]}


def salvage(file: YamlFile, problems: Sequence[Diagnostic]) -> Thesis | None:
    """The model of ``file`` without the keys at fault; None when it would no longer be known what the thesis consists of.

    What comes of it is never to be built: its only use is to find more of what is wrong.
    """
    if not isinstance(file.data, dict):
        return None
    lines = {p.span.line for p in problems if p.span is not None and p.span.path == file.path}
    bad = set()
    for key in file.data:
        start, end = file.key_span((key,)), file.span((key,))
        if any(start.line <= line <= end.end_line for line in lines):
            bad.add(key)
    if any(nearest(str(key), _FILES, cutoff=0.75) for key in bad):
        return None
    data = _REQUIRED | {k: v for k, v in file.data.items() if k not in bad}
    thesis, _ = validate(Thesis, replace(file, data=data))
    return thesis

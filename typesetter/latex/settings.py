"""What the LaTeX of a thesis depends on besides its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from typesetter.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from typesetter.config.profile import Profile
    from typesetter.config.thesis import Thesis
    from typesetter.config.yamlfile import YamlFile
    from typesetter.diagnostics import Span
    from typesetter.latex.kept import KeptLatex
    from typesetter.latex.rendering import Rendering


class Handing(Protocol):
    """Whom the LaTeX is handed to while it is written."""

    packages: frozenset[str]
    """The packages of the preamble that has been handed over already."""

    def begin(self, main: str, lists: Mapping[str, str]) -> None:
        """Say what the main file will be if its preamble has these packages, and what TeX will write into its lists."""

    def written(self, name: str, text: str, assets: Mapping[str, Path]) -> None:
        """Take a generated file, and what it shows."""


class Settings(Struct):
    """What the writing needs to know besides the document.

    ``rendering`` is new for every document, since it numbers its places. ``has`` says what the engine offers (such as
    ``british_patterns``). ``counts`` are words, characters and standard pages, for the title page.
    ``kept`` are the chapters of the last build, if they may be used. ``tagged`` puts marks for assistive technology into it.
    ``handing`` takes what is written as it is written. With ``late`` numbers that are known last are put into the finished PDF,
    which needs simple fonts, and a document without structure.
    """

    root: Path
    rendering: Rendering
    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    embedded: bool
    has: Mapping[str, bool]
    counts: Mapping[str, float]
    reference_spans: Mapping[str, Span]
    cache: Path
    untrusted: bool = False
    tagged: bool = False
    kept: KeptLatex | None = None
    handing: Handing | None = None
    late: bool = False

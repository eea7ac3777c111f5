"""What a build is asked for and what it gave. Light: it is read before it is known whether there is anything to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter.diagnostics import Diagnostic, has_errors
from typesetter.structs import Struct, field

if TYPE_CHECKING:
    from typesetter.checks.ignores import Ignore
    from typesetter.config.profile import Profile
    from typesetter.config.thesis import Thesis
    from typesetter.latex.sourcemap import LatexSource
    from typesetter.model import CitedDocument
    from typesetter.tally import Statistics

_PACKAGE = Path(__file__).resolve().parent
PIPELINE_ROOT = _PACKAGE.parent if (_PACKAGE.parent / "templates").is_dir() else _PACKAGE
"""Where the pipeline's own templates are: a checkout has them at its root, an installed package beside its modules."""


class Options(Struct):
    """How to build. ``style`` and ``university`` override thesis.yaml; ``strict`` is the submission.

    ``tagged`` asks for the structure that assistive technology reads; a submission has it where the university wants it.
    ``print_copy`` is for paper: two-sided and with room for the binding, as the profile's ``printing`` says.
    """

    root: Path
    style: str | None = None
    university: str | None = None
    untrusted: bool = False
    strict: bool = False
    tagged: bool = False
    print_copy: bool = False
    limit_seconds: float = 300.0
    limit_pages: int = 5000
    synctex: bool = False
    """Whether ``thesis.synctex.gz`` is made beside the PDF."""
    pdf_first: bool = False
    """Whether the checks that find no errors wait until the PDF is in its place: for one who looks at it meanwhile."""
    on_stage: Callable[[str], None] = lambda _name: None
    on_page: Callable[[int], None] = lambda _page: None
    on_wait: Callable[[], None] | None = None
    """Called again and again while TeX runs; what it, or ``on_stage``, raises ends the build."""
    on_idle: Callable[[], None] | None = None
    """Called once, when all checks were made and TeX has not ended."""

    @property
    def build(self) -> Path:
        """Where everything is made."""
        return self.root / "build"

    @property
    def kind(self) -> str:
        """What tells this PDF's files from those of the one for reading: ``-print``, or nothing."""
        return "-print" if self.print_copy else ""

    @property
    def synctex_file(self) -> Path:
        """What tells viewers which line of the manuscript a place in the PDF came from."""
        return self.build / f"thesis{self.kind}.synctex.gz"

    @property
    def cache(self) -> Path:
        """What is kept from build to build."""
        return self.build / "cache"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders of templates: the thesis's own before the pipeline's, each once."""
        own = self.root / "templates"
        return tuple(dict.fromkeys(p.resolve() for p in (own, PIPELINE_ROOT / "templates") if p.is_dir()))

    @property
    def trusted_templates(self) -> tuple[Path, ...]:
        """Folders of templates that are LaTeX one may run: the pipeline's only, when the thesis is not trusted."""
        return self.templates[-1:] if self.untrusted else self.templates


class Made(Struct):
    """What a PDF was made from: the thesis, its university's rules, its text, the LaTeX, and the TeX that set it.

    ``read`` are the files of the thesis folder that were opened, relative to it.
    """

    thesis: Thesis
    profile: Profile
    cited: CitedDocument
    source: LatexSource
    tex: str
    read: tuple[str, ...] = ()
    tagged: bool = False


class Findings(Struct):
    """What is told of the findings if no others come: as they were ``given``, as they are ``arranged``, and a file's text."""

    given: tuple[Diagnostic, ...]
    arranged: tuple[Diagnostic, ...]
    text: str


class BuildResult(Struct, frozen=False):
    """What a build gave.

    ``pdf`` is None when it failed; ``timings`` are seconds by stage, in order; ``reasons`` has one entry for each pass of
    TeX, ``why`` says of the other steps what they did and why; ``inputs`` are the system's files that TeX read.
    """

    pdf: Path | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    passes: int = 0
    reasons: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    pages: int = 0
    statistics: Statistics | None = None
    engine: str = ""
    ignores: list[Ignore] = field(default_factory=list)
    """What the thesis silences; errors cannot be."""
    whole: bool = False
    """Whether all of the manuscript could be read and checked."""
    inputs: tuple[str, ...] = field(default=(), repr=False)
    findings: Findings | None = field(default=None, repr=False)
    made: Made | None = field(default=None, repr=False)
    """What the PDF was made from, when TeX has set it."""

    @property
    def failed(self) -> bool:
        """Whether there are errors."""
        return has_errors(self.diagnostics)

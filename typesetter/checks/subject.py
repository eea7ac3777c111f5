"""What the checks of the manuscript look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from typesetter import model as m
from typesetter.checks.alignment import SourceLine
from typesetter.checks.facts import Facts
from typesetter.checks.outline import Outline, outline
from typesetter.checks.passages import Passages
from typesetter.checks.prose import Passage
from typesetter.citations.library import Library
from typesetter.config.profile import Profile
from typesetter.config.thesis import Thesis
from typesetter.config.yamlfile import YamlFile
from typesetter.counting import Statistics
from typesetter.shelf import Shelf
from typesetter.stamps import digest
from typesetter.structs import Struct, field, replace
from typesetter.witness import code_digest


class _Given(Struct):
    """What there is to look at. ``strict`` is the submission: unmet rules are errors there, warnings elsewhere.

    ``source`` gives a line of a file of the thesis. ``whole`` says that no chapter and no reference was lost to a mistake:
    without it nothing is to be found for being absent. ``root`` is the thesis folder, ``cache`` where answers may be kept,
    ``identities`` tells each chapter by its path from what it was before.
    """

    thesis: Thesis
    file: YamlFile | None
    profile: Profile
    cited: m.CitedDocument
    statistics: Statistics
    strict: bool
    library: Library
    source: SourceLine
    whole: bool = True
    root: Path = Path()
    cache: Path | None = None
    identities: Mapping[str, str] = field(default_factory=dict)


class Subject(_Given):
    """What the checks look at, and what they work out of it, each once."""

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The running text, in reading order."""
        return tuple(passage for chapter in self.by_chapter for passage in chapter)

    @cached_property
    def by_chapter(self) -> tuple[Passages, ...]:
        """The running text of each chapter, made when it is first asked for."""
        chapters = enumerate(self.cited.document.chapters)
        return tuple(Passages(chapter, index, self.source, self.thesis.language) for index, chapter in chapters)

    @cached_property
    def outline(self) -> Outline:
        """The headings as trees, and everything that has a number."""
        return outline(self.cited.document, self.profile.numbering.depth - 1)

    @cached_property
    def facts(self) -> Facts:
        """What each chapter says, for the checks of the whole."""
        shelf = None
        if self.cache is not None:
            shelf = Shelf(self.cache / "facts", digest(code_digest(), self.thesis.language))
        names = [
            digest(chapter.path, identity, chapter.digest) if (identity := self.identities.get(chapter.path)) else ""
            for chapter in self.cited.document.chapters
        ]
        return Facts(list(zip(names, self.by_chapter, strict=True)), shelf)

    def alone(self, index: int) -> Subject:
        """The same with no chapter but the one with that index."""
        document = replace(self.cited.document, chapters=(self.cited.document.chapters[index],))
        alone = replace(self, cited=replace(self.cited, document=document))
        vars(alone)["by_chapter"] = (self.by_chapter[index],)  # read once, and as a cached property keeps its value
        return alone

    @cached_property
    def without_pages(self) -> frozenset[str]:
        """The keys of works that have no pages to name, such as web pages."""
        return self.library.without_pages()

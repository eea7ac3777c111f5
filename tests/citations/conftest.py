"""Small documents made by hand, so that these tests need no Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from typesetter.citations.driver import cite
from typesetter.citations.library import Library, load_library
from typesetter.citations.render import to_text
from typesetter.citations.sheets import load_variant
from typesetter.citations.variant import Variant
from typesetter.config.thesis import CitationOptions
from typesetter.diagnostics import Diagnostic, Span
from typesetter.model import (
    Chapter,
    Citation,
    CitationItem,
    CitationMode,
    CitedDocument,
    Document,
    Emph,
    Heading,
    Inline,
    Paragraph,
    Role,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent
SPAN = Span("chapters/01.md", 1, 1, 1, 2)

WORKS = r"""
@book{coyle2019, author = {Coyle, James J.}, title = {Russia's Border Wars}, year = 2019, publisher = {Palgrave}}
@article{lewis2018, author = {Lewis, David G.}, title = {Geopolitical Imaginaries}, journal = {Europe-Asia Studies},
  year = 2018, volume = 70, number = 10, pages = {1612--1637}}
@book{mankoff2012, author = {Mankoff, Jeffrey}, title = {Russian Foreign Policy}, year = 2012}
@incollection{csurgai2021, author = {Csurgai, Gyula}, title = {Components}, booktitle = {Geopolitics}, year = 2021}
@article{rose1998, author = {Rose, Gideon}, title = {Neoclassical Realism}, journal = {World Politics}, year = 1998}
@book{waltz1979, author = {Waltz, Kenneth N.}, title = {Theory of International Politics}, year = 1979}
@article{waltz2000, author = {Waltz, Kenneth N.}, title = {Structural Realism}, journal = {International Security}, year = 2000}
@book{coyle2021b, author = {Coyle, James J.}, title = {Border Wars}, year = 2021}
@book{coyle2021a, author = {Coyle, James J.}, title = {Interventions}, year = 2021}
@book{smith2020, author = {Smith, Ann}, title = {First}, year = 2020}
@book{jones2021, author = {Jones, Bo}, title = {Second}, year = 2021}
@online{osce2009, author = {{Organization for Security and Co-operation in Europe}}, shortauthor = {OSCE},
  title = {Declarations}, year = 2009, url = {https://www.osce.org/mg/51152}}
@online{osce2010, author = {{Organization for Security and Co-operation in Europe}}, shortauthor = {OSCE},
  title = {More declarations}, year = 2010, url = {https://www.osce.org/mg/1}}
@article{two2015, author = {Abilov, S. and Isayev, I.}, title = {T}, journal = {J}, year = 2015}
@article{three2023, author = {Atanesyan, A. and Reynolds, B. and Mkrtichyan, A.}, title = {T}, journal = {J}, year = 2023}
@article{four2017, author = {Ter-Matevosyan, V. and Drnoian, A. and Mkrtchyan, N. and Yepremyan, T.}, title = {T},
  journal = {J}, year = 2017}
@incollection{neorealism2018, title = {Neorealism: Confusions and Criticism}, booktitle = {The Theory}, year = 2018}
@book{dewaal2019, author = {de Waal, Thomas}, title = {The Caucasus}, year = 2019}
@book{undated, author = {Nobody, A.}, title = {Undated}}
@book{soon, author = {Hopeful, B.}, title = {Soon}, pubstate = {forthcoming}}
@book{hobbes, author = {Hobbes, Thomas}, title = {Leviathan}, year = 1996, origdate = {1651}}
@book{jsmith2001, author = {Smith, John}, title = {One}, year = 2001}
@book{asmith2001, author = {Smith, Anna}, title = {Two}, year = 2001}
@book{lobell2009, editor = {Lobell, Steven E. and Ripsman, Norrin M. and Taliaferro, Jeffrey W.}, title = {Neoclassical Realism},
  year = 2009}
@book{others, author = {Jansen, Jan and others}, title = {Team}, year = 2003}
"""


@dataclass
class Press:
    """Cites with a library and a variant, and shows plain text."""

    library: Library
    variant: Variant
    options: dict[str, object] = field(default_factory=dict)

    def document(self, *blocks: Citation | str) -> Document:
        """One chapter: citations each in a paragraph, strings as headings."""
        paragraphs = tuple(
            Heading(2, (Text(block, SPAN),), None, True, SPAN) if isinstance(block, str) else Paragraph((block,), SPAN)
            for block in blocks
        )
        chapter = Chapter("chapters/01.md", Role.CHAPTER, (Text("One", SPAN),), "sec-one", True, paragraphs, "", SPAN)
        return Document((chapter,), {})

    def cite(self, *blocks: Citation | str, **options: object) -> tuple[CitedDocument, list[Diagnostic]]:
        """The cited document; ``options`` are those of thesis.yaml."""
        return cite(self.document(*blocks), self.library, self.variant, CitationOptions(**options))

    def texts(self, *blocks: Citation | str, **options: object) -> list[str]:
        """What each citation prints."""
        cited, _ = self.cite(*blocks, **options)
        return [to_text(cited.citations[block.id]) for block in blocks if isinstance(block, Citation)]

    def references(self, *blocks: Citation | str, **options: object) -> list[str]:
        """The lines of the reference list."""
        cited, _ = self.cite(*blocks, **options)
        return [to_text(reference.children) for reference in cited.bibliography]


class Make:
    """Citations in few words."""

    def __init__(self) -> None:
        self.count = 0

    def item(self, key: str, *, prefix: str = "", suffix: str = "", **more: object) -> CitationItem:
        def words(text: str) -> tuple[Inline, ...]:
            return (Emph((Text(text[1:-1], SPAN),), SPAN),) if text[:1] == "*" else (Text(text, SPAN),) if text else ()

        span = Span("chapters/01.md", 1, 2, 1, 2 + len(key) + 1)
        return CitationItem(key, span, prefix=words(prefix), suffix=words(suffix), **more)

    def _citation(self, mode: CitationMode, items: Sequence[CitationItem | str]) -> Citation:
        self.count += 1
        made = tuple(self.item(item) if isinstance(item, str) else item for item in items)
        return Citation(f"c{self.count}", mode, made, SPAN)

    def paren(self, *items: CitationItem | str) -> Citation:
        return self._citation(CitationMode.PARENTHETICAL, items)

    def narrative(self, *items: CitationItem | str) -> Citation:
        return self._citation(CitationMode.NARRATIVE, items)


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture(scope="session")
def harvard() -> Variant:
    variant, diagnostics = load_variant("harvard", HERE)
    assert diagnostics == []
    assert variant is not None
    return variant


@pytest.fixture(scope="session")
def works() -> Library:
    library, diagnostics = load_library([("bib/works.bib", WORKS)])
    assert diagnostics == []
    return library


@pytest.fixture
def press(works: Library, harvard: Variant) -> Press:
    return Press(works, harvard)


@pytest.fixture
def press_of(harvard: Variant) -> Callable[..., Press]:
    """A press with a .bib text of its own, and a variant of its own if need be."""

    def made(text: str, variant: Variant | None = None) -> Press:
        library, diagnostics = load_library([("r.bib", text)])
        assert diagnostics == []
        return Press(library, variant or harvard)

    return made


@pytest.fixture
def own_variant(tmp_path: Path) -> Callable[[str], tuple[Variant | None, list[Diagnostic]]]:
    """A style sheet of a user's, written to a thesis folder and loaded."""

    def made(text: str) -> tuple[Variant | None, list[Diagnostic]]:
        (tmp_path / "my.yaml").write_text(text, encoding="utf-8")
        return load_variant("my.yaml", tmp_path, Span("thesis.yaml", 3))

    return made

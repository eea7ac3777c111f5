"""What is kept between builds saves time and changes nothing: the LaTeX is the one that a build from nothing gives."""

from __future__ import annotations

import pickle
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.theses import ROOT, fill, put
from typesetter import pipeline, shelf
from typesetter.job import Options
from typesetter.latex.rendering import Rendering
from typesetter.latex.sourcemap import LatexSource
from typesetter.manuscript import BuildResult, read
from typesetter.model import Text
from typesetter.shelf import Shelf, packed

DOCUMENTS = ROOT / "tests" / "latex" / "documents"


def _made(root: Path) -> tuple[LatexSource | None, BuildResult]:
    return pipeline.latex(Options(root.resolve()))


def _whole(root: Path) -> Any:
    """Everything that is made of a folder, to be compared."""
    source, result = _made(root)
    if source is None:
        return None, result.diagnostics
    lines = {name: list(spans) for name, spans in source.source_map.lines.items()}
    pieces = {name: list(found) for name, found in source.source_map.pieces.items()}
    assets = {name: path.read_bytes() for name, path in source.assets.items()}
    return dict(source.files), assets, dict(source.forecast), source.packages, lines, pieces, result.diagnostics


# -------------------------------------------------------------------------------------------------------- random edits


def _word(root: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((root / "chapters").glob("*.md")))
    words = path.read_text("utf-8").split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha()]
    if plain:
        words[dice.choice(plain)] = dice.choice(["word", "Ærø", "fi-nal", "x"])
        path.write_text(" ".join(words), "utf-8")


def _line(root: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((root / "chapters").glob("*.md")))
    lines = path.read_text("utf-8").split("\n")
    empty = [i for i, line in enumerate(lines) if not line]
    lines.insert(
        dice.choice(empty or [len(lines)]),
        dice.choice(["\nA paragraph.\n", f"\n## A section {{#sec-{dice.randrange(99)}}}\n", "\n"]),
    )
    path.write_text("\n".join(lines), "utf-8")


def _less(root: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((root / "chapters").glob("*.md")))
    paragraphs = path.read_text("utf-8").split("\n\n")
    if len(paragraphs) > 3:
        del paragraphs[dice.randrange(1, len(paragraphs))]
    path.write_text("\n\n".join(paragraphs), "utf-8")


def _figure(root: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((root / "data").glob("*.csv")))
    path.write_text(re.sub(r"\d(?!.*\d)", str(dice.randrange(10)), path.read_text("utf-8"), count=1), "utf-8")


def _year(root: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((root / "bib").glob("*.bib")))
    years = re.findall(r"\d{4}", path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace(dice.choice(years), str(dice.randrange(1950, 2020)), 1), "utf-8")


def _settings(root: Path, dice: random.Random) -> None:
    path = root / "thesis.yaml"
    text = re.sub(r"(?m)^title: .*$", f"title: Title {dice.randrange(99)}", path.read_text("utf-8"))
    path.write_text(re.sub(r"(?m)^language: .*$", f"language: {dice.choice(['en-GB', 'en-US'])}", text), "utf-8")


def _order(root: Path, dice: random.Random) -> None:
    path = root / "thesis.yaml"
    lines = path.read_text("utf-8").split("\n")
    first = dice.choice(
        [i for i, line in enumerate(lines[:-1]) if "chapters/1" in line and "chapters/1" in lines[i + 1]]
    )
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    path.write_text("\n".join(lines), "utf-8")


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    _word,
    _word,
    _line,
    _line,
    _less,
    _figure,
    _year,
    _settings,
    _order,
)


@pytest.mark.parametrize("seed", range(3))
def test_kept_and_fresh_are_the_same(seed: int, tmp_path: Path) -> None:
    root = tmp_path / "thesis"
    shutil.copytree(DOCUMENTS, root)
    dice, whole = random.Random(seed), 0
    _made(root)
    for step in range(8):
        for _ in range(dice.choice([1, 1, 2])):
            dice.choice(EDITS)(root, dice)
        if dice.random() < 0.5:
            time.sleep(0.03)  # so that it may be kept
        fresh = tmp_path / f"fresh-{step}"
        shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("build"))
        made = _whole(root)
        assert made == _whole(fresh), step
        whole += made[0] is not None
        shutil.rmtree(fresh)
    assert whole > 4  # what has errors is compared too, but says less


# ------------------------------------------------------------------------------------------------------- one chapter only

BIB = "@book{a2001, author={A. Writer}, title={Title}, year={2001}, publisher={P}}\n"
FILES = {
    "thesis.yaml": "title: A Title\nauthors: [A. Writer]\ndate: 2024-05-31\nbibliography: [bib/one.bib]\n",
    "chapters/01-one.md": "# One {#sec-one}\n\nText [@a2001].\n\n## Inner {#sec-inner}\n\nMore.\n",
    "chapters/02-two.md": "# Two\n\nSee @sec-inner.\n\n![Numbers](data/one.csv){#tbl-one}\n\nSee @tbl-one.\n",
    "chapters/03-three.md": "# Three\n\nNothing to see [@a2001].\n",
    "data/one.csv": "year,value\n2001,1\n2002,2\n",
    "bib/one.bib": BIB,
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = fill(tmp_path / "thesis", FILES)
    time.sleep(0.03)
    _made(root)
    assert _anew(root) == ("chapters: as before", "latex: as before")
    return root


def _anew(root: Path) -> tuple[str, str]:
    _, result = _made(root)
    assert not result.failed, result.diagnostics
    why = {line.partition(":")[0]: line for line in result.why}
    return why["chapters"], why["latex"]


def _edited(root: Path, name: str, old: str, new: str) -> tuple[str, str]:
    text = (root / name).read_text("utf-8")
    assert old in text
    put(root, {name: text.replace(old, new)})
    return _anew(root)


def test_an_edit_costs_its_chapter(root: Path) -> None:
    assert _edited(root, "chapters/03-three.md", "Nothing", "Little") == (
        "chapters: chapters/03-three.md read anew",
        "latex: chapters/03-three.md written anew",
    )


def test_a_number_that_moves_costs_the_chapters_that_print_it(root: Path) -> None:
    assert _edited(root, "chapters/01-one.md", "\n## Inner", "\n## Before\n\nWords.\n\n## Inner") == (
        "chapters: chapters/01-one.md read anew",
        "latex: chapters/01-one.md, chapters/02-two.md written anew",
    )


def test_lines_that_move_cost_no_other_chapter(root: Path) -> None:
    assert _edited(root, "chapters/01-one.md", "\n## Inner", "\nWords.\n\n## Inner") == (
        "chapters: chapters/01-one.md read anew",
        "latex: chapters/01-one.md written anew",
    )


def test_data_cost_the_chapter_that_shows_them(root: Path) -> None:
    assert _edited(root, "data/one.csv", "2002,2", "2002,3") == (
        "chapters: chapters/02-two.md read anew",
        "latex: chapters/02-two.md written anew",
    )


def test_a_new_chapter_costs_itself(root: Path) -> None:
    put(root, {"chapters/04-four.md": "# Four\n\nLast.\n"})
    assert _anew(root) == ("chapters: chapters/04-four.md read anew", "latex: chapters/04-four.md written anew")


def test_a_year_costs_the_chapters_that_cite_it(root: Path) -> None:
    assert _edited(root, "bib/one.bib", "2001}", "2002}") == (
        "chapters: as before",
        "latex: chapters/01-one.md, chapters/03-three.md written anew",
    )


def test_the_language_costs_all_chapters(root: Path) -> None:
    text = FILES["thesis.yaml"] + "language: en-US\n"
    put(root, {"thesis.yaml": text})
    assert _anew(root)[1] == "latex: chapters/01-one.md, chapters/02-two.md, chapters/03-three.md written anew"


def test_a_folder_that_is_not_trusted_is_read_from_the_ground_up(root: Path) -> None:
    _, result = pipeline.latex(Options(root.resolve(), untrusted=True))
    assert not [line for line in result.why if line.startswith(("chapters:", "latex:"))]


# ----------------------------------------------------------------------------------------------------- damage and forgery


@pytest.mark.parametrize("folder", ["chapters", "latex"])
@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "of another"])
def test_what_is_damaged_is_made_again(folder: str, damage: str, root: Path) -> None:
    before = _whole(root)
    paths = sorted((root / "build" / "cache" / folder).glob("*.bin"))
    contents = [path.read_bytes() for path in paths]
    for path, data, other in zip(paths, contents, [*contents[1:], contents[0]], strict=True):
        middle = len(data) // 2
        path.write_bytes({
            "empty": b"", "cut": data[:middle], "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "of another": other,
        }[damage])  # fmt: skip
    assert _whole(root) == before


class _Forged:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("forged",))


@pytest.mark.parametrize("value", [_Forged(), pickle.PickleBuffer, Path("x"), [Text], Options])
def test_nothing_but_values_is_read(value: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Shelf(tmp_path, "code")
    kept.put("name", value)
    found = Shelf(tmp_path, "code").get("name")
    assert found is None or found == [Text]  # a class of ours is known, and does nothing
    assert capsys.readouterr().out == ""
    with pytest.raises(pickle.UnpicklingError):
        shelf.unpacked(packed(_Forged()))


def test_other_code_reads_nothing_of_it(tmp_path: Path) -> None:
    Shelf(tmp_path, "code").put("name", ("value",))
    assert Shelf(tmp_path, "code").get("name") == ("value",)
    assert Shelf(tmp_path, "other").get("name") is None


def test_what_is_no_longer_asked_for_goes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Shelf(tmp_path, "code").put(name, (name,))
    kept = Shelf(tmp_path, "code")
    kept.get("one")
    kept.tidy()
    assert [path.stem for path in tmp_path.iterdir()] == ["one"]


def test_every_chapter_can_be_kept(tmp_path: Path) -> None:
    """No node of the model holds what the shelf refuses."""
    root = tmp_path / "thesis"
    shutil.copytree(DOCUMENTS, root)
    options = Options(root.resolve())
    time.sleep(0.03)
    first = read(options, BuildResult())
    again_result = BuildResult()
    again = read(options, again_result)
    assert first is not None
    assert again is not None
    assert "chapters: as before" in again_result.why
    assert again.cited.document.chapters == first.cited.document.chapters


# -------------------------------------------------------------------------------------------------------- the main file


@pytest.mark.parametrize(("university", "again"), [("imperial", 0), ("generic", 1)])
def test_the_main_file_is_rendered_when_what_it_says_has_changed(
    university: str, again: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generic title page has room for the number of words, that of Imperial College has not."""
    rendered: list[str] = []
    render = Rendering.render

    def counted(self: Rendering, name: str, variables: Any) -> Any:
        rendered.append(name)
        return render(self, name, variables)

    monkeypatch.setattr(Rendering, "render", counted)
    root = fill(tmp_path, {"thesis.yaml": f"title: A Title\nauthors: [A. Writer]\nuniversity: {university}\n"})
    time.sleep(0.03)
    _made(root)
    assert rendered == ["document.tex.j2"]
    for change, more in (
        ({"chapters/01-one.md": "# One\n\nText of the first chapter!\n\nMore.\n"}, 0),
        ({"chapters/01-one.md": "# One\n\nText of the first chapter, and more.\n" + "So much more.\n" * 40}, again),
        ({"chapters/01-one.md": "# Another\n\nText of the first chapter, and more.\n" + "So much more.\n" * 40}, 1),
    ):
        time.sleep(0.03)
        rendered.clear()
        put(root, change)
        kept = _whole(root)
        assert rendered == ["document.tex.j2"] * more
        shutil.rmtree(root / "build")
        assert _whole(root) == kept

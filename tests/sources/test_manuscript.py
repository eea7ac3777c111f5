"""Which files make the manuscript, in which order, and how it is numbered."""

from __future__ import annotations

from pathlib import Path

import pytest

from typesetter import model as m
from typesetter.config.thesis import load_thesis
from typesetter.diagnostics import Diagnostic
from typesetter.sources.discover import list_files, read_chapters, with_own_roles
from typesetter.sources.numbering import letter, number_document


def manuscript(root: Path, thesis: str, files: dict[str, str]) -> tuple[list[m.Chapter], list[Diagnostic]]:
    (root / "thesis.yaml").write_text(f"title: T\nauthors: A\n{thesis}", encoding="utf-8")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    loaded, file, diagnostics = load_thesis(root)
    assert loaded is not None, diagnostics
    listed, diagnostics = list_files(root, loaded, file)
    chapters, found = read_chapters(root, listed, [], untrusted=False)
    return with_own_roles(chapters), diagnostics + found


def test_every_file_in_name_order_each_in_its_own_place(tmp_path: Path) -> None:
    chapters, diagnostics = manuscript(
        tmp_path,
        "",
        {
            "chapters/10-b.md": "# B",
            "chapters/02-a.md": "# A",
            "chapters/05-x.md": "---\nrole: appendix\n---\n# X",
            "chapters/90-s.md": "---\nrole: abstract\n---\n# S",
            "chapters/91-f.md": "---\nrole: front\n---\n# F",
            "chapters/.hidden.md": "# H",
            "chapters/notes.txt": "no chapter",
        },
    )
    assert diagnostics == []
    assert [(c.path[9:-3], c.role.value, c.numbered) for c in chapters] == [
        ("90-s", "abstract", False),
        ("91-f", "front", False),
        ("02-a", "chapter", True),
        ("10-b", "chapter", True),
        ("05-x", "appendix", True),
    ]


def test_the_order_of_the_list(tmp_path: Path) -> None:
    files = {f"{name}.md": f"# {name}" for name in "abcd"} | {"s.md": "---\nrole: abstract\n---\n# S"}
    chapters, diagnostics = manuscript(
        tmp_path, "front: [b.md, s.md]\nchapters: [./d.md, a.md]\nappendices: [c.md]", files
    )
    assert diagnostics == []
    assert [(c.path, c.role.value) for c in chapters] == [
        ("s.md", "abstract"),
        ("b.md", "front"),
        ("d.md", "chapter"),
        ("a.md", "chapter"),
        ("c.md", "appendix"),
    ]


def test_the_same_file_spelled_twice(tmp_path: Path) -> None:
    _, diagnostics = manuscript(tmp_path, "chapters: [a.md, ./a.md]", {"a.md": "# A"})
    assert [(d.code.value, str(d.span)) for d in diagnostics] == [("chapter-twice", "thesis.yaml:3:18")]


def test_no_chapters_at_all(tmp_path: Path) -> None:
    _, diagnostics = manuscript(tmp_path, "", {})
    assert [(d.code.value, d.span) for d in diagnostics] == [("chapters-none", None)]


def test_a_chapter_that_is_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# S", encoding="utf-8")
    root = tmp_path / "thesis"
    (root / "chapters").mkdir(parents=True)
    (root / "chapters" / "a.md").symlink_to(tmp_path / "secret.md")
    chapters, diagnostics = manuscript(root, "", {})
    assert chapters == []
    assert [d.code.value for d in diagnostics] == ["file-outside"]


def test_all_mistakes_of_all_chapters_at_once(tmp_path: Path) -> None:
    _, diagnostics = manuscript(
        tmp_path, "chapters: [a.md, missing.md, b.md]", {"a.md": "# A\n\n<b>x</b>", "b.md": "no title\n\n$x_1 open"}
    )
    assert [(str(d.span), d.code.value) for d in sorted(diagnostics, key=lambda d: str(d.span))] == [
        ("a.md:3:1", "html"),
        ("a.md:3:5", "html"),
        ("b.md:1:1", "heading-missing"),
        ("b.md:3:1", "math-unclosed"),
        ("thesis.yaml:3:18", "file-missing"),
    ]


# -------------------------------------------------------------------------------------------------------------- numbers

FLOAT = "![x](figures/x.png){{#fig-{0}}}\n\n| a |\n|---|\n\n: C {{#tbl-{0}}}\n\n$$ x $$ {{#eq-{0}}}\n\n"


def numbers(tmp_path: Path, files: dict[str, str], thesis: str = "", **options: int) -> dict[str, str]:
    chapters, diagnostics = manuscript(tmp_path, thesis, files)
    assert diagnostics == []
    document, diagnostics = number_document(chapters, **options)
    assert diagnostics == []
    return {name: f"{label.kind.value} {label.number}".strip() for name, label in document.labels.items()}


def test_numbers_are_those_of_the_report_class(tmp_path: Path) -> None:
    found = numbers(
        tmp_path,
        {
            "chapters/1.md": "# One {#sec-1}\n\n## A {#sec-1a}\n\n### B {#sec-1aa}\n\n## C {#sec-1b}\n\n### D {#sec-1ba}\n\n"
            + FLOAT.format("a"),
            "chapters/2.md": "# Preface {.unnumbered #sec-p}\n\n## In it {#sec-pa}\n\n" + FLOAT.format("p"),
            "chapters/3.md": "# Two {#sec-2}\n\n## X {#sec-2x .unnumbered}\n\n## Y {#sec-2y}\n\n"
            + FLOAT.format("b")
            + FLOAT.format("c"),
            "chapters/4.md": "---\nrole: appendix\n---\n# More {#sec-m}\n\n## Z {#sec-ma}\n\n" + FLOAT.format("m"),
            "chapters/5.md": "---\nrole: appendix\n---\n# Yet more {#sec-n}",
        },
    )
    assert found == {
        "sec-1": "chapter 1", "sec-1a": "section 1.1", "sec-1aa": "section 1.1.1", "sec-1b": "section 1.2", "sec-1ba": "section 1.2.1",
        "fig-a": "figure 1.1", "tbl-a": "table 1.1", "eq-a": "equation 1.1", "sec-p": "chapter", "sec-pa": "section",
        "fig-p": "figure 1.2", "tbl-p": "table 1.2", "eq-p": "equation 1.2", "sec-2": "chapter 2", "sec-2x": "section", "sec-2y": "section 2.1",
        "fig-b": "figure 2.1", "tbl-b": "table 2.1", "eq-b": "equation 2.1", "fig-c": "figure 2.2", "tbl-c": "table 2.2", "eq-c": "equation 2.2",
        "sec-m": "appendix A", "sec-ma": "section A.1", "fig-m": "figure A.1", "tbl-m": "table A.1", "eq-m": "equation A.1", "sec-n": "appendix B",
    }  # fmt: skip


def test_the_depth_of_numbers(tmp_path: Path) -> None:
    text = "# T {#sec-t}\n\n## A {#sec-a}\n\n### B {#sec-b}\n\n#### C {#sec-c}\n\n##### D {#sec-d}\n"
    assert numbers(tmp_path, {"chapters/1.md": text}, numbering_depth=2) == {
        "sec-t": "chapter 1", "sec-a": "section 1.1", "sec-b": "section 1.1.1", "sec-c": "section", "sec-d": "section",
    }  # fmt: skip


def test_a_label_without_a_chapter(tmp_path: Path) -> None:
    assert numbers(tmp_path, {"chapters/1.md": "# The *War*: a [@x] History^[n]"}) == {"the-war-a-history": "chapter 1"}


@pytest.mark.parametrize(
    ("number", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")]
)
def test_letters(number: int, text: str) -> None:
    assert letter(number) == text


def test_labels_of_two_chapters_that_clash(tmp_path: Path) -> None:
    chapters, _ = manuscript(tmp_path, "", {"chapters/1.md": "# T {#sec-a}", "chapters/2.md": "# T {#sec-a}\n\n@sec-b"})
    _, diagnostics = number_document(chapters)
    assert [(str(d.span), d.code.value, d.hints) for d in diagnostics] == [
        ("chapters/2.md:1:1", "label-duplicate", ("the first is at chapters/1.md:1:1",)),
        ("chapters/2.md:3:1", "ref-unknown", ("did you mean 'sec-a'?",)),
    ]


def test_two_chapters_of_the_same_title(tmp_path: Path) -> None:
    """Nobody asked for their labels, so nobody is told that they clash."""
    chapters, _ = manuscript(tmp_path, "", {"chapters/1.md": "# Summary", "chapters/2.md": "# Summary"})
    document, diagnostics = number_document(chapters)
    assert diagnostics == []
    assert [chapter.label for chapter in document.chapters] == ["summary", "summary-2"]

"""What refers to files that could not be read is not called unknown; all else is, and each fault is told once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.theses import build_in, fill
from typesetter.manuscript import Options
from typesetter.pipeline import check


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files whose name begins with ``locked`` may not be read, by root neither."""
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name.startswith("locked"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)


def found(root: Path) -> list[str]:
    return [f"{d.code.value} {d.span}" for d in check(Options(root)).diagnostics]


def unknown(root: Path) -> list[str]:
    return [d.message for d in check(Options(root)).diagnostics if d.code.value == "ref-unknown"]


def test_labels_of_an_unread_chapter_are_not_unknown(tmp_path: Path) -> None:
    broken = "template: timeline\ntitle: T\nid: sec-time\nevents:\n\t- {}\n"
    text = "# One\n\nSee @sec-time and @sec-nowhere.\n"
    root = fill(tmp_path, {"chapters/01-one.md": text, "chapters/02-time.yaml": broken})
    assert unknown(root) == ["no section is labelled 'sec-nowhere'"]


def test_when_a_file_is_missing_nobody_knows_its_labels(tmp_path: Path) -> None:
    thesis = "title: T\nauthors: [A]\nchapters: [chapters/01-one.md, chapters/02-gone.md]\n"
    root = fill(tmp_path, {"thesis.yaml": thesis, "chapters/01-one.md": "# One\n\nSee @sec-nowhere.\n"})
    assert unknown(root) == []


@pytest.mark.usefixtures("locked")
def test_a_chapter_that_may_not_be_read_is_told_once_and_all_else_too(tmp_path: Path) -> None:
    one = "# One\n\nSee @sec-locked, and a <b>mistake</b>.\n"
    root = fill(tmp_path, {"chapters/01-one.md": one, "chapters/locked.md": "# Locked {#sec-locked}\n\nText.\n"})
    assert [row for row in found(root) if not row.startswith("html")] == ["file-unreadable chapters/locked.md:1:1"]
    assert len(found(root)) == 3
    (told,) = [d for d in check(Options(root)).diagnostics if d.code.value == "file-unreadable"]
    assert told.hints == ("give yourself the right to: chmod u+r 'chapters/locked.md'",)


@pytest.mark.usefixtures("locked")
def test_a_build_tells_of_an_unreadable_chapter_what_a_check_tells(tmp_path: Path) -> None:
    text = "# One\n\nA <b>mistake</b>.\n"
    root = fill(tmp_path, {"chapters/01-one.md": text, "chapters/locked.md": "# Locked\n\nText.\n"})
    built = [d.code.value for d in build_in(root).diagnostics]
    assert built == [d.code.value for d in check(Options(root)).diagnostics] == ["html", "html", "file-unreadable"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_labels_of_a_chapter_in_utf_16_are_not_unknown(tmp_path: Path, encoding: str) -> None:
    two = "# Two {#sec-two}\n\nText.\n"
    data = two.encode(encoding) if encoding == "utf-16" else b"\xfe\xff" + two.encode(encoding)
    root = fill(tmp_path, {"chapters/01-one.md": "# One\n\nSee @sec-two and @sec-twoo.\n", "chapters/02-two.md": data})
    assert unknown(root) == ["no section is labelled 'sec-twoo'"]
    assert "file-encoding chapters/02-two.md:1:1" in found(root)


CITING = (
    "# One\n\n> All the words of somebody else, who wrote a good deal more. [@a]\n\nSo [@a; @b]. @nobody2000 too.\n"
)


@pytest.mark.usefixtures("locked")
def test_works_in_a_library_that_may_not_be_read_are_not_unknown(tmp_path: Path) -> None:
    assert found(fill(tmp_path, {"chapters/01-one.md": CITING, "bib/locked.bib": "@book{a, title = {T}}"})) == [
        "file-unreadable bib/locked.bib:1:1"
    ]


def test_works_in_a_library_that_is_not_there_have_perhaps_no_pages(tmp_path: Path) -> None:
    thesis = "title: T\nauthors: [A]\nbibliography: bib/gone.bib\n"
    assert found(fill(tmp_path, {"thesis.yaml": thesis, "chapters/01-one.md": CITING})) == [
        "file-missing thesis.yaml:3:15"
    ]


@pytest.mark.parametrize(
    ("files", "which"),
    [
        ({"bib/a.bib": ""}, "bib/a.bib has no entries"),
        ({"bib/a.bib": "@comment{later}\n", "bib/b.bib": "\n"}, "bib/a.bib, bib/b.bib have no entries"),
        ({}, "there is no .bib file"),
    ],
)
def test_a_library_without_entries_is_one_error(tmp_path: Path, files: dict[str, str], which: str) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": CITING, **files})
    (error,) = [d for d in check(Options(root)).diagnostics if d.is_error]
    assert error.message == f"no reference 'a', nor any of the 3 cited behind it: {which}"
    assert str(error.span).startswith("chapters/01-one.md:3:")
    assert error.hints[0].startswith(f"add the works to {next(iter(files), 'bib/references.bib')}, or name the right")


def test_where_no_entry_can_be_read_none_is_unknown(tmp_path: Path) -> None:
    root = fill(tmp_path, {"chapters/01-one.md": CITING, "bib/a.bib": "TY  - BOOK\nER  -\n"})
    assert found(root) == ["bib-syntax bib/a.bib:1:1"]


def test_a_library_without_entries_of_which_none_is_cited_is_none(tmp_path: Path) -> None:
    assert found(fill(tmp_path, {"chapters/01-one.md": "# One\n\nText.\n", "bib/a.bib": ""})) == []

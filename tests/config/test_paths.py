"""Files of the thesis folder: which paths are refused, and why; which bytes are text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.config.paths import read_text, resolve_inside
from typesetter.diagnostics import Diagnostic, Span

SPAN = Span("thesis.yaml", 3, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "thesis"
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters" / "01-intro.md").write_text("# T\n", encoding="utf-8")
    (folder / "data").mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "inner.md").symlink_to(Path("chapters") / "01-intro.md")
    (folder / "out").symlink_to(tmp_path)
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "dangling.md").symlink_to("nothing.md")
    return folder


def one(found: list[Diagnostic]) -> tuple[str, str, tuple[str, ...]]:
    assert len(found) == 1
    assert found[0].span == SPAN
    return found[0].code.value, found[0].message, found[0].hints


@pytest.mark.parametrize(
    "path", ["chapters/01-intro.md", "./chapters/01-intro.md", "chapters//01-intro.md", "inner.md"]
)
def test_files_of_the_folder(root: Path, path: str) -> None:
    found, diagnostics = resolve_inside(root, path, SPAN)
    assert diagnostics == []
    assert found is not None
    assert found.read_text(encoding="utf-8") == "# T\n"


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/etc/passwd", "file-outside", "'/etc/passwd' is an absolute path"),
        ("~/a.md", "file-outside", "'~/a.md' is an absolute path"),
        ("C:\\a.md", "file-outside", "'C:\\a.md' is an absolute path"),
        ("\\\\server\\a.md", "file-outside", "'\\\\server\\a.md' is an absolute path"),
        ("../secret.md", "file-outside", "'../secret.md' leads out of the thesis folder"),
        ("chapters/../../secret.md", "file-outside", "'chapters/../../secret.md' leads out of the thesis folder"),
        ("link.md", "file-outside", "'link.md' is a symbolic link that leads out of the thesis folder"),
        ("out/secret.md", "file-outside", "'out/secret.md' is a symbolic link that leads out of the thesis folder"),
        ("chapters", "file-missing", "'chapters' is a folder, not a file"),
        (".", "file-missing", "'.' is a folder, not a file"),
        ("", "file-missing", "an empty file name"),
        ("  ", "file-missing", "an empty file name"),
        ("a\x00b", "file-missing", "an empty file name"),
        ("dangling.md", "file-missing", "there is no file 'dangling.md'"),
        ("chapters\\01-intro.md", "file-missing", "'chapters\\01-intro.md' has backslashes"),
    ],
)
def test_what_is_refused(root: Path, path: str, code: str, message: str) -> None:
    found, diagnostics = resolve_inside(root, path, SPAN)
    assert found is None
    assert one(diagnostics)[:2] == (code, message)


def test_a_loop_of_links_and_a_long_name_are_reported(root: Path) -> None:
    for path in ("loop.md", "a" * 5000):
        found, diagnostics = resolve_inside(root, path, SPAN)
        assert found is None
        assert one(diagnostics)[0] in ("file-unreadable", "file-missing")


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("chapters/01-intor.md", "did you mean 'chapters/01-intro.md'?"),
        ("Chapters/01-INTRO.md", "did you mean 'chapters/01-intro.md'? capital letters count"),
        ("01-intro.md", "a file of that name is at 'chapters/01-intro.md'"),
        (
            "text/other.md",
            "there is no folder 'text' either: put the file there, or correct the path, which begins at the thesis folder",
        ),
        ("data/other.csv", "put the file there, or correct the path, which begins at the thesis folder"),
        ("chapters\\01-intro.md", "write 'chapters/01-intro.md'"),
    ],
)
def test_hints(root: Path, path: str, hint: str) -> None:
    assert one(resolve_inside(root, path, SPAN)[1])[2] == (hint,)


@given(path=st.text(max_size=30))
def test_any_path(path: str) -> None:
    """Whatever is named, the answer is a file inside or one diagnostic."""
    found, diagnostics = resolve_inside(Path(__file__).parent, path, SPAN)
    assert (found is None) == (len(diagnostics) == 1)


# ----------------------------------------------------------------------------------------------------------------- texts


def text_of(tmp_path: Path, data: bytes) -> tuple[str | None, list[str]]:
    (tmp_path / "a.md").write_bytes(data)
    text, found = read_text(tmp_path / "a.md", "a.md")
    return text, [f"{d.span} {d.code.value} {d.message} | {' | '.join(d.hints)}" for d in found]


def test_line_ends_and_marks(tmp_path: Path) -> None:
    assert text_of(tmp_path, b"\xef\xbb\xbfa\r\nb\rc\x0cd\n") == ("a\nb\nc\nd\n", [])
    assert text_of(tmp_path, b"") == ("", [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"ok\nab\x00c", "a.md:2:3 file-control-character a NUL byte stands here | delete it"),
        (b"\x1b[0m", "a.md:1:1 file-control-character the control character U+001B stands here | delete it"),
        ("a\nb “\x93c".encode(),
         "a.md:2:4 file-control-character the control character U+0093 stands here | in Windows-1252 it would be '“': write that"),
        ("x\ufdd0".encode(), "a.md:1:2 file-control-character the control character U+FDD0 stands here | delete it"),
        ("é\nna".encode() + b"\xefve",
         "a.md:2:3 file-encoding byte 0xef is not UTF-8 | in Windows-1252 this byte would be 'ï'; save the file as UTF-8"),
        ("a".encode("utf-16"), "a.md:1:1 file-encoding this file is UTF-16, not UTF-8 | save it as UTF-8"),
        (b"\xfe\xff\x00a", "a.md:1:1 file-encoding this file is UTF-16, not UTF-8 | save it as UTF-8"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text(tmp_path: Path, data: bytes, expected: str) -> None:
    assert text_of(tmp_path, data) == (None, [expected])


def test_a_file_of_nothing_but_nul_bytes_is_reported_briefly(tmp_path: Path) -> None:
    text, found = text_of(tmp_path, b"\x00" * 1_000_000)
    assert text is None
    assert len(found) == 20


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / "a.md").chmod(0)
    text, found = read_text(tmp_path / "a.md", "a.md")
    assert text is None
    assert found[0].code.value == "file-unreadable"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    text, found = read_text(tmp_path, "a.md")
    assert text is None
    assert found[0].code.value == "file-unreadable"


@given(data=st.binary(max_size=60))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(data)
    text, found = read_text(path, "any.md")
    assert (text is None) == bool(found)

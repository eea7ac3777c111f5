"""The configuration kept between builds: it is what reading it anew gives, and holds only as long as every file of it does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from typesetter.config import thesis as thesis_module
from typesetter.config import validation
from typesetter.config.profile import Profile, load_profile
from typesetter.config.thesis import load_thesis

ROOT = Path(__file__).resolve().parents[2]
UNIVERSITIES = ROOT / "templates" / "universities"
THESIS = (
    "title: 'A: \"b\"'\nauthors: [{name: N, student_number: 12}]\ndate: 2024-05-31\nchecks: {allow: {misspelt: [x]}}\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("typesetter.config.kept.shared_folder", lambda _name: None)
    (tmp_path / "thesis.yaml").write_text(THESIS, "utf-8")
    mine = tmp_path / "universities" / "mine"
    mine.mkdir(parents=True)
    (mine / "profile.yaml").write_text("name: Mine\ninherits: theirs\n", "utf-8")
    shutil.copytree(UNIVERSITIES / "generic", tmp_path / "pipeline" / "generic")
    theirs = tmp_path / "pipeline" / "theirs"
    theirs.mkdir()
    (theirs / "profile.yaml").write_text("name: Theirs\nlayout: {size: 11}\n", "utf-8")
    return tmp_path


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is validated."""
    names: list[str] = []
    true = validation.validate

    def validate(content: Any, file: Any) -> Any:
        names.append(content.__name__)
        return true(content, file)

    monkeypatch.setattr(validation, "validate", validate)
    return names


def profile_in(folder: Path, name: str = "mine") -> Profile:
    loaded, found = load_profile(name, [folder / "universities", folder / "pipeline"], None, folder / "cache")
    assert loaded is not None
    assert not found
    return loaded


def test_a_thesis_is_kept_as_it_was_read(folder: Path, validated: list[str]) -> None:
    cold = load_thesis(folder, folder / "cache")
    assert validated == ["Thesis"]
    kept = load_thesis(folder, folder / "cache")
    assert validated == ["Thesis"]
    assert kept == cold == load_thesis(folder)
    assert repr(kept) == repr(cold)  # types too: a digest of it is part of what other values are kept by


@pytest.mark.parametrize("change", ["title: B\nauthors: N\n", THESIS + "# a note\n"])
def test_another_text_is_read(change: str, folder: Path, validated: list[str]) -> None:
    load_thesis(folder, folder / "cache")
    (folder / "thesis.yaml").write_text(change, "utf-8")
    assert load_thesis(folder, folder / "cache") == load_thesis(folder)
    assert validated == ["Thesis"] * 3


def test_mistakes_are_found_again(folder: Path) -> None:
    (folder / "thesis.yaml").write_text("title: B\nauthors: N\nengine: tex\n", "utf-8")
    first = load_thesis(folder, folder / "cache")
    assert first[2]
    assert load_thesis(folder, folder / "cache") == first


def test_a_profile_is_kept_as_it_was_read(folder: Path, validated: list[str]) -> None:
    cold = profile_in(folder)
    assert profile_in(folder) == cold
    assert validated == ["ProfileContent"]
    assert cold.lineage == ("mine", "theirs", "generic")
    assert (cold.layout.size, cold.origin("layout.size")) == (11, "theirs")


def _edit(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")

    return change


@pytest.mark.parametrize(
    "change",
    [
        _edit("universities/mine/profile.yaml", "name: Mine\ninherits: theirs\nlayout: {size: 10}\n"),
        _edit("universities/mine/profile.yaml", "name: Mine\n"),
        _edit("pipeline/theirs/profile.yaml", "name: Theirs\nlayout: {size: 10}\n"),
        _edit("universities/theirs/profile.yaml", "name: Nearer\nlayout: {size: 10}\n"),
        _edit(
            "universities/generic/profile.yaml", (UNIVERSITIES / "generic" / "profile.yaml").read_text("utf-8") + "#\n"
        ),
    ],
    ids=["its own file", "its parent", "the parent's file", "a nearer parent", "a nearer root"],
)
def test_a_profile_follows_each_of_its_files(
    change: Callable[[Path], None], folder: Path, validated: list[str]
) -> None:
    profile_in(folder)
    change(folder)
    again = profile_in(folder)
    assert validated == ["ProfileContent"] * 2
    shutil.rmtree(folder / "cache")
    assert again == profile_in(folder)


def test_a_built_in_profile_is_kept_for_every_thesis(
    folder: Path, validated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = folder / "shared"
    monkeypatch.setattr("typesetter.config.kept.shared_folder", lambda _name: shared)
    cold = profile_in(folder, "theirs")
    assert [path.parent for path in folder.rglob("*.bin")] == [shared]
    shutil.rmtree(folder / "cache", ignore_errors=True)
    assert profile_in(folder, "theirs") == cold
    assert validated == ["ProfileContent"]
    nearer = folder / "universities" / "theirs"
    nearer.mkdir()
    (nearer / "profile.yaml").write_text("name: Own\nlayout: {size: 10}\n", "utf-8")
    assert profile_in(folder, "theirs").name == "Own"
    profile_in(folder, "mine")
    assert len(list(shared.iterdir())) == 1  # what a thesis says is kept with it


def test_a_profile_that_is_gone_is_unknown(folder: Path) -> None:
    profile_in(folder)
    shutil.rmtree(folder / "pipeline" / "theirs")
    search = [folder / "universities", folder / "pipeline"]
    loaded, (found,) = load_profile("mine", search, None, folder / "cache")
    assert loaded is None
    assert "theirs" in found.message


def test_damage_is_read_anew(folder: Path) -> None:
    cold = load_thesis(folder, folder / "cache"), profile_in(folder)
    for path in (folder / "cache").rglob("*.bin"):
        data = bytearray(path.read_bytes())
        data[-3] ^= 1
        path.write_bytes(data)
    assert (load_thesis(folder, folder / "cache"), profile_in(folder)) == cold


def test_other_code_reads_anew(folder: Path, validated: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load_thesis(folder, folder / "cache")
    monkeypatch.setattr("typesetter.config.kept.code_digest", lambda: "other")
    load_thesis(folder, folder / "cache")
    assert validated == ["Thesis"] * 2


def test_nothing_is_kept_without_a_folder(folder: Path, validated: list[str]) -> None:
    load_thesis(folder)
    load_thesis(folder)
    assert validated == ["Thesis"] * 2
    assert not (folder / "cache").exists()
    assert thesis_module.FILE_NAME in {path.name for path in folder.iterdir()}

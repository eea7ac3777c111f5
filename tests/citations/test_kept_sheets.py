"""Built-in style sheets kept between builds: the same style, and never an old or a foreign one."""

from __future__ import annotations

from pathlib import Path

import pytest

from typesetter.citations import sheets
from typesetter.citations.sheets import builtin_variants, load_variant

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without a virtual environment, where the thesis's own cache has to do."""
    monkeypatch.setattr(sheets, "shared_folder", lambda _name: None)


def _kept(cache: Path) -> list[Path]:
    return sorted((cache / "styles").glob("*.bin"))


@pytest.mark.parametrize("name", builtin_variants())
def test_kept_is_fresh(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, _ = load_variant(name, HERE)
    first, _ = load_variant(name, HERE, cache=tmp_path)
    monkeypatch.setattr(sheets, "_read", None)  # from here on no sheet can be read
    again, found = load_variant(name, HERE, cache=tmp_path)
    assert fresh is not None
    assert (first, again, found) == (fresh, fresh, [])
    assert again is not None
    assert again.digest == fresh.digest
    assert all(again.template(kind, kind) == fresh.template(kind, kind) for kind in fresh.references)


def test_changed_code_or_damage_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_variant("harvard", HERE, cache=tmp_path)
    (kept,) = _kept(tmp_path)
    good = kept.read_bytes()
    kept.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    variant, found = load_variant("harvard", HERE, cache=tmp_path)
    assert (variant, found) == load_variant("harvard", HERE)
    assert kept.read_bytes() == good
    monkeypatch.setattr(sheets, "code_digest", lambda: "other code")
    load_variant("harvard", HERE, cache=tmp_path)
    assert kept.read_bytes() != good


def test_a_sheet_of_the_users_is_not_kept(tmp_path: Path) -> None:
    """Its parents may be anywhere in the thesis folder."""
    (tmp_path / "my.yaml").write_text("parent: harvard\ntitle: Mine\n", "utf-8")
    variant, found = load_variant("my.yaml", tmp_path, cache=tmp_path / "cache")
    assert variant is not None
    assert (variant.title, found, _kept(tmp_path / "cache")) == ("Mine", [], [])


def test_theses_share_what_is_kept_beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "venv"
    monkeypatch.setattr(sheets, "shared_folder", lambda _name: shared)
    first, _ = load_variant("harvard", HERE, cache=tmp_path / "one")
    load_variant("bath", HERE, cache=tmp_path / "one")
    monkeypatch.setattr(sheets, "_read", None)
    assert load_variant("harvard", HERE, cache=tmp_path / "two") == (first, [])
    assert not (tmp_path / "one").exists()
    with pytest.raises(TypeError):  # who does not trust a folder has nothing kept
        load_variant("harvard", HERE)

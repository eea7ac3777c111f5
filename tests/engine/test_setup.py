"""Installing TeX Live: what is run, and what is said when it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from typesetter.engine import doctor, setup
from typesetter.engine.process import Outcome
from typesetter.engine.setup import DEBIAN_PACKAGES, RECIPES, install_texlive, recipe


class Machine:
    """A machine that remembers what was run on it."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *, programs: set[str], root: bool = True, works: bool = True
    ) -> None:
        self.ran: list[str] = []
        self.installed: set[str] = {"latexmk"}
        self.sudo = False
        self.works = works
        self.output = "E: Could not get lock /var/lib/dpkg/lock"
        monkeypatch.setattr(setup, "_complete", lambda: False)
        monkeypatch.setattr(setup.shutil, "which", lambda name: f"/bin/{name}" if name in programs else None)
        monkeypatch.setattr(setup.os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(setup, "run", self.run)

    def run(self, arguments: Sequence[str], **_options: object) -> Outcome:
        words = [str(a) for a in arguments]
        self.ran.append(" ".join(words))
        if words[0].endswith("dpkg-query"):
            return Outcome(1, "".join(f"{name} installed\n" for name in sorted(self.installed)))
        if words[-1] == "true":
            return Outcome(0 if self.sudo else 1, "")
        if "install" in words:
            if self.works:
                self.installed |= set(words)
            return Outcome(0 if self.works else 100, self.output)
        return Outcome(0, "")


APT = {"apt-get", "dpkg-query"}


def test_root_installs_everything_missing_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, programs=APT)
    said: list[str] = []
    assert install_texlive(said.append) == (0, "TeX Live is installed.")
    (call,) = [c for c in machine.ran if " install " in c]
    assert call.startswith("/bin/apt-get -qq -y --no-install-recommends install ")
    assert set(call.split()) >= set(DEBIAN_PACKAGES) - {"latexmk"}
    assert " latexmk" not in call
    assert len(said) == 2


def test_a_sudo_that_asks_for_nothing_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, programs=APT | {"sudo"}, root=False)
    machine.sudo = True
    assert install_texlive()[0] == 0
    assert any(c.startswith("/bin/sudo -n /bin/apt-get") for c in machine.ran)


def test_otherwise_the_one_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, programs=APT | {"sudo"}, root=False)
    status, text = install_texlive()
    assert status == 3
    assert f"    sudo apt-get install --no-install-recommends {' '.join(DEBIAN_PACKAGES)}" in text.splitlines()
    assert not any(" install " in c for c in machine.ran)
    Machine(monkeypatch, programs={"dnf"})
    assert "sudo dnf install" in install_texlive()[1]
    Machine(monkeypatch, programs=set())
    assert all(r.command in install_texlive()[1] for r in RECIPES)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("E: Could not get lock /var/lib/dpkg/lock", "another installation is running"),
        ("E: Unable to locate package tex-gyre", "Unable to locate package tex-gyre"),
        ("E: Failed to fetch http://host.example/x  404", "is there a network?"),
        ("", "is there a network?"),
    ],
)
def test_why_it_failed(monkeypatch: pytest.MonkeyPatch, output: str, said: str) -> None:
    machine = Machine(monkeypatch, programs=APT, works=False)
    machine.output = output
    status, text = install_texlive()
    assert status == 3
    assert said in text
    assert "host.example" not in text


def test_nothing_is_done_where_everything_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_complete", lambda: True)
    monkeypatch.setattr(setup, "run", lambda *_a, **_k: pytest.fail("something was run"))
    assert install_texlive()[0] == 0


def test_installed_packages_that_tex_does_not_find(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, programs=APT)
    machine.installed = set(DEBIAN_PACKAGES)
    status, text = install_texlive()
    assert status == 3
    assert "does not find" in text


def test_recipes_by_system() -> None:
    assert [r.system for p in ("darwin", "win32") if (r := recipe(p, lambda _name: None))] == ["macOS", "Windows"]
    found = recipe("linux", lambda name: name if name == "pacman" else None)
    assert found is not None
    assert found.system == "Arch"
    assert recipe("linux", lambda _name: None) is None


def test_a_system_has_a_name(tmp_path: Path) -> None:
    path = tmp_path / "os-release"
    path.write_text('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n', "utf-8")
    assert setup.os_release(path) == "Debian GNU/Linux 12"
    assert setup.os_release(tmp_path / "none") != ""


# --------------------------------------------------------------------------------------------------------------- doctor


def test_the_survey_names_each_thing_once_with_its_cost_and_its_remedy(tmp_path: Path) -> None:
    found = doctor.survey(tmp_path)
    names = [f.name for f in found]
    assert len(names) == len(set(names))
    assert {"click", "matplotlib", "embedded engine", "pdflatex of TeX Live", "lualatex of TeX Live"} <= set(names)
    assert all(f.needed_for and f.remedy for f in found)
    assert all(f.version for f in found if f.present and f.name in {"click", "pdflatex of TeX Live"})
    assert not [f.name for f in found if f.required and not f.present]


def test_the_survey_of_a_machine_without_tex(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "installed_engines", lambda _cache: [])
    found = {f.name: f for f in doctor.survey(tmp_path)}
    assert found["any TeX engine"].required
    assert not found["any TeX engine"].present
    assert found["any TeX engine"].remedy == "make setup"
    assert "British hyphenation" not in found


def test_libraries_that_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def version(name: str) -> str:
        raise doctor.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    missing = [f for f in doctor.survey(tmp_path) if not f.present and f.remedy == "make"]
    assert {f.name for f in missing if f.required} >= {"click", "pybtex"}
    assert [f.name for f in missing if not f.required] == ["matplotlib"]

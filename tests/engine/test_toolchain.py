"""Which engine is found, what it lacks, and what is remembered of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from typesetter.diagnostics import Code
from typesetter.engine import embedded, toolchain
from typesetter.engine.toolchain import Engine, capabilities, find_engine, installed_engines, lacking_files

NOTHING = frozenset[str]()


@pytest.fixture
def no_usual_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the folders of PATH are looked at."""
    monkeypatch.setattr(
        toolchain, "folders", lambda variables: [Path(p) for p in variables.get("PATH", "").split(":") if p]
    )


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """No embedded engine, and none to be had."""
    monkeypatch.setattr(embedded, "program", lambda: None)
    monkeypatch.setattr(embedded, "install", lambda _notify=None: [embedded._failed("no network")])


class Fake:
    """A folder with a TeX of shell scripts that has some files and writes down how often it is asked."""

    def __init__(self, folder: Path, *files: str) -> None:
        self.folder = folder
        self.log = folder / "asked"
        folder.mkdir(parents=True)
        self.program("pdflatex", "echo 'fakeTeX 1.0'; echo more")
        self.has(*files)

    def program(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\necho {name} >> {self.log}\n{text}\n", "utf-8")
        path.chmod(0o755)

    def has(self, *files: str) -> None:
        cases = "".join(f"{file}) echo /tree/{file};; " for file in files)
        self.program("kpsewhich", f'for f in "$@"; do case "$f" in {cases} *) ;; esac; done; exit 1')

    @property
    def asked(self) -> list[str]:
        return self.log.read_text("utf-8").split() if self.log.exists() else []

    @property
    def variables(self) -> dict[str, str]:
        return {"PATH": str(self.folder)}


pytestmark = pytest.mark.usefixtures("no_usual_places")


@pytest.mark.usefixtures("no_wheel")
def test_what_is_there_is_asked_for_once(tmp_path: Path) -> None:
    fake = Fake(tmp_path / "bin", "hyperref.sty", "t2aenc.def")
    packages = frozenset({"hyperref", "t2aenc.def"})
    for _ in range(2):
        engine, found = find_engine("pdflatex", packages, tmp_path / "cache", variables=fake.variables)
        assert engine == Engine("pdflatex", "texlive", fake.folder / "pdflatex", "fakeTeX 1.0")
        assert found == []
        assert fake.asked == ["pdflatex", "kpsewhich"]
    fake.program("pdflatex", "echo 'fakeTeX 2.0, rather'")  # another program of the same name
    engine, _ = find_engine("pdflatex", packages, tmp_path / "cache", variables=fake.variables)
    assert engine is not None
    assert engine.version == "fakeTeX 2.0, rather"


@pytest.mark.usefixtures("no_wheel")
def test_what_is_missing_is_asked_for_again(tmp_path: Path) -> None:
    fake = Fake(tmp_path / "bin", "hyperref.sty")
    packages = frozenset({"hyperref", "titlesec", "zebra"})
    engine, found = find_engine("pdflatex", packages, tmp_path / "cache", variables=fake.variables)
    assert engine is None
    assert [(d.code, d.message) for d in found] == [(Code.ENGINE_LACKS, "TeX Live lacks titlesec, zebra")]
    assert "make setup" in found[0].hints[0]
    fake.has("hyperref.sty", "titlesec.sty", "zebra.sty")
    engine, found = find_engine("pdflatex", packages, tmp_path / "cache", variables=fake.variables)
    assert engine is not None
    assert found == []


@pytest.mark.usefixtures("no_wheel")
def test_the_first_that_lacks_nothing_is_taken(tmp_path: Path) -> None:
    poor, rich = Fake(tmp_path / "poor"), Fake(tmp_path / "rich", "hyperref.sty")
    variables = {"PATH": f"{poor.folder}:{rich.folder}"}
    engine, _ = find_engine("pdflatex", frozenset({"hyperref"}), tmp_path / "cache", variables=variables)
    assert engine is not None
    assert engine.executable == rich.folder / "pdflatex"


@pytest.mark.usefixtures("no_wheel")
def test_no_tex_at_all(tmp_path: Path) -> None:
    engine, found = find_engine("pdflatex", NOTHING, tmp_path, variables={"PATH": ""})
    assert engine is None
    assert [(d.code, d.message) for d in found] == [(Code.ENGINE_MISSING, "no network")]
    engine, found = find_engine("pdflatex", NOTHING, tmp_path, variables={"PATH": ""}, may_install=False)
    assert [d.code for d in found] == [Code.ENGINE_MISSING]
    engine, found = find_engine("lualatex", NOTHING, tmp_path, variables={"PATH": ""})
    assert [d.code for d in found] == [Code.ENGINE_MISSING]
    assert "engine: pdflatex" in found[0].hints[-1]


@pytest.mark.usefixtures("no_wheel")
def test_a_program_that_does_not_run_is_none(tmp_path: Path) -> None:
    fake = Fake(tmp_path / "bin")
    fake.program("pdflatex", "exit 127")
    engine, found = find_engine("pdflatex", NOTHING, tmp_path / "cache", variables=fake.variables)
    assert engine is None
    assert [d.code for d in found] == [Code.ENGINE_MISSING]
    (fake.folder / "kpsewhich").unlink()
    assert installed_engines(tmp_path / "cache", fake.variables) == []


def test_a_damaged_cache_is_asked_anew(tmp_path: Path, no_wheel: None) -> None:
    fake = Fake(tmp_path / "bin", "a.sty")
    (tmp_path / "cache").mkdir()
    for text in ("{", "[]", '{"x": 1}', '{"%s": {"version": 3, "has": 5}}' % fake.folder):  # noqa: UP031 # braces
        (tmp_path / "cache" / "engine.json").write_text(text, "utf-8")
        engine, _ = find_engine("pdflatex", frozenset({"a"}), tmp_path / "cache", variables=fake.variables)
        assert engine is not None


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, no_wheel: None) -> None:
    fake = Fake(tmp_path / "bin", "a.sty")
    (tmp_path / "cache").write_text("a file", "utf-8")
    engine, _ = find_engine("pdflatex", frozenset({"a"}), tmp_path / "cache", variables=fake.variables)
    assert engine is not None


def test_one_flavour_can_be_forced(tmp_path: Path, answers: Path) -> None:
    fake = Fake(tmp_path / "bin")
    variables = fake.variables | {toolchain.FORCE: "embedded"}
    engine, found = find_engine("pdflatex", NOTHING, answers, variables=variables)
    if engine is None:
        pytest.skip(f"no embedded engine on this machine: {found[0].message}")
    assert engine.embedded
    assert find_engine("lualatex", NOTHING, answers, variables=variables)[1][0].code is Code.ENGINE_LACKS
    engine, found = find_engine("pdflatex", NOTHING, answers, variables=variables | {toolchain.FORCE: "miktex"})
    assert engine is None
    assert "'miktex'" in found[0].message
    engine, _ = find_engine("pdflatex", NOTHING, answers, variables=variables | {toolchain.FORCE: "texlive"})
    assert engine is not None
    assert not engine.embedded


def test_the_embedded_engine_steps_in_for_what_tex_live_lacks(tmp_path: Path, answers: Path) -> None:
    fake = Fake(tmp_path / "bin")
    engine, found = find_engine("pdflatex", frozenset({"titlesec"}), answers, variables=fake.variables)
    if engine is None:
        pytest.skip(f"no embedded engine on this machine: {found[0].message}")
    assert engine.embedded
    assert [(d.code, d.message) for d in found] == [
        (Code.ENGINE_FALLBACK, "TeX Live lacks titlesec; the embedded engine is used")
    ]
    engine, found = find_engine("pdflatex", frozenset({"titlesec", "csquotes"}), answers, variables=fake.variables)
    assert engine is None
    assert found[0].message == "TeX Live lacks csquotes, titlesec; the embedded engine lacks csquotes"


def test_the_embedded_engine_s_files_are_its_own(engine: Engine, answers: Path) -> None:
    if not engine.embedded:
        return
    assert lacking_files(engine, ["hyperref.sty", "lmr10.pfb", "report.cls", "csquotes.sty"], answers) == {
        "csquotes.sty"
    }
    found = capabilities(engine, answers)
    assert found["latin_modern"]
    assert not found["british_patterns"]
    assert not found["cyrillic"]


def test_capabilities_say_what_tex_says(engine: Engine, answers: Path) -> None:
    if engine.embedded:
        return
    found = capabilities(engine, answers)
    table = subprocess.run(["kpsewhich", "language.dat"], capture_output=True, text=True, check=False).stdout.strip()
    assert found["british_patterns"] == ("ukenglish" in Path(table).read_text("utf-8").lower())
    tfm = subprocess.run(["kpsewhich", "sfrm1000.pfb"], capture_output=True, text=True, check=False).stdout
    assert found["cyrillic"] == bool(tfm.strip())


def test_the_usual_places_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    fake = Fake(tmp_path / ".TinyTeX" / "bin" / "x86_64-linux")
    folders = toolchain.folders({"HOME": str(tmp_path), "PATH": "/nowhere:/usr/bin"})
    assert fake.folder in folders
    assert folders.index(Path("/usr/bin")) == 0
    assert Path("/nowhere") not in folders


# ---------------------------------------------------------------------------------------------------- embedded.install


def test_the_pin_is_the_locks() -> None:
    lock = embedded.lock_file()
    assert lock is not None
    text = lock.read_text("utf-8")
    assert f"{embedded.REQUIREMENT} \\" in text
    assert text.count("--hash=sha256:") >= 1


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("/x/python: No module named pip", "has no pip"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the file that the lock names",
        ),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/x'", "cannot be written to"),
        ("WARNING: Retrying (https://host.example/simple)", "is there a network?"),
    ],
)
def test_why_it_could_not_be_installed(monkeypatch: pytest.MonkeyPatch, output: str, reason: str) -> None:
    from typesetter.engine.process import Outcome

    said: list[str] = []
    monkeypatch.setattr(embedded, "program", lambda: None)
    monkeypatch.setattr(embedded, "supported", lambda: True)
    monkeypatch.setattr(embedded, "run", lambda *_a, **_k: Outcome(1, output))
    (found,) = embedded.install(said.append)
    assert found.code is Code.ENGINE_MISSING
    assert reason in found.message
    assert "host.example" not in found.message
    assert len(said) == 1


def test_it_is_only_put_into_a_virtual_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "program", lambda: None)
    monkeypatch.setattr(embedded, "supported", lambda: True)
    monkeypatch.setattr(embedded.sys, "prefix", embedded.sys.base_prefix)
    (found,) = embedded.install()
    assert "virtual environment" in found.message
    assert embedded.REQUIREMENT in found.hints[0]
    monkeypatch.setattr(embedded, "supported", lambda: False)
    assert "has no program for" in embedded.install()[0].message


def test_there_is_nothing_to_install_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "program", lambda: Path(shutil.which("true") or "/bin/true"))
    monkeypatch.setattr(embedded, "run", lambda *_a, **_k: pytest.fail("installed again"))
    assert embedded.install() == []

"""TeX Live with everything that the templates use: installed where that can be done unasked, else the command for it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from typesetter.engine.process import run
from typesetter.engine.toolchain import capabilities, installed_engines, lacking_files

DEBIAN_PACKAGES = (
    "texlive-latex-recommended",
    "texlive-latex-extra",
    "texlive-fonts-recommended",
    "texlive-lang-english",
    "texlive-lang-european",
    "texlive-lang-cyrillic",
    "texlive-luatex",
    "cm-super-minimal",
    "fonts-texgyre",
    "latexmk",
    "lmodern",
    "tex-gyre",
)
"""Installed in one call: every language package that comes later builds all formats anew (50 s each)."""

FEDORA_PACKAGES = (
    "texlive-scheme-medium",
    "texlive-collection-latexextra",
    "texlive-collection-langenglish",
    "texlive-collection-langeuropean",
    "texlive-collection-langcyrillic",
    "texlive-cm-super",
    "texlive-tex-gyre",
    "texlive-lm",
    "latexmk",
)

CORE_FILES = tuple(
    f"{name}.sty"
    for name in (
        *("amsmath", "array", "babel", "bookmark", "colortbl", "enumitem", "etoolbox", "fancyhdr", "fontenc"),
        *("geometry", "graphicx", "hyperref", "longtable", "microtype", "multirow", "needspace", "titlesec", "xcolor"),
    )
)
"""What no thesis can be set without."""

COMMON_SET = ("latin_modern", "british_patterns", "danish_patterns", "cyrillic", "tex_gyre")
"""What the packages above bring besides: names of :func:`~typesetter.engine.toolchain.capabilities`."""

INSTALLED, LACKING = 0, 3
"""Exit statuses."""

UPDATE_SECONDS = 300
INSTALL_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Recipe:
    """How TeX Live comes onto one kind of system."""

    system: str
    command: str


RECIPES = (
    Recipe("Debian, Ubuntu", f"sudo apt-get install --no-install-recommends {' '.join(DEBIAN_PACKAGES)}"),
    Recipe("Fedora", f"sudo dnf install {' '.join(FEDORA_PACKAGES)}"),
    Recipe("Arch", "sudo pacman -S texlive-latexextra texlive-fontsextra texlive-langcyrillic texlive-langeuropean"),
    Recipe("macOS", "brew install --cask mactex-no-gui"),
    Recipe("Windows", "winget install MiKTeX.MiKTeX"),
)


def recipe(platform: str, which: Callable[[str], str | None]) -> Recipe | None:
    """The recipe for a system; None when it is none of those known."""
    by_name = {r.system.split(",")[0]: r for r in RECIPES}
    if platform == "darwin":
        return by_name["macOS"]
    if platform == "win32":
        return by_name["Windows"]
    for program, system in (("apt-get", "Debian"), ("dnf", "Fedora"), ("pacman", "Arch")):
        if which(program):
            return by_name[system]
    return None


def install_texlive(notify: Callable[[str], None] | None = None) -> tuple[int, str]:
    """Install TeX Live where that takes no question: apt-get as root, or with a sudo that asks for no password.

    Returns the exit status and what to tell the user: 0 when everything is there (nothing is done when it was), 3 with the
    one command to type otherwise. ``notify`` is told of each long step.
    """
    say = notify or (lambda _text: None)
    if _complete():
        return INSTALLED, "TeX Live is there, with everything that the templates use."
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-query")
    if apt is None or dpkg is None:
        return LACKING, _by_hand("TeX Live cannot be installed from here.")
    missing = _missing_packages(dpkg)
    if not missing:
        return LACKING, _by_hand("TeX Live's packages are installed, but TeX does not find their files.")
    become = _become_root()
    if become is None:
        return LACKING, _by_hand("Installing TeX Live needs an administrator.")
    environment = _environment()
    say("reading the lists of packages")
    run([*become, apt, "-qq", "update"], environment=environment, limit_seconds=UPDATE_SECONDS)
    say(f"installing {len(missing)} packages of TeX Live (up to 400 MB; some minutes)")
    outcome = run(
        [*become, apt, "-qq", "-y", "--no-install-recommends", "install", *missing],
        environment=environment,
        limit_seconds=INSTALL_SECONDS,
    )
    if not outcome.ok or _missing_packages(dpkg):
        return LACKING, _by_hand(
            f"TeX Live could not be installed: {_reason(outcome.output, timed_out=outcome.timed_out)}"
        )
    return INSTALLED, "TeX Live is installed."


def _complete() -> bool:
    """Whether a TeX Live on this machine, from wherever it came, has both engines and all that the common set brings."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        engines = {e.name: e for e in reversed(installed_engines(cache)) if not e.embedded}
        if len(engines) < 2 or lacking_files(engines["pdflatex"], CORE_FILES, cache):
            return False
        found = capabilities(engines["pdflatex"], cache)
        return all(found[name] for name in COMMON_SET)


def _by_hand(why: str) -> str:
    found = recipe(sys.platform, shutil.which)
    lines = [why]
    if found is not None:
        lines += ["Type this, then build again:", "", f"    {found.command}"]
    else:
        lines += ["Type the command for your system, then build again:", ""]
        lines += [f"    {r.system}: {r.command}" for r in RECIPES]
    lines += ["", "Until then the embedded engine sets the thesis, with American hyphenation and pdflatex only."]
    return "\n".join(lines)


def _missing_packages(dpkg: str) -> list[str]:
    outcome = run([dpkg, "-W", "-f", "${Package} ${db:Status-Status}\n", *DEBIAN_PACKAGES], environment=_environment())
    installed = {line.split()[0] for line in outcome.output.splitlines() if line.endswith(" installed")}
    return [p for p in DEBIAN_PACKAGES if p not in installed]


def _become_root() -> list[str] | None:
    """What to put before a command so that root runs it; None when that would ask for a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and run([sudo, "-n", "true"], environment=_environment(), limit_seconds=20).ok:
        return [sudo, "-n"]
    return None


def _environment() -> dict[str, str]:
    return dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def _reason(output: str, *, timed_out: bool) -> str:
    """What apt says, less addresses."""
    if timed_out:
        return "it took too long"
    if "Could not get lock" in output or "Unable to acquire" in output:
        return "another installation is running"
    lines = [line.removeprefix("E: ").strip() for line in output.splitlines() if line.startswith("E: ")]
    said = next((line for line in reversed(lines) if "://" not in line), "")
    return said or "the packages could not be downloaded; is there a network?"


def os_release(path: Path = Path("/etc/os-release")) -> str:
    """The name of the system, for people."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return sys.platform
    named = [line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")]
    return named[0] if named else sys.platform

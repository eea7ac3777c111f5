"""Build a thesis: ``python build.py --help``."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

if __name__ == "__main__":
    VENV = Path(__file__).resolve().parent / ".venv"
    if sys.version_info < (3, 11) or not (find_spec("click") and find_spec("pydantic")):
        for python in (VENV / "bin" / "python", VENV / "Scripts" / "python.exe"):
            if python.is_file() and Path(sys.prefix) != VENV:
                os.execv(python, [str(python), *sys.argv])  # noqa: S606 # this very program, with the packages in place
        sys.stderr.write("The packages are not installed: run `make` once, which puts them into .venv.\n")
        sys.exit(3)
    sys.dont_write_bytecode = False  # containers often forbid it, which costs a quarter of a second in every build
    from typesetter.cli import main

    sys.exit(main())

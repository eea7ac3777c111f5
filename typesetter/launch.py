"""The program from its first moment to its last: the right Python, Ctrl-C at any time, an end without delay.

``build.py`` runs this, possibly by an older Python than the pipeline needs: nothing here may be too new, and no more is
imported than it takes to find that out.
"""

import gc
import os
import signal
import sys
from typing import NoReturn

_LACKING = 3
_STOPPED = 130
_SOME = ("pybtex", "mdit_py_plugins", "click", "pydantic")
"""Packages that hardly any other Python has all of."""
_UNPREPARED = "The packages are not installed: run `make` once, which puts them into .venv.\n"


def launch() -> NoReturn:
    """Carry out the command line in the virtual environment's Python and end with its status."""
    gc.disable()  # what is made while modules are read stays; searching it for rubbish takes a tenth of that time
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _stop)
    _find_python()
    sys.dont_write_bytecode = False  # containers often forbid it, which costs a quarter of a second in every build
    from typesetter.cli import main

    _end(main())


def _find_python() -> None:
    """Go on in the virtual environment's Python when this one is too old or has no packages."""
    from importlib.util import find_spec
    from pathlib import Path

    if sys.version_info >= (3, 11) and all(find_spec(name) for name in _SOME):
        return
    folder = Path(__file__).resolve().parents[1] / ".venv"
    for python in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if python.is_file() and Path(sys.prefix) != folder:
            os.execv(python, [str(python), *sys.argv])  # noqa: S606 # this very program, with the packages in place
    _say(_UNPREPARED)
    os._exit(_LACKING)


def _end(status: int) -> NoReturn:
    """Freeing every module and object one by one, as Python does, would cost a tenth of a build."""
    from contextlib import suppress

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said
    with suppress(OSError, AttributeError):  # a closed pipe, no stream at all
        sys.stdout.flush()
    with suppress(OSError, AttributeError):
        sys.stderr.flush()
    os._exit(status)


def _stop(_number: int, _frame: object) -> None:
    """Ctrl-C while the modules are read, when nothing has been begun that would have to be tidied up."""
    _say("Stopped.\n")
    os._exit(_STOPPED)


def _say(text: str) -> None:
    os.write(2, text.encode("ascii"))  # the streams may be in use

"""Build a thesis: ``python build.py --help``."""

import sys

from typesetter.cli import main

if __name__ == "__main__":
    sys.exit(main())

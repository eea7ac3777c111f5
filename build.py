"""Build a thesis: ``python build.py --help``."""

from typesetter.launch import launch

if __name__ == "__main__":
    launch()

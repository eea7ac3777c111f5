"""A thesis press: a folder of Markdown and YAML becomes the university's PDF."""

__version__ = "0.1.0"

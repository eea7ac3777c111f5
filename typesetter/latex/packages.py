"""The LaTeX packages that a thesis needs whatever is in it."""

from __future__ import annotations

CORE_PACKAGES = frozenset({
    "amsmath", "array", "babel", "bookmark", "enumitem", "etoolbox", "fancyhdr", "fontenc", "geometry", "graphicx", "hyperref",
    "inputenc", "lmodern", "longtable", "microtype", "needspace", "textcomp", "titlesec", "url", "xcolor",
})  # fmt: skip
"""What every thesis loads or may load; the embedded engine has all of them."""

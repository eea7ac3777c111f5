"""From the cited document to LaTeX source files, and the map back to the manuscript."""

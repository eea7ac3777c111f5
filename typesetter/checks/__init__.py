"""Checks beside the building: of the manuscript before LaTeX, and of what the university demands."""

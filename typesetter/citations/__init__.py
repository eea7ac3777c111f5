"""From .bib files and citation keys to in-text citations and a reference list, as a citation style says (data, not code)."""

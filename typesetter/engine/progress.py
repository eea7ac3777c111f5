"""How far TeX has come, read from what it prints."""

from __future__ import annotations

import re
from collections.abc import Callable

from typesetter.regexes import regex

_PAGE_MARK = regex(r"(?<![^\s(){}<>\]])\[\d+(?=[\]{<\s])")
_MARK_BEGUN = regex(r".?\[\d*$", re.DOTALL)
_PAGES = re.compile(r"^Output written on .*? \((\d+) pages?[,)]", re.MULTILINE)


class PageCounter:
    """Counts the page marks ``[12`` in TeX's output as it comes, and tells each page's number, from 1."""

    def __init__(self, on_page: Callable[[int], None]) -> None:
        self._on_page = on_page
        self._rest = ""
        self._pages = 0

    def __call__(self, piece: str) -> None:
        """Take a piece of the output, wherever it was cut."""
        text = self._rest + piece
        end = 0
        for match in _PAGE_MARK.finditer(text):
            self._pages += 1
            self._on_page(self._pages)
            end = match.end()
        cut = _MARK_BEGUN.search(text, end)
        self._rest = cut[0] if cut else text[max(end, len(text) - 1) :]


def pages_told(output: str) -> int:
    """The number of page marks in a part of TeX's output."""
    return len(_PAGE_MARK.findall(output))


def page_count(log: str) -> int:
    """The number of pages that a log says were written; 0 when it says nothing."""
    pages = _PAGES.findall(log)
    return int(pages[-1]) if pages else 0

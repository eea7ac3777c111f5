"""Regions of a text: from where to where, in order, none of them touching the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

Regions = tuple[tuple[int, int], ...]


def united(regions: Iterable[tuple[int, int]]) -> Regions:
    """The same stretches in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(regions):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def touches(regions: Regions, start: int, end: int) -> bool:
    """Whether the stretch from ``start`` to before ``end`` has a character in one of the regions."""
    index = bisect_left(regions, end, key=itemgetter(0))
    return index > 0 and regions[index - 1][1] > start


def encloses(regions: Regions, start: int, end: int) -> bool:
    """Whether the whole stretch is in one of the regions."""
    index = bisect_right(regions, start, key=itemgetter(0))
    return index > 0 and regions[index - 1][1] >= end

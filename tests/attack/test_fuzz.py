"""The fuzzing harness at work for a moment; ``make fuzz`` goes on for as long as one likes."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from fuzz.run import first_inputs, mutations, outcome
from fuzz.targets import TARGETS, sound
from typesetter.diagnostics import Code, Diagnostic, Span

COUNTS = {"bib": 150, "log": 150}


@pytest.mark.parametrize("name", TARGETS)
def test_random_input(name: str) -> None:
    made = mutations(first_inputs(name)[:3], random.Random(7))
    failed = {why: data for data in islice(made, COUNTS.get(name, 8)) if (why := outcome(TARGETS[name][0], data))}
    assert not failed


def test_what_fails_is_seen() -> None:
    def fails(data: bytes) -> None:
        raise ValueError(data)

    assert outcome(fails, b"x").startswith("ValueError at test_fuzz.py:")
    with pytest.raises(AssertionError, match="outside"):
        sound([Diagnostic(Code.LATEX_ERROR, "m", Span("a.md", 9))], {"a.md": b"one line"})

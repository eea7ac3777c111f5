"""What a build is meant to take, as a part of what others take in the same run, and what it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from typesetters import BIBER, OURS, PANDOC, PANDOC_LATEXMK, RESIDENT, TYPST

Result = Mapping[str, Any]
Reading = Callable[[Result], float | None]


@dataclass(frozen=True)
class Goal:
    """What is measured, what it is compared with, and the part of it that it may take at most, by size."""

    case: str
    against: str
    ours: Reading
    other: Reading
    factors: Mapping[str, float]
    plus: Reading = lambda _result: 0.0
    """What is granted beside that part."""


def _tool(name: str, case: str) -> Reading:
    return lambda result: result["tools"].get(name, {}).get(case)


def _watch(name: str, case: str) -> Reading:
    return lambda result: result["watch"].get(name, {}).get(case)


def _plain(result: Result) -> float | None:
    seconds: float | None = result["passes"].get("plain")
    return seconds


def _precompiled(result: Result) -> float | None:
    seconds: float | None = result["passes"].get("precompiled")
    return seconds


def _one(_result: Result) -> float:
    return 1.0


_EDIT, _MIDDLE, _LAST = "one-word edit", "watch, a save of the middle chapter", "watch, a save of the last chapter"
GOALS = (
    Goal("cold", PANDOC, _tool(OURS, "cold"), _tool(PANDOC, "cold"), {"small": 0.7, "medium": 0.5, "large": 0.9}),
    Goal("cold", BIBER, _tool(OURS, "cold"), _tool(BIBER, "cold"), {"small": 0.25, "medium": 0.08}),
    Goal(_EDIT, PANDOC_LATEXMK, _tool(OURS, "edit"), _tool(PANDOC_LATEXMK, "edit"), {"small": 0.6, "medium": 0.5}),
    Goal(
        _EDIT, "a bare pass of TeX with its preamble precompiled, plus Python's start", _tool(OURS, "edit"), _precompiled,
        {"small": 1.25}, lambda result: result["idle"].get("start"),
    ),
    Goal(_EDIT, TYPST, _tool(OURS, "edit"), _tool(TYPST, "edit"), {"medium": 1.0, "large": 0.7}),
    Goal(_MIDDLE, "a plain pass of TeX", _watch(OURS, "middle"), _plain, {"small": 0.4, "medium": 0.6}),
    Goal(_MIDDLE, RESIDENT, _watch(OURS, "middle"), _watch(RESIDENT, "middle"), {"large": 1.0}),
    Goal(_LAST, "a plain pass of TeX", _watch(OURS, "last"), _plain, {"small": 0.2, "medium": 0.2, "large": 0.2}),
    Goal("no edit", "latexmk's", _tool(OURS, "no edit"), lambda r: r["idle"].get("latexmk"), {"small": 2.0, "medium": 2.0}),
    Goal("no edit", "s", _tool(OURS, "no edit"), _one, {"large": 0.5}),
    Goal("peak memory of the largest process", "MB", lambda r: r["tools"][OURS]["megabytes"], _one, {"large": 400.0}),
)  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """A goal at one size, in seconds or MB: what is allowed and what was measured."""

    allowed: float
    measured: float

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.measured <= self.allowed


def reached(goal: Goal, result: Result) -> Reached | None:
    """None when there is no goal at this size, or a figure was not measured."""
    factor, ours, other, plus = (
        goal.factors.get(result["size"]),
        goal.ours(result),
        goal.other(result),
        goal.plus(result),
    )
    if factor is None or ours is None or other is None or plus is None:
        return None
    return Reached(factor * other + plus, ours)


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def goals_table(results: Sequence[Result]) -> str:
    """A row a goal: what may be taken at most, at each size, and what was taken."""
    names = [result["size"] for result in results]
    lines = [
        f"| at most | {' | '.join(str(result['pages']) + ' pages' for result in results)} |",
        f"| --- |{' --- |' * len(results)}",
    ]
    for goal in GOALS:
        factors = " · ".join(f"{goal.factors[name]:g}" for name in names if name in goal.factors)
        if not factors:
            continue
        cells = []
        for result in results:
            found = reached(goal, result)
            if found is None:
                cells.append("not measured" if result["size"] in goal.factors else "–")
            else:
                verdict = "met" if found.met else "**missed**"
                cells.append(f"{verdict}: {_figure(found.measured)} of {_figure(found.allowed)}")
        unit = goal.against if goal.other is _one else f"× {goal.against}"
        lines.append(f"| {goal.case}: {factors} {unit} | {' | '.join(cells)} |")
    return "\n".join(lines)

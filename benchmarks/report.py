"""Benchmark results as Markdown and as a chart, and their place in ``docs/performance.md``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from goals import goals_table
from typesetters import CASES, OURS, RESIDENT

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
_WATCH = ("middle", "last")
_COLOURS = ("#1f4e79", "#b35c00", "#6a8d3f", "#7a5195", "#888888", "#b0a030")

Result = Mapping[str, Any]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _names(results: Sequence[Result], part: str) -> list[str]:
    return list(dict.fromkeys(name for result in results for name in result[part]))


def _cell(results: Sequence[Result], part: str, name: str, case: str, *, ratio: bool = True) -> str:
    """The medians at each size; in brackets the ratio of ours to it, and the number of runs when there were fewer than for us."""
    parts = []
    for result in results:
        of_tool, ours = result[part].get(name, {}), result[part][OURS]
        value, runs = of_tool.get(case), of_tool.get("runs", {}).get(case)
        notes = []
        if value and ratio and ours.get(case) and name != OURS:
            notes.append(f"{ours[case] / value:.2f}")
        if runs is not None and runs < 3:
            notes.append("1 run" if runs == 1 else f"{runs} runs")
        parts.append(_number(value) + (f" ({', '.join(notes)})" if notes else ""))
    return " · ".join(parts)


def table(results: Sequence[Result]) -> str:
    """A row a tool: seconds of each case, size by size, and the peak of memory."""
    heads = [f"{result['pages']} pages, {result['references']} references" for result in results]
    lines = [f"Sizes: {' · '.join(heads)}. Seconds; in brackets ours divided by it.", ""]
    lines += ["| | cold | after an edit | no edit | peak MB | all processes |", "| --- | --- | --- | --- | --- | --- |"]
    for name in _names(results, "tools"):
        cells = [_cell(results, "tools", name, case) for case in CASES]
        for kind in ("megabytes", "together"):
            values = (result["tools"].get(name, {}).get(kind) for result in results)
            cells.append(" · ".join("–" if value is None else f"{value:.0f}" for value in values))
        lines.append(f"| {' | '.join([name, *cells])} |")
    lines += ["", "| watching, from the save to the PDF | middle chapter | last chapter | peak MB |"]
    lines.append("| --- | --- | --- | --- |")
    for name in _names(results, "watch"):
        cells = [_cell(results, "watch", name, case) for case in _WATCH]
        memory = " · ".join(f"{result['watch'].get(name, {}).get('megabytes', 0):.0f}" for result in results)
        lines.append(f"| {' | '.join(['ours, `watch`' if name == OURS else name, *cells, memory])} |")
    for kind in _names(results, "passes"):
        passes = " · ".join(_number(result["passes"].get(kind)) for result in results)
        lines.append(f"| one bare pass of TeX, its preamble {kind} | {passes} | | |")
    saves, corrected = (
        sum(result.get("told", {}).get(kind, 0) for result in results) for kind in ("saves", "corrected")
    )
    told = f"After {saves} saves with `watch` the PDF that the clock stopped at was replaced by another one {corrected} times"
    lines += ["", f"{told}, when TeX had ended."]
    return "\n".join(lines)


def shares(results: Sequence[Result]) -> Iterator[str]:
    """What of our time is not TeX's: above one bare pass over the same LaTeX."""
    for result in results:
        edited, passes, start = result["tools"][OURS]["edit"], result["passes"], result["idle"].get("start", 0.0)
        if best := min(passes.values(), default=None):
            above = edited - best
            yield (
                f"- {result['pages']} pages: an edit takes {_number(edited)} s, {edited / best:.2f} times a bare pass "
                f"({_number(best)} s); {_number(above)} s of it, {100 * above / edited:.0f} %, lie above that pass, "
                f"Python's own start ({start:.3f} s) among them."
            )


def slopes(results: Sequence[Result]) -> Iterator[str]:
    """The seconds that a hundred pages more cost, from size to size: the same everywhere when time grows linearly."""
    readings: list[tuple[str, Callable[[Result], float | None]]] = [
        ("cold", lambda r: r["tools"][OURS].get("cold")),
        ("after an edit", lambda r: r["tools"][OURS].get("edit")),
        ("watch, middle chapter", lambda r: r["watch"].get(OURS, {}).get("middle")),
        ("a bare pass of TeX", lambda r: r["passes"].get("plain")),
    ]
    if len(results) < 2:
        return
    for what, reading in readings:
        steps = []
        for first, second in pairwise(results):
            before, after = reading(first), reading(second)
            if before is not None and after is not None:
                slope = 100 * (after - before) / (second["pages"] - first["pages"])
                steps.append(f"{slope:.2f} s between {first['pages']} and {second['pages']} pages")
        if steps:
            yield f"- {what}: {', '.join(steps)}"


def chart(results: Sequence[Result]) -> str:
    """An SVG: for each size and case a bar a tool, as long as the logarithm of its seconds."""
    names = [*_names(results, "tools"), RESIDENT]
    colours = dict(zip(names, _COLOURS, strict=False))
    rows: list[tuple[str, float | None]] = []
    for result in results:
        for part, case, title in (
            ("tools", "cold", "cold"),
            ("tools", "edit", "after an edit"),
            ("watch", "middle", "watching, middle chapter"),
        ):
            found = [(name, result[part].get(name, {}).get(case)) for name in names]
            if any(value for _, value in found):
                rows.append((f"{result['pages']} pages, {title}", None))
                rows += [(name, value) for name, value in found if value]
    low, high, left, width, step = 0.01, 2000.0, 230, 420, 17

    def x(value: float) -> float:
        return left + width * (math.log10(max(value, low)) - math.log10(low)) / (math.log10(high) - math.log10(low))

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 70} {len(rows) * step + 30}" '
            'font-family="sans-serif" font-size="11" role="img"><title>Seconds by typesetter, logarithmic</title>'
        )
    ]
    parts += [
        f'<path d="M{x(power):.1f} 0V{len(rows) * step + 8}" stroke="#ddd"/>'
        f'<text x="{x(power):.1f}" y="{len(rows) * step + 22}" text-anchor="middle" fill="#555">{power:g} s</text>'
        for power in (0.1, 1, 10, 100, 1000)
    ]
    for index, (name, value) in enumerate(rows):
        y = index * step + 12
        if value is None:
            parts.append(f'<text x="4" y="{y}" font-weight="bold">{name}</text>')
        else:
            parts.append(
                f'<text x="{left - 6}" y="{y}" text-anchor="end">{name}</text>'
                f'<rect x="{left}" y="{y - 9}" width="{x(value) - left:.1f}" height="11" fill="{colours[name]}"/>'
                f'<text x="{x(value) + 4:.1f}" y="{y}">{_number(value)}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _circumstances(figures: Mapping[str, Any]) -> Iterator[str]:
    """How, where and against what it was measured; what was left out."""
    yield (
        f"Medians of up to {figures['runs']} runs in turn; a tool that takes long runs a case again only while all its runs "
        f'of it stay within {figures["budget"]:g} s. "Peak MB" is the largest process, "all processes" their sum at a '
        "time, sampled, shared memory counted for each of them."
    )
    if figures["left out"]:
        yield f"Left out: {'; '.join(figures['left out'])}."
    yield (
        f"Measured in {figures['minutes']:.0f} minutes on {figures['machine']}, load before it {figures['load']:.1f}, with "
        f"{figures['versions']}."
    )


def report(figures: Mapping[str, Any]) -> str:
    """All tables, in Markdown."""
    results = figures["results"]
    pieces = [table(results), "\n\n".join(_circumstances(figures))]
    pieces += ["### Goals", goals_table(results)]
    if found := list(shares(results)):
        pieces += ["### What is TeX's, and what is ours", "\n".join(found)]
    if found := list(slopes(results)):
        pieces += ["### What a hundred pages more cost", "\n".join(found)]
    return "\n\n".join(pieces)


def write_report(figures: Mapping[str, Any], docs: Path | None) -> str:
    """The report; with ``docs`` it is put into ``performance.md`` there, and the chart beside it."""
    text = report(figures)
    if docs is not None:
        page = docs / "performance.md"
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        (docs / "performance.svg").write_text(chart(figures["results"]), "utf-8")
        picture = "![Seconds by typesetter](performance.svg)"
        page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{picture}\n\n{END}{after}", "utf-8")
    return text

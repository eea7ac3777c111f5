"""Benchmark results as Markdown and as a chart, and their place in ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
_CASES = ("cold", "edit", "no edit")
_COLOURS = ("#1f4e79", "#b35c00", "#6a8d3f", "#7a5195", "#888888")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """A row a tool: seconds of each case, size by size, the ratio of ours to it, and its peak of memory."""
    names = list(dict.fromkeys(name for result in results for name in result["tools"]))
    heads = [f"{result['pages']} pages, {result['references']} references" for result in results]
    lines = [f"Sizes: {' · '.join(heads)}. Seconds; in brackets ours divided by it.", ""]
    lines += ["| | cold | after an edit | no edit | peak MB |", "| --- | --- | --- | --- | --- |"]
    for name in names:
        cells = [name]
        for case in _CASES:
            parts = []
            for result in results:
                value = result["tools"].get(name, {}).get(case)
                ours = result["tools"]["ours"][case]
                ratio = f" ({ours / value:.2f})" if value and ours and name != "ours" else ""
                parts.append(f"{_number(value)}{ratio}")
            cells.append(" · ".join(parts))
        cells.append(" · ".join(f"{result['tools'].get(name, {}).get('megabytes', 0):.0f}" for result in results))
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for result in results:
        shares = []
        edited = result["tools"]["ours"]["edit"]
        for kind, seconds in result["passes"].items():
            shares.append(f"{_number(seconds)} s with the preamble {kind} (an edit takes {edited / seconds:.2f} of it)")
        if shares:
            lines.append(f"- One bare pass of TeX over the {result['pages']} pages: {'; '.join(shares)}.")
    return "\n".join(lines)


def chart(results: Sequence[Mapping[str, Any]]) -> str:
    """An SVG: for each size and case a bar a tool, as long as the logarithm of its seconds."""
    import math

    rows: list[tuple[str, float | None, str]] = []
    names = list(dict.fromkeys(name for result in results for name in result["tools"]))
    for result in results:
        for case in _CASES[:2]:
            rows.append((f"{result['pages']} pages, {case}", None, ""))
            for name in names:
                value = result["tools"].get(name, {}).get(case)
                if value:
                    rows.append((name, value, _COLOURS[names.index(name) % len(_COLOURS)]))
    low, high, left, width, step = 0.05, 2000.0, 230, 420, 17

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
    for index, (name, value, colour) in enumerate(rows):
        y = index * step + 12
        if value is None:
            parts.append(f'<text x="4" y="{y}" font-weight="bold">{name}</text>')
        else:
            parts.append(
                f'<text x="{left - 6}" y="{y}" text-anchor="end">{name}</text>'
                f'<rect x="{left}" y="{y - 9}" width="{x(value) - left:.1f}" height="11" fill="{colour}"/>'
                f'<text x="{x(value) + 4:.1f}" y="{y}">{_number(value)}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


def write_report(results: Sequence[Mapping[str, Any]], machine: str, docs: Path | None) -> str:
    """The table; with ``docs`` it is put into ``performance.md`` there, and the chart beside it."""
    text = f"{table(results)}\n\nMeasured on: {machine}."
    if docs is not None:
        page = docs / "performance.md"
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        (docs / "performance.svg").write_text(chart(results), "utf-8")
        picture = "![Seconds by typesetter](performance.svg)"
        page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{picture}\n\n{END}{after}", "utf-8")
    return text

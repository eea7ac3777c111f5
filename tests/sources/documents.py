"""Random Markdown documents of known words, for properties that hold of every document."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "war",
        "peace",
        "Karabakh",
        "Şuşa",
        "état",
        "naïve",
        "x",
        "1994",
        "its",
        "don't",
        "(so)",
        '"quoted"',
        "'single'",
        "a--b",
        "c---d",
        "wait...",
        "cost:",
        "5%",
        "A&B",
        "C#",
        "up/down",
    ]
)


@st.composite
def inline(draw: st.DrawFn, depth: int = 2, *, note: bool = False) -> str:
    """Some inlines, on one line; ``note``: inside a footnote, where there can be no other."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 11 if depth else 2))
        word = draw(WORDS)
        if kind <= 2:
            parts.append(word)
            continue
        kind = 3 if note and kind == 8 else kind
        inner = draw(inline(depth=depth - 1, note=note or kind == 8))
        parts.append(
            [
                f"*{inner}*", f"**{inner}**", f"~~{inner}~~", f"[{inner}](https://e.org/x_y)", f"[{inner}]{{.smallcaps}}",
                f"^[{inner}]", f"[see {inner} @key2020, p. 3; @other]", "@key2020 [p. 4]", "`a  b`",
            ][kind - 3]
        )  # fmt: skip
    return " ".join(parts)


@st.composite
def paragraph(draw: st.DrawFn, *, note: bool = False) -> list[str]:
    """A paragraph of one to three lines, each of which begins with a word."""
    lines = [f"word {draw(inline(note=note))}" for _ in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()) and len(lines) > 1:
        lines[0] += draw(st.sampled_from(["  ", "\\"]))
    return lines


def _indent(lines: list[str], first: str, rest: str) -> list[str]:
    return [first + lines[0], *(f"{rest}{line}".rstrip() if line else line for line in lines[1:])]


@st.composite
def table(draw: st.DrawFn) -> list[str]:
    columns = draw(st.integers(1, 3))
    cell = inline(depth=1).filter(lambda text: "|" not in text)

    def row() -> str:
        cells = [draw(cell) for _ in range(columns)]
        if draw(st.booleans()):
            cells[-1] += r" \| bar"
        return "| " + " | ".join(cells) + " |"

    rows = [row() for _ in range(draw(st.integers(1, 3)))]
    rows.insert(1, "|" + "---|" * columns)
    if draw(st.booleans()):
        rows += ["", f": Caption {draw(inline(depth=1))}"]
    return rows


@st.composite
def block(draw: st.DrawFn, depth: int = 3) -> list[str]:
    """The lines of one block."""
    kind = draw(st.integers(0, 9 if depth else 3))
    if kind <= 1:
        return draw(paragraph())
    if kind == 2:
        return draw(table())
    if kind == 3:
        return [
            f"{'#' * draw(st.integers(2, 5))} Heading {draw(inline(depth=1))}{draw(st.sampled_from(['', ' {.unnumbered}', ' ##']))}"
        ]
    inner = draw(blocks(depth - 1))
    if kind == 4:
        bare = draw(st.booleans()) and not any(line.startswith(" ") for line in inner)  # > takes one space for its own
        mark = ">" if bare else "> "
        return [f"{mark}{line}".rstrip() for line in inner]
    if kind == 5:
        return _indent(inner, "- ", "  ")
    if kind == 6:
        return _indent(inner, "12. ", "    ")
    if kind == 7:
        return ["Term *of* it", *_indent(inner, ":   ", "    ")]
    if kind == 8:
        return ["::: {.note}", *inner, ":::"]
    lines = draw(paragraph())
    return [*lines, "", *_indent(lines, "* ", "  "), "", "<!-- no", "more -->"]


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3) -> list[str]:
    """Some blocks with empty lines between."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += ["", *draw(block(depth))] if lines else draw(block(depth))
    return lines


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A whole chapter without mistakes, footnotes at its end."""
    lines = draw(blocks())
    if draw(st.booleans()):
        note = [*draw(paragraph(note=True)), "", *draw(paragraph(note=True))]
        lines += ["", "Marked[^n] here.", "", *_indent(note, "[^n]: ", "    ")]
    return "# Title here\n\n" + "\n".join(lines) + "\n"

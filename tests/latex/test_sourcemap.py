"""Every generated line knows the line that it came from: each line of these documents holds a word that says which it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.latex.conftest import Written, write
from tests.theses import PNG, fill

MARKDOWN = """\
# Title @@

Paragraph @@
second line @@ *emphasis @@
goes on @@* and **strong @@**
third @@ with `code @@`.

## Section @@ {#sec-one}

A note[^one] @@, hard break @@\\
after it @@
and a note in place^[placed @@] here @@.

[^one]: Note @@
    goes on @@

    in a second @@
    paragraph @@.

After the note @@.

> Quoted @@
> and @@
>
> - item @@
>   goes on @@
>
>   > deep @@
>   > inside @@

1. first @@
2. second @@
   goes on @@

   paragraph @@

Term @@
: Definition @@
  goes on @@
: Another @@

| Head @@ | @@ |
|---|---|
| cell @@ | @@ *@@* |
| cell @@ | note^[@@] @@ |

: Caption @@ with more @@ {#tbl-x}

![Figure @@ caption
goes on @@](figures/map.png){#fig-x}

See @tbl-x and @fig-x @@.

$$
\\text{@@} \\\\
\\text{@@}
$$

Inline $\\text{@@}
\\text{@@}$ after @@
last @@.

```
code @@
  code @@

code @@
```

```{=latex}
\\textbf{raw @@
goes on @@}
```

::: {.note}
Boxed @@
and @@

- list @@
  goes on @@
:::

::: {.landscape}
Turned @@
over @@.
:::

<!-- a comment
of two lines -->

After a comment @@ <!-- inside --> and @@
end @@.
"""

SECTIONS = """\
title: Sections @@
template: sections
intro: Before @@
outro: |
  After @@
  it @@
sections:
  - title: First @@
    text: |
      Block @@
      goes on @@

      - item @@
        goes on @@
  - title: "Quoted @@"
    text: Plain @@
      goes on @@
    sections:
      - title: Inner @@
        text: >-
          Folded @@
          goes on @@
"""

TIMELINE = """\
title: Timeline @@
template: timeline
events:
  - date: "1990"
    event: Event @@
  - {date: "1991", event: "Event @@ *emphasis @@*"}
  - date: "1992"
    event: |
      Event @@
      goes on @@
"""

ABBREVIATIONS = """\
title: Abbreviations @@
template: abbreviations
items:
  - short: A @@
    long: Long @@
  - {short: B @@, long: C @@}
"""

_MARKER = re.compile(r"line(\d+)x")


def _numbered(text: str) -> str:
    return "\n".join(line.replace("@@", f"line{number}x") for number, line in enumerate(text.split("\n"), 1))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    files: dict[str, str | bytes] = {
        "chapters/01-one.md": _numbered(MARKDOWN),
        "chapters/02-sections.yaml": _numbered(SECTIONS),
        "chapters/03-timeline.yaml": _numbered(TIMELINE),
        "chapters/04-abbreviations.yaml": _numbered(ABBREVIATIONS),
        "chapters/05-front.md": f"---\nrole: chapter\n---\n\n{_numbered('# Front @@')}".replace("line1x", "line5x"),
        "figures/map.png": PNG,
    }
    return write(fill(tmp_path_factory.mktemp("marked"), files))


FILES = ("01-one.md", "02-sections.yaml", "03-timeline.yaml", "04-abbreviations.yaml", "05-front.md")


def _lines(written: Written, name: str) -> list[tuple[str, int, str]]:
    stem = Path(name).stem
    (file,) = [n for n in written.source.files if n.endswith(f"-{stem}.tex")]
    return [(file, number, line) for number, line in enumerate(written.source.files[file].split("\n"), 1)]


@pytest.mark.parametrize("name", FILES)
def test_each_word_knows_its_line(name: str, written: Written) -> None:
    wrong = []
    for file, number, line in _lines(written, name):
        for match in _MARKER.finditer(_without_short_titles(line)):
            span = written.source.source_map.locate_column(file, number, match.start())
            if span is None or (span.path, span.line) != (f"chapters/{name}", int(match[1])):
                wrong.append((line, match[0], str(span)))
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_each_line_is_known_by_its_first_word(name: str, written: Written) -> None:
    wrong = []
    for file, number, line in _lines(written, name):
        match = _MARKER.search(_without_short_titles(line))
        span = written.source.source_map.locate(file, number)
        if match is not None and (span is None or (span.path, span.line) != (f"chapters/{name}", int(match[1]))):
            wrong.append((line, str(span)))
    assert wrong == []


def _without_short_titles(line: str) -> str:
    """The short form of a title or caption repeats its words; its place is the long form's."""
    return re.sub(
        r"(\\(?:chapter|(?:sub)*section|caption))\[(.*)\](?=\{)", lambda m: m[1] + " " * (len(m[2]) + 2), line
    )


@pytest.mark.parametrize("name", FILES)
def test_no_word_is_lost(name: str, written: Written) -> None:
    wanted = {int(n) for n in _MARKER.findall((written.root / "chapters" / name).read_text("utf-8"))}
    found = {int(n) for _, _, line in _lines(written, name) for n in _MARKER.findall(line)}
    assert found == wanted


def test_a_template_line_is_the_templates(written: Written) -> None:
    for file, number, line in _lines(written, "03-timeline.yaml"):
        if line == r"\end{tptimeline}":
            span = written.source.source_map.locate(file, number)
            assert span is not None
            assert (span.path, span.line) == ("templates/chapters/timeline.tex.j2", 5)


def test_a_line_that_is_nobodys_has_no_place(written: Written) -> None:
    assert written.source.source_map.locate("chapters/99.tex", 1) is None
    assert written.source.source_map.locate("thesis.tex", 0) is None
    assert written.source.source_map.locate("thesis.tex", 10_000) is None

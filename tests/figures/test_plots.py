"""Plots: attributes, data, layout, drawing and the cache."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.figures import plots
from typesetter.figures.plots import Drawing, draw, lay_out
from typesetter.figures.sketch import Area, Mark, Sketch, Stroke, text_box
from typesetter.model import Plot
from typesetter.sources.csvdata import DataTable, read_csv

PLACE = Span("chapters/07-case.md", 73, 1, 73, 60)
WIDTH = 400.0
DISPLACED = (
    "country,conflict,persons\nAzerbaijan,First war,900000\nArmenia,First war,360000\nArmenia,Second war,90000\n"
)
ARMS = "year,Russia,Israel\n2017,30,5\n2018,28,\n2019,20,22\n2020,9,66\n"
EVENTS = (
    "date,end,event,kind\n1988-02-27,,Pogrom of Sumgait,Violence\n1992,1994-05-12,First war,Violence\n"
    "1992-03,,Minsk Group,Politics\n2020-09-27/2020-11-10,,Second war,Violence\n"
)
POINTS = "country,gdp,arms,bloc\nArmenia,12.6,0.63,CSTO\nAzerbaijan,42.6,2.24,none\nGeorgia,15.8,0.29,none\n"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def table(folder: Path, text: str) -> DataTable:
    path = folder / "data.csv"
    path.write_text(text, "utf-8")
    found, diagnostics = read_csv(path, "data/data.csv")
    assert diagnostics == []
    assert found is not None
    return found


def plot(kind: str, **attributes: str) -> Plot:
    return Plot("data/data.csv", kind, (), "fig-x", "", (("plot", kind), *attributes.items()), PLACE)


def sketch(folder: Path, text: str, kind: str, **attributes: str) -> Sketch:
    found, diagnostics = lay_out(plot(kind, **attributes), table(folder, text), text_width_pt=WIDTH, font_size_pt=11)
    assert diagnostics == []
    assert found is not None
    check(found)
    return found


def check(found: Sketch) -> None:
    """Everything is on the canvas, and texts do not cover each other."""
    boxes = [(text.text, text_box(text)) for text in found.texts if not text.rotation]
    for text in found.texts:
        (left, low), (right, high) = text_box(text)
        assert left >= -1, text
        assert right <= found.width + 1, text
        assert low >= -0.5, text
        assert high <= found.height + 0.5, text
    for number, (name, (a, b)) in enumerate(boxes):
        for other, (c, d) in boxes[:number]:
            across = min(b[0], d[0]) - max(a[0], c[0])
            down = min(b[1], d[1]) - max(a[1], c[1])
            assert across < 1 or down < 2.5, f"{name!r} covers {other!r}"
    for shape in found.shapes:
        for x, y in (shape.at,) if isinstance(shape, Mark) else shape.points:
            assert -1 <= x <= found.width + 1
            assert -1 <= y <= found.height + 1


def faults(folder: Path, text: str, kind: str, **attributes: str) -> list[Diagnostic]:
    found, diagnostics = lay_out(plot(kind, **attributes), table(folder, text), text_width_pt=WIDTH, font_size_pt=11)
    assert found is None
    return diagnostics


def words(found: Sketch) -> list[str]:
    return [text.text for text in found.texts]


# ------------------------------------------------------------------------------------------------------------ attributes


@pytest.mark.parametrize(
    ("kind", "attributes", "codes", "hint"),
    [
        ("barr", {}, ["plot-kind"], "did you mean 'bar'?"),
        ("pie", {"x": "nonsense"}, ["plot-kind"], "the kinds are bar, line, scatter, area, timeline"),
        ("bar", {}, ["plot-kind", "plot-kind"], "country, conflict, persons"),
        ("bar", {"x": "contry", "y": "people"}, ["data-column", "data-column"], "did you mean 'country'?"),
        ("bar", {"x": "country", "y": "persons", "colour": "red"}, ["attribute"], "plot=bar knows x, y"),
        ("bar", {"x": "country", "y": "persons", "stackd": "true"}, ["attribute"], "did you mean 'stacked'?"),
        ("line", {"x": "country", "y": "persons", "horizontal": "true"}, ["attribute"], "plot=bar has it"),
        ("bar", {"x": "country", "y": "persons", "labels": "perhaps"}, ["attribute"], "write labels=true"),
        (
            "bar",
            {"x": "country", "y": "persons", "width": "8cm", "height": "huge"},
            ["attribute", "attribute"],
            "width=80%",
        ),
        (
            "bar",
            {"x": "country", "y": "persons", "width": "120%", "height": "50cm"},
            ["attribute", "attribute"],
            "width=80%",
        ),
        ("bar", {"x": "country", "y": "persons", "height": "0.01"}, ["attribute"], "height=7cm"),
        ("bar", {"x": "country", "y": "persons", "sort": "size"}, ["attribute"], "sort=-y"),
        ("bar", {"x": "country", "y": "persons", "legend": "left"}, ["attribute"], "legend= is"),
        ("bar", {"x": "country", "y": "country"}, ["attribute"], "two columns"),
        ("bar", {"x": "country", "y": "persons", "stacked": "true"}, ["attribute"], "by="),
        ("bar", {"x": "country", "y": "persons,conflict", "by": "conflict"}, ["attribute", "attribute"], "one column"),
        ("timeline", {"x": "country", "start": "country", "label": "persons"}, ["attribute"], "keep one"),
        ("timeline", {"y": "persons"}, ["plot-kind"], "columns of"),
    ],
)
def test_attributes_that_are_wrong(
    tmp_path: Path, kind: str, attributes: dict[str, str], codes: list[str], hint: str
) -> None:
    found = faults(tmp_path, DISPLACED, kind, **attributes)
    assert [d.code.value for d in found] == codes
    assert {d.span for d in found} == {PLACE}
    assert any(hint in h for d in found for h in d.hints), found


def test_all_mistakes_of_the_attributes_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, DISPLACED, "bar", x="contry", by="war", sort="?", width="9", colour="red")
    assert sorted(d.code.value for d in found) == ["attribute"] * 3 + ["data-column"] * 2 + ["plot-kind"]


# ------------------------------------------------------------------------------------------------------------------ data


@pytest.mark.parametrize(
    ("text", "attributes", "expected"),
    [
        ("a,b\nx,1\ny,many\nz,n/a\n", {"x": "a", "y": "b"}, [("data-value", 3, 3), ("data-value", 4, 3)]),
        ("a,b\nx,1\n,2\n", {"x": "a", "y": "b"}, [("data-value", 3, 1)]),
        ("a,b\nx,1\nx,2\n", {"x": "a", "y": "b"}, [("data-value", 3, 1)]),
        ("a,g,b\nx,p,1\nx,q,2\nx,p,3\n", {"x": "a", "y": "b", "by": "g"}, [("data-value", 4, 1)]),
        ("a,g,b\nx,,1\n", {"x": "a", "y": "b", "by": "g"}, [("data-value", 2, 3)]),
        ("a,b\nx,\ny,\n", {"x": "a", "y": "b"}, [("data", 73, 1)]),
        ("a,b\n", {"x": "a", "y": "b"}, [("data", 73, 1)]),
    ],
)
def test_data_that_cannot_be_drawn(
    tmp_path: Path, text: str, attributes: dict[str, str], expected: list[tuple[str, int, int]]
) -> None:
    for kind in ("bar", "line"):
        found = faults(tmp_path, text, kind, **attributes)
        assert [(d.code.value, d.span.line, d.span.column) for d in found if d.span] == expected


def test_cells_of_scatter_plots_and_timelines(tmp_path: Path) -> None:
    found = faults(tmp_path, "a,b\n1,2\nx,\n", "scatter", x="a", y="b")
    assert [(d.code.value, d.span.line, d.span.column) for d in found if d.span] == [
        ("data-value", 3, 1),
        ("data-value", 3, 3),
    ]
    found = faults(
        tmp_path, "s,e,t\n1992,1988,x\nMay 1994,,y\n1994-02-30,1995,z\n", "timeline", x="s", end="e", label="t"
    )
    assert [(d.span.line, d.span.column) for d in found if d.span] == [(2, 6), (3, 1), (4, 1)]


def test_areas_need_whole_layers(tmp_path: Path) -> None:
    found = faults(tmp_path, ARMS, "area", x="year", y="Russia,Israel")
    assert [(d.code, "lacks a value" in d.message) for d in found] == [(Code.DATA_VALUE, True)]
    sketch(tmp_path, ARMS, "area", x="year", y="Russia,Israel", stacked="false")


def test_bad_cells_are_summed_up(tmp_path: Path) -> None:
    found = faults(tmp_path, "a,b\n" + "".join(f"n{i},x\n" for i in range(100)), "bar", x="a", y="b")
    assert len(found) == 21
    assert "80 more cells" in found[-1].message


# ---------------------------------------------------------------------------------------------------------------- layout


def test_bars_carry_their_values_and_missing_ones_a_dash(tmp_path: Path) -> None:
    found = sketch(tmp_path, DISPLACED, "bar", x="country", y="persons", by="conflict")
    assert words(found) == [
        "900,000", "–", "360,000", "90,000", "Azerbaijan", "Armenia", "First war", "Second war", "Persons",
    ]  # fmt: skip
    bars = [s for s in found.shapes if isinstance(s, Area)]
    assert len(bars) == 3 + 2  # and two swatches
    heights = [max(y for _, y in bar.points) - min(y for _, y in bar.points) for bar in bars[:3]]
    assert heights[1] / heights[0] == pytest.approx(0.4, abs=0.001)
    assert heights[2] / heights[0] == pytest.approx(0.1, abs=0.001)


def test_wide_data_and_long_data_look_the_same(tmp_path: Path) -> None:
    wide = sketch(tmp_path, "a,East,West\nx,1,2\ny,3,4\n", "bar", x="a", y="East,West", ylabel="n")
    long = sketch(tmp_path, "a,g,n\nx,East,1\nx,West,2\ny,East,3\ny,West,4\n", "bar", x="a", y="n", by="g", ylabel="n")
    assert wide == long


def test_many_bars_have_an_axis_and_years_no_separator(tmp_path: Path) -> None:
    rows = "".join(f"{year},{1000 * (year - 1989)}\n" for year in range(1990, 2021))
    found = words(sketch(tmp_path, "year,n\n" + rows, "bar", x="year", y="n"))
    assert "1990" in found
    assert "1,990" not in found
    assert "10,000" in found
    found = words(sketch(tmp_path, "year,n\n" + rows, "bar", x="year", y="n", labels="false", xlabel="Year", ylabel=""))
    assert "Year" in found
    assert "N" not in found


def test_long_names_make_bars_lie_down(tmp_path: Path) -> None:
    names = ["Security Treaty Organization", "Commonwealth of Independent States"] * 5
    text = "name,n\n" + "".join(f"{name} {i},{i + 1}\n" for i, name in enumerate(names))
    lying = sketch(tmp_path, text, "bar", x="name", y="n")
    upright = sketch(tmp_path, text, "bar", x="name", y="n", horizontal="false")
    assert {t.rotation for t in lying.texts} == {0.0}
    assert {t.rotation for t in upright.texts} == {0.0, 40.0}
    text = text.replace("Security", "Security and Co-operation and Friendship and Mutual Assistance")
    found = faults(tmp_path, text, "bar", x="name", y="n", horizontal="false")
    assert [(d.code, "horizontal=true" in d.hints[0]) for d in found] == [(Code.PLOT_CROWDED, True)]


def test_order(tmp_path: Path) -> None:
    text = "name,n\nb,2\nc,3\na,1\n"
    for sort, expected in (
        ("", "bca"),
        ("x", "abc"),
        ("-x", "cba"),
        ("y", "abc"),
        ("-y", "cba"),
        ("descending", "cba"),
        ("n", "abc"),
    ):
        extra = {"sort": sort} if sort else {}
        found = words(sketch(tmp_path, text, "bar", x="name", y="n", **extra))
        assert "".join(w for w in found if w in ("a", "b", "c")) == expected


def test_negative_values_and_percentages(tmp_path: Path) -> None:
    found = words(sketch(tmp_path, "c,change\nArmenia,-7.25%\nRussia,1.5%\n", "bar", x="c", y="change"))
    assert "\N{MINUS SIGN}7.25%" in found
    assert "1.50%" in found


def test_stacks(tmp_path: Path) -> None:
    text = "p,k,n\na,x,3\na,y,4\nb,x,-1\nb,y,5\n"
    for extra in ({}, {"horizontal": "true"}):
        found = sketch(tmp_path, text, "bar", x="p", y="n", by="k", stacked="true", labels="true", **extra)
        assert {"3", "4", "x", "y"} <= set(words(found))


def test_lines_break_at_missing_values_and_are_named_at_their_ends(tmp_path: Path) -> None:
    found = sketch(tmp_path, ARMS, "line", x="year", y="Russia,Israel")
    strokes = [s for s in found.shapes if isinstance(s, Stroke) and s.width > 1]
    assert sorted(len(s.points) for s in strokes) == [2, 4]
    assert len([s for s in found.shapes if isinstance(s, Mark)]) == 7
    ends = [t for t in found.texts if t.text in ("Russia", "Israel")]
    assert {t.anchor for t in ends} == {"lB"}
    assert {t.colour for t in ends} == {"004488", "A06A00"}
    with_legend = sketch(tmp_path, ARMS, "line", x="year", y="Russia,Israel", legend="right")
    assert {t.colour for t in with_legend.texts if t.text in ("Russia", "Israel")} == {"000000"}
    assert "Russia" not in words(sketch(tmp_path, ARMS, "line", x="year", y="Russia,Israel", legend="none"))


def test_scatter_plots_name_points(tmp_path: Path) -> None:
    found = sketch(tmp_path, POINTS, "scatter", x="gdp", y="arms", by="bloc", label="country")
    assert {"Armenia", "Azerbaijan", "Georgia", "CSTO", "none", "Gdp", "Arms"} <= set(words(found))


def test_timelines(tmp_path: Path) -> None:
    found = sketch(tmp_path, EVENTS, "timeline", x="date", end="end", label="event", by="kind", labels="true")
    shown = words(found)
    assert "First war (1992 – 12 May 1994)" in shown
    assert "Minsk Group (Mar 1992)" in shown
    assert "Second war (27 Sep 2020 – 10 Nov 2020)" in shown
    heights = {t.text.split(" (")[0]: t.y for t in found.texts}
    assert heights["Pogrom of Sumgait"] > heights["First war"] > heights["Minsk Group"] > heights["Second war"]
    assert "2020" in shown


def test_days_on_an_axis_say_their_year(tmp_path: Path) -> None:
    found = words(sketch(tmp_path, "day,n\n2020-09-27,1\n2020-10-05,5\n2020-11-10,9\n", "line", x="day", y="n"))
    assert any(re.fullmatch(r"\d+ \w+ 2020", word) for word in found)


def test_size(tmp_path: Path) -> None:
    found = sketch(tmp_path, ARMS, "line", x="year", y="Russia", width="50%", height="6cm")
    assert found.width == pytest.approx(200)
    assert found.height == pytest.approx(6 / 2.54 * 72.27, abs=1.5)
    found = sketch(tmp_path, ARMS, "line", x="year", y="Russia", height="0.4")
    assert found.height == pytest.approx(160, abs=1.5)
    text = "name,n\n" + "".join(f"n{i},{i}\n" for i in range(100))
    for extra in ({"horizontal": "true"}, {"horizontal": "true", "height": "10cm"}):
        assert [d.code for d in faults(tmp_path, text, "bar", x="name", y="n", **extra)] == [Code.PLOT_CROWDED]
    assert [d.code for d in faults(tmp_path, ARMS, "line", x="year", y="Russia", title="T", height="2cm")] == [
        Code.PLOT_CROWDED
    ]


def test_more_series_than_can_be_told_apart(tmp_path: Path) -> None:
    text = "year,g,n\n" + "".join(f"{year},g{g},{g}\n" for year in (2019, 2020) for g in range(9))
    found, diagnostics = lay_out(
        plot("line", x="year", y="n", by="g"), table(tmp_path, text), text_width_pt=WIDTH, font_size_pt=11
    )
    assert found is not None
    assert [(d.code, d.severity) for d in diagnostics] == [(Code.PLOT_CROWDED, Severity.WARNING)]


def test_language(tmp_path: Path) -> None:
    data = table(tmp_path, "name,n\na,1234.5\nb,2\n")
    found, _ = lay_out(plot("bar", x="name", y="n"), data, text_width_pt=WIDTH, font_size_pt=11, language="da-DK")
    assert found is not None
    assert "1.234,5" in words(found)


name = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30).filter(
    lambda s: s.strip()
)
value = st.one_of(st.just(""), st.integers(-(10**9), 10**9).map(str), st.floats(-1e6, 1e6).map(lambda f: f"{f:.3f}"))


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.tuples(name, value, st.integers(1900, 2100), st.sampled_from("pqr")), min_size=1, max_size=14),
    kind=st.sampled_from(["bar", "line", "area", "scatter", "timeline"]),
    x=st.sampled_from(["name", "year", "value"]),
    extra=st.dictionaries(
        st.sampled_from(["by", "labels", "horizontal", "stacked", "legend", "width", "height", "title", "label"]),
        st.sampled_from(["group", "true", "false", "right", "bottom", "45%", "0.7", "name"]),
        max_size=4,
    ),
)  # fmt: skip
def test_nothing_raises_and_nothing_leaves_the_canvas(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, int, str]],
    kind: str,
    x: str,
    extra: dict[str, str],
) -> None:
    text = "name,value,year,group\n" + "".join(
        f'"{n.replace(chr(34), "")}",{v},{y},{g}\n' for n, v, y, g in rows if n.replace(chr(34), "").strip()
    )
    data = table(tmp_path_factory.getbasetemp(), text)
    wanted = {"x": x, "label": "name"} if kind == "timeline" else {"x": x, "y": "value" if x != "value" else "year"}
    found, diagnostics = lay_out(plot(kind, **{**extra, **wanted}), data, text_width_pt=WIDTH, font_size_pt=11)
    assert (found is None) == any(d.is_error for d in diagnostics)
    if found is not None:
        for item in found.texts:
            (left, _), (right, _) = text_box(item)
            if len(item.text) < 12:
                assert left >= -2, item
                assert right <= found.width + 2, item


# --------------------------------------------------------------------------------------------------- drawing and the cache


def drawn(folder: Path, cache: Path, text: str, kind: str, **attributes: str) -> Drawing:
    found, diagnostics = draw(
        plot(kind, **attributes), table(folder, text), text_width_pt=WIDTH, font_size_pt=11, cache=cache
    )
    assert diagnostics == []
    assert found is not None
    return found


def test_the_pdf_has_no_text_no_date_and_the_right_size(tmp_path: Path, cache: Path) -> None:
    found = drawn(tmp_path, cache, DISPLACED, "bar", x="country", y="persons", by="conflict", stacked="true")
    with pikepdf.open(found.pdf) as pdf:
        page = pdf.pages[0]
        assert [float(number) for number in page.mediabox[2:]] == pytest.approx(
            [found.width_pt / 72.27 * 72, found.height_pt / 72.27 * 72], abs=0.01
        )
        assert not list(page.resources.get("/Font", {}))
        assert b"Tj" not in page.Contents.read_bytes()
        assert "/Group" not in page.obj
        assert not pdf.docinfo
    assert found.texts


EACH = [
    (DISPLACED, "bar", {"x": "country", "y": "persons", "by": "conflict"}),
    (ARMS, "line", {"x": "year", "y": "Russia,Israel"}),
    (ARMS, "area", {"x": "year", "y": "Russia"}),
    (POINTS, "scatter", {"x": "gdp", "y": "arms", "by": "bloc", "label": "country"}),
    (EVENTS, "timeline", {"x": "date", "end": "end", "label": "event", "by": "kind"}),
    (
        "y,g,n\n" + "".join(f"{y},g{g},{g + 1}\n" for y in (2019, 2020) for g in range(8)),
        "bar",
        {"x": "y", "y": "n", "by": "g"},
    ),
]


@pytest.mark.parametrize(("text", "kind", "attributes"), EACH)
def test_equal_input_gives_equal_bytes(
    tmp_path: Path, cache: Path, text: str, kind: str, attributes: dict[str, str]
) -> None:
    first = drawn(tmp_path, cache, text, kind, **attributes)
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n", "utf-8")
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from typesetter.figures.plots import draw; from typesetter.sources.csvdata import read_csv;"
        "from typesetter.model import Plot; from typesetter.diagnostics import Span;"
        "data, _ = read_csv(Path('data.csv'), 'data/data.csv');"
        "attributes = eval(sys.argv[3]);"
        "plot = Plot('data/data.csv', sys.argv[2], (), None, '', tuple(attributes.items()), Span('x'));"
        "found, _ = draw(plot, data, text_width_pt=400.0, font_size_pt=11, cache=Path('cache'));"
        "print(found.pdf)"
    )
    root = Path(plots.__file__).parents[2]
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "matplotlib").symlink_to(cache / "matplotlib")  # the list of fonts takes seconds to make
    done = subprocess.run(
        [sys.executable, "-c", script, str(root), kind, repr(attributes)],
        capture_output=True, text=True, check=True, cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TZ": "Asia/Baku", "PYTHONHASHSEED": "7", "MPLBACKEND": "none-such"},
    )  # fmt: skip
    second = tmp_path / done.stdout.strip()
    assert second.name == first.pdf.name
    assert second.read_bytes() == first.pdf.read_bytes()


def test_what_is_drawn_is_not_drawn_again_unless_it_is_damaged(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    real = plots.draw_pdf
    monkeypatch.setattr(plots, "draw_pdf", lambda *args: calls.append(1) or real(*args))
    first = drawn(tmp_path, cache, ARMS, "line", x="year", y="Israel", xlabel="A year of its own")
    content = first.pdf.read_bytes()
    record = first.pdf.with_suffix(".json")
    assert len(calls) == 1
    assert drawn(tmp_path, cache, ARMS, "line", x="year", y="Israel", xlabel="A year of its own") == first
    assert len(calls) == 1
    for damage in (
        lambda: first.pdf.write_bytes(content[:-1]),
        first.pdf.unlink,
        lambda: record.write_text("{", "utf-8"),
        lambda: record.write_text("[]", "utf-8"),
        lambda: record.write_bytes(b"\xff"),
        record.unlink,
        lambda: record.write_text(json.dumps({"pdf": "0"}), "utf-8"),
    ):
        damage()
        calls.clear()
        assert drawn(tmp_path, cache, ARMS, "line", x="year", y="Israel", xlabel="A year of its own") == first
        assert len(calls) == 1
        assert first.pdf.read_bytes() == content
    calls.clear()
    changed = drawn(tmp_path, cache, ARMS.replace("66", "67"), "line", x="year", y="Israel", xlabel="A year of its own")
    assert changed.pdf != first.pdf
    assert len(calls) == 1


def test_without_matplotlib(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "renderer_version", lambda: "")
    found, diagnostics = draw(
        plot("line", x="year", y="Russia"), table(tmp_path, ARMS), text_width_pt=WIDTH, font_size_pt=11, cache=cache
    )
    assert found is None
    assert [(d.code, d.span) for d in diagnostics] == [(Code.PLOT_LACKS, PLACE)]
    assert "make" in diagnostics[0].hints[0]

    def broken(*_: object) -> bytes:
        raise ImportError

    monkeypatch.undo()
    monkeypatch.setattr(plots, "draw_pdf", broken)
    data = table(tmp_path, ARMS.replace("30", "31"))
    found, diagnostics = draw(
        plot("line", x="year", y="Russia"), data, text_width_pt=WIDTH, font_size_pt=11, cache=cache
    )
    assert found is None
    assert [d.code for d in diagnostics] == [Code.PLOT_LACKS]


def test_importing_the_room_loads_nothing_heavy() -> None:
    script = (
        "import sys; import typesetter.figures.plots, typesetter.figures.images;"
        "print([m for m in ('matplotlib', 'numpy', 'pikepdf', 'PIL') if m in sys.modules])"
    )
    root = Path(plots.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"

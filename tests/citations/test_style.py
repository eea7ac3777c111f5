"""The styles as pybtex plugins: in pybtex's own commands, in its backends, and as sphinxcontrib-bibtex calls them."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pybtex.backends.html import Backend as HtmlBackend
from pybtex.backends.latex import Backend as LatexBackend
from pybtex.backends.markdown import Backend as MarkdownBackend
from pybtex.backends.plaintext import Backend as TextBackend
from pybtex.database import Person, parse_string
from pybtex.richtext import Text as RichText
from pybtex.style.formatting.plain import Style as PlainStyle

from typesetter.citations import style as styles
from typesetter.citations.kinds import KINDS
from typesetter.citations.render import to_html, to_markdown, to_text
from typesetter.citations.richtext import InlineBackend, rich
from typesetter.citations.sheets import builtin_variants
from typesetter.citations.style import entry_points, plugins_of
from typesetter.diagnostics import Span
from typesetter.latex.snippets import to_latex
from typesetter.model import Code, Emph, Link, Math, Strong, Styled, Subscript, Superscript, Text

ROOT = Path(__file__).parents[2]
SPAN = Span("r.bib", 3, 1)
BIB = r"""
@book{b, author={Waltz, Kenneth N.}, title={{Theory} of \emph{Politics}}, year=1979}
@book{a, author={Coyle, James}, title={T}, year=2021}
@book{c, author={Coyle, James}, title={U}, year=2021, url={https://a.example/x_y?a=1&b=2}}
@inbook{d, author={A, B.}, title={Ch}, crossref={p}}
@book{p, title={Whole}, editor={E, F.}, year=2000}
"""
LINES = {
    "d": ("A 2000", "A, B. (2000). Ch. In: F. E, ed., Whole."),
    "a": ("Coyle 2021a", "Coyle, J. (2021a). T."),
    "c": ("Coyle 2021b", "Coyle, J. (2021b). U. [online] Available at: https://a.example/x_y?a=1&b=2."),
    "b": ("Waltz 1979", "Waltz, K.N. (1979). Theory of Politics."),
}


@pytest.fixture
def data() -> Any:
    return parse_string(BIB, "bibtex")


class TestStyle:
    def test_a_bibliography_is_sorted_labelled_and_lettered(self, data: Any) -> None:
        entries = list(styles.HarvardStyle().format_bibliography(data, ["b", "a", "c", "d"]))
        assert {e.key: (e.label, e.text.render_as("text")) for e in entries} == LINES
        assert [e.key for e in entries] == list(LINES)
        assert entries[3].text.render_as("html") == "Waltz, K.N. (1979). <em>Theory of <em>Politics</em></em>."

    def test_one_entry(self, data: Any) -> None:
        formatted = styles.HarvardStyle().format_entry("x", data.entries["a"])
        assert (formatted.label, str(formatted.text)) == ("x", "Coyle, J. (2021). T.")

    def test_as_sphinxcontrib_bibtex_calls_it(self, data: Any) -> None:
        style = styles.HarvardStyle()
        ordered = style.sort([data.entries[key] for key in ("b", "c", "p", "a", "d")])
        labels = list(style.format_labels(ordered))
        formatted = [style.format_entry(label, entry) for label, entry in zip(labels, ordered, strict=True)]
        shown = {entry.key: (entry.label, str(entry.text)) for entry in formatted}
        assert {key: shown[key] for key in LINES} == LINES

    def test_other_labels_and_orders_can_be_asked_for(self, data: Any) -> None:
        style = styles.HarvardStyle(label_style="number", sorting_style="none", name_style="plain")
        entries = list(style.format_bibliography(data, ["b", "c", "a"]))
        assert [(e.key, e.label) for e in entries] == [("b", "1"), ("c", "2"), ("a", "3")]
        assert [str(e.text)[:16] for e in entries[1:]] == ["Coyle, J. (2021b", "Coyle, J. (2021a"]

    def test_its_parts_serve_other_styles(self) -> None:
        data = parse_string(BIB.replace("year=", "publisher={P}, year="), "bibtex")
        style = PlainStyle(
            label_style=styles.HarvardLabels, sorting_style=styles.HarvardSorting, name_style=styles.HarvardNames
        )
        entries = list(style.format_bibliography(data, ["b", "a", "c"]))
        assert [(e.key, e.label) for e in entries] == [("a", "Coyle 2021a"), ("c", "Coyle 2021b"), ("b", "Waltz 1979")]
        assert [e.text.render_as("text").partition(" ")[2][:5] for e in entries] == ["J. T.", "J. U.", "K.N. "]

    def test_names(self) -> None:
        names = styles.HarvardNames()
        people = ["Götz, Elias", "de Waal, Thomas", "King, Jr., Martin Luther", "{World Bank}", "Sartre, Jean-Paul"]
        assert [str(names.format(Person(p))) for p in people] == [
            "Götz, E.",
            "de Waal, T.",
            "King, M.L., Jr.",
            "World Bank",
            "Sartre, J.-P.",
        ]

    def test_labels_are_safe_in_any_file_and_still_differ(self) -> None:
        data = parse_string(
            r"@book{a_1, title={50\% & <b>}, year=2000} @book{b, title={50 and b}, year=2000}"
            r"@book{c, author={{R\&D}}, title={T}, date=1998, origdate=1974} @legislation{d, title={Act 1964}, year=1964}",
            "bibtex",
        )
        labels = {e.key: e.label for e in styles.HarvardStyle().format_bibliography(data)}
        assert labels == {
            "a_1": "50 and b 2000 (a-1)",
            "b": "50 and b 2000 (b)",
            "c": "RandD 1998 (1974)",
            "d": "Act 1964",
        }

    def test_a_style_sheet_of_ones_own(self, tmp_path: Path, data: Any) -> None:
        (tmp_path / "my.yaml").write_text("title: Mine\nparent: harvard\nend: '!'\n", encoding="utf-8")
        style = plugins_of("my.yaml", tmp_path)["formatting"]
        assert (style.__name__, str(style().format_entry("", data.entries["a"]).text)[-3:]) == ("MyStyle", " T!")
        with pytest.raises(ValueError, match="harvrd"):
            plugins_of("harvrd")

    def test_only_known_classes_are_made(self) -> None:
        for name in ("NoSuchStyle", "Harvard", "HarvardThings", "Style"):
            with pytest.raises(AttributeError, match=name):
                getattr(styles, name)


# what each of pybtex's backends prints: LaTeX, HTML, Markdown, plain text
INLINES = [
    (
        (Text("50% & $5 {a_b} \\ ^~#", SPAN),),
        r"50\% \& \$5 \{a\_b\} \textbackslash{} \textasciicircum{}\textasciitilde{}\#",
        r"50% &amp; $5 {a_b} \ ^~#",
        r"50% &amp; $5 \{a\_b\} \\ ^~\#",
        r"50% & $5 {a_b} \ ^~#",
    ),
    ((Emph((Text("a", SPAN), Strong((Text("b", SPAN),), SPAN)), SPAN),),
     r"\emph{a\textbf{b}}", "<em>a<strong>b</strong></em>", "*a**b***", "ab"),
    ((Superscript((Text("2", SPAN),), SPAN), Subscript((Text("i", SPAN),), SPAN)),
     r"\textsuperscript{2}\textsubscript{i}", "<sup>2</sup><sub>i</sub>", "<sup>2</sup><sub>i</sub>", "2i"),
    ((Styled(("smallcaps",), (), (Text("d&", SPAN),), SPAN),), r"\textsc{d\&}",
     '<span style="font-variant: small-caps">d&amp;</span>', '<span style="font-variant: small-caps">d&amp;</span>', "d&"),
    ((Styled(("underline",), (), (Text("d", SPAN),), SPAN),), r"\underline{d}",
     '<span style="text-decoration: underline">d</span>', '<span style="text-decoration: underline">d</span>', "d"),
    ((Math("x_1 < y^{2}", SPAN), Code("a{", SPAN)), r"$x_1 < y^{2}$\texttt{a\{}", r"\(x_1 &lt; y^{2}\)<tt>a{</tt>",
     r"$x\_1 &lt; y^\{2\}$`a\{`", "$x_1 < y^{2}$a{"),
    ((Link("https://a.example/x_y?a=1&b=2", (Text("https://a.example/x_y?a=1&b=2", SPAN),), SPAN),),
     r"\url{https://a.example/x_y?a=1&b=2}",
     '<a href="https://a.example/x_y?a=1&amp;b=2">https://a.example/x_y?a=1&amp;b=2</a>',
     r"[https://a\.example/x\_y?a=1&amp;b=2](https://a.example/x_y?a=1&b=2)",
     "https://a.example/x_y?a=1&b=2"),
    ((Link('https://a.example/(x)"<y>#%41', (Text("here", SPAN),), SPAN),),
     r'\href{https://a.example/(x)"<y>\#\%41}{here}',
     '<a href="https://a.example/(x)&quot;&lt;y&gt;#%41">here</a>',
     '[here](https://a.example/%28x%29"%3Cy%3E#%41)',
     "here"),
    ((Link("https://a.example/}{\\x y", (Text("https://a.example/}{\\x y", SPAN),), SPAN),),
     r"\href{https://a.example/\%7D\%7B\%5Cx\%20y}{https://a.example/\}\{\textbackslash{}x y}",
     r'<a href="https://a.example/}{\x y">https://a.example/}{\x y</a>',
     r"[https://a\.example/\}\{\\x y](https://a.example/}{%5Cx%20y)",
     r"https://a.example/}{\x y"),
]  # fmt: skip


@pytest.mark.parametrize(("inlines", "latex", "html", "markdown", "text"), INLINES)
def test_every_backend_of_pybtex(inlines: Any, latex: str, html: str, markdown: str, text: str) -> None:
    made = RichText(*rich(inlines))
    assert made.render(LatexBackend("utf-8")) == latex
    assert made.render(HtmlBackend()) == html
    assert made.render(MarkdownBackend()) == markdown
    assert made.render(TextBackend()) == text
    assert made.render(InlineBackend(SPAN)) == inlines


@pytest.mark.parametrize("variant", builtin_variants())
def test_every_variant_in_every_backend(variant: str, data: Any) -> None:
    text = "".join(
        f"@{kind}{{{kind}, author={{Götz, E. and {{World Bank}}}}, title={{On \\emph{{War}} \\& $x$}}, year=2001,"
        " journal={J}, booktitle={B}, publisher={P}, url={https://a.example/x_y}, urldate={2024-01-05}}\n"
        for kind in KINDS
    )
    style = plugins_of(variant)["formatting"]()
    formatted = list(style.format_bibliography(parse_string(text, "bibtex")))
    assert len({entry.label for entry in formatted}) == len(formatted)
    for entry in formatted:
        for backend in (LatexBackend("utf-8"), HtmlBackend(), MarkdownBackend(), TextBackend(), InlineBackend()):
            assert entry.text.render(backend)
        assert "War" in str(entry.text), entry.key
        inlines = entry.text.render(InlineBackend(SPAN))
        assert "On War & x" in to_text(inlines), entry.key
        assert "War" in to_html(inlines)
        assert "&amp;" in to_html(inlines)
        assert "$x$" in to_markdown(inlines)
        assert r"\&" in to_latex(inlines)


def test_the_package_registers_every_variant() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    registered = {g: names for g, names in project["entry-points"].items() if g.startswith("pybtex.")}
    assert registered == entry_points()
    for group, classes in entry_points().items():
        for target in classes.values():
            plugin = getattr(styles, target.partition(":")[2])
            assert plugin.__name__ == target.partition(":")[2]
            assert group.rpartition(".")[2] in {"formatting", "labels", "names", "sorting"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that finds the package installed, whether it is here or not."""
    folder = tmp_path_factory.mktemp("site")
    info = folder / "thesis_typesetter-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: thesis-typesetter\nVersion: 0\n", encoding="utf-8")
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in names.items())
        for group, names in entry_points().items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("html", "<dt>Waltz 1979</dt>\n<dd>Waltz, K.N. (1979). <em>Theory of <em>Politics</em></em>.</dd>"),
        ("txt", "[Coyle 2021a] Coyle, J. (2021a). T.\n[Coyle 2021b] Coyle"),
        ("bbl", "\\bibitem[Waltz 1979]{b}\nWaltz, K.N. (1979). \\emph{Theory of \\emph{Politics}}."),
        ("md", "[Waltz 1979] Waltz, K\\.N\\. \\(1979\\)\\. *Theory of *Politics**\\."),
    ],
)
def test_pybtex_format(ending: str, expected: str, installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text(BIB, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pybtex.database.format",
        "--style",
        "typesetter-harvard",
        "r.bib",
        f"out.{ending}",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert expected in (tmp_path / f"out.{ending}").read_text(encoding="utf-8")


def test_pybtex_makes_the_bibliography_of_a_latex_file(installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text(BIB, encoding="utf-8")
    aux = "\\citation{c}\n\\citation{a}\n\\bibstyle{typesetter-harvard}\n\\bibdata{r}\n"
    (tmp_path / "t.aux").write_text(aux, encoding="utf-8")
    command = [sys.executable, "-m", "pybtex", "--style-language", "python", "-e", "utf-8", "t.aux"]
    done = subprocess.run(command, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "t.bbl").read_text(encoding="utf-8").count("\\bibitem[Coyle 2021") == 2


def test_sphinx(installed: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("sphinxcontrib.bibtex")
    (tmp_path / "r.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        "extensions = ['sphinxcontrib.bibtex']\nbibtex_bibfiles = ['r.bib']\nbibtex_default_style = 'typesetter-harvard'\n"
    )
    (tmp_path / "index.rst").write_text("T\n=\n\n:cite:p:`c,a,d`\n\n.. bibliography::\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "text", ".", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = " ".join((tmp_path / "out" / "index.txt").read_text(encoding="utf-8").split())
    assert "[Coyle 2021a] Coyle, J. (2021a). *T*." in page

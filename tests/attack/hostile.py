r"""Hostile theses: by name, the files, and what the build must say.

Each is built with ``--untrusted``. Of ``codes`` one at least must be an error of the build; a case without codes is harmless
once it is set as text, and must build.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.theses import BARE

Files = Mapping[str, str | bytes | None]


@dataclass(frozen=True)
class Hostile:
    """An attack. ``make`` gives the files, since some are large."""

    make: Callable[[], Files]
    codes: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    """Symbolic links to make, and where they lead."""


def _yaml(*lines: str) -> Callable[[], Files]:
    return lambda: {"thesis.yaml": str(BARE["thesis.yaml"]) + "\n".join(lines) + "\n"}


def _chapter(text: str | Callable[[], str], **more: str | bytes) -> Callable[[], Files]:
    return lambda: {
        "chapters/01-one.md": "# One\n\n" + (text if isinstance(text, str) else text()) + "\n",
        **{name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()},
    }


def _raw(tex: str) -> Callable[[], Files]:
    return _chapter(f"```{{=latex}}\n{tex}\n```")


def _template(text: str) -> Callable[[], Files]:
    return lambda: {
        "templates/chapters/mine.tex.j2": text,
        "templates/chapters/mine.schema.yaml": "type: object\n",
        "chapters/02-two.yaml": "title: Two\ntemplate: mine\n",
    }


def png(width: int, height: int) -> bytes:
    """A small file that says it is a picture of so many pixels, and has them, packed."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PDF_WITH_SCRIPT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/AA<</O<</S/JavaScript/JS(app.alert\\(2\\))>>>>>>endobj\n"
    b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)
SVG_WITH_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
)
ALIASES = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
)
_ROWS = "a,b\n=cmd|' /C calc'!A0,@SUM(1+1)*cmd\n+1,-1\n"
_BOOK = "@book{{{key}, author = {{A, B}}, title = {{T}}, year = 2000, publisher = {{P}}{more}}}\n"


def _bib(text: str) -> Callable[[], Files]:
    return _chapter("[@a]", bib__references_dot_bib=text)


REFUSED = frozenset({"raw-latex"})
CASES: Mapping[str, Hostile] = {
    # ---- YAML
    "yaml: alias bomb": Hostile(_yaml(ALIASES), frozenset({"yaml-syntax"})),
    "yaml: alias of itself": Hostile(_yaml("abstract: &a [*a]"), frozenset({"yaml-syntax"})),
    "yaml: alias bomb in a chapter": Hostile(
        lambda: {"chapters/02-two.yaml": f"title: Two\ntemplate: timeline\n{ALIASES}\n"},
        frozenset({"yaml-syntax"}),
    ),
    "yaml: scalar of 100 MB": Hostile(_yaml("abstract: " + "long " * 20_000_000), frozenset({"config-unknown-key", "limit-time", "limit-memory"})),
    "yaml: nested 100,000 deep": Hostile(_yaml("abstract: " + "[" * 100_000 + "]" * 100_000), frozenset({"yaml-syntax"})),
    "yaml: Python object": Hostile(_yaml("abstract: !!python/object/apply:os.system ['touch OUTSIDE/owned']"), frozenset({"config-unknown-key"})),
    "yaml: merge of itself": Hostile(_yaml("x: &x", "  <<: *x"), frozenset({"yaml-syntax"})),
    # ---- Markdown
    "markdown: 50,000 quotes deep": Hostile(_chapter(">" * 50_000 + " text"), frozenset({"nesting-depth"})),
    "markdown: 50,000 brackets": Hostile(_chapter("[" * 50_000 + "a" + "](u)" * 50_000), frozenset({"text-long"})),
    "markdown: 100,000 stars": Hostile(_chapter("*a **a " * 30_000), frozenset({"text-long"})),
    "markdown: 100,000 backticks": Hostile(_chapter(lambda: " ".join("`" * n for n in range(1, 600))), frozenset({"text-long"})),
    "markdown: lists 3,000 deep": Hostile(_chapter(lambda: "\n".join("  " * n + "- a" for n in range(3_000))), frozenset({"nesting-depth", "text-long"})),
    "markdown: notes in notes": Hostile(_chapter("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]"), frozenset({"footnote-nested"})),
    "markdown: table of 5,000 columns": Hostile(_chapter("|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n|" + "b|" * 5_000), frozenset({"latex", "table-wide"})),
    # ---- Jinja
    "jinja: class of a text": Hostile(_template(r"\VAR{ ''.__class__.__mro__[1].__subclasses__() }"), REFUSED),
    "jinja: endless loop": Hostile(_template(r"\BLOCK{ for i in range(10**12) }x\BLOCK{ endfor }"), REFUSED),
    "jinja: include of a file": Hostile(_template(r"\BLOCK{ include '/etc/passwd' }"), REFUSED),
    # ---- TeX
    "tex: input of a file": Hostile(_raw(r"\input{/etc/passwd}"), REFUSED),
    "tex: write18": Hostile(_raw(r"\immediate\write18{touch OUTSIDE/owned}"), REFUSED),
    "tex: in mathematics": Hostile(_chapter(r"$\input{/etc/passwd}$"), REFUSED),
    "tex: character codes in mathematics": Hostile(_chapter(r"$\catcode`\!=0 !input{/etc/passwd}$"), REFUSED),
    "tex: names made in mathematics": Hostile(_chapter(r"$\csname input\endcsname{/etc/passwd}$"), REFUSED),
    "tex: names in hex in mathematics": Hostile(_chapter(r"$\^^69nput{/etc/passwd}$"), frozenset({"latex"})),
    "tex: endless loop in mathematics": Hostile(_chapter(r"$\def\a{\a}\a$"), REFUSED),
    "tex: environment as a command": Hostile(_chapter(r"$\begin{input}{/etc/passwd}\end{input}$"), REFUSED),
    "tex: command by its name": Hostile(_chapter(r"$\UseName{input}{/etc/passwd}$"), REFUSED),
    "tex: lualatex": Hostile(_yaml("engine: lualatex"), REFUSED),
    "tex: raw in a title": Hostile(lambda: {"thesis.yaml": "title: '`\\input{/etc/passwd}`{=latex}'\nauthors: [A]\n"}),
    "tex: raw in a note of a table": Hostile(_chapter("| a |\n|---|\n| b^[`\\input{/etc/passwd}`{=latex}] |"), REFUSED),
    "tex: format and auxiliary files brought along": Hostile(
        lambda: {
            "build/tex/thesis.aux": r"\immediate\write18{touch OUTSIDE/owned}\input{/etc/passwd}",
            "build/tex/thesis.toc": r"\input{/etc/passwd}",
            "build/tex/texmf.cnf": "shell_escape = t\nopenin_any = a\n",
            "build/cache/tex/texmf.cnf": "shell_escape = t\nopenin_any = a\n",
            "build/cache/tex/texmf/tex/latex/base/report.cls": r"\immediate\write18{touch OUTSIDE/owned}",
            "build/cache/record.json": "{}",
        }
    ),
    # ---- files
    "picture: of 60,000 x 60,000 pixels": Hostile(lambda: {**_chapter("![Map](figures/map.png)")(), "figures/map.png": png(60_000, 60_000)}, frozenset({"image-bad"})),
    "picture: up and out": Hostile(_chapter("![Map](../../../../etc/passwd.png)"), frozenset({"file-outside"})),
    "picture: absolute": Hostile(_chapter("![Map](/etc/passwd.png)"), frozenset({"file-outside"})),
    "picture: by a link": Hostile(_chapter("![Map](figures/map.png)"), frozenset({"file-outside"}), {"figures/map.png": "/etc/passwd"}),
    "picture: link in a circle": Hostile(_chapter("![Map](figures/map.png)"), frozenset({"file-unreadable"}), {"figures/map.png": "map.png"}),
    "picture: SVG with an entity": Hostile(_chapter("![Map](figures/map.svg)", figures__map_dot_svg=SVG_WITH_ENTITY), frozenset({"image-bad"})),
    "picture: PDF with a script": Hostile(_chapter("![Map](figures/map.pdf)", figures__map_dot_pdf=PDF_WITH_SCRIPT)),
    "csv: by a link": Hostile(_chapter("![T](data/a.csv){#tbl-a}"), frozenset({"file-outside"}), {"data/a.csv": "/etc/passwd"}),
    "csv: formulas": Hostile(_chapter("![T](data/a.csv){#tbl-a}", data__a_dot_csv=_ROWS)),
    "csv: cell of 20 MB": Hostile(_chapter("![T](data/a.csv){#tbl-a}", data__a_dot_csv="a,b\n" + "x" * 20_000_000 + ",1\n"), frozenset({"data"})),
    "bib: by a link": Hostile(_chapter("[@a]"), frozenset({"file-outside"}), {"bib/references.bib": "/etc/passwd"}),
    "bib: crossref in a circle": Hostile(_bib(_BOOK.format(key="a", more=", crossref = {b}") + _BOOK.format(key="b", more=", crossref = {a}"))),
    "bib: crossref to itself": Hostile(_bib(_BOOK.format(key="a", more=", crossref = {a}"))),
    "bib: abbreviations of one another": Hostile(_bib('@string{x = y # "a"}\n@string{y = x # "b"}\n' + _BOOK.format(key="a", more=", note = x # y"))),
    "bib: fields from one another": Hostile(_bib("@xdata{x, xdata = {y}}\n@xdata{y, xdata = {x}}\n" + _BOOK.format(key="a", more=", xdata = {x}"))),
    "bib: javascript": Hostile(_bib(_BOOK.format(key="a", more=", url = {javascript:alert(1)}")), frozenset({"link-scheme"})),
    "bib: a file": Hostile(_bib(_BOOK.format(key="a", more=r", note = {\url{file:///etc/passwd}}")), frozenset({"link-scheme"})),
    "bib: a program": Hostile(_bib(_BOOK.format(key="a", more=r", note = {\href{run:/bin/sh}{x}}")), frozenset({"link-scheme"})),
    "bib: bytes that are not UTF-8": Hostile(lambda: {**_chapter("[@a]")(), "bib/references.bib": b"@book{a, title = {\xc0\xaf\xed\xa0\x80}}\n"}, frozenset({"file-encoding"})),
    "bib: NUL": Hostile(lambda: {**_chapter("[@a]")(), "bib/references.bib": b"@book{a, title = {a\x00b}}\n"}, frozenset({"file-control-character"})),
    "bib: abbreviation of itself": Hostile(_bib("@string{x = x # x}\n" + _BOOK.format(key="a", more=", note = x # x"))),
    "bib: abbreviations that double": Hostile(_bib('@string{x0 = "ha"}\n' + "".join(f"@string{{x{i} = x{i - 1} # x{i - 1}}}\n" for i in range(1, 60)) + _BOOK.format(key="a", more=", note = x59")), frozenset({"limit-memory"})),
    "bib: braces 50,000 deep": Hostile(_bib(_BOOK.format(key="a", more=", note = " + "{" * 50_000 + "x" + "}" * 50_000)), frozenset({"bib-syntax"})),
    "bib: commands of TeX": Hostile(_bib(_BOOK.format(key="a", more=r", note = {\input{/etc/passwd}\write18{touch OUTSIDE/owned}}"))),
    # ---- links
    "link: javascript": Hostile(_chapter("[a](javascript:alert(1))"), frozenset({"link-scheme"})),
    "link: file": Hostile(_chapter("[a](file:///etc/passwd)"), frozenset({"link-scheme"})),
    "link: data": Hostile(_chapter("<data:text/html;base64,PHNjcmlwdD4=>"), frozenset({"link-scheme"})),
    "link: a program": Hostile(_chapter("[a](run:/bin/sh)"), frozenset({"link-scheme"})),
    "link: a network folder": Hostile(_chapter("[a](//host/share) [b](<\\\\\\\\host\\\\share>)")),
    "link: javascript behind entities": Hostile(_chapter("[a](javascript&colon;alert&#40;1&#41;) [b][c]\n\n[c]: <&#106;avascript:alert(1)>"), frozenset({"link-scheme"})),
    # ---- what lies in the folder, and links of every kind
    **{
        f"folder: {name}": Hostile(lambda name=name: {name: "openin_any = a\nshell_escape = t\nraise SystemExit\n\\input{/etc/passwd}\n"})  # type: ignore[misc]
        for name in (
            "texmf.cnf", "texmfcnf.lua", ".latexmkrc", "latexmkrc", "report.cls", "thesis.tex", "sitecustomize.py", "jinja2.py",
            "typesetter.py", "matplotlibrc", "chapters/hyperref.sty",
        )
    },
    **{f"symlink: {name}": Hostile(_chapter("Text."), codes, {name: to}) for name, to, codes in (
        ("templates", "/etc", frozenset({"file-outside"})), ("templates/chapters", "/etc", frozenset({"file-outside"})),
        ("bib", "/etc", frozenset[str]()), ("build", "/etc", frozenset({"file-outside"})), ("build/tex", "/etc", frozenset[str]()),
        ("build/cache", "..", frozenset[str]()), ("build/diagnostics.json", "/dev/full", frozenset[str]()),
        ("chapters/02.md", "/proc/self/environ", frozenset({"file-outside"})), ("chapters/02.md ", "/dev/zero", frozenset[str]()),
        ("chapters/02-two.md", "gone.md", frozenset({"file-missing"})), ("chapters/02-here.md", ".", frozenset({"file-missing"})),
        ("bib/references.bib", "/dev/zero", frozenset({"file-outside"})),
    )},
    # ---- bytes and names
    "bytes: NUL": Hostile(_chapter("a\0b"), frozenset({"file-control-character"})),
    "bytes: overlong": Hostile(lambda: {"chapters/01-one.md": b"# One\n\n\xc0\xafetc\n"}, frozenset({"file-encoding"})),
    "bytes: surrogate": Hostile(lambda: {"chapters/01-one.md": b"# One\n\n\xed\xa0\x80\n"}, frozenset({"file-encoding"})),
    "bytes: mark of a place": Hostile(_chapter("a\ufdd0b"), frozenset({"file-control-character"})),
    "name: spaces and quotes": Hostile(lambda: {"chapters/02 'two' \"x\".md": "# Two\n\nText.\n"}),
    "name: line break": Hostile(lambda: {"chapters/02\ntwo.md": "# Two\n\nText.\n"}),
    "name: leading dashes": Hostile(lambda: {"chapters/--shell-escape.md": "# Two\n\nText.\n"}),
    "name: of commands": Hostile(lambda: {"chapters/02-$(touch owned)`id`;|&.md": "# Two\n\nText.\n"}),
    **{f"bytes: in {name}": Hostile(lambda name=name, rest=rest: {**rest, name: b"a: b\xed\xa0\x80\n"}, frozenset({"file-encoding"}))  # type: ignore[misc]
       for name, rest in {
           "thesis.yaml": {}, "chapters/02.yaml": {}, "data/a.csv": _chapter("![T](data/a.csv)")(),
           "style.yaml": _yaml("citations: {style: style.yaml}")(), "templates/chapters/m.schema.yaml": {"chapters/02.yaml": "title: T\ntemplate: m\n"},
           "templates/universities/u/profile.yaml": _yaml("university: u")(),
       }.items()},
    "yaml: control characters by escapes": Hostile(lambda: {"thesis.yaml": 'title: "T\\0\\e[2J\\uFDD0"\nauthors: [A]\n'}, frozenset({"character"})),
    "yaml: names that command a terminal": Hostile(_yaml(r'chapters: ["chapters/a\e[2J.md"]'), frozenset({"file-missing"})),
    "name: of a .bib file that is not UTF-8, and one looked for": Hostile(lambda: {**_yaml("bibliography: [bib/x.bib]")(), "bib/x\udce9.bib": "x"}, frozenset({"file-missing"})),
    "name: of pictures and data": Hostile(lambda: {"figures/--a 'b'.png": png(3, 3), "data/--a $(b).csv": "a,b\nx,1\n", **_chapter("![M](<figures/--a 'b'.png>)\n\n![T](<data/--a $(b).csv>)")()}),
    "name: not UTF-8": Hostile(lambda: {"chapters/02-\udce9.md": "# Two\n\nText.\n"}),
}  # fmt: skip

SLOW = frozenset({
    "yaml: scalar of 100 MB", "markdown: 50,000 brackets", "markdown: 100,000 stars", "markdown: 100,000 backticks",
    "markdown: table of 5,000 columns", "csv: cell of 20 MB", "bib: abbreviations that double",
    "yaml: alias bomb", "yaml: alias bomb in a chapter", "markdown: lists 3,000 deep", "picture: of 60,000 x 60,000 pixels",
})  # fmt: skip
"""Those that take more than a second, or that only a limit ends: ``make attack`` tries them too."""

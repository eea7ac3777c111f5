"""Every character that is let through is printed, and found again by those who copy and search: on real engines."""

from __future__ import annotations

import random
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.templates.support import compile_tex, context, environment, executable
from typesetter.latex import escape as module
from typesetter.latex.characters import CYRILLIC, TABLE
from typesetter.latex.escape import escape, escape_bookmark, escape_code, escape_url, is_plain, unsupported

PARTS = ("class", "fonts", "page", "headings", "contents", "floats", "blocks", "data", "inlines", "links")
PREAMBLE = "".join(rf'\BLOCK{{ include "parts/{part}.tex.j2" }}' for part in PARTS)

COMPOSED = [
    *"ḥṣṭșțǧāīūēōḍḏẓẕġṛṇḷẖǎḤṢṬȘȚǦĀĪŪĒŌḌḎẒĠǐǒǔẗĩũẽỹẏṃấṝǖṩ", "m\u0304", "q\u0307", "d\u0324"[:1], "о\u0301", "ж\u0301",
]  # fmt: skip
BREAKS = "\n\t\u2028\u2029\x85"
WORDS = [
    "office affluent fluffy first ffi shelfful AV To", "Şuşa Ağdam İstanbul ışık Žižek Łódź Çäğrı Đorđe", "Москва Київ Бaкy",
    "'tis rock 'n' roll’s ‘’", "a--b c---d -- --- ,, '' `` << >> ?` !` ?‘ !‘ –- -– ’’ ‘‘", "100% A&B C# a_b a^b a~b $5 {x} \\input{y} [z]* |",
    "α β Γ Ω ± × ÷ ≤ ≥ ≠ → € £ ° § © ™ ½ x² H₂O", "naïve café Ærø ß ẞ œuvre",
]  # fmt: skip


def _readable(text: str) -> str:
    """What must be the same before and after: compatibility forms, apostrophes, spaces and invisible characters aside."""
    text = unicodedata.normalize("NFKC", text).replace("'", "’")
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf" and c not in "\ufe0e\ufe0f")


def _samples(cyrillic: bool) -> list[str]:
    """Each character alone, each pair of ASCII characters and quotation marks, and random words of all of them."""
    known = [c for c in TABLE if c not in BREAKS and (cyrillic or ord(c) not in CYRILLIC)]
    composed = [c for c in COMPOSED if cyrillic or ord(c[0]) not in CYRILLIC]
    alone = [
        " ".join(f"x{c}y" for c in (*known, *composed)[i : i + 12]) for i in range(0, len(known) + len(composed), 12)
    ]
    typed = [*map(chr, range(33, 127)), *"‘’“”‚„–—…«»‹›"]
    pairs = [" ".join(f"x{a}{b}" for b in typed[i : i + 18]) for a in typed for i in range(0, len(typed), 18)]
    chance = random.Random(20240531)
    pool = [*known, *composed, *(typed * 4)]
    mixed = [" ".join("".join(chance.choices(pool, k=chance.randint(1, 7))) for _ in range(4)) for _ in range(200)]
    return [*alone, *pairs, *mixed, *(w for w in WORDS if cyrillic or not any(ord(c) in CYRILLIC for c in w))]


def _extracted(pdf: Path) -> dict[str, str]:
    import pypdfium2

    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", pdf.name, "-"], cwd=pdf.parent, capture_output=True, check=True
    )
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    document.close()
    return {
        "pdftotext": done.stdout.decode("utf-8"),
        "pdfium": "\n".join(pages).replace("\ufffe", "-").replace("\x02", "-"),
    }


def _compile(engine: str, folder: Path, body: str, *, cyrillic: bool) -> tuple[Path, set[str]]:
    """The PDF, and the characters that its fonts lack."""
    command = executable(engine)
    if command is None:
        pytest.skip(f"{engine} is not installed")
    variables = context(
        engine="lualatex" if engine == "lualatex" else "pdflatex", embedded=engine == "embedded", packages=["amsmath"],
        scripts=["cyrillic"] if cyrillic else [],
    )  # fmt: skip
    head = environment().from_string(PREAMBLE).render(**variables)
    setting = "\\makeatother\n\\begin{document}\\pagestyle{empty}\\raggedright\\hyphenpenalty=10000\\parindent=0pt\n"
    (folder / "thesis.tex").write_text(f"{head}{setting}{body}\n\\end{{document}}\n", encoding="utf-8")
    log = compile_tex(command, folder, passes=1)
    problems = [line for line in log.split("\n") if re.match(r"\S+\.tex:\d+: ", line) or line.startswith("!")]
    assert not problems, "\n".join(problems[:20])
    return folder / "thesis.pdf", set(re.findall("Missing character: There is no (.)", log))


def _paragraphs(samples: Sequence[str], *, unicode_engine: bool) -> str:
    return "\n\n".join(f"Q{i}Q {escape(s, unicode_engine=unicode_engine).source} ZZZ" for i, s in enumerate(samples))


@pytest.mark.parametrize("engine", ["pdflatex", "embedded", "lualatex"])
def test_every_character_is_printed_and_found(engine: str, tmp_path: Path) -> None:
    cyrillic = engine == "pdflatex"  # the embedded engine has no such fonts, lualatex takes what the system has
    samples = _samples(cyrillic)
    assert not [s for s in samples if unsupported(s)]
    pdf, missing = _compile(
        engine, tmp_path, _paragraphs(samples, unicode_engine=engine == "lualatex"), cyrillic=cyrillic
    )
    assert (
        not missing or engine == "lualatex"
    )  # whose face is the user's choice; the log's reader reports what it lacks
    for reader, text in _extracted(pdf).items():
        found = {int(m[1]): m[2] for m in re.finditer(r"Q(\d+)Q(.*?)ZZZ", text, re.DOTALL)}
        wrong = [
            (s, found.get(i))
            for i, s in enumerate(samples)
            if _readable(found.get(i, "")) != _readable(s) and not missing & set(s)
        ]
        assert not wrong, f"{reader}: {len(wrong)} of {len(samples)}: {wrong[:10]}"


ADDRESSES = [
    "https://example.org/a_b?x=1&y=2#part~z", "https://example.org/100%25/%C3%A9", "https://example.org/(a)[b]{c}|d^e\\f g",
    "https://example.org/é/Şuşa", "https://example.org/$a;b,c!d*e'f@g:h+i=j", "mailto:a_b@example.org", "https://example.org/%%",
]  # fmt: skip
TITLES = [
    "100% of A&B #1 {x} $5 a_b a^b a~b \\input",
    "Şuşa: „ğ“ – ‘İ’ …",
    "α ≤ ∞, ḥāʿ, Москва €",
    "a--b---c ''c'' `d` ``e`` [f] ?` !` ,, << >> \"g\"",
    "𝑥²",
]


@pytest.mark.parametrize("engine", ["pdflatex", "embedded", "lualatex"])
def test_code_addresses_and_bookmarks(engine: str, tmp_path: Path) -> None:
    import pikepdf

    code = "if (a < b && c != 'd') { x--; \"e\" `f` ,, ?` } // 100% \\n ~^_$#"
    body = [rf"\tpurl{{{escape_url(a)}}}{{x}}" for a in ADDRESSES]
    body += [rf"\bookmark[page=1,level=0]{{{escape_bookmark(t)}}}" for t in TITLES]
    source = escape_code(code, unicode_engine=engine == "lualatex").source
    body.append(rf"Q1Q \tpcode{{{source}}} ZZZ")
    shown = "https://example.org/a--b_c?d=é&e=%20~f#g<<h>>"
    body.append(rf"Q2Q \tpshowurl{{{escape(shown, unicode_engine=engine == 'lualatex').source}}} ZZZ")
    pdf, missing = _compile(engine, tmp_path, "\n\n".join(body), cyrillic=False)
    assert not missing
    with pikepdf.open(pdf) as document:
        annotations = [a for page in document.pages for a in page.get("/Annots", [])]
        assert [str(a.A.URI) for a in annotations] == [_encoded(a) for a in ADDRESSES]
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == TITLES
    for text in _extracted(pdf).values():
        for number, wanted in ((1, code), (2, shown)):
            match = re.search(rf"Q{number}Q(.*?)ZZZ", text, re.DOTALL)
            assert match is not None
            assert "".join(match[1].split()) == "".join(wanted.split())


def _encoded(address: str) -> str:
    return "".join(
        c if c.isascii() and c not in '{}^\\ "<>`' else "".join(f"%{b:02X}" for b in c.encode()) for c in address
    )


def test_plain_text_is_what_needs_no_escaping() -> None:
    chance = random.Random(7)
    signs = [*map(chr, range(32, 127)), *"‘’“”‚„–—…«»‹›éÀ×÷ÿ", "\u0301", "\u00a0", "\u200c"]
    touching = [a + b for a in signs for b in signs]
    for text in ["", *signs, *touching, *("".join(chance.choices(signs, k=4)) for _ in range(20_000))]:
        if is_plain(text):
            assert not unsupported(text)
            assert module._escape_run(unicodedata.normalize("NFC", text), False) == text
            assert module._escape_run(unicodedata.normalize("NFC", text), True) == text
            assert not set(text) & set(module._BOOKMARK)
        else:
            assert module._PLAIN.fullmatch(text) is None or module._LIGATURES.search(text)

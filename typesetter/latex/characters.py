"""Which characters pdflatex can show with T1, TS1 and T2A fonts, and how each is written.

Sources: the LaTeX kernel's t1enc.dfu, ts1enc.dfu and t2aenc.dfu (what inputenc knows), and the Cork table (which accented
letters are glyphs of their own; the others are built from two, and carry their own character for copying and searching).
"""

from __future__ import annotations

import unicodedata

_ASCII = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
    "[": "{[}", "]": "{]}", "\t": " ", "\n": " ", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip

_SPACES = {
    "\u00a0": "~", "\u00ad": r"\-", "\u2002": r"\enspace{}", "\u2003": r"\quad{}", "\u2004": r"\ ", "\u2005": r"\ ",
    "\u2006": r"\,", "\u2007": r"\ ", "\u2008": r"\,", "\u2009": r"\,", "\u200a": r"\,", "\u200b": r"\hspace{0pt}",
    "\u2028": r"\newline{}", "\u2029": r"\newline{}", "\u202f": r"\,", "\u205f": r"\,", "\u3000": r"\quad{}",
    "\u2060": r"\nobreak{}", "\ufeff": "", "\u200c": "", "\u200d": "",
    "\u200e": "", "\u200f": "", "\u202a": "", "\u202b": "", "\u202c": "", "\u2066": "", "\u2067": "", "\u2068": "",
    "\u2069": "", "\u2061": "", "\u0085": " ", "\ufe0e": "", "\ufe0f": "",
}  # fmt: skip

_CORK = (
    "ĂăĄąĆćČčĎďđĚěĘęĞğİıĹĺĽľŁłŃńŇňŊŋŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽžȷ"  # the Cork table's letters
    "‘’‚“”„‹›–—…‰"
)
_NAMELESS = "‱※⁎₦₱℗℞℠℧␢◯―"
"""TS1's glyphs whose names say nothing of the character, or another one."""
_TS1 = "ƒ‖†‡•‽⁄₡₤₩₫€℃№™℮←↑→↓◦♪␣"

_MATH = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
    "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi",
    "Ψ": "Psi", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "≡": "equiv", "∼": "sim", "≃": "simeq",
    "≅": "cong", "∝": "propto", "∞": "infty", "∑": "sum", "∏": "prod", "∫": "int", "∂": "partial", "∇": "nabla",
    "∈": "in", "∉": "notin", "∋": "ni", "∅": "emptyset", "∪": "cup", "∩": "cap", "⊂": "subset", "⊃": "supset",
    "⊆": "subseteq", "⊇": "supseteq", "∀": "forall", "∃": "exists", "∧": "wedge", "∨": "vee", "⇒": "Rightarrow",
    "⇐": "Leftarrow", "⇔": "Leftrightarrow", "↔": "leftrightarrow", "↦": "mapsto", "⇑": "Uparrow", "⇓": "Downarrow",
    "↕": "updownarrow", "↗": "nearrow", "↘": "searrow", "↙": "swarrow", "↖": "nwarrow", "⊕": "oplus", "⊗": "otimes",
    "⊥": "perp", "∥": "parallel", "∘": "circ", "∗": "ast", "⋆": "star", "★": "star", "♠": "spadesuit", "♣": "clubsuit",
    "♥": "heartsuit", "♦": "diamondsuit", "√": "surd", "∠": "angle", "△": "triangle", "ℓ": "ell",
    "ℵ": "aleph", "ℏ": "hbar", "⋅": "cdot", "⋯": "cdots", "∖": "setminus", "≪": "ll", "≫": "gg", "⊢": "vdash",
    "⊤": "top", "⌈": "lceil", "⌉": "rceil", "⌊": "lfloor", "⌋": "rfloor", "≺": "prec", "≻": "succ", "⟶": "longrightarrow",
}  # fmt: skip
_OTHER = {
    "−": r"\ensuremath{-}", "′": r"\ensuremath{{}^\prime}", "″": r"\ensuremath{{}^{\prime\prime}}", "Đ": r"\DJ{}", "ẞ": r"\SS{}",
    "Ω": r"\ensuremath{\Omega}", "\u2126": r"\textohm{}", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H",
    "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Χ": "X", "ο": "o", "ʻ": "`", "ʼ": "'",
    "ʾ": "'", "ʿ": "`", "ʹ": "'", "＇": "'", "∣": r"\ensuremath{\mid}",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "…": r"\textellipsis{}", "‐": "-", "‒": "--", "‑": r"\mbox{-}",
    "⅓": r"\textsuperscript{1}\textfractionsolidus\textsubscript{3}",
    "⅔": r"\textsuperscript{2}\textfractionsolidus\textsubscript{3}", "⟨": r"\textlangle{}", "⟩": r"\textrangle{}",
    "℅": "c/o", "ⁿ": r"\textsuperscript{n}", "‛": "`", "‟": "''",
}  # fmt: skip

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b", "\u0326": "textcommabelow", "\u0332": "b",
}  # fmt: skip

CYRILLIC = range(0x0400, 0x0500)
_CYRILLIC_KNOWN = (
    *range(0x400, 0x460), *range(0x490, 0x494), *range(0x496, 0x49E), *range(0x4A0, 0x4A6), 0x4AA, 0x4AB,
    *range(0x4AE, 0x4B4), *range(0x4B6, 0x4BC), *range(0x4C0, 0x4C3), *range(0x4D0, 0x4E0), *range(0x4E2, 0x4EA),
    *range(0x4EC, 0x4F6), 0x4F8, 0x4F9,
)  # fmt: skip


_CYRILLIC_GLYPHS = "ЁёЙйЇї"
"""Letters with marks that T2A has as glyphs of their own."""
_LATIN_SHAPED = "ІіЈј"
"""Letters that T2A shares with its Latin half, whose characters the glyphs are named after."""


def _build() -> dict[str, str]:
    table = {chr(c): chr(c) for c in range(0x20, 0x7F)}
    table.update({chr(c): chr(c) for c in range(0xA1, 0x100)})
    table.update({c: c for c in _CORK + _TS1})
    for char, name in _MATH.items():
        table[char] = _actual(char, rf"\ensuremath{{\{name}}}")
    for char, tex in _OTHER.items():
        table[char] = tex if char == "…" else _actual(char, tex)
    table.update({char: _actual(char, char) for char in _NAMELESS})
    for digit in range(10):
        table[chr((0x2070, 0xB9, 0xB2, 0xB3)[digit] if digit < 4 else 0x2070 + digit)] = rf"\textsuperscript{{{digit}}}"
        table[chr(0x2080 + digit)] = rf"\textsubscript{{{digit}}}"
    table.update(_ASCII)
    table.update(_SPACES)
    for char in map(chr, _CYRILLIC_KNOWN):
        composed = char not in _CYRILLIC_GLYPHS and bool(unicodedata.decomposition(char))
        table[char] = _actual(char, _t2a(char)) if composed else _actual(char, char) if char in _LATIN_SHAPED else char
    return table


def _t2a(tex: str) -> str:
    """Cyrillic letters with accents, which only T2A itself can put over them."""
    return rf"{{\fontencoding{{T2A}}\selectfont {tex}}}"


def _actual(char: str, tex: str) -> str:
    """``tex``, with ``char`` as the text that copying and searching find."""
    code = char.encode("utf-16-be").hex().upper()
    return rf"\tpactual{{{code}}}{{{tex}}}"


TABLE = _build()
"""Character → LaTeX, for every character that needs no composing."""


def compose(text: str) -> str | None:
    """A letter with accents (NFC, perhaps several code points) as LaTeX accents over a letter, or None."""
    letters = unicodedata.normalize("NFD", text)
    base, marks = letters[:1], letters[1:]
    if TABLE.get(base) != base or not base.isalpha() or not marks or any(mark not in _ACCENTS for mark in marks):
        return None
    above = any(unicodedata.combining(mark) == 230 for mark in marks)
    tex = {"i": r"\i", "j": r"\j"}.get(base, base) if above else base
    for mark in marks:
        tex = rf"\{_ACCENTS[mark]}{{{tex}}}"
    return _actual(text, _t2a(tex) if ord(base) in CYRILLIC else tex)

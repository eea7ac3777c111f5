"""Nothing lost: ``python fuzz/lost.py --seconds 600 [--engine lualatex] [--seed 1]``.

Texts at every position of a thesis (see ``pieces.py``), some hundred in each thesis. Of every piece either all is in the PDF,
in order, as two programs that read PDFs find it, or a diagnostic at its place says what is missing. A piece of which neither
holds is built again by itself; if that does not hold either, it is lost.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.pieces import POSITIONS, Piece, pieces, thesis
from tests.theses import put
from typesetter.diagnostics import Diagnostic
from typesetter.pipeline import BuildResult, Options, build, check

HEAD, FOOT = 60.0, 80.0
"""Points at the head and the foot of a page that hold running heads and page numbers."""
_INVISIBLE = "\u034f\ufe0e\ufe0f\U000e0101"
"""Of the combining characters those that say only how their neighbours look."""
_ALONE = 12
"""So many are built each by itself."""
_ROUNDS = 12
"""How often pieces with errors are taken out before the rest is given up as one that never builds."""


@dataclass
class Tally:
    """What became of the pieces: of how many each position's text was ``printed``, ``told`` of, or ``lost``, and why."""

    printed: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[Piece, str]] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """All pieces."""
        return self.printed.total() + self.told.total() + len(self.lost)


@dataclass(frozen=True)
class Read:
    """What a PDF holds: for each reader of PDFs the text of the pages, line by line; and texts that no page shows."""

    texts: tuple[str, ...]
    outline: str
    addresses: str
    properties: str
    metadata: str
    alternatives: str


def read_pdf(pdf: Path) -> Read:
    """All texts of a PDF; running heads and page numbers are left out."""
    import pikepdf
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
        pages = [page.get_textpage().get_text_bounded(0, FOOT, width, height - HEAD) for page in document]
    crop = ["-x", "0", "-y", str(int(HEAD)), "-W", str(int(width)), "-H", str(int(height - HEAD - FOOT))]
    done = subprocess.run(["pdftotext", "-raw", *crop, "-enc", "UTF-8", str(pdf), "-"], capture_output=True, check=True)
    addresses = []
    with pikepdf.open(pdf) as document:
        with document.open_outline() as outline:
            titles = [item.title for item in _items(outline.root)]
        for page in document.pages:
            notes = [note for note in page.obj.get("/Annots", ()) if "/A" in note and "/URI" in note.A]
            addresses += [unquote(bytes(note.A.URI).decode("latin-1")) for note in notes]
        items = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        alternatives = [str(item.Alt) for item in items if "/Alt" in item]
        properties = [str(value) for value in document.docinfo.values()]
        with document.open_metadata() as packet:
            metadata = [unescape(str(packet))]
    return Read(
        (done.stdout.decode("utf-8"), "\n".join(pages).replace("\r", "").replace("\ufffe", "-").replace("\x02", "-")),
        *("\n".join(found) for found in (titles, addresses, properties, metadata, alternatives)),
    )


def _items(items: Sequence[object]) -> list[object]:
    return [one for item in items for one in (item, *_items(item.children))]  # type: ignore[attr-defined]


def readable(shown: str) -> str:
    """What must be the same before and after: compatibility forms, apostrophes, spaces and invisible characters aside."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).replace("'", "’"))
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf" and c not in _INVISIBLE)


def _words(shown: str) -> str:
    """Letters and digits only, of one case: what a style that sets quotation marks and capitals leaves alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", shown).casefold() if c.isalnum())


def _divided(text: str) -> str:
    """The text with words joined again that were divided at the end of a line."""
    return re.sub(r"(?<=\w)-\n(?=\w)", "", text)


class _Pages:
    """The texts that one place of the PDF holds, squeezed once for all pieces."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.exact = [tuple(map(readable, (text, _divided(text)))) for text in texts]
        self.loose = [_words(text) for text in texts]

    def hold(self, piece: Piece, *, exact: bool) -> bool:
        """Whether the piece is there, as every reader sees it (with words divided or joined), from marker to marker."""
        if piece.typed:  # TeX's and Markdown's signs may be anything, the words between them may not be gone
            return all(all(word in text for word in piece.words) for text in self.loose)
        squeezed = (readable if exact else _words)(piece.shown)
        if not exact:
            return all(squeezed in text for text in self.loose)
        # a reader that joins the lines of a paragraph may take a hyphen at their end for TeX's
        hyphened = squeezed.replace("-", "") if re.search(r"\w-\w", piece.shown) else None
        return all(
            any(squeezed in text for text in texts) or (hyphened and hyphened in texts[0].replace("-", ""))
            for texts in self.exact
        )


def _found(read: Read, piece: Piece, cache: dict[str, _Pages]) -> list[str]:
    """The places of the PDF in which the piece is not as it should be."""
    position = POSITIONS[piece.position]
    if not cache:
        cache["text"] = _Pages(read.texts)
        for name in ("outline", "addresses", "properties", "metadata", "alternatives"):
            cache[name] = _Pages([getattr(read, name)])
        cache["any"] = _Pages(["\n".join([read.texts[0], read.addresses, read.alternatives, read.properties])])
    if piece.typed:
        return [] if cache["any"].hold(piece, exact=False) else ["PDF"]
    return [name for name in position.looks if not cache[name].hold(piece, exact=position.exact)]


def _about(found: Diagnostic, piece: Piece, places: dict[int, list[tuple[str, int, int]]]) -> bool:
    """Whether a diagnostic stands at the piece."""
    span = found.span
    return span is not None and any(
        span.path == path and span.line <= last and span.end_line >= first for path, first, last in places[piece.number]
    )


class Trial:
    """Builds theses of pieces in one folder, and counts what becomes of the pieces."""

    def __init__(self, root: Path, engine: str, tally: Tally, *, tagged: bool = False) -> None:
        self.root, self.engine, self.tally = root, engine, tally
        self.options = Options(root.resolve(), tagged=tagged)

    def run(self, chosen: Sequence[Piece]) -> None:
        """Try the pieces together, and again alone those that seem to be lost."""
        suspects = [piece for piece, _ in self._together(list(chosen))]
        if len(suspects) > _ALONE:  # the fault of one, most likely: look for it by halves
            self.run(suspects[: len(suspects) // 2])
            self.run(suspects[len(suspects) // 2 :])
            return
        for piece in suspects:
            self.tally.lost += self._together([piece])

    def _together(self, left: list[Piece]) -> list[tuple[Piece, str]]:
        result: BuildResult | None = None
        make: Callable[[Options], BuildResult] = check
        places: dict[int, list[tuple[str, int, int]]] = {}
        for _ in range(_ROUNDS):
            for name in ("thesis.yaml", "chapters", "bib", "data"):
                shutil.rmtree(self.root / name, ignore_errors=True)
            files, places = thesis(left, self.engine)
            put(self.root, files)
            result = make(self.options)
            errors = [d for d in result.diagnostics if d.is_error]
            if not errors and make is build:
                break
            if not errors:
                make = build
                continue
            told = {p.number: d for d in errors for p in left if _about(d, p, places)}
            if not told:
                return [(piece, f"error at no piece: {errors[0]}") for piece in left]
            for piece in left:
                if piece.number in told:
                    self.tally.told[told[piece.number].code.value] += 1
            left = [piece for piece in left if piece.number not in told]
        if result is None or result.pdf is None:
            return [(piece, "never built") for piece in left]
        read, cache, suspects = read_pdf(result.pdf), {}, []
        for piece in left:
            missing = _found(read, piece, cache)
            if piece.position == "alternative text" and not self.options.tagged:
                missing = []
            said = [d for d in result.diagnostics if _about(d, piece, places)]
            if not missing:
                self.tally.printed[piece.position] += 1
            elif any(d.code.value in TELLING for d in said):
                self.tally.told["warning"] += 1
            else:
                why = f"not in {', '.join(missing)}; said {[d.code.value for d in said]}; found {_near(read, piece, missing)!r}"
                suspects.append((piece, why))
        return suspects


def _near(read: Read, piece: Piece, missing: Sequence[str]) -> list[str]:
    """What stands between the markers of a piece, in the places where it is not as it should be."""
    sources = [read.texts[0]] if missing[0] in ("text", "PDF") else [getattr(read, missing[0])]
    return [text[at : at + 120] for text in sources if (at := text.find(piece.begin)) >= 0]


TELLING = frozenset({"link-title", "link-unused", "bib-field", "bib-name", "character", "overfull", "link-scheme"})
"""Warnings that say that a text is not printed, or not as it was written, or (a long word) beyond the margin."""


def main() -> int:
    """Try pieces until the time is over; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("pdflatex", "lualatex"), default="pdflatex")
    parser.add_argument("--count", type=int, default=300, help="pieces in a thesis")
    parser.add_argument("names", nargs="*", metavar="POSITION", help="positions; all without")
    options = parser.parse_args()
    end, tally, theses = time.monotonic() + options.seconds, Tally(), 0
    with tempfile.TemporaryDirectory(prefix="lost-") as folder:
        while time.monotonic() < end:
            chance = random.Random(options.seed + theses)
            known = len(tally.lost)
            Trial(Path(folder).resolve(), options.engine, tally, tagged=theses % 4 == 3).run(
                pieces(chance, options.count, options.names or tuple(POSITIONS))
            )
            theses += 1
            for piece, why in tally.lost[known:]:
                print(f"seed {options.seed + theses - 1}: {piece!r}: {why}", flush=True)
    print(
        f"nothing lost, {options.engine}: {theses} theses, {tally.tried} texts tried, {tally.printed.total()} printed, "
        f"{tally.told.total()} told, {len(tally.lost)} lost; told by {dict(tally.told.most_common(8))}"
    )
    return bool(tally.lost)


if __name__ == "__main__":
    sys.exit(main())

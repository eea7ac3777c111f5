"""Variants beside the CSL styles of the same name, entry by entry and character by character.

Run: ``.venv/bin/python benchmarks/csl.py --styles FOLDER [--bib FILE] [--text] [--only KIND] [VARIANT ...]``. FOLDER holds the
.csl files (they are not part of this project). Every entry of the .bib file is formatted by the variant and by ``pandoc
--citeproc``; printed are the share that is equal, italics included, and the differences by kind and by the words in which they
first differ. ``--text`` compares the citations in the text instead.

pandoc takes capitals off the titles of .bib files, which CSL's makers leave to the user; here titles reach it as they are, and
particles ("de Waal") stay with their names. pandoc 2.17 has older words than pandoc 3 and citeproc-js ("2nd ed." for "2nd edn",
months cut to three letters), gives a style no ``event``, and prints straight quotes as they are typed: where there is a pandoc 3,
put it first in PATH. All of them leave out a space or a full stop now and then where a style says it by prefixes alone.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from typesetter.citations.driver import cite_keys, format_references
from typesetter.citations.labels import letters_of
from typesetter.citations.library import load_library
from typesetter.citations.sheets import load_variant
from typesetter.citations.variant import Variant
from typesetter.model import Emph, Strong

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "tests" / "citations" / "library" / "kinds.bib"
COUNTERPARTS = {
    "cite-them-right": "harvard-cite-them-right",
    "cite-them-right-11": "harvard-cite-them-right-11th-edition",
    "anglia-ruskin": "harvard-anglia-ruskin-university",
    "leeds": "harvard-university-of-leeds",
    "imperial": "imperial-college-london-author-date",
    "manchester-metropolitan": "harvard-manchester-metropolitan-university",
    "manchester-business-school": "harvard-manchester-business-school",
    "sheffield": "harvard-the-university-of-sheffield-town-and-regional-planning",
    "bath": "harvard-university-of-bath",
    "westminster": "harvard-university-of-westminster",
    "elsevier": "elsevier-harvard",
    "agps": "style-manual-for-authors-editors-and-printers-6th-edition-snooks-co",
    "australian-style-manual": "style-manual-australian-government",
}
"""The CSL style beside which each variant is put."""

_TITLES = re.compile(
    r"(?im)^(\s*(?:title|booktitle|maintitle|subtitle|booksubtitle|journaltitle|journal|series|eventtitle)\s*=\s*)\{(.*)\}(,?\}?)$"
)
FORMS = ("[@{}]", "[@{}, p. 12]", "@{}", "@{} [p. 12]", "[-@{}]")
"""The forms in the text that both sides know; ``cite_keys`` gives ours."""


def pandoc(arguments: list[str], text: str) -> str:
    """What pandoc prints."""
    done = subprocess.run(["pandoc", *arguments], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8")


def csl_items(bib: str) -> list[dict[str, Any]]:
    """The entries as CSL items, titles with the capitals they were typed with."""
    protected = _TITLES.sub(r"\1{{\2}}\3", bib)
    items = pandoc(["-f", "biblatex", "-t", "csljson"], protected)
    found: list[dict[str, Any]] = json.loads(re.sub(r"<span class=\\\"nocase\\\">(.*?)</span>", r"\1", items))
    for item in found:  # de Waal keeps his particle, as biblatex has it with useprefix and as every guide prints it
        for people in item.values():
            for person in people if isinstance(people, list) else ():
                if isinstance(person, dict) and "dropping-particle" in person:
                    person["non-dropping-particle"] = person.pop("dropping-particle")
    return found


def flat(nodes: list[Any]) -> str:
    """Pandoc's inlines as text with ``*`` around italics."""
    parts = []
    for node in nodes:
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind == "Emph":
            parts.append(f"*{flat(content)}*")
        elif kind == "Strong":
            parts.append(f"**{flat(content)}**")
        elif kind == "Quoted":
            left, right = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            parts.append(left + flat(content[1]) + right)
        elif kind in ("Link", "Span", "Cite"):
            parts.append(flat(content[1]))
        elif kind in ("SmallCaps", "Superscript", "Subscript", "Strikeout", "Underline"):
            parts.append(flat(content))
    return "".join(parts)


def theirs(
    style: Path, items: list[dict[str, Any]], keys: list[str]
) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """References by key, and the forms in the text by key and form, as the CSL style has them."""
    with tempfile.TemporaryDirectory() as name:
        library = Path(name) / "library.json"
        library.write_text(json.dumps(items), "utf-8")
        paragraphs = [form.format(key) for key in keys for form in FORMS]
        text = "\n\n".join(["---\nnocite: '@*'\nlang: en-GB\n---", *paragraphs])
        arguments = ["-f", "markdown", "-t", "json", "--citeproc", f"--csl={style}", f"--bibliography={library}"]
        document = json.loads(pandoc(arguments, text))
    forms: dict[tuple[str, str], str] = {}
    references: dict[str, str] = {}
    wanted = [(key, form) for key in keys for form in FORMS]
    for block in document["blocks"]:
        if block["t"] == "Para":
            forms[wanted[len(forms)]] = flat(block["c"])
        elif block["t"] == "Div":
            for entry in block["c"][1]:
                key = entry["c"][0][0].removeprefix("ref-")
                references[key] = " ".join(flat(b["c"]) for b in entry["c"][1]).strip()
    return references, forms


def shown(inlines: Any) -> str:
    """Our inlines as text with ``*`` around italics."""
    parts = []
    for node in inlines:
        inside = shown(node.children) if hasattr(node, "children") else getattr(node, "text", getattr(node, "tex", ""))
        mark = "*" if isinstance(node, Emph) else "**" if isinstance(node, Strong) else ""
        parts.append(mark + inside + mark)
    return "".join(parts)


def ours(variant: Variant, bib: str) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """References by key, and the forms in the text by key and form, as the variant has them."""
    library, _ = load_library([("library.bib", bib)])
    labelled = letters_of(library.entries.values(), variant)
    formatted = format_references(labelled, variant)
    references = {entry.key: shown(inlines) for (entry, _), inlines in zip(labelled, formatted, strict=True)}
    forms = {}
    for found in cite_keys(library, variant, list(library.entries))[0]:
        for form in FORMS:
            forms[found.key, form] = shown(dict(found.forms)[form.format(found.key)])
    return references, forms


def normal(text: str) -> str:
    """One kind of space, so that a tie is no difference."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()


def first_difference(mine: str, other: str) -> str:
    """The words around the first place where two texts differ."""
    matcher = difflib.SequenceMatcher(None, mine, other, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            masked = [re.sub(r"\d+", "0", part) for part in (mine[i1:i2], other[j1:j2])]
            before = re.sub(r"\w+", "x", mine[max(0, i1 - 3) : i1])
            return f"{before}[{masked[0][:40]} → {masked[1][:40]}]"
    return "equal"


def report(name: str, mine: dict[str, str], other: dict[str, str], arguments: argparse.Namespace) -> None:
    """Print the share that is equal and the differences, the most frequent first."""
    kinds: dict[str, Counter[bool]] = defaultdict(Counter)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, text in mine.items():
        label = re.split(r"\d", key, maxsplit=1)[0]
        if (arguments.only and label not in arguments.only) or key not in other:
            continue
        a, b = normal(text), normal(other[key])
        kinds[label][a == b] += 1
        if a != b:
            groups[label, first_difference(a, b)].append(key)
    total = sum(sum(c.values()) for c in kinds.values())
    equal = sum(c[True] for c in kinds.values())
    print(f"\n{name}: {equal} of {total} equal ({100 * equal / max(total, 1):.1f} %)")
    print("  " + ", ".join(f"{kind} {c[True]}/{sum(c.values())}" for kind, c in kinds.items()))
    for (label, place), keys in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1])))[
        : arguments.groups
    ]:
        print(f"  {label} × {len(keys)}: {place}")
        for key in keys[: arguments.examples]:
            print(f"      {key}\n        ours   {normal(mine[key])}\n        theirs {normal(other[key])}")


def main() -> None:
    """Compare the variants named, or all that have a counterpart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variants", nargs="*", help="names of variants, or paths of .yaml files with NAME=CSL-STYLE")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--bib", type=Path, default=LIBRARY)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--only", nargs="*", help="kinds, as the keys begin")
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--examples", type=int, default=1)
    arguments = parser.parse_args()
    bib = arguments.bib.read_text("utf-8")
    items = csl_items(bib)
    for wanted in arguments.variants or COUNTERPARTS:
        name, _, given = wanted.partition("=")
        variant, problems = load_variant(name, Path())
        if variant is None:
            print(f"\n{name}: {problems[0].message}")
            continue
        style = arguments.styles / f"{given or COUNTERPARTS[name]}.csl"
        mine, mine_text = ours(variant, bib)
        other, other_text = theirs(style, items, list(mine))
        if arguments.text:
            texts = [{f"{k}  {form}": v for (k, form), v in found.items()} for found in (mine_text, other_text)]
            report(name, texts[0], texts[1], arguments)
        else:
            report(name, mine, other, arguments)


if __name__ == "__main__":
    main()

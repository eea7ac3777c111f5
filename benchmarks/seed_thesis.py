"""A student's thesis as plain text → a thesis folder, each character of it with its place in the text.

The text is one of headings with typed numbers, paragraphs between empty lines (some cut in two by a page's end) and a
reference list. The folder has its prose in Markdown, with the citations as they were typed or as keys, and its list as .bib.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

_HEADING = re.compile(r"(\d+(?:\.\d+)*)\.?\s*(\D[^.]{0,80}|\D[^.]*\(\d{4}(?:[-–]\d{4})?\))")
_YEARS = re.compile(r"\d{4} ?- ?\d{4}")
_CITED = re.compile(
    r"\((?P<names>[A-ZÖÄÜ][^()\d]{1,60}?),? (?P<year>(?:19|20)\d\d)\)"
    r"|(?P<name>[A-ZÖÄÜ]\w+)(?P<s>'s)? \((?P<in_year>(?:19|20)\d\d)\)(?= (?!and\b|that\b)[a-z])"
)
_ENTRY = re.compile(r"(?P<names>.+?)\s*\((?P<year>\d{4})\)\.?\s*(?P<rest>.+)")
_LIST = re.compile(r"^(?:\d+\. *)?(?:Bibliography|References)\n\n(?=[^\n]*\(\d{4}\))", re.MULTILINE)


@dataclass
class Line:
    """A line of a file made, with the place in the text of each of its characters."""

    parts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, text: str, place: int, length: int | None = None) -> None:
        """Text that stands at ``place``, or that stands for ``length`` characters there."""
        self.parts.append(text)
        scale = 1.0 if length is None else max(0, length - 1) / max(1, len(text) - 1)
        self.places += [place + round(i * scale) for i in range(len(text))]


@dataclass
class Made:
    """The files made: lines by path."""

    files: dict[str, list[Line]] = field(default_factory=dict)

    def place(self, path: str, line: int, column: int) -> int | None:
        """Where in the text a character of a file comes from."""
        lines = self.files.get(path, [])
        if not 0 < line <= len(lines) or not lines[line - 1].places:
            return None
        places = lines[line - 1].places
        return places[min(column, len(places)) - 1]

    def write(self, root: Path) -> None:
        """Write the thesis folder."""
        for path, lines in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("".join("".join(line.parts) + "\n" for line in lines), "utf-8")
        (root / "thesis.yaml").write_text(
            "title: T\nauthors: [A]\nlanguage: en-US\nchecks: {spelling: en-US}\n", "utf-8"
        )


def make(text: str, *, keyed: bool) -> Made:
    """The files of the thesis in ``text``; with ``keyed`` the citations are keys."""
    start = text.index("\nAbstract\n") + 1
    heading = _LIST.search(text, start)
    if heading is None:
        raise ValueError("the text has no reference list")
    end = heading.start()
    made = Made()
    chapter: list[Line] = []
    number = 0
    goes_on = False
    for match in re.finditer(r"(?:[^\n]|\n(?!\n))+", text[start:end]):
        paragraph, place = match[0].strip("\n"), start + match.start() + len(match[0]) - len(match[0].lstrip("\n"))
        if not paragraph.strip():
            continue
        heading = _HEADING.fullmatch(paragraph)
        if paragraph == "Abstract" or heading is not None or _YEARS.fullmatch(paragraph):
            level = 1 if heading is None else heading[1].count(".") + 1
            level = 4 if _YEARS.fullmatch(paragraph) else level
            if level == 1:
                number += 1
                chapter = made.files.setdefault(f"chapters/{number:02}.md", [])
            line = Line()
            line.add("#" * level + " ", place, 1)
            title = heading[2] if heading is not None and level < 4 else paragraph
            line.add(title, place + paragraph.rindex(title))
            if paragraph == "Abstract":
                line.add(" {.unnumbered}", place, 1)
            chapter += [line, Line()]
            goes_on = False
            continue
        if goes_on:
            line = chapter[-2]
            line.add(" ", place, 1)
        else:
            line = Line()
            chapter += [line, Line()]
        _prose(line, paragraph, place, keyed=keyed)
        goes_on = re.search(r"[.?!:)\]]$", paragraph.rstrip()) is None
    made.files["bib/references.bib"] = _list(text, end)
    return made


def _prose(line: Line, paragraph: str, place: int, *, keyed: bool) -> None:
    at = 0
    for match in _CITED.finditer(paragraph) if keyed else ():
        name, year = match["names"] or match["name"], match["year"] or match["in_year"]
        line.add(paragraph[at : match.start()].replace("\n", " "), place + at)
        key = f"@{key_of(name, year)}"
        line.add(f"[{key}]" if match["names"] else key + (match["s"] or ""), place + match.start(), len(match[0]))
        at = match.end()
    line.add(paragraph[at:].replace("\n", " "), place + at)


def key_of(names: str, year: str) -> str:
    """The key that a student makes of the first name and the year: ``gotz2016``."""
    first = re.split(r",| and | & | et al", names)[0].split()[-1]
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower()) + year


def _list(text: str, end: int) -> list[Line]:
    """The reference list as .bib entries, one a line, mistakes and all."""
    lines = []
    taken: set[str] = set()
    for match in re.finditer(r"(?:[^\n]|\n(?!\n))+", text[end:]):
        entry, place = match[0].strip(), end + match.start() + len(match[0]) - len(match[0].lstrip())
        found = _ENTRY.match(" ".join(entry.split()))
        if found is None or len(entry) < 30:
            continue
        people = re.sub(r"(?:,| and| &) (?=[A-Z][\w-]+, )", " and ", found["names"]).replace(" & ", " and ")
        key = key_of(found["names"], found["year"])
        while key in taken:
            key += "b"
        taken.add(key)
        fields = {"author": people, "year": found["year"]}
        kind = "book"
        rest = found["rest"]
        if (pages := re.search(r"pp?\.(\w+(?:[–-]\d+)?)", rest)) is not None:
            fields["pages"] = pages[1]
        if (doi := re.search(r"(?i)doi: ?(\S+?)\.?(?:\s|$)", rest)) is not None:
            fields["doi"] = doi[1]
        if (url := re.search(r"Available at: ?(\S+?)\.?$", rest)) is not None:
            fields["url"] = url[1]
            kind = "online"
        title = re.split(r"(?<=[^\d.][^\d.])[.?] (?=\*|[A-Z\[])", rest.strip("*"), maxsplit=1)
        fields["title"] = title[0].strip("* .")
        if (
            len(title) > 1
            and (journal := re.match(r"\*?([^*,]+)\*?,", title[1])) is not None
            and ("doi" in fields or "pages" in fields)
        ):
            fields["journal"], kind = journal[1].strip(), "article"
            if (volume := re.search(r"(\d+)\((\d+)\)", rest)) is not None:
                fields["volume"], fields["number"] = volume[1], volume[2]
        elif len(title) > 1 and kind == "book":
            imprint = re.sub(r"pp?\..*", "", title[1]).strip("*. ")
            where, _, who = imprint.rpartition(": ")
            fields |= {"publisher": who, **({"address": where} if where else {})}
        line = Line()
        line.add(f"@{kind}{{{key}, " + ", ".join(f"{k} = {{{v}}}" for k, v in fields.items()) + "}", place, len(entry))
        lines.append(line)
    return lines

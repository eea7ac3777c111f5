"""What the university asks of the text and of the file: lengths, abstract, declaration, title page, format, size, name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from typesetter import model as m
from typesetter.checks.rules import allowed, declared, lacking
from typesetter.conformance.looks import page_text, shows_pictures, squeezed
from typesetter.job import Made
from typesetter.latex.inline_writer import target_name
from typesetter.submission.naming import file_name
from typesetter.submission.row import Row, row
from typesetter.tally import Statistics

_OPENING = re.compile(r"(chapter|appendix)\*?\.")
"""The destinations that LaTeX makes at the headings of chapters, of the contents too."""
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
"""Between thousands."""
_COUNTED = ("words", "characters", "standard_pages")
_MEGABYTE = 1_000_000


def text_rows(made: Made, statistics: Statistics, pages: int, places: Mapping[str, int]) -> Iterator[Row]:
    """A line for each rule about what is written. ``pages`` is their number, ``places`` the pages of destinations."""
    profile, authors, total = made.profile, len(made.thesis.authors), statistics.total
    spaced = profile.counts.spaces
    characters = total.characters if spaced else total.characters_without_spaces
    kind = "Characters with spaces" if spaced else "Characters without spaces"
    limits = profile.limits
    asked = limits.standard_pages_for(authors)
    lengths: tuple[tuple[str, str, float | None, float | None, float | None], ...] = (
        ("limits.max_words", "Words", total.words, limits.min_words, allowed(profile, "max_words", authors)),
        ("limits.max_characters", kind, characters, None, allowed(profile, "max_characters", authors)),
        (
            "limits.standard_pages", f"Standard pages of {limits.standard_page_chars or 0:,} characters",
            statistics.standard_pages, asked.min if asked else None, asked.max if asked else None,
        ),
        ("limits.max_pages", "Pages of the PDF", pages, None, limits.max_pages),
    )  # fmt: skip
    for figure, rule, found, low, high in lengths:
        if found is None or (low is None and high is None):
            continue
        holds = (low is None or found >= low) and (high is None or found <= high)
        yield row(profile, figure, rule, _span(low, high), f"{found:,g}", holds)
    yield from _abstract(made, statistics, places)
    yield from _declaration(made)


def _span(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:,g} to {high:,g}"
    return f"at most {high:,g}" if high is not None else f"at least {low:,g}"


def _abstract(made: Made, statistics: Statistics, places: Mapping[str, int]) -> Iterator[Row]:
    profile, rules = made.profile, made.profile.abstract
    counted = next((c.everything for c in statistics.chapters if c.role == "abstract"), None)
    if rules.required:
        yield row(profile, "abstract", "Abstract", "one", "there" if counted else "none", counted is not None)
    if counted is None:
        return
    for rule, found, most in (
        ("Abstract, words", counted.words, rules.max_words),
        ("Abstract, characters", counted.characters, rules.max_characters),
    ):
        if most is not None:
            yield row(profile, "abstract", rule, f"at most {most:,}", f"{found:,}", found <= most)
    if rules.min_pages is not None or rules.max_pages is not None:
        words, long = _span(rules.min_pages, rules.max_pages), _abstract_pages(made, places)
        holds = (rules.min_pages or 0) <= long <= (rules.max_pages or long)
        told = f"{long}" if long else f"{counted.words:,} words"
        yield row(profile, "abstract", "Abstract, pages", words, told, holds if long else "not measured")
    if rules.language is not None:
        language = made.thesis.language
        same = language.partition("-")[0] == rules.language.partition("-")[0]
        told = f"the thesis is in {language}"
        yield row(profile, "abstract", "Abstract, language", rules.language, told, "met" if same else "not measured")


def _abstract_pages(made: Made, places: Mapping[str, int]) -> int:
    """The pages from the abstract's heading to the next heading of a chapter; 0 when they cannot be told."""
    label = next((c.label for c in made.cited.document.chapters if c.role is m.Role.ABSTRACT), "")
    start = places.get(target_name(label), 0)
    after = [page for name, page in places.items() if _OPENING.match(name) and page > start]
    return min(after) - start if start and after else 0


def _declaration(made: Made) -> Iterator[Row]:
    rules = made.profile.declaration
    if rules.required:
        own = declared(made.cited.document)
        found = "the thesis's own" if own else "the university's words" if rules.paragraphs else "none"
        yield row(made.profile, "declaration", "Declaration of authorship", "one", found, own or bool(rules.paragraphs))


def title_rows(made: Made, statistics: Statistics | None, path: Path) -> Iterator[Row]:
    """The fields of the title page, read back from the words of the PDF's first page."""
    profile, wanted = made.profile, made.profile.title_page
    words = _SEPARATOR.sub("", page_text(path, 1))
    for name in dict.fromkeys((*wanted.required, *wanted.expected)):
        required = name in wanted.required
        figure = "title_page.required" if required else "title_page.expected"
        rule = f"Title page: {name.replace('_', ' ')}"
        told = "required" if required else "expected"
        if lacking(made.thesis, name):
            yield row(profile, figure, rule, told, "not in thesis.yaml", "unmet" if required else "expected")
            continue
        values = _values(made, statistics, name)
        missing = [value for value in values if _SEPARATOR.sub("", squeezed(value)) not in words]
        found = "read on page 1" if not missing else f"'{missing[0]}' is not on page 1"
        yield row(profile, figure, rule, told, found if values else "printed", not missing or not required)


def _values(made: Made, statistics: Statistics | None, name: str) -> list[str]:
    """What of a field must stand on the page; of a date the year, since its month is a word of the language."""
    thesis = made.thesis
    if name == "authors":
        return [author.name for author in thesis.authors]
    if name == "student_number":
        return [author.student_number or "" for author in thesis.authors]
    if name == "supervisors":
        return list(thesis.supervisors)
    if name == "date":
        return [str(thesis.date.year)] if thesis.date else []
    if name in _COUNTED and statistics is not None:
        total = statistics.total
        numbers = {"words": total.words, "characters": total.characters, "standard_pages": statistics.standard_pages}
        return [f"{numbers[name] or 0:.0f}"]
    value = getattr(thesis, name, None)
    return [value] if isinstance(value, str) else []


def file_rows(made: Made, path: Path, standards: tuple[str, ...], *, valid: bool) -> Iterator[Row]:
    """The file's format, structure, size and name."""
    profile = made.profile
    rules = profile.submission
    told = " and ".join(standards) + (", validated" if valid else ", not valid")
    if rules.pdf_standard is not None:
        claimed = any(_includes(standard, rules.pdf_standard) for standard in standards)
        yield row(profile, "submission.pdf_standard", "File format", rules.pdf_standard, told, claimed and valid)
    else:
        yield row(profile, "submission.pdf_standard", "File format", "PDF", told, valid)
    if rules.tagged:
        yield row(profile, "submission.tagged", "Accessible file", "PDF/UA-1", told, made.tagged and valid)
    size = path.stat().st_size / _MEGABYTE
    if rules.max_megabytes is not None:
        most = rules.max_megabytes
        yield row(
            profile,
            "submission.max_megabytes",
            "Size of the file",
            f"at most {most:g} MB",
            f"{size:.1f} MB",
            size <= most,
        )
    if rules.file_name != "thesis.pdf":
        name = file_name(profile, made.thesis)
        yield row(profile, "submission.file_name", "Name of the file", rules.file_name, name, "met")
    if profile.rules.logo == "forbidden":
        shown = shows_pictures(path, 1)
        found = "a picture on the title page" if shown else "no picture on the title page"
        yield row(profile, "rules.logo", "Logo of the university", "none", found, not shown)


def _includes(standard: str, asked: str) -> bool:
    """Whether a file of ``standard`` meets ``asked``: level a includes u, and u includes b (ISO 19005-2, 5)."""
    order = "bua"
    same = standard[:-1] == asked[:-1]
    return same and standard[-1] in order and order.index(standard[-1]) >= order.index(asked[-1])

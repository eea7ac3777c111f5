"""A new thesis folder that builds at once, and the list of university profiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from typesetter import pipeline
from typesetter.config.profile import Profile, available, load_profile
from typesetter.config.profile_rules import Range
from typesetter.diagnostics import nearest
from typesetter.stamps import write_atomic

_THESIS = """\
title: Your Title
authors:
  - name: Your Name
{number}supervisors: [Your Supervisor]
degree: Your Degree
institution: {institution}
{more}university: {university}
date: 2025-06-02
language: {language}
citations: {{style: harvard}}
bibliography: [bib/references.bib]
front: [chapters/00-abstract.md]
chapters:
  - chapters/01-introduction.md
"""
_MORE = ("department", "college", "semester")
"""Fields of the title page that only some universities ask for."""
_ABSTRACT = """\
---
role: abstract
---
# Abstract

Say in one page what was asked, how it was answered, and what was found.
"""
_INTRODUCTION = """\
# Introduction {#sec-introduction}

Write here. A citation looks like this [@waltz1979, p. 12], or like this: @waltz1979 argues that structure matters.

## Background {#sec-background}

@sec-introduction is a cross reference. A note looks like this.[^note]

## Outline

Say what each chapter does, after the background of @sec-background.

[^note]: Notes stand at the foot of the page.
"""
_BIB = """\
@book{waltz1979,
  author    = {Waltz, Kenneth N.},
  title     = {Theory of International Politics},
  year      = {1979},
  publisher = {Addison-Wesley},
  address   = {Reading, Mass.}
}
"""


def profile_folders(options: pipeline.Options) -> list[Path]:
    """The folders that hold university profiles."""
    return [folder / "universities" for folder in options.templates]


def make_thesis(folder: Path, university: str) -> str:
    """Write a new thesis into ``folder``; returns what is in the way, or nothing."""
    search = [pipeline.PIPELINE_ROOT / "templates" / "universities"]
    known = available(search)
    if university not in known:
        near = nearest(university, known)
        return f"no university profile '{university}'; " + (
            f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return f"'{folder}' exists and is not empty"
    profile, _ = load_profile(university, search, None)
    if profile is None:
        return f"the profile '{university}' cannot be read"
    files = {
        "thesis.yaml": _thesis(profile, university),
        "chapters/00-abstract.md": _ABSTRACT,
        "chapters/01-introduction.md": _INTRODUCTION,
        "bib/references.bib": _BIB,
        ".gitignore": "build/\n",
    }
    for name, text in files.items():
        write_atomic(folder / name, text)
    return ""


def _thesis(profile: Profile, university: str) -> str:
    """A thesis.yaml with every field that the university wants on the title page."""
    wanted = {*profile.title_page.required, *profile.title_page.expected}
    return _THESIS.format(
        number='    student_number: "00000000"\n' if "student_number" in wanted else "",
        institution=profile.institution or "Your University",
        more="".join(f"{name}: Your {name.capitalize()}\n" for name in _MORE if name in wanted),
        university=university,
        language=profile.language if profile.language.startswith("en") else "en-GB",  # the text is in English
    )


def list_universities(options: pipeline.Options) -> str:
    """The profiles, each with its name and what it demands: rules first, what is only the profile's own choice behind."""
    search = profile_folders(options)
    rows = []
    for name in available(search):
        profile, _ = load_profile(name, search, None)
        if profile is None:
            rows.append(f"{name}  (cannot be read)")
            continue
        demands = list(_demands(profile)) or ["no rules known"]
        verified = sum(source.verified for source in profile.sources)
        rows.append(f"{name:<{_INDENT}}{profile.name}")
        rows += [f"{'':<{_INDENT}}{line}" for line in wrap("; ".join(demands), _WIDTH, break_on_hyphens=False)]
        rows += [f"{'':<{_INDENT}}{line}" for line in wrap(f"set in {_setting(profile)}", _WIDTH)]
        sources = (
            "no source" if not verified else "1 verified source" if verified == 1 else f"{verified} verified sources"
        )
        rows.append(f"{'':<{_INDENT}}{sources}")
    return "\n".join(rows)


_INDENT, _WIDTH = 22, 96


def _setting(profile: Profile) -> str:
    layout = profile.layout
    return f"{layout.paper.upper()}, {layout.typeface} {layout.size} pt, line spacing {layout.spacing.text:g}"


def _demands(profile: Profile) -> Iterator[str]:
    rules, limits, abstract = profile.rules, profile.limits, profile.abstract
    sides = [f"{side} {_bounds(asked, 'mm')}" for side in _SIDES if (asked := getattr(rules.margins, side)) is not None]
    if sides:
        yield f"margins: {', '.join(sides)}"
    for name, asked, unit in (
        ("type", rules.size, "pt"), ("notes", rules.note_size, "pt"), ("line spacing", rules.spacing, ""),
    ):  # fmt: skip
        if asked is not None:
            yield f"{name} {_bounds(asked, unit)}"
    if rules.typefaces:
        yield f"in {' or '.join(rules.typefaces)}"
    if limits.standard_page_chars:
        yield f"standard page of {limits.standard_page_chars:,} characters"
    if (asked := limits.standard_pages_for(1)) is not None:
        yield f"{asked.min:g} to {asked.max:g} standard pages by one author"
    for most, what in (
        (limits.max_words, "words"), (limits.max_characters, "characters"), (limits.max_pages, "pages"),
    ):  # fmt: skip
        if most:
            share = f" and {limits.extra_author:.0%} for each further author" if limits.extra_author else ""
            yield f"at most {most:,} {what}{share}"
    if abstract.required:
        yield "an abstract" + (f" of at most {abstract.max_words:,} words" if abstract.max_words else "")
    if profile.declaration.required:
        yield "a declaration of authorship"
    needed = [name.replace("_", " ") for name in profile.title_page.required]
    yield f"on the title page {', '.join(needed)}"
    if profile.submission.pdf_standard:
        yield profile.submission.pdf_standard + (" with tags" if profile.submission.tagged else "")
    if rules.logo == "forbidden":
        yield "no logo"


_SIDES = ("inner", "outer", "top", "bottom")


def _bounds(asked: Range, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if asked.min is not None and asked.max is not None:
        return f"{asked.min:g} to {asked.max:g}{unit}" if asked.min != asked.max else f"{asked.min:g}{unit}"
    return f"from {asked.min:g}{unit}" if asked.min is not None else f"to {asked.max:g}{unit}"

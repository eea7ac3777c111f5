"""A new thesis folder that builds at once, and the list of university profiles."""

from __future__ import annotations

from pathlib import Path

from typesetter import pipeline
from typesetter.config.profile import available, load_profile
from typesetter.diagnostics import nearest
from typesetter.stamps import write_atomic

_THESIS = """\
title: Your Title
authors: [Your Name]
supervisors: [Your Supervisor]
degree: Your Degree
institution: {institution}
university: {university}
date: 2025-06-02
language: en-GB
citations: {{style: harvard}}
bibliography: [bib/references.bib]
front: [chapters/00-abstract.md]
chapters:
  - chapters/01-introduction.md
"""
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
    institution = (profile.institution if profile else None) or "Your University"
    files = {
        "thesis.yaml": _THESIS.format(institution=institution, university=university),
        "chapters/00-abstract.md": _ABSTRACT,
        "chapters/01-introduction.md": _INTRODUCTION,
        "bib/references.bib": _BIB,
        ".gitignore": "build/\n",
    }
    for name, text in files.items():
        write_atomic(folder / name, text)
    return ""


def list_universities(options: pipeline.Options) -> str:
    """The profiles, each with its name and what it demands of layout and length."""
    search = profile_folders(options)
    rows = []
    for name in available(search):
        profile, _ = load_profile(name, search, None)
        if profile is None:
            rows.append(f"{name}  (cannot be read)")
            continue
        layout, limits = profile.layout, profile.limits
        demands = [f"{layout.paper.upper()}, {layout.size} pt, line spacing {layout.spacing.text:g}"]
        if limits.standard_page_chars:
            demands.append(f"standard page of {limits.standard_page_chars:,} characters")
        if limits.max_words:
            demands.append(f"at most {limits.max_words:,} words")
        rows.append(f"{name:<14}{profile.name}\n{'':<14}{'; '.join(demands)}")
    return "\n".join(rows)

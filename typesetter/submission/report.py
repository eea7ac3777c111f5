"""The preflight report as data: everything that preflight.json holds and preflight.html shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from typesetter.config.profile import Profile
from typesetter.conformance.measure import Box, Page
from typesetter.diagnostics import Code, as_json
from typesetter.job import BuildResult, Made
from typesetter.submission.page_rules import margins
from typesetter.submission.proof import Proof


def report(made: Made, result: BuildResult, proof: Proof, name: str, fingerprint: str) -> dict[str, Any]:
    """All of it. ``name`` is the PDF's, ``fingerprint`` the digest of sources and tools."""
    thesis, profile = made.thesis, made.profile
    verdicts = Counter(row.verdict for row in proof.rows)
    return {
        "verdict": "failed" if result.failed or (verdicts["unmet"] and _refused(proof)) else "passed",
        "thesis": {
            "title": thesis.title,
            "subtitle": thesis.subtitle,
            "authors": [author.name for author in thesis.authors],
            "degree": thesis.degree,
            "date": thesis.date.isoformat() if thesis.date else None,
            "language": thesis.language,
        },
        "university": {
            "id": profile.id,
            "name": profile.name,
            "lineage": list(profile.lineage),
            "left_to": _left(profile),
        },
        "file": {"name": name, "pages": result.pages, "fingerprint": fingerprint},
        "rules": [row.as_data() for row in proof.rows],
        "validation": [asdict(verdict) | {"passed": verdict.passed} for verdict in proof.verdicts],
        "counts": _counts(result),
        "measures": _measures(made, proof),
        "fonts": [asdict(font) for font in proof.fonts],
        "pictures": [asdict(picture) for picture in proof.pictures],
        "links": {
            "inside": proof.links[0],
            "outside": proof.links[1],
            "dead": [finding.message for finding in proof.findings if finding.code is Code.LINK_DEAD],
        },
        "engine": result.engine,
        **as_json(result.diagnostics),
    }


def _refused(proof: Proof) -> bool:
    return any(finding.is_error for finding in proof.findings)


def _left(profile: Profile) -> list[str]:
    """The groups of figures that this university's profile leaves to the one it inherits from."""
    return sorted({figure.split(".")[0] for figure in profile.inherited})


def _counts(result: BuildResult) -> dict[str, Any]:
    counts: dict[str, Any] = {"pages": result.pages}
    statistics = result.statistics
    if statistics is not None:
        counts |= {
            "words": statistics.total.words,
            "characters": statistics.total.characters,
            "characters_without_spaces": statistics.total.characters_without_spaces,
            "standard_pages": statistics.standard_pages,
            "citations": statistics.citations,
            "references": statistics.references,
            "chapters": [
                {
                    "title": chapter.title,
                    "path": chapter.path,
                    "words": chapter.everything.words,
                    "characters": chapter.everything.characters,
                }
                for chapter in statistics.chapters
            ],
        }
    return counts


def _measures(made: Made, proof: Proof) -> dict[str, Any]:
    measures = proof.measures
    return {
        "size_pt": measures.size,
        "note_size_pt": measures.note_size,
        "leading_pt": measures.leading,
        "spacing": round(measures.spacing, 3),
        "faces": {face: round(share, 4) for face, share in measures.faces.items()},
        "least_margins_mm": {
            side: {"page": page, "mm": round(value, 2)}
            for side, (page, value) in margins(made.profile, measures).items()
        },
        "pages": [_page(page) for page in measures.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "width_mm": round(page.width, 2),
        "height_mm": round(page.height, 2),
        "text_margins_mm": _box(page.text),
        "all_margins_mm": _box(page.ink),
    }


def _box(box: Box | None) -> dict[str, float] | None:
    return {side: round(value, 2) for side, value in asdict(box).items()} if box is not None else None

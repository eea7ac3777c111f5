"""What a build, a count or a survey looks like on a screen. Nothing here prints; strings are returned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from typesetter import __version__
from typesetter.diagnostics import Diagnostic, Severity, as_json, format_diagnostic
from typesetter.job import PIPELINE_ROOT, BuildResult

if TYPE_CHECKING:
    from typesetter.counting import Count
    from typesetter.manuscript import Manuscript

Paint = Callable[[str, str], str]


def findings(diagnostics: Sequence[Diagnostic], root: Path, paint: Paint, *, verbose: bool) -> str:
    """The diagnostics as text, the infos only when ``verbose``."""
    from typesetter.checks.lines import SourceLines

    lines = SourceLines((root, PIPELINE_ROOT))
    shown = [d for d in diagnostics if verbose or d.severity is not Severity.INFO]
    return "\n\n".join(format_diagnostic(d, lines, paint) for d in shown)


def tally(diagnostics: Sequence[Diagnostic]) -> str:
    """``2 errors, 1 warning, 3 notes`` or ``none``."""
    names = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
    parts = []
    for severity, name in names:
        number = sum(d.severity is severity for d in diagnostics)
        if number:
            parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    return ", ".join(parts) or "none"


def build_summary(result: BuildResult, shown_path: str, *, verbose: bool) -> str:
    """The one screen after a build; unless ``verbose``, it says how the notes are shown that the findings leave out."""
    rows: list[tuple[str, str]] = []
    statistics = result.statistics
    if result.pdf is not None:
        rows.append(("PDF", shown_path))
        rows.append(("Pages", str(result.pages)))
    if statistics is not None:
        rows.append(("Words", f"{statistics.total.words:,}"))
        rows.append(("Characters with spaces", f"{statistics.total.characters:,}"))
        if statistics.standard_pages is not None:
            rows.append(
                ("Standard pages", f"{statistics.standard_pages} of {statistics.standard_page_chars:,} characters")
            )
        rows.append(("Citations", f"{statistics.citations} of {_works(statistics.references)}"))
    hidden = 0 if verbose else sum(d.severity is Severity.INFO for d in result.diagnostics)
    how = f" (-v shows {'it' if hidden == 1 else 'them'})" if hidden else ""
    rows.append(("Diagnostics", tally(result.diagnostics) + how))
    if result.passes:
        rows.append(("TeX", f"{result.engine}, {result.passes} pass{'' if result.passes == 1 else 'es'}"))
    elif result.engine and result.pdf is not None:
        rows.append(("TeX", f"{result.engine}, no pass needed"))
    if result.timings:
        seconds = " · ".join(f"{name} {value:.2f}" for name, value in result.timings.items())
        rows.append(("Seconds", f"{sum(result.timings.values()):.2f} ({seconds})"))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def reasons(result: BuildResult) -> str:
    """Why each step ran, or did not have to."""
    lines = list(result.why)
    lines += [f"tex, pass {number}: {reason}" for number, reason in enumerate(result.reasons, 1)]
    if not result.reasons and result.pdf is not None:
        lines.append("tex: no pass, since nothing that TeX reads has changed")
    elif not result.reasons and result.failed:
        lines.append("tex: not run, since the manuscript has errors")
    return "\n".join(lines)


def statistics_table(manuscript: Manuscript) -> str:
    """Words, characters, standard pages and citations by chapter, what counts, and what the source list is made of."""
    statistics = manuscript.statistics
    page = statistics.standard_page_chars
    rows = []
    for chapter in statistics.chapters:
        everything = chapter.everything
        counted = chapter.total(manuscript.profile.counts.parts)
        share = "yes" if counted == everything else "in part" if counted.words else "no"
        title = chapter.title if len(chapter.title) <= 44 else chapter.title[:43] + "…"
        rows.append((title, *_figures(everything, page), f"{chapter.citations:,}", share))
    rows.append(("Counted", *_figures(statistics.total, page), f"{statistics.citations:,}", ""))
    head = ("Chapter", "Words", "Characters", "Pages", "Citations", "Counts")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        middle = (f"{row[i]:>{widths[i]}}" for i in range(1, len(head) - 1))
        return "  ".join([f"{row[0]:<{widths[0]}}", *middle, row[-1]]).rstrip()

    rule = "-" * (sum(widths) + 2 * len(widths) - 2)
    out = [line(head), rule, *(line(r) for r in rows[:-1]), rule, line(rows[-1])]
    if page is not None:
        out.append(f"Pages are standard pages of {page:,} characters with spaces.")
    return "\n".join([*out, *_sources(manuscript)])


def _figures(count: Count, page: int | None) -> tuple[str, str, str]:
    return f"{count.words:,}", f"{count.characters:,}", f"{count.characters / page:.1f}" if page else ""


_KINDS = {
    "article": ("article", "articles"), "book": ("book", "books"), "chapter": ("chapter in a book", "chapters in books"),
    "thesis": ("thesis", "theses"), "report": ("report", "reports"), "online": ("web page", "web pages"),
    "magazine": ("magazine article", "magazine articles"), "newspaper": ("newspaper article", "newspaper articles"),
    "review": ("review", "reviews"), "proceedings": ("volume of proceedings", "volumes of proceedings"),
    "manual": ("manual", "manuals"), "conference": ("conference paper", "conference papers"),
    "encyclopedia": ("encyclopedia entry", "encyclopedia entries"), "workingpaper": ("working paper", "working papers"),
    "standard": ("standard", "standards"), "blog": ("blog post", "blog posts"),
    "post": ("social media post", "social media posts"), "dataset": ("dataset", "datasets"),
    "software": ("piece of software", "pieces of software"), "podcast": ("podcast", "podcasts"), "video": ("video", "videos"),
    "film": ("film", "films"), "broadcast": ("broadcast", "broadcasts"), "speech": ("speech", "speeches"),
    "interview": ("interview", "interviews"), "legislation": ("law", "laws"), "bill": ("bill", "bills"),
    "treaty": ("treaty", "treaties"), "case": ("court case", "court cases"), "patent": ("patent", "patents"),
    "map": ("map", "maps"), "artwork": ("work of art", "works of art"), "music": ("recording", "recordings"),
    "archive": ("archive item", "archive items"), "unpublished": ("unpublished work", "unpublished works"),
    "presentation": ("presentation", "presentations"), "personal": ("personal communication", "personal communications"),
    "misc": ("other work", "other works"),
}  # fmt: skip


def _works(number: int) -> str:
    return f"{number} work{'' if number == 1 else 's'}"


def _sources(manuscript: Manuscript) -> list[str]:
    """The source list in words: how many works of which kind, from which years, and which are cited most."""
    from typesetter.model import Citation, walk

    entries = [manuscript.library[key] for key in manuscript.cited.listed]
    if not entries:
        return ["Source list: no works"]
    kinds = Counter(entry.kind for entry in entries)
    parts = [f"{n} {_KINDS.get(kind, (kind, kind))[n > 1]}" for kind, n in kinds.most_common()]
    lines = [f"Source list: {_works(len(entries))}: {', '.join(parts)}"]
    years = sorted(year for entry in entries if (year := entry.date().number) is not None)
    if years:
        middle = years[len(years) // 2]
        lines.append(f"Years: {years[0]} to {years[-1]}, half of the works from {middle} or later")
    items = (
        item for node in walk(manuscript.cited.document.chapters) if isinstance(node, Citation) for item in node.items
    )
    most = Counter(item.via or item.key for item in items).most_common(3)
    lines.append("Cited most: " + ", ".join(f"{key} ({n})" for key, n in most))
    return lines


def as_github(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """GitHub's workflow commands, one a line. ``folder`` (empty, or ending in ``/``) goes before the paths."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

    def escape(text: str, more: str = "") -> str:
        return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)

    out = []
    for d in diagnostics:
        properties = {"title": d.code.value}
        if d.span is not None:
            properties |= {"file": folder + d.span.path, "line": str(d.span.line), "endLine": str(d.span.end_line)}
            if d.span.line == d.span.end_line:  # GitHub takes columns within one line only
                properties |= {"col": str(d.span.column), "endColumn": str(d.span.end_column)}
        given = ",".join(f"{name}={escape(value, ':,')}" for name, value in properties.items())
        out.append(f"::{levels[d.severity]} {given}::{escape('. '.join((d.message, *d.hints)))}")
    return "\n".join(out)


def as_sarif(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """SARIF 2.1.0 (OASIS), for code-scanning tools. ``folder`` (empty, or ending in ``/``) goes before the paths."""
    from urllib.parse import quote

    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    codes = sorted({d.code.value: d.code for d in diagnostics}.items())
    rules = [
        {"id": slug, "shortDescription": {"text": code.what}, "help": {"text": code.remedy}} for slug, code in codes
    ]
    numbers = {slug: number for number, (slug, _) in enumerate(codes)}
    results = []
    for d in diagnostics:
        result: dict[str, object] = {
            "ruleId": d.code.value,
            "ruleIndex": numbers[d.code.value],
            "level": levels[d.severity],
            "message": {"text": "\n".join((d.message, *d.hints))},
        }
        if d.span is not None:
            region = {
                "startLine": d.span.line,
                "startColumn": d.span.column,
                "endLine": d.span.end_line,
                "endColumn": max(d.span.end_column, 1),
            }
            location = {"artifactLocation": {"uri": quote(folder + d.span.path)}, "region": region}
            result["locations"] = [{"physicalLocation": location}]
        results.append(result)
    driver = {"name": "thesis-typesetter", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    sarif = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(sarif, indent=2, ensure_ascii=False)


def as_json_text(diagnostics: Sequence[Diagnostic]) -> str:
    """The content of ``diagnostics.json``."""
    return json.dumps(as_json(diagnostics), indent=2, ensure_ascii=False)

"""preflight.html: the report as one page that needs nothing else, to be read, printed or heard."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from typesetter.config.profile import Profile
from typesetter.conformance.looks import thumbnails

_STYLE = Path(__file__).with_name("preflight.css")
_CLASSES = {"met": "met", "passed": "met", "unmet": "unmet", "failed": "unmet"}
_FINDINGS = {"error": "unmet", "warning": "mild", "info": "mild"}
_SECTIONS = (
    ("rules", "What the university asks"),
    ("choices", "What the setting chose"),
    ("validation", "Validation"),
    ("counts", "Counts"),
    ("pages", "Pages and margins"),
    ("fonts", "Fonts"),
    ("pictures", "Pictures"),
    ("links", "Links"),
    ("findings", "Findings"),
    ("reproducibility", "Made again"),
)


def preflight_page(report: dict[str, Any], pdf: Path, profile: Profile) -> str:
    """The page for the data of a report; the PDF gives the thumbnails, the profile the margins drawn over them."""
    bodies = {
        "rules": _rules([row for row in report["rules"] if not row["chosen"]], _asked(report)),
        "choices": _rules([row for row in report["rules"] if row["chosen"]], _chosen(report)),
        "validation": _validation(report["validation"]),
        "counts": _counts(report["counts"]),
        "pages": _pages(report["measures"]["pages"], pdf, profile),
        "fonts": _fonts(report["fonts"]),
        "pictures": _pictures(report["pictures"]),
        "links": _links(report["links"]),
        "findings": _found(report["diagnostics"]),
        "reproducibility": _again(report),
    }
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title in _SECTIONS)
    sections = "\n".join(
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{title}</h2>\n{bodies[name]}\n</section>'
        for name, title in _SECTIONS
    )
    title = escape(report["thesis"]["title"])
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preflight report: {title}</title>
<style>
{_STYLE.read_text("utf-8")}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header>
{_head(report)}
<nav aria-label="Sections of the report"><ul>{links}</ul></nav>
</header>
<main id="content">
{sections}
</main>
<footer><p>Measured in the PDF itself. A rule is as good as its source: read it there before you rely on it.</p></footer>
</body>
</html>
"""


def _head(report: dict[str, Any]) -> str:
    thesis, counts = report["thesis"], report["counts"]
    subtitle = f"<p>{escape(thesis['subtitle'])}</p>" if thesis["subtitle"] else ""
    standards = " and ".join(sorted({v["standard"] for v in report["validation"] if v["passed"]})) or "none"
    facts = [
        ("Pages", f"{counts['pages']:,}"),
        ("Words counted", f"{counts.get('words', 0):,}"),
        ("Characters counted", f"{counts.get('characters', 0):,}"),
        ("Follows", standards),
    ]
    if counts.get("standard_pages") is not None:
        facts.insert(3, ("Standard pages", f"{counts['standard_pages']:,g}"))
    boxes = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    people = escape(", ".join(thesis["authors"]))
    about = " · ".join(escape(part) for part in (thesis["degree"], thesis["date"]) if part)
    return (
        f'<p class="over">Preflight report · {escape(report["university"]["name"])}</p>\n<h1>{escape(thesis["title"])}</h1>\n'
        f"{subtitle}<p>{people}</p>{f'<p class=soft>{about}</p>' if about else ''}\n"
        f"<p>{_chip(report['verdict'])} <code>{escape(report['file']['name'])}</code></p>\n"
        f'<dl class="facts">{boxes}</dl>'
    )


def _chip(verdict: str) -> str:
    return f'<span class="verdict {_CLASSES.get(verdict, "mild")}">{escape(verdict)}</span>'


def _asked(report: dict[str, Any]) -> str:
    name = escape(report["university"]["name"])
    return f"Each rule of the profile “{name}” with what was found, and where the rule was read."


def _chosen(report: dict[str, Any]) -> str:
    left = ", ".join(name.replace("_", " ") for name in report["university"]["left_to"])
    known = f" Left to another profile for want of a rule: {left}." if left else ""
    return f"No rule of the university’s is known for these; they are the profile’s own choice.{escape(known)}"


def _rules(rows: Sequence[dict[str, Any]], caption: str) -> str:
    if not rows:
        return "<p>None.</p>"
    told: set[str] = set()
    lines = [
        f'<tr><th scope="row">{escape(row["rule"])}</th><td>{escape(row["required"])}</td><td>{escape(row["found"])}</td>'
        f"<td>{_chip(row['verdict'])}</td><td>{_source(row, told)}</td></tr>"
        for row in rows
    ]
    return _table(caption, ("Rule", "Asked", "Found", "Verdict", "Source"), lines)


def _source(row: dict[str, Any], told: set[str]) -> str:
    """The source of a rule; its remark once in a table, at the first rule that it is for."""
    if row["address"]:
        known = "verified" if row["verified"] else "not verified"
        if row["date"]:
            known += f", entered {row['date']}"
        host = escape(row["address"].partition("//")[2].partition("/")[0])
        link = f'<a href="{escape(row["address"], quote=True)}">{host}</a>, {known}'
    else:
        link = "own choice" if row["chosen"] else "no address"
    if not row["note"] or row["chosen"] or row["note"] in told:
        return link
    told.add(row["note"])
    return f'{link}<span class="note">{escape(row["note"])}</span>'


def _table(caption: str, heads: Iterable[str], lines: Iterable[str], numbers: Sequence[int] = ()) -> str:
    cells = "".join(
        f'<th scope="col"{" class=number" if index in numbers else ""}>{head}</th>' for index, head in enumerate(heads)
    )
    body = "\n".join(lines)
    return (
        f'<div class="wide" role="group" aria-label="Table"><table><caption>{caption}</caption>\n<thead><tr>{cells}</tr></thead>'
        f"\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _validation(verdicts: Sequence[dict[str, Any]]) -> str:
    lines = [
        f'<tr><th scope="row">{escape(v["standard"])}</th><td>{escape(v["validator"])}</td>'
        f'<td class="number">{v["rules"]:,}</td><td>{_chip("passed" if v["passed"] else "failed")}</td>'
        f"<td>{escape('; '.join(v['failures']) or 'none')}</td></tr>"
        for v in verdicts
    ]
    heads = ("Standard", "Validator", "Rules", "Verdict", "Failures")
    return _table("The file, looked at by programs made for it.", heads, lines, (2,))


def _counts(counts: dict[str, Any]) -> str:
    lines = [
        f'<tr><th scope="row">{escape(c["title"])}</th><td class="number">{c["words"]:,}</td>'
        f'<td class="number">{c["characters"]:,}</td></tr>'
        for c in counts.get("chapters", ())
    ]
    lines.append(
        f'<tr><th scope="row">Counted by the university’s rule</th><td class="number">{counts.get("words", 0):,}</td>'
        f'<td class="number">{counts.get("characters", 0):,}</td></tr>'
    )
    caption = "All that each chapter prints, notes and tables too; the last line is what the university counts."
    return _table(caption, ("Chapter", "Words", "Characters with spaces"), lines, (1, 2))


def _pages(pages: Sequence[dict[str, Any]], pdf: Path, profile: Profile) -> str:
    items = []
    for page, picture in zip(pages, thumbnails(pdf), strict=True):
        box = page["text_margins_mm"]
        told = (
            f"left {box['left']:.1f}, right {box['right']:.1f}, top {box['top']:.1f}, bottom {box['bottom']:.1f} mm"
            if box
            else "no text"
        )
        data = base64.b64encode(picture).decode("ascii")
        image = f'<img src="data:image/png;base64,{data}" alt="Page {page["number"]} in small" loading="lazy">'
        items.append(
            f'<li><figure><div class="sheet">{image}{_overlay(page, profile)}</div>'
            f"<figcaption>{page['number']}: {told}</figcaption></figure></li>"
        )
    legend = (
        '<p><span class="legend frame"></span>the margins that the profile sets; '
        '<span class="legend block"></span>the text as measured, without running heads and page numbers.</p>'
    )
    return f'{legend}<ol class="pages">{"".join(items)}</ol>'


def _overlay(page: dict[str, Any], profile: Profile) -> str:
    width, height = page["width_mm"], page["height_mm"]
    margins = profile.layout.margins
    inner, outer = margins.inner + margins.binding, margins.outer
    left, right = (outer, inner) if profile.layout.two_sided and page["number"] % 2 == 0 else (inner, outer)
    frame = _rectangle("margin", left, margins.top, width - left - right, height - margins.top - margins.bottom)
    box = page["text_margins_mm"]
    text = (
        _rectangle(
            "text", box["left"], box["top"], width - box["left"] - box["right"], height - box["top"] - box["bottom"]
        )
        if box
        else ""
    )
    shapes = text + (frame if height > width else "")
    return f'<svg viewBox="0 0 {width:g} {height:g}" aria-hidden="true" focusable="false">{shapes}</svg>'


def _rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"/>'


def _fonts(fonts: Sequence[dict[str, Any]]) -> str:
    lines = [
        f'<tr><th scope="row">{escape(font["name"])}</th><td>{escape(font["kind"])}</td>'
        f"<td>{_chip('met' if font['embedded'] else 'unmet')}</td><td>{'subset' if font['subset'] else 'whole'}</td></tr>"
        for font in fonts
    ]
    return _table("The fonts of the file.", ("Font", "Kind", "Embedded", "Part"), lines) if lines else "<p>None.</p>"


def _pictures(pictures: Sequence[dict[str, Any]]) -> str:
    lines = [
        f'<tr><th scope="row">{picture["page"]}</th><td>{picture["width"]:,} × {picture["height"]:,}</td>'
        f'<td class="number">{picture["dpi"]:,.0f}</td><td>{_chip("met" if picture["dpi"] >= 150 else "coarse")}</td></tr>'
        for picture in pictures
    ]
    if not lines:
        return "<p>No picture is made of pixels: drawings and plots are sharp at every size.</p>"
    heads = ("Page", "Pixels", "Pixels an inch", "At least 150")
    return _table("Pictures made of pixels, at the size at which they are printed.", heads, lines, (2,))


def _links(links: dict[str, Any]) -> str:
    dead = "".join(f"<li>{_chip('unmet')} {escape(message)}</li>" for message in links["dead"])
    told = (
        f"<ul class=findings>{dead}</ul>"
        if dead
        else f"<p>{_chip('met')} Every link inside the document leads somewhere.</p>"
    )
    return f"<p>{links['inside']:,} links inside the document, {links['outside']:,} to addresses outside it.</p>{told}"


def _found(diagnostics: Sequence[dict[str, Any]]) -> str:
    if not diagnostics:
        return "<p>None.</p>"
    items = []
    for found in diagnostics:
        place = f" <code>{escape(found['path'])}:{found['line']}</code>" if found["path"] else ""
        mark = f'<span class="verdict {_FINDINGS[found["severity"]]}">{found["severity"]}</span>'
        items.append(f"<li>{mark} {escape(found['message'])} <code>{escape(found['code'])}</code>{place}</li>")
    return f'<ul class="findings">{"".join(items)}</ul>'


def _again(report: dict[str, Any]) -> str:
    return (
        "<p>The same sources and tools give this PDF again, byte for byte. <code>manifest.json</code> lists them with their "
        "SHA-256, <code>source.zip</code> holds the sources; <code>python build.py verify FOLDER</code> builds them anew and "
        f"compares.</p><p>Digest of sources and tools: <code>{escape(report['file']['fingerprint'])}</code></p>"
        f"<p>Set by {escape(report['engine'])}.</p>"
    )

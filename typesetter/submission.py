"""The submission: a strict build, its preflight report and its manifest, in ``build/submission``.

An earlier good package stays as it is when this one fails.
"""

from __future__ import annotations

import hashlib
import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typesetter import __version__, pipeline
from typesetter.checks.pdf import check_pdf
from typesetter.diagnostics import as_json, sort_diagnostics
from typesetter.stamps import write_atomic, write_json

_INPUT_FOLDERS = ("chapters", "bib", "data", "figures", "templates")


def submit(options: pipeline.Options) -> pipeline.BuildResult:
    """Build strictly and write the package; errors and unmet rules leave the package of the last time alone."""
    result = pipeline.build(options)
    if result.pdf is None or result.failed:
        return result
    result.diagnostics = sort_diagnostics([*result.diagnostics, *check_pdf(result.pdf)])
    if not result.failed:
        try:
            _package(options, result.pdf, result)
        except OSError as error:
            result.diagnostics.append(pipeline.unreachable(error, options.root))
    return pipeline.finish(options, result)


def _package(options: pipeline.Options, pdf: Path, result: pipeline.BuildResult) -> None:
    """Make the package beside the old one, then put it in its place."""
    folder = options.build / "submission"
    new, old = folder.with_name("submission.new"), folder.with_name("submission.old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    write_atomic(new / "thesis.pdf", pdf.read_bytes())
    report = _preflight(result)
    write_json(new / "preflight.json", report)
    write_atomic(new / "preflight.html", _page(report))
    write_json(new / "manifest.json", _manifest(options.root, new))
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _preflight(result: pipeline.BuildResult) -> dict[str, Any]:
    statistics = result.statistics
    counts: dict[str, Any] = {"pages": result.pages}
    if statistics is not None:
        counts |= {
            "words": statistics.total.words,
            "characters": statistics.total.characters,
            "standard_pages": statistics.standard_pages,
            "citations": statistics.citations,
            "references": statistics.references,
        }
    return {"verdict": "passed", "counts": counts, "engine": result.engine, **as_json(result.diagnostics)}


def _page(report: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{html.escape(name.replace('_', ' '))}</th><td>{html.escape(str(value))}</td></tr>"
        for name, value in report["counts"].items()
    )
    findings = "".join(
        f"<li><strong>{html.escape(d['severity'])}</strong> {html.escape(d['code'])}: {html.escape(d['message'])}"
        + (f" ({html.escape(d['path'])}, line {d['line']})" if d["path"] else "")
        + "</li>"
        for d in report["diagnostics"]
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Preflight report</title>"
        "<style>body{font:16px/1.5 serif;max-width:44rem;margin:3rem auto;padding:0 1rem}"
        "th{text-align:left;padding-right:2rem}</style>"
        f"<h1>Preflight report</h1><p>Verdict: {html.escape(report['verdict'])}.</p>"
        f"<h2>Counts</h2><table>{rows}</table><h2>Findings</h2>"
        + (f"<ul>{findings}</ul>" if findings else "<p>None.</p>")
        + "</html>\n"
    )


def _manifest(root: Path, folder: Path) -> dict[str, Any]:
    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    inputs = {path.relative_to(root).as_posix(): digest(path) for path in _inputs(root)}
    outputs = {name: digest(folder / name) for name in ("thesis.pdf", "preflight.json", "preflight.html")}
    return {"generator": f"thesis-typesetter {__version__}", "inputs": inputs, "outputs": outputs}


def _inputs(root: Path) -> Iterator[Path]:
    yield root / "thesis.yaml"
    for name in _INPUT_FOLDERS:
        yield from sorted(p for p in (root / name).rglob("*") if p.is_file() and not p.is_symlink())

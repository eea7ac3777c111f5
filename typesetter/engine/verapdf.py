"""veraPDF, the validator of the industry, where it is installed: a second opinion on the file that is handed in."""

from __future__ import annotations

import os
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

from typesetter.engine.process import run

_FLAVOURS = {"PDF/A-2u": "2u", "PDF/A-2a": "2a", "PDF/A-2b": "2b", "PDF/UA-1": "ua1"}
_LIMIT_SECONDS = 180.0


def installed() -> Path | None:
    """Where veraPDF is; None without it."""
    found = shutil.which("verapdf")
    return Path(found) if found else None


def validate(program: Path, path: Path, standard: str) -> tuple[int, tuple[str, ...]] | None:
    """How many rules of ``standard`` veraPDF looked at in the file at ``path``, and which failed, in its words.

    None when it gives no answer that can be read, such as where Java is missing: that says nothing of the file.
    """
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "JAVA_HOME", "LANG")}
    outcome = run(
        [program, "--flavour", _FLAVOURS[standard], "--format", "xml", path],
        environment=environment,
        limit_seconds=_LIMIT_SECONDS,
    )
    start = outcome.output.find("<?xml")
    try:
        report = ET.fromstring(outcome.output[start:].strip()) if start >= 0 else None  # noqa: S314  # the same
    except ET.ParseError:
        return None
    told = report.find(".//validationReport") if report is not None else None
    if told is None:
        return None
    details = told.find("details")
    rules = 0
    if details is not None:
        rules = int(details.get("passedRules", "0")) + int(details.get("failedRules", "0"))
    failures = tuple(
        f"{(rule.findtext('description') or 'a rule').strip()} [{rule.get('clause')}-{rule.get('testNumber')}]"
        for rule in told.iter("rule")
        if rule.get("status") == "failed"
    )
    if told.get("isCompliant") != "true" and not failures:
        failures = ("the file is not compliant",)
    return rules, failures

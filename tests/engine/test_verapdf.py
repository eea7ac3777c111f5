"""veraPDF's answer, where it is installed: a stand-in prints what veraPDF 1.26 prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from typesetter.engine.verapdf import installed, validate

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<report><jobs><job><validationReport profileName="PDF/A-2u validation profile" isCompliant="{ok}">
<details passedRules="140" failedRules="{failed}">{rule}</details></validationReport></job></jobs></report>
"""
RULE = (
    '<rule specification="ISO 19005-2:2011" clause="6.2.11.4.1" testNumber="1" status="failed">'
    "<description>The font programs shall be embedded</description></rule>"
)


def stand_in(folder: Path, output: str) -> Path:
    program = folder / "verapdf"
    (folder / "output.txt").write_text(output, "utf-8")
    program.write_text(f'#!/bin/sh\necho "WARNING: a logger speaks first"\ncat "{folder / "output.txt"}"\n', "utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (REPORT.format(ok="true", failed=0, rule=""), (140, ())),
        (
            REPORT.format(ok="false", failed=1, rule=RULE),
            (141, ("The font programs shall be embedded [6.2.11.4.1-1]",)),
        ),
        ("Error: JAVA_HOME is not set", None),
        ("<?xml version='1.0'?><report><cut", None),
    ],
)
def test_its_report(output: str, expected: object, tmp_path: Path) -> None:
    assert validate(stand_in(tmp_path, output), tmp_path / "a.pdf", "PDF/A-2u") == expected


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed() is None
    program = stand_in(tmp_path, "")
    assert installed() == program

"""The submission: a strict build, its proof, and the package in ``build/submission``."""

from __future__ import annotations

import json

from typesetter import pipeline
from typesetter.config.unreachable import unreachable
from typesetter.diagnostics import sort_diagnostics
from typesetter.job import BuildResult, Made, Options
from typesetter.manuscript import stage
from typesetter.submission import package
from typesetter.submission.naming import file_name
from typesetter.submission.page import preflight_page
from typesetter.submission.proof import hardened, prove
from typesetter.submission.report import report
from typesetter.turns import alone


def submit(options: Options) -> BuildResult:
    """Build strictly and write the package; errors and unmet rules leave the package of the last time alone."""
    with alone(options):
        return _submit(options)


def _submit(options: Options) -> BuildResult:
    result = pipeline.build(options)
    result.diagnostics = hardened(result.diagnostics)
    result.ignores, result.whole = [], False  # they have done their work in the build
    if result.pdf is None or result.made is None or result.failed:
        return pipeline.finish(options, result)
    try:
        with stage(result, options, "preflight"):
            result = _packed(options, result, result.made)
    except OSError as error:
        result.diagnostics.append(unreachable(error, options.root))
    return pipeline.finish(options, result)


def _packed(options: Options, result: BuildResult, made: Made) -> BuildResult:
    """The result with what the proof found; the package is written when that is no error."""
    built = result.pdf
    if built is None:
        return result
    proof = prove(built, made, result, options.root)
    result.diagnostics = sort_diagnostics([*result.diagnostics, *proof.findings])
    name = file_name(made.profile, made.thesis)
    inputs = package.input_files(options, made)
    told = report(made, result, proof, name, package.fingerprint(options, inputs, made))
    if result.failed:
        return result
    outputs = {
        name: built.read_bytes(),
        "preflight.json": (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode("utf-8"),
        "preflight.html": preflight_page(told, built, made.profile).encode("utf-8"),
        package.SOURCES: package.source_zip(made, inputs),
    }
    package.write_package(package.folder_of(options), outputs, package.manifest(options, made, inputs, outputs))
    result.pdf = package.folder_of(options) / name
    return result

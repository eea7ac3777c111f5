"""A line of the preflight report: a rule, what it asks, what was found, and where the rule comes from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from typesetter.checks.rules import address, level
from typesetter.config.profile import Profile
from typesetter.diagnostics import Code, Diagnostic, Span

Verdict = Literal["met", "unmet", "expected", "differs", "not measured"]
"""``expected`` is what the university's list names and the thesis lacks, for which nobody refuses it; ``differs`` is what is
not as the profile chose to set it, which no rule asks for."""

_OWN_CHOICE = ("layout.", "paging.", "numbering.", "contents.", "matter.", "heads.")
"""Figures of the setting: where they are inherited, or unverified, they are a choice and no rule."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule of the profile, or, with ``chosen``, a figure of its setting that no rule asks for.

    ``figure`` is its dotted name in the profile; ``verified`` says that it was read at ``address``; ``note`` is the source's
    remark.
    """

    figure: str
    rule: str
    required: str
    found: str
    verdict: Verdict
    chosen: bool = False
    address: str | None = None
    verified: bool = False
    note: str | None = None
    date: str | None = None

    def as_data(self) -> dict[str, Any]:
        """As it stands in preflight.json."""
        return asdict(self)


def row(profile: Profile, figure: str, rule: str, required: str, found: str, verdict: Verdict | bool) -> Row:
    """A line with its source. ``verdict`` may be whether the rule is met."""
    source = profile.source(figure)
    verified = source is not None and source.verified
    chosen = figure.startswith(_OWN_CHOICE) and not verified
    told: Verdict = verdict if isinstance(verdict, str) else "met" if verdict else "differs" if chosen else "unmet"
    return Row(
        figure, rule, required, found, told, chosen,
        source.address if source else None, verified, source.note if source else None,
        source.date.isoformat() if source and source.date else None,
    )  # fmt: skip


def complaint(profile: Profile, made: Row) -> Diagnostic:
    """The finding for a rule that is not met: an error where the rule is the university's and verified."""
    asked = "it" if made.required == "required" else made.required
    message = f"{made.rule}: {made.found}; {profile.name} asks for {asked}"
    severity = level(profile, made.figure, strict=True)
    return Diagnostic(
        Code.RULE_UNMET, message, Span("thesis.yaml"), (_remedy(made.figure), *address(profile, made.figure)), severity
    )


def _remedy(figure: str) -> str:
    if figure == "rules.typefaces":
        return "run `make setup`: TeX Live has the face; a template of the thesis's own may set another one"
    if figure.startswith("rules.margins"):
        return "a wide table, a long word or a template of the thesis's own stands out into the margin on that page"
    if figure == "submission.max_megabytes":
        return "make the pictures smaller: 300 pixels an inch are enough in print"
    if figure == "limits.max_pages":
        return "shorten the thesis, or move matter into appendices where they do not count"
    if figure == "title_page.required":
        return "give it in thesis.yaml; a title page of the thesis's own must print it"
    return "see what of the thesis's own templates or raw LaTeX changes it"

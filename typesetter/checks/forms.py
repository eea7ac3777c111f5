"""Something written in two forms: where the rarer one stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from typesetter.checks.prose import Kind, Passage
from typesetter.checks.subject import Subject
from typesetter.diagnostics import Code, Diagnostic
from typesetter.structs import Struct

RUNNING = (Kind.PARAGRAPH, Kind.ITEM, Kind.NOTE, Kind.DEFINITION, Kind.HEADING, Kind.CAPTION, Kind.DATA)


class Use(Struct):
    """One place of a form; ``better`` is how the other forms would write it, when that is certain."""

    passage: Passage
    start: int
    end: int
    better: str = ""

    @property
    def text(self) -> str:
        """What stands there."""
        return self.passage.text[self.start : self.end]


Forms = Mapping[str, Sequence[Use]]


def rarer(forms: Forms, code: Code, *, main: str = "", least: float = 2.0) -> Iterator[Diagnostic]:
    """The places of all forms but the most used, when that one is ``least`` times as frequent as the other.

    ``main`` is the form that wins when two are as frequent.
    """
    counted = {form: len(uses) for form, uses in forms.items() if uses}
    if len(counted) < 2:
        return
    usual = max(counted, key=lambda form: (counted[form], form == main))
    for form, count in counted.items():
        if form == usual or counted[usual] < least * count:
            continue
        example = forms[usual][0]
        for use in forms[form]:
            message = f"'{use.text}' is {form}; elsewhere it is {usual}, as in '{example.text}'"
            hint = f"write '{use.better}'" if use.better else f"write it {usual}"
            yield Diagnostic(code, message, use.passage.span(use.start, use.end), (hint,))


Hit = tuple[str, str, int, int, str]
"""What a finder gives of a passage: what is compared, in which form it is, the stretch, and a better form of it or ""."""


def gathered(subject: Subject, find: Callable[[Passage], list[Hit]]) -> dict[str, dict[str, list[Use]]]:
    """By what is compared, the uses of each form in the whole thesis."""
    found: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for passage, hits in subject.facts.places(find):
        for what, form, start, end, better in hits:
            found[what][form].append(Use(passage, start, end, better))
    return found


def is_english(passage: Passage, kinds: Sequence[Kind] = RUNNING) -> bool:
    """Whether a passage is in English and of one of these kinds."""
    return passage.kind in kinds and passage.language.startswith("en")


def outside(passage: Passage, start: int, end: int) -> bool:
    """Whether the stretch is the writer's own: neither quoted nor in another language."""
    return not passage.is_quoted(start, end) and not passage.is_foreign(start, end)

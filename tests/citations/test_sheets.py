"""Slots and settings that single style sheets rest on, each with a sheet of a few lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from typesetter.citations.driver import format_references
from typesetter.citations.labels import letters_of
from typesetter.citations.library import load_library
from typesetter.citations.render import to_text
from typesetter.citations.variant import Variant
from typesetter.diagnostics import Diagnostic

Own = Callable[[str], tuple[Variant | None, list[Diagnostic]]]


def line(own_variant: Own, sheet: str, entry: str) -> str:
    """The one reference of a .bib text in a sheet that is put below ``harvard``."""
    variant, diagnostics = own_variant("title: Own\nparent: harvard\n" + sheet)
    assert diagnostics == []
    assert variant is not None
    library, _ = load_library([("r.bib", entry)])
    labelled = letters_of(library.entries.values(), variant)
    return to_text(format_references(labelled, variant)[0])


@pytest.mark.parametrize(
    ("template", "entry", "expected"),
    [
        ("{missing_year}", "@legislation{k, title={Equality Act 2010}, date=2010}", ""),
        ("{missing_year}", "@legislation{k, title={Equality Act}, date=2010}", "2010"),
        ("{event_days}", "@inproceedings{k, title={T}, date=2014, eventdate={2014-05-07/2014-05-09}}", "7–9 May"),
        ("{event_days}", "@inproceedings{k, title={T}, date=2015, eventdate={2014-05-07}}", "7 May 2014"),
        ("{pages_spaced}", "@article{k, title={T}, date=2014, pages={7--9}}", "pp. 7–9"),
        ("{pages}", "@article{k, title={T}, date=2014, eid={e123}}", "e123"),
        ("{published}", "@article{k, title={T}, date={2014-09-03}}", "3rd Sept."),
        ("{published}", "@article{k, title={T}, date={2014-09}}", "Sept."),
        ("{published}", "@article{k, title={T}, date={2014-11-12}}", "12th Nov."),
        ("{published}", "@article{k, title={T}, date={2014-11-22}}", "22nd Nov."),
        ("{published}", "@article{k, title={T}, date=2014}", ""),
        ("{authors}", "@movie{k, title={T}, author={Welles, Orson}, date=1948}", "O. Welles"),
    ],
)
def test_slots(own_variant: Own, template: str, entry: str, expected: str) -> None:
    sheet = f"""
inherit_references: false
dates:
  short_months: [Jan., Feb., Mar., Apr., May, June, July, Aug., Sept., Oct., Nov., Dec.]
  published: ["{{day_ordinal}} ", "{{month_short}}"]
heads:
  roles: {{misc: [], film: []}}
  anonymous: Anon.
  author: "{{names}}"
  editor: "{{names}}"
  title: "{{title}}"
references: {{misc: "{template}"}}
end: ""
"""
    assert line(own_variant, sheet, entry) == expected


def test_what_leads_the_reference_is_not_printed_again(own_variant: Own) -> None:
    sheet = """
heads: {title: [{when: kind.newspaper, then: "{journal}", else: "{title}"}, " {year}"]}
references:
  newspaper: ["{head}", ", {title}", ", {journal}"]
  misc: ["{head}", ", {title}"]
"""
    paper = "@article{k, entrysubtype={newspaper}, title={Floods}, journaltitle={The Times}, date=2014}"
    assert line(own_variant, sheet, paper) == "The Times 2014, Floods."
    assert line(own_variant, sheet, "@misc{k, title={Floods}, date=2014}") == "Floods 2014."


def test_a_sheet_can_do_without_its_parents_references(own_variant: Own) -> None:
    own = """
heads: {author: "{names}", editor: "{names}", title: "{title}", anonymous: Anon., roles: {misc: [author]}}
references: {misc: ["{head}", ". {title}"]}
"""
    book = "@book{k, author={A, B.}, title={T}, publisher={P}, location={L}, date=2001}"
    assert line(own_variant, "inherit_references: false" + own, book) == "A, B. T."
    assert line(own_variant, own, book) == "A, B. T. L: P."

"""What the templates ask of Python: dates, numbers and the few words that the pages themselves say, by language.

What is here takes plain text and gives plain text, which the templates' environment escapes; only a count that is put into
the finished PDF is LaTeX (:func:`counted`). Languages are BCP 47 tags; one that is not known here is treated as British English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from typesetter.dates import edtf_date, language_of, long_date
from typesetter.latex.escape import Latex, escape
from typesetter.stamps import digest

TERMS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "abstract": "Abstract",
        "appendix": "Appendix",
        "by": "by",
        "chapter": "Chapter",
        "college": "College",
        "contents": "Contents",
        "date": "Date",
        "degree": "Degree programme",
        "department": "Department",
        "equation": "Equation",
        "figure": "Figure",
        "keystrokes": "Keystrokes, with spaces",
        "list_of_figures": "List of figures",
        "list_of_tables": "List of tables",
        "place": "Place",
        "question": "Question",
        "section": "Section",
        "questions": "Questions",
        "semester": "Semester",
        "signature": "Signature",
        "standard_pages": "Standard pages",
        "student_number": "Student number",
        "supervisor": "Supervisor",
        "supervisors": "Supervisors",
        "table": "Table",
        "title_page": "Title page",
        "words": "Words",
    },
    "da": {
        "abstract": "Resumé",
        "appendix": "Bilag",
        "by": "af",
        "chapter": "Kapitel",
        "college": "Kollegium",
        "contents": "Indhold",
        "date": "Dato",
        "degree": "Uddannelse",
        "department": "Institut",
        "equation": "Ligning",
        "figure": "Figur",
        "keystrokes": "Anslag med mellemrum",
        "list_of_figures": "Figurer",
        "list_of_tables": "Tabeller",
        "place": "Sted",
        "question": "Spørgsmål",
        "section": "Afsnit",
        "questions": "Spørgsmål",
        "semester": "Semester",
        "signature": "Underskrift",
        "standard_pages": "Normalsider",
        "student_number": "Studienummer",
        "supervisor": "Vejleder",
        "supervisors": "Vejledere",
        "table": "Tabel",
        "title_page": "Titelblad",
        "words": "Ord",
    },
    "de": {
        "abstract": "Zusammenfassung",
        "appendix": "Anhang",
        "by": "von",
        "chapter": "Kapitel",
        "college": "Kolleg",
        "contents": "Inhaltsverzeichnis",
        "date": "Datum",
        "degree": "Studiengang",
        "department": "Fachbereich",
        "equation": "Gleichung",
        "figure": "Abbildung",
        "keystrokes": "Zeichen mit Leerzeichen",
        "list_of_figures": "Abbildungsverzeichnis",
        "list_of_tables": "Tabellenverzeichnis",
        "place": "Ort",
        "question": "Frage",
        "section": "Abschnitt",
        "questions": "Fragen",
        "semester": "Semester",
        "signature": "Unterschrift",
        "standard_pages": "Normseiten",
        "student_number": "Matrikelnummer",
        "supervisor": "Betreuung",
        "supervisors": "Betreuung",
        "table": "Tabelle",
        "title_page": "Titelblatt",
        "words": "Wörter",
    },
}
"""The words that the document's own pages need, by language and key."""


def term(key: str, language: str) -> str:
    """The word of :data:`TERMS` for ``key``, such as ``supervisor``. Raises KeyError for a key that no language has."""
    return TERMS[language_of(language)][key]


def number(value: float, language: str, decimals: int = 0) -> str:
    """A number in figures, its thousands set apart as the language does: ``84,210``, ``84.210``."""
    text = f"{value:,.{decimals}f}"
    return text if language_of(language) == "en" else text.translate(str.maketrans(",.", ".,"))


SHAPE = "_shape"
"""What the name of a count ends with where only the number of its figures is asked for: ``words_shape`` is ``00,000``."""


def shapes(counts: Mapping[str, float], language: str) -> dict[str, str]:
    """Noughts in place of the figures of each count, by names that end in :data:`SHAPE`."""
    return {f"{name}{SHAPE}": re.sub("[0-9]", "0", number(value, language)) for name, value in counts.items()}


def counted(name: str, counts: Mapping[str, Any], late: bool, language: str) -> str | Latex:  # a filter
    """The count ``name`` of the thesis; where it can be put into the finished PDF ``late``, noughts that mark its place.

    The LaTeX then depends on the number of figures alone, and an edit does not undo what TeX has set ahead.
    """
    if not late:
        return number(counts[name], language)
    return Latex(rf"\tplate{{count {name}}}{{{counts[name + SHAPE]}}}")


def filled(
    text: str,
    thesis: Any,
    counts: Mapping[str, Any],
    institution: str | None = None,
    late: bool = False,  # a filter
) -> str | Latex:
    """A profile's sentence with the thesis's own words in place of ``{author}``, ``{degree}``, ``{words}`` and the like.

    What the thesis does not give is left as a blank to fill in by hand. Braces that name nothing stay as they are.
    """
    if late and "{words}" in text:
        parts = (escape(str(filled(part, thesis, counts, institution))) for part in text.split("{words}"))
        count = counted("words", counts, late, thesis.language)
        return Latex.join(parts, count.source if isinstance(count, Latex) else count)
    values = {
        "author": " and ".join(author.name for author in thesis.authors),
        "title": thesis.title,
        "degree": thesis.degree,
        "institution": institution or thesis.institution,
        "department": thesis.department,
        "year": str(thesis.date.year) if thesis.date else None,
        # a count that is not asked for is none that the page depends on
        "words": number(counts["words"], thesis.language) if "{words}" in text else None,
    }
    return re.sub(r"\{(\w+)\}", lambda m: (values[m[1]] or "…") if m[1] in values else m[0], text)


def hex_digest(text: str) -> str:
    """Thirty-two hexadecimal digits made from ``text``: an identifier that is the same on every day and machine."""
    return digest(text)[:32].upper()


FILTERS: Mapping[str, Callable[..., Any]] = {
    "counted": counted,
    "hex_digest": hex_digest,
    "filled": filled,
    "long_date": long_date,
    "edtf_date": edtf_date,
    "number": number,
    "term": term,
}
"""The filters by the names that the templates use."""

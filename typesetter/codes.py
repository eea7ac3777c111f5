"""The diagnostics' codes: stable lower-case slugs, each with its severity, what it means and what mends it.

``docs/diagnostics.md`` is generated from this table, so every code carries its own explanation.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Self


class Severity(StrEnum):
    """How bad a finding is: an error stops the build, a warning and an information do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for an information."""
        return ("error", "warning", "info").index(self.value)


E_, W_, I_ = Severity.ERROR, Severity.WARNING, Severity.INFO


class Code(Enum):
    """A kind of finding. The value is its slug; ``severity``, ``what`` and ``remedy`` are for people."""

    severity: Severity
    what: str
    remedy: str

    def __new__(cls, slug: str, severity: Severity, what: str, remedy: str) -> Self:
        """A member whose value is its slug."""
        member = object.__new__(cls)
        member._value_ = slug
        member.severity = severity
        member.what = what
        member.remedy = remedy
        return member

    # A table: one code a line.
    # fmt: off
    # -- files
    FILE_MISSING = "file-missing", E_, "A file that the thesis names is not there.", "Correct the path, or add the file."
    FILE_ENCODING = "file-encoding", E_, "A text file is not valid UTF-8.", "Save the file as UTF-8 (most editors: Save with encoding)."
    FILE_NUL = "file-control-character", E_, "A text file holds a NUL byte or another control character, which no font can print.", "Delete the character; a whole file of them is not a text file."
    FILE_OUTSIDE = "file-outside", E_, "A path (or a symbolic link) leads out of the thesis folder.", "Copy the file into the thesis folder and name it there."
    FILE_UNREADABLE = "file-unreadable", E_, "A file cannot be read or written.", "Check its permissions."
    CHAPTERS_NONE = "chapters-none", E_, "The thesis has no chapters at all.", "Write chapters/01-introduction.md, or list files under chapters: in thesis.yaml."
    CHAPTER_EMPTY = "chapter-empty", E_, "A chapter file has nothing in it.", "Write it, or take it off the list in thesis.yaml."
    CHAPTER_TWICE = "chapter-twice", E_, "The same file is listed twice in thesis.yaml.", "Keep one of the two."
    # -- YAML and configuration
    YAML_SYNTAX = "yaml-syntax", E_, "A YAML file (or a chapter's front matter) cannot be read.", "Mend the line shown; indent with spaces, and quote text that has a colon."
    YAML_DUPLICATE = "yaml-duplicate-key", E_, "A YAML mapping has the same key twice; one of the values would be lost.", "Keep one of them."
    CONFIG_UNKNOWN = "config-unknown-key", E_, "A key that the file's model does not know.", "Use the nearest valid key, or delete it."
    CONFIG_TYPE = "config-type", E_, "A value of the wrong type or form.", "Write a value of the form that the message names."
    CONFIG_MISSING = "config-missing-key", E_, "A required key is missing.", "Add it."
    PROFILE_UNKNOWN = "profile-unknown", E_, "No university profile of that name.", "Use one of the names that `build.py universities` lists."
    STYLE_UNKNOWN = "style-unknown", E_, "No citation style of that name, and no file at that path.", "Use a built-in variant, or the path of a .yaml file in the thesis folder."
    TEMPLATE_UNKNOWN = "template-unknown", E_, "No chapter template of that name.", "Use one of the templates the message names, or add templates/chapters/NAME.tex.j2."
    TEMPLATE_ERROR = "template-error", E_, "A Jinja template has a mistake or uses a variable that does not exist.", "Mend the template at the line shown."
    # -- Markdown
    HTML_REFUSED = "html", E_, "HTML in Markdown: it cannot be printed and would be lost.", "Write it in Markdown, or escape the < as \\<."
    MD_FRONT_MATTER = "front-matter", E_, "The chapter's YAML front matter is not closed or is not a mapping.", "Close it with a line of three dashes."
    HEADING_NONE = "heading-missing", E_, "A chapter without a title: no level-one heading at its top.", "Begin the file with `# Title`."
    HEADING_SECOND = "heading-second-title", E_, "A second level-one heading in one chapter file.", "Make it a section (##), or move what follows into a file of its own."
    HEADING_DEEP = "heading-depth", W_, "A heading that skips a level or is deeper than the style numbers.", "Use the next level."
    ATTRIBUTE_BAD = "attribute", E_, "An attribute block {…} that cannot be read, or an attribute unknown at that place.", "Use {#id .class key=value}."
    DIV_UNCLOSED = "div-unclosed", E_, "A fenced div ::: that is never closed.", "Close it with a line of three colons."
    DIV_UNKNOWN = "div-unknown", E_, "A fenced div of a class that no template knows.", "Use landscape, note, epigraph, quote, center, or a class of your own with a template."
    MATH_UNCLOSED = "math-unclosed", E_, "A $ that opens mathematics and is never closed.", "Close it, or write \\$ for the currency sign."
    TABLE_RAGGED = "table-ragged", E_, "A table row with more or fewer cells than the header.", "Give each row as many cells as the header; write \\| for a bar inside a cell."
    TABLE_CAPTION = "table-caption", E_, "A table caption that does not follow a table.", "Put the line `: Caption {#tbl-id}` right after the table."
    FOOTNOTE_UNKNOWN = "footnote-unknown", E_, "A footnote mark without a footnote of that name.", "Write `[^name]: text`, or correct the name."
    FOOTNOTE_UNUSED = "footnote-unused", E_, "A footnote that no mark refers to; its text would be lost.", "Put its mark [^name] into the text, or delete it."
    FOOTNOTE_DUPLICATE = "footnote-duplicate", E_, "Two footnotes of the same name.", "Rename one."
    FOOTNOTE_NESTED = "footnote-nested", E_, "A footnote inside a footnote, whose text LaTeX would lose.", "Put the text into the outer note, in brackets."
    NESTING_DEEP = "nesting-depth", E_, "Lists, quotations and divs in one another, deeper than anything can be set.", "Take some of the levels out."
    LINK_UNUSED = "link-unused", W_, "A link definition that nothing refers to: it does not appear in the PDF.", "Use it, or delete it."
    LINK_TITLE = "link-title", W_, "A link's title text is not printed on paper.", "Move the words into the text."
    LINK_REFUSED = "link-scheme", E_, "A link with a scheme that a thesis may not carry (javascript:, file:, data:).", "Link to https:, mailto: or doi:."
    RAW_REFUSED = "raw-latex", E_, "Raw LaTeX, which --untrusted refuses.", "Build without --untrusted, or write it in Markdown."
    CHARACTER_UNSUPPORTED = "character", E_, "A character that the document's fonts cannot show.", "Write it in letters that the fonts have, or set engine: lualatex with a font that has it."
    # -- cross references
    LABEL_DUPLICATE = "label-duplicate", E_, "Two things carry the same label.", "Rename one of them."
    LABEL_INVALID = "label-invalid", E_, "A label of a wrong form.", "Use letters, digits and hyphens after sec-, fig-, tbl- or eq-."
    REF_UNKNOWN = "ref-unknown", E_, "A cross reference to a label that nothing carries.", "Correct the name, or label the thing meant."
    # -- figures, tables, data
    IMAGE_MISSING = "image-missing", E_, "A picture that does not exist.", "Correct the path; paths are relative to the thesis folder."
    IMAGE_BAD = "image-bad", E_, "A file that is not a picture TeX can include (PDF, PNG, JPEG), or is damaged.", "Export it anew as PDF, PNG or JPEG."
    DATA_BAD = "data", E_, "A CSV file that cannot be read as a table.", "Check the separator and that every row has as many cells as the header."
    DATA_COLUMN = "data-column", E_, "A column that the CSV file does not have.", "Use one of the columns the message names."
    DATA_VALUE = "data-value", E_, "A cell that should be a number and is not.", "Correct the cell, or leave it empty for a missing value."
    PLOT_KIND = "plot-kind", E_, "A kind of plot that does not exist, or an attribute that it lacks.", "Use bar, line, scatter, area or timeline with x= and y=."
    PLOT_CROWDED = "plot-crowded", E_, "A plot with more rows or series than can be read, or a height with no room for them.", "Plot fewer of them, split the plot in two, or set another height=."
    PLOT_LACKS = "plot-lacks", E_, "A plot cannot be drawn because matplotlib is not installed.", "Run `make`, which installs it."
    # -- bibliography
    BIB_SYNTAX = "bib-syntax", E_, "A .bib file that cannot be read at this place.", "Close the braces and quotes of the entry before."
    BIB_DUPLICATE = "bib-duplicate-key", E_, "Two entries with the same key.", "Rename or delete one of them."
    BIB_FIELD = "bib-field", W_, "An entry lacks a field that its type needs, or has one that cannot be read.", "Add or correct the field."
    BIB_TYPE = "bib-type", W_, "An entry type that the style does not know; it is set like a plain document.", "Use a type that BibTeX or biblatex has."
    BIB_NAME = "bib-name", W_, "A name that cannot be read with certainty.", "Write it as `Surname, Given names`, institutions in double braces."
    CITE_UNKNOWN = "cite-unknown", E_, "A citation of a key that the bibliography does not have.", "Correct the key, or add the work to the .bib file."
    CITE_SYNTAX = "cite-syntax", E_, "A citation that cannot be read.", "Write [@key, p. 12] or [see @key1; @key2]."
    CITE_UNCITED = "cite-uncited", I_, "A work in the .bib file that the thesis never cites; it is not listed.", "Cite it, add it to citations.nocite, or leave it."
    # -- the engine
    LATEX_ERROR = "latex", E_, "LaTeX stopped or complained at what this line became.", "Look at the line; raw LaTeX is the usual cause."
    LATEX_MISSING_CHARACTER = "latex-missing-character", E_, "A font lacks a character; it would be missing in the PDF.", "Replace the character, or set engine: lualatex with a font that has it."
    LATEX_OVERFULL = "overfull", W_, "A line sticks out into the margin by more than 5 pt.", "Reword it, allow a break in a long word or address, or make the table or picture narrower."
    LATEX_WARNING = "latex-warning", W_, "A warning of LaTeX's that is visible in the PDF.", "See the message."
    LATEX_UNSTABLE = "latex-unstable", E_, "After five passes page numbers still change.", "Move the float or heading that the message names."
    ENGINE_MISSING = "engine-missing", E_, "No TeX engine was found.", "Run `make setup`."
    ENGINE_LACKS = "engine-lacks", E_, "The engine found lacks something that this thesis needs.", "Run `make setup`, which installs TeX Live."
    ENGINE_FALLBACK = "engine-fallback", I_, "The embedded engine cannot do this; something near it is used.", "Run `make setup`, which installs TeX Live."
    ENGINE_TIMEOUT = "engine-timeout", E_, "TeX did not end within its time limit.", "Look for a loop in raw LaTeX; raise the limit with --limit-seconds."
    # -- submission and checks
    PLACEHOLDER = "placeholder", W_, "Placeholder text in a thesis that is to be handed in.", "Write what it stands for."
    RULE_UNMET = "rule-unmet", E_, "A rule of the university's that the thesis does not meet.", "See the message; the preflight report has the source of the rule."
    QUOTE_LOCATOR = "quote-locator", W_, "A block quotation whose citation has no page.", "Add the page: [@key, p. 12]."
    FLOAT_UNMENTIONED = "float-unmentioned", I_, "A figure or table that the text never mentions.", "Refer to it with @fig-… or @tbl-…, or take it out."
    INTERNAL = "internal", E_, "A mistake of the pipeline's own.", "Please report it with the files that cause it."
    # fmt: on

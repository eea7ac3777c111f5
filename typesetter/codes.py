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
    LANGUAGE_UNSET = "language-unset", W_, "A language whose hyphenation and words (Contents, Chapter) are not at hand: the English ones are used.", "Name a language that has them, or see to it in a template of your own and silence this."
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
    TABLE_WIDE = "table-wide", E_, "A table with more columns than a page can hold.", "Divide the table, turn it round, or print fewer of its columns."
    TABLE_CAPTION = "table-caption", E_, "A table caption that does not follow a table.", "Put the line `: Caption {#tbl-id}` right after the table."
    FOOTNOTE_UNKNOWN = "footnote-unknown", E_, "A footnote mark without a footnote of that name.", "Write `[^name]: text`, or correct the name."
    FOOTNOTE_UNUSED = "footnote-unused", E_, "A footnote that no mark refers to; its text would be lost.", "Put its mark [^name] into the text, or delete it."
    FOOTNOTE_DUPLICATE = "footnote-duplicate", E_, "Two footnotes of the same name.", "Rename one."
    FOOTNOTE_NESTED = "footnote-nested", E_, "A footnote inside a footnote, whose text LaTeX would lose.", "Put the text into the outer note, in brackets."
    NESTING_DEEP = "nesting-depth", E_, "Lists, quotations and divs in one another, deeper than anything can be set.", "Take some of the levels out."
    TEXT_LONG = "text-long", E_, "A chapter, or a paragraph, that is longer than can be set in reasonable time.", "Divide the chapter into several files, the paragraph by empty lines."
    LINK_UNUSED = "link-unused", W_, "A link definition that nothing refers to: it does not appear in the PDF.", "Use it, or delete it."
    LINK_TITLE = "link-title", W_, "A link's title text is not printed on paper.", "Move the words into the text."
    LINK_REFUSED = "link-scheme", E_, "A link with a scheme that a thesis may not carry (javascript:, file:, data:), or, as a warning, with none: it would lead to a file.", "Link to https:, mailto: or doi:."
    RAW_REFUSED = "raw-latex", E_, "Raw LaTeX, which --untrusted refuses.", "Build without --untrusted, or write it in Markdown."
    CHARACTER_UNSUPPORTED = "character", E_, "A character that the document's fonts cannot show.", "Write it in letters that the fonts have, or set engine: lualatex with a font that has it."
    # -- cross references
    LABEL_DUPLICATE = "label-duplicate", E_, "Two things carry the same label.", "Rename one of them."
    LABEL_INVALID = "label-invalid", E_, "A label of a wrong form.", "Use letters, digits and hyphens after sec-, fig-, tbl- or eq-."
    REF_UNKNOWN = "ref-unknown", E_, "A cross reference to a label that nothing carries.", "Correct the name, or label the thing meant."
    # -- figures, tables, data
    IMAGE_MISSING = "image-missing", E_, "A picture that does not exist.", "Correct the path; paths are relative to the thesis folder."
    IMAGE_BAD = "image-bad", E_, "A file that is not a picture TeX can include (PDF, PNG, JPEG), or is damaged.", "Export it anew as PDF, PNG or JPEG."
    IMAGE_UNFIT = "image-unfit", W_, "A picture that an archivable PDF may not hold: with a font that is not embedded, or in CMYK.", "Export it again in RGB with its fonts embedded; most programs do that when asked for PDF/A."
    IMAGE_COARSE = "image-coarse", W_, "A picture with too few pixels for the size at which it is printed.", "Export it larger, or print it smaller with width=."
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
    BIB_DOI = "bib-doi", W_, "A DOI that has not the form of one, or carries its address twice.", "Write the DOI alone: doi = {10.1080/09668136.2018.1515348}."
    BIB_CHECK_DIGIT = "bib-check-digit", W_, "An ISBN or ISSN whose last digit does not fit the others: a digit is wrong.", "Copy the number again from the book or its publisher's page."
    BIB_PAGES = "bib-pages", W_, "Pages that cannot be right, or are not written as a range.", "Write the first and the last page: pages = {113--143}."
    BIB_DATE = "bib-date", W_, "A year that cannot be right, or a date before another that it must follow.", "Correct the year; for what is not out yet write pubstate = {forthcoming}."
    BIB_TITLE = "bib-title", W_, "A title in capitals, or with a space or a full stop that does not belong in it.", "Write the title as a sentence or a headline; the style sees to the rest."
    BIB_VOLUME = "bib-volume", W_, "A volume or number that is none.", "Write the number alone, without zeros in front."
    BIB_PLACE = "bib-place", W_, "A publisher or a place that says that there is none, or is written wrongly.", "Write the publisher and the town from the title page, or leave the field out."
    BIB_VARIANT = "bib-variant", W_, "A publisher, journal or name that is spelt in two ways in the bibliography.", "Write it the same way everywhere."
    BIB_TWICE = "bib-twice", W_, "The same work twice in the bibliography, under two keys.", "Keep one of the two, and cite that one."
    BIB_ACCESSED = "bib-accessed", W_, "A web page without the day on which it was read.", "Add urldate = {2024-05-12}."
    BIB_SPARSE = "bib-sparse", I_, "A work that lacks what a reader needs to find it.", "Add the field."
    CITE_UNKNOWN = "cite-unknown", E_, "A citation of a key that the bibliography does not have.", "Correct the key, or add the work to the .bib file."
    CITE_SYNTAX = "cite-syntax", E_, "A citation that cannot be read.", "Write [@key, p. 12] or [see @key1; @key2]."
    CITE_TYPED = "cite-typed", W_, "A citation typed by hand of a work in the bibliography: it has no link, and does not put the work on the reference list.", "Write the Markdown of the hint; `check --fix` does it for you."
    CITE_TYPED_UNKNOWN = "cite-typed-unknown", W_, "A citation typed by hand of a work that the bibliography does not have.", "Correct the name or the year, or add the work to the .bib file, and cite it with its key."
    CITE_IBID = "cite-ibid", W_, "An ibid. typed by hand: it comes loose when the text before it changes.", "Write the key again; with `citations: {ibid: true}` the thesis prints ibid. by itself."
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
    LIMIT_TIME = "limit-time", E_, "The build did not end within its time limit.", "Look for what repeats or nests without end in the file named; raise the limit with --limit-seconds."
    LIMIT_PAGES = "limit-pages", E_, "TeX set more pages than it may.", "Look for a loop in raw LaTeX in the file named; raise the limit with --limit-pages."
    LIMIT_MEMORY = "limit-memory", E_, "The build needed more memory than it may have.", "Look for something enormous in the file named; raise the limit with --limit-memory."
    # -- structure
    REF_TYPED = "ref-typed", I_, "A cross reference typed by hand: it does not follow when sections, figures or tables move.", "Label what is meant and write @sec-…, @fig-… or @tbl-…, which print word and number."
    REF_WRONG = "ref-wrong", W_, "A cross reference typed by hand to a number that nothing in the thesis has.", "Write the label of what is meant: @sec-…, @fig-… or @tbl-…; its number is then always right."
    LABEL_UNUSED = "label-unused", I_, "A label that nothing refers to.", "Refer to it with @label, or take {#label} away."
    HEADING_NUMBER = "heading-number", W_, "A number typed into a heading or caption, which is numbered by itself and so prints two.", "Delete the number; to print none at all write {.unnumbered}."
    HEADING_CASE = "heading-case", I_, "A heading in another case than the headings beside it.", "Write all headings of a level in sentence case, or all in title case."
    HEADING_FORM = "heading-form", I_, "A heading that ends with a full stop, or in another form than the headings beside it.", "Write the headings of a level in one form, without a full stop."
    SECTION_LONE = "section-lone", I_, "A section with a single subsection: what is divided has at least two parts.", "Add a second subsection, or take the heading of the only one away."
    SECTION_EMPTY = "section-empty", W_, "A heading with no text under it.", "Write the section, or take its heading away."
    PARTS_PROMISED = "parts-promised", I_, "The text promises a number of parts that the headings do not have.", "Correct the number, or the headings."
    # -- names and terms
    NAME_VARIANT = "name-variant", W_, "One name spelt in two ways.", "Use one spelling throughout; if both are right, list the name under checks: {allow: {name-variant: […]}} in thesis.yaml."
    TERM_VARIANT = "term-variant", I_, "One term written in two ways: with and without a hyphen or space, or with and without capitals.", "Use one form throughout, or list it under checks: {allow: {term-variant: […]}} in thesis.yaml."
    ACRONYM_UNDEFINED = "acronym-undefined", I_, "An abbreviation that is nowhere written out.", "Write it out at its first use, the abbreviation in brackets behind it, or list it in the chapter of abbreviations."
    ACRONYM_LATE = "acronym-late", W_, "An abbreviation used before it is written out.", "Write it out at its first use: Eurasian Economic Union (EAEU)."
    ACRONYM_TWICE = "acronym-twice", I_, "An abbreviation written out a second time.", "Write it out once, at its first use, and use the abbreviation from there on."
    ACRONYM_DIFFERS = "acronym-differs", W_, "An abbreviation written out in two different ways.", "Write it out in one way; give the other thing an abbreviation of its own."
    ACRONYM_UNUSED = "acronym-unused", I_, "An abbreviation that is introduced and never used again.", "Use it, or leave it out."
    ACRONYM_VARIANT = "acronym-variant", W_, "An abbreviation that has the letters of another one in another order.", "Use the one that is written out; if both exist, list it under checks: {allow: {acronym-variant: […]}} in thesis.yaml."
    SPELLING_MIXED = "spelling-mixed", W_, "British and American spelling in one text.", "Use one of them throughout, the one that thesis.yaml names as language."
    # -- forms
    QUOTES_MIXED = "quotes-mixed", I_, "Single and double, or straight and curly, quotation marks in one text.", "Use one kind for quotations and the other only inside them."
    DASH_FORM = "dash-form", I_, "A hyphen or a spaced dash where the text elsewhere, or the rule, has another.", "Write -- between the ends of a range (1988--1994), and one kind of dash between words."
    DATE_FORM = "date-form", I_, "Dates in two forms, or one that the language does not have.", "Write all dates in one form: 27 September 2020 (British), September 27, 2020 (American)."
    NUMBER_FORM = "number-form", I_, "Numbers in two forms: with and without a separator of thousands, per cent and %, words and figures.", "Use one form throughout."
    CURRENCY_FORM = "currency-form", I_, "Amounts of one currency in two forms.", "Use one form throughout: $4 billion, or US$4 billion."
    # -- submission and checks
    PLACEHOLDER = "placeholder", W_, "Placeholder text in a thesis that is to be handed in.", "Write what it stands for."
    RULE_UNMET = "rule-unmet", E_, "A rule of the university's that the thesis does not meet.", "See the message; the preflight report has the source of the rule."
    PDF_INVALID = "pdf-invalid", E_, "The PDF does not pass a validator of the standard that it claims to follow.", "See the message; a picture or raw LaTeX is the usual cause."
    LINK_DEAD = "link-dead", W_, "A link inside the PDF that leads nowhere.", "Give raw LaTeX's \\hyperlink its \\hypertarget."
    PACKAGE_DIFFERS = "package-differs", E_, "What was handed in is not what its sources give, or has been changed since.", "Make it again with `build.py submission`."
    QUOTE_SOURCE = "quote-source", I_, "A quotation without a citation near it.", "Cite it, with the page: [@key, p. 12]."
    SOURCE_MISSING = "source-missing", I_, "A paragraph of figures or of what others say, without any source.", "Cite where it comes from, or say that it is your own."
    QUOTE_LOCATOR = "quote-locator", W_, "A quotation whose citation has no page, though the work has pages.", "Add the page: [@key, p. 12]."
    ALT_MISSING = "alt-missing", I_, "A picture or plot without alternative text, for those who cannot see it.", 'Say in alt="…" what it shows; the caption alone names it.'
    FLOAT_UNMENTIONED = "float-unmentioned", I_, "A figure or table that the text never mentions.", "Refer to it with @fig-… or @tbl-…, or take it out."
    # -- the text
    WORD_REPEATED = "word-repeated", W_, "The same word or words stand twice in a row.", "Keep one of the two."
    ARTICLE_FORM = "article-form", W_, "'a' before a vowel's sound, or 'an' before a consonant's.", "Write the other form."
    PHRASE_SLIP = "phrase-slip", W_, "A phrase that is always a slip of the pen.", "Write the phrase that the hint names."
    PUNCTUATION_DOUBLED = "punctuation-doubled", W_, "Two marks of punctuation where one belongs.", "Keep one of the two."
    PUNCTUATION_SPACE = "punctuation-space", W_, "A space is missing at a bracket or a mark of punctuation, or stands where none belongs.", "Put the space in, or take it out."
    BRACKET_UNBALANCED = "bracket-unbalanced", W_, "A bracket without its partner in the same paragraph.", "Write its partner, or take it out."
    EMPHASIS_UNCLOSED = "emphasis-unclosed", W_, "Asterisks or underscores that begin an emphasis which never ends: they are printed.", "Write them again at its end, in the same paragraph, or \\* for the sign itself."
    QUOTE_UNBALANCED = "quote-unbalanced", W_, "A quotation mark without its partner in the same paragraph.", "Write its partner, or take it out."
    STOP_TWICE = "stop-twice", W_, "A full stop both before and behind a citation.", "Keep the one behind the citation."
    CITE_OUTSIDE = "cite-outside", I_, "A citation behind the full stop, in no sentence: which one it supports is left open.", "Put the full stop behind the citation."
    CITE_APART = "cite-apart", I_, "Two citations in brackets of their own, one directly behind the other.", "Put them into one: [@first; @second]."
    SENTENCE_UNENDED = "sentence-unended", W_, "A sentence or a paragraph without a full stop.", "Write the full stop, or the rest of the sentence."
    SENTENCE_CUT = "sentence-cut", W_, "A sentence that breaks off.", "Write what was to follow; take out an empty line that divides it."
    SENTENCE_LOWER = "sentence-lower-case", W_, "A sentence that begins in lower case.", "Begin it with a capital, or make the full stop before it a comma."
    SENTENCE_FRAGMENT = "sentence-fragment", I_, "A subordinate clause that stands alone as a sentence.", "Join it to its main clause."
    TEXT_REPEATED = "text-repeated", W_, "A sentence or a paragraph that stands, the same or nearly so, at two places.", "Keep one of the two; refer to it from the other place."
    OPENING_REPEATED = "opening-repeated", I_, "Two sentences of one paragraph begin with the same phrase.", "Word one of them differently."
    MISSPELT = "misspelt", W_, "A word that the dictionary named under checks.spelling does not have, nor the bibliography.", "Correct it, or list it under checks.allow: {misspelt: [word]}."
    SPELLING_UNAVAILABLE = "spelling-unavailable", W_, "The spelling is to be checked, and there is no dictionary for the language.", "Install the package that the hint names, or set checks.spelling to another language."
    # -- the checks themselves
    IGNORE_UNKNOWN = "ignore-unknown", W_, "A code that is to be ignored and that no finding has.", "Write the code that the finding shows in its square brackets."
    IGNORE_UNUSED = "ignore-unused", W_, "A finding is to be ignored here that is no longer made.", "Take the code out, so that the next mistake of its kind is seen."
    INTERNAL = "internal", E_, "A mistake of the pipeline's own.", "Please report it with the files that cause it."
    # fmt: on

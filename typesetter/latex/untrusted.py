r"""What the mathematics of a thesis by somebody else may not hold: whatever does more than set a formula.

Mathematics is TeX, and cannot be given up like raw LaTeX. Refused are TeX's primitives that do not belong to a formula, as the
manuals of TeX, e-TeX and pdfTeX list them; LaTeX's commands that define, repeat, make names of texts, or reach for files; and
every environment that is not one for mathematics, since ``\begin{input}`` is ``\input``. Without definitions and made names,
nothing that is refused can be had in another way.
"""

from __future__ import annotations

import re

_CONTROL = """afterassignment aftergroup batchmode begingroup catcode chardef char closein closeout copy count countdef csname
    defaulthyphenchar def delcode dimen dimendef discretionary dump edef else endcsname endgroup endinput endlinechar
    errhelp errmessage errorcontextlines errorstopmode escapechar everycr everydisplay everyhbox everyjob everymath everypar
    everyvbox expandafter fi font fontdimen fontname futurelet gdef global globaldefs halign hoffset holdinginserts hyphenation
    hyphenchar if ifcase ifcat ifcsname ifdefined ifdim ifeof iffalse iffontchar ifhbox ifhmode ifinner ifmmode ifnum ifodd
    iftrue ifvbox ifvmode ifvoid ifx immediate input inputlineno insert interactionmode jobname lccode let loop lowercase
    mag mathchardef mathcode maxdeadcycles meaning message muskipdef newlinechar noexpand nonstopmode number
    openin openout or outer output parshape patterns pausing protected read readline relpenalty repeat romannumeral
    scantokens scrollmode setbox setlanguage sfcode shipout show showbox showgroups showifs showlists showthe showtokens skipdef
    special string the toks toksdef tracingall tracingonline uccode unexpanded detokenize unhbox unhcopy unless unvbox unvcopy
    uppercase vadjust valign voffset vsplit write xdef advance multiply divide box mark marks primitive""".split()
_LATEX = """AddToHook AddToHookNext AtBeginDocument AtEndDocument AtEndOfPackage CheckCommand DeclareDocumentCommand
    DeclareExpandableDocumentCommand DeclareMathOperator DeclareRobustCommand DelayedShellEscape ExpandArgs ExplSyntaxOff
    ExplSyntaxOn IfFileExists InputIfFileExists NewCommandCopy NewDocumentCommand NewDocumentEnvironment
    NewExpandableDocumentCommand NewHook ProvideDocumentCommand ProvideExpandableDocumentCommand PushHook RawInput
    RenewCommandCopy RenewDocumentCommand RenewDocumentEnvironment RequirePackage ShellEscape ShowCommand ShowHook UseHook UseName
    UseOneTimeHook addtocontents addtocounter afterpage bibliography documentclass documentstyle enddocument
    foreach include includegraphics includeonly includepdf inputencoding listfiles listoffigures listoftables lstinputlisting
    makeatletter makeatother newbox newcommand newcount newcounter newdimen newenvironment newfam newif newinsert newlanguage
    newlength newmuskip newread newsavebox newskip newtheorem newtoks newwrite nofiles numexpr openany pagenumbering
    providecommand renewcommand renewenvironment setcounter stop tableofcontents typein typeout usepackage
    verbatiminput""".split()
_FAMILIES = (
    "pdf[A-Za-z]+",
    "(?:direct|late)lua",
    "lua[A-Za-z]+",
    "tracing[A-Za-z]+",
    "[A-Za-z]*expr",
    "new[A-Z][A-Za-z]+",
)
_ENVIRONMENTS = frozenset(
    """aligned alignedat array bmatrix Bmatrix cases dcases drcases rcases gathered matrix multlined pmatrix smallmatrix
    bsmallmatrix psmallmatrix split subarray vmatrix Vmatrix align alignat gather multline equation flalign eqnarray math
    displaymath
    CD math* matrix* pmatrix* bmatrix* Bmatrix* vmatrix* Vmatrix* cases* dcases* align* alignat* gather* multline*
    equation* flalign* eqnarray*""".split()
)

_REFUSED = re.compile(
    rf"\\(?:{'|'.join(sorted({*_CONTROL, *_LATEX}, key=len, reverse=True))}|{'|'.join(_FAMILIES)})(?![A-Za-z])\*?"
)
_BEGIN = re.compile(r"\\(?:begin|end)(?![A-Za-z])(?:\s*\{\s*([A-Za-z]+\*?)\s*\})?")


def refused(tex: str) -> list[tuple[int, int]]:
    """Where a formula holds what is refused: starts and ends, in order."""
    found = [match.span() for match in _REFUSED.finditer(tex)]
    found += [match.span() for match in _BEGIN.finditer(tex) if match[1] not in _ENVIRONMENTS]
    return sorted(found)

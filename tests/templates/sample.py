"""The sample thesis's generated files: what the writer would make of a manuscript that uses every construct."""

from __future__ import annotations

from typing import Any

from tests.templates.support import Latex, chapter_from_template

LOREM = (
    "The balance of power in the South Caucasus was never a balance in the strict sense of the word: it was an arrangement "
    "that two of the three states tolerated and that the third, which had made it, could afford to neglect. Russia sold arms "
    "to both sides, mediated between them, and kept a garrison in one of them; offices, officials, and officers differed "
    "about the efficient use of such influence, but not about its existence.\n"
)
THEORY = rf"""\chapter[Theoretical framework]{{Theoretical framework}}\tptarget{{sec-theory}}

\begin{{tpepigraph}}
The strong do what they can and the weak suffer what they must.

--- Thucydides, \emph{{The Peloponnesian War}}
\end{{tpepigraph}}

{LOREM}
\section[Defensive neorealism]{{Defensive neorealism}}\tptarget{{sec-defensive}}

{LOREM}\footnote{{A note with a second sentence that is long enough to fill more than one line of the page, and an address:
\tpurl{{https://doi.org/10.1080/09668136.2018.1503618}}{{\tpshowurl{{https://doi.org/10.1080/09668136.2018.1503618}}}}.}}
See \tplink{{fig-first}}{{Figure~1.1}} and \tplink{{sec-levels}}{{Section~1.2}}. As \tplink{{ref-waltz1979}}{{Waltz (1979)}} writes:

\begin{{tpquotation}}
Geopolitics analyses the interactions between political actors and the territory on which they act; it asks what the
geographical setting permits, and what it forbids, to those who decide (\tplink{{ref-waltz1979}}{{Waltz, 1979}}, p.118).

A second paragraph of the same quotation.
\end{{tpquotation}}

{LOREM}
\subsection[Power and its distribution]{{Power and its distribution}}\tptarget{{sec-power}}

{LOREM}

\tptarget{{eq-balance}}\begin{{equation}}
C_R \geq \max(C_A, C_Z), \qquad C_R + C_A > C_Z
\end{{equation}}

where the capabilities are those of Russia, Armenia and Azerbaijan.\footnote{{Second note.}}

{LOREM}
\subsubsection[A deeper level]{{A deeper level}}

{LOREM}
\paragraph[Run-in heading]{{Run-in heading}}\tptarget{{sec-runin}}

{LOREM}
\section[Levels of analysis: the system, the state, and the person who decides]{{Levels of analysis: the system, the state,
and the person who decides}}\tptarget{{sec-levels}}

{LOREM}
\begin{{figure}}
\begin{{tpplot}}{{300}}{{160}}{{assets/plot.pdf}}
\tpplottext{{150}}{{156}}{{0}}{{ct}}{{10}}{{black}}{{Displaced persons, thousands}}
\tpplottext{{0}}{{0}}{{0}}{{lb}}{{9}}{{black}}{{lb}}
\tpplottext{{300}}{{0}}{{0}}{{rB}}{{9}}{{C00000}}{{right baseline}}
\tpplottext{{8}}{{80}}{{90}}{{cc}}{{9}}{{black}}{{Turned axis label}}
\tpplottext{{150}}{{80}}{{0}}{{cc}}{{9}}{{black}}{{centre}}
\end{{tpplot}}
\caption[Displaced persons by country]{{\tptarget{{fig-first}}Displaced persons by country, a caption that is long enough to
need a second line and so shows how it hangs from its label (\tplink{{ref-waltz1979}}{{Waltz, 1979}}).\protect\footnotemark{{}} Twice.\protect\footnotemark{{}}}}
\end{{figure}}
\addtocounter{{footnote}}{{-2}}\stepcounter{{footnote}}\footnotetext{{The note of a caption.}}%
\stepcounter{{footnote}}\footnotetext{{Its second note.}}%

{LOREM}
\begin{{table}}
\caption[Armed forces]{{\tptarget{{tbl-forces}}Armed forces in 2019}}
\begin{{tabular}}{{@{{}}lrr@{{}}}}
\tptoprule
\tptablehead{{Branch}} & \tptablehead{{Armenia}} & \tptablehead{{Azerbaijan}}\\
\tpmidrule
Army & 45,000 & 56,850\\
Air force & 1,100 & 7,900\\
Navy & -- & 2,200\\
\tpbottomrule
\end{{tabular}}
\end{{table}}

{LOREM * 4}
"""


def _long_rows() -> str:
    return "\n".join(rf"Item {n} & a text of some length that fills its column & {n * 113:,}\\" for n in range(1, 50))


VOCABULARY = rf"""\chapter[Ten thousand words]{{Words, tables, and code}}\tptarget{{sec-words}}

Diacritics: Erdoğan, Çakmak, Özşahin, Güner Özkan, İstanbul, ışık, Šuša, Łódź, żółć, ćevapi, čeština, Götz, Frédéric; ligatures:
efficient, offices, flow, affluent. Quotation marks: “double”, ‘single’; dashes -- and --- and \ldots; euro €, degree °, § 4,
½, ×, \textsuperscript{{2}}, \textsubscript{{0}}; \textsc{{Small Caps and ğşıİ}}, \emph{{emphasis with ğ}}, \textbf{{bold}},
\textbf{{\emph{{bold italics}}}}, \tpstrike{{struck out words\footnote{{A note in struck text.}} here}}, \tpunderline{{underlined words which go on for long enough
that they must break across the end of the line}}, \tpcode{{inline\_code(x,{{}} \textquotesingle{{}}y\textquotesingle{{}})}},
\tpactual{{2264}}{{\ensuremath{{\leq}}}}. Links: \tpurl{{https://example.org/a\_b?c=d\&e=f\%20g\#h\string~i}}{{external}}.

{LOREM}
\begin{{itemize}}
\tptight\item{{}} first item of a tight list,
\item{{}} second item, which is long enough to run over the end of the line and so shows how its text hangs from its mark,
\begin{{itemize}}
\tptight\item{{}} nested;
\end{{itemize}}
\item{{}} third.
\end{{itemize}}

\begin{{enumerate}}[start=9]
\item{{}} A loose list: {LOREM}

And a second paragraph in the item.
\item{{}} Tenth.
\end{{enumerate}}

\begin{{tpdefinitions}}
\item[{{Balance of power}}] {LOREM}
\item[{{Bandwagoning}}] Joining the stronger side.
\end{{tpdefinitions}}

\begin{{tpnotebox}}
A note between two lines. {LOREM}\footnote{{A note in the note.}}

Its second paragraph.
\end{{tpnotebox}}

\tpbreakline{{}}

{LOREM}
\begin{{tpcode}}
\tpcodeline{{def main():}}
\tpcodeline{{\tpspace{{}}\tpspace{{}}\tpspace{{}}\tpspace{{}}return\tpspace{{}}"{"x" * 120}"}}
\tpcodeline{{}}
\tpcodeline{{\tpspace{{}}\tpspace{{}}\tpspace{{}}\tpspace{{}}\# -{{}}-{{}}option\tpspace{{}}\{{\}}\tpspace{{}}\textbackslash{{}}input}}
\end{{tpcode}}

\begin{{tpcenter}}
Centred text.
\end{{tpcenter}}

\section[Long tables]{{Long tables}}\tptarget{{sec-long}}

\begin{{longtable}}{{@{{}}l>{{\raggedright\arraybackslash}}p{{0.6\linewidth}}r@{{}}}}
\caption[A long table]{{\tptarget{{tbl-long}}A long table}}\\
\tptoprule
\tptablehead{{Name}} & \tptablehead{{Text}} & \tptablehead{{Number}}\\
\tpmidrule\endfirsthead
\tptoprule
\tptablehead{{Name}} & \tptablehead{{Text}} & \tptablehead{{Number}}\\
\tpmidrule\endhead
{_long_rows()}
\tpbottomrule
\end{{longtable}}

{LOREM}

\begin{{tplandscape}}
\begin{{tpfixedtable}}
\caption[Landscape]{{\tptarget{{tbl-land}}A table on a landscape page}}
\begin{{tabular}}{{@{{}}llll@{{}}}}
\tptoprule
One & Two & Three & Four\\
\tpmidrule
a rather long cell for a wide table & a rather long cell for a wide table & a rather long cell & 4\\
\tpbottomrule
\end{{tabular}}
\end{{tpfixedtable}}
\end{{tplandscape}}

\section*{{Unnumbered section}}\addcontentsline{{toc}}{{section}}{{Unnumbered section}}\tptarget{{sec-unnumbered}}

{LOREM * 12}
"""

MANY = "\n".join(
    rf"\section[Section with a title of its own]{{Section {n} with a title of its own}}\tptarget{{sec-many-{n}}}{chr(10)}{LOREM}"
    for n in range(1, 13)
)

REFERENCES = r"""\begin{tpreferences}
\tpreference{mankoff2012}{}Mankoff, J. (2012). \emph{Russian foreign policy: the return of great power politics}. Lanham, Md.:
Rowman \& Littlefield Publishers.

\tpreference{coyle2018}{}Götz, E. (2016). Neorealism and Russia’s Ukraine policy, 1991--present. \emph{Contemporary Politics},
22(3), pp.301--323. doi:\tpurl{https://doi.org/10.1080/13569775.2016.1201312}{\tpshowurl{https://doi.org/10.1080/13569775.2016.1201312}}.

\tpreference{putin2007}{}Putin, V. (2007). \emph{Speech and the Following Discussion at the Munich Conference on Security Policy}.
[online] Available at:
\tpurl{http://en.kremlin.ru/events/president/transcripts/copy/24034}{\tpshowurl{http://en.kremlin.ru/events/president/transcripts/copy/24034?a\_very\_long\_query=withoutAnyPlaceToBreakItForQuiteSomeTimeBecauseSuchThingsHappenInLifeAndInLibraries\&b=c}}.

\tpreference{waltz1979}{}Waltz, K.N. (1979). \emph{Theory of international politics}. Reading, Mass.: Addison-Wesley.
\end{tpreferences}
"""


def files(thesis: Any) -> dict[str, str]:
    """Name → content of everything that the document reads, its main file excepted."""

    def framed(title: str, name: str, data: dict[str, Any], numbered: bool) -> str:
        head = rf"\chapter[{title}]{{{title}}}" if numbered else rf"\chapter*{{{title}}}\tpunnumbered{{{title}}}"
        return f"{head}\\tptarget{{sec-{name}}}\n\n" + chapter_from_template(name, data, thesis)

    abbreviations = {
        "items": [
            {"short": Latex(s + (r"\footnote{A note to an abbreviation.}" if s == "UN" else "")), "long": Latex(f)}
            for s, f in [
                ("CSTO", "Collective Security Treaty Organization"),
                (
                    "OSCE",
                    r"Organization for Security and \emph{Co-operation} in Europe, with enough words to fill a line and a bit",
                ),
                ("UN", "United Nations"),
            ]
        ]
    }
    events = [
        ("1988-02-27/1988-02-29", "Pogrom against Armenians in Sumgait."),
        ("1992", LOREM),
        ("1992-05", "Armenian forces take Shusha."),
        ("2020-09-27/2020-11-10", "War."),
        ("1994-05-12", LOREM),
    ]
    interviews = [
        {
            "name": Latex("Interviewee A"),
            "position": Latex("Former official of the Minsk Group"),
            "date": "2024-02-12",
            "facts": [
                {"label": Latex("Place"), "value": Latex("Aalborg")},
                {"label": Latex("Consent"), "value": Latex("Given in writing, anonymous")},
            ],
            "note": Latex(LOREM),
            "exchanges": [
                {"question": Latex("Did the balance hold?"), "answer": Latex(LOREM + "\n\n" + LOREM)},
                {"question": Latex("For how long?"), "answer": Latex("Until 2020.")},
            ],
        },
        {"name": Latex("Interviewee B")},
    ]
    return {
        "chapters/00-abstract.tex": "\\chapter*{Abstract}\\tpunnumbered{Abstract}\\tptarget{sec-abstract}\n\n"
        + LOREM * 3,
        "chapters/01-abbreviations.tex": framed(
            "List of abbreviations", "abbreviations", abbreviations, numbered=False
        ),
        "chapters/02-acknowledgements.tex": framed(
            "Acknowledgements", "acknowledgements", {"paragraphs": [Latex(LOREM), Latex("Thanks.")]}, numbered=False
        ),
        "chapters/03-theory.tex": THEORY,
        "chapters/04-vocabulary.tex": VOCABULARY + MANY,
        "chapters/90-timeline.tex": framed(
            "Timeline of the conflict",
            "timeline",
            {"events": [{"date": d, "event": Latex(e)} for d, e in events * 4]},
            numbered=True,
        ),
        "chapters/91-interviews.tex": framed("Interviews", "interviews", {"interviews": interviews}, numbered=True),
        "chapters/92-declaration.tex": framed(
            "Declaration", "declaration", {"paragraphs": [Latex(LOREM)], "place": "Aalborg"}, numbered=True
        ),
        "chapters/references.tex": REFERENCES,
    }

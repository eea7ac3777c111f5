"""A library of made-up works for ``csl.py``: every kind of work, with and without each field that a style may print.

Run: ``.venv/bin/python benchmarks/csl_library.py tests/citations/library/kinds.bib``. The entries follow from a fixed seed, so
the file is the same at every run. An entry's key begins with its kind.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_STEMS = (
    "Ash Black Brad Craw Dun East Fair Green Hal Har Kings Lang Mar Mid Nor Old Pem Rad Red Shel Stan Sut Thorn Wake Wal "
    "West Whit Win Wood Yar"
).split()
_ENDINGS = "ford worth ley ton field by croft well bourne ham stone land man brook more".split()
_GIVEN = (
    "Anna", "Benedict James", "Clara", "David", "Eleanor Ruth", "F. G.", "Grace", "Hugh", "Ivan", "Jean-Luc", "Karen",
    "Liam Patrick", "Maria", "Nikolai", "Olga", "Peter J.", "Quentin", "Rosa Maria", "Samuel", "Tara", "Ulrich",
    "Victoria", "Wei", "Xavier", "Yusuf", "Zoë",
)  # fmt: skip
_PARTICLES = ("van der {}", "de {}", "von {}", "al-{}", "{}-Smythe", "O'{}", "Mac{}")
_TOPICS = (
    "the politics of water", "energy security in the South Caucasus", "memory and forgetting after the war",
    "small states between empires", "the economics of sanctions", "peacekeeping without peace",
    "how voters read the news", "urban housing in Tbilisi", "a theory of balance", "language policy and identity",
    "trade routes of the Black Sea", "the limits of deterrence", "teaching mathematics at scale",
    "climate risk and public budgets", "neural models of reading", "the sociology of work in Britain",
    "clinical trials in low-income countries", "a history of the census", "music and the modern state",
    "machine learning for river flow",
)  # fmt: skip
_OPENINGS = (
    "",
    "Rethinking ",
    "On ",
    "Understanding ",
    "After 1991: ",
    "Towards an account of ",
    "Essays on ",
    "Mapping ",
)
_SUBTITLES = (
    "evidence from Armenia", "a comparative study", "theory and practice", "what we know", "an introduction",
    "lessons for Europe", "the case of Lake Sevan", "1945–1991",
)  # fmt: skip
_JOURNALS = (
    "Contemporary Politics", "Journal of Peace Research", "Energy Policy", "Europe-Asia Studies", "The Lancet",
    "International Affairs", "Water Resources Research", "Nature Climate Change", "Sociology", "Slavic Review",
)  # fmt: skip
_PAPERS = ("The Guardian", "The Times", "Financial Times", "The New York Times", "The Independent", "The Economist")
_PUBLISHERS = (
    ("Oxford", "Oxford University Press"), ("Cambridge", "Cambridge University Press"), ("London", "Routledge"),
    ("New York", "Basic Books"), ("Abingdon", "Taylor & Francis"), ("Princeton, NJ", "Princeton University Press"),
    ("Edinburgh", "Birlinn"), ("Basingstoke", "Palgrave Macmillan"), ("London", "Sage"), ("Chichester", "Wiley"),
)  # fmt: skip
_UNIVERSITIES = (
    "University of Leeds", "Webster University", "King's College London", "University of Bath", "Yerevan State University",
)  # fmt: skip
_BODIES = (
    "World Bank", "Department for Education", "International Crisis Group", "European Commission",
    "Office for National Statistics", "Amnesty International", "World Health Organization", "Environment Agency",
)  # fmt: skip
_SERIES = (
    "Studies in European Politics",
    "Routledge Handbooks",
    "New Directions in Energy",
    "Lecture Notes in Computer Science",
)
_EVENTS = ("Annual Meeting of the Political Studies Association", "International Conference on Machine Learning")
_CITIES = ("Manchester", "Vienna", "Tbilisi", "Boston, MA", "Leeds")
_SITES = ("https://www.gov.uk/guidance/", "https://www.crisisgroup.org/analysis/", "https://example.org/notes/")

Work = dict[str, str]


class Maker:
    """Makes entries whose first authors are all different, so that no label meets another."""

    def __init__(self) -> None:
        self.dice = random.Random(1642)
        surnames = [stem + ending for stem, ending in itertools.product(_STEMS, _ENDINGS)]
        self.dice.shuffle(surnames)
        self.surnames = itertools.cycle(surnames)
        self.entries: list[str] = []
        self.counts: dict[str, int] = {}

    def people(self, count: int) -> str:
        """``count`` names in BibTeX's form."""
        names = []
        for _ in range(count):
            surname = next(self.surnames)
            if self.dice.random() < 0.12:
                surname = self.dice.choice(_PARTICLES).format(surname)
            names.append(f"{surname}, {self.dice.choice(_GIVEN)}")
        return " and ".join(names)

    def title(self, subtitle: bool | None = None) -> str:
        """A title in sentence case."""
        opening, topic = self.dice.choice(_OPENINGS), self.dice.choice(_TOPICS)
        text = opening + topic
        text = text[0].upper() + text[1:]
        wanted = self.dice.random() < 0.3 if subtitle is None else subtitle
        return f"{text}: {self.dice.choice(_SUBTITLES)}" if wanted and ":" not in text else text

    def address(self) -> str:
        """A web address."""
        return self.dice.choice(_SITES) + f"{self.dice.randrange(100, 9999)}"

    def doi(self) -> str:
        """A DOI."""
        return f"10.{self.dice.randrange(1000, 9999)}/j.{self.dice.randrange(100000, 999999)}"

    def day(self) -> str:
        """A date in ISO form."""
        return f"{self.dice.randrange(1996, 2025)}-{self.dice.randrange(1, 13):02}-{self.dice.randrange(1, 29):02}"

    def pages(self) -> str:
        """A range of pages."""
        first = self.dice.randrange(1, 600)
        return f"{first}--{first + self.dice.randrange(2, 40)}"

    def fields(self, names: str) -> Work:
        """The fields that the words of a plan ask for: ``author:2`` is two authors, ``imprint`` place and publisher."""
        found: Work = {}
        for word in names.split():
            name, _, number = word.partition(":")
            if name in ("author", "editor", "translator"):
                found[name] = self.people(int(number or 1))
            elif name in _FIELDS:
                found |= _FIELDS[name](self)
            elif number:
                found[name] = number.replace("_", " ")
            elif name != "nobody":
                raise ValueError(word)
        return found

    def add(self, kind: str, entry_type: str, names: str) -> None:
        """One entry."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in self.fields(names).items())
        self.entries.append(f"@{entry_type}{{{kind}{self.counts[kind]:02},\n{lines}}}\n")


_PLANS = """
article @article: author, author:2, author:3, author:4, author:6, body, nobody
    title journal year vol no pp
    title journal year vol no pp doi
    title journal year vol no pp seen
    title journal year vol pp
    title journal year pp
    title journal year vol no
    title journal year no pp
    title journal year vol no pp url
    title journal year vol no pp doi seen
    title journal year
    title journal day vol no pp
    title journal vol no pp
    title journal pubstate:forthcoming
    title journal year vol no page
    title journal year seen
    title journal year doi
    title journal month no pp
newspaper @article: author, author:2, nobody
    title paper day page entrysubtype:newspaper
    title paper day entrysubtype:newspaper
    title paper day seen entrysubtype:newspaper
    title paper day pp entrysubtype:newspaper
    title paper day url entrysubtype:newspaper
    title paper year entrysubtype:newspaper
magazine @article: author, nobody
    title paper day vol no pp entrysubtype:magazine
    title paper month pp entrysubtype:magazine
    title paper day seen entrysubtype:magazine
    title paper month vol entrysubtype:magazine
book @book: author, author:2, author:3, author:4, author:7, body, nobody
    title year imprint
    title year imprint ed
    title year publisher
    title year imprint series
    title year imprint series no
    title year imprint vol
    title year imprint seen
    title year imprint doi
    title year imprint translator
    title imprint
    title year
    title year imprint ed vol translator
    title year imprint url
    title year imprint origdate:1902
    title year imprint editor
    title year place
    title year imprint ed seen
    title year imprint editor:2 translator ed
    title year imprint edition:Revised
edited @book: editor, editor:2, editor:3, editor:5
    title year imprint
    title year imprint ed
    title year imprint series
    title year imprint seen
    title imprint
    title year imprint doi
chapter @incollection: author, author:2, author:4, nobody
    title booktitle editor year imprint pp
    title booktitle editor:2 year imprint pp
    title booktitle editor:4 year imprint pp
    title booktitle year imprint pp
    title booktitle editor year imprint
    title booktitle editor year imprint pp ed
    title booktitle editor year imprint pp series
    title booktitle editor year imprint pp series no
    title booktitle editor year imprint pp vol
    title booktitle editor year imprint pp doi
    title booktitle editor year imprint pp seen
    title booktitle editor imprint pp
    title booktitle editor year publisher page
    title booktitle editor year imprint pp translator
    title booktitle editor:3 year imprint pp ed vol series
conference @inproceedings: author, author:3, author:5
    title booktitle year imprint pp
    title booktitle editor year imprint pp
    title booktitle year pp event venue
    title booktitle year event venue eventdate publisher pp
    title booktitle year pp doi
    title booktitle year pp seen
    title year event place
    title booktitle year series vol pp publisher
    title booktitle year
    title event venue day
proceedings @proceedings: editor:2, nobody
    title year imprint
    title year imprint event venue
    title year series vol publisher
thesis @phdthesis: author
    title university year
    title university year place
    title university year seen
    title university
    title university year doi
masters @thesis: author
    title university year type:mathesis
    title university year type:mathesis seen
    title university year type:MSc_dissertation
report @report: author, author:3, body, nobody
    title institution year
    title institution year place no type:Technical_report
    title institution year no
    title institution year seen
    title institution year place seen no type:Working_paper
    title institution year doi
    title institution place
    title institution year place
    title year seen
    title institution year pp place series no
online @online: author, author:2, body, nobody
    title year seen
    title day seen
    title seen
    title year url
    title day seen organization:BBC_News
    title year seen organization:Chatham_House
    title url
    title month seen
misc @misc: author, body, nobody
    title year
    title year howpublished:Lecture_notes
    title year note:Unpublished_typescript
    title day seen
unpublished @unpublished: author
    title year
    title year note:Manuscript_in_preparation
    title day event venue
    title year seen
dataset @dataset: author, body
    title year publisher doi
    title year seen publisher version:2.1
    title year doi
software @software: author, body
    title year seen version:1.4
    title year version:3.0 publisher
    title year seen
film @movie: author, nobody
    title year imprint
    title year publisher seen
    title year
video @video: author, nobody
    title day seen
    title year imprint
legislation @legislation: nobody
    title year
    title year seen
case @jurisdiction: nobody
    title year
    title year vol pp journal
patent @patent: author
    title year no
    title day no place seen
encyclopedia @inreference: author, nobody
    title booktitle year imprint pp
    title booktitle year seen
    title booktitle editor year imprint ed vol pp
manual @manual: author, body
    title year organization:Siemens place ed
    title year seen
music @audio: author
    title year publisher
    title day seen
image @image: author
    title year
    title year seen
"""
"""Kinds: ``key @type: heads``, then a line of fields for each work; a plan crosses the two."""


_FIELDS: dict[str, Callable[[Maker], Work]] = {
    "body": lambda m: {"author": "{" + m.dice.choice(_BODIES) + "}"},
    "title": lambda m: {"title": m.title()},
    "booktitle": lambda m: {"booktitle": m.title()},
    "journal": lambda m: {"journaltitle": m.dice.choice(_JOURNALS)},
    "paper": lambda m: {"journaltitle": m.dice.choice(_PAPERS)},
    "year": lambda m: {"date": str(m.dice.randrange(1950, 2025))},
    "day": lambda m: {"date": m.day()},
    "month": lambda m: {"date": m.day()[:7]},
    "seen": lambda m: {
        "url": m.address(),
        "urldate": f"2024-{m.dice.randrange(1, 13):02}-{m.dice.randrange(1, 29):02}",
    },
    "url": lambda m: {"url": m.address()},
    "doi": lambda m: {"doi": m.doi()},
    "vol": lambda m: {"volume": str(m.dice.randrange(1, 90))},
    "no": lambda m: {"number": str(m.dice.randrange(1, 12))},
    "pp": lambda m: {"pages": m.pages()},
    "page": lambda m: {"pages": str(m.dice.randrange(1, 60))},
    "ed": lambda m: {"edition": str(m.dice.randrange(2, 5))},
    "imprint": lambda m: dict(zip(("location", "publisher"), m.dice.choice(_PUBLISHERS), strict=True)),
    "publisher": lambda m: {"publisher": m.dice.choice(_PUBLISHERS)[1]},
    "institution": lambda m: {"institution": m.dice.choice(_BODIES)},
    "university": lambda m: {"institution": m.dice.choice(_UNIVERSITIES)},
    "place": lambda m: {"location": m.dice.choice(_CITIES)},
    "series": lambda m: {"series": m.dice.choice(_SERIES)},
    "event": lambda m: {"eventtitle": m.dice.choice(_EVENTS)},
    "venue": lambda m: {"venue": m.dice.choice(_CITIES)},
    "eventdate": lambda m: {"eventdate": m.day()},
}


def plans() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Kind, entry type, heads and bodies of every plan."""
    for block in re.split(r"\n(?=\S)", _PLANS.strip()):
        first, *bodies = block.splitlines()
        kind, entry_type, heads = re.fullmatch(r"(\w+) @(\w+): (.*)", first).groups()  # type: ignore[union-attr]
        yield kind, entry_type, heads.split(", "), [body.strip() for body in bodies]


def main() -> None:
    """Write the library to the file named."""
    maker = Maker()
    for kind, entry_type, heads, bodies in plans():
        if len(heads) * len(bodies) <= 30:
            crossed = list(itertools.product(heads, bodies))
        else:  # every body once with the usual head, every head with a few bodies
            crossed = [(heads[0], body) for body in bodies]
            crossed += [(head, bodies[(3 * i + j) % len(bodies)]) for i, head in enumerate(heads[1:]) for j in range(4)]
        for head, body in crossed:
            maker.add(kind, entry_type, f"{head} {body}")
    Path(sys.argv[1]).write_text("\n".join(maker.entries), encoding="utf-8")


if __name__ == "__main__":
    main()

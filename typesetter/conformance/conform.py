"""A PDF of TeX's made to pass strict validators, and, where its pages carry marks, given a structure tree."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from typesetter.conformance.content import Reader
from typesetter.conformance.elements import ROOT, Element, Structure
from typesetter.conformance.fonts import mend_fonts

_DOUBTFUL_END = b"\r\nendstream"


def conform(path: Path, *, tagged: bool, destinations: Mapping[str, str] | None = None) -> bytes:
    """The PDF at ``path`` as PDF/A-2u, or, ``tagged``, as PDF/A-2a and PDF/UA-1: the same bytes for the same file.

    ``destinations`` are words for the targets of links inside the document, for readers who hear it. TeX has written the
    metadata and the colour space already. Raises pikepdf.PdfError for a file that is no PDF.
    """
    with pikepdf.open(path) as pdf:
        mend_fonts(pdf)
        if tagged:
            _tag(pdf, destinations or {})
        _plain_ends(pdf)
        data = _saved(pdf, pikepdf.ObjectStreamMode.generate)
        if _DOUBTFUL_END in data:
            data = _saved(pdf, pikepdf.ObjectStreamMode.disable)
        return data


def _saved(pdf: pikepdf.Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=mode,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _plain_ends(pdf: pikepdf.Pdf) -> None:
    """Compress all streams, none so that it happens to end in a carriage return.

    With the line feed before ``endstream`` that makes one end of line, which some validators take off the stream's length.
    A space more at the end of a page's content, a character map or a font program means nothing.
    """
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream) or item.get("/Type") == "/Metadata":
            continue
        filters = item.get("/Filter")
        if filters is None or (filters == "/FlateDecode" and item.read_raw_bytes().endswith(b"\r")):
            data = item.read_bytes()
            packed = zlib.compress(data, 9)
            while packed.endswith(b"\r"):
                data += b" "
                packed = zlib.compress(data, 9)
            parameters: Any = item.get("/DecodeParms")
            item.write(packed, filter=Name.FlateDecode, decode_parms=parameters)


def _tag(pdf: pikepdf.Pdf, destinations: Mapping[str, str]) -> None:
    reader = Reader(item for item in pdf.objects if isinstance(item, Dictionary) and "/TPD" in item)
    owners: list[list[int]] = []
    for index, page in enumerate(pdf.pages):
        instructions: Any = pikepdf.parse_content_stream(page)
        content, mine = reader.page(instructions, index, _space_font(page))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
        owners.append(mine)
    _Tree(pdf, reader.structure, destinations).build(owners)


def _space_font(page: Any) -> str:
    """The page's name for the font in which TeX sets the spaces between words; empty when it has none."""
    fonts = page.obj.get("/Resources", {}).get("/Font", {})
    return next((name for name, font in fonts.items() if str(font.get("/BaseFont", "")).endswith("DummySpace")), "")


class _Tree:
    """Writes the structure into the PDF (ISO 32000-1, 14.7; ISO 14289-1)."""

    def __init__(self, pdf: pikepdf.Pdf, structure: Structure, destinations: Mapping[str, str]) -> None:
        self.pdf, self.structure, self.destinations = pdf, structure, destinations
        self.made: dict[int, Any] = {}
        self.parents: list[tuple[int, Any]] = []
        self._level = 0

    def build(self, owners: list[list[int]]) -> None:
        pdf = self.pdf
        self._collect_links()
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        children = self.structure.children()
        document = self._element(self.structure.elements[ROOT], root, children)
        for index, mine in enumerate(owners):
            page = pdf.pages[index].obj
            page.Tabs = Name.S
            if mine:
                page.StructParents = index
                self.parents.append((index, pdf.make_indirect(Array([self.made[id_] for id_ in mine]))))
        numbers = Array()
        for key, value in sorted(self.parents, key=lambda pair: pair[0]):
            numbers.append(key)
            numbers.append(value)
        root.K = Array([document])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        root.ParentTreeNextKey = max((key for key, _ in self.parents), default=-1) + 1
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _collect_links(self) -> None:
        """Give each link annotation to its element; TeX has written the element's id into it."""
        for index, page in enumerate(self.pdf.pages):
            for note in page.obj.get("/Annots", ()):
                owner = note.get("/TPS")
                if owner is None:
                    continue
                del note["/TPS"]
                element = self.structure.elements.get(int(owner))
                note.Contents = String(self._words(note))
                if element is not None:
                    element.links.append((index, note))

    def _words(self, note: Any) -> str:
        action = note.get("/A")
        if action is not None and "/URI" in action:
            return str(action["/URI"])
        target = str(note.get("/Dest") or (action.get("/D") if action is not None else "") or "")
        if target in self.destinations:
            return self.destinations[target]
        kind = target.partition(".")[0]
        return {"Hfootnote": "Note", "page": "Page"}.get(kind, f"Go to {target}")

    def _role(self, element: Element) -> str:
        """The element's role; a heading that skips a level is taken up to the next one (ISO 14289-1, 7.4.2)."""
        heading = re.fullmatch(r"H(\d)", element.role)
        if heading is None:
            return element.role
        self._level = min(int(heading[1]), self._level + 1)
        return f"H{self._level}"

    def _element(self, element: Element, parent: Any, children: Mapping[int, list[Element]]) -> Any:
        role = self._role(element)
        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + role), P=parent))
        self.made[element.id] = made
        for key, value in element.attributes.items():
            made[key] = value
        if element.role == "Note":
            made.ID = String(f"note-{element.id}")
        kids: list[tuple[int, Any]] = []
        for place, index, mcid in element.content:
            page = self.pdf.pages[index].obj
            kids.append((place, Dictionary(Type=Name.MCR, Pg=page, MCID=mcid)))
        first = element.content[0][0] if element.content else 0
        ordered = children.get(element.id, [])
        before = 0
        for child in ordered:
            before = max(before, child.place if child.place is not None else before)
            kids.append((before, self._element(child, made, children)))
        if element.content:
            kids.sort(key=lambda kid: kid[0])
        for index, note in element.links:
            note.StructParent = len(self.pdf.pages) + len(self.parents)
            self.parents.append((int(note.StructParent), made))
            kids.append((first, Dictionary(Type=Name.OBJR, Pg=self.pdf.pages[index].obj, Obj=note)))
        if kids:
            made.K = Array([kid for _, kid in kids])
        return made

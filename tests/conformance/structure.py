"""Reads a tagged PDF's structure back, independently of the code that wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf


@dataclass
class Node:
    """A structure element: its role, its text in reading order, its children and its attributes."""

    role: str
    text: str = ""
    children: list[Node] = field(default_factory=list)
    alt: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    annotations: int = 0

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all_text(self) -> str:
        return self.text + "".join(child.all_text() for child in self.children)

    def find(self, role: str) -> list[Node]:
        return [node for node in self.walk() if node.role == role]

    def outline(self, depth: int = 0) -> str:
        """The roles, indented, without the elements inside lines."""
        line = "  " * depth + self.role + "\n"
        return line + "".join(child.outline(depth + 1) for child in self.children if child.role != "Link")


def read_structure(path: Path) -> Node:
    with pikepdf.open(path) as pdf:
        texts = {page.obj.objgen: _texts(page) for page in pdf.pages}
        return _node(pdf.Root.StructTreeRoot.K[0], texts)


def unmarked_text(path: Path) -> str:
    """Text that is neither in the structure nor decoration."""
    with pikepdf.open(path) as pdf:
        return "".join(_texts(page).get(None, "") for page in pdf.pages)


def _node(element: Any, texts: dict[Any, dict[Any, str]]) -> Node:
    attributes = {str(k): v for k, v in (element.get("/A") or {}).items()}
    node = Node(str(element.S).lstrip("/"), alt=_string(element.get("/Alt")), attributes=attributes)
    kids = element.get("/K")
    for kid in [] if kids is None else kids if isinstance(kids, pikepdf.Array) else [kids]:
        if kid.get("/Type") == "/MCR":
            node.text += texts[kid.Pg.objgen].get(int(kid.MCID), "")
        elif kid.get("/Type") == "/OBJR":
            node.annotations += 1
            assert kid.Obj.get("/Contents"), "a link without words"
        else:
            child = _node(kid, texts)
            node.children.append(child)
            node.text += "￼"
    return node


def _string(value: Any) -> str | None:
    return None if value is None else str(value)


def _texts(page: Any) -> dict[Any, str]:
    """The page's text by MCID; None: text outside of all marks; "Artifact": decoration."""
    maps = {name: _map(font) for name, font in (page.obj.get("/Resources", {}).get("/Font") or {}).items()}
    found: dict[Any, str] = {}
    inside: list[Any] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            mark: Any = "Artifact" if str(operands[0]) == "/Artifact" else None
            if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                mark = int(operands[1].MCID)
            inside.append(mark)
        elif name == "EMC":
            inside.pop()
        elif name == "Tf":
            current = maps[str(operands[0])]
        elif name in ("Tj", "TJ"):
            parts = [operands[0]] if name == "Tj" else [o for o in operands[0] if isinstance(o, pikepdf.String)]
            text = "".join(current.get(byte, "?") for part in parts for byte in bytes(part))
            mark = next((m for m in inside if m is not None), None)
            found[mark] = found.get(mark, "") + text
    assert inside == []
    return found


def _map(font: Any) -> dict[int, str]:
    from typesetter.conformance.fonts import _codes

    if "/ToUnicode" not in font:
        return {}
    codes = _codes(font.ToUnicode.read_bytes())
    return {code: bytes.fromhex(target).decode("utf-16-be") for code, target in codes.items()}

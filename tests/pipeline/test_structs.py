"""A struct is a frozen dataclass to all who use it, and cheap to make."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import typesetter
from typesetter.diagnostics import Code, Diagnostic, Span
from typesetter.model import CrossRef, Emph, Paragraph, Text
from typesetter.regexes import regex
from typesetter.shelf import Shelf, packed, unpacked
from typesetter.structs import Struct, field, fields, is_struct, replace


class Point(Struct, order=True):
    """Two numbers."""

    x: int
    y: int = 2


class Bag(Struct, frozen=False):
    items: list[int] = field(default_factory=list)
    seen: int = field(default=0, repr=False, compare=False)
    doubled: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.doubled = 2 * len(self.items)


class Named(Point, Struct):
    name: str = ""
    notes: Any = field(default=(), hash=False)


class Wide(Struct, kw_only=True):
    a: int = 1
    b: str
    c: list[str] = field(default_factory=list)
    d: int = 0
    e: int = 0
    f: int = 0
    g: int = 0
    h: int = 0
    i: int = 0
    j: int = 0
    k: int = 0
    l: int = 0  # noqa: E741


NODE = Paragraph(
    (Text("a", Span("x.md", 1)), Emph((CrossRef("b", Span("x.md", 2), bare=True),), Span("x.md", 2))), Span("x")
)


def test_fields_are_given_by_place_and_by_name() -> None:
    assert Point(1) == Point(x=1, y=2) == Point(1, y=2)
    assert Point(1) != Point(1, 3)
    assert Point(1) != (1, 2)
    assert Named(1, name="n").y == 2
    assert Wide(b="x", c=["y"]).c == ["y"]


@pytest.mark.parametrize(
    "wrong",
    [
        Point,
        lambda: Point(1, 2, 3),
        lambda: Point(1, x=1),
        lambda: Point(1, z=1),
        Wide,
        lambda: Wide(b="", z=1),
        lambda: Wide(1, "", a=1),
        lambda: Wide(*range(13)),
        lambda: replace(Point(1), z=1),
        lambda: type("Wrong", (Struct,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1}),
    ],
)
def test_wrong_arguments_are_refused(wrong: Any) -> None:
    with pytest.raises(TypeError):
        wrong()


def test_a_struct_is_frozen_and_has_slots() -> None:
    point = Point(1)
    for change in (lambda: setattr(point, "x", 3), lambda: delattr(point, "x"), lambda: setattr(point, "z", 1)):
        with pytest.raises(AttributeError, match="frozen"):
            change()
    assert not hasattr(point, "__dict__")
    assert (point, hash(point)) == (Point(1), hash(Point(1)))
    assert type(Point) is type  # isinstance is slow with a metaclass


def test_one_that_is_not_frozen_can_be_changed_and_is_no_key() -> None:
    bag = Bag([1])
    bag.items, bag.seen = [3, 4], 9
    assert (bag, bag.doubled) == (replace(bag, seen=0), 2)
    assert repr(bag) == "Bag(items=[3, 4])"
    assert Bag().items is not Bag().items
    with pytest.raises(TypeError):
        hash(bag)
    with pytest.raises(AttributeError):
        bag.other = 1  # type: ignore[attr-defined]


def test_order_hash_and_repr_are_those_of_the_fields() -> None:
    assert sorted([Point(2, 1), Point(1, 3), Point(1, 2)]) == [Point(1, 2), Point(1, 3), Point(2, 1)]
    assert Point(1) <= Point(1) >= Point(1)
    assert not Point(1) < Point(1)
    with pytest.raises(TypeError):
        _ = Point(1) < Named(1)
    assert hash(Named(1, notes=[])) == hash(Named(1, notes=[1]))
    assert Named(1, notes=[]) != Named(1, notes=[1])
    assert repr(Named(1)) == "Named(x=1, y=2, name='', notes=())"


def test_dataclasses_know_a_struct() -> None:
    assert dataclasses.is_dataclass(Named)
    assert dataclasses.replace(Named(1), y=5) == replace(Named(1), y=5) == Named(1, 5)
    assert [f.name for f in dataclasses.fields(Named)] == list(fields(Named)) == ["x", "y", "name", "notes"]
    assert dataclasses.asdict(Named(1, name="n")) == {"x": 1, "y": 2, "name": "n", "notes": ()}
    assert fields(Named)["name"] == "str"
    assert (is_struct(Named), is_struct(str)) == (True, False)
    match Named(1, 4):
        case Named(x, y):
            assert (x, y) == (1, 4)


@pytest.mark.parametrize("value", [Point(1), Bag([1], 3), Named(1, notes=[2]), Wide(b="x"), NODE])
def test_copies_and_pickles_are_equal(value: Any) -> None:
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (other, type(other)) == (value, type(value))


def test_a_shelf_keeps_nodes(tmp_path: Path) -> None:
    finding = Diagnostic(Code.CITE_UNKNOWN, "m", Span("a.md", 3, 4), ("hint",))
    assert unpacked(packed((NODE, finding))) == (NODE, finding)
    Shelf(tmp_path, "code").put("name", NODE)
    assert Shelf(tmp_path, "code").get("name") == NODE
    with pytest.raises(pickle.UnpicklingError):  # a struct of no room that values come from
        unpacked(packed(Point(1)))


# ---------------------------------------------------------------------------------------------------- regular expressions


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    pattern = regex(r"(\d+)-x", 2)
    assert "_made" in vars(pattern)
    assert vars(pattern)["_made"] is None
    found = pattern.search("a 12-X")
    assert found is not None
    assert (found[1], pattern.sub("", "1-x2"), pattern.groups) == ("12", "2", 1)
    with pytest.raises(AttributeError):
        _ = pattern.nothing  # type: ignore[attr-defined]


def test_every_pattern_of_the_program_compiles() -> None:
    package = Path(typesetter.__file__).parent
    made = 0
    for path in package.rglob("*.py"):
        if "regexes import regex" in path.read_text("utf-8"):
            module = import_module(".".join(path.relative_to(package.parent).with_suffix("").parts))
            for value in vars(module).values():
                for pattern in value.values() if isinstance(value, dict) else [value]:
                    if type(pattern).__name__ == "_Regex":
                        assert pattern.pattern
                        made += 1
    assert made > 60

"""Classes that hold fields and nothing else: what dataclasses give, without what making a dataclass costs.

A frozen dataclass with slots is written out as text, compiled six times and then made a second time for its slots: 0.5 ms on
the machine of docs/performance.md, for two hundred classes a fifth of the time in which an edit is in print. A :class:`Struct`
is made once (0.02 ms): its slots are there before the class is, all classes share their methods, and classes with as many
fields share the code of ``__init__``. It is also read back from a pickle in less than a third of the time.

    class Reference(Struct):
        key: str
        children: tuple[Inline, ...] = ()

Type checkers see a frozen dataclass (PEP 681), and so do :mod:`dataclasses` (``replace``, ``fields``, ``asdict``) and
``match``. Fields may be changed in ``class Result(Struct, frozen=False)``; values of ``class Place(Struct, order=True)`` compare
field by field. In ``class Rules(Struct, kw_only=True)`` a field without a default may stand behind one that has one: values are
made with the names of the fields. A subclass that has fields of its own names :class:`Struct` again:
``class Wide(Narrow, Struct)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast, dataclass_transform

__all__ = ["Struct", "field", "fields", "is_struct", "replace"]

T = TypeVar("T")
_NONE: Any = object()
"""No default; and, in a call, an argument that was not given."""
_SHARED = 10
"""The most fields of a class whose ``__init__`` is code of its own; compiling it takes 0.01 ms for each."""


class _Field:
    """What is said of a field besides its name and type, as of ``dataclasses.field``."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "repr")

    def __init__(
        self,
        default: Any = _NONE,
        default_factory: Callable[[], Any] | None = None,
        *,
        init: bool = True,
        repr: bool = True,  # noqa: A002  # as dataclasses have it
        hash: bool = True,  # noqa: A002  # the same
        compare: bool = True,
    ) -> None:
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.hash, self.compare = init, repr, hash and compare, compare

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is _NONE and self.default_factory is None


def field(
    *,
    default: Any = _NONE,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
    repr: bool = True,  # noqa: A002  # as dataclasses have it
    hash: bool = True,  # noqa: A002  # the same
    compare: bool = True,
) -> Any:
    """A field with a default, or one made anew for each value, or one that has no part in some of the methods."""
    return _Field(default, default_factory, init=init, repr=repr, hash=hash, compare=compare)


_PLAIN = _Field()


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of some fields as a tuple."""
    if not names:
        return lambda _value: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


class _Base:
    """The methods of all structs. They ask the class for its fields."""

    __slots__ = ()
    __struct_fields__: ClassVar[Mapping[str, _Field]] = {}
    __struct_types__: ClassVar[Mapping[str, Any]] = {}

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        get = self.__class__.__struct_compared__
        return bool(get(self) == get(other))

    def __hash__(self) -> int:
        return hash(self.__class__.__struct_hashed__(self))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name, known in self.__struct_fields__.items() if known.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{self.__class__.__qualname__} is frozen: '{name}' cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self.__class__.__qualname__} is frozen: '{name}' cannot be deleted")

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, self.__class__.__struct_given__(self)

    if TYPE_CHECKING:
        # callables, of which a type checker would make methods
        __struct_compared__: ClassVar[Any]
        __struct_hashed__: ClassVar[Any]
        __struct_given__: ClassVar[Any]


class _Ordered:
    """Values that compare as the tuples of their fields do."""

    __slots__ = ()
    __struct_compared__: ClassVar[Any]

    def __lt__(self, other: Any) -> bool:
        get = self.__class__.__struct_compared__
        return get(self) < get(other) if self.__class__ is other.__class__ else NotImplemented

    def __le__(self, other: Any) -> bool:
        get = self.__class__.__struct_compared__
        return get(self) <= get(other) if self.__class__ is other.__class__ else NotImplemented

    def __gt__(self, other: Any) -> bool:
        get = self.__class__.__struct_compared__
        return get(self) > get(other) if self.__class__ is other.__class__ else NotImplemented

    def __ge__(self, other: Any) -> bool:
        get = self.__class__.__struct_compared__
        return get(self) >= get(other) if self.__class__ is other.__class__ else NotImplemented


class _Maker(type):
    """Makes the classes that name :class:`Struct` as a base. They are of type ``type``: ``isinstance`` is slow with any other."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        frozen: bool = True,
        order: bool = False,
        kw_only: bool = False,
    ) -> Any:
        types = namespace.get("__annotations__", {})
        own = {field: _taken(namespace, field) for field in types}
        namespace["__slots__"] = tuple(own)
        if not frozen:
            namespace |= {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__, "__hash__": None}
        parents = tuple(base for base in bases if base is not Struct)
        if not any(issubclass(base, _Base) for base in parents):
            parents += (_Ordered, _Base) if order else (_Base,)
        made: Any = type(name, parents, namespace)
        known = made.__struct_fields__ | own
        made.__struct_fields__ = known
        made.__struct_types__ = made.__struct_types__ | types
        given = tuple([name for name, field in known.items() if field.init])
        compared = tuple([name for name, field in known.items() if field.compare])
        hashed = tuple([name for name, field in known.items() if field.hash])
        type.__setattr__(made, "__match_args__", given)
        made.__struct_given__ = get = _values(given)
        made.__struct_compared__ = get if compared == given else _values(compared)
        made.__struct_hashed__ = get if hashed == given else _values(hashed)
        if "__init__" not in namespace:
            made.__init__ = _initialiser(made, known, kw_only=kw_only)
        return made


def _taken(namespace: dict[str, Any], name: str) -> _Field:
    """What the body of a class says of a field, taken out of it: a slot takes its place."""
    if name not in namespace:
        return _PLAIN
    said = namespace.pop(name)
    return said if isinstance(said, _Field) else _Field(said)


def _initialiser(made: type, known: Mapping[str, _Field], *, kw_only: bool) -> FunctionType:
    """The ``__init__`` of a class: shared code under the names of its own fields, or for a large class what needs no code.

    Raises TypeError for a field without a default behind one that has one, unless they are given by their names.
    """
    given = {name: field for name, field in known.items() if field.init}
    bare = [field.required for field in given.values()]
    first = bare.index(False) if False in bare else len(given)
    stray = True in bare[first:]
    if stray and not kw_only:
        name = list(given)[bare.index(True, first)]
        raise TypeError(f"{made.__qualname__}: '{name}' has no default and stands behind one that has")
    if stray or len(given) > _SHARED:
        function = _binder(made, given)
    else:
        fresh = tuple(index for index, field in enumerate(given.values()) if field.default_factory)
        code = _code(len(given), fresh, hasattr(made, "__post_init__")).replace(co_varnames=("self", *given))
        names = {f"set_{index}": getattr(made, name).__set__ for index, name in enumerate(given)}
        names |= {f"new_{index}": list(given.values())[index].default_factory for index in fresh}
        defaults = tuple(field.default for field in given.values())[first:]
        function = FunctionType(code, names | {"NONE": _NONE}, "__init__", defaults)
    function.__qualname__ = f"{made.__qualname__}.__init__"
    return function


@cache
def _code(count: int, fresh: tuple[int, ...], finish: bool) -> CodeType:
    """The code of an ``__init__`` of so many fields, those at ``fresh`` with a default that is made anew for each value.

    ``finish`` asks for a call of ``__post_init__``.
    """
    lines = [f"def __init__({', '.join(('self', *(f'value_{i}' for i in range(count))))}):"]
    for index in range(count):
        value = f"new_{index}() if value_{index} is NONE else value_{index}" if index in fresh else f"value_{index}"
        lines.append(f" set_{index}(self, {value})")
    lines.append(" self.__post_init__()" if finish else " return")
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)  # noqa: S102  # written here from numbers alone
    function: FunctionType = names["__init__"]
    return function.__code__


def _binder(made: type, given: Mapping[str, _Field]) -> FunctionType:
    """An ``__init__`` that binds its arguments itself: for classes of many fields and few values, whose code nobody shares."""
    setters = [(name, field, getattr(made, name).__set__) for name, field in given.items()]
    finish = getattr(made, "__post_init__", None)

    def initialise(self: Any, /, *values: Any, **named: Any) -> None:
        if len(values) > len(setters):
            raise TypeError(f"{made.__qualname__}.__init__() takes {len(setters)} arguments, not {len(values)}")
        for index, (name, field, put) in enumerate(setters):
            if index < len(values):
                put(self, values[index])
            elif name in named:
                put(self, named.pop(name))
            elif field.default_factory is not None:
                put(self, field.default_factory())
            elif field.default is not _NONE:
                put(self, field.default)
            else:
                raise TypeError(f"{made.__qualname__}.__init__() missing a required argument: '{name}'")
        if named:
            raise TypeError(f"{made.__qualname__}.__init__() got an unexpected or a second '{next(iter(named))}'")
        if finish is not None:
            finish(self)

    return cast("FunctionType", initialise)


class _DataclassFields:
    """By which :mod:`dataclasses` knows a dataclass; made for a class when it is asked for."""

    def __get__(self, _value: object, kind: Any) -> Mapping[str, Any]:
        return _dataclass_fields(kind)


@cache
def _dataclass_fields(kind: Any) -> Mapping[str, Any]:
    import dataclasses

    rows: list[Any] = []
    for name, known in kind.__struct_fields__.items():
        more = {"default": known.default} if known.default is not _NONE else {}
        more |= {"default_factory": known.default_factory} if known.default_factory else {}
        said = dataclasses.field(init=known.init, repr=known.repr, hash=known.hash, compare=known.compare, **more)
        rows.append((name, kind.__struct_types__[name], said))
    made: Any = dataclasses.make_dataclass(kind.__name__, rows, init=False, repr=False, eq=False)
    found: Mapping[str, Any] = made.__dataclass_fields__
    return found


if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    class Struct(_Base):
        """The base of a class that holds fields: see the module."""

        __dataclass_fields__: ClassVar[dict[str, Any]]

        def __init_subclass__(cls, *, frozen: bool = True, order: bool = False, kw_only: bool = False) -> None: ...
else:
    _Base.__dataclass_fields__ = _DataclassFields()
    Struct = type.__new__(_Maker, "Struct", (), {"__doc__": "The base of a class that holds fields: see the module."})


def is_struct(kind: type) -> bool:
    """Whether a class is a struct."""
    return issubclass(kind, _Base)


def fields(kind: type[Struct]) -> Mapping[str, Any]:
    """The fields of a class in the order in which they are given, with their types as its source has them."""
    return kind.__struct_types__


def replace(value: T, /, **changes: Any) -> T:
    """A copy of a struct with other values of some fields. Raises TypeError for what is no field that is given."""
    given = {name: getattr(value, name) for name in value.__match_args__}  # type: ignore[attr-defined]
    return value.__class__(**given | changes)

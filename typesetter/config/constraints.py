"""What is asked of a value besides its type, and what its schema says of it: marks that stand in ``Annotated``.

Everything that a configuration file says is a struct, whose annotations stay texts until
:mod:`typesetter.config.validation` reads them. Pydantic then asks each mark for what it means to it; a build that finds its
configuration kept does not import pydantic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Content:
    """Base of everything that a file of the configuration says: keys that it does not know are mistakes."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


class Limited:
    """The bounds of a number (``ge``, ``le``) or the lengths of a list (``min_length``, ``max_length``), all included."""

    __slots__ = ("_limits",)

    def __init__(self, **limits: float) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), **self._limits}


class Described:
    """What the schema says of the field: its description, and ``more``, such as a default that is made when it is needed."""

    __slots__ = ("_said",)

    def __init__(self, description: str, **more: Any) -> None:
        self._said = {"description": description, **more}

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(core), **self._said}


class Prepared:
    """The value is what ``prepare`` makes of the one in the file, which it is called with before its type is looked at."""

    __slots__ = ("_prepare",)

    def __init__(self, prepare: Callable[[Any], Any]) -> None:
        self._prepare = prepare

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._prepare, handler(source))


class Checked:
    """The value, when it is of its type, is what ``check`` gives.

    The message of a ValueError that it raises is shown, and as hints what the error has besides.
    """

    __slots__ = ("_check",)

    def __init__(self, check: Callable[[Any], Any]) -> None:
        self._check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))


class Made:
    """The value is what ``make`` makes of the one in the file, whatever that is; its schema is ``shown``.

    The message of a ValueError that ``make`` raises is shown to the user.
    """

    __slots__ = ("_make", "_shown")

    def __init__(self, make: Callable[[Any], Any], shown: Mapping[str, Any]) -> None:
        self._make, self._shown = make, shown

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self._make)

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Any]) -> Any:
        return dict(self._shown)

"""Frozen values as JSON and back, by the annotations of their dataclasses."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import math
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any

Json = Any
"""What the module json makes of a text."""


def encoded(value: object) -> Json:
    """A value of dataclasses, enums, tuples, times, bytes and plain values as JSON can hold it."""
    if dataclasses.is_dataclass(value):
        return {f.name: encoded(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no infinity
    return value


def decoded(kind: Any, value: Json) -> Any:
    """The value of a type that `encoded` made JSON of. Raises ValueError for anything else."""
    try:
        return decoder(kind)(value)
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError(f"{value!r:.60} is no {kind}") from fault


@cache
def decoder(kind: Any) -> Callable[[Json], Any]:
    """What makes a value of a type; it raises ValueError, TypeError, KeyError for another one's."""
    if dataclasses.is_dataclass(kind):
        return _of_fields(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and arguments[1:] == (...,):
        item = decoder(arguments[0])
        return lambda value: tuple(map(item, value))
    if origin in (types.UnionType, typing.Union):
        return _optional(arguments)
    if kind is dt.datetime:
        return dt.datetime.fromisoformat
    if kind is float:
        return float
    if kind is bytes:
        return lambda value: base64.b64decode(value, validate=True)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda value: _exactly(kind, value)


@cache
def field_decoders(kind: Any) -> Mapping[str, Callable[[Json], Any]]:
    """For each field of a dataclass what makes its value."""
    hints = typing.get_type_hints(kind)
    return {field.name: decoder(hints[field.name]) for field in dataclasses.fields(kind)}


def _of_fields(kind: Any) -> Callable[[Json], Any]:
    def decode(value: Json) -> Any:
        decoders = field_decoders(kind)  # looked up late: a type may hold itself
        return kind(**{name: decoders[name](item) for name, item in value.items()})

    return decode


def _optional(arguments: tuple[Any, ...]) -> Callable[[Json], Any]:
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    decode = decoder(kind)
    return lambda value: None if value is None else decode(value)


def _exactly(kind: type, value: Json) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{value!r:.60} is no {kind.__name__}")
    return value

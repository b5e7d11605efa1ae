"""The keys of a focus point that stand in its file only where they differ from the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from fsq_tui.focus.sequence import MAX_DURATION_S, MAX_NAME_LENGTH, FocusPoint
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.values import is_number

SHAPES = tuple(shape.value for shape in Shape)


class OptionalKey(NamedTuple):
    """What a key may hold, and what to say of another value; how a value is read and written."""

    is_right: Callable[[Any], bool]
    wanted: Callable[[object], str]
    read: Callable[[Any], Any]
    written: Callable[[Any], Any]


def meant(value: object, words: tuple[str, ...] | list[str]) -> str:
    """One of some words, the one of the nearest spelling first where there is such a one."""
    listed = f"{', '.join(words[:-1])} or {words[-1]}"
    close = get_close_matches(value.lower(), words, n=1) if isinstance(value, str) else []
    return f"{listed}; did you mean {close[0]}?" if close else listed


def _same(value: Any) -> Any:
    return value


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


_FLAG = OptionalKey(_is_bool, lambda _: "true or false", _same, _same)

OPTIONAL_KEYS: Mapping[str, OptionalKey] = {
    "name": OptionalKey(
        lambda value: isinstance(value, str) and len(value) <= MAX_NAME_LENGTH,
        lambda _: f"a text of at most {MAX_NAME_LENGTH} characters",
        _same,
        _same,
    ),
    "shape": OptionalKey(
        lambda value: value in SHAPES,
        lambda value: meant(value, SHAPES),
        Shape,
        lambda shape: shape.value,
    ),
    "dwell_s": OptionalKey(
        lambda value: is_number(value, 0.0, MAX_DURATION_S),
        lambda _: f"a number from 0 to {MAX_DURATION_S}",
        float,
        _same,
    ),
    "chain": _FLAG,
    "skip": _FLAG,
}

_PLAIN = FocusPoint(0)


def optional_values(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the optional keys in a faultless table, as FocusPoint takes them."""
    return {key: rule.read(table[key]) for key, rule in OPTIONAL_KEYS.items() if key in table}


def optional_table(point: FocusPoint) -> dict[str, Any]:
    """What of a point is not the default, as a file holds it."""
    return {
        key: rule.written(getattr(point, key))
        for key, rule in OPTIONAL_KEYS.items()
        if getattr(point, key) != getattr(_PLAIN, key)
    }

"""Values out of a file: what they are, how they are told of, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from fsq_tui.focus.sequence import printable
from fsq_tui.storage.outline import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that cannot be, and its place, e.g. `("focus_points", 0, "duration_s")`."""

    place: Place
    text: str


def is_number(value: object, least: float, most: float) -> bool:
    """Whether a value is a number (no truth value, no NaN) between two others."""
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def is_whole(value: object, least: int, most: int) -> TypeGuard[int]:
    """Whether a value is a whole number between two others."""
    return isinstance(value, int) and is_number(value, least, most)


def told(value: object) -> str:
    """A value from a file, short, as it may stand in a sentence on a screen."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    if isinstance(value, str):
        text = printable(value)
        return f'"{text[:40]}{"..." if len(text) > 40 else ""}"'
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else str(value)


def is_tables(value: object) -> TypeGuard[list[dict[str, Any]]]:
    """Whether a value is a list of tables."""
    return isinstance(value, list) and all(isinstance(table, dict) for table in value)

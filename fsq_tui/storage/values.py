"""Single values from a file: what they are, and how a sentence tells them."""

from __future__ import annotations

from typing import TypeGuard

from fsq_tui.focus.sequence import printable


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

"""Writing end and start point of the rack into the text of a settings file."""

from __future__ import annotations

from typing import Any

import tomlkit

from fsq_tui.focus.rack import Ends
from fsq_tui.storage.rack import NAMES, RACK

KEYS = [f"{name}_{key}" for name in NAMES for key in ("position", "unsure_steps")]


def has_rack(text: str) -> bool:
    """Whether the top-level keys hold a rack."""
    return RACK in tomlkit.parse(text)


def with_rack(text: str, ends: Ends) -> str:
    """A text that holds a rack, with other ends; what else stands there is kept."""
    body = text.rstrip()
    document = tomlkit.parse(body + "\n")
    table: Any = document[RACK]
    values = _values(ends)
    for key in KEYS:
        if key in values:
            table[key] = values[key]
        else:
            table.pop(key, None)
    return document.as_string().rstrip() + text[len(body) :]


def fresh_rack(ends: Ends) -> str:
    """A table of its own."""
    table = tomlkit.table()
    table.update(_values(ends))
    return f"\n{tomlkit.document().add(RACK, table).as_string().strip()}\n"


def _values(ends: Ends) -> dict[str, int]:
    values: dict[str, int] = {}
    for name, mark in zip(NAMES, (ends.end, ends.start), strict=True):
        if mark is not None:
            values[f"{name}_position"] = mark.normalized_position
            if mark.unsure_steps:
                values[f"{name}_unsure_steps"] = mark.unsure_steps
    return values

"""How the places in a settings file are called in the sentence on what is wrong there."""

from __future__ import annotations

from fsq_tui.storage.marks import MARKS
from fsq_tui.storage.outline import Place

NOUNS = {
    "focus_points": "focus point",
    "modes": "mode",
    "focus_positions": "step",
    MARKS: "distance mark",
}


def subject(place: Place) -> str:
    """`duration_s of focus point 2`; points and modes count from 1, steps from 0."""
    if len(place) == 1:
        return str(place[0])
    table, index = str(place[0]), int(place[1])
    if len(place) == 2:
        return f"{table}, step {index},"
    return f"{place[2]} of {NOUNS[table]} {index + 1}"

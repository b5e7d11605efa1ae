"""The undo history on disk, beside its scene, so that undo outlives the program.

The scene is written first, the journal after it. Where the two differ, by a crash in between or
by a person's hand, the scene is right, and the difference becomes one more edit to undo.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import FocusPoint, History, Order, Sequence
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.content import points_from
from fsq_tui.storage.files import read_whole, real_path
from fsq_tui.storage.values import is_whole

VERSION = 2
_KEYS_1 = ("normalized_position", "distance_cm", "duration_s", "name")
_KEYS = (*_KEYS_1, "shape", "dwell_s", "chain", "skip")
_KEYS_OF = {1: _KEYS_1, VERSION: _KEYS}  # version 1 has no play order either


def journal_path(scene_path: Path) -> Path:
    """Where the undo history of a scene is."""
    target = real_path(scene_path)
    return target.with_name(f"{target.name}.undo.json")


def load_history(scene_path: Path, present: Sequence, lens_name: str) -> tuple[History, str]:
    """The history that leads to `present`, which is what the scene holds, standing on the first.

    A damaged journal costs the history, never the scene: then the history is a fresh one and the
    second value is a sentence for the log, otherwise ''. So it is with the journal of another lens,
    whose points undo must not bring back.
    """
    present = present.at(0)
    fresh = History(present)
    try:
        content = read_whole(journal_path(scene_path))
        if content is None:
            return fresh, ""
        document = json.loads(content)
        history = _history(document)
        if document["lens_name"] != lens_name:
            return fresh, "There is nothing to undo from before: that was another lens."
    except FileRefused as refused:
        return fresh, f"There is nothing to undo from before: {refused.message}"
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        name = journal_path(scene_path).name
        return fresh, f"There is nothing to undo from before: {name} is damaged."
    if history.present.at(0).rounded() != present.rounded():
        history = history.edited(present)
    return History(present, history.past, history.future), ""


def save_history(scene_path: Path, history: History, lens_name: str) -> None:
    """Put the history beside its scene. Raises FileRefused where it cannot be written."""
    numbers: dict[FocusPoint, int] = {}
    past, future = history.past[-History.DEPTH :], history.future[: History.DEPTH]
    for sequence in chain(past, (history.present,), future):
        for point in sequence.points:
            numbers.setdefault(point, len(numbers))

    def states(sequences: Iterable[Sequence]) -> list[list[Any]]:
        return [[s.index, [numbers[point] for point in s.points], s.order] for s in sequences]

    document = {
        "version": VERSION,
        "lens_name": lens_name,
        "points": [[getattr(point, key) for key in _KEYS] for point in numbers],
        "past": states(past),
        "present": states([history.present])[0],
        "future": states(future),
    }
    spelled = attrgetter("value")  # of a shape or an order
    content = json.dumps(document, separators=(",", ":"), default=spelled).encode()
    write_atomically(journal_path(scene_path), content, keep_previous=False)


def _history(document: dict[str, Any]) -> History:
    """Raises ValueError, KeyError, TypeError or IndexError for anything but a journal."""
    keys = _KEYS_OF[document["version"]]
    tables = [dict(zip(keys, values, strict=True)) for values in document["points"]]
    points, problems = _checked(tables)
    if problems:
        raise ValueError("impossible points")
    past = tuple(_sequence(state, points) for state in document["past"])
    future = tuple(_sequence(state, points) for state in document["future"])
    present = _sequence(document["present"], points)
    return History(present, past[-History.DEPTH :], future[: History.DEPTH])


def _checked(tables: list[dict[str, Any]]) -> tuple[list[FocusPoint], bool]:
    points = [points_from([table]) for table in tables]
    return [point for good, _ in points for point in good], any(bad for _, bad in points)


def _sequence(state: list[Any], points: list[FocusPoint]) -> Sequence:
    index, numbers, *order = state
    if not (is_whole(index, 0, max(0, len(numbers) - 1)) and all(n >= 0 for n in numbers)):
        raise ValueError("an impossible state")
    return Sequence(tuple(points[number] for number in numbers), index, *map(Order, order))

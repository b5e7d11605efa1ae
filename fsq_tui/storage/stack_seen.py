"""What a sweep has seen at each of its places, in the folder of the stack that it is for.

A stack that was interrupted is gone on with by it, as it was begun, on a lens that tells no place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole
from fsq_tui.storage.prints import Print, print_json, print_of
from fsq_tui.storage.values import is_number

NAME = "stack.seen.json"
VERSION = 1
MOST_STEPS = 1e6


@dataclass(frozen=True, slots=True)
class SeenPlaces:
    """A print at each step, which rise; by which share of itself a step may be wrong."""

    steps: tuple[float, ...]
    prints: tuple[Print, ...]
    unsure_share: float


def save_seen(folder: Path, seen: SeenPlaces) -> None:
    """Raises FileRefused where it cannot be written."""
    document = {
        "version": VERSION,
        "unsure_share": seen.unsure_share,
        "steps": list(seen.steps),
        "prints": [print_json(kept) for kept in seen.prints],
    }
    content = json.dumps(document, separators=(",", ":")).encode("ascii")
    write_atomically(folder / NAME, content, keep_previous=False)


def load_seen(folder: Path) -> SeenPlaces | None:
    """None where there is no such file, or one that cannot be read: the stack has its steps."""
    try:
        content = read_whole(folder / NAME)
        document = {} if content is None else json.loads(content)
        steps, unsure_share = document["steps"], document["unsure_share"]
        prints = tuple(print_of(kept) for kept in document["prints"])
        is_ours = document["version"] == VERSION and len(steps) == len(prints) > 1
        fits = all(is_number(step, -MOST_STEPS, MOST_STEPS) for step in steps)
        if not (is_ours and fits and is_number(unsure_share, 0, 1) and sorted(steps) == steps):
            return None
    except (FileRefused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return SeenPlaces(tuple(map(float, steps)), prints, float(unsure_share))
